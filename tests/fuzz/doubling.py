"""How the time to read grows when the text doubles: ``python -m tests.fuzz.doubling`` prints the worst first.

Twice the text may take twice the time, and a little more; four times as long would be a way to keep a server busy.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import AnyStr

from rich.console import Console
from rich.table import Table

from tests.fuzz import targets
from tests.fuzz.material import pieces_of_mail, pieces_of_text

_SIZES = (5_000, 10_000, 20_000)
_TIMES = 1  # the least of so many measurements counts


def ways() -> Iterator[tuple[str, Callable[[int], None]]]:
    """Each piece repeated, and between words, to a text or mail of a size that is given."""
    for piece in pieces_of_text:
        for pattern in (piece, f"{piece}word ", f"<p>{piece}"):
            yield f"text {pattern!r}", lambda size, pattern=pattern: targets.message("\n\n" + _filled(pattern, size))
    for line in pieces_of_mail:
        for head in (b"", b"Content-Type: multipart/mixed; boundary=b\r\n\r\n", b"Content-Type: text/html\r\n\r\n<p>"):
            row = line + b"\r\n"
            yield (
                f"mail {head[:24]!r} {line[:40]!r}",
                lambda size, head=head, row=row: targets.bounce(head + _filled(row, size)),
            )


def _filled(pattern: AnyStr, size: int) -> AnyStr:
    return pattern * (size // len(pattern))


def main() -> None:
    """Measure all."""
    rows = []
    for name, read in ways():
        took = [min(_seconds(read, size) for _ in range(_TIMES)) for size in _SIZES]
        rows.append((took[-1] / max(took[-2], 1e-4), took, name))
    table = Table("grows", *(f"{size:,}" for size in _SIZES), "what")
    for ratio, took, name in sorted(rows, reverse=True, key=lambda row: row[1][-1])[:40]:
        table.add_row(f"{ratio:.1f}", *(f"{1000 * one:.0f} ms" for one in took), name)
    Console(width=120).print(table)


def _seconds(read: Callable[[int], None], size: int) -> float:
    began = time.process_time()
    read(size)
    return time.process_time() - began


if __name__ == "__main__":
    main()
