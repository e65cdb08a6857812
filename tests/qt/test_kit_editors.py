"""Every kind has its editor, which gives back to the letter what was typed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QRadioButton

from ayni.domain import aeo, convocatoria, evento, junta_directiva, municipio, padron, plan, presupuesto
from ayni.domain.fields import (
    Catalogue,
    Choice,
    Date,
    Field,
    LongText,
    Money,
    Phone,
    Price,
    Quantity,
    Rate,
    Reference,
    Several,
    Text,
    Ubigeo,
    YesNo,
    canonical,
)
from ayni.qt.kit.editors import editor_for, editor_of, read_as, typed

TODAY = date(2026, 11, 22)
EVERY_FIELD = [
    field
    for module in (aeo, convocatoria, evento, junta_directiva, municipio, padron, plan, presupuesto)
    for value in vars(module).values()
    if isinstance(value, tuple)
    for field in value
    if isinstance(field, Field)
]


@pytest.mark.parametrize("field", EVERY_FIELD, ids=lambda field: field.name)
def test_every_field_has_an_editor(field):
    assert editor_for.dispatch(type(field.kind)) is not editor_for.dispatch(object)


def test_there_are_fields_to_ask_about():
    assert len(EVERY_FIELD) > 40


@pytest.mark.parametrize("field", EVERY_FIELD, ids=lambda field: field.name)
def test_every_box_has_the_fields_name_and_a_name_for_screen_readers(field, qtbot, provider):
    editor = editor_of(field, provider)
    qtbot.addWidget(editor)
    assert editor.objectName() == field.name
    boxes = [editor, *editor.findChildren(QLineEdit), *editor.findChildren(QComboBox)]
    assert all(box.accessibleName() for box in boxes)


@pytest.mark.parametrize("text", ["1 500,50", "  Quispe ", "3 de mayo de 1999", "4321 8765", "¿qué?"])
@pytest.mark.parametrize("kind", [Text(), Date(), Money(), LongText(), Phone()])
def test_what_is_typed_is_kept_to_the_letter(kind, text, qtbot, provider):
    editor = editor_of(Field("x", "X", kind), provider)
    qtbot.addWidget(editor)
    editor.set_answer(text)
    assert editor.answer() == text


def amounts():
    return st.decimals(0, 10**9, places=6, allow_nan=False).map(lambda amount: canonical(Decimal(amount)))


@given(amounts())
def test_a_stored_quantity_shown_in_a_box_is_read_as_the_same(amount):
    for kind in (Quantity(), Price()):
        assert kind.read(typed(kind, amount), TODAY).value == amount


@given(st.integers(-(10**12), 10**12))
def test_stored_money_shown_in_a_box_is_read_as_the_same(centimos):
    kind = Money(negative=True)
    assert kind.read(typed(kind, centimos), TODAY).value == centimos


@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)), st.sampled_from([10, 7]))
def test_a_stored_date_shown_in_a_box_is_read_as_the_same(day, precision):
    iso = day.isoformat()[:precision]
    assert Date().read(typed(Date(), iso), TODAY).value == iso


def test_an_eighth_more_than_one_is_not_read_as_thousands():
    assert typed(Quantity(), "1.125") == "1.1250"
    assert Quantity().read("1.1250", TODAY).value == "1.125"


def test_a_date_says_lightly_how_it_will_be_read():
    assert read_as(Date(), "3/5/26", TODAY) == "3 de mayo de 2026"
    assert read_as(Date(birth=True), "03/05/99", TODAY) == "3 de mayo de 1999"
    assert read_as(Date(), "03/0", TODAY) == ""
    assert read_as(Money(), "1 500,5", TODAY) == "S/ 1,500.50"
    assert read_as(Money(), "1,500.50", TODAY) == ""
    assert read_as(Quantity(), "18", TODAY) == ""
    assert read_as(Text(), "18", TODAY) == ""


def test_a_short_choice_is_radio_buttons_and_the_arrows_choose(qtbot, provider, in_front):
    field = Field("sexo", "Sexo", Choice((("M", "Mujer"), ("H", "Hombre"))))
    editor = editor_of(field, provider)
    qtbot.addWidget(editor)
    in_front(editor)
    first, second = editor.findChildren(QRadioButton)
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Space)
    assert editor.answer() == "M"
    with qtbot.waitSignal(editor.edited):
        qtbot.keyClick(first, Qt.Key.Key_Right)
    assert editor.answer() == "H"
    qtbot.keyClick(second, Qt.Key.Key_Delete)
    assert editor.answer() == ""


def test_an_answer_that_the_list_does_not_hold_is_kept(qtbot, provider, in_front):
    for field in (
        Field("si", "Sí", YesNo()),
        Field("tipo", "Tipo", Catalogue("tipos_aeo")),
        Field("cadena", "Cadena", Catalogue("cadenas")),
        Field("cadenas", "Cadenas", Several("cadenas")),
        Field("convocatoria", "Convocatoria", Reference("convocatoria"), choices="convocatorias"),
    ):
        editor = editor_of(field, provider)
        qtbot.addWidget(editor)
        editor.set_answer("zz")
        assert editor.answer() == "zz", field.name


def test_a_closed_list_gives_its_code_and_ignores_the_wheel(qtbot, provider, in_front):
    field = Field("convocatoria", "Convocatoria", Reference("convocatoria"), choices="convocatorias")
    editor = editor_of(field, provider)
    qtbot.addWidget(editor)
    in_front(editor)
    box = editor.findChild(QComboBox, "convocatoria")
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert editor.answer() == "k1"
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    box.wheelEvent(wheel)
    assert editor.answer() == "k1"
    assert not wheel.isAccepted()


def test_a_long_list_is_found_by_typing_without_accents(qtbot, provider, in_front):
    editor = editor_of(Field("cadena", "Cadena", Catalogue("cadenas")), provider)
    qtbot.addWidget(editor)
    in_front(editor)
    box = editor.findChild(QLineEdit, "cadena")
    qtbot.keyClicks(box, "lacteos")
    assert editor.answer() == "c1"
    editor.set_answer("c4")
    assert box.text() == "Quinua"
    assert editor.answer() == "c4"
    box.selectAll()
    qtbot.keyClicks(box, "nada de eso")
    assert editor.answer() == "nada de eso"


def test_a_district_is_chosen_from_what_is_found(qtbot, provider, in_front):
    editor = editor_of(Field("ubigeo", "Distrito", Ubigeo()), provider)
    qtbot.addWidget(editor)
    in_front(editor)
    box = editor.findChild(QLineEdit, "ubigeo")
    qtbot.keyClicks(box, "yana")
    assert box.offers.titles() == ["Yanaoca, Canas, Cusco"]
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert editor.answer() == "080501"
    assert box.offers.isHidden()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert editor.answer() == "080501"


def test_several_are_ticked_and_stored_in_order(qtbot, provider, in_front):
    editor = editor_of(Field("cadenas", "Cadenas", Several("cadenas")), provider)
    qtbot.addWidget(editor)
    in_front(editor)
    for code in ("c3", "c0"):
        qtbot.keyClick(editor.findChild(QCheckBox, f"cadenas.{code}"), Qt.Key.Key_Space)
    assert editor.answer() == "c0,c3"


def test_a_rate_shows_what_it_holds(qtbot, provider, in_front):
    editor = editor_of(Field("tasa", "Tasa", Rate()), provider)
    qtbot.addWidget(editor)
    editor.set_value("12.5")
    assert editor.answer() == "12.5"
