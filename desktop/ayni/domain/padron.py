"""The padrón: the members of an AEO, one row per membership (F04). Leaving is a dated baja, never a removal."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import stdnum.pe.cui

from ayni.domain.fields import Choice, Date, Dni, Field, Phone, Quantity, Reading, Reference, Text, Value
from ayni.lang import N_

ACTIVO, EN_PRUEBA, RETIRADO = "activo", "en_prueba", "retirado"
PERDIDA = "perdida"


def split_dni(typed: str | int) -> tuple[str, str]:
    """The number of a DNI and the verification character typed after it ("43218765-2"), "" when there is none."""
    text = re.sub(r"[\s.\-\u2013·]", "", str(typed)).upper()
    if len(text) == 9 and text.isascii() and text[:8].isdigit() and text[8].isalnum():  # noqa: PLR2004  8 and 1
        return text[:8], text[8]
    return str(typed), ""


def check_mark(typed: str | int) -> bool | None:
    """Whether the verification character belongs to the DNI; None when none was typed. It is a digit or a letter."""
    dni, mark = split_dni(typed)
    return bool(stdnum.pe.cui.is_valid(dni + mark)) if mark else None


@dataclass(frozen=True, slots=True)
class SocioDni(Dni):
    """A DNI as it stands on the card: eight digits, perhaps with its verification character, which is not kept.

    A ninth digit written without a dash is one digit too many, unless it is the right character.
    """

    def read(self, typed: str | int, today: date) -> Reading:
        dni, mark = split_dni(typed)
        if mark.isdigit() and not check_mark(typed) and not re.search(r"\d[-\u2013 ]\s*\d\s*$", str(typed)):
            return Dni.read(self, typed, today)
        return Dni.read(self, dni, today)


SOCIO = (
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, asked=False),
    Field(
        "dni",
        N_("DNI"),
        SocioDni(),
        required=True,
        group="identidad",
        help=N_("Está en el frente de su DNI. Puede escribir también el número o la letra que va después del guion."),
        example="43218765",
    ),
    Field("apellido_paterno", N_("Apellido paterno"), Text(60), required=True, group="identidad"),
    Field("apellido_materno", N_("Apellido materno"), Text(60), group="identidad"),
    Field("nombres", N_("Nombres"), Text(80), required=True, group="identidad"),
    Field(
        "fecha_nacimiento",
        N_("Fecha de nacimiento"),
        Date(birth=True, future_allowed=False),
        required=True,
        group="identidad",
        example="03/05/1985",
    ),
    Field("sexo", N_("Sexo"), Choice((("M", N_("Mujer")), ("H", N_("Hombre")))), required=True),
    Field(
        "condicion",
        N_("Condición"),
        Choice(((ACTIVO, N_("Activo")), (EN_PRUEBA, N_("En prueba")), (RETIRADO, N_("Retirado")))),
        group="baja",
    ),
    Field("fecha_ingreso", N_("Fecha de ingreso"), Date(future_allowed=False)),
    Field("fecha_baja", N_("Fecha de la baja"), Date(future_allowed=False), group="baja"),
    Field("motivo_baja", N_("Motivo de la baja"), Text(200), group="baja"),
    Field("telefono", N_("Teléfono"), Phone(), merge="soft", example="984 123 456"),
    Field("comunidad", N_("Comunidad"), Text(120), merge="soft"),
    Field("conyuge_dni", N_("DNI del cónyuge o conviviente"), SocioDni(), group="conyuge"),
    Field("conyuge_nombre", N_("Nombre del cónyuge o conviviente"), Text(160), group="conyuge"),
    Field(
        "conyuge_nacimiento",
        N_("Fecha de nacimiento del cónyuge"),
        Date(birth=True, future_allowed=False),
        group="conyuge",
    ),
    Field(
        "instruccion",
        N_("Grado de instrucción"),
        Choice(
            (
                ("sin_nivel", N_("Sin nivel")),
                ("primaria", N_("Primaria")),
                ("secundaria", N_("Secundaria")),
                ("tecnica", N_("Técnica")),
                ("superior", N_("Superior")),
            )
        ),
        merge="soft",
    ),
    Field("carga_familiar", N_("Carga familiar"), Quantity(whole=True), merge="soft"),
    Field("tierra_total", N_("Área total (ha)"), Quantity(places=2), group="tierra"),
    Field("tierra_plan", N_("Área para el plan (ha)"), Quantity(places=2), group="tierra"),
    Field(
        "tenencia",
        N_("Tenencia"),
        Choice(
            (
                ("titulo", N_("Título de propiedad")),
                ("posesion", N_("Posesión")),
                ("comunal", N_("Comunal")),
                ("alquiler", N_("Alquiler")),
            )
        ),
        group="tierra",
    ),
    Field("especie", N_("Especie"), Text(60), group="animales", example="Cuy"),
    Field("animales_total", N_("Animales en total"), Quantity(whole=True), group="animales"),
    Field("animales_plan", N_("Animales para el plan"), Quantity(whole=True), group="animales"),
    Field(
        "riesgo",
        N_("Calificación en la central de riesgo"),
        Choice(
            (
                ("normal", N_("Normal")),
                ("cpp", N_("Con problemas potenciales")),
                ("deficiente", N_("Deficiente")),
                ("dudoso", N_("Dudoso")),
                ("perdida", N_("Pérdida")),
            )
        ),
    ),
    Field("confirmado_fecha", N_("Confirmado el"), Date(future_allowed=False), group="confirmado", asked=False),
    Field("confirmado_por", N_("Confirmado por"), Text(120), group="confirmado", asked=False),
    Field("nota", N_("Observación"), Text(500), merge="soft"),
    Field("fusionado_en", N_("Unida a"), Reference("socio"), asked=False),  # the same person, registered twice
)

JOINED = "fusionado_en"
# what a person types for a new socio, in the order of the paper; the baja is an act of its own
TYPED = tuple(item for item in SOCIO if item.asked and item.name not in {"condicion", "fecha_baja", "motivo_baja"})
# what a spreadsheet may bring and takes away
SHEET = TYPED
IDENTITY = tuple(item.name for item in SOCIO if item.group == "identidad")
CONFIRMED = ("confirmado_fecha", "confirmado_por")
BY_CHAIN = ("tierra_total", "tierra_plan", "tenencia", "especie", "animales_total", "animales_plan")
BAJA = tuple(item for item in SOCIO if item.name in {"fecha_baja", "motivo_baja"})


def full_name(socio: "dict[str, object]") -> str:
    """Surnames and names as the padrón prints them: "QUISPE MAMANI, Rosa"."""
    surnames = " ".join(str(socio[name]) for name in ("apellido_paterno", "apellido_materno") if socio.get(name))
    return f"{surnames.upper()}, {socio.get('nombres') or ''}"


def of_chain(fields: Iterable[Field], columns: Iterable[str]) -> tuple[Field, ...]:
    """These fields without the ones that the AEO's chain does not ask (land, animals); `columns` are those asked."""
    asked = set(columns)
    return tuple(item for item in fields if item.name not in BY_CHAIN or item.name in asked)


def same_identity(before: Mapping[str, Value], after: Mapping[str, Value]) -> bool:
    """Who the row speaks of did not change: what was confirmed stays confirmed."""
    return all((before.get(name) or None) == (after.get(name) or None) for name in IDENTITY)
