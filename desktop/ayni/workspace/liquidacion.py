"""From the use agreement to the liquidation and the transfer: what a plan executed and what it still lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ayni.domain.bien import OBSERVED, REFUSED, plain_serial, split_serials
from ayni.domain.cesion import CESION, Cover, check_cesion, cover
from ayni.domain.contrapartida import Ledger
from ayni.domain.dates import first_day
from ayni.domain.entrega import ARRIVALS
from ayni.domain.evento import event_from_row
from ayni.domain.fields import Field, Problem, Values, empty
from ayni.domain.fields_items import item_quantities
from ayni.domain.flow import Answers
from ayni.domain.gasto_plan import part_of
from ayni.domain.liquidacion import (
    LIQUIDACION,
    FinancialLine,
    Missing,
    Moved,
    Nature,
    PhysicalLine,
    Standing,
    check_liquidacion,
    financial,
    liquidated,
    liquidation_checks,
    missing,
    natures,
    own_share,
    physical,
)
from ayni.domain.recorrido import Purchase
from ayni.domain.rules import Answer
from ayni.domain.transferencia import (
    TRANSFERENCIA,
    Transfer,
    TransferStep,
    check_transferencia,
    steps,
    transfer_checks,
    transferred,
)
from ayni.job import Job
from ayni.lang import N_, Sentence
from ayni.storage import pages, records
from ayni.storage.database import rows
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.bien import BienDoor
from ayni.workspace.contrapartida import HANDED, delivery_law, plain_name
from ayni.workspace.expediente import Added
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused, refuse

REGISTERING, TRANSFERRING = "D09", "D10"  # clocks of the rules
EVENT_OF = {"liquidacion": "liquidacion_plan", "transferencia": "transferencia_definitiva"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The liquidation sheet of a plan: things, money, what it must agree with, what it lacks."""

    things: tuple[PhysicalLine, ...]
    money: tuple[FinancialLine, ...]
    natures: tuple[Nature, Nature]
    share: str  # the AEO's part of what was executed, a percentage
    answers: tuple[Answer, ...]
    missing: tuple[Missing, ...]


class LiquidacionDoor(BienDoor):
    """What may be asked about the end of a plan."""

    # use agreements

    def cesiones(self, plan: str) -> list[Row]:
        """The use agreements of a plan and their addenda, by the day from which they count."""
        return pages.where_equal(self.db, "cesion", "plan", plan)

    def save_cesion(self, plan: str, answers: Answers, record: str | None = None) -> str:
        """Keep a use agreement or an addendum."""
        owner = self.found("plan", plan)
        before = self.found("cesion", record) if record else {}
        values = self._accepted(CESION, {**self._over(CESION, before, answers), "aeo": owner["aeo"], "plan": plan})
        if wrong := check_cesion(values):
            raise Refused(wrong)
        new = record is None
        record = record or stamps.new_row_id(self.now_ms())
        with self.save("save_cesion", owner["aeo"]) as db:
            if new:
                records.insert(db, "cesion", record, values)
            else:
                records.update(db, "cesion", record, values)
            self._finish_draft(db, "cesion", plan if new else record)
        return record

    def remove_cesion(self, record: str) -> None:
        """Take away an agreement written by mistake; it can be undone."""
        found = self.found("cesion", record)
        with self.save("remove_cesion", found["aeo"]) as db:
            records.remove(db, "cesion", record)

    def adding_cesion(self, record: str, paths: Sequence[Path]) -> Job[Added]:
        """Keep the signed paper of an agreement, as long work."""
        return self._adding("cesion", record, paths, "add_cesion_archivo")

    def cover(self, plan: str) -> Cover:
        """The days that the agreements of a plan cover."""
        return cover(self.cesiones(plan))

    # the liquidation

    def liquidacion(self, plan: str) -> Row:
        """What the papers of a liquidation say; an empty row while there is none."""
        return self._only("liquidacion", LIQUIDACION, plan)

    def _only(self, table: str, fields: Sequence[Field], plan: str) -> Row:
        """The one row of a plan. Two machines may have begun it: the older stands, completed by the other."""
        found = sorted(pages.where_equal(self.db, table, "plan", plan), key=lambda row: str(row["id"]))
        made: Row = {"id": "", **{item.name: None for item in fields}}
        for row in found:
            made = {name: row.get(name) if empty(made.get(name)) else made[name] for name in made}
        return made

    def _keep_only(self, table: str, fields: Sequence[Field], plan: str, values: Values) -> str:
        owner = self.found("plan", plan)
        record = str(self._only(table, fields, plan)["id"]) or stamps.new_row_id(self.now_ms())
        with self.save(f"save_{table}", owner["aeo"]) as db:
            if records.get(db, table, record) is None:
                records.insert(db, table, record, values)
            else:
                records.update(db, table, record, values)
            for twin in pages.where_equal(db, table, "plan", plan):
                if twin["id"] != record:  # what it said stands in the first one now
                    records.remove(db, table, twin["id"])
            self._finish_draft(db, table, plan)
        return record

    def save_liquidacion(self, plan: str, answers: Answers) -> str:
        """Keep what the papers of a liquidation say."""
        typed = self._over(LIQUIDACION, self.liquidacion(plan), answers)
        typed |= {"aeo": self.found("plan", plan)["aeo"], "plan": plan}
        values = self._accepted(LIQUIDACION, typed)
        if wrong := check_liquidacion(values):
            raise Refused(wrong)
        return self._keep_only("liquidacion", LIQUIDACION, plan, values)

    def liquidation_sheet(self, plan: str) -> Sheet:
        """The tables of a plan's liquidation with what they must agree with and what is still missing."""
        found, row, partidas = self.ledger(plan), self.liquidacion(plan), self.partidas(plan)
        things = physical(partidas, self.moved(plan))
        goods = self.bienes(plan=plan)
        standing = Standing(
            things,
            found,
            tuple(str(compra["nombre"]) for compra in self.purchases_of_plan(plan) if not self._handed(compra, plan)),
            tuple((str(good["nombre"]), str(good["estado_bien"])) for good in goods),
            sum(empty(good["precio_unitario"]) for good in goods),
            tuple(str(good["nombre"]) for good in goods if good["conforme"] in {OBSERVED, REFUSED}),
            self.cover(plan),
            row,
        )
        return Sheet(
            things,
            financial(found, row),
            natures(partidas, found),
            own_share(found, row),
            tuple(self._checks(row, found)),
            tuple(missing(standing, self.today().isoformat())),
        )

    def _checks(self, row: Row, found: Ledger) -> list[Answer]:
        term = None
        if row["resolucion_fecha"]:
            done = first_day(str(row["registrado_el"])) if row["registrado_el"] else None
            term = law.rule_book().clock(REGISTERING, first_day(str(row["resolucion_fecha"])), done)
        return liquidation_checks(found, row, delivery_law(), term)

    def _handed(self, compra: Row, plan: str) -> bool:
        """The AEO of a plan has what this purchase brings it, or nobody goes on with it."""
        purchase = self.purchase(str(compra["id"]))
        if purchase.closed:
            return True
        acts = [
            step.event for step in purchase.steps if step.event.codigo == HANDED and not step.annulled and step.moment
        ]
        return any(str(event.datos.get("plan") or plan) == plan for event in acts)

    def moved(self, plan: str) -> list[Moved]:
        """What the purchases accepted and handed over for a plan, and goods registered without a purchase."""
        found = []
        for compra in self.purchases_of_plan(plan):
            found += self._moved_by(str(compra["id"]), plan)
        for good in self.bienes(plan=plan):
            if not good["compra"]:
                amount = Decimal(str(good["cantidad"]))
                partida, unit = str(good["partida"] or ""), str(good["unidad"] or "")
                found.append(Moved(partida, str(good["nombre"]), unit, amount, amount))
        return found

    def _moved_by(self, compra: str, plan: str) -> list[Moved]:
        purchase = self.purchase(compra)
        allotted = self._placed(pages.where_equal(self.db, "asignacion", "compra", compra))
        accepted = {line.item: line.accepted for line in purchase.three_way}
        handed = _handed_to(purchase, plan)
        rows_ = {plain_name(row["nombre"]): str(row["id"]) for row in self.partidas(plan)}
        found = []
        for item in self.compra_items(compra):
            mine = [row for row in allotted if row["item"] == item["id"]]
            taken = accepted.get(item["id"], Decimal(0))
            if allotted:
                taken = part_of(taken, mine, plan)
            if allotted and not any(row["plan"] == plan for row in mine):
                continue
            partida = next((str(row["partida"] or "") for row in mine if row["plan"] == plan), "")
            partida = partida or rows_.get(plain_name(item["nombre"]), "")
            given = handed.get(item["id"], Decimal(0)) if handed is not None else taken
            found.append(Moved(partida, str(item["nombre"]), str(item["unidad"] or ""), taken, given))
        return found

    # the transfer

    def transferencia(self, plan: str) -> Row:
        """What was written of a plan's transfer; an empty row while there is nothing."""
        return self._only("transferencia", TRANSFERENCIA, plan)

    def save_transferencia(self, plan: str, answers: Answers) -> str:
        """Keep the steps of a transfer, as far as they have come."""
        typed = self._over(TRANSFERENCIA, self.transferencia(plan), answers)
        typed |= {"aeo": self.found("plan", plan)["aeo"], "plan": plan}
        values = self._accepted(TRANSFERENCIA, typed)
        if wrong := check_transferencia(values):
            raise Refused(wrong)
        return self._keep_only("transferencia", TRANSFERENCIA, plan, values)

    def transfer_steps(self, plan: str) -> list[TransferStep]:
        """The steps of a plan's transfer in their order."""
        return steps(self.transferencia(plan))

    def transfer_answers(self, plan: str) -> list[Answer]:
        """How a plan's transfer stands before what it must agree with."""
        row, done = self.transferencia(plan), self.liquidacion(plan)
        term = None
        if done["resolucion_fecha"]:
            agreed = first_day(str(row["acuerdo_fecha"])) if row["acuerdo_fecha"] else None
            term = law.rule_book().clock(TRANSFERRING, first_day(str(done["resolucion_fecha"])), agreed)
        every, handed = self._written_serials(plan)
        liquidated_ = done["cofin_liquidado_centimos"]
        about = Transfer(self.bienes(plan=plan), every, handed, liquidated_, self.cover(plan), term)
        return transfer_checks(row, about, delivery_law())

    def _written_serials(self, plan: str) -> tuple[frozenset[str], frozenset[str]]:
        """The serials that the acts of the plan's purchases wrote, and those of its own acts of delivery."""
        every: set[str] = set()
        handed: set[str] = set()
        for compra in self.purchases_of_plan(plan):
            for row in self.eventos(str(compra["id"])):
                event = event_from_row(row)
                if event.codigo not in ARRIVALS | {HANDED}:
                    continue
                said = item_quantities(event.datos.get("items"))
                serials = {plain_serial(serial) for each in said for serial in split_serials(each.series)}
                every |= serials
                if event.codigo == HANDED and str(event.datos.get("plan") or plan) == plan:
                    handed |= serials
        return frozenset(every), frozenset(handed)

    # the purchases follow

    def events_due(self, plan: str, of: str) -> list[Row]:
        """The purchases of a plan whose log does not say yet that it was liquidated (or transferred), and may."""
        codigo, found = EVENT_OF[of], []
        for compra in self.purchases_of_plan(plan):
            purchase = self.purchase(str(compra["id"]))
            told = any(
                step.event.codigo == codigo and not step.annulled and str(step.event.datos.get("plan") or plan) == plan
                for step in purchase.steps
            )
            if not told and codigo in purchase.next_events:
                found.append(compra)
        return found

    def register_end(self, plan: str, of: str) -> list[Problem]:
        """Write the liquidation (or the transfer) of a plan into the log of each of its purchases that may take it.

        What a purchase refuses is given back with its name; the others are written.
        """
        self.refuse_disputed(plan=plan)
        row = self.liquidacion(plan) if of == "liquidacion" else self.transferencia(plan)
        document = row["resolucion"] if of == "liquidacion" else row["acuerdo_numero"]
        when = row["resolucion_fecha"] if of == "liquidacion" else row["acuerdo_fecha"]
        if empty(document) or empty(when):
            said = (
                N_("Falta la resolución con su fecha.") if of == "liquidacion" else N_("Falta el acuerdo de concejo.")
            )
            raise refuse(said)
        datos: dict[str, str] = {"plan": plan}
        if of == "liquidacion":
            datos |= {"resolucion": str(document), "deudas_declaradas": str(row["deudas_declaradas"] or "")}
        else:
            datos["acuerdo"] = str(document)
        answers = {"codigo": EVENT_OF[of], "fecha": str(when), "documento": str(document)}
        refused: list[Problem] = []
        for compra in self.events_due(plan, of):
            try:
                self.save_evento(str(compra["id"]), answers, datos)
            except Refused as error:
                said = N_("{name}: {said}")
                refused += [
                    Problem("", Sentence(said, name=compra["nombre"], said=each.sentence)) for each in error.problems
                ]
        return refused

    # all plans

    def liquidation_backlog(self) -> list[Row]:
        """Plans under way or done that no resolution has liquidated or no council transferred, the oldest first.

        `compras`, `recibidas`: its purchases and those that the producers received; `liquidado`, `transferido`: ISO
        dates or "".
        """
        sql = (
            "SELECT p.id, p.titulo, p.aeo, a.nombre AS aeo_nombre FROM plan p JOIN aeo a ON a.id = p.aeo WHERE p.id IN"
            " (SELECT plan FROM compra WHERE plan IS NOT NULL UNION SELECT plan FROM asignacion WHERE plan IS NOT NULL"
            " UNION SELECT plan FROM bien WHERE plan IS NOT NULL)"
        )
        found = []
        for plan in rows(self.db, sql):
            done, over = self.liquidacion(plan["id"]), self.transferencia(plan["id"])
            if liquidated(done) and transferred(over):
                continue
            purchases = [str(row["id"]) for row in self.purchases_of_plan(plan["id"])]
            kept = self.kept_standings(purchases)
            ended = [row for row in kept.values() if row["cerrada"] or row["estado"] in RECEIVED]
            found.append(
                {
                    **plan,
                    "compras": len(purchases),
                    "recibidas": len(ended),
                    "desde": min((str(row["inicio"]) for row in kept.values() if row["inicio"]), default=""),
                    "liquidado": done["resolucion_fecha"] or "" if liquidated(done) else "",
                    "transferido": over["acuerdo_fecha"] or "" if transferred(over) else "",
                }
            )
        return sorted(found, key=lambda row: (bool(row["liquidado"]), row["desde"] or "9", row["titulo"]))


RECEIVED = frozenset({"ENTREGADO_AEO", "LIQUIDADO", "TRANSFERIDO"})


def _handed_to(purchase: Purchase, plan: str) -> dict[str, Decimal] | None:
    """What the acts of delivery gave to a plan, item by item; None when an act lists nothing: it gave all."""
    found: dict[str, Decimal] = {}
    for step in purchase.steps:
        event = step.event
        if event.codigo != HANDED or step.annulled or step.moment is None:
            continue
        if str(event.datos.get("plan") or plan) != plan:
            continue
        said = item_quantities(event.datos.get("items"))
        if not said:
            return None
        for row in said:
            found[row.item] = found.get(row.item, Decimal(0)) + row.cantidad
    return found
