"""The timetable of a call: its stages in order, what to look at, and warnings before each."""

from ayni.domain.cronograma import ETAPA, check_cronograma, check_etapa
from ayni.domain.fields import Problem
from ayni.domain.flow import Answers
from ayni.storage import pages, records
from ayni.storage.tables import GOBIERNO
from ayni.sync import stamps
from ayni.workspace.opened import Opened, Row
from ayni.workspace.refusals import GONE, Refused, refuse


class CronogramaDoor(Opened):
    """What may be asked about timetables."""

    def etapas(self, convocatoria: str) -> list[Row]:
        """The stages of a call in the order of their days."""
        found = pages.where_equal(self.db, "etapa", "convocatoria", convocatoria)
        return sorted(found, key=lambda row: (str(row["inicio"]), str(row["fin"] or row["inicio"]), row["id"]))

    def cronograma_problems(self, convocatoria: str) -> list[Problem]:
        """Stages that start before the one before them has ended."""
        return check_cronograma(self.etapas(convocatoria))

    def save_etapa(self, convocatoria: str, answers: Answers, record: str | None = None) -> str:
        """Keep a stage; what overlaps is told, not refused."""
        if record is not None and self.found("etapa", record)["convocatoria"] != convocatoria:
            raise refuse(GONE)
        values = self._accepted(ETAPA, {**answers, "convocatoria": convocatoria})
        if wrong := check_etapa(values):
            raise Refused(wrong)
        new = record is None
        record = record or stamps.new_row_id(self.now_ms())
        with self.save("save_etapa", GOBIERNO) as db:
            if new:
                records.insert(db, "etapa", record, values)
            else:
                records.update(db, "etapa", record, values)
        return record

    def remove_etapa(self, record: str) -> None:
        """Take away a stage written by mistake; it can be undone."""
        self.found("etapa", record)
        with self.save("remove_etapa", GOBIERNO) as db:
            records.remove(db, "etapa", record)
