"""What is printed: rows, one record, sentences, or the same as JSON."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

from ayni.domain.fields import Catalogue, Field, Reference, Several, Ubigeo, Value
from ayni.lang import _, soles
from ayni.workspace import Workspace


def echo_json(found: object) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, indent=1, default=_as_plain))


def _as_plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def echo_rows(found: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool) -> None:
    """Rows as JSON, or the columns side by side."""
    if as_json:
        echo_json([dict(row) for row in found])
        return
    cells = [[_cell(name, row.get(name)) for name in columns] for row in found]
    widths = [max((len(line[place]) for line in cells), default=0) for place in range(len(columns))]
    for line in cells:
        click.echo("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if name.endswith("_centimos") and isinstance(value, int):
        return soles(value)
    return str(value)


def echo_record(door: Workspace, fields: Sequence[Field], found: Mapping[str, Any], *, as_json: bool) -> None:
    """One record as JSON, or a line for each datum that it has."""
    if as_json:
        echo_json(dict(found))
        return
    click.echo(found["id"])
    for item in fields:
        if not isinstance(item.kind, Reference) and found.get(item.name) is not None:
            click.echo(f"{_(item.label)}: {_as_read(door, item, found[item.name])}")


def _as_read(door: Workspace, item: Field, value: Value) -> str:
    """A value as a person reads it; codes by their labels, districts by their names."""
    if isinstance(item.kind, Catalogue | Several):
        labels = dict(door.choices(item.kind.name))
        return ", ".join(_(labels.get(code, code)) for code in str(value).split(","))
    return door.place(str(value)) if isinstance(item.kind, Ubigeo) else item.kind.show(value)


def echo_made(record: str, *, as_json: bool) -> None:
    """The id of what was registered."""
    if as_json:
        echo_json({"id": record})
    else:
        click.echo(record)


def echo_sentences(found: Sequence[object]) -> None:
    for each in found:
        click.echo(str(each))


def cells_told(marks: Any) -> list[dict[str, Any]]:
    return [
        {
            "row": row.number,
            "cell": cell,
            "field": problem.field,
            "typed": row.answers.get(problem.field, ""),
            "sentence": problem.text,
        }
        for row, found in marks
        for cell, problem in found
    ]
