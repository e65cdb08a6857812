"""The counterpart of a plan: a table typed as in a spreadsheet, and beside it what is committed, put and verified."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from ayni.domain.contrapartida import (
    CONTRAPARTIDA,
    VALORIZADA,
    Ledger,
    Source,
    check_contrapartida,
    entry_total,
    hundredths,
    verified,
)
from ayni.domain.expediente import read_files
from ayni.domain.fields import Field, Problem, Value, by_name
from ayni.domain.flow import Answers
from ayni.domain.rules import Answer, Result
from ayni.lang import N_, Sentence, _, soles
from ayni.qt.kit.cards import Card, Page, button, empty_layout, tag, words
from ayni.qt.kit.form import Form
from ayni.qt.kit.formdialog import FormDialog
from ayni.qt.kit.grid import Grid, GridColumn, Keeper
from ayni.qt.kit.keys import on_key
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.work import WorkPanel
from ayni.qt.kit.wrap import Wrap
from ayni.qt.screens.pages import file_name, papers_folder
from ayni.qt.screens.tabla import named
from ayni.qt.shell import Screen, Shell

FIELDS = by_name(CONTRAPARTIDA)
MORE = tuple(
    FIELDS[name]
    for name in (
        "actividad",
        "socio",
        "tercero",
        "tercero_cargo",
        "tipo_aporte",
        "medio",
        "comprobante_tipo",
        "comprobante",
        "ruc_emisor",
        "fuente_precio",
        "verificado_por",
        "verificado_el",
        "verificado_lugar",
    )
)
SECTIONS = (
    (N_("Quién y qué aportó"), ("actividad", "socio", "tercero", "tercero_cargo", "tipo_aporte")),
    (N_("Si fue en dinero"), ("medio", "comprobante_tipo", "comprobante", "ruc_emisor")),
    (N_("Prueba y verificación en el lugar"), ("fuente_precio", "verificado_por", "verificado_el", "verificado_lugar")),
)
IMAGES = "*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.webp"
SIGNS = {Result.PASS: ("✓", "good"), Result.FAIL: ("✗", "problem"), Result.PENDING: ("…", "attention")}
BALANCE = N_("Comprometido {committed}. Puesto {put} ({share} %). Falta {left}.")
EXCESS = N_("Pasa lo comprometido y se cuenta aparte: {amount}.")


class AnswerLine(QWidget):
    """How something stands: a sign, the sentence with its figures, where it is written."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(1), 0, space(1))
        column.setSpacing(space(0.5))
        sign, tone = SIGNS[answer.result]
        top = Wrap(gap=space(1.5))
        verdict = {Result.PASS: _("Cumple"), Result.FAIL: _("No cumple"), Result.PENDING: _("Falta dato")}
        top.addWidget(tag(f"{sign} {verdict[answer.result]}", tone))
        if answer.unconfirmed:
            top.addWidget(tag(_("por confirmar"), "attention"))
        column.addLayout(top)
        column.addWidget(words(str(answer.sentence)))
        column.addWidget(words(answer.article, "small"))
        self.setObjectName(f"luz.{answer.check}")


def say_answers(card: Card, answers: Sequence[Answer]) -> None:
    """Fill a card with answers, keeping its title."""
    empty_layout(card.column, keep=1)
    for answer in answers:
        card.column.addWidget(AnswerLine(answer))


class ContrapartidaScreen(Page):
    """The counterpart of one plan."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.door, self.plan = shell, shell.door, record
        about = self.door.plan(record)
        self.aeo = str(about["aeo"])
        super().__init__(_("Contrapartida"), hint=f"{about['aeo_nombre']}  ·  {about['titulo']}", letters=0)
        self.column.setSpacing(space(3))
        self.print_button = button(_("Imprimir libro"), self.print_ledger, drawn="imprimir", keys="Ctrl+P")
        self.print_button.setObjectName("imprimir")
        self.tools.addWidget(self.print_button)
        self.none = words(_("Escriba primero el presupuesto del plan: allí dice qué pone la organización."), "hint")
        self.column.addWidget(self.none)
        self.lights = Card(_("Cómo va"))
        self.column.addWidget(self.lights)
        self.grid = Grid(self._columns(), self._keeper(), name=_("Contrapartida"))
        self.grid.setMinimumHeight(space(70))
        self.column.addWidget(self.grid, 1)
        self._verbs()
        self.work = WorkPanel(shell.worker)
        self.column.addWidget(self.work)
        self.rows = Card(_("Fila por fila"))
        self.column.addWidget(self.rows)
        self.end()
        self.grid.changed.connect(self._totals)
        self.grid.saved.connect(self._saved)
        self.grid.said.connect(shell.say)
        self.load()

    def _verbs(self) -> None:
        made = (
            button(_("Aporte nuevo"), self.grid.view.to_new, role="quiet", drawn="agregar"),
            button(_("Pegar filas"), self._paste, role="quiet", drawn="copia"),
            button(_("Más datos y verificación"), self.ask_more, role="quiet", drawn="editar", keys="F4"),
            button(_("Agregar foto o comprobante"), self.attach, role="quiet", drawn="agregar", keys="Ctrl+O"),
        )
        for each, name, tip in zip(
            made, ("nuevo", "pegar", "mas", "foto"), ("Ctrl+N", "Ctrl+V", "F4", "Ctrl+O"), strict=True
        ):
            each.setObjectName(name)
            each.setToolTip(tip)
        line = Wrap(gap=space(2))
        for each in made:
            line.addWidget(each)
        self.why = QLineEdit()
        self.why.setObjectName("por_que")
        self.why.setAccessibleName(_("Por qué cambia algo ya verificado"))
        self.why.setMaximumWidth(column_width(34))
        self.why.setToolTip("F7")
        self.why.editingFinished.connect(self.grid.save_all)
        label = words(_("Por qué cambia algo ya verificado"), "label")
        label.setWordWrap(False)
        label.setBuddy(self.why)
        line.addWidget(label)
        line.addWidget(self.why)
        self.column.addLayout(line)
        on_key(self, "F7", self.why.setFocus, inside=True)

    def _columns(self) -> list[GridColumn]:
        partidas = self.door.references("partidas", "", 1000, plan=self.plan)
        socios = self.door.references("socios", "", 2000, aeo=self.aeo)
        dnis = {label.rpartition(" · ")[2]: code for code, label in socios}

        def listed(name: str, options: Sequence[tuple[str, str]], others: Mapping[str, str]) -> Field:
            item = FIELDS[name]
            return Field(item.name, item.label, named(options, others), required=item.required)

        short = [(code, label) for code, label in partidas]
        codes = {label.split(" ", 1)[0]: code for code, label in partidas}
        return [
            GridColumn("fecha", _("Fecha"), field=FIELDS["fecha"], letters=11),
            GridColumn("partida", _("Fila"), field=listed("partida", short, codes), letters=14),
            GridColumn("forma", _("Clase"), field=FIELDS["forma"], letters=12),
            GridColumn("concepto", _("Qué aportó"), field=FIELDS["concepto"], letters=14, stretch=True, note=self._off),
            GridColumn("socio", _("Socio"), field=listed("socio", socios, dnis), letters=11),
            GridColumn("tercero", _("Otra persona"), field=FIELDS["tercero"], letters=10),
            GridColumn("cantidad", _("Cant."), field=FIELDS["cantidad"], letters=5),
            GridColumn("unidad", _("Unidad"), field=FIELDS["unidad"], letters=5),
            GridColumn("costo_unitario", _("Costo unit."), field=FIELDS["costo_unitario"], letters=7),
            GridColumn("importe_centimos", _("En dinero"), field=FIELDS["importe_centimos"], letters=8),
            GridColumn("total", _("Total S/"), compute=lambda row: soles(entry_total(row))[3:], letters=9),
            GridColumn("verificada", _("Verificado"), compute=self._checked, letters=8, words=True),
        ]

    @staticmethod
    def _checked(row: Mapping[str, Value]) -> str:
        pictures = len(read_files(row.get("archivos")))
        return (
            ("✓ " if verified(row) else "! ")
            + (_("Sí") if verified(row) else _("Falta"))
            + (f" · {pictures}" if pictures else "")
        )

    @staticmethod
    def _off(row: Mapping[str, Value]) -> str:
        problems = check_contrapartida(row) if row.get("id") else []
        return str(problems[0].sentence) if problems else ""

    def _keeper(self) -> Keeper:
        door, plan = self.door, self.plan

        def save(answers: Mapping[str, str | int | None], record: str) -> str:
            stored = answers if record else {"forma": VALORIZADA, **_said(answers)}
            kept: str = door.save_contrapartida(plan, stored, record or None, reason=self.why.text())
            return kept

        def save_many(given: list[tuple[str, dict[str, Any]]]) -> Sequence[str | Sequence[Problem]]:
            filled = [(rec, ans if rec else {"forma": VALORIZADA, **_said(ans)}) for rec, ans in given]
            done: Sequence[str | Sequence[Problem]] = door.save_contrapartidas(plan, filled, reason=self.why.text())
            return done

        return Keeper(
            rows=lambda: door.contrapartidas(plan),
            save=save,
            save_many=save_many,
            remove=lambda record: door.remove_contrapartida(record, reason=self.why.text()),
            today=door.today,
            check=check_contrapartida,
            keep=self._keep,
            kept=self._kept,
        )

    def _keep(self, pending: list[dict[str, Any]]) -> None:
        """Rows that cannot be stored yet survive a closed window."""
        kept = self.door.draft("contrapartida", self.plan)
        if pending:
            written = json.dumps(pending, ensure_ascii=False)
            if kept is None or kept["answers"].get("filas") != written:
                self.door.keep_draft("contrapartida", self.plan, {"filas": written}, "")
                self.shell.kept.emit()
        elif kept is not None:
            self.door.drop_draft("contrapartida", self.plan)

    def _kept(self) -> list[dict[str, Any]]:
        kept = self.door.draft("contrapartida", self.plan)
        return json.loads(kept["answers"].get("filas") or "[]") if kept else []

    # showing

    def load(self) -> None:
        """Figures and lights follow what is stored."""
        found: Ledger = self.door.ledger(self.plan)
        self.none.setVisible(not found.whole.contrapartida.committed)
        say_answers(self.lights, [self.door.counterpart_answer(self.plan), self.door.pace_answer(self.plan)])
        empty_layout(self.rows.column, keep=1)
        for line in found.lines:
            for label, source in (
                (_("Contrapartida monetaria"), line.monetaria),
                (_("Contrapartida no monetaria"), line.valorizada),
            ):
                if source != Source():
                    name = line.nombre or _("Sin fila del presupuesto")
                    self.rows.column.addWidget(words(f"{name}  ·  {label}", "label"))
                    self.rows.column.addWidget(words(balance(source)))
        self.rows.setVisible(any(line.contrapartida != Source() for line in found.lines))
        self._totals()

    def _totals(self) -> None:
        total = sum(entry_total(row) for row in self.grid.values())
        self.grid.footer.show_lines([{"concepto": _("Total"), "total": soles(total)[3:]}])

    def _saved(self) -> None:
        self.shell.kept.emit()
        self.load()

    def hear(self, tables: frozenset[str]) -> None:
        """An entry, the budget or a purchase was written."""
        if tables & {"contrapartida", "partida", "evento", "asignacion"}:
            if not self.grid.saving:
                self.grid.reload()
            self.load()

    def start(self) -> None:
        """The table has the keyboard."""
        self.grid.view.setFocus()

    def leave(self) -> None:
        """What is typed is stored, or kept aside."""
        self.grid.save_all()
        self.grid.stop()
        self.work.forget()

    # verbs

    def _paste(self) -> None:
        self.grid.view.setFocus()
        self.grid.view.paste()

    def _at_hand(self) -> str:
        self.grid.save_all()
        record = str(self.grid.current_record() or "")
        if not record:
            self.shell.say(_("Complete y guarde primero la fila."))
        return record

    def ask_more(self) -> None:
        """Who, the receipt, the proof and who verified it."""
        record = self._at_hand()
        if not record:
            return
        entry = self.door.contrapartida(record)

        def save(answers: dict[str, str], form: Form) -> bool:
            keep = lambda: self.door.save_contrapartida(self.plan, answers, record)  # noqa: E731  one act
            done = self.shell.attempt(keep, form)
            if done:
                self.grid.reload(force=True)
            return done

        FormDialog(
            self,
            str(entry["concepto"]),
            MORE,
            self.shell.options.about(aeo=self.aeo),
            values=entry,
            sections=[(_(title), names) for title, names in SECTIONS],
            save=save,
        ).open()

    def attach(self) -> None:
        """A photo of the work, or the scan of its receipt."""
        if record := self._at_hand():
            ask_files(self, lambda paths: self.take(record, paths))

    def take(self, record: str, paths: Sequence[Path]) -> None:
        """These files prove that entry."""
        if paths and not self.work.busy:
            job = self.door.adding_contrapartida(record, list(paths))
            self.work.run(job, _("Achicando y guardando los archivos…"), done=self._added, failed=self.shell.failed)

    def _added(self, added: Any) -> None:
        self.shell.say(" ".join(str(each) for each in added.problems) or _("Archivos guardados."))
        self.grid.reload(force=True)

    def print_ledger(self) -> None:
        """The ledger on paper."""
        self.grid.save_all()
        write_paper(self, "contrapartida", self.door.print_contrapartida, self.plan)


def balance(source: Source) -> str:
    """A source in one sentence, with what passes it."""
    said = Sentence(
        BALANCE,
        committed=soles(source.committed),
        put=soles(source.registered),
        share=hundredths(source.share_bp),
        left=soles(source.balance),
    )
    more = Sentence(EXCESS, amount=soles(source.excess))
    return f"{said} {more}" if source.excess else str(said)


def _said(answers: Answers) -> dict[str, str | int | None]:
    """What was really typed: a blank does not hide what is usual."""
    return {name: value for name, value in answers.items() if value not in {None, ""}}


def ask_files(parent: QWidget, then: Callable[[list[Path]], object]) -> None:
    """Choose photos or papers, several at once."""
    dialog = QFileDialog(parent, _("Agregar archivo"))
    dialog.setNameFilter(f"{_('PDF o imágenes')} ({IMAGES})")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    dialog.open()


def write_paper(page: Any, name: str, write: Callable[..., Path], record: str, language: str = "both") -> None:
    """Print a paper as long work of a page that has `work` and `shell`, in both languages, and open it."""
    if page.work.busy:
        return
    path = papers_folder() / f"{file_name(name, page.hint.text())}.pdf"

    def printing() -> Iterator[float]:
        with page.shell.door.job():
            yield 0.2
            return write(record, path, language)

    def ready(made: Path) -> None:
        page.shell.say(str(Sentence(N_("Se guardó en: {path}"), path=made)))
        page.shell.open_file(made)

    page.work.run(printing(), _("Preparando el papel…"), done=ready, failed=page.shell.failed)


SCREENS = {"contrapartida": Screen(ContrapartidaScreen, rail="planes")}
