"""A padrón as a municipality has it in a spreadsheet, understood: which column is which datum, and what each row says.

Nothing is stored here. A `problem` keeps its row out until it is corrected; a `doubt` is told and lets the row in.
A person may say which datum a column is, and correct any cell: the same sheet is then understood again.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from ayni.domain.dates import without_accents
from ayni.domain.fields import Date, Field, Problem, Values, read_answers
from ayni.domain.padron import SHEET, check_mark
from ayni.lang import N_, Sentence, _, day

# columns that hold several of our data
APELLIDOS_NOMBRES, NOMBRES_APELLIDOS, APELLIDOS = "apellidos_nombres", "nombres_apellidos", "apellidos"
JOINED = (
    (APELLIDOS_NOMBRES, N_("Apellidos y nombres")),
    (NOMBRES_APELLIDOS, N_("Nombres y apellidos")),
    (APELLIDOS, N_("Los dos apellidos")),
)
NAME_PARTS = ("apellido_paterno", "apellido_materno", "nombres")

# other headings that municipalities write for our columns
OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "dni": ("documento", "documento de identidad", "doc identidad", "dni socio", "dni titular", "le", "doc"),
    "apellido_paterno": ("paterno", "ap. paterno", "primer apellido", "a paterno", "apellidos paterno"),
    "apellido_materno": ("materno", "ap. materno", "segundo apellido", "a materno", "apellidos materno"),
    "nombres": ("nombre", "prenombres"),
    "fecha_nacimiento": ("nacimiento", "f. nacimiento", "fecha de nac.", "fec. nac.", "fec nacimiento", "f nac"),
    "sexo": ("genero", "sexo m/h", "sexo f/m", "sexo m/f", "sexo h/m"),
    "telefono": ("celular", "telefono celular", "telefono o celular", "telefono/celular", "cel", "movil"),
    "fecha_ingreso": ("ingreso", "f. ingreso", "fecha de ingreso a la asociacion"),
    "comunidad": ("sector", "comunidad o sector", "comunidad/sector", "caserio", "anexo", "direccion", "localidad"),
    "conyuge_dni": ("dni conyuge", "conyuge dni", "dni esposo", "dni de esposo a", "dni conviviente", "pareja dni"),
    "conyuge_nombre": ("conyuge", "conyuge nombre", "nombre conyuge", "conyuge apellidos nombres", "esposo a"),
    "conyuge_nacimiento": ("conyuge nacimiento", "nacimiento conyuge", "conyuge fecha nacimiento"),
    "tierra_total": ("area total", "hectareas", "ha", "total ha", "has", "terreno total", "tierra total"),
    "tierra_plan": ("area plan", "area vinculada", "area vinculada al plan", "ha plan", "hectareas plan"),
    "animales_total": ("animales", "total animales", "numero animales", "animales totales", "cabezas"),
    "animales_plan": ("animales plan", "animales vinculados", "animales vinculados al plan"),
    "instruccion": ("instruccion", "nivel educativo"),
    "riesgo": ("calificacion sbs", "central riesgo", "calificacion", "riesgo"),
    "nota": ("observaciones", "notas", "obs"),
    APELLIDOS_NOMBRES: (
        *("apellidos nombres socio", "apellidos nombres completos", "nombre completo", "nombre socio"),
        *("socio", "productor", "integrante", "apellidos nombres productor", "beneficiario"),
    ),
    NOMBRES_APELLIDOS: ("nombres apellidos completos", "nombres apellidos socio"),
    APELLIDOS: ("apellidos completos",),
}
SEX_WORDS = {"femenino": "M", "fem": "M", "mujer": "M", "masculino": "H", "masc": "H", "hombre": "H", "varon": "H"}
IDLE = {"de", "del", "la", "el", "los", "las", "y", "e", "n", "nro", "num", "numero", "no"}
PARTICLES = {"de", "del", "la", "las", "los", "san", "santa", "da", "di", "von", "van", "y", "vda", "viuda"}
HEADING_WITHIN = 40  # rows in which the heading is looked for
SERIAL_FIRST, SERIAL_LAST = 3_653, 60_000  # a spreadsheet's count of days: from 1910 to 2064
EPOCH = date(1899, 12, 30)
SHORT_DNI, WHOLE_DNI = 5, 8  # a DNI kept as a number loses up to three zeros


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a person would name it ("C7") and what it says, as text typed by hand.

    `said`: why what it says cannot be used. `merged_from`: the first cell of the joined block it is part of.
    """

    name: str
    text: str
    said: Sentence | None = None
    merged_from: str = ""


Lines = Sequence[Sequence[Cell]]
Corrections = Mapping[tuple[int, str], str]  # (number of the row, datum) → what a person typed over it


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet as it was understood: its values, and what is wrong or doubtful in which cell."""

    number: int
    answers: dict[str, str]
    values: Values
    problems: tuple[tuple[str, Problem], ...]  # (cell name, problem)
    doubts: tuple[tuple[str, Problem], ...] = ()


@dataclass(frozen=True, slots=True)
class PadronSheet:
    """A sheet as it was understood, before anything is imported."""

    lines: Lines
    heading: int  # place of the row of headings, -1 when there is none
    places: dict[int, str]  # column → our datum
    rows: tuple[SheetRow, ...]
    headings: tuple[str, ...] = ()  # of every column, as the sheet says it
    hidden: tuple[str, ...] = ()  # hidden sheets, which are not read
    corrections: dict[tuple[int, str], str] = field(default_factory=dict)
    others: tuple[int, ...] = ()  # rows that hold nothing of a member: numbered only, a signature

    @property
    def columns(self) -> dict[str, str]:
        """Our datum → heading in the sheet."""
        return {name: self.headings[column] for column, name in self.places.items()}

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headings that are nobody's."""
        return tuple(text for column, text in enumerate(self.headings) if text and column not in self.places)

    @property
    def good(self) -> list[SheetRow]:
        """Rows that can be imported."""
        return [row for row in self.rows if not row.problems]

    @property
    def wrong(self) -> list[SheetRow]:
        """Rows with something to correct."""
        return [row for row in self.rows if row.problems]

    @property
    def missing(self) -> list[Field]:
        """Data that every member needs and no column has."""
        there = told_by(self.places.values())
        return [item for item in SHEET if item.required and item.name not in there]


def told_by(names: Iterable[str]) -> set[str]:
    """The data that these columns tell; a joined one tells several."""
    found = set(names)
    if found & {APELLIDOS_NOMBRES, NOMBRES_APELLIDOS}:
        found |= set(NAME_PARTS)
    if APELLIDOS in found:
        found |= set(NAME_PARTS[:2])
    return found


# headings


def plain(text: str) -> str:
    """A heading without accents, marks, brackets and small words."""
    bare = re.sub(r"[(\[].*?[)\]]", " ", without_accents(text))
    return " ".join(word for word in re.findall(r"[a-z]+", bare) if word not in IDLE)


@cache
def _names(language: str) -> dict[str, str]:
    del language  # labels are told in it
    found: dict[str, str] = {}
    for item in SHEET:
        for written in (item.name.replace("_", " "), item.label, _(item.label), *OTHER_NAMES.get(item.name, ())):
            found.setdefault(plain(written), item.name)
    for name, label in JOINED:
        for written in (label, _(label), *OTHER_NAMES[name]):
            found.setdefault(plain(written), name)
    found.pop("", None)
    return found


def recognise(headings: Sequence[str], above: Sequence[str] = ()) -> dict[int, str]:
    """Which column is which datum. `above` is what stands over them, when a heading takes two rows."""
    names = _names(_(N_("Apellidos y nombres")))
    found: dict[int, str] = {}
    for column, text in enumerate(headings):
        over = above[column] if column < len(above) else ""
        tries = [plain(f"{over} {text}")] if over and text and over != text else []
        tries.append(plain(text))
        for written in tries:
            name = names.get(written)
            if name and name not in found.values():
                found[column] = name
                break
    return found


def find_heading(lines: Lines) -> tuple[int, dict[int, str]]:
    """Which row is the heading (-1: none) and which column is which datum."""
    best: tuple[int, dict[int, str]] = (-1, {})
    for place, line in enumerate(lines[:HEADING_WITHIN]):
        texts = [cell.text for cell in line]
        above = [cell.text for cell in lines[place - 1]] if place else []
        columns = recognise(texts, above)
        alone = recognise(texts)
        if len(alone) > len(columns):
            columns = alone
        if len(columns) > len(best[1]) or (place == best[0] + 1 and len(columns) == len(best[1]) and _again(line)):
            best = (place, columns)
    return best if len(best[1]) > 1 else (-1, {})


def _again(line: Sequence[Cell]) -> bool:
    """A row of headings that goes on in the one before it, by joined cells."""
    return any(cell.merged_from for cell in line)


# names


def split_name(text: str, *, names_first: bool = False) -> tuple[str, str, str, bool]:
    """Paterno, materno and names of one written line, and whether there is room for doubt.

    "QUISPE MAMANI, Rosa" and "Quispe Mamani Rosa" are plain; "De la Cruz Rosa" or five words are not.
    """
    if "," in text:
        one, other = (" ".join(part.split()) for part in text.split(",", 1))
        surnames, names = (other, one) if names_first else (one, other)
        paterno, materno, doubt = split_surnames(surnames)
        return paterno, materno, names, doubt or not names
    units = _units(text)
    doubt = len(units) not in {3, 4} or any(" " in unit for unit in units)
    if len(units) < 3:  # noqa: PLR2004  a surname and a name at most
        first, last = (units[0] if units else ""), " ".join(units[1:])
        return (last, "", first, True) if names_first else (first, "", last, True)
    if names_first:
        return units[-2], units[-1], " ".join(units[:-2]), doubt
    return units[0], units[1], " ".join(units[2:]), doubt


def split_surnames(text: str) -> tuple[str, str, bool]:
    """Paterno, materno and whether there is room for doubt."""
    units = _units(text)
    return (units[0] if units else ""), " ".join(units[1:]), len(units) != 2  # noqa: PLR2004  two surnames


def _units(text: str) -> list[str]:
    """Words, with the small ones joined to what follows: "De la Cruz" is one."""
    units: list[str] = []
    waiting: list[str] = []
    for word in text.split():
        waiting.append(word)
        if without_accents(word).rstrip(".") not in PARTICLES:
            units.append(" ".join(waiting))
            waiting = []
    if waiting:
        units.append(" ".join(waiting))
    return units


# rows

FULL_DOUBT = N_("Se separó así: {paterno} / {materno} / {nombres}. Revise que esté bien.")
ZEROS = N_("Le faltaban ceros adelante: se leyó {dni}. Compárelo con el DNI.")
SERIAL = N_("El número {number} se leyó como la fecha {day}.")
SEX_DOUBT = N_("La letra M puede ser mujer o masculino. Se leyó {sexo}.")
NO_MEMBER = N_("Esta fila no parece de un socio: no tiene DNI ni casi datos.")
AGAIN = N_("Este DNI está repetido en la hoja: también en la fila {number}.")
LOOK_AGAIN = N_("El número o la letra de verificación no corresponde a este DNI. Mire otra vez el documento.")


def sex_of_m(texts: Sequence[str]) -> tuple[str, bool]:
    """What the letter M alone says in a column of sexes, and whether there is room for doubt.

    Beside an F it is masculino; beside an H it is mujer; alone nobody knows, and it is read as this program writes it.
    """
    letters = {without_accents(text.strip()) for text in texts}
    if "f" in letters:
        return "H", "h" in letters
    return "M", "m" in letters and "h" not in letters


@dataclass(frozen=True, slots=True)
class Reader:
    """How the rows of a sheet are understood: on which day, with which members there already, what else is doubtful."""

    today: date
    known: frozenset[str] = frozenset()
    doubts_of: Callable[[Values], list[Problem]] = lambda _values: []

    def read(
        self,
        lines: Lines,
        heading: int,
        places: Mapping[int, str],
        corrections: Corrections,
        hidden: Sequence[str] = (),
    ) -> PadronSheet:
        """The sheet with these columns and what was corrected."""
        wide = max((len(line) for line in lines), default=0)
        texts = [cell.text for cell in lines[heading]] if heading >= 0 else []
        headings = tuple(" ".join(text.split()) for text in texts) + ("",) * (wide - len(texts))
        sexes = [
            line[column].text
            for column, name in places.items()
            if name == "sexo"
            for line in lines[heading + 1 :]
            if column < len(line)
        ]
        em = sex_of_m(sexes)
        seen: dict[str, int] = {}
        rows, others = [], []
        for number, line in enumerate(lines[heading + 1 :], start=heading + 2):
            if any(cell.text or cell.said for cell in line):
                row = self._row(number, line, places, corrections, seen, em)
                if row.problems or any(row.answers.values()):
                    rows.append(row)
                else:  # only numbered, or a signature below the list
                    others.append(number)
        return PadronSheet(
            lines, heading, dict(places), tuple(rows), headings, tuple(hidden), dict(corrections), tuple(others)
        )

    def _row(
        self,
        number: int,
        line: Sequence[Cell],
        places: Mapping[int, str],
        corrections: Corrections,
        seen: dict[str, int],
        em: tuple[str, bool],
    ) -> SheetRow:
        said: dict[str, Sentence] = {}
        doubts: list[Problem] = []
        typed: dict[str, str] = {}
        cells: dict[str, str] = {}
        for column, name in places.items():
            if column >= len(line):
                continue
            cell = line[column]
            beside = cell.merged_from.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(number)
            typed[name] = "" if beside else cell.text  # a line written across the sheet is no datum of each column
            cells[name] = cell.name
            if cell.said is not None:
                said[name] = cell.said
        self._split(typed, cells, doubts)
        answers = {name: corrections.get((number, name), text) for name, text in typed.items()}
        for (row, name), text in corrections.items():
            if row == number:
                answers[name] = text
                said.pop(name, None)
                doubts = [doubt for doubt in doubts if doubt.field != name and doubt.field not in NAME_PARTS]
        cleaned, more = clean(answers, em)
        answers, doubts = cleaned, doubts + more
        filled = sum(bool(text) for text in answers.values())
        if not answers.get("dni") and filled <= 1 and not said:
            about = ((str(number), Problem("", Sentence(NO_MEMBER))),) if filled else ()
            return SheetRow(number, answers, {}, about)
        values, wrong = read_answers(SHEET, answers, self.today)
        wrong = [Problem(each.field, said.pop(each.field, each.sentence)) for each in wrong]
        wrong += [Problem(name, sentence) for name, sentence in said.items()]
        wrong += self._dni(str(values.get("dni") or ""), number, seen)
        bad = {each.field for each in wrong}
        doubts += self.doubts_of(values)

        def at(name: str) -> str:
            return cells.get(name) or str(number)

        return SheetRow(
            number,
            answers,
            values,
            tuple((at(each.field), each) for each in wrong),
            tuple((at(each.field), each) for each in doubts if each.field not in bad),
        )

    def _dni(self, dni: str, number: int, seen: dict[str, int]) -> list[Problem]:
        if not dni:
            return []
        first = seen.setdefault(dni, number)
        if first != number:
            return [Problem("dni", Sentence(AGAIN, number=first))]
        return [Problem("dni", Sentence(N_("Este DNI ya está en el padrón.")))] if dni in self.known else []

    @staticmethod
    def _split(typed: dict[str, str], cells: dict[str, str], doubts: list[Problem]) -> None:
        """Joined columns into the data they hold."""
        for name, _label in JOINED:
            if name not in typed:
                continue
            text, cell = typed.pop(name), cells.pop(name)
            if name == APELLIDOS:
                paterno, materno, doubt = split_surnames(text)
                parts = {"apellido_paterno": paterno, "apellido_materno": materno}
            else:
                paterno, materno, names, doubt = split_name(text, names_first=name == NOMBRES_APELLIDOS)
                parts = {"apellido_paterno": paterno, "apellido_materno": materno, "nombres": names}
            for part, value in parts.items():
                if not typed.get(part):
                    typed[part], cells[part] = value, cell
            if doubt and text:
                shown = {part: typed.get(part) or "—" for part in NAME_PARTS}
                holes = {
                    "paterno": shown[NAME_PARTS[0]],
                    "materno": shown[NAME_PARTS[1]],
                    "nombres": shown[NAME_PARTS[2]],
                }
                doubts.append(Problem("apellido_paterno", Sentence(FULL_DOUBT, **holes)))


def clean(answers: Mapping[str, str], em: tuple[str, bool] = ("M", False)) -> tuple[dict[str, str], list[Problem]]:
    """What a spreadsheet did to the data, mended, and what of it a person should look at.

    Zeros lost by a DNI, a date that became a number, words and letters of the sex (`em`: what M alone says).
    """
    found = dict(answers)
    doubts: list[Problem] = []
    for item in SHEET:
        text = found.get(item.name, "").strip()
        if not text:
            continue
        if item.name in {"dni", "conyuge_dni"}:
            if text.isascii() and text.isdigit() and SHORT_DNI <= len(text) < WHOLE_DNI:
                found[item.name] = text.zfill(WHOLE_DNI)
                doubts.append(Problem(item.name, Sentence(ZEROS, dni=found[item.name])))
            elif check_mark(text) is False:
                doubts.append(Problem(item.name, Sentence(LOOK_AGAIN)))
        elif (
            isinstance(item.kind, Date)
            and text.isascii()
            and text.isdigit()
            and SERIAL_FIRST <= int(text) <= SERIAL_LAST
        ):
            if len(text) != 4:  # noqa: PLR2004  four digits are a year
                iso = (EPOCH + timedelta(days=int(text))).isoformat()
                found[item.name] = iso
                doubts.append(Problem(item.name, Sentence(SERIAL, number=text, day=day(iso))))
        elif item.name == "sexo":
            _sex(found, text, em, doubts)
    return found, doubts


def _sex(found: dict[str, str], text: str, em: tuple[str, bool], doubts: list[Problem]) -> None:
    letter = without_accents(text).rstrip(".")
    if letter == "m":
        found["sexo"], doubtful = em
        if doubtful:
            read = N_("Mujer") if em[0] == "M" else N_("Hombre")
            doubts.append(Problem("sexo", Sentence(SEX_DOUBT, sexo=Sentence(read))))
    else:
        found["sexo"] = {"f": "M", "v": "H"}.get(letter) or SEX_WORDS.get(letter, text)


# pasting


def arrange(block: Sequence[Sequence[str]], wanted: Sequence[str], first: int = 0) -> tuple[int, list[list[str]]]:
    """Cells of the clipboard in the order of our columns: (column where they begin, cells).

    With a heading among them the columns may stand in any order; without one they are ours from `first` on.
    """
    lines = [[Cell("", cell.strip()) for cell in line] for line in block]
    heading, places = find_heading(lines[:2])
    if heading < 0:
        places = dict(enumerate(wanted[first:]))
        if block and len(recognise(block[0])) == 1 and len(block[0]) == 1:
            heading, places = 0, recognise(block[0])
    sexes = [
        line[column].text for column, name in places.items() if name == "sexo" for line in lines if column < len(line)
    ]
    em = sex_of_m(sexes)
    found = []
    for line in lines[heading + 1 :]:
        typed = {name: line[column].text for column, name in places.items() if column < len(line)}
        Reader._split(typed, dict.fromkeys(typed, ""), [])  # noqa: SLF001  the same splitting
        found.append(clean(typed, em)[0])
    if heading < 0:
        return first, [[line.get(name, "") for name in wanted[first : first + len(block[0])]] for line in found]
    there = [place for place, name in enumerate(wanted) if any(name in line for line in found)]
    if not there:
        return first, []
    span = wanted[there[0] : there[-1] + 1]
    return there[0], [[line.get(name, "") for name in span] for line in found]
