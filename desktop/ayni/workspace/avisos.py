"""What offices must do in their purchases: alerts, putting them off, forecasts, figures, the days for a calendar."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ayni.domain.aviso_pospuesto import AVISO_POSPUESTO, check_aviso_pospuesto, still_put_off
from ayni.domain.compra_plazos import Around
from ayni.domain.flow import Answers
from ayni.domain.indicadores_compra import (
    Drift,
    Figures,
    Funds,
    Together,
    campaign_lost,
    drifts,
    figures,
    funds,
    penalty_percent,
    together,
)
from ayni.domain.pronostico import Forecast
from ayni.domain.recorrido import Alert, Due, Purchase
from ayni.job import Job
from ayni.lang import N_
from ayni.storage import figures as store
from ayni.storage import kept, records
from ayni.storage.database import rows
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.alrededor import due_from, forecast_text
from ayni.workspace.opened import Row
from ayni.workspace.papeles import PapelesDoor
from ayni.workspace.refusals import Refused, refuse
from ayni.workspace.tablero import BATCH, TableroDoor, alerts_of, kept_row

DRAWN = 10  # purchases forecast in one step of the job
ENDED = N_("Este aviso ya terminó. No hace falta posponerlo.")


def batched_ids(records: Sequence[str]) -> Iterator[Sequence[str]]:
    """A few at a time."""
    for start in range(0, len(records), BATCH):
        yield records[start : start + BATCH]


@dataclass(frozen=True, slots=True)
class AvisoCompra:
    """An alert of a purchase, as the list shows it. `until` and `reason`: it was put off."""

    compra: str
    nombre: str
    oficina: str  # who has the purchase
    alert: Alert
    until: str = ""
    reason: str = ""

    @property
    def id(self) -> str:
        """What tells it from the others."""
        return f"{self.compra}/{self.alert.code}"


@dataclass(frozen=True)
class PurchaseIndicators:
    """I1 to I14 of one purchase."""

    purchase: Purchase
    figures: Figures
    funds: Funds
    drifts: list[Drift]
    penalty_percent: int | None
    forecast: Forecast
    season: date | None
    lost: bool


class AvisosDoor(PapelesDoor, TableroDoor):
    """What may be asked about what must be done in purchases, and when they will end."""

    # alerts

    def purchase_alerts(
        self, office: str = "", level: str = "", text: str = "", *, put_off: bool = False
    ) -> list[AvisoCompra]:
        """The alerts of all open purchases, the most urgent first: by level, then by days.

        Only those for an office, of a level, whose words hold a text; those that were put off only when asked.
        """
        self._keep_few()
        waiting = self._put_off()
        asked = text.casefold().split()
        found = []
        for row in self._alert_rows():
            for alert in alerts_of(row):
                if (office and office not in alert.offices) or (level and level != alert.level):
                    continue
                aside = waiting.get((row["compra"], alert.code))
                quiet = aside is not None and still_put_off(aside, alert.level, self.today())
                if quiet and aside is not None and self._ended_since(aside):
                    quiet = False
                if quiet != put_off:
                    continue
                words = f"{row['nombre']} {alert.sentence}".casefold()
                if any(word not in words for word in asked):
                    continue
                until, reason = (aside["hasta"], aside["motivo"]) if quiet and aside else ("", "")
                found.append(AvisoCompra(row["compra"], row["nombre"], row["oficina"], alert, until, reason))
        return sorted(found, key=lambda each: ("rai".index(each.alert.level), -each.alert.days, each.nombre, each.id))

    def _alert_rows(self) -> list[Row]:
        """Where purchases with alerts stand; a folder that is only read keeps nothing, and is replayed."""
        if not (self.read_only and self.purchases_behind()):
            return store.told(self.db)
        return [
            {**kept_row(record, purchase), "nombre": name}
            for record, name, purchase in self._replayed()
            if purchase.alerts
        ]

    def _replayed(self) -> Iterator[tuple[str, str, Purchase]]:
        """Every purchase with its name and where it stands now."""
        names = {row["id"]: row["nombre"] for row in rows(self.db, "SELECT id, nombre FROM compra ORDER BY id")}
        for some in batched_ids(list(names)):
            for record, purchase in self.standings(some).items():
                yield record, names[record], purchase

    def alert_counts(self, office: str = "") -> dict[str, int]:
        """How many alerts there are of each level."""
        found = dict.fromkeys("rai", 0)
        for each in self.purchase_alerts(office):
            found[each.alert.level] += 1
        return found

    def _put_off(self) -> dict[tuple[str, str], Row]:
        """What was put off, the last time for each alert."""
        found = rows(self.db, "SELECT * FROM aviso_pospuesto WHERE hasta > ?", [self.today().isoformat()])
        return {(row["compra"], row["aviso"]): row for row in sorted(found, key=lambda row: (row["desde"], row["id"]))}

    def _ended_since(self, aside: Row) -> bool:
        """Something was registered after it was put off that ended the alert; what is told now is another one."""
        began, today = aside["desde"], self.today().isoformat()
        days = {row["fecha"] for row in self.eventos(aside["compra"]) if began < str(row["fecha"]) <= today}
        return any(
            aside["aviso"]
            not in {alert.code for alert in self.purchase(aside["compra"], date.fromisoformat(day)).alerts}
            for day in days
            if len(day) == len(today)
        )

    def put_off(self, compra: str, code: str, answers: Answers) -> str:
        """Put an alert of a purchase off: `hasta` at most fifteen days ahead, with its reason (`motivo`)."""
        self.found("compra", compra)
        alert = next((each for each in self.purchase(compra).alerts if each.code == code), None)
        if alert is None:
            raise refuse(ENDED)
        known = {
            "compra": compra,
            "aviso": code,
            "nivel": alert.level,
            "desde": self.today().isoformat(),
            "persona": str((self.person or {}).get("nombre") or ""),
        }
        typed = {name: answers.get(name) for name in ("hasta", "motivo")}
        values = self._accepted(AVISO_POSPUESTO, {**typed, **known})
        if wrong := check_aviso_pospuesto(values, self.today()):
            raise Refused(wrong)
        record = stamps.new_row_id(self.now_ms())
        with self.save("put_off_alert", reason=str(values["motivo"])) as db:
            records.insert(db, "aviso_pospuesto", record, values)
        return record

    def bring_alert_back(self, compra: str, code: str) -> None:
        """Tell an alert again that was put off."""
        found = [row for key, row in self._put_off().items() if key == (compra, code)]
        if not found:
            raise refuse(N_("Este aviso no está pospuesto."))
        with self.save("bring_alert_back") as db:
            for row in found:
                records.remove(db, "aviso_pospuesto", row["id"])

    # forecasts

    def forecasts_behind(self) -> int:
        """How many open purchases have no forecast of today."""
        return store.waiting_count(self.db, self.today().isoformat())

    def forecasting_purchases(self) -> Job[int]:
        """Draw when each open purchase will probably end, a few at a time, as long work. The value is how many were.

        What follows from it (alerts, a campaign that is lost) is kept with where the purchase stands.
        """
        done = 0
        with self.job():
            total = max(1, self.forecasts_behind())
            while not self.read_only:
                seen, today = kept.version(self.db), self.today().isoformat()
                wanted = store.waiting(self.db, today, DRAWN)
                if not wanted:
                    break
                drawn = {record: self._ends_drawn(record, found) for record, found in self.standings(wanted).items()}
                with self._writing() as db, records.transaction(db):
                    current = kept.version(db) == seen
                    if current:
                        texts = {record: forecast_text(found) for record, found in drawn.items()}
                        store.keep_forecasts(db, today, texts)
                if current:
                    self._keep_standings(self.standings(wanted))
                    done += len(wanted)
                yield min(1.0, done / total)
        if done:
            self._tell({"estado_compra"})
        return done

    def lost_campaigns(self, purchases: list[str]) -> set[str]:
        """Those of these purchases that come, or will probably come, after the campaign of the producers began."""
        return store.lost_campaigns(self.db, purchases)

    def compras_standing(self, offset: int = 0, limit: int = 100, text: str = "") -> list[Row]:
        """A page of purchases, each with where it stands and whether its campaign is lost (`campana_perdida`)."""
        found = super().compras_standing(offset, limit, text)
        lost = self.lost_campaigns([row["id"] for row in found])
        return [{**row, "campana_perdida": row["id"] in lost} for row in found]

    # figures

    def purchase_indicators(self, compra: str) -> PurchaseIndicators:
        """The indicators of one purchase, today."""
        row, purchase = self.found("compra", compra), self.purchase(compra)
        around: Around = self._known_of(row).around
        found = self.forecast(compra)
        return PurchaseIndicators(
            purchase,
            figures(purchase, law.purchase_law(), law.forecast_method()),
            funds(purchase, around),
            drifts(purchase, around),
            penalty_percent(purchase),
            found,
            around.season,
            campaign_lost(purchase, around.season, found),
        )

    def office_indicators(self) -> Together:
        """The indicators of all purchases together, as they are kept."""
        return together(self._lived_through()[1].values())

    # the calendar

    def due_days(self) -> list[tuple[str, str, Due]]:
        """What is due in open purchases: id, name and day, the soonest first."""
        if self.read_only and self.purchases_behind():
            found = [(record, name, each) for record, name, purchase in self._replayed() for each in purchase.due]
        else:
            found = [
                (row["compra"], row["nombre"], due_from(each))
                for row in store.due(self.db)
                for each in json.loads(row["vence"])
            ]
        return sorted(found, key=lambda each: (each[2].day, each[1], each[0], each[2].key))

    def write_calendar(self, path: Path) -> int:
        """Write what is due to a calendar file (.ics). The value is how many days it holds."""
        from ayni.reports.agenda import write_agenda  # noqa: PLC0415

        found = self.due_days()
        self._printed(path, lambda: write_agenda(path, found, law.purchase_law().label, self.clock()))
        return len(found)

    def print_avisos(self, path: Path, language: str = "es", office: str = "", level: str = "") -> Path:
        """The list of alerts of all offices, or of one."""
        from ayni.reports.avisos import write_avisos  # noqa: PLC0415

        told = [(each.nombre, each.oficina, each.alert) for each in self.purchase_alerts(office, level)]
        town, today = self.municipality(), self.today()
        names = self._office_names()
        return self._printed(path, lambda: write_avisos(path, town, told, office, language, today, names=names))

    def print_indicadores(self, path: Path, language: str = "es") -> Path:
        """The figures of all purchases together."""
        from ayni.reports.indicadores_compra import write_indicadores  # noqa: PLC0415

        town, found, today = self.municipality(), self.office_indicators(), self.today()
        names = self._office_names()
        return self._printed(path, lambda: write_indicadores(path, town, found, language, today, names=names))

    @staticmethod
    def _office_names() -> Mapping[str, Mapping[str, str]]:
        return {"oficinas": law.office_names()}
