"""What the law, and plain sense, ask of one event where the purchase stands (guards G1 to G18).

What happened can always be recorded: a legal guard refuses a live entry only until the person says that the act was
already issued; late and imported entries it only marks. What nobody knows is no breach: a datum that is missing is
asked for in a live entry, and passes without a mark in the others.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from ayni.domain.compra_calendario import integration_problems, schedule_problems
from ayni.domain.compra_ley import BACK, PurchaseLaw
from ayni.domain.compra_penalidad import Contract, Extension, penalty
from ayni.domain.division import NO_ITEMS, NOTHING_LEFT, moved, too_much, without
from ayni.domain.entrega import Goods, Ordered, Quantities, bill_number
from ayni.domain.etapas import IMPORTADO, PARCIAL, REGIMENES
from ayni.domain.evento import Event
from ayni.domain.fields import SI, canonical
from ayni.domain.fields_items import item_quantities
from ayni.domain.recorrido import Finding, Mark, spoken_day
from ayni.lang import N_, Sentence, soles

LONGEST_TERM = 36_500  # days; beyond it a number was mistyped and nothing is computed from it


def whole(value: object, limit: int = 10**15) -> int | None:
    """A whole number from extra data (2 or "2"), None when it is none or cannot be meant."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str):
        text = value.strip()
        digits = text.removeprefix("-")
        value = int(text) if digits.isascii() and digits.isdigit() and len(digits) <= len(str(limit)) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= limit else None


def days_in(value: object) -> int | None:
    """A number of days from extra data, None when it is none or too long to be meant."""
    return whole(value, LONGEST_TERM)


@dataclass(slots=True)
class Facts:
    """What is known of a purchase just before an event."""

    state: str
    objeto: str = ""
    cycle: int = 1
    attempt: int = 0
    attempt_in_cycle: int = 0
    origin: str = ""
    furthest: int = -1  # the furthest stage of this cycle that an annulment could return to
    closed: bool = False
    regime: str = ""
    default_regime: str = ""
    procedure: str = ""
    cuantia_centimos: int | None = None
    certified_centimos: int | None = None
    certificate_year: int | None = None
    promised: bool = False  # the certificate is a previsión
    offers_on: date | None = None
    bidders: int | None = None
    report: bool = True  # the causes of the last failed call were reported
    contract: Contract | None = None
    contracts: list[Contract] = field(default_factory=list)
    calls: dict[int, tuple[str, str]] = field(default_factory=dict)  # regime and procedure of each call
    items: Mapping[str, Ordered] = field(default_factory=dict)  # what the purchase buys
    others: tuple[str, ...] = ()  # purchases of the same plan that the producers have not received yet
    unverified: Sentence | None = None  # why the ledger says that the counterpart is not verified

    destinos: frozenset[str] = frozenset()  # the plans (or AEO without plan) that it serves
    reached: dict[str, set[str]] = field(default_factory=dict)  # by which act, of those

    @property
    def goods(self) -> Goods:
        """What the contract in force ordered, and what became of it."""
        return self.contract.goods if self.contract is not None else Goods({})


def regime_of(event: Event, facts: Facts, law: PurchaseLaw, day: date) -> str:
    """The regime of a call: what it says, else the purchase's, else the one in force that day."""
    said = event.regimen or str(event.datos.get("regimen") or "")
    return said or facts.default_regime or law.regime_on(day)


def answered_late(extension: Extension, day: date, regime: str, law: PurchaseLaw) -> bool:
    """The entity let the legal days pass, so that silence approved the extension. False while the term is unsure."""
    rule = law.rule("extension_answer_days", extension.asked, regime)
    if rule is None or not rule.confirmed:
        return False
    last = law.add_working(extension.asked, rule.value)
    return last is not None and day > last


def destino_of(event: Event) -> str:
    """The plan (or the AEO without plan) that an act is for."""
    return str(event.datos.get("plan") or event.datos.get("aeo") or "")


class _Inquiry:
    """One event put to the guards."""

    def __init__(self, event: Event, day: date, facts: Facts, law: PurchaseLaw) -> None:
        self.event, self.day, self.facts, self.law = event, day, facts, law
        self.regime = facts.regime or regime_of(event, facts, law, day)

    def found(self, code: str, name: str, sentence: Sentence, *, lacking: bool = False, offer: str = "") -> Finding:
        guard = self.law.guards.get(code)
        article = guard.article(self.regime) if guard else ""
        legal = guard.legal if guard else False
        return Finding(Mark(code, sentence, article), name, legal, lacking, code in WARNINGS, offer)

    def number(self, name: str) -> int | None:
        return whole(self.event.datos.get(name))

    def said(self, name: str) -> str:
        return str(self.event.datos.get(name) or "").strip()

    def day_in_reach(self) -> Iterator[Finding]:
        rule = self.law.rule("earliest_date", self.day)
        if rule is not None and self.day.isoformat() < rule.value:
            sentence = Sentence(N_("La fecha no puede ser anterior al {date}."), date=spoken_day(rule.value))
            yield self.found("G15", "fecha", sentence)

    def amounts(self) -> Iterator[Finding]:
        for name in ("monto_centimos", "plazo_dias", "dias"):
            value = self.number(name)
            silent = name == "dias" and self.event.codigo == "ampliacion_resuelta"
            if value is not None and value <= 0 and not silent and self.event.codigo != "certificacion_mov":
                yield self.found("CANTIDAD", name, Sentence(N_("Escriba un número mayor que cero.")))

    def back(self) -> Iterator[Finding]:
        stage = self.said("retrotrae_a")
        if stage not in self.law.stages:
            yield self.found("G7", "retrotrae_a", Sentence(N_("Falta decir a qué etapa vuelve la compra.")))
        elif self.event.codigo.startswith("nulidad") and self.law.stages.index(stage) > self.facts.furthest >= 0:
            said = N_("La compra no puede volver a una etapa a la que todavía no llegó.")
            yield self.found("G7", "retrotrae_a", Sentence(said))

    def convocatoria(self) -> Iterator[Finding]:
        given = self.event.regimen or self.said("regimen")
        expected = self.law.regime_on(self.day)
        holes = {"date": spoken_day(self.day), "law": Sentence(REGIME_NAMES.get(expected, expected))}
        if not given:
            said = Sentence(N_("Falta la ley con que se convoca. El {date} regía: {law}."), **holes)
            yield Finding(Mark("REGIMEN", said), "regimen", legal=False, lacking=True)
        elif expected and given != expected:
            yield self.found("REGIMEN", "regimen", Sentence(N_("El {date} regía otra ley: {law}."), **holes))
        facts = self.facts
        if facts.state == "DESIERTO":
            if not facts.report:
                said = Sentence(N_("Falta el informe de causas de la convocatoria desierta."))
                yield self.found("G2", "codigo", said, lacking=True)
            if facts.certificate_year is not None and facts.certificate_year < self.day.year:
                yield self.found("G2", "codigo", Sentence(OLD_CERTIFICATE))
        cuantia = self.number("cuantia_centimos") or facts.cuantia_centimos
        if cuantia is not None and facts.certified_centimos is not None and facts.certified_centimos < cuantia:
            said = Sentence(N_("Lo certificado no alcanza para la cuantía."))
            yield self.found("G1", "cuantia_centimos", said)
        offers = _iso(self.event.datos.get("fecha_ofertas"))
        yield from schedule_problems(self.day, offers, self.law, given or expected, self.said("procedimiento"))
        if not self.said("nomenclatura"):
            yield self.found("G1", "nomenclatura", Sentence(N_("Falta la nomenclatura.")), lacking=True)

    def bases_integradas(self) -> Iterator[Finding]:
        facts = self.facts
        yield from integration_problems(self.day, facts.offers_on, self.law, facts.regime, facts.procedure)

    def backed(self) -> Iterator[Finding]:
        amount, certified = self.number("monto_centimos"), self.facts.certified_centimos
        if amount is not None and certified is not None and amount > certified:
            yield self.found("G3", "monto_centimos", Sentence(N_("El monto pasa lo certificado.")))
        if self.facts.certificate_year is not None and self.facts.certificate_year < self.day.year:
            yield self.found("G18", "codigo", Sentence(OLD_CERTIFICATE))

    def contrato(self) -> Iterator[Finding]:
        if self.facts.state == "BUENA_PRO":
            said = Sentence(N_("La buena pro todavía no está consentida."))
            yield self.found("G3", "codigo", said, lacking=True)
        yield from self.backed()

    def orden_contrato_menor(self) -> Iterator[Finding]:
        if self.facts.state == "CERTIFICACION":
            said = Sentence(N_("La certificación todavía no está emitida."))
            yield self.found("G4", "codigo", said, lacking=True)
        most = self.law.number("small_contract_max_uit", self.day)
        uit = self.law.number(f"UIT {self.day.year}", self.day)
        amount = self.number("monto_centimos")
        small = self.said("via") == "CONTRATO_MENOR"
        if small and most is not None and uit is not None and amount is not None and amount > most * uit:
            said = Sentence(N_("Un contrato menor no pasa de {count} UIT."), count=most)
            yield self.found("G4", "monto_centimos", said)
        yield from self.backed()

    def desierto(self) -> Iterator[Finding]:
        causa, imported = self.said("causa"), self.event.modo == IMPORTADO
        if not causa and not imported:
            yield self.found("G5", "causa", Sentence(N_("Falta la causa por la que quedó desierta.")))
        elif causa == "NO_CONSTA" and not imported:
            said = Sentence(N_("Diga la causa. «No consta» es solo para lo que viene de un archivo."))
            yield self.found("G5", "causa", said)
        elif causa == "OTRA" and not self.said("causa_texto") and not imported:
            yield self.found("G5", "causa_texto", Sentence(N_("Explique la otra causa con sus palabras.")))

    def buena_pro(self) -> Iterator[Finding]:
        valid = self.number("ofertas_validas")
        least = self.law.number("valid_offers_min", self.day, self.regime, self.facts.procedure)
        if valid is not None and least is not None and valid < least:
            said = Sentence(N_("Este procedimiento pide {count} ofertas válidas como mínimo."), count=least)
            yield self.found("G14", "ofertas_validas", said)

    def perdida_buena_pro(self) -> Iterator[Finding]:
        if not self.said("siguiente"):
            said = Sentence(N_("Diga qué postor sigue. Si no hay otro, registre la declaración de desierto."))
            yield self.found("G13", "siguiente", said, lacking=True, offer="desierto")

    def nulidad_contrato(self) -> Iterator[Finding]:
        motivo = self.said("motivo")
        if motivo in self.law.void_grounds:
            return
        if motivo == "NO_ENTREGO" or not motivo:
            said = Sentence(NOT_DELIVERED) if motivo or self.said("motivo_impreso") else Sentence(NO_GROUND)
        else:
            said = Sentence(NO_GROUND)
        yield self.found("G6", "motivo", said, offer="resolucion_contrato")

    def resolucion_contrato(self) -> Iterator[Finding]:
        contract = self.facts.contract
        if contract is None or self.said("causal") == "IRREVERSIBLE":
            return
        if any(day + timedelta(days=given) < self.day for day, given in contract.warnings):
            return
        if contract.term_days <= 0 or contract.amount_centimos <= 0:
            return
        if penalty(contract, self.law, self.day, self.facts.objeto).capped:
            return
        said = N_("Falta un apercibimiento vencido, o que la penalidad llegue al máximo.")
        yield self.found("G8", "causal", Sentence(said))

    def ampliacion_resuelta(self) -> Iterator[Finding]:
        contract = self.facts.contract
        extension = contract.pending if contract else None
        if (
            extension
            and self.said("resultado") != "SILENCIO"
            and answered_late(extension, self.day, self.regime, self.law)
        ):
            said = N_("La respuesta llegó fuera de plazo: la ampliación quedó aprobada por silencio.")
            yield self.found("G9", "resultado", Sentence(said))

    def above(self, code: str, given: Quantities, most: Mapping[str, Decimal], said: str) -> Iterator[Finding]:
        """Items of which more is given than there may be; `said` names the item and both quantities."""
        for item, amount in given.items():
            limit = most.get(item, Decimal(0))
            if amount > limit:
                known = self.facts.items.get(item) or self.facts.goods.ordered.get(item)
                name = known.nombre if known else item
                sentence = Sentence(said, name=name, count=canonical(amount), most=canonical(max(limit, Decimal(0))))
                yield self.found(code, "items", sentence)

    def entrega_parcial(self) -> Iterator[Finding]:
        goods = self.facts.goods
        if goods.ordered:
            said = N_("{name}: llegan {count} y de lo pedido faltan {most}.")
            yield from self.above("G10", goods.arriving(self.event), goods.missing(), said)

    def entrega_total(self) -> Iterator[Finding]:
        yield from self.entrega_parcial()
        goods = self.facts.goods
        given = goods.arriving(self.event)
        short = {item: left - given.get(item, Decimal(0)) for item, left in goods.missing().items()}
        for item, left in short.items():
            if left > 0:
                said = N_("De {name} faltarían {count}. Registre una entrega parcial.")
                sentence = Sentence(said, name=goods.ordered[item].nombre, count=canonical(left))
                yield self.found("G10", "items", sentence, offer="entrega_parcial")

    def conformidad(self) -> Iterator[Finding]:
        goods = self.facts.goods
        concerned = goods.concerned(self.event, partial=self.said("alcance") == PARCIAL)
        if not goods.ordered or not self.said("items"):
            return
        most: Quantities = {}
        for delivery in concerned:
            for item, amount in delivery.received.items():
                most[item] = most.get(item, Decimal(0)) + amount
        given = {row.item: row.cantidad for row in item_quantities(self.event.datos.get("items"))}
        yield from self.above("G11", given, most, N_("{name}: se aceptan {count} y llegaron {most}."))

    def pago(self) -> Iterator[Finding]:
        goods, contract = self.facts.goods, self.facts.contract
        if bill_number(self.event) and bill_number(self.event) in goods.bills:
            yield self.found("G11", "comprobante", Sentence(N_("Este comprobante ya fue pagado en esta compra.")))
        given: Quantities = dict(goods.billed)
        for row in item_quantities(self.event.datos.get("items")):
            given[row.item] = given.get(row.item, Decimal(0)) + row.cantidad
        if goods.ordered and self.said("items"):
            most = {item: goods.accepted(item) for item in goods.ordered}
            yield from self.above("G11", given, most, N_("{name}: se facturan {count} y se aceptaron {most}."))
        amount = self.number("monto_centimos")
        if contract is None:
            return
        if amount is None:
            yield self.found("G11", "monto_centimos", Sentence(N_("Escriba cuánto se paga.")), lacking=True)
            return
        billed, accepted = goods.billed_centimos + amount, goods.accepted_centimos() if goods.ordered else None
        if contract.amount_centimos <= 0:
            said = N_("El contrato no dice su monto. Corríjalo antes de pagar.")
            yield self.found("G11", "monto_centimos", Sentence(said), lacking=True)
        elif billed > contract.amount_centimos:
            said = N_("Con este pago se paga más que el contrato: {count} de más.")
            more = soles(billed - contract.amount_centimos)
            yield self.found("G11", "monto_centimos", Sentence(said, count=more))
            return
        if accepted is not None and billed > accepted:
            said = N_("Con este pago se paga más que lo aceptado: {count} de más.")
            yield self.found("G11", "monto_centimos", Sentence(said, count=soles(billed - accepted)))
        elif accepted is None and (unpriced := goods.unpriced()):
            said = N_("No se sabe cuánto vale lo aceptado: falta el precio de {name}. Corrija el contrato.")
            yield self.found("G11", "monto_centimos", Sentence(said, name=unpriced), lacking=True)

    def for_whom(self) -> Iterator[Finding]:
        """A purchase for several plans says of each of its last acts for which one it is."""
        destinos = self.facts.destinos
        if len(destinos) > 1 and destino_of(self.event) not in destinos:
            yield self.found("G12", "plan", Sentence(N_("Diga para cuál de los planes de esta compra es.")))

    def transferencia_definitiva(self) -> Iterator[Finding]:
        yield from self.for_whom()

    def liquidacion_plan(self) -> Iterator[Finding]:
        yield from self.for_whom()
        if self.facts.others:
            said = N_("Faltan recibir otras compras del plan: {count}.")
            yield self.found("G16", "codigo", Sentence(said, count=len(self.facts.others)))
        if self.said("deudas_declaradas") != SI:
            said = N_("Diga si las deudas del plan están declaradas.")
            yield self.found("G16", "deudas_declaradas", Sentence(said), lacking=not self.said("deudas_declaradas"))

    def entrega_aeo(self) -> Iterator[Finding]:
        yield from self.for_whom()
        goods = self.facts.goods
        if goods.ordered:
            left = {item: goods.accepted(item) - goods.handed.get(item, Decimal(0)) for item in goods.ordered}
            said = N_("{name}: se entregan {count} y aceptadas sin entregar hay {most}.")
            yield from self.above("G12", goods.handing(self.event), left, said)
        if self.said("contrapartida_verificada") != SI:
            unchecked = Sentence(N_("Falta verificar la contrapartida de la organización."))
            answered = bool(self.said("contrapartida_verificada"))
            yield self.found("G12", "contrapartida_verificada", unchecked, lacking=not answered)
        elif self.facts.unverified is not None:
            yield self.found("G12", "contrapartida_verificada", self.facts.unverified)

    def cambio_modalidad(self) -> Iterator[Finding]:
        if self.facts.state in self.law.modality_fixed:
            said = N_("El contrato ya está en ejecución: la modalidad no se cambia.")
            yield self.found("MODALIDAD", "modalidad", Sentence(said))

    def division(self) -> Iterator[Finding]:
        gone, items = moved(self.event), self.facts.items
        if not gone:
            yield self.found("DIVISION", "items", Sentence(NO_ITEMS))
        for sentence in too_much(gone, self.facts.goods, items):
            yield self.found("DIVISION", "items", sentence)
        if gone and items and not without(items, gone):
            yield self.found("DIVISION", "items", Sentence(NOTHING_LEFT))

    def saldo_no_competitivo(self) -> Iterator[Finding]:
        if self.facts.contract is not None and not self.facts.contract.something_delivered:
            said = N_("El proveedor no entregó nada: no es seguro que se pueda contratar el saldo sin competencia.")
            yield self.found("G17", "codigo", Sentence(said))


NOT_DELIVERED = N_("Que el proveedor no entregue no es causa de nulidad: corresponde resolver el contrato.")
NO_GROUND = N_("Falta una causa de nulidad que la ley admita.")
OLD_CERTIFICATE = N_("La certificación es de un año anterior.")
REGIME_NAMES: Mapping[str, str] = dict(REGIMENES)

WARNINGS = {"G9", "G17", "REGIMEN"}

_OF_EVENT: Mapping[str, Callable[[_Inquiry], Iterator[Finding]]] = {
    name: getattr(_Inquiry, name)
    for name in (
        "convocatoria",
        "bases_integradas",
        "contrato",
        "orden_contrato_menor",
        "desierto",
        "buena_pro",
        "perdida_buena_pro",
        "nulidad_contrato",
        "resolucion_contrato",
        "ampliacion_resuelta",
        "entrega_parcial",
        "entrega_total",
        "conformidad",
        "pago",
        "entrega_aeo",
        "liquidacion_plan",
        "transferencia_definitiva",
        "saldo_no_competitivo",
        "cambio_modalidad",
        "division",
    )
}


def _iso(value: object) -> date | None:
    """A whole date of the extra data, None when it is none."""
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        return None


def findings(event: Event, day: date, facts: Facts, law: PurchaseLaw) -> list[Finding]:
    """The guards that this event breaks on this day, where the purchase stands."""
    inquiry = _Inquiry(event, day, facts, law)
    found = [*inquiry.day_in_reach(), *inquiry.amounts()]
    move = law.machine.moves.get(event.codigo)
    if move is not None and move.target == BACK:
        found += inquiry.back()
    if event.codigo in _OF_EVENT:
        found += _OF_EVENT[event.codigo](inquiry)
    return found
