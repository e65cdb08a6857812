"""What fills a box that names another record."""

from ayni.domain.padron import full_name
from ayni.storage import pages
from ayni.storage.database import rows
from ayni.workspace.opened import Opened

Options = list[tuple[str, str]]


class ReferenciasDoor(Opened):
    """Records to choose from: id and what a person reads."""

    def references(self, name: str, text: str = "", limit: int = 50, *, aeo: str = "") -> Options:
        """Options of a `Field.choices`: "convocatorias", "aeos", "planes", or the "socios" in force of one AEO."""
        if name == "convocatorias":
            found = pages.page(self.db, "convocatoria", 0, limit, text=text)[::-1]
            return [(call["id"], f"{call['nombre']} ({call['year']})") for call in found]
        if name == "aeos":
            alone = [("fusionado_en", None)]
            found = pages.page(self.db, "aeo", 0, limit, filters=alone, text=text)
            return [(row["id"], row["nombre"]) for row in found]
        if name == "planes":
            filters = [("aeo", aeo)] if aeo else []
            return [
                (row["id"], row["titulo"]) for row in pages.page(self.db, "plan", 0, limit, filters=filters, text=text)
            ]
        if name == "socios":
            present = [("aeo", aeo), ("fecha_baja", None)]
            found = pages.page(self.db, "socio", 0, limit, filters=present, text=text)
            return [(row["id"], f"{full_name(row)} · {row['dni']}") for row in found]
        raise KeyError(name)

    def reference_label(self, noun: str, record: str) -> str:
        """What a person reads of a record that a box names; "" when it is not here."""
        column = {"aeo": "nombre", "convocatoria": "nombre", "plan": "titulo", "compra": "nombre"}.get(noun)
        if column:
            found = rows(self.db, f"SELECT {column} AS label FROM {noun} WHERE id = ?", [record])  # noqa: S608  ours
            return str(found[0]["label"]) if found else ""
        found = rows(self.db, "SELECT * FROM socio WHERE id = ?", [record]) if noun == "socio" else []
        return full_name(found[0]) if found else ""
