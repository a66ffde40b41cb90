"""A promoted model taken up by a running worker: loaded aside, tried, swapped in whole, or refused."""

from __future__ import annotations

import gc
import logging
from pathlib import Path

from model.canaries import send_canaries
from model.errors import SendgateError
from model.gate import Gate
from model.store import CURRENT, current_version
from service.serving import Serving
from service.settings import Settings
from service.watch.metrics import Metrics

_log = logging.getLogger(__name__)


def open_tried(settings: Settings) -> Gate:
    """The current model, every digest checked and every canary sent. Raises SendgateError where it must not serve."""
    gate = Gate.open(current_version(settings.models), settings.policy)
    send_canaries(gate)
    return gate


class Reloader:
    """Watches which version is current and brings it into ``serving``."""

    def __init__(self, serving: Serving, settings: Settings, metrics: Metrics) -> None:
        self._serving = serving
        self._settings = settings
        self._metrics = metrics
        self._seen: tuple[int, int] | None = None  # of the pointer that was last followed, or tried in vain

    def look(self) -> None:
        """Takes up a version promoted since the last look; one that must not serve is refused once, not every time."""
        stamp = _stamp(self._settings.models / CURRENT)
        if stamp == self._seen:
            return
        self._seen = stamp
        try:
            self._take_up()
        except Exception as error:  # noqa: BLE001 – whatever is wrong with it, the one in service serves on
            self._metrics.reload("refused")
            reason = str(error) if isinstance(error, SendgateError) else type(error).__name__
            _log.error("the promoted model is refused, %s serves on: %s", self._serving.gate.manifest.version, reason)

    def _take_up(self) -> None:
        before = self._serving.gate
        if current_version(self._settings.models).name == before.manifest.version:
            return
        gate = open_tried(self._settings)
        self._serving.gate = gate
        self._metrics.serving(gate, before)
        self._metrics.reload("swapped")
        _log.info("model %s serves in the place of %s", gate.manifest.version, before.manifest.version)
        del before
        gc.collect()  # its memories refer to themselves: its pages would stay until some later collection


def _stamp(pointer: Path) -> tuple[int, int] | None:
    """What tells a pointer from one that was there before, even where both name the same version."""
    try:
        found = pointer.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
