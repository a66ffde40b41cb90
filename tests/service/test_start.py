"""How the server is started: what it is told, and what keeps it from starting."""

from __future__ import annotations

import asyncio
import os
import pickle
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from service.guard.host import Unguarded
from service.guard.patience import MAX_HEADERS, PatientProtocol
from service.records.records import Records
from service.server import run, worker
from service.settings import Settings
from service.watch.metrics import FOLDER, Metrics
from tests.service.promoting import promote_a_wrong_one, store_in


class Started(Exception):
    """Stands for the server that would run now."""

    def __init__(self, app: Any, folder: str | None, options: dict[str, Any]) -> None:
        super().__init__()
        self.app, self.folder, self.options = app, folder, options


@pytest.fixture
def settings(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    def start(app: Any, **options: Any) -> None:
        raise Started(app, os.environ.get(FOLDER), options)

    monkeypatch.setattr(uvicorn, "run", start)
    monkeypatch.setattr("gc.freeze", lambda: None)  # the tests go on
    monkeypatch.setenv("SENDGATE_MODELS", str(store_in(tmp_path, models)))
    monkeypatch.setenv("SENDGATE_RECORDS", str(tmp_path / "records"))
    monkeypatch.setenv(FOLDER, "")
    return Settings(models=tmp_path / "models", records=tmp_path / "records", client_timeout=3, keep_alive=4, drain=5)


def test_one_process_serves_the_application_itself(settings: Settings) -> None:
    with pytest.raises(Started) as found:
        run(settings, "127.0.0.1", 8000, workers=1)
    assert isinstance(found.value.app, FastAPI)
    assert found.value.folder == ""
    options = found.value.options
    assert (options["timeout_keep_alive"], options["timeout_graceful_shutdown"]) == (4, 5)
    assert options["http"].keywords == {"seconds": 3}


def test_several_make_it_themselves_and_count_in_one_folder(settings: Settings) -> None:
    with pytest.raises(Started) as found:
        run(settings, "127.0.0.1", 8000, workers=3)
    assert (found.value.app, found.value.options["workers"]) == ("service.server:worker", 3)
    assert found.value.folder
    assert not Path(found.value.folder).exists()  # once they have ended
    pickle.dumps(found.value.options)  # they are told the rest in a pickle
    assert isinstance(worker(), FastAPI)


def test_a_worker_that_cannot_start_ends_with_one_line(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    promote_a_wrong_one(settings.models)
    with pytest.raises(SystemExit) as ended:
        worker()
    assert ended.value.code == 1
    assert "canary" in caplog.text


def test_others_may_reach_it_only_with_keys(settings: Settings) -> None:
    with pytest.raises(Unguarded):
        run(settings, "0.0.0.0", 8000, workers=1)
    with Records.open(settings) as records:
        records.keys.create("tool", ["check"])
    with pytest.raises(Started):
        run(settings, "0.0.0.0", 8000, workers=1)


def test_a_silent_connection_is_closed_in_time() -> None:
    """On a loop of its own, whose client sends half a request, and one whole before that."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    async def talk(port: int, *parts: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for part in parts:
            writer.write(part)
            await writer.drain()
        heard = await reader.read()  # until it is closed
        writer.close()
        return heard

    async def conversation() -> list[bytes]:
        config = uvicorn.Config(application, lifespan="off", log_config=None)
        state = uvicorn.server.ServerState()
        loop = asyncio.get_running_loop()

        def protocol() -> asyncio.Protocol:
            return PatientProtocol(config, state, {}, seconds=0.05)

        server = await loop.create_server(protocol, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        half = b"GET / HTTP/1.1\r\nHost: x"
        heard = [
            await talk(port),
            await talk(port, half),
            await talk(port, half + b"\r\n\r\n", half),
            await talk(port, half, b"x" * MAX_HEADERS),
        ]
        server.close()
        return heard

    silent, halfway, again, endless = asyncio.run(conversation())
    assert (silent, halfway) == (b"", b"")
    assert again.startswith(b"HTTP/1.1 204 ")
    assert endless.startswith(b"HTTP/1.1 400 ")


def test_what_the_dead_said_of_the_present_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    gone = tmp_path / "gauge_livesum_999999999.db"
    own = tmp_path / f"gauge_livesum_{os.getpid()}.db"
    for file in (gone, own):
        file.write_bytes(bytes(1024))
    assert Metrics().exposition() == b""
    assert (gone.exists(), own.exists()) == (False, True)
