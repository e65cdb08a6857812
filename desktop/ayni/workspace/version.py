"""Versions of a plan: kept when somebody asks and when a plan is presented or approved, compared, and gone back to."""

import contextlib
from collections.abc import Mapping
from typing import Any

from ayni.domain import version as versions
from ayni.domain.fields import Catalogue, Field, Several, Ubigeo
from ayni.domain.flow import Answers
from ayni.domain.version import TYPED, Comparison, Content
from ayni.lang import N_, Sentence, _
from ayni.storage import pages, records
from ayni.storage.database import Database
from ayni.storage.tables import TABLES, Table
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.opened import Row
from ayni.workspace.perfil import PerfilDoor
from ayni.workspace.refusals import refuse

VERSION, NOW = "version_plan", ""
CARRIED_OUT = {"contrapartida", "cesion", "liquidacion", "transferencia", "bien"}  # what happened afterwards
ASIDE = {VERSION, "comentario", "dispensa", *CARRIED_OUT}  # said, decided or done about it; no part of what it says
STAYS = {"aeo", "estado"}  # of the plan itself: going back does not make it presented again
KEPT_WHEN = {"presentado": N_("Al presentar el plan"), "aprobado": N_("Al aprobar el plan")}
BEFORE_CONVERSION = N_("El perfil, antes de pasarlo a proyecto")
BEFORE_RETURN = N_("Antes de volver a la versión {number}")


def parts_of_plan() -> dict[str, Table]:
    """The tables whose rows hang on a plan, by their field `plan`: what a version keeps besides the plan itself."""
    return {
        name: table
        for name, table in TABLES.items()
        if table.scope == "aeo" and "plan" in table.naming("plan") and name not in ASIDE
    }


class VersionDoor(PerfilDoor):
    """What may be asked about the versions of a plan."""

    def save_plan(self, answers: Answers, record: str | None = None) -> str:
        """Keep a plan's cover. One that is presented or approved is kept as a version too."""
        before = str(self.found("plan", record)["estado"] or "") if record else ""
        if record and answers.get("estado") in KEPT_WHEN and answers.get("estado") != before:
            self.refuse_disputed(plan=record)
        made = super().save_plan(answers, record)
        after = str(self.found("plan", made)["estado"])
        if after != before and after in KEPT_WHEN:
            self._keep_if_new(made, KEPT_WHEN[after])
        return made

    def convert_perfil(self, plan: str) -> None:
        """Go on with a profile as a whole plan; the profile is kept as a version."""
        if self.is_perfil(plan):
            self._keep_if_new(plan, BEFORE_CONVERSION)
        super().convert_perfil(plan)

    def content_of(self, plan: str) -> dict[str, list[Row]]:
        """Everything that a plan says now: the plan and the rows of every table that hangs on it."""
        found = {"plan": [self.found("plan", plan)]}
        for name in parts_of_plan():
            found[name] = pages.where_equal(self.db, name, "plan", plan)
        return found

    def save_version(self, plan: str, nombre: str, motivo: str = "") -> str:
        """Keep aside everything that a plan says now, for good. Refused when the last version says the same."""
        typed = self._accepted(TYPED, {"nombre": nombre, "motivo": motivo})
        content, last = self.content_of(plan), self._last(plan)
        if last is not None and last["huella"] == versions.fingerprint(content):
            said = N_("El plan no cambió desde la versión {number}: no hay nada nuevo que guardar.")
            raise refuse(said, "nombre", number=last["numero"])
        with self.save("save_version", self.found("plan", plan)["aeo"], reason=str(typed["motivo"] or "")) as db:
            return self._keep(db, plan, content, str(typed["nombre"]), str(typed["motivo"] or ""))

    def _keep_if_new(self, plan: str, nombre: str, **holes: object) -> None:
        """A version that nobody asked for: none when the last one says the same."""
        last = self._last(plan)
        content = self.content_of(plan)
        if last is not None and last["huella"] == versions.fingerprint(content):
            return
        with self.save("save_version", self.found("plan", plan)["aeo"]) as db:
            self._keep(db, plan, content, str(Sentence(nombre, **holes)), "")

    def _keep(self, db: Database, plan: str, content: Content, nombre: str, motivo: str) -> str:
        record, last = stamps.new_row_id(self.now_ms()), self._last(plan)
        person = self.person
        values = {
            "aeo": content["plan"][0]["aeo"],
            "plan": plan,
            "numero": str(1 + int(last["numero"]) if last else 1),
            "nombre": nombre,
            "motivo": motivo or None,
            "autor": person["nombre"] if person else None,
            "fecha": self.today().isoformat(),
            "contenido": versions.packed(content),
            "huella": versions.fingerprint(content),
        }
        records.insert(db, VERSION, record, values)
        return record

    def versiones(self, plan: str) -> list[Row]:
        """The versions of a plan, newest first, without what they hold. Two machines may have given one number."""
        found = pages.where_equal(self.db, VERSION, "plan", plan)
        for row in found:
            del row["contenido"]
        return sorted(found, key=lambda row: (int(row["numero"]), row["fecha"], row["id"]), reverse=True)

    def _last(self, plan: str) -> Row | None:
        found = self.versiones(plan)
        return found[0] if found else None

    def content_at(self, plan: str, version: str) -> dict[str, list[dict[str, Any]]]:
        """Everything that a plan said in a version; "" is what it says now."""
        if version == NOW:
            return self.content_of(plan)
        found = self.found(VERSION, version)
        if found["plan"] != plan:
            raise refuse(N_("Esa versión es de otro plan."))
        with contextlib.suppress(ValueError):
            return versions.moved(versions.unpacked(str(found["contenido"])), plan, str(found["aeo"]))
        raise refuse(N_("Esa versión no se puede leer: llegó dañada. Pídala otra vez a quien la guardó."))

    def compare(self, plan: str, before: str, after: str = NOW) -> Comparison:
        """What a version says that another did not; "" is the plan as it is now."""
        one, other = self.content_at(plan, before), self.content_at(plan, after)
        fields = {"plan": TABLES["plan"].fields} | {name: table.fields for name, table in parts_of_plan().items()}
        return versions.compare(one, other, fields, self._as_read)

    def _as_read(self, item: Field, value: Any) -> str:
        kind = item.kind
        if item.name == "convocatoria":
            return self._shown_call(value)
        if isinstance(kind, Ubigeo):
            return law.place_name(str(value))
        if isinstance(kind, Catalogue | Several):
            labels: Mapping[str, str] = dict(self.choices(kind.name))
            return ", ".join(_(labels.get(code, code)) for code in str(value).split(","))
        return kind.show(value)

    def restore_version(self, plan: str, version: str) -> None:
        """Bring back everything that a plan said in a version, as one save that can be undone.

        What it says now is kept as a version before. Rows written since are taken away and stay in the log; the state
        of the plan (presented, approved) is not brought back, for it tells what happened to it.
        """
        wanted, present = self.content_at(plan, version), self.content_of(plan)
        if versions.fingerprint(wanted) == versions.fingerprint(present):
            raise refuse(N_("El plan ya dice lo mismo que esa versión."))
        self._keep_if_new(plan, BEFORE_RETURN, number=self.found(VERSION, version)["numero"])
        cover = {name: value for name, value in wanted["plan"][0].items() if name not in STAYS}
        with self.save("restore_version", present["plan"][0]["aeo"]) as db:
            records.update(db, "plan", plan, cover)
            for name in parts_of_plan():
                kept = {str(row["id"]): row for row in wanted.get(name, ())}
                here = {str(row["id"]) for row in present[name]}
                for record in here - kept.keys():
                    records.remove(db, name, record)
                for record, row in kept.items():
                    if record not in here and not records.bring_back(db, name, record):
                        records.insert(db, name, record, row)
                    else:
                        records.update(db, name, record, row)
