"""Everything sendgate raises on purpose.

SendgateError
├── UnreadableMessage   the message cannot be read at all (too long, binary, nested too deeply)
├── BrokenArtefact      a model folder is incomplete, altered or of another format
├── FailedCanary        a model answers a plain message wrongly
└── BadPolicy           a policy file says something it must not
"""

from __future__ import annotations


class SendgateError(Exception):
    """A problem told in one sentence that says what was wrong and how to mend it."""


class UnreadableMessage(SendgateError):
    """The message cannot be read, so nothing can be said about it."""


class BrokenArtefact(SendgateError):
    """A model folder must not be used."""


class FailedCanary(SendgateError):
    """A model must not be used: it is whole, but judges wrongly."""


class BadPolicy(SendgateError):
    """A policy file must not be used."""
