"""The whole plan on paper: its index points to the right pages, a draft says so, tables are filled from data."""

import json
import re
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from ayni.domain.capitulo import Fact, Indices, Part, Parts
from ayni.domain.contenido import MONEY, Basis
from ayni.domain.presupuesto import totals
from ayni.domain.rentabilidad import compute, explain, read_case
from ayni.domain.rules import Answer, Override, Result, Severity
from ayni.domain.sensibilidad import Steps, trying
from ayni.job import finish
from ayni.lang import Sentence
from ayni.paths import resource
from ayni.reports.plan_completo import write_plan_completo
from ayni.reports.plan_cuadros import Annex, Figures
from ayni.reports.plan_dibujos import Tried

ON = date(2026, 11, 22)
INDICES = Indices.from_data(json.loads(resource("forms/indices.json").read_text("utf-8")))
CASE = read_case(
    json.loads((Path(__file__).parent.parent / "cases" / "finance" / "own_P1_procompite.json").read_text("utf-8"))
)
INDICATORS = compute(CASE)
ROW = {
    "codigo": "1.1",
    "componente": "1",
    "nombre": "Jaulas metálicas",
    "unidad": "und",
    "cantidad": "200",
    "precio_unitario": "150",
    "cofinanciamiento_centimos": 3000000,
}
JUNTA = [{"cargo": "presidente", "full_name": "QUISPE MAMANI, Rosa", "dni": "40000001", "hasta": "2028-01-14"}]
PLAN = {"titulo": "Mejoramiento de la crianza de cuyes", "convocatoria": "c1", "categoria": "A"}
WORDS = "Los socios crían cuyes en el suelo de la cocina y los venden cuando necesitan dinero. " * 9


def chapters(generation="g3", text=WORDS, paragraphs=3):
    return [
        Parts(
            chapter.number,
            chapter.label,
            tuple(
                Part(
                    section,
                    chapter.number_of(place),
                    "\n".join([text] * paragraphs),
                    facts=(Fact("Producto principal", "Cuy en pie", "aeo"),),
                )
                for place, section in enumerate(chapter.sections)
            ),
        )
        for chapter in INDICES.of(generation).chapters
    ]


FIGURES = Figures([ROW], totals([ROW]), CASE, INDICATORS, explain(INDICATORS), JUNTA)
STEPS = Steps.from_data(json.loads(resource("rules/plan.json").read_text("utf-8")))


def tried():
    return Tried(CASE, finish(trying(CASE, STEPS)), ())


FAILS = Answer(
    "cofin_max",
    "CAT",
    Result.FAIL,
    Severity.BLOCKS,
    Sentence("El cofinanciamiento puede ser S/ 160,000.00 como máximo; es S/ 200,000.00."),
    "art. 8",
    override=Override("El concejo lo aprobó", "Teodora Apaza"),
)
BUYER = {
    "nombre": "Restaurante El Fogón",
    "documento": "50211011",
    "producto": "Cuy parrillero",
    "volumen": "40",
    "unidad": "cuyes",
    "precio": "28",
    "frecuencia": "semanal",
}
QUOTED = {
    "item": "Jaulas metálicas",
    "proveedor": "El Sol",
    "ruc": "20131312955",
    "precio": "150",
    "fecha": "2026-03-01",
}
WHOLE = replace(
    FIGURES,
    lights=[FAILS],
    basis=Basis(Decimal(12), 5),
    tried=tried(),
    typed={"T5": [BUYER], "T9": [QUOTED]},
    annexes=[Annex("Cotización", "Jaulas metálicas, de El Sol", 2)],
)
NOTHING = Figures([], totals([]), None, None, [], [])


@pytest.fixture
def printed(tmp_path, invented):
    def printing(given=None, figures=FIGURES, language="es", *, final=False):
        return write_plan_completo(
            tmp_path / "plan.pdf",
            invented.municipality,
            invented.aeo,
            PLAN,
            given or chapters(),
            figures,
            language,
            ON,
            final=final,
            names=invented.names,
        )

    return printing


@pytest.mark.parametrize("generation", ["g1", "g2", "g3"])
def test_the_index_names_the_page_on_which_each_chapter_stands(printed, invented, generation):
    given = chapters(generation)
    path = printed(given)
    pages = invented.pages(path)
    stands, told = [], PdfReader(path).outline
    for chapter in given:
        at = [place for place, page in enumerate(pages, start=1) if place > 2 and _named(chapter) in page]
        assert at, _named(chapter)
        stands.append(at[0])
        if len(chapter.parts) > 1:
            for part in chapter.parts:
                heading = f"{part.number} {part.section.label}"
                stands.append(next(place for place, page in enumerate(pages, 1) if place > 2 and heading in page))
    stands.append(len(pages))  # who signs has the last page for himself
    assert "Firmas" in pages[-1]
    assert " ".join(str(page) for page in stands) in pages[1], "the numbers stand together: they are written last"
    assert len([each for each in told if not isinstance(each, list)]) == len(given) + 1


@pytest.mark.parametrize("lines", range(0, 30, 6))
def test_a_chapter_begins_on_the_page_of_its_first_part(printed, invented, lines):
    bare = [replace(each, parts=tuple(replace(part, texto="", facts=()) for part in each.parts)) for each in chapters()]
    start = replace(bare[0].parts[0], texto="Los socios crían cuyes.\n" * lines)
    given = [replace(bare[0], parts=(start, *bare[0].parts[1:])), *bare[1:]]
    pages = invented.pages(printed(given, NOTHING))[2:]
    for chapter in given:
        if len(chapter.parts) > 1:
            first = f"{chapter.parts[0].number} {chapter.parts[0].section.label}"
            (page,) = [page for page in pages if f"{_named(chapter)} " in page and first in page]
            assert page


def _named(chapter):
    return f"{chapter.number} {chapter.label}".strip()


def test_a_draft_says_so_on_every_page_and_a_final_copy_on_none(printed, invented):
    draft = invented.pages(printed())
    assert all("BORRADOR" in page for page in draft)
    final = invented.pages(printed(final=True))
    assert len(final) == len(draft)
    assert not any("BORRADOR" in page for page in final)


def test_every_page_but_the_cover_has_places_for_visas(printed, invented):
    cover, *others = invented.pages(printed())
    assert "Formulador" not in cover
    assert all("Formulador" in page and "Comité" in page for page in others)


def test_the_tables_are_filled_from_what_was_typed_once(printed, invented):
    said = invented.text(printed())
    for words in (
        "Costos de producción, en soles",
        "1.1 Jaulas metálicas und 200 150.00 30,000.00",
        "Ingresos por ventas, en soles",
        "Flujo de caja, en soles",
        "S/ 63,975.65",
        "-132,500.00",
        "QUISPE MAMANI, Rosa 40000001 14/01/2028",
        "Cuy en pie",
    ):
        assert words in said, words


def test_costs_and_income_of_the_years_add_up_to_the_figures(printed, invented):
    said = invented.text(printed())
    costs = [operating + general for operating, general in zip(INDICATORS.operating, INDICATORS.general, strict=True)]
    for amounts in (INDICATORS.sales, costs):
        assert "Total " + " ".join(f"{amount:,.2f}" for amount in amounts) in said


def test_where_data_is_missing_the_paper_says_so(printed, invented):
    said = invented.text(printed(chapters(text="", paragraphs=1), NOTHING))
    tables = [code for section in INDICES.of("g3").sections for code in section.tables]
    assert said.count("Todavía faltan datos para llenar este cuadro.") == len(tables)
    assert "Esta parte todavía no está escrita." in said


def test_what_people_type_is_printed_to_the_letter(printed, invented):
    assert "<b>5 & 6</b> </para>" in invented.text(printed(chapters(text="<b>5 & 6</b> </para>", paragraphs=1)))


def test_in_both_languages_a_heading_has_its_quechua_beside(printed, invented, wordy):
    assert "1 Aspectos generales Aspectos generales k’aspectos" in invented.text(printed(language="both"))
    assert "k’aspectos" not in invented.text(printed(language="es"))


def test_both_languages_fit(printed, wordy):
    assert printed(language="both").stat().st_size > 20_000
    assert printed(language="quz").stat().st_size > 20_000


def test_a_hundred_pages_are_quick(printed, invented):
    given = chapters(paragraphs=16)
    pages = len(invented.pages(printed(given)))
    start = time.perf_counter()
    printed(given)
    assert pages > 60
    assert time.perf_counter() - start < 4, "a second on a quiet machine"


def test_below_every_table_of_money_stands_what_it_rests_on(printed, invented):
    said = invented.text(printed(figures=WHOLE, final=True))
    filled = {"T5", "T6", "T7", "T8", "T9", "T11", "T12", "T13", "T14", "T15"}
    assert filled <= MONEY
    for code in filled:
        assert f"Cuadro {code}." in said, code
    assert said.count("Precios constantes · tasa de 12 % · 5 años · sin confirmar") == len(filled)


def test_the_pictures_stand_with_their_tables(printed, invented):
    said = invented.text(printed(figures=WHOLE))
    for table, picture in (
        ("Cuadro T7.", "Calendario de las actividades"),
        ("Cuadro T8.", "Quién paga el presupuesto"),
        ("Cuadro T11.", "Lo que queda cada año después de pagar los gastos"),
        ("Cuadro T13.", "La caja mes a mes, los dos primeros años"),
        ("Cuadro T15.", "Si el precio baja 13.8 %, este negocio pierde."),
        ("Cuadro T15.", "Si los bienes llegan 6 meses tarde, todo el plan vale S/ 27,548.28 menos."),
    ):
        assert said.index(table) < said.index(picture), (table, picture)


def test_every_indicator_names_whose_it_is(printed, invented):
    said = invented.text(printed(figures=WHOLE))
    for name in (
        "VAN de todo el plan",
        "TIR de todo el plan",
        "B/C de todo el plan",
        "Punto de equilibrio de todo el plan",
    ):
        assert name in said
    for name in ("VAN del dinero de los socios", "TIR del dinero de los socios", "B/C del dinero de los socios"):
        assert name in said


def test_a_limit_that_is_not_met_is_printed_with_its_reason_and_who_decided(printed, invented):
    said = invented.text(printed(figures=WHOLE, final=True))
    assert "Se deja pasar" in said
    assert "Sigue con este motivo: El concejo lo aprobó. Responde: Teodora Apaza." in said


def test_what_people_typed_in_tables_and_what_goes_with_the_plan_is_there(printed, invented):
    said = invented.text(printed(figures=WHOLE))
    assert "Restaurante El Fogón 50211011 Cuy parrillero" in said
    assert "Jaulas metálicas El Sol 20131312955" in said
    assert "1 Jaulas metálicas, de El Sol Cotización 2" in said


@pytest.mark.parametrize("generation", ["g1", "g2", "g3"])
def test_an_index_without_annexes_still_lists_them_once(printed, invented, generation):
    said = invented.text(printed(chapters(generation), WHOLE))
    assert said.count("Jaulas metálicas, de El Sol Cotización 2") == 1


def test_a_final_copy_leaves_out_what_was_not_asked(printed, invented):
    said = invented.text(printed(chapters(text="", paragraphs=1), WHOLE, final=True))
    assert "Todavía faltan datos" not in said
    assert "Cuadro T18." not in said
    assert "Esta parte todavía no está escrita." not in said
    assert "Esta convocatoria no pide esta parte." in said


def test_who_wrote_the_plan_signs_with_the_number_of_the_college(printed, invented, monkeypatch):
    monkeypatch.setitem(PLAN, "formulador", "Ruperto Salas")
    monkeypatch.setitem(PLAN, "colegiatura", "CIP 000123")
    last = invented.pages(printed())[-1]
    assert last.count("Ruperto Salas") == 2
    assert "CIP 000123" in last
    assert "Lugar y fecha" in last


def test_no_caption_stands_alone_at_the_foot_of_a_page(printed, invented):
    for paragraphs in (1, 2, 4):
        for page in invented.pages(printed(chapters(paragraphs=paragraphs), WHOLE)):
            end = page.split("Página")[0].rstrip()
            assert not re.search(r"Cuadro T\d+\. [^.]{3,60}$", end), end[-90:]


def test_a_normal_plan_is_printed_in_less_than_a_second(printed):
    given = chapters(paragraphs=2)
    printed(given, WHOLE)
    best = min(_seconds(lambda: printed(given, WHOLE)) for _ in range(3))
    assert best < 1, best


def _seconds(do):
    start = time.perf_counter()
    do()
    return time.perf_counter() - start
