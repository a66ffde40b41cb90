# The first stage trains, the second one serves: it has neither scikit-learn nor the corpus, nor pip's cache.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build

COPY requirements/serve.txt requirements/train.txt requirements/
RUN python -m venv /opt/train \
    && /opt/train/bin/python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements/train.txt \
    && python -m venv /opt/sendgate \
    && /opt/sendgate/bin/python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements/serve.txt

COPY pyproject.toml README.md LICENSE ./
COPY model/ model/
COPY training/ training/
COPY service/ service/
RUN /opt/train/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /opt/sendgate/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation .

COPY data/ data/
ENV SENDGATE_DATA=/build/data SENDGATE_MODELS=/opt/models
RUN /opt/train/bin/sendgate train


FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/sendgate --shell /usr/sbin/nologin sendgate
COPY --from=build /opt/sendgate /opt/sendgate
COPY --from=build /opt/models /opt/models
ENV PATH=/opt/sendgate/bin:$PATH \
    SENDGATE_MODELS=/opt/models \
    SENDGATE_RECORDS=/var/lib/sendgate \
    OMP_NUM_THREADS=1 \
    OPENBLAS_NUM_THREADS=1
USER 10001
WORKDIR /var/lib/sendgate
VOLUME /var/lib/sendgate
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["sendgate"]
CMD ["serve", "--host", "0.0.0.0"]
