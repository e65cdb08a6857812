"""What the purchases of a year buy of the same kind, added once; why they go apart; the alert of each purchase."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

from ayni.domain.agrupamiento import key_of
from ayni.domain.compra_plazos import Around
from ayni.domain.evento import event_from_row
from ayni.domain.familia import FRACCIONAMIENTO, Buying, Family, by_purchase, families, known_year
from ayni.domain.flow import Answers
from ayni.domain.money import times
from ayni.domain.seguimiento import CLOSURE, replay
from ayni.lang import N_, Sentence
from ayni.storage import kept, pages, records
from ayni.storage.database import rows
from ayni.workspace import law
from ayni.workspace.agrupamiento import units
from ayni.workspace.alrededor import AlrededorDoor, Grouped
from ayni.workspace.opened import Row
from ayni.workspace.refusals import refuse

NAMESPACE = uuid.UUID("0f0c8a52-9a1e-5b6e-8d0c-5e7b1a4c2d93")
NOT_APART = N_("Lo que se compra no está por partes: no hace falta un motivo.")


@cache
def _key(name: str, unit: str) -> str:
    return key_of(name, unit, units())


def family_of(item: Row) -> str:
    """The family of an item: what a person wrote, else its name and unit."""
    return str(item["familia"] or "").strip() or _key(str(item["nombre"]), str(item["unidad"] or ""))


class FamiliaDoor(AlrededorDoor):
    """What may be asked about purchases of the same thing."""

    _year_families: tuple[int, dict[int, list[Family]]] | None = None
    _joined: tuple[int, dict[int, dict[str, tuple[Family, ...]]]] | None = None

    def families(self, year: int) -> list[Family]:
        """Every family that purchases of a year buy, those bought by parts first, then those that cost most."""
        version = records.last_hlc(self.db)
        if self._year_families is None or self._year_families[0] != version:
            self._year_families = (version, {})
        found = self._year_families[1]
        if year not in found:
            found[year] = families(self._buyings(year), year, law.purchase_law(), self._reasons(year))
        return found[year]

    def families_of_purchase(self, compra: str) -> tuple[Family, ...]:
        """The families that a purchase shares with others of its year."""
        return self._families_shared(self.found("compra", compra))

    def _families_shared(self, compra: Row) -> tuple[Family, ...]:
        """The same, of a row at hand; what a year shares is gathered once until somebody saves."""
        if not compra["year"]:
            return ()
        year, version = int(compra["year"]), records.last_hlc(self.db)
        if self._joined is None or self._joined[0] != version:
            self._joined = (version, {})
        shared = self._joined[1]
        if year not in shared:
            shared[year] = by_purchase(self.families(year))
        return shared[year].get(compra["id"], ())

    def families_note(self, year: int) -> Sentence | None:
        """What is told when nothing can be judged in a year."""
        return known_year(year, law.purchase_law())

    def arounds(self, facts: Mapping[str, Row], items: Grouped) -> dict[str, Around]:
        """What stands around each purchase, with what others of its year buy too."""
        found = super().arounds(facts, items)
        return {
            record: replace(around, families=self._families_shared(facts[record])) for record, around in found.items()
        }

    def _buyings(self, year: int) -> dict[str, list[Buying]]:
        """What each live purchase of the year buys of each family; one without items buys what its name says."""
        purchases = {row["id"]: row for row in rows(self.db, "SELECT * FROM compra WHERE year = ?", [year])}
        for record in self._closed(year):
            purchases.pop(record, None)
        items: dict[str, list[Row]] = {record: [] for record in purchases}
        served: dict[str, set[str]] = {record: set() for record in purchases}
        of_year = "WHERE compra IN (SELECT id FROM compra WHERE year = ?)"
        for row in rows(self.db, f"SELECT * FROM compra_item {of_year}", [year]):  # noqa: S608  ours
            if row["compra"] in items:
                items[row["compra"]].append(row)
        for row in rows(self.db, f"SELECT compra, aeo, plan FROM asignacion {of_year}", [year]):  # noqa: S608  ours
            if row["compra"] in served:
                served[row["compra"]].add(str(row["plan"] or row["aeo"]))
        found: dict[str, list[Buying]] = {}
        for record, compra in purchases.items():
            for key, each in _of_purchase(compra, items[record], served[record]).items():
                found.setdefault(key, []).append(each)
        return found

    def _closed(self, year: int) -> list[str]:
        """Purchases of a year that were closed without buying."""
        sql = "SELECT DISTINCT c.id FROM compra c JOIN evento e ON e.compra = c.id WHERE c.year = ? AND e.codigo = ?"
        asked = [str(row["id"]) for row in rows(self.db, sql, [year, CLOSURE])]
        told = {
            record: [event_from_row(row) for row in pages.where_equal(self.db, "evento", "compra", record)]
            for record in asked
        }
        legal, today = law.purchase_law(), self.today()
        return [record for record, events in told.items() if replay(events, legal, today).closed]

    # why they go apart

    def _reasons(self, year: int) -> dict[str, tuple[str, int]]:
        found = rows(self.db, "SELECT familia, motivo, suma_centimos FROM fraccionamiento WHERE year = ?", [year])
        return {row["familia"]: (str(row["motivo"]), int(row["suma_centimos"] or 0)) for row in found}

    def family_reason(self, year: int, family: str) -> Row | None:
        """Why purchases of a family go apart, as it was written last; None: nobody wrote it."""
        return records.get(self.db, "fraccionamiento", _row_of(year, family))

    def explain_split(self, year: int, family: str, answers: Answers) -> None:
        """Keep why a family is bought by parts: `motivo`. It stops nothing; a greater sum asks for it again."""
        found = next((each for each in self.families(year) if each.key == family), None)
        if found is None or not found.split:
            raise refuse(NOT_APART)
        person = self.person
        values = self._accepted(
            FRACCIONAMIENTO,
            {
                "motivo": answers.get("motivo"),
                "familia": family,
                "year": str(year),
                "suma_centimos": found.centimos,
                "persona": person["nombre"] if person else "",
                "fecha": self.today().isoformat(),
            },
        )
        record = _row_of(year, family)
        with self.save("explain_split", reason=str(values["motivo"])) as db:
            if records.get(db, "fraccionamiento", record) or records.bring_back(db, "fraccionamiento", record):
                records.update(db, "fraccionamiento", record, values)
            else:
                records.insert(db, "fraccionamiento", record, values)
            kept.forget_purchases(db, [each.compra for each in found.buyings])
            self._finish_draft(db, "fraccionamiento", record)


def _of_purchase(compra: Row, items: list[Row], served: set[str]) -> dict[str, Buying]:
    destinos = frozenset(served or {str(compra["plan"] or compra["aeo"] or "")})
    estimate = int(compra["monto_estimado_centimos"]) if compra["monto_estimado_centimos"] else None
    record, nombre, objeto = str(compra["id"]), str(compra["nombre"]), str(compra["objeto"] or "")
    if not items:
        name = str(compra["nombre"])
        return {_key(name, ""): Buying(record, nombre, objeto, name, destinos, estimate, estimate)}
    groups: dict[str, list[Row]] = {}
    for item in items:
        groups.setdefault(family_of(item), []).append(item)
    sums = {key: _centimos(each) for key, each in groups.items()}
    known = [each for each in sums.values() if each is not None]
    whole = estimate if len(known) < len(sums) else max(sum(known), estimate or 0)
    if len(groups) == 1:
        sums = dict.fromkeys(sums, whole)
    return {
        key: Buying(record, nombre, objeto, str(each[0]["nombre"]), destinos, sums[key], whole)
        for key, each in groups.items()
    }


def _centimos(items: list[Row]) -> int | None:
    """What the plans foresaw for these items; None while the price of one is not known."""
    if any(not item["precio_plan"] for item in items):
        return None
    return sum(times(Decimal(item["cantidad"]), Decimal(item["precio_plan"])) for item in items)


def _row_of(year: int, family: str) -> str:
    """Two machines that explain one thing must mean one row."""
    return str(uuid.uuid5(NAMESPACE, f"{year}|{family}"))
