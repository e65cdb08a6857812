"""A spreadsheet of purchases: shown as it was understood, corrected here, brought when a person says so."""

from collections.abc import Mapping
from pathlib import Path

from ayni.domain.compra_hoja import CALL, CHANGED, COLUMNS, RESULT, CompraRow, CompraSheet, field_of, title_of
from ayni.domain.fields import Field
from ayni.job import Job
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.table import Row
from ayni.qt.kit.trouble import tell
from ayni.qt.screens.hoja import HojaPage, Preview, told_cells
from ayni.qt.shell import Screen, Shell

CALLS_OFFERED = 6  # calls that a person may name a column for, besides those that were understood
FIRST = ("plan", "item")  # what tells one purchase from another stands first
LETTERS = {"plan": 27, "item": 21}
ROW_CHANGED = N_("Cambió")
SAID_CHANGED = N_("Ya estaba y ahora dice otra cosa. Enter corrige su compra; nada se borra.")


class CompraPreview(Preview):
    """The rows of a sheet of purchases as they were understood."""

    def columns(self, sheet: CompraSheet) -> Mapping[str, str]:
        return {name: sheet.columns[name] for name in [*FIRST, *sheet.columns] if name in sheet.columns}

    def field(self, name: str) -> Field:
        return field_of(name)

    def title(self, name: str) -> str:
        return title_of(name)

    def letters(self, name: str) -> int:
        return LETTERS.get(name, super().letters(name))


class ImportarCompras(HojaPage):
    """Purchases in a spreadsheet."""

    invitation = N_(
        "Elija la hoja como la tiene: una fila por cada compra, con el plan y lo que se compra. Ayni entiende "
        "las fechas y completa los pasos que faltan."
    )
    who = N_("Bien o servicio")
    verb = N_("Traer")
    bringing = N_("Trayendo las compras…")
    tones = ("good", "", "problem", "attention")
    model = CompraPreview

    def __init__(self, shell: Shell, record: str = "") -> None:
        super().__init__(shell, _("Traer compras de una hoja de Excel"))
        if record:
            self.read(Path(record))

    def understood(self, path: Path) -> CompraSheet:
        return self.shell.door.read_compras(path, whole=False)

    def understood_again(self, places: dict[int, str], corrections: dict[tuple[int, str], str]) -> CompraSheet:
        return self.shell.door.understand_compras(self.sheet, places, corrections)

    def storing(self) -> Job[int]:
        return self.shell.door.importing_compras(self.sheet, self._path.name)

    def stored(self, count: int) -> None:
        said = str(Sentence(N_("Compras traídas: {count}."), count=count))
        self.shell.say(said)
        if not self.sheet.wrong and not self.sheet.changed:
            self.shell.back()
            return
        self.understand(self.sheet.places, self.sheet.corrections)
        tell(self.shell.window, said, _("Quedan filas por mirar."))

    def left_out(self, path: Path) -> None:
        self.shell.door.write_compras_left_out(self.sheet, path)

    def counted(self, sheet: CompraSheet) -> list[tuple[Sentence, bool]]:
        same, wrong = len(sheet.same), len(sheet.wrong)
        doubts = sum(len(row.doubts) for row in sheet.rows)
        new = N_("Compras nuevas: {count}, con {events} hechos")
        return [
            (Sentence(new, count=len(sheet.good), events=sheet.events), True),
            (Sentence(N_("Ya estaban: {count}"), count=same), bool(same)),
            (Sentence(N_("Filas por corregir: {count}"), count=wrong), bool(wrong)),
            (Sentence(N_("Celdas por mirar: {count}"), count=doubts), bool(doubts)),
        ]

    def invited(self, count: int) -> Sentence:
        return Sentence(N_("Traer las {count} compras nuevas"), count=count)

    def options(self, sheet: CompraSheet) -> list[tuple[str, str]]:
        calls = [f"{kind}_{number}" for number in range(1, CALLS_OFFERED + 1) for kind in (CALL, RESULT)]
        names = dict.fromkeys([*(item.name for item in COLUMNS), *calls, *sheet.columns])
        return [(name, title_of(name)) for name in names]

    def told_of(self, row: CompraRow) -> list[Row]:
        if self.sheet.missing:
            return []
        who = row.answers.get("item", "")
        found = told_cells(row, who, title_of)
        if not row.problems and row.standing == CHANGED:
            changed = {"id": f"{row.number}|{CHANGED}|", "what": _(ROW_CHANGED), "row": row.number, "cell": ""}
            found.append({**changed, "who": who, "said": _(SAID_CHANGED)})
        return found

    def go_to(self, told: str) -> None:
        """From a changed row to correcting its purchase; from anything else to its cell."""
        number, name, _rest = told.split("|")
        changed = next((row for row in self.sheet.changed if str(row.number) == number), None)
        if changed is None or name != CHANGED:
            super().go_to(told)
        elif self.shell.attempt(lambda: self.shell.door.accept_compra_row(changed, self._path.name)):
            self.shell.say(_("Compra corregida como dice la hoja."))
            self.understand(self.sheet.places, self.sheet.corrections)


SCREENS = {
    "importar-compras": Screen(ImportarCompras, rail="compras"),
}
