"""What a call asks every plan to contain, and the rate and years that its bases set."""

from dataclasses import replace
from typing import Any

from ayni.domain.contenido import FINANCE, TABLES
from ayni.domain.fields import Field, Several, Value, empty
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import Card, button, row, words
from ayni.qt.screens.pages import FormPage, of_first
from ayni.qt.shell import Screen, Shell

PARTS = Field(
    "partes",
    N_("Partes que debe tener el plan"),
    Several("secciones"),
    help=N_("Sin estas partes completas no se imprime la copia final."),
)
TABLES_ASKED = Field("cuadros", N_("Cuadros que debe tener el plan"), Several("cuadros"))
ASKED = tuple(replace(item, asked=True) for item in FINANCE)


class ContenidoPlan(FormPage):
    """The list of a call; while nothing is changed, it is what the index of the plan marks."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.record = record
        super().__init__(
            shell,
            _("Lo que la convocatoria pide del plan"),
            (*ASKED, PARTS, TABLES_ASKED),
            draft=("contenido-plan", record),
            verb=_("Guardar lista"),
            values=lambda: self._stands(shell.door),
            hint=str(shell.door.convocatoria(record)["nombre"]),
        )

    def _stands(self, door: Any) -> dict[str, Value]:
        call, codes = door.convocatoria(self.record), door.contenido(self.record) or door.contenido_default()
        return {
            **{item.name: call[item.name] for item in ASKED},
            "partes": ",".join(sorted(code for code in codes if code not in TABLES)) or None,
            "cuadros": ",".join(sorted(code for code in codes if code in TABLES)) or None,
        }

    def store(self, answers: dict[str, str]) -> None:
        codes = [code for name in ("partes", "cuadros") for code in answers.get(name, "").split(",") if code]
        given = {item.name: answers.get(item.name) for item in ASKED}
        self.shell.door.save_contenido(self.record, codes, given)

    def done(self) -> None:
        self.shell.say(_("Lista guardada."))
        self.shell.back()


def contents_card(shell: Shell, record: str) -> Card:
    """On the page of a call: how much it asks of a plan, its rate and years, and the way to change them."""
    card = Card(_("Lo que pide del plan"))
    card.setObjectName("contenido-plan")
    call, own = shell.door.convocatoria(record), shell.door.contenido(record)
    codes = own or shell.door.contenido_default()
    tables = sum(code in TABLES for code in codes)
    said = Sentence(N_("Partes: {parts}. Cuadros: {tables}."), parts=len(codes) - tables, tables=tables)
    card.column.addWidget(words(str(said)))
    known = [f"{_(item.label)}: {item.kind.show(call[item.name])}" for item in ASKED if not empty(call[item.name])]
    if known:
        card.column.addWidget(words("\n".join(known), "hint"))
    else:
        card.column.addWidget(words(_("Sin tasa ni años de las bases, los cuadros dicen «sin confirmar»."), "hint"))
    change = button(_("Cambiar lista"), lambda: shell.go("contenido-plan", record), drawn="editar", keys="F7")
    change.setObjectName("cambiar-contenido")
    card.column.addLayout(row(change))
    return card


SCREENS = {"contenido-plan": Screen(of_first("convocatoria", ContenidoPlan), rail="convocatoria")}
