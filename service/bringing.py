"""What data staff bring, from a file or the service's database, as rows that training understands."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.library.batch import BadTable
from service.library.tables import Form as TableForm
from service.records.records import Records
from service.settings import Settings
from service.sheets import read_sheet, roles_of, write_sheet
from training.adding.draft import Refusal, Row
from training.adding.forms import DESCRIPTIONS, ROLES, Form, form_of

_ERROR = "error"


@dataclass(frozen=True, slots=True)
class Brought:
    """Rows to be added, what they are, and as which columns they were read."""

    name: str  # where they are from, for a person
    form: Form
    rows: tuple[Row, ...]
    originals: tuple[Mapping[str, Any], ...]  # the rows as they were, for the file of what is left
    columns: tuple[str, ...]
    roles: Mapping[str, str]
    suffix: str  # of a file that holds such rows and can be written

    @property
    def description(self) -> str:
        """What was read, in a line."""
        renamed = ", ".join(f"{role}: {column}" for role, column in self.roles.items() if role != column)
        shown = f" ({renamed})" if renamed else ""
        return f"{self.name}: {len(self.rows)} rows, read as {DESCRIPTIONS[self.form]}{shown}"


def from_file(path: Path, form: Form | None, table: TableForm, given: Mapping[str, str]) -> Brought:
    """The rows of ``path``. Raises BadTable or UnknownForm."""
    if form == "label-studio" or (form is None and path.suffix.lower() == ".json"):
        return _from_label_studio(path)
    sheet = read_sheet(path, table)
    roles = roles_of(sheet.columns, ROLES, given)
    rows: list[Row] = []
    for number, (cells, problem) in enumerate(zip(sheet.rows, sheet.problems, strict=True)):
        if problem or any(cell not in ("", None) for cell in cells.values()):
            renamed = {role: cells[column] for role, column in roles.items()}
            rows.append(Row(number, sheet.where(number), renamed, problem))
    suffix = {"csv": ".csv", "excel": ".xlsx", "jsonl": ".jsonl", "parquet": ".csv"}[sheet.kind]
    return Brought(path.name, form or form_of(roles), tuple(rows), sheet.rows, sheet.columns, roles, suffix)


def from_service(settings: Settings) -> Brought:
    """The corrections on record, the oldest first."""
    with Records.open(settings) as records:
        found = [
            {"id": one.id, "source": one.source, "subject": one.subject, "body": one.body, **one.labels}
            for one in records.corrections.all()
        ]
    return _brought("the service's corrections", "corrections", found, [f"correction {one['id']}" for one in found])


def from_unsure(settings: Settings) -> Brought:
    """The masked texts that the service was unsure of, the oldest first."""
    with Records.open(settings) as records:
        found = [
            {"source": f"unsure {one.id}", "subject": one.subject, "body": one.body} for one in records.unsure.all()
        ]
    return _brought(
        "what the service was unsure of", "messages", found, [f"text {number + 1}" for number in range(len(found))]
    )


def write_rest(path: Path, brought: Brought, refused: Sequence[Refusal]) -> None:
    """Writes the rows of ``refused`` to ``path`` as they were, each with its error. Raises BadTable."""
    if brought.form == "label-studio":
        tasks = [dict(brought.originals[row.number]) | {_ERROR: one.problem} for one in refused for row in one.rows]
        write_json(path, tasks)
        return
    columns = [column for column in brought.columns if column != _ERROR]
    rows = [
        [*(brought.originals[row.number].get(column) for column in columns), refusal.problem]
        for refusal in refused
        for row in refusal.rows
    ]
    write_sheet(path, [*columns, _ERROR], rows)


def _from_label_studio(path: Path) -> Brought:
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadTable(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise BadTable(f"{path} is not JSON: {error}; export as JSON from Label Studio") from error
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise BadTable(f"{path} is no list of tasks; export as JSON from Label Studio")
    places = [f"task {task.get('id', number)}" for number, task in enumerate(tasks, 1)]
    return _brought(path.name, "label-studio", tasks, places)


def _brought(name: str, form: Form, rows: Sequence[dict[str, Any]], places: Sequence[str]) -> Brought:
    columns = tuple(dict.fromkeys(key for row in rows for key in row))
    read = tuple(Row(number, where, row) for number, (row, where) in enumerate(zip(rows, places, strict=True)))
    return Brought(name, form, read, tuple(rows), columns, {}, ".json" if form == "label-studio" else ".jsonl")


def write_json(path: Path, document: Any) -> None:
    """Writes ``document`` for people and programs. Raises BadTable."""
    try:
        path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadTable(f"{path} cannot be written: {error.strerror or error}") from error
