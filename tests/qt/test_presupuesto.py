"""The budget's grid, typed in with keys only: what it shows, keeps, marks, saves and takes back."""

import json
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.kit.grid import CellEditor
from ayni.qt.screens.presupuesto import LIGHTS
from desk import settle

P1 = Path(__file__).parents[1] / "cases" / "finance" / "own_P1_procompite.json"
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
CAGES = ("1.1", "1", "Otros", "Jaulas metálicas", "und", "200", "150", "30,000", "", "")

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def about(aeo, call):
    return {"aeo": aeo, "convocatoria": call, "categoria": "A"}


@pytest.fixture
def plan(door, about):
    return door.save_plan({**about, "titulo": "Crianza de cuyes"})


class Typist:
    """Somebody at the keyboard, in front of the grid."""

    def __init__(self, qtbot, window):
        self.qtbot, self.window = qtbot, window

    @property
    def grid(self):
        return self.window.screen().part.grid

    def press(self, key, modifiers=NONE):
        self.qtbot.keyClick(QApplication.focusWidget(), key, modifiers)

    def type(self, text):
        for letter in text:
            box = QApplication.focusWidget()
            if letter.isascii():
                self.qtbot.keyClicks(box, letter)
            elif isinstance(box, QLineEdit):
                box.insert(letter)
                box.textEdited.emit(box.text())
            else:
                raise AssertionError("begin with a plain letter")

    def row(self, cells):
        for cell in cells:
            self.type(cell)
            self.press(Qt.Key.Key_Tab)

    def cells(self, row):
        model = self.grid.model
        return [model.index(row, column).data() for column in range(model.columnCount())]

    def says(self):
        settle(self.qtbot, self.window.screen())
        labels = self.window.screen().findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())


@pytest.fixture
def typist(qtbot, window, plan):
    window.go("presupuesto", plan)
    made = Typist(qtbot, window)
    qtbot.waitUntil(made.grid.view.hasFocus)
    return made


def test_a_row_is_typed_with_tab_and_saved_when_it_is_left(typist, door, plan):
    typist.row(CAGES)
    stored = door.partidas(plan)
    assert len(stored) == 1
    assert (
        stored[0]
        | {
            "codigo": "1.1",
            "componente": "1",
            "clase": "otros_bienes",
            "nombre": "Jaulas metálicas",
            "cantidad": "200",
            "precio_unitario": "150",
            "cofinanciamiento_centimos": 3_000_000,
        }
        == stored[0]
    )
    assert typist.cells(0)[5:9] == ["200", "150.00", "30,000.00", "30,000.00"]
    assert typist.grid.view.currentIndex().row() == 1
    assert "Guardado" in typist.window.saved.text()


def test_amounts_are_read_as_people_write_them(typist, door, plan):
    typist.row(("1", "", "maq", "Picadora", "und", "1", "1 500,50", "1,500.50", "", ""))
    assert door.partidas(plan)[0]["precio_unitario"] == "1500.5"
    assert door.partidas(plan)[0]["cofinanciamiento_centimos"] == 150_050
    assert typist.cells(0)[6:9] == ["1,500.50", "1,500.50", "1,500.50"]


def test_totals_and_limits_follow_each_letter_before_anything_is_saved(typist, door, plan):
    typist.row(CAGES[:-3])
    typist.type("9")
    typist.qtbot.waitUntil(lambda: typist.grid.footer.lines()[0]["cofinanciamiento_centimos"] == "9.00")
    typist.type("0000")
    typist.qtbot.waitUntil(lambda: typist.grid.footer.lines()[0]["cofinanciamiento_centimos"] == "90,000.00")
    assert "es S/ 90,000.00." in typist.says()
    assert door.partidas(plan) == []


def test_what_cannot_be_read_is_told_in_place_and_kept(typist, door, plan):
    typist.row(("1.1", "1", "eq", "Balanza", "und", "dos", "100", "200", "", ""))
    assert door.partidas(plan) == []
    assert typist.cells(0)[5] == "dos"
    typist.press(Qt.Key.Key_Up)
    for _step in range(5):
        typist.press(Qt.Key.Key_Tab)
    assert "Escriba una cantidad con números, por ejemplo 12 o 0.5." in typist.says()
    typist.type("2")
    typist.press(Qt.Key.Key_Return)
    assert door.partidas(plan)[0]["cantidad"] == "2"
    assert typist.grid.model.rows[0].wrong == {}


def test_a_row_with_something_missing_waits_and_comes_back_when_the_plan_is_opened_again(typist, door, plan):
    typist.row(("1.1", "1", "", "Balanza", "und", "2", "", "", "", ""))
    assert door.partidas(plan) == []
    assert set(typist.grid.model.rows[0].wrong) == {"clase", "precio_unitario"}
    typist.window.go("plan", plan)
    assert "Hay filas escritas a medias." in typist.says() or "Aún no empezado" in typist.says()
    typist.window.go("presupuesto", plan)
    assert typist.cells(0)[3:6] == ["Balanza", "und", "2"]


def test_a_row_that_does_not_add_up_says_by_how_much(typist, door, plan):
    typist.row((*CAGES[:-3], "29,000", "", ""))
    assert door.partidas(plan)
    usual = typist.grid.view.verticalHeader().defaultSectionSize()
    assert typist.grid.view.rowHeight(0) > usual
    column = typist.grid.model.columns[3]
    assert column.note(typist.grid.values()[0]) == "Faltan S/ 1,000.00"
    typist.press(Qt.Key.Key_Up)
    said = "Faltan S/ 1,000.00: esta fila cuesta S/ 30,000.00 y entre todos ponen S/ 29,000.00."
    assert said in typist.says()


def test_enter_goes_down_f2_corrects_and_escape_leaves_it_as_it_was(typist, door, plan):
    typist.row(CAGES)
    typist.press(Qt.Key.Key_Up)
    typist.press(Qt.Key.Key_F2)
    box = QApplication.focusWidget()
    assert isinstance(box, CellEditor)
    assert box.text() == "1.1"
    typist.press(Qt.Key.Key_End)
    typist.type("0")
    typist.press(Qt.Key.Key_Return)
    assert typist.cells(0)[0] == "1.10"
    assert typist.grid.view.currentIndex().row() == 1
    typist.press(Qt.Key.Key_Up)
    typist.type("9")
    typist.press(Qt.Key.Key_Escape)
    assert typist.cells(0)[0] == "1.10"
    assert door.partidas(plan)[0]["codigo"] == "1.10"


def test_a_row_taken_away_can_be_brought_back(typist, door, plan, qtbot):
    typist.row(CAGES)
    typist.press(Qt.Key.Key_Up)
    typist.press(Qt.Key.Key_Delete)
    assert door.partidas(plan) == []
    assert "Ctrl+Z" in typist.window.message.whole()
    door.undo()
    assert len(door.partidas(plan)) == 1
    assert typist.cells(0)[3] == "Jaulas metálicas"


def test_ctrl_n_goes_to_a_new_row_and_ctrl_d_repeats_what_stands_above(typist):
    typist.row(CAGES)
    typist.press(Qt.Key.Key_Up)
    typist.press(Qt.Key.Key_N, CTRL)
    assert typist.grid.view.currentIndex().row() == 1
    typist.press(Qt.Key.Key_Tab)
    typist.press(Qt.Key.Key_D, CTRL)
    assert typist.cells(1)[1] == "1"


def test_rows_of_a_spreadsheet_are_pasted_and_the_bad_one_is_marked(typist, door, plan, qtbot):
    lines = [
        "1.1\t1\tOtros bienes\tJaulas\tund\t200\t150\t30000\t30000\t\t",
        "1.2\t1\tOtros bienes\tGalpón\tmódulo\t20\t1,000.00\t20000\t0\t0\t20,000.00",
        "1.3\t1\tNada de eso\tCosa\tund\t1\t1\t1\t1\t\t",
    ]
    QApplication.clipboard().setText("\n".join(lines) + "\n")
    typist.press(Qt.Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: len(door.partidas(plan)) == 2)
    qtbot.waitUntil(lambda: typist.grid.footer.lines()[0]["total"] == "50,001.00")
    assert typist.grid.model.rows[2].wrong.keys() == {"clase"}
    assert "Por corregir: 1" in typist.window.message.whole()


def test_the_headings_of_a_sheet_are_no_row_and_an_empty_clipboard_says_so(typist, door, plan, qtbot):
    headings = "Código\tComponente\tClase\tDescripción\tUnidad\tCantidad\tCosto unitario\tTotal"
    QApplication.clipboard().setText(f"{headings}\n1.1\t1\tEquipos\tBalanza\tund\t1\t20\t20\n")
    typist.press(Qt.Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: len(door.partidas(plan)) == 1)
    assert door.partidas(plan)[0]["nombre"] == "Balanza"
    QApplication.clipboard().clear()
    typist.press(Qt.Key.Key_V, CTRL)
    assert "No hay filas copiadas." in typist.window.message.whole()


def test_a_row_half_typed_is_kept_aside_while_it_is_typed(typist, door, plan, qtbot):
    typist.type("1.1")
    typist.press(Qt.Key.Key_Tab)
    typist.type("7")
    typist.press(Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: door.draft("partida", plan) is not None, timeout=4000)
    kept = json.loads(door.draft("partida", plan)["answers"]["filas"])
    assert kept[0]["typed"] == {"codigo": "1.1", "componente": "7"}


def test_a_list_offers_its_answers(typist, qtbot):
    for _step in range(2):
        typist.press(Qt.Key.Key_Tab)
    typist.press(Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert [action.text() for action in menu.actions()][:2] == ["Infraestructura", "Maquinaria"]
    menu.actions()[1].trigger()
    menu.close()
    assert typist.cells(0)[2] == "Maquinaria"


def test_five_hundred_rows_are_pasted_and_typed_in_without_a_pause(typist, door, plan, qtbot):
    lines = [f"{n}\t{n % 9}\tMaquinaria\tPieza {n}\tund\t2\t10\t20\t20\t\t" for n in range(500)]
    QApplication.clipboard().setText("\n".join(lines))
    typist.press(Qt.Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: len(door.partidas(plan)) == 500, timeout=30_000)
    qtbot.waitUntil(lambda: typist.grid.footer.lines()[0]["total"] == "10,000.00")
    typist.press(Qt.Key.Key_End, CTRL)
    begun = time.perf_counter()
    typist.type("5")
    typist.press(Qt.Key.Key_Up)
    assert time.perf_counter() - begun < 0.5


def test_what_the_fund_does_not_pay_is_asked_never_refused(typist):
    typist.row(("1.1", "1", "otros", "Terreno de pasto", "ha", "1", "5000", "5000", "", ""))
    typist.qtbot.waitUntil(lambda: "el fondo no paga terrenos. ¿Es un terreno?" in typist.says())


def test_a_limit_says_its_word_its_article_and_whether_it_is_confirmed(typist):
    typist.row(CAGES)
    said = typist.says()
    assert "✗ No cumple" in said
    assert "✓ Cumple" in said
    assert "? Falta saber" in said
    assert "Reglamento (DS 001-2021-PRODUCE) art. 8" in said
    assert "por confirmar" in said


@pytest.mark.parametrize("category", ["A", "B"])
def test_every_limit_has_a_name_of_its_own(door, about, category):
    plan = door.save_plan({**about, "categoria": category, "titulo": "Crianza de cuyes"})
    assert {answer.check for answer in door.lights(plan)} <= LIGHTS.keys()


def test_what_the_grid_has_no_column_for_is_asked_in_a_window(typist, door, plan, qtbot):
    typist.row(CAGES)
    typist.press(Qt.Key.Key_Up)
    typist.press(Qt.Key.Key_F4)
    dialog = typist.window.findChild(FormDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.form.editor("vida_util").setFocus()
    typist.qtbot.keyClicks(dialog.form.editor("vida_util"), "5")
    qtbot.keyClick(dialog.form.editor("vida_util"), Qt.Key.Key_Return, CTRL)
    assert door.partidas(plan)[0]["vida_util"] == "5"


def test_the_cells_copied_are_those_of_a_spreadsheet(typist):
    typist.row(CAGES)
    typist.press(Qt.Key.Key_Up)
    typist.press(Qt.Key.Key_Right, SHIFT)
    typist.press(Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "1.1\t1\n"


def test_ctrl_tab_leaves_the_table(typist):
    typist.press(Qt.Key.Key_Tab, CTRL)
    assert not typist.grid.view.hasFocus()


def test_another_window_s_change_keeps_what_is_being_typed(typist, door, plan):
    typist.row(CAGES)
    typist.row(("1.2", "1", "", "Balanza"))
    other = {"clase": "equipos", "nombre": "Termómetro", "cantidad": "1", "precio_unitario": "20"}
    door.save_partida(plan, other)
    names = [row[3] for row in map(typist.cells, range(3))]
    assert names == ["Jaulas metálicas", "Termómetro", "Balanza"]


def test_the_whole_budget_of_the_case_stands_with_its_totals(qtbot, window, door, about):
    plan = door.import_plan(P1, about)
    window.go("presupuesto", plan)
    lines = window.screen().part.grid.footer.lines()
    expected = json.loads(P1.read_text("utf-8"))["procompite"]["expected"]
    assert lines[0]["total"] == f"{expected['total']:,.2f}"
    assert lines[1] == {
        "nombre": "Parte de lo pagado",
        "cofinanciamiento_centimos": "77.36 %",
        "monetaria_centimos": "7.55 %",
        "valorizada_centimos": "15.09 %",
    }
