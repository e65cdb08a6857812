"""Other prices for a plan: seen before they are accepted, kept in one save, with a version of what was there."""

from collections.abc import Mapping
from dataclasses import dataclass

from ayni.domain import reajuste, version
from ayni.domain.fields import MEASURE, Problem, Values, by_name, read_decimal
from ayni.domain.presupuesto import LINEA, PARTIDA
from ayni.domain.reajuste import PriceLine, Repriced
from ayni.domain.rules import Answer
from ayni.lang import N_, _
from ayni.storage import records
from ayni.workspace.refusals import Refused, refuse
from ayni.workspace.version import VersionDoor

PRICE = "precio_unitario"
FIELDS = {"partida": by_name(PARTIDA)[PRICE], "linea": by_name(LINEA)[PRICE]}
REASONS, PRICE_CHANGED = "motivos_presupuesto", "precio"
BEFORE = N_("Antes de cambiar los precios")


@dataclass(frozen=True, slots=True)
class Reprice:
    """What a plan is with other prices, beside what it is now: figures by their label, limits, rows that are off."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    lights: tuple[Answer, ...]
    problems: Mapping[str, list[Problem]]
    changed: int


class ReajusteDoor(VersionDoor):
    """What may be asked about other prices."""

    def price_lines(self, plan: str) -> list[PriceLine]:
        """Every row of a plan that has a unit price."""
        return reajuste.price_lines(self.partidas(plan), self.lineas(plan))

    def raise_prices(self, plan: str, kind: str, percentage: str) -> dict[str, str]:
        """New prices for every row of a kind, some per cent higher or lower; nothing is stored."""
        given = read_decimal(percentage.replace("%", ""), MEASURE)
        if given is None:
            raise refuse(N_("Escriba un número, por ejemplo 8 o -5."), "porcentaje")
        if wrong := reajuste.check_percentage(given):
            raise Refused(wrong)
        return reajuste.by_percentage(self.price_lines(plan), kind, given)

    def preview_prices(self, plan: str, changes: Mapping[str, str]) -> Reprice:
        """A plan with other prices (id of a row → price as typed), beside what it is now; nothing is stored.

        Raises Refused with the id of each row whose price cannot be read.
        """
        found = self._repriced(plan, changes)
        blocks = [dict(row) for row in self.bloques(plan)]
        cover = [self.found("plan", plan)]
        now = {"plan": cover, "partida": self.partidas(plan), "linea": self.lineas(plan), "bloque": blocks}
        then: dict[str, list[Values]] = {**now, "partida": [*found.partidas], "linea": [*found.lineas]}
        return Reprice(
            version.figures(now),
            version.figures(then),
            tuple(self.lights(plan, found.partidas)),
            found.problems,
            len(found.changed),
        )

    def _repriced(self, plan: str, changes: Mapping[str, str]) -> Repriced:
        tables = {line.record: line.table for line in self.price_lines(plan)}
        prices: dict[str, str] = {}
        wrong: list[Problem] = []
        for record, typed in changes.items():
            if record not in tables:
                raise refuse(N_("Esa fila no es de este plan, o todavía no tiene precio."))
            reading = FIELDS[tables[record]].kind.read(typed, self.today())
            if reading.sentence is not None:
                wrong.append(Problem(record, reading.sentence))
            else:
                prices[record] = str(reading.value)
        if wrong:
            raise Refused(wrong)
        return reajuste.repriced(self.partidas(plan), self.lineas(plan), prices)

    def reprice_plan(self, plan: str, changes: Mapping[str, str], motivo: str = "") -> int:
        """Keep other prices in one save that can be undone; what the plan said before is kept as a version.

        Gives how many rows changed. The reason, when nobody says one, is that prices changed. The cost of each budget
        row is shared anew among its sources, in proportion.
        """
        found = self._repriced(plan, changes)
        if not found.changed:
            raise refuse(N_("Ningún precio es distinto: no hay nada que guardar."))
        self._keep_if_new(plan, BEFORE)
        budget = {str(row["id"]) for row in found.partidas}
        reason = " ".join(motivo.split()) or _(dict(self.choices(REASONS))[PRICE_CHANGED])
        with self.save("reprice_plan", self.found("plan", plan)["aeo"], reason=reason) as db:
            for record, values in found.changed.items():
                records.update(db, "partida" if record in budget else "linea", record, values)
        return len(found.changed)
