"""Where all purchases stand: kept from one day to the next, shown by office, never replayed to fill a list."""

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ayni.domain.compra_custodia import awaited_receiver
from ayni.domain.evento import event_from_row
from ayni.domain.recorrido import Alert, Purchase
from ayni.domain.seguimiento import replay
from ayni.lang import Sentence
from ayni.storage import kept, records
from ayni.storage.database import rows
from ayni.workspace import law
from ayni.workspace.compra_item import CompraItemDoor
from ayni.workspace.opened import Row

BATCH = 100  # purchases computed in one step of the job
URGENT = ("r", "a", "i")


@dataclass(frozen=True, slots=True)
class Oficina:
    """An office of the board: what it holds, how much of it is urgent, and since when the oldest (ISO date or "")."""

    office: str
    compras: int
    red: int
    amber: int
    since: str


class TableroDoor(CompraItemDoor):
    """What may be asked about all purchases at once."""

    def purchases_behind(self) -> int:
        """How many purchases must be computed again: their facts changed, or the day did."""
        return kept.stale_count(self.db, self.today().isoformat())

    def keeping_purchases(self) -> Generator[float, None, int]:
        """Compute again what is no longer current, a few at a time, as long work. The value is how many were."""
        done = 0
        with self.job():
            total = max(1, self.purchases_behind())
            while True:
                wanted = kept.stale(self.db, self.today().isoformat(), BATCH)
                if not wanted:
                    break
                self._keep_standings(self.standings(wanted))
                done += len(wanted)
                yield min(1.0, done / total)
        if done:
            self._tell({"estado_compra"})
        return done

    def standings(self, purchases: Sequence[str], on: date | None = None) -> dict[str, Purchase]:
        """Where each of these purchases stands, replayed together."""
        marks = ", ".join("?" * len(purchases))

        def grouped(table: str) -> dict[str, list[Row]]:
            found: dict[str, list[Row]] = {record: [] for record in purchases}
            sql = f"SELECT * FROM {table} WHERE compra IN ({marks})"  # noqa: S608  names are ours
            for each in rows(self.db, sql, list(purchases)):
                found[each["compra"]].append(each)
            return found

        events, items, allotted = (grouped(table) for table in ("evento", "compra_item", "asignacion"))
        facts = {
            each["id"]: each
            for each in rows(self.db, f"SELECT * FROM compra WHERE id IN ({marks})", list(purchases))  # noqa: S608
        }
        legal, day = law.purchase_law(), on or self.today()
        return {
            record: replay(
                [event_from_row(each) for each in events[record]],
                legal,
                day,
                known=self.known_of(facts[record], items[record], allotted[record]),
            )
            for record in purchases
            if record in facts
        }

    def _keep_standings(self, found: Mapping[str, Purchase]) -> None:
        if self.read_only:
            return
        with self._writing() as db, records.transaction(db):
            kept.keep(db, [kept_row(record, purchase) for record, purchase in found.items()])

    def kept_standings(self, purchases: Sequence[str]) -> dict[str, Row]:
        """What a list shows of each of these purchases; what was not kept is computed now."""
        found = kept.kept(self.db, purchases)
        today = self.today().isoformat()
        missing = [
            record
            for record in purchases
            if record not in found or (not found[record]["cerrada"] and found[record]["dia"] != today)
        ]
        if missing:
            fresh = self.standings(missing)
            self._keep_standings(fresh)
            found |= {record: kept_row(record, purchase) for record, purchase in fresh.items()}
        return {record: self._counted_to_today(row) for record, row in found.items()}

    def _counted_to_today(self, row: Row) -> Row:
        """Days are counted from what is kept to today."""
        end = row["fin"] or self.today().isoformat()
        days = (date.fromisoformat(end) - date.fromisoformat(row["inicio"])).days if row["inicio"] else 0
        return {**row, "dias": days}

    def compras_standing(self, offset: int = 0, limit: int = 100, text: str = "") -> list[Row]:
        """A page of purchases in the order of their names, each with where it stands."""
        found = self.compras(offset, limit, text)
        standing = self.kept_standings([row["id"] for row in found])
        return [{**standing[row["id"]], **row} for row in found]

    # the board

    def board(self) -> list[Oficina]:
        """The offices that hold open purchases, those with most in red first."""
        found = [
            Oficina(row["oficina"], row["compras"], row["rojas"], row["ambar"], row["desde"] or "")
            for row in kept.by_office(self.db)
            if row["oficina"]
        ]
        return sorted(found, key=lambda office: (-office.red, -office.amber, office.since or "9", office.office))

    def board_of(self, office: str, offset: int = 0, limit: int = 100) -> list[Row]:
        """A page of what an office holds, the longest held first."""
        return [self._counted_to_today(row) for row in kept.of_office(self.db, office, offset, limit)]

    def urgent_purchases(self, limit: int = 20) -> list[Row]:
        """Open purchases with alerts, red before amber, the longest held first."""
        found: list[Row] = []
        for level in URGENT[:2]:
            if len(found) < limit:
                found += kept.urgent(self.db, level, limit - len(found))
        return [self._counted_to_today(row) for row in found]


def kept_row(record: str, purchase: Purchase) -> Row:
    """What is kept of a purchase."""
    stays = purchase.stays
    ended = purchase.closed or purchase.handed_over
    legal = law.purchase_law()
    return {
        "compra": record,
        "estado": purchase.state,
        "fase": legal.states[purchase.state].phase,
        "ciclo": purchase.cycle,
        "intentos": purchase.attempts,
        "oficina": purchase.holder,
        "desde": purchase.holder_since,
        "recibe": awaited_receiver(purchase.steps),
        "estado_desde": purchase.state_since,
        "inicio": stays[0].start.day.isoformat() if stays else "",
        "fin": stays[-1].end.day.isoformat() if stays and ended else "",
        "plazo": purchase.planned_days,
        "cerrada": int(purchase.closed or purchase.state in legal.machine.final),
        "nivel": purchase.alerts[0].level if purchase.alerts else "",
        "siguiente": purchase.next_step,
        "avisos": json.dumps([alert_data(alert) for alert in purchase.alerts], ensure_ascii=False),
        "dia": purchase.on.isoformat(),
    }


def alert_data(alert: Alert) -> dict[str, Any]:
    """An alert as kept: its sentence with its holes, so that it is said in the language of whoever reads it."""
    return {
        "code": alert.code,
        "level": alert.level,
        "sentence": alert.sentence.stored(),
        "offices": list(alert.offices),
        "days": alert.days,
        "basis": alert.basis,
        "offer": alert.offer,
    }


def alerts_of(row: Mapping[str, Any]) -> tuple[Alert, ...]:
    """The alerts of a kept row."""
    return tuple(
        Alert(
            each["code"],
            each["level"],
            Sentence.restored(each["sentence"]),
            tuple(each["offices"]),
            each["days"],
            each["basis"],
            each["offer"],
        )
        for each in json.loads(row["avisos"] or "[]")
    )
