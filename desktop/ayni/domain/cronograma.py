"""The timetable of a call: its stages and their dates (F02). What expires is looked at before each of them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from ayni.domain.fields import Date, Field, Problem, Quantity, Reference, Text, Values
from ayni.lang import N_, Sentence, day

ETAPA = (
    Field("convocatoria", N_("Convocatoria"), Reference("convocatoria"), required=True, asked=False),
    Field("orden", N_("Orden"), Quantity(whole=True), asked=False, merge="soft"),
    Field("nombre", N_("Etapa"), Text(160), required=True, example="Presentación de expedientes"),
    Field(
        "inicio", N_("Fecha de inicio"), Date(month_allowed=False), required=True, group="fechas", example="02/03/2026"
    ),
    Field("fin", N_("Fecha de fin"), Date(month_allowed=False), group="fechas", help=N_("En blanco si dura un día.")),
    Field("lugar", N_("Lugar y horario"), Text(200)),
)


def check_etapa(values: Values) -> list[Problem]:
    """A stage ends on the day it starts or later (F02)."""
    start, end = values.get("inicio"), values.get("fin")
    if start and end and str(end) < str(start)[: len(str(end))]:
        return [Problem("fin", Sentence(N_("La etapa termina antes de empezar. Revise las fechas.")))]
    return []


def check_cronograma(rows: Sequence[Mapping[str, object]]) -> list[Problem]:
    """What to look at in a timetable, in its order: a row that starts before the one before it has ended (F02)."""
    found = []
    for before, row in pairwise(rows):
        ended = str(before["fin"] or before["inicio"])
        if str(row["inicio"]) <= ended:
            said = N_("La etapa {stage} empieza el {start}, antes de que termine {before} el {end}.")
            sentence = Sentence(
                said, stage=row["nombre"], start=day(str(row["inicio"])), before=before["nombre"], end=day(ended)
            )
            found.append(Problem("inicio", sentence))
    return found
