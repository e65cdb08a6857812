"""AEO: registering them and answering, while they are typed, whether they can apply."""

from collections.abc import Mapping
from typing import Any

from ayni.domain.aeo import AEO, CARACTERISTICAS, JURIDICA, PRUEBA, REGISTER_AEO
from ayni.domain.dates import last_day
from ayni.domain.fields import SI, Problem, by_name, read_answers
from ayni.domain.flow import Answers
from ayni.domain.rules import AeoFacts, Answer
from ayni.lang import N_, Sentence
from ayni.storage import pages, records
from ayni.storage.database import rows
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.desacuerdos import DesacuerdosDoor
from ayni.workspace.dispensa import DispensaDoor
from ayni.workspace.municipio import MunicipioDoor
from ayni.workspace.opened import Row
from ayni.workspace.poder import PoderDoor
from ayni.workspace.refusals import Refused

MEMBERS = "(SELECT count(*) FROM socio s WHERE s.aeo = t.id AND s.fecha_baja IS NULL) AS socios"
CALL = "(SELECT c.nombre FROM convocatoria c WHERE c.id = t.convocatoria) AS convocatoria_nombre"


ALONE = (("fusionado_en", None),)  # a record that was joined to another stands in no list


class AeoDoor(PoderDoor, DispensaDoor, MunicipioDoor, DesacuerdosDoor):
    """What may be asked about AEO."""

    def aeos(self, offset: int = 0, limit: int = 100, text: str = "") -> list[Row]:
        """A page of AEO in the order of their names, with the number of members in force and the call."""
        found = pages.page(self.db, "aeo", offset, limit, filters=ALONE, text=text, extra=(MEMBERS, CALL))
        return [{**aeo, "place": law.place_name(aeo["ubigeo"])} for aeo in found]

    def aeo_count(self, text: str = "") -> int:
        """How many AEO the list has."""
        return pages.count(self.db, "aeo", filters=ALONE, text=text)

    def aeo(self, record: str) -> Row:
        """One AEO with its count of members in force, its place and its call."""
        found = self.found("aeo", record)
        members = self.member_count(record)
        call = records.get(self.db, "convocatoria", found["convocatoria"]) if found["convocatoria"] else None
        return {
            **found,
            "socios": members,
            "place": law.place_name(found["ubigeo"]),
            "convocatoria_nombre": call["nombre"] if call else "",
        }

    def member_count(self, aeo: str) -> int:
        """Members in force: without a baja."""
        found = rows(self.db, "SELECT count(*) AS n FROM socio WHERE aeo = ? AND fecha_baja IS NULL", [aeo])
        return int(found[0]["n"])

    def save_aeo(self, answers: Answers, record: str | None = None) -> str:
        """Keep an AEO; of one that is stored, what is not answered stays.

        What the answers make needless (the RUC of an informal group) is not kept.
        """
        if record is not None:
            answers = self._over(AEO, self.found("aeo", record), answers)
        understood, _ = read_answers(AEO, answers, self.today())  # "Persona jurídica" as typed decides the path too
        values = self._accepted(AEO, answers, REGISTER_AEO.asked(understood))
        self._refuse_outside_call(values)
        new = record is None
        record = record or stamps.new_row_id(self.now_ms())
        with self.save("register_aeo" if new else "save_aeo", record) as db:
            if new:
                records.insert(db, "aeo", record, values)
            else:
                asked = by_name(AEO)
                records.update(db, "aeo", record, {name: value for name, value in values.items() if asked[name].asked})
            self._finish_draft(db, "aeo", "" if new else record)
        return record

    def _refuse_outside_call(self, values: Mapping[str, Any]) -> None:
        call = self.convocatoria(str(values["convocatoria"]))
        wrong = []
        for name, column, said in (
            ("categoria", "categorias", N_("Esa convocatoria no tiene esta categoría.")),
            ("cadena", "cadenas", N_("Esa convocatoria no prioriza esta cadena productiva.")),
        ):
            if values[name] not in str(call[column] or "").split(","):
                wrong.append(Problem(name, Sentence(said)))
        if wrong:
            raise Refused(wrong)

    def eligibility(self, answers: Answers, record: str | None = None) -> list[Answer]:
        """Live: what each rule of the call and category says of these answers, each with its article.

        Answers may be half typed; what is missing is pending. Members are those of `record`, unknown for a new AEO.
        """
        values, _ = read_answers(AEO, answers, self.today())
        call_id, category = values.get("convocatoria"), values.get("categoria")
        call = records.get(self.db, "convocatoria", str(call_id)) if call_id else None
        if call is None or not category:
            return []
        nature = values.get("naturaleza")
        facts = AeoFacts(
            members=self.member_count(record) if record else None,
            legal_person=None if nature is None else nature == JURIDICA,
            registered=True if nature == JURIDICA else (False if nature else None),
            ruc=str(values["ruc"]) if values.get("ruc") else None,
            constituted=str(values["fecha_constitucion"]) if values.get("fecha_constitucion") else None,
            applied=self.today().isoformat(),
            sales_centimos=_whole(values.get("ventas_centimos")),
            sales_year=_whole(values.get("ventas_year")),
            ruc_state=_text(values.get("ruc_estado")),
            ruc_condition=_text(values.get("ruc_condicion")),
            benefited=None if values.get("beneficiaria_antes") is None else values["beneficiaria_antes"] == SI,
            favourable_opinion=_text(values.get("beneficio_opinion")),
            power_until=self.power_until(record) if record else None,
            acta_certified=self.acta_certified(record) if record else None,
        )
        on = last_day(call["fecha_autorizacion"]) if call["fecha_autorizacion"] else None
        overrides = self.overrides(record) if record else {}
        return law.rule_book().eligibility(str(call["regimen"]), str(category), facts, overrides, on=on)

    def let_pass(self, aeo: str, check: str, answers: Answers) -> str:
        """Let an AEO pass a rule that it does not meet (`Answer.check`), with `motivo` and `documento`.

        Raises Refused when it meets the rule, when a datum is missing, and when the law allows no exception.
        """
        answered = {each.check: each for each in self.eligibility(self.found("aeo", aeo), aeo)}
        return self._let_pass(aeo, check, answered.get(check), answers)

    def aeo_problems(self, aeo: str) -> list[Problem]:
        """What stands in the way of one AEO, as of today."""
        return [
            Problem("", answer.sentence)
            for answer in self.eligibility(self.found("aeo", aeo), aeo)
            if answer.result != "PASS" and not answer.flag
        ]

    def save_caracteristicas(self, aeo: str, answers: Answers) -> None:
        """Keep which of the eight characteristics an AEO proves (code: "si") and where (the note of each)."""
        self.found("aeo", aeo)
        typed, wrong = read_answers(CARACTERISTICAS, answers, self.today())
        chosen = [code for code, _label in self.choices("caracteristicas") if answers.get(code) == SI]
        if wrong:
            raise Refused(wrong)
        known = {item.name.removeprefix(PRUEBA) for item in CARACTERISTICAS}
        values = {**typed, "caracteristicas": ",".join(sorted(known & set(chosen))) or None}
        with self.save("save_caracteristicas", aeo) as db:
            records.update(db, "aeo", aeo, values)

    def same_ruc(self, ruc: str, record: str | None = None) -> list[Row]:
        """Other AEO with this RUC: a warning, not a refusal, for two offline people can both write it."""
        return rows(
            self.db, "SELECT id, nombre FROM aeo WHERE ruc = ? AND id IS NOT ? AND fusionado_en IS NULL", (ruc, record)
        )


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


def _whole(value: str | int | None) -> int | None:
    return None if value is None else int(value)
