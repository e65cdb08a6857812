"""The schedule of a call against the shortest terms of the law: the step that comes too soon and its first lawful day.

What the data do not say for a regime and a procedure is not checked.
"""

from collections.abc import Iterator
from datetime import date

from ayni.domain.compra_ley import PurchaseLaw, Rule
from ayni.domain.recorrido import Finding, Mark, spoken_day
from ayni.lang import N_, Sentence

CODE = "CALENDARIO"
FROM_CALL, FROM_BASES = "offers_min_days", "legal_wait.INTEGRADO"


def schedule_problems(
    called: date, offers: date | None, law: PurchaseLaw, regime: str, procedure: str
) -> Iterator[Finding]:
    """Offers that are planned sooner after the call than the law allows."""
    said = N_("Ofertas: la ley pide {days} días hábiles desde la convocatoria. No pueden ser antes del {date}.")
    yield from _too_soon(called, offers, law, law.rule(FROM_CALL, called, regime, procedure), said)


def integration_problems(
    integrated: date, offers: date | None, law: PurchaseLaw, regime: str, procedure: str
) -> Iterator[Finding]:
    """Offers that are planned sooner after the integrated bases than the law allows."""
    said = N_("Ofertas: la ley pide {days} días hábiles desde las bases integradas. No pueden ser antes del {date}.")
    yield from _too_soon(integrated, offers, law, law.rule(FROM_BASES, integrated, regime, procedure), said)


def _too_soon(start: date, offers: date | None, law: PurchaseLaw, rule: Rule | None, said: str) -> Iterator[Finding]:
    if offers is None or rule is None or not isinstance(rule.value, int):
        return
    first = law.add_working(start, rule.value)
    if first is not None and offers < first:
        sentence = Sentence(said, days=rule.value, date=spoken_day(first))
        yield Finding(Mark(CODE, sentence, rule.article), "fecha_ofertas", legal=True, warns=True)
