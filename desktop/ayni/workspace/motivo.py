"""When a person must say why: an amount of a plan or a member of a padrón changes after it was presented or confirmed.

While a plan is a draft nobody is asked at each keystroke: the reason is that it is being written.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from ayni.domain.change import INSERT, REMOVAL, Change, Save
from ayni.domain.fields import Money, Problem, Quantity, Rate
from ayni.lang import N_, Sentence
from ayni.storage import bin as kept_bin
from ayni.storage import heads, records
from ayni.storage.database import Database, scalar
from ayni.storage.tables import TABLES
from ayni.workspace.refusals import Refused

PRESENTED = {"presentado": 1, "aprobado": 2}
OF_ITSELF = frozenset({"undo", "join_by_rule", "copy_plan", "import_plan"})  # acts that say why by being what they are
AMOUNT = Money | Quantity | Rate
ABOUT_A_PERSON = frozenset({INSERT, REMOVAL, "identidad", "baja", "fusionado_en"})

OF_A_PLAN = N_("Este plan ya se presentó. Diga por qué cambia este dato.")
OF_A_MEMBER = N_("Este padrón ya se presentó o se confirmó. Diga por qué cambia.")


class NeedsReason(Refused):
    """What was asked for changes something that was presented: with a reason it is done."""

    asks_why = True


def ask_why(db: Database, save: Save, changes: Sequence[Change]) -> None:
    """Refuse a save without a reason that changes an amount or a member after it was presented or confirmed."""
    if save.reason.strip() or save.act in OF_ITSELF:
        return
    of_members = [each for each in changes if each.table == "socio" and each.group in ABOUT_A_PERSON]
    if of_members and (_has_presented(db, save.scope) or any(_was_confirmed(db, each) for each in of_members)):
        raise NeedsReason([Problem("", Sentence(OF_A_MEMBER))])
    of_the_plan = _of_the_plan()
    if any(each.table in of_the_plan and _plan_counts(db, save, each) for each in changes):
        raise NeedsReason([Problem("", Sentence(OF_A_PLAN))])


def _plan_counts(db: Database, save: Save, change: Change) -> bool:
    """An amount changes in a plan that was presented before this save, or such a plan goes a step back."""
    if change.table == "plan" and change.group == "estado":
        before, after = _state(db, change.row, save.tx, change), json.loads(change.value)["estado"]
        return PRESENTED.get(before, 0) > PRESENTED.get(str(after), 0)
    if not _of_amounts(change):
        return False
    plan = change.row if change.table == "plan" else str(_row(db, change).get("plan") or "")
    return bool(plan) and _state(db, plan, save.tx) in PRESENTED


@cache
def _of_the_plan() -> frozenset[str]:
    """The tables that hold what was presented; what is done with the plan afterwards is no change of it."""
    from ayni.domain.tabla import OWN_ROWS  # noqa: PLC0415  only here

    return frozenset({"plan", "partida", "bloque", "linea", *(each.noun for each in OWN_ROWS)})


def _of_amounts(change: Change) -> bool:
    fields = TABLES[change.table].fields
    if change.group in {INSERT, REMOVAL}:
        return change.table != "plan"
    return any(isinstance(field.kind, AMOUNT) and field.asked for field in fields if field.group == change.group)


def _state(db: Database, plan: str, tx: int, change: Change | None = None) -> str:
    """The state of a plan before a save."""
    if change is not None and change.seen is not None:
        seen = heads.value_at(db, "plan", plan, "estado", change.seen)
        return str((seen or {}).get("estado") or "")
    moved = scalar(
        db, "SELECT seen FROM sync_op WHERE tbl = 'plan' AND pk = ? AND grp = 'estado' AND tx = ?", [plan, tx]
    )
    if moved is not None:
        return str((heads.value_at(db, "plan", plan, "estado", int(moved)) or {}).get("estado") or "")
    born = scalar(db, "SELECT 1 FROM sync_op WHERE tbl = 'plan' AND pk = ? AND grp = ? AND tx = ?", [plan, INSERT, tx])
    return "" if born else str(scalar(db, "SELECT estado FROM plan WHERE id = ?", [plan]) or "")


def _has_presented(db: Database, aeo: str) -> bool:
    """An AEO has a plan that counts on its padrón as it was."""
    asked = "SELECT 1 FROM plan WHERE aeo = ? AND estado IN ('presentado', 'aprobado') LIMIT 1"
    return scalar(db, asked, [aeo]) is not None


def _was_confirmed(db: Database, change: Change) -> bool:
    """Who a member is, or that one left, changes after somebody confirmed it."""
    if change.group not in {"identidad", "baja"} or change.seen is None:
        return False
    confirmed = heads.value_at(db, "socio", change.row, "confirmado", _last(db, change)) or _row(db, change)
    return bool(confirmed.get("confirmado_fecha"))


def _last(db: Database, change: Change) -> int:
    """The version of a member's confirmation that stood before this save."""
    found = scalar(
        db,
        "SELECT tx FROM sync_head WHERE tbl = 'socio' AND pk = ? AND grp = 'confirmado' AND shown = 1",
        [change.row],
    )
    return int(found or 0)


def _row(db: Database, change: Change) -> Mapping[str, Any]:
    """The row that a change is about, as it stands or as it was when it was taken away."""
    return records.get(db, change.table, change.row) or kept_bin.value(db, change.table, change.row) or {}
