"""Purchases brought from a spreadsheet: judged first, then all good rows in one save, each with its tracker."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ayni.domain.compra_hoja import CompraRow, CompraSheet, Reader, find_heading, plan_name
from ayni.domain.compra_hoja_hechos import Difference, differences
from ayni.domain.dates import first_day, without_accents
from ayni.domain.etapas import IMPORTADO, REEMPLAZAR
from ayni.domain.evento import Event, read_datos
from ayni.domain.fields import Problem, Values
from ayni.domain.rectificacion import in_force
from ayni.job import Job
from ayni.lang import N_, Sentence, _
from ayni.reports.hoja import SheetRefused, column_letters, read_book, write_sheet
from ayni.storage import records
from ayni.storage.database import Database, rows
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.compra import _event_row
from ayni.workspace.ocds import OcdsDoor
from ayni.workspace.refusals import Refused, refuse

ORIGIN = "nota"  # the record that tells from which row of which sheet a purchase came
ROW = N_("Hoja {name}, fila {number}.")
CORRECTED = N_("La hoja {name}, fila {number}, dice otra cosa.")


class CompraHojaDoor(OcdsDoor):
    """What may be asked about purchases in a spreadsheet."""

    def read_compras(self, path: Path, *, whole: bool = True) -> CompraSheet:
        """A spreadsheet as it is understood; nothing is stored. Raises Refused when it is none of purchases.

        `whole` refuses a sheet without the columns that every purchase needs; else a person says which they are.
        """
        try:
            book = read_book(path)
        except SheetRefused as error:
            raise Refused([Problem("", error.sentence)]) from error
        found = [(find_heading(sheet.lines), sheet) for sheet in book.sheets]
        (heading, places), sheet = max(found, key=lambda each: len(each[0][1]))
        read = self._sheet_reader().read(sheet.lines, heading, places, {}, book.hidden)
        if whole and read.missing:
            said = N_("A la hoja le faltan estas columnas: {columns}. Póngales ese título y tráigala otra vez.")
            raise refuse(said, columns=", ".join(_(item.label) for item in read.missing))
        return read

    def understand_compras(
        self, sheet: CompraSheet, places: Mapping[int, str], corrections: Mapping[tuple[int, str], str]
    ) -> CompraSheet:
        """The same sheet with the columns that a person says and the cells corrected: (row, datum) → text."""
        return self._sheet_reader().read(sheet.lines, sheet.heading, places, corrections, sheet.hidden)

    def _sheet_reader(self) -> Reader:
        plans: dict[str, set[tuple[str, str]]] = {}

        def named(text: object, plan: str, aeo: str) -> None:
            if name := plan_name(str(text or "")):
                plans.setdefault(name, set()).add((plan, aeo))

        of_aeo: dict[str, list[str]] = {}
        for row in rows(self.db, "SELECT id, titulo, aeo FROM plan"):
            of_aeo.setdefault(row["aeo"], []).append(row["id"])
            named(row["titulo"], row["id"], row["aeo"])
        for row in rows(self.db, "SELECT id, nombre, ruc FROM aeo WHERE fusionado_en IS NULL"):
            only = of_aeo.get(row["id"], [])
            named(row["nombre"], only[0] if len(only) == 1 else "", row["id"])
            named(row["ruc"], only[0] if len(only) == 1 else "", row["id"])
        bought = rows(
            self.db,
            "SELECT coalesce(a.plan, a.aeo) AS plan, i.nombre FROM asignacion a JOIN compra_item i ON i.id = a.item",
        )
        return Reader(
            self.today(),
            law.purchase_law(),
            {name: frozenset(found) for name, found in plans.items()},
            self._rows_imported(),
            frozenset((str(row["plan"]), without_accents(str(row["nombre"]))) for row in bought),
        )

    def _rows_imported(self) -> dict[str, tuple[str, str]]:
        """Key of each row that was imported → what it said, and its purchase; the last time counts."""
        sql = (
            "SELECT compra, datos FROM evento WHERE codigo = ? AND datos LIKE '%\"fila\"%'"
            " ORDER BY registrado, CAST(orden AS INTEGER), id"
        )
        found = {}
        for row in rows(self.db, sql, [ORIGIN]):
            key, _colon, mark = str(read_datos(row["datos"]).get("fila") or "").partition(":")
            if mark:
                found[key] = (mark, str(row["compra"]))
        return found

    def importing_compras(self, sheet: CompraSheet, name: str) -> Job[int]:
        """Bring all good rows in one save, as long work; the value is how many. `name` is what the file is called."""
        there = self._rows_imported()
        good = [row for row in sheet.good if row.key not in there]  # somebody brought it since it was read
        if not good:
            raise refuse(N_("No hay filas nuevas para traer. Corrija la hoja y tráigala otra vez."))
        with self.job():
            yield 0.1
            with self.save("import_compras") as db:
                for place, row in enumerate(good, start=1):
                    self._bring_row(db, row, name)
                    if place % 50 == 0:
                        yield 0.1 + 0.8 * place / len(good)
            yield 1.0
        return len(good)

    def _bring_row(self, db: Database, row: CompraRow, name: str) -> None:
        values, told = row.values, self._registered()
        record, item = (stamps.new_row_id(self.now_ms()) for _each in range(2))
        first = row.events[0].fecha if row.events else self.today().isoformat()
        compra: Values = {
            "nombre": values["item"],
            "aeo": row.aeo,
            "plan": row.plan or None,
            "objeto": "BIEN",
            "modalidad": "ADMINISTRACION_DIRECTA",
            "year": first[:4],
            "plazo_previsto_dias": values.get("plazo_plan"),
            "nota": values.get("observaciones"),
        }
        amount = values.get("cantidad") or "1"
        bought: Values = {
            "compra": record,
            "orden": "1",
            "nombre": values["item"],
            "unidad": values.get("unidad"),
            "cantidad": amount,
            "precio_plan": values.get("precio_plan"),
        }
        served: Values = {"compra": record, "item": item, "aeo": row.aeo, "plan": row.plan or None, "cantidad": amount}
        records.insert(db, "compra", record, compra)
        records.insert(db, "compra_item", item, bought)
        records.insert(db, "asignacion", stamps.new_row_id(self.now_ms()), served)
        events = [*row.events, self._sheet_origin(row, name, len(row.events) + 1)]
        records.insert_many(
            db,
            "evento",
            [
                (stamps.new_row_id(self.now_ms()), _event_row(event, record, told, place))
                for place, event in enumerate(events, start=1)
            ],
        )

    def _sheet_origin(self, row: CompraRow, name: str, place: int) -> Event:
        """The record of where a purchase came from, by which the same row is known again."""
        return Event(
            id="",
            codigo=ORIGIN,
            fecha=self.today().isoformat(),
            orden=place,
            datos={"fila": f"{row.key}:{row.mark}"},
            nota=str(Sentence(ROW, name=name, number=row.number)),
            modo=IMPORTADO,
        )

    # a row that changed since it was imported

    def compra_differences(self, row: CompraRow) -> tuple[Difference, ...]:
        """What a changed row would correct in its purchase, or add to it."""
        stored = sorted(
            (entry.event for entry in in_force(self._events(row.compra)) if entry.counted),
            key=lambda event: (first_day(event.fecha) if event.fecha else date.min, event.orden),
        )
        return differences(stored, row.events)

    def accept_compra_row(self, row: CompraRow, name: str) -> int:
        """Correct a purchase as its row says now, in one save; nothing is erased. The value is how many events."""
        found = self.compra_differences(row)
        told = self._registered()
        reason = str(Sentence(CORRECTED, name=name, number=row.number))
        new: list[Event] = []
        for each in found:
            if each.stored is None:
                new.append(each.event)
                continue
            changed: dict[str, object] = {"datos": dict(each.event.datos)}
            if each.stored.fecha != each.event.fecha:
                changed["fecha"] = each.event.fecha
            changed["inferido"] = "si" if each.event.inferido else None
            datos = {
                "evento_id": each.stored.id,
                "accion": REEMPLAZAR,
                "motivo": reason,
                "datos": json.dumps(changed, ensure_ascii=False, sort_keys=True),
            }
            new.append(Event("", "rectificacion", self.today().isoformat(), datos=datos, modo=IMPORTADO))
        new.append(self._sheet_origin(row, name, 0))
        start = max((event.orden for event in self._events(row.compra)), default=0) + 1
        with self.save("accept_compra_row", reason=reason) as db:
            for place, event in enumerate(new, start=start):
                stored = replace(event, orden=place)
                values = _event_row(stored, row.compra, told, place)
                records.insert(db, "evento", stamps.new_row_id(self.now_ms()), values)
        return len(found)

    def write_compras_left_out(self, sheet: CompraSheet, path: Path) -> Path:
        """A spreadsheet of the rows that stay out, as they came, each with its cells and the reasons beside."""
        wide = len(sheet.headings)
        heading = [text or column_letters(place) for place, text in enumerate(sheet.headings)]
        heading.append(_(N_("Qué hay que corregir")))
        lines: list[Sequence[str]] = []
        marked = []
        for number, row in enumerate(sheet.wrong):
            cells = list(sheet.lines[row.number - 1])
            texts = [cell.text for cell in cells] + [""] * (wide - len(cells))
            said = "\n".join(f"{cell}: {problem.text}" for cell, problem in row.problems)
            lines.append([*texts[:wide], said])
            names = {cell.name: place for place, cell in enumerate(cells)}
            marked += [(number, names[cell]) for cell, _problem in row.problems if cell in names]
        try:
            return write_sheet(path, _(N_("Filas por corregir")), heading, lines, marked)
        except OSError as error:
            said = N_("No se puede escribir {name}. Revise que haya espacio en el disco.")
            raise refuse(said, name=path.name) from error
