"""Examples to learn from: what another AEO wrote in a section of its plan, and whole plans to be opened or copied.

All of it is invented and stands in `resources/examples/`: chapters by chain, and plans as case files.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ayni.lang import QUECHUA, language
from ayni.paths import resource
from ayni.workspace import law
from ayni.workspace.capitulo import CapituloDoor

PLANS = {"cuy": "plan_cuyes", "lacteos": "plan_lacteos", "cacao": "plan_cacao", "quinua": "plan_quinua"}


@dataclass(frozen=True, slots=True)
class Example:
    """What another AEO wrote in a section. `spoken` is the language of the text, which may lack Quechua."""

    chain: str  # source text
    text: str
    spoken: str


@dataclass(frozen=True, slots=True)
class ExamplePlan:
    """A whole plan to be opened to learn, or brought as a start."""

    chain: str  # source text
    title: str
    path: Path


@cache
def chapters_of(chain: str) -> Mapping[str, Any]:
    """The chapters written for a chain, or for the one that its file points to; nothing where there are none."""
    path = resource(f"examples/capitulos/{chain}.json")
    if not path.exists():
        return {}
    found: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    return chapters_of(found["como"]) if "como" in found else found


def nearest(chain: str) -> str:
    """The chain whose chapters teach most about this one: itself, one beside it in its sector, or the first of all.

    The catalogue sets chains that are alike beside one another.
    """
    if chapters_of(chain):
        return chain
    rows = json.loads(resource("catalogos/cadenas.json").read_text("utf-8"))
    places = {str(row["code"]): place for place, row in enumerate(rows)}
    sectors = {row["code"]: row["sector"] for row in rows}
    written = [code for code in places if chapters_of(code)]
    place = places.get(chain, 0)
    return min(written, key=lambda code: (sectors[code] != sectors.get(chain), abs(places[code] - place), places[code]))


class EjemploDoor(CapituloDoor):
    """What may be asked about examples."""

    def example(self, plan: str, code: str) -> Example | None:
        """A worked example of a section, of the AEO's own chain or of one like it, in the language in use if it can."""
        own = str(self.found("aeo", self.found("plan", plan)["aeo"])["cadena"] or "")
        chain = nearest(own)
        chapters = chapters_of(chain)
        if code not in chapters["secciones"]:
            return None
        label = dict(law.catalogue("cadenas"))[chain]
        said = chapters.get("secciones_quz", {}).get(code)
        if language() == QUECHUA and said:
            return Example(label, said, QUECHUA)
        return Example(label, chapters["secciones"][code], "es")

    def example_plans(self) -> list[ExamplePlan]:
        """The whole plans of the program, in the order of the catalogue of chains."""
        labels = dict(law.catalogue("cadenas"))
        found = []
        for chain, name in PLANS.items():
            path = resource(f"examples/{name}.json")
            found.append(ExamplePlan(labels[chain], json.loads(path.read_text("utf-8"))["title"], path))
        return found
