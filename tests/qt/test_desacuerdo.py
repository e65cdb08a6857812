"""The desk of clashes: all values side by side, a reason, and the next one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QRadioButton

from ayni.job import finish
from ayni.qt.kit.form import Form
from ayni.qt.screens.desacuerdo import DesacuerdoScreen, DesacuerdosScreen
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.storage.tables import TABLES
from ayni.workspace import create_workspace
from ayni.workspace.desacuerdos import DesacuerdosDoor, typed
from desk import AEO, CALL
from last_mile import LastMile

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def doors(tmp_path):
    made = [
        create_workspace(
            tmp_path / name,
            ubigeo="080101",
            name="Municipalidad de Prueba",
            person=person,
            role=role,
            passphrase="clave segura",
            cost=2**10,
        )[0]
        for name, person, role in (("o", "Ana Oficina", "oficina"), ("b", "Beto Promotor", "promotor"))
    ]
    office, beto = made
    for door, other in ((office, beto), (beto, office)):
        door.write_card(tmp_path / "tarjeta.ayni")
        other.trust(tmp_path / "tarjeta.ayni")
    yield made
    for door in made:
        door.close()


@pytest.fixture
def clashing(doors, tmp_path):
    """Both changed the name and the authorisation of one call."""
    office, beto = doors
    call = office.save_convocatoria(
        {
            "nombre": "PROCOMPITE",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A",
            "cadenas": "cuy",
        }
    )
    office.assign_roles("Beto Promotor", {"dirige"})
    finish(office.exporting("Beto Promotor", tmp_path / "x.ayni"))
    finish(beto.receiving(tmp_path / "x.ayni"))
    for door, name, day in ((office, "PROCOMPITE A", "21/02/2026"), (beto, "PROCOMPITE B", "22/02/2026")):
        door.save_convocatoria({**door.convocatoria(call), "nombre": name, "fecha_autorizacion": day}, call)
    finish(beto.exporting("Ana Oficina", tmp_path / "y.ayni"))
    finish(office.receiving(tmp_path / "y.ayni"))
    return call


@pytest.fixture
def window(in_front, doors):
    made = MainWindow(doors[0], Settings())
    made.resize(1366, 720)
    in_front(made)
    yield made
    made.shut()
    made.hide()
    made.deleteLater()


def reads(window):
    QApplication.processEvents()  # what was just made is shown in the next turn
    return "\n".join(label.text() for label in window.screen().findChildren(QLabel) if label.isVisible())


def test_without_clashes_it_says_when_there_will_be(window):
    window.go("desacuerdo")
    assert "No hay desacuerdos" in window.screen().listing.empty.sentence.text()


@pytest.mark.usefixtures("clashing")
def test_enter_opens_a_clash_with_every_value_and_who_wrote_it(qtbot, window, doors):
    window.go("desacuerdo")
    assert isinstance(window.screen(), DesacuerdosScreen)
    assert window.screen().listing.model.rowCount() == doors[0].clash_count()
    qtbot.keyClick(window.screen().listing.table, Qt.Key.Key_Return)
    assert isinstance(window.screen(), DesacuerdoScreen)
    told = reads(window)
    assert "Ana Oficina" in told
    assert "Beto Promotor" in told
    assert "Antes decía" in told
    spoken = [button.accessibleName() for button in window.screen().findChildren(QRadioButton)]
    assert any("Lo escribió Beto Promotor" in name for name in spoken)


@pytest.mark.usefixtures("clashing")
def test_a_reason_is_needed_and_then_the_next_one_is_shown(qtbot, window, doors):
    office = doors[0]
    first = office.clashes()[0]
    window.go("desacuerdo")
    window.go("desacuerdo", first.id)
    screen = window.screen()
    qtbot.keyClick(screen.focusWidget(), Qt.Key.Key_Space)
    qtbot.keyClick(screen.focusWidget(), Qt.Key.Key_Return, CTRL)
    assert screen.reason.summary.isVisible()
    count = office.clash_count()
    screen.reason.editor("reason").setFocus()
    qtbot.keyClicks(screen.reason.editor("reason"), "lo dice la resolucion")
    qtbot.keyClick(screen.reason.editor("reason"), Qt.Key.Key_Return, CTRL)
    assert office.clash_count() == count - 1
    assert isinstance(window.screen(), DesacuerdoScreen if count > 1 else DesacuerdosScreen)


def test_another_value_may_be_typed(qtbot, window, doors, clashing):
    office = doors[0]
    view = next(one for one in office.clashes() if any("nombre" in (side.values or {}) for side in one.sides))
    window.go("desacuerdo", view.id)
    screen = window.screen()
    screen.other_choice.setFocus()
    qtbot.keyClick(screen.other_choice, Qt.Key.Key_Space)
    box = screen.other.editor("nombre")
    box.selectAll()
    qtbot.keyClicks(box, "PROCOMPITE C")
    qtbot.keyClicks(screen.reason.editor("reason"), "ninguno de los dos")
    qtbot.keyClick(screen.reason.editor("reason"), Qt.Key.Key_Return, CTRL)
    assert office.convocatoria(clashing)["nombre"] == "PROCOMPITE C"
    assert office.check() == []


@pytest.mark.usefixtures("clashing")
def test_nothing_is_decided_without_choosing(qtbot, window, doors):
    window.go("desacuerdo", doors[0].clashes()[0].id)
    qtbot.keyClicks(window.screen().reason.editor("reason"), "porque si")
    before = doors[0].clash_count()
    qtbot.keyClick(window.screen().reason.editor("reason"), Qt.Key.Key_Return, CTRL)
    assert doors[0].clash_count() == before


def test_a_typed_amount_of_any_table_may_be_settled_with_another(qtbot, window, doors, tmp_path):
    office, beto = doors
    call = office.save_convocatoria({**CALL, "fecha_autorizacion": "20/02/2026"})
    mile = LastMile(office, office.save_aeo(AEO | {"convocatoria": call}), call)
    mile.put()
    finish(office.exporting("Beto Promotor", tmp_path / "x.ayni"))
    finish(beto.receiving(tmp_path / "x.ayni"))
    for door, amount in ((office, "300.00"), (beto, "400.00")):
        door.save_contrapartida(mile.plan, {"importe_centimos": amount}, mile.money, reason="Se leyó mal")
    finish(beto.exporting("Ana Oficina", tmp_path / "y.ayni"))
    finish(office.receiving(tmp_path / "y.ayni"))
    (view,) = office.clashes()
    window.go("desacuerdo", view.id)
    screen = window.screen()
    screen.other_choice.setFocus()
    qtbot.keyClick(screen.other_choice, Qt.Key.Key_Space)
    box = screen.other.editor("importe_centimos")
    box.selectAll()
    qtbot.keyClicks(box, "350.50")
    qtbot.keyClicks(screen.reason.editor("reason"), "lo dice el voucher")
    qtbot.keyClick(screen.reason.editor("reason"), Qt.Key.Key_Return, CTRL)
    assert office.contrapartida(mile.money)["importe_centimos"] == 350_50
    assert office.check() == []


def test_every_datum_that_people_type_has_its_box_at_the_desk(qtbot, window):
    for name, table in TABLES.items():
        asked = [field for field in table.fields if typed(field)]
        form = Form(asked, window.shell.options)
        qtbot.addWidget(form)
        assert list(form.answers()) == [field.name for field in asked], name


def test_deciding_one_of_many_builds_only_it_and_the_next(qtbot, window, doors, tmp_path, monkeypatch):
    office, beto = doors
    call = office.save_convocatoria({**CALL, "fecha_autorizacion": "20/02/2026"})
    aeo = office.save_aeo(AEO | {"convocatoria": call})
    person = {"apellido_paterno": "Quispe", "nombres": "Rosa", "fecha_nacimiento": "03/05/1970", "sexo": "M"}
    members = [office.save_socio(aeo, person | {"dni": f"4000000{n}"}) for n in range(6)]
    finish(office.exporting("Beto Promotor", tmp_path / "x.ayni"))
    finish(beto.receiving(tmp_path / "x.ayni"))
    for door, name in ((office, "Juana"), (beto, "Benita")):
        for member in members:
            door.save_socio(aeo, {"nombres": name}, member)
    finish(beto.exporting("Ana Oficina", tmp_path / "y.ayni"))
    finish(office.receiving(tmp_path / "y.ayni"))
    left = [view.id for view in office.clashes()]
    assert len(left) == len(members)
    window.go("desacuerdo")
    built, one = [], DesacuerdosDoor._view
    monkeypatch.setattr(DesacuerdosDoor, "_view", lambda door, clash: built.append(clash) or one(door, clash))
    window.go("desacuerdo", left[0])
    assert len(built) == 1
    qtbot.keyClick(window.screen().focusWidget(), Qt.Key.Key_Space)
    qtbot.keyClicks(window.screen().reason.editor("reason"), "lo dijo la junta")
    built.clear()
    qtbot.keyClick(window.screen().reason.editor("reason"), Qt.Key.Key_Return, CTRL)
    assert window.place() == ("desacuerdo", left[1])
    assert len({clash.row for clash in built}) == 2
    assert len(built) <= 3
    window.back()
    assert isinstance(window.screen(), DesacuerdosScreen)
    assert window.screen().listing.model.rowCount() == len(members) - 1
