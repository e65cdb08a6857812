"""Writing what is asked for, version by version, and comparing two versions of it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ayni.domain.especificacion import (
    COPIED,
    MOTIVOS,
    RESULTS,
    TYPED,
    WHY,
    Outcome,
)
from ayni.domain.fields import Choice, Field, Value
from ayni.domain.version import Comparison
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import Card, EmptyState, Page, SideBySide, button, empty_layout, row, tag, words
from ayni.qt.kit.form import Form
from ayni.qt.kit.palette import space
from ayni.qt.screens.comparar_versiones import cells_card, rows_card, text_card
from ayni.qt.screens.pages import FormPage, file_name, papers_folder
from ayni.qt.shell import Screen, Shell

SECTIONS = (
    (N_("Qué se pide"), ("clase", "titulo", "cadena", "familia", "finalidad")),
    (N_("Cómo debe ser"), ("caracteristicas", "motivo_marca")),
    (
        N_("Entrega y pago"),
        ("lugar_entrega", "plazo_entrega_dias", "garantia", "forma_pago", "penalidad", "responsable_conformidad"),
    ),
    (N_("Por qué cambia"), WHY),
    (N_("Cuándo"), ("fecha",)),
)
TONES = {"proveedor": "good", "desierto": "problem", "en_curso": "accent"}


def parts_of(record: str) -> tuple[str, str, str, str]:
    """Purchase, item, text and origin of a record "purchase|item|text|origin"; each may be empty."""
    compra, item, documento, origen = (*record.split("|"), "", "", "", "")[:4]
    return compra, item, documento, origen


def fate(found: Outcome) -> str:
    """What a version led to, in one line."""
    parts = [_(RESULTS[found.result])]
    if found.offers is not None:
        parts.append(str(Sentence(N_("ofertas: {count}"), count=found.offers)))
    if found.days is not None:
        parts.append(str(Sentence(N_("días: {count}"), count=found.days)))
    return " · ".join(parts)


def version_name(version: dict[str, Value]) -> str:
    """How a version is called."""
    said = N_("Versión {number} del {day}")
    return str(Sentence(said, number=version["numero"], day=day(str(version["fecha"]))))


class EspecificacionScreen(FormPage):
    """A new version of a text; opened with an item of a purchase, of the text that it has."""

    def __init__(self, shell: Shell, record: str) -> None:
        door = shell.door
        self.compra, self.item, self.documento, self.origen = parts_of(record)
        if not self.documento and self.compra:
            found = door.especificaciones(self.compra, self.item)
            self.documento = str(found[0]["documento"]) if found else ""
        self.versions = door.versiones_de(self.documento) if self.documento else []
        values: dict[str, Value] = {"clase": "EETT", "fecha": door.today().isoformat()}
        source = self.origen or (str(self.versions[0]["id"]) if self.versions else "")
        if source:
            values |= {name: door.especificacion(source)[name] for name in COPIED}
        else:
            values |= self._known(shell)
        fields = [each for each in TYPED if self.versions or each.name not in WHY]
        self._last = str(self.versions[0]["id"]) if self.versions else ""
        self.library_button = button(_("Buscar en la biblioteca"), self.library, role="quiet", drawn="ver", keys="F6")
        self.library_button.setObjectName("biblioteca")
        hint = str(door.compra(self.compra)["nombre"]) if self.compra else _("Solo para la biblioteca")
        super().__init__(
            shell,
            _("Nueva versión de la especificación") if self.versions else _("Escribir la especificación"),
            fields,
            draft=("especificacion", f"{self.compra}|{self.item}|{self.documento}"),
            verb=_("Guardar versión"),
            values=values,
            sections=[(_(title), names) for title, names in SECTIONS if self.versions or names != WHY],
            hint=hint,
            aside=self._past(shell) if self.versions else None,
        )
        self.brand = Card("", "attention")
        self.brand.setObjectName("marca")
        self._brand_said = words("")
        self.brand.column.addWidget(self._brand_said)
        self.brand.hide()
        self.above.addWidget(self.brand, 100)
        self.hear_answers(self.form.answers())

    def _known(self, shell: Shell) -> dict[str, Value]:
        """What the purchase says of the good already (A4)."""
        if not self.compra:
            return {}
        found = [each for each in shell.door.compra_items(self.compra) if each["id"] == self.item]
        about = shell.door.compra(self.compra)
        aeo = shell.door.aeo(about["aeo"]) if about["aeo"] else {}
        named = found[0] if found else {"nombre": about["nombre"], "familia": None}
        clase = "TDR" if about["objeto"] == "SERVICIO" else "EETT"
        return {
            "clase": clase,
            "titulo": named["nombre"],
            "familia": named["familia"],
            "cadena": aeo.get("cadena"),
        }

    def _past(self, shell: Shell) -> QWidget:
        """The versions before, each with why it changed."""
        card = Card(_("Versiones"))
        for each in self.versions:
            card.column.addWidget(words(version_name(each), "label"))
            told = [_(dict(MOTIVOS).get(str(each["motivo"] or ""), "")), str(each["motivo_texto"] or "")]
            said = ". ".join(part for part in (*told, str(each["autor"] or "")) if part)
            if said:
                card.column.addWidget(words(said, "hint"))
        verbs = [
            button(_("Imprimir la última"), self.print_last, drawn="imprimir", keys="F8"),
            button(_("En los dos idiomas"), lambda: self.print_last("both"), drawn="lengua", keys="Shift+F8"),
        ]
        if len(self.versions) > 1:
            compare = partial(shell.go, "comparar-especificaciones", self.documento)
            verbs.append(button(_("Comparar versiones"), compare, drawn="ver", keys="F7"))
        for name, made in zip(("imprimir", "imprimir-dos", "comparar"), verbs, strict=False):
            made.setObjectName(name)
        card.column.addLayout(row(*verbs))
        return card

    def further_buttons(self) -> Sequence[QWidget]:
        return (self.library_button,)

    def hear_answers(self, answers: dict[str, str]) -> None:
        """A word that looks like a brand is asked about while it stands there."""
        if not hasattr(self, "brand"):
            return
        asked = self.shell.door.brand_question(answers)
        self._brand_said.setText(str(asked) if asked is not None else "")
        self.brand.setVisible(asked is not None)

    def library(self) -> None:
        """Begin from one that was written before."""
        self.shell.go("biblioteca", f"{self.compra}|{self.item}|{self.documento}")

    def print_last(self, language: str = "es") -> None:
        """The last version that was kept, on paper; for the organisation in both languages."""
        print_version(self.shell, self._last, language)

    def store(self, answers: dict[str, str]) -> None:
        """Keep it as a new version."""
        self.shell.door.save_especificacion(
            answers, compra=self.compra, item=self.item, documento=self.documento, origen=self.origen
        )
        self.shell.say(_("Versión guardada."))


def print_version(shell: Shell, record: str, language: str = "es") -> None:
    """A version on paper, opened."""
    found = shell.door.especificacion(record)
    name = file_name(str(found["titulo"]), f"v{found['numero']}")
    path = papers_folder() / f"{name}.pdf"
    if shell.attempt(lambda: shell.door.print_especificacion(record, path, language)):
        shell.say(str(Sentence(N_("Hoja lista: {name}"), name=path.name)))
        shell.open_file(path)


class CompararEspecificaciones(Page):
    """Two versions of a text side by side. `record` is the text."""

    def __init__(self, shell: Shell, record: str) -> None:
        super().__init__(_("Comparar especificaciones"), letters=0)
        self.shell = shell
        self.column.setSpacing(space(3))
        self.versions = shell.door.versiones_de(record)
        self.forms: dict[str, Form] = {}
        if len(self.versions) < 2:
            said = _("Todavía no hay dos versiones que comparar.")
            self.empty = EmptyState(said, _("Abrir la biblioteca"), lambda: shell.go("biblioteca"), drawn="copia")
            self.column.addWidget(self.empty)
            return
        self.hint.setText(str(self.versions[0]["titulo"]))
        self.hint.show()
        options = tuple((str(each["id"]), version_name(each)) for each in self.versions)
        for name, label, chosen in (
            ("antes", N_("Antes"), options[1][0]),
            ("despues", N_("Después"), options[0][0]),
        ):
            field = Field(name, label, Choice(options), required=True)
            self.forms[name] = Form((field,), shell.options, values={name: chosen})
        self.column.addWidget(SideBySide(*self.forms.values(), letters=80, shares=(1, 1)))
        self._inside = QVBoxLayout()
        self._inside.setSpacing(space(3))
        self.column.addLayout(self._inside)
        self.end()
        for form in self.forms.values():
            form.edited.connect(self.load)
        self.load()

    def load(self) -> None:
        """Compare what is chosen."""
        answers = {name: form.answers()[name] for name, form in self.forms.items()}
        if not all(answers.values()):
            return
        found: list[Comparison] = []
        asked = lambda: found.append(  # noqa: E731  handed on at once
            self.shell.door.compare_especificaciones(answers["antes"], answers["despues"])
        )
        if not self.shell.attempt(asked):
            return
        empty_layout(self._inside)
        self._say_why(answers["despues"])
        told = found[0]
        if told.same:
            same = Card("", "good")
            same.column.addWidget(words(_("Las dos dicen lo mismo."), "label"))
            self._inside.addWidget(same)
        if told.rows:
            self._inside.addWidget(rows_card(_("Características"), told.rows))
        if told.cover:
            self._inside.addWidget(cells_card(_("Otros datos"), told.cover))
        for text in told.texts:
            self._inside.addWidget(text_card(text))

    def _say_why(self, record: str) -> None:
        after = next(each for each in self.versions if each["id"] == record)
        if after["motivo"]:
            reason = Sentence(dict(MOTIVOS)[str(after["motivo"])])
            said = Sentence(N_("{reason}: {text}"), reason=reason, text=str(after["motivo_texto"] or ""))
            self._inside.addWidget(words(str(said), "label"))
        found = self.shell.door.suerte(record)
        self._inside.addLayout(row(tag(fate(found), TONES.get(found.result, ""))))

    def start(self) -> None:
        """What to compare is chosen first."""
        if self.forms:
            self.forms["antes"].focus_first()
        elif self.empty.action is not None:
            self.empty.action.setFocus()


SCREENS = {
    "especificacion": Screen(EspecificacionScreen, rail="compras"),
    "comparar-especificaciones": Screen(CompararEspecificaciones, rail="compras"),
}
