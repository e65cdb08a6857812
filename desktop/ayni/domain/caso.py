"""A plan as the engine takes it: its two sides, with the plan and without it, and what is assumed around them.

Amounts are soles as `Decimal`, never binary floats; a list of years has one value for each year of the plan. Files
become these records in `archivo_caso`, rows of a workspace in `proyeccion`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from ayni.domain.fields import Problem
from ayni.domain.fields_calendar import HALF_MONTHS
from ayni.domain.prestamo import Prestamo

MOST_YEARS = 30
ZERO = Decimal(0)
DAYS = {"day": 1, "week": 6, "month": 24, "year": 288}  # a person-year is 288 days
SCALES = ("prices", "yields", "inputs", "investment", "general", "first_year")


class CaseRefused(Exception):  # noqa: N818  a refusal is not a fault of the program
    """A case that cannot be computed, with everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.text}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Asset:
    """A good that is bought. `own` and `donated` are amounts of the whole line; `maint` and `salvage` are per unit."""

    name: str
    unit: str
    units: Decimal
    unit_cost: Decimal
    own: Decimal
    donated: Decimal
    life: int
    maint: Decimal
    salvage: Decimal
    replace: bool
    year: int

    @property
    def cost(self) -> Decimal:
        """What the line costs once."""
        return self.units * self.unit_cost


@dataclass(frozen=True, slots=True)
class Outlay:
    """Labour or a service of the investment."""

    name: str
    unit: str
    units: Decimal
    unit_cost: Decimal
    own: Decimal
    donated: Decimal
    year: int

    @property
    def cost(self) -> Decimal:
        """What the line costs."""
        return self.units * self.unit_cost


@dataclass(frozen=True, slots=True)
class General:
    """A cost of the whole business that comes back every year; `own` is the amount that the family supplies."""

    name: str
    unit: str
    units: tuple[Decimal, ...]
    unit_cost: Decimal
    own: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Income:
    """A product of one production unit and cycle; `own_use` is the part that is not sold."""

    name: str
    unit: str
    units: Decimal
    price: Decimal
    own_use: Decimal
    transport: Decimal


@dataclass(frozen=True, slots=True)
class Supply:
    """An input or a labour of one production unit and cycle; `own_supply` is the part that the family gives."""

    name: str
    unit: str
    units: Decimal
    unit_cost: Decimal
    own_supply: Decimal
    donated: Decimal
    transport: Decimal

    @property
    def full_cost(self) -> Decimal:
        """What one unit costs where it is used."""
        return self.unit_cost + self.transport


@dataclass(frozen=True, slots=True)
class Calendar:
    """In which of the 24 half-months (0 to 23) a block pays and is paid."""

    production: tuple[int, ...]
    sale_costs: tuple[int, ...]
    receipts: tuple[int, ...]


EVERY_HALF_MONTH = Calendar(*(tuple(range(HALF_MONTHS)),) * 3)


@dataclass(frozen=True, slots=True)
class Block:
    """One productive activity, described for one production unit and cycle."""

    name: str
    unit: str
    cycles_per_year: Decimal
    cycle_length: Decimal | None
    pattern: tuple[Decimal, ...]
    income: tuple[Income, ...]
    inputs: tuple[Supply, ...]
    labour: tuple[Supply, ...]
    half_months: Calendar | None

    def k(self, year: int) -> Decimal:
        """Cycles times production units of a year; 1 is the first one."""
        return self.cycles_per_year * self.pattern[year - 1]

    @property
    def cash_receipts(self) -> Decimal:
        """What is charged for one unit and cycle, before transport."""
        return sum(((line.units - line.own_use) * line.price for line in self.income), ZERO)

    @property
    def cash_transport(self) -> Decimal:
        """What taking it to the buyers costs."""
        return sum(((line.units - line.own_use) * line.transport for line in self.income), ZERO)

    @property
    def cash_production(self) -> Decimal:
        """What is paid to produce one unit and cycle."""
        lines = (*self.inputs, *self.labour)
        return sum(((line.units - line.own_supply) * line.full_cost for line in lines), ZERO)


@dataclass(frozen=True, slots=True)
class Side:
    """The situation with the plan, or without it."""

    assets: tuple[Asset, ...] = ()
    labour: tuple[Outlay, ...] = ()
    services: tuple[Outlay, ...] = ()
    general: tuple[General, ...] = ()
    personnel: tuple[General, ...] = ()
    blocks: tuple[Block, ...] = ()

    @property
    def outlays(self) -> tuple[Outlay, ...]:
        """Labour and services of the investment."""
        return self.labour + self.services

    @property
    def bought(self) -> tuple[Asset | Outlay, ...]:
        """Every line of the investment."""
        return (*self.assets, *self.outlays)

    @property
    def fixed(self) -> tuple[General, ...]:
        """General costs and personnel."""
        return self.general + self.personnel

    @property
    def empty(self) -> bool:
        """Nothing is in it."""
        return not (self.assets or self.outlays or self.fixed or self.blocks)


@dataclass(frozen=True, slots=True)
class Variant:
    """A change of a case: factors on parts of the side with the plan, another rate, goods that come late."""

    name: str
    scale: Mapping[str, Fraction] = field(default_factory=dict)
    discount_rate_pct: Decimal | None = None
    delay_months: int = 0


@dataclass(frozen=True, slots=True)
class Contribution:
    """What somebody gives every year to keep a common good running."""

    name: str
    amounts: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A line of a budget by source, as a file gives it."""

    code: str
    component: str
    name: str
    unit: str
    quantity: Decimal
    unit_cost: Decimal
    cofin: Decimal
    cm: Decimal
    cnm: Decimal


@dataclass(frozen=True, slots=True)
class Budget:
    """The budget of a file with the category it applies to and the limits of its rule set."""

    category: str
    members: int | None
    limits: Mapping[str, Decimal | bool]
    lines: tuple[BudgetLine, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the engine needs of one plan."""

    years: int
    discount_rate_pct: Decimal | None
    inflation_pct: Decimal = ZERO
    start_month: int = 1
    members: int | None = None
    wc_interest_pct: Decimal = ZERO
    wc_donated: Decimal = ZERO
    wc_own: Decimal = ZERO
    loan1: Prestamo | None = None
    loan2: Prestamo | None = None
    with_plan: Side = Side()
    without_plan: Side = Side()
    title: str = ""
    non_income: bool = False
    contributions: tuple[Contribution, ...] = ()
    variants: tuple[Variant, ...] = ()
    switching: bool = False
    budget: Budget | None = None
    residual: Decimal | None = None  # kept from the base plan when the goods come late
