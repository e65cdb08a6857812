"""One purchase for several plans: made of what they need alike, or of purchases that are still being prepared."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ayni.domain.agrupamiento import Need
from ayni.domain.compra import COMPRA, check_compra
from ayni.domain.etapas import AGRUPADA
from ayni.domain.flow import Answers
from ayni.domain.money import times
from ayni.domain.reparto import BudgetRow, Gathered
from ayni.lang import N_
from ayni.storage import records
from ayni.sync import stamps
from ayni.workspace.agrupamiento import AgrupamientoDoor, units
from ayni.workspace.refusals import Refused, refuse
from ayni.workspace.reparto import RepartoDoor

DRAFT = "agrupada"  # under which a purchase begun from needs is kept
NOTHING_LEFT = N_("No hay qué comprar: todo lo elegido ya se compra en otra compra.")


@dataclass(frozen=True, slots=True)
class Shared:
    """A need of several plans, with what of each row nobody buys yet."""

    need: Need
    rows: tuple[BudgetRow, ...]

    @property
    def free(self) -> tuple[BudgetRow, ...]:
        """The rows of which something is left."""
        return tuple(row for row in self.rows if row.left > 0)

    @property
    def left(self) -> Decimal:
        """How much of it nobody buys yet."""
        return sum((row.left for row in self.rows), Decimal(0))

    @property
    def centimos(self) -> int:
        """What that costs, as each plan says."""
        return sum(times(row.left, row.precio) for row in self.rows)

    @property
    def plans(self) -> int:
        """How many plans would be served."""
        return len({row.plan for row in self.free})

    @property
    def purchases(self) -> tuple[str, ...]:
        """The names of the purchases in which some of it is already."""
        return tuple(dict.fromkeys(name for row in self.rows for _record, name in row.purchases))


class GrupoDoor(RepartoDoor, AgrupamientoDoor):
    """What may be asked about buying together."""

    def needs_to_buy(self, where: str, estado: str = "") -> list[Shared]:
        """What the plans of a call or a year need (`agrupadas`), with what of it purchases buy already."""
        found = self.agrupadas(where, estado)
        plans = list(dict.fromkeys(plan for need in found for plan in need.plans))
        to_buy = {row.partida: row for row in self._to_buy(plans)}
        shared = (
            Shared(need, tuple(to_buy[line.record] for line in need.lines if line.record in to_buy)) for need in found
        )
        return [each for each in shared if each.rows]

    def buy_together(self, where: str, keys: Sequence[str], answers: Answers, estado: str = "") -> str:
        """Make one grouped purchase of these needs, with its items and what each plan receives, in one save.

        What of a row another purchase buys already is left out. `answers` are the facts of the purchase; its kind is
        always grouped. Gives its id. Raises Refused.
        """
        wanted = [each for each in self.needs_to_buy(where, estado) if each.need.key in set(keys)]
        items = [item for each in wanted for item in _items_of(each)]
        if not wanted:
            raise refuse(N_("Marque primero qué se compra."))
        if not items:
            raise refuse(NOTHING_LEFT)
        values = self._accepted(COMPRA, {**answers, "modalidad": AGRUPADA})
        if wrong := check_compra(values):
            raise Refused(wrong)
        record = stamps.new_row_id(self.now_ms())
        with self.save("buy_together") as db:
            records.insert(db, "compra", record, values)
            self._insert_items(db, record, items)
            self._finish_draft(db, "compra", DRAFT)
        return record


def _items_of(shared: Shared) -> list[Gathered]:
    """An item for each unit in which a need is counted: pieces are never added to dozens."""
    found: dict[str, Gathered] = {}
    for row in shared.free:
        code = units().code(row.unidad)
        found.setdefault(code, Gathered(shared.need.name, row.unidad)).rows.append(row)
    return list(found.values())
