"""The board of an AEO: who held which cargo, from when to when (F05). A cargo is a period of its own."""

from collections.abc import Iterable, Mapping, Sequence

from ayni.domain.fields import Catalogue, Date, Field, Problem, Reference, Text
from ayni.lang import N_, Sentence

CARGO_PERIODO = (
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, asked=False),
    Field("socio", N_("Socio"), Reference("socio"), required=True, choices="socios"),
    Field("cargo", N_("Cargo"), Catalogue("cargos"), required=True),
    Field("desde", N_("Desde"), Date(), required=True, group="periodo", example="01/02/2025"),
    Field("hasta", N_("Hasta"), Date(), group="periodo", example="31/01/2027"),
    Field("documento", N_("Acta o asiento registral"), Text(120), example="Asiento A0003 de la partida 11045678"),
)

CORE = ("presidente", "secretario", "tesorero")


def in_force(periods: Iterable[Mapping[str, object]], on: str) -> list[Mapping[str, object]]:
    """The periods that cover this ISO day; a period without an end goes on."""
    return [
        period
        for period in periods
        if str(period["desde"]) <= on
        and (not period["hasta"] or on[: len(str(period["hasta"]))] <= str(period["hasta"]))
    ]


def check_junta(periods: Sequence[Mapping[str, object]], on: str) -> list[Problem]:
    """What a board lacks on a day: a core post without a person, one person in two core posts (F05)."""
    present = in_force(periods, on)
    found = []
    holders: dict[object, str] = {}
    for cargo in CORE:
        people = [period["socio"] for period in present if period["cargo"] == cargo]
        if not people:
            found.append(Problem("cargo", Sentence(N_("Falta quien ocupe este cargo: {cargo}."), cargo=cargo)))
        for person in people:
            if person in holders and holders[person] != cargo:
                said = N_("Una misma persona no puede ocupar dos cargos: {first} y {second}.")
                found.append(Problem("socio", Sentence(said, first=holders[person], second=cargo)))
            holders[person] = cargo
    return found
