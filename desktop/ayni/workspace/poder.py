"""Powers of the representative, and everything of an AEO that expires: what must be told today."""

from collections.abc import Sequence
from datetime import timedelta

from ayni.domain.dates import last_day
from ayni.domain.fields import Problem
from ayni.domain.flow import Answers
from ayni.domain.junta_directiva import CORE
from ayni.domain.padron import full_name
from ayni.domain.poder import (
    MANDATO,
    PAPEL_KIND,
    PODER,
    PODER_KIND,
    Aviso,
    Expiring,
    Stage,
    avisos,
    last_valid,
    stages_of,
)
from ayni.lang import N_, Sentence
from ayni.storage import pages, records
from ayni.storage.database import rows
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.convocatoria import ConvocatoriaDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import GONE, Refused, refuse


class PoderDoor(ConvocatoriaDoor):
    """What may be asked about powers and terms."""

    def poderes(self, aeo: str) -> list[Row]:
        """The powers of an AEO, newest first, with their last day (`vence`, ISO or "") and who holds them."""
        days = self._call_days(aeo)
        found = pages.where_equal(self.db, "poder", "aeo", aeo)[::-1]
        made = []
        for each in found:
            until = last_valid(each, days)
            holder = records.get(self.db, "socio", str(each["representante"]))
            made.append(
                {
                    **each,
                    "vence": until.isoformat() if until else "",
                    "full_name": full_name(holder) if holder else "",
                    "dni": holder["dni"] if holder else "",
                }
            )
        return made

    def call_days(self, aeo: str) -> str:
        """How many days the bases of this AEO's call give to a power, as a person types it; "" when they do not say."""
        days = self._call_days(aeo)
        return "" if days is None else str(days)

    def _call_days(self, aeo: str) -> int | None:
        found = rows(
            self.db,
            "SELECT c.dias_poder AS days FROM aeo a JOIN convocatoria c ON c.id = a.convocatoria WHERE a.id = ?",
            [aeo],
        )
        return int(found[0]["days"]) if found and found[0]["days"] else None

    def power_until(self, aeo: str) -> str | None:
        """The last day on which somebody may sign for the AEO, by the power that lasts longest; None: nobody says."""
        return max((each["vence"] for each in self.poderes(aeo) if each["vence"]), default=None)

    def acta_certified(self, aeo: str) -> bool:
        """Somebody certified an acta of this AEO, or a certified acta stands among its powers."""
        sql = (
            "SELECT 1 FROM asamblea WHERE aeo = ?1 AND certifica IS NOT NULL AND certifica_fecha IS NOT NULL"
            " UNION SELECT 1 FROM poder WHERE aeo = ?1 AND tipo = 'acta_certificada'"
        )
        return bool(rows(self.db, sql, [aeo]))

    def save_poder(self, aeo: str, answers: Answers, record: str | None = None) -> str:
        """Keep a power; who holds it must be in the padrón of the AEO."""
        if record is not None and self.found("poder", record)["aeo"] != aeo:
            raise refuse(GONE)
        values = self._accepted(PODER, {**answers, "aeo": aeo})
        if self.found("socio", str(values["representante"]))["aeo"] != aeo:
            said = Sentence(N_("Esta persona no está en el padrón de la organización."))
            raise Refused([Problem("representante", said)])
        new = record is None
        record = record or stamps.new_row_id(self.now_ms())
        with self.save("save_poder", aeo) as db:
            if new:
                records.insert(db, "poder", record, values)
            else:
                records.update(db, "poder", record, values)
        return record

    def remove_poder(self, record: str) -> None:
        """Take away a power written by mistake; it can be undone."""
        with self.save("remove_poder", self.found("poder", record)["aeo"]) as db:
            records.remove(db, "poder", record)

    # what expires

    def avisos(self, aeo: str = "") -> list[Aviso]:
        """Mandates, powers and papers that expire soon, before a stage of the call, or that have expired."""
        leads, today = law.leads(), self.today()
        first = (today - timedelta(days=leads.late)).isoformat()
        expiring = [*self._mandates(aeo, first), *self._powers(aeo), *self._papers(aeo, first)]
        stages = self._stages_of({thing.aeo for thing in expiring})
        return avisos(expiring, stages, today, leads)

    def _mandates(self, aeo: str, first: str) -> list[Expiring]:
        """Periods of the core cargos that end, when nobody follows in the same cargo."""
        cargos = dict(self.choices("cargos"))
        marks = ", ".join("?" * len(CORE))
        found = rows(
            self.db,
            "SELECT c.*, s.apellido_paterno, s.apellido_materno, s.nombres FROM cargo_periodo c"  # noqa: S608  marks
            " JOIN aeo a ON a.id = c.aeo LEFT JOIN socio s ON s.id = c.socio"
            f" WHERE a.fusionado_en IS NULL AND c.cargo IN ({marks}) AND c.hasta >= ? AND (? = '' OR c.aeo = ?)"
            " AND NOT EXISTS (SELECT 1 FROM cargo_periodo n WHERE n.aeo = c.aeo AND n.cargo = c.cargo AND n.id <> c.id"
            " AND n.desde > c.desde AND (n.hasta IS NULL OR n.hasta > c.hasta))",
            [*CORE, first[:7], aeo, aeo],
        )
        return [
            Expiring(
                MANDATO,
                str(each["aeo"]),
                last_day(str(each["hasta"])),
                full_name(each),
                Sentence(cargos.get(each["cargo"], str(each["cargo"]))),
            )
            for each in sorted(found, key=lambda each: CORE.index(each["cargo"]))
        ]

    def _powers(self, aeo: str) -> list[Expiring]:
        """The power of each AEO that lasts longest."""
        found = rows(
            self.db,
            "SELECT p.*, k.dias_poder, s.apellido_paterno, s.apellido_materno, s.nombres FROM poder p"
            " JOIN aeo a ON a.id = p.aeo LEFT JOIN convocatoria k ON k.id = a.convocatoria"
            " LEFT JOIN socio s ON s.id = p.representante WHERE a.fusionado_en IS NULL AND (? = '' OR p.aeo = ?)",
            [aeo, aeo],
        )
        longest: dict[str, Expiring] = {}
        for each in found:
            until = last_valid(each, int(each["dias_poder"]) if each["dias_poder"] else None)
            known = longest.get(each["aeo"])
            if until is not None and (known is None or until > known.until):
                longest[each["aeo"]] = Expiring(PODER_KIND, str(each["aeo"]), until, full_name(each))
        return list(longest.values())

    def _papers(self, aeo: str, first: str) -> list[Expiring]:
        found = rows(
            self.db,
            "SELECT p.aeo, p.requisito, p.vence FROM papel p JOIN aeo a ON a.id = p.aeo"
            " WHERE a.fusionado_en IS NULL AND p.vence >= ? AND (? = '' OR p.aeo = ?)",
            [first[:7], aeo, aeo],
        )
        try:
            names = dict(self.choices("requisitos"))
        except OSError:
            names = {}
        return [
            Expiring(
                PAPEL_KIND,
                str(each["aeo"]),
                last_day(str(each["vence"])),
                what=Sentence(names.get(each["requisito"], str(each["requisito"]))),
            )
            for each in found
        ]

    def _stages_of(self, aeos: set[str]) -> dict[str, Sequence[Stage]]:
        """The stages of the call of each of these AEO."""
        calls = {
            str(row["id"]): str(row["convocatoria"])
            for row in rows(self.db, "SELECT id, convocatoria FROM aeo WHERE convocatoria IS NOT NULL")
            if row["id"] in aeos
        }
        by_call = {
            call: stages_of(pages.where_equal(self.db, "etapa", "convocatoria", call)) for call in set(calls.values())
        }
        return {aeo: by_call[call] for aeo, call in calls.items()}
