"""A case file answered: its indicators, its variants, its switching values and its budget, ready to print or compare.

`read_case` and `read_file` read, `compute` gives exact figures, `compute_json` the same keys as a case file expects:
soles with four decimals at most, rates as fractions. A rate that does not exist is null, never zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any, NamedTuple

from ayni.domain.archivo_caso import read_case
from ayni.domain.bien_comun import compute_common_good
from ayni.domain.caso import Budget, BudgetLine, Case, CaseRefused
from ayni.domain.flujo import r2
from ayni.domain.indicadores import Indicators, compute
from ayni.domain.lector import parsed
from ayni.domain.money import centimos
from ayni.domain.perfil import Profile, ProfileResult, appraise, read_profiles
from ayni.domain.sensibilidad import switching, varied
from ayni.domain.tasa_interna import Kind, Tir
from ayni.lang import N_, Sentence, number, percent, soles

__all__ = [
    "CaseRefused",
    "Explanation",
    "Indicators",
    "compute",
    "compute_json",
    "explain",
    "read_case",
    "read_file",
    "read_profiles",
]

MONEY_PLACES, RATE_PLACES, BC_PLACES, SHOWN_PLACES = 4, 6, 3, 2
LONGEST = 500  # digits of the largest result that the limits of a case allow, and more
RATES = {"bc_all", "bc_applicant"}


def read_file(source: str | Mapping[str, Any]) -> Case | list[Profile]:
    """What a case file holds, a plan or quick profiles. Raises `CaseRefused`."""
    top = parsed(source) if isinstance(source, str) else source
    return read_profiles(top) if "profiles" in top else read_case(top)


def compute_json(case: Case | Sequence[Profile]) -> dict[str, Any]:
    """Everything a case file can expect, in plain JSON values."""
    if not isinstance(case, Case):
        return {"profiles": [{"id": each.id, **profile_json(appraise(each))} for each in case]}
    if case.non_income:
        return _plain(compute_common_good(case))
    result = compute(case)
    found = _plain(result)
    if case.variants:
        found["variants"] = [_variant_json(case, place) for place in range(len(case.variants))]
    if case.switching:
        found["switching"] = {name: _number(value, 1) for name, value in switching(case).items()}
    if case.budget is not None:
        found["procompite"] = budget_json(case.budget)
        found["procompite"]["matches_input"] = found["procompite"]["total"] == _number(
            result.invest_total, SHOWN_PLACES
        ) and found["procompite"]["cofin"] == _number(result.invest_donated, SHOWN_PLACES)
    return found


def profile_json(result: ProfileResult) -> dict[str, Any]:
    """The result of a quick profile under its own names, in plain JSON values."""
    return _plain(result)


def _number(value: Decimal | None, places: int) -> float | None:
    """A decimal for JSON, rounded half away from zero; never minus zero."""
    return None if value is None else float(round_places(value, places)) + 0.0


def round_places(value: Decimal, places: int) -> Decimal:
    """So many decimals, half away from zero, however large the amount is."""
    with localcontext(prec=LONGEST):
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _rate(answer: Tir) -> float | dict[str, Any] | None:
    """The one rate; nothing when there is none; several rates, or a reversed one, with their kind."""
    if answer.kind is Kind.ONE:
        return _number(answer.rates[0], RATE_PLACES)
    if not answer.rates:
        return None
    return _kind(answer)


def _kind(answer: Tir) -> dict[str, Any]:
    return {"kind": str(answer.kind), "rates": [_number(rate, RATE_PLACES) for rate in answer.rates]}


def _plain(record: Any, places: int = MONEY_PLACES) -> dict[str, Any]:
    """A record of results under its own names."""
    found: dict[str, Any] = {}
    for item in fields(record):
        value = getattr(record, item.name)
        if isinstance(value, Tir):
            found[item.name] = _rate(value)
            found[f"{item.name}_kind"] = str(value.kind)
        elif isinstance(value, Decimal):
            found[item.name] = _number(value, RATE_PLACES if item.name in RATES else places)
        elif isinstance(value, tuple):
            found[item.name] = [_number(each, places) for each in value]
        elif is_dataclass(value):
            found[item.name] = _plain(value, MONEY_PLACES if item.name == "employment_parts" else SHOWN_PLACES)
        else:
            found[item.name] = value
    return found


def _variant_json(case: Case, place: int) -> dict[str, Any]:
    """A variant's main results; a rate that does not exist is said with its kind."""
    variant = case.variants[place]
    result = compute(varied(case, variant))
    plain = _plain(result)
    names = ("npv_all", "irr_all", "npv_applicant", "irr_applicant", "bc_all", "bc_applicant", "wc_required")
    found: dict[str, Any] = {name: plain[name] for name in names}
    for name, answer in (("irr_all", result.irr_all), ("irr_applicant", result.irr_applicant)):
        if answer.kind is not Kind.ONE:
            found[name] = _kind(answer)
    return {"name": variant.name, **found, "flow_all": plain["flow_all"], "flow_applicant": plain["flow_applicant"]}


def budget_json(budget: Budget) -> dict[str, Any]:
    """A budget by source with the limits of its category; a check whose datum is missing is null."""
    lines = budget.lines
    total, cofin = sum((_line_total(line) for line in lines), Decimal(0)), sum((x.cofin for x in lines), Decimal(0))
    cm, cnm = sum((line.cm for line in lines), Decimal(0)), sum((line.cnm for line in lines), Decimal(0))
    own = cm + cnm
    shares = {"cofin_pct": cofin, "cm_pct": cm, "cnm_pct": cnm, "own_pct": own}
    return {
        **{
            name: _number(amount, SHOWN_PLACES)
            for name, amount in (("total", total), ("cofin", cofin), ("cm", cm), ("cnm", cnm), ("own", own))
        },
        **{name: _number(part * 100 / total, SHOWN_PLACES) if total else None for name, part in shares.items()},
        "checks": _checks(budget, total, cofin, cm, own),
        "lines_off": {
            line.code or line.name: _number(line.cofin + line.cm + line.cnm - _line_total(line), SHOWN_PLACES)
            for line in lines
            if line.cofin + line.cm + line.cnm != _line_total(line)
        },
    }


def _line_total(line: BudgetLine) -> Decimal:
    return r2(line.quantity * line.unit_cost)


def _checks(budget: Budget, total: Decimal, cofin: Decimal, cash: Decimal, own: Decimal) -> dict[str, bool | None]:
    """The limits that the file gives, compared by cross multiplication; limits are inclusive."""
    limits = {name: Decimal(value) for name, value in budget.limits.items()}
    found: dict[str, bool | None] = {}
    if "cofin_min" in limits or "cofin_max" in limits:
        found["cofin_range"] = limits.get("cofin_min", cofin) <= cofin <= limits.get("cofin_max", cofin)
    if "cofin_max_pct" in limits:
        found["cofin_share"] = cofin * 100 <= limits["cofin_max_pct"] * total
    if "total_min" in limits or "total_max" in limits:
        found["total_range"] = limits.get("total_min", total) <= total <= limits.get("total_max", total)
    if "own_min_pct" in limits:
        found["counterpart_total"] = own * 100 >= limits["own_min_pct"] * total
    if "cash_min_pct" in limits:
        found["counterpart_cash"] = cash * 100 >= limits["cash_min_pct"] * total
    if "members_min" in limits:
        found["members"] = None if budget.members is None else budget.members >= limits["members_min"]
    unknown = {"years_existing": "years_existing_min", "legal_person": "legal_person", "sales": "sales_min_uit"}
    found |= dict.fromkeys((check for check, limit in unknown.items() if limit in limits), None)
    return found


# In words


class Explanation(NamedTuple):
    """An indicator as a paper shows it: its name with its perspective, its value, and what it means."""

    label: str
    value: str
    sentence: Sentence


ALL, MEMBERS = "all", "applicant"
NONE = "—"
VAN = {ALL: N_("VAN de todo el plan"), MEMBERS: N_("VAN del dinero de los socios")}
TIR = {ALL: N_("TIR de todo el plan"), MEMBERS: N_("TIR del dinero de los socios")}
BC = {ALL: N_("B/C de todo el plan"), MEMBERS: N_("B/C del dinero de los socios")}
NO_RATE = N_("Falta la tasa de descuento de las bases: sin ella no hay VAN ni B/C.")
VAN_GAINS = {
    ALL: N_("En {years} años y en dinero de hoy, todo el plan deja {amount} más de lo que cuesta."),
    MEMBERS: N_("En {years} años y en dinero de hoy, los socios ganan {amount} más de lo que ponen."),
}
VAN_LOSES = {
    ALL: N_("En {years} años y en dinero de hoy, a todo el plan le faltan {amount} para cubrir lo que cuesta."),
    MEMBERS: N_("En {years} años y en dinero de hoy, a los socios les faltan {amount} para recuperar lo que ponen."),
}
TIR_ONE = {
    ALL: N_("Todo lo que cuesta el plan rinde {rate} cada año. Conviene si es más que la tasa de descuento."),
    MEMBERS: N_("Lo que ponen los socios rinde {rate} cada año. Conviene si es más que la tasa de descuento."),
}
TIR_OTHER = {
    Kind.NO_SIGN_CHANGE: N_("No hay TIR: todos los años se gana o todos los años se pierde. Mire el VAN."),
    Kind.NO_ROOT: N_("No hay TIR para este flujo. Mire el VAN."),
    Kind.MANY: N_("Hay más de una TIR, por eso ninguna sirve. Mire el VAN."),
    Kind.REVERSED: N_("Primero se recibe y después se paga: la TIR es un costo. Mire el VAN."),
}
BC_SAYS = {
    ALL: N_("Por cada sol que cuesta el plan vuelven {times} soles."),
    MEMBERS: N_("Por cada sol que ponen y gastan los socios vuelven {times} soles."),
}
BC_NONE = N_("No hay B/C porque no hay costos que comparar.")


def explain(found: Indicators) -> list[Explanation]:
    """VAN, TIR and B/C of the whole plan and of the members' money, side by side, each in one plain sentence."""
    return [
        *(_van(found, side) for side in (ALL, MEMBERS)),
        *(_tir(found, side) for side in (ALL, MEMBERS)),
        *(_bc(found, side) for side in (ALL, MEMBERS)),
    ]


def _van(found: Indicators, side: str) -> Explanation:
    value = found.npv_all if side == ALL else found.npv_applicant
    if value is None:
        return Explanation(VAN[side], NONE, Sentence(NO_RATE))
    worth = centimos(value)
    said = VAN_GAINS[side] if worth >= 0 else VAN_LOSES[side]
    return Explanation(VAN[side], soles(worth), Sentence(said, years=len(found.sales), amount=soles(abs(worth))))


def _tir(found: Indicators, side: str) -> Explanation:
    answer = found.irr_all if side == ALL else found.irr_applicant
    if answer.rate is None:
        return Explanation(TIR[side], NONE, Sentence(TIR_OTHER[answer.kind]))
    rate = percent(round_places(answer.rate, MONEY_PLACES))
    return Explanation(TIR[side], rate, Sentence(TIR_ONE[side], rate=rate))


def _bc(found: Indicators, side: str) -> Explanation:
    value = found.bc_all if side == ALL else found.bc_applicant
    if value is None:
        return Explanation(BC[side], NONE, Sentence(NO_RATE if found.npv_all is None else BC_NONE))
    times = number(round_places(value, BC_PLACES), BC_PLACES)
    return Explanation(BC[side], times, Sentence(BC_SAYS[side], times=times))
