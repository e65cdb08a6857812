"""The report of all purchases for the council and the auditor: what the events say on a day, in sections that agree.

Every figure comes from replaying the events up to the cutoff. Sections count the same things by different ways; when
two of them differ, nothing is written and it is said where (`disagreements`). The fingerprint is of the events
and facts that were counted: the same data give the same one on any machine.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ayni.domain.compra_guardas import answered_late, days_in
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.compra_penalidad import Extension
from ayni.domain.etapas import CAUSAS_DESIERTO, PHASES, STATES
from ayni.domain.indicadores_compra import Figures, Funds, Spread
from ayni.domain.recorrido import OUT_OF_SEQUENCE, Purchase, Step
from ayni.lang import N_, Sentence

TEXT, COUNT, MONEY, DAY, RATIO = "text", "count", "money", "day", "ratio"
Value = str | int | date | Decimal | Sentence | None

WITHOUT_PLAN, SEVERAL_PLANS = Sentence(N_("Sin plan")), Sentence(N_("Para varios planes"))
TOTAL = Sentence(N_("Total"))
NO_ANSWER, SILENT, ANSWERED = N_("Sin respuesta"), N_("Aprobada por silencio"), N_("Respondida")
RESULTS = {"CONCEDIDA": N_("Concedida"), "DENEGADA": N_("Denegada"), "SILENCIO": SILENT}
ISSUED, OUT, OTHER = N_("El acto ya fue emitido"), N_("Fuera de secuencia"), N_("Observación")
ANNULLED, REPLACED = N_("Registro anulado"), N_("Registro corregido")
NOT_SHARED, LEGAL = Sentence(N_("Días que no se pueden atribuir")), Sentence(N_("Plazo que manda la ley"))
CLOSED = N_("Se cerró sin comprar")
DIFFERS = N_("Las secciones no coinciden en «{what}»: «{one}» dice {first} y «{other}» dice {second}.")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and the kind of its values. `summed`: the last row adds it up."""

    label: str
    kind: str = TEXT
    summed: bool = False
    share: float = 1.0  # of the width of the page


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report: its rows, and their sum where a column has one."""

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    nothing: str

    @property
    def total(self) -> tuple[Value, ...] | None:
        """The sums; None when no column has one."""
        if not any(column.summed for column in self.columns):
            return None
        sums: list[Value] = [
            sum(value for row in self.rows if isinstance(value := row[place], int)) if column.summed else None
            for place, column in enumerate(self.columns)
        ]
        sums[0] = TOTAL
        return tuple(sums)

    def sum_of(self, label: str) -> int:
        """The sum of one column."""
        place = next(place for place, column in enumerate(self.columns) if column.label == label)
        return sum(value for row in self.rows if isinstance(value := row[place], int))


@dataclass(frozen=True)
class Case:
    """One purchase of the report."""

    name: str
    aeo: str
    plan: str  # the title of its plan; "" without one
    plans: int
    purchase: Purchase
    figures: Figures
    funds: Funds


@dataclass(frozen=True)
class Report:
    """The whole report of a day."""

    on: date
    fingerprint: str
    sections: tuple[Section, ...]

    def section(self, code: str) -> Section:
        """One section by its code."""
        return next(section for section in self.sections if section.code == code)


def fingerprint(purchases: Iterable[Mapping[str, Any]], events: Iterable[Mapping[str, Any]], on: date) -> str:
    """What the report rests on, in 64 letters: facts of purchases and events up to the cutoff, in any order."""
    facts = {
        "on": on.isoformat(),
        "compra": sorted((_plain(row) for row in purchases), key=lambda row: str(row.get("id"))),
        "evento": sorted((_plain(row) for row in events), key=lambda row: str(row.get("id"))),
    }
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None and name != "fila"}


# what each section counts

CALLS, FAILED, PURCHASES, COMMITTED = N_("Convocatorias"), N_("Sin ganador"), N_("Compras"), N_("Comprometido")
DAYS, ELAPSED = N_("Días"), N_("Días desde el pedido")
_PHASES = tuple(PHASES)


def _phase(case: Case, law: PurchaseLaw) -> str:
    return law.states[case.purchase.state].phase


def _plan_of(case: Case) -> Value:
    return SEVERAL_PLANS if case.plans > 1 else case.plan or WITHOUT_PLAN


def _by_plan(cases: Sequence[Case], law: PurchaseLaw) -> Section:
    columns = (
        Column(N_("Plan de negocio"), share=2.6),
        Column(PURCHASES, COUNT, summed=True, share=1.15),
        *(Column(PHASES[phase], COUNT, summed=True, share=1.5) for phase in _PHASES),
        Column(CLOSED, COUNT, summed=True, share=1.1),
        Column(CALLS, COUNT, summed=True, share=1.65),
        Column(FAILED, COUNT, summed=True),
        Column(COMMITTED, MONEY, summed=True, share=1.6),
    )
    groups: dict[str, list[Case]] = {}
    names: dict[str, Value] = {}
    for case in cases:
        name = _plan_of(case)
        names[str(name)] = name
        groups.setdefault(str(name), []).append(case)
    rows: list[tuple[Value, ...]] = []
    for key in sorted(groups):
        mine = groups[key]
        phases = Counter(_phase(case, law) for case in mine if not case.purchase.closed)
        rows.append(
            (
                names[key],
                len(mine),
                *(phases[phase] for phase in _PHASES),
                sum(case.purchase.closed for case in mine),
                sum(case.purchase.attempts for case in mine),
                sum(case.purchase.failed_calls for case in mine),
                sum(case.funds.committed or 0 for case in mine),
            )
        )
    return Section("planes", N_("Resumen por plan"), columns, tuple(rows), N_("Todavía no hay compras."))


def _by_state(cases: Sequence[Case], law: PurchaseLaw) -> Section:
    columns = (Column(N_("Dónde está la compra"), share=4), Column(PURCHASES, COUNT, summed=True))
    counted = Counter("" if case.purchase.closed else case.purchase.state for case in cases)
    rows: list[tuple[Value, ...]] = [(Sentence(law.label(state)), counted[state]) for state in STATES if counted[state]]
    if counted[""]:
        rows.append((Sentence(CLOSED), counted[""]))
    return Section("estados", N_("Resumen por estado"), columns, tuple(rows), N_("Todavía no hay compras."))


def _money(cases: Sequence[Case], _law: PurchaseLaw) -> Section:
    columns = (
        Column(N_("Compra"), share=2.6),
        Column(N_("Organización"), share=2),
        Column(N_("Según el plan"), MONEY, summed=True, share=1.3),
        Column(N_("Certificado"), MONEY, summed=True, share=1.3),
        Column(COMMITTED, MONEY, summed=True, share=1.3),
        Column(N_("Devengado"), MONEY, summed=True, share=1.3),
        Column(N_("Girado"), MONEY, summed=True, share=1.3),
    )
    rows = tuple(
        (
            case.name,
            case.aeo,
            case.funds.plan,
            case.funds.certified,
            case.funds.committed,
            case.funds.recognised,
            case.funds.paid,
        )
        for case in cases
    )
    return Section("dinero", N_("El dinero, paso a paso"), columns, rows, N_("Todavía no hay compras."))


def _days(cases: Sequence[Case], _law: PurchaseLaw) -> Section:
    columns = (
        Column(N_("Compra"), share=2.3),
        Column(N_("Dónde está la compra"), share=1.8),
        Column(ELAPSED, COUNT, summed=True, share=1.1),
        Column(N_("Hábiles"), COUNT, share=0.9),
        Column(N_("Del plan"), COUNT, share=0.9),
        Column(N_("Veces el plan"), RATIO, share=0.9),
        Column(N_("Evitables"), COUNT, summed=True, share=1.25),
        *(Column(PHASES[phase], COUNT, summed=True, share=1.5) for phase in _PHASES),
    )
    rows = tuple(
        (
            case.name,
            Sentence(CLOSED) if case.purchase.closed else Sentence(_law.label(case.purchase.state)),
            case.purchase.elapsed_days,
            case.purchase.working_days,
            case.purchase.planned_days,
            case.purchase.ratio,
            case.figures.avoidable,
            *(case.figures.phases.get(phase, 0) for phase in _PHASES),
        )
        for case in cases
    )
    return Section("dias", N_("Los días de cada compra"), columns, rows, N_("Todavía no hay compras."))


def _offices(cases: Sequence[Case], law: PurchaseLaw) -> Section:
    columns = (
        Column(N_("Oficina"), share=2.6),
        Column(DAYS, COUNT, summed=True),
        Column(N_("Compras que tuvo"), COUNT),
        Column(N_("Mediana en días hábiles"), COUNT),
        Column(N_("8 de cada 10, en días hábiles"), COUNT),
    )
    days: Counter[str] = Counter()
    purchases: Counter[str] = Counter()
    visits: dict[str, list[int]] = {}
    for case in cases:
        days.update(case.figures.offices)
        purchases.update(case.figures.offices.keys())
        for office, working in case.figures.visits:
            visits.setdefault(office, []).append(working)
    rows: list[tuple[Value, ...]] = []
    for office in sorted(days, key=lambda name: (-days[name], name)):
        spread = Spread.of(visits.get(office, ()))
        rows.append((Sentence(law.label(office)), days[office], purchases[office], spread.median, spread.p80))
    for name, count in (
        (LEGAL, sum(case.figures.legal_wait for case in cases)),
        (NOT_SHARED, sum(case.figures.undivided for case in cases)),
    ):
        if count:
            rows.append((name, count, None, None, None))
    return Section("oficinas", N_("Los días en cada oficina"), columns, tuple(rows), N_("Todavía no hay días."))


def _each_step(cases: Sequence[Case], codigo: str) -> Iterable[tuple[Case, int, Step]]:
    for case in cases:
        for place, step in enumerate(case.purchase.steps):
            if step.event.codigo == codigo and step.moved:
                yield case, place, step


def _day_of(step: Step) -> Value:
    """The date as it is known: a month stays a month."""
    if step.moment is not None and step.moment.known:
        return step.moment.day
    return step.event.fecha


def _failed(cases: Sequence[Case], _law: PurchaseLaw) -> Section:
    columns = (
        Column(N_("Compra"), share=2.6),
        Column(N_("Convocatoria"), COUNT, share=0.9),
        Column(N_("Fecha"), DAY),
        Column(N_("Causa"), share=2),
        Column(N_("Informe de causas"), share=1.6),
        Column(N_("Días hasta la siguiente"), COUNT),
    )
    causes = dict(CAUSAS_DESIERTO)
    rows: list[tuple[Value, ...]] = []
    for case, place, step in _each_step(cases, "desierto"):
        cause = str(step.event.datos.get("causa") or "NO_CONSTA")
        later = case.purchase.steps[place + 1 :]
        again = next((each for each in later if each.moved and each.event.codigo == "convocatoria"), None)
        known = again is not None and again.moment is not None and step.moment is not None
        gap = (again.moment.day - step.moment.day).days if known else None  # type: ignore[union-attr]
        report = str(step.event.datos.get("informe") or "—")
        rows.append((case.name, step.attempt, _day_of(step), Sentence(causes.get(cause, cause)), report, gap))
    nothing = N_("Ninguna convocatoria quedó desierta.")
    return Section("desiertas", N_("Convocatorias sin ganador"), columns, tuple(rows), nothing)


def _causes(cases: Sequence[Case], _law: PurchaseLaw) -> Section:
    columns = (Column(N_("Causa"), share=4), Column(FAILED, COUNT, summed=True))
    counted = Counter(cause or "NO_CONSTA" for case in cases for cause in case.figures.causes)
    causes = dict(CAUSAS_DESIERTO)
    rows = tuple(
        (Sentence(causes.get(cause, cause)), counted[cause])
        for cause in sorted(counted, key=lambda c: (-counted[c], c))
    )
    nothing = N_("Ninguna convocatoria quedó desierta.")
    return Section("causas", N_("Por qué no hubo ganador"), columns, rows, nothing)


def _overdue(cases: Sequence[Case], _law: PurchaseLaw) -> Section:
    columns = (
        Column(N_("Compra"), share=2.6),
        Column(N_("Debía entregar"), DAY),
        Column(N_("Días de atraso"), COUNT),
        Column(N_("Penalidad acumulada"), MONEY, summed=True, share=1.4),
        Column(N_("Máximo"), MONEY, share=1.3),
        Column(N_("Llega al máximo el"), DAY),
        Column(N_("Contrato vigente"), share=0.9),
    )
    rows: list[tuple[Value, ...]] = []
    for case in cases:
        found = case.purchase.penalty
        if found is None or not found.late_days:
            continue
        alive = Sentence(N_("Sí") if found.in_force else N_("No"))
        rows.append(
            (case.name, found.due, found.late_days, found.accrued_centimos, found.cap_centimos, found.cap_date, alive)
        )
    nothing = N_("Ningún contrato está atrasado.")
    return Section("atrasos", N_("Contratos atrasados y penalidades"), columns, tuple(rows), nothing)


def _extensions(cases: Sequence[Case], law: PurchaseLaw) -> Section:
    columns = (
        Column(N_("Compra"), share=2.6),
        Column(N_("Pedida el"), DAY),
        Column(N_("Días que pide"), COUNT),
        Column(N_("Resultado"), share=1.6),
        Column(N_("Respondida el"), DAY),
        Column(N_("Días que se dan"), COUNT),
    )
    rows: list[tuple[Value, ...]] = []
    for case, place, step in _each_step(cases, "ampliacion_solicitada"):
        asked = days_in(step.event.datos.get("dias")) or 0
        answers = (
            each
            for each in case.purchase.steps[place + 1 :]
            if each.moved and each.cycle == step.cycle and each.event.codigo == "ampliacion_resuelta"
        )
        answer = next(answers, None)
        assert step.moment is not None  # it moved
        extension = Extension(step.moment.day, asked)
        regime = law.regime_on(step.moment.day)
        until = answer.moment.day if answer is not None and answer.moment is not None else case.purchase.on
        if answered_late(extension, until, regime, law):
            result, given = SILENT, asked
        elif answer is None:
            result, given = NO_ANSWER, None
        else:
            code = str(answer.event.datos.get("resultado") or "")
            result = RESULTS.get(code, ANSWERED)
            said = days_in(answer.event.datos.get("dias"))
            given = {"DENEGADA": 0, "SILENCIO": asked}.get(code, asked if said is None else said)
        rows.append(
            (case.name, _day_of(step), asked, Sentence(result), _day_of(answer) if answer is not None else None, given)
        )
    nothing = N_("Nadie pidió ampliar su plazo.")
    return Section("ampliaciones", N_("Ampliaciones y silencios"), columns, tuple(rows), nothing)


def _marks(cases: Sequence[Case], law: PurchaseLaw) -> Section:
    columns = (
        Column(N_("Compra"), share=2.2),
        Column(N_("Fecha"), DAY),
        Column(N_("Qué pasó"), share=1.8),
        Column(N_("Marca"), share=1.3),
        Column(N_("Por qué"), share=3.4),
    )
    rows: list[tuple[Value, ...]] = []
    for case in cases:
        for step in case.purchase.steps:
            label = Sentence(law.label(step.event.codigo))
            if step.event.acto_ya_emitido:
                rows.append((case.name, _day_of(step), label, Sentence(ISSUED), step.event.nota or "—"))
            for mark in step.marks:
                name = OUT if mark.code == OUT_OF_SEQUENCE else OTHER
                rows.append((case.name, _day_of(step), label, Sentence(name), mark.sentence))
    nothing = N_("Todo se registró en su orden.")
    return Section("marcas", N_("Actos ya emitidos y fuera de secuencia"), columns, tuple(rows), nothing)


def _lapsed(cases: Sequence[Case], _law: PurchaseLaw) -> Section:
    columns = (Column(N_("Compra"), share=3), Column(N_("Vencía el"), DAY), Column(N_("Días vencidos"), COUNT))
    rows: list[tuple[Value, ...]] = []
    for case in cases:
        steps = case.purchase.steps
        if any(step.moved and step.event.codigo == "transferencia_definitiva" for step in steps):
            continue
        for step in steps:
            until = str(step.event.datos.get("vence") or "")
            if step.event.codigo != "entrega_aeo" or step.annulled or not until:
                continue
            last = date.fromisoformat(until)
            if last < case.purchase.on:
                rows.append((case.name, last, (case.purchase.on - last).days))
    nothing = N_("Ningún acuerdo está vencido.")
    return Section("convenios", N_("Acuerdos y cesiones vencidos"), columns, tuple(rows), nothing)


def _rectified(cases: Sequence[Case], law: PurchaseLaw) -> Section:
    columns = (
        Column(N_("Compra"), share=2.2),
        Column(N_("Fecha del acto"), DAY),
        Column(N_("Qué pasó"), share=1.8),
        Column(N_("Qué se hizo"), share=1.3),
        Column(N_("Corregido el"), DAY),
        Column(N_("Motivo"), share=3),
    )
    rows: list[tuple[Value, ...]] = []
    for case in cases:
        for step in case.purchase.steps:
            for correction in step.corrections:
                done = Sentence(ANNULLED if step.annulled else REPLACED)
                motive = str(correction.datos.get("motivo") or "—")
                label = Sentence(law.label((step.typed or step.event).codigo))
                told = (step.typed or step.event).fecha
                rows.append((case.name, told, label, done, correction.fecha, motive))
    return Section("rectificaciones", N_("Correcciones"), columns, tuple(rows), N_("Nada se corrigió."))


def _quality(cases: Sequence[Case], _law: PurchaseLaw) -> Section:
    columns = (
        Column(N_("Compra"), share=3),
        Column(N_("Registros"), COUNT, summed=True),
        Column(N_("Fechas supuestas"), COUNT, summed=True, share=1.1),
        Column(N_("Solo se sabe el mes"), COUNT, summed=True, share=1.1),
        Column(N_("Documentos que tiene"), COUNT, summed=True, share=1.1),
        Column(N_("Documentos que pide"), COUNT, summed=True, share=1.1),
        Column(N_("Días hasta registrar (mediana)"), COUNT, share=1.3),
    )
    rows: list[tuple[Value, ...]] = []
    for case in cases:
        steps = case.purchase.steps
        lags = Spread.of(days for _office, days in case.figures.lags)
        rows.append(
            (
                case.name,
                len(steps),
                sum(step.event.inferido for step in steps),
                sum(step.moment is not None and not step.moment.known for step in steps),
                *case.figures.documents,
                lags.median,
            )
        )
    return Section("calidad", N_("Calidad de los datos"), columns, tuple(rows), N_("Todavía no hay compras."))


_SECTIONS: tuple[Callable[[Sequence[Case], PurchaseLaw], Section], ...] = (
    _by_plan,
    _by_state,
    _money,
    _days,
    _offices,
    _failed,
    _causes,
    _overdue,
    _extensions,
    _marks,
    _lapsed,
    _rectified,
    _quality,
)


def report(cases: Iterable[Case], law: PurchaseLaw, on: date, print_of_facts: str) -> Report:
    """The whole report; `print_of_facts` is the fingerprint of what was counted."""
    ordered = sorted(cases, key=lambda case: (case.name, case.aeo, str(case.plan)))
    return Report(on, print_of_facts, tuple(make(ordered, law) for make in _SECTIONS))


@dataclass(frozen=True, slots=True)
class _Counted:
    """One figure as a section has it."""

    section: str
    count: Callable[[Section], int]


def _rows(section: Section) -> int:
    return len(section.rows)


def _column(label: str) -> Callable[[Section], int]:
    return lambda section: section.sum_of(label)


def _phases(section: Section) -> int:
    return sum(section.sum_of(PHASES[phase]) for phase in _PHASES)


def _placed(section: Section) -> int:
    return _phases(section) + section.sum_of(CLOSED)


# What several sections count, each by its own way; the first is the measure of the others.
CHECKS: tuple[tuple[str, tuple[_Counted, ...]], ...] = (
    (
        PURCHASES,
        (
            _Counted("planes", _column(PURCHASES)),
            _Counted("planes", _placed),
            _Counted("estados", _column(PURCHASES)),
            *(_Counted(code, _rows) for code in ("dinero", "dias", "calidad")),
        ),
    ),
    (
        FAILED,
        (
            _Counted("planes", _column(FAILED)),
            _Counted("desiertas", _rows),
            _Counted("causas", _column(FAILED)),
        ),
    ),
    (COMMITTED, (_Counted("planes", _column(COMMITTED)), _Counted("dinero", _column(COMMITTED)))),
    (
        DAYS,
        (
            _Counted("dias", _column(ELAPSED)),
            _Counted("dias", _phases),
            _Counted("oficinas", _column(DAYS)),
        ),
    ),
)


def disagreements(found: Report) -> list[Sentence]:
    """Where two sections count the same differently; the report is not written while there is any."""
    said = []
    for what, counted in CHECKS:
        first, *others = counted
        one = found.section(first.section)
        measure = first.count(one)
        for each in others:
            other = found.section(each.section)
            if each.count(other) != measure:
                said.append(
                    Sentence(
                        DIFFERS,
                        what=Sentence(what),
                        one=Sentence(one.title),
                        first=measure,
                        other=Sentence(other.title),
                        second=each.count(other),
                    )
                )
    return said
