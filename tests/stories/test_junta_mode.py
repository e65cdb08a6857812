"""A story: with keys only and in Quechua, a junta drafts its plan from nothing, leaves half-way and comes back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ayni import lang
from ayni.domain.archivo_caso import read_case
from ayni.domain.indicadores import compute

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier

BOUGHT = (
    # name, class, unit, how many, unit cost, who pays, years that it lasts
    ("Jaulas", "equipos", "unidad", "200", "S/ 150.00", "fondo", "5"),
    ("Galpon", "infraestructura", "modulo", "20", "1000", "propio", "5"),
    ("Hembras", "animales_plantas", "cabeza", "400", "45,00", "fondo", "5"),
)
SIDE = {"cycles_per_year": 1, "cycle_length": 12}
CASE = {
    "years": 5,
    "discount_rate_pct": 12,
    "start_month": 3,
    "members": 20,
    "wc_own": 8000,
    "with": {
        "assets": [
            {"name": "Jaulas", "units": 200, "unit_cost": 150, "donated": 30000, "own": 0, "life": 5, "year": 1},
            {"name": "Galpon", "units": 20, "unit_cost": 1000, "donated": 0, "own": 20000, "life": 5, "year": 1},
            {"name": "Hembras", "units": 400, "unit_cost": 45, "donated": 18000, "own": 0, "life": 5, "year": 1},
        ],
        "general": [{"name": "Local", "units": 12, "unit_cost": 1000, "own": 0}],
        "blocks": [
            {
                "name": "cuy mejorado",
                **SIDE,
                "pattern": [3000, 4500, 5400, 5400, 5400],
                "income": [{"name": "cuy", "units": 1, "price": 28, "transport": 0.5}],
                "inputs": [{"name": "alimento", "units": 1, "unit_cost": 12}],
                "half_months": {
                    "production": list(range(24)),
                    "sale_costs": [4, 5, 22, 23],
                    "receipts": [4, 5, 22, 23],
                },
            }
        ],
    },
    "without": {
        "blocks": [
            {
                "name": "cuy casero",
                **SIDE,
                "pattern": [1200] * 5,
                "income": [{"name": "cuy", "units": 1, "price": 18}],
                "inputs": [{"name": "alimento", "units": 1, "unit_cost": 12}],
                "half_months": {"production": list(range(24)), "sale_costs": [], "receipts": [22, 23]},
            }
        ]
    },
}


class Junta:
    """The board before the one question of each page; every answer goes in by the keyboard."""

    def __init__(self, typist):
        self.typist = typist

    def __getattr__(self, name):
        return getattr(self.typist, name)

    @property
    def at(self):
        return str(self.screen.place)

    def comes_to(self, place):
        self.qtbot.waitUntil(lambda: self.window.place()[0] == "entrevista" and self.at == place)

    def says(self, text):
        """Type into the box that has the focus, and Enter."""
        self.press(Qt.Key.Key_A, CTRL)
        self.write(text)
        self.press(Qt.Key.Key_Return)

    def chooses(self, code):
        """Arrows to a card, Space on it, and Enter."""
        for _turn in range(12):
            if self.focus.objectName() == code:
                break
            self.press(Qt.Key.Key_Right)
        assert self.focus.objectName() == code
        self.press(Qt.Key.Key_Space)
        self.press(Qt.Key.Key_Return)

    def ticks(self, *months):
        """Tab along the months of the year, Space on some."""
        for number in range(1, 13):
            self.reach(f"mes.{number}")
            if number in months:
                self.press(Qt.Key.Key_Space)
        self.press(Qt.Key.Key_Return)

    def adds(self):
        self.reach("agregar")
        self.press(Qt.Key.Key_Return)

    def enough(self):
        self.reach("eso-es-todo")
        self.press(Qt.Key.Key_Return)

    def word(self, name):
        found = [each for each in self.screen.findChildren(QLabel, name) if each.isVisible()]
        return found[0].text() if found else ""


@pytest.fixture
def junta(typists):
    typist = typists("Ana Condori")
    door = typist.door
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
    person = door.person
    door.save_person({"nombre": person["nombre"], "rol": person["rol"], "idioma": "quz"}, person["id"])
    yield Junta(typist)
    lang.use("es")


def test_a_junta_drafts_its_plan_from_nothing_in_quechua(junta, qtbot):
    door = junta.door
    assert lang.language() == "quz"

    # the idea
    junta.press(Qt.Key.Key_4, CTRL)
    junta.arrives("planes")
    junta.press(Qt.Key.Key_J, CTRL)
    junta.comes_to("idea//aeo")
    assert not junta.window.rail.isVisible()
    assert junta.screen.language_buttons["quz"].isChecked()
    junta.press(Qt.Key.Key_Space)
    junta.press(Qt.Key.Key_Return)
    junta.comes_to("idea//titulo")
    junta.press(Qt.Key.Key_Return)
    assert junta.screen.summary.isVisible()
    assert junta.screen.summary.hasFocus()
    junta.reach("titulo")
    junta.says("Cuyes de Ccorao")
    junta.comes_to("idea//objetivo")
    plan = door.planes()[0]["id"]
    assert door.is_perfil(plan)
    junta.write("Vender 5400 cuyes")
    junta.go_on()
    junta.comes_to("idea//socios_participantes")
    assert junta.focus.text() == "20", "the register knows it already"
    junta.press(Qt.Key.Key_Return)
    junta.says("5")
    junta.comes_to("compras//")

    # what is bought; each row is one save
    name, clase, unidad, cantidad, precio, paga, years = BOUGHT[0]
    junta.adds()
    junta.comes_to("compras/nuevo/nombre")
    junta.says(name)
    junta.chooses(clase)
    junta.says(unidad)
    junta.comes_to("compras/nuevo/cantidad")
    junta.says(cantidad)
    junta.comes_to("compras/nuevo/precio_unitario")
    junta.press(Qt.Key.Key_A, CTRL)
    junta.write(precio)
    assert "S/ 30,000.00" in junta.word("monto")
    assert junta.word("en-palabras") == "kinsa chunka waranqa soles"
    assert "S/ 1,500.00" in junta.word("por-socio")

    # back from this page to the third one, a change there, and one key brings this page back
    far = junta.at
    while junta.at != "idea//objetivo":
        junta.press(Qt.Key.Key_Left, ALT)
    junta.press(Qt.Key.Key_End, CTRL)
    junta.write(" al año.")
    junta.press(Qt.Key.Key_Right, ALT)
    junta.comes_to(far)
    assert junta.focus.text() == precio
    assert door.plan(plan)["objetivo"] == "Vender 5400 cuyes al año."
    assert door.partidas(plan) == []

    # closed half-way; the next day the plan says what is done and what comes next
    junta.press(Qt.Key.Key_Escape)
    junta.arrives("plan")
    assert junta.word("estado.junta") == str(door.interview_state(plan))
    with lang.speaking("es"):
        said = "Partes listas: 1 de 9. Sigue: Lo que se va a comprar y quién lo paga."
        assert str(door.interview_state(plan)) == said
    junta.window.go("inicio")
    assert door.draft("entrevista", plan)["answers"]["compras/nuevo/precio_unitario"] == precio
    junta.window.go("plan", plan)
    junta.press(Qt.Key.Key_J, CTRL)
    junta.comes_to(far)
    assert junta.focus.text() == precio
    junta.press(Qt.Key.Key_Return)
    junta.chooses(paga)
    junta.says(years)
    junta.comes_to("compras//")
    assert [row["nombre"] for row in door.partidas(plan)] == ["Jaulas"]
    for name, clase, unidad, cantidad, precio, paga, years in BOUGHT[1:]:
        junta.adds()
        junta.says(name)
        junta.chooses(clase)
        junta.says(unidad)
        junta.says(cantidad)
        junta.says(precio)
        junta.chooses(paga)
        junta.says(years)
        junta.comes_to("compras//")
    assert door.budget(plan).whole.total == 6_800_000
    assert door.budget_problems(plan) == {}
    junta.enough()

    # what is produced, sold and spent
    def activity(stage, name, years):
        junta.comes_to(f"{stage}//")
        junta.adds()
        junta.says(name)
        junta.says("cuy")
        junta.says("1")
        junta.says("12")
        junta.comes_to(f"{stage}/nuevo/unidades_por_year")
        for place, amount in enumerate(years, start=1):
            junta.reach(f"year.{place}")
            junta.write(amount)
        junta.press(Qt.Key.Key_Return)
        junta.comes_to(f"{stage}//")
        junta.enough()

    def sale(stage, price, carrying):
        junta.comes_to(f"{stage}//")
        junta.adds()
        for answer in ("cuy", "unidad", "1", price, "0"):
            junta.says(answer)
        junta.says(carrying)  # nothing: what is optional may stay blank
        junta.comes_to(f"{stage}//")
        junta.enough()

    def spent(stage):
        junta.comes_to(f"{stage}//")
        junta.adds()
        junta.chooses("insumo")
        for answer in ("alimento", "kg", "1", "12", "0"):
            junta.says(answer)
        junta.comes_to(f"{stage}//")

    activity("produccion", "cuy mejorado", ("3000", "4,500", "5400"))
    sale("ventas", "28", "0.50")
    spent("costos")
    junta.adds()
    junta.chooses("gasto_general")
    for answer in ("Local", "mes", "12", "1000"):
        junta.says(answer)
    junta.comes_to("costos//")
    junta.enough()

    # the idea can work: the plan goes on, on the same rows
    junta.comes_to("perfil//")
    assert junta.word("monto")
    junta.press(Qt.Key.Key_Return)
    assert not door.is_perfil(plan)
    activity("hoy", "cuy casero", ("1200",))
    sale("hoy_ventas", "18", "")
    spent("hoy_costos")
    junta.enough()
    junta.comes_to("dinero//capital_propio_centimos")
    junta.says("8 000,00")
    junta.says("12 %")
    junta.comes_to("tiempo//mes_inicio")
    junta.chooses("3")
    with_plan, without = (block["id"] for block in door.bloques(plan))
    junta.comes_to(f"calendario/{with_plan}/quincenas_costos")
    junta.ticks(*range(1, 13))
    junta.ticks(3, 12)
    junta.comes_to(f"calendario/{without}/quincenas_costos")
    junta.ticks(*range(1, 13))
    junta.ticks(12)

    # the chapters, in their own words; those without words wait for another day
    while junta.at != "capitulos//compradores":
        junta.go_on()
    junta.write("Rosa Ttito, restaurante.")
    while junta.at != "fin//":
        junta.go_on()
    assert door.seccion_answers(plan, "compradores")["texto"] == "Rosa Ttito, restaurante."

    # and its figures are those of the engine for the same case
    found, engine = door.indicators(plan), compute(read_case({"input": CASE}))
    assert found.npv_all == engine.npv_all
    assert found.npv_applicant == engine.npv_applicant
    assert found.irr_all == engine.irr_all
    assert found.flow_applicant == engine.flow_applicant
    assert found.bc_all == engine.bc_all
    assert found.wc_required == engine.wc_required
    assert junta.word("resultado")
    junta.press(Qt.Key.Key_Return)
    junta.arrives("resultados")
    assert junta.window.rail.isVisible()
    assert door.check() == []
