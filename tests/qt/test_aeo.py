"""Organizations on the screen: registered with their eligibility beside, changed, printed, told."""

import pypdf
import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QPushButton

from ayni.qt.kit.trouble import Message
from ayni.qt.screens.pages import papers_folder
from desk import AEO, fill, words_of

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier


class Opener(QObject):
    """Takes the place of the program that shows PDFs."""

    def __init__(self):
        super().__init__()
        self.opened = []

    @Slot(QUrl)
    def open(self, url):
        self.opened.append(url.toLocalFile())


@pytest.fixture
def opened():
    caught = Opener()
    QDesktopServices.setUrlHandler("file", caught, "open")
    yield caught.opened
    QDesktopServices.unsetUrlHandler("file")


def test_without_a_call_one_is_sent_to_open_it(window, qtbot):
    window.go("registrar-aeo")
    assert "Primero abra una convocatoria" in words_of(window)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.place()[0] == "abrir-convocatoria")


def test_the_empty_list_registers_the_first(window, call, qtbot):
    window.go("organizaciones")
    assert "Todavía no hay organizaciones." in words_of(window)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.place()[0] == "registrar-aeo")


def test_eligibility_is_answered_while_one_types_with_its_article(window, call):
    window.go("registrar-aeo")
    assert "Elija la convocatoria y la categoría" in words_of(window)
    fill(window, categoria="A")
    shown = words_of(window)
    assert "? Falta saber" in shown
    assert "Falta saber cuántos socios hay." in shown
    assert "Reglamento (DS 001-2021-PRODUCE) art. 8" in shown
    assert "por confirmar" in shown  # the registration of an A is not sure in the law
    fill(window, categoria="B", cadena="cuy")
    window.screen().go_on()
    fill(window, nombre="Grupo Kusi", naturaleza="natural")
    assert "✗ No cumple" in words_of(window)
    fill(window, naturaleza="juridica")
    assert "✗ No cumple" not in words_of(window)


def test_only_the_chains_of_the_call_are_offered(window, door, call):
    window.go("registrar-aeo")
    finder = window.screen().form().editor("cadena").inner
    assert [code for code, _label in finder._find("")] == ["cuy", "cacao"]


def test_the_same_ruc_in_another_aeo_is_told_before_and_after_saving(window, door, call, aeo):
    other = door.save_aeo(AEO | {"convocatoria": call, "nombre": "Asociación Kusi", "ruc": "20100070970"})
    window.go("cambiar-aeo", other)
    fill(window, ruc="20131312955")
    assert "Este RUC ya lo tiene otra organización: Asociación Sumaq Quwi." in words_of(window)
    window.screen().save()
    window.go("aeo", other)
    assert "Este RUC ya lo tiene otra organización: Asociación Sumaq Quwi." in words_of(window)


def test_the_list_is_found_without_accents_and_opens_with_enter(window, door, call, aeo, qtbot):
    door.save_aeo(AEO | {"convocatoria": call, "nombre": "Cooperativa Inti", "ruc": "20100070970"})
    window.go("organizaciones")
    page = window.screen()
    qtbot.keyClicks(page.filter, "sumaq asociacion")
    assert page.listing.model.rowCount() == 1
    qtbot.keyClick(page.filter, Qt.Key.Key_Down)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert window.place() == ("aeo", aeo)


def test_a_change_is_told_in_its_history_in_words(window, door, aeo, qtbot):
    window.go("aeo", aeo)
    qtbot.keyClick(window, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: window.place() == ("cambiar-aeo", aeo))
    fill(window, cadena="cacao", comunidad="Ccorao")
    qtbot.keyClick(window.screen().form.editor("nombre"), Qt.Key.Key_Return, CTRL)
    assert window.place() == ("aeo", aeo)
    shown = words_of(window)
    assert "Cadena productiva: Cuy → Cacao" in shown
    assert "22/11/2026 10:42  ·  Ana Condori" in shown


def test_what_an_informal_group_is_not_asked_is_not_checked_either(window, door, aeo, qtbot):
    window.go("cambiar-aeo", aeo)
    page = window.screen()
    fill(window, naturaleza="natural", ruc="no tiene")
    assert not page.form.rows["ruc"].isVisibleTo(page)
    page.save()
    assert door.aeo(aeo)["ruc"] is None


def test_what_is_wrong_is_said_above_and_nothing_is_lost(window, door, aeo):
    window.go("cambiar-aeo", aeo)
    page = window.screen()
    fill(window, ruc="2013131295", nombre="Otro nombre")
    page.save()
    assert page.form.summary.hasFocus()
    assert "El RUC tiene 11 números." in words_of(window)
    assert page.form.answers()["nombre"] == "Otro nombre"
    assert door.aeo(aeo)["nombre"] == "Asociación Sumaq Quwi"


def test_a_change_left_half_way_is_offered_again_and_can_be_thrown_away(window, door, aeo, qtbot):
    window.go("organizaciones")
    window.go("cambiar-aeo", aeo)
    fill(window, comunidad="Huaro")
    qtbot.keyClick(window.screen().form.editor("comunidad"), Qt.Key.Key_Escape)
    assert window.place()[0] == "organizaciones"
    window.go("cambiar-aeo", aeo)
    assert window.screen().form.answers()["comunidad"] == "Huaro"
    window.screen().findChild(QPushButton, "descartar").click()
    assert window.screen().form.answers()["comunidad"] == ""
    assert door.drafts() == []


def test_the_page_says_in_one_line_how_it_stands_and_each_rule_on_demand(window, door, aeo, qtbot):
    window.go("aeo", aeo)
    assert "La categoría A pide al menos 10 socios; hay 0." in words_of(window)
    qtbot.keyClick(window, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: "La organización tiene su RUC." in words_of(window))


@pytest.mark.parametrize("language", ["es", "quz", "both"])
def test_papers_are_written_where_it_says_and_opened(window, door, aeo, language, qtbot, opened):
    window.go("aeo", aeo)
    papers = window.screen().papers
    papers.language.set_answer(language)
    for name in ("ficha", "padron"):
        before = len(opened)
        papers.findChild(QPushButton, f"imprimir.{name}").click()
        qtbot.waitUntil(lambda before=before: len(opened) > before, timeout=20000)
        assert "Sumaq Quwi" in "".join(page.extract_text() for page in pypdf.PdfReader(opened[-1]).pages)
        assert papers.said.text() == f"Se guardó en: {opened[-1]}"


def test_a_paper_that_cannot_be_written_says_why(window, door, aeo, qtbot, opened):
    folder = papers_folder()
    (folder / "ficha-asociacion-sumaq-quwi-es.pdf").mkdir()
    window.go("aeo", aeo)
    window.screen().papers.buttons[0].click()
    qtbot.waitUntil(lambda: bool(window.findChildren(Message)))
    assert "No se pudo escribir el papel" in window.findChildren(Message)[0].happened.text()
    assert opened == []
