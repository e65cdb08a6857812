"""The padrón of an AEO: its members one by one, and by spreadsheet with nothing imported until a person has seen it."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ayni.domain.fields import Choice, Date, Field, Problem, Values, by_name
from ayni.domain.flow import Answers
from ayni.domain.hoja import LOOK_AGAIN, PadronSheet, Reader, find_heading
from ayni.domain.junta_directiva import in_force
from ayni.domain.padron import (
    ACTIVO,
    BAJA,
    BY_CHAIN,
    CONFIRMED,
    JOINED,
    RETIRADO,
    SHEET,
    SOCIO,
    TYPED,
    check_mark,
    full_name,
    of_chain,
    same_identity,
)
from ayni.domain.padron_reglas import Elsewhere, Finding, PadronLaw, check_padron, doubts_of_row
from ayni.job import Job
from ayni.lang import N_, Sentence, _, day
from ayni.paths import resource
from ayni.reports.hoja import SheetRefused, column_letters, read_book, write_sheet
from ayni.storage import pages, records
from ayni.storage.database import rows
from ayni.sync import stamps
from ayni.workspace.aeo import AeoDoor
from ayni.workspace.junta_directiva import JuntaDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused, refuse


@cache
def padron_law() -> PadronLaw:
    """The rules of the padrón, with their terms."""
    return PadronLaw.from_data(json.loads(resource("rules/padron.json").read_text("utf-8")))


@cache
def chain_columns() -> dict[str, tuple[str, ...]]:
    """Chain → what its padrón asks of land and animals."""
    entries = json.loads(resource("catalogos/cadenas.json").read_text("utf-8"))
    return {entry["code"]: tuple(entry.get("padron", BY_CHAIN)) for entry in entries}


class PadronDoor(JuntaDoor, AeoDoor):
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
        found = rows(
            self.db,
            "SELECT * FROM socio WHERE aeo = ? AND dni = ? AND id IS NOT ? AND fusionado_en IS NULL",
            (aeo, dni, record),
        )
        if not found or (record and self.found("socio", record)["dni"] == dni):  # twice already: a case, no new mistake
            return None
        said = N_("Este DNI ya está en el padrón de esta organización: {name}.")
        return Problem("dni", Sentence(said, name=full_name(found[0])))

    def socio_fields(self, aeo: str) -> tuple[Field, ...]:
        """What is typed of a member of this AEO: its chain says whether land or animals are asked."""
        chain = str(self.found("aeo", aeo)["cadena"] or "")
        return of_chain(TYPED, chain_columns().get(chain, BY_CHAIN))

    def save_socio(self, aeo: str, answers: Answers, record: str | None = None, *, reason: str = "") -> str:
        """Keep a member. One DNI stands once in a padrón; in two AEO it is told, not refused.

        A wrong verification character of a DNI is asked again; with a note (`nota`) the member is kept.
        """
        self.found("aeo", aeo)
        values = self._member(aeo, answers, record)
        if repeated := self._repeated(aeo, str(values["dni"]), record):
            raise Refused([repeated])
        new = record is None
        record = record or stamps.new_row_id(self.now_ms())
        with self.save("register_socio" if new else "save_socio", aeo, reason=reason) as db:
            if new:
                records.insert(db, "socio", record, values)
            else:
                records.update(db, "socio", record, values)
            self._finish_draft(db, "socio", aeo if new else record)
        return record

    def _member(self, aeo: str, answers: Answers, record: str | None) -> Values:
        """Canonical values of a member to be kept; raises Refused with everything that is wrong."""
        before = self.found("socio", record) if record else {}
        if record and before["aeo"] != aeo:
            raise refuse(N_("Esta persona no está en el padrón de la organización."))
        kept = {item.name: before.get(item.name) for item in BAJA}  # leaving is an act of its own, so is confirming
        kept |= {name: before.get(name) for name in (*CONFIRMED, JOINED)}
        given = {**{k: before.get(k) for k in by_name(SOCIO)}, **answers, **kept, "aeo": aeo}
        values = self._accepted(SOCIO, given)
        wrong = [name for name in ("dni", "conyuge_dni") if given[name] and check_mark(str(given[name])) is False]
        if wrong and not values["nota"]:
            raise Refused([Problem(name, Sentence(LOOK_AGAIN)) for name in wrong])
        if values["fecha_baja"]:
            values["condicion"] = RETIRADO
        elif values["condicion"] in {None, RETIRADO}:
            values["condicion"] = ACTIVO
        if record and not same_identity(before, values):
            values |= dict.fromkeys(CONFIRMED)  # whoever confirmed it saw another person
        return values

    def save_socios(
        self, aeo: str, given: Sequence[tuple[str, Answers]], *, reason: str = ""
    ) -> list[str | tuple[Problem, ...]]:
        """Keep many members in one save, as when they are pasted: (id or "", answers). For each its id or its problems.

        The good ones are kept, the others stay with whoever asked.
        """
        self.found("aeo", aeo)
        alone = "SELECT * FROM socio WHERE aeo = ? AND fusionado_en IS NULL"
        there = {row["dni"]: row for row in rows(self.db, alone, [aeo])}
        results: list[str | tuple[Problem, ...]] = []
        new: list[tuple[str, Values]] = []
        changed: list[tuple[str, Values]] = []
        for record, answers in given:
            try:
                values = self._member(aeo, answers, record or None)
            except Refused as error:
                results.append(tuple(error.problems))
                continue
            other = there.get(values["dni"])
            kept_dni = bool(record) and self.found("socio", record)["dni"] == values["dni"]
            if other is not None and other["id"] != record and not kept_dni:
                said = N_("Este DNI ya está en el padrón de esta organización: {name}.")
                results.append((Problem("dni", Sentence(said, name=full_name(other))),))
                continue
            done = record or stamps.new_row_id(self.now_ms())
            there[values["dni"]] = {**values, "id": done}
            (changed if record else new).append((done, values))
            results.append(done)
        if new or changed:
            with self.save("paste_padron", aeo, reason=reason) as db:
                if new:
                    records.insert_many(db, "socio", new)
                for record, values in changed:
                    records.update(db, "socio", record, values)
        return results

    def check_socio(self, values: Values) -> list[Problem]:
        """What a member alone already shows: too young, more for the plan than there is."""
        return doubts_of_row(padron_law(), values, self.today())

    def confirm_padron(self, aeo: str, socios: Sequence[str] | None = None) -> int:
        """The person at work confirms with the AEO that these members (all in force) are as written. How many."""
        self.found("aeo", aeo)
        there = rows(self.db, "SELECT id FROM socio WHERE aeo = ? AND fecha_baja IS NULL", [aeo])
        wanted = [row["id"] for row in there if socios is None or row["id"] in set(socios)]
        if not wanted:
            raise refuse(N_("No hay socios que confirmar. Agregue primero a los socios."))
        person = self.person
        stamp: Values = {
            "confirmado_fecha": self.today().isoformat(),
            "confirmado_por": person["nombre"] if person else str(self.meta("nombre")),
        }
        with self.save("confirm_padron", aeo) as db:
            for record in wanted:
                records.update(db, "socio", record, stamp)
        return len(wanted)

    def check_padron(self, aeo: str) -> list[Finding]:
        """What the padrón is checked for today, each answer with its article and its rows; for the clerk's eyes."""
        found = self.found("aeo", aeo)
        socios = rows(
            self.db,
            "SELECT * FROM socio WHERE aeo = ? AND fecha_baja IS NULL"
            " ORDER BY apellido_paterno, apellido_materno, nombres",
            [aeo],
        )
        today = self.today()
        board = [str(period["socio"]) for period in in_force(self.junta(aeo), today.isoformat())]
        call = records.get(self.db, "convocatoria", found["convocatoria"]) if found["convocatoria"] else None
        members = next((each for each in self.eligibility(found, aeo) if each.check == "members"), None)
        return check_padron(
            padron_law(),
            socios,
            today,
            board=board,
            elsewhere=self._elsewhere(found),
            year=str(call["year"] or "") if call else "",
            members=members,
        )

    def _elsewhere(self, aeo: Row) -> list[Elsewhere]:
        """Members in force of other AEO who are ours too, or whose spouse is, in either direction."""
        told = (
            "SELECT DISTINCT s.dni, s.conyuge_dni, a.nombre, a.convocatoria, c.nombre AS call, c.year AS year"
            " FROM socio s JOIN aeo a ON a.id = s.aeo LEFT JOIN convocatoria c ON c.id = a.convocatoria"
            " WHERE s.aeo <> :aeo AND s.fecha_baja IS NULL AND ("
            " s.dni IN (SELECT dni FROM socio WHERE aeo = :aeo AND fecha_baja IS NULL)"
            " OR s.dni IN (SELECT conyuge_dni FROM socio WHERE aeo = :aeo AND fecha_baja IS NULL)"
            " OR s.conyuge_dni IN (SELECT dni FROM socio WHERE aeo = :aeo AND fecha_baja IS NULL))"
            " ORDER BY a.nombre, s.dni"
        )
        return [
            Elsewhere(
                str(row["dni"]),
                str(row["conyuge_dni"] or ""),
                str(row["nombre"]),
                str(row["call"] or ""),
                str(row["year"] or ""),
                same_call=bool(row["convocatoria"]) and row["convocatoria"] == aeo["convocatoria"],
            )
            for row in rows(self.db, told, {"aeo": aeo["id"]})
        ]

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
            back = {"fecha_baja": None, "motivo_baja": None, "condicion": ACTIVO, JOINED: None}
            records.update(db, "socio", record, back)

    # by spreadsheet

    def read_padron(self, aeo: str, path: Path, *, whole: bool = True) -> PadronSheet:
        """A spreadsheet as it is understood; nothing is stored. Raises Refused when it is no padrón at all.

        `whole` refuses a sheet without the columns that every member needs; without it a person says which they are.
        """
        try:
            book = read_book(path)
        except SheetRefused as error:
            raise Refused([Problem("", error.sentence)]) from error
        found = [(find_heading(sheet.lines), sheet) for sheet in book.sheets]
        (heading, places), sheet = max(found, key=lambda each: len(each[0][1]))
        read = self._reader(aeo).read(sheet.lines, heading, places, {}, book.hidden)
        if whole:
            _refuse_missing(read)
        return read

    def understand_again(
        self, aeo: str, sheet: PadronSheet, places: Mapping[int, str], corrections: Mapping[tuple[int, str], str]
    ) -> PadronSheet:
        """The same sheet with the columns that a person says and the cells corrected: (row, datum) → text."""
        return self._reader(aeo).read(sheet.lines, sheet.heading, places, corrections, sheet.hidden)

    def _reader(self, aeo: str) -> Reader:
        known = frozenset(found["dni"] for found in rows(self.db, "SELECT dni FROM socio WHERE aeo = ?", [aeo]))
        today = self.today()
        return Reader(today, known, lambda values: doubts_of_row(padron_law(), values, today))

    def write_left_out(self, sheet: PadronSheet, path: Path) -> Path:
        """A spreadsheet of the rows that stay out, as they came, each with the cells and the reasons."""
        wide = len(sheet.headings)
        heading = [_(N_("Fila")), _(N_("Qué hay que corregir"))]
        heading += [text or column_letters(place) for place, text in enumerate(sheet.headings)]
        lines, marked = [], []
        for number, row in enumerate(sheet.wrong):
            cells = [cell.text for cell in sheet.lines[row.number - 1]]
            names = {cell.name: place for place, cell in enumerate(sheet.lines[row.number - 1])}
            lines.append(
                [
                    str(row.number),
                    "\n".join(told_of(*each) for each in row.problems),
                    *cells,
                    *[""] * (wide - len(cells)),
                ]
            )
            marked += [(number, names[cell] + 2) for cell, _problem in row.problems if cell in names]
        return self._written(path, _(N_("Filas por corregir")), heading, lines, marked)

    def importing_padron(self, aeo: str, sheet: PadronSheet) -> Job[None]:
        """Import the good rows in one save. The wrong ones stay where they are, to be corrected and brought again."""
        _refuse_missing(sheet)
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
        chain = str(self.found("aeo", aeo)["cadena"] or "")
        fields = of_chain(SHEET, chain_columns().get(chain, BY_CHAIN))
        lines = [
            [_exported(item, socio[item.name]) for item in fields]
            for socio in self.socios(aeo, 0, -1)
            if not socio["fecha_baja"]
        ]
        return self._written(path, _(N_("Padrón de socios")), [_(item.label) for item in fields], lines)

    @staticmethod
    def _written(
        path: Path,
        title: str,
        heading: Sequence[str],
        lines: Sequence[Sequence[str]],
        marked: Sequence[tuple[int, int]] = (),
    ) -> Path:
        try:
            return write_sheet(path, title, heading, lines, marked)
        except OSError as error:
            said = N_("No se pudo grabar {name}. Revise que la memoria USB siga puesta y que tenga espacio.")
            raise refuse(said, name=path.name) from error


def _exported(item: Field, value: Any) -> str:
    if not value:
        return ""
    if isinstance(item.kind, Choice):
        return item.kind.show(value)
    return day(value) if isinstance(item.kind, Date) else str(value)


def told_of(cell: str, problem: Problem) -> str:
    """A problem of a cell in one line: "E5: Fecha de nacimiento: No se entiende…"."""
    label = by_name(SHEET)[problem.field].label if problem.field in by_name(SHEET) else ""
    said = (
        Sentence(N_("{label}: {problem}"), label=Sentence(label), problem=problem.sentence)
        if label
        else problem.sentence
    )
    return str(Sentence(N_("{label}: {problem}"), label=cell, problem=said))


def _refuse_missing(sheet: PadronSheet) -> None:
    if sheet.missing:
        said = N_("A la hoja le faltan estas columnas: {columns}. Póngales ese título y tráigala otra vez.")
        raise refuse(said, columns=", ".join(_(item.label) for item in sheet.missing))
