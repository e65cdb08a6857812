"""What the tests of the window stand on: a dressed application and lists to choose from."""

from datetime import date, datetime

import pytest

from ayni.domain.dates import without_accents
from ayni.domain.fields import Ubigeo
from ayni.qt.kit import palette
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.workspace import create_workspace
from desk import AEO, CALL

LISTS = {
    "categorias": [("A", "Categoría A"), ("B", "Categoría B"), ("C", "Categoría C")],
    "tipos_aeo": [("aso", "Asociación"), ("coop", "Cooperativa"), ("com", "Comunidad campesina")],
    "cadenas": [
        (f"c{number}", name)
        for number, name in enumerate(
            ("Cuyes", "Lácteos", "Cacao", "Café", "Quinua", "Papa nativa", "Palta", "Miel", "Trucha")
        )
    ],
    "convocatorias": [("k1", "PROCOMPITE 2026"), ("k2", "PROCOMPITE 2027")],
    "distritos": [("080504", "Layo, Canas, Cusco"), ("080501", "Yanaoca, Canas, Cusco")],
}


class ListProvider:
    """Choices from lists in memory."""

    def __init__(self, lists=LISTS, day=date(2026, 11, 22)):
        self.lists, self.day = lists, day

    def _all(self, field):
        if isinstance(field.kind, Ubigeo):
            return self.lists["distritos"]
        return self.lists.get(getattr(field.kind, "name", "") or field.choices, [])

    def choices(self, field, text="", limit=50):
        plain = without_accents(text)
        return [(code, label) for code, label in self._all(field) if plain in without_accents(label)][:limit]

    def label(self, field, code):
        return dict(self._all(field)).get(code, "")

    def today(self):
        return self.day


@pytest.fixture
def in_front(qtbot):
    """Show a widget in a window that has the keyboard."""

    def shown(widget):
        with qtbot.waitExposed(widget):
            widget.show()
        with qtbot.waitActive(widget):
            widget.activateWindow()
        return widget

    return shown


@pytest.fixture
def provider():
    """Lists to choose from, and the day."""
    return ListProvider()


@pytest.fixture(autouse=True)
def dressed(qapp):
    """The application in its light palette at ten points."""
    if palette.tokens() is not palette.LIGHT or not qapp.styleSheet():
        palette.dress(qapp, palette.LIGHT, 10)


@pytest.fixture
def door(tmp_path):
    """The office of an invented municipality, opened by Ana Condori."""
    made, _recovery = create_workspace(
        tmp_path / "oficina",
        ubigeo="080101",
        name="Municipalidad de Sumaq Llaqta",
        person="Ana Condori",
        passphrase="clave segura",
        cost=2**4,
        clock=lambda: datetime(2026, 11, 22, 10, 42).astimezone(),
    )
    yield made
    made.close()


@pytest.fixture
def window(door, qtbot, in_front):
    """The whole window over that office, in front."""
    made = MainWindow(door, Settings())
    made.resize(1366, 768)
    qtbot.addWidget(made)
    in_front(made)
    yield made
    made.shell.close()


@pytest.fixture
def call(door):
    """A call."""
    return door.save_convocatoria(CALL)


@pytest.fixture
def aeo(door, call):
    """An AEO of the call."""
    return door.save_aeo(AEO | {"convocatoria": call})
