"""XLSForm: our fields as a form for ODK Collect and KoboCollect, in Spanish and Quechua, with our boxes' limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ayni.domain.fields import (
    Catalogue,
    Choice,
    Coordinate,
    Date,
    Dni,
    Email,
    Field,
    LongText,
    Money,
    Phone,
    Quantity,
    Reference,
    Ruc,
    Several,
    Text,
    Ubigeo,
    Year,
)
from ayni.lang import N_, QUECHUA, SPANISH, _, speaking

LANGUAGES = ((SPANISH, "Español (es)"), (QUECHUA, "Runasimi (quz)"))
MISSING = N_("Falta este dato.")
NUMBERS = "numbers"  # the phone shows digits, and the answer stays a text with its zeros

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """How a kind of ours is asked by a phone. `wrong` says what is not accepted (a source text)."""

    type: str
    constraint: str = ""
    wrong: str = ""
    appearance: str = ""


def question(item: Field) -> Question:
    """The question of a field."""
    kind = item.kind
    if isinstance(kind, Dni):
        return Question("text", "regex(., '^[0-9]{8}$')", N_("El DNI tiene 8 números."), NUMBERS)
    if isinstance(kind, Ruc):
        return Question("text", "regex(., '^[0-9]{11}$')", N_("El RUC tiene 11 números."), NUMBERS)
    if isinstance(kind, Ubigeo):
        return Question("text", "regex(., '^[0-9]{6}$')", N_("El ubigeo tiene 6 números."), NUMBERS)
    if isinstance(kind, Phone):
        return Question("text", "regex(., '^[0-9 ]{6,12}$')", N_("Escriba solo los números del teléfono."), NUMBERS)
    if isinstance(kind, Email):
        return Question("text", "regex(., '^[^@ ]+@[^@ ]+[.][^@ ]+$')", N_("Al correo le falta la arroba o el punto."))
    if isinstance(kind, Date):
        past = "" if kind.future_allowed else ". <= today()"
        return Question("date", past, N_("La fecha no puede ser futura.") if past else "")
    if isinstance(kind, Year):
        return Question("text", "regex(., '^(19|20)[0-9]{2}$')", N_("El año tiene 4 números."), NUMBERS)
    if isinstance(kind, Quantity):
        said = N_("Escriba un número que no sea menor que el mínimo.")
        return Question("integer" if kind.whole else "decimal", f". >= {kind.minimum}", said)
    if isinstance(kind, Money):
        return Question("decimal", ". >= 0", N_("Escriba el monto en soles."))
    if isinstance(kind, Coordinate):
        return Question("decimal")
    if isinstance(kind, Text | LongText):
        long = "multiline" if isinstance(kind, LongText) else ""
        return Question("text", f"string-length(.) <= {kind.limit}", N_("El texto es demasiado largo."), long)
    return Question("text")


def _list_of(item: Field, options: Mapping[str, Options]) -> tuple[str, Options]:
    """The name of the list that a field chooses from, and what it offers; an empty name when it chooses from none."""
    kind = item.kind
    if isinstance(kind, Choice):
        return item.name, kind.options
    if isinstance(kind, Catalogue | Several):
        return kind.name, options.get(kind.name, ())
    if isinstance(kind, Reference):
        return kind.noun, options.get(kind.noun, ())
    return "", ()


def _said(text: str) -> list[str]:
    found = []
    for code, _name in LANGUAGES:
        with speaking(code):
            found.append(_(text))
    return found


def write_xlsform(
    path: Path,
    *,
    title: str,
    form_id: str,
    version: str,
    fields: Sequence[Field],
    options: Mapping[str, Options],
    hidden: Mapping[str, str],
    place: str = "",
    relevant: Mapping[str, str] | None = None,
) -> Path:
    """Write the form to a file.

    `options`: code and label (source text) of each list, by the name of its catalogue or noun. `hidden`: names and
    values that every submission carries. `place`: the name of a question for the phone's own position, which takes the
    place of the fields of coordinates. `relevant`: when a field is asked, as an expression of XLSForm.
    """
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook()
    survey, choices, settings = book.active, book.create_sheet("choices"), book.create_sheet("settings")
    survey.title = "survey"
    spoken = [name for _code, name in LANGUAGES]
    survey.append(
        [
            "type", "name", *(f"label::{name}" for name in spoken), *(f"hint::{name}" for name in spoken), "required",
            *(f"required_message::{name}" for name in spoken), "constraint",
            *(f"constraint_message::{name}" for name in spoken), "appearance", "relevant", "calculation",
        ]
    )  # fmt: skip
    choices.append(["list_name", "name", *(f"label::{name}" for name in spoken)])
    listed: set[str] = set()
    for name, value in hidden.items():
        survey.append(["calculate", name, *[""] * 12, f"'{value}'"])
    placed = False
    for item in fields:
        if place and isinstance(item.kind, Coordinate):
            if not placed:
                survey.append(["geopoint", place, *_said(N_("Ubicación según el teléfono")), *[""] * 11])
            placed = True
            continue
        asked, (chosen, offered) = question(item), _list_of(item, options)
        kind = asked.type
        if offered:
            kind = f"select_{'multiple' if isinstance(item.kind, Several) else 'one'} {chosen}"
            asked = Question(kind, appearance="minimal" if len(offered) > 12 else "")  # noqa: PLR2004  a screen of a phone
        help_text = item.help or item.example
        survey.append(
            [
                kind, item.name, *_said(item.label), *(_said(help_text) if help_text else ["", ""]),
                "yes" if item.required else "", *(_said(MISSING) if item.required else ["", ""]), asked.constraint,
                *(_said(asked.wrong) if asked.wrong else ["", ""]), asked.appearance,
                (relevant or {}).get(item.name, ""), "",
            ]
        )  # fmt: skip
        if offered and chosen not in listed:
            listed.add(chosen)
            for code, label in offered:
                choices.append([chosen, code, *_said(label)])
    settings.append(["form_title", "form_id", "version", "default_language"])
    settings.append([title, form_id, version, spoken[0]])
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # an expression is no formula of the spreadsheet
        sheet.freeze_panes = "A2"
    book.save(path)
    return path
