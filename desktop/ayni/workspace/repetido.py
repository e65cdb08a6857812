"""Records written twice: the cases that wait, and what a person decides of each.

A decision is a row that follows from the case, so two offices that decide alike write the same, and two that decide
differently have a clash like any other. What follows from it is done by the same function wherever it is decided.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ayni.domain.fields import Field, Problem, Value, by_name, groups, read_answers
from ayni.domain.padron import ACTIVO, CONFIRMED, RETIRADO, SOCIO, full_name, same_identity
from ayni.domain.repetido import (
    COMPROBANTE,
    DISTINTAS,
    DNI,
    MAL_ESCRITO,
    MISMA,
    MOTIVO_EN_OTRA,
    MOTIVO_UNIDO,
    NUMBER,
    RUC,
    TABLE_OF,
    Repeated,
    alike_in_name,
    plain_paper,
    repeated,
    settled,
)
from ayni.job import Job
from ayni.lang import N_
from ayni.storage import pages, records, repetidos
from ayni.storage.database import Database
from ayni.storage.tables import GOBIERNO, TABLES
from ayni.workspace.opened import Acting, Row
from ayni.workspace.padron import PadronDoor
from ayni.workspace.refusals import Refused, refuse

FIRST, SECOND = "first", "second"
OF_ITS_OWN = {"aeo", "baja", "confirmado", "fusionado_en"}  # groups of a member that joining does not ask about
WHY = N_("Escriba por qué se decide así: lo leerá quien revise después.")
SAME_NUMBER = N_("Escriba el número correcto: este es el que ya estaba.")
OVER = N_("Este caso ya no está pendiente.")


@dataclass(frozen=True, slots=True)
class Differing:
    """Fields that belong together and that two records say differently; `chosen` is offered: what is written."""

    group: str
    fields: tuple[Field, ...]
    first: Mapping[str, Value]
    second: Mapping[str, Value]
    chosen: str


def differing(
    fields: Sequence[Field], first: Mapping[str, Any], second: Mapping[str, Any], own: "set[str] | frozenset[str]"
) -> list[Differing]:
    """The groups that two records say differently, but for those of each one's own."""
    names = by_name(fields)
    found = []
    for group, columns in groups(fields).items():
        mine, theirs = ({name: row[name] for name in columns} for row in (first, second))
        if group in own or mine == theirs:
            continue
        chosen = FIRST if any(value is not None for value in mine.values()) else SECOND
        found.append(Differing(group, tuple(names[name] for name in columns), mine, theirs, chosen))
    return found


def put(db: Database, table: str, record: str, values: Mapping[str, Any]) -> None:
    """Write a row under an id that others may have written too; one that was taken away comes back."""
    if records.bring_back(db, table, record) or records.get(db, table, record):
        records.update(db, table, record, values)
    else:
        records.insert(db, table, record, values)


class RepetidoDoor(PadronDoor):
    """What may be asked about records written twice."""

    def repetidos(self) -> list[Repeated]:
        """The cases that wait for a person: members, then AEO, then papers."""
        known = {row["id"]: row for row in pages.page(self.db, "repetido", 0, -1)}
        return [case for case in self._every_case() if not settled(case, known.get(case.id))]

    def repetido_count(self) -> int:
        """How many wait."""
        return len(self.repetidos())

    def repetido(self, case: str) -> Repeated:
        """One case by its id; raises Refused when it no longer waits."""
        found = next((each for each in self.repetidos() if each.id == case), None)
        if found is None:
            raise refuse(OVER)
        return found

    def _every_case(self) -> list[Repeated]:
        found: list[Repeated] = []
        socios: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in repetidos.socios(self.db):
            year = str(row["year"] or row["convocatoria"] or row["aeo"])  # in another year it is no second record
            socios[str(row["dni"]), year].append({**row, "full_name": full_name(row)})
        found += [repeated(DNI, "|".join(key), key[0], rows) for key, rows in socios.items() if len(rows) > 1]
        aeos = repetidos.aeos(self.db)
        rucs: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in aeos:
            if row["ruc"]:
                rucs[str(row["ruc"]), str(row["convocatoria"])].append(row)
        found += [repeated(RUC, "|".join(key), key[0], rows) for key, rows in rucs.items() if len(rows) > 1]
        found += alike_in_name(aeos)
        papers: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in repetidos.papers(self.db):
            papers[str(row["ruc_emisor"]), plain_paper(row["comprobante"])].append(row)
        return found + [
            repeated(COMPROBANTE, "|".join(key), str(rows[0]["comprobante"]), rows)
            for key, rows in papers.items()
            if len(rows) > 1
        ]

    def joining_socios(self, case: str) -> list[Differing]:
        """What the two records of one person in one padrón say differently; nothing is stored."""
        pair = _of_one_aeo(self.repetido(case))
        return differing(SOCIO, pair[0], pair[1], OF_ITS_OWN) if len(pair) > 1 else []

    def decide_repetido(
        self,
        case: str,
        decision: str,
        reason: str,
        *,
        stays: str = "",
        chosen: Mapping[str, str] | None = None,
        record: str = "",
        number: str = "",
    ) -> None:
        """Settle a case for everybody, in one act that can be taken back.

        `stays` is the row that goes on (of a person in several AEO; of a paper counted twice); of two rows of one
        padrón the older id always stays, for two offices must not join them crosswise. `chosen`: group → FIRST or
        SECOND. `record` and `number`: which row had its number typed wrong, and the right one.
        """
        found = self.repetido(case)
        if not reason.strip():
            raise refuse(WHY, "reason")
        if decision not in {MISMA, DISTINTAS, MAL_ESCRITO} or (decision == MAL_ESCRITO and found.clase not in NUMBER):
            raise refuse(N_("Elija una respuesta de la lista."), "decision")
        if decision == MISMA and found.table == "aeo":
            raise refuse(N_("Compare los dos registros y únalos."), "decision")
        by_id = {str(row["id"]): row for row in found.rows}
        fixed: Mapping[str, Value] = {}
        queda: str | None = None
        if decision == MISMA:
            queda = self._staying(found, stays)
        elif decision == MAL_ESCRITO:
            if record not in by_id:
                raise refuse(N_("Diga en cuál de los registros está mal escrito."), "record")
            fixed = self._rewritten(found, by_id[record], number)
            queda = next(each for each in by_id if each != record)
        with self.acting("decide_repetido", reason=reason.strip()) as act:
            if decision == MISMA and found.clase == DNI and queda:
                self._bring_chosen(act, found, queda, chosen or {})
            self._keep_decision(act, found, decision, queda)
            if fixed:
                with act.over(self._scope(found.table, record)) as db:
                    records.update(db, found.table, record, fixed)

    def equal_cases(self) -> list[Repeated]:
        """Cases in which nobody has anything to choose: the same member in one padrón, and nothing said differently."""
        return [case for case in self.repetidos() if _says_the_same(case)]

    def joining_equal(self, reason: str) -> Job[int]:
        """Join the records of every member that was written twice alike, in one act. How many members."""
        if not reason.strip():
            raise refuse(WHY, "reason")
        with self.job(), self.acting("decide_repetido", reason=reason.strip()) as act:
            found = self.equal_cases()
            for done, case in enumerate(found):
                yield done / len(found)
                queda = str(case.rows[0]["id"])
                self._bring_chosen(act, case, queda, {})
                self._keep_decision(act, case, MISMA, queda)
            yield 1.0
        return len(found)

    def _keep_decision(self, act: Acting, case: Repeated, decision: str, queda: str | None) -> None:
        """Write what was decided of a case, and make its rows follow it."""
        values = {"clase": case.clase, "decision": decision, "queda": queda, "registros": case.registros}
        self._follow(act, values)
        with act.over(GOBIERNO) as db:
            put(db, "repetido", case.id, values)

    def decide(self, clash_id: str, keep: int | Mapping[str, str], reason: str) -> None:
        """Settle a clash; where it is about a decision on records written twice, the rows follow it."""
        view = self.clash(clash_id)
        super().decide(clash_id, keep, reason)
        decided = records.get(self.db, "repetido", view.record) if view.noun == "repetido" else None
        if decided:
            with self.acting("decide_repetido", reason=reason.strip()) as act:
                self._follow(act, decided)

    @staticmethod
    def _staying(found: Repeated, stays: str) -> str:
        if not stays and len({str(row["aeo"]) for row in found.rows}) > 1:
            raise refuse(N_("Diga cuál queda."), "stays")
        chosen = next((row for row in found.rows if str(row["id"]) == stays), found.rows[0])
        if found.clase != DNI:
            return str(chosen["id"])
        return str(next(row["id"] for row in found.rows if row["aeo"] == chosen["aeo"]))

    def _rewritten(self, found: Repeated, row: Mapping[str, Any], number: str) -> Mapping[str, Value]:
        """The columns of a row once its number is written right; raises Refused when it is not."""
        name = NUMBER[found.clase]
        if found.clase == DNI:
            values = self._member(str(row["aeo"]), {"dni": number}, str(row["id"]))
            if values["dni"] == row["dni"]:
                raise refuse(SAME_NUMBER, "number")
            if repeated_there := self._repeated(str(row["aeo"]), str(values["dni"]), str(row["id"])):
                raise Refused([Problem("number", repeated_there.sentence)])
            return values
        field = by_name(TABLES[found.table].fields)[name]
        values, wrong = read_answers(
            (Field(name, field.label, field.kind, required=True),), {name: number}, self.today()
        )
        if wrong:
            raise Refused([Problem("number", each.sentence) for each in wrong])
        if values[name] == row[name]:
            raise refuse(SAME_NUMBER, "number")
        return values

    def _bring_chosen(self, act: Acting, found: Repeated, keep: str, chosen: Mapping[str, str]) -> None:
        """Write into the member that stays what was chosen of the other record, and what only the others say."""
        mine = next(row for row in found.rows if row["id"] == keep)
        others = [row for row in found.rows if row["aeo"] == mine["aeo"] and row["id"] != keep]
        values: dict[str, Value] = {}
        for place, other in enumerate(others):
            for each in differing(SOCIO, {**mine, **values}, other, OF_ITS_OWN):
                said = chosen.get(each.group, each.chosen) if place == 0 else each.chosen
                if said == SECOND:
                    values |= each.second
        if values and not same_identity(mine, {**mine, **values}):
            values |= dict.fromkeys(CONFIRMED)
        if values:
            with act.over(str(mine["aeo"])) as db:
                records.update(db, "socio", keep, values)

    def _follow(self, act: Acting, decided: Mapping[str, Any]) -> None:
        """Make the rows be as a decision says: which stay, which are joined to one that stays, which leave or return.

        What is so already is not written again.
        """
        registros = [each for each in str(decided["registros"] or "").split(",") if each]
        table = TABLE_OF[str(decided["clase"])]
        one = decided["queda"] if decided["decision"] == MISMA else None
        if table == "socio":
            there = {each: found for each in registros if (found := records.get(self.db, table, each))}
            home = there[one]["aeo"] if one in there else None
            for record, row in there.items():
                self._place_socio(act, record, row, str(one) if one and record != one else "", home)
        elif table == "contrapartida":
            for record in registros:
                away = bool(one) and record != one
                present = records.get(self.db, table, record)
                if away and present:
                    with act.over(str(present["aeo"])) as db:
                        records.remove(db, table, record)
                elif not away and not present:
                    self._fetch_back(act, table, record)

    def _place_socio(self, act: Acting, record: str, row: Row, keep: str, home: str | None) -> None:
        joined = bool(keep) and row["aeo"] == home
        ours = row["motivo_baja"] in {MOTIVO_UNIDO, MOTIVO_EN_OTRA}
        if keep and not row["fecha_baja"]:
            day = row["fecha_ingreso"] or repetidos.born(self.db, "socio", record)  # the same in every office
            with act.over(row["aeo"]) as db:
                records.update(
                    db,
                    "socio",
                    record,
                    {
                        "condicion": RETIRADO,
                        "fecha_baja": day,
                        "motivo_baja": MOTIVO_UNIDO if joined else MOTIVO_EN_OTRA,
                        "fusionado_en": keep if joined else None,
                    },
                )
                if joined:
                    self._point(db, row["aeo"], record, keep)
        elif not keep and row["fecha_baja"] and ours:
            back = {"condicion": ACTIVO, "fecha_baja": None, "motivo_baja": None, "fusionado_en": None}
            with act.over(row["aeo"]) as db:
                records.update(db, "socio", record, back)

    @staticmethod
    def _point(db: Database, aeo: str, gone: str, keep: str) -> None:
        """What names the record that goes names the one that stays: a cargo, a row of the plan."""
        for table in TABLES.values():
            if table.scope != "aeo":
                continue
            for column in table.naming("socio"):
                for row in pages.where_equal(db, table.name, column, gone):
                    if row["aeo"] == aeo and row["id"] != keep:
                        records.update(db, table.name, row["id"], {column: keep})

    def _fetch_back(self, act: Acting, table: str, record: str) -> None:
        from ayni.storage import bin as kept_bin  # noqa: PLC0415  only a decision that is changed

        gone = kept_bin.value(self.db, table, record)
        if gone is not None:
            with act.over(str(gone["aeo"])) as db:
                records.bring_back(db, table, record)


def _says_the_same(case: Repeated) -> bool:
    """Rows of one padrón, of which none says anything that another says differently."""
    if case.clase != DNI or len({row["aeo"] for row in case.rows}) > 1:
        return False
    for group, columns in groups(SOCIO).items():
        told = {tuple(row[name] for name in columns) for row in case.rows if any(row[name] for name in columns)}
        if group not in OF_ITS_OWN and len(told) > 1:
            return False
    return True


def _of_one_aeo(case: Repeated) -> list[Row]:
    """The first rows of a case that stand in one padrón; none when each stands in its own."""
    by_aeo: dict[str, list[Row]] = defaultdict(list)
    for row in case.rows:
        by_aeo[str(row.get("aeo"))].append(dict(row))
    return next((rows for rows in by_aeo.values() if len(rows) > 1), [])
