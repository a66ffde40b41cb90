"""Batching: who waits goes together, and every one of them gets their own result or error."""

from __future__ import annotations

import asyncio
import threading

import pytest

from service.records.batching import Batcher
from service.records.database import RecordsUnavailable


def test_what_comes_while_a_trip_is_under_way_goes_together_on_the_next() -> None:
    trips: list[list[int]] = []
    gate = threading.Event()

    def work(items: list[int]) -> list[int]:
        gate.wait()
        trips.append(items)
        return [item * 2 for item in items]

    async def ask() -> list[list[int]]:
        batcher = Batcher(work)
        first = asyncio.create_task(batcher([1]))
        while batcher._thread._work_queue.qsize() or not batcher._thread._threads:
            await asyncio.sleep(0)
        others = [asyncio.create_task(batcher(items)) for items in ([2, 3], [], [4])]
        await asyncio.sleep(0)
        gate.set()
        return [await task for task in (first, *others)]

    assert asyncio.run(ask()) == [[2], [4, 6], [], [8]]
    assert trips == [[1], [2, 3, 4]]


def test_an_error_reaches_everyone_and_the_next_trip_is_a_new_one() -> None:
    broken = True

    def work(items: list[int]) -> list[int]:
        if broken:
            raise RecordsUnavailable("gone")
        return items

    async def ask() -> None:
        nonlocal broken
        batcher = Batcher(work)
        found = await asyncio.gather(batcher([1]), batcher([2]), return_exceptions=True)
        assert [type(one) for one in found] == [RecordsUnavailable, RecordsUnavailable]
        broken = False
        assert await batcher([3]) == [3]

    asyncio.run(ask())


def test_who_gives_up_costs_nobody_else_their_result() -> None:
    async def ask() -> None:
        batcher = Batcher(lambda items: items)
        leaving, staying = (asyncio.create_task(batcher([number])) for number in (1, 2))
        await asyncio.sleep(0)
        leaving.cancel()
        assert await staying == [2]
        with pytest.raises(asyncio.CancelledError):
            await leaving

    asyncio.run(ask())


def test_a_database_that_hangs_is_given_up_on() -> None:
    hanging = threading.Event()

    def work(items: list[int]) -> list[int]:
        hanging.wait()
        return items

    async def ask() -> None:
        try:
            with pytest.raises(RecordsUnavailable, match="did not answer"):
                await Batcher(work, patience=0.01)([1])
        finally:
            hanging.set()

    asyncio.run(ask())
