"""What fills a box that names another record."""

from typing import Any

from ayni.domain.dates import without_accents
from ayni.domain.entrega import ARRIVALS
from ayni.domain.etapas import EVENTS
from ayni.domain.fields import Date
from ayni.domain.padron import full_name
from ayni.lang import _
from ayni.storage import pages
from ayni.storage.database import rows
from ayni.workspace.opened import Opened

Options = list[tuple[str, str]]


class ReferenciasDoor(Opened):
    """Records to choose from: id and what a person reads."""

    def references(
        self, name: str, text: str = "", limit: int = 50, *, aeo: str = "", compra: str = "", plan: str = ""
    ) -> Options:
        """Options of a `Field.choices`: "convocatorias", "aeos", "planes", the "socios" in force of one AEO, the
        "compra_items" or "entregas" of a purchase, the "partidas" of a plan.
        """
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
        if name == "compra_items":
            items = sorted(
                pages.where_equal(self.db, "compra_item", "compra", compra), key=lambda row: int(row["orden"] or 0)
            )
            return [(row["id"], _measured(row)) for row in items][:limit]
        if name == "partidas":
            found = pages.where_equal(self.db, "partida", "plan", plan)
            found = sorted(found, key=lambda row: int(row["orden"] or 0))
            plain = without_accents(text)
            named = [(row["id"], " ".join(part for part in (row["codigo"], row["nombre"]) if part)) for row in found]
            return [(row, label) for row, label in named if plain in without_accents(label)][:limit]
        if name == "entregas":
            found = [row for row in pages.where_equal(self.db, "evento", "compra", compra) if row["codigo"] in ARRIVALS]
            return [(row["id"], _dated(row)) for row in sorted(found, key=lambda row: row["fecha"])][:limit]
        raise KeyError(name)

    def reference_label(self, noun: str, record: str) -> str:
        """What a person reads of a record that a box names; "" when it is not here."""
        column = {"aeo": "nombre", "convocatoria": "nombre", "plan": "titulo", "compra": "nombre"}.get(noun)
        if column:
            found = rows(self.db, f"SELECT {column} AS label FROM {noun} WHERE id = ?", [record])  # noqa: S608  ours
            return str(found[0]["label"]) if found else ""
        found = rows(self.db, "SELECT * FROM socio WHERE id = ?", [record]) if noun == "socio" else []
        return full_name(found[0]) if found else ""


def _measured(item: dict[str, Any]) -> str:
    """An item with how much of it is bought: "Balanza (5 und)"."""
    return f"{item['nombre']} ({' '.join(part for part in (item['cantidad'], item['unidad']) if part)})"


def _dated(arrival: dict[str, Any]) -> str:
    """A delivery as its day and kind."""
    return f"{Date().show(arrival['fecha'])} · {_(EVENTS[arrival['codigo']])}"
