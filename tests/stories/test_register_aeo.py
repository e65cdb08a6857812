"""The first story: an AEO of cuy breeders is registered in the real window with keys only, until its papers print."""

from datetime import datetime

import openpyxl
import pypdf
import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QRadioButton, QWidget

from ayni.qt.kit import palette
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.workspace import create_workspace, open_workspace

# the platform without a display says so when a list of offers wants to stand above
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier
PASSPHRASE = "cuyes y maíz"

TYPED = (
    ("4321 8700", "Quispe", "Mamani", "Rosa", "3 de mayo de 1985", "M"),
    ("43218701", "Huamán", "Ccori", "Juan", "12/08/79", "H"),
    ("43218702", "Ccori", "Puma", "Valentina", "1990-01-22", "M"),
    ("43218703", "Mamani", "Turpo", "Santos", "07/07/1966", "H"),
)


class Papers(QObject):
    """Takes the place of the program that shows PDFs: keeps what the window asked to open."""

    def __init__(self):
        super().__init__()
        self.opened = []

    @Slot(QUrl)
    def open(self, url):
        self.opened.append(url.toLocalFile())


@pytest.fixture
def papers():
    caught = Papers()
    QDesktopServices.setUrlHandler("file", caught, "open")
    yield caught
    QDesktopServices.unsetUrlHandler("file")


class Clerk:
    """Somebody at the keyboard: every key goes to whatever has the focus."""

    def __init__(self, qtbot, window):
        self.qtbot, self.window = qtbot, window

    @property
    def focus(self):
        return QApplication.focusWidget()

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(self.focus or self.window, key, modifier)

    def write(self, text):
        """Letter by letter; those with a tilde come from the keyboard as text."""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self.focus, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))

    def reach(self, name):
        """Tab until the box with this name has the focus."""
        seen = []
        for _ in range(60):
            at = self.focus
            while isinstance(at, QWidget) and at.objectName() != name:
                at = at.parentWidget() if not at.isWindow() else None
            if at is not None:
                return self.focus
            seen.append(self.focus.objectName())
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"{name} cannot be reached with Tab: {seen}")

    def answer(self, name, text):
        """Go to a box and answer: letters in a line, arrows among a few choices."""
        box = self.reach(name)
        if isinstance(box, QRadioButton):
            for key in (Qt.Key.Key_Right, Qt.Key.Key_Down) * 4:
                if self.focus.objectName() == text:
                    self.press(Qt.Key.Key_Space)
                    return
                self.press(key)
            raise AssertionError(f"{text} cannot be chosen in {name}")
        self.press(Qt.Key.Key_A, CTRL)
        self.write(text)

    def go_on(self):
        self.press(Qt.Key.Key_Return, CTRL)

    def arrives(self, name):
        """The screen of this name is shown; a key that presses a button takes the moment of the press."""
        self.qtbot.waitUntil(lambda: self.window.place()[0] == name)

    def returns(self):
        """After a dialog closes, the window has the keyboard again (there is no window manager here to do it)."""
        with self.qtbot.waitActive(self.window):
            self.window.activateWindow()

    def reads(self):
        """Every word on the screen, once it is drawn."""
        QApplication.processEvents()
        labels = self.window.screen().findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())


@pytest.fixture
def office(tmp_path, qtbot, qapp):
    palette.dress(qapp, palette.LIGHT, 10)
    door, _recovery = create_workspace(
        tmp_path / "oficina",
        ubigeo="080101",
        name="Municipalidad de Sumaq Llaqta",
        person="Ana Condori",
        passphrase=PASSPHRASE,
        cost=2**10,
        clock=lambda: datetime(2026, 11, 22, 10, 42).astimezone(),
    )
    window = MainWindow(door, Settings())
    window.resize(1366, 768)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    window.go("inicio")
    yield Clerk(qtbot, window)
    window.shell.close()
    door.close()


def sheet_of_members(path, count, first=43218704):
    book = openpyxl.Workbook()
    book.active.append(["DNI", "Apellido paterno", "Apellido materno", "Nombres", "Fecha de nacimiento", "Sexo"])
    for number in range(count):
        book.active.append(
            [str(first + number), "Apaza", f"Ccopa {number}", "Nélida", f"{1 + number:02d}/03/1980", "F"]
        )
    book.save(path)
    return path


def test_an_aeo_of_cuy_breeders_is_registered_with_keys_only(office, qtbot, tmp_path, papers):
    clerk, door = office, office.window.door

    # the home of a new municipality says what comes first
    assert "Abrir la primera convocatoria" in clerk.reads()
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("abrir-convocatoria")
    clerk.answer("nombre", "PROCOMPITE 2026")
    clerk.go_on()
    clerk.answer("fecha_autorizacion", "20 de febrero de 2026")
    assert "DS 001-2021-PRODUCE" in clerk.reads()
    assert "El cofinanciamiento llega hasta S/ 160,000.00." in clerk.reads()
    clerk.go_on()
    for box in ("categorias.A", "categorias.B", "cadenas.cuy"):
        clerk.reach(box)
        clerk.press(Qt.Key.Key_Space)
    clerk.go_on()
    clerk.go_on()
    clerk.arrives("convocatoria")
    assert "Reglamento (DS 001-2021-PRODUCE) art. 8" in clerk.reads()

    # the AEO, with its eligibility answered beside the boxes
    clerk.press(Qt.Key.Key_N, CTRL)
    clerk.arrives("registrar-aeo")
    clerk.answer("categoria", "B")
    clerk.answer("cadena", "Cuy")
    assert "Falta saber si la organización es persona jurídica." in clerk.reads()
    clerk.go_on()
    clerk.answer("nombre", "Asociación Sumaq Quwi")
    clerk.answer("naturaleza", "juridica")
    clerk.go_on()
    clerk.answer("tipo", "Asociación")
    clerk.answer("ruc", "20131312955")
    clerk.go_on()
    clerk.answer("ruc_estado", "activo")
    clerk.answer("ruc_condicion", "habido")
    clerk.answer("ruc_fecha", "10/02/2026")
    clerk.go_on()
    clerk.answer("fecha_constitucion", "01/10/2026")
    assert "✗ No cumple" in clerk.reads()
    clerk.answer("fecha_constitucion", "12/03/2021")
    assert "✗ No cumple" not in clerk.reads(), clerk.reads()
    clerk.go_on()
    clerk.answer("comunidad", "Ccorao")
    clerk.go_on()
    clerk.answer("contacto_nombre", "Rosa Quispe Mamani")
    clerk.go_on()
    clerk.answer("beneficiaria_antes", "no")
    clerk.go_on()
    assert "Revise antes de guardar" in clerk.reads()
    clerk.go_on()
    clerk.arrives("aeo-registrada")
    aeo = door.aeos()[0]["id"]

    # its padrón: four typed one after another, the rest from a clean sheet
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("padron")
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("nuevo-socio")
    for dni, paterno, materno, nombres, born, sexo in TYPED:
        clerk.answer("dni", dni)
        clerk.answer("apellido_paterno", paterno)
        clerk.answer("apellido_materno", materno)
        clerk.answer("nombres", nombres)
        clerk.answer("fecha_nacimiento", born)
        clerk.answer("sexo", sexo)
        clerk.go_on()
    assert "Ya son 4 en el padrón." in clerk.reads()
    clerk.press(Qt.Key.Key_Escape)
    clerk.arrives("padron")
    clerk.press(Qt.Key.Key_I, CTRL)
    clerk.arrives("importar-padron")
    clerk.press(Qt.Key.Key_Return)
    clerk.qtbot.waitUntil(lambda: bool(clerk.window.findChildren(QFileDialog)))
    chooser = clerk.window.findChildren(QFileDialog)[0]
    QApplication.clipboard().setText(str(sheet_of_members(tmp_path / "socios.xlsx", 16)))
    name = chooser.findChild(QWidget, "fileNameEdit")
    qtbot.waitUntil(name.isVisible)
    qtbot.keyClick(name, Qt.Key.Key_V, CTRL)
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Filas buenas: 16" in clerk.reads())
    assert door.socio_count(aeo) == 4
    clerk.returns()
    clerk.go_on()
    qtbot.waitUntil(lambda: clerk.window.place()[0] == "padron")
    assert "Socios: 20. Mujeres: 18. Hombres: 2." in clerk.reads()

    # a datum is corrected with its reason, and a member leaves
    clerk.press(Qt.Key.Key_L, CTRL)
    clerk.write("huaman")
    clerk.press(Qt.Key.Key_Down)
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("socio")
    clerk.answer("telefono", "984 123 456")
    clerk.answer("por_que", "cambio")
    clerk.go_on()
    clerk.arrives("padron")
    assert door.socios(aeo, text="43218701")[0]["telefono"] == "984123456"
    clerk.press(Qt.Key.Key_L, CTRL)
    clerk.write("43218719")
    clerk.press(Qt.Key.Key_Down)
    clerk.press(Qt.Key.Key_F8)
    clerk.arrives("baja")
    clerk.answer("fecha_baja", "01/06/2026")
    clerk.answer("motivo_baja", "Se mudó a Lima")
    clerk.go_on()
    assert "Socios: 19." in clerk.reads()
    assert "Dados de baja: 1." in clerk.reads()

    # the junta of three, chosen among the members
    clerk.press(Qt.Key.Key_Escape)
    clerk.arrives("aeo-registrada")
    clerk.press(Qt.Key.Key_F4)
    clerk.arrives("junta")
    clerk.press(Qt.Key.Key_Return)
    for cargo, person in (("Presidente", "43218700"), ("Secretario", "43218701"), ("Tesorero", "43218702")):
        clerk.arrives("cargo")
        clerk.answer("socio", person)
        clerk.press(Qt.Key.Key_Return)
        clerk.answer("cargo", cargo)
        clerk.answer("desde", "01/02/2025")
        clerk.answer("hasta", "31/01/2027")
        clerk.go_on()
        clerk.arrives("junta")
        if cargo != "Tesorero":
            clerk.press(Qt.Key.Key_N, CTRL)
    assert door.junta_problems(aeo) == []
    assert "La junta está incompleta" not in clerk.reads()

    # its page: eligible, with the article; ficha and padrón come out and open
    clerk.press(Qt.Key.Key_Escape)
    clerk.press(Qt.Key.Key_F5)
    clerk.arrives("aeo")
    assert "Falta saber hasta cuándo vale el poder del representante." in clerk.reads()
    clerk.reach("poderes")
    clerk.press(Qt.Key.Key_Space)
    clerk.arrives("poderes")
    clerk.press(Qt.Key.Key_Return)
    clerk.arrives("poder")
    clerk.answer("representante", "43218700")
    clerk.press(Qt.Key.Key_Return)
    clerk.answer("emitido", "15/11/2026")
    clerk.answer("dias_validez", "30")
    clerk.go_on()
    clerk.arrives("poderes")
    clerk.press(Qt.Key.Key_Escape)
    clerk.arrives("aeo")
    assert "✓ Cumple" in clerk.reads()
    clerk.press(Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: "Reglamento (DS 001-2021-PRODUCE) art. 8" in clerk.reads())
    for key, words in (
        (Qt.Key.Key_F8, ("Sumaq Quwi", "20131312955", "QUISPE")),
        (Qt.Key.Key_F9, ("43218700", "CCORI")),
    ):
        before = len(papers.opened)
        clerk.press(key)
        qtbot.waitUntil(lambda before=before: len(papers.opened) > before, timeout=20000)
        text = "".join(page.extract_text() for page in pypdf.PdfReader(papers.opened[-1]).pages)
        assert all(word in text.replace("\n", " ") for word in words), text
    assert "43218719" not in text  # who left does not sign
    assert "Se guardó en:" in clerk.reads()

    # nothing is lost: the file opened again holds the same
    assert not clerk.window.findChildren(QDialog)
    assert door.check() == []
    before = door.state_hash()
    door.close()
    with open_workspace(door.folder, PASSPHRASE) as again:
        assert again.state_hash() == before
        assert again.aeo(aeo)["socios"] == 19


def test_a_registration_left_half_way_is_found_again_next_day(office, qtbot):
    clerk, door = office, office.window.door
    door.save_convocatoria(
        {
            "nombre": "PROCOMPITE 2026",
            "year": "2026",
            "fecha_autorizacion": "20/02/2026",
            "categorias": "A",
            "cadenas": "cuy",
        }
    )
    clerk.window.go("registrar-aeo")
    clerk.answer("categoria", "A")
    clerk.answer("cadena", "Cuy")
    clerk.go_on()
    clerk.answer("nombre", "Asociación Sumaq Q’ente")
    clerk.press(Qt.Key.Key_Escape)
    assert door.aeo_count() == 0
    clerk.window.go("inicio", fresh=True)
    assert "Asociación Sumaq Q’ente" in clerk.reads()
    clerk.press(Qt.Key.Key_Return)
    assert clerk.window.screen().step() == "nombre"
    assert clerk.window.screen().answers()["nombre"] == "Asociación Sumaq Q’ente"
