"""Where all purchases stand: kept from one day to the next, shown by office, never replayed to fill a list."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ayni.domain.compra_custodia import HANDOVER, RECEIPT, awaited
from ayni.domain.division import DIVISION
from ayni.domain.etapas import VIVO
from ayni.domain.evento import event_from_row
from ayni.domain.fields import MISSING, Problem
from ayni.domain.flow import Answers
from ayni.domain.recorrido import Alert, Purchase
from ayni.domain.seguimiento import Known, replay
from ayni.job import Job
from ayni.lang import N_, Sentence
from ayni.storage import kept, records
from ayni.storage.database import rows
from ayni.storage.kept import NOBODY, Wanted
from ayni.workspace import law
from ayni.workspace.alrededor import AlrededorDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused

__all__ = ["NOBODY", "Oficina", "TableroDoor", "Wanted", "alerts_of"]

HANDED = ("fecha", "oficina_siguiente", "recibe", "registro")  # what a hand-over says
FEW = 50  # purchases computed while a person waits: a tenth of a second
BATCH = 25  # purchases computed in one step of the job: a tenth of a second on an old machine
URGENT = ("r", "a", "i")


@dataclass(frozen=True, slots=True)
class Oficina:
    """An office of the board: what it holds, how much of it is urgent, and since when the oldest (ISO date or "").

    `coming` are purchases that it was handed and has not said that it received.
    """

    office: str
    compras: int
    red: int
    amber: int
    since: str
    coming: int = 0


class TableroDoor(AlrededorDoor):
    """What may be asked about all purchases at once."""

    def purchases_behind(self) -> int:
        """How many purchases must be computed again: their facts changed, or the day did."""
        return kept.stale_count(self.db, self.today().isoformat())

    def standing_note(self) -> Sentence | None:
        """What a list must say while it shows purchases as they stood on another day; None when all are current."""
        behind = self.purchases_behind()
        if not behind:
            return None
        if behind == 1:
            return Sentence(N_("Falta poner al día una compra: lo que se ve de ella puede ser de otro día."))
        said = N_("Faltan poner al día {count} compras: lo que se ve de ellas puede ser de otro día.")
        return Sentence(said, count=f"{behind:,}")

    def keeping_purchases(self) -> Job[int]:
        """Compute again what is no longer current, a few at a time, as long work. The value is how many were.

        Somebody may save while a few are computed: those are computed once more, never kept as they were.
        """
        done = 0
        self._lived, self._many = None, True
        try:
            with self.job():
                total = max(1, self.purchases_behind())
                while not self.read_only:
                    seen = kept.version(self.db)
                    wanted = kept.stale(self.db, self.today().isoformat(), BATCH)
                    if not wanted:
                        break
                    if self._keep_standings(self.standings(wanted), seen):
                        done += len(wanted)
                    yield min(1.0, done / total)
        finally:
            self._lived, self._many = None, False
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
        arounds = self.arounds(facts, items)
        legal, day, leaving = law.purchase_law(), on or self.today(), self.leaving()
        apart = {  # purchases that were divided, or came of it, are few and look into one another
            record for record in facts if facts[record]["raiz"] or any(e["codigo"] == DIVISION for e in events[record])
        }
        return {
            record: self.purchase(record, day)
            if record in apart
            else replay(
                [event_from_row(each) for each in events[record]],
                legal,
                day,
                known=_with_leaving(
                    replace(self.known_of(facts[record], items[record], allotted[record]), around=arounds[record]),
                    facts[record],
                    leaving,
                ),
            )
            for record in purchases
            if record in facts
        }

    def _known_of(self, compra: Row) -> Known:
        return _with_leaving(super()._known_of(compra), compra, self.leaving())

    def _keep_standings(self, found: Mapping[str, Purchase], seen: int | None = None) -> bool:
        """Keep what was computed; False when another connection wrote after `seen`, and nothing was kept."""
        if self.read_only:
            return False
        with self._writing() as db, records.transaction(db):
            if seen is not None and kept.version(db) != seen:
                return False
            kept.keep(db, [kept_row(record, purchase) for record, purchase in found.items()])
            self._keep_figures(db, found)
        return True

    def kept_standings(self, purchases: Sequence[str]) -> dict[str, Row]:
        """What a list shows of each of these purchases.

        What was not kept is computed now; what is of another day is shown as it is until the job has come to it
        (`standing_note` says so), its days counted to today.
        """
        found = kept.kept(self.db, purchases)
        missing = [record for record in purchases if record not in found]
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

    def _keep_few(self) -> None:
        """What somebody has just changed is seen at once; many are left to the job."""
        missing = kept.missing(self.db, FEW + 1)
        if missing and len(missing) <= FEW:
            self._keep_standings(self.standings(missing))

    def board(self, wanted: Wanted = Wanted()) -> list[Oficina]:  # noqa: B008  it is frozen
        """The offices that hold or await open purchases, those with most in red first."""
        self._keep_few()
        found = {row["oficina"]: row for row in kept.by_office(self.db, wanted) if row["oficina"]}
        coming = kept.coming(self.db, wanted)
        offices = [
            Oficina(office, row["compras"], row["rojas"], row["ambar"], row["desde"] or "", coming.get(office, 0))
            for office, row in found.items()
        ]
        offices += [Oficina(office, 0, 0, 0, "", count) for office, count in coming.items() if office not in found]
        return sorted(offices, key=lambda office: (-office.red, -office.amber, office.since or "9", office.office))

    def board_of(
        self,
        office: str,
        offset: int = 0,
        limit: int = 100,
        wanted: Wanted = Wanted(),  # noqa: B008  it is frozen
    ) -> list[Row]:
        """A page of what an office holds or was handed: what it must receive first, then the longest held."""
        return [self._counted_to_today(row) for row in kept.of_office(self.db, office, wanted, offset, limit)]

    def charge(self, person: str) -> tuple[int, int]:
        """How many open purchases a person has, and how many of them are urgent."""
        return kept.charge(self.db, person)

    def urgent_purchases(self, limit: int = 20, person: str = "") -> list[Row]:
        """Open purchases (of one person) with alerts, red before amber, the longest held first."""
        found: list[Row] = []
        for level in URGENT[:2]:
            if len(found) < limit:
                found += kept.urgent(self.db, level, limit - len(found), person)
        return [self._counted_to_today(row) for row in found]

    # the file from office to office

    def hand_file(self, compra: str, answers: Answers) -> str:
        """Pass the file of a purchase to another office: `fecha`, `oficina_siguiente`, `recibe`, `registro`.

        The office that passes it is the one that holds it. Raises Refused with everything that is missing.
        """
        lacking = [name for name in HANDED if not str(answers.get(name) or "").strip()]
        if lacking:
            raise Refused([Problem(name, Sentence(MISSING)) for name in lacking])
        columns = {"codigo": HANDOVER, "modo": VIVO, "oficina": self.purchase(compra).holder}
        columns |= {name: str(answers.get(name) or "") for name in ("fecha", "oficina_siguiente", "documento", "nota")}
        return self.save_evento(compra, columns, {name: answers.get(name) for name in ("recibe", "registro")})

    def receive_file(self, compra: str) -> str:
        """The office that was handed the file says today that it has it. Refused when nobody is awaited."""
        waiting = awaited(self.purchase(compra).steps)
        office = waiting.office if waiting else ""
        answers = {"codigo": RECEIPT, "modo": VIVO, "fecha": self.today().isoformat(), "oficina": office}
        return self.save_evento(compra, answers)


def _with_leaving(known: Known, compra: Row, leaving: Mapping[str, date]) -> Known:
    """The same, with the day on which the person in charge leaves."""
    person = str(compra["responsable"] or "")
    if person not in leaving:
        return known
    return replace(known, around=replace(known.around, leaving=(person, leaving[person])))


def kept_row(record: str, purchase: Purchase) -> Row:
    """What is kept of a purchase."""
    stays = purchase.stays
    ended = purchase.closed or purchase.handed_over
    legal, waiting = law.purchase_law(), awaited(purchase.steps)
    return {
        "compra": record,
        "estado": purchase.state,
        "fase": legal.states[purchase.state].phase,
        "ciclo": purchase.cycle,
        "intentos": purchase.attempts,
        "oficina": purchase.holder,
        "desde": purchase.holder_since,
        "recibe": waiting.office if waiting and not purchase.closed else "",
        "traspaso": waiting.since.isoformat() if waiting else "",
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
