"""Sworn statements and commitments (F06, DJ-1 to DJ-8): templates with holes that the data of the register fills."""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ayni.domain.fields import Field, LongText, Problem, Reference, Text
from ayni.lang import N_, Sentence

REPRESENTANTE, JUNTA, TITULAR, DIRECTIVOS, SOCIOS = "representante", "junta", "titular", "directivos", "socios"
SIGNERS: Mapping[str, str] = {
    REPRESENTANTE: N_("Firma el representante."),
    JUNTA: N_("Firman el representante y la junta directiva."),
    TITULAR: N_("Firma el dueño o poseedor del terreno o local."),
    DIRECTIVOS: N_("Una hoja para cada directivo."),
    SOCIOS: N_("Una hoja con la lista de los socios, para que cada uno firme."),
}
HOLES = frozenset(
    {
        "municipalidad", "convocatoria", "aeo", "ruc", "partida", "domicilio", "representante", "representante_dni",
        "cargo", "plan", "total", "cofinanciamiento", "cm", "cnm", "fecha_limite",
    }
)  # fmt: skip
LINE = "______________________"  # a line for the pen, where the data is not known

PLANTILLA = (
    Field("convocatoria", N_("Convocatoria"), Reference("convocatoria"), required=True, asked=False),
    Field("codigo", N_("Código"), Text(20), required=True, asked=False),
    Field("titulo", N_("Título"), Text(160), required=True, group="texto"),
    Field(
        "texto",
        N_("Texto"),
        LongText(6000),
        required=True,
        group="texto",
        help=N_("Deje una línea en blanco entre párrafos. Lo que está entre llaves se llena solo."),
    ),
)


@dataclass(frozen=True, slots=True)
class Declaracion:
    """A statement: what it says, who signs it, and what is drawn beneath its text. Texts are sources with holes.

    `own`: the call has its own text; without it the text is a model of ours that nobody has confirmed.
    """

    code: str
    title: str
    paragraphs: tuple[str, ...]
    signer: str
    body: str = ""
    confirmed_duty: bool = False
    own: bool = False

    @property
    def text(self) -> str:
        """The paragraphs as a person edits them."""
        return "\n\n".join(self.paragraphs)


def read_templates(data: Mapping[str, Any]) -> dict[str, Declaracion]:
    """The statements of `resources/forms/declaraciones.json`, by code, in the order of the paper."""
    return {
        each["code"]: Declaracion(
            each["code"],
            each["title"]["label"],
            tuple(part["label"] for part in each["text"]),
            each["signer"],
            each["body"],
            each["duty"] == "confirmed",
        )
        for each in data["declaraciones"]
    }


def with_text(template: Declaracion, title: str, text: str) -> Declaracion:
    """The same statement with the text that a call gave it."""
    paragraphs = tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip())
    return replace(template, title=title, paragraphs=paragraphs, own=True)


def check_text(text: str) -> list[Problem]:
    """Holes that no data fills, and braces that do not close."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return [Problem("texto", Sentence(N_("Hay una llave sin cerrar. Escriba el dato entre dos llaves.")))]
    unknown = sorted({name for _literal, name, spec, turned in parts if name is not None and (
        name not in HOLES or spec or turned)})  # fmt: skip
    if not unknown:
        return []
    said = N_("Ayni no conoce este dato: {names}. Puede usar: {known}.")
    return [Problem("texto", Sentence(said, names=", ".join(unknown), known=", ".join(sorted(HOLES))))]


def filled(paragraphs: Sequence[str], facts: Mapping[str, str]) -> list[Sentence]:
    """The paragraphs with their data. What is not known leaves a line for the pen."""
    return [
        Sentence(paragraph, **{name: facts.get(name) or LINE for name in sorted(HOLES) if f"{{{name}}}" in paragraph})
        for paragraph in paragraphs
    ]
