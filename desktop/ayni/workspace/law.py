"""The rules and catalogues of `resources/`, read once and handed to the domain, which reads no disk."""

import csv
import json
from functools import cache
from typing import Any

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.dates import without_accents
from ayni.domain.poder import Leads
from ayni.domain.rules import RuleBook
from ayni.paths import resource

Options = list[tuple[str, str]]


def _read(name: str) -> Any:
    return json.loads(resource(name).read_text("utf-8"))


@cache
def rule_book() -> RuleBook:
    """All rule sets of `resources/rules/`."""
    return RuleBook.from_data(_read("rules/procompite.json"), _read("rules/feriados.json"), _read("rules/uit.json"))


@cache
def purchase_law() -> PurchaseLaw:
    """States, events and terms of purchases."""
    return PurchaseLaw.from_data(_read("rules/compras.json"), rule_book().calendar, _read("rules/uit.json")["rules"])


@cache
def catalogue(name: str) -> Options:
    """Code and label (source text) of every entry of a catalogue of `resources/catalogos/`."""
    return [(entry["code"], entry["label"]) for entry in _read(f"catalogos/{name}.json")]


@cache
def districts() -> dict[str, tuple[str, str, str]]:
    """Ubigeo → departamento, provincia, distrito."""
    with resource("catalogos/ubigeo.csv").open(encoding="utf-8", newline="") as text:
        return {
            line["code"]: (line["departamento"], line["provincia"], line["distrito"]) for line in csv.DictReader(text)
        }


@cache
def _district_words() -> list[tuple[str, str]]:
    return [(code, without_accents(" ".join(reversed(names)))) for code, names in districts().items()]


def place_name(ubigeo: str | None) -> str:
    """The words "Distrito, Provincia, Departamento" of a ubigeo; the code itself when the list does not have it."""
    names = districts().get(ubigeo or "")
    return ", ".join(reversed(names)) if names else (ubigeo or "")


def find_districts(text: str, limit: int = 30) -> Options:
    """Districts whose names hold these words, best first: those whose own name begins so."""
    words = without_accents(text).split()
    if not words:
        return []
    found = [
        (not known.startswith(words[0]), known, code)
        for code, known in _district_words()
        if code.startswith(text.strip()) or all(word in known for word in words)
    ]
    return [(code, place_name(code)) for _, _, code in sorted(found)[:limit]]


@cache
def leads() -> Leads:
    """How many days before something expires it is told."""
    return Leads.from_data(_read("rules/avisos.json"))
