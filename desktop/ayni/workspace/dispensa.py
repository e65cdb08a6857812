"""What a person lets pass although a rule is not met: with reason and document, shown as a flag, withdrawable."""

from collections.abc import Mapping

from ayni.domain.dispensa import DISPENSA
from ayni.domain.fields import Values, by_name
from ayni.domain.flow import Answers
from ayni.domain.rules import Answer, Override, Result, Severity
from ayni.lang import N_
from ayni.storage import pages, records
from ayni.sync import stamps
from ayni.workspace.opened import Opened, Row
from ayni.workspace.refusals import refuse

NOT_NEEDED = N_("Esta regla no necesita que nadie la deje pasar: la organización la cumple, o falta un dato.")
NEVER = N_("Esta regla no se puede dejar pasar: la ley no lo permite.")
ALREADY = N_("Esta regla ya se dejó pasar. Retire primero lo que se decidió.")


class DispensaDoor(Opened):
    """What may be asked about rules that were let pass."""

    def dispensas(self, aeo: str, plan: str | None = None) -> list[Row]:
        """What was let pass of an AEO, or of its plan, one per rule: of two written apart, the first."""
        found: dict[str, Row] = {}
        for each in sorted(pages.where_equal(self.db, "dispensa", "aeo", aeo), key=lambda row: str(row["id"])):
            if each["plan"] == plan:
                found.setdefault(str(each["regla"]), each)
        return list(found.values())

    def overrides(self, aeo: str, plan: str | None = None) -> Mapping[str, Override]:
        """The same, as the rules read it."""
        return {
            str(each["regla"]): Override(str(each["motivo"]), str(each["persona"] or ""), str(each["documento"] or ""))
            for each in self.dispensas(aeo, plan)
        }

    def _let_pass(self, aeo: str, check: str, answer: Answer | None, answers: Answers) -> str:
        """Keep why a rule with this answer is let pass."""
        if answer is None or answer.result is not Result.FAIL:
            raise refuse(NOT_NEEDED)
        if answer.severity is Severity.BLOCKS:
            raise refuse(NEVER)
        if answer.override is not None:
            raise refuse(ALREADY)
        person = self.person
        known = {
            "aeo": aeo,
            "regla": check,
            "persona": person["nombre"] if person else "",
            "fecha": self.today().isoformat(),
        }
        typed = {name: answers.get(name) for name in by_name(DISPENSA) if name in {"motivo", "documento"}}
        return self._keep_dispensa(self._accepted(DISPENSA, {**typed, **known}), f"{aeo}/{check}")

    def _keep_dispensa(self, values: Values, draft: str) -> str:
        """Write what was decided, and end its draft."""
        record = stamps.new_row_id(self.now_ms())
        with self.save("let_pass", str(values["aeo"]), reason=str(values["motivo"])) as db:
            records.insert(db, "dispensa", record, values)
            self._finish_draft(db, "dispensa", draft)
        return record

    def withdraw_dispensa(self, aeo: str, check: str, plan: str | None = None) -> None:
        """The rule counts again. What was decided stays in the history."""
        written = [
            each
            for each in pages.where_equal(self.db, "dispensa", "aeo", aeo)
            if each["regla"] == check and each["plan"] == plan
        ]
        if not written:
            raise refuse(N_("Nadie dejó pasar esta regla."))
        with self.save("withdraw_dispensa", aeo) as db:
            for each in written:
                records.remove(db, "dispensa", str(each["id"]))
