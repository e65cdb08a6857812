"""The tables of a plan, typed with keys: what follows, what does not agree, pasting, undo, an empty table."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from ayni import lang
from ayni.domain.tabla import TABLAS
from ayni.qt.screens.tabla import Named, named
from desk import settle

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
BUYER = ("Mercado Qosqo", "20131312955", "Cuy en pie", "60", "und", "22.5", "Cada mes")
JAULAS = {
    "clase": "equipos",
    "nombre": "Jaulas",
    "unidad": "und",
    "cantidad": "2",
    "precio_unitario": "50",
    "cofinanciamiento_centimos": "100",
}

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def plan(door, aeo):
    call = door.convocatorias()[0]["id"]
    return door.save_plan({"aeo": aeo, "convocatoria": call, "categoria": "A", "titulo": "Crianza de cuyes"})


def member(door, aeo, place):
    return door.save_socio(
        aeo,
        {
            "dni": f"{40_000_000 + place}",
            "apellido_paterno": f"Quispe {chr(65 + place)}",
            "nombres": "Rosa",
            "fecha_nacimiento": "03/05/1985",
            "sexo": "M",
        },
    )


class Typist:
    """Somebody at the keyboard, in front of a table."""

    def __init__(self, qtbot, window, plan):
        self.qtbot, self.window, self.plan = qtbot, window, plan

    def open(self, code):
        self.window.go("tabla", f"{self.plan}:{code}")
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        return self

    @property
    def screen(self):
        return self.window.screen()

    @property
    def grid(self):
        return self.screen.grid

    def press(self, key, modifiers=NONE):
        self.qtbot.keyClick(QApplication.focusWidget(), key, modifiers)

    def row(self, cells):
        for cell in cells:
            for letter in cell:
                box = QApplication.focusWidget()
                if letter.isascii():
                    self.qtbot.keyClicks(box, letter)
                else:
                    assert isinstance(box, QLineEdit)
                    box.insert(letter)
                    box.textEdited.emit(box.text())
            self.press(Qt.Key.Key_Tab)

    def cells(self, row):
        model = self.grid.model
        return [model.index(row, column).data() for column in range(model.columnCount())]

    def told(self):
        """What does not agree, as it stands below the table."""
        settle(self.qtbot, self.screen)
        kinds = (QLabel, QPushButton)
        found = [each for kind in kinds for each in self.screen.findChildren(kind, "no-cuadra")]
        return [each.text() for each in found if each.isVisible()]


@pytest.fixture
def typist(qtbot, window, plan):
    return Typist(qtbot, window, plan)


def test_an_empty_table_has_one_button_that_begins_it(typist, door, plan):
    typist.open("T5")
    assert typist.screen.full.isHidden()
    typist.press(Qt.Key.Key_Return)
    assert not typist.screen.full.isHidden()
    assert typist.grid.view.hasFocus()
    typist.row((*BUYER, ""))
    (row,) = door.tabla(plan, "T5")
    assert (row["nombre"], row["documento"], row["precio"], row["frecuencia"]) == (
        "Mercado Qosqo",
        "20131312955",
        "22.5",
        "mensual",
    )
    assert typist.grid.view.currentIndex().row() == 1


def test_a_wrong_ruc_stays_marked_and_survives_a_closed_window(typist, door, plan):
    typist.open("T5")
    typist.press(Qt.Key.Key_Return)
    typist.row((BUYER[0], "20131312956", *BUYER[2:], ""))
    assert door.tabla(plan, "T5") == []
    assert "mal copiado" in typist.grid.model.said(0, "documento")
    typist.window.go("planes")
    (task,) = [each for each in door.tasks() if each.noun == "tabla"]
    assert (task.record, task.detail) == (f"{plan}:T5", "Crianza de cuyes")
    typist.open("T5")
    assert typist.cells(0)[:2] == ["Mercado Qosqo", "20131312956"]


def test_the_gap_follows_what_is_typed_letter_by_letter(typist, qtbot):
    typist.open("T4")
    typist.press(Qt.Key.Key_Return)
    typist.row(("2026", "kg", "5000", "3200.5"))
    assert typist.cells(0)[-1] == "1,799.5"
    typist.row(("2026",))
    assert typist.told() == ["El año 2026 está en dos filas."]


def test_members_come_from_the_padron_and_what_they_sell_is_added_up(typist, door, plan, aeo, qtbot):
    for place in range(3):
        member(door, aeo, place)
    typist.open("T2")
    typist.press(Qt.Key.Key_Return)
    assert [typist.cells(row)[:2] for row in range(3)] == [
        [f"QUISPE {letter}, Rosa", f"4000000{place}"] for place, letter in enumerate("ABC")
    ]
    typist.press(Qt.Key.Key_Tab)
    typist.row(("cabezas", "40", "3", "25", "20"))
    qtbot.waitUntil(lambda: [line.get("ingreso_centimos") for line in typist.grid.footer.lines()] == ["1,800.00"])
    assert typist.cells(0)[2:] == ["cabezas", "40", "3", "120", "25 %", "90", "20.00", "1,800.00"]
    assert typist.grid.footer.lines()[0]["venta"] == "90"
    assert door.tabla(plan, "T2")[0]["venta"] == "90"


def test_five_hundred_pasted_members_are_one_save_and_one_undo(typist, door, plan, aeo, qtbot):
    member(door, aeo, 0)
    typist.open("T2")
    typist.screen.to_new()
    lines = [f"40000000\t\tlote {place}\t2\t3\t\t10\t\t5" for place in range(500)]
    QApplication.clipboard().setText("\n".join(lines))
    typist.press(Qt.Key.Key_V, CTRL)
    assert len(door.tabla(plan, "T2")) == 500
    assert typist.cells(499)[0] == "QUISPE A, Rosa"
    qtbot.waitUntil(lambda: bool(typist.grid.footer.lines()))
    assert typist.grid.footer.lines()[0]["ingreso_centimos"] == "13,500.00"
    door.undo()
    assert door.tabla(plan, "T2") == []
    assert typist.cells(0)[0] == ""


def test_a_row_taken_away_comes_back(typist, door, plan):
    door.save_fila(plan, "T20", {"destino": "Reserva", "porcentaje": "20"})
    typist.open("T20")
    assert typist.told() == ["El reparto suma 20 %: faltan 80 % para 100 %."]
    typist.press(Qt.Key.Key_Delete)
    assert door.tabla(plan, "T20") == []
    door.undo()
    assert typist.cells(0) == ["Reserva", "20 %"]


def test_shares_are_told_until_they_are_one_hundred(typist, door, plan):
    typist.open("T20")
    typist.press(Qt.Key.Key_Return)
    typist.row(("Reserva", "20", "Socios", "70"))
    assert typist.told() == ["El reparto suma 90 %: faltan 10 % para 100 %."]
    typist.row(("Obras", "10"))
    assert typist.told() == []
    assert typist.grid.footer.lines()[0]["porcentaje"] == "100 %"


def test_the_timetable_has_the_rows_of_the_budget_and_its_months_follow(typist, door, plan, qtbot):
    typist.open("T10")
    assert typist.screen.empty.isVisible()
    door.save_partida(plan, JAULAS)
    door.save_partida(plan, {**JAULAS, "nombre": "Malla"})
    typist.open("T10")
    columns = [column.name for column in typist.grid.model.columns]
    assert (columns[:4], columns[-1]) == (["nombre", "total_centimos", "mes_inicio", "mes_fin"], "m12")
    assert typist.grid.view.isRowHidden(2)
    typist.row(("2", "4"))
    assert typist.cells(0)[:8] == ["Jaulas", "100.00", "2", "4", "", "33.34", "33.33", "33.33"]
    assert typist.told() == ["Malla: diga en qué mes empieza y en cuál termina."]
    typist.row(("1", "14"))
    qtbot.waitUntil(lambda: [column.name for column in typist.grid.model.columns][-1] == "m14")
    assert typist.told() == []
    qtbot.waitUntil(lambda: typist.grid.footer.lines()[0]["m14"] == "7.14")
    typist.grid.view.setFocus()
    typist.press(Qt.Key.Key_Delete)
    assert len(door.partidas(plan)) == 2
    assert "se quitan en el presupuesto" in typist.window.message.whole()


def test_training_is_linked_to_its_item_and_the_difference_told(typist, door, plan):
    door.save_partida(plan, {**JAULAS, "clase": "intangible", "nombre": "Asistencia"})
    typist.open("T19")
    typist.press(Qt.Key.Key_Return)
    typist.row(("cap", "Sanidad", "4", "16", "25", "60", "Asistencia"))
    assert door.tabla(plan, "T19")[0]["partida_nombre"] == "Asistencia"
    assert typist.told() == ["Asistencia: los eventos suman S/ 60.00 y el presupuesto dice S/ 100.00. Faltan S/ 40.00."]


def test_a_section_leads_to_its_tables_and_says_how_many_rows_they_have(typist, door, plan, qtbot):
    door.save_fila(plan, "T3", {"etapa": "Empadre"})
    typist.window.go("seccion", f"{plan}/proceso")
    card = typist.screen.findChild(object, "tablas")
    texts = [label.text() for label in card.findChildren(QLabel)]
    assert "Filas: 1" in texts
    assert "Aún no empezado" in texts
    card.findChild(QPushButton, "tabla.T3").click()
    assert typist.window.screen().windowTitle() == "Diagnóstico del proceso"
    assert typist.cells(0)[0] == "Empadre"


def test_what_a_final_copy_lacks_leads_to_its_table(typist, door, plan, qtbot):
    from ayni.qt.screens.capitulos import go_to

    (gap,) = [each for each in door.gaps(plan) if each.place == "tabla:T5"]
    go_to(typist.window.shell, plan, gap.place)
    assert typist.window.screen().windowTitle() == "Compradores con nombre"


@pytest.mark.parametrize("code", TABLAS)
@pytest.mark.parametrize("language", lang.LANGUAGES)
def test_every_table_opens_in_both_languages(typist, code, language):
    lang.use(language)
    typist.open(code)
    assert typist.screen.windowTitle()
    assert typist.grid.view.accessibleName()


def test_a_name_is_found_without_accents_and_a_doubtful_one_is_asked(aeo):
    kind = named([("1", "ÑAHUI PUMA, José"), ("2", "QUISPE, Rosa"), ("3", "Quispe Rosa")], {"1": "40000001"})
    assert isinstance(kind, Named)
    assert [kind.read(text, None).value for text in ("nahui puma jose", "40000001", "1", "Quispe, Rosa", "x")] == [
        "1",
        "1",
        "1",
        None,
        None,
    ]
    assert (kind.show("1"), kind.show("gone"), kind.show(None)) == ("ÑAHUI PUMA, José", "", "")
