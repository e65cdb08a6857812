"""Field visits of an AEO: the list, one visit in words, the form for phones and the file that comes back."""

from pathlib import Path
from typing import Any

from ayni.domain.campo import APTO, TYPED_VISITA
from ayni.job import Job
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, EmptyState, Page, button, row, words
from ayni.qt.kit.table import Column, Row
from ayni.qt.kit.trouble import tell
from ayni.qt.kit.work import WorkPanel
from ayni.qt.screens.convocatoria import facts_grid
from ayni.qt.screens.pages import ListPage, ask_file, file_name, of_first
from ayni.qt.shell import Screen, Shell

CONCLUSIONS = {
    code: label for field in TYPED_VISITA if field.name == "conclusion" for code, label in field.kind.options
}
SAID = {"aeo", "fecha", "presentes", "total_socios", "conclusion"}  # above the facts of a visit
TOLD = tuple(field for field in TYPED_VISITA if field.name not in SAID)
SENT = "*.csv *.json *.xlsx"


def attendance(visit: Row) -> str:
    """How many of how many were there."""
    if visit["total_socios"] is None:
        return str(visit["presentes"])
    return str(Sentence(N_("{count} de {all}"), count=visit["presentes"], all=visit["total_socios"]))


class VisitasScreen(ListPage):
    """The visits of an AEO, newest first."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell, self.record = shell, record
        empty = EmptyState(
            _("Todavía no hay visitas. Haga el formulario, llénelo en el teléfono y traiga aquí el archivo de envíos."),
            _("Hacer el formulario"),
            self.make_form,
            drawn="exportar",
        )
        columns = (
            Column("fecha", _("Fecha"), show=lambda each: day(each["fecha"]), letters=13),
            Column("lugar", _("Lugar"), show=lambda each: each["lugar"] or "", letters=26),
            Column(
                "evaluadores",
                _("¿Quiénes visitan?"),
                show=lambda each: each["evaluadores"] or "",
                stretch=True,
                letters=24,
            ),
            Column("presentes", _("Presentes"), show=attendance, letters=12, right=True),
            Column(
                "conclusion", _("Conclusión"), show=lambda each: _(CONCLUSIONS.get(each["conclusion"], "")), letters=12
            ),
        )
        super().__init__(
            _("Visitas de campo"),
            columns,
            lambda offset, limit, text: self._rows(text)[offset : offset + limit],
            lambda text: len(self._rows(text)),
            empty=empty,
            look_for=_("Buscar en esta lista"),
            hint=str(shell.door.aeo(record)["nombre"]),
        )
        self.form_button = button(_("Hacer el formulario"), self.make_form, drawn="exportar", keys="Ctrl+E")
        self.form_button.setObjectName("formulario")
        self.bring_button = button(_("Traer visitas"), self.bring, drawn="importar", keys="Ctrl+O")
        self.bring_button.setObjectName("traer")
        self.tools.addWidget(self.form_button)
        self.tools.addWidget(self.bring_button)
        self.panel = WorkPanel(shell.worker)
        self.column.addWidget(self.panel)
        self.form_button.setVisible(self.listing.model.rowCount() > 0)  # the empty state has its own
        self.listing.opened.connect(lambda visit: shell.go("visita", f"{record}/{visit}"))

    def _rows(self, text: str) -> list[Row]:
        wanted = text.strip().casefold()
        found = self.shell.door.visitas(self.record)[::-1]
        return [
            each for each in found if wanted in f"{day(each['fecha'])} {each['lugar']} {each['evaluadores']}".casefold()
        ]

    def refresh(self) -> None:
        """Ask the door again."""
        super().refresh()
        self.form_button.setVisible(bool(self._rows("")))

    def make_form(self) -> None:
        """Write the form for phones of the call of this AEO."""
        proposed = f"{file_name(_('visita'), str(self.shell.door.aeo(self.record)['convocatoria_nombre']))}.xlsx"
        ask_file(self, _("Formulario para teléfonos"), "*.xlsx", self._form_made, save_as=proposed)

    def _form_made(self, path: Path) -> None:
        door = self.shell.door
        call = door.aeo(self.record)["convocatoria"]
        if self.shell.attempt(lambda: door.export_xlsform_visita(call, path)):
            said = N_(
                "Está en {path}. Súbalo a KoboToolbox u ODK, llénelo en el teléfono y baje los envíos en CSV o JSON."
            )
            tell(self.shell.window, _("El formulario está listo."), str(Sentence(said, path=path)))

    def bring(self) -> None:
        """Choose the file of submissions."""
        if not self.panel.busy:
            ask_file(self, _("Visitas hechas con un teléfono"), SENT, self._bring)

    def _bring(self, path: Path) -> None:
        job = bringing(self.shell.door, path)
        self.panel.run(job, _("Trayendo las visitas…"), done=self._brought, failed=self.shell.failed)

    def _brought(self, found: tuple[int, list[str]]) -> None:
        count, wrong = found
        self.refresh()
        self.shell.say(str(Sentence(N_("Visitas guardadas: {count}"), count=count)))
        if wrong:
            tell(self.shell.window, _("Algunas visitas no entraron. Corrija el archivo."), "\n".join(wrong))

    def leave(self) -> None:
        """What is under way is not waited for."""
        self.panel.forget()

    def hear(self, tables: frozenset[str]) -> None:
        """A visit arrived."""
        if "visita" in tables:
            self.refresh()


def bringing(door: Any, path: Path) -> Job[tuple[int, list[str]]]:
    """Store the good visits of a file: how many, and what is wrong with the others, cell by cell."""
    with door.job():
        yield 0.1
        visits = door.read_visitas(path)
        yield 0.3
        good = [visit for visit in visits if not visit.problems and not visit.known]
        wrong = [f"{cell}: {problem.text}" for visit in visits for cell, problem in visit.problems]
        if good or not wrong:  # a file without anything new is refused by the door, in its words
            yield from door.importing_visitas(visits)
        yield 1.0
    return len(good), wrong


class VisitaScreen(Page):
    """One visit in words. `record` is "AEO/visit"; without a visit, the last one."""

    def __init__(self, shell: Shell, record: str) -> None:
        aeo, _slash, chosen = record.partition("/")
        super().__init__(_("Visita de campo"), hint=str(shell.door.aeo(aeo)["nombre"]))
        found = shell.door.visitas(aeo)
        visit = next((each for each in found if each["id"] == chosen), found[-1] if found else None)
        if visit is None:
            self.column.addWidget(
                EmptyState(_("Esta visita ya no está aquí."), _("Ver las visitas"), lambda: shell.go("visitas", aeo))
            )
            self.end()
            return
        card = Card("", "good" if visit["conclusion"] == APTO else "attention")
        card.setObjectName("conclusion")
        label = Sentence(CONCLUSIONS.get(visit["conclusion"], ""))
        card.column.addWidget(words(str(Sentence(N_("Conclusión: {label}"), label=label)), "heading"))
        said = N_("Se visitó el {day}. Socios presentes: {count}.")
        card.column.addWidget(words(str(Sentence(said, day=day(visit["fecha"]), count=attendance(visit)))))
        self.column.addWidget(card)
        facts = Card(_("Lo que se vio"))
        known = [field for field in TOLD if visit[field.name] not in {None, ""}]
        facts.column.addLayout(facts_grid(known, visit, shell.options))
        self.column.addWidget(facts)
        self.back_button = button(_("Ver las visitas"), shell.back)
        self.back_button.setObjectName("volver")
        self.column.addLayout(row(self.back_button))
        self.end()


SCREENS = {
    "visitas": Screen(of_first("aeo", VisitasScreen), rail="organizaciones"),
    "visita": Screen(of_first("aeo", VisitaScreen), rail="organizaciones"),
}
