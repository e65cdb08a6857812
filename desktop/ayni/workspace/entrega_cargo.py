"""Handing over what a person was in charge of: looked over, printed for two signatures, passed in one save."""

from collections.abc import Mapping
from pathlib import Path

from ayni.domain.entrega_cargo import Brief, brief
from ayni.workspace import law
from ayni.workspace.cargo import CargoDoor
from ayni.workspace.papeles import CANNOT_WRITE
from ayni.workspace.refusals import refuse

SHEET = ".xlsx"


class EntregaCargoDoor(CargoDoor):
    """What may be asked when a person leaves."""

    def handover_briefs(self, person: str) -> list[Brief]:
        """Each open purchase of a person, the most urgent first, then the longest held."""
        found = {row["compra"]: row for row in self.open_purchases_of(person)}
        stands, legal = self.standings(list(found)), law.purchase_law()
        order = sorted(found, key=lambda record: "rai".find(found[record]["nivel"] or "-") % 4)
        return [brief({**found[record], "id": record}, stands[record], legal) for record in order]

    def print_entrega_cargo(
        self, leaves: str, takes: str, path: Path, notes: Mapping[str, str] | None = None, language: str = "es"
    ) -> Path:
        """The pack for two signatures; a path that ends in .xlsx gets a workbook."""
        from ayni.reports import entrega_cargo as paper  # noqa: PLC0415  reportlab is imported when a paper is printed

        briefs, people, said = self.handover_briefs(leaves), (leaves, takes), notes or {}
        try:
            if path.suffix.lower() == SHEET:
                return paper.write_entrega_cargo_xlsx(path, people, briefs, said, language)
            names = {"oficinas": dict(law.office_names())}
            town = self.municipality()
            return paper.write_entrega_cargo(path, town, people, briefs, said, language, self.today(), names=names)
        except OSError as error:
            raise refuse(CANNOT_WRITE, name=path.name) from error
