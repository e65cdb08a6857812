"""Blank forms for paper: the same fields that a screen asks, in the same order, and the code that leads back to it.

The code is `AYNI:form:version:id` and says nothing of anybody. A reader of QR codes types it like a keyboard, and a
keyboard set to another country writes other signs for ":" and "-": both are understood.
"""

import hashlib
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ayni.domain.aeo import AEO, REGISTER_AEO
from ayni.domain.asamblea import ASAMBLEA
from ayni.domain.fields import Field, by_name
from ayni.domain.junta_directiva import CARGO_PERIODO
from ayni.domain.padron import TYPED
from ayni.domain.plan import COVER
from ayni.lang import N_

ID_DIGITS = 32  # of a UUID without its dashes


@dataclass(frozen=True, slots=True)
class Part:
    """Some fields under one heading."""

    heading: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its fields in parts, whose record its code names (`noun`), and the screens that it is typed into.

    `screen` shows the record; `begin` begins a new one, for a sheet printed before there was any record.
    `copies`: how many records one print has room for.
    """

    code: str
    title: str
    noun: str
    screen: str
    begin: str
    parts: tuple[Part, ...]
    copies: int = 1
    signer: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field in the order of the paper, which is the order of the screen."""
        return tuple(item for part in self.parts for item in part.fields)

    @property
    def version(self) -> str:
        """Four signs that change whenever a field is added, moved or taken away."""
        return hashlib.sha256(" ".join(item.name for item in self.fields).encode()).hexdigest()[:4]


def _asked(fields: Sequence[Field]) -> tuple[Field, ...]:
    return tuple(item for item in fields if item.asked)


def _steps() -> tuple[Part, ...]:
    fields = by_name(AEO)
    return tuple(Part(step.question, tuple(fields[name] for name in step.fields)) for step in REGISTER_AEO.steps)


FORMS: dict[str, Form] = {
    form.code: form
    for form in (
        Form("aeo", N_("Ficha de la organización"), "aeo", "aeo", "registrar-aeo", _steps(), signer="representante"),
        Form("padron", N_("Padrón de socios"), "aeo", "padron", "organizaciones", (Part("", _asked(TYPED)),), copies=2),
        Form(
            "junta",
            N_("Junta directiva"),
            "aeo",
            "junta",
            "organizaciones",
            (Part("", _asked(CARGO_PERIODO)),),
            copies=3,
        ),
        Form(
            "asamblea",
            N_("Acta de asamblea"),
            "aeo",
            "asambleas",
            "organizaciones",
            (Part("", _asked(ASAMBLEA)),),
            signer="junta",
        ),
        Form("plan", N_("Carátula del plan de negocio"), "plan", "plan", "planes", (Part("", _asked(COVER)),)),
        # its questions are data: the door puts its parts
        Form("entrevista", N_("Preguntas para el plan de negocio"), "plan", "entrevista", "entrevista", ()),
    )
}


@dataclass(frozen=True, slots=True)
class Code:
    """What a sheet says of itself: its form, the version that was printed, the record (its first digits may do)."""

    form: Form
    version: str
    record: str


def code_text(form: Form, record: str = "") -> str:
    """The text of the QR, in the signs that make it smallest: capitals, digits and ":"."""
    return ":".join(("AYNI", form.code, form.version, record.replace("-", ""))).upper()


def read_code(text: str) -> Code | None:
    """What a scanned or typed text says; None when it is not a sheet of ours."""
    found = re.fullmatch(r"ayni[:ñ;.]+([a-z]+)[:ñ;.]+([0-9a-f]+)[:ñ;.]*([0-9a-f'\-]*)", text.strip().lower())
    if not found or found[1] not in FORMS:
        return None
    digits = re.sub(r"[^0-9a-f]", "", found[3])[:ID_DIGITS]
    return Code(FORMS[found[1]], found[2], digits)


def with_dashes(digits: str) -> str:
    """An id, or its beginning, as it is stored."""
    cuts = (0, 8, 12, 16, 20, ID_DIGITS)
    return "-".join(part for start, end in itertools.pairwise(cuts) if (part := digits[start:end]))
