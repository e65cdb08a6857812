"""Plays the main stories with no display and leaves pictures, papers and exchange files: python -m ayni.qt.demo OUT

An AEO typed with keys, its padrón from a sheet, its plan, a purchase followed through its failures, three machines that
disagree and end equal, the same from the command line; then every screen in both languages. What is left is listed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from ayni import lang
from ayni.domain.rentabilidad import explain
from ayni.job import finish
from ayni.paths import resource
from ayni.settings import Settings
from ayni.workspace import Refused, Workspace, create_workspace
from ayni.workspace.practica import EXAMPLE_PADRON, EXAMPLE_PLAN, EXAMPLE_PURCHASE, invented_ruc, make_practice

MARK = "historias.txt"  # a folder of stories says so, and may be made again
PASSPHRASE = "historias de Ayni"  # noqa: S105  invented data: everybody may know it
UBIGEO = "080408"
TOWN = "Municipalidad Distrital de Sumaq Llaqta (práctica)"
OFFICE, FIRST, SECOND = "Rosa Quispe", "Nilda Ccori", "Mateo Puma"
SCREEN = (1366, 720)
HIGH_ENOUGH = 60  # presses of Tab before giving up on a box
MODALITY = {"objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA"}


class Stage:
    """Where the stories are played: the folder that keeps what they leave, and what was left, in order."""

    def __init__(self, out: Path, app: Any) -> None:
        self.out, self.app = out, app
        self.left: list[Path] = []
        self.failed: list[str] = []
        self.shots = 0

    def place(self, *parts: str) -> Path:
        """A path inside the folder whose parent exists; it is listed at the end."""
        path = self.out.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.left.append(path)
        return path

    def draw(self, window: Any, *parts: str) -> None:
        """Leave a picture of a window."""
        for _turn in range(4):
            self.app.processEvents()
        window.grab().save(str(self.place(*parts)))

    def say(self, text: object) -> None:
        """Tell who watches."""
        print(text, flush=True)  # noqa: T201  the answer of this command

    @contextmanager
    def window(self, door: Workspace) -> Iterator["Hands"]:
        """The real window over a door, with somebody at its keys."""
        from ayni.qt.screens.main_window import MainWindow  # noqa: PLC0415  after the language is chosen

        window = MainWindow(door, Settings())
        window.resize(*SCREEN)
        window.show()
        window.activateWindow()
        self.app.processEvents()
        hands = Hands(self, window)
        try:
            yield hands
        finally:
            window.shut()
            window.hide()
            window.deleteLater()
            self.app.processEvents()


class Hands:
    """Somebody at the keyboard: every key goes to whatever has the focus."""

    def __init__(self, stage: Stage, window: Any) -> None:
        self.stage, self.window = stage, window

    def draw(self, name: str) -> None:
        """Leave a picture, numbered in the order of the story."""
        self.stage.shots += 1
        self.stage.draw(self.window, "historias", f"{self.stage.shots:02}-{name}.png")

    def press(self, name: str, *, control: bool = False) -> None:
        """One key, by Qt's name of it."""
        from PySide6.QtCore import Qt  # noqa: PLC0415  Qt reads the environment when it starts
        from PySide6.QtTest import QTest  # noqa: PLC0415

        modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self.stage.app.focusWidget() or self.window, getattr(Qt.Key, f"Key_{name}"), modifier)
        self.stage.app.processEvents()

    def write(self, text: str) -> None:
        """Letter by letter; those with a tilde come from a keyboard as text."""
        from PySide6.QtCore import QEvent, Qt  # noqa: PLC0415
        from PySide6.QtGui import QKeyEvent  # noqa: PLC0415

        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                self.stage.app.sendEvent(self.stage.app.focusWidget(), event)
        self.stage.app.processEvents()

    def reach(self, name: str) -> Any:
        """Tab until the box with this name has the focus."""
        from PySide6.QtWidgets import QWidget  # noqa: PLC0415

        for _ in range(HIGH_ENOUGH):
            at = self.stage.app.focusWidget()
            while isinstance(at, QWidget) and at.objectName() != name:
                at = None if at.isWindow() else at.parentWidget()
            if at is not None:
                return self.stage.app.focusWidget()
            self.press("Tab")
        raise LookupError(name)

    def answer(self, name: str, text: str) -> None:
        """Go to a box and answer it: letters in a line, arrows among a few choices."""
        from PySide6.QtWidgets import QRadioButton  # noqa: PLC0415

        box = self.reach(name)
        if isinstance(box, QRadioButton):
            for key in ("Right", "Down") * 4:
                if self.stage.app.focusWidget().objectName() == text:
                    self.press("Space")
                    return
                self.press(key)
            raise LookupError(text)
        self.press("A", control=True)
        self.write(text)

    def go_on(self) -> None:
        """Next, or Save."""
        self.press("Return", control=True)


def _first(name: str) -> str:
    """What people call somebody."""
    return name.partition(" ")[0]


def _office(stage: Stage, name: str, role: str) -> Workspace:
    folder = stage.out / "carpetas" / _first(name).lower()
    door, recovery = create_workspace(
        folder, ubigeo=UBIGEO, name=TOWN, person=name, role=role, passphrase=PASSPHRASE, cost=2**10
    )
    if role == "oficina":
        door.print_recovery_sheet(recovery, stage.place("papeles", "hoja-de-recuperacion.pdf"))
    return door


# --- the stories


def first_story(stage: Stage, door: Workspace) -> str:
    """An AEO of cuy breeders: typed with keys, its padrón from a sheet, its board, its papers."""
    stage.say("1. Una organización de criadores de cuyes")
    call = {"nombre": "PROCOMPITE 2026", "year": "2026", "fecha_autorizacion": "20/02/2026"}
    door.save_convocatoria({**call, "fondo_centimos": "800,000.00", "categorias": "A,B", "cadenas": "cuy,cacao"})
    with stage.window(door) as hands:
        hands.window.go("inicio", fresh=True)
        hands.draw("inicio")
        hands.window.go("organizaciones", fresh=True)
        hands.window.go("registrar-aeo")
        _type_aeo(hands)
    if not door.aeo_count():
        raise SystemExit("La organización no se guardó con el teclado.")
    aeo = str(door.aeos(0, 1)[0]["id"])
    sheet = stage.place("hojas", "padron.xlsx")
    shutil.copyfile(resource(EXAMPLE_PADRON), sheet)
    finish(door.importing_padron(aeo, door.read_padron(aeo, sheet)))
    members = door.socios(aeo, 0, -1)
    for socio, cargo in zip(members[::4], ("presidente", "secretario", "tesorero"), strict=False):
        door.save_cargo(aeo, {"socio": socio["id"], "cargo": cargo, "desde": "15/01/2026", "hasta": "14/01/2028"})
    door.save_socio(aeo, {"telefono": "984 123 456"}, members[1]["id"], reason="Lo dijo la persona")
    door.save_baja(members[2]["id"], {"fecha_baja": "01/06/2026", "motivo_baja": "Se mudó a Quillabamba"})
    door.return_socio(members[2]["id"])
    for answer in door.eligibility(door.aeo(aeo), aeo):
        stage.say(f"   {answer.result}  {answer.sentence}  [{answer.article}]")
    for language in ("es", "quz", "both"):
        door.print_ficha_aeo(aeo, stage.place("papeles", f"ficha-aeo-{language}.pdf"), language)
        door.print_padron(aeo, stage.place("papeles", f"padron-{language}.pdf"), language)
    door.export_padron(aeo, stage.place("hojas", "padron-de-vuelta.xlsx"))
    with stage.window(door) as hands:
        for screen in ("aeo", "padron", "junta"):
            hands.window.go(screen, aeo)
            hands.draw(screen)
    return aeo


def _type_aeo(hands: Hands) -> None:
    steps = (
        (("categoria", "A"), ("cadena", "Cuy"), ("producto", "Cuy en pie")),
        (("nombre", "Asociación de Criadores de Cuyes Sumaq Quwi"), ("naturaleza", "juridica")),
        (("tipo", "Asociación"), ("ruc", invented_ruc(70)), ("partida_registral", "11045678")),
        (("ruc_estado", "activo"), ("ruc_condicion", "habido"), ("ruc_fecha", "10/02/2026")),
        (("fecha_constitucion", "12 de marzo de 2021"), ("hogares", "18")),
        (("comunidad", "Quwi Pampa"), ("telefono", "984 123 456")),
        (("contacto_nombre", "Rosa Quispe Mamani"),),
        (("beneficiaria_antes", "no"),),
    )
    for number, step in enumerate(steps, start=1):
        for name, text in step:
            hands.answer(name, text)
        hands.draw(f"registrar-aeo-{number}")
        hands.go_on()
    hands.draw("registrar-aeo-revisar")
    hands.go_on()
    hands.draw("aeo-registrada")


def second_story(stage: Stage, door: Workspace, aeo: str) -> None:
    """Its plan: a budget that adds up, its limits, VAN, TIR and B/C of the plan and of the members' money."""
    stage.say("2. Su plan de negocio")
    plan = door.import_plan(resource(EXAMPLE_PLAN), {"aeo": aeo, "convocatoria": door.aeo(aeo)["convocatoria"]})
    for told in explain(door.indicators(plan)):
        stage.say(f"   {lang._(told.label)}: {told.value}. {told.sentence}")
    for light in door.lights(plan):
        stage.say(f"   {light.result}  {light.sentence}  [{light.article}]")
    for language in ("es", "quz", "both"):
        door.print_plan_resumen(plan, stage.place("papeles", f"plan-resumen-{language}.pdf"), language)
    with stage.window(door) as hands:
        for screen in ("plan", "presupuesto", "produccion", "resultados"):
            hands.window.go(screen, plan)
            hands.draw(screen)


def third_story(stage: Stage, door: Workspace, aeo: str) -> None:
    """A purchase imported and another typed, with an event corrected; where the days went; the sheet for the AEO."""
    stage.say("3. Una compra y sus fracasos")
    cacao = {"nombre": "Asociación de Productores de Cacao Inti Sach'a", "cadena": "cacao", "categoria": "B"}
    who = {"naturaleza": "juridica", "tipo": "asociacion", "ruc": invented_ruc(71), "ubigeo": UBIGEO}
    call = door.aeo(aeo)["convocatoria"]
    other = door.save_aeo({**cacao, **who, "convocatoria": call, "fecha_constitucion": "18/04/2017"})
    facts = {**MODALITY, "aeo": other, "monto_estimado_centimos": "103,000.00"}
    name = "Cuatro máquinas para beneficiar cacao"
    compra = door.import_compra(resource(EXAMPLE_PURCHASE), {**facts, "nombre": name, "year": "2021"})
    for on in (date(2022, 6, 30), date(2022, 7, 4)):
        stands = door.purchase(compra, on)
        stage.say(
            f"   {on:%d/%m/%Y}: {stands.elapsed_days} días de {stands.planned_days}, "
            f"{stands.attempts} convocatorias, {stands.cycle} ciclos"
        )
    for segment in door.purchase(compra, date(2022, 7, 4)).segments:
        stage.say(f"   {segment.days:>5}  {segment.label}")
    typed = door.save_compra({**MODALITY, "aeo": aeo, "nombre": "Jaulas metálicas", "year": "2026"})
    wrong = door.save_evento(typed, {"codigo": "requerimiento", "fecha": "20/02/2026", "modo": "TARDIO"})
    door.rectify_evento(wrong, "REEMPLAZAR", {"fecha": "02/03/2026"}, "Se copió mal la fecha del pedido")
    for record, language in ((compra, "both"), (compra, "quz"), (typed, "es")):
        path = stage.place("papeles", f"compra-estado-{language}.pdf")
        door.print_compra_estado(record, path, language, date(2022, 7, 4) if record == compra else None)
    with stage.window(door) as hands:
        for screen, record in (("compras", ""), ("compra", typed), ("compra", compra)):
            hands.window.go(screen, record)
            hands.draw(screen)
        hands.press("D", control=True)
        hands.write("04/07/2022")
        hands.press("Return")
        hands.draw("compra-al-04-07-2022")


def fourth_story(stage: Stage, office: Workspace, aeo: str) -> None:
    """The office and two promoters disagree about one DNI, decide, and end equal; wrong files are refused by name."""
    stage.say("4. El intercambio entre tres equipos")
    promoters = {name: _office(stage, name, "promotor") for name in (FIRST, SECOND)}
    doors = {OFFICE: office, **promoters}
    sent = 0

    def send(one: str, other: str) -> Any:
        nonlocal sent
        sent += 1
        path = stage.place("envios", f"{sent:02}-{_first(one)}-a-{_first(other)}.ayni")
        finish(doors[one].exporting(other, path))
        return finish(doors[other].receiving(path))

    try:
        cards = {name: door.write_card(stage.place("envios", f"{name}.tarjeta")) for name, door in doors.items()}
        for name, door in promoters.items():
            here, there = office.trust(cards[name]).code, door.trust(cards[OFFICE]).code
            stage.say(f"   {OFFICE} y {name} ven el mismo código: {here} = {there}")
            send(OFFICE, name)
        socio = office.socios(aeo, 6, 1)[0]
        for ending, (name, door) in zip(("70", "71", "72"), doors.items(), strict=True):
            door.save_socio(aeo, {"dni": str(socio["dni"])[:6] + ending}, socio["id"], reason=f"Lo vio {name}")
        send(SECOND, OFFICE)
        send(FIRST, OFFICE)
        _refuse_wrong_files(stage, office)
        with stage.window(office) as hands:
            for screen, record in (("intercambio", ""), ("desacuerdo", ""), ("desacuerdo", office.clashes()[0].id)):
                hands.window.go(screen, record)
                hands.draw(screen)
        for clash in office.clashes():
            for side in clash.sides:
                stage.say(f"   {clash.title}: {', '.join(value for _label, value in side.shown)} ({side.person})")
            office.decide(clash.id, 0, "Según la copia del DNI")
        for name in promoters:
            send(OFFICE, name)
        for name, door in doors.items():
            stage.say(f"   {door.state_hash()[:16]}  {name}  {_agrees(door)}")
    finally:
        for door in promoters.values():
            door.close()


def _agrees(door: Workspace) -> str:
    return "; ".join(str(sentence) for sentence in door.check()) or "todo coincide con su registro de cambios"


def _refuse_wrong_files(stage: Stage, office: Workspace) -> None:
    """A truncated file, an altered one, one that is not for us, one that is nobody's: each says what it is."""
    good = min((stage.out / "envios").glob("*-a-Rosa.ayni")).read_bytes()
    spoiled = {"cortado": good[:-40], "cambiado": good[:-1] + bytes([good[-1] ^ 1]), "carta": b"Estimados:"}
    for name, data in spoiled.items():
        path = stage.place("envios", "malos", f"{name}.ayni")
        path.write_bytes(data)
        _say_refusal(stage, office, path)
    _say_refusal(stage, office, min((stage.out / "envios").glob("*-a-Nilda.ayni")))


def _say_refusal(stage: Stage, office: Workspace, path: Path) -> None:
    try:
        finish(office.receiving(path))
    except Refused as error:
        stage.say(f"   {path.name}: {error.sentence}")


def fifth_story(stage: Stage, folder: Path, aeo: str) -> None:
    """The same from the command line, in processes of its own."""
    stage.say("5. Lo mismo desde la línea de órdenes")
    told = stage.place("ordenes.txt")
    lines = (
        ("plan", "compute", str(resource(EXAMPLE_PLAN)), "--json"),
        ("compra", "replay", str(resource(EXAMPLE_PURCHASE)), "--on", "2022-07-04"),
        ("aeo", "show", str(folder), aeo),
        ("junta", "list", str(folder), aeo),
        ("plan", "list", str(folder)),
        ("compra", "list", str(folder)),
        ("trusted", str(folder)),
        ("check", str(folder), "--hash"),
    )
    with told.open("w", encoding="utf-8") as out:
        for line in lines:
            done = subprocess.run(  # noqa: S603  our own program
                [sys.executable, "-m", "ayni", *line],
                env=os.environ | {"AYNI_PASSPHRASE": PASSPHRASE},
                capture_output=True,
                text=True,
                check=False,
            )
            out.write(f"$ ayni {' '.join(line)}\n{done.stdout}{done.stderr}\n")
            stage.say(f"   ayni {' '.join(line[:2])} … {done.returncode}")


def every_screen(stage: Stage) -> None:
    """Each screen of the window on the practice municipality, in both languages."""
    from ayni.qt.gallery import show  # noqa: PLC0415  after Qt has started
    from ayni.qt.shell import screens  # noqa: PLC0415

    stage.say("Todas las pantallas, en español y en runasimi")
    door = make_practice(stage.out / "carpetas" / "practica")
    try:
        for language in lang.LANGUAGES:
            lang.use(language)
            for name in sorted(screens()):
                try:
                    window: Any = show(name, door)
                except Exception as error:  # noqa: BLE001  one that fails must not hide the others
                    stage.failed.append(f"{name} ({language}): {error!r}")
                    continue
                window.resize(*SCREEN)
                stage.draw(window, "pantallas", language, f"{name}.png")
                window.shut()
                window.hide()
                window.deleteLater()
                stage.app.processEvents()
    finally:
        lang.use(lang.SPANISH)
        door.close()


def play(out: Path, app: Any) -> Stage:
    """Play everything into a folder; the stage knows what was left, in order, and which screens failed."""
    stage = Stage(out, app)
    office = _office(stage, OFFICE, "oficina")
    try:
        town = {"alcalde": "Saturnina Huamanvilca", "gerente": "Eleuterio Ccahuana"}
        office.save_municipality({"nombre": TOWN, **town, "gerente_cargo": "Gerente de Desarrollo Económico"})
        aeo = first_story(stage, office)
        second_story(stage, office, aeo)
        third_story(stage, office, aeo)
        fourth_story(stage, office, aeo)
    finally:
        folder = office.folder
        office.close()
    fifth_story(stage, folder, aeo)
    every_screen(stage)
    return stage


def main(argv: list[str] | None = None) -> int:
    """Prepare the folder and Qt, play, and list what was left."""
    words = sys.argv[1:] if argv is None else argv
    if len(words) != 1:
        print("Uso: python -m ayni.qt.demo CARPETA", file=sys.stderr)  # noqa: T201  the answer of this command
        return 2
    out = Path(words[0])
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        print("Esa carpeta ya tiene archivos. Elija otra, vacía.", file=sys.stderr)  # noqa: T201
        return 1
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / MARK).write_text("Historias de Ayni con datos inventados.\n", encoding="utf-8")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")
    from PySide6.QtCore import qInstallMessageHandler  # noqa: PLC0415  Qt reads the environment above when it starts

    from ayni.qt.app import make_application  # noqa: PLC0415

    qInstallMessageHandler(_hear)
    stage = play(out, make_application(sys.argv[:1], Settings()))
    print("\nQuedó:")  # noqa: T201
    for path in stage.left:
        print(f"  {path}")  # noqa: T201
    for failed in stage.failed:
        print(f"No se pudo abrir sola la pantalla {failed}", file=sys.stderr)  # noqa: T201
    return 1 if stage.failed else 0


def _hear(_kind: object, _context: object, message: str) -> None:
    """Qt's warnings, but the one harmless line of the platform without a display."""
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
