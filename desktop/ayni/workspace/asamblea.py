"""Assemblies: their actas, and the printed acta that a notary or a juez de paz certifies."""

from datetime import date
from pathlib import Path

from ayni.domain.asamblea import ASAMBLEA, check_asamblea
from ayni.domain.flow import Answers
from ayni.storage import pages, records
from ayni.sync import stamps
from ayni.workspace.opened import Row
from ayni.workspace.papeles import PapelesDoor
from ayni.workspace.refusals import GONE, Refused, refuse


class AsambleaDoor(PapelesDoor):
    """What may be asked about assemblies."""

    def asambleas(self, aeo: str) -> list[Row]:
        """The assemblies of an AEO, newest first."""
        return pages.where_equal(self.db, "asamblea", "aeo", aeo)[::-1]

    def asamblea(self, record: str) -> Row:
        """One assembly."""
        return self.found("asamblea", record)

    def save_asamblea(self, aeo: str, answers: Answers, record: str | None = None) -> str:
        """Keep an assembly; its numbers must agree: votes ≤ present ≤ members."""
        if record is not None and self.found("asamblea", record)["aeo"] != aeo:
            raise refuse(GONE)
        self.found("aeo", aeo)
        values = self._accepted(ASAMBLEA, {**answers, "aeo": aeo})
        if wrong := check_asamblea(values):
            raise Refused(wrong)
        new = record is None
        record = record or stamps.new_row_id(self.now_ms())
        with self.save("save_asamblea", aeo) as db:
            if new:
                records.insert(db, "asamblea", record, values)
            else:
                records.update(db, "asamblea", record, values)
        return record

    def remove_asamblea(self, record: str) -> None:
        """Take away an assembly written by mistake; it can be undone."""
        with self.save("remove_asamblea", self.found("asamblea", record)["aeo"]) as db:
            records.remove(db, "asamblea", record)

    def print_acta(self, record: str, path: Path, language: str = "es", on: date | None = None) -> Path:
        """The acta of an assembly (F05), with the board, the members in force to sign, and who certifies."""
        from ayni.reports.asamblea import write_acta  # noqa: PLC0415  reportlab is imported when a paper is printed

        asamblea, day, town = self.asamblea(record), self._day(on), self.municipality()
        aeo = self.aeo(asamblea["aeo"])
        present = [socio for socio in self.socios(aeo["id"], 0, -1) if not socio["fecha_baja"]]
        names = self._names(aeo["ubigeo"], town["ubigeo"])
        junta = self._holders(aeo["id"], day)
        return self._printed(
            path, lambda: write_acta(path, town, aeo, asamblea, junta, present, language, day, names=names)
        )
