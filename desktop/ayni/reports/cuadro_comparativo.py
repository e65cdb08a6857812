"""The comparison chart of a purchase on paper: its items in rows, its sellers in columns, both totals, who signs.

What is green on the screen is said here with a word: papers are photocopied. Who does not quote an item is said so,
never with a zero.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable, Spacer

from ayni.domain.cotizacion import QuoteRules, price_text
from ayni.domain.cuadro_comparativo import Cuadro, Seller, plan_price, ranked_by_base
from ayni.lang import N_, Sentence, day, number, soles
from ayni.reports.cotizacion import CHOSEN, HEADINGS, LOWEST, PREPARED
from ayni.reports.pages import (
    CELL,
    HEAD,
    LABEL,
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

TITLE = N_("Cuadro comparativo de la compra")
ABREAST = 4  # sellers in one table; more follow below it
NOT_QUOTED = N_("No cotiza")
FEW = N_("Proveedores que valen para {item}: {valid}. Se piden: {required}.")
ASKED_BY = N_("Quien pide la compra")
BUYER = N_("Logística")
TOTAL_BASE, TOTAL_PAYABLE = N_("Total sin IGV"), N_("Total que se paga")
LOWEST_TOTAL = N_("El total más bajo")


def write_cuadro(
    path: Path,
    municipality: Record,
    compra: Record,
    cuadro: Cuadro,
    rules: QuoteRules,
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print the chart of a purchase to a file."""
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, TITLE, on, subject=str(compra.get("nombre") or ""), sideways=True)
    told = Sentence(N_("Precios de una unidad, en soles, como están el {day}."), day=day(on.isoformat()))
    paper.add(said(voice, told, SMALL), said(voice, ranked_by_base(rules), SMALL), Spacer(1, 7))
    for first in range(0, len(cuadro.sellers), ABREAST):
        table = _table(voice, cuadro, cuadro.sellers[first : first + ABREAST], paper.width)
        paper.add(together(table, Spacer(1, 8)))
    paper.close(
        *_remarks(voice, cuadro),
        Spacer(1, 12),
        place_and_date(voice),
        Spacer(1, 14),
        signatures(voice, [Signer(post, "", "", thumb=False) for post in (PREPARED, BUYER, ASKED_BY)], paper.width),
    )
    return paper.write(path)


def _remarks(voice: Voice, cuadro: Cuadro) -> list[Flowable]:
    """What is missing or must be asked about, and why each one was chosen that is not the lowest."""
    said_of = [
        Sentence(
            FEW,
            item=str(item["nombre"]),
            valid=cuadro.comparisons[str(item["id"])].valid,
            required=cuadro.required,
        )
        for item in cuadro.missing
    ]
    made: list[Flowable] = [said(voice, sentence, SMALL) for sentence in (*said_of, *cuadro.questions)]
    for item in cuadro.items:
        column = cuadro.chosen.get(str(item["id"]))
        if column is not None:
            told = N_("{item}: se elige a {supplier}. {reason}")
            reason = column.quote.reason or voice.say(LOWEST)
            made.append(
                said(
                    voice,
                    Sentence(told, item=str(item["nombre"]), supplier=column.quote.supplier, reason=reason),
                    SMALL,
                )
            )
    return made


def _table(voice: Voice, cuadro: Cuadro, sellers: Sequence[Seller], width: float) -> Flowable:
    rows: list[list[list[Flowable]]] = [
        [[said(voice, N_("Qué se compra"), HEAD)], [said(voice, N_("Precio del plan"), HEAD)], *map(_heading, sellers)]
    ]
    for item in cuadro.items:
        amount = f"{number(str(item['cantidad']))} {item.get('unidad') or ''}".strip()
        price = plan_price(item)
        rows.append(
            [
                [plain(item["nombre"], CELL), plain(amount, LABEL)],
                [plain("—" if price is None else price_text(price), CELL)],
                *(_cell(voice, cuadro, str(item["id"]), seller) for seller in sellers),
            ]
        )
    for label, name in ((TOTAL_BASE, "base_centimos"), (TOTAL_PAYABLE, "payable_centimos")):
        plan = cuadro.plan_centimos
        rows.append(
            [
                [said(voice, label, HEAD)],
                [plain(soles(plan) if plan is not None and name == "payable_centimos" else "—", CELL)],
                *(_total(voice, seller, name) for seller in sellers),
            ]
        )
    fixed = (0.19, 0.13)
    share = (1 - sum(fixed)) / ABREAST
    table = grid(rows, [width * part for part in (*fixed, *(share for _seller in sellers))])
    table.hAlign = "LEFT"
    return table


def _heading(seller: Seller) -> list[Flowable]:
    return [plain(seller.name, HEAD), plain(f"RUC {seller.ruc} · {day(seller.day.isoformat())}", LABEL)]


def _total(voice: Voice, seller: Seller, name: str) -> list[Flowable]:
    amount = getattr(seller.total, name)
    if amount is None:
        return [plain("—", CELL)]
    lowest = seller.total.lowest and name == "base_centimos"
    return [plain(soles(amount), HEAD), *([said(voice, LOWEST_TOTAL, LABEL)] if lowest else [])]


def _cell(voice: Voice, cuadro: Cuadro, item: str, seller: Seller) -> list[Flowable]:
    column = cuadro.cells.get((item, seller.key))
    if column is None:
        return [said(voice, NOT_QUOTED, CELL)]
    quote = column.quote
    marks = [LOWEST] * column.lowest + [CHOSEN] * quote.chosen
    terms = []
    if quote.delivery_days is not None:
        terms.append(voice.say(Sentence(N_("Entrega en {days} días"), days=quote.delivery_days)))
    if quote.warranty:
        terms.append(voice.say(Sentence(N_("Garantía: {warranty}"), warranty=quote.warranty)))
    if quote.until is not None:
        terms.append(voice.say(Sentence(N_("Vale hasta el {day}"), day=day(quote.until.isoformat()))))
    return [
        plain(price_text(quote.price), CELL),
        said(voice, HEADINGS[quote.igv], LABEL, beside=True),
        *([plain(" · ".join(terms), LABEL)] if terms else []),
        *(said(voice, mark, HEAD) for mark in marks),
        *(said(voice, sentence, LABEL) for sentence in column.told),
        *([plain(quote.why_not, LABEL)] if quote.why_not else []),
    ]
