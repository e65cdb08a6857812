"""What the fund does not pay: rows of a budget that sound like it, each with the article that says so.

A name only raises a question, never a refusal; the words are data (`resources/rules/procompite.json`). Vehicles are the
call's own matter: once a person says what its bases allow, there is nothing left to ask.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from ayni.domain.dates import without_accents
from ayni.domain.fields import NO, SI, Value
from ayni.domain.presupuesto import CAPITAL_CLASS, SOURCES, amount
from ayni.domain.rules import Answer, Result, Rule, RuleBook
from ayni.lang import N_, Sentence

QUESTIONS = {
    "cash_to_beneficiaries": N_("{nombre}: el fondo no entrega dinero. ¿Es dinero para los socios?"),
    "operation_and_maintenance": N_("{nombre}: el fondo no paga operación ni mantenimiento. ¿Es un gasto de esos?"),
    "land_with_cofinancing": N_("{nombre}: el fondo no paga terrenos. ¿Es un terreno?"),
    "vehicles": N_("{nombre}: algunas bases no aceptan vehículos. ¿Lo aceptan las bases de esta convocatoria?"),
    "working_capital_inputs": N_("{nombre}: parece un insumo. ¿El plan explica por qué lo paga el fondo?"),
    "plan_formulation": N_("{nombre}: la elaboración del plan la paga la organización. ¿Es ese gasto?"),
    "studies_inside_the_plan": N_("{nombre}: parece un gasto de estudios o supervisión. ¿Lo es?"),
}
QUESTION = N_("{nombre}: ¿puede pagarlo el fondo?")
NO_VEHICLES = N_("{nombre}: las bases de esta convocatoria no aceptan vehículos.")
OF_THE_CALL = "bases de esta convocatoria"
NOT_FINANCEABLE, VEHICLES = "not_financeable", "vehicles"
BY_CLASS = {CAPITAL_CLASS: "working_capital_inputs"}  # what the class of a row says, whatever its name

Row = Mapping[str, Value]
NO_CALL: Row = {}


def questions(rows: Iterable[Row], book: RuleBook, on: date, call: Row = NO_CALL) -> list[Answer]:
    """What to ask about rows that the fund pays and that sound like something that the fund does not pay.

    Each answer waits (PENDING) with its article. Only a vehicle where the call's own bases (`call`) take none fails;
    where they take them, nobody asks.
    """
    asked = [rule for rule in book.rules if rule.group == NOT_FINANCEABLE and rule.in_force(on)]
    allowed = call.get("vehiculos")
    if allowed == SI:
        asked = [rule for rule in asked if rule.key != VEHICLES]
    found = []
    for row in rows:
        if not amount(row, SOURCES[0]):
            continue
        name = str(row.get("nombre") or "")
        plain = without_accents(name)
        for rule in asked:
            if BY_CLASS.get(str(row.get("clase"))) == rule.key or _sounds(tuple(rule.value)).search(plain):
                answer = _question(rule, name)
                found.append(_refused(answer) if rule.key == VEHICLES and allowed == NO else answer)
    return found


@cache
def _sounds(listed: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all the words of a rule, in singular and plural."""
    return re.compile(rf"\b(?:{'|'.join(re.escape(without_accents(word)) for word in listed)})(?:s|es)?\b")


def _question(rule: Rule, name: str) -> Answer:
    return Answer(
        rule.key,
        rule.id,
        Result.PENDING,
        rule.severity,
        Sentence(QUESTIONS.get(rule.key, QUESTION), nombre=name),
        rule.article,
        rule.url,
        (("nombre", name),),
        rule.status,
    )


def _refused(answer: Answer) -> Answer:
    said = Sentence(NO_VEHICLES, nombre=answer.compared[0][1])
    return replace(answer, result=Result.FAIL, sentence=said, article=OF_THE_CALL, url="", status="confirmed")
