"""What a bundle would do, before it is accepted: record by record, whose, and which disputes it would open."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ayni.domain.change import Change, Clash, Save
from ayni.job import Job
from ayni.storage import anticipo, records
from ayni.storage.tables import TABLES, merge_groups
from ayni.sync import merge
from ayni.sync.bundle import SignedSave
from ayni.workspace.desacuerdos import DesacuerdosDoor
from ayni.workspace.opened import Row
from ayni.workspace.papelera import title_of

NEW, CHANGED, REMOVED = "nuevo", "cambia", "se_quita"
AT_ONCE = 200  # rows read and merged in one step
LISTED = 300  # records told by name; all are counted

Cell = tuple[str, str, str]  # table, record, group


@dataclass(frozen=True, slots=True)
class Coming:
    """A record that a bundle would touch. `what` is NEW, CHANGED or REMOVED; `here`: it can be opened already."""

    table: str
    record: str
    what: str
    title: str
    people: tuple[str, ...]
    dispute: bool  # somebody here wrote something else, and a person will have to decide
    here: bool


@dataclass(frozen=True, slots=True)
class Anticipated:
    """What a bundle would do: how many of each kind and what becomes of them, the first ones by name."""

    counts: tuple[tuple[str, int, int, int], ...]  # table, new, changed, taken away
    records: tuple[Coming, ...]  # disputes first
    disputes: int  # new ones

    @property
    def more(self) -> int:
        """How many are counted and not named."""
        return sum(sum(each[1:]) for each in self.counts) - len(self.records)


class AnticipoDoor(DesacuerdosDoor):
    """What may be asked about what has not been received yet."""

    def _anticipating(self, fresh: Sequence[SignedSave]) -> Job[Anticipated]:
        """What these saves, verified and not stored, would do to the rows. Computed by the plain merge."""
        coming: dict[str, dict[str, list[Change]]] = {}
        people: dict[tuple[str, str], dict[str, None]] = {}
        saves = {signed.save.tx: signed.save for signed in fresh}
        for signed in fresh:
            for change in signed.changes:
                if change.table in TABLES:
                    coming.setdefault(change.table, {}).setdefault(change.row, []).append(change)
                    people.setdefault((change.table, change.row), {})[signed.save.person] = None
        found: list[Coming] = []
        opened = 0
        done = 0
        for table, its in coming.items():
            groups = merge_groups()[table]
            for some in records.batched(list(its), AT_ONCE):
                yield done / len(people)
                done += len(some)
                known = anticipo.changes_of_rows(self.db, table, some)
                written = anticipo.saves_of(self.db, (change.tx for record in some for change in known[record]))
                both = {**written, **saves}
                for record in some:
                    one = self._becomes(both, written, known[record], its[record], {table: groups})
                    if one is None:
                        continue
                    what, values, fresh_clashes, here = one
                    opened += len(fresh_clashes)
                    title = title_of(table, values)
                    who = tuple(people[table, record])
                    found.append(Coming(table, record, what, title, who, bool(fresh_clashes), here))
        order = {table: place for place, table in enumerate(TABLES)}
        found.sort(key=lambda each: (not each.dispute, each.what == NEW, order[each.table], each.title))
        counts = Counter((each.table, each.what) for each in found)
        return Anticipated(
            tuple(
                (table, counts[table, NEW], counts[table, CHANGED], counts[table, REMOVED])
                for table in sorted({each.table for each in found}, key=order.__getitem__)
            ),
            tuple(found[:LISTED]),
            opened,
        )

    def _becomes(
        self,
        saves: Mapping[int, Save],
        written: Mapping[int, Save],
        known: Sequence[Change],
        coming: Sequence[Change],
        groups: Mapping[str, merge.Groups],
    ) -> tuple[str, Row, set[Cell], bool] | None:
        """What becomes of a row, what names it, its new disputes, whether it stands here now; None: nothing shows."""
        before = merge.merge(written, known, groups)
        after = merge.merge(saves, [*known, *coming], groups)
        old, new = (next(iter(state.rows.values()), None) for state in (before, after))
        clashes = self._for_somebody(after.clashes) - self._for_somebody(before.clashes)
        if new is None:
            return (REMOVED, old, clashes, True) if old is not None else None
        if old is None:
            return NEW, new, clashes, False
        return CHANGED, new, clashes, True

    def _for_somebody(self, clashes: Iterable[Clash]) -> set[Cell]:
        """The cells of those that a person will have to decide."""
        return {(clash.table, clash.row, clash.group) for clash in clashes if self.needs_somebody(clash)}
