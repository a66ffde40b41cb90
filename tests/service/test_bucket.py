"""The rate of a key: so many at once, so many a second, never more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.guard.bucket import Bucket


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    bucket = Bucket(rate=2, burst=3, now=0.0)
    assert [bucket.take(0.0) for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    assert bucket.take(0.5) == 0.0
    assert bucket.take(0.5) == 0.5


def test_what_cost_more_is_waited_for() -> None:
    bucket = Bucket(rate=10, burst=5, now=0.0)
    assert bucket.take(0.0) == 0.0
    bucket.owe(24)
    assert bucket.take(0.0) == 2.1
    assert bucket.take(2.1) == 0.0


def test_a_clock_that_stands_still_or_goes_back_gives_nothing() -> None:
    bucket = Bucket(rate=1, burst=1, now=10.0)
    assert bucket.take(10.0) == 0.0
    assert bucket.take(5.0) == 1.0


@given(st.integers(1, 50), st.integers(1, 50), st.lists(st.floats(0, 0.3), max_size=200))
def test_never_more_than_the_burst_and_the_rate_allow(rate: int, burst: int, pauses: list[float]) -> None:
    bucket, now, granted = Bucket(rate, burst, 0.0), 0.0, 0
    for pause in pauses:
        now += pause
        granted += bucket.take(now) == 0.0
    assert granted <= burst + rate * now + 1e-6


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 100))
def test_who_waits_as_told_is_let_in(rate: int, burst: int, asked: int) -> None:
    bucket = Bucket(rate, burst, 0.0)
    now = 0.0
    for _ in range(asked):
        now += bucket.take(now) + 1e-9
        wait = bucket.take(now)
        assert wait < 1 / rate + 1e-6
        now += wait
