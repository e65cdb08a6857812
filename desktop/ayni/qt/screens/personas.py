"""Who works on this machine: what each may do, their own passphrase, their PIN with pictures, and the lock."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from ayni.domain.fields import Choice, Field, Problem, by_name
from ayni.domain.funcion import FUNCION, ROLES, WHAT_FOR
from ayni.domain.persona import PICTURES, PIN_LEAST, PIN_MOST
from ayni.lang import N_, Sentence, _, day
from ayni.qt.candado import Pictures, badge
from ayni.qt.kit.cards import Card, Footer, Page, button, line, row, tag, words
from ayni.qt.kit.editors import Secret
from ayni.qt.kit.form import Form
from ayni.qt.kit.keys import EnterMoves, announce, on_key, watch
from ayni.qt.kit.palette import space
from ayni.qt.kit.wrap import Wrap
from ayni.qt.shell import Screen, Shell
from ayni.workspace import law

LABELS = dict(ROLES)
MINUTES = ("0", "5", "10", "15", "30")
OWN = (
    Field(
        "passphrase",
        N_("Clave nueva"),
        Secret(200),
        required=True,
        help=N_("Ocho letras o más. Una frase que recuerde sirve bien: los cuyes comen alfalfa."),
    ),
    Field("again", N_("La clave nueva, otra vez"), Secret(200), required=True),
)
NEW_PIN = (
    Field("pin", N_("PIN nuevo"), Secret(PIN_MOST), required=True),
    Field("again", N_("El PIN, otra vez"), Secret(PIN_MOST), required=True),
)


def _after(minutes: int) -> Field:
    """After how long without a key the lock is put on."""
    told = tuple(sorted({*MINUTES, str(minutes)}, key=int))
    labels = tuple((each, N_("Nunca") if each == "0" else each) for each in told)
    return Field("lock_minutes", N_("Minutos sin usar el teclado"), Choice(labels))


class PersonasScreen(Page):
    """Everybody who works here, each in a card, and the lock."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(
            _("Claves y funciones"),
            hint=_("Con su propia clave, lo que guarda cada persona queda a su nombre y nadie más lo hace por ella."),
        )
        self.shell = shell
        self._cards = QVBoxLayout()
        self._cards.setSpacing(space(3))
        self.column.addLayout(self._cards)
        self._draw()
        self.column.addWidget(self._lock_card())
        self.end()

    def _draw(self) -> None:
        door = self.shell.door
        now = (door.person or {}).get("id")
        if not door.roles_set:
            told = Card("", "attention")
            said = _("Todavía nadie repartió las funciones: todos pueden hacer todo. Diga quién hace qué.")
            told.column.addWidget(words(said))
            self._cards.addWidget(told)
        for person in door.people():
            self._cards.addWidget(self._card(person, here=person["id"] == now))

    def _card(self, person: Mapping[str, Any], *, here: bool) -> Card:
        door, record, name = self.shell.door, str(person["id"]), str(person["nombre"])
        card = Card("")
        top = Wrap(gap=space(2))
        picture = QLabel()
        picture.setPixmap(badge(name, int(space(7)), self.devicePixelRatioF()))
        title = words(name, "label")
        title.setWordWrap(False)
        top.addWidget(picture)
        top.addWidget(title)
        if here:
            top.addWidget(tag(_("Trabaja ahora"), "good"))
        held = door.roles(name)
        for code, label in ROLES:
            if code in held:
                top.addWidget(tag(_(label), "accent"))
        card.column.addLayout(top)
        if door.roles_set and not held:
            said = _("Sin ninguna función: ve todo y no puede guardar nada.")
            card.column.addWidget(words(said, "attention"))
        own = _("Entra con su propia clave.") if door.has_password(record) else _("No tiene clave propia.")
        pin = _("Tiene PIN y figuras.") if door.has_pin(record) else _("No tiene PIN.")
        card.column.addWidget(words(f"{own} {pin}", "hint"))
        roles = button(_("Funciones"), lambda: self.shell.go("funciones", record))
        roles.setObjectName(f"funciones.{name}")
        roles.setAccessibleName(str(Sentence(N_("Funciones de {name}"), name=name)))
        secret = button(_("Clave propia"), lambda: self.shell.go("clave-propia", record), role="quiet")
        secret.setObjectName(f"clave.{name}")
        secret.setAccessibleName(str(Sentence(N_("Clave propia de {name}"), name=name)))
        figures = button(_("PIN y figuras"), lambda: self.shell.go("pin-figuras", record), role="quiet")
        figures.setObjectName(f"pin.{name}")
        figures.setAccessibleName(str(Sentence(N_("PIN y figuras de {name}"), name=name)))
        if not door.may_change_secrets(record):
            why = _("La cambia ella misma, o quien dirige.")
            for made in (secret, figures):
                made.setEnabled(False)
                made.setToolTip(why)
        card.column.addLayout(row(roles, secret, figures))
        return card

    def _lock_card(self) -> Card:
        card = Card(_("Candado"))
        said = _("Cuando se levante de la silla, ponga el candado: nadie ve los datos y lo escrito se guarda.")
        card.column.addWidget(words(said, "hint"))
        chosen = self.shell.settings.lock_minutes
        if chosen < 0:
            chosen = law.role_law().settings["lock_after_minutes"]
        self.form = Form([_after(chosen)], self.shell.options, values={"lock_minutes": str(chosen)}, paired=False)
        self.form.edited.connect(self._waits)
        card.column.addWidget(words(_("El candado se pone solo después de un tiempo."), "label"))
        card.column.addWidget(self.form)
        self.lock_button = button(_("Poner el candado ahora"), lambda: self.shell.lock_asked.emit(""))
        self.lock_button.setObjectName("candado")
        self.lock_button.setToolTip("Ctrl+Shift+L")
        card.column.addLayout(row(self.lock_button))
        return card

    def _waits(self) -> None:
        answer = self.form.answers()["lock_minutes"]
        if answer.isdecimal():
            self.shell.settings.lock_minutes = int(answer)
            self.shell.settings_changed.emit()

    def start(self) -> None:
        """The first person's roles."""
        first = self.findChild(QWidget, f"funciones.{self.shell.door.people()[0]['nombre']}")
        if first is not None:
            first.setFocus()


class _AboutPerson(Page):
    """A page about one person, with its verb below; nothing typed here is kept as a draft."""

    def __init__(self, shell: Shell, record: str, title: str, verb: str, hint: str = "") -> None:
        self.shell, self.record = shell, record
        found = next((each for each in shell.door.people() if each["id"] == record), None)
        self.person: Mapping[str, Any] = found or shell.door.person or {}
        super().__init__(str(Sentence(title, name=self.person.get("nombre", ""))), hint=hint)
        self.body_of()
        self.end()
        self.save_button = button(verb, self.save, role="primary")
        self.save_button.setObjectName("guardar")
        self.save_button.setToolTip("Ctrl+Enter")
        later = button(_("Dejar como está"), self.shell.back, role="quiet")
        later.setToolTip("Esc")
        foot = Footer(self.save_button, *self.further(), later, letters=0)
        self.layout().addWidget(foot)
        self._enter = EnterMoves(self, self.save)
        watch(self._enter, foot)
        on_key(self, "Ctrl+Return", self.save, inside=True)
        on_key(self, "Ctrl+Enter", self.save, inside=True)

    def body_of(self) -> None:
        """What the page holds."""
        raise NotImplementedError

    def further(self) -> list[QWidget]:
        """What stands between the verb and leaving it."""
        return []

    def save(self) -> None:
        """Hand it to the door."""
        raise NotImplementedError

    def start(self) -> None:
        """The first box."""
        form = self.findChild(Form)
        if form is not None:
            form.focus_first()


class FuncionesScreen(_AboutPerson):
    """What a person may do from today, with the document that says it; what they had before stays written."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(shell, record, N_("Funciones de {name}"), _("Guardar las funciones"))

    def body_of(self) -> None:
        """A box to tick for each role, what does not go together, the document, and what was before."""
        name, door = str(self.person["nombre"]), self.shell.door
        self.boxes: dict[str, QCheckBox] = {}
        able = Card("")
        held = door.given_roles(name)
        for code, label in ROLES:
            box = QCheckBox(f"{_(label)}: {_(WHAT_FOR[code])}")
            box.setObjectName(f"funcion.{code}")
            box.setChecked(code in held)
            box.toggled.connect(self._ticked)
            self.boxes[code] = box
            able.column.addWidget(box)
        self.column.addWidget(able)
        self.clash = words("", "attention")
        self.clash.hide()
        able.column.addWidget(self.clash)
        known = by_name(FUNCION)
        self.form = Form([known["documento"], known["motivo"]], self.shell.options)
        self.form.submitted.connect(self.save)
        self.column.addWidget(self.form)
        if past := door.grants(name):
            card = Card(_("Lo que tuvo"))
            for place, each in enumerate(past):
                if place:
                    card.column.addWidget(line())
                card.column.addWidget(words(_held(each)))
            self.column.addWidget(card)
        self._keys = EnterMoves(self, self.save)
        for box in self.boxes.values():
            watch(self._keys, box)

    def _chosen(self) -> set[str]:
        return {code for code, box in self.boxes.items() if box.isChecked()}

    def _ticked(self) -> None:
        found = law.role_law().clashes(self._chosen(), self.shell.door.today())
        told = "\n".join(dict.fromkeys(f"{_(each.why)} ({each.article})" for each in found))
        if told:
            told += "\n" + _("Si no hay otra persona, escriba abajo el motivo.")
        self.clash.setText(told)
        self.clash.setHidden(not told)
        announce(self.clash, told)

    def save(self) -> None:
        """Hand it to the door, which asks for the reason where one is needed."""
        if not self.form.check():
            return
        answers, name = self.form.answers(), str(self.person["nombre"])
        before = self.shell.door.roles_set

        def give() -> None:
            self.shell.door.assign_roles(
                name,
                self._chosen(),
                documento=answers["documento"],
                motivo=answers["motivo"],
                reason_left=answers["motivo"],
            )

        if self.shell.attempt(give, self.form):
            said = _("Funciones guardadas.") if before else _("Funciones guardadas. Diga también las de los demás.")
            self.shell.say(said)
            self.shell.back()

    def start(self) -> None:
        """The first role."""
        next(iter(self.boxes.values())).setFocus()


def _held(each: Mapping[str, Any]) -> str:
    """A role with its dates, document and reason, in a line."""
    role, since = _(LABELS[each["funcion"]]), day(each["desde"])
    if each["hasta"]:
        said = Sentence(N_("{role}: del {since} al {until}"), role=role, since=since, until=day(each["hasta"]))
    else:
        said = Sentence(N_("{role}: desde el {since}"), role=role, since=since)
    more = [str(each[name]) for name in ("documento", "motivo", "motivo_fin") if each[name]]
    return "  ·  ".join([str(said), *more])


class ClavePropiaScreen(_AboutPerson):
    """A passphrase of one's own: it opens Ayni, and says who is at work."""

    def __init__(self, shell: Shell, record: str) -> None:
        hint = _("Abre Ayni como la clave de la carpeta, y queda trabajando quien la escribe. No la diga a nadie.")
        super().__init__(shell, record, N_("Clave propia de {name}"), _("Guardar la clave"), hint)

    def body_of(self) -> None:
        """The passphrase, twice."""
        self.form = Form(OWN, self.shell.options)
        self.form.submitted.connect(self.save)
        self.column.addWidget(self.form)

    def further(self) -> list[QWidget]:
        """Being without one again."""
        if not self.shell.door.has_password(str(self.person["id"])):
            return []
        drop = button(_("Quitar la clave propia"), self._drop, role="quiet")
        drop.setObjectName("quitar")
        return [drop]

    def _drop(self) -> None:
        if self.shell.attempt(lambda: self.shell.door.drop_password(str(self.person["id"])), self.form):
            self.shell.say(_("Ya no tiene clave propia: entra con la clave de la carpeta."))
            self.shell.back()

    def save(self) -> None:
        """Check and keep it."""
        if not self.form.check():
            return
        answers = self.form.answers()
        if answers["passphrase"] != answers["again"]:
            self.form.show_problems([Problem("again", Sentence(N_("No es igual a la clave de arriba.")))])
            return
        given = answers["passphrase"]
        if self.shell.attempt(lambda: self.shell.door.set_password(str(self.person["id"]), given), self.form):
            self.shell.say(_("Clave guardada. Úsela desde la próxima vez."))
            self.shell.back()


class PinFigurasScreen(_AboutPerson):
    """A PIN with three pictures, for who finds a passphrase long: it changes who is at work, it does not open Ayni."""

    def __init__(self, shell: Shell, record: str) -> None:
        said = N_("De {least} a {most} números y {count} figuras en orden. Sirve mientras Ayni está abierto.")
        hint = str(Sentence(said, least=PIN_LEAST, most=PIN_MOST, count=PICTURES))
        super().__init__(shell, record, N_("PIN y figuras de {name}"), _("Guardar el PIN"), hint)

    def body_of(self) -> None:
        """The PIN twice, and the pictures, shown while they are chosen."""
        self.form = Form(NEW_PIN, self.shell.options)
        self.column.addWidget(self.form)
        self.column.addWidget(words(_("Sus tres figuras, en orden. Invente un cuento con ellas."), "label"))
        self.pictures = Pictures(shown=True)
        self.pictures.complete.connect(self._to_verb)
        self.form.submitted.connect(self.save)
        self.column.addWidget(self.pictures)

    def _to_verb(self) -> None:
        self.save_button.setFocus()

    def further(self) -> list[QWidget]:
        """Being without one again."""
        if not self.shell.door.has_pin(str(self.person["id"])):
            return []
        drop = button(_("Quitar el PIN"), self._drop, role="quiet")
        drop.setObjectName("quitar")
        return [drop]

    def _drop(self) -> None:
        if self.shell.attempt(lambda: self.shell.door.drop_pin(str(self.person["id"])), self.form):
            self.shell.say(_("Ya no tiene PIN."))
            self.shell.back()

    def save(self) -> None:
        """Check and keep it."""
        if not self.form.check():
            return
        answers, chosen = self.form.answers(), list(self.pictures.answer)
        if answers["pin"] != answers["again"]:
            self.form.show_problems([Problem("again", Sentence(N_("No es igual al PIN de arriba.")))])
            return
        given = answers["pin"]
        if self.shell.attempt(lambda: self.shell.door.set_pin(str(self.person["id"]), given, chosen), self.form):
            self.shell.say(_("PIN y figuras guardados."))
            self.shell.back()


SCREENS = {
    "personas": Screen(PersonasScreen, rail="ajustes"),
    "funciones": Screen(FuncionesScreen, rail="ajustes"),
    "clave-propia": Screen(ClavePropiaScreen, rail="ajustes"),
    "pin-figuras": Screen(PinFigurasScreen, rail="ajustes"),
}
