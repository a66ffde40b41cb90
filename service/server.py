"""The server: one process that answers, or several on one socket."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import FastAPI

from model.errors import SendgateError
from service.guard.host import check_host
from service.records.records import Records
from service.reload import open_tried
from service.settings import Settings, settings_from
from service.watch.logs import log_config


def run(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serves until told to stop. Raises SendgateError where it must not or cannot start."""
    import uvicorn

    check_host(host, settings)
    if workers == 1:
        uvicorn.run(application(settings), **options(settings, host, port))
        return
    _try(settings)  # what is wrong is told here, once, and not by every worker
    _share_imports()
    with _metrics_folder():
        uvicorn.run("service.server:worker", factory=True, workers=workers, **options(settings, host, port))


def options(settings: Settings, host: str, port: int) -> dict[str, Any]:
    """How uvicorn is to serve."""
    from service.guard.patience import PatientProtocol

    return {
        "host": host,
        "port": port,
        "http": partial(PatientProtocol, seconds=settings.client_timeout),
        "ws": "none",
        "timeout_keep_alive": settings.keep_alive,
        "timeout_graceful_shutdown": settings.drain,
        "log_config": log_config(settings.log_level),
        "access_log": False,
        "server_header": False,
    }


def worker() -> FastAPI:
    """The application of one worker among several. Where it cannot start, the process ends and another is tried."""
    try:
        return application(settings_from())
    except SendgateError as error:
        logging.getLogger(__name__).error("%s", error)
        sys.exit(1)


def application(settings: Settings) -> FastAPI:
    """The application with the model in service. Raises SendgateError where it cannot start."""
    from service.api import create_app

    gc.collect()
    gc.freeze()  # what is imported stays: without it a full collection stops the answers ten times shorter
    return create_app(open_tried(settings), settings, follow=True)


def _share_imports() -> None:
    """Has workers forked from a process that imported all they need; uvicorn would have each import it for itself.

    That process does nothing else: no worker inherits a lock, a thread of Python's or a connection.
    """
    from uvicorn import _subprocess

    multiprocessing.set_forkserver_preload(["service.preload"])
    _subprocess.spawn = multiprocessing.get_context("forkserver")  # type: ignore[assignment]


def _try(settings: Settings) -> None:
    open_tried(settings)
    gc.collect()  # its memories refer to themselves: the supervisor would keep it
    Records.open(settings).close()


@contextmanager
def _metrics_folder() -> Iterator[None]:
    """A folder in which the workers' metrics are added up, for as long as they run."""
    from service.watch.metrics import FOLDER

    with TemporaryDirectory(prefix="sendgate-metrics-") as folder:
        os.environ[FOLDER] = folder
        yield
