"""The small parts of a page go on below where there is no room, and say things in words."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from ayni.qt.kit.cards import Card, Elided, EmptyState, Footer, Page, SideBySide, button, row, tag, words
from ayni.qt.kit.wrap import Wrap


def tops(buttons):
    return len({each.mapTo(each.window(), each.rect().topLeft()).y() for each in buttons})


def test_buttons_go_on_below_in_a_narrow_window(qtbot, in_front):
    page = Page("Organizaciones de la convocatoria")
    buttons = [button(name) for name in ("Cambiar datos", "Imprimir hoja", "Registrar lo que pasó")]
    for each in buttons:
        page.tools.addWidget(each)
    page.end()
    qtbot.addWidget(page)
    page.resize(1100, 500)
    in_front(page)
    assert tops(buttons) == 1
    page.resize(360, 500)
    qtbot.waitUntil(lambda: tops(buttons) > 1)
    qtbot.waitUntil(lambda: page.scroller.horizontalScrollBar().maximum() == 0)
    for each in buttons:
        assert each.width() >= each.sizeHint().width()
        assert each.mapTo(page, each.rect().topRight()).x() <= page.width()


def test_a_footer_never_cuts_its_buttons(qtbot, in_front):
    back, later, go = button("Atrás"), button("Dejar para después"), button("Guardar y agregar otro")
    footer = Footer(back, None, later, go)
    qtbot.addWidget(footer)
    footer.resize(420, footer.heightForWidth(420))
    in_front(footer)
    assert all(each.width() >= each.sizeHint().width() for each in (back, later, go))
    assert tops([later, go]) == 2


def test_a_wrap_is_as_small_as_its_widest_thing(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    wrap = Wrap(holder, gap=8)
    buttons = [QPushButton(name) for name in ("uno", "uno dos tres", "dos")]
    for each in buttons:
        wrap.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)
    widest = max(each.sizeHint().width() for each in buttons)
    assert wrap.minimumSize().width() <= widest
    assert wrap.heightForWidth(widest) > wrap.heightForWidth(2000)
    assert wrap.takeAt(9) is None
    assert wrap.count() == 3


def test_words_are_in_a_row_that_shares_the_width(qtbot):
    assert isinstance(row(button("a"), tag("b")), Wrap)
    assert not isinstance(row(words("a"), button("b")), Wrap)


def test_two_parts_stand_below_each_other_in_a_narrow_window(qtbot, in_front):
    main, aside = Card("Uno"), Card("Dos")
    both = SideBySide(main, aside, letters=60)
    qtbot.addWidget(both)
    both.resize(900, 400)
    in_front(both)
    assert aside.x() > main.x()
    both.resize(300, 400)
    qtbot.waitUntil(lambda: aside.x() == main.x())
    assert aside.y() > main.y()


def test_a_page_whose_words_fit_has_nothing_to_scroll_to(qtbot, in_front):
    page = Page("Requerimiento", letters=0)
    page.column.addWidget(words("Lo que se pide, con todas sus versiones y lo que pasó con cada una. " * 6))
    page.end()
    qtbot.addWidget(page)
    page.resize(1100, 300)
    in_front(page)
    assert page.scroller.verticalScrollBar().maximum() == 0
    page.resize(300, 300)
    qtbot.waitUntil(lambda: page.scroller.verticalScrollBar().maximum() > 0)


def test_a_page_scrolls_before_it_squeezes_what_has_a_least_height(qtbot, in_front):
    page, table = Page("Compras", letters=0), QWidget()
    table.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
    table.setMinimumHeight(400)
    told = words("Faltan poner al día 8 compras: lo que se ve de ellas puede ser de otro día.")
    page.column.addWidget(told)
    page.column.addWidget(table, 1)
    qtbot.addWidget(page)
    page.resize(500, 300)
    in_front(page)
    qtbot.waitUntil(lambda: page.scroller.verticalScrollBar().maximum() > 0)
    assert told.geometry().bottom() < table.y()
    assert told.y() > page.heading.y()


def test_a_cut_line_keeps_the_whole_of_it(qtbot, in_front):
    label = Elided("Organizaciones › Asociación de Productores de Cuyes")
    qtbot.addWidget(label)
    label.resize(QSize(80, 30))
    in_front(label)
    assert "…" in label.text()
    assert label.whole().endswith("Cuyes")
    assert label.accessibleName() == label.toolTip() == label.whole()


def test_an_empty_state_has_a_sentence_and_one_verb(qtbot):
    pressed = []
    empty = EmptyState("Todavía no hay socios.", "Registrar socio", lambda: pressed.append(1), drawn="persona")
    qtbot.addWidget(empty)
    assert "Todavía no hay socios." in [label.text() for label in empty.findChildren(QLabel)]
    qtbot.keyClick(empty.action, Qt.Key.Key_Return)
    assert pressed == [1]
