"""Tables of a plan that people fill: their rows, one save for many of them, what does not agree, what follows."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ayni.domain.capitulo import Gap
from ayni.domain.expediente import OWN
from ayni.domain.fields import Problem, Reference, Value, Values, empty
from ayni.domain.flow import Answers
from ayni.domain.padron import full_name
from ayni.domain.presupuesto import SERVICE_CLASS
from ayni.domain.tabla import CRONOGRAMA, OF_BUDGET, OWN_ROWS, TABLAS, Tabla
from ayni.domain.tabla_derivada import requirements, tried_rows, worn
from ayni.domain.tabla_reglas import Known, RowProblem, check_row, check_tabla, padron_totals
from ayni.lang import N_, Sentence, _
from ayni.storage import pages, records
from ayni.storage.database import Database
from ayni.sync import stamps
from ayni.workspace.capitulo import CapituloDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import GONE, Refused, refuse

NO_TABLE = N_("Esa tabla no se llena a mano.")
NOT_HERE = N_("Elija una respuesta de la lista.")
BUYERS, BUYERS_SECTION = "T5", "compradores"
TOLD = ("T19", "T20")  # tables that a final copy waits for until they agree


class TablaDoor(CapituloDoor):
    """What may be asked about the tables of a plan."""

    def _tabla_of(self, code: str) -> Tabla:
        if code not in TABLAS:
            raise refuse(NO_TABLE)
        return TABLAS[code]

    def tabla(self, plan: str, code: str) -> list[Row]:
        """The rows of a table in their order, each with its computed columns and the names of what it points at.

        T6, T12 and T15 follow from the plan: nothing while it cannot be computed.
        """
        if code in {"T6", "T12", "T15"}:
            return self._tabla_derived(plan, code)
        table = self._tabla_of(code)
        names = {name: dict(known) for name, known in self.tabla_choices(plan, code).items()}
        dnis = self._tabla_dnis(plan) if code == "T2" else {}
        found = []
        for row in self._rows(table.noun, plan):
            more: Row = {f"{name}_nombre": known.get(str(row[name]), "") for name, known in names.items()}
            if code == "T2":
                more["dni"] = dnis.get(row["socio"], "")
            found.append({**table.complete(row), **more})
        return found

    def _tabla_derived(self, plan: str, code: str) -> list[Row]:
        try:
            worth, case = self.indicators(plan), self.case_of(plan)
        except Refused:
            return []
        if code == "T6":
            return [dict(row) for row in requirements(case, self.partidas(plan))]
        if code == "T12":
            return [dict(row) for row in worn(case, worth)]
        return [dict(row) for row in tried_rows(self.sensitivity(plan))]

    def tabla_choices(self, plan: str, code: str) -> dict[str, list[tuple[str, str]]]:
        """What may be answered where a row points at another record: datum → id and label of each."""
        lists = {"socio": self._tabla_socios, "papel": self._tabla_papeles, "partida": self._tabla_services}
        return {
            item.name: lists[item.kind.noun](plan)
            for item in self._tabla_of(code).typed
            if isinstance(item.kind, Reference)
        }

    def _tabla_socios(self, plan: str) -> list[tuple[str, str]]:
        aeo = self.found("plan", plan)["aeo"]
        return [(row["id"], full_name(row)) for row in pages.where_equal(self.db, "socio", "aeo", aeo)]

    def _tabla_dnis(self, plan: str) -> dict[str, str]:
        aeo = self.found("plan", plan)["aeo"]
        return {row["id"]: str(row["dni"]) for row in pages.where_equal(self.db, "socio", "aeo", aeo)}

    def _tabla_papeles(self, plan: str) -> list[tuple[str, str]]:
        """Papers of the expediente of the AEO that have a file."""
        labels = dict(self.choices("requisitos"))
        rows = pages.where_equal(self.db, "papel", "aeo", self.found("plan", plan)["aeo"])
        return [
            (row["id"], _(labels.get(row["requisito"], str(row["requisito"]).removeprefix(OWN))))
            for row in rows
            if row["archivos"] not in {None, "", "[]"}
        ]

    def _tabla_services(self, plan: str) -> list[tuple[str, str]]:
        return [(row["id"], str(row["nombre"])) for row in self.partidas(plan) if row["clase"] == SERVICE_CLASS]

    # writing

    def save_filas(self, plan: str, code: str, given: Sequence[tuple[str, Answers]]) -> list[str | tuple[Problem, ...]]:
        """Keep many rows in one save, as when they are pasted: (id or "", answers). For each its id or its problems.

        The good ones are kept, the others stay with whoever asked.
        """
        kept, results = self._read_filas(plan, code, given)
        if kept:
            with self.save("save_tabla", self.found("plan", plan)["aeo"]) as db:
                self._write_filas(db, self._tabla_of(code), kept)
        return results

    def save_fila(self, plan: str, code: str, answers: Answers, record: str | None = None) -> str:
        """Keep one row."""
        (result,) = self.save_filas(plan, code, [(record or "", answers)])
        if isinstance(result, str):
            return result
        raise Refused(list(result))

    def save_tabla(self, plan: str, code: str, rows: Sequence[Mapping[str, Value]]) -> None:
        """Keep a whole table as it is given, in one save that is taken back as one: new rows, changed ones, and those
        that are no longer there. Rows keep their "id". Refused whole, with the row named, when one of them is wrong.
        """
        table = self._tabla_of(code)
        given = [
            (str(row.get("id") or ""), {item.name: row[item.name] for item in table.typed if item.name in row})
            for row in rows
        ]
        kept, results = self._read_filas(plan, code, given)
        if wrong := [_placed(place, each) for place, each in enumerate(results, 1) if not isinstance(each, str)]:
            raise Refused([problem for of_row in wrong for problem in of_row])
        stay = {record for record, _values, _new in kept}
        left = [row["id"] for row in self._rows(table.noun, plan) if row["id"] not in stay]
        if left and table.noun == OF_BUDGET:
            raise refuse(N_("Las filas del presupuesto se quitan en el presupuesto."))
        order = {record: str(place) for place, (record, _values, _new) in enumerate(kept, 1)}
        with self.save("save_tabla", self.found("plan", plan)["aeo"]) as db:
            if table.noun != OF_BUDGET:
                kept = [(record, {**values, "orden": order[record]}, new) for record, values, new in kept]
            self._write_filas(db, table, kept)
            for record in left:
                records.remove(db, table.noun, record)

    def remove_fila(self, plan: str, code: str, record: str) -> None:
        """Take a row away; it can be undone."""
        table = self._tabla_of(code)
        if table.noun == OF_BUDGET:
            raise refuse(N_("Las filas del presupuesto se quitan en el presupuesto."))
        found = self.found(table.noun, record)
        if found["plan"] != plan:
            raise refuse(GONE)
        with self.save("remove_fila", found["aeo"]) as db:
            records.remove(db, table.noun, record)

    def bring_socios(self, plan: str) -> int:
        """Begin a row of T2 for each member in force that has none, in one save. How many came."""
        owner, table = self.found("plan", plan), TABLAS["T2"]
        rows = self._rows(table.noun, plan)
        there, next_place = {row["socio"] for row in rows}, self._next_place(table.noun, plan)
        new = [
            socio["id"]
            for socio in pages.where_equal(self.db, "socio", "aeo", owner["aeo"])
            if not socio["fecha_baja"] and socio["id"] not in there
        ]
        if new:
            link: Values = dict.fromkeys(item.name for item in table.fields) | {"aeo": owner["aeo"], "plan": plan}
            with self.save("bring_socios", owner["aeo"]) as db:
                given = [
                    (stamps.new_row_id(self.now_ms()), {**link, "orden": str(next_place + place), "socio": socio})
                    for place, socio in enumerate(new)
                ]
                records.insert_many(db, table.noun, given)
        return len(new)

    def _read_filas(
        self, plan: str, code: str, given: Sequence[tuple[str, Answers]]
    ) -> tuple[list[tuple[str, Values, bool]], list[str | tuple[Problem, ...]]]:
        """What these answers mean: rows to write (id, values, whether it is new), and for each its id or problems."""
        table, owner = self._tabla_of(code), self.found("plan", plan)
        there = {row["id"]: row for row in self._rows(table.noun, plan)}
        known = {name: {each for each, _label in found} for name, found in self.tabla_choices(plan, code).items()}
        place = self._next_place(table.noun, plan)
        kept: list[tuple[str, Values, bool]] = []
        results: list[str | tuple[Problem, ...]] = []
        for record, answers in given:
            before = there.get(record)
            if (record and before is None) or (not record and table.noun == OF_BUDGET):
                said = N_("Escriba primero esta fila en el presupuesto.") if not record else GONE
                results.append((Problem("", Sentence(said)),))
                continue
            start: Row = before or {"orden": str(place)}
            asked = {**self._over(table.fields, start, answers), "aeo": owner["aeo"], "plan": plan}
            try:
                values = self._accepted(table.fields, asked)
            except Refused as error:
                results.append(tuple(error.problems))
                continue
            wrong = [Problem(name, said_of) for name, said_of in check_row(code, values)]
            wrong += [
                Problem(name, Sentence(NOT_HERE))
                for name, ids in known.items()
                if not empty(values[name]) and values[name] not in ids
            ]
            if wrong:
                results.append(tuple(wrong))
                continue
            place += before is None
            new = record or stamps.new_row_id(self.now_ms())
            kept.append((new, values, before is None))
            results.append(new)
        return kept, results

    @staticmethod
    def _write_filas(db: Database, table: Tabla, kept: Sequence[tuple[str, Values, bool]]) -> None:
        records.insert_many(db, table.noun, [(record, values) for record, values, new in kept if new])
        for record, values, new in kept:
            if not new:
                records.update(db, table.noun, record, values)

    # what does not agree

    def tabla_problems(
        self, plan: str, code: str, rows: Sequence[Mapping[str, Value]] | None = None
    ) -> list[RowProblem]:
        """What does not agree in a table as a whole, each with its row; `rows` instead of the stored ones while
        somebody types.
        """
        given = self.tabla(plan, code) if rows is None else rows
        return check_tabla(code, given, Known(self._padron_totals(plan), self.partidas(plan)))

    def _padron_totals(self, plan: str) -> dict[str, Decimal]:
        aeo = self.found("plan", plan)["aeo"]
        return padron_totals(pages.where_equal(self.db, "socio", "aeo", aeo))

    def filled_tables(self, plan: str) -> frozenset[str]:
        """Codes of the tables that something fills already, with those that people fill."""
        found = {code for code, count in self.tabla_counts(plan).items() if count}
        return super().filled_tables(plan) | found

    def tabla_counts(self, plan: str) -> dict[str, int]:
        """How many rows each table has that people fill; of the timetable, how many items have their months."""
        counts = {each.code: pages.count(self.db, each.noun, filters=[("plan", plan)]) for each in OWN_ROWS}
        months = CRONOGRAMA[-1].name
        return counts | {"T10": sum(not empty(row[months]) for row in self.partidas(plan))}

    def gaps(self, plan: str) -> list[Gap]:
        """What a plan lacks, with its tables: named buyers, and sums that must agree."""
        found, asked = super().gaps(plan), self.required(plan)
        place = f"tabla:{BUYERS}"
        if BUYERS_SECTION in asked and BUYERS not in asked:
            found += [Gap(each.sentence, place) for each in self.tabla_problems(plan, BUYERS)]
        for code in TOLD:
            found += [Gap(each.sentence, f"tabla:{code}") for each in self.tabla_problems(plan, code)]
        return found


def _placed(place: int, problems: Sequence[Problem]) -> list[Problem]:
    """Problems of a row, with its number."""
    said = N_("Fila {row}: {problem}")
    return [Problem(each.field, Sentence(said, row=place, problem=each.sentence)) for each in problems]
