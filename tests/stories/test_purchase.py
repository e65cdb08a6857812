"""The third story: the Inti purchase, typed and brought from a file, looked at on a day, corrected, printed."""

from datetime import date
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt

from ayni.lang import _, speaking

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
INTI = Path(__file__).parents[1] / "cases" / "inti_events.json"

# the beginning of the same purchase, as a clerk types it from its papers
TYPED = (
    ("requerimiento", "4 de febrero de 2021"),
    ("interaccion_mercado", "04/06/2021"),
    ("certificacion_solicitada", "04/06/21"),
    ("certificacion_emitida", "4/6/2021"),
    ("expediente_aprobado", "2021-06-04"),
    ("convocatoria", "04/06/2021"),
    ("desierto", "27/06/2021"),
    ("convocatoria", "28/06/2021"),
)


@pytest.fixture
def clerk(typists):
    made = typists("Ana Condori")
    call = made.door.save_convocatoria(
        {
            "nombre": "PROCOMPITE 2026",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A",
            "cadenas": "cacao",
        }
    )
    made.door.save_aeo(
        {
            "convocatoria": call,
            "categoria": "A",
            "cadena": "cacao",
            "nombre": "Asociación Inti Kakaw",
            "naturaleza": "juridica",
            "tipo": "asociacion",
            "ruc": "20131312955",
            "fecha_constitucion": "12/03/2021",
            "ubigeo": "080101",
        }
    )
    return made


def tells_what_is_bought(clerk, name):
    clerk.answer("nombre", name)
    clerk.answer("aeo", "Asociación Inti Kakaw")
    clerk.answer("objeto", "BIEN")
    clerk.answer("modalidad", "ADMINISTRACION_DIRECTA")
    clerk.answer("year", "2021")


def happened(clerk, codigo, day):
    """Choose what happened with the arrows, say when, save and go on to the next."""
    clerk.reach("codigo")
    clerk.press(Qt.Key.Key_Space)
    for _turn in range(12):
        if clerk.screen.kinds.answer() == codigo:
            break
        clerk.press(Qt.Key.Key_Right)
    assert clerk.screen.kinds.answer() == codigo
    clerk.answer("fecha", day)
    if codigo == "desierto":
        clerk.answer("causa", "No llegaron ofertas")
    clerk.answer("modo", "TARDIO")
    before = len(clerk.door.eventos(clerk.window.place()[1]))
    clerk.press(Qt.Key.Key_Return, CTRL | SHIFT)
    if clerk.screen.verdict.isVisible():
        assert clerk.stands_at("guardar_asi")
        clerk.press(Qt.Key.Key_Return)
    assert len(clerk.door.eventos(clerk.window.place()[1])) == before + 1, clerk.reads()
    assert clerk.window.place()[0] == "evento"


def test_the_inti_purchase_is_followed_through_its_failures_with_keys_only(clerk, opened_papers):
    door = clerk.door

    # registered and typed from its papers, event after event
    clerk.press(Qt.Key.Key_5, CTRL)
    clerk.arrives("compras")
    clerk.press(Qt.Key.Key_N, CTRL)
    clerk.arrives("registrar-compra")
    tells_what_is_bought(clerk, "Máquinas para cacao, a mano")
    clerk.answer("plazo_previsto_dias", "120")
    clerk.go_on()
    clerk.arrives("compra")
    typed = clerk.window.place()[1]
    assert "El pedido todavía no fue enviado." in clerk.reads()
    clerk.press(Qt.Key.Key_N, CTRL)
    clerk.arrives("evento")
    for codigo, day in TYPED:
        happened(clerk, codigo, day)
    clerk.press(Qt.Key.Key_Escape)
    clerk.arrives("compra")

    # the whole of it, from the file
    clerk.press(Qt.Key.Key_5, CTRL)
    clerk.press(Qt.Key.Key_T, CTRL)
    clerk.chooses_file(INTI)
    clerk.arrives("traer-compra")
    tells_what_is_bought(clerk, "Cuatro máquinas para cacao")
    clerk.go_on()
    clerk.arrives("compra")
    whole = clerk.window.place()[1]
    assert len(door.eventos(whole)) == 23

    # what was typed and what was brought tell the same
    ours, theirs = (door.purchase(record, date(2021, 6, 28)) for record in (typed, whole))
    assert (ours.state, ours.attempts, ours.elapsed_days) == (theirs.state, theirs.attempts, theirs.elapsed_days)
    assert ours.elapsed_days == 144
    assert [segment.days for segment in ours.segments] == [segment.days for segment in theirs.segments]

    # on the day of its report
    for day, days, ratio in (("30/06/2022", "511 días", "4.26"), ("04/07/2022", "515 días", "4.29")):
        clerk.press(Qt.Key.Key_D, CTRL)
        clerk.write(day)
        clerk.press(Qt.Key.Key_Return)
        told = clerk.reads()
        assert days in told
        assert f"de 120 previstos, {ratio} veces el plan" in told
    assert "Convocatoria publicada, desde el 30/06/2022." in told
    assert "La tiene: Comité o evaluadores" in told
    assert "Sigue: " in told
    assert "Convocatorias: 6. Sin ganador: 4." in told
    assert "Esta es la vuelta 2." in told
    for stretch in ("Convocatorias 1 a 3, desiertas", "77–107 días", "Quién podía acortarlo"):
        assert stretch in told

    # the timeline, and the same in words
    canvas = clerk.reach("linea_de_tiempo")
    assert "Convocatoria 6: del 30/06/2022 al 04/07/2022, 4 días." in canvas.accessibleDescription()
    assert not canvas.grab().isNull()
    wide = canvas.width()
    clerk.write("+")
    assert canvas.width() > wide

    # a date that was wrongly copied
    table = clerk.reach("eventos")
    clerk.press(Qt.Key.Key_Home, CTRL)
    while table.item(table.currentRow(), 1).text() != "Buena pro":
        clerk.press(Qt.Key.Key_Down)
    place = table.currentRow()
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("corregir-evento")
    clerk.write("La fecha estaba mal copiada del acta")
    clerk.answer("fecha", "14/10/2021")
    clerk.go_on()
    if clerk.window.place()[0] == "corregir-evento":
        clerk.press(Qt.Key.Key_Return)
    clerk.arrives("compra")
    table = clerk.screen.events
    assert table.item(place, 0).text() == "15/10/2021"
    assert table.item(place, 0).font().strikeOut()
    assert table.item(place + 1, 0).text() == "14/10/2021"
    assert "mal copiada del acta" in table.item(place, 2).text()
    assert door.check() == []

    # the sheet for the producers, both languages on one page
    clerk.press(Qt.Key.Key_D, CTRL)
    clerk.write("04/07/2022")
    clerk.press(Qt.Key.Key_Return)
    clerk.press(Qt.Key.Key_P, CTRL)
    clerk.qtbot.waitUntil(lambda: bool(opened_papers))
    pages = pypdf.PdfReader(opened_papers[0]).pages
    assert len(pages) == 1
    sheet = " ".join(pages[0].extract_text().split())
    for words in ("Asociación Inti Kakaw", "515", "120", "4.29"):
        assert words in sheet
    for language in ("es", "quz"):
        with speaking(language):
            assert _("¿Dónde está la compra?").split()[0] in sheet
