"""Goods in the hands of the producers: made from a delivery in one save, visited again and again, never forgotten."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from ayni.domain.bien import (
    BIEN,
    GOOD,
    SERVICE,
    VISITA_BIEN,
    Delivered,
    check_bien,
    check_visita,
    counting,
    good_total,
    plain_serial,
    serial_problems,
    split_serials,
    state_on,
    units_of,
)
from ayni.domain.entrega import ARRIVALS
from ayni.domain.evento import Event
from ayni.domain.fields import Problem, Values
from ayni.domain.fields_items import ItemQuantity, item_quantities
from ayni.domain.flow import Answers
from ayni.domain.padron import full_name
from ayni.domain.recorrido import Purchase
from ayni.job import Job
from ayni.lang import N_, Sentence
from ayni.storage import pages, records
from ayni.storage.database import rows
from ayni.sync import stamps
from ayni.workspace.contrapartida import HANDED, ContrapartidaDoor, contract_prices, contracts_of
from ayni.workspace.expediente import Added
from ayni.workspace.opened import Row
from ayni.workspace.refusals import GONE, Refused, refuse

WHOLE_DAY = 10  # letters of a full ISO date
REASON = 10  # letters of the reason of a correction


class BienDoor(ContrapartidaDoor):
    """What may be asked about goods."""

    def bienes(self, *, plan: str = "", aeo: str = "") -> list[Row]:
        """The goods of a plan or of an AEO (all without either), with their state (`estado_bien`, `visto_el`)."""
        column, value = ("plan", plan) if plan else ("aeo", aeo)
        where = f" WHERE b.{column} = ?" if value else ""
        found = rows(
            self.db,
            "SELECT b.*, a.nombre AS aeo_nombre FROM bien b LEFT JOIN aeo a ON a.id = b.aeo"  # noqa: S608  two names
            f"{where} ORDER BY b.fecha_recepcion, b.nombre, b.serie, b.id",
            [value] if value else [],
        )
        keepers = {str(row["id"]): full_name(row) for row in self._members([row["custodio"] for row in found])}
        visits: dict[str, list[Row]] = {}
        owners = sorted({str(row["aeo"]) for row in found})
        for owner in owners:
            for visit in pages.where_equal(self.db, "visita_bien", "aeo", owner):
                visits.setdefault(str(visit["bien"]), []).append(visit)
        made = []
        for row in found:
            last = state_on(visits.get(str(row["id"]), []))
            made.append(
                {
                    **row,
                    "total_centimos": good_total(row),
                    "custodio_nombre": keepers.get(str(row["custodio"]), ""),
                    "estado_bien": last["estado_bien"] if last else "",
                    "visto_el": last["fecha"] if last else "",
                }
            )
        return made

    def bien(self, record: str) -> Row:
        """One good, with its AEO, its keeper and its state."""
        found = self.found("bien", record)
        return next(row for row in self.bienes(aeo=str(found["aeo"])) if row["id"] == record)

    def save_bien(self, aeo: str, answers: Answers, record: str | None = None) -> str:
        """Keep a good written by hand, or more data of one."""
        before = self.found("bien", record) if record else {}
        if record and before["aeo"] != aeo:
            raise refuse(GONE)
        self.found("aeo", aeo)
        typed = {**self._over(BIEN, before, answers), "aeo": aeo}
        values = self._accepted(BIEN, typed)
        wrong = check_bien(values)
        row = {**values, "id": record or ""}
        wrong += [Problem("serie", each.sentence) for each in serial_problems([row], self._serials())]
        if wrong:
            raise Refused(wrong)
        new = record is None
        record = record or stamps.new_row_id(self.now_ms())
        with self.save("save_bien", aeo) as db:
            if new:
                records.insert(db, "bien", record, values)
            else:
                records.update(db, "bien", record, values)
            self._finish_draft(db, "bien", aeo if new else record)
        return record

    def remove_bien(self, record: str) -> None:
        """Take away a good written by mistake; it can be undone. One that was visited stays."""
        found = self.found("bien", record)
        if pages.where_equal(self.db, "visita_bien", "bien", record):
            raise refuse(N_("Este bien tiene visitas y no se quita. Corrija sus datos."))
        with self.save("remove_bien", found["aeo"]) as db:
            records.remove(db, "bien", record)

    def adding_bien(self, record: str, paths: Sequence[Path]) -> Job[Added]:
        """Keep photos or papers with a good, as long work."""
        return self._adding("bien", record, paths, "add_bien_archivo")

    def _serials(self) -> list[Row]:
        return rows(
            self.db,
            "SELECT b.id, b.serie, b.marca, b.nombre, a.nombre AS aeo_nombre FROM bien b"
            " LEFT JOIN aeo a ON a.id = b.aeo WHERE b.serie IS NOT NULL",
        )

    # from a delivery

    def handings(self, compra: str) -> list[Row]:
        """The events of a purchase from which goods can be registered: deliveries to the AEO, else arrivals."""
        found = [self._row_of(step.event) for step in self._counted(self.purchase(compra))]
        handed = [row for row in found if row["codigo"] == HANDED]
        return handed or [row for row in found if row["codigo"] in ARRIVALS]

    @staticmethod
    def _row_of(event: Event) -> Row:
        return {"id": event.id, "codigo": event.codigo, "fecha": event.fecha, "documento": event.documento}

    @staticmethod
    def _counted(purchase: Purchase) -> list[Any]:
        return [step for step in purchase.steps if step.moment is not None and not step.annulled]

    def destinos(self, compra: str) -> list[Row]:
        """For whom a purchase is: each plan (or AEO without plan) once, with `destino`, `aeo`, `plan`, `nombre`."""
        found: dict[str, Row] = {}
        for row in self.asignaciones(compra):
            key = str(row["plan"] or row["aeo"])
            found[key] = {"destino": key, "aeo": row["aeo"], "plan": row["plan"], "nombre": row["aeo_nombre"]}
        if not found:
            row = self.compra(compra)
            if row["aeo"]:
                key = str(row["plan"] or row["aeo"])
                found[key] = {"destino": key, "aeo": row["aeo"], "plan": row["plan"], "nombre": row["aeo_nombre"]}
        return list(found.values())

    def bienes_proposed(self, compra: str, evento: str, destino: str = "") -> list[Row]:
        """The goods that a delivery brings and that are not registered yet, unit by unit where serials are known."""
        purchase = self.purchase(compra)
        steps = self._counted(purchase)
        event = next((step.event for step in steps if step.event.id == evento), None)
        if event is None or event.codigo not in ARRIVALS | {HANDED}:
            raise refuse(N_("Elija la entrega de la que vienen los bienes."))
        whose = self._whose(compra, event, destino)
        arrivals = [step.event for step in steps if step.event.codigo in ARRIVALS]
        return units_of(self._delivered(compra, purchase, event, arrivals, whose))

    def _whose(self, compra: str, event: Event, destino: str) -> Row:
        known = {str(row["destino"]): row for row in self.destinos(compra)}
        wanted = destino or str(event.datos.get("plan") or event.datos.get("aeo") or "")
        if not wanted and len(known) == 1:
            wanted = next(iter(known))
        if wanted not in known:
            raise refuse(N_("Diga para qué plan u organización son los bienes."), "destino")
        return known[wanted]

    def _delivered(
        self, compra: str, purchase: Purchase, event: Event, arrivals: Sequence[Event], whose: Row
    ) -> list[Delivered]:
        allotted: dict[str, tuple[Decimal, str]] = {}
        for row in self._placed(pages.where_equal(self.db, "asignacion", "compra", compra)):
            if str(row["plan"] or row["aeo"]) == whose["destino"]:
                amount, partida = allotted.get(str(row["item"]), (Decimal(0), ""))
                allotted[str(row["item"])] = (
                    amount + Decimal(str(row["cantidad"])),
                    partida or str(row["partida"] or ""),
                )
        items = self.compra_items(compra)
        said = _joined(item_quantities(event.datos.get("items")))
        already = [row for row in self.bienes(aeo=str(whose["aeo"])) if row["compra"] == compra]
        used = {plain_serial(row["serie"]) for row in self._serials()}
        arrived = _joined(row for each in arrivals for row in item_quantities(each.datos.get("items")))
        prices, facts = contract_prices(purchase), self._facts_of(compra, purchase, event, arrivals, whose)
        found = []
        for item in items:
            key = str(item["id"])
            most = (
                allotted[key][0]
                if key in allotted
                else (Decimal(str(item["cantidad"])) if not allotted else Decimal(0))
            )
            mine = [row for row in already if row["item"] == key and str(row["plan"] or row["aeo"]) == whose["destino"]]
            most -= sum((Decimal(str(row["cantidad"])) for row in mine), Decimal(0))
            amount = most
            if said:
                here = [row for row in mine if row["entrega_evento"] == event.id]
                amount = said[key].cantidad if key in said else Decimal(0)
                amount -= sum((Decimal(str(row["cantidad"])) for row in here), Decimal(0))
                amount = min(most, amount)
            if amount <= 0:
                continue
            texts = [rows_[key].series for rows_ in (said, arrived) if key in rows_ and rows_[key].series]
            series = [serial for serial in split_serials(texts[0]) if plain_serial(serial) not in used] if texts else []
            price = prices.get(key)
            found.append(
                Delivered(
                    amount,
                    tuple(series),
                    {
                        **facts,
                        "item": key,
                        "partida": allotted.get(key, (Decimal(0), ""))[1] or None,
                        "nombre": item["nombre"],
                        "unidad": item["unidad"],
                        "precio_unitario": str(price) if price is not None else item["precio_plan"],
                    },
                )
            )
        return found

    def _facts_of(
        self, compra: str, purchase: Purchase, event: Event, arrivals: Sequence[Event], whose: Row
    ) -> dict[str, object]:
        numbers = [str(each.datos.get("numero") or each.documento or "") for each in contracts_of(purchase)]
        guides = [str(each.datos.get("guia_remision") or "") for each in arrivals]
        service = self.compra(compra)["objeto"] == "SERVICIO"
        return {
            "aeo": whose["aeo"],
            "plan": whose["plan"],
            "compra": compra,
            "entrega_evento": event.id,
            "clase_bien": SERVICE if service else GOOD,
            "estado_entrega": None if service else "nuevo",
            "fecha_recepcion": event.fecha if len(event.fecha) == WHOLE_DAY else None,
            "orden_compra": numbers[-1] or None if numbers else None,
            "guia": next((guide for guide in reversed(guides) if guide), None),
        }

    def bienes_from_delivery(
        self, compra: str, evento: str, given: Sequence[Answers] | None = None, destino: str = ""
    ) -> list[str]:
        """Register the goods of a delivery in one save, undone as one: those proposed, or as somebody completed them.

        Raises Refused with fields named "0.serie": a serial written twice is told with whose it is.
        """
        proposed = self.bienes_proposed(compra, evento, destino)
        rows_ = proposed if given is None else list(given)
        if not rows_:
            raise refuse(N_("Los bienes de esta entrega ya están registrados."))
        whose = self._whose(compra, next(s.event for s in self.purchase(compra).steps if s.event.id == evento), destino)
        link = {"aeo": whose["aeo"], "plan": whose["plan"], "compra": compra, "entrega_evento": evento}
        read: list[tuple[str, Values]] = []
        wrong: list[Problem] = []
        for place, row in enumerate(rows_):
            try:
                values = self._accepted(BIEN, {**row, **link})
            except Refused as error:
                wrong += [Problem(f"{place}.{each.field}", each.sentence) for each in error.problems]
                continue
            wrong += [Problem(f"{place}.{each.field}", each.sentence) for each in check_bien(values)]
            read.append((stamps.new_row_id(self.now_ms()), values))
        wrong += self._beyond(proposed, [values for _record, values in read])
        wrong += serial_problems([values for _record, values in read], self._serials())
        if wrong:
            raise Refused(wrong)
        with self.save("save_bienes", str(whose["aeo"])) as db:
            records.insert_many(db, "bien", read)
        return [record for record, _values in read]

    @staticmethod
    def _beyond(proposed: Sequence[Row], given: Sequence[Row]) -> list[Problem]:
        """More of an item than the delivery still has to register."""

        def sums(rows_: Iterable[Row]) -> dict[str, Decimal]:
            found: dict[str, Decimal] = {}
            for row in rows_:
                key = str(row["item"] or "")
                found[key] = found.get(key, Decimal(0)) + Decimal(str(row["cantidad"] or 0))
            return found

        most, now = sums(proposed), sums(given)
        names = {str(row["item"] or ""): row["nombre"] for row in given}
        said = N_("De {name} se registran {count} y quedan por registrar {most}.")
        return [
            Problem("", Sentence(said, name=names[key], count=f"{count:f}", most=f"{most.get(key, Decimal(0)):f}"))
            for key, count in now.items()
            if count > most.get(key, Decimal(0))
        ]

    # visits

    def visitas_bien(self, bien: str) -> list[Row]:
        """Every visit of a good, newest first; `corregida` is true of one that another corrects."""
        found = pages.where_equal(self.db, "visita_bien", "bien", bien)
        standing = {str(row["id"]) for row in counting(found)}
        made = [{**row, "corregida": str(row["id"]) not in standing} for row in found]
        return sorted(made, key=lambda row: (str(row["fecha"]), str(row["id"])), reverse=True)

    def save_visita_bien(self, bien: str, answers: Answers, *, corrects: str = "", reason: str = "") -> str:
        """Register how a good was found. A visit is never changed: `corrects` names the one that this one replaces."""
        good = self.found("bien", bien)
        typed = {**answers, "aeo": good["aeo"], "bien": bien, "corrige": corrects or None}
        if corrects:
            typed["corrige_motivo"] = reason
        values = self._accepted(VISITA_BIEN, typed)
        wrong = check_visita(values, good)
        if corrects and self.found("visita_bien", corrects)["bien"] != bien:
            raise refuse(GONE)
        if corrects and len(reason.strip()) < REASON:
            said = N_("Explique el motivo con {count} letras o más.")
            wrong.append(Problem("corrige_motivo", Sentence(said, count=REASON)))
        if wrong:
            raise Refused(wrong)
        record = stamps.new_row_id(self.now_ms())
        with self.save("save_visita_bien", str(good["aeo"]), reason=reason) as db:
            records.insert(db, "visita_bien", record, values)
            self._finish_draft(db, "visita_bien", bien)
        return record

    def adding_visita_bien(self, record: str, paths: Sequence[Path]) -> Job[Added]:
        """Keep photos with a visit, as long work."""
        return self._adding("visita_bien", record, paths, "add_visita_bien_archivo")


def _joined(said: Iterable[ItemQuantity]) -> dict[str, ItemQuantity]:
    """Items said more than once as one: quantities added, serials one after another."""
    found: dict[str, ItemQuantity] = {}
    for row in said:
        before = found.get(row.item)
        if before is not None:
            series = ", ".join(text for text in (before.series, row.series) if text)
            row = ItemQuantity(row.item, before.cantidad + row.cantidad, row.precio or before.precio, series)  # noqa: PLW2901
        found[row.item] = row
    return found
