"""A story: an expediente is completed after an observation, to the folder for the portal, read back."""

import hashlib

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QPushButton
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ayni.qt.kit.trouble import Message

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

PAPERS = ("solicitud", "ficha_aeo", "actas", "ruc", "padron", "dni", "declaraciones", "cotizaciones")


def photograph(path, words, blurred=False):
    image = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(image)
    for y in range(100, 1650, 44):
        draw.text((80, y), words, fill="black", font_size=26)
    (image.resize((155, 219)).resize((1240, 1754)) if blurred else image).save(path)
    return path


def written(path, pages):
    canvas = Canvas(str(path), pagesize=A4)
    for page in range(pages):
        canvas.drawString(72, 700, f"Plan de negocio, página {page + 1}")
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture
def clerk(typists):
    made = typists("Ana Condori")
    call = made.door.save_convocatoria(
        {
            "nombre": "PROCOMPITE 2026",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A",
            "cadenas": "cuy",
            "dias_poder": "30",
        }
    )
    made.aeo = made.door.save_aeo(
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
    return made


def choose(clerk, code):
    """Arrows to the row of a paper."""
    clerk.reach("list")
    codes = [each.requirement.code for each in clerk.screen._papeles]
    while (here := codes.index(clerk.screen.listing.current())) != codes.index(code):
        clerk.press(Qt.Key.Key_Down if here < codes.index(code) else Qt.Key.Key_Up)
    clerk.reads()  # what a key changed is drawn before the next one


def settle(clerk):
    clerk.qtbot.waitUntil(lambda: not clerk.screen.work.busy, timeout=30_000)


def drop(clerk, *paths):
    """Files let fall on the page."""
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    screen = clerk.screen
    middle = QPointF(screen.rect().center())
    copy, left, no = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    corner = QPointF(middle.x(), 20)
    screen.dropEvent(QDropEvent(corner, copy, held, left, no))
    settle(clerk)


def test_an_expediente_is_completed_after_an_observation(clerk, tmp_path):
    door, aeo = clerk.door, clerk.aeo
    clerk.window.go("aeo", aeo)
    clerk.press(Qt.Key.Key_F7)
    clerk.arrives("expediente")
    assert "de 11 papeles están listos." in clerk.reads()

    # every paper comes: photographs, the scanned power that is blurry, the plan as its program wrote it
    for code in PAPERS:
        choose(clerk, code)
        drop(clerk, photograph(tmp_path / f"{code}.jpg", code))
    choose(clerk, "estatuto")
    drop(clerk, photograph(tmp_path / "1.jpg", "Estatuto uno"), photograph(tmp_path / "2.jpg", "Estatuto dos"))
    choose(clerk, "plan")
    drop(clerk, written(tmp_path / "plan.pdf", 12))
    choose(clerk, "vigencia_poder")
    drop(clerk, photograph(tmp_path / "poder.jpg", "Vigencia de poder", blurred=True))
    assert "parece borrosa" in clerk.reads()

    # its date is written with the keyboard
    clerk.press(Qt.Key.Key_F2)
    clerk.arrives("papel")
    clerk.answer("emitido", "18/11/2026")
    clerk.go_on()
    clerk.arrives("expediente")
    door.save_papel(aeo, "ruc", {"emitido": "18/11/2026"})
    assert door.expediente(aeo).complete

    # the committee observes it: the clock runs in working days
    choose(clerk, "vigencia_poder")
    clerk.press(Qt.Key.Key_F2)
    clerk.arrives("papel")
    clerk.answer("observacion", "No se lee el asiento")
    clerk.answer("observado_el", "20/11/2026")
    clerk.answer("plazo_dias", "3")
    clerk.go_on()
    clerk.arrives("expediente")
    assert not door.expediente(aeo).complete
    assert "hasta el 25/11/2026. Días hábiles que quedan: 3." in clerk.reads()
    clerk.window.go("inicio")
    assert "No se lee" not in clerk.reads()
    assert "Vigencia de poder del representante: Observado." in clerk.reads()
    clerk.window.screen().task_cards[0].go.click()
    clerk.arrives("expediente")

    # a good scan takes its place
    held = photograph(tmp_path / "poder nuevo.png", "Vigencia de poder, asiento A00001")
    clerk.screen.take([held])
    clerk.window.findChildren(Message)[-1].findChild(QPushButton, "yes").click()
    settle(clerk)
    found = door.papel(aeo, "vigencia_poder")
    assert found.row["estado"] == "subsanado"
    door.save_papel(
        aeo,
        "vigencia_poder",
        {**{name: found.row[name] for name in found.row}, "emitido": "20/11/2026", "legible": "si"},
    )
    assert door.papel(aeo, "vigencia_poder").state == "listo"
    assert door.expediente(aeo).complete

    # the folder for the portal
    clerk.screen.pack_into(tmp_path / "portal")
    settle(clerk)
    said = [each for each in clerk.window.findChildren(Message) if each.isVisible()][-1]
    assert "El expediente está listo para el portal." in [each.text() for each in said.findChildren(QLabel)]

    # read back by somebody who has only the folder
    names = sorted(path.name for path in (tmp_path / "portal").iterdir())
    assert names[0] == "00-indice.pdf"
    assert names[-1] == "huellas.sha256"
    assert "05-vigencia-poder.pdf" in names
    hashes = dict(reversed(line.split("  ")) for line in (tmp_path / "portal" / names[-1]).read_text().splitlines())
    assert set(hashes) == set(names) - {"huellas.sha256"}
    folio = 0
    for name in names[1:-1]:
        content = (tmp_path / "portal" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == hashes[name]
        for page in PdfReader(tmp_path / "portal" / name).pages:
            folio += 1
            assert page.extract_text().split()[-1] == f"{folio:03}"
    assert folio == 8 + 2 + 12 + 1
    index = " ".join(PdfReader(tmp_path / "portal" / names[0]).pages[0].extract_text().split())
    assert "Vigencia de poder del representante" in index
    assert sum(path.stat().st_size for path in (tmp_path / "portal").iterdir()) < 20_000_000

    # and everything is in the history, and nothing plain beside the database
    assert door.check() == []
    assert not list(door.folder.rglob("*.pdf"))
