"""Purchases of the same thing, still in preparation, joined into one: their items and plans go with it, they close."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from ayni.domain.agrupamiento import key_of
from ayni.domain.compra import COMPRA
from ayni.domain.etapas import AGRUPADA, VIVO
from ayni.domain.familia import JOINABLE, SEVERAL
from ayni.domain.fields import Problem, Values, canonical
from ayni.domain.flow import Answers
from ayni.domain.reparto import PRICE_STEP
from ayni.domain.seguimiento import CLOSURE
from ayni.lang import N_, Sentence, _
from ayni.storage import pages, records
from ayni.storage.database import Database, rows
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.agrupamiento import units
from ayni.workspace.compra_item import CompraItemDoor
from ayni.workspace.familia import family_of
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused, refuse

TOO_LATE = N_(
    "«{name}» ya está en: {state}. Solo se juntan compras que todavía se preparan, hasta el estudio de mercado."
)
OTHER_KIND = N_("Las compras no son de la misma clase: elija solo bienes, solo servicios o solo obras.")
OTHER_YEAR = N_("Las compras son de distintos años. Elija las de un solo año.")
APART = N_("Las compras tienen especificaciones distintas de {name}. Déjelas iguales antes de juntarlas.")
WHY = N_("Se juntó en la compra «{name}».")
SPECIFIED = ("clase", "caracteristicas")


class UnionDoor(CompraItemDoor):
    """What may be asked about joining purchases."""

    def can_join(self, compra: str) -> Sentence | None:
        """Why a purchase can no longer be joined to others; None when it can."""
        purchase = self.purchase(compra)
        if purchase.closed:
            said = N_("«{name}» se cerró sin comprar.")
            return Sentence(said, name=self.compra(compra)["nombre"])
        if purchase.state not in JOINABLE:
            state = Sentence(law.purchase_law().label(purchase.state))
            return Sentence(TOO_LATE, name=self.compra(compra)["nombre"], state=state)
        return None

    def join_purchases(self, compras: Sequence[str], answers: Answers) -> str:
        """Make one grouped purchase of several that are in preparation; gives its id. One save.

        Their items and what each plan receives go with it: of one thing, one item. Each of them closes without buying,
        with a link to the new one; facts are never undone. `answers` are facts of the new purchase; what they do not
        say is taken from the others. Raises Refused.
        """
        chosen = [self.found("compra", compra) for compra in dict.fromkeys(compras)]
        self._check_union(chosen)
        values = self._accepted(
            COMPRA, {**_common(chosen), **answers, "modalidad": AGRUPADA, "aeo": None, "plan": None}
        )
        record = stamps.new_row_id(self.now_ms())
        motivo = _(WHY).format(name=values["nombre"])
        closures = [self._closure(str(compra["id"]), record, motivo) for compra in chosen]
        with self.save("join_purchases", reason=motivo) as db:
            records.insert(db, "compra", record, values)
            self._move_items(db, record, chosen)
            for closure in closures:
                records.insert(db, "evento", stamps.new_row_id(self.now_ms()), closure)
            self._finish_draft(db, "compra", "juntas")
        return record

    def joined_into(self, compra: str) -> Row | None:
        """The purchase into which one was joined; None when it was not."""
        for event in reversed(self._events(compra)):
            if event.codigo == CLOSURE and event.datos.get("unida_a") and self.purchase(compra).closed:
                return records.get(self.db, "compra", str(event.datos["unida_a"]))
        return None

    def joined_from(self, compra: str) -> list[Row]:
        """The purchases that were joined into one."""
        sql = (
            "SELECT DISTINCT c.* FROM compra c JOIN evento e ON e.compra = c.id WHERE e.codigo = ?"
            " AND json_extract(e.datos, '$.unida_a') = ? ORDER BY c.nombre, c.id"
        )
        return rows(self.db, sql, [CLOSURE, compra])

    def _check_union(self, chosen: Sequence[Row]) -> None:
        if len(chosen) < SEVERAL:
            raise refuse(N_("Elija dos compras o más."))
        if wrong := [Problem("", why) for compra in chosen if (why := self.can_join(str(compra["id"])))]:
            raise Refused(wrong)
        if len({compra["objeto"] for compra in chosen}) > 1:
            raise refuse(OTHER_KIND)
        if len({compra["year"] for compra in chosen}) > 1:
            raise refuse(OTHER_YEAR)
        if name := self._apart([str(compra["id"]) for compra in chosen]):
            raise Refused([Problem("", Sentence(APART, name=name))])

    def _apart(self, compras: Sequence[str]) -> str:
        """What two of the purchases specify in different ways; "" when nothing is."""
        told: dict[str, tuple[object, ...]] = {}
        for compra in compras:
            latest: dict[str, Row] = {}
            for row in pages.where_equal(self.db, "especificacion", "compra", compra):
                known = latest.get(row["documento"])
                if known is None or int(row["numero"] or 0) > int(known["numero"] or 0):
                    latest[row["documento"]] = row
            items = {item["id"]: item for item in self.compra_items(compra)}
            for row in latest.values():
                item = items.get(row["item"])
                name = str(item["nombre"] if item else row["titulo"])
                key = family_of(item) if item else key_of(name, "", units())
                said = tuple(row[column] for column in SPECIFIED)
                if told.setdefault(key, said) != said:
                    return name
        return ""

    def _closure(self, compra: str, into: str, motivo: str) -> Values:
        answers = {"codigo": CLOSURE, "fecha": self.today().isoformat(), "modo": VIVO}
        values, verdict = self._judged(compra, answers, {"motivo": motivo, "unida_a": into})
        if verdict.problems:
            raise Refused(verdict.problems)
        return values

    def _move_items(self, db: Database, into: str, chosen: Sequence[Row]) -> None:
        """The items of all, those of one thing and unit as one; what is for one plan and row stays one allotment."""
        groups: dict[tuple[str, str], list[Row]] = {}
        for compra in chosen:
            for item in self.compra_items(str(compra["id"])):
                key = (family_of(item), units().code(item["unidad"]))
                groups.setdefault(key, []).append(item)
        served = [row for compra in chosen for row in self.asignaciones(str(compra["id"]))]
        for place, group in enumerate(groups.values(), start=1):
            first, *others = group
            same = {item["id"] for item in group}
            changed: Values = {
                "compra": into,
                "orden": str(place),
                "cantidad": canonical(sum((Decimal(item["cantidad"]) for item in group), Decimal(0))),
                "precio_plan": _price(group),
            }
            records.update(db, "compra_item", first["id"], changed)
            self._move_shares(db, into, first["id"], [row for row in served if row["item"] in same])
            for item in others:
                records.remove(db, "compra_item", item["id"])

    @staticmethod
    def _move_shares(db: Database, into: str, item: str, served: Sequence[Row]) -> None:
        kept: dict[tuple[object, ...], list[Row]] = {}
        for row in served:
            kept.setdefault((row["aeo"], row["plan"], row["partida"]), []).append(row)
        for group in kept.values():
            first, *others = group
            amount = canonical(sum((Decimal(row["cantidad"]) for row in group), Decimal(0)))
            records.update(db, "asignacion", first["id"], {"compra": into, "item": item, "cantidad": amount})
            for row in others:
                records.remove(db, "asignacion", row["id"])


def _common(chosen: Sequence[Row]) -> Mapping[str, str | int | None]:
    """Facts that all say alike; the amounts added; of the days, those that press most."""
    amounts = [compra["monto_estimado_centimos"] for compra in chosen]
    days = [int(compra["plazo_previsto_dias"]) for compra in chosen if compra["plazo_previsto_dias"]]
    seasons = [str(compra["season_date"]) for compra in chosen if compra["season_date"]]
    same = {
        name: chosen[0][name] if len({compra[name] for compra in chosen}) == 1 else None
        for name in ("nombre", "objeto", "year", "responsable", "regimen")
    }
    return {
        **same,
        "monto_estimado_centimos": sum(int(amount) for amount in amounts) if all(amounts) else None,
        "plazo_previsto_dias": str(min(days)) if days else None,
        "season_date": min(seasons) if seasons else None,
    }


def _price(group: Sequence[Row]) -> str | None:
    """The mean of what the plans foresaw, each item weighing its quantity; None while one is not known."""
    if any(not item["precio_plan"] for item in group):
        return None
    whole = sum((Decimal(item["cantidad"]) * Decimal(item["precio_plan"]) for item in group), Decimal(0))
    amount = sum((Decimal(item["cantidad"]) for item in group), Decimal(0))
    return canonical((whole / amount).quantize(PRICE_STEP, ROUND_HALF_UP))
