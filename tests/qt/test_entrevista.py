"""Junta mode: each page has one question and fits, targets are large, nothing typed is lost, back is always there."""

import os
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from ayni import lang
from ayni.domain.entrevista import NEW, Place
from ayni.qt.kit import voice
from ayni.qt.kit.palette import space
from ayni.qt.kit.question import Cards, Months, OneMonth, YearBoxes
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.workspace import create_workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
ANSWERS = {
    "titulo": "Mejorar la crianza de cuyes",
    "objetivo": "Vender más",
    "socios_participantes": "20",
    "horizonte_years": "5",
    "nombre": "Jaulas metálicas de dos pisos",
    "clase": "equipos",
    "unidad": "kg",
    "cantidad": "200",
    "precio_unitario": "150.50",
    "quien_paga": "varios",
    "cofinanciamiento_centimos": "20,000",
    "monetaria_centimos": "4 000,50",
    "vida_util": "5",
    "ciclos_por_year": "1",
    "meses_por_ciclo": "12",
    "unidades_por_year": "3000; 4500; 5400",
    "cantidad_propia": "0",
    "transporte_unitario": "0",
    "capital_propio_centimos": "8000",
    "tasa_descuento": "12",
    "mes_inicio": "3",
    "quincenas_costos": "1-24",
    "quincenas_cobros": "5-6",
    "texto": "Lo que dicen.",
}


@pytest.fixture
def door(tmp_path):
    made, _code = create_workspace(
        tmp_path / "w",
        ubigeo="080101",
        name="Municipalidad de Sumaq Llaqta",
        person="Ana Condori",
        passphrase="cuyes y maíz",
        cost=2**4,
        clock=lambda: datetime(2026, 11, 22, 10, 42).astimezone(),
    )
    call = {"nombre": "P", "year": "2026", "fecha_autorizacion": "20/02/2026", "categorias": "A", "cadenas": "cuy"}
    aeo = {
        "convocatoria": made.save_convocatoria(call),
        "categoria": "A",
        "cadena": "cuy",
        "nombre": "Asociación Sumaq Quwi",
        "naturaleza": "juridica",
        "tipo": "asociacion",
        "ruc": "20131312955",
        "fecha_constitucion": "12/03/2021",
        "ubigeo": "080101",
    }
    made.save_aeo(aeo)
    yield made
    made.close()
    lang.use("es")


@pytest.fixture
def opened(door, qtbot):
    made = []

    def open_it(record="", size=(1366, 768), language="es"):
        lang.use(language)
        window = MainWindow(door, Settings(language=language))
        made.append(window)
        window.resize(*size)
        window.go("planes")
        window.go("entrevista", record)
        with qtbot.waitExposed(window):
            window.show()
        with qtbot.waitActive(window):
            window.activateWindow()
        return window

    yield open_it
    for window in made:
        window.shut()
        window.hide()
        window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def plan(door):
    aeo = door.aeos(0, 1)[0]["id"]
    return door.begin_perfil({"aeo": aeo, "titulo": "Cuyes", "horizonte_years": "5", "socios_participantes": "20"})


def settle():
    for _turn in range(4):
        QApplication.processEvents()


def goes_to(window, place):
    screen = window.screen()
    screen._move(place)
    settle()
    return screen


def answered(screen, door):
    """Give the answer of the page shown."""
    question = screen.book.question(screen.place)
    text = door.aeos(0, 1)[0]["id"] if question.fills == "aeo" else ANSWERS.get(question.fills, "")
    if question.fills == "tipo":
        text = "insumo"
    screen.editor.set_answer(text)
    screen._typed()


def every_page(window, door):
    """Walk the whole interview, one row of each list; each page as it is shown."""
    added = set()
    for _turn in range(140):
        screen = window.screen()
        place = screen.place
        if screen.editor is not None:
            answered(screen, door)
        settle()
        yield screen, place
        if place.stage == "fin":
            return
        if screen.book.stage(place).many and not place.row and place.stage not in added:
            added.add(place.stage)
            screen.add()
        else:
            screen.go_on()
        assert window.screen() is not screen or screen.place != place, (place, screen.problem.text())
    raise AssertionError("the interview does not end")


def targets(screen):
    kinds = (QPushButton, QRadioButton, QCheckBox, QLineEdit, QPlainTextEdit)
    return [each for kind in kinds for each in screen.findChildren(kind) if each.isVisible()]


@pytest.mark.parametrize("language", lang.LANGUAGES)
def test_every_page_has_one_question_fits_without_scrolling_and_has_large_targets(opened, door, language):
    window = opened(language=language)
    seen, back = 0, set()
    for screen, place in every_page(window, door):
        seen += 1
        headings = [each for each in screen.findChildren(QLabel, "pregunta") if each.isVisible()]
        assert len(headings) == 1, place
        assert headings[0].text()
        assert screen.scroller.verticalScrollBar().maximum() == 0, place
        assert screen.scroller.horizontalScrollBar().maximum() == 0, place
        for each in targets(screen):
            assert min(each.width(), each.height()) >= space(11), (place, each.objectName(), each.size())
            assert each.accessibleName() or each.text(), (place, each.objectName())
            if not isinstance(each, QLineEdit | QPlainTextEdit):
                assert each.width() >= each.sizeHint().width(), (place, each.text())
        pictures = [each for each in screen.findChildren(QLabel, "dibujo") if each.isVisible()]
        assert len(pictures) == 1, place
        assert not pictures[0].pixmap().isNull()
        assert screen.aside.listen_button.isVisible()
        assert screen.aside.help.text(), place
        top_left = screen.back_button.mapTo(window, screen.back_button.rect().topLeft())
        aside = screen.aside.mapTo(window, screen.aside.rect().topLeft())
        back.add((top_left.x(), top_left.y(), aside.x(), aside.y()))
        answers = [each for each in screen.body.findChildren(QPushButton) if each.property("role") == "primary"]
        assert len([each for each in answers if each.isVisible()]) == 1, place
    assert seen > 80
    assert len(back) == 1, "the way back and the help stand in one place on every page"


def test_at_two_hundred_percent_every_button_is_whole_and_can_be_reached(opened, door):
    window = opened(size=(683, 384))
    for screen, place in every_page(window, door):
        assert screen.minimumSizeHint().width() <= 683
        assert screen.scroller.horizontalScrollBar().maximum() == 0, place
        for each in screen.findChildren(QPushButton):
            if each.isVisible():
                assert each.width() >= each.minimumSizeHint().width(), (place, each.text())


def test_the_other_language_keeps_what_is_typed_and_belongs_to_the_person(opened, door, plan, qtbot):
    window = opened(plan)
    screen = goes_to(window, Place("compras", NEW, "precio_unitario"))
    qtbot.keyClicks(screen.focusWidget(), "1 500,50")
    spanish = screen.later_button.text()
    screen.language_buttons["quz"].click()
    settle()
    screen = window.screen()
    assert screen.editor.answer() == "1 500,50"
    assert screen.language_buttons["quz"].isChecked()
    assert not screen.language_buttons["es"].isChecked()
    assert lang.language() == "quz"
    assert door.person["idioma"] == "quz"
    assert screen.later_button.text() != spanish
    screen.language_buttons["es"].click()
    assert window.screen().editor.answer() == "1 500,50"


def test_a_number_is_shown_back_with_what_it_means_and_is_judged_only_on_continue(opened, door, plan, qtbot):
    window = opened(plan)
    screen = goes_to(window, Place("compras", NEW, "cantidad"))
    qtbot.keyClicks(screen.focusWidget(), "12 casas")
    assert not screen.problem.isVisible()
    qtbot.keyClick(screen.focusWidget(), Qt.Key.Key_Return)
    assert screen.problem.isVisible()
    assert screen.summary.hasFocus()
    assert screen.problem.text() in " ".join(each.text() for each in screen.summary.findChildren(QLabel))
    assert screen.editor.answer() == "12 casas"
    screen.editor.set_answer("12")
    screen._typed()
    screen.go_on()
    qtbot.keyClicks(screen.focusWidget(), "1 500,50")
    assert "S/ 1,500.50" in screen.reading.text()
    assert screen.money.number.text().endswith("S/ 18,006.00")
    assert screen.money.spelled.text() == "dieciocho mil seis soles"
    assert screen.money.each.text() == "Para cada socio: S/ 900.30."


def test_a_row_given_is_changed_and_taken_away_and_brought_back(opened, door, plan, qtbot):
    row = {"clase": "equipos", "nombre": "Jaulas", "cantidad": "2", "precio_unitario": "10"}
    record = door.save_partida(plan, {**row, "cofinanciamiento_centimos": "20.00"})
    window = opened(plan)
    screen = goes_to(window, Place("compras"))
    screen.findChild(QPushButton, f"cambiar.{record}").click()
    assert screen.place == Place("compras", record, "nombre")
    assert screen.editor.answer() == "Jaulas"
    screen.editor.set_answer("Jaulas dobles")
    screen._typed()
    while screen.place != Place("compras"):
        place = screen.place
        if screen.book.question(place).code == "unidad":
            screen.editor.set_answer("und")
            screen._typed()
        screen.go_on()
        assert screen.place != place
    assert door.partidas(plan)[0]["nombre"] == "Jaulas dobles"
    assert door.partidas(plan)[0]["cofinanciamiento_centimos"] == 2000
    screen.findChild(QPushButton, f"quitar.{record}").click()
    assert door.partidas(plan) == []
    door.undo()
    settle()
    assert screen.findChild(QPushButton, f"quitar.{record}") is not None


def test_an_answer_that_no_longer_fits_is_asked_again_with_its_reason(opened, door, plan):
    screen = goes_to(opened(plan), Place("compras"))
    screen.add()
    for text in ("Jaulas", "equipos", "und", "10", "100", "varios", "900"):
        screen.editor.set_answer(text)
        screen._typed()
        screen.go_on()
    screen.talk = screen.talk.typing(Place("compras", NEW, "precio_unitario"), "50")
    screen.editor.set_answer("0")
    screen._typed()
    screen.go_on()
    assert screen.problem.text() == "Es más de lo que falta pagar."
    screen.show_place(Place("compras", NEW, "vida_util"))
    screen.talk = screen.talk.typing(Place("compras", NEW, "monetaria_centimos"), "0")
    screen.go_on()
    assert screen.place == Place("compras", NEW, "cofinanciamiento_centimos")
    assert screen.problem.isVisible()
    assert screen.problem.text() == "Es más de lo que cuesta todo."
    assert door.partidas(plan) == []


def test_many_rows_are_turned_over_and_never_scroll(opened, door, plan):
    for number in range(11):
        row = {"clase": "equipos", "nombre": f"Cosa {number}", "cantidad": "1", "precio_unitario": "10"}
        door.save_partida(plan, {**row, "cofinanciamiento_centimos": "10.00"})
    screen = goes_to(opened(plan), Place("compras"))
    shown = set()
    for _turn in range(4):
        settle()
        assert screen.scroller.verticalScrollBar().maximum() == 0
        buttons = [each for each in screen.body.findChildren(QPushButton) if each.objectName().startswith("quitar.")]
        shown |= {each.objectName() for each in buttons}
        screen.findChild(QPushButton, "otras").click()
    assert len(shown) == 11


def test_a_row_begun_is_kept_and_goes_on_where_it_was(opened, door, plan):
    window = opened(plan)
    screen = goes_to(window, Place("compras"))
    screen.add()
    screen.editor.set_answer("Ordeñadora")
    screen._typed()
    screen.go_on()
    screen.back()
    screen.back()
    assert screen.place == Place("compras")
    window.go("plan", plan)
    window.go("entrevista", plan)
    screen = window.screen()
    screen.add()
    assert screen.place == Place("compras", NEW, "clase")
    screen.back()
    assert screen.editor.answer() == "Ordeñadora"


def test_the_draft_is_kept_while_one_types(opened, door, plan, qtbot):
    window = opened(plan)
    screen = goes_to(window, Place("idea", "", "objetivo"))
    qtbot.keyClicks(screen.focusWidget(), "Vender")
    qtbot.waitUntil(lambda: door.draft("entrevista", plan)["answers"].get("idea//objetivo") == "Vender", timeout=6000)
    assert door.plan(plan)["objetivo"] is None


def test_a_page_without_a_recording_says_why_it_is_silent(opened, plan):
    screen = goes_to(opened(plan), Place("compras"))
    assert screen.aside.listen_button.isEnabled()
    assert screen.aside.silent.isVisible()
    assert screen.aside.silent.text() == "Todavía no hay grabación de esta página en este idioma."


@pytest.mark.skipif(os.name == "nt", reason="players are those of Linux")
def test_a_page_with_a_recording_is_played_with_what_the_machine_has(opened, plan, tmp_path, monkeypatch, qtbot):
    heard = tmp_path / "heard"
    player = tmp_path / "bin" / "aplay"
    player.parent.mkdir()
    player.write_text(f'#!/bin/sh\necho "$1" > {heard}\n')
    player.chmod(0o755)
    monkeypatch.setenv("PATH", str(player.parent))
    sound = tmp_path / "compras.wav"
    sound.write_bytes(b"RIFF")
    monkeypatch.setattr(voice, "recording", lambda code: sound if code == "compras" else tmp_path / "none.wav")
    screen = goes_to(opened(plan), Place("compras"))
    assert not screen.aside.silent.isVisible()
    qtbot.keyClick(screen.focusWidget(), Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: heard.exists() and heard.read_text().strip() == str(sound))
    screen.add()
    assert screen.aside.silent.isVisible()


def test_the_example_beside_the_question_speaks_the_language_of_the_page(opened, door, plan):
    window = opened(plan, language="quz")
    screen = goes_to(window, Place("costos", NEW, "tipo"))
    assert screen.aside.example.text() == "Mikhunaqa ruruchispam tukukun. K'anchaytaqa llapan watam paganku."
    screen = goes_to(window, Place("compras", NEW, "cantidad"))
    assert screen.aside.example.text() == "200"


def test_the_examples_are_those_of_their_own_chain(opened, door, plan):
    screen = goes_to(opened(plan), Place("compras", NEW, "nombre"))
    assert screen.aside.chain.text() == "Ejemplo: Cuy"
    assert screen.aside.example.text() == "Jaulas metálicas"


def test_months_follow_the_first_month_of_the_plan_and_keep_halves(qtbot):
    editor = Months(start=11)
    qtbot.addWidget(editor)
    assert editor.buttons()[0].text() == "noviembre"
    editor.set_answer("6,12")
    assert [place for place, box in enumerate(editor.buttons()) if box.isChecked()] == [2, 5]
    assert editor.answer() == "6,12"
    editor.buttons()[0].click()
    assert editor.answer() == "1-2,6,12" or editor.answer() == "1,2,6,12"
    editor.all_button.click()
    assert editor.answer() == "1-24"


def test_a_year_left_blank_is_like_the_one_before(qtbot):
    editor = YearBoxes(5)
    qtbot.addWidget(editor)
    boxes = editor.findChildren(QLineEdit)
    boxes[0].setText("1,200")
    boxes[2].setText("1,500")
    assert editor.answer() == "1,200; 1,200; 1,500"
    editor.set_answer("3000;4500")
    assert [box.text() for box in boxes] == ["3000", "4500", "", "", ""]


def test_an_answer_that_no_card_shows_is_kept(qtbot):
    editor = Cards([("a", "Una", ""), ("b", "Otra", "")])
    qtbot.addWidget(editor)
    editor.set_answer("z")
    assert editor.answer() == "z"
    editor.buttons()[1].click()
    assert editor.answer() == "b"
    months = OneMonth()
    qtbot.addWidget(months)
    months.set_value("11")
    assert months.answer() == "11"


def test_nothing_of_other_people_is_said(opened, door, plan):
    """A member who stands in two AEO is a matter of the clerk."""
    aeo = door.aeos(0, 1)[0]["id"]
    person = {
        "dni": "43218765",
        "apellido_paterno": "Quispe",
        "apellido_materno": "Mamani",
        "nombres": "Rosa",
        "fecha_nacimiento": "03/05/1985",
        "sexo": "M",
    }
    door.save_socio(aeo, person)
    window = opened(plan)
    for stage in ("compras", "produccion", "perfil", "fin"):
        screen = goes_to(window, Place(stage))
        said = " ".join(each.text() for each in screen.findChildren(QWidget) if isinstance(each, QLabel))
        assert "43218765" not in said
        assert "Quispe" not in said
