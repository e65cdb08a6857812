"""What the plans of a call or of a year need alike; what people joined and separated."""

import uuid
from functools import cache

from ayni.domain.agrupamiento import NECESIDAD, Need, Units, Wanted, needs, resolved, wanted_of
from ayni.domain.presupuesto import LABOUR_CLASS
from ayni.lang import N_
from ayni.storage import records
from ayni.storage.database import rows
from ayni.storage.tables import GOBIERNO
from ayni.workspace import law
from ayni.workspace.cotizacion import quote_rules
from ayni.workspace.opened import Opened
from ayni.workspace.refusals import refuse

YEAR = 4  # digits
APART = "aparte:"  # what a group of rows taken out is called: no name can be read so
NAMESPACE = uuid.UUID("6d3a0c1e-52d4-5c0b-9b57-0a5f6a0e8f11")


@cache
def units() -> Units:
    """How each unit is written, from `resources/catalogos/unidades.json`."""
    return Units.from_data(law._read("catalogos/unidades.json"))  # noqa: SLF001  the reader of resources


class AgrupamientoDoor(Opened):
    """What may be asked about needs that plans share."""

    def agrupadas(self, where: str, estado: str = "") -> list[Need]:
        """What the plans of a call (its id) or of a year ("2026") need, the most shared first.

        `estado`: only plans in that state ("aprobado"); "" is all of them.
        """
        return needs(self._wanted(where, estado), units(), self._decided(), quote_rules().alike_share)

    def _wanted(self, where: str, estado: str) -> list[Wanted]:
        column = "c.year" if len(where) == YEAR else "p.convocatoria"
        sql = (
            "SELECT d.id, d.plan, d.nombre, d.unidad, d.cantidad, d.precio_unitario, p.titulo, p.aeo,"  # noqa: S608
            " a.nombre AS aeo_nombre FROM partida d JOIN plan p ON p.id = d.plan JOIN aeo a ON a.id = p.aeo"
            " LEFT JOIN convocatoria c ON c.id = p.convocatoria"
            f" WHERE {column} = ? AND (? = '' OR p.estado = ?) AND a.fusionado_en IS NULL AND d.clase <> ?"
        )
        found = rows(self.db, sql, [where, estado, estado, LABOUR_CLASS])
        return [wanted_of(row) for row in found]

    def _decided(self) -> dict[str, str]:
        return {row["clave"]: row["grupo"] for row in rows(self.db, "SELECT clave, grupo FROM necesidad")}

    def join_needs(self, keys: list[str]) -> str:
        """Put several groups together, because a person says that they are the same thing. Gives the group."""
        first, *others = sorted(set(keys)) or [""]
        if not others:
            raise refuse(N_("Elija con qué se junta."))
        self._decide("join_needs", dict.fromkeys(others, first))
        return first

    def separate_need(self, partidas: list[str]) -> str:
        """Take rows out of their group, into one of their own. Gives the new group."""
        if not partidas:
            raise refuse(N_("Elija la fila que se separa."))
        group = f"{APART}{min(partidas)}"
        self._decide("separate_need", dict.fromkeys(partidas, group))
        return group

    def regroup_need(self, key: str) -> None:
        """Forget what people said of a group: names decide again."""
        decided = self._decided()
        back = sorted(said for said in decided if resolved(said, "", decided) == key)
        if not back:
            raise refuse(N_("Este grupo ya está como dicen los nombres."))
        with self.save("regroup_need", GOBIERNO) as db:
            for said in back:
                records.remove(db, "necesidad", _row_of(said))

    def _decide(self, act: str, said: dict[str, str]) -> None:
        with self.save(act, GOBIERNO) as db:
            for clave, grupo in said.items():
                values = self._accepted(NECESIDAD, {"clave": clave, "grupo": grupo})
                record = _row_of(clave)
                if records.get(db, "necesidad", record) or records.bring_back(db, "necesidad", record):
                    records.update(db, "necesidad", record, values)
                else:
                    records.insert(db, "necesidad", record, values)


def _row_of(clave: str) -> str:
    """Two machines that decide about one thing must mean one row."""
    return str(uuid.uuid5(NAMESPACE, clave))
