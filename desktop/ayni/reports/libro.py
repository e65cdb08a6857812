"""A workbook whose figures are formulas: what a person types is coloured, everything else is computed from it.

What people wrote is always a text, whatever it begins with; only `Hoja.formula` writes a formula.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

from ayni.lang import N_, Sentence
from ayni.reports.pages import Voice

MONEY = '"S/" #,##0.00;[Red]-"S/" #,##0.00;"—"'
PRICE = '"S/" #,##0.00##;-"S/" #,##0.00##;"—"'
QUANTITY = "General"
SHARE = "0.00%"
PER_CENT = '0.00" %"'
TIMES = "0.000"
YEARS = "#,##0.00"
WHOLE = "0"

TITLE, HEAD, BAND, NAME, INPUT, FIGURE, SUM, NOTE, WORDS = (
    "ayni-title", "ayni-head", "ayni-band", "ayni-name", "ayni-input", "ayni-figure", "ayni-sum", "ayni-note",
    "ayni-words",
)  # fmt: skip
ON_ONE_LINE = frozenset({TITLE, BAND, NOTE})
WIDE, MIDDLE, NARROW, LINE = 34, 17, 13, 15  # letters of a column, points of a line
LONGEST_TITLE = 31  # letters of the name of a sheet
NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")
YEAR = N_("Año {year}")
MARK = "00"
FIRST_YEAR = 4  # column of year 1 in every sheet; the one before it is year 0


def year_column(year: int) -> int:
    """The column of a year, the same in every sheet."""
    return FIRST_YEAR - 1 + year


class Libro:
    """A workbook being written, in the language of its voice."""

    def __init__(self, voice: Voice) -> None:
        import openpyxl  # noqa: PLC0415
        from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side  # noqa: PLC0415

        self.voice, self.book = voice, openpyxl.Workbook()
        self.book.remove(self.book.active)
        self.book.calculation.fullCalcOnLoad = True
        self.to_the_right = Alignment(horizontal="right", vertical="top")
        self.in_the_middle = Alignment(horizontal="center", vertical="top")
        thin = Side("thin", color="9FB3B0")
        wrapped, top = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")
        for name, look in {
            TITLE: {"font": Font(bold=True, size=14)},
            HEAD: {"font": Font(bold=True), "fill": PatternFill("solid", fgColor="E3ECEA"), "alignment": wrapped},
            BAND: {"font": Font(bold=True), "fill": PatternFill("solid", fgColor="F2F2F2"), "alignment": top},
            NAME: {"alignment": wrapped, "number_format": "@"},
            INPUT: {"fill": PatternFill("solid", fgColor="FFF4CC"), "border": Border(bottom=thin), "alignment": top},
            FIGURE: {"alignment": top},
            SUM: {"font": Font(bold=True), "border": Border(top=thin), "alignment": wrapped},
            NOTE: {"font": Font(italic=True, color="555555"), "alignment": top},
            WORDS: {"alignment": Alignment(horizontal="center", vertical="top")},
        }.items():
            self.book.add_named_style(NamedStyle(name, **look))

    def say(self, words: str | Sentence) -> str:
        """A text of ours; the second language beneath the first when the paper has two."""
        second = self.voice.gloss(words)
        return f"{self.voice.say(words)}\n{second}" if second else self.voice.say(words)

    def literal(self, words: str) -> str:
        """A text of ours as a formula writes it."""
        said = self.voice.say(words).replace('"', '""')
        return f'"{said}"'

    def hoja(self, name: str, widths: Sequence[float], freeze: str = "B3", title: str = "") -> "Hoja":
        """A new sheet with its title, or its name, on the first row."""
        return Hoja(self, name, widths, freeze, title)

    def save(self, path: Path) -> Path:
        """Write the workbook."""
        self.book.save(path)
        return path


class Hoja:
    """One sheet. Every writer gives the cell's address, with the name of its sheet, for the formulas that need it."""

    def __init__(self, libro: Libro, name: str, widths: Sequence[float], freeze: str, title: str) -> None:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415

        self.libro = libro
        self._letters = get_column_letter
        tab = NOT_IN_A_TITLE.sub(" ", libro.voice.say(name)).replace("'", "’").strip()[:LONGEST_TITLE]
        self.sheet: Any = libro.book.create_sheet(tab)
        self._prefix = f"'{self.sheet.title}'!"
        self._widths = list(widths)
        for place, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(place)].width = width
        self.sheet.freeze_panes = freeze
        self.sheet.sheet_view.showGridLines = False
        setup = self.sheet.page_setup
        setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight = "landscape", 9, 1, 0  # 9 is A4
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True
        self.sheet.oddFooter.left.text, self.sheet.oddFooter.right.text = "&A", "&P / &N"
        self.words(1, 1, title or name, TITLE)

    def at(self, row: int, column: int) -> str:
        """The address of a cell."""
        return f"{self._prefix}{self._letters(column)}{row}"

    def span(self, row: int, column: int, last_row: int, last_column: int) -> str:
        """The address of a block of cells."""
        return f"{self.at(row, column)}:{self._letters(last_column)}{last_row}"

    def words(self, row: int, column: int, words: str | Sentence, style: str = NAME) -> None:
        """A text of ours."""
        said = self.libro.say(words)
        self._text(row, column, said.replace("\n", " / ") if style in ON_ONE_LINE else said, style)

    def data(self, row: int, column: int, text: object, style: str = NAME) -> None:
        """What somebody wrote: a text, even when it begins like a formula."""
        self._text(row, column, "" if text is None else str(text), style)

    def _text(self, row: int, column: int, text: str, style: str) -> None:
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

        cell = self.sheet.cell(row, column, ILLEGAL_CHARACTERS_RE.sub("", text))
        cell.style = style
        if text:
            cell.data_type = "s"
        if style not in ON_ONE_LINE:
            self._grow(row, column, text)

    def _grow(self, row: int, column: int, text: str) -> None:
        """Make a row as tall as a text needs in its column: programs do not do it for a file that they open."""
        letters = (self._widths[column - 1] if column <= len(self._widths) else MIDDLE) * 0.9
        tall = sum(ceil(max(1, len(line)) / letters) for line in text.split("\n"))
        if tall > 1:
            given = self.sheet.row_dimensions[row]
            given.height = max(given.height or 0, LINE * tall)

    def typed(self, row: int, column: int, value: Decimal | int | None, form: str = MONEY) -> str:
        """A number that a person may change; blank while nobody has said it."""
        return self._number(row, column, value, form, INPUT)

    def chosen(self, row: int, column: int, word: str, words: Sequence[str]) -> str:
        """A word that a person may change for another of a list."""
        from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

        self.data(row, column, word, INPUT)
        self.sheet.cell(row, column).alignment = self.libro.in_the_middle
        offered = DataValidation(type="list", formula1=f'"{",".join(words)}"', showErrorMessage=True)
        offered.add(self.sheet.cell(row, column))
        self.sheet.add_data_validation(offered)
        return self.at(row, column)

    def fixed(self, row: int, column: int, value: Decimal | int | None, form: str = MONEY) -> str:
        """A number that is not to be changed here."""
        return self._number(row, column, value, form, FIGURE)

    def formula(self, row: int, column: int, text: str, form: str = MONEY, style: str = FIGURE) -> str:
        """A computed cell; addresses of its own sheet are written without the sheet."""
        return self._number(row, column, "=" + text.replace(self._prefix, ""), form, style)

    def _number(self, row: int, column: int, value: Decimal | int | str | None, form: str, style: str) -> str:
        cell = self.sheet.cell(row, column, value)
        cell.style = style
        cell.number_format = form
        if style in {FIGURE, SUM, HEAD}:
            cell.alignment = self.libro.to_the_right
        return self.at(row, column)

    def head(self, row: int, labels: Sequence[str | Sentence], first: int = 1) -> None:
        """A row of headings."""
        for place, label in enumerate(labels, start=first):
            self.words(row, place, label, HEAD)

    def years_head(self, row: int, years: int, label: str | Sentence, first: int = 1) -> None:
        """A row of headings with the years over their columns; the number of each year stands in the cell."""
        self.words(row, 1, label, HEAD)
        for column in range(2, year_column(first)):
            self.data(row, column, "", HEAD)
        for year in range(first, years + 1):
            self.counted(row, year_column(year), Sentence(YEAR, year=MARK), year)

    def counted(self, row: int, column: int, words: Sentence, number: int) -> None:
        """A heading that is a number for the formulas and words for people: "Año 3". `MARK` stands for the number."""
        parts = self.libro.voice.say(words).split(MARK)  # in one language: a format shows a number once
        self._number(row, column, number, "0".join(f'"{part}"' if part else "" for part in parts), HEAD)

    def by_year(
        self, row: int, years: Iterable[int], formula: Callable[[int], str], form: str = MONEY, style: str = FIGURE
    ) -> dict[int, str]:
        """A formula in the column of each year; `formula` makes it from the year."""
        return {year: self.formula(row, year_column(year), formula(year), form, style) for year in years}
