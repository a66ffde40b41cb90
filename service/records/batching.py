"""Many callers, one trip: what is asked while a trip is under way goes together on the next.

A group commit for the journal, one query for the ledger: the busier the service, the more each trip carries. The
event loop never waits for the database, and health checks are answered while it hangs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from typing import Generic, TypeVar

from service.records.database import RecordsUnavailable

Item = TypeVar("Item")
Result = TypeVar("Result")
_Waiting = tuple[Sequence[Item], asyncio.Future[list[Result]]]

_MOST = 512  # callers of one trip
_PATIENCE = 8.0  # seconds a trip may take, more than the database's own patience for a lock and a statement


class Batcher(Generic[Item, Result]):
    """Calls ``work`` in one thread of its own with the items of all who wait; it gives one result an item."""

    def __init__(self, work: Callable[[list[Item]], list[Result]], patience: float = _PATIENCE) -> None:
        self._work = work
        self._patience = patience
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="records")
        self._waiting: list[_Waiting[Item, Result]] = []
        self._trips: asyncio.Task[None] | None = None

    async def __call__(self, items: Sequence[Item]) -> list[Result]:
        """The results for ``items``. Raises RecordsUnavailable where the work does or takes too long."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[list[Result]] = loop.create_future()
        self._waiting.append((items, future))
        if self._trips is None:
            self._trips = loop.create_task(self._run(loop))
        return await future

    async def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
                wanted = [(items, future) for items, future in batch if not future.done()]
                if wanted:
                    await self._trip(loop, wanted)
        finally:
            self._trips = None

    async def _trip(self, loop: asyncio.AbstractEventLoop, batch: list[_Waiting[Item, Result]]) -> None:
        try:
            flat = list(chain.from_iterable(items for items, _ in batch))
            found = await asyncio.wait_for(loop.run_in_executor(self._thread, self._work, flat), self._patience)
        except TimeoutError:
            _fail(batch, RecordsUnavailable(f"the database did not answer within {self._patience:g} seconds"))
            return
        except Exception as error:  # noqa: BLE001 – whatever it is, every caller hears of it
            _fail(batch, error)
            return
        results = iter(found)
        for items, future in batch:
            own = list(islice(results, len(items)))
            if not future.done():
                future.set_result(own)


def _fail(batch: Iterable[_Waiting[Item, Result]], error: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(error)
