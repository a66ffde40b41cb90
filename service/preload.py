"""What every worker needs and none changes, made once: workers are forked from the process that imported this."""

from __future__ import annotations

import gc

import uvicorn.protocols.http.httptools_impl  # noqa: F401

import service.api
import service.cli
import service.guard.patience  # noqa: F401
from model.language import language_of
from model.message import Message
from model.read import read

language_of(read(Message("A first message, so that the language identifier and the tokenizer are there.")).shown)
gc.collect()
gc.freeze()  # a collection would write to each object, and so make each page the worker's own
