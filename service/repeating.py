"""Work done again and again beside the answering."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from model.errors import SendgateError

_log = logging.getLogger(__name__)


async def repeat(seconds: float, work: Callable[[], None]) -> None:
    """Does ``work`` in a thread every ``seconds``, until cancelled. What goes wrong is logged, and tried again."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await asyncio.to_thread(work)
        except SendgateError as error:
            _log.warning("%s", error)
        except Exception:  # noqa: BLE001 – one bad turn must not be the last
            _log.exception("%s failed", getattr(work, "__qualname__", "work"))
