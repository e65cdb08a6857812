"""The names that this entity gives to its offices."""

import uuid

from ayni.domain.fields import Problem, read_answers
from ayni.domain.flow import Answers
from ayni.domain.oficina import office_fields
from ayni.storage import records
from ayni.storage.database import rows
from ayni.workspace import law
from ayni.workspace.opened import Opened
from ayni.workspace.refusals import Refused

_SPACE = uuid.UUID("0b1f6f6a-6a52-5d0f-8d0b-6d5a3f2c9e41")


class OficinaDoor(Opened):
    """What may be asked about the offices."""

    def office_names(self) -> dict[str, str]:
        """The names that were changed, by the code of their office."""
        return {row["codigo"]: row["nombre"] for row in rows(self.db, "SELECT codigo, nombre FROM oficina")}

    def save_offices(self, answers: Answers) -> None:
        """Keep the names of offices; an empty one goes back to the usual name. Two offices never share a name."""
        fields = office_fields(tuple(law.purchase_law().offices))
        values, wrong = read_answers(fields, answers, self.today())
        usual = law.usual_offices()
        called: dict[str, str] = {}
        for code in usual:
            name = str(values.get(code) or usual[code])
            if other := called.get(name.casefold()):
                wrong.append(Problem(code, law.same_name(other)))
            called[name.casefold()] = code
        if wrong:
            raise Refused(wrong)
        known = self.office_names()
        with self.save("save_offices") as db:
            for code in usual:
                given, record = values.get(code), str(uuid.uuid5(_SPACE, f"{self.ubigeo}/{code}"))
                if not given or given == usual[code]:
                    if code in known:
                        records.remove(db, "oficina", record)
                elif code not in known:
                    if not records.bring_back(db, "oficina", record):
                        records.insert(db, "oficina", record, {"codigo": code, "nombre": given})
                    records.update(db, "oficina", record, {"nombre": given})
                else:
                    records.update(db, "oficina", record, {"nombre": given})
