"""Who may do what: the roles of people, the acts that each role does, and what one person may not do alone.

The table of acts, the pairs that do not go together and the cases that need a second person are data with their source
(`resources/rules/funciones.json`). While nobody has a role here, everybody may do everything, as before.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ayni.domain.dates import without_accents
from ayni.domain.fields import Choice, Date, Field, Problem, Text
from ayni.lang import N_, Sentence

REGISTRA, EVALUA, COMPRA, DIRIGE, AUDITA = "registra", "evalua", "compra", "dirige", "audita"
ROLES = (
    (REGISTRA, N_("Registra")),
    (EVALUA, N_("Evalúa")),
    (COMPRA, N_("Compra")),
    (DIRIGE, N_("Dirige")),
    (AUDITA, N_("Audita")),
)
WHAT_FOR = {
    REGISTRA: N_("Organizaciones, socios, planes, papeles y entregas."),
    EVALUA: N_("Revisa los papeles y los planes."),
    COMPRA: N_("Requerimientos, cotizaciones y compras."),
    DIRIGE: N_("La convocatoria, las personas y lo que se deja pasar."),
    AUDITA: N_("Ve todo y no cambia nada."),
}
WHY = {  # what the data names, in words
    "evaluates_approves": N_("Quien evalúa un plan no lo aprueba."),
    "evaluates_buys": N_("Quien evalúa los planes no compra sus bienes."),
    "audits_does": N_("Quien audita no hace lo que audita."),
    "own_organisation": N_("Usted es socio de esta organización: la revisa otra persona."),
    "bought_and_accepted": N_("Quien hizo la compra no da su conformidad: la da otra persona."),
    "delivered_and_verified": N_(
        "Quien registra la entrega no verifica la contrapartida del mismo plan: lo hace otra persona."
    ),
}
WRITING = (REGISTRA, EVALUA, COMPRA, DIRIGE)  # what is not in the table of acts is done by any of these
SHORTEST_REASON = 10  # letters

FUNCION = (
    Field("persona", N_("Persona"), Text(120), required=True, asked=False, group="funcion"),
    Field("funcion", N_("Función"), Choice(ROLES), required=True, asked=False, group="funcion"),
    Field("desde", N_("Desde"), Date(month_allowed=False), required=True, asked=False, group="funcion"),
    Field("hasta", N_("La deja el"), Date(month_allowed=False), asked=False, group="fin"),
    Field(
        "documento",
        N_("Documento que lo dice"),
        Text(120),
        group="funcion",
        example=N_("Memorando 014-2026-GM"),
    ),
    Field("motivo", N_("Motivo"), Text(255), group="funcion"),
    Field("motivo_fin", N_("Por qué la deja"), Text(255), asked=False, group="fin"),
)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Incompatible:
    """Two roles that one person has only with a written reason."""

    id: str
    roles: frozenset[str]
    why: str  # source text
    article: str
    valid_from: str
    valid_to: str


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """A case that needs somebody else: what is being done, and what must have been done by another person."""

    id: str
    why: str  # source text
    article: str
    events: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class RoleLaw:
    """The table of acts and what does not go together."""

    acts: Mapping[str, tuple[str, ...]]
    events: Mapping[str, tuple[str, ...]]
    automatic: frozenset[str]  # acts that the program does by rule, whoever is at work
    implied: Mapping[str, tuple[str, ...]]
    first: tuple[str, ...]
    incompatible: tuple[Incompatible, ...]
    cases: Mapping[str, SecondPerson] = field(default_factory=dict)
    settings: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "RoleLaw":
        """The rules of a file."""
        return cls(
            acts={name: tuple(roles) for name, roles in data["acts"].items()},
            events={name: tuple(roles) for name, roles in data["events"].items()},
            automatic=frozenset(data["automatic"]),
            implied={name: tuple(roles) for name, roles in data["implied"].items()},
            first=tuple(data["first"]),
            incompatible=tuple(
                Incompatible(
                    each["id"],
                    frozenset(each["roles"]),
                    WHY[each["why"]],
                    each["article"],
                    each["valid_from"] or "",
                    each["valid_to"] or "",
                )
                for each in data["incompatible"]
            ),
            cases={
                each["id"]: SecondPerson(
                    each["id"],
                    WHY[each["why"]],
                    each["article"],
                    frozenset(each.get("events", ())),
                    frozenset(each.get("after", ())),
                    frozenset(each.get("acts", ())),
                    each["valid_from"] or "",
                    each["valid_to"] or "",
                )
                for each in data["second_person"]
            },
            settings={each["key"]: each["value"] for each in data["settings"]},
        )

    def who_does(self, act: str) -> tuple[str, ...]:
        """The roles that do an act."""
        return self.acts.get(act, WRITING)

    def who_tells(self, event: str) -> tuple[str, ...]:
        """The roles that register an event of a purchase."""
        return self.events.get(event, self.acts["save_evento"])

    def clashes(self, roles: Collection[str], day: date) -> list[Incompatible]:
        """The pairs among these roles that need a written reason."""
        return [
            each
            for each in self.incompatible
            if each.roles <= set(roles) and in_force(each.valid_from, each.valid_to, day)
        ]


def in_force(valid_from: str, valid_to: str, day: date) -> bool:
    """The day is within, both ends included; an end that is not said is open."""
    return (not valid_from or valid_from <= day.isoformat()) and (not valid_to or day.isoformat() <= valid_to)


def holds(row: Row, day: date) -> bool:
    """The role is held that day: from its first day, until the day on which it is left."""
    return str(row["desde"]) <= day.isoformat() and (not row["hasta"] or day.isoformat() < str(row["hasta"]))


def same_person(one: str, other: str) -> bool:
    """Two names of one person, whatever the accents, the spaces and the order of names and surnames."""
    return sorted(without_accents(one).split()) == sorted(without_accents(other).split()) != []


def roles_of(rows: Iterable[Row], person: str, day: date) -> frozenset[str]:
    """The roles that a person holds that day."""
    return frozenset(str(row["funcion"]) for row in rows if row["persona"] == person and holds(row, day))


def holders(rows: Iterable[Row], roles: Collection[str], day: date) -> list[str]:
    """Who holds one of these roles that day, by name."""
    return sorted({str(row["persona"]) for row in rows if row["funcion"] in roles and holds(row, day)})


def check_grant(asked: Collection[str], clashes: Sequence[Incompatible], reason: str) -> list[Problem]:
    """What is wrong with giving these roles: a pair that does not go together needs a reason that can be read."""
    known = {code for code, _label in ROLES}
    if not known.issuperset(asked):
        return [Problem("funciones", Sentence(N_("Elija una respuesta de la lista.")))]
    if clashes and len(reason.strip()) < SHORTEST_REASON:
        said = N_("{why} Si no hay otra persona, escriba el motivo: quedará en la historia.")
        return [Problem("motivo", Sentence(said, why=Sentence(clashes[0].why)))]
    return []
