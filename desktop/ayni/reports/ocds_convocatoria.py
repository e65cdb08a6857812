"""The calls of a purchase in the shape of OCDS 1.1, from the request to the award: one process for each call.

The words are Spanish, the language of the file.
"""

import re
from datetime import date, timedelta

from ayni.domain.compra_guardas import whole
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.etapas import CAUSAS_DESIERTO, PARCIAL, PROCEDIMIENTOS, REGIMENES
from ayni.domain.evento import Event
from ayni.domain.fields_items import item_quantities
from ayni.domain.seguimiento import read_day
from ayni.reports.ocds_datos import (
    Data,
    Entity,
    OpenPurchase,
    Process,
    amount,
    clean,
    firm,
    moment,
    number,
    public_ruc,
    put,
    some,
)

CATEGORIES = {"BIEN": "goods", "SERVICIO": "services", "OBRA": "works"}
METHODS = {
    **dict.fromkeys(("LP", "LP_ABREVIADA", "CP", "CP_ABREVIADO", "SUBASTA_INVERSA"), "open"),
    "ADJUDICACION_SIMPLIFICADA": "open",
    "CATALOGO": "selective",
    "NO_COMPETITIVO": "direct",
    **dict.fromkeys(("COMPARACION_PRECIOS", "CONTRATO_MENOR", "OPERADOR", "NUCLEO"), "limited"),
}
VIA = {"CONTRATO_MENOR": "Contrato menor", "CATALOGO": "Catálogo electrónico"}
PREPARING = frozenset({
    *("requerimiento", "requerimiento_observado", "no_objecion", "interaccion_mercado", "cuantia_actualizada"),
    *("certificacion_solicitada", "certificacion_emitida", "certificacion_denegada", "expediente_aprobado"),
    *("nuevo_requerimiento", "saldo_no_competitivo", "convocatoria", "orden_contrato_menor"),
})  # fmt: skip
PARTED = {"desierto", "cancelacion", "resolucion_contrato"}  # what may happen to a part of a purchase, and is told
FAILED, EARLIER = "unsuccessfulProcess", "prior"
NEW_CALL = 4  # of the stages that an annulment may return to, those before the call
TRIBUNAL = "PE-TCP"


class Calls:
    """One pass over the events in force."""

    def __init__(self, purchase: OpenPurchase, entity: Entity, law: PurchaseLaw) -> None:
        self.purchase, self.entity, self.law = purchase, entity, law
        self.found: list[Process] = []
        self.over = True
        self.relation = EARLIER

    @property
    def now(self) -> Process:
        return self.found[-1]

    def take(self, event: Event) -> None:
        """What an event says of the call it belongs to."""
        if event.codigo in PREPARING and (self.over or (event.codigo == "convocatoria" and self.now.call)):
            self._open()
        parted = event.datos.get("alcance") == PARCIAL and event.codigo not in self.law.partial_events | PARTED
        if not self.found or parted:
            return
        self.now.events.append(event.id)
        handler = getattr(self, f"_{event.codigo}", None)
        if handler is not None:
            handler(event)

    def _open(self) -> None:
        purchase, entity = self.purchase, self.entity
        buyer = some(id=entity.party, name=entity.name)
        parties = [self._party(entity.party, entity.name, entity.ruc, ["buyer", "procuringEntity"])]
        for record, name, ruc in purchase.beneficiaries:
            parties.append(self._party(f"aeo-{record}", clean(name), public_ruc(ruc), ["beneficiary"]))
        budget = some(project=clean(purchase.project) or "PROCOMPITE", projectID=purchase.id)
        planning: Data = {"rationale": "Compra para planes de negocio de PROCOMPITE (Ley 29337).", "budget": budget}
        before = len(self.found) - 1
        self.found.append(
            Process(
                {"parties": parties, "buyer": buyer, "planning": planning},
                follows=before if before >= 0 else None,
                relation=self.relation,
            )
        )
        self.over, self.relation = False, EARLIER

    @staticmethod
    def _party(record: str, name: str, ruc: str, roles: list[str]) -> Data:
        identifiers = [{"scheme": "PE-RUC", "id": ruc, "legalName": name}] if ruc else []
        return some(id=record, name=name, additionalIdentifiers=identifiers, roles=roles)

    def _role(self, record: str, *roles: str) -> None:
        for party in self.now.data["parties"]:
            if party["id"] == record:
                party["roles"] = [*party["roles"], *(role for role in roles if role not in party["roles"])]

    def _list(self, section: str, name: str) -> list[Data]:
        where: Data = self.now.data.setdefault(section, {})
        found: list[Data] = where.setdefault(name, [])
        return found

    # preparation

    def _requerimiento(self, event: Event) -> None:
        planned, day = self.purchase.planned_days, moment(event)
        put(
            self._list("planning", "milestones"),
            some(id="requerimiento", title="Requerimiento", type="preProcurement", dateMet=day, status="met"),
        )
        put(
            self._list("planning", "documents"),
            {"id": "requerimiento", "documentType": "needsAssessment", "title": "Requerimiento del área usuaria"},
        )
        put(
            self._list("planning", "documents"),
            {"id": "especificaciones", "documentType": "technicalSpecifications", "title": "Especificaciones técnicas"},
        )
        if planned:
            due = moment(event, (date.fromisoformat(event.fecha) + timedelta(planned)).isoformat()) if day else None
            said = f"El plan de negocio da {planned} días para esta compra."
            put(
                self._list("planning", "milestones"),
                some(
                    id="plazo-del-plan", title="Fin del plazo del plan", type="preProcurement", description=said,
                    dueDate=due, status="scheduled",
                ),
            )  # fmt: skip

    _nuevo_requerimiento = _requerimiento

    def _interaccion_mercado(self, _event: Event) -> None:
        put(
            self._list("planning", "documents"),
            {"id": "mercado", "documentType": "marketStudies", "title": "Consulta al mercado"},
        )

    def _certificacion_emitida(self, event: Event) -> None:
        budget = self.now.data["planning"]["budget"]
        budget.update(
            some(
                id=clean(event.datos.get("numero")),
                amount=amount(event.datos.get("monto_centimos")),
                description="Certificación de crédito presupuestario",
            )
        )
        title = "Certificación presupuestal"
        put(
            self._list("planning", "milestones"),
            some(id="certificacion", title=title, type="financing", dateMet=moment(event), status="met"),
        )

    # the call

    def _tender(self) -> Data:
        found: Data = self.now.data.setdefault("tender", {"id": "convocatoria"})
        return found

    def _convocatoria(self, event: Event) -> None:
        datos, day = event.datos, read_day(event.fecha)
        self.now.call = event.id
        procedure = str(datos.get("procedimiento") or "")
        self.now.regime = event.regimen or (self.law.regime_on(day.day) if day else "")
        labels = [dict(PROCEDIMIENTOS).get(procedure, ""), dict(REGIMENES).get(self.now.regime, "")]
        self._tender().update(
            some(
                title=clean(datos.get("nomenclatura")) or clean(self.purchase.title),
                description=clean(self.purchase.title),
                status="active",
                procuringEntity=some(id=self.entity.party, name=self.entity.name),
                items=self._items(),
                procurementMethod=METHODS.get(procedure),
                procurementMethodDetails=", ".join(label for label in labels if label),
                mainProcurementCategory=CATEGORIES.get(self.purchase.objeto),
                tenderPeriod=some(startDate=moment(event), endDate=moment(event, datos.get("fecha_ofertas") or "")),
            )
        )
        self.cuantia = amount(datos.get("cuantia_centimos"))

    cuantia: Data | None = None  # reserved until the award

    def _items(self) -> list[Data]:
        if not self.purchase.items:
            return [{"id": "1", "description": clean(self.purchase.title)}]
        found = []
        for row in self.purchase.items:
            cubso = str(row.get("familia") or "")
            classified = {"scheme": "CUBSO", "id": cubso} if re.fullmatch(r"\d{16}", cubso) else None
            found.append(
                some(
                    id=str(row["id"]),
                    description=clean(row["nombre"]),
                    classification=classified,
                    quantity=number(row.get("cantidad")),
                    unit=some(name=str(row.get("unidad") or "")),
                )
            )
        return found

    def _postergacion(self, event: Event) -> None:
        self._amend(self._list("tender", "amendments"), event, "Postergación de una etapa")
        if new := moment(event, event.datos.get("fecha_nueva") or ""):
            self._tender().setdefault("tenderPeriod", {})["endDate"] = new

    def _bases_integradas(self, event: Event) -> None:
        self._amend(self._list("tender", "amendments"), event, "Integración de las bases")
        documents = self._list("tender", "documents")
        put(documents, {"id": "bases", "documentType": "biddingDocuments", "title": "Bases integradas"})
        put(documents, {"id": "consultas", "documentType": "clarifications", "title": "Respuesta a las consultas"})

    @staticmethod
    def _amend(found: list[Data], event: Event, why: str, more: str = "") -> None:
        put(found, some(id=event.id, date=moment(event), rationale=why, description=more))

    def _ofertas_recibidas(self, event: Event) -> None:
        self._tender().update(some(numberOfTenderers=whole(event.datos.get("ofertas"))))

    def _desierto(self, event: Event) -> None:
        if event.datos.get("alcance") == PARCIAL:  # some items go on in another purchase
            items = [{"id": each.item} for each in item_quantities(event.datos.get("items"))]
            said = some(id=f"desierto-{event.id}", title="Bienes sin ganador", date=moment(event), items=items)
            put(self._awards(), said | {"status": "unsuccessful"})
            return
        self._tender()["status"] = "unsuccessful"
        cause = dict(CAUSAS_DESIERTO).get(str(event.datos.get("causa") or ""), "")
        put(
            self._list("tender", "documents"),
            some(
                id="desierto", documentType="evaluationReports", title="Declaración de desierto",
                description=cause and f"Causa: {cause}.", datePublished=moment(event),
            ),
        )  # fmt: skip
        self._end_awards("cancelled")
        self.over, self.relation = True, FAILED

    def _cancelacion(self, event: Event) -> None:
        if event.datos.get("alcance") == PARCIAL:
            self._amend(self._list("tender", "amendments"), event, "Cancelación de una parte")
            return
        self._tender().update(status="cancelled", cancellationDetails="Cancelado antes de la buena pro.")
        self.over = True

    def _cierre_sin_compra(self, _event: Event) -> None:
        tender = self._tender()
        if tender.get("status") in {None, "planning", "active"}:
            tender.update(status="withdrawn")
        self.over = True

    # the award

    def _awards(self) -> list[Data]:
        found: list[Data] = self.now.data.setdefault("awards", [])
        return found

    def _award(self) -> Data | None:
        """The award that counts now."""
        alive = [each for each in self._awards() if each["status"] in {"pending", "active"}]
        return alive[-1] if alive else None

    def _end_awards(self, status: str) -> None:
        for each in self.now.data.get("awards", []):
            if each["status"] in {"pending", "active"}:
                each["status"] = status

    def _supplier(self, event: Event, name: object, ruc: object) -> list[Data]:
        known, number = firm(name, ruc)
        if not known:
            return []
        record = f"PE-RUC-{number}" if number else f"proveedor-{event.id}"
        parties = self.now.data["parties"]
        if all(party["id"] != record for party in parties):
            parties.append(self._party(record, known, number, ["tenderer", "supplier"]))
        return [{"id": record, "name": known}]

    def _buena_pro(self, event: Event) -> None:
        datos = event.datos
        self._tender().update(some(status="complete", value=self.cuantia))
        put(
            self._awards(),
            some(
                id=f"buena-pro-{event.id}",
                title="Buena pro",
                status="pending",
                date=moment(event),
                value=amount(datos.get("monto_centimos")),
                suppliers=self._supplier(event, datos.get("proveedor"), datos.get("ruc")),
            ),
        )

    def _consentimiento(self, _event: Event) -> None:
        if award := self._award():
            award["status"] = "active"

    def _perdida_buena_pro(self, event: Event) -> None:
        self._end_awards("cancelled")
        suppliers = self._supplier(event, event.datos.get("siguiente"), "")
        award = some(id=f"buena-pro-{event.id}", title="Buena pro al postor que sigue", status="active")
        put(self._awards(), award | some(date=moment(event), suppliers=suppliers))

    def _apelacion(self, event: Event) -> None:
        document = some(
            id=event.id, documentType="complaints", title="Recurso de apelación", datePublished=moment(event)
        )
        award = self._award()
        put(award.setdefault("documents", []) if award else self._list("tender", "documents"), document)
        self.now.data["parties"] += [
            each
            for each in [{"id": TRIBUNAL, "name": "Autoridad que resuelve la apelación", "roles": ["reviewBody"]}]
            if all(party["id"] != TRIBUNAL for party in self.now.data["parties"])
        ]

    def _apelacion_infundada(self, event: Event) -> None:
        self._consentimiento(event)
