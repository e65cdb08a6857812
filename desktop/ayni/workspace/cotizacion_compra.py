"""Quotations of a purchase: kept seller by seller, compared, chosen with a reason, brought from the plans."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from ayni.domain.cotizacion import QuoteRules
from ayni.domain.cuadro_comparativo import (
    CELL,
    CONTACT,
    COTIZACION_COMPRA,
    LOWEST_WHOLE,
    MEETS,
    SELLER,
    Cuadro,
    SourceRules,
    check_line,
    check_quote,
    check_whole,
    compare_purchase,
    oldest_in_use,
)
from ayni.domain.dates import without_accents
from ayni.domain.expediente import read_files, write_files
from ayni.domain.fields import SI, Problem, Text, Values, empty, read_answers
from ayni.domain.flow import Answers
from ayni.job import Job
from ayni.lang import N_, Sentence
from ayni.storage import pages, records
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.compra_item import CompraItemDoor
from ayni.workspace.cotizacion import quote_rules
from ayni.workspace.expediente import Added, ExpedienteDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused, refuse

TABLE = "cotizacion_compra"
FROM_PLAN = ("proveedor", "ruc", "fecha", "validez_dias", "precio_unitario", "incluye_igv", "plazo_entrega_dias")
FROM_PLAN_TOO = ("garantia", "cumple", "por_que_no", "archivos")
OF_SELLER = tuple(each.name for each in (*SELLER, *CONTACT))
NO_ITEMS = N_("Esta compra no tiene escritos sus bienes. Escríbalos primero.")
NO_PRICES = N_("Escriba el precio de una cosa por lo menos.")
NO_QUOTES = N_("Todavía no hay cotizaciones. Agregue la primera.")


@cache
def source_rules() -> SourceRules:
    """How many sources a purchase needs, from `resources/rules/cotizaciones.json`."""
    return SourceRules.from_data(law._read("rules/cotizaciones.json"))  # noqa: SLF001  the reader of resources


class CotizacionCompraDoor(ExpedienteDoor, CompraItemDoor):
    """What may be asked about the quotations of a purchase."""

    def cotizaciones_compra(self, compra: str) -> list[Row]:
        """The quotations of a purchase, oldest first."""
        found = pages.where_equal(self.db, TABLE, "compra", compra)
        return sorted(found, key=lambda row: (str(row["fecha"]), row["id"]))

    def cuadro(self, compra: str) -> Cuadro:
        """Sellers in columns, items in rows, as they stand today."""
        required, article = self.sources_needed(compra)
        rows = pages.where_equal(self.db, TABLE, "compra", compra)
        items = self.compra_items(compra)
        return compare_purchase(items, rows, self.quote_rules(), self.today(), required=required, article=article)

    @staticmethod
    def quote_rules() -> QuoteRules:
        """The rate of IGV, and by what quotations are ranked."""
        return quote_rules()

    def sources_needed(self, compra: str) -> tuple[int, str]:
        """How many sellers each item of a purchase needs, and what says so."""
        known = {"modalidad": str(self.found("compra", compra)["modalidad"] or "")}
        for step in self.purchase(compra).steps:
            if not step.annulled:
                datos = step.event.datos
                known |= {name: str(datos[name]) for name in ("segmento", "procedimiento") if datos.get(name)}
        return source_rules().of(**known)

    def oldest_quote(self, compra: str) -> date | None:
        """The day of the oldest quotation in use: of those chosen, else of those that count."""
        return oldest_in_use(self.cuadro(compra))

    # writing

    def save_seller(
        self, compra: str, answers: Answers, prices: Mapping[str, str], key: str = "", also: Answers | None = None
    ) -> str:
        """Keep what one seller quotes, in one save: who they are, their terms, and their price of each item (by id).

        An item without price is not quoted. `key` corrects a seller of the chart; `also` answers what is said of all
        their items alike (`TERMS`, `MEETS`); what is not answered stays. Gives the seller's key. Raises Refused with
        fields named as the seller's, or "precio.ITEM".
        """
        cuadro = self.cuadro(compra)
        if not cuadro.items:
            raise refuse(NO_ITEMS)
        stored = {str(row["item"]): row for row in self._of_seller(cuadro, compra, key)} if key else {}
        others = [row for row in self.cotizaciones_compra(compra) if str(row["id"]) not in _ids(stored)]
        read: list[tuple[str, str, Values]] = []
        wrong: list[Problem] = []
        for item in (str(each["id"]) for each in cuadro.items):
            before = stored.get(item, {})
            price = str(prices.get(item, before.get("precio_unitario")) or "").strip()
            if not price:
                continue
            typed = {**before, **{k: v for k, v in (also or {}).items() if not empty(v)}, **answers}
            values, found = self._read_cell(compra, item, {**typed, "precio_unitario": price}, before)
            found = found or check_quote(values, others, str(before.get("id") or ""))
            wrong += [_of_item(each, item) for each in found if each not in wrong]
            read.append((str(before.get("id") or ""), item, values))
        if not read:
            _values, found = read_answers((*SELLER, *CONTACT), answers, self.today())
            wrong = [*found, Problem("", Sentence(NO_PRICES))]
        if wrong:
            raise Refused(list(dict.fromkeys(wrong)))
        with self.save("save_cotizacion_compra") as db:
            for record, _item, values in read:
                if record:
                    records.update(db, TABLE, record, values)
                else:
                    records.insert(db, TABLE, stamps.new_row_id(self.now_ms()), values)
            for gone in _ids(stored) - {record for record, _item, _values in read}:
                records.remove(db, TABLE, gone)
            self._finish_draft(db, TABLE, f"{compra}:{key}")
        first = read[0][2]
        return f"{first['ruc']}/{first['fecha']}"

    def save_cell(self, record: str, answers: Answers) -> None:
        """Correct one quotation: its price, its terms, whether it is what is asked."""
        before = self.found(TABLE, record)
        typed = {**before, **{field.name: answers.get(field.name, before.get(field.name)) for field in CELL}}
        values, wrong = self._read_cell(str(before["compra"]), str(before["item"]), typed, before)
        wrong = wrong or check_quote(values, self.cotizaciones_compra(str(before["compra"])), record)
        if wrong:
            raise Refused(wrong)
        with self.save("save_cotizacion_compra") as db:
            records.update(db, TABLE, record, values)

    def paste_prices(self, compra: str, cells: Sequence[tuple[str, str, str]]) -> list[Problem]:
        """Keep many prices in one save: (item, seller's key, what was typed); an empty one is not quoted any more.

        What cannot be kept is not, and comes back: the field of each problem is "item/key".
        """
        cuadro = self.cuadro(compra)
        stored = {str(row["id"]): row for row in self.cotizaciones_compra(compra)}
        wrong: list[Problem] = []
        read: list[tuple[str, Values | None]] = []
        for item, key, text in cells:
            column = cuadro.cells.get((item, key))
            if not text.strip():
                if column is not None:
                    read.append((column.quote.record, None))
                continue
            if cuadro.seller(key) is None or item not in cuadro.comparisons:
                wrong.append(
                    Problem(f"{item}/{key}", Sentence(N_("Ese proveedor o esa cosa ya no está en el cuadro.")))
                )
                continue
            before = stored[column.quote.record] if column is not None else {}
            model = before or {**stored[cuadro.records(key)[0]], **dict.fromkeys(field.name for field in MEETS)}
            values, found = self._read_cell(compra, item, {**model, "precio_unitario": text}, before)
            found = found or check_quote(values, stored.values(), str(before.get("id") or ""))
            wrong += [Problem(f"{item}/{key}", each.sentence) for each in found]
            if not found:
                read.append((str(before.get("id") or ""), values))
        if read:
            with self.save("save_cotizacion_compra") as db:
                for record, kept in read:
                    if kept is None:
                        records.remove(db, TABLE, record)
                    elif record:
                        records.update(db, TABLE, record, kept)
                    else:
                        records.insert(db, TABLE, stamps.new_row_id(self.now_ms()), kept)
        return wrong

    def _read_cell(self, compra: str, item: str, typed: Answers, before: Row) -> tuple[Values, list[Problem]]:
        kept = {name: before.get(name) for name in ("origen", "archivos", "elegida", "motivo_eleccion")}
        named = {field.name: typed.get(field.name) for field in COTIZACION_COMPRA}
        return read_answers(COTIZACION_COMPRA, {**named, **kept, "compra": compra, "item": item}, self.today())

    def accept_seller(self, compra: str, key: str) -> int:
        """Say of every line of a seller of which nothing was said that it is what is asked; how many there were."""
        cuadro = self.cuadro(compra)
        waiting = [column.quote.record for (_item, of), column in cuadro.cells.items() if of == key and column.pending]
        if not waiting:
            raise refuse(N_("Ya está dicho de cada cosa de este proveedor si es lo que se pide."))
        with self.save("save_cotizacion_compra") as db:
            for record in waiting:
                records.update(db, TABLE, record, {"cumple": SI})
        return len(waiting)

    def remove_seller(self, compra: str, key: str) -> None:
        """Take a seller's quotations away; it can be undone."""
        gone = self.cuadro(compra).records(key)
        if not gone:
            raise refuse(N_("Elija un proveedor."))
        with self.save("remove_cotizacion_compra") as db:
            for record in gone:
                records.remove(db, TABLE, record)

    def adding_seller_files(self, compra: str, key: str, paths: Sequence[Path]) -> Job[Added]:
        """Shrink these files and keep them with what a seller quotes. What cannot be used is told."""
        with self.job():
            rows = self._of_seller(self.cuadro(compra), compra, key)
            if not rows:
                raise refuse(N_("Elija un proveedor."))
            added = yield from self._keeping_files(paths)
            with self.save("add_cotizacion_archivo") as db:
                for row in rows:
                    files = write_files([*read_files(row["archivos"]), *added.files])
                    records.update(db, TABLE, str(row["id"]), {"archivos": files})
        return added

    def _of_seller(self, cuadro: Cuadro, compra: str, key: str) -> list[Row]:
        wanted = set(cuadro.records(key))
        return [row for row in self.cotizaciones_compra(compra) if row["id"] in wanted]

    # choosing

    def choose_line(self, record: str, reason: str = "") -> None:
        """Give a line to this quotation; one that is not green needs a reason."""
        found = self.found(TABLE, record)
        compra, item = str(found["compra"]), str(found["item"])
        if wrong := check_line(self.cuadro(compra), item, record, reason):
            raise Refused(wrong)
        self._choose(compra, {record: reason}, reason)

    def choose_seller(self, compra: str, key: str, reason: str = "") -> None:
        """Give everything to one seller; one whose total is not the lowest needs a reason."""
        cuadro = self.cuadro(compra)
        if wrong := check_whole(cuadro, key, reason):
            raise Refused(wrong)
        lowest = {column.quote.record for column in cuadro.cells.values() if column.lowest}
        said = {
            record: reason or ("" if record in lowest else LOWEST_WHOLE)  # stored as people's own words are: in Spanish
            for record in cuadro.records(key)
        }
        self._choose(compra, said, reason)

    def _choose(self, compra: str, chosen: Mapping[str, str], reason: str) -> None:
        if (told := Text(300).read(reason, self.today()).sentence) is not None:
            raise Refused([Problem("motivo_eleccion", told)])
        rows = self.cotizaciones_compra(compra)
        items = {row["item"] for row in rows if row["id"] in chosen}
        with self.save("choose_cotizacion_compra", reason=" ".join(reason.split())) as db:
            for row in rows:
                if row["id"] in chosen:
                    said = " ".join(chosen[row["id"]].split()) or None
                    records.update(db, TABLE, row["id"], {"elegida": SI, "motivo_eleccion": said})
                elif row["item"] in items and row["elegida"]:
                    records.update(db, TABLE, row["id"], {"elegida": None, "motivo_eleccion": None})

    # what the plans have already

    def bring_cotizaciones(self, compra: str) -> int:
        """Bring the quotations that the plans gathered for what this purchase buys; how many are new here."""
        there = self.cotizaciones_compra(compra)
        came = {row["origen"] for row in there if row["origen"]}
        known = {(row["item"], row["ruc"], row["fecha"]) for row in there}
        made: list[Values] = []
        for item, partidas in self._partidas_of(compra).items():
            for partida in partidas:
                for row in pages.where_equal(self.db, "cotizacion", "partida", partida):
                    same = (item, row["ruc"], row["fecha"])
                    if row["id"] in came or same in known:
                        continue
                    known.add(same)
                    copied = {name: row[name] for name in (*FROM_PLAN, *FROM_PLAN_TOO)}
                    empty_ones = dict.fromkeys(field.name for field in COTIZACION_COMPRA)
                    made.append({**empty_ones, **copied, "compra": compra, "item": item, "origen": row["id"]})
        if not made:
            raise refuse(N_("Los planes no tienen cotizaciones nuevas para esta compra."))
        with self.save("bring_cotizaciones") as db:
            for values in made:
                records.insert(db, TABLE, stamps.new_row_id(self.now_ms()), values)
        return len(made)

    def _partidas_of(self, compra: str) -> dict[str, list[str]]:
        """The budget rows that each item serves: those allotted, else those of its plans with the same name."""
        names = {item["id"]: without_accents(str(item["nombre"])).split() for item in self.compra_items(compra)}
        found: dict[str, list[str]] = {item: [] for item in names}
        for share in pages.where_equal(self.db, "asignacion", "compra", compra):
            if share["item"] not in found:
                continue
            if share["partida"]:
                found[share["item"]].append(str(share["partida"]))
            elif share["plan"]:
                rows = pages.where_equal(self.db, "partida", "plan", share["plan"])
                wanted = names[share["item"]]
                alike = [row["id"] for row in rows if without_accents(str(row["nombre"])).split() == wanted]
                found[share["item"]] += alike
        return {item: list(dict.fromkeys(partidas)) for item, partidas in found.items()}

    # papers

    def print_cuadro(self, compra: str, path: Path, language: str = "es") -> Path:
        """The comparison chart of a purchase, with places to sign."""
        self.refuse_disputed(compra=compra)
        from ayni.reports.cuadro_comparativo import write_cuadro  # noqa: PLC0415  reportlab is read when one prints

        found, about, town = self._chart(compra), self.compra(compra), self.municipality()
        said = self.quote_rules()
        return self._printing(path, lambda: write_cuadro(path, town, about, found, said, language, self.today()))

    def export_cuadro(self, compra: str, path: Path) -> Path:
        """The same as a spreadsheet whose formulas compute it again."""
        from ayni.reports.cuadro_hoja import write_cuadro_xlsx  # noqa: PLC0415

        found = self._chart(compra)
        return self._printing(path, lambda: write_cuadro_xlsx(path, found, self.quote_rules()))

    def _chart(self, compra: str) -> Cuadro:
        found = self.cuadro(compra)
        if not found.sellers:
            raise refuse(NO_QUOTES)
        return found


def _ids(rows: Mapping[str, Row]) -> set[str]:
    return {str(row["id"]) for row in rows.values()}


def _of_item(problem: Problem, item: str) -> Problem:
    """A problem of the price belongs to its item; the others are the seller's, said once."""
    return Problem(f"precio.{item}", problem.sentence) if problem.field == "precio_unitario" else problem
