"""Records that two people may have written of the same person, group or paper without having seen each other.

No rule of the store forbids it, for then one of the two would vanish on the other side. They make a case, and its id
follows from what both wrote the same, so that every office that meets it works on the same one.
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ayni.domain.dates import without_accents
from ayni.domain.fields import Choice, Field, LongText, Text
from ayni.lang import N_

DNI, RUC, NOMBRE, COMPROBANTE = "dni", "ruc", "nombre", "comprobante"
MISMA, DISTINTAS, MAL_ESCRITO = "misma", "distintas", "mal_escrito"

CLASES = {
    DNI: N_("El mismo DNI en dos registros"),
    RUC: N_("El mismo RUC en dos organizaciones"),
    NOMBRE: N_("Dos organizaciones con el mismo nombre"),
    COMPROBANTE: N_("El mismo comprobante en dos aportes"),
}
TABLE_OF = {DNI: "socio", RUC: "aeo", NOMBRE: "aeo", COMPROBANTE: "contrapartida"}
NUMBER = {DNI: "dni", RUC: "ruc", COMPROBANTE: "comprobante"}  # what may have been typed wrong
DECISIONES = {
    MISMA: N_("Es lo mismo, registrado dos veces"),
    DISTINTAS: N_("Son dos distintos"),
    MAL_ESCRITO: N_("Un número está mal escrito"),
}

REPETIDO = (
    Field("clase", N_("Qué se repite"), Choice(tuple(CLASES.items())), required=True, group="decision", asked=False),
    Field("decision", N_("Qué se decidió"), Choice(tuple(DECISIONES.items())), required=True, group="decision"),
    Field("queda", N_("Cuál queda"), Text(40), group="decision", asked=False),
    Field("registros", N_("Registros comparados"), LongText(20000), merge="soft", asked=False),
)

SPACE = uuid.UUID("6f0d1c0e-52b7-5d0f-9b7a-3f6f1f0a7c11")  # never changes: every office must reach the same id
SHORTEST = 4  # letters of a word that tells one AEO from another
COMMON = {"asociacion", "productores", "agropecuaria", "agropecuarios", "cooperativa", "comite", "comunidad"}
MOTIVO_UNIDO = N_("Registro repetido")
MOTIVO_EN_OTRA = N_("Sigue en otra organización")


@dataclass(frozen=True, slots=True)
class Repeated:
    """A case: rows of one table that say the same where only one may. `id` is equal in every office."""

    id: str
    clase: str
    said: str  # what they have in common, as a person reads it
    rows: tuple[Mapping[str, Any], ...]  # by id, so that "the first one" is the same everywhere

    @property
    def table(self) -> str:
        """The table of its rows."""
        return TABLE_OF[self.clase]

    @property
    def registros(self) -> str:
        """The ids of its rows, as a decision keeps them."""
        return ",".join(str(row["id"]) for row in self.rows)


def repeated(clase: str, key: str, said: str, rows: Sequence[Mapping[str, Any]]) -> Repeated:
    """A case of these rows, of which there are two or more."""
    return Repeated(
        str(uuid.uuid5(SPACE, f"{clase}|{key}")), clase, said, tuple(sorted(rows, key=lambda row: str(row["id"])))
    )


def settled(case: Repeated, decision: Mapping[str, Any] | None) -> bool:
    """Somebody said that these very rows are different things; one that came later opens the case again."""
    if decision is None or decision["decision"] != DISTINTAS:
        return False
    return {str(row["id"]) for row in case.rows} <= set(str(decision["registros"] or "").split(","))


def telling_words(name: object) -> frozenset[str]:
    """The words that tell one AEO from another."""
    plain = re.sub(r"[^a-z0-9ñ]+", " ", without_accents(str(name or "")))
    return frozenset(word for word in plain.split() if len(word) >= SHORTEST and word not in COMMON)


def plain_paper(number: object) -> str:
    """A paper's series and number as compared: F001-00012345, f001 12345 and F001-12345 are one."""
    parts = re.findall(r"[A-Z]+\d*|\d+", str(number or "").upper())
    return "-".join(part.lstrip("0") if part.isdigit() else part for part in parts)


def alike_in_name(aeos: Sequence[Mapping[str, Any]]) -> list[Repeated]:
    """AEO of one call and district whose names say the same, unless a RUC each tells them apart."""
    found: dict[tuple[str, str, frozenset[str]], list[Mapping[str, Any]]] = {}
    for aeo in aeos:
        words = telling_words(aeo["nombre"])
        if words:
            found.setdefault((str(aeo["convocatoria"]), str(aeo["ubigeo"]), words), []).append(aeo)
    cases = []
    for rows in found.values():
        rucs = [str(row["ruc"]) for row in rows if row["ruc"]]
        if len(rows) > 1 and not (len(rucs) == len(rows) or len(rucs) != len(set(rucs))):
            rows.sort(key=lambda row: str(row["id"]))
            cases.append(repeated(NOMBRE, "|".join(str(row["id"]) for row in rows), str(rows[0]["nombre"]), rows))
    return cases
