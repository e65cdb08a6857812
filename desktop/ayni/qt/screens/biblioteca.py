"""The library of specifications: those that found a supplier first, to begin the next one from them."""

from ayni.domain.fields import Catalogue, Field
from ayni.lang import N_, Sentence, _, day
from ayni.qt.kit.cards import EmptyState, button
from ayni.qt.kit.form import Form
from ayni.qt.kit.palette import column_width
from ayni.qt.kit.table import Column, Row
from ayni.qt.screens.especificacion import fate, parts_of, print_version
from ayni.qt.screens.pages import ListPage
from ayni.qt.shell import Screen, Shell

CHAIN = Field("cadena", N_("Cadena productiva"), Catalogue("cadenas"))


class BibliotecaScreen(ListPage):
    """Every version and example. `record` is where the chosen one goes: "purchase|item|text", or nothing."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell = shell
        self.compra, self.item, self.documento, _origin = parts_of(record)
        self._found: tuple[tuple[str, str], list[Row]] | None = None
        self._chain = ""
        empty = EmptyState(
            _("La biblioteca no tiene nada de esto todavía."),
            _("Escribir la especificación"),
            self.write,
            drawn="papel",
        )
        columns = (
            Column("titulo", _("Título"), stretch=True, letters=26),
            Column("cadena_nombre", _("Cadena productiva"), letters=18),
            Column("familia", _("Familia"), show=lambda row: str(row["familia"] or "—"), letters=18),
            Column("suerte", _("Qué pasó con su convocatoria"), show=self._fate, letters=36),
            Column("version", _("Versión"), show=self._version, letters=18),
        )
        super().__init__(
            _("Biblioteca de especificaciones"),
            columns,
            lambda offset, limit, text: self._rows(text)[offset : offset + limit],
            lambda text: len(self._rows(text)),
            empty=empty,
            look_for=_("Buscar en esta lista"),
            hint=_("Primero las que encontraron proveedor. Los ejemplos son inventados: son solo un comienzo."),
        )
        self.chain = Form((CHAIN,), shell.options)
        self.chain.setMaximumWidth(column_width(40))
        self.chain.edited.connect(self._narrowed)
        self.column.insertWidget(2, self.chain)
        self.print_button = button(_("Imprimir"), self.print_chosen, role="quiet", drawn="imprimir", keys="Ctrl+P")
        self.compare_button = button(_("Comparar versiones"), self.compare, drawn="ver", keys="F7")
        self.use_button = button(_("Usar como comienzo"), self.use, role="primary", drawn="copia", keys="F5")
        for name, made in (
            ("imprimir", self.print_button),
            ("comparar", self.compare_button),
            ("usar", self.use_button),
        ):
            made.setObjectName(name)
            self.bar.addWidget(made)
        self.listing.opened.connect(self.use)

    def _fate(self, found: Row) -> str:
        return _("Ejemplo") if found["ejemplo"] else fate(found["suerte"])

    def _version(self, found: Row) -> str:
        if found["ejemplo"]:
            return "—"
        said = N_("{number} · {day}")
        return str(Sentence(said, number=found["numero"], day=day(str(found["fecha"]))))

    def _rows(self, text: str) -> list[Row]:
        asked = (text, self._chain)
        if self._found is None or self._found[0] != asked:
            self._found = (asked, self.shell.door.biblioteca(text, self._chain))
        return self._found[1]

    def _narrowed(self) -> None:
        self._chain = self.chain.answers()["cadena"]
        self.refresh()

    def write(self) -> None:
        """From nothing."""
        self.shell.go("especificacion", f"{self.compra}|{self.item}|{self.documento}")

    def use(self, record: str = "") -> None:
        """Begin a new text, or a new version of the one that asked, from the one chosen."""
        chosen = record or self.listing.current()
        if chosen:
            self.shell.go("especificacion", f"{self.compra}|{self.item}|{self.documento}|{chosen}")
        else:
            self.shell.say(_("Elija primero una fila de la lista."))

    def compare(self) -> None:
        """The versions of the text chosen."""
        chosen = self.listing.current()
        if chosen:
            self.shell.go("comparar-especificaciones", str(self.shell.door.especificacion(chosen)["documento"]))
        else:
            self.shell.say(_("Elija primero una fila de la lista."))

    def print_chosen(self) -> None:
        """The one chosen, on paper."""
        if chosen := self.listing.current():
            print_version(self.shell, chosen)
        else:
            self.shell.say(_("Elija primero una fila de la lista."))

    def hear(self, tables: frozenset[str]) -> None:
        """A version or an event was written."""
        if tables & {"especificacion", "evento", "compra"}:
            self._found = None
            self.refresh()


SCREENS = {"biblioteca": Screen(BibliotecaScreen, rail="compras")}
