"""The log for an auditor as a spreadsheet: each changed datum in its own row, to be sorted and filtered.

Everything is a text but the moment; what people wrote is never a formula.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ayni.lang import N_, _

OF_SAVE = (N_("Cuándo"), N_("Quién"), N_("Equipo"), N_("Qué se hizo"), N_("Motivo"))
OF_CELL = (N_("Clase"), N_("Registro"), N_("Dato"), N_("Antes"), N_("Después"))
COLUMNS = "ABCDEFGHIJ"
WIDTHS = (17, 26, 22, 30, 34, 26, 36, 28, 40, 40)
MOST_ROWS = 1_048_576  # of a sheet, with its heading: a longer log goes on in the next one
MOMENT = "dd/mm/yyyy hh:mm"
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what XML cannot hold

Save = tuple[Sequence[str], Sequence[Sequence[str]]]


def write_trail(path: Path, saves: Iterable[Save]) -> Path:
    """Write saves, each as when (ISO), who, machine, act and reason, with the cells that it changed.

    A save that changed nothing readable has a row of its own all the same. The file is whole or not there at all.
    Raises OSError.
    """
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook(write_only=True)
    sheet, rows = _sheet(book), 1
    for save, cells in saves:
        for cell in cells or [("",) * len(OF_CELL)]:
            if rows == MOST_ROWS:
                sheet, rows = _sheet(book), 1
            sheet.append(list(_row(sheet, save, cell)))
            rows += 1
    for each in book.worksheets:
        each.auto_filter.ref = f"A1:{COLUMNS[-1]}{rows if each is sheet else MOST_ROWS}"
    held = io.BytesIO()  # a book that is not saved to its end leaves its sheets open
    book.save(held)
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(held.getvalue())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _sheet(book: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415

    sheet = book.create_sheet(_(N_("Historia")))
    sheet.freeze_panes = "A2"
    for letter, width in zip(COLUMNS, WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    heading = []
    for label in (*OF_SAVE, *OF_CELL):
        cell = WriteOnlyCell(sheet, _(label))
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E3ECEA")
        heading.append(cell)
    sheet.append(heading)
    return sheet


def _row(sheet: Any, save: Sequence[str], changed: Sequence[str]) -> Iterator[Any]:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    clock, *texts = save
    moment = WriteOnlyCell(sheet, datetime.fromisoformat(clock[:16]))  # as the machine's clock said, without its zone
    moment.number_format = MOMENT
    yield moment
    for text in (*texts, *changed):
        cell = WriteOnlyCell(sheet, UNPRINTABLE.sub("", text))
        cell.data_type, cell.number_format = "s", "@"  # a name that begins with "=" is no formula
        yield cell
