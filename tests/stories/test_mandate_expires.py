"""The mandate of the board ends in the middle of a call: home says it in time, the board is renewed, all is calm."""

from datetime import datetime, timedelta

import pypdf
import pytest
from PySide6.QtCore import Qt

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CALL = {
    "nombre": "PROCOMPITE 2026",
    "year": "2026",
    "fecha_autorizacion": "20/02/2026",
    "categorias": "A",
    "cadenas": "cuy",
    "dias_poder": "30",
}
AEO = {
    "categoria": "A",
    "cadena": "cuy",
    "nombre": "Asociación Sumaq Quwi",
    "naturaleza": "juridica",
    "tipo": "asociacion",
    "ruc": "20131312955",
    "fecha_constitucion": "12/03/2021",
    "ubigeo": "080101",
}
NAMES = (("Quispe", "Rosa"), ("Mamani", "Juana"), ("Huamán", "Hilario"))


@pytest.fixture
def clerk(typists):
    """An office whose clock can go on, with an AEO and its board until the end of 2026."""
    made = typists("Ana Condori")
    door = made.door
    call = door.save_convocatoria(CALL)
    made.aeo = door.save_aeo(AEO | {"convocatoria": call})
    for number, (surname, name) in enumerate(NAMES):
        socio = door.save_socio(
            made.aeo,
            {
                "dni": f"4321870{number}",
                "apellido_paterno": surname,
                "nombres": name,
                "fecha_nacimiento": "03/05/1985",
                "sexo": "mujer",
            },
        )
        cargo = ("presidente", "secretario", "tesorero")[number]
        period = {"socio": socio, "cargo": cargo, "desde": "01/01/2025"}
        door.save_cargo(made.aeo, period | {"hasta": "31/12/2026" if number == 0 else "31/12/2028"})
    for name, start, end in (
        ("Presentación", "01/11/2026", "30/11/2026"),
        ("Evaluación", "01/12/2026", "20/12/2026"),
        ("Firma del acuerdo", "11/01/2027", "15/01/2027"),
    ):
        door.save_etapa(call, {"nombre": name, "inicio": start, "fin": end})

    def on(date):
        door.clock = lambda: datetime.fromisoformat(f"{date}T10:42").astimezone()
        made.sit_down()
        made.window.go("inicio", fresh=True)

    made.on = on
    return made


def test_a_mandate_expires_in_the_middle_of_a_call(clerk, opened_papers):
    door = clerk.door
    clerk.on("2026-10-05")
    assert "El mandato" not in clerk.reads()

    # within its days, and then, near the stage, with the stage before which it ends
    clerk.on("2026-11-10")
    assert "El mandato de QUISPE, Rosa (Presidente) termina el 31/12/2026." in clerk.reads()
    clerk.on("2026-12-10")
    said = "El mandato de QUISPE, Rosa (Presidente) termina el 31/12/2026, antes de la etapa Firma del acuerdo del"
    assert f"{said} 11/01/2027." in clerk.reads()

    # from home to the board, and from the board to the acta of the assembly that elects another
    assert clerk.focus.text() == "Abrir junta"
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("junta")
    assert "antes de la etapa Firma del acuerdo" in clerk.reads()
    clerk.press(Qt.Key.Key_F7)
    clerk.arrives("asambleas")
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("asamblea")
    for name, text in (
        ("fecha", "06/12/2026"),
        ("hora_inicio", "9:00"),
        ("lugar", "Local comunal"),
        ("presentes", "3"),
        ("total_socios", "3"),
        ("a_favor", "3"),
        ("acuerdos", "Se elige presidenta a Juana Mamani por dos años."),
        ("certifica", "juez_de_paz"),
        ("certifica_nombre", "Saturnino Ccori Puma"),
    ):
        clerk.answer(name, text)
    clerk.go_on()
    clerk.arrives("asambleas")
    clerk.press(Qt.Key.Key_F8)
    clerk.qtbot.waitUntil(lambda: bool(opened_papers), timeout=20000)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(opened_papers[-1]).pages)
    assert "Se elige presidenta a Juana Mamani por dos años." in text
    assert "Saturnino Ccori Puma" in text
    clerk.sit_down()
    clerk.press(Qt.Key.Key_Escape)
    clerk.arrives("junta")

    # the new period follows the old one, and home is calm
    clerk.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    clerk.arrives("cargo")
    clerk.answer("socio", "MAMANI")
    clerk.answer("cargo", "Presidente")
    clerk.answer("desde", "01/01/2027")
    clerk.answer("hasta", "31/12/2028")
    clerk.go_on()
    clerk.arrives("junta")
    assert "antes de la etapa" not in clerk.reads()
    clerk.on("2026-12-11")
    assert "El mandato" not in clerk.reads()
    assert door.check() == []


def test_nobody_looked_and_the_mandate_has_expired(clerk):
    clerk.on("2027-01-05")
    assert "El mandato de QUISPE, Rosa (Presidente) terminó el 31/12/2026." in clerk.reads()
    clerk.on((datetime(2026, 12, 31) + timedelta(days=200)).date().isoformat())
    assert "El mandato" not in clerk.reads()
    assert "Falta quien ocupe este cargo: presidente." in [each.text for each in clerk.door.junta_problems(clerk.aeo)]
