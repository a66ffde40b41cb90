"""Earlier mail quoted below a message, which is not what the seller writes now."""

from __future__ import annotations

import re

from model.trace import Traced

_QUOTE_BEGINS = re.compile(
    r"^(?:"
    r"[ \t]*-{2,}[ \t]*(?:original message|forwarded message|ursprüngliche nachricht|message d'origine"
    r"|mensaje original|messaggio originale)[ \t]*-{2,}"
    r"|[ \t]*(?:on|am|le|el|il)\b[^\n]{6,120}\b(?:wrote|schrieb|a écrit|escribió|ha scritto)\b[^\n]{0,60}:[ \t]*$"
    r"|[ \t]*(?:from|von|de|da)[ \t]?:[^\n]{3,160}\n"
    r"[ \t]*(?:sent|date|gesendet|envoyé|enviado|inviato|data|to|an|à|para|a)[ \t]?:"
    r"|[ \t]*_{10,}[ \t]*\n[ \t]*(?:from|von|de|da)[ \t]?:"
    r"|(?:[ \t]*>[^\n]*(?:\n|\Z)){2,}\s*\Z"
    r")",
    re.IGNORECASE | re.MULTILINE,
)


def without_quoted(text: Traced) -> Traced:
    """``text`` up to where a mail program began to quote an earlier message.

    A message that begins with a quotation is left whole: there would be nothing else to judge.
    """
    match = _QUOTE_BEGINS.search(text.text)
    if match is None or not text.text[: match.start()].strip():
        return text
    return text.cut(match.start())
