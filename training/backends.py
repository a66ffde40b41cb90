"""Where a search computes: the cores of this machine, or a Dask or Ray cluster, all through joblib."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from joblib import parallel_config

from model.errors import SendgateError

BACKENDS = ("loky", "dask", "ray")


@contextmanager
def computing(backend: str, jobs: int, address: str | None) -> Iterator[None]:
    """Makes joblib compute on ``backend``.

    A cluster is the one at ``address``, or that ``DASK_SCHEDULER_ADDRESS`` or ``RAY_ADDRESS`` names, or else one of
    ``jobs`` processes made for the purpose. Raises SendgateError where the backend is not installed or not reached.
    """
    if backend == "loky":
        with parallel_config("loky", n_jobs=jobs):
            yield
    elif backend == "dask":
        warnings.filterwarnings("ignore", "Sending large graph")  # the corpus, and it has to get there
        with _dask(jobs, address):
            yield
    else:
        with _ray(jobs, address):
            yield


@contextmanager
def _dask(jobs: int, address: str | None) -> Iterator[None]:
    try:
        from distributed import Client, LocalCluster
    except ModuleNotFoundError as error:
        raise SendgateError("Dask is not installed; pip install 'sendgate[dask]'") from error
    named = address or os.environ.get("DASK_SCHEDULER_ADDRESS")
    if named is None:
        with (
            LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None) as cluster,
            Client(cluster),
            parallel_config("dask"),
        ):
            yield
        return
    try:
        client = Client(named)
    except (OSError, ValueError) as error:
        raise SendgateError(f"no Dask scheduler answers at {named}: {error}") from error
    with client, parallel_config("dask"):
        yield


@contextmanager
def _ray(jobs: int, address: str | None) -> Iterator[None]:
    try:
        import ray
        from ray.util.joblib import register_ray
    except ModuleNotFoundError as error:
        raise SendgateError("Ray is not installed; pip install 'sendgate[ray]'") from error
    named = address or os.environ.get("RAY_ADDRESS")
    try:
        if named:
            ray.init(address=named, log_to_driver=False, logging_level=logging.ERROR)
        else:
            ray.init(num_cpus=jobs, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise SendgateError(f"no Ray cluster answers at {named or 'this machine'}: {error}") from error
    try:
        register_ray()
        with parallel_config("ray"):
            yield
    finally:
        ray.shutdown()
