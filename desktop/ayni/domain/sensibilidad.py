"""The same plan under other conditions: lower prices, dearer inputs, goods that arrive late, and how much it can bear.

Each answer recomputes the whole model. Changes touch the side with the plan only and are not rounded.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import partial
from typing import Any, TypeVar

from ayni.domain.caso import EVERY_HALF_MONTH, ZERO, Asset, Block, Calendar, Case, General, Outlay, Side, Variant
from ayni.domain.flujo import MONTHS, lines
from ayni.domain.indicadores import PRECISION, Indicators, Years, compute, flows, npv
from ayni.domain.money import centimos
from ayni.domain.tasa_interna import Tir
from ayni.job import Job
from ayni.lang import N_, Sentence, percent, soles

Bought = TypeVar("Bought", Asset, Outlay)


def _times(amount: Decimal, factor: Fraction) -> Decimal:
    return amount * factor.numerator / factor.denominator


def scaled(case: Case, scale: Mapping[str, Fraction]) -> Case:
    """The plan with factors on the side with it: sensitivity. Nothing is rounded."""
    one = Fraction(1)
    prices, yields, inputs = (scale.get(name, one) for name in ("prices", "yields", "inputs"))
    investment, general, first = (scale.get(name, one) for name in ("investment", "general", "first_year"))
    side = case.with_plan
    blocks = tuple(
        replace(
            block,
            pattern=(_times(block.pattern[0], first), *block.pattern[1:]),
            income=tuple(
                replace(
                    line,
                    price=_times(line.price, prices),
                    units=_times(line.units, yields),
                    own_use=_times(line.own_use, yields),
                )
                for line in block.income
            ),
            inputs=tuple(
                replace(line, unit_cost=_times(line.unit_cost, inputs), transport=_times(line.transport, inputs))
                for line in block.inputs
            ),
            labour=tuple(replace(line, unit_cost=_times(line.unit_cost, inputs)) for line in block.labour),
        )
        for block in side.blocks
    )
    changed = Side(
        assets=tuple(replace(line, unit_cost=_times(line.unit_cost, investment)) for line in side.assets),
        labour=tuple(replace(line, unit_cost=_times(line.unit_cost, investment)) for line in side.labour),
        services=tuple(replace(line, unit_cost=_times(line.unit_cost, investment)) for line in side.services),
        general=tuple(replace(line, unit_cost=_times(line.unit_cost, general)) for line in side.general),
        personnel=tuple(replace(line, unit_cost=_times(line.unit_cost, general)) for line in side.personnel),
        blocks=blocks,
    )
    return replace(case, with_plan=changed)


def delayed(case: Case, months: int) -> Case:
    """The plan when the goods of the fund arrive that many months late; its residual value stays that of the plan."""
    if not months:
        return case
    whole, part = months // MONTHS, Decimal(months % MONTHS) / MONTHS
    side, years = case.with_plan, case.years

    def late(pattern: Years) -> Years:
        def at(year: int) -> Decimal:
            return pattern[year - 1] if year >= 1 else ZERO

        span = range(1, years + 1)
        return tuple((1 - part) * at(year - whole) + part * at(year - whole - 1) for year in span)

    def waiting(pattern: Years) -> Years:
        return tuple(
            amount if year <= whole else amount * part if year == whole + 1 else ZERO
            for year, amount in enumerate(pattern, start=1)
        )

    def moved(bought: tuple[Bought, ...]) -> tuple[Bought, ...]:
        """What the fund pays comes later, or never when the plan is over by then."""
        late_ones = (replace(line, year=line.year + whole) if line.donated else line for line in bought)
        return tuple(line for line in late_ones if line.year <= years)

    def later(line: General) -> General:
        return replace(line, units=late(line.units), own=late(line.own))

    meanwhile = tuple(
        replace(block, pattern=waiting(block.pattern), half_months=_filled(block)) for block in case.without_plan.blocks
    )
    changed = Side(
        assets=moved(side.assets),
        labour=moved(side.labour),
        services=moved(side.services),
        general=tuple(map(later, side.general)),
        personnel=tuple(map(later, side.personnel)),
        blocks=tuple(replace(block, pattern=late(block.pattern)) for block in side.blocks) + meanwhile,
    )
    return replace(case, with_plan=changed, residual=lines(side, years).residual)


def _filled(block: Block) -> Calendar:
    """The calendar of what goes on without the plan; marks that nobody made are all of them."""
    marks = block.half_months or EVERY_HALF_MONTH
    return Calendar(
        production=marks.production or EVERY_HALF_MONTH.production,
        sale_costs=marks.sale_costs or EVERY_HALF_MONTH.sale_costs,
        receipts=marks.receipts or EVERY_HALF_MONTH.receipts,
    )


def varied(case: Case, variant: Variant) -> Case:
    """The plan changed as a variant says."""
    with localcontext(prec=PRECISION, rounding=ROUND_HALF_UP):
        changed = delayed(scaled(case, variant.scale), variant.delay_months)
        if variant.discount_rate_pct is not None:
            changed = replace(changed, discount_rate_pct=variant.discount_rate_pct)
    return changed


VARIABLES = ("prices", "yields", "inputs", "investment", "general")
PERSPECTIVES = ("all", "applicant")
BASE = "base"
MOST_CHANGE = 10
CLOSE = Fraction(1, 10**9)
NEAR = Fraction(1, 10**6)  # how near the straight line between two values must meet the true zero
WHOLE_BASIS_POINTS = 10000

Switching = Mapping[str, Decimal | None]


def switching(case: Case) -> dict[str, Decimal | None]:
    """By how many per cent one variable may change until the NPV is zero, per perspective; None: no change does it."""
    return {
        f"{perspective}.{variable}": value
        for variable in VARIABLES
        for perspective, value in zip(PERSPECTIVES, _switching(case, variable), strict=True)
    }


def _switching(case: Case, variable: str) -> tuple[Decimal | None, ...]:
    """The change of one variable that makes each perspective's NPV zero."""
    if case.discount_rate_pct is None:
        return (None,) * len(PERSPECTIVES)
    known: dict[Fraction, Sequence[Decimal]] = {}

    def worth(place: int, factor: Fraction) -> Decimal:
        if factor not in known:
            found = flows(scaled(case, {variable: factor}))
            both = (found.all, found.applicant)
            known[factor] = [npv(flow, case.discount_rate_pct) or ZERO for flow in both]
        return known[factor][place]

    with localcontext(prec=PRECISION, rounding=ROUND_HALF_UP):
        return tuple(_zero(partial(worth, place)) for place in range(len(PERSPECTIVES)))


def _zero(worth: Callable[[Fraction], Decimal]) -> Decimal | None:
    """Where an NPV crosses zero, as a change in per cent; None when it does not.

    It is a straight line but for its céntimos, so the place where the line crosses is tried first, and the stretch is
    halved only when that is not near enough.
    """
    low, high = Fraction(0), Fraction(MOST_CHANGE)
    at_low, at_high = worth(low), worth(high)
    if at_low == at_high or (at_low > 0) == (at_high > 0):
        return None
    crossing = low + (high - low) * Fraction(at_low) / (Fraction(at_low) - Fraction(at_high))
    before, after = max(low, crossing - NEAR), min(high, crossing + NEAR)
    if (worth(before) > 0) == (at_low > 0) and (worth(after) > 0) != (at_low > 0):
        low, high = before, after
    else:
        while high - low > CLOSE:
            middle = (low + high) / 2
            if (worth(middle) > 0) == (at_low > 0):
                low = middle
            else:
                high = middle
    change = ((low + high) / 2 - 1) * 100
    exact = Decimal(change.numerator) / change.denominator
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP) + 0


@dataclass(frozen=True, slots=True)
class Steps:
    """How hard a plan is tried, as the rules say: the rows of the table, the months of delay, what is fragile."""

    variants: tuple[Variant, ...]
    delay_months: int
    fragile_pct: Decimal

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Steps":
        """From `resources/rules/plan.json`; changes are in basis points."""

        def factor(change: int) -> Fraction:
            return 1 + Fraction(change, WHOLE_BASIS_POINTS)

        rows = (
            Variant(row["name"], {name: factor(change) for name, change in row["changes"].items()})
            for row in data["sensitivity"]["rows"]
        )
        return cls(
            (Variant(BASE), *rows), data["delay_months"]["value"], Decimal(data["fragile_basis_points"]["value"]) / 100
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan under one condition, soles and rates."""

    variant: Variant
    npv_all: Decimal | None
    irr_all: Tir
    npv_applicant: Decimal | None
    irr_applicant: Tir
    wc_required: Decimal
    sales: Decimal

    @classmethod
    def of(cls, variant: Variant, found: Indicators) -> "Outcome":
        """What is compared of a computed plan."""
        return cls(
            variant,
            found.npv_all,
            found.irr_all,
            found.npv_applicant,
            found.irr_applicant,
            found.wc_required,
            sum(found.sales, ZERO),
        )

    def npv(self, perspective: str) -> Decimal | None:
        """The VAN of one perspective."""
        return self.npv_all if perspective == PERSPECTIVES[0] else self.npv_applicant

    def irr(self, perspective: str) -> Tir:
        """The TIR of one perspective."""
        return self.irr_all if perspective == PERSPECTIVES[0] else self.irr_applicant


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How a plan stands under other conditions; the first row is the plan as it is."""

    rows: tuple[Outcome, ...]
    switching: Switching
    late: Outcome

    @property
    def base(self) -> Outcome:
        """The plan as it is."""
        return self.rows[0]

    @property
    def sales_lost(self) -> Decimal:
        """What is not sold when the goods come late, in soles of all years: the plan's own sales less what is left."""
        return self.base.sales - self.late.sales


def trying(case: Case, steps: Steps) -> Job[Sensitivity]:
    """Try a plan under every condition, telling how far it is."""
    parts = len(steps.variants) + len(VARIABLES) + 1
    rows: list[Outcome] = []
    for variant in steps.variants:
        yield len(rows) / parts
        rows.append(Outcome.of(variant, compute(varied(case, variant))))
    late = Variant("late", delay_months=steps.delay_months)
    yield len(rows) / parts
    delay = Outcome.of(late, compute(varied(case, late)))
    found: dict[str, Decimal | None] = {}
    for place, variable in enumerate(VARIABLES, start=len(rows) + 1):
        yield place / parts
        both = _switching(case, variable)
        found |= {f"{name}.{variable}": value for name, value in zip(PERSPECTIVES, both, strict=True)}
    return Sensitivity(tuple(rows), found, delay)


# In words

CONDITIONS: Mapping[str, str] = {
    BASE: N_("Como está en el plan"),
    "prices": N_("Los precios bajan {change}"),
    "yields": N_("Se produce {change} menos"),
    "inputs": N_("Insumos y trabajo suben {change}"),
    "investment": N_("La inversión sube {change}"),
    "general": N_("Los gastos generales suben {change}"),
    "first_year": N_("El primer año se produce {change} menos"),
    "prices_and_inputs": N_("Bajan los precios y suben los insumos"),
    "late": N_("Los bienes llegan {months} meses tarde"),
}
FALLS: Mapping[str, str] = {
    "prices": N_("el precio baja {change}"),
    "yields": N_("la producción baja {change}"),
    "inputs": N_("insumos y trabajo bajan {change}"),
    "investment": N_("la inversión baja {change}"),
    "general": N_("los gastos generales bajan {change}"),
}
RISES: Mapping[str, str] = {
    "prices": N_("el precio sube {change}"),
    "yields": N_("la producción sube {change}"),
    "inputs": N_("insumos y trabajo suben {change}"),
    "investment": N_("la inversión sube {change}"),
    "general": N_("los gastos generales suben {change}"),
}
NAMES: Mapping[str, str] = {
    "prices": N_("Precio de venta"),
    "yields": N_("Producción"),
    "inputs": N_("Insumos y trabajo"),
    "investment": N_("Inversión"),
    "general": N_("Gastos generales"),
}
LOSES = {"all": N_("Si {change}, este negocio pierde."), "applicant": N_("Si {change}, los socios pierden.")}
RECOVERS = {
    "all": N_("Este negocio deja de perder si {change}."),
    "applicant": N_("Los socios dejan de perder si {change}."),
}
NONE = "—"
NOTHING_LOSES = N_("{name}: ningún cambio hace perder.")
NOTHING_RECOVERS = N_("{name}: ningún cambio alcanza para no perder.")


def told(variant: Variant) -> Sentence:
    """A condition as people say it."""
    changes = [abs(factor - 1) for factor in variant.scale.values()] or [Fraction(0)]
    share = Decimal(changes[0].numerator) / changes[0].denominator
    return Sentence(CONDITIONS[variant.name], change=percent(share, 0), months=variant.delay_months)


def bearing(found: Sensitivity, perspective: str, variable: str) -> Sentence:
    """How much of one change a plan bears: "si el precio baja 4.6 %, este negocio pierde"."""
    value, worth = found.switching[f"{perspective}.{variable}"], found.base.npv(perspective)
    gains = worth is not None and worth >= 0
    if value is None:
        return Sentence(NOTHING_LOSES if gains else NOTHING_RECOVERS, name=Sentence(NAMES[variable]))
    change = Sentence((FALLS if value < 0 else RISES)[variable], change=percent(abs(value) / 100, 1))
    return Sentence((LOSES if gains else RECOVERS)[perspective], change=change)


LATE_LOSES = {
    "all": N_("Si los bienes llegan {months} meses tarde, todo el plan vale {amount} menos."),
    "applicant": N_("Si los bienes llegan {months} meses tarde, los socios ganan {amount} menos."),
}
LATE_GAINS = N_("Llegar tarde no lo empeora: el plan pierde cada año y empieza a perder más tarde.")
LATE_SALES = N_("En todos los años se dejan de vender {amount}.")


def lateness(found: Sensitivity) -> list[Sentence]:
    """What a late delivery costs, perspective by perspective, and the sales that are lost. Empty without a rate."""
    said: list[Sentence] = []
    for perspective in PERSPECTIVES:
        base, late = found.base.npv(perspective), found.late.npv(perspective)
        if base is None or late is None:
            continue
        months, amount = found.late.variant.delay_months, soles(centimos(base) - centimos(late))
        loses = Sentence(LATE_LOSES[perspective], months=months, amount=amount)
        said.append(loses if base >= late else Sentence(LATE_GAINS))
    if said and found.sales_lost > 0:
        said.append(Sentence(LATE_SALES, amount=soles(centimos(found.sales_lost))))
    return list(dict.fromkeys(said))


def cells(row: Outcome, places: int = 2) -> tuple[str, str, str, str, str]:
    """A row of the table: VAN and TIR of the whole plan, VAN and TIR of the members' money, working capital, in soles
    with so many decimals.
    """

    def money(value: Decimal) -> str:
        return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0:,.{places}f}"

    def worth(perspective: str) -> tuple[str, str]:
        value, rate = row.npv(perspective), row.irr(perspective).rate
        return (
            NONE if value is None else money(value),
            NONE if rate is None else percent(rate),
        )

    return *worth("all"), *worth("applicant"), money(row.wc_required)
