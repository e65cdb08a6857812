"""The field with a phone: forms for ODK Collect and KoboCollect out, their submissions in through the same checks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ayni.domain.campo import (
    PLACE,
    SENT,
    SHEET_CODE,
    TYPED_VISITA,
    VISITA,
    check_visita,
    columns_of,
    located,
    sent_id,
    submissions_of,
)
from ayni.domain.fields import Catalogue, Field, Problem, Several, Values, read_answers
from ayni.domain.formulario import FORMS, code_text, read_code, with_dashes
from ayni.domain.hoja import Cell, PadronSheet, find_heading
from ayni.domain.padron import SHEET
from ayni.job import Job
from ayni.lang import N_, Sentence, _
from ayni.reports.hoja import SheetRefused, column_letters, read_book
from ayni.storage import pages, records
from ayni.storage.database import row, rows
from ayni.sync import stamps
from ayni.workspace.formulario import FormularioDoor
from ayni.workspace.opened import Row
from ayni.workspace.padron import PadronDoor
from ayni.workspace.refusals import Refused, refuse

LARGEST = 32 * 1024 * 1024  # bytes of a file of submissions
NOT_SUBMISSIONS = N_("El archivo {name} no trae envíos de un teléfono. Bájelo otra vez como CSV o JSON.")
OTHER_AEO = N_("Este envío es de otra organización.")
RELEVANT = {"conyuge_nacimiento": "${conyuge_dni} != ''", "terreno_documento": "${terreno} = 'si'"}


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as it was understood, before it is stored: its row in the file, its values, what is wrong in which cell.

    `known`: it was imported before.
    """

    number: int
    title: str
    values: Values
    problems: tuple[tuple[str, Problem], ...]
    known: bool = False


class CampoDoor(FormularioDoor, PadronDoor):
    """What may be asked about forms for phones."""

    # out

    def export_xlsform_padron(self, aeo: str, path: Path) -> Path:
        """The padrón of an AEO as a form for phones: one submission for each member."""
        organization, form = self.found("aeo", aeo), self._form_of(FORMS["padron"], aeo)
        title = f"{_(form.title)} – {organization['nombre']}"
        hidden = {SHEET_CODE: code_text(form, aeo)}
        return self._xlsform(path, title, f"ayni_padron_{aeo[-12:]}", form.version, form.fields, hidden)

    def export_xlsform_visita(self, convocatoria: str, path: Path) -> Path:
        """The field visit as a form for phones, with the AEO of a call to choose from."""
        call = self.found("convocatoria", convocatoria)
        found = pages.where_equal(self.db, "aeo", "convocatoria", convocatoria)
        if not found:
            raise refuse(N_("Esta convocatoria todavía no tiene organizaciones."))
        title = f"{_(N_('Visita de campo'))} – {call['nombre']}"
        offered = {"aeo": [(each["id"], each["nombre"]) for each in found]}
        form_id = f"ayni_visita_{convocatoria[-12:]}"
        return self._xlsform(path, title, form_id, "1", TYPED_VISITA, {}, offered)

    def _xlsform(
        self,
        path: Path,
        title: str,
        form_id: str,
        version: str,
        fields: Sequence[Field],
        hidden: Mapping[str, str],
        offered: Mapping[str, list[tuple[str, str]]] | None = None,
    ) -> Path:
        from ayni.reports.xlsform import write_xlsform  # noqa: PLC0415

        lists = dict(offered or {})
        for item in fields:
            if isinstance(item.kind, Catalogue | Several):
                lists[item.kind.name] = self.choices(item.kind.name)
        names = {item.name for item in fields}
        return self._printed(
            path,
            lambda: write_xlsform(
                path,
                title=title,
                form_id=form_id,
                version=version,
                fields=fields,
                options=lists,
                hidden=hidden,
                place=PLACE,
                relevant={name: when for name, when in RELEVANT.items() if name in names},
            ),
        )

    # in: the padrón, through the preview of any spreadsheet

    def read_padron(self, aeo: str, path: Path, *, whole: bool = True) -> PadronSheet:
        """As any spreadsheet; submissions in JSON are read as the sheet that they would be."""
        found = _json_submissions(path)
        if found is None:
            return self._of_this_aeo(aeo, super().read_padron(aeo, path, whole=whole))
        names = columns_of(found, [item.name for item in SHEET])
        lines = [[_cell(column, 1, name) for column, name in enumerate(names)]]
        lines += [
            [_cell(column, number, each.get(name, "")) for column, name in enumerate(names)]
            for number, each in enumerate(found, 2)
        ]
        heading, places = find_heading(lines)
        return self._of_this_aeo(aeo, self._reader(aeo).read(lines, heading, places, {}))

    def understand_again(
        self, aeo: str, sheet: PadronSheet, places: Mapping[int, str], corrections: Mapping[tuple[int, str], str]
    ) -> PadronSheet:
        """The same, with what submissions say of themselves."""
        return self._of_this_aeo(aeo, super().understand_again(aeo, sheet, places, corrections))

    def _of_this_aeo(self, aeo: str, sheet: PadronSheet) -> PadronSheet:
        """Submissions made with the form of another AEO stay out."""
        column = next((place for place, text in enumerate(sheet.headings) if text == SHEET_CODE), None)
        if column is None:
            return sheet
        made = []
        for each in sheet.rows:
            line = sheet.lines[each.number - 1]
            code = read_code(line[column].text) if column < len(line) else None
            if code is not None and with_dashes(code.record) != aeo:
                wrong = (line[column].name, Problem("", Sentence(OTHER_AEO)))
                made.append(replace(each, problems=(*each.problems, wrong)))
            else:
                made.append(each)
        return replace(sheet, rows=tuple(made))

    # in: visits

    def read_visitas(self, path: Path) -> list[Visit]:
        """The visits of a file of submissions as they are understood; nothing is stored."""
        found = _json_submissions(path)
        cells: list[dict[str, str]] = []
        if found is None:
            found, cells = _sheet_submissions(path)
        if not found or not any(name in found[0] for name in ("aeo", "conclusion")):
            raise refuse(NOT_SUBMISSIONS, name=path.name)
        there = {each["envio"] for each in rows(self.db, "SELECT envio FROM visita WHERE envio IS NOT NULL")}
        return [
            self._visit(number, each, cells[number - 2] if cells else {}, there) for number, each in enumerate(found, 2)
        ]

    def _visit(self, number: int, answers: Mapping[str, str], cells: Mapping[str, str], there: set[str]) -> Visit:
        values, wrong = read_answers(TYPED_VISITA, answers, self.today())
        wrong += check_visita(values)
        record = str(values.get("aeo") or "")
        aeo = row(self.db, "SELECT id, nombre FROM aeo WHERE id = ?", [record]) if record else None
        if record and aeo is None:
            wrong.append(Problem("aeo", Sentence(N_("Esta organización no está en este registro."))))
        values["envio"] = sent_id(answers) or None
        return Visit(
            number,
            aeo["nombre"] if aeo else record,
            values,
            tuple((cells.get(each.field) or str(number), each) for each in wrong),
            values["envio"] in there,
        )

    def importing_visitas(self, visits: Sequence[Visit]) -> Job[None]:
        """Store the good visits, each in its AEO; those that were imported before stay as they are."""
        there = {each["envio"] for each in rows(self.db, "SELECT envio FROM visita WHERE envio IS NOT NULL")}
        good = [visit for visit in visits if not visit.problems and visit.values.get("envio") not in there]
        if not good:
            raise refuse(N_("No hay visitas nuevas para guardar. Corrija el archivo y tráigalo otra vez."))
        with self.job():
            yield 0.1
            with self.acting("import_visitas") as act:
                for aeo in dict.fromkeys(str(visit.values["aeo"]) for visit in good):
                    with act.over(aeo) as db:
                        for visit in good:
                            if visit.values["aeo"] == aeo:
                                record = stamps.new_row_id(self.now_ms())
                                records.insert(
                                    db, "visita", record, {item.name: visit.values.get(item.name) for item in VISITA}
                                )
            yield 1.0

    def visitas(self, aeo: str) -> list[Row]:
        """The visits of an AEO by their day."""
        return pages.where_equal(self.db, "visita", "aeo", aeo)


def _cell(column: int, number: int, text: str) -> Cell:
    return Cell(f"{column_letters(column)}{number}", text)


def _json_submissions(path: Path) -> list[dict[str, str]] | None:
    """The submissions of a JSON file; None when the file is of another kind."""
    if path.suffix.lower() != ".json":
        return None
    try:
        if path.stat().st_size > LARGEST:
            raise refuse(NOT_SUBMISSIONS, name=path.name)
        found = submissions_of(json.loads(path.read_text("utf-8-sig")))
    except OSError as error:
        raise refuse(N_("No se puede leer el archivo {name}."), name=path.name) from error
    except (ValueError, RecursionError) as error:
        raise refuse(NOT_SUBMISSIONS, name=path.name) from error
    if not found:
        raise refuse(NOT_SUBMISSIONS, name=path.name)
    return found


def _sheet_submissions(path: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The submissions of a CSV or a spreadsheet, and the name of the cell of each answer."""
    try:
        lines = read_book(path).sheets[0].lines
    except SheetRefused as error:
        raise Refused([Problem("", error.sentence)]) from error
    heading = [cell.text if cell.text in SENT else cell.text.rpartition("/")[2] for cell in lines[0]]
    found, cells = [], []
    for line in lines[1:]:
        answers = {name: cell.text for name, cell in zip(heading, line, strict=False) if name}
        where = {name: cell.name for name, cell in zip(heading, line, strict=False) if name}
        found.append(located(answers))
        cells.append(where)
    return found, cells
