"""A spreadsheet brought into the padrón: shown as it was understood, corrected here, imported when a person says so."""

from collections.abc import Mapping
from pathlib import Path

from ayni.domain.fields import Field, by_name
from ayni.domain.hoja import JOINED, PadronSheet, SheetRow, told_by
from ayni.domain.padron import SHEET
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.table import Row
from ayni.qt.screens.hoja import HojaPage, Job, Preview, told_cells
from ayni.qt.screens.padron_tabla import LETTERS, TITLES
from ayni.qt.screens.pages import of_first
from ayni.qt.shell import Screen, Shell

NAMED = by_name(SHEET)
NUMBERS = 12  # rows without members that are named
WHOLE_NAME = ("apellido_paterno", "apellido_materno", "nombres")


class PadronPreview(Preview):
    """The members of a sheet as they were understood."""

    def columns(self, sheet: PadronSheet) -> Mapping[str, str]:
        headings = {part: sheet.headings[place] for place, name in sheet.places.items() for part in told_by([name])}
        return {item.name: headings[item.name] for item in SHEET if item.name in headings}

    def field(self, name: str) -> Field:
        return NAMED[name]

    def title(self, name: str) -> str:
        return _(TITLES.get(name, NAMED[name].label))

    def letters(self, name: str) -> int:
        return LETTERS.get(name, super().letters(name))


class ImportarPadron(HojaPage):
    """Members of an AEO in a spreadsheet."""

    invitation = N_(
        "Elija la hoja como la tiene: Excel o csv. Ayni busca los títulos y le muestra qué entendió; "
        "aquí puede corregir antes de guardar."
    )
    who = N_("Quién")
    verb = N_("Importar")
    bringing = N_("Importando el padrón…")
    tones = ("good", "problem", "attention")
    files = "*.xlsx *.csv *.txt *.json"
    model = PadronPreview

    def __init__(self, shell: Shell, record: str) -> None:
        self._aeo = str(shell.door.aeo(record)["nombre"])
        super().__init__(shell, _("Traer socios de una hoja de Excel"), self._aeo)
        self.record = record

    def understood(self, path: Path) -> PadronSheet:
        return self.shell.door.read_padron(self.record, path, whole=False)

    def understood_again(self, places: dict[int, str], corrections: dict[tuple[int, str], str]) -> PadronSheet:
        return self.shell.door.understand_again(self.record, self.sheet, places, corrections)

    def storing(self) -> Job:
        return self.shell.door.importing_padron(self.record, self.sheet)

    def stored(self, _value: object) -> None:
        self.shell.say(str(Sentence(N_("Socios importados: {count}."), count=len(self.sheet.good))))
        self.shell.back()

    def left_out(self, path: Path) -> None:
        self.shell.door.write_left_out(self.sheet, path)

    def counted(self, sheet: PadronSheet) -> list[tuple[Sentence, bool]]:
        good, wrong = len(sheet.good), len(sheet.wrong)
        doubts = sum(len(row.doubts) for row in sheet.rows)
        return [
            (Sentence(N_("Filas buenas: {count}"), count=good), True),
            (Sentence(N_("Filas por corregir: {count}"), count=wrong), bool(wrong)),
            (Sentence(N_("Celdas por mirar: {count}"), count=doubts), bool(doubts)),
        ]

    def invited(self, count: int) -> Sentence:
        return Sentence(N_("Importar las {count} filas buenas"), count=count)

    def options(self, _sheet: PadronSheet) -> list[tuple[str, str]]:
        return [(item.name, _(item.label)) for item in SHEET] + [(name, _(label)) for name, label in JOINED]

    def told_of(self, row: SheetRow) -> list[Row]:
        who = " ".join(row.answers.get(name, "") for name in WHOLE_NAME).strip()
        return told_cells(row, who, lambda name: _(NAMED[name].label) if name in NAMED else "")

    def about(self) -> str:
        return f"{self._aeo}  ·  {super().about()}"

    def further(self, sheet: PadronSheet) -> list[Sentence]:
        if not sheet.others:
            return []
        numbers = ", ".join(map(str, sheet.others[:NUMBERS])) + ("…" if len(sheet.others) > NUMBERS else "")
        return [Sentence(N_("Filas sin datos de socios: {numbers}."), numbers=numbers)]


SCREENS = {
    "importar-padron": Screen(of_first("aeo", ImportarPadron), rail="organizaciones"),
}
