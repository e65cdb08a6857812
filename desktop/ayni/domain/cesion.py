"""The agreement by which an AEO uses the goods before it owns them: its term, its addenda, its days without cover."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ayni.domain.dates import first_day, last_day
from ayni.domain.fields import Choice, Date, Field, LongText, Problem, Text, Values
from ayni.domain.presupuesto import AEO, PLAN
from ayni.lang import N_, Sentence

CESION = (
    AEO,
    PLAN,
    Field(
        "tipo_cesion",
        N_("Documento"),
        Choice((("cesion", N_("Acuerdo de cesión en uso")), ("adenda", N_("Adenda que la amplía")))),
        required=True,
        group="cesion",
    ),
    Field("cesion_numero", N_("Número del acuerdo"), Text(80), required=True, group="cesion"),
    Field("firmado", N_("Fecha en que se firmó"), Date(month_allowed=False, future_allowed=False), group="plazo"),
    Field("desde", N_("Vale desde"), Date(month_allowed=False), required=True, group="plazo"),
    Field("hasta", N_("Vale hasta"), Date(month_allowed=False), required=True, group="plazo"),
    Field("condiciones", N_("Condiciones"), LongText(4000), merge="paragraphs"),
    Field("archivos", N_("Archivos"), LongText(20000), merge="set", asked=False),
)

Row = Mapping[str, Any]


def check_cesion(values: Values) -> list[Problem]:
    """A term ends after it begins."""
    if values.get("desde") and values.get("hasta") and str(values["hasta"]) < str(values["desde"]):
        return [Problem("hasta", Sentence(N_("El plazo termina antes de empezar. Revise las fechas.")))]
    return []


@dataclass(frozen=True, slots=True)
class Cover:
    """The days that the agreements of a plan cover: until when, and the stretches without any in between."""

    first: date | None
    until: date | None
    gaps: tuple[tuple[date, date], ...]
    _terms: tuple[tuple[date, date], ...] = ()

    def on(self, day: date) -> bool:
        """An agreement was in force that day."""
        return any(start <= day <= end for start, end in self._terms)


def cover(rows: Iterable[Row]) -> Cover:
    """What the agreements and addenda of a plan cover, whatever their order."""
    terms = sorted((first_day(str(row["desde"])), last_day(str(row["hasta"]))) for row in rows)
    gaps = []
    until: date | None = None
    for start, end in terms:
        if until is not None and start > until + timedelta(days=1):
            gaps.append((until + timedelta(days=1), start - timedelta(days=1)))
        until = end if until is None else max(until, end)
    return Cover(terms[0][0] if terms else None, until, tuple(gaps), tuple(terms))
