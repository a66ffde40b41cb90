"""Logs as JSON, one object a line, with no text of any message in them.

What an error says of itself may quote the text that it choked on, so an error is told by its kind and by where it
happened. The rest of a log line is written here, not by callers of the API.
"""

from __future__ import annotations

import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
FIELDS = "fields"  # of a record's extra: what goes into its line beside the message
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def request_id(given: str) -> str:
    """The caller's own id, if it is one that a log can take, or a new one."""
    return given if _ID.fullmatch(given) else uuid4().hex


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        document: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            # The lines that follow the first are where asyncio and others quote what they were at.
            "message": (record.getMessage().splitlines() or [""])[0],
            "process": record.process,
        }
        if id_ := REQUEST_ID.get():
            document["request_id"] = id_
        document |= getattr(record, FIELDS, {})
        if record.exc_info and record.exc_info[1] is not None:
            document["error"] = _told(record.exc_info[1])
        return orjson.dumps(document, default=repr).decode()


def log_config(level: str) -> dict[str, Any]:
    """For `logging.config` and uvicorn: everything from ``level`` on to standard output."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": f"{__name__}.{JsonLines.__name__}"}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stdout"}},
        "root": {"level": level.upper(), "handlers": ["out"]},
        "loggers": {"alembic": {"level": "WARNING"}},
    }


def _told(error: BaseException) -> dict[str, Any]:
    """The kinds of an error and of those that led to it, and the line in which each was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    told: dict[str, Any] = {
        "kind": type(error).__name__,
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    }
    cause = error.__cause__ or error.__context__
    return told | ({"because": _told(cause)} if cause is not None else {})
