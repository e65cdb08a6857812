"""An idea on its one page, typed in with keys only: the answer follows each letter, and the idea becomes a plan."""

import json
import time

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from ayni.qt.kit.chart import Chart
from ayni.qt.kit.formdialog import FormDialog

CTRL, ALT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)
HORNO = ("eq", "Horno", "und", "1", "10", "4500", "500", "")
PAN = ("Panes", "288", "1", "Pan", "pan", "400", "0.30", "0.01")
HARINA = ("insumo", "", "Harina", "kg", "18", "3.20", "0.10")
GAS = ("gasto", "", "Gas", "mes", "12", "150", "")

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def idea(door, aeo):
    return door.begin_perfil({"aeo": aeo, "titulo": "Panadería"})


@pytest.fixture
def papers():
    class Papers(QObject):
        def __init__(self):
            super().__init__()
            self.opened = []

        @Slot(QUrl)
        def open(self, url):
            self.opened.append(url.toLocalFile())

    caught = Papers()
    QDesktopServices.setUrlHandler("file", caught, "open")
    yield caught.opened
    QDesktopServices.unsetUrlHandler("file")


class Typist:
    """Somebody at the keyboard, in front of one of the tables of the page."""

    def __init__(self, qtbot, window):
        self.qtbot, self.window = qtbot, window

    @property
    def screen(self):
        return self.window.screen()

    def grid(self, name):
        found = {
            "compra": self.screen.bought,
            **{f"venta-{side}": section for side, section in self.screen.sold.items()},
            **{f"gasto-{side}": section for side, section in self.screen.spent.items()},
        }
        return found[name].grid

    def into(self, name):
        self.grid(name).view.setFocus()
        self.grid(name).view.to_new()
        self.qtbot.waitUntil(self.grid(name).view.hasFocus)
        return self

    def press(self, key, modifiers=NONE):
        self.qtbot.keyClick(QApplication.focusWidget(), key, modifiers)

    def type(self, text):
        for letter in text:
            self.qtbot.keyClicks(QApplication.focusWidget(), letter)

    def row(self, cells):
        for cell in cells:
            self.type(cell)
            self.press(Qt.Key.Key_Tab)

    def answers(self, *said):
        def there():
            labels = self.screen.findChildren(QLabel)
            shown = "\n".join(label.text() for label in labels if label.isVisible()).replace("\N{NO-BREAK SPACE}", " ")
            assert all(each in shown for each in said), shown

        self.qtbot.waitUntil(there)


@pytest.fixture
def typist(qtbot, window, idea):
    window.go("perfil", idea)
    made = Typist(qtbot, window)
    qtbot.waitUntil(made.grid("compra").view.hasFocus)
    return made


def test_an_idea_is_begun_from_the_list_with_its_name_and_opens_on_its_page(qtbot, window, door, aeo):
    window.go("planes", fresh=True)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_I, CTRL)
    qtbot.waitUntil(lambda: window.place()[0] == "nueva-idea")
    form = window.screen().form
    form.editor("aeo").set_answer(aeo)
    form.editor("titulo").setFocus()
    qtbot.keyClicks(form.editor("titulo"), "Quesos de altura")
    qtbot.keyClick(form.editor("titulo"), Qt.Key.Key_Return, CTRL)
    name, record = window.place()
    assert name == "perfil"
    assert door.plan(record)["titulo"] == "Quesos de altura"
    assert door.is_perfil(record)


def test_three_tables_typed_with_tab_answer_as_the_specification_says(typist, door, idea):
    typist.into("compra").row(HORNO)
    typist.into("venta-con").row(PAN)
    typist.into("gasto-con").row(HARINA)
    typist.row(GAS)
    assert [row["nombre"] for row in door.partidas(idea)] == ["Horno"]
    assert [row["actividad"] for row in door.gastos(idea, "con")] == ["Panes", None]
    # 288 × 400 × 0.29 = 33408; 288 × 18 × 3.30 = 17107.20; 12 × 150 = 1800; (4500 − 500) / 10 = 400
    typist.answers("Cada año quedan S/ 14,100.80.", "La inversión se recupera en 0.3 años.")
    assert typist.screen.findChild(Chart) is not None


def test_the_answer_follows_each_letter_before_anything_is_stored(typist, door, idea):
    typist.row(HORNO[:-3])
    typist.type("4")
    typist.answers("Inversión: S/ 4.00")
    typist.type("500")
    typist.answers("Inversión: S/ 4,500.00", "Cada año se pierden S/ 450.00.")
    typist.answers("Con estos números la inversión no se recupera.")
    assert door.partidas(idea) == []


def test_a_good_that_does_not_say_how_long_it_lasts_is_asked_by_its_name(typist, door, idea):
    typist.row((*HORNO[:4], "", *HORNO[5:]))
    assert len(door.partidas(idea)) == 1
    typist.answers("Para responder falta:", "Horno: ¿Cuántos años dura?")
    assert typist.screen.findChild(QLabel, "queda").isHidden()


def test_an_empty_idea_says_what_to_do(typist):
    typist.answers("Escriba qué se compra, qué se vende y qué se gasta. Aquí sale la respuesta.")


def test_what_is_sold_today_without_the_idea_is_taken_off(typist, door, idea):
    typist.into("venta-con").row(PAN)
    typist.answers("Cada año quedan S/ 33,408.00.")
    typist.press(Qt.Key.Key_2, ALT)
    assert typist.grid("compra").isVisible() is False
    typist.into("venta-sin").row(("Panes", "96", "1", "Pan", "pan", "100", "0.30", ""))
    assert [row["situacion"] for row in door.bloques(idea)] == ["con", "sin"]
    typist.answers("Cada año quedan S/ 30,528.00.", "la diferencia entre hacer la idea y no hacerla")
    typist.press(Qt.Key.Key_1, ALT)
    assert typist.grid("compra").isVisible()


def test_changing_how_often_changes_every_sale_and_cost_of_the_activity(typist, door, idea, qtbot):
    door.save_venta(
        idea,
        "con",
        {
            "actividad": "Panes",
            "ciclos_por_year": "10",
            "unidades": "1",
            "nombre": "Pan",
            "cantidad": "10",
            "precio_unitario": "1",
        },
    )
    typist.into("venta-con").row(("Panes", "20", "1", "Bizcocho", "und", "10", "2", ""))
    column = [each.name for each in typist.grid("venta-con").model.columns].index("ciclos_por_year")
    model = typist.grid("venta-con").model
    qtbot.waitUntil(lambda: [model.index(place, column).data() for place in range(2)] == ["20", "20"])
    typist.answers("Cada año quedan S/ 600.00.")


def test_a_cost_of_an_activity_that_nobody_sells_from_waits_and_says_why(typist, door, idea):
    typist.into("gasto-con").row(("insumo", "Truchas", "Alevines", "millar", "2", "100", ""))
    assert door.lineas(idea) == []
    typist.press(Qt.Key.Key_Up)
    typist.answers("Primero escriba qué se vende en esa actividad.")
    typist.window.go("planes", fresh=True)
    kept = door.draft("perfil", idea)["answers"]
    assert json.loads(kept["gasto/con"])[0]["typed"]["nombre"] == "Alevines"
    typist.window.go("perfil", idea)
    assert typist.grid("gasto-con").model.index(0, 2).data() == "Alevines"


def test_a_row_taken_away_comes_back_with_undo(typist, door, idea):
    typist.into("venta-con").row(PAN)
    typist.press(Qt.Key.Key_Up)
    typist.press(Qt.Key.Key_Delete)
    assert (door.lineas(idea), door.bloques(idea)) == ([], [])
    door.undo()
    assert len(door.bloques(idea)) == 1
    typist.answers("Ventas de un año: S/ 33,408.00")


def test_how_many_take_part_is_told_for_each_of_them(typist, door, idea, qtbot):
    typist.row(HORNO)
    typist.answers("Diga cuántos socios participan")
    typist.press(Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: typist.window.findChild(FormDialog) is not None)
    dialog = typist.window.findChild(FormDialog)
    box = dialog.form.editor("socios_participantes")
    box.setFocus()
    qtbot.keyClicks(box, "15")
    qtbot.mouseClick(dialog.findChild(QPushButton, "guardar"), Qt.MouseButton.LeftButton)
    assert door.plan(idea)["socios_participantes"] == "15"
    typist.answers("Inversión por socio", "S/ 300.00", "Socios que participan: 15.")


def test_money_of_the_members_written_in_the_budget_is_told_beside_the_row(typist, door, idea):
    typist.row(HORNO)
    (row,) = door.partidas(idea)
    door.save_partida(idea, {"monetaria_centimos": "500"}, row["id"])
    note = typist.grid("compra").model.columns[1].note
    typist.qtbot.waitUntil(lambda: note(typist.grid("compra").values()[0]) == "Además en dinero: S/ 500.00")
    typist.answers("S/ 500.00")


def test_the_sheet_is_printed_and_opened(typist, papers, monkeypatch, tmp_path):
    monkeypatch.setattr("ayni.qt.screens.perfil.papers_folder", lambda: tmp_path)
    typist.row(HORNO)
    typist.press(Qt.Key.Key_P, CTRL)
    typist.qtbot.waitUntil(lambda: [path.endswith("perfil-panaderia-es.pdf") for path in papers] == [True])
    assert (tmp_path / "perfil-panaderia-es.pdf").read_bytes().startswith(b"%PDF")


def test_converting_says_what_stays_and_what_will_be_asked_and_can_be_undone(typist, door, idea, qtbot):
    typist.into("compra").row(HORNO)
    typist.into("venta-con").row(PAN)
    qtbot.mouseClick(typist.screen.findChild(QPushButton, "convertir"), Qt.MouseButton.LeftButton)
    assert typist.window.place() == ("convertir-perfil", idea)
    typist.answers("Filas de lo que se compra: 1.", "El plan mira 5 años.", "En qué quincenas se paga y se cobra.")
    typist.press(Qt.Key.Key_Return)
    assert typist.window.place() == ("plan", idea)
    assert not door.is_perfil(idea)
    assert door.bloques(idea)[0]["unidades_por_year"] == "1;1;1;1;1"
    typist.answers("Lo que sigue")
    door.undo()
    assert door.is_perfil(idea)
    typist.answers("Mire primero si la idea puede funcionar.")
    typist.press(Qt.Key.Key_Return)
    assert typist.window.place() == ("perfil", idea)


def test_rows_left_half_way_come_before_converting(typist, door, idea, qtbot):
    typist.row(("eq", "Horno", "", "", "", "", "", ""))
    qtbot.mouseClick(typist.screen.findChild(QPushButton, "convertir"), Qt.MouseButton.LeftButton)
    assert typist.window.place() == ("perfil", idea)
    assert "Complete o quite primero las filas" in typist.window.message.whole()


def test_a_whole_plan_shows_its_profile_and_offers_no_converting(typist, door, idea):
    typist.into("venta-con").row(PAN)
    door.convert_perfil(idea)
    typist.window.go("perfil", idea)
    typist.answers("Plan completo", "Cada año quedan S/ 33,408.00.")
    assert typist.screen.findChild(QPushButton, "convertir").isHidden()


def test_the_list_opens_an_idea_on_its_page_and_says_that_it_is_one(qtbot, window, idea):
    window.go("planes", fresh=True)
    model = window.screen().listing.model
    assert model.index(0, 4).data() == "Perfil"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert window.place() == ("perfil", idea)


def test_the_page_keeps_within_the_window_and_names_its_tables(typist):
    assert typist.screen.minimumSizeHint().width() <= 1024
    assert typist.screen.minimumSizeHint().height() <= 560
    names = {typist.grid(name).view.accessibleName() for name in ("compra", "venta-con", "gasto-con")}
    assert names == {"Qué se compra", "Qué se vende", "Qué se gasta"}
    assert all(box.accessibleName() for box in typist.screen.findChildren(QLineEdit))


def test_ctrl_tab_goes_from_table_to_table(typist, qtbot):
    for name in ("venta-con", "gasto-con"):
        typist.press(Qt.Key.Key_Tab, CTRL)
        assert typist.grid(name).view.hasFocus()


def test_five_hundred_costs_are_answered_without_a_pause(typist, door, idea, qtbot):
    typist.into("venta-con").row(PAN)
    lines = "\n".join(f"Insumo\tPanes\tCosa {place}\tkg\t1\t0.01\t" for place in range(500))
    QApplication.clipboard().setText(lines)
    typist.into("gasto-con").press(Qt.Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: len(door.gastos(idea, "con")) == 500, timeout=30_000)
    typist.answers("Gastos de un año: S/ 1,440.00", "Cada año quedan S/ 31,968.00.")
    begun = time.perf_counter()
    typist.screen.refresh()
    assert time.perf_counter() - begun < 0.3
