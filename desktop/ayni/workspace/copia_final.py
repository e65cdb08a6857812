"""The final copy of a plan: nothing missing, a version kept of what it says, its number printed on the cover."""

from pathlib import Path

from ayni.lang import N_
from ayni.workspace.version import VersionDoor

FINAL = N_("Copia final")


class CopiaFinalDoor(VersionDoor):
    """What may be asked about the final copy."""

    def print_plan_final(self, plan: str, path: Path, language: str = "es") -> str:
        """Print the copy that is signed, and keep what it says as a version. Gives the number of the version.

        Refused, with everything that is missing, while the plan is not complete.
        """
        self.refuse_gaps(plan)
        self._keep_if_new(plan, FINAL)
        number = self.final_number(plan)
        self.print_plan_completo(plan, path, language, final=True, version=number)
        return number

    def final_number(self, plan: str) -> str:
        """The number of the newest version of a plan, or nothing."""
        found = self.versiones(plan)
        return str(found[0]["numero"]) if found else ""
