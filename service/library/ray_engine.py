"""The same run on Ray Data: Parquet from and to any place that fsspec or Arrow can reach, on one machine or a cluster.

Each actor opens the model once; Ray starts a lost actor and its rows again. Rows keep their order.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from model.errors import SendgateError
from model.gate import Gate
from model.message import Message
from service.library.answers import Answer, answers_to, failed
from service.library.asking import messages_of
from service.library.batch import BadTable
from service.library.columns import ADDED, Columns, Wanted, columns_of
from service.library.memory import Memory
from service.library.parquet_table import batch_of, extended, with_columns
from service.library.places import Place
from service.library.summary import Read, Summary
from service.library.workers import Model

if TYPE_CHECKING:
    from types import ModuleType

_ROWS = 1_000
_RESTARTS = 3  # of an actor that is lost


class RayMissing(SendgateError):
    """The extra is not installed."""


class Relabeller:
    """An actor: answers the rows of Arrow tables."""

    def __init__(self, model: Model, columns: Columns) -> None:
        self._gate = Gate.open(model.folder, model.policy)
        self._columns = columns
        self._memory = Memory()

    def __call__(self, table: pa.Table) -> pa.Table:
        """``table`` with the added columns."""
        rows = table.combine_chunks().to_batches()
        if not rows:
            return table
        given = messages_of(batch_of(rows[0]), self._columns)
        known = self._answers(dict.fromkeys(item for item in given if isinstance(item, Message)))
        answers = [known[item] if isinstance(item, Message) else failed(item) for item in given]
        cells = zip(*(answer.cells for answer in answers), strict=True)
        added = dict(zip(self._columns.added, map(list, cells), strict=True))
        names = dict(zip(self._columns.added, ADDED, strict=True))
        return pa.Table.from_batches([with_columns(rows[0], added, extended(table.schema, names))])

    def _answers(self, messages: Iterable[Message]) -> dict[Message, Answer]:
        known = {message: answer for message in messages if (answer := self._memory.get(message)) is not None}
        asked = [message for message in messages if message not in known]
        for message, answer in zip(asked, answers_to(self._gate, asked), strict=True):
            self._memory.put(message, answer)
            known[message] = answer
        return known


def relabel_on_ray(
    model: Model, source: str, target: str, wanted: Wanted, *, address: str | None, jobs: int
) -> Summary:
    """Relabels the Parquet at ``source`` into Parquet files in the folder ``target``.

    ``address`` is a cluster's; without it Ray starts on this machine. Raises BadTable, RayMissing.
    """
    ray = _ray()
    quiet = {"include_dashboard": False} if address is None else {}
    ray.init(address=address, ignore_reinit_error=True, log_to_driver=False, logging_level="ERROR", **quiet)
    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    if "://" not in target and Path(target).exists():
        raise BadTable(f"{target} is there already; name a new folder, so that nothing is overwritten")
    try:
        data = ray.data.read_parquet(source)
        columns = columns_of(list(data.schema().names), wanted)
        done = data.map_batches(
            Relabeller,
            fn_constructor_args=(model, columns),
            batch_format="pyarrow",
            batch_size=_ROWS,
            compute=ray.data.ActorPoolStrategy(size=jobs),
            max_restarts=_RESTARTS,
            max_task_retries=_RESTARTS,
        )
        done.write_parquet(target)
        return _counted(ray, target, columns)
    except (FileNotFoundError, pa.ArrowException) as error:
        raise BadTable(f"{source} cannot be read as Parquet: {error}") from error


def _counted(ray: ModuleType, target: str, columns: Columns) -> Summary:
    """The counts of what was written; which rows are worth a look is told by a run on one machine."""
    summary = Summary(files=[Read(Place(None, None), columns)])
    topic, _, decision, reason, _, error = columns.added
    for batch in ray.data.read_parquet(target, columns=[topic, decision, reason, error]).iter_batches(
        batch_format="pyarrow"
    ):
        rows = batch.to_pylist()
        summary.rows += len(rows)
        for row in rows:
            summary.errors += bool(row[error])
            summary.decisions[row[decision]] += 1
            summary.reasons[row[reason]] += 1
            summary.topics[row[topic] or "–", row[decision]] += 1
    return summary


def _ray() -> Any:
    try:
        import ray
        import ray.data
    except ModuleNotFoundError as error:
        raise RayMissing("--engine ray needs Ray; install the extra: pip install 'sendgate[ray]'") from error
    return ray
