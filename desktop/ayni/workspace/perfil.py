"""The profile of an idea: begun in an afternoon, answered at once, and made into a plan on the very same rows."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ayni.domain.caso import CaseRefused
from ayni.domain.dates import last_day
from ayni.domain.fields import Field, Value, Values, empty
from ayni.domain.fields_calendar import written_yearly, yearly_amounts
from ayni.domain.flow import Answers
from ayni.domain.perfil import ProfileResult, appraise, profile_of
from ayni.domain.perfil_filas import (
    GASTO,
    IN_LINEA,
    OF_AN_ACTIVITY,
    VENTA,
    activity_named,
    check_gasto,
    full_units,
    gastos,
    only_activity,
    ventas,
)
from ayni.domain.plan import PERFIL, PROYECTO
from ayni.domain.presupuesto import BLOQUE, INCOME, LINEA, WITH, WITHOUT
from ayni.lang import N_
from ayni.storage import pages, records
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.opened import Row
from ayni.workspace.papeles import PapelesDoor
from ayni.workspace.refusals import Refused, refuse

NO_ACTIVITY = N_("Primero escriba qué se vende en esa actividad.")


class PerfilDoor(PapelesDoor):
    """What may be asked about an idea."""

    def begin_perfil(self, answers: Answers) -> str:
        """Begin an idea: whose it is and what it is called. The call and the category are the AEO's own."""
        aeo = records.get(self.db, "aeo", str(answers.get("aeo") or "")) or {}
        of_the_aeo = {name: aeo.get(name) for name in ("convocatoria", "categoria")}
        return self.save_plan({**of_the_aeo, **answers, "etapa_plan": PERFIL})

    def is_perfil(self, plan: str) -> bool:
        """The plan is still an idea."""
        return bool(self.found("plan", plan)["etapa_plan"] == PERFIL)

    def beneficiaries(self, plan: str) -> int | None:
        """How many people the idea is for: those who take part, or the padrón; None while neither is known."""
        found = self.found("plan", plan)
        return int(found["socios_participantes"] or 0) or self.member_count(found["aeo"]) or None

    def perfil(
        self,
        plan: str,
        partidas: Sequence[Row] | None = None,
        lineas: Sequence[Row] | None = None,
        bloques: Sequence[Row] | None = None,
    ) -> ProfileResult:
        """What the idea gives in a typical year; rows that are being typed in place of the stored ones.

        Raises Refused with what is missing, each problem naming its row ("partida/id/vida_util").
        """
        given = (
            self.partidas(plan) if partidas is None else partidas,
            self.lineas(plan) if lineas is None else lineas,
            self.bloques(plan) if bloques is None else bloques,
        )
        try:
            return appraise(profile_of(self.found("plan", plan), *given, self.beneficiaries(plan)))
        except CaseRefused as error:
            raise Refused(error.problems) from error

    # what is sold and spent, a flat row each

    def ventas(self, plan: str, situacion: str) -> list[Values]:
        """What one side ("con" or "sin") sells: each line with its activity, its times a year and its units."""
        return ventas(situacion, self.lineas(plan), self.bloques(plan))

    def gastos(self, plan: str, situacion: str) -> list[Values]:
        """What one side spends, on its activities and in general."""
        return gastos(situacion, self.lineas(plan), self.bloques(plan))

    def save_venta(self, plan: str, situacion: str, answers: Answers, record: str | None = None) -> str:
        """Keep a sale and, in the same save, its activity: made if it is new, renamed if only this sale names it."""
        values = self._flat_values(VENTA, situacion, answers, record)
        owner, bloques, lineas = self.found("plan", plan), self.bloques(plan), self.lineas(plan)
        before = self.found("linea", record)["bloque"] if record else None
        here = activity_named(values["actividad"], situacion, bloques)
        if here is None and before and not _others(before, record, lineas):
            here = next((row for row in bloques if row["id"] == before), None)
        bloque = str(here["id"]) if here else stamps.new_row_id(self.now_ms())
        activity = {
            "nombre": values["actividad"],
            "ciclos_por_year": values["ciclos_por_year"],
            "unidades_por_year": self._pattern(owner, here, str(values["unidades"])),
        }
        link = {"plan": plan, "aeo": owner["aeo"], "situacion": situacion}
        line = {name: values[name] for name in IN_LINEA} | {"bloque": bloque}
        with self.save("save_venta", owner["aeo"]) as db:
            if here is None:
                place = {"orden": str(self._next_place("bloque", plan))}
                records.insert(db, "bloque", bloque, self._accepted(BLOQUE, {**activity, **link, **place}))
            else:
                records.update(db, "bloque", bloque, activity)
            made = self._keep_line(db, plan, {**line, **link, "tipo": INCOME}, record)
            if before and before != bloque:
                self._drop_empty(db, plan, str(before))
        return made

    @staticmethod
    def _pattern(owner: Row, bloque: Mapping[str, Value] | None, units: str) -> str:
        """The units of each year: one typical year of an idea; of a whole plan, as many as it has."""
        if bloque is not None and full_units(bloque) == units:
            return str(bloque["unidades_por_year"])
        years = 1 if owner["etapa_plan"] == PERFIL else int(owner["horizonte_years"] or 1)
        return ";".join([units] * years)

    def save_gasto(self, plan: str, situacion: str, answers: Answers, record: str | None = None) -> str:
        """Keep what is spent: on an activity of this side that is already there, or in general.

        Where there is only one activity it need not be named.
        """
        values = self._flat_values(GASTO, situacion, answers, record)
        if empty(values["actividad"]) and (only := only_activity(situacion, self.bloques(plan))):
            values["actividad"] = only["nombre"]
        if wrong := check_gasto(values):
            raise Refused(wrong)
        bloque = None
        if values["tipo"] in OF_AN_ACTIVITY:
            here = activity_named(values["actividad"], situacion, self.bloques(plan))
            if here is None:
                raise refuse(NO_ACTIVITY, "actividad")
            bloque = here["id"]
        owner = self.found("plan", plan)
        line = {name: values[name] for name in (*IN_LINEA, "tipo")} | {"bloque": bloque}
        with self.save("save_gasto", owner["aeo"]) as db:
            return self._keep_line(
                db, plan, {**line, "plan": plan, "aeo": owner["aeo"], "situacion": situacion}, record
            )

    def remove_venta(self, record: str) -> None:
        """Take a sale away, and its activity with it when nothing else belongs to it."""
        found = self.found("linea", record)
        with self.save("remove_venta", found["aeo"]) as db:
            records.remove(db, "linea", record)
            self._drop_empty(db, found["plan"], str(found["bloque"]))

    def _flat_values(self, fields: Sequence[Field], situacion: str, answers: Answers, record: str | None) -> Values:
        """Canonical answers of a flat row; what was not asked of a known one stays as it is."""
        if situacion not in {WITH, WITHOUT}:
            raise refuse(N_("Elija una respuesta de la lista."), "situacion")
        stored: dict[str, Any] = {}
        if record:
            line = self.found("linea", record)
            known = [*self.ventas(line["plan"], situacion), *self.gastos(line["plan"], situacion)]
            stored = next((row for row in known if row["id"] == record), {})
        return self._accepted(fields, self._over(fields, stored, answers))

    def _keep_line(self, db: Any, plan: str, values: Values, record: str | None) -> str:
        if record:
            records.update(db, "linea", record, values)
            return record
        made = stamps.new_row_id(self.now_ms())
        whole = {**values, "orden": str(self._next_place("linea", plan))}
        records.insert(db, "linea", made, self._accepted(LINEA, whole))
        return made

    def _drop_empty(self, db: Any, plan: str, bloque: str) -> None:
        if not any(row["bloque"] == bloque for row in pages.where_equal(db, "linea", "plan", plan)):
            records.remove(db, "bloque", bloque)

    # into a plan

    def convert_perfil(self, plan: str) -> None:
        """Make the idea a whole plan, in one save: what was typed stays, its typical year is repeated each year.

        The plan lasts what was typed or what the law asks at least, and its members are those of the padrón. What a
        plan needs and an idea does not (sources, calendar, rate) is told by `gaps`.
        """
        found = self.found("plan", plan)
        if found["etapa_plan"] != PERFIL:
            raise refuse(N_("Este plan ya es un plan completo."))
        years = self.converted_years(plan)
        patterns = {row["id"]: yearly_amounts(str(row["unidades_por_year"])) for row in self.bloques(plan)}
        cover = {"etapa_plan": PROYECTO, "horizonte_years": str(years)}
        members = self.beneficiaries(plan)
        if empty(found["socios_participantes"]) and members:
            cover["socios_participantes"] = str(members)
        with self.save("convert_perfil", found["aeo"]) as db:
            records.update(db, "plan", plan, cover)
            for record, pattern in patterns.items():
                whole = [*pattern, *[pattern[-1]] * (years - len(pattern))]
                records.update(db, "bloque", record, {"unidades_por_year": written_yearly(whole)})

    def converted_years(self, plan: str) -> int:
        """How many years the plan will look at: what was typed, and at least what the rules ask."""
        typed = int(self.found("plan", plan)["horizonte_years"] or 0)
        patterns = [len(yearly_amounts(str(row["unidades_por_year"]))) for row in self.bloques(plan)]
        return max(typed, self.least_horizon(plan), *patterns, 1)

    def least_horizon(self, plan: str) -> int:
        """How many years a plan must look at, as the rules of its call say; 1 when they say nothing."""
        call = records.get(self.db, "convocatoria", str(self.found("plan", plan)["convocatoria"])) or {}
        on = last_day(call["fecha_autorizacion"]) if call.get("fecha_autorizacion") else self.today()
        rule = law.rule_book().find("plan", "horizon_years_min", on, str(call.get("regimen") or ""))
        return int(rule.value) if rule is not None and rule.value else 1

    # on paper

    def print_perfil(self, record: str, path: Path, language: str = "es", on: date | None = None) -> Path:
        """The profile on one page: its answer, what it buys, sells and spends."""
        self.refuse_disputed(plan=record)
        from ayni.reports.perfil import write_perfil  # noqa: PLC0415  reportlab is imported when a paper is printed

        plan, town = self.plan(record), self.municipality()
        aeo = self.aeo(plan["aeo"])
        partidas = self.partidas(record)
        sides = {side: (self.ventas(record, side), self.gastos(record, side)) for side in (WITH, WITHOUT)}
        try:
            result = self.perfil(record) if partidas or any(sides[WITH]) else None
        except Refused:
            result = None
        names = self._names(aeo["ubigeo"], town["ubigeo"])
        people, day = self.beneficiaries(record), self._day(on)
        return self._printed(
            path,
            lambda: write_perfil(path, town, aeo, plan, partidas, sides, result, people, language, day, names=names),
        )


def _others(bloque: str, record: str | None, lineas: Sequence[Row]) -> bool:
    """Another sale belongs to the same activity."""
    return any(row["bloque"] == bloque and row["tipo"] == INCOME and row["id"] != record for row in lineas)
