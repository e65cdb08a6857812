"""What a plan approved, bought, handed over and spent, and what is still missing to liquidate it (F17).

Two tables: one of things, row by row of the budget, and one of money, source by source. Nothing here is typed twice:
things come from the purchases and the goods, money from the ledger; the liquidation itself (`LIQUIDACION`) adds what
only its papers say. 1 is the best grade; the labels are data.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ayni.domain.bien import LABELS, MISSING
from ayni.domain.cesion import Cover
from ayni.domain.contrapartida import Ledger, LedgerLine, hundredths
from ayni.domain.entrega_ley import DeliveryLaw
from ayni.domain.fields import (
    SI,
    Catalogue,
    Date,
    Field,
    LongText,
    Money,
    Problem,
    Text,
    Values,
    YesNo,
    empty,
)
from ayni.domain.presupuesto import AEO, PLAN, SERVICE_CLASS, amount
from ayni.domain.rules import Answer, Result, Term
from ayni.lang import N_, Sentence, day, soles

LIQUIDACION = (
    AEO,
    PLAN,
    Field("finalizacion_acta", N_("Acta de finalización"), Text(80), group="finalizacion"),
    Field(
        "finalizacion_fecha",
        N_("Fecha del acta de finalización"),
        Date(month_allowed=False, future_allowed=False),
        group="finalizacion",
    ),
    Field("cofin_modificado_centimos", N_("Cofinanciamiento modificado por adenda"), Money(), group="modificado"),
    Field("monetaria_modificada_centimos", N_("Contrapartida monetaria modificada"), Money(), group="modificado"),
    Field("valorizada_modificada_centimos", N_("Contrapartida no monetaria modificada"), Money(), group="modificado"),
    Field("total_liquidado_centimos", N_("Total que dice la liquidación"), Money(), group="liquidado"),
    Field("cofin_liquidado_centimos", N_("Cofinanciamiento que dice la liquidación"), Money(), group="liquidado"),
    Field("contrapartida_liquidada_centimos", N_("Contrapartida que dice la liquidación"), Money(), group="liquidado"),
    Field("saldo_devuelto_centimos", N_("Saldo que se devolvió"), Money(), group="liquidado"),
    Field("deudas_declaradas", N_("Las deudas del plan están declaradas"), YesNo()),
    Field("resolucion", N_("Resolución que la aprueba"), Text(120), group="resolucion"),
    Field(
        "resolucion_fecha",
        N_("Fecha de la resolución"),
        Date(month_allowed=False, future_allowed=False),
        group="resolucion",
    ),
    Field(
        "registrado_el",
        N_("Fecha en que se registró en SIPROCOMPITE"),
        Date(month_allowed=False, future_allowed=False),
    ),
    Field("calificacion", N_("Calificación"), Catalogue("calificaciones"), help=N_("La mejor es Excelente.")),
    Field("informe_final", N_("Informe final"), LongText(4000), merge="paragraphs"),
    Field("archivos", N_("Archivos"), LongText(20000), merge="set", asked=False),
)

Row = Mapping[str, Any]


def check_liquidacion(values: Values) -> list[Problem]:
    """Acts go one after another: the end of the works, the resolution, its registration."""
    found = []
    order = ("finalizacion_fecha", "resolucion_fecha", "registrado_el")
    last = ""
    for name in order:
        when = str(values.get(name) or "")
        if when and last and when < last:
            found.append(Problem(name, Sentence(N_("Esta fecha es anterior al acto que va antes."))))
        last = max(last, when)
    return found


# Things


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one thing bought for a plan. `partida`: its row of the budget, "" when it has none."""

    partida: str
    nombre: str
    unidad: str
    adquirido: Decimal
    entregado: Decimal


@dataclass(frozen=True, slots=True)
class PhysicalLine:
    """A thing: how much was approved, bought and accepted, and handed to the AEO."""

    partida: str
    nombre: str
    unidad: str
    aprobado: Decimal
    adquirido: Decimal
    entregado: Decimal

    @property
    def diferencia(self) -> Decimal:
        """What was approved and not handed over; below zero, what was handed over besides."""
        return self.aprobado - self.entregado


def physical(partidas: Sequence[Row], moved: Iterable[Moved]) -> tuple[PhysicalLine, ...]:
    """The table of things: rows of the budget that public money pays or that were bought, then what has no row."""
    given = list(moved)
    known = {str(row["id"]) for row in partidas}
    lines = []
    for row in partidas:
        mine = [each for each in given if each.partida == row["id"]]
        if not mine and not amount(row, "cofinanciamiento_centimos"):
            continue
        approved = Decimal(str(row["cantidad"] or 0))
        lines.append(PhysicalLine(str(row["id"]), str(row["nombre"]), str(row["unidad"] or ""), approved, *_sums(mine)))
    besides: dict[str, list[Moved]] = {}
    for each in given:
        if each.partida not in known:
            besides.setdefault(each.nombre, []).append(each)
    lines += [
        PhysicalLine("", nombre, mine[0].unidad, Decimal(0), *_sums(mine)) for nombre, mine in sorted(besides.items())
    ]
    return tuple(lines)


def _sums(moved: Iterable[Moved]) -> tuple[Decimal, Decimal]:
    given = list(moved)
    return (
        sum((each.adquirido for each in given), Decimal(0)),
        sum((each.entregado for each in given), Decimal(0)),
    )


# Money

COFIN, CASH, VALUED, WHOLE = "cofinanciamiento", "monetaria", "valorizada", "total"
SOURCE_LABELS: Mapping[str, str] = {
    COFIN: N_("Cofinanciamiento"),
    CASH: N_("Contrapartida monetaria"),
    VALUED: N_("Contrapartida no monetaria"),
    WHOLE: N_("Total"),
}
MODIFIED = {
    COFIN: "cofin_modificado_centimos",
    CASH: "monetaria_modificada_centimos",
    VALUED: "valorizada_modificada_centimos",
}


@dataclass(frozen=True, slots=True)
class FinancialLine:
    """A source, or all: approved, as changed by addenda, executed (of the AEO only what is verified), in céntimos."""

    source: str
    aprobado: int
    modificado: int
    ejecutado: int

    @property
    def saldo(self) -> int:
        """What was not executed; below zero, what passes the plan."""
        return self.modificado - self.ejecutado


def financial(found: Ledger, row: Row) -> tuple[FinancialLine, ...]:
    """The table of money: three sources and their sum."""
    whole = found.whole
    lines = []
    for source, each in ((COFIN, whole.cofinanciamiento), (CASH, whole.monetaria), (VALUED, whole.valorizada)):
        changed = row.get(MODIFIED[source])
        modified = each.committed if changed is None else int(changed)
        executed = each.registered if source == COFIN else each.accepted
        lines.append(FinancialLine(source, each.committed, modified, executed))
    return (
        *lines,
        FinancialLine(
            WHOLE,
            sum(line.aprobado for line in lines),
            sum(line.modificado for line in lines),
            sum(line.ejecutado for line in lines),
        ),
    )


@dataclass(frozen=True, slots=True)
class Nature:
    """Goods and works (tangible) or services (intangible): approved and executed of all sources, in céntimos."""

    label: str
    aprobado: int
    ejecutado: int


def natures(partidas: Sequence[Row], found: Ledger) -> tuple[Nature, Nature]:
    """The same money by what it paid; both add to the total of the table of money."""
    services = {str(row["id"]) for row in partidas if row["clase"] == SERVICE_CLASS}

    def total(wanted: Callable[[LedgerLine], bool], label: str) -> Nature:
        lines = [line for line in found.lines if wanted(line)]
        approved = sum(line.cofinanciamiento.committed + line.contrapartida.committed for line in lines)
        executed = sum(line.cofinanciamiento.registered + line.contrapartida.accepted for line in lines)
        return Nature(label, approved, executed)

    return (
        total(lambda line: line.partida not in services, N_("Inversión fija tangible")),
        total(lambda line: line.partida in services, N_("Inversión fija intangible")),
    )


# What it must agree with


def liquidation_checks(found: Ledger, row: Row, law: DeliveryLaw, term: Term | None = None) -> list[Answer]:
    """How a liquidation stands before what it must agree with. `term`: its registration, once it has a resolution."""
    table = {line.source: line for line in financial(found, row)}
    answers = [_adds_up(row, law), _within_plan(table[COFIN], row, law), _accredited(table, row, law)]
    answers.append(_paid(table[COFIN], row, law))
    if term is not None:
        answers.append(term.answer)
    return answers


def _said(row: Row, name: str) -> int | None:
    value = row.get(name)
    return None if value is None else int(value)


def _adds_up(row: Row, law: DeliveryLaw) -> Answer:
    rule = law.rule("liquidation_sums")
    total, cofin, own = (
        _said(row, name)
        for name in ("total_liquidado_centimos", "cofin_liquidado_centimos", "contrapartida_liquidada_centimos")
    )
    if total is None or cofin is None or own is None:
        said = N_("Faltan los montos que dice la liquidación.")
        return rule.answer("suma", Result.PENDING, Sentence(said))
    said = N_("El total {total} es la suma de {cofin} y {own}.")
    if total != cofin + own:
        said = N_("El total {total} no es la suma de {cofin} y {own}.")
    sentence = Sentence(said, total=soles(total), cofin=soles(cofin), own=soles(own))
    result = Result.PASS if total == cofin + own else Result.FAIL
    return rule.answer("suma", result, sentence, (("total_centimos", total), ("sum_centimos", cofin + own)))


def _within_plan(line: FinancialLine, row: Row, law: DeliveryLaw) -> Answer:
    rule = law.rule("cofin_within_approved")
    executed = _said(row, "cofin_liquidado_centimos")
    executed = line.ejecutado if executed is None else executed
    if not line.modificado:
        return rule.answer("cofin", Result.PENDING, Sentence(N_("Falta el cofinanciamiento aprobado del plan.")))
    met = executed <= line.modificado
    said = N_("Cofinanciamiento ejecutado {executed}; aprobado {approved}.")
    sentence = Sentence(said, executed=soles(executed), approved=soles(line.modificado))
    compared = (("executed_centimos", executed), ("approved_centimos", line.modificado))
    return rule.answer("cofin", Result.PASS if met else Result.FAIL, sentence, compared)


def _accredited(table: Mapping[str, FinancialLine], row: Row, law: DeliveryLaw) -> Answer:
    rule = law.rule("liquidation_sums")
    printed, known = _said(row, "contrapartida_liquidada_centimos"), table[CASH].ejecutado + table[VALUED].ejecutado
    if printed is None:
        said = N_("Contrapartida acreditada: {known}. Falta la que dice la liquidación.")
        return rule.answer("acreditada", Result.PENDING, Sentence(said, known=soles(known)))
    said = N_("Contrapartida acreditada {known}; la liquidación dice {printed}.")
    sentence = Sentence(said, known=soles(known), printed=soles(printed))
    result = Result.PASS if printed == known else Result.FAIL
    return rule.answer("acreditada", result, sentence, (("known_centimos", known), ("printed_centimos", printed)))


def _paid(line: FinancialLine, row: Row, law: DeliveryLaw) -> Answer:
    rule = law.rule("liquidation_sums")
    printed = _said(row, "cofin_liquidado_centimos")
    if printed is None:
        said = N_("Pagado en las compras: {known}. Falta lo que dice la liquidación.")
        return rule.answer("pagado", Result.PENDING, Sentence(said, known=soles(line.ejecutado)))
    said = N_("Pagado en las compras {known}; la liquidación dice {printed}.")
    sentence = Sentence(said, known=soles(line.ejecutado), printed=soles(printed))
    result = Result.PASS if printed == line.ejecutado else Result.FAIL
    return rule.answer("pagado", result, sentence, (("known_centimos", line.ejecutado), ("printed_centimos", printed)))


def own_share(found: Ledger, row: Row) -> str:
    """The AEO's part of what was executed, as a percentage: a lower cofinancing raises it, which is no mistake."""
    table = {line.source: line for line in financial(found, row)}
    total = table[WHOLE].ejecutado
    return hundredths((table[CASH].ejecutado + table[VALUED].ejecutado) * 10000 // total if total else None)


# What is missing


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to be done before a plan is liquidated; `go` names the screen where it is done."""

    code: str
    sentence: Sentence
    go: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a plan when it is asked what it lacks."""

    things: Sequence[PhysicalLine] = ()
    ledger: Ledger = field(default_factory=lambda: Ledger((), (), LedgerLine("", "")))
    open_purchases: Sequence[str] = ()  # names of those that the producers have not received
    states: Sequence[tuple[str, str]] = ()  # of each good: its name and what the last visit found ("": no visit)
    unpriced: int = 0
    refused: Sequence[str] = ()  # goods that the AEO observed or did not take
    cover: Cover = field(default_factory=lambda: Cover(None, None, ()))
    row: Row = field(default_factory=dict)


def missing(found: Standing, today: str) -> list[Missing]:
    """What a plan still lacks to be liquidated, in the order in which it is done. `today` is ISO."""
    told: list[Missing] = []

    def lacks(code: str, go: str, said: str, **holes: object) -> None:
        told.append(Missing(code, Sentence(said, **holes), go))

    for name in found.open_purchases:
        lacks("compra", "compras", N_("La organización no ha recibido esta compra: {name}."), name=name)
    short = [line for line in found.things if line.diferencia > 0]
    for line in short:
        said = N_("Falta entregar de {name}: {count}.")
        lacks("entrega", "bienes", said, name=line.nombre, count=_plain(line.diferencia))
    own = found.ledger.whole.contrapartida
    if own.unverified:
        lacks(
            "contrapartida", "contrapartida", N_("Falta verificar contrapartida: {left}."), left=soles(own.unverified)
        )
    if found.unpriced:
        lacks("precio", "bienes", N_("Bienes sin precio: {count}."), count=found.unpriced)
    for name in found.refused:
        lacks("conforme", "bienes", N_("La organización no recibió conforme: {name}."), name=name)
    for name, state in found.states:
        if state == MISSING:
            lacks(
                "estado",
                "bienes",
                N_("{name}: la última visita dice «{state}»."),
                name=name,
                state=Sentence(LABELS[state]),
            )
    unseen = sum(not state for _name, state in found.states)
    if unseen:
        lacks("visita", "bienes", N_("Bienes o servicios sin ninguna visita: {count}."), count=unseen)
    if found.states and found.cover.until is None:
        lacks("cesion", "cesiones", N_("Falta registrar el acuerdo de cesión en uso."))
    elif found.cover.until is not None and found.cover.until.isoformat() < today:
        until = day(found.cover.until.isoformat())
        lacks("cesion", "cesiones", N_("La cesión en uso venció el {date}."), date=until)
    told += _papers(found.row)
    return told


def _papers(row: Row) -> list[Missing]:
    asked = (
        ("finalizacion_fecha", N_("Falta el acta de finalización de la ejecución.")),
        ("total_liquidado_centimos", N_("Faltan los montos que dice la liquidación.")),
        ("resolucion_fecha", N_("Falta la resolución que aprueba la liquidación.")),
        ("registrado_el", N_("Falta registrar la liquidación en SIPROCOMPITE.")),
        ("calificacion", N_("Falta la calificación.")),
    )
    told = [Missing(name, Sentence(said), "liquidacion") for name, said in asked if empty(row.get(name))]
    if row.get("deudas_declaradas") != SI:
        told.insert(
            0, Missing("deudas", Sentence(N_("Falta decir que las deudas del plan están declaradas.")), "liquidacion")
        )
    return told


def liquidated(row: Row) -> bool:
    """A resolution approved it."""
    return not empty(row.get("resolucion")) and not empty(row.get("resolucion_fecha"))


def _plain(count: Decimal) -> str:
    text = f"{count:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
