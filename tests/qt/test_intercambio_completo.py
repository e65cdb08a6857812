"""Give and receive on the screen: changes by name, receipts with one key, folders, wrong files and what to do next."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QPushButton, QWidget

from ayni.job import finish
from ayni.qt.screens.main_window import MainWindow
from ayni.settings import Settings
from ayni.sync.container import HEADER, pack
from qt.test_intercambio import (  # noqa: F401  the fixtures of exchange
    beto,
    choose_file,
    office,
    press,
    reads,
    settled,
    trusting,
    window,
    workspace,
)

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.usefixtures("trusting"),
]

CALL = {
    "nombre": "PROCOMPITE 2026",
    "year": "2026",
    "fecha_autorizacion": "20/02/2026",
    "categorias": "A",
    "cadenas": "cuy",
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


@pytest.fixture
def aeo(office, beto, tmp_path):  # noqa: F811
    """An AEO that both hold."""
    made = office.save_aeo({"convocatoria": office.save_convocatoria(CALL), **AEO})
    finish(office.exporting("Beto Promotor", tmp_path / "ida.ayni"))
    finish(beto.taking(tmp_path / "ida.ayni"))
    finish(beto.exporting("Ana Oficina", tmp_path / "vuelta.ayni"))
    finish(office.taking(tmp_path / "vuelta.ayni"))
    return made


def looked(qtbot, window, *places):  # noqa: F811
    window.go("intercambio")
    window.go("recibir", "\n".join(str(place) for place in places))
    settled(qtbot, window)
    return reads(window)


def state(office):  # noqa: F811
    [machine] = office.trusted()
    return machine["unsent"], machine["unconfirmed"]


def test_what_will_change_is_told_by_name_and_opened_and_may_be_left(qtbot, window, office, beto, aeo, tmp_path):  # noqa: F811
    office.save_aeo({"ruc": "20100113610"}, aeo)
    beto.save_aeo({"ruc": "20100070970"}, aeo)
    finish(beto.exporting("Ana Oficina", tmp_path / "de-beto.ayni"))
    before = office.state_hash()
    told = looked(qtbot, window, tmp_path / "de-beto.ayni")
    for words in ("Organización: 1", "cambian: 1", "Asociación Sumaq Quwi", "se discute", "Abrirá desacuerdos: 1."):
        assert words in told
    press(qtbot, window, f"abrir.{aeo}")
    assert window.place() == ("aeo", aeo)
    window.back()
    settled(qtbot, window)
    press(qtbot, window, "volver")
    assert window.place()[0] == "intercambio"
    assert office.state_hash() == before


def test_after_receiving_one_key_writes_the_receipt_beside_the_file(qtbot, window, office, beto, aeo, tmp_path):  # noqa: F811
    beto.save_aeo({"comunidad": "Ccorao"}, aeo)
    stick = tmp_path / "usb"
    stick.mkdir()
    finish(beto.exporting("Ana Oficina", stick / "de-beto.ayni"))
    assert beto.trusted()[0]["unconfirmed"] == 1
    looked(qtbot, window, stick / "de-beto.ayni")
    press(qtbot, window, "recibir_ahora")
    settled(qtbot, window)
    focused = window.focusWidget()
    assert focused.objectName() == "recibo.Beto Promotor"
    qtbot.keyClick(focused, Qt.Key.Key_Return)
    [receipt] = [path for path in stick.iterdir() if path.name != "de-beto.ayni"]
    assert receipt.name == "recibo-beto-promotor-ana-oficina.ayni"
    assert not focused.isEnabled()
    assert f"Recibo grabado: {receipt.name}" in reads(window)
    assert focused.width() >= focused.sizeHint().width()  # its text is not cut
    finish(beto.taking(receipt))
    assert beto.trusted()[0]["unconfirmed"] == 0


def test_the_receipts_of_two_senders_in_one_folder_are_two_files(qtbot, window, office, beto, aeo, tmp_path):  # noqa: F811
    cira = workspace(tmp_path / "cira", "Cira Promotora", "promotor")
    for door, other in ((office, cira), (cira, office)):
        door.write_card(tmp_path / "tarjeta.ayni")
        other.trust(tmp_path / "tarjeta.ayni")
    finish(office.exporting("Cira Promotora", tmp_path / "ida-cira.ayni"))
    finish(cira.taking(tmp_path / "ida-cira.ayni"))
    stick = tmp_path / "usb"
    stick.mkdir()
    for door, place in ((beto, "Ccorao"), (cira, "Patabamba")):
        door.save_aeo({"comunidad": place}, aeo)
        finish(door.exporting("Ana Oficina", stick / f"{place}.ayni"))
    looked(qtbot, window, stick)
    press(qtbot, window, "recibir_ahora")
    settled(qtbot, window)
    for door, name in ((beto, "Beto Promotor"), (cira, "Cira Promotora")):
        press(qtbot, window, f"recibo.{name}")
        [receipt] = [path for path in stick.iterdir() if name.split()[0].lower() in path.name]
        assert finish(door.taking(receipt)).received > 0
    assert len(list(stick.iterdir())) == 4
    cira.close()


def test_stopped_between_two_files_what_was_received_is_shown_and_the_rest_still_waits(
    qtbot,
    window,  # noqa: F811
    office,  # noqa: F811
    beto,  # noqa: F811
    aeo,
    tmp_path,
    monkeypatch,
):
    stick = tmp_path / "usb"
    stick.mkdir()
    for name, place in (("a.ayni", "Ccorao"), ("b.ayni", "Patabamba")):
        beto.save_aeo({"comunidad": place}, aeo)
        finish(beto.exporting("Ana Oficina", stick / name))
    looked(qtbot, window, stick)
    screen, honest = window.screen(), office.taking

    def stopped_at_the_second(path):
        if path.name == "b.ayni":
            screen.panel._task.stop()
            yield 0.0
        return (yield from honest(path))

    monkeypatch.setattr(office, "taking", stopped_at_the_second)
    press(qtbot, window, "recibir_ahora")
    settled(qtbot, window)
    assert office.aeo(aeo)["comunidad"] == "Ccorao"
    cards = [card.objectName() for card in screen.findChildren(QWidget) if card.objectName() in {"recibido", "cambios"}]
    assert cards == ["recibido", "cambios"]
    assert "Recibido. Guardados nuevos: 1" in reads(window)
    assert screen.paths == [stick / "b.ayni"]
    monkeypatch.setattr(office, "taking", honest)
    press(qtbot, window, "recibir_ahora")
    settled(qtbot, window)
    assert office.aeo(aeo)["comunidad"] == "Patabamba"


def test_a_receipt_is_received_like_any_file(qtbot, window, office, beto, aeo, tmp_path):  # noqa: F811
    office.save_aeo({"comunidad": "Ccorao"}, aeo)
    finish(office.exporting("Beto Promotor", tmp_path / "x.ayni"))
    finish(beto.taking(tmp_path / "x.ayni"))
    beto.write_receipt("Ana Oficina", tmp_path / "recibo.ayni")
    window.go("intercambio")
    assert "exportado: 1" in reads(window)
    assert "Ya se grabó" in reads(window)
    assert "recibido: 1" in looked(qtbot, window, tmp_path / "recibo.ayni")
    assert state(office) == (0, 1)
    press(qtbot, window, "recibir_ahora")
    settled(qtbot, window)
    assert "todavía no le llega: 0" in reads(window)
    window.go("intercambio")
    assert "recibido: todo" in reads(window)
    assert "No hace falta darle nada" in reads(window)


def test_a_receipt_is_written_for_a_machine_from_its_place(qtbot, window, beto, aeo, tmp_path):  # noqa: F811
    window.go("intercambio")
    press(qtbot, window, "recibo.Beto Promotor")
    choose_file(qtbot, window, tmp_path / "r.ayni")
    qtbot.waitUntil((tmp_path / "r.ayni").exists)
    assert beto.look_at(tmp_path / "r.ayni").waiting == 0


def test_a_folder_is_searched_and_what_is_half_copied_or_known_is_told(qtbot, window, office, beto, aeo, tmp_path):  # noqa: F811
    stick = tmp_path / "usb"
    stick.mkdir()
    beto.save_aeo({"comunidad": "Ccorao"}, aeo)
    finish(beto.exporting("Ana Oficina", stick / "a.ayni"))
    (stick / "medio.ayni").write_bytes((stick / "a.ayni").read_bytes()[:99])
    finish(office.exporting("Beto Promotor", stick / "para-beto.ayni"))
    window.go("intercambio")
    press(qtbot, window, "buscar")
    qtbot.waitUntil(lambda: bool(window.findChildren(QFileDialog)))
    dialog = window.findChildren(QFileDialog)[-1]
    dialog.fileSelected.emit(str(stick))
    dialog.reject()
    qtbot.waitUntil(lambda: window.place()[0] == "recibir")
    settled(qtbot, window)
    told = reads(window)
    assert "a.ayni" in told
    assert "Todavía se están copiando: medio.ayni" in told
    assert "para-beto" not in told
    press(qtbot, window, "recibir_ahora")
    settled(qtbot, window)
    assert office.aeo(aeo)["comunidad"] == "Ccorao"
    told = looked(qtbot, window, stick)
    assert "No hay envíos nuevos" in told
    assert "Archivos que ya se recibieron antes: 2." in told
    assert not window.screen().go_button.isVisible()
    assert "nada" in looked(qtbot, window, stick / "nada")


@pytest.fixture
def wrong(office, beto, tmp_path):  # noqa: F811
    """A file that is wrong in each way, and a word of what must be said of it."""
    beto.save_convocatoria(CALL)
    good = tmp_path / "bueno.ayni"
    finish(beto.exporting("Ana Oficina", good))
    raw = good.read_bytes()
    stranger = workspace(tmp_path / "dora", "Dora Lejana", "promotor")
    office.write_card(tmp_path / "ana.ayni")
    stranger.trust(tmp_path / "ana.ayni")
    finish(stranger.exporting("Ana Oficina", tmp_path / "desconocido.ayni"))
    stranger.close()
    finish(office.exporting("Beto Promotor", tmp_path / "de-otro.ayni"))
    beto.write_card(tmp_path / "tarjeta.ayni")
    newer = bytearray(raw)
    newer[5:7] = (9).to_bytes(2, "big")
    beto._keep_meta("ubigeo", "080104")
    finish(beto.exporting("Ana Oficina", tmp_path / "vecino.ayni"))
    beto._keep_meta("ubigeo", "080101")
    for name, data in (
        ("foto", b"\x89PNG una foto"),
        ("cortado", raw[:-40]),
        ("cabeza", raw[: HEADER.size - 5]),
        ("cambiado", raw[:-9] + b"123456789"),
        ("nuevo", bytes(newer)),
        ("solicitud", pack(b"S", b"x")),
        ("alta", pack(b"A", b"x")),
    ):
        (tmp_path / f"{name}.ayni").write_bytes(data)
    return {
        "foto": "no es de Ayni",
        "cortado": "incompleto",
        "cabeza": "incompleto",
        "cambiado": "dañado o alguien lo cambió",
        "nuevo": "versión más nueva",
        "desconocido": "Lo envía Dora Lejana",
        "de-otro": "cerrado para otra persona",
        "tarjeta": "es una tarjeta",
        "vecino": "otra municipalidad",
        "solicitud": "solicitud de un equipo nuevo",
        "alta": "alta de un equipo nuevo",
        "no-esta": "No se puede leer",
    }


def test_each_wrong_file_has_its_sentence_and_its_next_step(qtbot, window, office, wrong, tmp_path):  # noqa: F811
    before = office.state_hash()
    looked(qtbot, window, *(tmp_path / f"{name}.ayni" for name in wrong))
    cards = window.screen().findChildren(QWidget, "rechazo")
    assert [card.title.text() for card in cards] == [f"{name}.ayni" for name in wrong]
    steps = {}
    for card, (name, said) in zip(cards, wrong.items(), strict=True):
        assert said in "\n".join(label.text() for label in card.findChildren(QLabel)), name
        steps[name] = card.findChild(QPushButton, "que_sigue").text()
    assert not window.screen().go_button.isVisible()
    assert office.state_hash() == before
    assert steps["tarjeta"] == "Leer esta tarjeta"
    assert (steps["solicitud"], steps["alta"]) == ("Ver esta solicitud", "Ver esta alta")
    assert steps["desconocido"] == "Leer su tarjeta"
    assert steps["foto"] == steps["cortado"] == "Elegir otro archivo"


def test_a_card_among_the_files_is_read_with_one_key(qtbot, window, beto, tmp_path):  # noqa: F811
    beto.write_card(tmp_path / "tarjeta.ayni")
    looked(qtbot, window, tmp_path / "tarjeta.ayni")
    press(qtbot, window, "que_sigue")
    assert window.place() == ("leer-tarjeta", str(tmp_path / "tarjeta.ayni"))
    assert window.screen().code.text() == beto.trusted()[0]["code"]


def test_one_file_for_several_or_into_the_mailbox(qtbot, window, office, beto, aeo, tmp_path):  # noqa: F811
    mail = tmp_path / "correo"
    mail.mkdir()
    window.go("intercambio")
    press(qtbot, window, "dar_de_otra_manera")
    screen = window.screen()
    assert not screen.post_button.isEnabled()
    screen._use(mail)
    assert "correo" in reads(window)
    screen.findChild(QCheckBox, "todo").setChecked(True)
    press(qtbot, window, "dejar")
    qtbot.waitUntil(lambda: window.place()[0] == "enviado")
    [left] = mail.iterdir()
    assert finish(beto.taking(left)).nothing_new
    assert office.mailbox() == mail
    window.go("intercambio")
    press(qtbot, window, "ver_buzon")
    settled(qtbot, window)
    assert "No hay envíos nuevos" in reads(window)


def test_the_office_ticks_what_a_promoter_carries(qtbot, window, office, aeo):  # noqa: F811
    window.go("intercambio")
    assert "Lleva todas las organizaciones" in window.screen().findChild(QPushButton, "lleva.Beto Promotor").text()
    press(qtbot, window, "lleva.Beto Promotor")
    box = window.screen().findChild(QCheckBox, f"aeo.{aeo}")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.place()[0] == "intercambio"
    assert [each["aeo"] for each in office.assigned("Beto Promotor")] == [aeo]
    press(qtbot, window, "lleva.Beto Promotor")
    window.screen().findChild(QCheckBox, f"aeo.{aeo}").setChecked(False)
    press(qtbot, window, "guardar")
    assert office.assigned("Beto Promotor") == []


def test_a_promoter_is_not_offered_what_only_the_office_does(in_front, beto):  # noqa: F811
    made = MainWindow(beto, Settings())
    in_front(made)
    made.go("intercambio")
    assert made.screen().findChild(QPushButton, "lleva.Ana Oficina") is None
    made.shut()
    made.hide()
    made.deleteLater()
