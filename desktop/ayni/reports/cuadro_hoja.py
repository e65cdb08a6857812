"""The comparison chart of a purchase as a spreadsheet: prices are typed, all the rest follows by formulas.

Who reads it may change a price or how it stands with IGV, and bases, totals and the lowest follow. A cell without
price is no quotation: its totals stay empty, never zero.
"""

from pathlib import Path
from typing import Any

from ayni.domain.cotizacion import ADDED, QuoteRules
from ayni.domain.cuadro_comparativo import Cuadro, Seller, plan_price
from ayni.domain.fields import SI
from ayni.lang import N_, _, day
from ayni.reports.cotizacion import HEADINGS, fill_list

FIRST = 5  # the first row of items
OWN = (N_("Qué se compra"), N_("Unidad"), N_("Cantidad"), N_("Precio del plan"), N_("Total del plan"))
OWN_WIDTHS = (34, 9, 10, 13, 14)
EACH = (N_("Precio cotizado"), N_("IGV"), N_("Sin IGV"), N_("Total sin IGV"), N_("Total que se paga"), N_("Resultado"))
EACH_WIDTHS = (12, 15, 12, 14, 14, 22)
LOWEST_BASE = N_("La más baja, sin IGV")
MONEY, SHARE = "#,##0.00##", "0 %"


def write_cuadro_xlsx(path: Path, cuadro: Cuadro, rules: QuoteRules) -> Path:
    """The chart, and on a second sheet each quotation in its own row."""
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = _(N_("Cuadro comparativo"))
    _headings(sheet, cuadro, rules)
    for place, item in enumerate(cuadro.items):
        _item(sheet, FIRST + place, item, cuadro)
    _totals(sheet, cuadro)
    sheet.freeze_panes = sheet.cell(FIRST, 2)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    every = [(item, cuadro.comparisons[str(item["id"])]) for item in cuadro.items]
    fill_list(book.create_sheet(_(N_("Cotizaciones"))), every, rules)
    book.save(path)
    return path


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    return str(get_column_letter(column))


def _first_of(place: int) -> int:
    """The first column of a seller."""
    return len(OWN) + 1 + place * len(EACH)


def _put(sheet: Any, row: int, column: int, value: object, form: str = "") -> Any:
    """A value in a cell. What people wrote is never a formula."""
    cell = sheet.cell(row, column, value)
    if form:
        cell.number_format = form
    return cell


def _words(sheet: Any, row: int, column: int, text: str) -> Any:
    cell = sheet.cell(row, column, text)
    cell.data_type = "s"  # a name that begins with "=" is no formula
    return cell


def _headings(sheet: Any, cuadro: Cuadro, rules: QuoteRules) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

    fill, wrapped = PatternFill("solid", fgColor="E3ECEA"), Alignment(wrap_text=True, vertical="top")
    _words(sheet, 2, 1, _(N_("Proveedor")))
    _words(sheet, 3, 1, _(N_("IGV del día de la cotización")))
    for place, label in enumerate(OWN, start=1):
        _words(sheet, FIRST - 1, place, _(label))
        sheet.column_dimensions[_letter(place)].width = OWN_WIDTHS[place - 1]
    for place, seller in enumerate(cuadro.sellers):
        first = _first_of(place)
        sheet.merge_cells(start_row=1, end_row=1, start_column=first, end_column=first + len(EACH) - 1)
        sheet.merge_cells(start_row=2, end_row=2, start_column=first, end_column=first + len(EACH) - 1)
        _words(sheet, 1, first, seller.name).font = Font(bold=True)
        _words(sheet, 2, first, f"RUC {seller.ruc} · {day(seller.day.isoformat())}")
        _put(sheet, 3, first, float(rules.rate(seller.day)), SHARE)
        for step, label in enumerate(EACH):
            _words(sheet, FIRST - 1, first + step, _(label))
            sheet.column_dimensions[_letter(first + step)].width = EACH_WIDTHS[step]
    last = _first_of(len(cuadro.sellers))
    _words(sheet, FIRST - 1, last, _(LOWEST_BASE))
    sheet.column_dimensions[_letter(last)].width = 16
    for cell in sheet[FIRST - 1]:
        cell.font, cell.fill, cell.alignment = Font(bold=True), fill, wrapped


def _item(sheet: Any, row: int, item: Any, cuadro: Cuadro) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415

    price = plan_price(item)
    _words(sheet, row, 1, str(item["nombre"]))
    _words(sheet, row, 2, str(item.get("unidad") or ""))
    _put(sheet, row, 3, float(str(item["cantidad"])))
    _put(sheet, row, 4, None if price is None else float(price), MONEY)
    _put(sheet, row, 5, f'=IF(D{row}="","",ROUND(C{row}*D{row},2))', MONEY)
    counting = []
    for place, seller in enumerate(cuadro.sellers):
        first = _first_of(place)
        paid, igv, base, _base_total, _paid_total, result = (_letter(first + step) for step in range(len(EACH)))
        column = cuadro.cells.get((str(item["id"]), seller.key))
        if column is not None:
            _put(sheet, row, first, float(column.quote.price), MONEY)
            _words(sheet, row, first + 1, _(HEADINGS[column.quote.igv]))
            marks = [_(N_("La más baja"))] * column.lowest + [_(N_("Elegida"))] * column.quote.chosen
            said = [*marks, *(str(sentence) for sentence in column.told), column.quote.why_not, column.quote.reason]
            _words(sheet, row, first + 5, " · ".join(part for part in said if part))
            if column.lowest:
                sheet[f"{base}{row}"].font = sheet[f"{result}{row}"].font = Font(bold=True)
            if column.valid:
                counting.append(f"{base}{row}")
        else:
            _words(sheet, row, first + 5, _(N_("No cotiza")))
        rate = f"{_letter(first)}$3"
        included, added = _(HEADINGS[SI]), _(HEADINGS[ADDED])
        _put(
            sheet, row, first + 2,
            f'=IF({paid}{row}="","",IF({igv}{row}="{included}",ROUND({paid}{row}/(1+{rate}),4),{paid}{row}))', MONEY,
        )  # fmt: skip
        _put(sheet, row, first + 3, f'=IF({paid}{row}="","",ROUND($C{row}*{base}{row},2))', MONEY)
        _put(
            sheet, row, first + 4,
            f'=IF({paid}{row}="","",ROUND($C{row}*IF({igv}{row}="{added}",ROUND({paid}{row}*(1+{rate}),4),{paid}{row}),2))',
            MONEY,
        )  # fmt: skip
    if counting:
        _put(sheet, row, _first_of(len(cuadro.sellers)), f"=MIN({','.join(counting)})", MONEY)


def _totals(sheet: Any, cuadro: Cuadro) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415

    count = len(cuadro.items)
    row, end = FIRST + count, FIRST + count - 1
    _words(sheet, row, 1, _(N_("Total"))).font = Font(bold=True)
    _put(sheet, row, 5, f'=IF(COUNT(E{FIRST}:E{end})<{count},"",SUM(E{FIRST}:E{end}))', MONEY)
    for place, seller in enumerate(cuadro.sellers):
        _seller_totals(sheet, row, _first_of(place), count, seller)


def _seller_totals(sheet: Any, row: int, first: int, count: int, seller: Seller) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415

    paid = _letter(first)
    for step in (3, 4):
        letter = _letter(first + step)
        cells = f"{letter}{FIRST}:{letter}{row - 1}"
        cell = _put(
            sheet, row, first + step, f'=IF(COUNT({paid}{FIRST}:{paid}{row - 1})<{count},"",SUM({cells}))', MONEY
        )
        cell.font = Font(bold=True)
    if seller.total.lowest:
        _words(sheet, row, first + 5, _(N_("El total más bajo"))).font = Font(bold=True)
