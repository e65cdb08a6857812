"""The board of an AEO: periods of cargos."""

from ayni.domain.fields import Problem
from ayni.domain.flow import Answers
from ayni.domain.junta_directiva import CARGO_PERIODO, check_junta
from ayni.domain.padron import full_name
from ayni.lang import N_, Sentence
from ayni.storage import records
from ayni.storage.database import rows
from ayni.sync import stamps
from ayni.workspace.opened import Opened, Row
from ayni.workspace.refusals import GONE, Refused, refuse


class JuntaDoor(Opened):
    """What may be asked about boards."""

    def junta(self, aeo: str) -> list[Row]:
        """Periods of an AEO's cargos with the name and DNI of who holds them, in the order of the paper."""
        order = {code: place for place, (code, _) in enumerate(self.choices("cargos"))}
        found = rows(
            self.db,
            "SELECT c.*, s.dni, s.apellido_paterno, s.apellido_materno, s.nombres FROM cargo_periodo c"
            " LEFT JOIN socio s ON s.id = c.socio WHERE c.aeo = ?",
            [aeo],
        )
        return [
            {**period, "full_name": full_name(period)}
            for period in sorted(found, key=lambda period: (order.get(period["cargo"], 99), str(period["desde"])))
        ]

    def junta_problems(self, aeo: str) -> list[Problem]:
        """What the board lacks today."""
        return check_junta(self.junta(aeo), self.today().isoformat())

    def save_cargo(self, aeo: str, answers: Answers, record: str | None = None) -> str:
        """Keep the period of a cargo; its socio must be in the padrón of the AEO."""
        if record is not None and self.found("cargo_periodo", record)["aeo"] != aeo:
            raise refuse(GONE)
        values = self._accepted(CARGO_PERIODO, {**answers, "aeo": aeo})
        if self.found("socio", str(values["socio"]))["aeo"] != aeo:
            raise Refused([Problem("socio", Sentence(N_("Esta persona no está en el padrón de la organización.")))])
        if values["hasta"] and str(values["hasta"]) < str(values["desde"])[: len(str(values["hasta"]))]:
            raise Refused([Problem("hasta", Sentence(N_("El periodo termina antes de empezar. Revise las fechas.")))])
        new = record is None
        record = record or stamps.new_row_id(self.now_ms())
        with self.save("save_cargo", aeo) as db:
            if new:
                records.insert(db, "cargo_periodo", record, values)
            else:
                records.update(db, "cargo_periodo", record, values)
        return record

    def remove_cargo(self, record: str) -> None:
        """Take away a period written by mistake; it can be undone."""
        with self.save("remove_cargo", self.found("cargo_periodo", record)["aeo"]) as db:
            records.remove(db, "cargo_periodo", record)
