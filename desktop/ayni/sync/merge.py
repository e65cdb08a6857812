"""Merging, said once and plainly: which rows and which clashes a set of changes adds up to.

This is the reference with which the statements of `storage` are compared. It is a function of the *set* of changes:
order, repetition and lateness cannot matter. The words:

- A **cell** is (table, row, group). Its versions are the operations of that group, and the row's INSERT projected to
  the columns of the group; a group operation of the same save as the INSERT stands in the INSERT's place.
- A version is **superseded** when another operation of the cell names it in `seen` or `also`. What nobody supersedes
  is a **head**. An operation whose `seen` has not arrived yet is simply a head.
- The head with the highest (hlc, tx) is **shown**. Two heads with different values are a **clash**.
- The cell `~` says whether the row is away. A removal lists all the heads that its author saw. It takes the row away
  only when no head of the row is missing from the lists and nobody asked to keep the row meanwhile; otherwise the row
  stays, and that is a clash on `~`: a removal never beats an edit that it did not see.
- A row whose INSERT has not arrived waits: it is in no table and in no clash.
- Tables and columns of a later version are kept in the log and leave no mark here, except that an unseen edit of an
  unknown group also holds off a removal.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from ayni.domain.change import INSERT, REMOVAL, Change, Clash, Save, Version

Groups = Mapping[str, Sequence[str]]  # group → its columns
Cell = Mapping[int, Change]  # tx → the operation
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """What a set of changes adds up to."""

    rows: dict[tuple[str, str], Row]  # (table, id) → the columns of its groups
    clashes: list[Clash]  # in order of table, row, group

    def hash(self) -> str:
        """Equal on two workspaces that hold the same rows and the same open clashes."""
        return logical_hash(self.rows, self.clashes)


def canonical(value: object) -> str:
    """A value as canonical JSON: sorted keys, no blanks, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def merge(saves: Mapping[int, Save], changes: Iterable[Change], tables: Mapping[str, Groups]) -> State:
    """The rows and the open clashes of these changes. `saves` is by tx; a change whose save is missing waits."""
    by_row: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in changes:
        if change.table in tables and change.tx in saves:
            by_row[change.table, change.row].append(change)
    rows: dict[tuple[str, str], Row] = {}
    clashes: list[Clash] = []
    for (table, row), its_changes in sorted(by_row.items(), key=lambda item: item[0]):
        values, its_clashes = merge_row(saves, its_changes, tables[table])
        if values is not None:
            rows[table, row] = values
        clashes += its_clashes
    return State(rows, clashes)


def merge_row(saves: Mapping[int, Save], changes: Iterable[Change], groups: Groups) -> tuple[Row | None, list[Clash]]:
    """The values of one row, None when it is away or has not arrived, and its open clashes.

    `changes` are all the operations of this row, of which every save must be known.
    """
    cells: dict[str, dict[int, Change]] = defaultdict(dict)
    for change in sorted(changes, key=_telling):
        cells[change.group][change.tx] = change
    inserts = cells.pop(INSERT, {})
    removal = cells.pop(REMOVAL, {})
    if not inserts:
        return None, []

    def newest(tx: int) -> tuple[int, int]:
        return saves[tx].hlc, tx

    versions: dict[str, Cell] = {
        group: inserts | cells.get(group, {}) if group in groups else cells[group] for group in {*groups, *cells}
    }
    heads = {group: sorted(_heads(cell, inserts), key=newest, reverse=True) for group, cell in versions.items()}
    values: Row = {}
    clashes: list[Clash] = []
    for group, columns in groups.items():
        cell = versions[group]
        told = [(tx, _projected(cell[tx], columns)) for tx in heads[group]]
        if told:
            values |= told[0][1]
        if len({canonical(value) for _tx, value in told}) > 1:
            base = _common(cell, heads[group])
            clashes.append(
                Clash(
                    *_place(cell[told[0][0]], group),
                    versions=tuple(_version(saves[tx], value) for tx, value in told),
                    base=_projected(cell[base], columns) if base is not None else None,
                )
            )
    away, dispute = _judge(saves, removal, versions, heads, groups, newest)
    if away:
        return None, []
    return values, sorted([*clashes, *dispute], key=lambda clash: clash.group)


def _telling(change: Change) -> tuple[str, str]:
    """An order among operations that claim to be the same one, so that every replica keeps the same."""
    return change.value, canonical([change.seen, sorted(change.also)])


def _place(change: Change, group: str) -> tuple[str, str, str]:
    return change.table, change.row, group


def _heads(cell: Cell, inserts: Cell) -> list[int]:
    """The versions of a cell that no other operation of it names. An INSERT is an operation of every cell."""
    superseded = set()
    for change in (*inserts.values(), *cell.values()):
        superseded |= {tx for tx in (change.seen, *change.also) if tx != change.tx}
    return [tx for tx in cell if tx not in superseded]


def _projected(change: Change, columns: Sequence[str]) -> Row:
    value = json.loads(change.value)
    return {column: value.get(column) for column in columns}


def _version(save: Save, value: Row | None) -> Version:
    return Version(save.tx, value, save.person, save.stream, save.hlc, save.clock, save.reason)


def _common(cell: Cell, heads: Sequence[int]) -> int | None:
    """The nearest version that the authors of all heads had seen, if it has arrived."""

    def chain(tx: int) -> list[int]:
        found: list[int] = []
        behind = cell[tx].seen
        while behind is not None and behind in cell and behind not in found:
            found.append(behind)
            behind = cell[behind].seen
        return found

    first, *others = (chain(tx) for tx in heads)
    return next((tx for tx in first if all(tx in other for other in others)), None)


def _judge(
    saves: Mapping[int, Save],
    removal: Cell,
    versions: Mapping[str, Cell],
    heads: Mapping[str, Sequence[int]],
    groups: Groups,
    newest: Callable[[int], tuple[int, int]],
) -> tuple[bool, list[Clash]]:
    """Whether the row is away, and the clash on `~` if people disagree about that."""
    told = {tx: json.loads(removal[tx].value) for tx in sorted(_heads(removal, {}), key=newest, reverse=True)}
    removers = [tx for tx, value in told.items() if value["removed"]]
    keepers = [tx for tx, value in told.items() if not value["removed"]]
    if not removers:
        return False, []
    known = {seen for tx in removers for seen in told[tx]["seen"]}
    unseen: dict[int, Row] = {}
    for group, its_heads in heads.items():
        for tx in its_heads:
            if tx not in known:
                unseen.setdefault(tx, {}).update(_projected(versions[group][tx], groups.get(group, ())))
    if not keepers and not unseen:
        return True, []
    staying = sorted(
        {**dict.fromkeys(keepers, Row()), **unseen}.items(), key=lambda item: newest(item[0]), reverse=True
    )
    told_versions = [_version(saves[tx], value) for tx, value in staying] + [
        _version(saves[tx], None) for tx in removers
    ]
    return False, [Clash(*_place(removal[removers[0]], REMOVAL), versions=tuple(told_versions), base=None)]


def logical_hash(rows: Mapping[tuple[str, str], Mapping[str, Any]], clashes: Iterable[Clash]) -> str:
    """SHA-256, in hexadecimal, of rows and of the values in dispute: equal on replicas, whatever their order.

    Empty columns are left out, so that a version that only adds columns changes nothing. Of a clash on `~` only its
    being open counts: its values stand in the row.
    """
    digest = hashlib.sha256()
    for (table, row), values in sorted(rows.items()):
        digest.update(canonical([table, row, _filled(values)]).encode() + b"\n")
    disputes = {
        canonical(
            [it.table, it.row, it.group]
            if it.group == REMOVAL
            else [it.table, it.row, it.group, sorted({canonical(_filled(version.value)) for version in it.versions})]
        )
        for it in clashes
    }
    for dispute in sorted(disputes):
        digest.update(b"?" + dispute.encode() + b"\n")
    return digest.hexdigest()


def _filled(values: Mapping[str, Any] | None) -> Row | None:
    return None if values is None else {name: value for name, value in values.items() if value is not None}


# Narrative sections


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int  # first paragraph of the base that it replaces
    end: int  # the one after the last; equal to start when it only adds
    paragraphs: tuple[str, ...]

    def crosses(self, following: "_Edit") -> bool:
        """Whether the next one touches the same place, so that their order or their result would be a guess."""
        if self.start == self.end or following.start == following.end:
            return following.start <= self.end
        return following.start < self.end


def _edits(base: Sequence[str], text: Sequence[str]) -> set[_Edit]:
    matcher = SequenceMatcher(None, base, text, autojunk=False)
    return {
        _Edit(start, end, tuple(text[text_start:text_end]))
        for tag, start, end, text_start, text_end in matcher.get_opcodes()
        if tag != "equal"
    }


def propose_paragraphs(base: str, *texts: str) -> str | None:
    """A text with the changes of all to what all had seen, or None when two touched the same paragraph.

    A paragraph ends where Enter was pressed. It is a proposal: a person reads it and accepts it.
    """
    paragraphs = base.split("\n")
    found = set().union(*(_edits(paragraphs, text.split("\n")) for text in texts))
    edits = sorted(found, key=lambda edit: (edit.start, edit.end, edit.paragraphs))
    if any(edit.crosses(following) for edit, following in pairwise(edits)):
        return None
    merged: list[str] = []
    done = 0
    for edit in edits:
        merged += paragraphs[done : edit.start]
        merged += edit.paragraphs
        done = edit.end
    return "\n".join(merged + paragraphs[done:])


# Lists in which order says nothing


def join_lists(base: Sequence[str], *lists: Sequence[str]) -> list[str]:
    """What all had seen, less what anybody took out, and what anybody added: in the order of the first that has it."""
    kept = [item for item in base if all(item in each for each in lists)]
    added = sorted({item for each in lists for item in each if item not in base})
    return [*kept, *added]
