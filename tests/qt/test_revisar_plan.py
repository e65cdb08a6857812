"""Before the final copy: what is missing leads to its place and back, every answer is changed, then the last page."""

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from ayni.qt.screens import papeles_plan, revisar_plan
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.workspace.practica import make_practice
from desk import words_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return tmp_path_factory.mktemp("revisar") / "practica"


@pytest.fixture
def door(made):
    with make_practice(made, cost=2**4) as opened:
        yield opened


@pytest.fixture
def plan(door):
    return next(each["id"] for each in door.planes(0, 20) if "cuyes" in each["titulo"])


@pytest.fixture
def papers(monkeypatch, tmp_path):
    """Papers go to a folder of the test, and are not opened."""
    opened = []
    for module in (papeles_plan, revisar_plan):
        monkeypatch.setattr(module, "papers_folder", lambda: tmp_path)
    monkeypatch.setattr("ayni.qt.shell.Shell.open_file", lambda _shell, path: opened.append(path))
    return opened


@pytest.fixture
def window(door, in_front):
    shown = MainWindow(door, Settings())
    shown.resize(1366, 768)
    in_front(shown)
    yield shown
    shown.shut()
    shown.hide()
    shown.deleteLater()


def press(qtbot, window, name):
    button = window.screen().findChild(QPushButton, name)
    assert button is not None, name
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    QApplication.processEvents()


def complete(door, plan, monkeypatch):
    """Nothing is missing any more; what a plan must have is the matter of other tests."""
    monkeypatch.setattr(type(door), "gaps", lambda _door, _plan: [])


def test_what_is_missing_stands_first_and_has_the_focus(qtbot, window, plan, papers):
    window.go("revisar-plan", plan)
    assert "Para la copia final falta (" in words_of(window)
    qtbot.keyClick(window.screen(), Qt.Key.Key_Return, CTRL)
    assert papers == []
    assert QApplication.focusWidget() is window.screen().links[0]


def test_a_section_is_changed_and_comes_back(qtbot, window, door, plan):
    window.go("planes")
    window.go("revisar-plan", plan)
    press(qtbot, window, "cambiar.antecedentes")
    assert window.place() == ("seccion", f"{plan}/antecedentes")
    qtbot.keyClicks(window.screen().form.editor("texto"), "Desde 2021 vendemos juntos")
    qtbot.keyClick(window.screen().form.editor("texto"), Qt.Key.Key_Return, CTRL)
    assert window.place() == ("revisar-plan", plan)
    assert "Desde 2021 vendemos juntos" in words_of(window)
    assert door.seccion(plan, "antecedentes").texto == "Desde 2021 vendemos juntos"


def test_the_cover_is_changed_and_comes_back(qtbot, window, door, plan):
    window.go("planes")
    window.go("revisar-plan", plan)
    press(qtbot, window, "cambiar.formulador")
    assert window.place() == ("portada", plan)
    box = window.screen().part.form.editor("formulador")
    qtbot.keyClicks(box, "Ruperto Salas")
    qtbot.keyClick(box, Qt.Key.Key_Return, CTRL)
    assert window.place() == ("revisar-plan", plan)
    assert "Ruperto Salas" in words_of(window)
    assert door.plan(plan)["formulador"] == "Ruperto Salas"


def test_a_section_opened_elsewhere_goes_back_to_the_chapters(qtbot, window, plan):
    window.go("revisar-plan", plan)
    window.go("capitulos", plan)
    window.go("seccion", f"{plan}/antecedentes")
    qtbot.keyClicks(window.screen().form.editor("texto"), "Algo")
    qtbot.keyClick(window.screen().form.editor("texto"), Qt.Key.Key_Return, CTRL)
    assert window.place()[0] == "capitulos"


def test_a_limit_asks_its_reason_which_is_shown_and_can_be_taken_back(qtbot, window, door, plan):
    row = door.partidas(plan)[0]
    door.save_partida(plan, {"cofinanciamiento_centimos": "300000", "precio_unitario": "1500"}, row["id"])
    check = next(light.check for light in door.lights(plan) if light.result == "FAIL")
    window.go("planes")
    window.go("revisar-plan", plan)
    press(qtbot, window, f"falta.limite:{check}")
    assert window.place() == ("motivo-limite", f"{plan}/{check}")
    form = window.screen().form
    qtbot.keyClicks(form.editor("motivo"), "El concejo lo aprobo asi")
    qtbot.keyClick(form.editor("motivo"), Qt.Key.Key_Return, CTRL)
    assert window.place()[0] == "motivo-limite", "who decides is asked"
    qtbot.keyClicks(form.editor("persona"), "Teodora Apaza")
    qtbot.keyClick(form.editor("persona"), Qt.Key.Key_Return, CTRL)
    assert window.place() == ("revisar-plan", plan)
    assert "El concejo lo aprobo asi Lo decide: Teodora Apaza." in words_of(window)
    assert window.screen().findChild(QPushButton, f"falta.limite:{check}") is None
    press(qtbot, window, f"retirar.{check}")
    assert window.screen().findChild(QPushButton, f"falta.limite:{check}") is not None


def test_the_final_copy_has_a_number_and_ends_in_what_comes_next(qtbot, window, door, plan, papers, monkeypatch):
    complete(door, plan, monkeypatch)
    window.go("revisar-plan", plan)
    assert "No falta nada" in words_of(window)
    qtbot.keyClick(window.screen(), Qt.Key.Key_Return, CTRL)
    assert window.place() == ("plan-impreso", f"{plan}/es")
    said = words_of(window)
    assert f"Plan {plan[:8].upper()}, versión 1, impreso el " in said
    assert "Si tiene dudas, pregunte en: Municipalidad Distrital de Sumaq Llaqta" in said
    first = pypdf.PdfReader(papers[0]).pages[0].extract_text()
    assert "Versión 1" in first
    assert "BORRADOR" not in first
    press(qtbot, window, "presentado")
    assert door.plan(plan)["estado"] == "presentado"


def test_the_sheet_for_the_assembly_is_printed_in_the_language_asked(qtbot, window, plan, papers):
    window.go("papeles-plan", plan)
    window.screen().part.languages.set_answer("both")
    press(qtbot, window, "imprimir.asamblea")
    assert papers[0].name.endswith("both.pdf")
    assert len(pypdf.PdfReader(papers[0]).pages) == 1
    assert "El papel está listo" in words_of(window)


def test_a_half_written_section_waits_at_home_and_opens_there(qtbot, window, door, plan):
    door.keep_draft("seccion", f"{plan}/ambiental", {"texto": "El compost"})
    window.go("inicio")
    card = next(
        each for each in window.screen().task_cards if "Terminar una parte del plan" in each.go.accessibleName()
    )
    card.go.setFocus()
    qtbot.keyClick(card.go, Qt.Key.Key_Space)
    assert window.place() == ("seccion", f"{plan}/ambiental")
    assert window.screen().form.editor("texto").answer() == "El compost"


@pytest.mark.parametrize("paper", papeles_plan.PAPERS, ids=lambda paper: paper.name)
def test_every_paper_of_the_list_is_printed_and_named(qtbot, window, door, plan, papers, paper):
    priced = {"precio_unitario": "150", "incluye_igv": "si", "fecha": "01/10/2026", "validez_dias": "90"}
    item = door.partidas(plan)[0]["id"]
    door.save_cotizacion(item, {"proveedor": "Ferretería El Sol", "ruc": "20131312955", **priced})
    window.go("papeles-plan", plan)
    window.screen().part.lines[paper.name].button.setFocus()
    qtbot.keyClick(window.screen().part.lines[paper.name].button, Qt.Key.Key_Space)
    assert [path.suffix for path in papers] == [f".{paper.ending}"]
    assert papers[0].stat().st_size > 5_000
    assert str(papers[0]) in words_of(window)
