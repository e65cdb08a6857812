"""The oversight report on paper and as a spreadsheet: the same sections, the cutoff and the fingerprint on every page.

Both files are made of nothing but the data: made twice, on any machine, they are the same byte by byte.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Spacer

from ayni.domain.informe_compras import DAY, MONEY, TEXT, TOTAL, Column, Report, Section, Value
from ayni.lang import N_, Sentence, day, soles, speaking
from ayni.reports.pages import (
    BOLD_CELL,
    BOLD_NUMBER,
    HEAD,
    HEAD_RIGHT,
    LABEL,
    LEFT,
    NUMBER,
    REGULAR,
    SMALL,
    Names,
    Paper,
    Record,
    Voice,
    grid,
    plain,
    printed,
    said,
)

TITLE = N_("Informe de las compras")
CUTOFF = N_("Corte: {date}. Huella de los registros: {print}")
ABOUT = N_("Cada cifra sale de los registros hasta el día del corte. Los mismos registros dan la misma huella.")
SHEET_LETTERS = 31  # of the name of a sheet
STAMP = 6.6  # points


class _Stamped(Paper):
    """A paper that says on each page up to when it counts and what it rests on."""

    stamp = ""

    def _foot(self, page: int) -> object:
        below = super()._foot(page)

        def write(canvas: Canvas, pages: int) -> None:
            below(canvas, pages)  # type: ignore[operator]
            canvas.setFont(REGULAR, STAMP)
            canvas.drawString(LEFT, 6 * mm, printed(self.stamp))

        return write


def stamp_of(voice: Voice, found: Report) -> str:
    """The cutoff and the fingerprint as each page says them."""
    return voice.say(Sentence(CUTOFF, date=day(found.on.isoformat()), print=found.fingerprint))


def write_informe_compras(
    path: Path, municipality: Record, found: Report, language: str = "es", *, names: Names | None = None
) -> Path:
    """Print the report to a file."""
    voice = Voice(language, names or {})
    paper = _Stamped(voice, municipality, TITLE, found.on, sideways=True, note=ABOUT)
    paper.stamp = stamp_of(voice, found)
    for section in found.sections:
        paper.section(section.title, *_section(voice, section, paper.width))
    return paper.write(path)


def _section(voice: Voice, section: Section, width: float) -> list[Flowable]:
    if not section.rows:
        return [said(voice, section.nothing, SMALL), Spacer(1, 2)]
    shares = sum(column.share for column in section.columns)
    widths = [width * column.share / shares for column in section.columns]
    heads = [said(voice, column.label, HEAD if column.kind == TEXT else HEAD_RIGHT) for column in section.columns]
    rows: list[Sequence[Flowable]] = [heads]
    rows += [_line(voice, section.columns, row) for row in section.rows]
    if section.total is not None:
        rows.append(_line(voice, section.columns, section.total, bold=True))
    return [grid(rows, widths)]


def _line(voice: Voice, columns: Sequence[Column], row: Sequence[Value], *, bold: bool = False) -> list[Flowable]:
    made: list[Flowable] = []
    for place, (column, value) in enumerate(zip(columns, row, strict=True)):
        words = _shown(voice, column, value)
        if bold and not place:
            made.append(plain(words, BOLD_CELL))
        elif column.kind == TEXT:
            made.append(plain(words, LABEL))
        else:
            made.append(plain(words, BOLD_NUMBER if bold else NUMBER))
    return made


def _shown(voice: Voice, column: Column, value: Value) -> str:
    if isinstance(value, Sentence):
        return voice.say(value)
    if value is None or value == "":
        return "" if value is None and column.kind == TEXT else "—"
    if isinstance(value, date):
        return day(value.isoformat())
    if column.kind == MONEY and isinstance(value, int):
        return soles(value).removeprefix("S/ ") if value >= 0 else soles(value)
    if column.kind == DAY:
        with speaking(voice.main):
            return day(str(value))
    return f"{value:,}" if isinstance(value, int) else str(value)


def write_informe_compras_xlsx(path: Path, municipality: Record, found: Report, language: str = "es") -> Path:
    """The same as a spreadsheet: a sheet for each section, totals as formulas, the fingerprint on each page."""
    import openpyxl  # noqa: PLC0415  only who asks for the spreadsheet pays for it
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    voice = Voice(language)
    book = openpyxl.Workbook()
    book.remove(book.active)
    stamp = stamp_of(voice, found)
    for section in found.sections:
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", voice.say(section.title))[:SHEET_LETTERS])
        sheet.append([f"{municipality.get('nombre') or ''} · {voice.say(TITLE)}"])
        sheet.append([stamp])
        sheet.append([voice.say(section.title)])
        sheet["A1"].font = sheet["A3"].font = Font(bold=True)
        sheet.append([voice.say(column.label) for column in section.columns])
        for cell in sheet[4]:
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E3ECEA")
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        for row in section.rows or ((Sentence(section.nothing),),):
            sheet.append([_value(voice, value) for value in row])
            for cell, column in zip(sheet[sheet.max_row], section.columns, strict=False):
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # a name that begins with "=" is no formula
                elif column.kind == MONEY:
                    cell.number_format = "#,##0.00"
                elif column.kind == DAY:
                    cell.number_format = "DD/MM/YYYY"
                if isinstance(cell.value, int) and column.kind == MONEY:
                    cell.value = cell.value / 100
        if section.rows and section.total is not None:
            last = sheet.max_row
            sheet.append([voice.say(TOTAL)])
            for place, column in enumerate(section.columns, start=1):
                if column.summed:
                    letter = get_column_letter(place)
                    cell = sheet.cell(last + 1, place, f"=SUM({letter}5:{letter}{last})")
                    cell.number_format = "#,##0.00" if column.kind == MONEY else "#,##0"
            for cell in sheet[last + 1]:
                cell.font = Font(bold=True)
        for place, column in enumerate(section.columns, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = 12 * max(1.0, column.share)
        sheet.freeze_panes = "B5"
        sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
        sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
        sheet.print_title_rows = "4:4"
        sheet.oddFooter.left.text, sheet.oddFooter.left.size = stamp, 7
        sheet.oddFooter.right.text = "&P / &N"
    made = io.BytesIO()
    moment = datetime(found.on.year, found.on.month, found.on.day)  # noqa: DTZ001  a file's own date has no zone
    book.properties.created = moment
    book.properties.creator = "Ayni"
    book.save(made)
    path.write_bytes(_fixed(made.getvalue(), moment))
    return path


def _value(voice: Voice, value: Value) -> Any:
    if isinstance(value, Sentence):
        return voice.say(value)
    return float(value) if isinstance(value, Decimal) else value


def _fixed(book: bytes, moment: datetime) -> bytes:
    """The same spreadsheet without the hour of its making."""
    made = io.BytesIO()
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            body = old.read(name)
            if name == "docProps/core.xml":
                body = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, body)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return made.getvalue()
