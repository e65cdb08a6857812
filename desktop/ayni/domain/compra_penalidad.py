"""The penalty for a late delivery: what it comes to, its maximum, and the day on which the maximum is reached."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from ayni.domain.compra_ley import PurchaseLaw, Rule
from ayni.domain.entrega import Goods
from ayni.domain.money import split
from ayni.domain.recorrido import LatePart, Moment, Penalty
from ayni.lang import N_, Sentence

CANNOT = N_("La penalidad no se puede calcular: falta el monto o el plazo del contrato.")
NO_RULE = N_("La penalidad no se puede calcular: la norma de ese régimen no está registrada.")
NO_CLAUSE = N_("El contrato menor no tiene cláusula de penalidad.")
WORKS = "OBRA"


@dataclass(slots=True)
class Extension:
    """Days asked beyond the term. `granted` is None while nobody answered."""

    asked: date
    days: int
    granted: int | None = None


@dataclass(slots=True)
class Contract:
    """What replay gathers about one contract or order, in its cycle."""

    cycle: int
    regime: str
    start: Moment
    amount_centimos: int
    term_days: int
    via: str = ""
    clause: bool = True
    extensions: list[Extension] = field(default_factory=list)
    suspensions: list[tuple[date, date | None]] = field(default_factory=list)
    warnings: list[tuple[date, int]] = field(default_factory=list)
    other_penalties_centimos: int = 0
    delivered: date | None = None
    ended: date | None = None
    counts: bool = True  # not left behind by an annulment
    goods: Goods = field(default_factory=lambda: Goods({}))

    @property
    def something_delivered(self) -> bool:
        """At least one delivery was made."""
        return bool(self.goods.deliveries)

    def term(self, *, pending: bool = False) -> int:
        """Days of the term with what was granted, and with what waits for an answer when `pending`."""
        more = (item.days if item.granted is None and pending else item.granted or 0 for item in self.extensions)
        return self.term_days + sum(more) if self.term_days > 0 else 0

    @property
    def pending(self) -> Extension | None:
        """The extension that nobody answered, if any."""
        return next((item for item in reversed(self.extensions) if item.granted is None and item.days > 0), None)

    def due(self, until: date, *, pending: bool = False) -> Moment | None:
        """The day on which delivery is due: the term, moved by the days that the contract was suspended before it."""
        term = self.term(pending=pending)
        if term <= 0:
            return None
        due = self.start.plus(term)
        for stopped, resumed in self.suspensions:
            if stopped <= due.day:
                due = due.plus(max(0, ((resumed or until) - stopped).days))
        return due


def _factor(rule: Rule | None, term: int) -> Fraction | None:
    """F for a term of so many days, from steps such as "0.40 to 60 days, 0.25 above"."""
    if rule is None or not isinstance(rule.value, list):
        return None
    for step in rule.value:
        if term <= step.get("up_to_days", term):
            return Fraction(Decimal(step["factor"]))
    return None


def _rounded(amount: Fraction) -> int:
    """Half up, once; never negative here."""
    return floor(amount + Fraction(1, 2))


def penalty(contract: Contract, law: PurchaseLaw, on: date, objeto: str = "") -> Penalty:
    """The penalty of a contract up to a day, or up to its delivery or end if that came before.

    `daily = rate × amount / (F × term)`, in exact fractions; the maximum is a share of the amount for all penalties
    together. When the goods of the contract have prices, each late delivery is charged by itself. With
    an extension that nobody answered, the figures with it stand in `extended`. Works have another F, which the data do
    not hold.
    """
    main = _computed(contract, law, on, objeto, pending=False)
    if contract.pending is None or main.note is not None:
        return main
    extended = _computed(contract, law, on, objeto, pending=True)
    return replace(main, extended=extended)


def _computed(contract: Contract, law: PurchaseLaw, on: date, objeto: str, *, pending: bool) -> Penalty:
    until = min(day for day in (contract.delivered, contract.ended, on) if day is not None)
    term = contract.term(pending=pending)
    due = contract.due(until, pending=pending)
    start, regime = contract.start.day, contract.regime
    in_force = contract.ended is None
    amount = contract.amount_centimos
    bare = Penalty(contract.cycle, amount, term, due.day if due else None, until=until, in_force=in_force)
    if due is None or amount <= 0:
        return replace(bare, note=Sentence(CANNOT))
    if not contract.clause:
        return replace(bare, note=Sentence(NO_CLAUSE))
    rate, cap_share = law.rule("penalty_rate", start, regime), law.rule("penalty_cap", start, regime)
    rule = law.rule("penalty_factor", start, regime)
    factor = _factor(rule, term)
    if rule is None or rate is None or cap_share is None or not factor or objeto == WORKS:
        return replace(bare, note=Sentence(NO_RULE))

    def stopped(day: date) -> int:
        return sum(
            max(0, (min(resumed or day, day) - first).days)
            for first, resumed in contract.suspensions
            if due.day < first < day
        )

    def late(day: date) -> int:
        return max(0, (day - due.day).days - stopped(day))

    portions = _portions(contract.goods, until)
    behind = [each for each in portions if late(each.day)] or [each for each in portions if not each.delivery]
    share = sum((each.share for each in behind), Fraction(0)) or Fraction(1)
    for_a_day = Fraction(Decimal(rate.value)) * amount / (factor * term)  # of the whole contract
    whole_cap = Fraction(Decimal(cap_share.value)) * amount
    cap = whole_cap * share
    room = max(Fraction(0), cap - contract.other_penalties_centimos)
    owed = [each.share * min(whole_cap, for_a_day * late(each.day)) for each in behind]
    accrued = _rounded(min(room, sum(owed, Fraction(0))))
    coming = sum((each.share for each in behind if not each.delivery), Fraction(0))
    daily = for_a_day * (coming or share)
    settled = sum((debt for each, debt in zip(behind, owed, strict=True) if coming and each.delivery), Fraction(0))
    rest = max(Fraction(0), min(room - settled, whole_cap * (coming or share)))
    return replace(
        bare,
        daily_centimos=_rounded(daily),
        cap_centimos=_rounded(cap),
        cap_date=due.day + timedelta(days=ceil(rest / daily) + stopped(until)),
        late_days=max((late(each.day) for each in behind), default=0),
        accrued_centimos=accrued,
        article=rule.article,
        confirmed=rule.confirmed,
        base_centimos=_rounded(amount * share),
        parts=tuple(
            LatePart(each.delivery, each.day, _rounded(amount * each.share), late(each.day), centimos)
            for each, centimos in zip(behind, split(accrued, owed), strict=True)
            if late(each.day)
        )
        if len(portions) > 1
        else (),
    )


@dataclass(frozen=True, slots=True)
class _Portion:
    """A share of the contract that arrived on a day; `delivery` is "" for what has not arrived, counted to `day`."""

    delivery: str
    day: date
    share: Fraction


def _portions(goods: Goods, until: date) -> list[_Portion]:
    """The contract divided by what arrived when, weighed by its prices; whole while a price is not known."""
    prices = {item: each.precio for item, each in goods.ordered.items() if each.precio is not None}
    whole = sum(Fraction(goods.ordered[item].cantidad * price) for item, price in prices.items())
    if len(prices) < len(goods.ordered) or not whole:
        return [_Portion("", until, Fraction(1))]
    found: list[_Portion] = []
    left = Fraction(1)
    for each in goods.deliveries:
        value = sum(Fraction(amount * prices[item]) for item, amount in each.received.items() if item in prices)
        share = min(left, value / whole)
        if share:
            found.append(_Portion(each.id, min(each.day, until), share))
            left -= share
    return [*found, _Portion("", until, left)] if left else found
