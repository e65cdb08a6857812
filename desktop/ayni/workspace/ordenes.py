"""What the command line asks besides what screens ask: which record a word names, what a trouble of the disk says."""

import re
from dataclasses import dataclass

from ayni.domain.padron import full_name
from ayni.lang import N_, Sentence
from ayni.storage.database import StoreError, rows, trouble
from ayni.workspace.opened import Opened, Row
from ayni.workspace.refusals import refuse

# tables that a word may name, the columns that name a record beside its id, and the column that a person knows it by
NUMBERS = {"aeo": "ruc", "socio": "dni"}
TITLES = {
    "aeo": "nombre",
    "convocatoria": "nombre",
    "plan": "titulo",
    "compra": "nombre",
    "evento": "codigo",
    "cargo_periodo": "cargo",
    "asamblea": "fecha",
}
SHOWN = 10  # candidates told when a word names several records


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a word may mean."""

    record: str
    title: str


def candidates(door: Opened, noun: str, word: str, aeo: str = "") -> list[Candidate]:
    """Records whose id begins so, or whose RUC or DNI this is; within one AEO when it is given."""
    plain = word.strip().lower()
    where, values = ["substr(id, 1, ?) = ?"], [str(len(plain)), plain]
    if number := NUMBERS.get(noun):
        where.append(f"{number} = ?")
        values.append(re.sub(r"[\s.\-]", "", plain))
    sql = f"SELECT * FROM {noun} WHERE ({' OR '.join(where)})"  # noqa: S608  names are ours
    if noun == "aeo":  # one that was joined to another is named by its id alone
        sql += " AND (fusionado_en IS NULL OR id = ?)"
        values.append(plain)
    if aeo:
        sql += " AND aeo = ?"
        values.append(aeo)
    found = rows(door.db, f"{sql} ORDER BY id LIMIT {SHOWN + 1}", values) if plain else []
    return [Candidate(row["id"], _title(noun, row)) for row in found]


def _title(noun: str, found: Row) -> str:
    if noun == "socio":
        return f"{full_name(found)} · {found['dni']}"
    return str(found.get(TITLES.get(noun, "")) or "")


def named(door: Opened, noun: str, word: str, aeo: str = "") -> str:
    """The id of the one record that a word names: its id, its unique beginning, its RUC or DNI.

    Raises Refused when there is none, or several: then they are told.
    """
    found = candidates(door, noun, word, aeo)
    if not found:
        raise refuse(N_("No hay nada con el número o el código {word}."), noun, word=word)
    exact = [candidate for candidate in found if candidate.record == word]
    if len(found) > 1 and not exact:
        told = "; ".join(f"{candidate.record} {candidate.title}" for candidate in found[:SHOWN])
        raise refuse(N_("Hay más de uno con {word}: {list}"), noun, word=word, list=told)
    return (exact or found)[0].record


def said_of(error: Exception) -> Sentence | None:
    """What to tell of a trouble with the file or the disk; None when the fault is the program's."""
    if isinstance(error, StoreError):
        return trouble(error)
    if isinstance(error, RecursionError):  # a file with a hundred thousand brackets
        return Sentence(N_("Ese archivo no se entiende: tiene demasiados datos unos dentro de otros."))
    if isinstance(error, OSError):
        return Sentence(N_("El disco o la memoria USB no responde. Revise que siga puesta y pruebe otra vez."))
    return None
