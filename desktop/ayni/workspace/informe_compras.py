"""The report of all purchases for the council and the auditor, and where their days went by office and stage."""

from datetime import date
from pathlib import Path

from ayni.domain.dates import is_whole
from ayni.domain.drawing import Drawing, Measure
from ayni.domain.drawing_compras import PurchaseRow, days_by, gantt, stacked
from ayni.domain.etapas import OFFICES
from ayni.domain.evento import event_from_row
from ayni.domain.fields import Problem
from ayni.domain.indicadores_compra import Figures, campaign_lost, figures, funds
from ayni.domain.informe_compras import Case, Report, disagreements, fingerprint, report
from ayni.domain.recorrido import Purchase
from ayni.domain.seguimiento import read_day
from ayni.job import Job
from ayni.storage.database import rows
from ayni.workspace import law
from ayni.workspace.hoja_aeo import HojaAeoDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused
from ayni.workspace.tablero import BATCH

MOST_COUNTED = 500  # purchases counted while somebody waits; the others are kept in the background


class InformeComprasDoor(HojaAeoDoor):
    """What may be asked about all purchases on a day."""

    def reporting_purchases(
        self, path: Path, xlsx: Path | None = None, on: date | None = None, language: str = "es"
    ) -> Job[Report]:
        """Write the report up to a day, as long work. The value is what it says.

        Raises Refused, saying where, when two sections count the same differently; then nothing is written.
        """
        self.refuse_disputed(compra="*", plan="*")
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

    def _reported(self, on: date) -> Job[Report]:
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

    def days_by_office(self) -> list[Figures]:
        """What is counted of every purchase, to draw where the days go: as it is kept, or counted now."""
        kept = self._lived_through()[1]
        every = [row["id"] for row in rows(self.db, "SELECT id FROM compra ORDER BY id")]
        missing = [record for record in every if record not in kept]
        legal, method = law.purchase_law(), law.forecast_method()
        found = [kept[record] for record in every if record in kept]
        for start in range(0, min(len(missing), MOST_COUNTED), BATCH):
            standing = self.standings(missing[start : start + BATCH])
            found += [figures(purchase, legal, method) for purchase in standing.values()]
        return found

    def plan_purchases(self, plan: str) -> list[str]:
        """The purchases of a plan, also those that it shares with others."""
        sql = "SELECT id FROM compra WHERE plan = ?1 UNION SELECT compra FROM asignacion WHERE plan = ?1"
        return [str(row["id"]) for row in rows(self.db, sql, [plan])]

    def gantt_rows(self, plan: str, on: date | None = None) -> list[PurchaseRow]:
        """The purchases of a plan as its Gantt draws them, those asked for first at the top."""
        day, ids = self._day(on), self.plan_purchases(plan)
        standing = self.standings(ids, day)
        found = []
        for record in ids:
            row, purchase = self.found("compra", record), standing[record]
            season = date.fromisoformat(last) if (last := str(row["season_date"] or "")) and is_whole(last) else None
            ends = self._likely(record, purchase)
            lost = campaign_lost(purchase, season, ends)
            found.append(PurchaseRow(str(row["nombre"]), purchase, ends, season, lost))
        return sorted(found, key=lambda row: (_asked(row.purchase), row.name))

    # pictures on paper

    def print_linea_compra(self, compra: str, path: Path, language: str = "es", on: date | None = None) -> Path:
        """The timeline of a purchase with its planned, revised and real days, on a sheet laid down."""
        from ayni.reports.compras_dibujos import LINE_TITLE, write_drawing  # noqa: PLC0415

        row, purchase = self.compra(compra), self.purchase(compra, self._day(on))

        def draw(width: float, height: float, main: str, second: str, measure: Measure) -> Drawing:
            return stacked(purchase, width, height, language=main, second=second, measure=measure)

        subject = " · ".join(part for part in (str(row["nombre"]), str(row["aeo_nombre"] or "")) if part)
        town, day = self.municipality(), self._day(on)
        return self._printed(path, lambda: write_drawing(path, town, LINE_TITLE, subject, draw, language, day))

    def print_gantt(self, plan: str, path: Path, language: str = "es", on: date | None = None) -> Path:
        """All purchases of a plan, month by month, with the beginning of its campaign."""
        from ayni.reports.compras_dibujos import GANTT_TITLE, write_drawing  # noqa: PLC0415

        found, day, labels = self.gantt_rows(plan, on), self._day(on), self._state_labels()

        def draw(width: float, height: float, main: str, second: str, measure: Measure) -> Drawing:
            return gantt(found, day, width, height, labels=labels, language=main, second=second, measure=measure)

        row, town = self.plan(plan), self.municipality()
        subject = " · ".join(part for part in (str(row["titulo"] or ""), str(row["aeo_nombre"] or "")) if part)
        return self._printed(path, lambda: write_drawing(path, town, GANTT_TITLE, subject, draw, language, day))

    def print_days(self, path: Path, language: str = "es") -> Path:
        """Where the days of all purchases go, by stage and by office."""
        from ayni.reports.compras_dibujos import DAYS_TITLE, write_drawing  # noqa: PLC0415

        found, labels, town = self.days_by_office(), self._office_labels(), self.municipality()

        def draw(width: float, _height: float, main: str, second: str, measure: Measure) -> Drawing:
            return days_by(found, width, labels=labels, language=main, second=second, measure=measure)

        return self._printed(path, lambda: write_drawing(path, town, DAYS_TITLE, "", draw, language, self.today()))

    @staticmethod
    def _state_labels() -> dict[str, str]:
        legal = law.purchase_law()
        return {state: legal.label(state) for state in legal.states}

    @staticmethod
    def _office_labels() -> dict[str, str]:
        legal = law.purchase_law()
        return {office: legal.label(office) for office in OFFICES}


def _asked(purchase: Purchase) -> str:
    """The day of its request; those that were not asked for come last."""
    return purchase.stays[0].start.day.isoformat() if purchase.stays else "9"


def _counted(row: Row, on: date) -> bool:
    """The event is of the cutoff or before; one without a readable date is part of what was registered."""
    moment = read_day(event_from_row(row).fecha)
    return moment is None or moment.low <= on
