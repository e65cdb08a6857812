"""Powers of the representative and other papers with a term: vigencia de poder, mandates (F05), and their warnings.

How many days before each thing is said are data of `resources/rules/avisos.json`; a caller builds `Leads` of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ayni.domain.dates import first_day, last_day
from ayni.domain.fields import Choice, Date, Field, Quantity, Reference, Text
from ayni.lang import N_, Sentence, day

VIGENCIA, ACTA = "vigencia_poder", "acta_certificada"

PODER = (
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, asked=False),
    Field(
        "tipo",
        N_("Documento"),
        Choice(
            (
                (VIGENCIA, N_("Vigencia de poder")),
                (ACTA, N_("Acta certificada")),
                ("otro", N_("Otro")),
            )
        ),
        required=True,
        group="poder",
    ),
    Field("representante", N_("Representante"), Reference("socio"), required=True, group="poder", choices="socios"),
    Field("emitido", N_("Fecha de emisión"), Date(future_allowed=False), required=True, group="plazo"),
    Field(
        "dias_validez",
        N_("Días que vale"),
        Quantity(whole=True, minimum=1),
        group="plazo",
        help=N_("Lo dicen las bases de la convocatoria: 30 o 90 días."),
        example="30",
    ),
    Field("partida_registral", N_("N.º de partida registral"), Text(20), group="registro"),
    Field("asiento", N_("Asiento"), Text(40), group="registro"),
    Field("oficina_registral", N_("Oficina registral"), Text(80), group="registro"),
)


@dataclass(frozen=True, slots=True)
class Leads:
    """How many days before something expires it is told, and for how many after it did."""

    mandate: int
    power: int
    paper: int
    stage: int
    late: int

    @classmethod
    def from_data(cls, document: Mapping[str, Any]) -> "Leads":
        """The days as `avisos.json` writes them."""
        known = {row["key"]: int(row["value"]) for row in document["rules"]}
        return cls(
            known["mandate_lead"], known["power_lead"], known["paper_lead"], known["stage_lead"], known["told_after"]
        )

    @property
    def longest(self) -> int:
        """Nothing is told earlier than these days before."""
        return max(self.mandate, self.power, self.paper, self.stage)


@dataclass(frozen=True, slots=True)
class Expiring:
    """Something of an AEO that ends on a day: a mandate, a power, a paper. `who` and `what` are shown to people."""

    kind: str  # mandato, poder, papel
    aeo: str
    until: date
    who: str = ""
    what: str | Sentence = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a call: its name and its days."""

    name: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Aviso:
    """A warning in a sentence. `late`: it has expired already."""

    kind: str
    aeo: str
    until: date
    sentence: Sentence
    late: bool


MANDATO, PODER_KIND, PAPEL_KIND = "mandato", "poder", "papel"
SAID = {
    MANDATO: (
        N_("El mandato de {who} ({what}) termina el {until}."),
        N_("El mandato de {who} ({what}) termina el {until}, antes de la etapa {stage} del {start}."),
        N_("El mandato de {who} ({what}) terminó el {until}."),
    ),
    PODER_KIND: (
        N_("El poder de {who} vence el {until}."),
        N_("El poder de {who} vence el {until}, antes de la etapa {stage} del {start}."),
        N_("El poder de {who} venció el {until}."),
    ),
    PAPEL_KIND: (
        N_("El documento {what} vence el {until}."),
        N_("El documento {what} vence el {until}, antes de la etapa {stage} del {start}."),
        N_("El documento {what} venció el {until}."),
    ),
}


def last_valid(poder: Mapping[str, object], call_days: int | None = None) -> date | None:
    """The last day on which a power may be used: its own days, or those of the call's bases; None when nobody says."""
    own = poder.get("dias_validez")
    days = int(str(own)) if own else call_days
    if not poder.get("emitido") or days is None:
        return None
    return first_day(str(poder["emitido"])) + timedelta(days=days)


def stages_of(rows: Iterable[Mapping[str, object]]) -> list[Stage]:
    """Rows of a timetable as stages in the order of their days; without an end a stage lasts one day."""
    made = [
        Stage(str(row["nombre"]), first_day(str(row["inicio"])), last_day(str(row["fin"] or row["inicio"])))
        for row in rows
    ]
    return sorted(made, key=lambda stage: (stage.start, stage.end))


def avisos(
    expiring: Iterable[Expiring], stages: Mapping[str, Sequence[Stage]], today: date, leads: Leads
) -> list[Aviso]:
    """What must be told today, soonest first. `stages`: those of the call of each AEO.

    A thing is told when it ends within its own days, or before a stage that is near; and for a while after it ended.
    """
    own = {MANDATO: leads.mandate, PODER_KIND: leads.power, PAPEL_KIND: leads.paper}
    told = []
    for thing in expiring:
        soon, before, late = SAID[thing.kind]
        about = {"who": thing.who, "what": thing.what, "until": day(thing.until.isoformat())}
        if thing.kind == PAPEL_KIND:
            del about["who"]
        elif thing.kind == PODER_KIND:
            del about["what"]
        if thing.until < today:
            if (today - thing.until).days <= leads.late:
                told.append(Aviso(thing.kind, thing.aeo, thing.until, Sentence(late, **about), late=True))
            continue
        broken = next(
            (
                stage
                for stage in stages.get(thing.aeo, ())
                if stage.end > thing.until and stage.end >= today and (stage.start - today).days <= leads.stage
            ),
            None,
        )
        if broken is not None:
            named = {"stage": broken.name, "start": day(broken.start.isoformat())}
            sentence = Sentence(before, **about, **named)
            if broken.start <= thing.until:  # it ends while the stage is under way
                sentence = Sentence(SAID_DURING[thing.kind], **about, stage=broken.name)
            told.append(Aviso(thing.kind, thing.aeo, thing.until, sentence, late=False))
        elif (thing.until - today).days <= own[thing.kind]:
            told.append(Aviso(thing.kind, thing.aeo, thing.until, Sentence(soon, **about), late=False))
    return sorted(told, key=lambda each: (each.until, each.aeo, each.kind))


SAID_DURING = {
    MANDATO: N_("El mandato de {who} ({what}) termina el {until}, durante la etapa {stage}."),
    PODER_KIND: N_("El poder de {who} vence el {until}, durante la etapa {stage}."),
    PAPEL_KIND: N_("El documento {what} vence el {until}, durante la etapa {stage}."),
}
