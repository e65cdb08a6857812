"""The municipality: its name, its place, who signs its papers."""

import uuid

from ayni.domain.fields import Values
from ayni.domain.flow import Answers
from ayni.domain.municipio import MUNICIPIO
from ayni.storage import records
from ayni.workspace import law
from ayni.workspace.opened import Opened, Row

_SPACE = uuid.UUID("6c6a0f4e-0b8a-5d2c-9b53-3f0e5c1f7a10")


def municipio_id(ubigeo: str) -> str:
    """The id of a municipality's row: the same on every machine of that municipality."""
    return str(uuid.uuid5(_SPACE, ubigeo))


class MunicipioDoor(Opened):
    """What may be asked about the municipality."""

    def municipality(self) -> Row:
        """Its data; before the office's have arrived, the name and place typed when this workspace was made."""
        found = records.get(self.db, "municipio", municipio_id(self.ubigeo)) or {
            "id": municipio_id(self.ubigeo),
            **dict.fromkeys((field.name for field in MUNICIPIO), None),
            "nombre": self.meta("nombre"),
            "ubigeo": self.ubigeo,
        }
        return {**found, "place": law.place_name(self.ubigeo)}

    def save_municipality(self, answers: Answers) -> None:
        """Keep the municipality's data; what is not answered stays. The place of a workspace never changes."""
        given = self._over(MUNICIPIO, self.municipality(), answers)
        values: Values = self._accepted(MUNICIPIO, {**given, "ubigeo": self.ubigeo})
        record = municipio_id(self.ubigeo)
        with self.save("save_municipality") as db:
            if records.get(db, "municipio", record) is None:
                records.insert(db, "municipio", record, values)
            else:
                records.update(db, "municipio", record, values)

    def place(self, ubigeo: str | None) -> str:
        """The words "Distrito, Provincia, Departamento" of a ubigeo."""
        return law.place_name(ubigeo)

    def districts(self, text: str, limit: int = 30) -> list[tuple[str, str]]:
        """Districts whose names hold these words: code and full name."""
        return law.find_districts(text, limit)
