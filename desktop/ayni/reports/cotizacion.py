"""The comparison of quotations on paper and as a spreadsheet: each item with its sellers side by side.

The lowest is said with a word, never only with a colour: papers are photocopied. The spreadsheet has formulas, so that
who reads it can change a price and see what follows.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from reportlab.platypus import Flowable, Spacer

from ayni.domain.cotizacion import ADDED, EXEMPT, Column, Comparison, QuoteRules, price_text
from ayni.domain.fields import SI
from ayni.lang import N_, Sentence, _, day, number
from ayni.reports.pages import (
    CELL,
    HEAD,
    LABEL,
    REPRESENTATIVE,
    SMALL,
    Names,
    Paper,
    Record,
    Signer,
    Voice,
    grid,
    place_and_date,
    plain,
    said,
    signatures,
    together,
)

TITLE = N_("Cuadro comparativo de cotizaciones")
ABREAST = 4  # sellers in one table; more follow below it
LABELS = 0.22  # of the width
NO_QUOTES = N_("No hay cotizaciones de esta cosa.")
LOWEST = N_("La más baja")
CHOSEN = N_("Elegida")
HEADINGS = {SI: N_("Incluye IGV"), ADDED: N_("El IGV se suma"), EXEMPT: N_("No se paga IGV")}
PREPARED = N_("Quien hizo el cuadro")

Items = Sequence[tuple[Record, Comparison]]


def write_cotizaciones(
    path: Path,
    municipality: Record,
    aeo: Record,
    plan: Record,
    items: Items,
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print the comparison of these items to a file."""
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, TITLE, on, subject=str(plan.get("titulo") or ""))
    paper.add(plain(aeo.get("nombre"), SMALL), Spacer(1, 4))
    told = Sentence(N_("Precios de una unidad, en soles, como están el {day}."), day=day(on.isoformat()))
    paper.add(said(voice, told, SMALL), Spacer(1, 8))
    for item, comparison in items:
        paper.add(*_item(voice, item, comparison, paper.width))
    paper.close(
        Spacer(1, 14),
        place_and_date(voice),
        Spacer(1, 16),
        signatures(
            voice,
            [Signer(PREPARED, "", "", thumb=False), Signer(REPRESENTATIVE, str(aeo.get("representante") or ""), "")],
            paper.width,
        ),
    )
    return paper.write(path)


def _item(voice: Voice, item: Record, comparison: Comparison, width: float) -> list[Flowable]:
    code = f"{item['codigo']}  " if item.get("codigo") else ""
    head: list[Flowable] = [plain(f"{code}{item.get('nombre')}", HEAD)]
    if comparison.price is not None:
        about = Sentence(
            N_("{quantity} {unit} · el presupuesto dice {price} por unidad"),
            quantity=number(str(item.get("cantidad") or 0)),
            unit=str(item.get("unidad") or ""),
            price=price_text(comparison.price),
        )
        head.append(said(voice, about, SMALL))
    head.append(Spacer(1, 3))
    if not comparison.columns:
        return [together(*head, said(voice, NO_QUOTES, CELL), Spacer(1, 10))]
    made: list[Flowable] = []
    for first in range(0, len(comparison.columns), ABREAST):
        table = _table(voice, comparison.columns[first : first + ABREAST], width)
        made += [together(*head, table, Spacer(1, 4))] if not first else [table, Spacer(1, 4)]
    tail = [said(voice, sentence, SMALL) for sentence in (*comparison.told, *comparison.questions)]
    return [*made, *tail, Spacer(1, 10)]


def _table(voice: Voice, columns: Sequence[Column], width: float) -> Flowable:
    lines: tuple[tuple[str, Callable[[Column], list[Flowable]]], ...] = (
        (N_("RUC"), lambda each: [plain(each.quote.ruc, CELL)]),
        (
            N_("Precio cotizado"),
            lambda each: [plain(price_text(each.quote.price), CELL), said(voice, HEADINGS[each.quote.igv], LABEL)],
        ),
        (N_("Sin IGV"), lambda each: [plain(price_text(each.base), CELL)]),
        (N_("Lo que se paga"), lambda each: [plain(price_text(each.payable), CELL)]),
        (N_("Fecha"), lambda each: [plain(day(each.quote.day.isoformat()), CELL)]),
        (N_("Vale hasta"), lambda each: [plain(_until(each), CELL)]),
        (N_("Días para entregar"), lambda each: [plain(_days(each), CELL)]),
        (N_("Garantía"), lambda each: [plain(each.quote.warranty or "—", CELL)]),
        (N_("Resultado"), lambda each: _marks(voice, each)),
    )
    rows: list[list[Any]] = [
        [said(voice, N_("Proveedor"), HEAD), *(plain(each.quote.supplier, HEAD) for each in columns)]
    ]
    rows += [[said(voice, label, LABEL), *(show(each) for each in columns)] for label, show in lines]
    share = (1 - LABELS) / ABREAST
    table = grid(rows, [width * LABELS, *(width * share for _column in columns)])
    table.hAlign = "LEFT"
    return table


def _until(each: Column) -> str:
    until = each.quote.until
    return day(until.isoformat()) if until else "—"


def _days(each: Column) -> str:
    return "—" if each.quote.delivery_days is None else str(each.quote.delivery_days)


def _marks(voice: Voice, each: Column) -> list[Flowable]:
    found = [said(voice, LOWEST, HEAD)] if each.lowest else []
    found += [said(voice, CHOSEN, HEAD)] if each.quote.chosen else []
    found += [said(voice, sentence, CELL) for sentence in each.told]
    found += [plain(text, SMALL) for text in (each.quote.why_not, each.quote.reason) if text]
    return found or [plain("—", CELL)]


SHEET = (
    N_("Código"),
    N_("Qué se compra"),
    N_("Unidad"),
    N_("Cantidad"),
    N_("Precio del presupuesto"),
    N_("Proveedor"),
    N_("RUC"),
    N_("Precio cotizado"),
    N_("¿El precio incluye IGV?"),
    N_("IGV"),
    N_("Sin IGV"),
    N_("Lo que se paga"),
    N_("Total que se paga"),
    N_("Fecha"),
    N_("Días que vale"),
    N_("Vale hasta"),
    N_("Días para entregar"),
    N_("Garantía"),
    N_("Resultado"),
    N_("¿Por qué se elige?"),
)
WIDTHS = (9, 32, 9, 10, 13, 30, 13, 12, 16, 8, 12, 13, 14, 12, 10, 12, 11, 18, 26, 34)
PRICES, DATES = "EHKL", "NP"


def write_cotizaciones_xlsx(path: Path, items: Items, rules: QuoteRules) -> Path:
    """The same as a spreadsheet: prices without and with IGV, totals and last days are formulas."""
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook()
    book.active.title = _(N_("Cotizaciones"))
    fill_list(book.active, items, rules)
    book.save(path)
    return path


def fill_list(sheet: Any, items: Items, rules: QuoteRules) -> None:
    """Write a row for each quotation of these items, with its formulas, on an empty sheet."""
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

    sheet.append([_(label) for label in SHEET])
    for place, cell in enumerate(sheet[1]):
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E3ECEA")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[cell.column_letter].width = WIDTHS[place]
    for item, comparison in items:
        for each in comparison.columns:
            sheet.append(_line(sheet.max_row + 1, item, comparison, each, rules))
            last = sheet[sheet.max_row]
            for cell in last:
                if isinstance(cell.value, str) and cell.column_letter not in "KLMP":
                    cell.data_type = "s"  # a name that begins with "=" is no formula
                if each.lowest:
                    cell.font = Font(bold=True)
            for letter in PRICES:
                sheet[f"{letter}{sheet.max_row}"].number_format = "#,##0.00##"
            sheet[f"M{sheet.max_row}"].number_format = "#,##0.00"
            sheet[f"J{sheet.max_row}"].number_format = "0 %"
            for letter in DATES:
                sheet[f"{letter}{sheet.max_row}"].number_format = "DD/MM/YYYY"
    sheet.freeze_panes = "C2"


def _line(row: int, item: Record, comparison: Comparison, each: Column, rules: QuoteRules) -> list[Any]:
    quote = each.quote
    marks = [_(LOWEST)] * each.lowest + [_(CHOSEN)] * quote.chosen + [str(sentence) for sentence in each.told]
    base = f"=ROUND(H{row}/(1+J{row}),4)" if quote.igv == SI else f"=H{row}"
    payable = f"=ROUND(H{row}*(1+J{row}),4)" if quote.igv == ADDED else f"=H{row}"
    return [
        str(item.get("codigo") or ""),
        str(item.get("nombre") or ""),
        str(item.get("unidad") or ""),
        _number(item.get("cantidad")),
        _number(comparison.price),
        quote.supplier,
        quote.ruc,
        float(quote.price),
        _(HEADINGS[quote.igv]),
        float(rules.rate(quote.day)) if quote.igv != EXEMPT else 0,
        base,
        payable,
        f"=ROUND(D{row}*L{row},2)",
        quote.day,
        quote.valid_days,
        f"=N{row}+O{row}" if quote.valid_days is not None else None,
        quote.delivery_days,
        quote.warranty,
        " · ".join(marks),
        quote.reason,
    ]


def _number(value: object) -> float | None:
    return None if value in {None, ""} else float(str(value))
