"""What stands around a purchase and its events do not say: quotations, the plan's prices, usual times, its forecast."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ayni.domain.agrupamiento import key_of
from ayni.domain.compra_plazos import Around
from ayni.domain.dates import last_day
from ayni.domain.evento import event_from_row
from ayni.domain.indicadores_compra import Figures, campaign_lost, figures, from_data, history_of, slow_offices
from ayni.domain.money import times
from ayni.domain.pronostico import Forecast, History, Milestone, forecast, seed_of
from ayni.domain.recorrido import Due, Purchase
from ayni.domain.seguimiento import Known
from ayni.lang import Sentence
from ayni.storage import figures as store
from ayni.storage import pages
from ayni.storage.database import Database, rows
from ayni.workspace import law
from ayni.workspace.agrupamiento import units
from ayni.workspace.compra_item import CompraItemDoor
from ayni.workspace.opened import Row

Grouped = Mapping[str, Sequence[Row]]


class AlrededorDoor(CompraItemDoor):
    """What alerts and forecasts need of a purchase besides its events."""

    _lived: tuple[date, dict[str, Figures], dict[str, set[str]], dict[str, int]] | None = None

    _many = False  # a job keeps one handful of purchases after another

    # what alerts look at

    def _known_of(self, compra: Row) -> Known:
        known = super()._known_of(compra)
        record = compra["id"]
        items = {record: pages.where_equal(self.db, "compra_item", "compra", record)}
        return replace(known, around=self.arounds({record: compra}, items)[record])

    def arounds(self, facts: Mapping[str, Row], items: Grouped) -> dict[str, Around]:
        """What stands around each of these purchases."""
        if not facts:
            return {}
        quoted, agreed = self._quoted(list(facts)), self._agreed(list(facts))
        forecasts = store.forecasts(self.db, list(facts))
        slow = self._lived_through()[3]
        return {
            record: Around(
                quoted=quoted.get(record),
                plan_centimos=_planned(items[record]),
                agreements=agreed.get(record, ()),
                slow=slow,
                forecast=forecast_from(forecasts[record]["pronostico"]) if record in forecasts else None,
                season=_season(compra),
            )
            for record, compra in facts.items()
        }

    def _agreed(self, purchases: Sequence[str]) -> dict[str, tuple[date, ...]]:
        """Until when the use agreements of each purchase's plans last; of a plan already transferred, nothing."""
        marks = ", ".join("?" * len(purchases))
        sql = (
            "SELECT c.id AS compra, max(x.hasta) AS hasta FROM compra c LEFT JOIN asignacion a"  # noqa: S608  marks
            " ON a.compra = c.id"
            " JOIN cesion x ON x.plan = coalesce(a.plan, c.plan)"
            f" WHERE c.id IN ({marks}) AND NOT EXISTS (SELECT 1 FROM transferencia t WHERE t.plan = x.plan"
            " AND t.acuerdo_fecha IS NOT NULL) GROUP BY c.id, x.plan"
        )
        found: dict[str, tuple[date, ...]] = {}
        for row in rows(self.db, sql, list(purchases)):
            compra = str(row["compra"])
            found[compra] = (*found.get(compra, ()), date.fromisoformat(row["hasta"]))
        return found

    def _quoted(self, purchases: Sequence[str]) -> dict[str, date]:
        """The day of the oldest quotation in use: the purchase's own, else those of its rows of the plans' budgets.

        In use are those that were chosen; while none is, all that are what is asked for.
        """
        marks = ", ".join("?" * len(purchases))
        found: dict[str, date] = {}
        own, of_plans = (
            f"SELECT {compra} AS compra, min(q.fecha) AS oldest, min(CASE WHEN q.elegida = 'si' THEN q.fecha END)"  # noqa: S608
            f" AS chosen FROM {source} WHERE q.cumple IS NOT 'no' AND {compra} IN ({marks}) GROUP BY {compra}"
            for compra, source in (
                ("q.compra", "cotizacion_compra q"),
                ("s.compra", "asignacion s JOIN cotizacion q ON q.plan = s.plan AND q.partida = s.partida"),
            )
        )
        for sql in (own, of_plans):
            for row in rows(self.db, sql, list(purchases)):
                day = row["chosen"] or row["oldest"]
                if day:
                    found.setdefault(row["compra"], date.fromisoformat(day))
        return found

    # what was lived through

    def _lived_through(self) -> tuple[date, dict[str, Figures], dict[str, set[str]], dict[str, int]]:
        """The figures kept of all purchases, which families each belongs to, and how long offices usually take."""
        today = self.today()
        if self._lived is None or self._lived[0] != today:
            kept = store.every(self.db)
            found = {row["compra"]: from_data(json.loads(row["cifras"])) for row in kept}
            families: dict[str, set[str]] = {}
            for row in kept:
                for family in json.loads(row["familias"]):
                    families.setdefault(family, set()).add(row["compra"])
            self._lived = (today, found, families, slow_offices(found.values()))
        return self._lived

    def lived_history(self, compra: str) -> History:
        """What this office has lived through, with the calls of the families of this purchase."""
        _day, found, families, _slow = self._lived_through()
        items = pages.where_equal(self.db, "compra_item", "compra", compra)
        alike = {
            record for family in families_of(self.found("compra", compra), items) for record in families.get(family, ())
        }
        return history_of(found.values(), [found[record] for record in sorted(alike)])

    def _keep_figures(self, db: Database, found: Mapping[str, Purchase]) -> None:
        """Keep what is counted of purchases that were just replayed, inside an open transaction."""
        items = self._item_rows(found)
        facts = self._compra_rows(found)
        forecasts = store.forecasts(db, list(found))
        legal, way = law.purchase_law(), law.forecast_method()
        store.keep(
            db,
            [
                {
                    "compra": record,
                    "terminada": int(purchase.handed_over or purchase.state in legal.machine.final),
                    "familias": json.dumps(families_of(facts[record], items[record]), ensure_ascii=False),
                    "cifras": json.dumps(asdict(figures(purchase, legal, way)), ensure_ascii=False),
                    "vence": json.dumps([due_data(each) for each in purchase.due], ensure_ascii=False),
                    "campana": int(
                        campaign_lost(
                            purchase,
                            _season(facts[record]),
                            forecast_from(forecasts[record]["pronostico"]) if record in forecasts else None,
                        )
                    ),
                }
                for record, purchase in found.items()
            ],
        )
        if not self._many:
            self._lived = None  # many in a row learn from what was lived through before they began

    def _item_rows(self, purchases: Iterable[str]) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {record: [] for record in purchases}
        marks = ", ".join("?" * len(found))
        for row in rows(self.db, f"SELECT * FROM compra_item WHERE compra IN ({marks})", list(found)):  # noqa: S608
            found[row["compra"]].append(row)
        return found

    def _compra_rows(self, purchases: Iterable[str]) -> dict[str, Row]:
        asked = list(purchases)
        marks = ", ".join("?" * len(asked))
        return {row["id"]: row for row in rows(self.db, f"SELECT * FROM compra WHERE id IN ({marks})", asked)}  # noqa: S608

    # forecasts

    def forecast(self, compra: str) -> Forecast:
        """When a purchase will probably end: as kept today, else drawn now."""
        kept = store.forecasts(self.db, [compra]).get(compra)
        if kept is not None and kept["pronostico_dia"] == self.today().isoformat():
            return forecast_from(kept["pronostico"])
        return self._ends_drawn(compra, self.purchase(compra))

    def _ends_drawn(self, compra: str, purchase: Purchase) -> Forecast:
        """Its ends drawn from its events and what was lived through: the same data give the same days."""
        events = [event_from_row(row) for row in self.eventos(compra)]
        asked = [event.datos.get("plazo_dias") for event in events if event.codigo == "requerimiento"]
        term = next((int(str(days)) for days in reversed(asked) if days and str(days).isdecimal()), 0)
        seed = seed_of(compra, [event.id for event in events], purchase.on)
        return forecast(
            purchase, law.purchase_law(), law.forecast_method(), self.lived_history(compra), term=term, seed=seed
        )


def _planned(items: Sequence[Row]) -> int | None:
    """What the plans foresaw for all items; None while the price of one of them is not known."""
    if not items or any(not row["precio_plan"] for row in items):
        return None
    return sum(times(Decimal(row["cantidad"]), Decimal(row["precio_plan"])) for row in items)


def _season(compra: Row) -> date | None:
    day = str(compra["season_date"] or "")
    return last_day(day) if day else None


def families_of(compra: Row, items: Sequence[Row]) -> list[str]:
    """What kinds of things a purchase buys: the family that each item says, else its name and unit."""
    said = {str(row["familia"] or "") or key_of(str(row["nombre"]), row["unidad"], units()) for row in items}
    return sorted(said) or [key_of(str(compra["nombre"]), None, units())]


def due_data(due: Due) -> dict[str, Any]:
    """A day as kept, its sentence with its holes."""
    return {
        "key": due.key,
        "day": due.day.isoformat(),
        "sentence": due.sentence.stored(),
        "offices": list(due.offices),
        "basis": due.basis,
    }


def due_from(data: Mapping[str, Any]) -> Due:
    """A kept day."""
    return Due(
        data["key"],
        date.fromisoformat(data["day"]),
        Sentence.restored(data["sentence"]),
        tuple(data["offices"]),
        data["basis"],
    )


def forecast_text(found: Forecast) -> str:
    """A forecast as kept."""

    def days(milestone: Milestone | None) -> list[str] | None:
        return [milestone.p50.isoformat(), milestone.p80.isoformat()] if milestone else None

    return json.dumps(
        {
            "contract": days(found.contract),
            "delivery": days(found.delivery),
            "handing": days(found.handing),
            "longest": found.longest,
            "cases": found.cases,
            "note": found.note.stored() if found.note else None,
            "own": list(found.own),
        },
        ensure_ascii=False,
    )


def forecast_from(text: str) -> Forecast:
    """A kept forecast."""
    data = json.loads(text)

    def milestone(name: str) -> Milestone | None:
        pair = data[name]
        return Milestone(*map(date.fromisoformat, pair)) if pair else None

    return Forecast(
        milestone("contract"),
        milestone("delivery"),
        milestone("handing"),
        data["longest"],
        data["cases"],
        Sentence.restored(data["note"]) if data["note"] else None,
        tuple(data["own"]),
    )
