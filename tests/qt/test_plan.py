"""Plans on the screen: the list, how one is begun, what its page says is missing, production, results and paper."""

from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from ayni import lang
from ayni.qt.kit.formdialog import FormDialog
from desk import words_of

P1 = Path(__file__).parents[1] / "cases" / "finance" / "own_P1_procompite.json"
CTRL = Qt.KeyboardModifier.ControlModifier

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def about(aeo, call):
    return {"aeo": aeo, "convocatoria": call, "categoria": "A"}


@pytest.fixture
def plan(door, about):
    return door.save_plan({**about, "titulo": "Crianza de cuyes"})


@pytest.fixture
def p1(door, about):
    return door.import_plan(P1, {**about, "titulo": "Cuyes mejorados"})


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


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def write(qtbot, text):
    """Letter by letter: the first one opens the box of the cell."""
    for letter in text:
        qtbot.keyClicks(QApplication.focusWidget(), letter)


def test_the_list_says_title_aeo_total_and_state_and_enter_opens_the_plan(qtbot, window, p1):
    window.go("planes", fresh=True)
    model = window.screen().listing.model
    shown = [model.index(0, column).data() for column in range(model.columnCount())]
    assert shown == ["Cuyes mejorados", "Asociación Sumaq Quwi", "A", "S/ 132,500.00", "En borrador"]
    press(qtbot, Qt.Key.Key_Return)
    assert window.place() == ("plan", p1)


def test_what_was_typed_of_a_new_plan_is_kept_and_offered_again(qtbot, window, door, about):
    window.go("registrar-plan")
    form = window.screen().form
    form.editor("titulo").setFocus()
    qtbot.keyClicks(form.editor("titulo"), "Quesos de altura")
    window.go("planes", fresh=True)
    assert door.draft("plan")["answers"]["titulo"] == "Quesos de altura"
    window.go("plan")
    assert window.screen().form.answers()["titulo"] == "Quesos de altura"


def test_the_only_call_is_not_asked(window, about):
    window.go("registrar-plan")
    assert window.screen().form.answers()["convocatoria"] == about["convocatoria"]


def test_a_new_plan_without_its_title_is_not_saved_and_says_why(qtbot, window, door, about):
    window.go("registrar-plan")
    window.screen().save_button.click()
    assert "Falta este dato." in words_of(window)
    assert door.plan_count() == 0


def test_the_page_of_a_new_plan_says_what_comes_next(window, plan):
    window.go("plan", plan)
    said = words_of(window)
    assert "Complete la portada del plan." in said
    assert said.count("Aún no empezado") >= 4


def test_the_page_of_a_whole_plan_says_that_it_can_be_printed(window, door, p1, about):
    door.save_plan({"objetivo": "Vender cuyes todo el año."}, p1)
    for number in range(10):
        door.save_socio(
            about["aeo"],
            {
                "dni": str(43218700 + number),
                "apellido_paterno": "Quispe",
                "apellido_materno": "Mamani",
                "nombres": "Rosa",
                "fecha_nacimiento": "03/05/1985",
                "sexo": "M",
            },
        )
    window.go("plan", p1)
    assert "Escriba los capítulos del plan, en el orden que quiera." in words_of(window)


def test_escape_goes_from_a_part_to_what_is_missing_and_then_to_the_list(qtbot, window, p1):
    window.go("planes", fresh=True)
    window.go("plan", p1)
    window.screen().show_part("resultados")
    press(qtbot, Qt.Key.Key_Escape)
    assert window.screen().part_name == "tareas"
    press(qtbot, Qt.Key.Key_Escape)
    assert window.place()[0] == "planes"


def test_what_is_missing_leads_to_its_box(qtbot, window, plan):
    window.go("resultados", plan)
    part = window.screen().part
    assert "Para calcular cuánto rinde el plan" in words_of(window)
    link = next(link for link in part.links if link.objectName() == "falta.horizonte_years")
    link.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    assert window.screen().part_name == "produccion"
    box = window.screen().part.supuestos.form.editor("horizonte_years")
    assert QApplication.focusWidget() is box


def test_assumptions_are_typed_and_saved(qtbot, window, door, plan):
    window.go("produccion", plan)
    form = window.screen().part.supuestos.form
    form.focus_on("horizonte_years")
    qtbot.keyClicks(form.editor("horizonte_years"), "5")
    form.focus_on("tasa_descuento")
    qtbot.keyClicks(form.editor("tasa_descuento"), "12 %")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    row = door.plan(plan)
    assert (row["horizonte_years"], row["tasa_descuento"]) == ("5", "12")


def test_assumptions_that_were_typed_are_stored_when_the_page_is_left(qtbot, window, door, plan):
    window.go("produccion", plan)
    form = window.screen().part.supuestos.form
    form.focus_on("horizonte_years")
    qtbot.keyClicks(form.editor("horizonte_years"), "7")
    window.go("planes", fresh=True)
    assert door.plan(plan)["horizonte_years"] == "7"


def test_an_activity_and_its_rows_are_written(qtbot, window, door, plan):
    window.go("produccion", plan)
    window.screen().part.add_with.click()
    dialog = window.findChild(FormDialog)
    qtbot.waitUntil(dialog.isVisible)
    for name, text in (("nombre", "cuy mejorado"), ("ciclos_por_year", "1"), ("unidades_por_year", "3000; 4500")):
        box = dialog.form.editor(name)
        box.setFocus()
        qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return, CTRL)
    [bloque] = door.bloques(plan)
    assert (bloque["nombre"], bloque["situacion"]) == ("cuy mejorado", "con")
    window.activateWindow()
    grid = window.screen().part.lineas.grid
    grid.view.setFocus()
    for cell in ("ingreso", "cuy", "u", "1", "28"):
        write(qtbot, cell)
        press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_Down)
    [line] = door.lineas(plan)
    assert (line["bloque"], line["tipo"], line["nombre"], line["precio_unitario"]) == (
        bloque["id"],
        "ingreso",
        "cuy",
        "28",
    )
    qtbot.waitUntil(lambda: grid.footer.lines()[0]["total"] == "28.00")


def test_a_production_row_that_the_door_refuses_says_why_in_its_cell(qtbot, window, door, p1):
    window.go("produccion", p1)
    part = window.screen().part
    part.show_block(door.bloques(p1)[0]["id"])
    grid = part.lineas.grid
    grid.view.to_new()
    for cell in ("mano", "pastoreo", "sacos", "3", "50"):
        write(qtbot, cell)
        press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_Down)
    assert len(door.lineas(p1)) == 5
    row = grid.model.rows[2]
    assert str(row.wrong["unidad"]) == "El trabajo se cuenta en días, semanas, meses o años."


def test_general_costs_have_their_own_table(window, p1):
    window.go("produccion", p1)
    part = window.screen().part
    part.list.setCurrentRow(3)
    model = part.lineas.grid.model
    assert [model.index(0, column).data() for column in (0, 1, 3)] == ["Gasto general", "costos fijos", "1"]


def test_the_results_stand_side_by_side_each_with_its_sentence(window, p1):
    window.go("resultados", p1)
    said = words_of(window)
    for text in ("S/ 63,975.65", "S/ 166,475.65", "27.62 %", "135.53 %", "1.198", "1.755"):
        assert text in said
    assert "En 5 años y en dinero de hoy, todo el plan deja S/ 63,975.65 más de lo que cuesta." in said
    assert "Tiempo en que todo el plan se recupera" in said
    assert len(window.screen().part.charts) >= 2


def test_the_summary_is_printed_opened_and_named_after_the_plan(qtbot, window, p1, papers):
    window.go("plan", p1)
    window.screen().show_part("papeles")
    press(qtbot, Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: bool(papers))
    assert "cuyes-mejorados" in Path(papers[0]).name
    assert "63,975.65" in "".join(page.extract_text() for page in pypdf.PdfReader(papers[0]).pages)
    assert "El papel está listo" in words_of(window)


def test_the_summary_of_a_plan_without_results_says_what_is_missing(qtbot, window, plan, papers):
    window.go("plan", plan)
    window.screen().show_part("papeles")
    assert "Todavía faltan datos para calcular cuánto rinde" in words_of(window)
    press(qtbot, Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: bool(papers))
    said = "".join(page.extract_text() for page in pypdf.PdfReader(papers[0]).pages)
    assert "Todavía faltan datos para calcular cuánto rinde el plan." in said


def test_undoing_the_plan_itself_goes_back_to_the_list(window, door, plan):
    window.go("plan", plan)
    door.undo()
    assert window.place()[0] == "planes"


def test_the_part_shown_is_kept_when_the_language_changes(window, p1):
    window.go("plan", p1)
    window.screen().show_part("presupuesto")
    kept = window.unsaved()
    lang.use("quz")
    window.go("plan", p1)
    window.resume(kept)
    assert window.screen().part_name == "presupuesto"


@pytest.mark.parametrize("part", ["tareas", "portada", "presupuesto", "produccion", "resultados", "papeles"])
def test_every_part_names_what_takes_the_keyboard(window, p1, part):
    window.go("plan", p1)
    window.screen().show_part(part)
    QApplication.processEvents()
    for box in window.screen().findChildren(QLineEdit):
        assert box.accessibleName()
    for made in window.screen().findChildren(QPushButton):
        assert made.text()


def test_a_plan_can_begin_from_an_example_of_the_program(qtbot, window, door, about):
    window.go("importar-plan")
    screen = window.screen()
    offered = [each for each in screen.findChildren(QPushButton) if each.objectName().startswith("ejemplo.")]
    assert [each.text() for each in offered] == ["Cuy", "Lácteos", "Cacao", "Quinua"]
    qtbot.mouseClick(offered[1], Qt.MouseButton.LeftButton)
    screen.form.editor("aeo").set_answer(about["aeo"])
    screen.form.editor("convocatoria").set_answer(about["convocatoria"])
    screen.store(screen.form.answers())
    assert door.plan(screen.record)["titulo"] == door.example_plans()[1].title
    assert door.budget(screen.record).whole.total == 18_600_000
