"""Machines: which ones there are and until when, how one joins, and what is done when one is lost."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QWidget

from ayni.domain.certificado import AT_EASE, ENDED, ENDING, LOST, STATES
from ayni.domain.fields import Field, LongText, Text
from ayni.domain.municipio import OFICINA, PROMOTOR
from ayni.lang import N_, Sentence, _, day, moment
from ayni.qt.kit.cards import Card, EmptyState, Page, button, empty_layout, line, row, tag, words
from ayni.qt.kit.form import Form
from ayni.qt.kit.keys import EnterMoves, announce, watch
from ayni.qt.kit.trouble import tell
from ayni.qt.kit.work import WorkPanel
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.intercambio import PATTERN, ROLES, about, big_code
from ayni.qt.screens.pages import FormPage, ask_file, file_name
from ayni.qt.shell import Screen, Shell
from ayni.workspace import Refused
from ayni.workspace.envio import Sent
from ayni.workspace.equipo import ALTA_FIRST, FORKS, Machine, Waiting
from ayni.workspace.intercambio import Receipt

TONES = {AT_EASE: "good", ENDING: "attention", ENDED: "problem", LOST: "problem"}
MOST_SHOWN = 200  # saves of a quarantine on one page
CELLS_SHOWN = 6
PERSON = Field("persona", N_("Quién usará el equipo"), Text(160), required=True)
REASON = Field(
    "reason",
    N_("¿Qué pasó?"),
    LongText(500),
    required=True,
    help=N_("Por ejemplo: se perdió en el viaje a la comunidad. Lo leerá quien revise después."),
)
WHY = Field("reason", N_("Por qué se decide así"), LongText(500), required=True)


class EquiposScreen(Page):
    """Every machine with its state, and what may be done with it."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(
            _("Equipos"),
            hint=_("Cada equipo tiene un certificado de la oficina, que vence. Si uno se pierde, dígalo aquí."),
            letters=0,
        )
        self.shell = shell
        self.office = shell.door.role == OFICINA
        if self.office:
            self.first_button = button(
                _("Dar de alta un equipo"), self.read_request, role="primary", drawn="agregar", keys="Ctrl+N"
            )
            self.first_button.setObjectName("dar_de_alta")
        else:
            self.first_button = button(
                _("Unir este equipo a una oficina"), lambda: shell.go("unir-equipo"), role="primary", keys="Ctrl+N"
            )
            self.first_button.setObjectName("unir_equipo")
        self.panel = WorkPanel(shell.worker)
        self.column.addLayout(row(self.first_button))
        self.column.addWidget(self.panel)
        self.told = Card("")
        self.told.title.hide()
        self.column.addWidget(self.told)
        self.end()
        self._draw()

    def _draw(self) -> None:
        empty_layout(self.told.column, keep=1)
        for place, machine in enumerate(self.shell.door.machines()):
            if place:
                self.told.column.addWidget(line())
            self._machine(machine)

    def _machine(self, machine: Machine) -> None:
        column = self.told.column
        top = Wrap(gap=8)
        name = words(machine.name, "label")
        name.setWordWrap(False)
        top.addWidget(name)
        if machine.mine:
            top.addWidget(tag(_("este equipo"), "accent"))
        top.addWidget(tag(_(STATES[machine.state]), TONES[machine.state]))
        if machine.fork:
            top.addWidget(tag(_("dos copias"), "problem"))
        column.addLayout(top)
        column.addWidget(words("  ·  ".join(_facts(machine)), "hint"))
        if machine.state == LOST:
            said = N_("Declarado perdido el {date}: {reason}")
            column.addWidget(words(str(Sentence(said, date=day(machine.lost), reason=machine.reason))))
        if machine.fork:
            column.addWidget(words(str(Sentence(FORKS[machine.fork], name=machine.name)), "attention"))
        if machine.waiting:
            said = N_("Espera en cuarentena: {count}.")
            column.addWidget(words(str(Sentence(said, count=machine.waiting)), "attention"))
        made = self._buttons(machine)
        if made:
            column.addLayout(row(*made))

    def _buttons(self, machine: Machine) -> list[QWidget]:
        made = []
        if machine.waiting:
            made.append(self._button(N_("Ver lo que espera"), "espera", machine, self._quarantine))
        if self.office and machine.code:
            renew = N_("Renovar") if machine.until else N_("Dar certificado")
            made.append(self._button(renew, "renovar", machine, self.renew))
            if machine.until:
                made.append(self._button(N_("Grabar su alta otra vez"), "alta", machine, self.hand_out))
        if self.office and not machine.mine and machine.state != LOST:
            made.append(self._button(N_("Equipo perdido…"), "perdido", machine, self._lost))
        return made

    def _button(self, label: str, name: str, machine: Machine, do: Callable[[Machine], None]) -> QWidget:
        made = button(_(label), partial(do, machine), role="quiet")
        made.setObjectName(f"{name}.{machine.name}")
        made.setAccessibleName(f"{_(label)}: {machine.name}")
        return made

    def start(self) -> None:
        """What is done most."""
        self.first_button.setFocus()

    def read_request(self) -> None:
        """Choose the request of a new machine."""
        ask_file(self, _("Solicitud del equipo nuevo"), PATTERN, lambda path: self.shell.go("alta-equipo", str(path)))

    def renew(self, machine: Machine) -> None:
        """One key press: another term from today."""
        if self.shell.attempt(lambda: self.shell.door.renew(machine.device)):
            until = self.shell.door.machine_named(machine.device).until
            self.shell.say(str(Sentence(N_("Vale hasta el {date}."), date=day(until))))

    def hand_out(self, machine: Machine) -> None:
        """The ALTA once more: the stick was lost."""
        name = f"{file_name(_('alta'), machine.name)}.ayni"
        ask_file(self, _("Alta"), PATTERN, lambda path: self._hand_out(machine, path), save_as=name)

    def _hand_out(self, machine: Machine, path: Path) -> None:
        job = self.shell.door.handing_out(machine.device, path)
        self.panel.run(job, _("Grabando el alta…"), done=self._handed, failed=self.shell.failed)

    def _handed(self, sent: Sent) -> None:
        _tell_alta(self.shell, sent)

    def _lost(self, machine: Machine) -> None:
        self.shell.go("equipo-perdido", machine.device)

    def _quarantine(self, machine: Machine) -> None:
        self.shell.go("cuarentena", machine.device)

    def leave(self) -> None:
        """No file is left half written."""
        self.panel.forget()

    def hear(self, tables: frozenset[str]) -> None:
        """A machine joined, was renewed or lost."""
        if tables & {"equipo", "certificado", "equipo_perdido", "admision"} and not self.panel.busy:
            self._draw()


def _facts(machine: Machine) -> list[str]:
    found = [_(ROLES.get(machine.role, machine.role))] if machine.role else []
    if machine.person and machine.person != machine.name:
        found.append(str(Sentence(N_("lo usa {name}"), name=machine.person)))
    if machine.until and machine.state != LOST:
        found.append(str(Sentence(N_("vale hasta el {date}"), date=day(machine.until))))
    elif not machine.mine and machine.state != LOST:
        found.append(_("sin certificado: se aceptó su tarjeta"))
    if machine.code:
        found.append(str(Sentence(N_("número {code}"), code=machine.code)))
    return found


class AltaEquipoScreen(Page):
    """A machine asks to be taken in: the number in big digits, who uses it, what it carries. `record` is the file."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Dar de alta un equipo"))
        self.shell, self.path = shell, Path(record)
        self.panel = WorkPanel(shell.worker)
        try:
            view = shell.door.read_request(self.path)
        except Refused as refused:
            _refused(self, str(refused), _("Esta solicitud no se puede leer"), shell)
            return
        self.view = view
        compare = Card(_("1. Comparen el número"), "accent")
        compare.column.addWidget(words(view.name, "heading"))
        compare.column.addWidget(words(about(view.role, view.municipality), "hint"))
        self.code = big_code(view.code, self)
        compare.column.addWidget(self.code)
        said = N_(
            "Este número se ve también en el equipo de {name}, en Unir este equipo. Si es otro, no lo dé de alta."
        )
        compare.column.addWidget(words(str(Sentence(said, name=view.name)), "label"))
        self.column.addWidget(compare)
        self.form = Form((PERSON,), shell.options, values={"persona": view.name}, paired=False)
        who = Card(_("2. Quién lo usa"))
        who.column.addWidget(self.form)
        who.column.addWidget(words(str(Sentence(N_("Vale hasta el {date}."), date=day(view.until))), "hint"))
        self.column.addWidget(who)
        self.boxes: dict[str, QCheckBox] = {}
        if view.role == PROMOTOR:
            self.column.addWidget(self._carried())
        self.yes_button = button(_("Dar de alta y grabar el archivo"), self.accept, role="primary", drawn="listo")
        self.yes_button.setObjectName("aceptar")
        self.column.addLayout(row(self.yes_button, button(_("No dar de alta"), shell.back, role="quiet")))
        self.column.addWidget(self.panel)
        self._keys = EnterMoves(self, self.accept)
        watch(self._keys, self)
        self.end()

    def _carried(self) -> Card:
        card = Card(_("3. Qué organizaciones lleva"))
        card.column.addWidget(words(_("Si no marca ninguna, lleva todas."), "hint"))
        boxes = Wrap(gap=12)
        for aeo in self.shell.door.aeos(0, 1000):
            box = QCheckBox(str(aeo["nombre"]))
            box.setObjectName(f"aeo.{aeo['id']}")
            boxes.addWidget(box)
            self.boxes[str(aeo["id"])] = box
        card.column.addLayout(boxes)
        return card

    def start(self) -> None:
        """Who uses it."""
        if hasattr(self, "form"):
            self.form.focus_first()

    def accept(self) -> None:
        """Two people saw the same number, or will: take it in."""
        if self.panel.busy or not self.form.check():
            return
        name = f"{file_name(_('alta'), self.view.name)}.ayni"
        ask_file(self, _("Alta"), PATTERN, self._accept, save_as=name)

    def _accept(self, out: Path) -> None:
        chosen = [record for record, box in self.boxes.items() if box.isChecked()]
        person = self.form.answers()["persona"]
        job = self.shell.door.enrolling(self.path, out, aeos=chosen, person=person, shown=self.view.device)
        self.panel.run(job, _("Grabando el alta…"), done=self._done, failed=self.shell.failed)

    def _done(self, sent: Sent) -> None:
        self.shell.back()
        _tell_alta(self.shell, sent)

    def leave(self) -> None:
        """No file is left half written."""
        self.panel.forget()


class UnirEquipoScreen(Page):
    """The new machine's side: the request goes out, the alta comes back."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Unir este equipo a una oficina"))
        self.shell = shell
        compare = Card(_("1. Comparen el número"))
        known = [each for each in shell.door.machines() if each.role == OFICINA and each.code and not each.mine]
        for machine in known:
            said = N_("Con {name} el número es {code}.")
            compare.column.addWidget(words(str(Sentence(said, name=machine.name, code=machine.code)), "label"))
        if not known:
            said = _("Lea la tarjeta de la oficina: verán el mismo número antes de dar de alta. Si no la tiene, siga.")
            compare.column.addWidget(words(said))
        card_button = button(_("Leer la tarjeta de la oficina"), self.read_card, drawn="importar")
        card_button.setObjectName("leer_tarjeta")
        compare.column.addLayout(row(card_button))
        ask = Card(_("2. Grabe la solicitud"))
        ask.column.addWidget(
            words(_("Grábela en una memoria USB y llévela a la oficina. No contiene claves ni secretos."))
        )
        self.ask_button = button(_("Grabar la solicitud"), self.write_request, role="primary", drawn="exportar")
        self.ask_button.setObjectName("grabar_solicitud")
        ask.column.addLayout(row(self.ask_button))
        read = Card(_("3. Lea el alta"))
        read.column.addWidget(words(_("La oficina le devuelve un archivo de alta. Solo se abre en este equipo.")))
        self.read_button = button(_("Leer el alta"), self.read_alta, drawn="importar")
        self.read_button.setObjectName("leer_alta")
        read.column.addLayout(row(self.read_button))
        for card in (compare, ask, read):
            self.column.addWidget(card)
        self.end()

    def start(self) -> None:
        """The first step."""
        self.ask_button.setFocus()

    def read_card(self) -> None:
        """See the number, and accept the card, before anything is asked for."""
        ask_file(self, _("Tarjeta del otro equipo"), PATTERN, lambda path: self.shell.go("leer-tarjeta", str(path)))

    def write_request(self) -> None:
        """Write the request where the person says."""
        name = f"{file_name(_('solicitud'), self.shell.door.card().name)}.ayni"
        ask_file(self, _("Solicitud"), PATTERN, self._written, save_as=name)

    def _written(self, path: Path) -> None:
        if self.shell.attempt(lambda: self.shell.door.write_request(path)):
            self.shell.say(str(Sentence(N_("La solicitud está en: {path}"), path=path)))
            self.read_button.setFocus()

    def read_alta(self) -> None:
        """Choose the office's answer."""
        ask_file(self, _("Alta"), PATTERN, lambda path: self.shell.go("leer-alta", str(path)))


class LeerAltaScreen(Page):
    """An office takes this machine in: the number in big digits, and joining. `record` is the file."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Leer el alta"))
        self.shell, self.path = shell, Path(record)
        self.panel = WorkPanel(shell.worker)
        try:
            view = shell.door.read_alta(self.path)
        except Refused as refused:
            _refused(self, str(refused), _("Esta alta no se puede leer"), shell)
            return
        self.view = view
        card = Card("", "accent")
        card.column.addWidget(words(view.name, "heading"))
        card.column.addWidget(words(about(view.role, view.municipality), "hint"))
        self.code = big_code(view.code, self)
        card.column.addWidget(self.code)
        said = N_("Pida a {name} que lea en voz alta el número de su pantalla. ¿Es el mismo?")
        card.column.addWidget(words(str(Sentence(said, name=view.name)), "label"))
        brings = N_("Trae guardados: {count}. El certificado vale hasta el {date}.")
        card.column.addWidget(words(str(Sentence(brings, count=view.saves, date=day(view.until))), "hint"))
        self.column.addWidget(card)
        self.yes_button = button(_("Sí, es el mismo: unir este equipo"), self.accept, role="primary", drawn="listo")
        self.yes_button.setObjectName("aceptar")
        self.no_button = button(_("No es el mismo"), self.differs)
        self.no_button.setObjectName("no_es_igual")
        self.column.addLayout(row(self.yes_button, self.no_button))
        self.warning = Card("", "problem")
        self.warning.column.addWidget(
            words(_("No lo una: ese archivo no es de su oficina. Pida otra alta, en persona."))
        )
        self.warning.hide()
        self.column.addWidget(self.warning)
        self.column.addWidget(self.panel)
        self._keys = EnterMoves(self)
        watch(self._keys, self)
        self.end()

    def accept(self) -> None:
        """Two people saw the same number."""
        if not self.panel.busy:
            job = self.shell.door.joining_office(self.path, self.view.device)
            self.panel.run(job, _("Recibiendo…"), done=self._joined, failed=self.shell.failed)

    def _joined(self, receipt: Receipt) -> None:
        said = N_("Este equipo se unió a {name}. Guardados recibidos: {count}.")
        self.shell.say(str(Sentence(said, name=receipt.sender, count=receipt.new_saves)))
        self.shell.go("equipos")
        if receipt.trouble is not None:
            tell(self.shell.window, str(receipt.trouble))

    def differs(self) -> None:
        """They did not."""
        self.warning.show()
        announce(self.warning, _("No lo una: ese archivo no es de su oficina. Pida otra alta, en persona."))

    def leave(self) -> None:
        """Nothing is left half received."""
        self.panel.forget()


def _tell_alta(shell: Shell, sent: Sent) -> None:
    """Where an ALTA is, and which files follow it when it does not hold everything."""
    said = str(Sentence(N_("El alta está en: {path}"), path=sent.path))
    shell.say(said)
    if len(sent.paths) > 1:
        names = ", ".join(path.name for path in sent.paths)
        many = Sentence(N_("Son {count} archivos. Lleve todos: {names}"), count=len(sent.paths), names=names)
        tell(shell.window, said, f"{many}. {_(ALTA_FIRST)}")


def _refused(page: Page, said: str, title: str, shell: Shell) -> None:
    problem = Card(title, "problem")
    problem.setObjectName("rechazo")
    problem.column.addWidget(words(said))
    page.column.addWidget(problem)
    back = button(_("Volver a Equipos"), lambda: shell.go("equipos"), role="primary")
    back.setObjectName("volver")
    page.column.addLayout(row(back))
    page.end()
    announce(page, said)


class EquipoPerdidoScreen(FormPage):
    """Say that a machine was lost: what that means, and why. `record` is its device."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.device = record
        named = next((each.name for each in shell.door.machines() if each.device == record), "")
        super().__init__(
            shell,
            str(Sentence(N_("Equipo perdido: {name}"), name=named)) if named else _("Equipo perdido"),
            (REASON,),
            draft=("equipo-perdido", record),
            verb=_("Declarar perdido"),
            hint=_(
                "Desde ahora no se le envía nada. Lo que ya llegó de ese equipo se queda. Lo que llegue después espera"
                " en cuarentena hasta que alguien lo acepte. No se puede deshacer."
            ),
        )

    def store(self, answers: dict[str, str]) -> None:
        """Say it."""
        name = self.shell.door.declare_lost(self.device, answers["reason"])
        self.shell.say(str(Sentence(N_("El equipo de {name} quedó declarado perdido."), name=name)))


class CuarentenaScreen(Page):
    """What waits of a lost machine (`record`; all of them, when empty): who, when, and what it would change."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(
            _("Cuarentena"),
            hint=_(
                "Estos guardados llegaron de un equipo perdido después de perderse. No cambian nada hasta que la"
                " oficina los acepte. Pregunte a la persona si los hizo."
            ),
        )
        self.shell, self.device = shell, record
        self.card = Card("")
        self.card.title.hide()
        self.empty = EmptyState(_("No espera nada: todo lo que llegó está en su lugar."), drawn="listo")
        self.column.addWidget(self.empty)
        self.column.addWidget(self.card)
        self.end()
        self._draw()

    def _draw(self) -> None:
        empty_layout(self.card.column, keep=1)
        found = self.shell.door.quarantine(self.device)
        self.empty.setVisible(not found)
        self.card.setVisible(bool(found))
        if not found:
            return
        office = self.shell.door.role == OFICINA
        if office and len({each.device for each in found}) == 1:
            everything = button(
                _("Aceptar todo"), lambda: self._go("admitido", found[0]), role="primary", drawn="listo"
            )
            everything.setObjectName("aceptar_todo")
            nothing = button(_("Dejar todo fuera"), lambda: self._go("fuera", found[0]))
            nothing.setObjectName("dejar_todo")
            self.card.column.addLayout(row(everything, nothing))
        for each in found[:MOST_SHOWN]:
            self._save(each, office=office)
        if len(found) > MOST_SHOWN:
            said = N_("Hay más: {count}.")
            self.card.column.addWidget(words(str(Sentence(said, count=len(found) - MOST_SHOWN)), "hint"))

    def _save(self, each: Waiting, *, office: bool) -> None:
        column = self.card.column
        column.addWidget(line())
        top = Wrap(gap=8)
        what = words(_(each.act), "label")
        what.setWordWrap(False)
        top.addWidget(what)
        if each.decision:
            top.addWidget(tag(_("dejado fuera"), "attention"))
        column.addLayout(top)
        about_it = [part for part in (each.person, moment(each.clock), each.about, each.reason) if part]
        column.addWidget(words("  ·  ".join(about_it), "hint"))
        for cell in each.cells[:CELLS_SHOWN]:
            said = Sentence(N_("{label}: {value}"), label=Sentence(cell.label), value=cell.value)
            column.addWidget(words(f"{_(cell.noun)} {cell.title}  ·  {said}"))
        if len(each.cells) > CELLS_SHOWN:
            column.addWidget(words(str(Sentence(N_("Hay más: {count}."), count=len(each.cells) - CELLS_SHOWN)), "hint"))
        if office:
            up_to = button(_("Aceptar hasta aquí"), partial(self._go, "admitido", each, each.tx), role="quiet")
            up_to.setObjectName(f"hasta.{each.tx}")
            up_to.setAccessibleName(f"{_('Aceptar hasta aquí')}: {_(each.act)} {moment(each.clock)}")
            column.addLayout(row(up_to))

    def _go(self, verdict: str, each: Waiting, tx: int = 0) -> None:
        self.shell.go("decidir-cuarentena", f"{verdict}:{each.device}:{tx}")

    def hear(self, tables: frozenset[str]) -> None:
        """Something was decided or came."""
        if tables & {"equipo", "admision"}:
            self._draw()


class DecidirCuarentenaScreen(FormPage):
    """Why what waits is taken or left out. `record`: the verdict, the device, and a save up to which (0: all)."""

    def __init__(self, shell: Shell, record: str) -> None:
        verdict, self.device, tx = (*record.split(":"), "", "", "")[:3]
        self.takes, self.up_to = verdict != "fuera", [int(tx)] if tx.strip("0") else list[int]()
        super().__init__(
            shell,
            _("Aceptar lo que espera") if self.takes else _("Dejar fuera lo que espera"),
            (WHY,),
            draft=("decidir-cuarentena", record),
            verb=_("Aceptar") if self.takes else _("Dejar fuera"),
            hint=_("Se aceptará igual en todos los equipos.")
            if self.takes
            else _("No se borra: se puede aceptar después."),
        )

    def store(self, answers: dict[str, str]) -> None:
        """Decide."""
        decide = self.shell.door.admit if self.takes else self.shell.door.leave_out
        count = decide(self.device, answers["reason"], up_to=self.up_to)
        said = N_("Guardados aceptados: {count}.") if self.takes else N_("Guardados dejados fuera: {count}.")
        self.shell.say(str(Sentence(said, count=count)))


SCREENS = {
    "equipos": Screen(EquiposScreen, rail="intercambio"),
    "alta-equipo": Screen(AltaEquipoScreen, rail="intercambio"),
    "unir-equipo": Screen(UnirEquipoScreen, rail="intercambio"),
    "leer-alta": Screen(LeerAltaScreen, rail="intercambio"),
    "equipo-perdido": Screen(EquipoPerdidoScreen, rail="intercambio"),
    "cuarentena": Screen(CuarentenaScreen, rail="intercambio"),
    "decidir-cuarentena": Screen(DecidirCuarentenaScreen, rail="intercambio"),
}
