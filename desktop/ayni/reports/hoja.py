"""Spreadsheets: reading the cells that a municipality brings, and writing the ones it takes away."""

import warnings
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from ayni.lang import N_, Sentence

MOST_ROWS = 20_000
OLE = b"\xd0\xcf\x11\xe0"  # an old .xls, or an .xlsx closed with a password


class SheetRefused(Exception):  # noqa: N818  a refusal, in words for a person
    """The file is not a sheet that can be read: what happened and what to do."""

    def __init__(self, message: str, **holes: object) -> None:
        self.sentence = Sentence(message, **holes)
        super().__init__(str(self.sentence))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a person would name it ("C7") and what it says, as text typed by hand."""

    name: str
    text: str


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


def read_sheet(path: Path) -> list[list[Cell]]:
    """The rows of the first visible sheet that has any. Raises SheetRefused with a sentence when there is none."""
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        with path.open("rb") as raw:
            start = raw.read(4)
    except OSError:
        raise SheetRefused(N_("No se puede leer el archivo {name}. Revise la memoria USB."), name=path.name) from None
    if start == OLE:
        said = N_("El archivo {name} tiene contraseña o es de un Excel antiguo. Guárdelo como .xlsx sin contraseña.")
        raise SheetRefused(said, name=path.name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's remarks on styles and extensions that we do not read
            found = _lines(path)
    except (InvalidFileException, zipfile.BadZipFile, zlib.error, OSError, EOFError, *SPOILED):
        said = N_("El archivo {name} no es una hoja de Excel, o está dañado. Ábralo en Excel y guárdelo como .xlsx.")
        raise SheetRefused(said, name=path.name) from None
    if not found:
        raise SheetRefused(N_("El archivo {name} está vacío."), name=path.name)
    return found


# what openpyxl lets through of a file whose inside is not as it should be; a ParseError of XML is a SyntaxError
SPOILED = (LookupError, ValueError, TypeError, AttributeError, SyntaxError, NotImplementedError, RuntimeError)


def _lines(path: Path) -> list[list[Cell]]:
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            found = [
                [Cell(getattr(cell, "coordinate", ""), _text(cell.value)) for cell in line]
                for line in sheet.iter_rows(max_row=MOST_ROWS)
            ]
            if any(cell.text for line in found for cell in line):
                return found
    finally:
        book.close()
    return []


def write_sheet(path: Path, title: str, heading: Sequence[str], lines: Iterable[Sequence[str | int | Decimal]]) -> Path:
    """A plain sheet: a heading and its rows; texts stay texts, so that a DNI keeps its zeros."""
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
    sheet.freeze_panes = "A2"
    book.save(path)
    return path
