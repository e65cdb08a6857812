"""Comments on the parts of a plan: written, answered, resolved; they travel with the plan and never print."""

from collections import Counter

from ayni.domain.comentario import COMENTARIO, PARTS, Thread, threads
from ayni.domain.fields import NO, SI
from ayni.domain.flow import Answers
from ayni.domain.tabla import TABLAS
from ayni.lang import N_
from ayni.storage import pages, records
from ayni.sync import stamps
from ayni.workspace.capitulo import CapituloDoor, indices
from ayni.workspace.refusals import refuse

TABLE, TABLE_OF = "comentario", "tabla:"


class ComentarioDoor(CapituloDoor):
    """What may be asked about comments."""

    def comentarios(self, plan: str, lugar: str = "") -> list[Thread]:
        """The comments of a plan, or of one part of it, with their answers: open ones first."""
        found = pages.where_equal(self.db, TABLE, "plan", plan)
        return [thread for thread in threads(found) if lugar in {"", thread.comment["lugar"]}]

    def open_comments(self, plan: str) -> Counter[str]:
        """How many comments wait, by the part of the plan that they speak of."""
        return Counter(str(thread.comment["lugar"]) for thread in self.comentarios(plan) if thread.open)

    def place_label(self, lugar: str) -> str:
        """The name of the part that a comment speaks of (source text); its code when no list has it."""
        section, code = indices().sections.get(lugar), lugar.removeprefix(TABLE_OF)
        if section:
            return section.label
        if lugar.startswith(TABLE_OF) and code in TABLAS:
            return TABLAS[code].label
        return dict(PARTS).get(lugar, code)

    def save_comentario(self, plan: str, lugar: str, answers: Answers, *, respuesta_a: str | None = None) -> str:
        """Keep a comment, or an answer to one, under the name of the person at work."""
        owner, person = self.found("plan", plan), self.person
        if respuesta_a is not None:
            above = self.found(TABLE, respuesta_a)
            if above["plan"] != plan:
                raise refuse(N_("Ese comentario es de otro plan."))
            lugar = above["lugar"]
        values = self._accepted(
            COMENTARIO,
            {
                **answers,
                "aeo": owner["aeo"],
                "plan": plan,
                "lugar": lugar,
                "autor": person["nombre"] if person else None,
                "fecha": self.today().isoformat(),
                "resuelto": None,
                "respuesta_a": respuesta_a,
            },
        )
        record = stamps.new_row_id(self.now_ms())
        with self.save("save_comentario", owner["aeo"]) as db:
            records.insert(db, TABLE, record, values)
        return record

    def resolve_comentario(self, record: str, *, resolved: bool = True) -> None:
        """Say that a comment was attended, or open it again."""
        found = self.found(TABLE, record)
        if found["respuesta_a"] and self._has(found["respuesta_a"]):
            raise refuse(N_("Marque como resuelto el comentario, no su respuesta."))
        with self.save("resolve_comentario", found["aeo"]) as db:
            records.update(db, TABLE, record, {"resuelto": SI if resolved else NO})

    def remove_comentario(self, record: str) -> None:
        """Take away a comment written by mistake; it can be undone. One that has answers stays with them."""
        found = self.found(TABLE, record)
        if answers := pages.where_equal(self.db, TABLE, "respuesta_a", record):
            said = N_("Este comentario tiene respuestas ({count}): márquelo como resuelto.")
            raise refuse(said, count=len(answers))
        with self.save("remove_comentario", found["aeo"]) as db:
            records.remove(db, TABLE, record)

    def _has(self, record: str) -> bool:
        return records.get(self.db, TABLE, record) is not None
