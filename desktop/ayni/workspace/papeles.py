"""Papers: gathering what each one prints and handing it to the writers of `reports/`."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ayni.domain.dates import last_day
from ayni.domain.fields import Problem
from ayni.domain.indicadores import Indicators
from ayni.domain.junta_directiva import in_force
from ayni.domain.rentabilidad import explain
from ayni.domain.tabla import TABLAS
from ayni.lang import N_, Sentence
from ayni.workspace import law
from ayni.workspace.compra import CompraDoor
from ayni.workspace.contenido import ContenidoDoor
from ayni.workspace.cotizacion import CotizacionDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused, refuse
from ayni.workspace.tabla import TablaDoor

if TYPE_CHECKING:  # reportlab is imported when a paper is printed
    from ayni.reports.plan_cuadros import Annex
    from ayni.reports.plan_dibujos import Tried

FROM_EXPEDIENTE, QUOTATION = N_("Papel del expediente"), N_("Cotización")
OF_SUPPLIER = N_("{item}, de {supplier}")
CANNOT_WRITE = N_("No se pudo escribir el papel {name}. Revise que la carpeta exista y que tenga espacio.")


class PapelesDoor(CotizacionDoor, TablaDoor, ContenidoDoor, CompraDoor):
    """What may be printed. `language` is "es", "quz" or "both"; each gives the path written."""

    def _names(self, *places: str | None) -> dict[str, dict[str, str]]:
        """Labels of every code that a paper may meet."""
        names = {name: dict(self.choices(name)) for name in ("cadenas", "tipos_aeo", "cargos", "categorias")}
        names["ubigeo"] = {place: law.place_name(place) for place in places if place}
        names["convocatoria"] = {call["id"]: call["nombre"] for call in self.convocatorias()}
        names["oficinas"] = dict(law.office_names())
        return names

    def _day(self, on: date | None) -> date:
        return on or self.today()

    def _holders(self, aeo: str, on: date) -> list[Row]:
        return [dict(period) for period in in_force(self.junta(aeo), on.isoformat())]

    def print_ficha_aeo(self, record: str, path: Path, language: str = "es", on: date | None = None) -> Path:
        """The ficha of an AEO (F03)."""
        from ayni.reports.aeo import write_ficha_aeo  # noqa: PLC0415  reportlab is imported when a paper is printed

        aeo, day = self.aeo(record), self._day(on)
        present = [socio for socio in self.socios(record, 0, -1) if not socio["fecha_baja"]]
        counts = {
            "socios": len(present),
            "mujeres": sum(socio["sexo"] == "M" for socio in present),
            "hombres": sum(socio["sexo"] == "H" for socio in present),
        }
        town = self.municipality()
        return self._printed(
            path,
            lambda: write_ficha_aeo(
                path,
                town,
                aeo,
                self._holders(record, day),
                counts,
                self.eligibility(aeo, record),
                language,
                day,
                names=self._names(aeo["ubigeo"], town["ubigeo"]),
                plan=self._plan_of(aeo),
            ),
        )

    def _plan_of(self, aeo: Row) -> Row:
        """The plan with which an AEO applies to its call, with its money; nothing while there is none."""
        plans = [plan for plan in self.plans_of(aeo["id"]) if plan["convocatoria"] in {None, aeo["convocatoria"]}]
        if not plans:
            return {}
        whole = self.budget(plans[0]["id"]).whole
        return {**plans[0], "total_centimos": whole.total, "cofinanciamiento_centimos": whole.cofinanciamiento}

    def print_padron(self, record: str, path: Path, language: str = "es", on: date | None = None) -> Path:
        """The padrón of an AEO (F04): members in force, with places to sign."""
        from ayni.reports.padron import write_padron  # noqa: PLC0415

        aeo, day, town = self.aeo(record), self._day(on), self.municipality()
        cargos = {period["socio"]: period["cargo"] for period in self._holders(record, day)}
        socios = [
            {**socio, "cargo": cargos.get(socio["id"])}
            for socio in self.socios(record, 0, -1)
            if not socio["fecha_baja"] or last_day(socio["fecha_baja"]) > day
        ]
        names = self._names(aeo["ubigeo"], town["ubigeo"])
        return self._printed(path, lambda: write_padron(path, town, aeo, socios, language, day, names=names))

    def print_plan_resumen(self, record: str, path: Path, language: str = "es", on: date | None = None) -> Path:
        """The summary sheet of a plan (F08a): budget by source, limits, indicators explained."""
        self.refuse_disputed(plan=record)
        from ayni.reports.plan import write_plan_resumen  # noqa: PLC0415

        plan, day, town = self.plan(record), self._day(on), self.municipality()
        aeo, rows, budget = self._represented(plan["aeo"], day), self.partidas(record), self.budget(record)
        indicators, tried = self._known_indicators(record), self._tried_plan(record)
        names, basis = self._names(aeo["ubigeo"], town["ubigeo"]), self.basis(record)
        parts = {part.section.code: part for chapter in self.chapters(record) for part in chapter.parts}
        return self._printed(
            path,
            lambda: write_plan_resumen(
                path,
                town,
                aeo,
                plan,
                rows,
                budget,
                self.lights(record),
                indicators,
                explain(indicators) if indicators else [],
                language,
                day,
                names=names,
                tried=tried,
                parts=parts,
                basis=basis,
            ),
        )

    def print_plan_completo(
        self,
        record: str,
        path: Path,
        language: str = "es",
        on: date | None = None,
        *,
        final: bool = False,
        version: str = "",
    ) -> Path:
        """The whole plan: cover, index, chapters with their texts and tables. A draft says so on every page.

        `final` is refused, with everything that is missing, while the plan is not complete; `version` is its number.
        """
        from ayni.reports.plan_completo import write_plan_completo  # noqa: PLC0415
        from ayni.reports.plan_cuadros import Figures  # noqa: PLC0415

        if final:
            self.refuse_gaps(record)
        plan, day, town = self.plan(record), self._day(on), self.municipality()
        indicators, tried = self._known_indicators(record), self._tried_plan(record)
        figures = Figures(
            self.partidas(record),
            self.budget(record),
            tried.case if tried else None,
            indicators,
            explain(indicators) if indicators else [],
            self._holders(plan["aeo"], day),
            lights=self.lights(record),
            basis=self.basis(record),
            tried=tried,
            typed=self._tables(record),
            annexes=self._annexes(record),
        )
        aeo = self._represented(plan["aeo"], day)
        names = self._names(aeo["ubigeo"], town["ubigeo"])
        chapters = self.chapters(record)
        return self._printed(
            path,
            lambda: write_plan_completo(
                path,
                town,
                aeo,
                {**plan, "version": version},
                chapters,
                figures,
                language,
                day,
                final=final,
                names=names,
            ),
        )

    def refuse_gaps(self, plan: str) -> None:
        """Raise Refused with everything that a plan lacks, if it lacks anything."""
        self.refuse_disputed(plan=plan)
        if gaps := self.gaps(plan):
            raise Refused([Problem("", gap.sentence) for gap in gaps])

    def print_plan_asamblea(self, record: str, path: Path, language: str = "es", on: date | None = None) -> Path:
        """The plan on one page, in pictures, for the assembly of the members."""
        self.refuse_disputed(plan=record)
        from ayni.reports.plan_asamblea import write_plan_asamblea  # noqa: PLC0415

        plan, day, town = self.plan(record), self._day(on), self.municipality()
        aeo, rows, budget = self.aeo(plan["aeo"]), self.partidas(record), self.budget(record)
        indicators, tried = self._known_indicators(record), self._tried_plan(record)
        names, basis = self._names(aeo["ubigeo"], town["ubigeo"]), self.basis(record)
        return self._printed(
            path,
            lambda: write_plan_asamblea(
                path, town, aeo, plan, rows, budget, indicators, language, day, basis=basis, names=names, tried=tried
            ),
        )

    def _tried_plan(self, plan: str) -> "Tried | None":
        """The plan as it is computed and under other conditions; None while something is missing."""
        from ayni.reports.plan_dibujos import Tried  # noqa: PLC0415

        if self._known_indicators(plan) is None:
            return None
        found = self.sensitivity(plan)
        return Tried(self.case_of(plan), found, self.plan_warnings(plan, found))

    def _tables(self, plan: str) -> dict[str, list[Row]]:
        """Rows of the tables that people fill, by code, with the quotations among them."""
        quoted = [
            {**row, "precio": row["precio_unitario"], "validez": row["vence"]}
            for row in self.cotizaciones_of_plan(plan)
        ]
        return {code: self.tabla(plan, code) for code in TABLAS} | {"T9": quoted}

    def _annexes(self, plan: str) -> "list[Annex]":
        """What goes with a plan: every paper of the expediente that has a file, and every quotation."""
        from ayni.reports.plan_cuadros import Annex  # noqa: PLC0415

        papers = self.expediente(self.found("plan", plan)["aeo"]).papeles
        found = [
            Annex(FROM_EXPEDIENTE, Sentence(papel.requirement.label), sum(each.pages for each in papel.files))
            for papel in papers
            if papel.files
        ]
        return found + [
            Annex(QUOTATION, Sentence(OF_SUPPLIER, item=row["item"], supplier=row["proveedor"]))
            for row in self.cotizaciones_of_plan(plan)
        ]

    def _represented(self, record: str, on: date) -> Row:
        """The AEO with who signs for it on that day: its president."""
        president = next((held for held in self._holders(record, on) if held["cargo"] == "presidente"), None)
        signer = {"representante": president["full_name"], "representante_dni": president["dni"]} if president else {}
        return {**self.aeo(record), **signer}

    def _known_indicators(self, plan: str) -> Indicators | None:
        """None while something is missing: the sheet says so in place of figures."""
        try:
            return self.indicators(plan)
        except Refused:
            return None

    def print_plan_excel(self, record: str, path: Path, language: str = "es") -> Path:
        """The plan as a spreadsheet with live formulas. Raises Refused with what is missing to compute it."""
        self.refuse_disputed(plan=record)
        from ayni.reports.plan_excel import write_plan_excel  # noqa: PLC0415

        found, plan = self.indicators(record), self.plan(record)
        case, rows = self.case_of(record), self.partidas(record)
        title, aeo = str(plan["titulo"] or ""), str(plan["aeo_nombre"])
        return self._printed(path, lambda: write_plan_excel(path, title, aeo, case, rows, found, language))

    def print_recovery_sheet(self, recovery: str, path: Path, language: str = "es") -> Path:
        """The recovery sheet, while its code is known: at creation only."""
        from ayni.reports.llave import write_recovery_sheet  # noqa: PLC0415

        town = self.municipality()
        return self._printed(
            path, lambda: write_recovery_sheet(path, town, self.folder.name, recovery, self.today(), language)
        )

    def _printed(self, path: Path, write: Callable[[], Path]) -> Path:
        try:
            return write()
        except OSError as error:
            raise refuse(CANNOT_WRITE, name=path.name) from error
