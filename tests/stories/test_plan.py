"""The second story: a plan is begun, its budget typed, a whole one brought from a file, figures read and printed."""

from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

P1 = Path(__file__).parents[1] / "cases" / "finance" / "own_P1_procompite.json"
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LINES = (
    ("1.1", "1", "Otros bienes", "Jaulas metálicas", "und", "200", "150", "30,000.00", "", ""),
    ("2.1", "2", "Animales", "Hembras reproductoras", "cab", "400", "45.00", "18 000,00", "", ""),
    ("4.1", "4", "Inversión", "Asistencia técnica", "mes", "10", "2,500.00", "25000", "", ""),
    ("3.2", "3", "Maquinaria", "Picadora", "und", "4", "3,500.00", "S/ 14,000.00", "", ""),
    ("1.2", "1", "Mano de obra", "Levantar el galpón", "día", "10", "1,500.50", "", "5 000", "10,005.00"),
)


class Planner:
    """The typist in front of a plan: rows of the grid, words by name, the word of a limit."""

    def __init__(self, typist):
        self.typist = typist

    def __getattr__(self, name):
        return getattr(self.typist, name)

    def row(self, cells):
        """A row of the grid, cell after cell."""
        for cell in cells:
            self.write(cell)
            self.press(Qt.Key.Key_Tab)

    def part(self, number, name):
        self.press(getattr(Qt.Key, f"Key_{number}"), ALT)
        self.qtbot.waitUntil(lambda: self.screen.part_name == name)

    def word(self, name):
        """What a label of this name says."""
        found = [each for each in self.screen.findChildren(QLabel, name) if each.isVisible()]
        return found[0].text() if found else ""

    def light(self, check):
        """The word of one limit."""
        light = self.screen.findChild(QWidget, f"luz.{check}")
        return light.mark.text() if light is not None else ""


@pytest.fixture
def clerk(typists):
    """A clerk whose municipality has one call, and one AEO with twenty members."""
    made = Planner(typists("Ana Condori"))
    door = made.door
    call = door.save_convocatoria(
        {
            "nombre": "PROCOMPITE 2026",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A,B",
            "cadenas": "cuy",
        }
    )
    aeo = door.save_aeo(
        {
            "convocatoria": call,
            "categoria": "A",
            "cadena": "cuy",
            "nombre": "Asociación Sumaq Quwi",
            "naturaleza": "juridica",
            "tipo": "asociacion",
            "ruc": "20131312955",
            "fecha_constitucion": "12/03/2021",
            "ubigeo": "080101",
        }
    )
    for number in range(20):
        door.save_socio(
            aeo,
            {
                "dni": str(43218700 + number),
                "apellido_paterno": "Quispe",
                "apellido_materno": "Mamani",
                "nombres": "Rosa",
                "fecha_nacimiento": "03/05/1985",
                "sexo": "M",
            },
        )
    return made


def test_a_plan_gets_a_budget_that_adds_up_and_its_figures_on_paper(clerk, qtbot, opened_papers):
    door = clerk.door

    # a plan is begun
    clerk.press(Qt.Key.Key_4, CTRL)
    clerk.arrives("planes")
    assert "Todavía no hay planes." in clerk.reads()
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("registrar-plan")
    clerk.answer("aeo", "Asociación")
    clerk.answer("categoria", "A")
    clerk.answer("titulo", "Crianza de cuyes en Ccorao")
    clerk.go_on()
    clerk.arrives("plan")
    assert clerk.screen.title.whole() == "Crianza de cuyes en Ccorao"
    assert "Asociación Sumaq Quwi" in clerk.screen.about.whole()
    assert clerk.word("estado.presupuesto") == "Aún no empezado"

    # its budget is typed, and the limits answer row by row
    clerk.part(3, "presupuesto")
    plan = door.planes()[0]["id"]
    clerk.row(LINES[0])
    qtbot.waitUntil(lambda: clerk.light("cofin_min") == "✗ No cumple")
    clerk.row(LINES[1])
    clerk.row(LINES[2])
    qtbot.waitUntil(lambda: "es S/ 73,000.00." in clerk.reads())
    assert clerk.light("cofin_min") == "✗ No cumple"
    for cell in LINES[3][:7]:
        clerk.write(cell)
        clerk.press(Qt.Key.Key_Tab)
    clerk.write(LINES[3][7])
    qtbot.waitUntil(lambda: clerk.light("cofin_min") == "✓ Cumple")
    assert len(door.partidas(plan)) == 3, "the limits answer before the row is saved"
    for _cell in range(3):
        clerk.press(Qt.Key.Key_Tab)
    assert clerk.light("cash") == "✗ No cumple"
    clerk.row(LINES[4])
    qtbot.waitUntil(lambda: clerk.light("cash") == "✗ No cumple")
    rows = door.partidas(plan)
    assert [row["codigo"] for row in rows] == [cells[0] for cells in LINES]
    assert rows[4]["precio_unitario"] == "1500.5"
    assert rows[4]["valorizada_centimos"] == 1_000_500
    assert door.budget(plan).whole.total == 10_200_500
    assert clerk.light("members") == "✓ Cumple"
    assert "Guardado" in clerk.window.saved.text()

    # a whole plan comes from a file
    clerk.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: clerk.screen.part_name == "tareas")
    assert clerk.word("estado.presupuesto") == "En curso"
    clerk.press(Qt.Key.Key_Escape)
    clerk.arrives("planes")
    clerk.press(Qt.Key.Key_O, CTRL)
    clerk.arrives("importar-plan")
    clerk.answer("archivo", str(P1.parent / "own_Q1_profiles.json"))
    clerk.answer("aeo", "Asociación")
    clerk.answer("convocatoria", "PROCOMPITE")
    clerk.go_on()
    assert "Este archivo trae perfiles, no un plan completo." in clerk.reads()
    assert door.plan_count() == 1
    clerk.answer("archivo", str(P1))
    clerk.go_on()
    clerk.arrives("plan")
    assert clerk.word("estado.presupuesto") == "Completo"
    assert clerk.word("estado.resultados") == "Completo"

    # its figures, both perspectives side by side
    clerk.part(5, "resultados")
    assert (clerk.word("van.todo"), clerk.word("van.socios")) == ("S/ 63,975.65", "S/ 166,475.65")
    assert (clerk.word("tir.todo"), clerk.word("tir.socios")) == ("27.62 %", "135.53 %")
    assert (clerk.word("bc.todo"), clerk.word("bc.socios")) == ("1.198", "1.755")
    assert "los socios ganan S/ 166,475.65 más de lo que ponen." in clerk.reads()
    assert "Año 0: -132,500 soles." in clerk.screen.part.charts[0].canvas.accessibleDescription()

    # the summary is printed and says the same
    clerk.part(6, "papeles")
    clerk.press(Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: len(opened_papers) == 1)
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(opened_papers[0]).pages)
    for said in ("Asociación Sumaq Quwi", "132,500.00", "63,975.65", "166,475.65", "27.62 %", "135.53 %", "1.198"):
        assert said in text, said
    assert door.check() == []
