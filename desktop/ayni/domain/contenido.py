"""What a call asks a plan to contain: sections and tables by their code, and the rate and years that it sets.

A call that says nothing asks what the index of the plan marks as required, and the tables that the rules ask of every
plan. What it says instead is a list of codes: of sections (`antecedentes`) and of tables (`T5`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ayni.domain.capitulo import Index
from ayni.domain.convocatoria import CONVOCATORIA
from ayni.domain.fields import Value, by_name, empty
from ayni.domain.tabla import TABLAS
from ayni.domain.tabla_derivada import DERIVED
from ayni.lang import N_, Sentence

FIGURES: Mapping[str, str] = {
    "T7": N_("Costos de producción, en soles"),
    "T8": N_("Presupuesto de inversión, en soles"),
    "T11": N_("Ingresos por ventas, en soles"),
    "T13": N_("Flujo de caja, en soles"),
    "T14": N_("Indicadores"),
    "T16": N_("Empleo"),
    "T20": N_("Junta directiva y distribución de utilidades"),
}
"""Tables that the figures of a plan fill, by their code, and their names."""

_NAMES = {**{code: found.label for code, found in (*TABLAS.items(), *DERIVED.items())}, **FIGURES}
TABLES: Mapping[str, str] = {f"T{number}": _NAMES[f"T{number}"] for number in range(1, 21)}
"""Every table of the plan by its code, and its name as it is printed."""

NUMBERS = ("2", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "17", "19")
MONEY = frozenset(f"T{number}" for number in NUMBERS)
"""Tables that hold amounts: below each stand the prices, the rate and the years that they rest on."""

RATE, YEARS, DOCUMENT = "tasa_descuento", "horizonte_years", "documento_tasa"
FINANCE = tuple(by_name(CONVOCATORIA)[name] for name in (RATE, YEARS, DOCUMENT))


@dataclass(frozen=True, slots=True)
class Basis:
    """What the amounts of a plan rest on, told below every table that has any."""

    rate_pct: Decimal | None
    years: int | None
    confirmed: bool = False

    @property
    def sentence(self) -> Sentence:
        """All of it in one line."""
        return Sentence(
            BASIS,
            rate=Sentence(NO_RATE)
            if self.rate_pct is None
            else Sentence(RATE_OF, rate=f"{self.rate_pct.normalize():f}"),
            years=Sentence(NO_YEARS) if self.years is None else Sentence(YEARS_OF, years=self.years),
            state=Sentence(CONFIRMED if self.confirmed else UNCONFIRMED),
        )


BASIS = N_("Precios constantes · {rate} · {years} · {state}")
RATE_OF, NO_RATE = N_("tasa de {rate} %"), N_("sin tasa")
YEARS_OF, NO_YEARS = N_("{years} años"), N_("años por decidir")
CONFIRMED, UNCONFIRMED = N_("confirmado"), N_("sin confirmar")


def basis(plan: Mapping[str, Value], call: Mapping[str, Value]) -> Basis:
    """The basis of a plan. It is confirmed when its call says rate, years and document, and the plan follows them."""
    rate, years = (None if empty(plan.get(name)) else Decimal(str(plan[name])) for name in (RATE, YEARS))
    told = [call.get(name) for name in (RATE, YEARS, DOCUMENT)]
    follows = not any(map(empty, told)) and (rate, years) == (Decimal(str(told[0])), Decimal(str(told[1])))
    return Basis(rate, None if years is None else int(years), follows)


def required(index: Index, asked: Value, always: Iterable[str]) -> frozenset[str]:
    """Codes of what a plan must contain: the list of its call, or the marks of its index and the tables `always`."""
    if not empty(asked):
        return frozenset(str(asked).split(","))
    return frozenset(section.code for section in index.sections if section.required) | frozenset(always)
