"""The rules and catalogues of `resources/`, read once and handed to the domain, which reads no disk."""

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from ayni.domain.certificado import Terms
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.dates import without_accents
from ayni.domain.funcion import RoleLaw
from ayni.domain.poder import Leads
from ayni.domain.pronostico import Method
from ayni.domain.rules import RuleBook
from ayni.lang import N_, Sentence
from ayni.paths import resource
from ayni.workspace.copia_terminos import CopyTerms

Options = list[tuple[str, str]]


def _read(name: str) -> Any:
    return json.loads(resource(name).read_text("utf-8"))


@cache
def rule_book() -> RuleBook:
    """All rule sets of `resources/rules/`."""
    return RuleBook.from_data(_read("rules/procompite.json"), _read("rules/feriados.json"), _read("rules/uit.json"))


_offices: dict[str, str] = {}


def name_offices(names: Mapping[str, str]) -> None:
    """Call the offices as the open workspace does: a program speaks of one entity at a time, as of one language."""
    _offices.clear()
    _offices.update(names)


def purchase_law() -> PurchaseLaw:
    """States, events and terms of purchases, with the names that the offices have here."""
    return _named_law(tuple(sorted(_offices.items())))


def office_names() -> Mapping[str, str]:
    """The names that the offices of the open workspace have, by code; only those that were changed."""
    return _offices


def usual_offices() -> dict[str, str]:
    """Code and usual name (source text) of each office."""
    legal = _plain_law()
    return {code: legal.label(code) for code in legal.offices}


def same_name(office: str) -> Sentence:
    """What is said of a name that another office already has."""
    return Sentence(N_("Así se llama ya otra oficina: {office}."), office=Sentence(usual_offices()[office]))


@cache
def _named_law(names: tuple[tuple[str, str], ...]) -> PurchaseLaw:
    legal = _plain_law()
    return replace(legal, labels={**legal.labels, **dict(names)}) if names else legal


@cache
def _plain_law() -> PurchaseLaw:
    return PurchaseLaw.from_data(_read("rules/compras.json"), rule_book().calendar, _read("rules/uit.json")["rules"])


@cache
def role_law() -> RoleLaw:
    """Which role does each act, and what one person does not do alone."""
    return RoleLaw.from_data(_read("rules/funciones.json"))


@cache
def forecast_method() -> Method:
    """How the end of a purchase is forecast."""
    return Method.from_data(_read("rules/compras.json")["forecast"])


@cache
def machine_terms() -> Terms:
    """For how long machines are certified."""
    return Terms.from_data(_read("rules/equipos.json"))


@cache
def catalogue(name: str) -> Options:
    """Code and label (source text) of every entry of a catalogue of `resources/catalogos/`."""
    return [(entry["code"], entry["label"]) for entry in _read(f"catalogos/{name}.json")]


@cache
def chains() -> list[tuple[str, str, str]]:
    """Code, sector and label (source text) of every productive chain."""
    return [(entry["code"], entry["sector"], entry["label"]) for entry in _read("catalogos/cadenas.json")]


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


@cache
def copy_terms() -> CopyTerms:
    """How many copies stay, and how often they are tested."""
    return CopyTerms.from_data(_read("rules/copias.json"))
