"""Chapters of a plan: their index, the text of each section, what the register already knows, what is missing."""

import uuid
from functools import cache

from ayni.domain.aeo import AEO
from ayni.domain.capitulo import (
    SECCION,
    TYPED,
    Fact,
    Gap,
    Index,
    Indices,
    Part,
    Parts,
    Section,
    State,
    check_seccion,
    state,
)
from ayni.domain.contenido import TABLES, required
from ayni.domain.fields import Catalogue, Field, Ubigeo, by_name, empty
from ayni.domain.flow import Answers
from ayni.domain.junta_directiva import in_force
from ayni.domain.plan import COVER
from ayni.domain.presupuesto import (
    BLOQUE,
    GENERAL,
    INCOME,
    INPUT,
    LABOUR,
    PARTIDA,
    PERSONNEL,
    SOURCES,
    SUPUESTOS,
    WITH,
)
from ayni.domain.rentabilidad import explain
from ayni.domain.rules import Result
from ayni.lang import N_, Sentence, _, soles
from ayni.storage import pages, records
from ayni.workspace import law
from ayni.workspace.junta_directiva import JuntaDoor
from ayni.workspace.opened import Row
from ayni.workspace.padron import PadronDoor
from ayni.workspace.plan import PlanDoor
from ayni.workspace.refusals import Refused, refuse

DRAFT = "seccion"
NO_SECTION = N_("Esa parte no está en el índice de este plan.")
WOMAN = "M"
PRODUCED = {
    "T6": frozenset({INPUT, LABOUR}),
    "T7": frozenset({INPUT, LABOUR, GENERAL, PERSONNEL}),
    "T11": frozenset({INCOME}),
}
"""Which rows of production fill a table."""
PLACES = {
    **{code: f"tabla:{code}" for code in TABLES},
    **dict.fromkeys(("T8", "T9"), "presupuesto"),
    **dict.fromkeys(("T6", "T7", "T11", "T12", "T13", "T14", "T15", "T16"), "produccion"),
    "T20": "junta",
}
"""Where each table is written."""


@cache
def indices() -> Indices:
    """The generations of the index, from `resources/`."""
    return Indices.from_data(law._read("forms/indices.json"))  # noqa: SLF001  the reader of resources


def draft_of(plan: str, code: str) -> str:
    """Under which record the draft of a section is kept."""
    return f"{plan}/{code}"


class CapituloDoor(PlanDoor, PadronDoor, JuntaDoor):
    """What may be asked about the chapters of a plan."""

    def choices(self, name: str) -> list[tuple[str, str]]:
        """Code and label of the generations of the index, of sections, or of a catalogue."""
        if name == "indices":
            return [(index.code, index.label) for index in indices().by_code.values()]
        if name == "secciones":
            return [(section.code, section.label) for section in indices().sections.values()]
        if name == "cuadros":
            return list(TABLES.items())
        if name == "contenido_plan":
            return [*self.choices("secciones"), *TABLES.items()]
        return super().choices(name)

    def index_of(self, plan: str) -> Index:
        """The index that a plan follows; the newest one while nothing was chosen."""
        return indices().of(self.found("plan", plan)["indice"])

    def choose_index(self, plan: str, code: str) -> None:
        """Follow another index; every text stays with its section."""
        self.save_plan({"indice": code}, plan)

    def chapters(self, plan: str) -> list[Parts]:
        """The chapters of a plan, each section with its text, its state and what is known for it."""
        index, written, facts = self.index_of(plan), self._secciones(plan), self._known_facts(plan)
        typed = {draft["record"] for draft in self.drafts() if draft["noun"] == DRAFT}

        def part(section: Section, number: str) -> Part:
            row = written.get(section.code, {})
            found = state(row, typed=draft_of(plan, section.code) in typed)
            known = tuple(facts[name] for name in section.facts if name in facts)
            return Part(section, number, str(row.get("texto") or ""), found, known)

        chapters = [
            Parts(
                chapter.number,
                chapter.label,
                tuple(part(section, chapter.number_of(place)) for place, section in enumerate(chapter.sections)),
            )
            for chapter in index.chapters
        ]
        here = {section.code for section in index.sections}
        others = [code for code, row in written.items() if code not in here and not empty(row["texto"])]
        if others:
            known = indices().sections
            kept = tuple(part(known[code], "") for code in known if code in others)
            chapters.append(Parts("", N_("Escrito para otro índice"), kept))
        return chapters

    def seccion(self, plan: str, code: str) -> Part:
        """One section of a plan."""
        found = [part for chapter in self.chapters(plan) for part in chapter.parts if part.section.code == code]
        if not found:
            raise refuse(NO_SECTION)
        return found[0]

    def seccion_answers(self, plan: str, code: str) -> Row:
        """What was saved of a section, as its form shows it."""
        row = self._secciones(plan).get(code, {})
        return {item.name: row.get(item.name) for item in TYPED}

    def _secciones(self, plan: str) -> dict[str, Row]:
        rows = pages.where_equal(self.db, "seccion", "plan", plan)
        return {str(row["codigo_seccion"]): row for row in rows}

    def save_seccion(self, plan: str, code: str, answers: Answers) -> str:
        """Keep the text of a section, and whether its author says that it is complete."""
        section = indices().sections.get(code)
        if section is None:
            raise refuse(NO_SECTION)
        owner, before = self.found("plan", plan), self._secciones(plan).get(code)
        given = {name: (before or {}).get(name) for name in by_name(TYPED)} | dict(answers)
        values = self._accepted(SECCION, {**given, "plan": plan, "aeo": owner["aeo"], "codigo_seccion": code})
        if wrong := check_seccion(values, section, self.filled_tables(plan)):
            raise Refused(wrong)
        # two machines that begin one section must mean one row, so that their texts meet
        record = before["id"] if before else str(uuid.uuid5(uuid.UUID(plan), code))
        with self.save("save_seccion", owner["aeo"]) as db:
            if before is None and not records.bring_back(db, "seccion", record):
                records.insert(db, "seccion", record, values)
            else:
                records.update(db, "seccion", record, values)
            self._finish_draft(db, DRAFT, draft_of(plan, code))
        return str(record)

    # what the register knows

    def _known_facts(self, plan: str) -> dict[str, Fact]:
        found = self.plan(plan)
        aeo, cover, assumed = self.aeo(found["aeo"]), by_name(COVER), by_name(SUPUESTOS)
        of_aeo, rows = by_name(AEO), by_name(PARTIDA)
        facts: dict[str, Fact] = {}

        def add(name: str, label: str, shown: str, place: str) -> None:
            if shown:
                facts[name] = Fact(label, shown, place)

        for name in ("titulo", "objetivo"):
            add(name, cover[name].label, str(found[name] or ""), "portada")
        add("convocatoria", cover["convocatoria"].label, self._shown_call(found["convocatoria"]), "portada")
        for name, column in (
            ("aeo", "nombre"),
            ("ruc", "ruc"),
            ("lugar", "ubigeo"),
            ("comunidad", "comunidad"),
            ("cadena", "cadena"),
            ("producto", "producto"),
            ("constitucion", "fecha_constitucion"),
        ):
            add(name, of_aeo[column].label, self._shown(of_aeo[column], aeo[column]), "aeo")
        present = [socio for socio in self.socios(aeo["id"], 0, -1) if not socio["fecha_baja"]]
        if present:
            add("socios", N_("Socios"), str(len(present)), "padron")
            add("mujeres", N_("Mujeres"), str(sum(socio["sexo"] == WOMAN for socio in present)), "padron")
        held = in_force(self.junta(aeo["id"]), self.today().isoformat())
        president = next((str(each["full_name"]) for each in held if each["cargo"] == "presidente"), "")
        add("presidente", dict(self.choices("cargos")).get("presidente", ""), president, "junta")
        whole = self.budget(plan).whole
        if whole.total:
            add("total", N_("Inversión total"), soles(whole.total), "presupuesto")
            for name, amount in zip(SOURCES, (whole.cofinanciamiento, whole.monetaria, whole.valorizada), strict=True):
                add(name.removesuffix("_centimos"), rows[name].label, soles(amount), "presupuesto")
        names = [str(row["nombre"]) for row in self.bloques(plan) if row["situacion"] == WITH]
        add("actividades", by_name(BLOQUE)["nombre"].label, ", ".join(names), "produccion")
        for name, column in (("horizonte", "horizonte_years"), ("tasa", "tasa_descuento")):
            add(name, assumed[column].label, assumed[column].kind.show(found[column]), "produccion")
        try:
            worth = explain(self.indicators(plan))
        except Refused:
            return facts
        add("van", worth[0].label, worth[0].value, "resultados")
        add("tir", worth[2].label, worth[2].value, "resultados")
        return facts

    def _shown(self, item: Field, value: str | None) -> str:
        if isinstance(item.kind, Ubigeo):
            return law.place_name(value)
        if isinstance(item.kind, Catalogue):
            return _(dict(self.choices(item.kind.name)).get(str(value), ""))
        return item.kind.show(value)

    def _shown_call(self, record: str | None) -> str:
        call = records.get(self.db, "convocatoria", str(record))
        return str(call["nombre"]) if call else ""

    # what is missing

    def required(self, plan: str) -> frozenset[str]:
        """Codes of the sections and tables that a plan must contain: what its call asks, or what its index marks."""
        call = records.get(self.db, "convocatoria", str(self.found("plan", plan)["convocatoria"])) or {}
        return required(self.index_of(plan), call.get("contenido_plan"), indices().tables)

    def filled_tables(self, plan: str) -> frozenset[str]:
        """Codes of the tables that something fills already."""
        found = set()
        if self.partidas(plan):
            found |= {"T8"}
        if self.junta(self.found("plan", plan)["aeo"]):
            found |= {"T20"}
        types = {row["tipo"] for row in self.lineas(plan)}
        for code, of_it in PRODUCED.items():
            if types & of_it:
                found.add(code)
        try:
            worth = self.indicators(plan)
        except Refused:
            return frozenset(found)
        found |= {"T12", "T13", "T14"}
        if worth.npv_all is not None:
            found.add("T15")
        if worth.employment:
            found.add("T16")
        return frozenset(found)

    def gaps(self, plan: str) -> list[Gap]:
        """Everything that a plan must have and lacks. While there is any, its paper says that it is a draft."""
        asked, index = self.required(plan), self.index_of(plan)
        wanted = N_("Falta completar: {section}")
        found = [
            Gap(Sentence(wanted, section=Sentence(part.section.label)), f"seccion:{part.section.code}")
            for chapter in self.chapters(plan)
            for part in chapter.parts
            if part.section.code in asked and part.state is not State.DONE
        ]
        here, filled = {section.code for section in index.sections}, self.filled_tables(plan)
        foreign = N_("La convocatoria pide una parte que no está en el índice de este plan: {section}.")
        for code, label in self.choices("contenido_plan"):
            if code in TABLES and code in asked and code not in filled:
                found.append(Gap(Sentence(N_("Falta llenar el cuadro: {table}"), table=Sentence(label)), PLACES[code]))
            elif code not in TABLES and code in asked and code not in here:
                found.append(Gap(Sentence(foreign, section=Sentence(label)), "capitulos"))
        aeo = self.found("plan", plan)["aeo"]
        if not self.member_count(aeo):
            found.append(Gap(Sentence(N_("Llene el padrón de socios de la organización.")), "padron"))
        if self.junta_problems(aeo):
            found.append(Gap(Sentence(N_("Falta completar la junta directiva.")), "junta"))
        off = len(self.budget_problems(plan))
        if off:
            found.append(Gap(Sentence(N_("Filas que no cuadran: {count}."), count=off), "presupuesto"))
        found += [
            Gap(light.sentence, f"limite:{light.check}")
            for light in self.lights(plan)
            if light.result is Result.FAIL and not light.flag
        ]
        if not self.partidas(plan):
            found.append(Gap(Sentence(N_("Falta escribir el presupuesto del plan.")), "presupuesto"))
        try:
            self.indicators(plan)
        except Refused as refused:
            found += [Gap(each.sentence, "produccion") for each in refused.problems if each.field != "presupuesto"]
        return found
