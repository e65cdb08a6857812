"""Search over everything at once, by the beginnings of words, without accents."""

from dataclasses import dataclass

from ayni.domain.padron import full_name
from ayni.lang import N_
from ayni.storage.database import row
from ayni.storage.search import SEARCHED, find
from ayni.workspace import law
from ayni.workspace.opened import Opened, Row

NOUNS = {
    "aeo": N_("Organizaciones"),
    "socio": N_("Socios"),
    "plan": N_("Planes"),
    "compra": N_("Compras"),
    "convocatoria": N_("Convocatorias"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found: its noun, its id, what to read first and what tells it from others."""

    noun: str
    record: str
    title: str
    detail: str


class BusquedaDoor(Opened):
    """What the search box asks."""

    def search(self, text: str, limit: int = 8) -> list[Hit]:
        """The first records of each noun whose words begin like these."""
        return [
            self._hit(noun, found)
            for noun in NOUNS
            if noun in SEARCHED
            for found in find(self.db, noun, text, limit)
            if not found.get("fusionado_en")  # an AEO that was joined to another
        ]

    def _hit(self, noun: str, found: Row) -> Hit:
        if noun == "socio":
            aeo = row(self.db, "SELECT nombre FROM aeo WHERE id = ?", [found["aeo"]])
            return Hit(noun, found["id"], f"{full_name(found)} · {found['dni']}", aeo["nombre"] if aeo else "")
        if noun == "aeo":
            return Hit(noun, found["id"], found["nombre"], law.place_name(found["ubigeo"]))
        if noun == "plan":
            aeo = row(self.db, "SELECT nombre FROM aeo WHERE id = ?", [found["aeo"]])
            return Hit(noun, found["id"], found["titulo"], aeo["nombre"] if aeo else "")
        return Hit(noun, found["id"], found["nombre"], str(found.get("year") or ""))
