"""Versions of a plan: everything it said on a day, kept aside for good, and what two versions say differently.

What is kept is the plan's row and every row that hangs on it, as canonical JSON, compressed (zlib, base64): a plan of
ten activities with all its chapters takes some twenty kilobytes, so that a hundred versions still travel on any
memory stick. `huella` is the sha256 of that JSON: two versions with one huella say the same.
"""

import base64
import difflib
import hashlib
import json
import re
import uuid
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from ayni.domain.caso import CaseRefused
from ayni.domain.fields import Date, Field, LongText, Quantity, Reference, Text, Value, by_name, empty
from ayni.domain.indicadores import compute
from ayni.domain.presupuesto import PARTIDA, SOURCES, totals
from ayni.domain.proyeccion import case_of_plan
from ayni.domain.rentabilidad import BC, TIR, VAN, explain
from ayni.lang import N_, soles

VERSION = (
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, asked=False),
    Field("plan", N_("Plan de negocio"), Reference("plan"), required=True, asked=False),
    Field("numero", N_("Número"), Quantity(whole=True), required=True, asked=False),
    Field(
        "nombre",
        N_("Nombre de la versión"),
        Text(120),
        required=True,
        help=N_("Por ejemplo: la que aprobó la asamblea."),
    ),
    Field("motivo", N_("¿Por qué la guarda?"), Text(400)),
    Field("autor", N_("Quién la guardó"), Text(160), asked=False),
    Field("fecha", N_("Fecha"), Date(), required=True, asked=False),
    Field("contenido", N_("Lo que decía el plan"), LongText(4_000_000), required=True, asked=False),
    Field("huella", N_("Huella"), Text(64), required=True, asked=False),
)
TYPED = tuple(item for item in VERSION if item.asked)

PLAN, TITLE = "plan", "codigo_seccion"
LIKE = 0.4  # how much of a paragraph must stay for it to be the same one, changed
NOTHING = "—"
LARGEST = 64 * 1024 * 1024  # bytes that a version may hold: a short text must not fill the memory
TOO_MUCH = "cut short, or more than a plan can say"

Content = Mapping[str, Sequence[Mapping[str, Any]]]  # table → its rows, each with its id
Show = Callable[[Field, Any], str]


# Keeping


def canonical(content: Content) -> str:
    """The same text for the same content, whatever order it was read in."""
    ordered = {table: sorted(rows, key=lambda row: str(row["id"])) for table, rows in content.items() if rows}
    return json.dumps(ordered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(content: Content) -> str:
    """sha256 of what a plan says."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def packed(content: Content) -> str:
    """As it is stored and exchanged."""
    return base64.b64encode(zlib.compress(canonical(content).encode(), 9)).decode("ascii")


def unpacked(text: str) -> dict[str, list[dict[str, Any]]]:
    """What was stored. Raises ValueError when it is none of ours."""
    unpacking = zlib.decompressobj()
    try:
        said = unpacking.decompress(base64.b64decode(text, validate=True), LARGEST)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not unpacking.eof:
        raise ValueError(TOO_MUCH)
    found: dict[str, list[dict[str, Any]]] = json.loads(said)
    return found


def moved(content: Content, plan: str, aeo: str) -> dict[str, list[dict[str, Any]]]:
    """The same under the ids that it has since its AEO was joined to another record (each id made from the old one)."""
    (cover,) = content[PLAN]
    joined = cover["id"] != plan and str(uuid.uuid5(uuid.UUID(str(cover["id"])), aeo)) == plan
    ids = {str(row["id"]): str(uuid.uuid5(uuid.UUID(str(row["id"])), aeo)) for rows in content.values() for row in rows}
    known = {**(ids if joined else {}), str(cover["id"]): plan, str(cover["aeo"]): aeo}
    return {
        table: [{name: known.get(value, value) for name, value in row.items()} for row in rows]
        for table, rows in content.items()
    }


# Comparing


class Act(StrEnum):
    """What became of something between two versions."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Cell:
    """One datum in both versions, as a person reads it. `label` is a source text."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that came, went or changed; of one that changed, only the cells that differ."""

    table: str
    act: Act
    name: str
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph."""

    act: Act
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that came, went or changed; of one that changed, its words in order."""

    act: Act
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class TextChange:
    """A long text that differs: the row that holds it, the field's label, its paragraphs that are not the same."""

    table: str
    name: str
    label: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two versions of a plan say differently. `figures` are told whether they differ or not."""

    cover: tuple[Cell, ...]
    rows: tuple[RowChange, ...]
    texts: tuple[TextChange, ...]
    figures: tuple[Cell, ...]

    @property
    def same(self) -> bool:
        """They say the same."""
        return not (self.cover or self.rows or self.texts)


def compare(before: Content, after: Content, fields: Mapping[str, Sequence[Field]], show: Show) -> Comparison:
    """What `after` says that `before` did not. `fields` are those of each table; `show` writes a value of one."""
    cover: list[Cell] = []
    rows: list[RowChange] = []
    texts: list[TextChange] = []
    for table in dict.fromkeys((*before, *after)):
        known = fields.get(table, ())
        old = {str(row["id"]): row for row in before.get(table, ())}
        new = {str(row["id"]): row for row in after.get(table, ())}
        for record in dict.fromkeys((*old, *new)):
            one, other = old.get(record), new.get(record)
            name = row_name(known, other or one or {}, show)
            written = list(_texts(table, name, known, one or {}, other or {}))
            texts += written
            cells = tuple(_cells(known, one or {}, other or {}, show))
            if table == PLAN:
                cover += cells
            elif (one is None or other is None) and (cells or not written):
                rows.append(RowChange(table, Act.ADDED if one is None else Act.REMOVED, name, cells))
            elif cells:
                rows.append(RowChange(table, Act.CHANGED, name, cells))
    return Comparison(tuple(cover), tuple(rows), tuple(texts), _figures(before, after))


def row_name(fields: Sequence[Field], row: Mapping[str, Any], show: Show) -> str:
    """How a row is called: its name, or the first thing that it says."""
    named = by_name(fields)
    for name in ("nombre", "titulo", TITLE, "codigo"):
        if name in named and not empty(row.get(name)):
            return show(named[name], row[name])
    said = (show(item, row[item.name]) for item in fields if not _hidden(item) and not empty(row.get(item.name)))
    return next(said, NOTHING)


def _hidden(item: Field) -> bool:
    """A field that places the row, which a person does not read as part of it."""
    return isinstance(item.kind, Reference) or item.name in {"orden", TITLE}


def _cells(fields: Sequence[Field], one: Mapping[str, Any], other: Mapping[str, Any], show: Show) -> Iterable[Cell]:
    for item in fields:
        before, after = one.get(item.name), other.get(item.name)
        if before == after or isinstance(item.kind, LongText) or (_hidden(item) and item.name != "convocatoria"):
            continue
        yield Cell(item.label, _shown(item, before, show), _shown(item, after, show))


def _shown(item: Field, value: Value, show: Show) -> str:
    return NOTHING if empty(value) else show(item, value)


def _texts(
    table: str, name: str, fields: Sequence[Field], one: Mapping[str, Any], other: Mapping[str, Any]
) -> Iterable[TextChange]:
    for item in fields:
        if not isinstance(item.kind, LongText):
            continue
        before, after = str(one.get(item.name) or ""), str(other.get(item.name) or "")
        if before != after:
            yield TextChange(table, name, item.label, paragraphs(before, after))


def paragraphs(before: str, after: str) -> tuple[Paragraph, ...]:
    """The paragraphs of two texts that are not the same; a paragraph that only changed is told word by word."""
    old, new = ([part for part in text.split("\n") if part.strip()] for text in (before, after))
    found: list[Paragraph] = []
    for act, first, end, start, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if act == "equal":
            continue
        for gone, come in zip_longest(old[first:end], new[start:stop]):
            found += _paragraph(gone, come)
    return tuple(found)


def _paragraph(gone: str | None, come: str | None) -> list[Paragraph]:
    if gone is not None and come is not None:
        pieces = tuple(words(gone, come))
        stays = sum(len(piece.text) for piece in pieces if piece.act is Act.SAME)
        if stays >= LIKE * max(len(gone), len(come)):
            return [Paragraph(Act.CHANGED, pieces)]
    alone = [(Act.REMOVED, gone), (Act.ADDED, come)]
    return [Paragraph(act, (Piece(act, text),)) for act, text in alone if text is not None]


def words(before: str, after: str) -> Iterable[Piece]:
    """What stays, goes and comes between two paragraphs, by whole words; both can be read again from it."""
    old, new = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before, after))
    for act, first, end, start, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if act == "equal":
            yield Piece(Act.SAME, "".join(old[first:end]))
            continue
        if end > first:
            yield Piece(Act.REMOVED, "".join(old[first:end]))
        if stop > start:
            yield Piece(Act.ADDED, "".join(new[start:stop]))


def _figures(before: Content, after: Content) -> tuple[Cell, ...]:
    one, other = figures(before), figures(after)
    return tuple(Cell(label, one[label], other[label]) for label in one)


def figures(content: Content) -> dict[str, str]:
    """What a plan costs, who pays it and what it is worth, of all of it and of the members' money; "—" is unknown."""
    whole = totals(content.get("partida", ())).whole
    labels = by_name(PARTIDA)
    found = {N_("Inversión total"): soles(whole.total)}
    for name, amount in zip(SOURCES, (whole.cofinanciamiento, whole.monetaria, whole.valorizada), strict=True):
        found[labels[name].label] = soles(amount)
    found |= {label: NOTHING for sides in (VAN, TIR, BC) for label in sides.values()}
    plan = next(iter(content.get(PLAN, ())), None)
    rows = [sorted(content.get(table, ()), key=_place) for table in ("partida", "linea", "bloque")]
    if plan is None or not rows[0] or not rows[1]:
        return found
    try:
        worth = explain(compute(case_of_plan(dict(plan), *rows)))
    except CaseRefused:
        return found
    return found | {each.label: each.value for each in worth}


def _place(row: Mapping[str, Any]) -> tuple[int, str]:
    return int(row.get("orden") or 0), str(row["id"])
