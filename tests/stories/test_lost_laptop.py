"""The laptop that fell in the river: joined by files, a week of work, lost, found, and nothing of it is lost."""

import pytest

from ayni.job import finish
from stories.mail import at_machines, joins, receives, sends

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ANA, BETO, AGAIN = "Ana Condori", "Beto Quispe", "Laptop nueva de Beto"
WEEK = ("984000001", "984000002", "984000003", "984000004", "984000005")


@pytest.fixture
def office(typists):
    """The office, with two AEO; one has a member."""
    made = typists(ANA)
    call = made.door.save_convocatoria(
        {
            "nombre": "PROCOMPITE 2026",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A",
            "cadenas": "cuy",
        }
    )
    of_it = {
        "convocatoria": call,
        "categoria": "A",
        "cadena": "cuy",
        "naturaleza": "juridica",
        "tipo": "asociacion",
        "ruc": "20131312955",
        "fecha_constitucion": "12/03/2021",
        "ubigeo": "080101",
    }
    made.aeo = made.door.save_aeo({**of_it, "nombre": "Asociación Sumaq Quwi"})
    made.other = made.door.save_aeo({**of_it, "nombre": "Asociación Qori Ñan"})
    made.socio = made.door.save_socio(
        made.aeo,
        {
            "dni": "43218765",
            "apellido_paterno": "Huamán",
            "apellido_materno": "Ccori",
            "nombres": "Rosa",
            "fecha_nacimiento": "03/05/1985",
            "sexo": "mujer",
        },
    )
    return made


def test_the_laptop_that_fell_in_the_river(office, typists, tmp_path):
    stick = tmp_path / "memoria"
    stick.mkdir()
    beto = typists(BETO, "promotor")
    joins(office, beto, stick, BETO, office.aeo)
    assert [row["id"] for row in beto.door.aeos()] == [office.aeo]

    # a week of work: two files reach the office, the last two days do not
    for day, phone in enumerate(WEEK):
        beto.door.save_socio(office.aeo, {"telefono": phone}, office.socio)
        if day in (0, 2):
            receives(office, sends(beto, ANA, stick / f"envio{day}.ayni"))
    assert office.door.socio(office.socio)["telefono"] == WEEK[2]

    # it falls in the river
    at_machines(office)
    office.push(f"perdido.{BETO}")
    office.arrives("equipo-perdido")
    office.answer("reason", "Se lo llevo el rio al cruzar a Ccorao")
    office.go_on()
    office.arrives("equipos")
    told = office.reads()
    assert "perdido" in told
    assert "Se lo llevo el rio al cruzar a Ccorao" in told
    assert BETO not in [row["name"] for row in office.door.trusted()]

    # somebody finds it, and tries a thing on it; a file of it reaches the office
    beto.door.save_socio(office.aeo, {"telefono": "999999999"}, office.socio)
    finish(beto.door.exporting(ANA, stick / "hallada.ayni"))
    state = office.door.state_hash()
    before, after = receives(office, stick / "hallada.ayni")
    assert "Esperan en cuarentena: 3." in before
    assert "declarado perdido" in after
    assert office.door.state_hash() == state

    # the office asks Beto: the two days are his, the last save is not
    at_machines(office)
    office.push(f"espera.{BETO}")
    office.arrives("cuarentena")
    told = office.reads()
    for phone in (*WEEK[3:], "999999999"):
        assert f"{phone[:3]} {phone[3:6]} {phone[6:]}" in told
    second = office.door.quarantine(BETO)[1]
    office.push(f"hasta.{second.tx}")
    office.arrives("decidir-cuarentena")
    office.answer("reason", "Beto dice que son suyos")
    office.go_on()
    office.arrives("cuarentena")
    assert office.door.socio(office.socio)["telefono"] == WEEK[4]
    assert [each.tx for each in office.door.quarantine()] != []

    # a new laptop, of the same person, has everything that counts; what is not his waits there too
    again = typists(AGAIN, "promotor")
    (tmp_path / "otra").mkdir()
    joins(office, again, tmp_path / "otra", BETO, office.aeo)
    assert again.door.machine_named(AGAIN).person == BETO
    assert again.door.socio(office.socio)["telefono"] == WEEK[4]
    assert again.door.history("socio", office.socio)[0].person == BETO
    assert [row["id"] for row in again.door.aeos()] == [office.aeo]
    assert [each.tx for each in again.door.quarantine()] == [each.tx for each in office.door.quarantine()]

    # and works on
    again.door.save_socio(office.aeo, {"telefono": "984000006"}, office.socio)
    receives(office, sends(again, ANA, stick / "sigue.ayni"))
    assert office.door.socio(office.socio)["telefono"] == "984000006"
    for typist in (office, again):
        assert typist.door.check() == []
        assert finish(typist.door.auditing()).problems == ()
