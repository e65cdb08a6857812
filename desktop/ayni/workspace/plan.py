"""Plans: cover and assumptions, budget rows with their live light, production rows, indicators."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from ayni.domain import advertencias
from ayni.domain.archivo_caso import read_case
from ayni.domain.caso import Case, CaseRefused
from ayni.domain.dates import last_day
from ayni.domain.fields import Field, Problem, Value, Values, by_name
from ayni.domain.flow import Answers
from ayni.domain.indicadores import Indicators, compute
from ayni.domain.lector import parsed
from ayni.domain.money import centimos
from ayni.domain.no_financiable import questions
from ayni.domain.perfil import Profile
from ayni.domain.plan import COVER, PERFIL
from ayni.domain.presupuesto import (
    BLOQUE,
    LINEA,
    PARTIDA,
    SOURCES,
    SUPUESTOS,
    Presupuesto,
    check_bloque,
    check_linea,
    check_partida,
    lights,
    row_total,
    totals,
)
from ayni.domain.proyeccion import case_of_plan, plan_of_case
from ayni.domain.rentabilidad import compute_json, explain, read_file
from ayni.domain.rules import AeoFacts, Answer, Result
from ayni.domain.sensibilidad import Sensitivity, Steps, Switching, trying
from ayni.job import Job, finish
from ayni.lang import N_, Sentence
from ayni.paths import resource
from ayni.storage import pages, records
from ayni.storage.database import rows, scalar
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.aeo import AeoDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused, refuse

PLAN = (*COVER, *SUPUESTOS)
AEO_NAME = "(SELECT a.nombre FROM aeo a WHERE a.id = t.aeo) AS aeo_nombre"
PARTS: dict[str, Sequence[Field]] = {"partida": PARTIDA, "bloque": BLOQUE, "linea": LINEA}


KEPT = 8
_tried: dict[Case, Sensitivity] = {}  # by what the plan holds: another plan, or a changed one, is another key


@cache
def steps() -> Steps:
    """How hard plans are tried, as `resources/rules/plan.json` says."""
    return Steps.from_data(json.loads(resource("rules/plan.json").read_text("utf-8")))


def _trying(case: Case) -> Job[Sensitivity]:
    """Try a plan, or give what is kept of it; the last few are kept."""
    if case not in _tried:
        found = yield from trying(case, steps())
        while len(_tried) >= KEPT:
            _tried.pop(next(iter(_tried)), None)
        _tried[case] = found
        return found
    return _tried[case]


class PlanDoor(AeoDoor):
    """What may be asked about plans."""

    def planes(self, offset: int = 0, limit: int = 100, text: str = "") -> list[Row]:
        """A page of plans in the order of their titles, with the AEO and the total of the budget in céntimos."""
        found = pages.page(self.db, "plan", offset, limit, text=text, extra=(AEO_NAME,))
        costs = dict.fromkeys((str(plan["id"]) for plan in found), 0)
        marks = ", ".join("?" * len(costs))
        sql = f"SELECT plan, cantidad, precio_unitario FROM partida WHERE plan IN ({marks})"  # noqa: S608  marks
        for row in rows(self.db, sql, list(costs)):
            costs[row["plan"]] += row_total(row)
        return [{**plan, "total_centimos": costs[plan["id"]]} for plan in found]

    def plan_count(self, text: str = "") -> int:
        """How many plans the list has."""
        return pages.count(self.db, "plan", text=text)

    def plan(self, record: str) -> Row:
        """One plan."""
        found = self.found("plan", record)
        aeo = records.get(self.db, "aeo", found["aeo"])
        return {**found, "aeo_nombre": aeo["nombre"] if aeo else ""}

    def plans_of(self, aeo: str) -> list[Row]:
        """The plans of an AEO."""
        return pages.page(self.db, "plan", 0, -1, filters=[("aeo", aeo)])

    def save_plan(self, answers: Answers, record: str | None = None) -> str:
        """Keep a plan's cover and assumptions. A plan never moves to another AEO."""
        before = self.found("plan", record) if record else {}
        fixed = {"aeo": before["aeo"]} if record else {}
        given = {name: before.get(name) for name in by_name(PLAN)} | dict(answers) | fixed
        values = self._accepted(PLAN, given)
        values["estado"] = values["estado"] or "borrador"
        new = record is None
        record = record or stamps.new_row_id(self.now_ms())
        with self.save("save_plan", str(values["aeo"])) as db:
            if new:
                records.insert(db, "plan", record, values)
            else:
                records.update(db, "plan", record, values)
            self._finish_draft(db, "plan", "" if new else record)
        return record

    # rows

    def _rows(self, table: str, plan: str) -> list[Row]:
        found = pages.where_equal(self.db, table, "plan", plan)
        return sorted(found, key=lambda row: (int(row["orden"] or 0), str(row.get("codigo") or ""), row["id"]))

    def partidas(self, plan: str) -> list[Row]:
        """Budget rows in their order."""
        return self._rows("partida", plan)

    def bloques(self, plan: str) -> list[Row]:
        """Productive activities in their order."""
        return self._rows("bloque", plan)

    def lineas(self, plan: str) -> list[Row]:
        """Production rows in their order."""
        return self._rows("linea", plan)

    def _row(self, table: str, owner: Row, answers: Answers, record: str | None, place: int) -> Values:
        """Canonical values of a row of a plan; raises Refused with everything that is wrong."""
        before = self.found(table, record) if record else {"orden": str(place)}
        given = {name: before.get(name) for name in by_name(PARTS[table])} | dict(answers)
        values = self._accepted(PARTS[table], {**given, "plan": owner["id"], "aeo": owner["aeo"]})
        if wrong := self._disagreements(table, values, owner):
            raise Refused(wrong)
        return values

    def _save_row(self, table: str, plan: str, answers: Answers, record: str | None, reason: str = "") -> str:
        owner = self.found("plan", plan)
        new = record is None
        values = self._row(table, owner, answers, record, self._next_place(table, plan) if new else 0)
        record = record or stamps.new_row_id(self.now_ms())
        with self.save(f"save_{table}", owner["aeo"], reason=reason) as db:
            if new:
                records.insert(db, table, record, values)
            else:
                records.update(db, table, record, values)
        return record

    def _next_place(self, table: str, plan: str) -> int:
        last = scalar(self.db, f"SELECT max(CAST(orden AS INTEGER)) FROM {table} WHERE plan = ?", [plan])  # noqa: S608
        return 1 + int(last or 0)

    def _disagreements(self, table: str, values: Values, plan: Row) -> list[Problem]:
        if table == "partida":  # one whose sources do not add up yet is kept and marked (`budget_problems`)
            return []
        if table == "linea":
            return check_linea(values)
        years = plan["horizonte_years"] if plan["etapa_plan"] != PERFIL else None  # a profile has one typical year
        return check_bloque(values, int(years) if years else None)

    def _remove_row(self, table: str, record: str) -> None:
        found = self.found(table, record)
        with self.save(f"remove_{table}", found["aeo"]) as db:
            records.remove(db, table, record)
            if table == "bloque":
                for line in pages.where_equal(db, "linea", "plan", found["plan"]):
                    if line["bloque"] == record:
                        records.remove(db, "linea", line["id"])
            if table == "partida":  # what was quoted for it goes with it, and comes back with it
                about = [("plan", found["plan"]), ("partida", record)]
                for quote in pages.page(db, "cotizacion", 0, -1, filters=about):
                    records.remove(db, "cotizacion", quote["id"])

    def save_partida(self, plan: str, answers: Answers, record: str | None = None, *, reason: str = "") -> str:
        """Keep a budget row. One whose sources do not add to its cost is kept too, and marked until it does."""
        return self._save_row("partida", plan, answers, record, reason)

    def save_partidas(
        self, plan: str, given: Sequence[tuple[str, Answers]], *, reason: str = ""
    ) -> list[str | tuple[Problem, ...]]:
        """Keep many budget rows in one save, as when they are pasted: (id or "", answers). For each its id or problems.

        The good ones are kept, the others stay with whoever asked.
        """
        owner, place = self.found("plan", plan), self._next_place("partida", plan)
        results: list[str | tuple[Problem, ...]] = []
        new: list[tuple[str, Values]] = []
        changed: list[tuple[str, Values]] = []
        for record, answers in given:
            try:
                values = self._row("partida", owner, answers, record or None, place + len(new))
            except Refused as error:
                results.append(tuple(error.problems))
                continue
            done = record or stamps.new_row_id(self.now_ms())
            (changed if record else new).append((done, values))
            results.append(done)
        if new or changed:
            with self.save("save_partidas", owner["aeo"], reason=reason) as db:
                if new:
                    records.insert_many(db, "partida", new)
                for record, values in changed:
                    records.update(db, "partida", record, values)
        return results

    def remove_partida(self, record: str) -> None:
        """Take a budget row away; it can be undone."""
        self._remove_row("partida", record)

    def save_bloque(self, plan: str, answers: Answers, record: str | None = None) -> str:
        """Keep a productive activity."""
        return self._save_row("bloque", plan, answers, record)

    def remove_bloque(self, record: str) -> None:
        """Take an activity away with its rows, in one save."""
        self._remove_row("bloque", record)

    def save_linea(self, plan: str, answers: Answers, record: str | None = None) -> str:
        """Keep a production row."""
        return self._save_row("linea", plan, answers, record)

    def remove_linea(self, record: str) -> None:
        """Take a production row away; it can be undone."""
        self._remove_row("linea", record)

    # figures

    def budget(self, plan: str, rows: Sequence[Mapping[str, Value]] | None = None) -> Presupuesto:
        """The budget added up; `rows` instead of the stored ones while somebody types."""
        return totals(self.partidas(plan) if rows is None else rows)

    def lights(self, plan: str, rows: Sequence[Mapping[str, Value]] | None = None) -> list[Answer]:
        """How the budget stands before the limits of its category, each with its article."""
        found = self.found("plan", plan)
        call = records.get(self.db, "convocatoria", str(found["convocatoria"]))
        if call is None or not call["regimen"] or not found["categoria"]:
            return []
        aeo = self.found("aeo", found["aeo"])
        facts = AeoFacts(members=self.member_count(aeo["id"]) or None)
        answered = lights(
            self.budget(plan, rows).whole,
            law.rule_book(),
            str(call["regimen"]),
            str(found["categoria"]),
            facts,
            on=last_day(call["fecha_autorizacion"]) if call["fecha_autorizacion"] else None,
        )
        passed = self.overrides(aeo["id"], plan)
        return [
            replace(answer, override=passed.get(answer.check)) if answer.result is Result.FAIL else answer
            for answer in answered
            if answer.check not in AEO_CHECKS
        ]

    def budget_problems(self, plan: str) -> dict[str, list[Problem]]:
        """Budget rows that do not agree within themselves: id → what is off. A plan with any is not ready."""
        checked = {row["id"]: check_partida(row) for row in self.partidas(plan)}
        return {record: found for record, found in checked.items() if found}

    def budget_questions(self, plan: str) -> list[Answer]:
        """Rows that the fund pays and sound like what it does not pay: questions with their article, never refusals."""
        call = records.get(self.db, "convocatoria", str(self.found("plan", plan)["convocatoria"])) or {}
        return questions(self.partidas(plan), law.rule_book(), self.today(), call)

    def case_of(self, plan: str) -> Case:
        """The plan as its engine takes it. Raises Refused with everything that is missing or impossible."""
        try:
            return case_of_plan(self.found("plan", plan), self.partidas(plan), self.lineas(plan), self.bloques(plan))
        except CaseRefused as error:
            raise Refused(error.problems) from error

    def indicators(self, plan: str) -> Indicators:
        """VAN, TIR, B/C and the rest. Raises Refused with what is missing: nothing is computed of an empty plan."""
        wanted = (
            ("presupuesto", self.partidas, N_("Falta escribir el presupuesto del plan.")),
            ("produccion", self.lineas, N_("Falta escribir la producción: qué se vende y cuánto cuesta.")),
        )
        case = self.case_of(plan)
        if missing := [Problem(name, Sentence(said)) for name, rows, said in wanted if not rows(plan)]:
            raise Refused(missing)
        try:
            return compute(case)
        except CaseRefused as error:
            raise Refused(error.problems) from error

    def trying(self, plan: str) -> Job[Sensitivity]:
        """The plan under other conditions, as long work: read here and now, computed where the job runs."""
        self.indicators(plan)
        return _trying(self.case_of(plan))

    def tried(self, plan: str) -> Sensitivity | None:
        """What is kept of it; None until it is computed, and again when the plan changes."""
        return _tried.get(self.case_of(plan))

    def sensitivity(self, plan: str) -> Sensitivity:
        """The plan under other conditions, at once. Raises Refused with what is missing."""
        return finish(self.trying(plan))

    def switching(self, plan: str) -> Switching:
        """By how many per cent each variable may change until the plan loses."""
        return self.sensitivity(plan).switching

    def plan_warnings(self, plan: str, sensitivity: Sensitivity | None = None) -> list[Answer]:
        """What should be asked of the plan before it is signed; how fragile it is, once it was tried."""
        found = self.indicators(plan)
        return advertencias.warnings(self.case_of(plan), found, self.lights(plan), sensitivity, steps().fragile_pct)

    # files

    def import_plan(self, path: Path, answers: Answers) -> str:
        """A plan from a case file, with its budget and production rows, in one save of its AEO."""
        case = read_plan_file(path)
        if not isinstance(case, Case):
            raise refuse(N_("Este archivo trae perfiles, no un plan completo."))
        try:
            plan, partidas, lineas, bloques = plan_of_case(case)
        except CaseRefused as error:
            raise Refused(error.problems) from error
        category = case.budget.category if case.budget else None
        cover = {"titulo": case.title, "categoria": category, "estado": "borrador"}
        values = self._accepted(PLAN, {**plan, **{k: v for k, v in cover.items() if v}, **answers})
        aeo, record = str(values["aeo"]), stamps.new_row_id(self.now_ms())
        link = {"plan": record, "aeo": aeo}
        with self.save("import_plan", aeo) as db:
            records.insert(db, "plan", record, values)
            blocks = {str(row["id"]): stamps.new_row_id(self.now_ms()) for row in bloques}
            for row in bloques:
                records.insert(db, "bloque", blocks[str(row["id"])], {**row, **link})
            for table, lines in (("partida", partidas), ("linea", lineas)):
                given = []
                for row in lines:
                    block = blocks.get(str(row.get("bloque"))) if row.get("bloque") else None
                    given.append((stamps.new_row_id(self.now_ms()), {**row, **link, "bloque": block}))
                records.insert_many(db, table, given)
        return record


AEO_CHECKS = frozenset({"registered", "ruc", "legal_person", "years", "sales", "existence"})


def read_plan_file(path: Path) -> Case | list[Profile]:
    """A case file; what it holds that is not known is refused by name."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        said = N_("No se puede leer el archivo {name}. Revise que la memoria USB siga puesta.")
        raise refuse(said, name=path.name) from error
    try:
        top = parsed(text)
        return read_file(top) if "profiles" in top else read_case(top)
    except CaseRefused as error:
        raise Refused(error.problems) from error


def computed_file(path: Path) -> dict[str, Any]:
    """What a case file gives, with the keys of its format, and what should be asked of it: `ayni plan compute`."""
    try:
        case = read_plan_file(path)
        found = compute_json(case)
        if isinstance(case, Case) and not case.non_income:
            result = compute(case)
            asked = [*_lines_off(case), *((each.rule, each.sentence) for each in advertencias.warnings(case, result))]
            found["warnings"] = [{"code": code, "sentence": str(said)} for code, said in asked]
            found["sentences"] = [str(each.sentence) for each in explain(result)]
    except CaseRefused as error:
        raise Refused(error.problems) from error
    return found


def _lines_off(case: Case) -> list[tuple[str, Sentence]]:
    """Budget lines of a case whose sources do not add up to their cost."""
    return [
        ("E16", Sentence(N_("{line}: {said}"), line=line.name, said=problem.sentence))
        for line in (case.budget.lines if case.budget is not None else ())
        for problem in check_partida(
            {
                "cantidad": str(line.quantity),
                "precio_unitario": str(line.unit_cost),
                **dict(zip(SOURCES, map(centimos, (line.cofin, line.cm, line.cnm)), strict=True)),
            }
        )
    ]
