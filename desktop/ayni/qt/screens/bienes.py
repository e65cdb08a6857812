"""Goods of the producers: the list with how each one is, registering those of a delivery, one good, its visits."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from ayni.domain.bien import BAD, BIEN, GOOD, LABELS, MISSING, STATES_OF, UNSEEN, VISITA_BIEN, good_total
from ayni.domain.expediente import read_files
from ayni.domain.fields import Choice, Field, Text, by_name
from ayni.lang import N_, Sentence, _, day, soles
from ayni.qt.kit.cards import Card, EmptyState, Page, button, empty_layout, row, tag, words
from ayni.qt.kit.palette import column_width, space
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.trouble import ask, tell
from ayni.qt.kit.work import WorkPanel
from ayni.qt.screens.contrapartida import ask_files, write_paper
from ayni.qt.screens.pages import FormPage, ListPage
from ayni.qt.shell import Screen, Shell

FIELDS = by_name(BIEN)
PLAN, AEO = "plan", "aeo"
TONES = {BAD: "attention", MISSING: "problem", "": "", "no_ejecutado": "problem"}
SIGNS = {"habido_bueno": "✓", "ejecutado": "✓", BAD: "!", MISSING: "✗", "no_ejecutado": "✗", "": "…"}
TYPED = tuple(field for field in BIEN if field.asked)
SECTIONS = (
    (N_("Qué es"), ("clase_bien", "nombre", "cantidad", "unidad", "precio_unitario", "partida")),
    (N_("Con qué se reconoce"), ("marca", "modelo", "serie", "color")),
    (N_("Cómo se recibió"), ("fecha_recepcion", "estado_entrega", "orden_compra", "guia", "pecosa")),
    (N_("Quién lo tiene"), ("custodio", "lugar_bien", "conforme", "conforme_motivo")),
)
OF_ALL = ("marca", "modelo", "color", "estado_entrega", "pecosa", "custodio", "lugar_bien", "conforme")
REASON = Field("corrige_motivo", N_("Por qué se corrige"), Text(255), required=True)


def state_text(good: Row) -> str:
    """How a good is, with a sign that needs no colour, and since when."""
    state = str(good["estado_bien"] or "")
    said = f"{SIGNS[state]} {_(LABELS.get(state, UNSEEN))}"
    return f"{said} · {day(str(good['visto_el']))}" if good["visto_el"] else said


class BienesScreen(ListPage):
    """The goods of a plan ("plan:ID"), of an AEO ("aeo:ID") or of everybody ("")."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell = shell
        kind, _colon, self.record = record.partition(":")
        self.about = {kind: self.record} if self.record else {}
        self.plan = self.record if kind == PLAN else ""
        self.aeo = self.record if kind == AEO else str(shell.door.plan(self.plan)["aeo"]) if self.plan else ""
        empty = EmptyState(
            _("Todavía no hay bienes. Cuando una compra se entrega, regístrelos aquí uno por uno."),
            _("Traer de una entrega") if self.plan else "",
            self.bring if self.plan else None,
            drawn="compras",
        )
        columns = (
            Column("nombre", _("Descripción"), stretch=True, letters=24),
            Column("serie", _("Serie"), show=lambda each: each["serie"] or "—", letters=15),
            Column("estado_bien", _("Última visita"), show=state_text, letters=30),
            Column(
                "custodio_nombre",
                _("Socio que lo guarda"),
                show=lambda each: each["custodio_nombre"] or "—",
                letters=20,
            ),
            Column(
                "foto",
                _("Fotos"),
                show=lambda each: str(len(read_files(each["archivos"])) or "—"),
                letters=6,
                right=True,
            ),
            Column("total_centimos", _("Total"), show=lambda each: soles(good_total(each)), letters=13, right=True),
        )
        super().__init__(
            _("Bienes"),
            columns,
            lambda offset, limit, text: self._rows(text)[offset : offset + limit],
            lambda text: len(self._rows(text)),
            empty=empty,
            look_for=_("Buscar en esta lista"),
            hint=self._about_text(),
        )
        self.visit_button = button(_("Registrar visita"), self.visit, drawn="ver", keys="F5")
        self.visit_button.setObjectName("visitar")
        self.print_button = button(_("Imprimir inventario"), self.print_all, drawn="imprimir", keys="Ctrl+P")
        self.print_button.setObjectName("imprimir")
        self.bar.addWidget(self.visit_button)
        self.bar.addWidget(self.print_button)
        self.new_button = button(_("Agregar bien"), self.add, drawn="agregar", keys="Ctrl+N")
        self.bring_button = button(
            _("Traer de una entrega"), self.bring, role="primary", drawn="compras", keys="Ctrl+T"
        )
        self.bring_button.setObjectName("traer")
        for each in (self.new_button, self.bring_button):
            self.tools.addWidget(each)
        self.work = WorkPanel(shell.worker)
        self.column.addWidget(self.work)
        self.listing.opened.connect(lambda good: shell.go("bien", good))
        self._show_buttons()

    def _about_text(self) -> str:
        door = self.shell.door
        if self.plan:
            plan = door.plan(self.plan)
            return f"{plan['aeo_nombre']}  ·  {plan['titulo']}"
        return str(door.aeo(self.aeo)["nombre"]) if self.aeo else ""

    def _rows(self, text: str) -> list[Row]:
        wanted = text.strip().casefold()
        found = self.shell.door.bienes(**self.about)
        told = ("nombre", "serie", "marca", "modelo", "custodio_nombre", "aeo_nombre")
        return [each for each in found if wanted in " ".join(str(each[name] or "") for name in told).casefold()]

    def _show_buttons(self) -> None:
        some = self.listing.model.rowCount() > 0
        self.visit_button.setVisible(some)
        self.print_button.setVisible(some and bool(self.aeo))
        self.new_button.setVisible(bool(self.aeo))
        self.bring_button.setVisible(bool(self.plan) and some)

    def visit(self) -> None:
        """How the good at hand was found."""
        record = self.listing.current()
        if not record:
            tell(self, _("Elija primero un bien de la lista."), _("Use las flechas, o un clic sobre su fila."))
            return
        self.shell.go("visita-bien", record)

    def add(self) -> None:
        """A good written by hand."""
        self.shell.go("bien-datos", f"{self.aeo}/")

    def bring(self) -> None:
        """The goods of a delivery."""
        self.shell.go("bienes-entrega", self.plan)

    def print_all(self) -> None:
        """The inventory of the AEO."""
        write_paper(self, "inventario", self.shell.door.print_inventario, self.aeo)

    def hear(self, tables: frozenset[str]) -> None:
        """A good, a visit or a member was written."""
        if tables & {"bien", "visita_bien", "socio"}:
            self.refresh()
            self._show_buttons()

    def leave(self) -> None:
        """A paper under way is not waited for."""
        self.work.forget()


class BienesEntrega(FormPage):
    """The goods of a delivery of a plan: units as the purchase says them, and what all of them share."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.plan = record
        door = shell.door
        self.aeo = str(door.plan(record)["aeo"])
        self.deliveries = [
            (str(compra["id"]), str(event["id"]), f"{compra['nombre']} · {day(str(event['fecha']))}")
            for compra in door.purchases_of_plan(record)
            for event in door.handings(str(compra["id"]))
        ]
        self._left = [each for each in self.deliveries if door.bienes_proposed(each[0], each[1], record)]
        options = tuple((event, label) for _compra, event, label in self._left)
        which = Field("entrega", N_("De qué entrega"), Choice(options), required=True)
        fields = (which, *(FIELDS[name] for name in OF_ALL))
        super().__init__(
            shell,
            _("Traer de una entrega"),
            fields if self._left else (),
            draft=("bienes-entrega", record),
            verb=_("Registrar estos bienes"),
            values={"entrega": options[0][0], "estado_entrega": "nuevo", "conforme": "conforme"} if options else None,
            sections=[(_("La entrega"), ("entrega",)), (_("Lo que comparten todos"), OF_ALL)] if options else (),
            provider=shell.options.about(aeo=self.aeo),
            hint=str(door.plan(record)["titulo"]),
        )
        self.units = Card(_("Lo que se registrará"))
        self.units.setObjectName("unidades")
        self.column.insertWidget(2, self.units)
        self.save_button.setVisible(bool(self._left))
        self._say_units(self.form.answers())

    def hear_answers(self, answers: dict[str, str]) -> None:
        """Another delivery brings other units."""
        if hasattr(self, "units"):
            self._say_units(answers)

    def start(self) -> None:
        """The first box, or the way back when there is nothing to register."""
        if self._left:
            super().start()
        else:
            self.later_button.setFocus()

    def _chosen(self, answers: dict[str, str]) -> tuple[str, str]:
        return next(
            ((compra, event) for compra, event, _label in self._left if event == answers.get("entrega")), ("", "")
        )

    def _say_units(self, answers: dict[str, str]) -> None:
        empty_layout(self.units.column, keep=1)
        compra, event = self._chosen(answers)
        if not self.deliveries:
            said = _("Este plan todavía no tiene entregas. Registre en la compra lo que llegó.")
        elif not self._left:
            said = _("Los bienes de las entregas de este plan ya están registrados.")
        else:
            said = ""
        if said:
            self.units.column.addWidget(words(said))
            return
        for unit in self.shell.door.bienes_proposed(compra, event, self.plan) if event else ():
            serial = str(Sentence(N_("serie {serial}"), serial=unit["serie"])) if unit["serie"] else _("sin serie")
            amount = " ".join(str(part) for part in (unit["cantidad"], unit["unidad"]) if part)
            self.units.column.addWidget(words(f"{unit['nombre']}  ·  {amount}  ·  {serial}"))

    def store(self, answers: dict[str, str]) -> None:
        """All of them in one save."""
        compra, event = self._chosen(answers)
        shared = {name: answers[name] for name in OF_ALL if answers.get(name)}
        given = [{**unit, **shared} for unit in self.shell.door.bienes_proposed(compra, event, self.plan)]
        made = self.shell.door.bienes_from_delivery(compra, event, given, self.plan)
        self.shell.say(str(Sentence(N_("Bienes registrados: {count}."), count=len(made))))


class BienScreen(Page):
    """One good: what tells it from others, how the last visit found it, its photo and all its visits."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record or _first(shell)
        self.good: Row = shell.door.bien(self.record)
        super().__init__(str(self.good["nombre"]), hint=str(self.good["aeo_nombre"]), letters=0)
        self.column.setSpacing(space(3))
        self.edit_button = button(_("Cambiar datos"), self.edit, drawn="editar", keys="F2")
        self.photo_button = button(_("Agregar foto"), self.attach, drawn="agregar", keys="Ctrl+O")
        self.print_button = button(_("Imprimir ficha"), self.print_sheet, drawn="imprimir", keys="Ctrl+P")
        self.visit_button = button(_("Registrar visita"), self.visit, role="primary", drawn="ver", keys="Ctrl+N")
        made = (self.edit_button, self.photo_button, self.print_button, self.visit_button)
        for each, name in zip(made, ("cambiar", "foto", "imprimir", "visitar"), strict=True):
            each.setObjectName(name)
            self.tools.addWidget(each)
        self.facts = Card("", "accent")
        self.column.addWidget(self.facts)
        self.work = WorkPanel(shell.worker)
        self.column.addWidget(self.work)
        self.picture = QLabel()
        self.picture.setObjectName("foto-vista")
        self.column.addWidget(self.picture)
        self.past = Card(_("Visitas"))
        self.past.setObjectName("visitas")
        self.column.addWidget(self.past)
        self.end()
        self.load()

    def load(self) -> None:
        """Ask the door again."""
        self.good = self.shell.door.bien(self.record)
        self.heading.setText(str(self.good["nombre"]))
        empty_layout(self.facts.column)
        state = str(self.good["estado_bien"] or "")
        told = tag(state_text(self.good), TONES.get(state, "good"))
        told.setObjectName("estado")
        self.facts.column.addLayout(row(told))
        for names in (
            ("marca", "modelo", "serie", "color"),
            ("fecha_recepcion", "estado_entrega", "orden_compra", "guia"),
        ):
            parts = [
                f"{_(FIELDS[name].label)}: {FIELDS[name].kind.show(self.good[name])}"
                for name in names
                if self.good[name]
            ]
            if parts:
                self.facts.column.addWidget(words("  ·  ".join(parts)))
        if self.good["custodio_nombre"]:
            self.facts.column.addWidget(words(f"{_('Socio que lo guarda')}: {self.good['custodio_nombre']}"))
        self._say_picture()
        self._say_visits()

    def _say_picture(self) -> None:
        files = read_files(self.good["archivos"])
        self.picture.hide()
        if not files:
            return
        shown: list[bytes] = []
        if self.shell.attempt(
            lambda: shown.append(self.shell.door.page_picture(files[-1].sha256, 0, column_width(40, self)))
        ):
            pixmap = QPixmap()
            pixmap.loadFromData(shown[0])
            self.picture.setPixmap(pixmap)
            self.picture.setAccessibleName(_("Foto del bien"))
            self.picture.show()

    def _say_visits(self) -> None:
        empty_layout(self.past.column, keep=1)
        visits = self.shell.door.visitas_bien(self.record)
        if not visits:
            self.past.column.addWidget(words(_("Nadie lo visitó todavía. Registre cómo está."), "hint"))
        for place, visit in enumerate(visits):
            head = f"{day(str(visit['fecha']))}  ·  {SIGNS[visit['estado_bien']]} {_(LABELS[visit['estado_bien']])}"
            who = f"{head}  ·  {visit['visitante']}"
            if visit["corregida"]:
                who = f"{who}  ·  {_('corregida después')}"
            self.past.column.addWidget(words(who, "hint" if visit["corregida"] else "label"))
            note = " ".join(str(visit[name]) for name in ("nota", "corrige_motivo") if visit[name])
            if note:
                self.past.column.addWidget(words(note))
            if place == 0:
                fix = button(_("Corregir esta visita"), self.correct, role="quiet", drawn="editar", keys="F4")
                fix.setObjectName("corregir")
                self.past.column.addLayout(row(fix))

    def visit(self) -> None:
        """Register how it is."""
        self.shell.go("visita-bien", self.record)

    def correct(self) -> None:
        """Say the last visit again; the wrong one stays in the history."""
        visits = self.shell.door.visitas_bien(self.record)
        if visits:
            self.shell.go("visita-bien", f"{self.record}/{visits[0]['id']}")

    def edit(self) -> None:
        """More data of it."""
        self.shell.go("bien-datos", f"{self.good['aeo']}/{self.record}")

    def attach(self) -> None:
        """A photo of it."""
        ask_files(self, self.take)

    def take(self, paths: Sequence[Path]) -> None:
        """These are photos of it."""
        if paths and not self.work.busy:
            job = self.shell.door.adding_bien(self.record, list(paths))
            self.work.run(job, _("Achicando y guardando los archivos…"), done=self._added, failed=self.shell.failed)

    def _added(self, added: Any) -> None:
        self.shell.say(" ".join(str(each) for each in added.problems) or _("Archivos guardados."))
        self.load()

    def print_sheet(self) -> None:
        """Its sheet."""
        write_paper(self, "ficha", self.shell.door.print_ficha_bien, self.record)

    def start(self) -> None:
        """What is usually done next has the focus."""
        self.visit_button.setFocus()

    def hear(self, tables: frozenset[str]) -> None:
        """It or a visit was written; an undo may have taken it away."""
        if tables & {"bien", "visita_bien", "socio"}:
            if all(each["id"] != self.record for each in self.shell.door.bienes(aeo=str(self.good["aeo"]))):
                self.shell.back()
                return
            self.load()

    def leave(self) -> None:
        """Work under way is not waited for."""
        self.work.forget()


class BienDatos(FormPage):
    """The data of a good. `record` is "aeo/" for a new one, "aeo/good" to change one."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.aeo, _slash, self.record = record.partition("/")
        values: dict[str, Any] = shell.door.bien(self.record) if self.record else {"clase_bien": GOOD, "cantidad": "1"}
        super().__init__(
            shell,
            _("Cambiar bien") if self.record else _("Agregar bien"),
            TYPED,
            draft=("bien", self.record or self.aeo),
            verb=_("Guardar bien"),
            values=(lambda: shell.door.bien(self.record)) if self.record else values,
            sections=[(_(title), names) for title, names in SECTIONS],
            provider=shell.options.about(aeo=self.aeo, plan=str(values.get("plan") or "")),
            hint=str(shell.door.aeo(self.aeo)["nombre"]),
        )

    def further_buttons(self) -> Sequence[QWidget]:
        if not self.record:
            return ()
        gone = button(_("Quitar bien"), self.remove, role="quiet", drawn="quitar")
        gone.setObjectName("quitar")
        return (gone,)

    def remove(self) -> None:
        """Take away one written by mistake."""
        ask(
            self,
            _("¿Quitar este bien?"),
            _("Quítelo solo si se escribió por equivocación."),
            yes=_("Quitar bien"),
            then=self._remove,
        )

    def _remove(self) -> None:
        if self.shell.attempt(lambda: self.shell.door.remove_bien(self.record)):
            self.shell.say(_("Bien quitado. Puede deshacerlo."))
            self.shell.back()

    def store(self, answers: dict[str, str]) -> None:
        """Keep it."""
        self.shell.door.save_bien(self.aeo, answers, self.record or None)
        self.shell.say(_("Bien guardado."))


class VisitaBien(FormPage):
    """How a good was found. `record` is the good, or "good/visit" to correct that visit."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.good, _slash, self.corrects = record.partition("/")
        self.good = self.good or _first(shell)
        good = shell.door.bien(self.good)
        person = shell.door.person
        wrong = next((each for each in shell.door.visitas_bien(self.good) if each["id"] == self.corrects), None)
        values = wrong or {"fecha": shell.door.today().isoformat(), "visitante": person["nombre"] if person else None}
        words_of = STATES_OF[str(good["clase_bien"])]
        states = tuple((code, label) for code, label in LABELS.items() if code in words_of)
        asked = [
            Field(each.name, each.label, Choice(states), required=True) if each.name == "estado_bien" else each
            for each in VISITA_BIEN
            if each.asked
        ]
        super().__init__(
            shell,
            _("Corregir visita") if self.corrects else _("Registrar visita"),
            [*asked, REASON] if self.corrects else asked,
            draft=("visita_bien", record),
            verb=_("Guardar visita"),
            values=values,
            hint="  ·  ".join(str(part) for part in (good["nombre"], good["serie"], good["aeo_nombre"]) if part),
        )

    def store(self, answers: dict[str, str]) -> None:
        """Register it."""
        given = {name: text for name, text in answers.items() if name != REASON.name}
        reason = answers.get(REASON.name, "")
        self.shell.door.save_visita_bien(self.good, given, corrects=self.corrects, reason=reason)
        self.shell.say(_("Visita registrada."))


def _first(shell: Shell) -> str:
    """Opened without a good (in the gallery): the first of all."""
    return next((str(good["id"]) for good in shell.door.bienes()), "")


SCREENS = {
    "bienes": Screen(BienesScreen, rail="compras"),
    "bienes-entrega": Screen(BienesEntrega, rail="compras"),
    "bien": Screen(BienScreen, rail="compras"),
    "bien-datos": Screen(BienDatos, rail="compras"),
    "visita-bien": Screen(VisitaBien, rail="compras"),
}
