"""Purchases: registering what happened, correcting it without erasing it, and telling where each one stands."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from ayni.domain.compra import COMPRA, EVENTO, check_compra
from ayni.domain.compra_archivo import read_file
from ayni.domain.compra_item import allotment_problems
from ayni.domain.compra_registro import Verdict, check_event
from ayni.domain.division import DIVISION, PARTING, division_to, divisions
from ayni.domain.entrega import Ordered
from ayni.domain.etapas import ANULAR, IMPORTADO, PARCIAL, REEMPLAZAR, VIVO
from ayni.domain.evento import Event, datos_text, event_from_row, read_datos, read_extra
from ayni.domain.fields import SI, Problem, Values, read_answers
from ayni.domain.fields_items import item_quantities
from ayni.domain.flow import Answers
from ayni.domain.herencia import heritage
from ayni.domain.recorrido import Purchase
from ayni.domain.seguimiento import Known, in_order, next_order, replay
from ayni.lang import N_, Sentence
from ayni.storage import pages, records
from ayni.storage.database import rows
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.aeo import AeoDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused, refuse

LIQUIDATION, REQUEST = "liquidacion_plan", "requerimiento"
NEW = "nuevo"  # the id of an event that is not registered yet
BY_DIVIDING = N_("Si pasó solo con una parte de los bienes, divida la compra.")
BY_JOINING = N_("Este registro dividió la compra. Para corregirlo, junte otra vez las dos compras.")
AEO_NAME = "(SELECT a.nombre FROM aeo a WHERE a.id = t.aeo) AS aeo_nombre"


class CompraDoor(AeoDoor):
    """What may be asked about purchases."""

    def compras(self, offset: int = 0, limit: int = 100, text: str = "") -> list[Row]:
        """A page of purchases with their AEO; where each stands is asked with `purchase`."""
        return pages.page(self.db, "compra", offset, limit, text=text, extra=(AEO_NAME,))

    def compra_count(self, text: str = "") -> int:
        """How many purchases the list has."""
        return pages.count(self.db, "compra", text=text)

    def compra(self, record: str) -> Row:
        """One purchase."""
        found = self.found("compra", record)
        aeo = records.get(self.db, "aeo", found["aeo"]) if found["aeo"] else None
        return {**found, "aeo_nombre": aeo["nombre"] if aeo else ""}

    def compras_of(self, aeo: str) -> list[Row]:
        """The purchases for one AEO: those for it alone, and those that allot something to it."""
        found = pages.where_equal(self.db, "compra", "aeo", aeo)
        known = {row["id"] for row in found}
        shared = dict.fromkeys(row["compra"] for row in pages.where_equal(self.db, "asignacion", "aeo", aeo))
        more = (records.get(self.db, "compra", record) for record in shared if record not in known)
        return found + [row for row in more if row is not None]

    def save_compra(self, answers: Answers, record: str | None = None) -> str:
        """Keep the facts of a purchase that are no events."""
        born = self.found("compra", record) if record else {}
        values = self._accepted(COMPRA, {**answers, **{name: born.get(name) for name in ("origen", "raiz")}})
        if wrong := check_compra(values):
            raise Refused(wrong)
        if record and values["modalidad"] != born.get("modalidad"):
            self._refuse_fixed_modality(record)
        new = record is None
        record = record or stamps.new_row_id(self.now_ms())
        with self.save("save_compra") as db:
            if new:
                records.insert(db, "compra", record, values)
            else:
                records.update(db, "compra", record, values)
            self._finish_draft(db, "compra", "" if new else record)
        return record

    def _refuse_fixed_modality(self, compra: str) -> None:
        """With a contract in execution the way of executing stays as it is."""
        if self.purchase(compra).state in law.purchase_law().modality_fixed:
            said = N_("El contrato ya está en ejecución: la modalidad no se cambia.")
            raise Refused([Problem("modalidad", Sentence(said))])

    # events

    def eventos(self, compra: str) -> list[Row]:
        """Every event registered of a purchase, corrections included, as rows."""
        found = pages.where_equal(self.db, "evento", "compra", compra)
        return sorted(found, key=lambda row: (row["fecha"], int(row["orden"] or 0), row["registrado"] or "", row["id"]))

    def _events(self, compra: str) -> list[Event]:
        return [event_from_row(found) for found in self.eventos(compra)]

    def purchase(self, compra: str, on: date | None = None) -> Purchase:
        """Where a purchase stands on a day (today), replayed from its events."""
        day = on or self.today()
        events, known = self.whole_history(self.found("compra", compra), day)
        return replay(events, law.purchase_law(), day, known=known)

    def whole_history(self, compra: Row, on: date) -> tuple[list[Event], Known]:
        """Every event of a purchase, with those that it inherited when it was divided from another one."""
        own, known = self._events(compra["id"]), self._known_of(compra)
        parent = records.get(self.db, "compra", compra["origen"]) if compra["origen"] else None
        division = division_to(self._events(parent["id"]), compra["id"]) if parent else None
        if parent is None or division is None:
            return own, known
        events, above = self.whole_history(parent, on)
        order = in_order(events, law.purchase_law(), on, above)
        left = heritage(events, order, division, above.heritage.turned, self._item_names(compra["id"]))
        return [*left.events, *own], replace(known, heritage=left)

    def _item_names(self, compra: str) -> dict[str, str]:
        """For the id that an item had in each purchase from which it was divided, the id that it has here."""
        found = {}
        for item in pages.where_equal(self.db, "compra_item", "compra", compra):
            here: Row | None = item
            while here is not None and here["origen"] and here["origen"] not in found:
                found[here["origen"]] = item["id"]
                here = records.get(self.db, "compra_item", here["origen"])
        return found

    def _known_of(self, compra: Row) -> Known:
        items, served = (
            pages.where_equal(self.db, table, "compra", compra["id"]) for table in ("compra_item", "asignacion")
        )
        return self.known_of(compra, [*items, *self._gone(compra["id"], items)], served)

    def _gone(self, compra: str, items: Sequence[Row]) -> list[Row]:
        """Items of which everything left with a division: they are known, and nothing of them is bought here."""
        here = {row["id"] for row in items}
        told = rows(self.db, "SELECT datos FROM evento WHERE compra = ? AND codigo = ?", [compra, DIVISION])
        left = {each.item for row in told for each in item_quantities(read_datos(row["datos"]).get("items"))} - here
        found = (records.get(self.db, "compra_item", item) for item in sorted(left))
        return [{**row, "cantidad": "0"} for row in found if row is not None]

    @staticmethod
    def known_of(compra: Row, items: Sequence[Row], served: Sequence[Row]) -> Known:
        """What is known of a purchase besides its events: what it buys and for whom."""
        bought = {
            row["id"]: Ordered(
                row["nombre"],
                Decimal(row["cantidad"]),
                Decimal(row["precio_plan"]) if row["precio_plan"] else None,
            )
            for row in items
        }
        destinos = frozenset(str(row["plan"] or row["aeo"]) for row in served)
        return Known(_planned(compra), compra["regimen"] or "", compra["objeto"] or "", bought, destinos=destinos)

    def next_events(self, compra: str) -> list[tuple[str, str]]:
        """What may happen now: code and label (source text)."""
        legal = law.purchase_law()
        return [(code, legal.label(code)) for code in self.purchase(compra).next_events]

    def save_evento(self, compra: str, answers: Answers, datos: Answers | None = None) -> str:
        """Register something that happened. `datos` answers what its kind asks besides (`EXTRA`).

        Raises Refused when it may not happen now, with the state, what may happen and the article.
        """
        self._no_division(answers, datos or {})
        return self._register("save_evento", compra, answers, datos or {})

    @staticmethod
    def _no_division(answers: Answers, datos: Answers) -> None:
        """Items part ways by `divide`, which also makes their new purchase."""
        if answers.get("codigo") == DIVISION:
            raise refuse(BY_DIVIDING, "codigo")
        if answers.get("codigo") in PARTING and datos.get("alcance") == PARCIAL:
            raise refuse(BY_DIVIDING, "alcance")

    def preview_evento(self, compra: str, answers: Answers, datos: Answers | None = None) -> Verdict:
        """What registering this would meet: refusals, remarks, later events that would fall out of sequence."""
        self._no_division(answers, datos or {})
        return self._judged(compra, answers, datos or {})[1]

    def _judged(self, compra: str, answers: Answers, datos: Answers) -> tuple[Values, Verdict]:
        found = self.found("compra", compra)
        typed = {"modo": VIVO, **answers, "compra": compra, "registrado": self._registered()}
        values, wrong = read_answers(EVENTO, typed, self.today())
        extra: dict[str, object] = {}
        if values["codigo"]:
            given, more = read_extra(str(values["codigo"]), datos, self.today())
            extra, wrong = dict(given), wrong + more
        if wrong:
            raise Refused(wrong)
        values["datos"] = datos_text(extra)
        events, known = self.whole_history(found, self.today())
        values["orden"] = str(next_order(events, str(values["fecha"])))
        verdict = check_event(
            events,
            event_from_row({**values, "id": NEW}),
            law.purchase_law(),
            self.today(),
            known=self._now_known(found, known, values),
        )
        if values["codigo"] == REQUEST and values["modo"] == VIVO:
            verdict = replace(verdict, problems=(*verdict.problems, *self._not_allotted(compra)))
        return values, verdict

    def _now_known(self, compra: Row, known: Known, values: Values) -> Known:
        """What is known besides when an event is put to the guards, of things that no replay needs."""
        return replace(known, others=self._others(compra) if values["codigo"] == LIQUIDATION else ())

    def _not_allotted(self, compra: str) -> list[Problem]:
        """A request is sent when everything that it asks for has its plan; a purchase without items asks no more."""
        items, allotted = (
            pages.where_equal(self.db, table, "compra", compra) for table in ("compra_item", "asignacion")
        )
        return [Problem("", each.sentence) for each in allotment_problems(items, allotted)] if allotted else []

    def _others(self, compra: Row) -> tuple[str, ...]:
        """Names of the other purchases of its plans that the producers have not received and nobody closed."""
        sql = (
            "SELECT DISTINCT c.id, c.nombre FROM compra c LEFT JOIN asignacion a ON a.compra = c.id WHERE c.id <> ?1"
            " AND coalesce(a.plan, c.plan) IN (SELECT plan FROM asignacion WHERE compra = ?1 AND plan IS NOT NULL"
            " UNION SELECT plan FROM compra WHERE id = ?1 AND plan IS NOT NULL)"
        )
        return tuple(
            str(other["nombre"])
            for other in rows(self.db, sql, [compra["id"]])
            if not self.purchase(other["id"]).handed_over
        )

    def _register(self, act: str, compra: str, answers: Answers, datos: Answers) -> str:
        values, verdict = self._judged(compra, answers, datos)
        if verdict.problems:
            raise Refused(verdict.problems)
        record = stamps.new_row_id(self.now_ms())
        with self.save(act, reason=str(values["nota"] or datos.get("motivo") or "")) as db:
            records.insert(db, "evento", record, values)
            self._finish_draft(db, "evento", compra)
        return record

    def _registered(self) -> str:
        return self.clock().isoformat("T", "milliseconds")

    def rectify_evento(
        self, evento: str, accion: str, changed: Answers, motivo: str, datos: Answers | None = None
    ) -> str:
        """Correct an event wrongly typed: ANULAR takes it out of the count, REEMPLAZAR changes columns of it.

        The old event stays visible, struck through. The reason has ten letters at least (purchases, 3.6).
        """
        old = self.found("evento", evento)
        self._parts_stay_parts(old, accion, changed, datos or {})
        corrected: dict[str, object] = {}
        if accion == REEMPLAZAR:
            both: Values = {**{name: old[name] for name in old if name != "id"}, **changed}
            values, wrong = read_answers(EVENTO, both, self.today())
            extra, more = read_extra(
                str(values["codigo"] or ""), {**_known_datos(old["datos"]), **(datos or {})}, self.today()
            )
            # an imported event may lack what a live one must say; a correction answers only for what it changes
            wrong += [problem for problem in more if problem.field in (datos or {})]
            if wrong:
                raise Refused(wrong)
            corrected = {name: values[name] for name in changed if values.get(name) != old[name]}
            if datos_text(extra) != (old["datos"] or "{}"):
                corrected["datos"] = extra
            if not corrected:
                raise refuse(N_("No cambió nada. Escriba el dato correcto, o anule el registro."))
        answers = {"codigo": "rectificacion", "fecha": self.today().isoformat(), "modo": "VIVO"}
        given = {"evento_id": evento, "accion": accion, "motivo": motivo}
        if corrected:
            given["datos"] = json.dumps(corrected, ensure_ascii=False, sort_keys=True)
        return self._register("rectify_evento", str(old["compra"]), answers, given)

    def _parts_stay_parts(self, old: Row, accion: str, changed: Answers, datos: Answers) -> None:
        """What divided a purchase is taken back by joining both again, never by correcting one record."""
        causes = {each.event for each in divisions(self._events(old["compra"]))}
        turned = accion == ANULAR or changed.get("codigo", old["codigo"]) != old["codigo"]
        turned = turned or any(name in datos for name in ("alcance", "items"))
        if old["codigo"] == DIVISION or (old["id"] in causes and turned):
            raise refuse(BY_JOINING)

    # whole files

    def import_compra(self, path: Path, answers: Answers) -> str:
        """A purchase with its events from an exchange file, in one save. Raises Refused naming what is wrong."""
        parsed, wrong = read_file(read_exchange_json(path), law.purchase_law())
        if wrong:
            raise Refused(wrong)
        given = {"plazo_previsto_dias": parsed.planned_days, "regimen": parsed.regime, **answers}
        values = self._accepted(
            COMPRA, {name: str(value) if value is not None else None for name, value in given.items()}
        )
        record = stamps.new_row_id(self.now_ms())
        told = self._registered()
        with self.save("import_compra") as db:
            records.insert(db, "compra", record, values)
            records.insert_many(
                db,
                "evento",
                [
                    (stamps.new_row_id(self.now_ms()), _event_row(event, record, told, place))
                    for place, event in enumerate(parsed.events, start=1)
                ],
            )
        return record


def read_exchange_json(path: Path) -> object:
    """The JSON of an exchange file; one that cannot be read or is no JSON is refused by name."""
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        said = N_("No se puede leer el archivo {name}. Revise que la memoria USB siga puesta.")
        raise refuse(said, name=path.name) from error
    except (ValueError, RecursionError) as error:
        raise refuse(N_("El archivo {name} no es un archivo de intercambio de Ayni."), name=path.name) from error


def _planned(compra: Row) -> int | None:
    return int(compra["plazo_previsto_dias"]) if compra["plazo_previsto_dias"] else None


def _known_datos(datos: object) -> dict[str, str | int]:
    """Extra data as stored: céntimos stay numbers, which are read as céntimos."""
    return {name: value for name, value in read_datos(datos).items() if isinstance(value, str | int)}


def _event_row(event: Event, compra: str, registered: str, place: int) -> Values:
    return {
        "compra": compra,
        "codigo": event.codigo,
        "fecha": event.fecha,
        "orden": str(event.orden or place),
        "registrado": event.registrado or registered,
        "oficina": event.oficina or None,
        "oficina_siguiente": event.oficina_siguiente or None,
        "documento": event.documento or None,
        "datos": datos_text(event.datos),
        "regimen": event.regimen or None,
        "nota": event.nota or None,
        "modo": event.modo or IMPORTADO,
        "inferido": SI if event.inferido else None,
        "acto_ya_emitido": SI if event.acto_ya_emitido else None,
    }
