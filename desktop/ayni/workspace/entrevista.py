"""The interview of a plan: what was said so far, where it stands, and each answer stored as soon as it is whole."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from ayni.domain.entrevista import END, Interview, Place, Talk
from ayni.domain.entrevista_papel import blank_parts, months_said, pen_field, row_heading, stages_that_ask
from ayni.domain.fields import Field, Text, Value, empty
from ayni.domain.formulario import Form
from ayni.domain.perfil import ProfileResult
from ayni.lang import N_, Sentence, _, known, speaking
from ayni.workspace import law
from ayni.workspace.ejemplo import EjemploDoor
from ayni.workspace.formulario import FormularioDoor
from ayni.workspace.opened import Row
from ayni.workspace.perfil import PerfilDoor
from ayni.workspace.referencias import ReferenciasDoor
from ayni.workspace.refusals import Refused

DRAFT = "entrevista"
FAR = "@lejos"  # in a draft: the furthest page reached
COLLECTED, CARRIED = "quincenas_cobros", "quincenas_ventas"
OTHERS = ("cuy", "lacteos", "quinua", "cacao")  # whose examples are shown to a chain that has none


@cache
def interview() -> Interview:
    """The questions, from `resources/`."""
    return Interview.from_data(law._read("forms/entrevista.json"))  # noqa: SLF001  the reader of resources


class EntrevistaDoor(FormularioDoor, PerfilDoor, EjemploDoor, ReferenciasDoor):
    """What may be asked in junta mode. `plan` is "" while the plan is not begun."""

    def interview(self) -> Interview:
        """Its stages and questions."""
        return interview()

    def talk(self, plan: str = "") -> tuple[Talk, Place]:
        """Everything said so far, and the page where it goes on."""
        kept = self.draft(DRAFT, plan)
        typed = dict(kept["answers"]) if kept else {}
        knows = interview().knows
        typed = {key: text for key, text in typed.items() if key == FAR or knows(Place.read(key))}
        talk = self._talk(plan, typed, typed.pop(FAR, ""))
        at = Place.read(kept["step"]) if kept else None
        if at is None or not knows(at):
            at = self._first_open(talk)
        return talk, at

    def _talk(self, plan: str, typed: Mapping[str, str], far: str) -> Talk:
        if not plan:
            return Talk(facts=self._of_beginning(typed), typed=typed, far=far)
        stored = {"partida": self.partidas(plan), "bloque": self.bloques(plan), "linea": self.lineas(plan)}
        rows = {
            stage.code: tuple(row for row in stored[stage.table] if stage.holds(row))
            for stage in interview().stages
            if stage.table in stored
        }
        parts = [part for chapter in self.chapters(plan) for part in chapter.parts]
        return Talk(
            plan=self.found("plan", plan),
            rows=rows,
            texts={part.section.code: part.texto for part in parts if part.texto},
            sections=frozenset(section.code for section in self.index_of(plan).sections),
            typed=typed,
            far=far,
        )

    def _of_beginning(self, typed: Mapping[str, str]) -> dict[str, str]:
        """What must be asked before there is a plan: the call and the category only where the AEO has none."""
        facts = {"empieza": "si"}
        aeo = self._aeo_named(typed)
        if aeo and not aeo["convocatoria"] and len(self.references("convocatorias", limit=2)) > 1:
            facts["sin_convocatoria"] = "si"
        if aeo and not aeo["categoria"]:
            facts["sin_categoria"] = "si"
        return facts

    def _aeo_named(self, typed: Mapping[str, str]) -> Row | None:
        record = typed.get(str(Place("idea", "", "aeo")), "")
        return (
            self.found("aeo", record)
            if record in {code for code, _label in self.references("aeos", "", 10_000)}
            else None
        )

    @staticmethod
    def _first_open(talk: Talk) -> Place:
        """The first page without an answer: a plan begun elsewhere is not asked again what it says."""
        book = interview()
        for place in book.path(talk):
            stage = book.stage(place)
            if stage.many and not talk.rows.get(stage.code):
                return place
            if place.code and empty(book.stored(talk, place)):
                return place
        return Place(END)

    def look_again(self, plan: str, talk: Talk) -> Talk:
        """The same talk over what is stored now (somebody undid, or the rows changed elsewhere)."""
        return self._talk(plan, talk.typed, talk.far)

    # keeping

    def keep_talk(self, plan: str, talk: Talk, place: Place) -> None:
        """Keep what is being typed and the page shown."""
        self.keep_draft(DRAFT, plan, {**talk.typed, FAR: talk.far}, str(place))

    def answer_interview(self, plan: str, talk: Talk, place: Place) -> tuple[str, Talk, Place]:
        """Take the answer typed at a place: check it, store what is whole, and give the page that follows.

        One save for each act: a datum of the plan, a row, a text. Raises Refused with what is wrong with the answer.
        """
        book, today = interview(), self.today()
        stage = book.stage(place)
        if wrong := book.check(talk, place, today) if place.code else []:
            raise Refused(wrong)
        if not place.code or (stage.many and not book.ends(talk, place)):
            return self._moved(plan, talk, book.after(talk, place))
        if stage.many and (lacking := book.missing(talk, place, today)) is not None:
            return self._moved(plan, talk, lacking)
        following = book.after(talk, place)
        plan, done = self._store(plan, talk, place)
        fresh = self._talk(plan, done.typed, done.far)
        if not book.inside(place) and place.row == "":
            following = book.after(fresh, place)
        return self._moved(plan, fresh, following)

    def _moved(self, plan: str, talk: Talk, place: Place) -> tuple[str, Talk, Place]:
        talk = interview().reaching(talk, place)
        self.keep_talk(plan, talk, place)
        return plan, talk, place

    def _store(self, plan: str, talk: Talk, place: Place) -> tuple[str, Talk]:
        book = interview()
        stage, question = book.stage(place), book.question(place)
        assert question is not None
        key = str(place)
        rest = replace(talk, typed={name: text for name, text in talk.typed.items() if name != key})
        if key not in talk.typed and not stage.many:
            return plan, talk
        text = talk.typed.get(key, "")
        if stage.table == "seccion":
            if text.strip() or talk.texts.get(question.code):
                self.save_seccion(plan, question.code, {"texto": text})
        elif stage.many:
            record = None if place.row == "nuevo" else place.row
            self._save_row(stage.table, plan, book.values(talk, place, self.today()), record)
            rest = talk.without(stage.code, place.row)
        elif stage.each:
            value, row = book.values(talk, place, self.today())[question.fills], book.row(talk, place)
            answers = {question.fills: value}
            if question.fills == COLLECTED and row.get(CARRIED) in {None, row.get(COLLECTED)}:
                answers[CARRIED] = value  # what is sold is carried when it is sold, unless the clerk said otherwise
            self.save_bloque(plan, answers, place.row)
        elif plan:
            self.save_plan({question.fills: text}, plan)
        elif question.fills == "titulo":
            return self._begin(talk)
        else:
            return plan, talk
        return plan, rest

    def _begin(self, talk: Talk) -> tuple[str, Talk]:
        """The plan begins with its name: what was answered before belongs to it."""
        said = {name: talk.typed.get(str(Place("idea", "", name)), "") for name in ("aeo", "convocatoria", "categoria")}
        answers = {name: text for name, text in said.items() if text}
        calls = self.references("convocatorias", limit=2)
        aeo = self._aeo_named(talk.typed)
        if aeo and not aeo["convocatoria"] and len(calls) == 1:
            answers["convocatoria"] = calls[0][0]
        key = Place("idea", "", "titulo")
        plan = self.begin_perfil({**answers, "titulo": talk.typed[str(key)]})
        self.drop_draft(DRAFT)
        typed = {name: text for name, text in talk.typed.items() if Place.read(name).code not in {*said, "titulo"}}
        return plan, replace(talk, typed=typed)

    def remove_said(self, plan: str, talk: Talk, place: Place) -> Talk:
        """Take a row of a list away, and what was typed over it; it can be undone."""
        remove = {"partida": self.remove_partida, "bloque": self.remove_bloque, "linea": self.remove_linea}
        stage = interview().stage(place)
        if place.row == "nuevo":
            fresh = talk.without(stage.code, place.row)
        else:
            remove[stage.table](place.row)
            left = talk.without(stage.code, place.row)
            fresh = self._talk(plan, left.typed, left.far)
        self.keep_talk(plan, fresh, Place(stage.code))
        return fresh

    # telling

    def interview_members(self, plan: str) -> int:
        """Among how many an amount is shared out; 0 while nobody knows."""
        return (self.beneficiaries(plan) or 0) if plan else 0

    def interview_state(self, plan: str = "") -> Sentence | None:
        """In one sentence, what is done and what comes next; None while nothing was begun."""
        if self.draft(DRAFT, plan) is None:
            return None
        talk, place = self.talk(plan)
        part, parts = interview().progress(talk, place)
        if place.stage == END:
            return Sentence(N_("La junta ya respondió todo."))
        said = N_("Partes listas: {done} de {all}. Sigue: {next}.")
        return Sentence(said, done=part - 1, all=parts, next=Sentence(interview().stage(place).label))

    def interview_example(self, plan: str, talk: Talk, place: Place) -> tuple[str, str] | None:
        """An example of their own chain if there is one: label of the chain and text."""
        question = interview().question(place)
        if question is None:
            return None
        if interview().stage(place).table == "seccion":
            found = self.example(plan, question.code)
            return (found.chain, found.text) if found is not None else None
        aeo = self.found("aeo", str(talk.plan["aeo"])) if plan else self._aeo_named(talk.typed)
        labels = dict(law.catalogue("cadenas"))
        for chain in (str((aeo or {}).get("cadena") or ""), *OTHERS):
            if text := question.example.get(chain):
                return labels[chain], _(text)
        return None

    def interview_verdict(self, plan: str) -> tuple[Sentence, ProfileResult | None]:
        """Whether the idea can work, in one sentence, and its figures; what is missing, while it is not known."""
        if not self._talk(plan, {}, "").rows["ventas"]:
            return Sentence(N_("Para saber si la idea puede andar falta lo que se va a vender.")), None
        try:
            found = self.perfil(plan)
        except Refused as refused:
            return refused.problems[0].sentence, None
        if found.years_to_recover is None:
            said = N_(
                "Así como está, el negocio no recupera lo que se pone. Cambie los precios, los gastos o las compras."
            )
            return Sentence(said), found
        if found.years_to_recover <= 1:
            return Sentence(N_("La idea puede andar: lo que se pone se recupera en un año o menos.")), found
        said = N_("La idea puede andar: lo que se pone se recupera en {years} años.")
        return Sentence(said, years=found.years_to_recover), found

    def go_on_with_plan(self, plan: str) -> None:
        """The junta wants the whole plan: the idea becomes one, on the same rows. Nothing when it already is."""
        if self.is_perfil(plan):
            self.convert_perfil(plan)

    # on paper

    def formulario(self, code: str) -> Form:
        """As ever; the questions of the interview are data."""
        form = super().formulario(code)
        return replace(form, parts=blank_parts(interview())) if code == DRAFT else form

    def _form_of(self, form: Form, record: str) -> Form:
        return self.formulario(DRAFT) if form.code == DRAFT else super()._form_of(form, record)

    def print_entrevista(self, plan: str, path: Path, language: str = "es", on: date | None = None) -> Path:
        """The interview with what is stored, on sheets with the code of the plan."""
        from ayni.reports.entrevista import write_entrevista  # noqa: PLC0415  reportlab comes when a paper is printed

        found, town, form = self.found("plan", plan), self.municipality(), self.formulario(DRAFT)
        names = self._names(town["ubigeo"])
        names["aeo"] = {str(found["aeo"]): str(self.found("aeo", found["aeo"])["nombre"])}
        names["bloque"] = {str(row["id"]): str(row["nombre"]) for row in self.bloques(plan)}
        with speaking(known(language)):
            parts = self._answered(plan)
        return self._printed(
            path,
            lambda: write_entrevista(
                path,
                town,
                form,
                language,
                self._day(on),
                parts,
                record=plan,
                subject=str(found["titulo"]),
                names=names,
            ),
        )

    def _answered(self, plan: str) -> list[tuple[Sentence | str, list[tuple[Field, Value]]]]:
        """Each stage, or each row of it, with its questions and what is stored for them."""
        book, talk = interview(), self._talk(plan, {}, "")
        start = int(talk.plan.get("mes_inicio") or 1)
        made: list[tuple[Sentence | str, list[tuple[Field, Value]]]] = []
        for stage in stages_that_ask(book):
            rows: Sequence[Mapping[str, Value]] = talk.rows.get(stage.code, ()) if stage.many or stage.each else ({},)
            for row in rows:
                place = Place(stage.code, str(row.get("id") or ""))
                answers: list[tuple[Field, Value]] = []
                for each in book.asked(talk, place):
                    question = book.question(each)
                    assert question is not None
                    value = book.stored(talk, each)
                    item = pen_field(book, stage, question)
                    if question.ask == "months":
                        item, value = replace(item, kind=Text(200)), months_said(value, start) if value else None
                    elif question.fills == "bloque":
                        item = book.field_of(each)
                    answers.append((item, value))
                if answers:
                    made.append((row_heading(stage, str(row.get("nombre") or "")), answers))
        return made
