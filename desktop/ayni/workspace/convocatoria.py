"""Calls: the date that chooses the rules, the categories and chains that are open."""

from ayni.domain.convocatoria import CONVOCATORIA
from ayni.domain.dates import last_day
from ayni.domain.fields import Problem, read_answers
from ayni.domain.flow import Answers
from ayni.domain.rules import Limit
from ayni.lang import N_, Sentence
from ayni.storage import pages, records
from ayni.storage.tables import GOBIERNO
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.opened import Opened, Row
from ayni.workspace.refusals import Refused


class ConvocatoriaDoor(Opened):
    """What may be asked about calls."""

    def convocatorias(self) -> list[Row]:
        """Every call, newest year first."""
        return pages.page(self.db, "convocatoria", 0, -1)[::-1]

    def convocatoria(self, record: str) -> Row:
        """One call."""
        return self.found("convocatoria", record)

    def regime_for(self, fecha_autorizacion: str | None) -> str:
        """The process rule that governs a call authorised on this ISO date, or "" when none is known."""
        if not fecha_autorizacion:
            return ""
        regime = law.rule_book().select("process", last_day(fecha_autorizacion))
        return regime.id if regime else ""

    def limits(self, regime: str, category: str) -> dict[str, Limit]:
        """What a category asks under a rule set, by key, each with its article; empty when that set has it not."""
        return dict(law.rule_book().limits(regime, category))

    def save_convocatoria(self, answers: Answers, record: str | None = None) -> str:
        """Keep a call; of one that is stored, what is not answered stays.

        Its rule set follows from the authorisation's date unless another is declared.
        """
        if record is not None:
            stored = self.found("convocatoria", record)
            if "fecha_autorizacion" in answers:
                stored = {**stored, "regimen": None}  # it follows from the date
            answers = self._over(CONVOCATORIA, stored, answers)
        values, _ = read_answers(CONVOCATORIA, answers, self.today())
        regimen = values.get("regimen") or self.regime_for(str(values.get("fecha_autorizacion") or ""))
        values = self._accepted(CONVOCATORIA, {**answers, "regimen": regimen})
        values.pop("requisitos", None)  # the list of papers is an act of its own
        open_here = set(law.rule_book().categories(str(regimen))) if regimen else set()
        odd = set(str(values["categorias"]).split(",")) - open_here
        if odd:
            said = N_("El reglamento de esa fecha no tiene esta categoría: {category}.")
            raise Refused([Problem("categorias", Sentence(said, category=", ".join(sorted(odd))))])
        new = record is None
        record = record or stamps.new_row_id(self.now_ms())
        with self.save("save_convocatoria", GOBIERNO) as db:
            if new:
                records.insert(db, "convocatoria", record, values)
            else:
                records.update(db, "convocatoria", record, values)
            self._finish_draft(db, "convocatoria", "" if new else record)
        return record
