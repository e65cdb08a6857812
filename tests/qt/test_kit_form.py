"""A form asks in the order of the paper and says what is wrong in two places."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget

from ayni.domain import padron
from ayni.domain.fields import Problem
from ayni.lang import Sentence
from ayni.qt.kit.cards import Card, Page
from ayni.qt.kit.form import Form

ROSA = {
    "dni": "4321 8765",
    "apellido_paterno": "Quispe",
    "nombres": "Rosa",
    "fecha_nacimiento": "3 de mayo de 1985",
    "sexo": "M",
}


def shown(form, qtbot):
    page = Page("Socio")
    page.column.addWidget(form)
    page.end()
    qtbot.addWidget(page)
    page.resize(1000, 700)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    form.page = page  # held, or it goes with the form
    return page


def test_an_empty_form_says_what_is_missing_above_and_beside(qtbot, provider):
    form = Form(padron.TYPED, provider, answers={"comunidad": "Ccorao"})
    shown(form, qtbot)
    assert not form.check()
    assert form.rows["dni"].problem.text() == "Falta este dato."
    lines = [link.text() for link in form.summary.findChildren(QPushButton)]
    assert lines[0] == "DNI: Falta este dato."
    assert len(lines) == 5
    assert QApplication.focusWidget() is form.summary
    assert form.answers()["comunidad"] == "Ccorao"


def test_a_line_of_the_summary_leads_to_its_box(qtbot, provider):
    form = Form(padron.TYPED, provider, answers=ROSA | {"dni": "12"})
    shown(form, qtbot)
    form.check()
    link = form.summary.findChild(QPushButton)
    link.setFocus()
    qtbot.keyClick(link, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is form.editor("dni")


def test_right_answers_take_the_problems_back(qtbot, provider):
    form = Form(padron.TYPED, provider, answers=ROSA | {"dni": "12"})
    shown(form, qtbot)
    form.check()
    form.editor("dni").set_answer("43218765")
    assert form.check()
    assert form.summary.isHidden()
    assert form.rows["dni"].problem.isHidden()


def test_nothing_is_said_while_typing_or_on_leaving(qtbot, provider):
    form = Form(padron.TYPED, provider)
    shown(form, qtbot)
    box = form.findChild(QLineEdit, "dni")
    box.setFocus()
    qtbot.keyClicks(box, "12")
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert form.summary.isHidden()
    assert all(row.problem.isHidden() for row in form.rows.values())


def test_a_problem_of_no_field_stands_in_the_summary(qtbot, provider):
    form = Form(padron.TYPED, provider)
    shown(form, qtbot)
    form.show_problems([Problem("", Sentence("Ya hay un socio con este DNI."))])
    assert "Ya hay un socio con este DNI." in form.summary.accessibleName()


def test_enter_walks_through_all_boxes_in_the_order_of_the_fields(qtbot, provider):
    form = Form(padron.TYPED, provider)
    shown(form, qtbot)
    form.focus_first()
    seen = []
    for _turn in padron.TYPED:
        at = QApplication.focusWidget()
        above = at
        while above.objectName() not in form.rows:
            above = above.parentWidget()
        seen.append(above.objectName())
        qtbot.keyClick(at, Qt.Key.Key_Return)
    assert seen == [field.name for field in padron.TYPED]


def test_control_enter_submits_from_any_box(qtbot, provider):
    form = Form(padron.TYPED, provider)
    shown(form, qtbot)
    with qtbot.waitSignal(form.submitted):
        qtbot.keyClick(form.editor("nombres"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_stored_row_is_shown_as_people_type_and_a_draft_wins(qtbot, provider):
    row = {"dni": "43218765", "fecha_nacimiento": "1985-05-03", "telefono": "984123456", "sexo": "M"}
    form = Form(padron.TYPED, provider, values=row, answers={"telefono": "984-"})
    qtbot.addWidget(form)
    assert form.answers()["fecha_nacimiento"] == "03/05/1985"
    assert form.answers()["telefono"] == "984-"
    assert form.answers()["sexo"] == "M"


def test_a_required_box_says_so_in_words(qtbot, provider):
    form = Form(padron.TYPED, provider)
    qtbot.addWidget(form)
    texts = [label.text() for label in form.rows["dni"].findChildren(type(form.rows["dni"].label))]
    assert "obligatorio" in texts


def test_sections_have_their_headings(qtbot, provider):
    form = Form(padron.TYPED, provider, sections=(("Quién es", ("dni", "nombres")),))
    qtbot.addWidget(form)
    assert list(form.rows)[-2:] == ["dni", "nombres"]


def test_a_form_fits_a_netbook_at_two_hundred_percent(qtbot, provider):
    form = Form(padron.TYPED, provider)
    page = shown(form, qtbot)
    half = QSize(683 - 190, 384 - 90)
    assert half.expandedTo(page.minimumSizeHint()) == half
    page.resize(half)
    qtbot.waitUntil(lambda: page.scroller.viewport().width() < 500)
    assert page.scroller.horizontalScrollBar().maximum() == 0
    for editor in page.findChildren(QLineEdit) + page.findChildren(QComboBox):
        right = editor.mapTo(page, editor.rect().topRight()).x()
        assert right <= page.width(), editor.objectName()


def test_making_a_page_opens_no_window_of_its_own(qtbot, qapp, provider):
    seen = []

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                seen.append(watched)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    try:
        page = Page("Socio", hint="Con ayuda")
        page.column.addWidget(Form(padron.TYPED, provider))
        page.column.addWidget(Card("Título", "good"))
        qtbot.addWidget(page)
        assert seen == []
    finally:
        qapp.removeEventFilter(watch)
