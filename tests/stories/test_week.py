"""Two promoters and an office for a week: lost sticks, half-copied files, a laptop years ahead, and nothing is lost."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt

from ayni.job import finish
from ayni.workspace.revision import all_rows
from desk import AEO, CALL
from stories.mail import CTRL, at_machines, joins, receives, sends

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ANA, BETO, CIRA = "Ana Condori", "Beto Quispe", "Cira Puma"
NAMES = ("Asociación Sumaq Quwi", "Asociación Qori Ñan", "Asociación Inti Llaqta")
SMALL = AEO | {"naturaleza": "natural", "ruc": ""}  # not yet in the public registry
ROSA = {
    "dni": "43218765",
    "apellido_paterno": "Huamán",
    "apellido_materno": "Ccori",
    "nombres": "Rosa",
    "fecha_nacimiento": "03/05/1985",
    "sexo": "mujer",
}


@pytest.fixture
def office(typists):
    """The office, with three AEO of one member each."""
    made = typists(ANA)
    call = made.door.save_convocatoria(CALL)
    made.aeos = [made.door.save_aeo(SMALL | {"convocatoria": call, "nombre": name}) for name in NAMES]
    made.members = [
        made.door.save_socio(aeo, ROSA | {"dni": f"4321876{place}", "nombres": f"Rosa {name.split()[-1]}"})
        for place, (aeo, name) in enumerate(zip(made.aeos, NAMES, strict=True))
    ]
    return made


def rows_of(door, aeo):
    """Everything that a machine holds of an AEO."""
    return {
        (table, record): values
        for (table, record), values in all_rows(door.db).items()
        if record == aeo or values.get("aeo") == aeo
    }


def waits(typist, name):
    """What somebody has not been given yet, and what they have not confirmed."""
    return next((each["unsent"], each["unconfirmed"]) for each in typist.door.trusted() if each["name"] == name)


def looks_in_folder(typist, folder):
    """Everything for this machine that lies in a folder, received with two keys; what is told before and after."""
    typist.sit_down()
    typist.press(Qt.Key.Key_6, CTRL)
    typist.arrives("intercambio")
    typist.press(Qt.Key.Key_B, CTRL)
    typist.chooses_file(folder)
    typist.arrives("recibir")
    typist.qtbot.waitUntil(lambda: not typist.screen.panel.busy)
    before = typist.reads()
    if typist.screen.go_button.isVisible():
        typist.push("recibir_ahora")
        typist.qtbot.waitUntil(lambda: not typist.screen.panel.busy)
    return before, typist.reads()


def test_two_promoters_and_an_office_for_a_week(office, typists, tmp_path):
    stick, mail = tmp_path / "memoria", tmp_path / "correo"
    for folder in (stick, mail):
        folder.mkdir()
    beto, cira = typists(BETO, "promotor"), typists(CIRA, "promotor")

    # Monday: two AEO go with Beto, one with Cira
    joins(office, beto, stick, BETO, *office.aeos[:2])
    for name in ("solicitud", "alta"):
        (stick / f"{name}.ayni").unlink()
    joins(office, cira, stick, CIRA, office.aeos[2])
    assert {row["id"] for row in beto.door.aeos()} == set(office.aeos[:2])
    assert {row["id"] for row in cira.door.aeos()} == {office.aeos[2]}

    # Tuesday: Beto registers one more in the field; his stick is lost on the way. Cira's laptop thinks it is 2031
    call = beto.door.convocatorias()[0]["id"]
    fresh = beto.door.save_aeo(SMALL | {"convocatoria": call, "nombre": "Comité Musuq Kawsay"})
    beto.door.save_socio(fresh, ROSA | {"dni": "45678901", "nombres": "Hilaria"})
    sends(beto, ANA, stick / "perdido.ayni")
    (stick / "perdido.ayni").unlink()
    cira.door.clock = lambda: datetime(2031, 2, 1, 8, 0).astimezone()
    cira.door.save_socio(office.aeos[2], {"dni": "43219999", "por_que": "Mal copiado"}, office.members[2])
    office.door.save_socio(office.aeos[2], {"dni": "43218888", "por_que": "Se vio su DNI"}, office.members[2])

    # Wednesday: the stick is pulled half way; nothing comes in by halves. Then the whole file, with the lost work in it
    whole = sends(beto, ANA, stick / "miercoles.ayni").read_bytes()
    (stick / "miercoles.ayni").write_bytes(whole[: len(whole) // 2])
    state = office.door.state_hash()
    before, _after = looks_in_folder(office, stick)
    assert "copiando" in before or "copiar" in before
    assert office.door.state_hash() == state
    (stick / "miercoles.ayni").write_bytes(whole)
    receives(office, stick / "miercoles.ayni")
    assert office.door.aeo(fresh)["nombre"] == "Comité Musuq Kawsay"
    assert rows_of(office.door, fresh) == rows_of(beto.door, fresh)
    unsent, unconfirmed = waits(beto, ANA)
    assert unsent == 0 < unconfirmed

    # the receipt turns what was exported into received
    office.door.write_receipt(BETO, stick / "recibo.ayni")
    receives(beto, stick / "recibo.ayni")
    assert waits(beto, ANA) == (0, 0)

    # Thursday: an AEO passes from Beto to Cira; she gets all its history, he is sent no more of it
    office.door.hand_back(BETO, [office.aeos[1]], "Cambia de zona")
    office.door.assign(CIRA, [office.aeos[1]], "Cambia de zona")
    receives(cira, sends(office, CIRA, stick / "para-cira.ayni"))
    assert rows_of(cira.door, office.aeos[1]) == rows_of(office.door, office.aeos[1])
    beto.door.save_socio(office.aeos[1], {"telefono": "984000777"}, office.members[1])  # he had not heard yet
    cira.door.save_socio(office.aeos[1], {"comunidad": "Taray"}, office.members[1])

    # Friday: everything comes through one folder, in whatever order, each file twice
    for number, typist in enumerate((cira, beto)):
        data = sends(typist, ANA, stick / f"viernes-{number}.ayni").read_bytes()
        for copy in ("b", "a"):
            (mail / f"{number}{copy}.ayni").write_bytes(data)
    (mail / ".sincronizando.ayni").write_bytes(b"AYNI")
    _before, after = looks_in_folder(office, mail)
    assert "la fecha" in after.lower()  # the laptop of 2031 is told, not refused
    member = office.door.socio(office.members[1])
    assert (member["telefono"], member["comunidad"]) == ("984000777", "Taray")
    [clash] = office.door.clashes()
    assert {side.values["dni"] for side in clash.sides} == {"43219999", "43218888"}

    # the office decides with keys, and both promoters hear of it
    at_machines(office)
    office.press(Qt.Key.Key_6, CTRL)
    office.arrives("intercambio")
    office.push("decidir")
    office.arrives("desacuerdo")
    office.press(Qt.Key.Key_Return)
    office.qtbot.waitUntil(lambda: bool(office.window.place()[1]))
    for _turn in range(3):
        if office.focus.text() == "43218888":
            break
        office.press(Qt.Key.Key_Right)
    office.press(Qt.Key.Key_Space)
    office.answer("reason", "Se vio el DNI de la socia")
    office.go_on()
    office.qtbot.waitUntil(lambda: office.door.clash_count() == 0)
    for typist, name in ((beto, BETO), (cira, CIRA)):
        receives(typist, sends(office, name, stick / f"sabado-{name.split()[0]}.ayni"))
        typist.door.write_receipt(ANA, stick / f"recibo-{name.split()[0]}.ayni")
        receives(office, stick / f"recibo-{name.split()[0]}.ayni")
        assert waits(office, name) == (0, 0)

    # every machine says the same of what it carries, and every chain holds
    assert cira.door.socio(office.members[2])["dni"] == "43218888"
    for typist, aeos in ((beto, (office.aeos[0], fresh)), (cira, office.aeos[1:])):
        for aeo in aeos:
            assert rows_of(typist.door, aeo) == rows_of(office.door, aeo)
    for typist in (office, beto, cira):
        assert typist.door.check() == []
        assert finish(typist.door.auditing()).problems == ()
