"""The padrón of an AEO: its members, one form for each, who leaves and who comes back, and spreadsheets in and out."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from ayni.domain.fields import Choice, Field, Phone, by_name
from ayni.domain.padron import BAJA, SOCIO, split_dni
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, EmptyState, button, words
from ayni.qt.kit.keys import on_key
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.trouble import ask, tell
from ayni.qt.screens.aeo import LAST, HistoryEntry
from ayni.qt.screens.pages import FormPage, ListPage, ask_file, file_name, of_first, said
from ayni.qt.shell import Screen, Shell

WIDE = 8  # digits of a DNI

# Why a member's data change (K6): a short list, in plain words.
WHY = Field(
    "por_que",
    N_("¿Por qué se cambia?"),
    Choice(
        (
            ("mal_escrito", N_("Mal escrito")),
            ("cambio", N_("El dato cambió")),
            ("documento", N_("Hay un documento")),
        )
    ),
    required=True,
)
REASONS = dict(WHY.kind.options)
AS_BEFORE = ("fecha_ingreso", "comunidad")  # what repeats from one member to the next


def members(shell: Shell, aeo: str) -> str:
    """How many there are, women, men, and who left."""
    found = shell.door.socios(aeo, 0, -1)
    if not found:
        return ""
    present = [socio for socio in found if not socio["fecha_baja"]]
    women = sum(socio["sexo"] == "M" for socio in present)
    holes = {"count": len(present), "women": women, "men": len(present) - women}
    text = str(Sentence(N_("Socios: {count}. Mujeres: {women}. Hombres: {men}."), **holes))
    if left := len(found) - len(present):
        text += " " + str(Sentence(N_("Dados de baja: {count}."), count=left))
    return text


def _state(socio: Row) -> str:
    if socio["fecha_baja"]:
        return str(Sentence(N_("De baja desde {day}"), day=day(socio["fecha_baja"])))
    return by_condition(str(socio["condicion"] or "activo"))


def _confirmed(socio: Row) -> str:
    return day(socio["confirmado_fecha"]) if socio["confirmado_fecha"] else ""


def confirmed(socio: Row) -> str:
    """Who confirmed a member's data and when; "" when nobody did."""
    if not socio["confirmado_fecha"]:
        return ""
    said_of = N_("Confirmado el {day} por {person}.")
    return str(Sentence(said_of, day=day(socio["confirmado_fecha"]), person=socio["confirmado_por"]))


def by_condition(code: str) -> str:
    """A member's condition in a word."""
    return _(dict(by_name(SOCIO)["condicion"].kind.options).get(code, code))


class PadronScreen(ListPage):
    """The members of one AEO in the order of their surnames."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
        door = shell.door
        self.aeo = door.aeo(record)
        sexes = {"M": _("Mujer"), "H": _("Hombre")}
        columns = (
            Column("full_name", _("Apellidos y nombres"), stretch=True, letters=28),
            Column("dni", _("DNI"), letters=11),
            Column("sexo", _("Sexo"), show=lambda socio: sexes.get(socio["sexo"], ""), letters=9),
            Column("fecha_nacimiento", _("Nacimiento"), show=lambda socio: day(socio["fecha_nacimiento"]), letters=13),
            Column("fecha_ingreso", _("Ingreso"), show=lambda socio: day(socio["fecha_ingreso"]), letters=13),
            Column("telefono", _("Teléfono"), show=lambda socio: Phone().show(socio["telefono"]), letters=14),
            Column("condicion", _("Condición"), show=_state, letters=18),
            Column("confirmado_fecha", _("Confirmado"), show=_confirmed, letters=13),
        )
        empty = EmptyState(
            _("El padrón está vacío. Escriba al primer socio, o traiga a todos de una hoja de Excel."),
            _("Agregar socio"),
            self.add,
            drawn="persona",
        )
        super().__init__(
            _("Padrón de socios"),
            columns,
            lambda offset, limit, text: door.socios(record, offset, limit, text),
            lambda text: door.socio_count(record, text),
            empty=empty,
            look_for=_("Buscar por apellido, nombre o DNI"),
        )
        self.setWindowTitle(_("Padrón de socios"))
        self.baja_button = button(_("Dar de baja"), self.baja, keys="F8")
        self.baja_button.setObjectName("baja")
        self.edit_button = button(_("Cambiar"), self._edit_chosen, drawn="editar", keys="F2")
        self.bar.addWidget(self.edit_button)
        self.bar.addWidget(self.baja_button)
        self.review_button = button(
            _("Revisar"), lambda: shell.go("revisar-padron", record), drawn="ver", keys="Ctrl+R"
        )
        self.review_button.setObjectName("revisar")
        self.confirm_button = button(_("Confirmar padrón"), self.confirm, drawn="listo", keys="F9")
        self.confirm_button.setObjectName("confirmar")
        self.tools.addWidget(self.review_button)
        self.tools.addWidget(self.confirm_button)
        self.table_button = button(
            _("Escribir en tabla"), lambda: shell.go("padron-tabla", record), drawn="editar", keys="Ctrl+T"
        )
        self.table_button.setObjectName("tabla")
        self.tools.addWidget(self.table_button)
        self.sheet_button = button(_("Hoja de Excel"))
        menu = QMenu(self.sheet_button)
        for label, do, keys in (
            (_("Traer de una hoja de Excel…"), self.bring, "Ctrl+I"),
            (_("Llevar a una hoja de Excel…"), self.take, "Ctrl+E"),
        ):
            menu.addAction(f"{label}\t{keys}").triggered.connect(lambda _checked=False, do=do: do())
            on_key(self, keys, do)
        self.sheet_button.setMenu(menu)
        self.tools.addWidget(self.sheet_button)
        self.new_button = button(_("Agregar socio"), self.add, role="primary", drawn="agregar", keys="Ctrl+N")
        self.tools.addWidget(self.new_button)
        if empty.action is not None:
            second = button(_("Traer de una hoja de Excel…"), self.bring, drawn="importar")
            second.setObjectName("traer")
            empty.layout().insertWidget(empty.layout().count() - 1, second, 0, Qt.AlignmentFlag.AlignHCenter)
        self.listing.opened.connect(self.edit)
        self.listing.chosen.connect(self._chosen)
        self._say_members()

    def _say_members(self) -> None:
        counted = members(self.shell, self.record)
        self.hint.setText("  ·  ".join(part for part in (str(self.aeo["nombre"]), counted) if part))
        self.hint.show()
        for each in (self.edit_button, self.baja_button, self.review_button, self.confirm_button):
            each.setVisible(bool(counted))

    def _chosen(self, record: str) -> None:
        left = bool(record) and bool(self.shell.door.socio(record)["fecha_baja"])
        self.baja_button.setText(_("Reincorporar") if left else _("Dar de baja"))
        self.baja_button.setShortcut("F8")

    def _need_one(self) -> str:
        record = self.listing.current()
        if not record:
            tell(self, _("Elija primero a un socio de la lista."), _("Use las flechas, o un clic sobre su fila."))
        return record

    def add(self) -> None:
        """Write a new member."""
        self.shell.go("nuevo-socio", self.record)

    def edit(self, record: str) -> None:
        """Change one."""
        self.shell.go("socio", record)

    def _edit_chosen(self) -> None:
        if record := self._need_one():
            self.edit(record)

    def baja(self) -> None:
        """The member chosen leaves, or comes back."""
        record = self._need_one()
        if not record:
            return
        socio = self.shell.door.socio(record)
        if not socio["fecha_baja"]:
            self.shell.go("baja", record)
            return
        said_of = N_("{name} se fue el {day}. Motivo: {reason}.")
        ask(
            self,
            _("¿Reincorporar a este socio?"),
            str(Sentence(said_of, name=socio["full_name"], day=day(socio["fecha_baja"]), reason=socio["motivo_baja"])),
            yes=_("Reincorporar"),
            then=lambda: self._return(record),
        )

    def _return(self, record: str) -> None:
        if self.shell.attempt(lambda: self.shell.door.return_socio(record)):
            self.shell.say(_("Socio reincorporado."))

    def confirm(self) -> None:
        """The AEO says that its members are as written: day and person are kept on each row."""
        door = self.shell.door
        count = door.aeo(self.record)["socios"]
        said_of = N_("Quedará escrito en cada socio: confirmado el {day} por {person}. Si alguien cambia, se borra.")
        ask(
            self,
            str(Sentence(N_("¿Los {count} socios del padrón están como deben?"), count=count)),
            str(Sentence(said_of, day=day(door.today().isoformat()), person=door.person["nombre"])),
            yes=_("Confirmar padrón"),
            then=self._confirm,
        )

    def _confirm(self) -> None:
        if self.shell.attempt(lambda: self.shell.door.confirm_padron(self.record)):
            self.shell.say(_("Padrón confirmado."))

    def bring(self) -> None:
        """From a spreadsheet."""
        self.shell.go("importar-padron", self.record)

    def take(self) -> None:
        """To a spreadsheet."""
        name = f"{file_name('padron', str(self.aeo['nombre']))}.xlsx"
        ask_file(self, _("Hoja de Excel"), "*.xlsx", self._write, save_as=name)

    def _write(self, path: Path) -> None:
        if self.shell.attempt(lambda: self.shell.door.export_padron(self.record, path)):
            tell(self, _("El padrón está en la hoja de Excel."), str(path))

    def hear(self, tables: frozenset[str]) -> None:
        """A member was written."""
        if "socio" in tables:
            self.refresh()
            self._say_members()
            self._chosen(self.listing.current())


class SocioForm(FormPage):
    """What a new member and a changed one share: whether this DNI stands in another AEO, told to the clerk."""

    def __init__(self, shell: Shell, title: str, aeo: str, **about: object) -> None:
        self.aeo = aeo
        self._asked_dni = ""
        self.other = Card("", "attention")
        self.other.setObjectName("otra-organizacion")
        super().__init__(shell, title, **about)
        self.above.addWidget(self.other, 1)
        self.hear_answers(self.form.answers())

    def hear_answers(self, answers: dict[str, str]) -> None:
        """The same person in another AEO: a warning for the clerk, never a refusal."""
        number, _mark = split_dni(answers.get("dni", ""))
        dni = "".join(letter for letter in number if letter.isdigit())
        if dni == self._asked_dni:
            self.other.setHidden(self.other.column.count() < 2)
            return
        self._asked_dni = dni
        found = self.shell.door.other_aeo_of(dni, self.aeo) if len(dni) == WIDE else []
        self.other.clear()
        for each in found:
            text = N_("Este DNI está también en el padrón de {name}. Puede guardar; anote en Observación qué averiguó.")
            self.other.column.addWidget(words(str(Sentence(text, name=each["nombre"]))))
        self.other.setVisible(bool(found))
        self.other.setAccessibleName(" ".join(each["nombre"] for each in found))


class NuevoSocio(SocioForm):
    """One member after another, without leaving the form."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.saved_card = Card("", "good")
        self.saved_card.setObjectName("socio-guardado")
        self.saved_card.hide()
        self._last: dict[str, str] = {}
        super().__init__(
            shell,
            _("Agregar socio"),
            record,
            fields=shell.door.socio_fields(record),
            draft=("socio", record),
            verb=_("Guardar y agregar otro"),
            hint=str(shell.door.aeo(record)["nombre"]),
        )
        self.column.insertWidget(2, self.saved_card)
        on_key(self, "Ctrl+Shift+Return", self.save_and_end, inside=True)
        self._end = False

    def further_buttons(self) -> Sequence[QWidget]:
        """To end, and to repeat what repeats."""
        self.end_button = button(_("Guardar y terminar"), self.save_and_end)
        self.end_button.setObjectName("guardar-y-terminar")
        self.end_button.setToolTip("Ctrl+Shift+Enter")
        as_before = _("Ingreso y comunidad igual que el anterior")
        self.same_button = button(as_before, self.as_before, role="quiet", keys="F4")
        self.same_button.setObjectName("igual")
        self.same_button.hide()
        return self.end_button, self.same_button

    def save_and_end(self) -> None:
        """Save this one and go back to the padrón; an empty form just goes back."""
        if not any(self.form.answers().values()):
            self.shell.back()
            return
        self._end = True
        self.save()
        self._end = False

    def store(self, answers: dict[str, str]) -> None:
        """Keep a new member."""
        record = self.shell.door.save_socio(self.aeo, answers)
        self._last = answers
        self._name = self.shell.door.socio(record)["full_name"]

    def done(self) -> None:
        """The next one."""
        said_of = N_("Guardado: {name}. Ya son {count} en el padrón.")
        count = self.shell.door.aeo(self.aeo)["socios"]
        text = str(Sentence(said_of, name=self._name, count=count))
        self.shell.say(text)
        if self._end:
            self.shell.back()
            return
        self.form.fill({}, dict.fromkeys(self.form.rows, ""))
        self.hear_answers(self.form.answers())
        said(self, self.saved_card, text)
        self.same_button.setVisible(any(self._last.get(name) for name in AS_BEFORE))
        self.scroller.verticalScrollBar().setValue(0)
        self.form.focus_on("dni")

    def as_before(self) -> None:
        """What repeats, taken from the member before."""
        self.form.fill({}, {name: self._last.get(name, "") for name in AS_BEFORE})
        self._typed()


class SocioScreen(SocioForm):
    """One member's data; a change asks for its reason."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.record = record
        socio = shell.door.socio(record)
        self._what = socio["full_name"]
        super().__init__(
            shell,
            socio["full_name"],
            socio["aeo"],
            fields=(*shell.door.socio_fields(socio["aeo"]), WHY),
            draft=("socio", record),
            verb=_("Guardar socio"),
            values=lambda: shell.door.socio(record),
            hint="  ·  ".join(part for part in (str(shell.door.aeo(socio["aeo"])["nombre"]), confirmed(socio)) if part),
        )
        self.padron_button = button(
            _("Abrir padrón"), lambda: self.shell.go("padron", self.aeo), role="quiet", keys="F3"
        )
        self.tools.addWidget(self.padron_button)
        past = Card(_("Historia"))
        for told in shell.door.history("socio", record)[:LAST]:
            past.column.addWidget(HistoryEntry(shell, told, SOCIO))
        self.column.insertWidget(self.column.count() - 1, past)

    def store(self, answers: dict[str, str]) -> None:
        """Keep the change with its reason."""
        reason = _(REASONS[answers.pop(WHY.name)])
        self.shell.door.save_socio(self.aeo, answers, self.record, reason=reason)
        self.shell.say(_("Socio guardado."))

    def start(self) -> None:
        """The first box."""
        self.form.focus_on("dni")


class BajaScreen(FormPage):
    """A member leaves: when and why. Nothing is erased."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.record = record
        fields = tuple(Field(each.name, each.label, each.kind, required=True) for each in BAJA)
        super().__init__(
            shell,
            _("Dar de baja"),
            fields,
            draft=("baja", record),
            verb=_("Dar de baja al socio"),
            hint=f"{shell.door.socio(record)['full_name']}  ·  {_('Sus datos no se borran y puede volver.')}",
        )

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.shell.door.save_baja(self.record, answers)
        self.shell.say(_("El socio quedó de baja."))


SCREENS = {
    "padron": Screen(of_first("aeo", PadronScreen), rail="organizaciones"),
    "nuevo-socio": Screen(of_first("aeo", NuevoSocio), rail="organizaciones"),
    "socio": Screen(of_first("socio", SocioScreen), rail="organizaciones"),
    "baja": Screen(of_first("socio", BajaScreen), rail="organizaciones"),
}
