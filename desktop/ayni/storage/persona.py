"""What is asked of the file about people: their PIN, their roles, and who did the other half of a case."""

from collections.abc import Collection
from typing import Any

from ayni.storage import records
from ayni.storage.database import Database, row, rows, scalar


def grants(db: Database) -> list[dict[str, Any]]:
    """Every role that was ever given, oldest first."""
    return rows(db, "SELECT * FROM funcion ORDER BY desde, id")


def any_grant(db: Database, but: str) -> bool:
    """Somebody was given a role, or lost one, by a person; what came of itself for this reason does not count."""
    sql = "SELECT 1 FROM funcion WHERE motivo IS NOT ? OR hasta IS NOT NULL LIMIT 1"
    return scalar(db, sql, [but]) is not None


def pin_of(db: Database, person: str) -> dict[str, Any] | None:
    """The verifier of a person's PIN and how often it was typed wrong since it was last right."""
    return row(db, "SELECT pin, fallos FROM persona_secreto WHERE persona = ?", [person])


def keep_pin(db: Database, person: str, pin: str | None) -> None:
    """Keep another PIN, or none; the count of wrong ones begins again."""
    with records.transaction(db):
        db.conn.execute(
            "INSERT INTO persona_secreto (persona, pin) VALUES (?, ?)"
            " ON CONFLICT (persona) DO UPDATE SET pin = excluded.pin, fallos = 0",
            (person, pin),
        )


def count_try(db: Database, person: str) -> None:
    """One try more: written before its answer is known, so that stopping the program does not win one."""
    with records.transaction(db):
        db.conn.execute("UPDATE persona_secreto SET fallos = fallos + 1 WHERE persona = ?", [person])


def forget_tries(db: Database, person: str) -> None:
    """The person showed who they are: nothing counts against them."""
    with records.transaction(db):
        db.conn.execute("UPDATE persona_secreto SET fallos = 0 WHERE persona = ? AND fallos > 0", [person])


def act_of(db: Database, tx: int) -> str:
    """What a save was."""
    return str(scalar(db, "SELECT act FROM sync_tx WHERE tx = ?", [tx]) or "")


def who_told(db: Database, compra: str, events: Collection[str]) -> set[str]:
    """Who registered one of these events of a purchase, whatever was corrected since."""
    marks = ", ".join("?" * len(events))
    sql = (
        "SELECT DISTINCT x.person FROM evento e JOIN sync_op o ON o.tbl = 'evento' AND o.pk = e.id"
        f" JOIN sync_tx x ON x.tx = o.tx WHERE e.compra = ? AND e.codigo IN ({marks})"
    )
    return {str(found["person"]) for found in rows(db, sql, [compra, *events])}


def who_handed_over(db: Database, plan: str) -> set[str]:
    """Who registered goods that a plan received."""
    sql = (
        "SELECT DISTINCT x.person FROM bien b JOIN sync_op o ON o.tbl = 'bien' AND o.pk = b.id"
        " JOIN sync_tx x ON x.tx = o.tx AND x.act = 'save_bienes' WHERE b.plan = ?"
    )
    return {str(found["person"]) for found in rows(db, sql, [plan])}


def who_verified(db: Database, plan: str) -> set[str]:
    """Who verified on the spot what a plan's organisation put in."""
    sql = "SELECT DISTINCT verificado_por FROM contrapartida WHERE plan = ? AND verificado_por IS NOT NULL"
    return {str(found["verificado_por"]) for found in rows(db, sql, [plan])}


def member_names(db: Database, aeo: str) -> list[str]:
    """The names of everybody who is a member of an organisation."""
    found = rows(db, "SELECT nombres, apellido_paterno, apellido_materno FROM socio WHERE aeo = ?", [aeo])
    return [" ".join(str(part) for part in each.values() if part) for each in found]
