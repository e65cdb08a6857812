"""The report of all purchases for the council and the auditor, and where their days went by office and stage."""

from collections.abc import Generator
from datetime import date
from pathlib import Path

from ayni.domain.evento import event_from_row
from ayni.domain.fields import Problem
from ayni.domain.indicadores_compra import Figures, figures, funds
from ayni.domain.informe_compras import Case, Report, disagreements, fingerprint, report
from ayni.domain.seguimiento import read_day
from ayni.storage.database import rows
from ayni.workspace import law
from ayni.workspace.opened import Row
from ayni.workspace.papeles import PapelesDoor
from ayni.workspace.refusals import Refused
from ayni.workspace.tablero import BATCH, TableroDoor


class InformeComprasDoor(PapelesDoor, TableroDoor):
    """What may be asked about all purchases on a day."""

    def reporting_purchases(
        self, path: Path, xlsx: Path | None = None, on: date | None = None, language: str = "es"
    ) -> Generator[float, None, Report]:
        """Write the report up to a day, as long work. The value is what it says.

        Raises Refused, saying where, when two sections count the same differently; then nothing is written.
        """
        from ayni.reports.informe_compras import (  # noqa: PLC0415  reportlab is imported when it prints
            write_informe_compras,
            write_informe_compras_xlsx,
        )

        with self.job():
            found = yield from self._reported(self._day(on))
        if wrong := disagreements(found):
            raise Refused([Problem("", sentence) for sentence in wrong])
        town = self.municipality()
        self._printed(path, lambda: write_informe_compras(path, town, found, language))
        if xlsx is not None:
            self._printed(xlsx, lambda: write_informe_compras_xlsx(xlsx, town, found, language))
        yield 1.0
        return found

    def _reported(self, on: date) -> Generator[float, None, Report]:
        """The report, computed a batch of purchases at a time."""
        every = rows(self.db, "SELECT * FROM compra ORDER BY id")
        cases: list[Case] = []
        events: list[Row] = []
        for start in range(0, len(every), BATCH):
            batch = every[start : start + BATCH]
            cases += self._cases(batch, on)
            events += [row for each in batch for row in self.eventos(each["id"]) if _counted(row, on)]
            yield min(0.9, (start + len(batch)) / len(every) * 0.9)
        return report(cases, law.purchase_law(), on, fingerprint(every, events, on))

    def _cases(self, batch: list[Row], on: date) -> list[Case]:
        legal, method = law.purchase_law(), law.forecast_method()
        standing = self.standings([row["id"] for row in batch], on)
        found = []
        for row in batch:
            purchase = standing[row["id"]]
            allotted = self.asignaciones(row["id"])
            plans = {str(each["plan"]) for each in allotted if each["plan"]} or {str(row["plan"] or "")} - {""}
            aeos = dict.fromkeys(str(each["aeo_nombre"]) for each in allotted) or {self.reference_of(row["aeo"]): None}
            found.append(
                Case(
                    str(row["nombre"]),
                    ", ".join(name for name in aeos if name),
                    self._plan_title(next(iter(plans), "")),
                    len(plans),
                    purchase,
                    figures(purchase, legal, method),
                    funds(purchase, self._known_of(row).around),
                )
            )
        return found

    def reference_of(self, aeo: str | None) -> str:
        """The name of an AEO, or nothing."""
        named = rows(self.db, "SELECT nombre FROM aeo WHERE id = ?", [aeo or ""])
        return str(named[0]["nombre"]) if named else ""

    def _plan_title(self, plan: str) -> str:
        named = rows(self.db, "SELECT titulo FROM plan WHERE id = ?", [plan])
        return str(named[0]["titulo"]) if named else ""

    def days_by_office(self, on: date | None = None) -> list[Figures]:
        """What is counted of every purchase, to draw where the days go."""
        every = [row["id"] for row in rows(self.db, "SELECT id FROM compra ORDER BY id")]
        legal, method = law.purchase_law(), law.forecast_method()
        found: list[Figures] = []
        for start in range(0, len(every), BATCH):
            standing = self.standings(every[start : start + BATCH], on)
            found += [figures(purchase, legal, method) for purchase in standing.values()]
        return found


def _counted(row: Row, on: date) -> bool:
    """The event is of the cutoff or before; one without a readable date is part of what was registered."""
    moment = read_day(event_from_row(row).fecha)
    return moment is None or moment.low <= on
