"""The calls that a request has had, one line for each: when, how many offers, how it ended and after how many days."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ayni.domain.recorrido import Moment, Step

ENDS = ("desierto", "cancelacion", "buena_pro", "nulidad_procedimiento")
CALL, OFFERS = "convocatoria", "ofertas_recibidas"


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `end` is the code of the act that ended it, "" while it is under way; `days` until then."""

    number: int
    start: Moment
    name: str = ""
    offers: int | None = None
    end: str = ""
    days: int | None = None


def calls_of(steps: Sequence[Step]) -> list[Call]:
    """Every call of a purchase, in order. What ended one before it was called counts for the one before."""
    found: list[Call] = []
    for step in steps:
        if step.annulled or step.moment is None:
            continue
        code, datos = step.event.codigo, step.event.datos
        if code == CALL:
            found.append(Call(len(found) + 1, step.moment, str(datos.get("nomenclatura") or "")))
        elif found and code == OFFERS and str(datos.get("ofertas") or "").isdigit():
            found[-1] = replace(found[-1], offers=int(str(datos["ofertas"])))
        elif found and code in ENDS:
            found[-1] = replace(found[-1], end=code, days=(step.moment.day - found[-1].start.day).days)
    return found
