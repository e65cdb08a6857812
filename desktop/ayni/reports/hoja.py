"""Spreadsheets: reading the cells that a municipality brings (xlsx, csv), and writing the ones it takes away."""

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from ayni.domain.hoja import Cell
from ayni.lang import N_, Sentence

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_BYTES = 60 * 2**20  # no padrón is larger; a file of photographs is
MOST_XML = 64 * 2**20  # of one sheet, unpacked
OLE = b"\xd0\xcf\x11\xe0"  # an old .xls, or an .xlsx closed with a password
TEXTS = {".csv", ".txt", ".tsv"}
FAILED = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#¡REF!", "#¡VALOR!", "#¿NOMBRE?")
NO_RESULT = N_("Esta celda tiene una fórmula sin resultado. Abra la hoja en Excel, guárdela y tráigala otra vez.")


class SheetRefused(Exception):  # noqa: N818  a refusal, in words for a person
    """The file is not a sheet that can be read: what happened and what to do."""

    def __init__(self, message: str, **holes: object) -> None:
        self.sentence = Sentence(message, **holes)
        super().__init__(str(self.sentence))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a book: its name and its rows, from the first one on."""

    name: str
    lines: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Book:
    """What a file holds: sheets that are seen and have something, and the names of those that are hidden."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    return str(value).strip()


def column_letters(column: int) -> str:
    """How a spreadsheet calls a column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_sheet(path: Path) -> list[list[Cell]]:
    """The rows of the first visible sheet that has any. Raises SheetRefused with a sentence when there is none."""
    return read_book(path).sheets[0].lines


def read_book(path: Path) -> Book:
    """Every sheet that is seen and has something. Raises SheetRefused with a sentence when there is none."""
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        size = path.stat().st_size
        with path.open("rb") as raw:
            start = raw.read(4)
    except OSError:
        raise SheetRefused(N_("No se puede leer el archivo {name}. Revise la memoria USB."), name=path.name) from None
    if start == OLE:
        said = N_("El archivo {name} tiene contraseña o es de un Excel antiguo. Guárdelo como .xlsx sin contraseña.")
        raise SheetRefused(said, name=path.name)
    if size > MOST_BYTES:
        said = N_("El archivo {name} es demasiado grande para ser una lista. Deje en la hoja solo las filas.")
        raise SheetRefused(said, name=path.name)
    if path.suffix.lower() in TEXTS:
        found = Book((Sheet(path.stem, _text_lines(path)),))
    else:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl's remarks on styles and extensions that we do not read
                found = _book(path)
        except (InvalidFileException, zipfile.BadZipFile, zlib.error, OSError, EOFError, *SPOILED):
            said = N_(
                "El archivo {name} no es una hoja de Excel, o está dañado. Ábralo en Excel y guárdelo como .xlsx."
            )
            raise SheetRefused(said, name=path.name) from None
    sheets = tuple(
        sheet for sheet in found.sheets if any(cell.text or cell.said for line in sheet.lines for cell in line)
    )
    if not sheets:
        raise SheetRefused(N_("El archivo {name} está vacío."), name=path.name)
    return Book(sheets, found.hidden)


# what openpyxl lets through of a file whose inside is not as it should be; a ParseError of XML is a SyntaxError
SPOILED = (LookupError, ValueError, TypeError, AttributeError, SyntaxError, NotImplementedError, RuntimeError)


def _book(path: Path) -> Book:
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    sheets, hidden = [], []
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                hidden.append(str(sheet.title))
                continue
            merged, unsolved = _marks(path, sheet._worksheet_path)  # noqa: SLF001  no public name for it
            lines = [
                [_cell(value, f"{column_letters(place)}{number}") for place, value in enumerate(_trimmed(line))]
                for number, line in enumerate(
                    sheet.iter_rows(min_row=1, max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True), start=1
                )
            ]
            _mark_unsolved(lines, unsolved)
            _fill_merged(lines, merged)
            sheets.append(Sheet(str(sheet.title), lines))
    finally:
        book.close()
    return Book(tuple(sheets), tuple(hidden))


def _trimmed(line: Sequence[object]) -> Sequence[object]:
    last = len(line)
    while last and line[last - 1] is None:
        last -= 1
    return line[:last]


def _cell(value: object, name: str) -> Cell:
    text = _text(value)
    if text.startswith("#") and text.upper() in FAILED:
        return Cell(name, "", Sentence(NO_RESULT))
    return Cell(name, text)


def _mark_unsolved(lines: list[list[Cell]], unsolved: Sequence[tuple[bytes, bytes]]) -> None:
    """Formulas that no spreadsheet has computed yet are empty, and say why."""
    for letters, digits in unsolved:
        place, number = _column(letters), int(digits) - 1
        if place >= MOST_COLUMNS or number >= len(lines):
            continue
        _widen(lines[number], place, number)
        if not lines[number][place].text:
            lines[number][place] = Cell(lines[number][place].name, "", Sentence(NO_RESULT))


def _widen(line: list[Cell], place: int, number: int) -> None:
    while len(line) <= place:
        line.append(Cell(f"{column_letters(len(line))}{number + 1}", ""))


MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
FORMULA = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>')

Range = tuple[int, int, int, int]  # first column, first row, last column, last row; from 0


def _marks(path: Path, inside: str) -> tuple[list[Range], list[tuple[bytes, bytes]]]:
    """What the quick reader leaves out: which cells are joined, and formulas that were never computed."""
    with zipfile.ZipFile(path) as packed, packed.open(inside.lstrip("/")) as raw:
        xml = raw.read(MOST_XML)
    merged = [
        (_column(one), int(top) - 1, _column(other), int(end) - 1) for one, top, other, end in MERGED.findall(xml)
    ]
    return merged, FORMULA.findall(xml) if b"<f" in xml else []


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _fill_merged(lines: list[list[Cell]], merged: Sequence[Range]) -> None:
    """Every cell of a joined block says what its first one says, and from where it has it."""
    for left, top, right, bottom in merged:
        if top >= len(lines) or left >= len(lines[top]) or not lines[top][left].text:
            continue
        first = lines[top][left]
        for number in range(top, min(bottom, len(lines) - 1) + 1):
            line = lines[number]
            for place in range(left, min(right, MOST_COLUMNS - 1) + 1):
                _widen(line, place, number)
                if (number, place) != (top, left):
                    line[place] = Cell(line[place].name, first.text, merged_from=first.name)


def _text_lines(path: Path) -> list[list[Cell]]:
    """A csv as Excel in Peru writes it: Windows-1252 or UTF-8, with semicolons, commas or tabs."""
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", "replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
    if "\x00" in text:
        raise SheetRefused(
            N_("El archivo {name} no es una lista en texto. Guárdelo en Excel como .xlsx."), name=path.name
        )
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator(text)))[:MOST_ROWS]
    except csv.Error:
        raise SheetRefused(
            N_("El archivo {name} no es una lista en texto. Guárdelo en Excel como .xlsx."), name=path.name
        ) from None
    return [
        [Cell(f"{column_letters(place)}{number}", value.strip()) for place, value in enumerate(line[:MOST_COLUMNS])]
        for number, line in enumerate(lines, start=1)
    ]


def separator(text: str) -> str:
    """What parts the columns of a text: the mark that most lines have equally often."""
    lines = [line for line in text.splitlines()[:40] if line.strip()]

    def agreement(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        usual = max(set(counts), key=lambda count: (counts.count(count) * bool(count), count), default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max((";", "\t", ","), key=agreement)


def write_sheet(
    path: Path,
    title: str,
    heading: Sequence[str],
    lines: Iterable[Sequence[str | int | Decimal]],
    marked: Iterable[tuple[int, int]] = (),
) -> Path:
    """A plain sheet: a heading and its rows; texts stay texts, so that a DNI keeps its zeros.

    `marked` are cells to be looked at (row and column, from 0, without the heading): they are coloured.
    """
    import openpyxl  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title[:31]
    sheet.append(list(heading))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E3ECEA")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for line in lines:
        sheet.append(list(line))
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(48, max(10, longest + 2))
        for cell in column[1:]:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a name that begins with "=" is no formula
                cell.number_format = "@"
    for row, place in marked:
        sheet.cell(row + 2, place + 1).fill = PatternFill("solid", fgColor="FBE3DC")
    sheet.freeze_panes = "A2"
    book.save(path)
    return path
