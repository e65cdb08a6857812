"""Purchases of one kind of thing in a year: the same thing bought apart, which is to be bought together.

The family of an item is its CUBSO code or what a person wrote, else its name and unit. Its purchases of a year are
added once, whatever their plans. Splitting a yearly need to take a lower procedure is forbidden (Ley 32069, art. 50;
its Reglamento, art. 45): when each purchase takes a lower procedure than the sum, that is told and a reason is asked.
It blocks nothing. While the UIT of the year is not known nothing is judged, and that is told too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.etapas import PROCEDIMIENTOS
from ayni.domain.fields import Date, Field, LongText, Money, Text, Year
from ayni.lang import N_, Sentence, soles

FRACCIONAMIENTO = (
    Field("familia", N_("Cosa que se compra"), Text(400), required=True, asked=False),
    Field("year", N_("Año fiscal"), Year(), required=True, asked=False),
    Field(
        "motivo",
        N_("¿Por qué se compran por separado?"),
        LongText(1000),
        required=True,
        group="motivo",
        example=N_("Los planes se aprobaron en fechas distintas."),
    ),
    # What the purchases added up to when it was written: a later one asks for the reason again.
    Field("suma_centimos", N_("Suma de las compras"), Money(), asked=False, group="motivo"),
    Field("persona", N_("Quién lo decide"), Text(120), asked=False, group="motivo"),
    Field("fecha", N_("Fecha"), Date(future_allowed=False), asked=False, group="motivo"),
)

JOINABLE = ("BORRADOR", "REQUERIMIENTO", "REQ_OBSERVADO", "MERCADO")
SEVERAL = 2
SPLIT = N_("Otras compras del año son de lo mismo ({name}) y juntas suman {total}. Juntas les toca: {procedure}.")
SPLIT_ONLY = N_("Otras compras del año son de lo mismo ({name}) y juntas suman {total}. Pasan el contrato menor.")
REASONED = N_("Otras compras del año son de lo mismo ({name}). Motivo escrito: {reason}")
TOGETHER = N_("Otras compras del año son de lo mismo: {name}. Se pueden juntar en una.")
NO_UIT = N_("No se conoce la UIT de {year}: no se puede decir si lo mismo se compra por partes.")


@dataclass(frozen=True, slots=True)
class Buying:
    """What a purchase buys of a family: its part, and what the whole purchase costs; None: nobody said."""

    compra: str
    nombre: str
    objeto: str
    name: str  # of the thing
    destinos: frozenset[str]
    centimos: int | None
    whole: int | None


@dataclass(frozen=True, slots=True)
class Due:
    """The procedure that an amount takes, and how far up the ladder it stands. `confirmed`: all its figures are."""

    step: int
    procedure: str
    article: str
    confirmed: bool

    @property
    def label(self) -> Sentence | None:
        """What it is called; None when it is not known."""
        said = dict(PROCEDIMIENTOS).get(self.procedure)
        return Sentence(said) if said else None


@dataclass(frozen=True, slots=True)
class Family:
    """The purchases of a family in a year, those that cost most first. `due` is None while it cannot be told."""

    key: str
    year: int
    buyings: tuple[Buying, ...]
    due: Due | None = None
    split: bool = False
    reason: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.buyings[0].name

    @property
    def centimos(self) -> int:
        """What is known of its sum."""
        return sum(each.centimos or 0 for each in self.buyings)

    @property
    def unknown(self) -> int:
        """How many purchases say no amount."""
        return sum(each.centimos is None for each in self.buyings)

    @property
    def several(self) -> bool:
        """More than one purchase."""
        return len(self.buyings) >= SEVERAL

    def sentence(self) -> Sentence:
        """What there is to tell of it, in one sentence."""
        if self.split and self.reason:
            return Sentence(REASONED, name=self.name, reason=self.reason)
        if self.split:
            label = self.due.label if self.due else None
            if label is None:
                return Sentence(SPLIT_ONLY, name=self.name, total=soles(self.centimos))
            return Sentence(SPLIT, name=self.name, total=soles(self.centimos), procedure=label)
        return Sentence(TOGETHER, name=self.name)


def due_for(centimos: int, objeto: str, year: int, law: PurchaseLaw) -> Due | None:
    """The procedure that an amount takes in a year, by the ladder of the rules; None when the UIT is not known.

    A step whose figure is not known is passed over; when the last one is not known, the procedure is not told.
    """
    day = date(year, 12, 31)
    regime = law.regime_on(day)
    uit = law.rule(f"UIT {year}", day)
    if uit is None or not isinstance(uit.value, int):
        return None
    confirmed, article = uit.confirmed, ""
    for place, step in enumerate(law.ladder):
        procedure = _procedure(step, objeto, regime)
        if procedure is None:
            continue
        line = law.rule(step["key"], day, regime) if step.get("key") else None
        if step.get("key") and (line is None or not isinstance(line.value, int)):
            if step.get("needed"):
                return Due(place, "", article, confirmed=False)
            continue
        if line is None:
            return Due(place, procedure, step.get("article", ""), confirmed)
        limit = line.value * uit.value if step.get("uit") else line.value
        confirmed, article = confirmed and line.confirmed, line.article
        if centimos < limit or (centimos == limit and not step.get("below")):
            return Due(place, procedure, article, confirmed)
    return None


def _procedure(step: Mapping[str, Any], objeto: str, regime: str) -> str | None:
    """What a step of the ladder is called for this object under this regime; None: it has no such step."""
    found = step["procedure"].get(objeto or "BIEN")
    return step.get("regimes", {}).get(regime, found) if found else None


def families(
    buyings: Mapping[str, Sequence[Buying]], year: int, law: PurchaseLaw, reasons: Mapping[str, tuple[str, int]]
) -> list[Family]:
    """Every family with its sum and what is due, those that are split first, then those that cost most.

    `reasons`: family → the reason written and the sum that it was written for.
    """
    found = [_family(key, tuple(each), year, law, reasons.get(key)) for key, each in buyings.items() if each]
    return sorted(found, key=lambda one: (not one.split, bool(one.reason), -one.centimos, one.key))


def _family(key: str, given: tuple[Buying, ...], year: int, law: PurchaseLaw, said: tuple[str, int] | None) -> Family:
    mine = tuple(sorted(given, key=lambda each: (-(each.centimos or 0), each.nombre, each.compra)))
    total = sum(each.centimos or 0 for each in mine)
    due = due_for(total, mine[0].objeto, year, law)
    apart = [due_for(each.whole or 0, each.objeto, year, law) for each in mine]
    split = due is not None and len(mine) >= SEVERAL and all(one is not None and one.step < due.step for one in apart)
    reason = said[0] if said and said[1] >= total else ""
    return Family(key, year, mine, due, split, reason)


def known_year(year: int, law: PurchaseLaw) -> Sentence | None:
    """What is told when a year's UIT is not known; None when it is."""
    return None if due_for(0, "BIEN", year, law) is not None else Sentence(NO_UIT, year=str(year))


def by_purchase(found: Iterable[Family]) -> dict[str, tuple[Family, ...]]:
    """The families that each purchase shares with others."""
    shared: dict[str, tuple[Family, ...]] = {}
    for family in found:
        if family.several:
            for compra in dict.fromkeys(each.compra for each in family.buyings):
                shared[compra] = (*shared.get(compra, ()), family)
    return shared
