"""Purchases in pictures on the screen: nearer and farther by keys and mouse, the Gantt of a plan, the report."""

from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from desk import words_of

INTI = Path(__file__).parents[1] / "cases" / "inti_events.json"
ABOUT = {"nombre": "Cuatro máquinas", "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2021"}


@pytest.fixture
def plan(door, aeo, call):
    return door.save_plan({"aeo": aeo, "titulo": "Cacao Inti", "convocatoria": call, "categoria": "A"})


@pytest.fixture
def inti(door, aeo, plan):
    return door.import_compra(INTI, {**ABOUT, "aeo": aeo, "plan": plan, "season_date": "01/12/2021"})


@pytest.fixture
def papers(tmp_path, monkeypatch):
    """A folder for papers, and what the window asked to open."""
    opened = []
    monkeypatch.setattr("ayni.qt.screens.informes_compras.papers_folder", lambda: tmp_path)
    monkeypatch.setattr("ayni.qt.shell.Shell.open_file", lambda _shell, path: opened.append(path))
    return opened


def days(chart):
    first, last = chart.window_shown
    return (last - first).days


def test_plus_and_minus_bring_days_nearer_and_farther_and_arrows_move(window, qtbot, inti):
    window.go("linea-compra", inti)
    chart = window.screen().chart
    whole = chart.whole
    assert chart.canvas.hasFocus()
    qtbot.keyClick(chart.canvas, Qt.Key.Key_Plus)
    near = chart.window_shown
    assert days(chart) < (whole[1] - whole[0]).days
    qtbot.keyClick(chart.canvas, Qt.Key.Key_Right)
    assert chart.window_shown[0] > near[0]
    qtbot.keyClick(chart.canvas, Qt.Key.Key_Left)
    assert chart.window_shown == near
    assert near[0].strftime("%d/%m/%Y") in words_of(window)
    qtbot.keyClick(chart.canvas, Qt.Key.Key_Minus)
    qtbot.keyClick(chart.canvas, Qt.Key.Key_Minus)
    assert chart.window_shown == whole
    qtbot.keyClick(chart.canvas, Qt.Key.Key_Plus)
    qtbot.keyClick(chart.canvas, Qt.Key.Key_Home)
    assert chart.window_shown == whole


def test_the_wheel_brings_nearer_where_it_points_and_dragging_moves(window, qtbot, inti):
    window.go("linea-compra", inti)
    chart = window.screen().chart
    canvas = chart.canvas
    place = QPointF(canvas.width() * 0.9, 40)
    event = QWheelEvent(
        place, canvas.mapToGlobal(place), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)
    first, last = chart.window_shown
    assert last - first < chart.whole[1] - chart.whole[0]
    assert first - chart.whole[0] > chart.whole[1] - last  # nearer to its end, where the wheel pointed
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 40))
    qtbot.mouseMove(canvas, QPoint(400, 40))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 40))
    assert chart.window_shown[0] < first


def test_the_timeline_is_told_in_words_and_printed_on_a_sheet_laid_down(window, qtbot, inti, papers):
    window.go("linea-compra", inti)
    assert "Convocatoria 4" in window.screen().chart.canvas.accessibleDescription()
    qtbot.keyClick(window.screen().chart.canvas, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(papers))
    (page,) = pypdf.PdfReader(papers[0]).pages
    assert page.mediabox.width > page.mediabox.height
    said = " ".join(page.extract_text().split())
    assert "Cuatro máquinas" in said
    assert "Fecha prevista" in said


def test_the_gantt_of_a_plan_shows_its_campaign_and_is_printed(window, qtbot, inti, plan, papers):
    window.go("gantt-plan", plan)
    told = window.screen().chart.canvas.accessibleDescription()
    assert "Campaña: 01/12/2021." in told
    assert "Cuatro máquinas" in told
    qtbot.keyClick(window.screen().chart.canvas, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(papers))
    said = " ".join(pypdf.PdfReader(papers[0]).pages[0].extract_text().split())
    assert "Campaña perdida" in said


def test_a_plan_without_purchases_says_what_to_do(window, plan):
    window.go("gantt-plan", plan)
    assert "Este plan todavía no tiene compras." in words_of(window)
    assert not window.screen().print_button.isEnabled()


def test_the_report_is_one_key_away_and_says_its_fingerprint(window, qtbot, inti, papers, tmp_path):
    window.go("compras")
    window.go("informes-compras")
    screen = window.screen()
    assert screen.findChild(QPushButton, "escribir").hasFocus()
    qtbot.keyClick(screen.write_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(papers), timeout=15000)
    assert "Informe listo hasta el 22/11/2026." in words_of(window)
    names = {path.suffix for path in tmp_path.glob("informe-*")}
    assert names == {".pdf", ".xlsx"}


def test_a_day_to_come_is_refused_beside_its_box(window, qtbot, inti, papers):
    window.go("informes-compras")
    window.screen().form.rows["corte"].set_answer("01/01/2030")
    window.screen().write()
    assert papers == []
    assert "Esta fecha todavía no ha llegado." in words_of(window)


@pytest.mark.parametrize("name", ["linea", "gantt"])
def test_the_pictures_are_reached_from_the_purchase(window, qtbot, inti, name):
    window.go("compra", inti)
    window.screen().findChild(QWidget, name).click()
    place = {"linea": "linea-compra", "gantt": "gantt-plan"}[name]
    qtbot.waitUntil(lambda: window.place()[0] == place)


def test_where_the_days_go_is_drawn_by_stage_and_office(window, inti):
    window.go("informes-compras")
    told = window.screen().chart.canvas.accessibleDescription()
    assert told.startswith("Por etapa:")
    assert "Por oficina:" in told
