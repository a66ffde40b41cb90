"""A non-delivery notice read: which buyer opted out, of which order.

The marketplace gives sellers no list of who opted out; this notice is the only signal. It is known by what it says,
not by who sent it, since it reaches us forwarded as often as not: that a message was not delivered, that the buyer
opted out, and which order it was about. A mailbox that is full, a help page about opt-outs and a buyer's complaint
each say part of that, and are refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import EmailPolicy
from email.utils import getaddresses
from itertools import islice
from typing import Any

from model.errors import SendgateError, UnreadableMessage
from model.visible import visible_text
from service.bounce_wording import says_not_delivered, says_opted_out, without_conditions

_MOST_MESSAGES = 8  # in one mail: a notice, forwarded, with the message it is about, and some room
# What a mail may hold, so that none takes long: Python parses a header of a few kilobytes for seconds.
_MOST_RAW = 200_000  # bytes that are looked at; a notice has a few thousand and stands first
_MOST_HEADER = 1_000  # characters of a header that are parsed
_MOST_LINES = 20  # headers of one name
_MOST_PARTS = 100  # of a message
_MOST_EDGES = 500  # between parts, all in all
_MOST_MULTIPARTS = 50  # in a mail
_MOST_SOURCE = 200_000  # characters of a part, markup and all
_MOST_TEXT = 20_000  # characters that are read; a notice has a few hundred
_PARAGRAPH = re.compile(r"\n[ \t]*\n")  # a condition ends with it
_DASHES = re.compile(r"[\u00ad\u2010-\u2015\u2212]")
_QUOTE_MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_ORDER = re.compile(r"(?<![\w-])(\d{3}-\d{7}-\d{7})(?![\w-])")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_MARKETPLACE = re.compile(r"@(?:[\w-]+\.)*marketplace\.[\w.-]+$", re.IGNORECASE)
_SENT_TO = re.compile(rf"\b(?:to|buyer|customer|recipient|an|à|a)\s+[<(\"']?({_ADDRESS.pattern})", re.IGNORECASE)
_FROM_LINE = re.compile(r"^[ \t*]*(?:from|reply-to|sender|von|de|da)[ \t*]*:[^\n]*$", re.IGNORECASE | re.MULTILINE)
_NOBODY = re.compile(r"(?:do[-._]?not[-._]?reply|no[-._]?reply|mailer-daemon|postmaster|auto-)", re.IGNORECASE)
_WHO = (
    r"(?:buyer|customer|recipient|käufer(?:in)?|kunde|empfänger|acheteur|client|destinataire|comprador|cliente"
    r"|destinatario|acquirente)"
)
_BUYER_LINE = re.compile(
    rf"^[ \t*•-]*{_WHO}(?:['’]s)?(?: (?:id|name|alias|address|e-?mail(?: address)?))?[ \t]*:[ \t]*\n?"
    r"[ \t]*(?P<buyer>[^\n]{1,320})$",
    re.IGNORECASE | re.MULTILINE,
)
# What the standard library is known to raise on headers and parts that break the rules in ways it did not foresee.
_BROKEN = (MessageError, ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)


class _Bounded(EmailPolicy):
    """Python's own way to parse headers, of which only the beginning is parsed."""

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        """A header as it is asked for."""
        return super().header_fetch_parse(name, value[:_MOST_HEADER])


_POLICY = _Bounded()


class NotABounce(SendgateError):
    """The message is no notice that a buyer opted out; the sentence says what it lacks."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A notice that a message about ``order`` was not delivered; ``buyer`` is None where it names none."""

    order: str
    buyer: str | None


@dataclass(frozen=True, slots=True)
class _Mail:
    """One message of the mail: what it says, between whom, and to whom its delivery failed."""

    text: str
    correspondents: tuple[str, ...]  # addresses it came from and went to
    recipients: tuple[str, ...]  # those it went to
    failed: tuple[str, ...]


def read_bounce(raw: bytes) -> Bounce:
    """What the RFC 5322 message ``raw`` reports. Raises NotABounce where it is no notice of an opt-out."""
    raw = raw[:_MOST_RAW]
    if raw.count(b"\n--") > _MOST_EDGES or raw.lower().count(b"multipart/") > _MOST_MULTIPARTS:
        raise NotABounce("it has more parts than any notice; send the notice as it came")
    try:
        mails = _mails(raw)
    except _BROKEN as error:
        raise NotABounce(f"it cannot be read as an e-mail ({type(error).__name__}); send the raw message") from error
    lacking = [_lacking(mail.text) for mail in mails]
    for at, problem in enumerate(lacking):
        if not problem:
            return Bounce(_ORDER.findall(mails[at].text)[0], _buyer(mails[at], mails[at + 1 :]))
    raise NotABounce(lacking[0] if lacking else "it holds no text")


def _lacking(text: str) -> str:
    """What keeps ``text`` from being a notice; empty where it is one."""
    said = " ".join(without_conditions(" ".join(part.split())) for part in _PARAGRAPH.split(text))
    if not says_not_delivered(said):
        return "it does not say that a message was not delivered"
    if not says_opted_out(said):
        return "it says that a message was not delivered, but not that the buyer opted out"
    if not _ORDER.search(text):
        return "it names no order (three, seven and seven digits, as in 002-1234567-1234567)"
    return ""


def _buyer(notice: _Mail, attached: list[_Mail]) -> str | None:
    """Whom it was not delivered to: by the report, by a line that says so, by an alias, by the message attached."""
    if notice.failed:
        return notice.failed[0]
    line = _BUYER_LINE.search(notice.text)
    if line is not None:
        address = _ADDRESS.search(line["buyer"])
        return address[0] if address else " ".join(line["buyer"].split())
    said = _FROM_LINE.sub("", notice.text)
    aliases = [address for address in _ADDRESS.findall(said) if _MARKETPLACE.search(address)]
    sent_to = [address for mail in attached for address in mail.recipients]
    strangers = (
        address
        for address in [*aliases, *sent_to, *_SENT_TO.findall(said)]
        if address.lower() not in notice.correspondents and not _NOBODY.match(address)
    )
    return next(strangers, None)


def _mails(raw: bytes) -> list[_Mail]:
    """The message and those attached to it, the outermost first."""
    waiting: list[Message] = [message_from_bytes(raw, policy=_POLICY)]
    mails: list[_Mail] = []
    while waiting and len(mails) < _MOST_MESSAGES:
        message = waiting.pop(0)
        parts = list(islice(_parts(message), _MOST_PARTS))
        mails.append(_mail(message, parts))
        waiting.extend(inner for part in parts for inner in _attached(part))
    return mails


def _parts(message: Message) -> Iterator[Message]:
    """The parts of ``message`` that have no parts, in order; what is attached to it stays closed."""
    stack = [message]
    while stack:
        part = stack.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            stack.extend(reversed(_children(part)))
        else:
            yield part


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _attached(part: Message) -> list[Message]:
    """The message that ``part`` carries whole, or the headers of one."""
    if part.get_content_type() == "message/rfc822":
        return _children(part)
    if part.get_content_type() == "text/rfc822-headers":
        return [message_from_bytes(_payload(part), policy=_POLICY)]
    return []


def _mail(message: Message, parts: list[Message]) -> _Mail:
    texts = [str(message.get("subject", "")), *(_text(part) for part in parts)]
    recipients = _addresses(message, "to", "cc")
    failed = [
        _failed(block)
        for part in parts
        if part.get_content_type() == "message/delivery-status"
        for block in _children(part)
    ]
    return _Mail(
        text=_plain("\n".join(text for text in texts if text)[:_MOST_TEXT]),
        correspondents=(*recipients, *_addresses(message, "from", "reply-to", "delivered-to")),
        recipients=recipients,
        failed=tuple(address for address in failed if address),
    )


def _plain(text: str) -> str:
    """``text`` with one kind of dash and space and without marks of quotation."""
    return _QUOTE_MARKS.sub("", _DASHES.sub("-", unicodedata.normalize("NFKC", text)))


def _text(part: Message) -> str:
    """What a reader sees of ``part``; nothing of attachments and pictures."""
    kind = part.get_content_type()
    if kind not in {"text/plain", "text/html"} or part.get_content_disposition() == "attachment":
        return ""
    raw = _payload(part)
    try:
        text = raw.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a charset that nobody knows
        text = raw.decode("utf-8", "replace")
    text = text[:_MOST_SOURCE].replace("\r\n", "\n")
    if kind == "text/plain":
        return text
    try:
        return visible_text(text).text
    except UnreadableMessage:
        return ""


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _addresses(message: Message, *names: str) -> tuple[str, ...]:
    named = [(name, value) for name, value in message.raw_items() if name.lower() in names]
    lines = [str(message.policy.header_fetch_parse(name, value)) for name, value in named[: _MOST_LINES * len(names)]]
    return tuple(address.lower() for _, address in getaddresses(lines) if "@" in address)


def _failed(block: Message) -> str:
    """The address that a block of a delivery report is about (RFC 3464: ``rfc822; name@example.org``)."""
    address = str(block.get("original-recipient") or block.get("final-recipient") or "").rpartition(";")[2]
    found = _ADDRESS.search(address)
    return found[0] if found else ""
