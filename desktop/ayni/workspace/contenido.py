"""What a call asks of plans, and the limits of a category that a plan does not meet: why it goes on, who decides."""

from collections.abc import Sequence

from ayni.domain.contenido import FINANCE, Basis, basis
from ayni.domain.dispensa import LIMITE
from ayni.domain.flow import Answers
from ayni.domain.rules import Result
from ayni.lang import N_
from ayni.storage import records
from ayni.storage.tables import GOBIERNO
from ayni.workspace.capitulo import CapituloDoor, indices
from ayni.workspace.dispensa import ALREADY
from ayni.workspace.refusals import refuse

MET = N_("Este límite no necesita un motivo: el plan lo cumple, o falta un dato.")
PICK = N_("Elija una respuesta de la lista.")


class ContenidoDoor(CapituloDoor):
    """What may be asked about the contents that a call requires."""

    # the call

    def contenido(self, call: str) -> tuple[str, ...]:
        """Codes of sections and tables that a call asks by its own list; empty while the index decides."""
        own = set(str(self.convocatoria(call)["contenido_plan"] or "").split(","))
        return tuple(code for code, _label in self.choices("contenido_plan") if code in own)

    def contenido_default(self) -> tuple[str, ...]:
        """Codes that are asked while a call says nothing, for the newest index."""
        index = indices().of(None)
        marked = {section.code for section in index.sections if section.required} | set(indices().tables)
        return tuple(code for code, _label in self.choices("contenido_plan") if code in marked)

    def save_contenido(self, call: str, codes: Sequence[str], answers: Answers) -> None:
        """Keep what a call asks of plans (nothing: what the index marks), and the rate and years that it sets."""
        stored = self.convocatoria(call)
        known = [code for code, _label in self.choices("contenido_plan")]
        if not set(codes) <= set(known):
            raise refuse(PICK, "contenido_plan")
        given = {item.name: stored[item.name] for item in FINANCE} | dict(answers)
        values = self._accepted(FINANCE, given)
        own = None if set(codes) == set(self.contenido_default()) else ",".join(sorted(codes)) or None
        with self.save("save_contenido", GOBIERNO) as db:
            records.update(db, "convocatoria", call, {**values, "contenido_plan": own})

    def basis(self, plan: str) -> Basis:
        """What the amounts of a plan rest on, and whether its call says so."""
        found = self.found("plan", plan)
        return basis(found, records.get(self.db, "convocatoria", str(found["convocatoria"])) or {})

    # limits that are not met

    def let_pass_limit(self, plan: str, check: str, answers: Answers) -> str:
        """Write why a plan goes on although it does not meet a limit of its category, and who decides it.

        The law asks that it be said, not that the plan be stopped; both are printed in the final copy.
        """
        answered = {each.check: each for each in self.lights(plan)}
        answer, aeo = answered.get(check), str(self.found("plan", plan)["aeo"])
        if answer is None or answer.result is not Result.FAIL:
            raise refuse(MET)
        if answer.override is not None:
            raise refuse(ALREADY)
        values = self._accepted(LIMITE, answers)
        known = {"aeo": aeo, "plan": plan, "regla": check, "fecha": self.today().isoformat()}
        return self._keep_dispensa({**values, **known}, f"{plan}/{check}")

    def withdraw_limit(self, plan: str, check: str) -> None:
        """The limit stops the final copy again; what was written stays in the history."""
        self.withdraw_dispensa(str(self.found("plan", plan)["aeo"]), check, plan)
