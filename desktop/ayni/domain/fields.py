"""What is true of a datum wherever it appears, and how each kind reads what people really type.

A `Field` is declared once per datum; editors, validation, column headings, papers, imports and the translators' list
all come from it. A kind's `read` takes what was typed (text) or a canonical value and gives a `Reading`: the canonical
value, or a sentence that says what is wrong. Nothing here raises at a person.

Canonical values: text is stripped text; a DNI or RUC its digits; a date ISO text whose length is its precision
("2022-03"); money céntimos as int; a quantity or rate decimal text ("0.125"); a choice its code; yes/no "si" or "no".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

import stdnum.pe.ruc

from ayni.domain import dates
from ayni.domain.flow import Answers
from ayni.domain.money import centimos
from ayni.lang import N_, Sentence, _, day, number, soles

MISSING = N_("Falta este dato.")

Value = str | int | None
Values = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Reading:
    """A canonical value, or the sentence that says why there is none."""

    value: Value = None
    sentence: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one datum, in the clerk's words. `field` is the field's name, or "" for the whole record."""

    field: str
    sentence: Sentence

    @property
    def text(self) -> str:
        """The sentence in the language in use."""
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of datum. The plain one is a short text."""

    def read(self, typed: str | int, today: date) -> Reading:
        """The canonical value of what was typed (never empty). `today` only bounds dates."""
        raise NotImplementedError

    def show(self, value: Value) -> str:
        """A canonical value as a person reads it."""
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Text(Kind):
    """One line of text."""

    limit: int = 255

    def read(self, typed: str | int, today: date) -> Reading:
        text = " ".join(str(typed).split())
        if len(text) > self.limit:
            return Reading(None, Sentence(N_("Escriba {limit} letras como máximo."), limit=self.limit))
        return Reading(text)


@dataclass(frozen=True, slots=True)
class LongText(Kind):
    """Paragraphs."""

    limit: int = 20000

    def read(self, typed: str | int, today: date) -> Reading:
        lines = [" ".join(line.split()) for line in str(typed).strip().splitlines()]
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
        if len(text) > self.limit:
            return Reading(None, Sentence(N_("Escriba {limit} letras como máximo."), limit=self.limit))
        return Reading(text)


def _digits(typed: str | int) -> str | None:
    """The digits of a number written with spaces, dots or dashes; None when something else stands among them."""
    text = re.sub(r"[\s.\-·]", "", str(typed))
    return text if text.isascii() and text.isdigit() else None


@dataclass(frozen=True, slots=True)
class Dni(Kind):
    """Eight digits; leading zeros are part of it."""

    def read(self, typed: str | int, today: date) -> Reading:
        digits = _digits(typed)
        if digits is None or len(digits) != 8:  # noqa: PLR2004  a DNI has eight
            return Reading(None, Sentence(N_("El DNI tiene 8 números.")))
        return Reading(digits)


@dataclass(frozen=True, slots=True)
class Ruc(Kind):
    """Eleven digits whose last one checks the others."""

    def read(self, typed: str | int, today: date) -> Reading:
        digits = _digits(typed)
        if digits is None or len(digits) != 11:  # noqa: PLR2004  a RUC has eleven
            return Reading(None, Sentence(N_("El RUC tiene 11 números.")))
        if not stdnum.pe.ruc.is_valid(digits):
            return Reading(None, Sentence(N_("Un número del RUC está mal copiado. Compárelo con la ficha RUC.")))
        return Reading(digits)


@dataclass(frozen=True, slots=True)
class Phone(Kind):
    """A Peruvian telephone: nine digits of a mobile, or six to nine of a fixed line with its area."""

    def read(self, typed: str | int, today: date) -> Reading:
        digits = re.sub(r"[\s.\-()]", "", str(typed))
        digits = re.sub(r"^(\+51|0051)", "", digits)
        if not digits.isascii() or not digits.isdigit() or not 6 <= len(digits) <= 9:  # noqa: PLR2004
            return Reading(None, Sentence(N_("Escriba el teléfono solo con números, por ejemplo 984 123 456.")))
        return Reading(digits)

    def show(self, value: Value) -> str:
        text = "" if value is None else str(value)
        return f"{text[:3]} {text[3:6]} {text[6:]}" if len(text) == 9 else text  # noqa: PLR2004  a mobile


@dataclass(frozen=True, slots=True)
class Email(Kind):
    """An address for letters without paper."""

    def read(self, typed: str | int, today: date) -> Reading:
        text = str(typed).strip()
        if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text) or len(text) > 255:  # noqa: PLR2004
            return Reading(None, Sentence(N_("Escriba el correo completo, por ejemplo nombre@correo.pe.")))
        return Reading(text)


@dataclass(frozen=True, slots=True)
class Date(Kind):
    """A date, perhaps known only to the month. `birth` reads two-digit years as never in the future."""

    birth: bool = False
    month_allowed: bool = True
    future_allowed: bool = True

    def read(self, typed: str | int, today: date) -> Reading:
        iso = dates.read_date(str(typed), today, birth=self.birth)
        if iso is None:
            if dates.no_such_day(str(typed)):
                said = N_("{date} no existe. Escriba día, mes y año: 03/05/1999.")
                return Reading(None, Sentence(said, date=str(typed).strip()))
            return Reading(None, Sentence(N_("No se entiende la fecha. Escriba día, mes y año: 03/05/1999.")))
        if not self.month_allowed and len(iso) < 10:  # noqa: PLR2004  a full ISO date
            return Reading(None, Sentence(N_("Falta el día. Escriba día, mes y año: 03/05/1999.")))
        if not self.future_allowed and iso > today.isoformat()[: len(iso)]:
            return Reading(None, Sentence(N_("Esta fecha todavía no ha llegado.")))
        return Reading(iso)

    def show(self, value: Value) -> str:
        return "" if value is None else day(str(value))


AMOUNT, MEASURE = "amount", "measure"


def read_decimal(typed: str | int, reading: str = AMOUNT) -> Decimal | None:
    """A number as people type it: "1,500.50", "1 500,50", "1.500,50", "S/ 1500"; None when it is none.

    Of two kinds of mark the last is the decimal one; one kind used twice separates thousands. A single mark before
    exactly three digits separates thousands in an amount ("1,500"); in a measure a point there is decimal ("1.125").
    """
    text = re.sub(r"^\s*(S/\.?|PEN)\s*", "", str(typed).strip(), flags=re.IGNORECASE)
    text = re.sub(r"[\s'\u2019\u00a0]", "", text)
    sign = -1 if text.startswith("-") else 1
    text = text.lstrip("+-")
    if not re.fullmatch(r"[0-9.,]*[0-9][0-9.,]*", text) or not text.isascii():
        return None
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return sign * Decimal(text)
    mark, whole, rest = text[last], text[:last], text[last + 1 :]
    other = "," if mark == "." else "."
    alone = len(rest) == 3 and other not in whole and re.fullmatch(r"[1-9]\d{0,2}", whole)  # noqa: PLR2004
    if mark in whole or (alone and (reading == AMOUNT or mark == ",")):
        if not re.fullmatch(rf"\d{{1,3}}(\{mark}\d{{3}})+", text):
            return None
        return sign * Decimal(text.replace(mark, ""))
    if other in whole and not re.fullmatch(rf"\d{{1,3}}(\{other}\d{{3}})+", whole):
        return None
    try:
        return sign * Decimal(f"{whole.replace(other, '') or '0'}.{rest or '0'}")
    except InvalidOperation:
        return None


def canonical(amount: Decimal) -> str:
    """A decimal as stored: no exponent, no trailing zeros, no minus zero."""
    text = f"{amount:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


NOT_A_SHARE = N_("Escriba el monto; el porcentaje lo calcula el programa.")


@dataclass(frozen=True, slots=True)
class Money(Kind):
    """An amount of soles, kept in céntimos. An int is taken as céntimos, text as soles typed by a person."""

    negative: bool = False

    def read(self, typed: str | int, today: date) -> Reading:
        if isinstance(typed, int):
            return Reading(typed)
        if "%" in typed:
            return Reading(None, Sentence(NOT_A_SHARE))
        amount = read_decimal(typed)
        if amount is None:
            return Reading(None, Sentence(N_("Escriba un monto en soles, por ejemplo 1,500.50.")))
        if amount < 0 and not self.negative:
            return Reading(None, Sentence(N_("El monto no puede ser menos que cero.")))
        if abs(amount) > Decimal(10**12):
            return Reading(None, Sentence(N_("Este monto es demasiado grande. Revise los números.")))
        if amount != amount.quantize(Decimal("0.01")):
            return Reading(None, Sentence(N_("Un monto tiene dos decimales como máximo.")))
        return Reading(centimos(amount))

    def show(self, value: Value) -> str:
        return "" if value is None else soles(int(value))


@dataclass(frozen=True, slots=True)
class Quantity(Kind):
    """How much of something: decimal text, zero or more. `whole` takes no fractions."""

    whole: bool = False
    minimum: int = 0
    places: int = 6

    def read(self, typed: str | int, today: date) -> Reading:
        amount = read_decimal(typed, AMOUNT if self.whole else MEASURE)
        if amount is None or abs(amount) > Decimal(10**12):
            return Reading(None, Sentence(N_("Escriba una cantidad con números, por ejemplo 12 o 0.5.")))
        text = re.sub(r"^\s*(S/\.?)?\s*|\s+$", "", str(typed))
        if not self.whole and re.fullmatch(r"[1-9]\d{0,2},\d{3}", text):
            said = N_("Este número se puede leer de dos maneras: {one} o {other}. Escríbalo sin coma.")
            return Reading(None, Sentence(said, one=text.replace(",", ""), other=text.replace(",", ".")))
        if amount < self.minimum:
            return Reading(None, Sentence(N_("La cantidad no puede ser menos que {minimum}."), minimum=self.minimum))
        if self.whole and amount != int(amount):
            return Reading(None, Sentence(N_("Escriba un número entero, sin decimales.")))
        if -int(amount.normalize().as_tuple().exponent) > self.places:
            return Reading(None, Sentence(N_("Escriba {places} decimales como máximo."), places=self.places))
        return Reading(canonical(amount))

    def show(self, value: Value) -> str:
        return "" if value is None else number(str(value))


@dataclass(frozen=True, slots=True)
class Price(Quantity):
    """A unit price in soles: decimal text, may have more than two decimals ("0.125")."""

    def show(self, value: Value) -> str:
        if value is None:
            return ""
        amount = Decimal(str(value))
        places = max(2, -int(amount.normalize().as_tuple().exponent))
        return f"S/ {amount:,.{places}f}"


@dataclass(frozen=True, slots=True)
class Year(Text):
    """A year of four digits."""

    limit: int = 4

    def read(self, typed: str | int, today: date) -> Reading:
        digits = str(typed).strip()
        if not (digits.isascii() and digits.isdigit() and dates.EARLIEST_YEAR <= int(digits) <= dates.LATEST_YEAR):
            return Reading(None, Sentence(N_("Escriba el año con cuatro números, por ejemplo 2026.")))
        return Reading(digits)


@dataclass(frozen=True, slots=True)
class Rate(Kind):
    """A percentage as people say it: "12" or "12 %" is stored "12"."""

    low: int = 0
    high: int = 100

    def read(self, typed: str | int, today: date) -> Reading:
        amount = read_decimal(str(typed).replace("%", ""), MEASURE)
        if amount is None:
            return Reading(None, Sentence(N_("Escriba un porcentaje, por ejemplo 12 o 12.5.")))
        if not self.low <= amount <= self.high:
            said = N_("El porcentaje va de {low} a {high}.")
            return Reading(None, Sentence(said, low=self.low, high=self.high))
        return Reading(canonical(amount))

    def show(self, value: Value) -> str:
        return "" if value is None else f"{number(str(value))} %"


@dataclass(frozen=True, slots=True)
class Choice(Kind):
    """One of a short list: pairs of code and label (labels are source texts)."""

    options: tuple[tuple[str, str], ...] = ()

    def read(self, typed: str | int, today: date) -> Reading:
        text = " ".join(str(typed).split())
        plain = dates.without_accents(text)
        for code, label in self.options:
            if plain in {dates.without_accents(code), dates.without_accents(label), dates.without_accents(_(label))}:
                return Reading(code)
        return Reading(None, Sentence(N_("Elija una respuesta de la lista.")))

    def show(self, value: Value) -> str:
        labels = dict(self.options)
        return "" if value is None else _(labels.get(str(value), str(value)))


SI, NO = "si", "no"


@dataclass(frozen=True, slots=True)
class YesNo(Choice):
    """Sí or no, stored "si" or "no"."""

    options: tuple[tuple[str, str], ...] = ((SI, N_("Sí")), (NO, N_("No")))

    def read(self, typed: str | int, today: date) -> Reading:
        short = dates.without_accents(str(typed).strip())
        if short in {"s", "x", "1", "ari"}:
            return Reading(SI)
        if short in {"n", "0", "manam", "mana"}:
            return Reading(NO)
        return Choice.read(self, typed, today)


@dataclass(frozen=True, slots=True)
class Catalogue(Kind):
    """A code of a catalogue of `resources/catalogos/` (chains, forms of AEO); which one is `name`.

    The door knows what the catalogue holds; here only the shape of the code is read.
    """

    name: str = ""

    def read(self, typed: str | int, today: date) -> Reading:
        return Reading(" ".join(str(typed).split()))


@dataclass(frozen=True, slots=True)
class Several(Kind):
    """Some codes of a catalogue, stored sorted and joined by commas ("A,B"): who chose alike wrote alike."""

    name: str = ""

    def read(self, typed: str | int, today: date) -> Reading:
        codes = {" ".join(code.split()) for code in re.split(r"[,;]", str(typed))}
        return Reading(",".join(sorted(code for code in codes if code)) or None)

    def show(self, value: Value) -> str:
        return "" if value is None else str(value).replace(",", ", ")


@dataclass(frozen=True, slots=True)
class Coordinate(Kind):
    """A WGS84 coordinate in decimal degrees, within Peru and its neighbours."""

    def read(self, typed: str | int, today: date) -> Reading:
        amount = read_decimal(str(typed).replace("°", ""), MEASURE)
        if amount is None or not -90 <= amount <= 1:  # noqa: PLR2004  Peru is south and west
            return Reading(None, Sentence(N_("Escriba la coordenada en grados con decimales, por ejemplo -13.5226.")))
        return Reading(canonical(amount.quantize(Decimal("0.000001"))))


@dataclass(frozen=True, slots=True)
class Ubigeo(Kind):
    """A district: six digits of INEI. The names belong to the catalogue."""

    def read(self, typed: str | int, today: date) -> Reading:
        digits = _digits(typed)
        if digits is None or len(digits) != 6:  # noqa: PLR2004  a ubigeo has six
            return Reading(None, Sentence(N_("Elija el distrito de la lista.")))
        return Reading(digits)


@dataclass(frozen=True, slots=True)
class Reference(Kind):
    """Another record of ours, by its id; `noun` is its table."""

    noun: str = ""

    def read(self, typed: str | int, today: date) -> Reading:
        return Reading(str(typed).strip())


@dataclass(frozen=True, slots=True)
class Field:
    """One datum, said once. `group` is the unit of merging (default: itself); `merge` how a clash of it is settled.

    `merge` is one of person (a person decides), soft (the later one is shown and said), state (moves forward join, in
    the order of the choices), paragraphs, set, event.
    """

    name: str
    label: str
    kind: Kind
    required: bool = False
    help: str = ""
    example: str = ""
    group: str = ""
    merge: str = "person"
    asked: bool = True  # False: written by the program (a link to another record), never asked
    choices: str = field(default="")  # name of the door's list that fills the editor, for references

    def __post_init__(self) -> None:
        if not self.group:
            object.__setattr__(self, "group", self.name)


def by_name(fields: Iterable[Field]) -> dict[str, Field]:
    """The fields of a table under their names."""
    return {item.name: item for item in fields}


def empty(answer: str | int | None) -> bool:
    """Nothing was answered."""
    return answer is None or (isinstance(answer, str) and not answer.strip())


def read_answers(
    fields: Sequence[Field], answers: Answers, today: date, asked: set[str] | None = None
) -> tuple[Values, list[Problem]]:
    """Canonical values of a record and everything that is wrong with it, in the order of the fields.

    `asked` limits the question to some fields (a step of a wizard, the path of a flow); others come out None.
    """
    values: Values = {}
    found: list[Problem] = []
    for item in fields:
        answer = answers.get(item.name)
        if asked is not None and item.name not in asked:
            values[item.name] = None
            continue
        if empty(answer):
            values[item.name] = None
            if item.required:
                found.append(Problem(item.name, Sentence(MISSING)))
            continue
        assert answer is not None
        reading = item.kind.read(answer, today)
        values[item.name] = reading.value
        if reading.sentence is not None:
            found.append(Problem(item.name, reading.sentence))
    return values, found


def problems(fields: Sequence[Field], answers: Answers, today: date, asked: set[str] | None = None) -> list[Problem]:
    """What is wrong with these answers; an empty list when nothing is."""
    return read_answers(fields, answers, today, asked)[1]


def groups(fields: Iterable[Field]) -> dict[str, tuple[str, ...]]:
    """Merge groups of a table and the columns of each, in the order of the fields."""
    found: dict[str, list[str]] = {}
    for item in fields:
        found.setdefault(item.group, []).append(item.name)
    return {group: tuple(names) for group, names in found.items()}


def shown(fields: Sequence[Field], values: Mapping[str, Value]) -> dict[str, str]:
    """A record as a person reads it."""
    return {item.name: item.kind.show(values.get(item.name)) for item in fields}
