"""The padrón typed as in a spreadsheet, and what it is checked for, with the way to each row."""

import json
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from ayni.domain.fields import Field
from ayni.domain.hoja import arrange
from ayni.domain.padron import full_name
from ayni.domain.rules import Result
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import EmptyState, Page, button, restyle, tag, words
from ayni.qt.kit.editors import ClosedList
from ayni.qt.kit.grid import Grid, GridColumn, Keeper
from ayni.qt.kit.keys import on_key
from ayni.qt.kit.palette import space
from ayni.qt.kit.table import Column, Listing, Row
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.padron import REASONS, WHY
from ayni.qt.screens.pages import of_first
from ayni.qt.shell import Screen, Shell

REVIEW_AFTER = 1500  # milliseconds of rest until the padrón is checked again
KEYS = N_(
    "Enter baja · Tab avanza · F2 corrige · Ctrl+N fila nueva · Ctrl+D repite lo de arriba · "
    "Ctrl+V pega desde una hoja de cálculo · F4 abre al socio"
)
LETTERS = {
    "dni": 9,
    "apellido_paterno": 11,
    "apellido_materno": 11,
    "nombres": 14,
    "fecha_nacimiento": 10,
    "sexo": 8,
    "fecha_ingreso": 10,
    "telefono": 12,
    "comunidad": 12,
    "conyuge_dni": 9,
    "conyuge_nombre": 16,
    "conyuge_nacimiento": 10,
    "instruccion": 10,
    "especie": 8,
    "tenencia": 9,
    "riesgo": 12,
    "nota": 18,
}
TITLES = {
    "apellido_paterno": N_("Ap. paterno"),
    "apellido_materno": N_("Ap. materno"),
    "fecha_nacimiento": N_("Nacimiento"),
    "fecha_ingreso": N_("Ingreso"),
    "conyuge_dni": N_("DNI del cónyuge"),
    "conyuge_nombre": N_("Nombre del cónyuge"),
    "conyuge_nacimiento": N_("Nac. del cónyuge"),
    "instruccion": N_("Instrucción"),
    "carga_familiar": N_("Carga fam."),
    "tierra_total": N_("Área total"),
    "tierra_plan": N_("Área plan"),
    "animales_total": N_("Animales"),
    "animales_plan": N_("Anim. plan"),
    "riesgo": N_("Central de riesgo"),
}
FIRST = ("dni", "apellido_paterno", "apellido_materno", "nombres", "fecha_nacimiento", "sexo", "telefono", "comunidad")
MARKS = {
    Result.FAIL: N_("No cumple"),
    Result.PENDING: N_("Falta dato"),
    Result.PASS: N_("Cumple"),
}
SEVERITIES = {"B": N_("Impide seguir"), "S": N_("Pide motivo"), "W": N_("Aviso"), "I": N_("Dato")}


def in_order(fields: Sequence[Field]) -> list[Field]:
    """The columns of the table: who it is, then the rest in the order of the paper."""
    by_name = {item.name: item for item in fields}
    first = [by_name[name] for name in FIRST if name in by_name]
    return first + [item for item in fields if item.name not in FIRST]


class MemberGrid(Grid):
    """The table of members. What is pasted is stored in one save; nobody is taken out from here."""

    def __init__(self, columns: Sequence[GridColumn], keeper: Keeper) -> None:
        super().__init__(columns, keeper, name=_("Socios del padrón"), keys=KEYS)
        wanted = [column.name for column in columns]
        self.view.arrange = lambda first, block: arrange(block, wanted, first)

    def remove_current(self) -> None:
        """A row that was not stored goes away; a member leaves with date and reason, never by a key."""
        if self.current_record():
            self.said.emit(_("Un socio no se borra: se le da de baja desde el padrón, con fecha y motivo."))
            return
        super().remove_current()


class PadronTabla(Page):
    """Every member in force in one table, typed or pasted."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.door, self.aeo = shell, shell.door, record
        super().__init__(_("Padrón en tabla"), hint=str(shell.door.aeo(record)["nombre"]), letters=0)
        self.column.setSpacing(space(3))
        self.why = ClosedList([(code, _(label)) for code, label in WHY.kind.options])
        self.why.setObjectName("por_que")
        self.why.setAccessibleName(_("Motivo de lo que se corrige"))
        self.why.set_answer("mal_escrito")
        label = words(_("Motivo de lo que se corrige"), "label")
        label.setWordWrap(False)
        label.setBuddy(self.why)
        self.grid = MemberGrid(self._columns(), self._keeper())
        self.grid.setMinimumHeight(space(66))
        self.grid.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.state = tag("")
        self.state.setObjectName("revision")
        self.review_button = button(
            _("Revisar"), lambda: shell.go("revisar-padron", record), drawn="ver", keys="Ctrl+R"
        )
        self.review_button.setObjectName("revisar")
        self.new = button(_("Fila nueva"), self.grid.view.to_new, role="quiet", drawn="agregar")
        self.new.setToolTip("Ctrl+N")
        self.paste = button(_("Pegar filas"), self._paste, role="quiet", drawn="copia")
        self.paste.setToolTip("Ctrl+V")
        self.more = button(_("Abrir al socio"), self.open_socio, role="quiet", drawn="editar")
        self.more.setToolTip("F4")
        above = Wrap(gap=space(2))
        for made in (self.new, self.paste, self.more, label, self.why):
            above.addWidget(made)
        self.tools.addWidget(self.state)
        self.tools.addWidget(self.review_button)
        self.column.addLayout(above)
        self.column.addWidget(self.grid, 1)
        on_key(self, "F4", self.open_socio, inside=True)
        self.grid.saved.connect(self._saved)
        self.grid.changed.connect(self._typing)
        self.grid.said.connect(shell.say)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(REVIEW_AFTER)
        self._later.timeout.connect(self.review)
        self.review()

    def _columns(self) -> list[GridColumn]:
        return [
            GridColumn(
                item.name,
                _(TITLES.get(item.name, item.label)),
                field=item,
                letters=LETTERS.get(item.name, 7),
            )
            for item in in_order(self.door.socio_fields(self.aeo))
        ]

    def _why(self) -> str:
        code = self.why.answer()
        return _(REASONS[code]) if code else ""

    def _keeper(self) -> Keeper:
        door, aeo = self.door, self.aeo

        def save(answers: Mapping[str, str | int | None], record: str) -> str:
            return door.save_socio(aeo, answers, record or None, reason=self._why() if record else "")

        return Keeper(
            rows=lambda: [socio for socio in door.socios(aeo, 0, -1) if not socio["fecha_baja"]],
            save=save,
            remove=lambda _record: None,
            today=door.today,
            check=door.check_socio,
            keep=self._keep,
            kept=self._kept,
            save_many=lambda given: door.save_socios(aeo, given, reason=self._why()),
        )

    def _keep(self, pending: list) -> None:
        """Rows that cannot be stored yet survive a closed window."""
        kept = self.door.draft("padron", self.aeo)
        if pending:
            written = json.dumps(pending, ensure_ascii=False)
            if kept is None or kept["answers"].get("filas") != written:
                self.door.keep_draft("padron", self.aeo, {"filas": written}, "")
                self.shell.kept.emit()
        elif kept is not None:
            self.door.drop_draft("padron", self.aeo)

    def _kept(self) -> list:
        kept = self.door.draft("padron", self.aeo)
        return json.loads(kept["answers"].get("filas") or "[]") if kept else []

    # following

    def _saved(self) -> None:
        self.shell.kept.emit()
        self._later.start()

    def _typing(self) -> None:
        """While somebody types the review waits."""
        if self._later.isActive():
            self._later.start()

    def review(self) -> None:
        """How the padrón stands, in a word."""
        text, tone = standing(self.door.check_padron(self.aeo))
        self.state.setText(text)
        restyle(self.state, tone=tone)

    def hear(self, tables: frozenset[str]) -> None:
        """Somebody or an undo changed the rows."""
        if self.grid.saving:
            return
        if "socio" in tables:
            self.grid.reload()
            self._later.start()

    def start(self) -> None:
        """The first row, or the blank one."""
        self.grid.view.setFocus()

    def leave(self) -> None:
        """What can be stored is stored, the rest kept."""
        self._later.stop()
        self.grid.save_all()
        self.grid.stop()

    def unsaved(self) -> dict[str, str]:
        """Rows typed and not stored are kept by themselves."""
        return {}

    def _paste(self) -> None:
        self.grid.view.setFocus()
        self.grid.view.paste()

    def open_socio(self) -> None:
        """Everything about the member at hand."""
        self.grid.save_all()
        record = self.grid.current_record()
        if not record:
            self.shell.say(_("Complete y guarde primero la fila."))
            return
        self.shell.go("socio", record)


def standing(findings: Sequence) -> tuple[str, str]:
    """How a padrón stands, in a word and its tone."""
    failed = sum(each.answer.result is Result.FAIL for each in findings)
    waiting = sum(each.answer.result is Result.PENDING for each in findings)
    if failed:
        blocks = any(
            each.answer.result is Result.FAIL and each.answer.severity.value in {"B", "S"} for each in findings
        )
        return str(Sentence(N_("Por revisar: {count}"), count=failed)), "problem" if blocks else "attention"
    if waiting:
        return str(Sentence(N_("Faltan datos: {count}"), count=waiting)), "attention"
    return _("Todo en orden"), "good"


class RevisarPadron(Page):
    """What the padrón is checked for. Enter leads to the member."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.aeo = shell, record
        super().__init__(_("Revisión del padrón"), hint=str(shell.door.aeo(record)["nombre"]), letters=0)
        self.column.setSpacing(space(3))
        columns = (
            Column("result", _("Resultado"), letters=16),
            Column("severity", _("Efecto"), letters=15),
            Column("said", _("Qué se revisó"), stretch=True, letters=44),
            Column("who", _("Quién"), letters=26),
            Column("norm", _("Norma"), letters=36),
        )
        self.found: list[Row] = []
        self.listing = Listing(
            columns,
            lambda offset, limit: self.found[offset : offset + limit],
            lambda: len(self.found),
            empty=EmptyState(_("No hay socios que revisar."), _("Abrir padrón"), self.open_padron, drawn="persona"),
            name=_("Revisión del padrón"),
        )
        self.listing.setObjectName("list")
        self.listing.setMinimumHeight(space(60))
        self.state = tag("")
        self.tools.addWidget(self.state)
        self.tools.addWidget(button(_("Abrir tabla"), lambda: shell.go("padron-tabla", record), keys="Ctrl+T"))
        self.whole = words("")
        self.whole.setObjectName("frase")
        self.column.addWidget(self.listing, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.whole, 1)
        self.column.addLayout(foot)
        self.listing.opened.connect(self.open_row)
        self.listing.chosen.connect(self._say)
        self.refresh()

    def refresh(self) -> None:
        """Check again."""
        findings = self.shell.door.check_padron(self.aeo)
        names = {socio["id"]: full_name(socio) for socio in self.shell.door.socios(self.aeo, 0, -1)}
        self.found = [row for number, each in enumerate(findings) for row in _rows(number, each, names)]
        text, tone = standing(findings)
        self.state.setText(text)
        restyle(self.state, tone=tone)
        self.listing.refresh()
        if self.found:
            self.listing.table.selectRow(max(self.listing.table.currentIndex().row(), 0))

    def _say(self, record: str) -> None:
        """The whole sentence of the row chosen, with its norm."""
        row = next((row for row in self.found if row["id"] == record), None)
        self.whole.setText(f"{row['said']}\n{row['norm']}" if row else "")

    def open_row(self, record: str) -> None:
        """Go to the member of this row."""
        socio = record.partition("|")[2]
        if socio:
            self.shell.go("socio", socio)
        else:
            self.open_padron()

    def open_padron(self) -> None:
        """All the members."""
        self.shell.go("padron", self.aeo)

    def hear(self, tables: frozenset[str]) -> None:
        """A member was written."""
        if tables & {"socio", "cargo_periodo", "aeo"}:
            self.refresh()

    def start(self) -> None:
        """The list."""
        self.listing.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _rows(number: int, each: object, names: Mapping[str, str]) -> list[Row]:
    answer = each.answer
    norm = answer.article + (f" ({_('por confirmar')})" if answer.unconfirmed else "")
    told = {
        "result": _(MARKS[answer.result]),
        "severity": _(SEVERITIES[answer.severity.value]) if answer.result is Result.FAIL else "",
        "said": str(answer.sentence),
        "norm": norm,
    }
    if answer.result is Result.PASS or not each.socios:
        return [{**told, "id": f"{number}|", "who": ""}]
    if answer.result is Result.PENDING:
        who = names.get(each.socios[0], "")
        if len(each.socios) > 1:
            who = str(Sentence(N_("{name} y {count} más"), name=who, count=len(each.socios) - 1))
        return [{**told, "id": f"{number}|{each.socios[0]}", "who": who}]
    return [{**told, "id": f"{number}|{socio}", "who": names.get(socio, "")} for socio in each.socios]


SCREENS = {
    "padron-tabla": Screen(of_first("aeo", PadronTabla), rail="organizaciones"),
    "revisar-padron": Screen(of_first("aeo", RevisarPadron), rail="organizaciones"),
}
