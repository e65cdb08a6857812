"""What somebody says about a part of a plan, for those who write it: it is answered, resolved, and never printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ayni.domain.fields import SI, Date, Field, LongText, Reference, Text, YesNo
from ayni.lang import N_

COMENTARIO = (
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, asked=False),
    Field("plan", N_("Plan de negocio"), Reference("plan"), required=True, asked=False),
    # the code of a section, a part of the plan ("presupuesto"), or a table ("tabla:T5")
    Field("lugar", N_("De qué parte del plan habla"), Text(60), required=True, asked=False),
    Field("texto", N_("Comentario"), LongText(4000), required=True),
    Field("autor", N_("Quién lo escribió"), Text(160), asked=False),
    Field("fecha", N_("Fecha"), Date(), required=True, asked=False),
    Field("resuelto", N_("¿Ya está resuelto?"), YesNo(), asked=False),
    Field("respuesta_a", N_("Responde a"), Reference("comentario"), asked=False),
)
TYPED = tuple(item for item in COMENTARIO if item.asked)
PARTS = (
    ("portada", N_("Portada")),
    ("presupuesto", N_("Presupuesto del plan")),
    ("produccion", N_("Producción")),
    ("resultados", N_("Resultados")),
)


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its answers, in the order in which they were written."""

    comment: Mapping[str, Any]
    answers: tuple[Mapping[str, Any], ...] = ()

    @property
    def open(self) -> bool:
        """Nobody has said yet that it is resolved."""
        return self.comment.get("resuelto") != SI


def threads(rows: Sequence[Mapping[str, Any]]) -> list[Thread]:
    """Comments with their answers: open ones first, then by their day. An answer to an answer stands with its thread.

    An answer whose comment is not here (it has not travelled yet) stands for itself.
    """
    known = {str(row["id"]): row for row in rows}

    def first(row: Mapping[str, Any]) -> str:
        seen = {str(row["id"])}
        while (above := str(row.get("respuesta_a") or "")) in known and above not in seen:
            seen.add(above)
            row = known[above]
        return str(row["id"])

    def written(row: Mapping[str, Any]) -> tuple[str, str]:
        return str(row["fecha"]), str(row["id"])

    heads = {record: row for record, row in known.items() if first(row) == record}
    made = [
        Thread(row, tuple(sorted((each for each in rows if each is not row and first(each) == record), key=written)))
        for record, row in heads.items()
    ]
    return sorted(made, key=lambda thread: (not thread.open, written(thread.comment)))
