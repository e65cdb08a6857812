"""The padrón of an AEO: its members one by one, and by spreadsheet with nothing imported until a person has seen it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ayni.domain.dates import without_accents
from ayni.domain.fields import Field, Problem, Values, by_name, read_answers
from ayni.domain.flow import Answers
from ayni.domain.padron import ACTIVO, BAJA, RETIRADO, SOCIO, TYPED, full_name
from ayni.lang import N_, Sentence, _, day
from ayni.reports.hoja import Cell, SheetRefused, read_sheet, write_sheet
from ayni.storage import pages, records
from ayni.storage.database import rows
from ayni.sync import stamps
from ayni.workspace.opened import Opened, Row
from ayni.workspace.refusals import Refused, refuse

# other headings that municipalities write for our columns
OTHER_NAMES = {
    "dni": ("numero de dni", "n° dni", "nro dni", "documento", "documento de identidad", "num dni"),
    "apellido_paterno": ("paterno", "ap. paterno", "ap paterno", "primer apellido"),
    "apellido_materno": ("materno", "ap. materno", "ap materno", "segundo apellido"),
    "nombres": ("nombre", "prenombres"),
    "fecha_nacimiento": ("nacimiento", "f. nacimiento", "fecha de nac.", "fecha nac", "fec. nac."),
    "sexo": ("genero", "sexo (m/h)"),
    "telefono": ("celular", "telefono celular", "n° celular"),
    "fecha_ingreso": ("ingreso",),
    "comunidad": ("sector", "comunidad o sector"),
    "nota": ("observaciones", "notas"),
}
SEX_WORDS = {"f": "M", "femenino": "M", "mujer": "M", "masculino": "H", "hombre": "H", "varon": "H", "v": "H"}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet as it was understood: its values, and what is wrong in which cell."""

    number: int
    answers: dict[str, str]
    values: Values
    problems: tuple[tuple[str, Problem], ...]  # (cell name, problem)


@dataclass(frozen=True, slots=True)
class PadronSheet:
    """A sheet as it was understood, before anything is imported."""

    columns: dict[str, str]  # field name → heading in the sheet
    ignored: tuple[str, ...]  # headings that are nobody's
    rows: tuple[SheetRow, ...]

    @property
    def good(self) -> list[SheetRow]:
        """Rows that can be imported."""
        return [row for row in self.rows if not row.problems]

    @property
    def wrong(self) -> list[SheetRow]:
        """Rows with something to correct."""
        return [row for row in self.rows if row.problems]


class PadronDoor(Opened):
    """What may be asked about members."""

    def socios(self, aeo: str, offset: int = 0, limit: int = 100, text: str = "") -> list[Row]:
        """A page of the members of an AEO in the order of their surnames; who left comes too, with the baja."""
        found = pages.page(self.db, "socio", offset, limit, filters=[("aeo", aeo)], text=text)
        return [{**socio, "full_name": full_name(socio)} for socio in found]

    def socio_count(self, aeo: str, text: str = "") -> int:
        """How many rows the padrón has, with those who left."""
        return pages.count(self.db, "socio", filters=[("aeo", aeo)], text=text)

    def socio(self, record: str) -> Row:
        """One member."""
        found = self.found("socio", record)
        return {**found, "full_name": full_name(found)}

    def other_aeo_of(self, dni: str, aeo: str) -> list[Row]:
        """Other AEO in whose padrón this DNI stands: for the clerk's eyes, never a junta's."""
        return rows(
            self.db,
            "SELECT DISTINCT a.id, a.nombre FROM socio s JOIN aeo a ON a.id = s.aeo"
            " WHERE s.dni = ? AND s.aeo <> ? AND s.fecha_baja IS NULL",
            (dni, aeo),
        )

    def _repeated(self, aeo: str, dni: str, record: str | None) -> Problem | None:
        found = rows(self.db, "SELECT * FROM socio WHERE aeo = ? AND dni = ? AND id IS NOT ?", (aeo, dni, record))
        if not found:
            return None
        said = N_("Este DNI ya está en el padrón de esta organización: {name}.")
        return Problem("dni", Sentence(said, name=full_name(found[0])))

    def save_socio(self, aeo: str, answers: Answers, record: str | None = None, *, reason: str = "") -> str:
        """Keep a member. One DNI stands once in a padrón; in two AEO it is told, not refused."""
        self.found("aeo", aeo)
        before = self.found("socio", record) if record else {}
        if record and before["aeo"] != aeo:
            raise refuse(N_("Esta persona no está en el padrón de la organización."))
        baja = {item.name: before.get(item.name) for item in BAJA}  # leaving is an act of its own
        given = {**{k: before.get(k) for k in by_name(SOCIO)}, **answers, **baja, "aeo": aeo}
        values = self._accepted(SOCIO, given)
        if repeated := self._repeated(aeo, str(values["dni"]), record):
            raise Refused([repeated])
        if values["fecha_baja"]:
            values["condicion"] = RETIRADO
        elif values["condicion"] in {None, RETIRADO}:
            values["condicion"] = ACTIVO
        new = record is None
        record = record or stamps.new_row_id(self.now_ms())
        with self.save("register_socio" if new else "save_socio", aeo, reason=reason) as db:
            if new:
                records.insert(db, "socio", record, values)
            else:
                records.update(db, "socio", record, values)
            self._finish_draft(db, "socio", aeo if new else record)
        return record

    def save_baja(self, record: str, answers: Answers) -> None:
        """A member leaves: dated, with its reason; the row stays."""
        wanted = tuple(Field(item.name, item.label, item.kind, required=True) for item in BAJA)
        values = self._accepted(wanted, answers)
        socio = self.found("socio", record)
        left = str(values["fecha_baja"])
        if left < str(socio["fecha_ingreso"] or "")[: len(left)]:  # either may be known only to the month
            said = Sentence(N_("El periodo termina antes de empezar. Revise las fechas."))
            raise Refused([Problem("fecha_baja", said)])
        with self.save("save_baja", socio["aeo"], reason=str(values["motivo_baja"])) as db:
            records.update(db, "socio", record, {**values, "condicion": RETIRADO})

    def return_socio(self, record: str) -> None:
        """A member who had left is back."""
        socio = self.found("socio", record)
        with self.save("return_socio", socio["aeo"]) as db:
            records.update(db, "socio", record, {"fecha_baja": None, "motivo_baja": None, "condicion": ACTIVO})

    # by spreadsheet

    def read_padron(self, aeo: str, path: Path) -> PadronSheet:
        """A spreadsheet as it is understood; nothing is stored. Raises Refused when it is no padrón at all."""
        try:
            lines = read_sheet(path)
        except SheetRefused as error:
            raise Refused([Problem("", error.sentence)]) from error
        place, columns, ignored = _heading(lines)
        known = {found["dni"] for found in rows(self.db, "SELECT dni FROM socio WHERE aeo = ?", [aeo])}
        seen: dict[str, int] = {}
        understood = []
        for number, line in enumerate(lines[place + 1 :], start=place + 2):
            if not any(cell.text for cell in line):
                continue
            understood.append(self._understood(number, line, columns, known, seen))
        headings = {name: lines[place][column].text for name, column in columns.items()}
        return PadronSheet(headings, ignored, tuple(understood))

    def _understood(
        self, number: int, line: Sequence[Cell], columns: dict[str, int], known: set[str], seen: dict[str, int]
    ) -> SheetRow:
        answers = {name: line[column].text for name, column in columns.items() if column < len(line)}
        if answers.get("dni", "").isdigit() and len(answers["dni"]) in {6, 7}:
            answers["dni"] = answers["dni"].zfill(8)  # a spreadsheet that kept the DNI as a number lost its zeros
        sex = without_accents(answers.get("sexo", ""))
        answers["sexo"] = SEX_WORDS.get(sex, answers.get("sexo", ""))
        values, wrong = read_answers(TYPED, answers, self.today())
        dni = str(values.get("dni") or "")
        if dni and dni in seen:
            said = N_("Este DNI está repetido en la hoja: también en la fila {number}.")
            wrong.append(Problem("dni", Sentence(said, number=seen[dni])))
        elif dni in known:
            wrong.append(Problem("dni", Sentence(N_("Este DNI ya está en el padrón."))))
        if dni:
            seen.setdefault(dni, number)

        def cell(name: str) -> str:
            return line[columns[name]].name if name in columns and columns[name] < len(line) else ""

        return SheetRow(
            number, answers, values, tuple((cell(problem.field) or str(number), problem) for problem in wrong)
        )

    def importing_padron(self, aeo: str, sheet: PadronSheet) -> Iterator[float]:
        """Import the good rows in one save. The wrong ones stay where they are, to be corrected and brought again."""
        there = {found["dni"] for found in rows(self.db, "SELECT dni FROM socio WHERE aeo = ?", [aeo])}
        good = [row for row in sheet.good if row.values["dni"] not in there]  # somebody came in since it was read
        if not good:
            raise refuse(N_("No hay filas buenas para importar. Corrija la hoja y tráigala otra vez."))
        with self.job():
            yield 0.1
            given = [
                (stamps.new_row_id(self.now_ms()), {**row.values, "aeo": aeo, "condicion": ACTIVO}) for row in good
            ]
            with self.save("import_padron", aeo) as db:
                for start in range(0, len(given), 200):
                    records.insert_many(db, "socio", given[start : start + 200])
                    yield 0.1 + 0.8 * (start + 200) / max(len(given), 200)
            yield 1.0

    def export_padron(self, aeo: str, path: Path) -> Path:
        """The padrón as a spreadsheet with our headings, which `read_padron` understands."""
        heading = [_(item.label) for item in TYPED]
        lines = [
            [
                day(socio[item.name])
                if item.name.startswith("fecha") and socio[item.name]
                else str(socio[item.name] or "")
                for item in TYPED
            ]
            for socio in self.socios(aeo, 0, -1)
            if not socio["fecha_baja"]
        ]
        try:
            return write_sheet(path, _(N_("Padrón de socios")), heading, lines)
        except OSError as error:
            said = N_("No se pudo grabar {name}. Revise que la memoria USB siga puesta y que tenga espacio.")
            raise refuse(said, name=path.name) from error


def _heading(lines: Sequence[Sequence[Cell]]) -> tuple[int, dict[str, int], tuple[str, ...]]:
    """Which row is the heading, which column is which field, and the headings that are nobody's."""
    names: dict[str, str] = {}
    for item in TYPED:
        for written in (item.name, item.label, _(item.label), *OTHER_NAMES.get(item.name, ())):
            names[_plain(written)] = item.name
    best: tuple[int, dict[str, int], tuple[str, ...]] = (0, {}, ())
    for place, line in enumerate(lines[:30]):
        columns: dict[str, int] = {}
        ignored = []
        for column, cell in enumerate(line):
            name = names.get(_plain(cell.text))
            if name and name not in columns:
                columns[name] = column
            elif cell.text:
                ignored.append(cell.text)
        if len(columns) > len(best[1]):
            best = (place, columns, tuple(ignored))
    missing = [item for item in TYPED if item.required and item.name not in best[1]]
    if missing:
        said = N_("A la hoja le faltan estas columnas: {columns}. Póngales ese título y tráigala otra vez.")
        raise refuse(said, columns=", ".join(_(item.label) for item in missing))
    return best


def _plain(text: str) -> str:
    return " ".join(without_accents(text).replace("_", " ").replace(".", " ").replace("º", "°").split())
