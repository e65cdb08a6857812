"""The figures of purchases and the list of alerts on paper: one case or many, in one language or two."""

from datetime import date

import pytest
from pypdf import PdfReader

from ayni.domain.drawing_indicadores import day_bars, spread_bars, spread_text
from ayni.domain.indicadores_compra import Figures, Spread, together
from ayni.domain.recorrido import Alert
from ayni.lang import Sentence
from ayni.reports.avisos import write_avisos
from ayni.reports.indicadores_compra import write_indicadores

TOWN = {"nombre": "Municipalidad de Sumaq Llaqta", "ubigeo": "080101"}
ON = date(2026, 11, 22)
DONE = Figures(200, 140, 120, True, {"EN_EJECUCION": 60}, {"P": 120, "E": 60}, {"LOGISTICA": 90}, failed=1, awards=1)


def words(path):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.mark.parametrize("language", ["es", "both"])
def test_what_is_usual_is_printed_and_few_cases_are_only_listed(tmp_path, language):
    path = write_indicadores(tmp_path / "i.pdf", TOWN, together([DONE] * 5), language, ON)
    assert "200 días, hasta 200" in words(path)
    assert "5 de 10 (50 %)" in words(path)
    few = write_indicadores(tmp_path / "f.pdf", TOWN, together([DONE] * 2), language, ON)
    assert "pocos datos: 200, 200" in words(few)
    assert "hasta 200" not in words(few)


def test_a_paper_of_no_purchase_at_all_is_still_a_paper(tmp_path):
    assert "Compras terminadas 0" in words(write_indicadores(tmp_path / "i.pdf", TOWN, together([]), "es", ON))


def test_bars_say_in_words_what_they_draw():
    assert str(spread_text(Spread.of([1, 2, 3, 4, 5]))) == "3 días, hasta 4"
    found = spread_bars({"P": Spread.of([10] * 5), "E": Spread.of([3])}, {"P": "Preparación", "E": "Ejecución"}, 400)
    assert found.alternative == "Preparación: 10 días, hasta 10. Ejecución: pocos datos: 3."
    assert day_bars({"P": 7}, {"P": "Preparación"}, 400).alternative == "Preparación: 7 días."
    assert day_bars({}, {}, 400).height >= 1


def test_the_list_of_alerts_goes_by_level_and_names_offices_as_the_entity_does(tmp_path):
    red = Alert("A13", "r", Sentence("La entrega tiene 9 días de atraso."), ("GDE",), 9, "Reglamento, art. 120")
    calm = Alert("A11", "i", Sentence("Terminó el plazo para apelar."), ("LOGISTICA",), 1)
    names = {"oficinas": {"GDE": "Gerencia de Desarrollo"}}
    told = [("Molino", "GDE", red), ("Balanza", "LOGISTICA", calm)]
    text = words(write_avisos(tmp_path / "a.pdf", TOWN, told, "", "es", ON, names=names))
    assert text.index("Urgente: 1") < text.index("9 días de atraso") < text.index("Para saber: 1")
    assert "Gerencia de Desarrollo" in text
    assert "Reglamento, art. 120" in text
    assert "No hay avisos." in words(write_avisos(tmp_path / "n.pdf", TOWN, [], "GDE", "es", ON))
