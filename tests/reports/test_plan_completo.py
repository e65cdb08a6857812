"""The whole plan on paper: its index points to the right pages, a draft says so, tables are filled from data."""

import json
import time
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from ayni.domain.capitulo import Fact, Indices, Part, Parts
from ayni.domain.presupuesto import totals
from ayni.domain.rentabilidad import compute, explain, read_case
from ayni.paths import resource
from ayni.reports.plan_completo import Figures, write_plan_completo

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
