"""Runs in MLflow: a SQLite file beside the versions, or the server that ``MLFLOW_TRACKING_URI`` names.

Nothing that serves or decides depends on it: the folder of versions is the truth, and MLflow is told of it.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import time
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from model.errors import SendgateError

if TYPE_CHECKING:
    from mlflow import MlflowClient

NAME = "sendgate"  # of the experiment and of the registered model
DATABASE, FILES = "mlflow.db", "mlflow"  # beside the versions
_VERSION = "sendgate.version"
_SERVER = "MLFLOW_TRACKING_URI"


class Untracked(SendgateError):
    """What was done is not in MLflow; what was done stands."""


def tracked_before(store: Path) -> bool:
    """Whether there is a store to tell anything."""
    return _SERVER in os.environ or (store / DATABASE).is_file()


@dataclass(frozen=True, slots=True)
class Run:
    """What is to be remembered of a run."""

    name: str
    parameters: Mapping[str, str]
    metrics: Mapping[str, float]
    tags: Mapping[str, str]
    folders: Mapping[str, Path]  # what to keep, by the name to keep it under


class Tracking:
    """An MLflow store, its experiment and its registry."""

    def __init__(self, client: MlflowClient, files: Path | None) -> None:
        self._client = client
        self._files = files  # where a store of our own keeps what runs left; a server knows by itself

    @classmethod
    @contextmanager
    def open(cls, store: Path) -> Iterator[Tracking]:
        """The tracking of the versions in ``store``. Raises Untracked where MLflow is missing or fails inside."""
        if find_spec("mlflow") is None:
            raise Untracked("MLflow is not installed; pip install 'sendgate[track]'")
        server = os.environ.get(_SERVER)
        os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # nobody else learns of a run
        os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")
        os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")  # a server that is away is said to be so, soon
        logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells every step of making the tables
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of MLflow's own libraries, to its developers
            from mlflow import MlflowClient
            from mlflow.exceptions import MlflowException

            try:
                uri = server or f"sqlite:///{store.resolve() / DATABASE}"
                yield cls(MlflowClient(tracking_uri=uri), None if server else store.resolve() / FILES)
            except (MlflowException, SQLAlchemyError, OSError) as error:
                reason = str(error).splitlines()[0][:300]
                raise Untracked(f"MLflow at {server or DATABASE} fails: {reason}") from error

    def remember(self, run: Run, parent: str | None = None, experiment: str = NAME) -> str:
        """Writes ``run`` as a whole and returns its id."""
        from mlflow.entities import Metric, Param

        tags = {**run.tags, **({"mlflow.parentRunId": parent} if parent else {})}
        made = self._client.create_run(self._experiment(experiment), run_name=run.name, tags=tags)
        number: str = made.info.run_id
        now = int(time() * 1000)
        self._client.log_batch(
            number,
            metrics=[Metric(name, value, now, 0) for name, value in run.metrics.items()],
            params=[Param(name, value) for name, value in run.parameters.items()],
        )
        for name, folder in run.folders.items():
            self._client.log_artifacts(number, str(folder), name)
        self._client.set_terminated(number)
        return number

    def register(self, version: str, run: str, kept: str) -> None:
        """Enters ``version`` into the registry, as ``run`` keeps it under ``kept``; once, however often it is made."""
        self._model()
        if self._registered(version) is None:
            self._client.create_model_version(
                NAME, source=f"runs:/{run}/{kept}", run_id=run, tags={_VERSION: version}, description=version
            )

    def call(self, roles: Mapping[str, str | None]) -> Sequence[str]:
        """Gives every role (``champion``, …) its version or takes it away; returns the versions not registered."""
        self._model()
        missing: list[str] = []
        for role, version in roles.items():
            number = self._registered(version) if version else None
            if number is not None:
                self._client.set_registered_model_alias(NAME, role, number)
                continue
            self._client.delete_registered_model_alias(NAME, role)
            missing += [version] if version else []
        return missing

    def _experiment(self, name: str) -> str:
        found = self._client.get_experiment_by_name(name)
        if found is not None:
            return str(found.experiment_id)
        place = self._files.as_uri() if self._files else None
        return str(self._client.create_experiment(name, artifact_location=place))

    def _model(self) -> None:
        if not self._client.search_registered_models(f"name = '{NAME}'"):
            self._client.create_registered_model(NAME)

    def _registered(self, version: str) -> str | None:
        """The number under which the registry knows ``version``."""
        found = self._client.search_model_versions(f"name = '{NAME}' and tags.`{_VERSION}` = '{version}'")
        return str(found[0].version) if found else None
