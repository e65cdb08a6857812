"""The expediente on the screen: files dropped, chosen or scanned; what is missing; the review; the portal's folder."""

import os

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QPushButton

from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.kit.trouble import Message
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from desk import words_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(door, aeo, qtbot, in_front):
    made = MainWindow(door, Settings())
    made.resize(1366, 768)
    qtbot.addWidget(made)
    in_front(made)
    made.go("expediente", aeo)
    yield made
    made.shell.close()


@pytest.fixture
def photo(tmp_path):
    def taken(name="acta.png"):
        image = Image.new("L", (1240, 1754), "white")
        draw = ImageDraw.Draw(image)
        for y in range(100, 1650, 44):
            draw.text((80, y), "La asamblea acuerda presentarse", fill="black", font_size=26)
        image.save(tmp_path / name)
        return tmp_path / name

    return taken


def choose(window, code):
    screen = window.screen()
    row = next(place for place, each in enumerate(screen._papeles) if each.requirement.code == code)
    screen.listing.table.selectRow(row)
    return row


def settled(qtbot, window):
    qtbot.waitUntil(lambda: not window.screen().work.busy, timeout=20_000)


def test_the_screen_says_what_is_missing_and_what_to_do(window):
    choose(window, "estatuto")
    said = words_of(window)
    assert "de 11 papeles están listos." in said
    assert "Falta este papel. Agregue su archivo o escanéelo." in said
    assert not window.screen().pack_button.isEnabled()


def test_a_file_dropped_on_a_row_becomes_that_paper(window, door, aeo, photo, qtbot):
    screen = window.screen()
    row = next(place for place, each in enumerate(screen._papeles) if each.requirement.code == "estatuto")
    table = screen.listing.table
    where = table.viewport().mapTo(screen, table.visualRect(table.model().index(row, 0)).center())
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(photo()))])
    entering = QDragEnterEvent(
        where, Qt.DropAction.CopyAction, held, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    screen.dragEnterEvent(entering)
    assert entering.isAccepted()
    dropping = QDropEvent(
        QPointF(where), Qt.DropAction.CopyAction, held, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    screen.dropEvent(dropping)
    settled(qtbot, window)
    assert door.papel(aeo, "estatuto").state == "listo"
    assert "No le falta nada." in words_of(window)


def test_words_dropped_are_not_taken(window):
    held = QMimeData()
    held.setText("hola")
    entering = QDragEnterEvent(
        QPoint(10, 10), Qt.DropAction.CopyAction, held, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    entering.ignore()
    window.screen().dragEnterEvent(entering)
    assert not entering.isAccepted()


def test_wrong_files_are_told_on_the_screen_and_the_good_one_is_kept(window, door, aeo, photo, tmp_path, qtbot):
    (tmp_path / "no.pdf").write_bytes(b"hola")
    choose(window, "estatuto")
    window.screen().take([photo(), tmp_path / "no.pdf"])
    settled(qtbot, window)
    assert "El archivo no.pdf dice ser un PDF pero no lo es" in words_of(window)
    assert len(door.papel(aeo, "estatuto").files) == 1


def test_when_nothing_is_good_it_is_told_without_a_dialog(window, tmp_path, qtbot):
    (tmp_path / "vacio.pdf").write_bytes(b"")
    choose(window, "estatuto")
    window.screen().take([tmp_path / "vacio.pdf"])
    settled(qtbot, window)
    assert "El archivo vacio.pdf está vacío" in words_of(window)
    assert window.findChildren(Message) == []


def test_long_work_can_be_stopped_and_nothing_is_kept(window, door, aeo, tmp_path, qtbot):
    pages = [Image.frombytes("L", (1240, 1754), os.urandom(1240 * 1754)) for _ in range(10)]
    pages[0].save(tmp_path / "plan.tif", save_all=True, append_images=pages[1:])
    choose(window, "plan")
    screen = window.screen()
    screen.take([tmp_path / "plan.tif"])
    qtbot.waitUntil(lambda: screen.work.bar.value() > 0, timeout=20_000)
    screen.work.stop_button.click()
    settled(qtbot, window)
    assert door.papel(aeo, "plan").state == "falta"


def test_a_corrected_paper_takes_the_place_of_the_observed_one(window, door, aeo, photo, qtbot):
    choose(window, "estatuto")
    screen = window.screen()
    screen.take([photo("malo.png")])
    settled(qtbot, window)
    door.save_papel(aeo, "estatuto", {"observacion": "Falta una hoja", "observado_el": "20/11/2026"})
    said = words_of(window)
    assert "Observación: Falta una hoja" in said
    assert "hasta el 24/11/2026" in said
    screen.take([photo("bueno.png")])
    window.findChildren(Message)[0].findChild(QPushButton, "yes").click()
    settled(qtbot, window)
    found = door.papel(aeo, "estatuto")
    assert (found.row["estado"], [file.name for file in found.files]) == ("subsanado", ["bueno.pdf"])


def test_a_second_file_may_be_added_to_the_first(window, door, aeo, photo, qtbot):
    choose(window, "dni")
    for name in ("uno.png", "dos.png"):
        window.screen().take([photo(name)])
        for message in window.findChildren(Message):
            message.findChild(QPushButton, "agregar-mas").click()
        settled(qtbot, window)
    assert [file.name for file in door.papel(aeo, "dni").files] == ["uno.pdf", "dos.pdf"]


def test_the_first_page_is_seen_without_a_plain_copy(window, photo, qtbot):
    choose(window, "estatuto")
    screen = window.screen()
    screen.take([photo()])
    settled(qtbot, window)
    screen.see_button.click()
    assert screen.picture.isVisible()
    assert screen.picture.pixmap().width() > 100


def test_a_file_taken_out_can_be_put_back(window, door, aeo, photo, qtbot):
    choose(window, "estatuto")
    screen = window.screen()
    screen.take([photo()])
    settled(qtbot, window)
    next(each for each in screen.findChildren(QPushButton) if each.accessibleName() == "Quitar acta.pdf").click()
    assert door.papel(aeo, "estatuto").state == "falta"
    door.undo()
    assert door.papel(aeo, "estatuto").state == "listo"


def test_what_the_scanner_leaves_is_offered_for_the_paper_chosen(window, door, aeo, photo, tmp_path, qtbot):
    folder = tmp_path / "escaner"
    folder.mkdir()
    screen = window.screen()
    screen.watch(folder)
    assert screen.scanner.isHidden()
    photo().rename(folder / "scan001.png")
    qtbot.waitUntil(lambda: not screen.scanner.isHidden(), timeout=10_000)
    assert "Archivos nuevos del escáner: 1" in words_of(window)
    choose(window, "actas")
    screen.take_button.click()
    settled(qtbot, window)
    assert door.papel(aeo, "actas").state == "listo"
    assert screen.scanner.isHidden()


def test_the_review_is_typed_and_kept(window, door, aeo, photo, qtbot):
    choose(window, "estatuto")
    window.screen().take([photo()])
    settled(qtbot, window)
    window.screen().review_button.click()
    assert window.place() == ("papel", f"{aeo}/estatuto")
    form = window.screen().form
    form.rows["observado_el"].set_answer("20/11/2026")
    form.rows["observado_el"].editor.edited.emit()
    window.screen().save()
    assert window.place()[0] == "papel"  # what was observed is missing
    form.rows["observacion"].set_answer("No se lee el sello")
    form.rows["plazo_dias"].set_answer("3")
    form.rows["plazo_dias"].editor.edited.emit()
    window.screen().save()
    assert window.place()[0] == "expediente"
    assert door.papel(aeo, "estatuto").correct_until == "2026-11-25"


def test_the_list_of_the_call_is_chosen(window, door, aeo):
    window.screen().list_button.click()
    form = window.screen().form
    form.rows["requisitos"].set_answer("dni,plan")
    form.rows["otros"].set_answer("Constancia de posesión")
    form.rows["otros"].editor.edited.emit()
    window.screen().save()
    assert window.place() == ("expediente", aeo)
    assert "3. Constancia de posesión" in [each["label"] for each in window.screen()._rows()]


def test_the_size_of_the_portal_is_changed(window, door):
    window.screen().size_button.click()
    dialog = window.screen().findChildren(FormDialog)[0]
    dialog.form.rows["portal_mb"].set_answer("50")
    dialog.accept()
    assert door.portal_bytes() == 50_000_000
    assert "El portal acepta 50 MB." in words_of(window)


def test_the_folder_is_prepared_after_saying_what_is_missing(window, door, aeo, photo, tmp_path, qtbot):
    choose(window, "estatuto")
    screen = window.screen()
    screen.take([photo()])
    settled(qtbot, window)
    screen.pack_button.click()
    asked = window.findChildren(Message)[0]
    assert "Papeles a los que les falta algo: 10" in asked.happened.text()
    asked.reject()
    (tmp_path / "expediente-asociacion-sumaq-quwi").mkdir()
    place = screen._new_folder(tmp_path)
    assert place.name == "expediente-asociacion-sumaq-quwi-2"
    asked.accepted.emit()
    dialog = screen.findChildren(QFileDialog)[0]
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    settled(qtbot, window)
    assert "01-estatuto.pdf" in [path.name for path in place.iterdir()]
    assert (
        "Folios: 1." in next(each for each in window.findChildren(Message) if each.isVisible()).accessibleDescription()
    )


def test_the_page_of_an_aeo_leads_here(window, aeo):
    window.go("aeo", aeo)
    window.screen().expediente_button.click()
    assert window.place() == ("expediente", aeo)


def test_home_leads_to_a_correction_that_runs_out(window, door, aeo, photo, qtbot):
    choose(window, "estatuto")
    window.screen().take([photo()])
    settled(qtbot, window)
    door.save_papel(aeo, "estatuto", {"observacion": "Falta una hoja", "observado_el": "20/11/2026"})
    window.go("inicio")
    card = next(each for each in window.screen().task_cards if "Estatuto" in each.go.accessibleName())
    card.go.click()
    assert window.place() == ("expediente", aeo)
