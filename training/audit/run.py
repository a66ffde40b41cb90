"""The whole corpus, looked over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from model.errors import SendgateError
from training.audit.duplicates import conflicts, shared
from training.audit.findings import (
    CONFLICT,
    FORM,
    KIN,
    LABEL,
    LEAK,
    PERSONAL,
    PHONE,
    THIN,
    UNEVEN,
    Audit,
    Check,
    Finding,
)
from training.audit.personal import personal_data
from training.audit.thin import thin_slices
from training.placed import FITTED, BadLine, Placed, lines_of

CHECKS: tuple[Check, ...] = (FORM, CONFLICT, LEAK, PERSONAL, UNEVEN, KIN, PHONE, LABEL, THIN)


def audit(data: Path, *, labels: bool = True, progress: Callable[[str], None] = lambda step: None) -> Audit:
    """Everything found in the corpus in ``data``.

    With ``labels`` those that look wrong are looked for, too, which fits a classifier three times. Raises SendgateError
    where there is no corpus.
    """
    progress("reading the corpus")
    lines = list(lines_of(data))
    if not lines:
        raise SendgateError(f"{data} holds no corpus; name its folder with --data")
    places = [line for line in lines if isinstance(line, Placed)]
    findings = [Finding(FORM, line.file, line.line, line.problem) for line in lines if isinstance(line, BadLine)]
    progress("looking for duplicates")
    findings += [*conflicts(places), *shared(places)]
    progress("looking for personal data")
    findings += [*_personal(places), *thin_slices(places)]
    fitted = [place for place in places if place.part in FITTED]
    if labels and fitted:
        from training.audit.held_out import held_out_probabilities
        from training.audit.labels import suspicious_labels

        progress("looking for wrong labels")
        findings += suspicious_labels(fitted, held_out_probabilities([place.example for place in fitted]))
    return Audit(
        messages=len(places),
        sentences=sum(len(place.example.parts) + bool(place.example.subject) for place in places),
        files=len({line.file for line in lines}),
        checks=CHECKS if labels else tuple(check for check in CHECKS if check is not LABEL),
        findings=tuple(findings),
    )


def _personal(places: Sequence[Placed]) -> Iterator[Finding]:
    for place in places:
        message = place.example.message
        text = f"{message.subject}\n{message.body}".strip()
        for found in dict.fromkeys(personal_data(text)):
            check = PHONE if found.kind == "telephone number" else PERSONAL
            yield Finding(check, place.file, place.line, f"{found.kind} {found.text}", text, found.text)
