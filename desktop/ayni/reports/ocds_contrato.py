"""The contracts of a purchase in the shape of OCDS 1.1, from the signature to the producers, and how they end."""

from collections.abc import Iterable
from datetime import date, timedelta

from ayni.domain.compra_guardas import answered_late, days_in
from ayni.domain.compra_ley import BACK, PurchaseLaw
from ayni.domain.compra_penalidad import Extension
from ayni.domain.etapas import PARCIAL
from ayni.domain.evento import Event
from ayni.domain.fields_items import item_quantities
from ayni.domain.recorrido import Step
from ayni.domain.seguimiento import read_day
from ayni.reports.ocds_convocatoria import CATEGORIES, METHODS, NEW_CALL, VIA, Calls
from ayni.reports.ocds_datos import (
    Data,
    Entity,
    OpenPurchase,
    Process,
    amount,
    clean,
    counted,
    moment,
    number,
    put,
    some,
)


def processes(steps: Iterable[Step], purchase: OpenPurchase, entity: Entity, law: PurchaseLaw) -> list[Process]:
    """The processes of a purchase as these steps leave them, the first call first."""
    fold = Contracts(purchase, entity, law)
    for step in steps:
        if counted(step, law):
            fold.take(step.event)
    return fold.found


class Contracts(Calls):
    """One pass over the events in force."""

    def _contract(self) -> Data | None:
        found = self.now.data.get("contracts", [])
        return found[-1] if found and found[-1]["status"] == "active" else None

    def _contrato(self, event: Event) -> None:
        datos = event.datos
        award = self._award()
        if award is None:
            award = put(
                self._awards(),
                some(id=f"buena-pro-{event.id}", title="Elección del proveedor", date=moment(event), status="active"),
            )
        award["status"] = "active"
        if not award.get("suppliers") and (chosen := self._supplier(event, datos.get("proveedor"), datos.get("ruc"))):
            award["suppliers"] = chosen
        if "value" not in award and (value := amount(datos.get("monto_centimos"))):
            award["value"] = value
        term = days_in(datos.get("plazo_dias"))
        signed = moment(event)
        self.now.due = date.fromisoformat(event.fecha) + timedelta(term) if signed and term else None
        self.now.asked, self.now.stopped = [], None
        number = clean(datos.get("numero"))
        contract = some(
            id=f"contrato-{event.id}",
            awardID=award["id"],
            title=" ".join(part for part in ("Contrato" if event.codigo == "contrato" else "Orden", number) if part),
            status="active",
            dateSigned=signed,
            period=some(durationInDays=term),
            value=amount(datos.get("monto_centimos")),
            items=self._ordered(event),
        )
        self.now.data.setdefault("contracts", []).append(contract)
        self._deliver("scheduled")

    def _orden_contrato_menor(self, event: Event) -> None:
        via = str(event.datos.get("via") or "CONTRATO_MENOR")
        self._tender().update(
            some(
                title=clean(self.purchase.title),
                status="complete",
                procuringEntity=some(id=self.entity.party, name=self.entity.name),
                items=self._items(),
                procurementMethod=METHODS.get(via, "limited"),
                procurementMethodDetails=VIA.get(via, "Compra con orden"),
                mainProcurementCategory=CATEGORIES.get(self.purchase.objeto),
            )
        )
        self._contrato(event)

    def _ordered(self, event: Event) -> list[Data]:
        names = {str(row["id"]): row for row in self.purchase.items}
        found = []
        for each in item_quantities(event.datos.get("items")):
            price = {"amount": number(each.precio), "currency": "PEN"} if each.precio is not None else None
            unit = some(name=str(names.get(each.item, {}).get("unidad") or ""), value=price)
            said = clean(names.get(each.item, {}).get("nombre"))
            found.append(some(id=each.item, description=said, quantity=number(each.cantidad), unit=unit))
        return found

    def _ampliacion_solicitada(self, event: Event) -> None:
        if (contract := self._contract()) is None:
            return
        day, asked = read_day(event.fecha), days_in(event.datos.get("dias")) or 0
        if day is not None:
            self.now.asked.append(Extension(day.day, asked))
        put(
            contract.setdefault("milestones", []),
            some(
                id=f"ampliacion-{len(self.now.asked)}", title="Ampliación de plazo pedida", type="approval",
                description=f"El proveedor pide {asked} días más.", status="scheduled",
            ),
        )  # fmt: skip

    def _ampliacion_resuelta(self, event: Event) -> None:
        contract, day = self._contract(), read_day(event.fecha)
        if contract is None or day is None or not self.now.asked:
            return
        asked, result = self.now.asked[-1], event.datos.get("resultado")
        if result == "SILENCIO" or answered_late(asked, day.day, self.now.regime, self.law):
            given, why = asked.days, "Ampliación de plazo aprobada por silencio"
        elif result == "CONCEDIDA":
            said = days_in(event.datos.get("dias"))
            given, why = asked.days if said is None else max(0, said), "Ampliación de plazo concedida"
        else:
            given, why = 0, "Ampliación de plazo denegada"
        milestone = {"id": f"ampliacion-{len(self.now.asked)}", "status": "met" if given else "notMet"}
        put(contract.setdefault("milestones", []), milestone | some(dateMet=moment(event) if given else None))
        if given:
            self._amend(contract.setdefault("amendments", []), event, why, f"{given} días más.")
            period = contract.setdefault("period", {})
            if "durationInDays" in period:
                period["durationInDays"] += given
            self.now.due = self.now.due + timedelta(given) if self.now.due else None
            self._deliver("scheduled")

    def _suspension(self, event: Event) -> None:
        if contract := self._contract():
            self._amend(contract.setdefault("amendments", []), event, "Suspensión del plazo")
            self.now.stopped = date.fromisoformat(event.fecha) if moment(event) else None
            if self.now.stopped is None:
                self.now.due = None

    def _reinicio(self, event: Event) -> None:
        if contract := self._contract():
            self._amend(contract.setdefault("amendments", []), event, "Reinicio del plazo")
            if self.now.due and self.now.stopped and moment(event):
                self.now.due += date.fromisoformat(event.fecha) - self.now.stopped
            else:
                self.now.due = None
            self._deliver("scheduled")

    # delivery and after

    def _carried(self, name: str) -> list[Data] | None:
        contract = self._contract()
        if contract is None:
            return None
        found: list[Data] = contract.setdefault("implementation", {}).setdefault(name, [])
        return found

    def _deliver(self, status: str, day: str | None = None) -> None:
        found = self._carried("milestones")
        if found is None:
            return
        due = f"{self.now.due.isoformat()}T00:00:00-05:00" if self.now.due else None
        milestone = {"id": "entrega", "title": "Entrega", "type": "delivery", "status": status}
        kept = put(found, milestone | some(dueDate=due, dateMet=day))
        if due is None:
            kept.pop("dueDate", None)

    def _entrega_total(self, event: Event) -> None:
        self._deliver("met", moment(event))

    def _entrega_parcial(self, event: Event) -> None:
        self._milestone(event, "Entrega parcial", kind="delivery")
        self._deliver("partiallyMet")

    def _observacion_entrega(self, _event: Event) -> None:
        self._deliver("partiallyMet")

    def _subsanacion(self, event: Event) -> None:
        if event.datos.get("alcance") != PARCIAL:
            self._deliver("met", moment(event))

    def _milestone(self, event: Event, title: str, *, kind: str = "", said: str = "") -> None:
        if (found := self._carried("milestones")) is not None:
            put(
                found,
                some(
                    id=event.id, title=title, type=kind, code=event.codigo, description=said, dateMet=moment(event),
                    status="met",
                ),
            )  # fmt: skip

    def _penalidad(self, event: Event) -> None:
        value = amount(event.datos.get("monto_centimos"))
        self._milestone(event, "Penalidad", said=f"S/ {value['amount']:,.2f}" if value else "")

    def _conformidad(self, event: Event) -> None:
        self._milestone(event, "Conformidad")
        if (found := self._carried("documents")) is not None:
            put(
                found,
                some(
                    id=event.id, documentType="completionCertificate", title="Conformidad", datePublished=moment(event)
                ),
            )

    def _pago(self, event: Event) -> None:
        if (found := self._carried("transactions")) is None:
            return
        award = self._award()
        payee = award["suppliers"][0] if award and award.get("suppliers") else None
        self._role(self.entity.party, "payer")
        if payee:
            self._role(payee["id"], "payee")
        payer = some(id=self.entity.party, name=self.entity.name)
        value = amount(event.datos.get("monto_centimos"))
        put(found, some(id=event.id, date=moment(event), value=value, payer=payer, payee=payee and dict(payee)))

    def _entrega_aeo(self, event: Event) -> None:
        self._milestone(event, "Entrega a la organización", kind="delivery")

    def _liquidacion_plan(self, event: Event) -> None:
        self._milestone(event, "Liquidación del plan")

    def _transferencia_definitiva(self, event: Event) -> None:
        self._milestone(event, "Transferencia definitiva")

    # endings

    def _end_contract(self) -> None:
        if contract := self._contract():
            for milestone in contract.get("implementation", {}).get("milestones", []):
                if milestone["id"] == "entrega" and milestone["status"] == "scheduled":
                    milestone["status"] = "notMet"
            contract["status"] = "terminated"

    def _resolucion_contrato(self, event: Event) -> None:
        if event.datos.get("alcance") == PARCIAL:
            if contract := self._contract():
                self._amend(contract.setdefault("amendments", []), event, "Resolución parcial del contrato")
            return
        self._end_contract()
        self.over = True

    def _back(self, event: Event) -> None:
        """An annulment: what was won is lost; from before the call another one must follow."""
        self._end_contract()
        self._end_awards("cancelled")
        stages, stage = self.law.stages, str(event.datos.get("retrotrae_a") or "")
        if self.law.machine.moves[event.codigo].target == BACK and stage in stages:
            over = stages.index(stage) < NEW_CALL
            if "tender" in self.now.data:
                self._tender()["status"] = "cancelled" if over else "active"
            self.over = over

    _nulidad_procedimiento = _nulidad_contrato = _apelacion_fundada = _back
