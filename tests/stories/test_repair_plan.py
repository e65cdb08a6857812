"""A story with keys: a plan breaks the limits of its category; a clerk repairs it in the grid until it prints final."""

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ayni.domain.rules import Result
from ayni.paths import resource

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
COFIN, CASH = "cofinanciamiento_centimos", "monetaria_centimos"
QUOTE = {"proveedor": "Ferretería El Sol", "ruc": "20131312955", "incluye_igv": "si", "validez_dias": "60"}
BUYER = {"nombre": "Restaurante El Fogón", "documento": "20131312955", "producto": "Cuy"}


def member(door, aeo, place):
    return door.save_socio(
        aeo,
        {
            "dni": str(40_000_000 + place),
            "apellido_paterno": "Quispe",
            "apellido_materno": "Huamán",
            "nombres": "Rosa",
            "fecha_nacimiento": "03/05/1980",
            "sexo": "M",
        },
    )


def written(door, plan):
    """Everything of the plan but its budget is as it must be."""
    work = next(row for row in door.lineas(plan) if row["bloque"])
    labour = {"tipo": "mano_obra", "nombre": "Cuidado", "unidad": "jornal", "cantidad": "0.01", "precio_unitario": "1"}
    door.save_linea(plan, {**labour, "situacion": work["situacion"], "bloque": work["bloque"]})
    door.save_fila(plan, "T5", BUYER)
    for row in door.partidas(plan):
        price = {"precio_unitario": row["precio_unitario"], "fecha": "20/11/2026"}
        door.choose_cotizacion(door.save_cotizacion(row["id"], {**QUOTE, **price}))
    for chapter in door.chapters(plan):
        for part in chapter.parts:
            door.save_seccion(plan, part.section.code, {"texto": "Dicho.", "terminado": "si"})
    return door.gaps(plan)


@pytest.fixture
def clerk(typists):
    """A clerk before a plan that a consultant left: the fund pays too much and the members put no money."""
    made = typists("Ana Condori")
    door = made.door
    call = {"nombre": "PROCOMPITE 2026", "year": "2026", "fecha_autorizacion": "20/02/2026"}
    call = door.save_convocatoria({**call, "categorias": "A", "cadenas": "cuy"})
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
    members = [member(door, aeo, place) for place in range(25)]
    for socio, cargo in zip(members, ("presidente", "secretario", "tesorero"), strict=False):
        door.save_cargo(aeo, {"socio": socio, "cargo": cargo, "desde": "15/01/2026", "hasta": "14/01/2028"})
    plan = door.import_plan(resource("examples/plan_cuyes.json"), {"aeo": aeo, "convocatoria": call})
    assert written(door, plan) == []
    made.plan = plan
    made.rows = {row["nombre"]: row["id"] for row in door.partidas(plan)}
    door.save_partida(plan, {"cantidad": "600", COFIN: "90,000.00"}, made.rows["Jaulas metálicas"])
    for name in ("Herramientas", "Capacitación"):
        door.save_partida(plan, {COFIN: "5,000.00", CASH: "0"}, made.rows[name])
    door.save_plan({"estado": "presentado"}, plan)
    return made


class Repair:
    """Cells of the budget reached with the arrows; limits read from their panel."""

    def __init__(self, clerk):
        self.clerk = clerk

    @property
    def grid(self):
        return self.clerk.screen.part.grid

    def go(self, name, column):
        """To a cell, with the arrows."""
        view, model = self.grid.view, self.grid.model
        row = next(place for place, each in enumerate(model.rows) if each.record == self.clerk.rows[name])
        place = [each.name for each in model.columns].index(column)
        for _key in range(60):
            here = view.currentIndex()
            if (here.row(), here.column()) == (row, place):
                return
            down = Qt.Key.Key_Down if here.row() < row else Qt.Key.Key_Up
            along = Qt.Key.Key_Right if here.column() < place else Qt.Key.Key_Left
            self.clerk.press(down if here.row() != row else along)
        raise AssertionError(f"{name}, {column} cannot be reached with the arrows")

    def put(self, name, column, text):
        self.go(name, column)
        self.clerk.write(text)
        self.clerk.press(Qt.Key.Key_Tab)

    def light(self, check):
        """The limit's word, what it says and its article."""
        found = self.clerk.screen.findChild(QWidget, f"luz.{check}")
        return found.mark.text(), found.sentence.text(), found.source.text()

    def into_grid(self):
        for _key in range(60):
            if self.clerk.focus is self.grid.view:
                return
            self.clerk.press(Qt.Key.Key_Tab)
        raise AssertionError("the grid cannot be reached with Tab")


def test_a_plan_over_its_limits_is_repaired_in_the_grid_and_prints_final(clerk, qtbot, opened_papers):
    door, plan, repair = clerk.door, clerk.plan, Repair(clerk)

    # the page of the plan says what fails; the final copy is not to be had
    clerk.window.go("papeles-plan", plan)
    assert "Para la copia final falta (3):" in clerk.reads()
    clerk.push("revisar")
    clerk.arrives("revisar-plan")
    clerk.push("imprimir-final")
    assert opened_papers == []
    clerk.press(Qt.Key.Key_Escape)
    clerk.arrives("papeles-plan")

    # the limits stand beside the budget, each with what it asks and its article
    clerk.press(Qt.Key.Key_3, ALT)
    qtbot.waitUntil(lambda: clerk.screen.part_name == "presupuesto")
    for check, said in (
        ("cofin_max", "puede ser S/ 160,000.00 como máximo; es S/ 172,500.00."),
        ("counterpart", "debe ser el 20 % del total o más, o sea S/ 38,500.00; es S/ 20,000.00."),
        ("cash", "S/ 9,625.00 o más; pone S/ 0.00."),
    ):
        word, sentence, article = repair.light(check)
        assert word == "✗ No cumple"
        assert said in sentence
        assert article == "Reglamento (DS 001-2021-PRODUCE) art. 8"

    # it was presented already: somebody must say why its amounts change
    clerk.press(Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: clerk.stands_at("por_que"))
    clerk.write("Para")
    repair.into_grid()

    # fewer cages: the fund is within its maximum, row by row, before anything is saved
    repair.put("Jaulas metálicas", "cantidad", "200")
    repair.put("Jaulas metálicas", COFIN, "30,000.00")
    qtbot.waitUntil(lambda: repair.light("cofin_max")[0] == "✓ Cumple")
    assert repair.light("cash")[0] == "✗ No cumple"

    # the members put money in the tools and in the training
    repair.put("Herramientas", COFIN, "0")
    repair.put("Herramientas", CASH, "5 000")
    qtbot.waitUntil(lambda: repair.light("cash")[1].endswith("pone S/ 5,000.00."))
    assert repair.light("cash")[0] == "✗ No cumple"
    repair.put("Capacitación", COFIN, "0")
    repair.put("Capacitación", CASH, "5,000.00")
    clerk.press(Qt.Key.Key_Up)
    for check in ("sum", "cofin_min", "cofin_max", "counterpart", "cash", "members"):
        qtbot.waitUntil(lambda check=check: repair.light(check)[0] == "✓ Cumple")
    qtbot.waitUntil(lambda: door.gaps(plan) == [])
    assert {light.result for light in door.lights(plan)} == {Result.PASS}
    line = door.history("partida", clerk.rows["Capacitación"])[0]
    assert line.reason == "Para cumplir los límites"

    # nothing is missing: the final copy leaves
    clerk.press(Qt.Key.Key_6, ALT)
    qtbot.waitUntil(lambda: clerk.screen.part_name == "papeles")
    clerk.push("revisar")
    clerk.arrives("revisar-plan")
    assert "No falta nada" in clerk.reads()
    clerk.push("imprimir-final")
    qtbot.waitUntil(lambda: len(opened_papers) == 1, timeout=10_000)
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(opened_papers[0]).pages)
    assert "BORRADOR" not in text
    assert "132,500.00" in text
    assert door.check() == []
