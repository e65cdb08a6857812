"""What an AEO puts into its plan, entry by entry, against what its budget says that it will put (F14).

An entry (`CONTRAPARTIDA`) is money or work and things at a price. It counts as verified once somebody looked at it on
the spot and wrote who, when and where; what is not money says besides where its price comes from. What passes the
amount that a row of the budget commits is counted apart and never hides what another row lacks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ayni.domain.entrega_ley import DeliveryLaw
from ayni.domain.fields import (
    Choice,
    Date,
    Field,
    LongText,
    Money,
    Price,
    Problem,
    Quantity,
    Reference,
    Ruc,
    Text,
    empty,
)
from ayni.domain.money import times
from ayni.domain.presupuesto import AEO, PLAN, amount
from ayni.domain.rules import Answer, Result
from ayni.lang import N_, Sentence, soles

MONETARIA, VALORIZADA = "monetaria", "valorizada"
FORMAS = ((VALORIZADA, N_("No monetaria")), (MONETARIA, N_("Monetaria")))
HOUR = "hora"
TIPOS_APORTE = (
    ("mano_obra", N_("Mano de obra")),
    ("terreno", N_("Terreno")),
    ("local", N_("Local")),
    ("equipo", N_("Equipo o herramienta")),
    ("insumo", N_("Insumo o material")),
    ("animal", N_("Animal")),
    ("otro", N_("Otro")),
)
MEDIOS = (("deposito", N_("Depósito")), ("compra_directa", N_("Compra directa")))
COMPROBANTES = (
    ("factura", N_("Factura")),
    ("boleta", N_("Boleta de venta")),
    ("recibo", N_("Recibo por honorarios")),
    ("voucher", N_("Constancia de depósito")),
    ("otro", N_("Otro")),
)
HALVES = 2  # a quantity goes by halves

CONTRAPARTIDA = (
    AEO,
    PLAN,
    Field("partida", N_("Fila del presupuesto"), Reference("partida"), required=True, choices="partidas"),
    Field("forma", N_("Clase de aporte"), Choice(FORMAS), required=True, group="aporte"),
    Field("fecha", N_("Fecha del aporte"), Date(month_allowed=False, future_allowed=False), required=True),
    Field("actividad", N_("Actividad"), Text(160), example=N_("Construcción del galpón")),
    Field("concepto", N_("Qué aportó"), Text(255), required=True, example=N_("Faena de cimientos")),
    Field("socio", N_("Socio que aporta"), Reference("socio"), choices="socios", group="quien"),
    Field("tercero", N_("Otra persona que aporta"), Text(160), group="quien"),
    Field("tercero_cargo", N_("Cargo de esa persona"), Text(80), group="quien"),
    Field("tipo_aporte", N_("Qué clase de aporte es"), Choice(TIPOS_APORTE), group="aporte"),
    Field(
        "unidad",
        N_("Unidad"),
        Text(40),
        group="aporte",
        help=N_("Si la deja vacía, se cuenta por horas."),
        example=HOUR,
    ),
    Field("cantidad", N_("Cantidad"), Quantity(), group="aporte", help=N_("De media en media: 4, 4.5, 5.")),
    Field("costo_unitario", N_("Costo de cada unidad"), Price(places=2), group="aporte"),
    Field("importe_centimos", N_("Monto en dinero"), Money(), group="aporte"),
    Field("medio", N_("Cómo se pagó"), Choice(MEDIOS), group="comprobante"),
    Field("comprobante_tipo", N_("Comprobante"), Choice(COMPROBANTES), group="comprobante"),
    Field("comprobante", N_("Serie y número del comprobante"), Text(40), group="comprobante", example="F001-00012345"),
    Field("ruc_emisor", N_("RUC de quien lo emitió"), Ruc(), group="comprobante"),
    Field(
        "fuente_precio",
        N_("De dónde sale el precio"),
        Text(255),
        group="prueba",
        help=N_("La tasación, la cotización o el jornal que se paga en el lugar."),
    ),
    Field("verificado_por", N_("Quién lo verificó en el lugar"), Text(120), group="verificacion"),
    Field(
        "verificado_el",
        N_("Fecha de la verificación"),
        Date(month_allowed=False, future_allowed=False),
        group="verificacion",
    ),
    Field("verificado_lugar", N_("Lugar de la verificación"), Text(160), group="verificacion"),
    Field("archivos", N_("Archivos"), LongText(20000), merge="set", asked=False),
)

Row = Mapping[str, Any]
OF_MONEY = ("medio", "comprobante_tipo", "comprobante", "ruc_emisor")
CHECKED = ("verificado_por", "verificado_el", "verificado_lugar")
FACTS = ("partida", "forma", "fecha", "cantidad", "costo_unitario", "importe_centimos")


def entry_total(row: Row) -> int:
    """What an entry is worth in céntimos: its money, or quantity by unit cost."""
    if row.get("forma") == MONETARIA:
        return amount(row, "importe_centimos")
    if empty(row.get("cantidad")) or empty(row.get("costo_unitario")):
        return 0
    return times(Decimal(str(row["cantidad"])), Decimal(str(row["costo_unitario"])))


def verified(row: Row) -> bool:
    """Somebody looked at it on the spot, and its price has a source when it is not money."""
    looked = not any(empty(row.get(name)) for name in CHECKED)
    return looked and (row.get("forma") == MONETARIA or not empty(row.get("fuente_precio")))


def check_contrapartida(values: Row) -> list[Problem]:
    """What does not agree within an entry, once each answer is canonical."""
    found = _money_problems(values) if values.get("forma") == MONETARIA else _valued_problems(values)
    if empty(values.get("socio")) and empty(values.get("tercero")) and values.get("forma") == VALORIZADA:
        found.append(Problem("socio", Sentence(N_("Diga quién aporta: un socio u otra persona."))))
    given = [name for name in CHECKED if not empty(values.get(name))]
    if given:
        found += [
            Problem(name, Sentence(N_("Falta este dato para darlo por verificado.")))
            for name in CHECKED
            if name not in given
        ]
        if values.get("forma") == VALORIZADA and empty(values.get("fuente_precio")):
            found.append(Problem("fuente_precio", Sentence(N_("Falta decir de dónde sale el precio."))))
    if values.get("verificado_el") and values.get("fecha") and str(values["verificado_el"]) < str(values["fecha"]):
        found.append(Problem("verificado_el", Sentence(N_("No se puede verificar antes de que se aporte."))))
    return found


def _money_problems(values: Row) -> list[Problem]:
    found = []
    if not amount(values, "importe_centimos"):
        found.append(Problem("importe_centimos", Sentence(N_("Falta el monto."))))
    if not empty(values.get("cantidad")) or not empty(values.get("costo_unitario")):
        said = N_("Un aporte en dinero lleva solo su monto.")
        found.append(Problem("cantidad", Sentence(said)))
    return found


def _valued_problems(values: Row) -> list[Problem]:
    found = []
    for name, said in (
        ("cantidad", N_("Falta la cantidad.")),
        ("costo_unitario", N_("Falta el costo de cada unidad.")),
    ):
        if empty(values.get(name)) or Decimal(str(values[name])) <= 0:
            found.append(Problem(name, Sentence(said)))
    if not empty(values.get("cantidad")) and Decimal(str(values["cantidad"])) * HALVES % 1:
        found.append(Problem("cantidad", Sentence(N_("Escriba la cantidad de media en media: 4, 4.5, 5."))))
    if amount(values, "importe_centimos"):
        found.append(Problem("importe_centimos", Sentence(N_("Un aporte que no es dinero lleva cantidad y costo."))))
    if any(not empty(values.get(name)) for name in OF_MONEY):
        found.append(Problem("comprobante", Sentence(N_("El comprobante es de un aporte en dinero."))))
    return found


@dataclass(frozen=True, slots=True)
class Source:
    """One source of one row, or a sum of them, in céntimos.

    `committed` is what the budget says, `registered` what was put, `excess` what of it passes the commitment of its
    row, `accepted` what is verified and within the commitment.
    """

    committed: int = 0
    registered: int = 0
    excess: int = 0
    accepted: int = 0

    @classmethod
    def of(cls, committed: int, registered: int, checked: int) -> "Source":
        """One source of one row."""
        return cls(committed, registered, max(0, registered - committed), min(checked, committed))

    @property
    def executed(self) -> int:
        """What counts against the commitment."""
        return self.registered - self.excess

    @property
    def balance(self) -> int:
        """What is still to be put; never below zero, for the excess stands apart."""
        return self.committed - self.executed

    @property
    def unverified(self) -> int:
        """What of the commitment nobody has verified yet."""
        return self.committed - self.accepted

    @property
    def share_bp(self) -> int | None:
        """How much of the commitment is executed, in basis points cut down; None without a commitment."""
        return self.executed * 10000 // self.committed if self.committed else None

    def __add__(self, other: "Source") -> "Source":
        return Source(
            self.committed + other.committed,
            self.registered + other.registered,
            self.excess + other.excess,
            self.accepted + other.accepted,
        )


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A row of the budget with its three sources. `partida` is "" for what names no row of the budget."""

    partida: str
    nombre: str
    cofinanciamiento: Source = field(default_factory=Source)
    monetaria: Source = field(default_factory=Source)
    valorizada: Source = field(default_factory=Source)

    @property
    def contrapartida(self) -> Source:
        """What the AEO puts."""
        return self.monetaria + self.valorizada


@dataclass(frozen=True, slots=True)
class Month:
    """What each source put in a month ("2026-03"), in céntimos."""

    month: str
    cofinanciamiento: int = 0
    monetaria: int = 0
    valorizada: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """The counterpart of a plan: row by row, month by month, and whole."""

    lines: tuple[LedgerLine, ...]
    months: tuple[Month, ...]
    whole: LedgerLine


@dataclass(frozen=True, slots=True)
class Spent:
    """Public money that paid part of a plan: for which row ("": none is named), in which month, céntimos."""

    partida: str
    month: str
    centimos: int


def ledger(partidas: Sequence[Row], entries: Iterable[Row], spent: Iterable[Spent] = ()) -> Ledger:
    """The ledger of a plan. What names a row that the budget does not have stands last, all of it as excess."""
    given, paid = list(entries), list(spent)
    known = {str(row["id"]): str(row["nombre"]) for row in partidas}
    budget = {str(row["id"]): row for row in partidas}
    strange = any(str(row["partida"] or "") not in known for row in given) or any(
        each.partida not in known for each in paid
    )
    lines = []
    for partida, nombre in [*known.items(), *([("", "")] if strange else [])]:
        mine = [row for row in given if _place(str(row["partida"] or ""), known) == partida]
        row = budget.get(partida, {})

        def source(forma: str, name: str, mine: list[Row] = mine, row: Row = row) -> Source:
            put = [entry for entry in mine if entry["forma"] == forma]
            checked = sum(entry_total(entry) for entry in put if verified(entry))
            return Source.of(amount(row, name), sum(map(entry_total, put)), checked)

        public = sum(each.centimos for each in paid if _place(each.partida, known) == partida)
        lines.append(
            LedgerLine(
                partida,
                nombre,
                Source.of(amount(row, "cofinanciamiento_centimos"), public, public),
                source(MONETARIA, "monetaria_centimos"),
                source(VALORIZADA, "valorizada_centimos"),
            )
        )
    whole = LedgerLine(
        "",
        "",
        sum((line.cofinanciamiento for line in lines), Source()),
        sum((line.monetaria for line in lines), Source()),
        sum((line.valorizada for line in lines), Source()),
    )
    return Ledger(tuple(lines), _months(given, paid), whole)


def _place(partida: str, known: Mapping[str, str]) -> str:
    return partida if partida in known else ""


def _months(entries: Sequence[Row], spent: Sequence[Spent]) -> tuple[Month, ...]:
    sums: dict[str, list[int]] = {}
    for each in spent:
        sums.setdefault(each.month, [0, 0, 0])[0] += each.centimos
    for row in entries:
        place = 1 if row["forma"] == MONETARIA else 2
        sums.setdefault(str(row["fecha"])[:7], [0, 0, 0])[place] += entry_total(row)
    return tuple(Month(month, *found) for month, found in sorted(sums.items()))


PUT, ON_TIME = "contrapartida_verificada", "contrapartida_al_dia"


def verified_answer(found: Ledger, law: DeliveryLaw) -> Answer:
    """Whether the counterpart is verified, as an act of delivery to the producers asks (guard G12)."""
    rule = law.rule("verified_share_min_bp")
    own = found.whole.contrapartida
    if not own.committed:
        said = N_("El presupuesto del plan no dice qué contrapartida pone la organización.")
        return rule.answer(PUT, Result.PENDING, Sentence(said))
    compared = (("committed_centimos", own.committed), ("accepted_centimos", own.accepted))
    met = own.accepted * 10000 >= own.committed * int(rule.value)
    said = N_("Contrapartida verificada: {done} de {all}.")
    if not met:
        said = N_("Contrapartida verificada: {done} de {all}. Falta verificar {left}.")
    sentence = Sentence(said, done=soles(own.accepted), all=soles(own.committed), left=soles(own.unverified))
    return rule.answer(PUT, Result.PASS if met else Result.FAIL, sentence, compared)


def pace_answer(found: Ledger, law: DeliveryLaw) -> Answer:
    """Whether public spending runs ahead of the counterpart; the shares are compared as integers."""
    rule = law.rule("public_ahead_bp")
    public, own = found.whole.cofinanciamiento, found.whole.contrapartida
    if not public.committed or not own.committed:
        said = N_("Falta el presupuesto para comparar el gasto público con la contrapartida.")
        return rule.answer(ON_TIME, Result.PENDING, Sentence(said))
    ahead = public.executed * own.committed - own.executed * public.committed
    met = ahead * 10000 <= int(rule.value) * public.committed * own.committed
    said = N_("Ejecutado: cofinanciamiento {public} %, contrapartida {own} %.")
    if not met:
        said = N_("El gasto público va adelante: cofinanciamiento {public} %, contrapartida {own} %.")
    sentence = Sentence(said, public=hundredths(public.share_bp), own=hundredths(own.share_bp))
    compared = (("public_bp", public.share_bp), ("own_bp", own.share_bp))
    return rule.answer(ON_TIME, Result.PASS if met else Result.FAIL, sentence, compared)


def hundredths(share_bp: int | None) -> str:
    """Basis points as a percentage without its sign: "33.33"; "—" when there is nothing to compare with."""
    return "—" if share_bp is None else f"{share_bp // 100}.{share_bp % 100:02d}"
