"""The events that a row of a spreadsheet of purchases tells, with the steps between them supposed along the usual path.

A supposed event takes the day of the next known one, so that unknown time stays with the last known state; a failure
without a day takes the eve of the next call. What is only a state has the path at the day of the import.
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.dates import first_day, is_whole, last_day, read_date, without_accents
from ayni.domain.etapas import IMPORTADO, OFFICES, STATES
from ayni.domain.evento import Event
from ayni.domain.fields import Problem, Value, Values
from ayni.domain.recorrido import Purchase
from ayni.lang import N_, Sentence

FAILED, CANCELLED, ANNULLED, WON = "desierto", "cancelacion", "nulidad", "ganado"
Outcome = tuple[str, str]  # what came of a call, and the day when the cell says one (ISO or "")
OUTCOME_WORDS = (
    ("desiert", FAILED),
    ("cancel", CANCELLED),
    ("nul", ANNULLED),
    ("buena pro", WON),
    ("adjudic", WON),
    ("consent", WON),
    ("contrat", WON),
    ("ganador", WON),
    ("otorg", WON),
)
# how offices write a state, besides its label
STATE_WORDS = (
    ("desiert", "DESIERTO"),
    ("convoc", "CONVOCADO"),
    ("buena pro", "BUENA_PRO"),
    ("adjudicad", "BUENA_PRO"),
    ("consentid", "CONSENTIDO"),
    ("ejecucion", "EN_EJECUCION"),
    ("contratad", "EN_EJECUCION"),
    ("almacen", "RECIBIDO"),
    ("recibid", "RECIBIDO"),
    ("conform", "CONFORME"),
    ("pagad", "PAGADO"),
    ("transferid", "TRANSFERIDO"),
    ("liquidad", "LIQUIDADO"),
    ("entregad", "ENTREGADO_AEO"),
    ("certific", "CERTIFICACION"),
    ("expediente", "EXPEDIENTE"),
    ("bases", "BASES"),
    ("mercado", "MERCADO"),
    ("cotiza", "MERCADO"),
    ("requerim", "REQUERIMIENTO"),
    ("pedido", "REQUERIMIENTO"),
)
OFFICE_WORDS = (
    *(
        ("logistica", "LOGISTICA"),
        ("abastec", "LOGISTICA"),
        ("presup", "PRESUPUESTO"),
        ("gerencia mun", "GERENCIA_MUNICIPAL"),
    ),
    *(("comite", "EVALUADOR"), ("almacen", "ALMACEN"), ("tesor", "TESORERIA"), ("asesor", "ASESORIA_LEGAL")),
    *(("legal", "ASESORIA_LEGAL"), ("desarrollo", "GDE"), ("gde", "GDE"), ("patrimonio", "PATRIMONIO")),
    *(("proveedor", "CONTRATISTA"), ("concejo", "CONCEJO"), ("alcald", "ALCALDIA")),
)
AGAIN = "nuevo_requerimiento"
NO_COMPETITION = re.compile(r"^(CM|OC|OS|O/C|O/S)\b", re.IGNORECASE)
NOMENCLATURE = re.compile(r"^([A-Z]+(?:-[A-Z]+)?)-(\d+)-(\d{4})-(.+?)(?:-(\d+))?$")

NO_STAGE = N_("Una nulidad vuelve a una etapa que la hoja no dice. Registre esta compra a mano.")
NOT_UNDERSTOOD = N_("No se entiende este resultado: no se toma en cuenta.")
NO_STATE = N_("No se entiende este estado: no se toma en cuenta.")
OTHER_STATE = N_("La hoja dice «{said}», y sus fechas llevan a «{state}».")
NO_OFFICE = N_("No se reconoce esta oficina: no se toma en cuenta.")
ODD_NAME = N_("Esta nomenclatura no tiene la forma del portal. Se guarda como está.")
NO_ORDER = N_("Después de «{state}» no puede venir «{event}». Revise las fechas.")
INCOMPLETE = N_("Solo se sabe el estado, no las fechas: su historia queda incompleta.")


@dataclass(frozen=True, slots=True)
class Facts:
    """The events of a row in their order, and what is to be said of them."""

    events: tuple[Event, ...] = ()
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something that a row says that happened; without a day while `fecha` is ""."""

    codigo: str
    fecha: str
    name: str


def outcome_of(text: str, today: date) -> Outcome | None:
    """What came of a call as people write it; None when it is not understood."""
    bare = without_accents(text)
    for word, outcome in OUTCOME_WORDS:
        if word in bare:
            written = re.search(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", text)
            return outcome, (read_date(written[0], today) or "") if written else ""
    return None


def state_of(text: str) -> str:
    """The state that people mean, "" when it is not understood."""
    bare = without_accents(text).replace("_", " ").strip()
    for code, label in STATES.items():
        if bare in {without_accents(label), code.lower().replace("_", " ")}:
            return code
    return next((code for word, code in STATE_WORDS if word in bare), "")


def office_of(text: str) -> str:
    """The office that people mean, "" when it is none of ours."""
    bare = without_accents(text).replace("_", " ").strip()
    for code, label in OFFICES.items():
        if bare in {without_accents(label), code.lower().replace("_", " ")}:
            return code
    return next((code for word, code in OFFICE_WORDS if word in bare), "")


def facts_of(values: Values, law: PurchaseLaw, today: date) -> Facts:
    """The events that a row tells."""
    wrong: list[Problem] = []
    doubts: list[Problem] = []
    told = list(_told(values, law, today, wrong, doubts))
    if wrong:
        return Facts((), tuple(wrong), tuple(doubts))
    walk = _Walk(values, law)
    for fact in _dated(told, today):
        if problem := walk.take(fact):
            return Facts((), (problem,), tuple(doubts))
    written = str(values.get("estado") or "")
    if written:
        wanted = state_of(written)
        steps = path_to(walk.state, wanted, law) if wanted else None
        if not wanted:
            doubts.append(Problem("estado", Sentence(NO_STATE)))
        elif steps is None:
            holes = {"said": written, "state": Sentence(law.label(walk.state))}
            doubts.append(Problem("estado", Sentence(OTHER_STATE, **holes)))
        else:
            for codigo in steps:
                walk.add(codigo, today.isoformat(), inferred=True)
    incomplete = bool(walk.events) and not told
    if incomplete:
        doubts.append(Problem("estado", Sentence(INCOMPLETE)))
    events = walk.events
    if office := str(values.get("oficina") or ""):
        code = office_of(office)
        if not code:
            doubts.append(Problem("oficina", Sentence(NO_OFFICE)))
        elif events:
            events[-1] = replace(events[-1], oficina_siguiente=code)
    return Facts(tuple(events), (), tuple(doubts), incomplete)


def incomplete(purchase: Purchase) -> bool:
    """Nothing of a purchase has a known day: only the state that somebody wrote in a sheet."""
    moved = [step for step in purchase.steps if step.moved and not step.annulled]
    return bool(moved) and all(step.event.inferido for step in moved)


def _told(
    values: Values, law: PurchaseLaw, today: date, wrong: list[Problem], doubts: list[Problem]
) -> Iterator[_Fact]:
    """What the row says that happened, in order."""

    def known(name: str, codigo: str) -> Iterator[_Fact]:
        if values.get(name):
            yield _Fact(codigo, str(values[name]), name)

    yield from known("fecha_requerimiento", "requerimiento")
    yield from known("fecha_certificacion", "certificacion_emitida")
    numbers = sorted(
        {int(name.split("_")[1]) for name in values if re.fullmatch(r"(convocatoria|resultado)_\d+", name)}
    )
    for number in numbers:
        yield from known(f"convocatoria_{number}", "convocatoria")
        name = f"resultado_{number}"
        if not (text := str(values.get(name) or "")):
            continue
        outcome = outcome_of(text, today)
        if outcome is None:
            doubts.append(Problem(name, Sentence(NOT_UNDERSTOOD)))
        elif outcome[0] == ANNULLED:
            wrong.append(Problem(name, Sentence(NO_STAGE)))
        elif outcome[0] in {FAILED, CANCELLED}:
            yield _Fact(outcome[0], outcome[1], name)
        elif not values.get("fecha_buena_pro"):
            yield _Fact("buena_pro", outcome[1], name)
    yield from known("fecha_buena_pro", "buena_pro")
    nomenclature = str(values.get("nomenclatura") or "")
    if nomenclature and not NOMENCLATURE.match(nomenclature.upper()) and not NO_COMPETITION.match(nomenclature):
        doubts.append(Problem("nomenclatura", Sentence(ODD_NAME)))
    yield from known("fecha_contrato", "orden_contrato_menor" if _ordered(values, law, today) else "contrato")
    yield from known("fecha_entrega", "entrega_total")
    yield from known("fecha_conformidad", "conformidad")
    last = [*known("fecha_pago", "pago"), *known("fecha_acta", "entrega_aeo")]
    yield from sorted(last, key=lambda fact: last_day(fact.fecha))


def _ordered(values: Values, law: PurchaseLaw, today: date) -> bool:
    """The contract is an order without a call: nothing tells of one, and the amount is small or not known."""
    called = any(values.get(name) for name in values if name.startswith(("convocatoria_", "resultado_")))
    nomenclature = str(values.get("nomenclatura") or "")
    if called or values.get("fecha_buena_pro"):
        return False
    if nomenclature:
        return bool(NO_COMPETITION.match(nomenclature))
    amount = values.get("monto_contrato_centimos")
    signed = last_day(str(values["fecha_contrato"])) if values.get("fecha_contrato") else today
    unit, times = law.number(f"UIT {signed.year}", signed), law.number("small_contract_max_uit", signed)
    return amount is None or unit is None or times is None or int(amount) <= unit * times


def _dated(told: Sequence[_Fact], today: date) -> Iterator["_Fact | _Supposed"]:
    """Every fact with a day: one without takes the eve of the next call, else the day of what came next, else today."""
    for place, fact in enumerate(told):
        if fact.fecha:
            yield fact
            continue
        following = next((each for each in told[place + 1 :] if each.fecha), None)
        when = today.isoformat() if following is None else following.fecha
        if following is not None and following.codigo == "convocatoria" and fact.codigo == FAILED:
            when = eve(when)
        yield _Supposed(fact.codigo, when, fact.name)


@dataclass(frozen=True, slots=True)
class _Supposed(_Fact):
    """A fact whose day was supposed."""


def eve(iso: str) -> str:
    """The day before; a month stays the month."""
    return (date.fromisoformat(iso) - timedelta(days=1)).isoformat() if is_whole(iso) else iso


def path_to(state: str, wanted: str, law: PurchaseLaw) -> tuple[str, ...] | None:
    """The shortest usual path from one state to another; None when there is none."""
    queue: deque[tuple[str, tuple[str, ...]]] = deque([(state, ())])
    seen = {state}
    while queue:
        here, path = queue.popleft()
        if here == wanted:
            return path
        for codigo in law.path:
            there = law.target(here, codigo)
            if there and there in law.states and there not in seen:
                seen.add(there)
                queue.append((there, (*path, codigo)))
    return None


def steps_before(state: str, codigo: str, law: PurchaseLaw) -> tuple[str, ...]:
    """The usual steps that are missing between a state and an event; empty when there are none, or no way."""
    if law.target(state, codigo) is not None:
        return ()
    if law.target(state, AGAIN) is not None and not law.missing_steps(state, codigo):
        after = law.target(state, AGAIN) or ""
        return (AGAIN, *law.missing_steps(after, codigo))
    return law.missing_steps(state, codigo)


class _Walk:
    """The events so far and the state they lead to."""

    def __init__(self, values: Values, law: PurchaseLaw) -> None:
        self.values, self.law = values, law
        self.state = law.machine.initial
        self.events: list[Event] = []
        calls = [name for name in values if name.startswith("convocatoria_") and values.get(name)]
        self.last_call = max((int(name.split("_")[1]) for name in calls), default=0)

    def take(self, fact: _Fact) -> Problem | None:
        """A fact, after the steps that it supposes."""
        law = self.law
        if fact.codigo == "orden_contrato_menor" and self.state not in {"EXPEDIENTE", "BASES"}:
            self._suppose((*steps_before(self.state, "certificacion_emitida", law), "certificacion_emitida"), fact)
        if fact.codigo == "contrato" and self.state == "BUENA_PRO" and self.events[-1].fecha != fact.fecha:
            self._suppose(("consentimiento",), fact)
        self._suppose(steps_before(self.state, fact.codigo, law), fact)
        if law.target(self.state, fact.codigo) is None:
            state, event = Sentence(law.label(self.state)), Sentence(law.label(fact.codigo))
            return Problem(fact.name, Sentence(NO_ORDER, state=state, event=event))
        self.add(fact.codigo, fact.fecha, inferred=isinstance(fact, _Supposed), name=fact.name)
        return None

    def _suppose(self, steps: Sequence[str], fact: _Fact) -> None:
        for codigo in steps:
            if self.law.target(self.state, codigo) is None:
                return
            when = eve(fact.fecha) if codigo == FAILED and fact.codigo == "convocatoria" else fact.fecha
            self.add(codigo, when, inferred=True)

    def add(self, codigo: str, fecha: str, *, inferred: bool, name: str = "") -> None:
        """An event, never before the one that came first."""
        if self.events and inferred and is_whole(fecha):
            before = self.events[-1].fecha
            fecha = max(fecha, first_day(before).isoformat()) if not is_whole(before) else max(fecha, before)
        target = self.law.target(self.state, codigo)
        self.state = target if target and target in self.law.states else self.state
        place = len(self.events) + 1
        datos = {key: value for key, value in self._datos(codigo, name).items() if value not in (None, "")}
        self.events.append(
            Event(f"{place:06}", codigo, fecha, orden=place, datos=datos, modo=IMPORTADO, inferido=inferred)
        )

    def _datos(self, codigo: str, name: str) -> Mapping[str, Value]:
        values = self.values
        who = {"proveedor": values.get("proveedor"), "ruc": values.get("ruc")}
        match codigo:
            case "desierto":
                return {"causa": "NO_CONSTA"}
            case "convocatoria":
                last = not self.last_call or name == f"convocatoria_{self.last_call}"
                return {"nomenclatura": values.get("nomenclatura") if last else None}
            case "buena_pro":
                return {**who, "monto_centimos": values.get("monto_contrato_centimos")}
            case "contrato" | "orden_contrato_menor":
                return {
                    **who,
                    "monto_centimos": values.get("monto_contrato_centimos"),
                    "plazo_dias": values.get("plazo_entrega"),
                    "via": "CONTRATO_MENOR" if codigo == "orden_contrato_menor" else None,
                }
            case "pago":
                return {"monto_centimos": values.get("monto_contrato_centimos")}
        return {}


@dataclass(frozen=True, slots=True)
class Difference:
    """What a row says now against what was imported of it: an event with another day or other data, or a new one."""

    event: Event
    stored: Event | None  # None: an event that is not there yet


def differences(stored: Sequence[Event], told: Sequence[Event]) -> tuple[Difference, ...]:
    """What a changed row would correct or add; what the row no longer tells stays. Events are paired by their kind."""
    left: dict[str, deque[Event]] = {}
    for event in stored:
        left.setdefault(event.codigo, deque()).append(event)
    found = []
    for event in told:
        same = left.get(event.codigo)
        before = same.popleft() if same else None
        if before is None:
            found.append(Difference(event, None))
            continue
        datos = {**before.datos, **event.datos}
        if (before.fecha, before.inferido) != (event.fecha, event.inferido) or datos != dict(before.datos):
            found.append(Difference(replace(event, datos=datos), before))
    return tuple(found)
