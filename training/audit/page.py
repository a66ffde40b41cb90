"""An audit as one page that needs nothing else, and as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from training.audit.findings import Audit, Finding
from training.report.templates import filled

PAGE_MOST = 500  # findings of one check on the page
_EXCERPT = 400  # characters of a message


def audit_page(audit: Audit) -> str:
    """The page as HTML; the same audit gives the same bytes."""
    sections = [(check, found[:PAGE_MOST], len(found)) for check, found in audit.by_check()]
    return filled("audit.html", audit=audit, sections=sections, marked=marked)


def audit_text(audit: Audit, most: int) -> Iterator[str]:
    """The lines of the text: of each check at most ``most`` findings."""
    yield f"{audit.messages:,} messages and phrases with {audit.sentences:,} sentences in {audit.files} files"
    for check, found in audit.by_check():
        if not found:
            continue
        yield ""
        yield f"{check.title} ({check.severity}, {len(found):,}). {check.why}"
        for finding in found[:most]:
            shown = " ".join(finding.shown.split())
            yield f"  {finding.where}: {finding.what}" + (f" · {_cut(shown, 120)}" if shown else "")
        if len(found) > most:
            yield f"  … and {len(found) - most:,} more"
    yield ""
    errors, warnings = audit.errors, audit.warnings
    yield f"{errors:,} error{'' if errors == 1 else 's'}, {warnings:,} warning{'' if warnings == 1 else 's'}"


def marked(finding: Finding) -> Markup:
    """The text of ``finding`` with the part that matters marked, cut around it."""
    text, shown = finding.text, finding.shown
    at = text.find(shown) if shown else -1
    if at < 0:
        return escape(_cut(text, _EXCERPT))
    before, after = text[:at], text[at + len(shown) :]
    room = _EXCERPT // 2
    before = f"… {before[-room:]}" if len(before) > room else before
    return escape(before) + Markup("<mark>{}</mark>").format(shown) + escape(_cut(after, room))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()} …"
