"""Quotations of the items of a plan: kept, compared, chosen with a reason, with their scans; what items still lack."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ayni.domain.capitulo import Gap
from ayni.domain.cotizacion import (
    COTIZACION,
    TYPED,
    Comparison,
    QuoteRules,
    check_choice,
    check_cotizacion,
    compare,
    quote_of,
)
from ayni.domain.expediente import read_files, write_files
from ayni.domain.fields import SI, Problem, Text
from ayni.domain.flow import Answers
from ayni.domain.junta_directiva import in_force
from ayni.domain.presupuesto import LABOUR_CLASS, decimal
from ayni.domain.rules import Result
from ayni.job import Job
from ayni.lang import N_, Sentence
from ayni.storage import pages, records
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.capitulo import CapituloDoor
from ayni.workspace.expediente import Added, ExpedienteDoor
from ayni.workspace.opened import Row
from ayni.workspace.plan import PlanDoor
from ayni.workspace.refusals import Refused, refuse

NOT_QUOTED = frozenset({LABOUR_CLASS})  # the members' own work has no seller
FEW = N_("{item}: {said}")


@cache
def quote_rules() -> QuoteRules:
    """The rate of IGV by date and what is asked of quotations, from `resources/rules/cotizaciones.json`."""
    return QuoteRules.from_data(law._read("rules/cotizaciones.json"))  # noqa: SLF001  the reader of resources


class CotizacionDoor(CapituloDoor, ExpedienteDoor, PlanDoor):
    """What may be asked about quotations."""

    def cotizaciones(self, partida: str) -> list[Row]:
        """The quotations of an item, oldest first."""
        about = [("plan", self.found("partida", partida)["plan"]), ("partida", partida)]
        found = pages.page(self.db, "cotizacion", 0, -1, filters=about)
        return sorted(found, key=lambda row: (str(row["fecha"]), row["id"]))

    def cotizacion(self, record: str) -> Row:
        """One quotation."""
        return self.found("cotizacion", record)

    def last_cotizacion(self, plan: str) -> Row:
        """The quotation written last in a plan; empty when there is none (K4)."""
        found = pages.where_equal(self.db, "cotizacion", "plan", plan)
        return max(found, key=lambda row: str(row["id"]), default={})

    def partida(self, record: str) -> Row:
        """One row of a budget."""
        return self.found("partida", record)

    def comparison(self, partida: str) -> Comparison:
        """The quotations of an item side by side, as they stand today."""
        item = self.found("partida", partida)
        return self._compared(item, self.cotizaciones(partida), self.quotes_asked(item["plan"]))

    def quotes_asked(self, plan: str) -> int:
        """How many quotations the call asks for each item."""
        call = records.get(self.db, "convocatoria", str(self.found("plan", plan)["convocatoria"])) or {}
        return quote_rules().asked(call)

    def _compared(self, item: Row, rows: Sequence[Row], asked: int) -> Comparison:
        quotes = map(quote_of, rows)
        return compare(quotes, quote_rules(), self.today(), required=asked, price=decimal(item, "precio_unitario"))

    def comparisons(self, plan: str) -> dict[str, Comparison]:
        """The comparison of every item of a plan that somebody sells, in the order of the budget: id → comparison."""
        asked, by_item = self.quotes_asked(plan), self._by_item(plan)
        return {
            item["id"]: self._compared(item, by_item.get(item["id"], []), asked)
            for item in self.partidas(plan)
            if item["clase"] not in NOT_QUOTED or item["id"] in by_item
        }

    def _by_item(self, plan: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in pages.where_equal(self.db, "cotizacion", "plan", plan):
            found.setdefault(str(row["partida"]), []).append(row)
        return found

    def cotizaciones_of_plan(self, plan: str) -> list[Row]:
        """The rows of table T9: each quotation with its item, what it costs, until when it counts and its scan."""
        items = {item["id"]: item for item in self.partidas(plan)}
        rows = {row["id"]: row for row in pages.where_equal(self.db, "cotizacion", "plan", plan)}
        return [
            {
                **rows[column.quote.record],
                "item": str(items[item]["nombre"]),
                "codigo": str(items[item]["codigo"] or ""),
                "unidad": str(items[item]["unidad"] or ""),
                "cantidad": items[item]["cantidad"],
                "sin_igv": str(column.base),
                "a_pagar": str(column.payable),
                "vence": until.isoformat() if (until := column.quote.until) else "",
                "mas_baja": column.lowest,
                "vale": column.valid,
                "archivo": ", ".join(file.name for file in read_files(rows[column.quote.record]["archivos"])),
            }
            for item, comparison in self.comparisons(plan).items()
            for column in comparison.columns
        ]

    # writing

    def save_cotizacion(self, partida: str, answers: Answers, record: str | None = None) -> str:
        """Keep a quotation of an item."""
        item = self.found("partida", partida)
        before = self.found("cotizacion", record) if record else {}
        if record and before["partida"] != partida:
            raise refuse(N_("Esta cotización es de otra fila del presupuesto."))
        typed = {field.name: answers.get(field.name, before.get(field.name)) for field in TYPED}
        kept = {field.name: before.get(field.name) for field in COTIZACION if not field.asked}
        link = {"aeo": item["aeo"], "plan": item["plan"], "partida": partida}
        values = self._accepted(COTIZACION, {**kept, **typed, **link})
        if wrong := check_cotizacion(values):
            raise Refused(wrong)
        new = record is None
        record = record or stamps.new_row_id(self.now_ms())
        with self.save("save_cotizacion", item["aeo"]) as db:
            if new:
                records.insert(db, "cotizacion", record, values)
            else:
                records.update(db, "cotizacion", record, values)
            self._finish_draft(db, "cotizacion", partida if new else f"{partida}/{record}")
        return record

    def choose_cotizacion(self, record: str, reason: str = "") -> None:
        """Choose a quotation of its item; one that is not the lowest needs a reason."""
        found = self.found("cotizacion", record)
        if wrong := check_choice(self.comparison(found["partida"]), record, reason):
            raise Refused(wrong)
        if (told := Text(300).read(reason, self.today()).sentence) is not None:
            raise Refused([Problem("motivo_eleccion", told)])
        with self.save("choose_cotizacion", found["aeo"], reason=reason.strip()) as db:
            for other in self.cotizaciones(found["partida"]):
                if other["id"] == record:
                    chosen = {"elegida": SI, "motivo_eleccion": " ".join(reason.split()) or None}
                    records.update(db, "cotizacion", record, chosen)
                elif other["elegida"]:
                    records.update(db, "cotizacion", other["id"], {"elegida": None, "motivo_eleccion": None})

    def remove_cotizacion(self, record: str) -> None:
        """Take a quotation away; it can be undone."""
        with self.save("remove_cotizacion", self.found("cotizacion", record)["aeo"]) as db:
            records.remove(db, "cotizacion", record)

    def adding_cotizacion(self, record: str, paths: Sequence[Path]) -> Job[Added]:
        """Shrink these files and keep them with a quotation. What cannot be used is told, what can be is kept."""
        with self.job():
            found = self.found("cotizacion", record)
            added = yield from self._keeping_files(paths)
            files = write_files([*read_files(found["archivos"]), *added.files])
            with self.save("add_cotizacion_archivo", found["aeo"]) as db:
                records.update(db, "cotizacion", record, {"archivos": files})
        return added

    # what is missing

    def quotes_missing(self, plan: str) -> dict[str, list[Sentence]]:
        """Items whose quotations are too few or do not agree with the budget: id → what is to be said."""
        told = {item: comparison.told for item, comparison in self.comparisons(plan).items()}
        return {item: found for item, found in told.items() if found}

    def gaps(self, plan: str) -> list[Gap]:
        """What a plan lacks; items without enough quotations that count, and what the call does not pay, too."""
        names = {item["id"]: str(item["nombre"]) for item in self.partidas(plan)}
        found = [
            Gap(Sentence(FEW, item=names[item], said=comparison.told[0]), f"cotizaciones:{item}")
            for item, comparison in self.comparisons(plan).items()
            if comparison.missing
        ]
        asked = self.budget_questions(plan)
        found += [Gap(each.sentence, "presupuesto") for each in asked if each.result is Result.FAIL]
        return super().gaps(plan) + found

    def filled_tables(self, plan: str) -> frozenset[str]:
        """Codes of the tables that something fills already; T9 is filled once every item has its quotations."""
        compared = self.comparisons(plan).values()
        full = bool(compared) and not any(comparison.missing for comparison in compared)
        return super().filled_tables(plan) | ({"T9"} if full else frozenset())

    # papers

    def print_cotizaciones(self, plan: str, path: Path, language: str = "es", partida: str = "") -> Path:
        """The comparison sheet of a plan's quotations, or of one item, with places to sign."""
        self.refuse_disputed(plan=plan)
        from ayni.reports.cotizacion import write_cotizaciones  # noqa: PLC0415  reportlab is read when one prints

        found, about, town = self._sheet(plan, partida), self.plan(plan), self.municipality()
        aeo, today = self.aeo(about["aeo"]), self.today()
        board = in_force(self.junta(about["aeo"]), today.isoformat())
        signer = next((str(held["full_name"]) for held in board if held["cargo"] == "presidente"), "")
        aeo = {**aeo, "representante": signer}
        return self._printing(path, lambda: write_cotizaciones(path, town, aeo, about, found, language, today))

    def export_cotizaciones(self, plan: str, path: Path, partida: str = "") -> Path:
        """The same as a spreadsheet whose formulas compute it again."""
        from ayni.reports.cotizacion import write_cotizaciones_xlsx  # noqa: PLC0415

        found = self._sheet(plan, partida)
        return self._printing(path, lambda: write_cotizaciones_xlsx(path, found, quote_rules()))

    def _sheet(self, plan: str, partida: str) -> list[tuple[Row, Comparison]]:
        compared = self.comparisons(plan)
        found = [
            (item, compared[item["id"]])
            for item in self.partidas(plan)
            if item["id"] in compared and partida in {"", item["id"]}
        ]
        if not any(comparison.columns for _item, comparison in found):
            raise refuse(N_("Todavía no hay cotizaciones. Agregue la primera."))
        return found
