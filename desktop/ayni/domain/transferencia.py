"""The goods become the AEO's own: the steps before the council, its agreement, and what must agree first (F18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ayni.domain.bien import SERVICE, good_total, plain_serial
from ayni.domain.cesion import Cover
from ayni.domain.dates import first_day
from ayni.domain.entrega_ley import DeliveryLaw
from ayni.domain.fields import SI, Choice, Date, Field, LongText, Money, Problem, Quantity, Text, Values, YesNo, empty
from ayni.domain.presupuesto import AEO, PLAN
from ayni.domain.rules import Answer, Result, Term
from ayni.lang import N_, Sentence, day, soles

SENTIDO = Choice(
    (("favorable", N_("Favorable")), ("observado", N_("Con observaciones")), ("desfavorable", N_("Desfavorable")))
)
PAST = Date(month_allowed=False, future_allowed=False)

TRANSFERENCIA = (
    AEO,
    PLAN,
    Field("informe_numero", N_("N.º del informe de desempeño"), Text(80), group="informe"),
    Field("informe_fecha", N_("Fecha del informe de desempeño"), PAST, group="informe"),
    Field("cumple_metas", N_("¿La organización cumplió sus metas?"), YesNo(), group="informe"),
    Field("uso_bienes", N_("Cómo usa los bienes"), LongText(2000), group="informe"),
    Field("procedente", N_("¿El informe dice que procede transferir?"), YesNo(), group="informe"),
    Field("patrimonio_numero", N_("N.º de la opinión de patrimonio"), Text(80), group="patrimonio"),
    Field("patrimonio_fecha", N_("Fecha de la opinión de patrimonio"), PAST, group="patrimonio"),
    Field("patrimonio_sentido", N_("Qué dice patrimonio"), SENTIDO, group="patrimonio"),
    Field("legal_numero", N_("N.º de la opinión legal"), Text(80), group="legal"),
    Field("legal_fecha", N_("Fecha de la opinión legal"), PAST, group="legal"),
    Field("legal_sentido", N_("Qué dice la opinión legal"), SENTIDO, group="legal"),
    Field("dictamen_numero", N_("N.º del dictamen de la comisión"), Text(80), group="dictamen"),
    Field("dictamen_fecha", N_("Fecha del dictamen"), PAST, group="dictamen"),
    Field("dictamen_sentido", N_("Qué dice el dictamen"), SENTIDO, group="dictamen"),
    Field("acuerdo_numero", N_("N.º del acuerdo de concejo"), Text(80), group="acuerdo"),
    Field("acuerdo_fecha", N_("Fecha del acuerdo de concejo"), PAST, group="acuerdo"),
    Field("votos_a_favor", N_("Votos a favor"), Quantity(whole=True), group="acuerdo"),
    Field("votos_en_contra", N_("Votos en contra"), Quantity(whole=True), group="acuerdo"),
    Field("regidores", N_("Número legal de regidores"), Quantity(whole=True, minimum=1), group="acuerdo"),
    Field("destino_bienes", N_("Destino que dice el acuerdo"), LongText(2000), group="acuerdo"),
    Field("valor_transferido_centimos", N_("Valor total que dice el acuerdo"), Money(), group="acuerdo"),
    Field("titulo_fecha", N_("Fecha en que se entregó el título"), PAST),
    Field("devuelto", N_("Observaciones con que el concejo lo devolvió"), LongText(2000)),
)

Row = Mapping[str, Any]
STEPS = (
    ("informe", N_("Informe de desempeño de la organización")),
    ("patrimonio", N_("Opinión de patrimonio")),
    ("legal", N_("Opinión legal")),
    ("dictamen", N_("Dictamen de la comisión del concejo")),
    ("acuerdo", N_("Acuerdo de concejo")),
)


@dataclass(frozen=True, slots=True)
class TransferStep:
    """A step of a transfer: its name, its paper, its day ("" until it is done) and whether it went against it."""

    code: str
    label: str
    number: str = ""
    day: str = ""
    against: bool = False

    @property
    def done(self) -> bool:
        """It has its paper and its day."""
        return bool(self.number and self.day)


def steps(row: Row) -> list[TransferStep]:
    """The steps of a transfer in their order, the handing over of the title last."""
    made = []
    for code, label in STEPS:
        said = row.get("procedente") if code == "informe" else row.get(f"{code}_sentido")
        against = said == "no" or said in {"observado", "desfavorable"}
        made.append(
            TransferStep(
                code, label, str(row.get(f"{code}_numero") or ""), str(row.get(f"{code}_fecha") or ""), against
            )
        )
    given = str(row.get("titulo_fecha") or "")
    return [*made, TransferStep("titulo", N_("Entrega del título a la organización"), "—" if given else "", given)]


def check_transferencia(values: Values) -> list[Problem]:
    """Steps go in their order; votes do not pass the regidores."""
    found = []
    last = ""
    for step in steps(values):
        if step.day and last and step.day < last:
            said = N_("Este paso tiene una fecha anterior al paso que va antes.")
            found.append(Problem(f"{step.code}_fecha", Sentence(said)))
        last = max(last, step.day)
    legal = values.get("regidores")
    cast = sum(int(str(values.get(name) or 0)) for name in ("votos_a_favor", "votos_en_contra"))
    if not empty(legal) and cast > int(str(legal)):
        found.append(Problem("votos_a_favor", Sentence(N_("Hay más votos que regidores. Revise los números."))))
    return found


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a transfer is checked against.

    `goods` are those registered now; `serials` what the acts of the purchases wrote, as `plain_serial` gives it, and
    `handed` those of them in the acts of delivery to this AEO; `term` runs from the liquidation (None before it).
    """

    goods: Sequence[Row]
    serials: frozenset[str]
    handed: frozenset[str]
    liquidated_centimos: int | None
    cover: Cover
    term: Term | None


def transfer_checks(row: Row, about: Transfer, law: DeliveryLaw) -> list[Answer]:
    """How a transfer stands before what it must agree with."""
    return [
        _only_goods(about, law),
        _value(row, about, law),
        _within(about, law),
        _serials(about, law),
        _in_force(row, about, law),
        *([about.term.answer] if about.term is not None else []),
        _votes(row, law),
    ]


def _only_goods(about: Transfer, law: DeliveryLaw) -> Answer:
    services = [str(each["nombre"]) for each in about.goods if each.get("clase_bien") == SERVICE]
    rule = law.rule("transfer_only_goods")
    if not about.goods:
        return rule.answer("bienes", Result.PENDING, Sentence(N_("Todavía no hay bienes registrados de este plan.")))
    if services:
        said = N_("Solo se transfieren bienes. Quite los servicios de la lista: {count}.")
        return rule.answer("bienes", Result.FAIL, Sentence(said, count=len(services)))
    return rule.answer(
        "bienes", Result.PASS, Sentence(N_("Bienes que se transfieren: {count}."), count=len(about.goods))
    )


def _value(row: Row, about: Transfer, law: DeliveryLaw) -> Answer:
    rule, total = law.rule("transfer_value"), sum(map(good_total, about.goods))
    written = row.get("valor_transferido_centimos")
    unpriced = sum(empty(each.get("precio_unitario")) for each in about.goods)
    if unpriced:
        said = N_("Faltan precios de bienes: {count}.")
        return rule.answer("valor", Result.PENDING, Sentence(said, count=unpriced))
    if written is None:
        said = N_("Los bienes suman {total}. Falta el valor que dice el acuerdo de concejo.")
        return rule.answer("valor", Result.PENDING, Sentence(said, total=soles(total)))
    met = int(written) == total
    said = N_("Los bienes suman {total} y el acuerdo dice {written}.")
    sentence = Sentence(said, total=soles(total), written=soles(int(written)))
    compared = (("total_centimos", total), ("written_centimos", int(written)))
    return rule.answer("valor", Result.PASS if met else Result.FAIL, sentence, compared)


def _within(about: Transfer, law: DeliveryLaw) -> Answer:
    rule, total = law.rule("transfer_value"), sum(map(good_total, about.goods))
    if about.liquidated_centimos is None:
        said = N_("Falta la liquidación: no se sabe el cofinanciamiento liquidado.")
        return rule.answer("tope", Result.PENDING, Sentence(said))
    met = total <= about.liquidated_centimos
    said = N_("Los bienes suman {total} y el cofinanciamiento liquidado es {most}.")
    sentence = Sentence(said, total=soles(total), most=soles(about.liquidated_centimos))
    compared = (("total_centimos", total), ("liquidated_centimos", about.liquidated_centimos))
    return rule.answer("tope", Result.PASS if met else Result.FAIL, sentence, compared)


def _serials(about: Transfer, law: DeliveryLaw) -> Answer:
    rule = law.rule("transfer_only_goods")
    now = {plain: str(each["serie"]) for each in about.goods if (plain := plain_serial(each.get("serie")))}
    changed = [serial for plain, serial in now.items() if about.serials and plain not in about.serials]
    changed += sorted(about.handed - now.keys())
    if changed:
        said = N_("Estas series no son las del acta de entrega: {serials}.")
        return rule.answer("series", Result.FAIL, Sentence(said, serials=", ".join(changed)))
    said = N_("Las series son las del acta de entrega: {count}.")
    return rule.answer("series", Result.PASS if about.goods else Result.PENDING, Sentence(said, count=len(now)))


def _in_force(row: Row, about: Transfer, law: DeliveryLaw) -> Answer:
    rule, when = law.rule("transfer_in_force"), str(row.get("acuerdo_fecha") or "")
    if about.cover.until is None:
        return rule.answer("vigencia", Result.PENDING, Sentence(N_("Falta registrar el acuerdo de cesión en uso.")))
    until = day(about.cover.until.isoformat())
    if not when:
        said = N_("La cesión en uso vale hasta el {until}. Falta la fecha del acuerdo de concejo.")
        return rule.answer("vigencia", Result.PENDING, Sentence(said, until=until))
    met = about.cover.on(first_day(when))
    said = N_("El {date} la cesión en uso estaba vigente.") if met else N_("El {date} no había cesión en uso vigente.")
    return rule.answer("vigencia", Result.PASS if met else Result.FAIL, Sentence(said, date=day(when)))


def _votes(row: Row, law: DeliveryLaw) -> Answer:
    rule = law.rule("transfer_votes_min")
    legal, cast = row.get("regidores"), row.get("votos_a_favor")
    if empty(legal) or empty(cast):
        return rule.answer("votos", Result.PENDING, Sentence(N_("Faltan los votos o el número legal de regidores.")))
    least, of = (int(part) for part in rule.value)
    met = int(str(cast)) * of >= int(str(legal)) * least
    said = N_("Votaron a favor {count} de {all} regidores.")
    return rule.answer("votos", Result.PASS if met else Result.FAIL, Sentence(said, count=cast, all=legal))


def transferred(row: Row) -> bool:
    """The council agreed to it."""
    return next(step for step in steps(row) if step.code == "acuerdo").done and row.get("procedente") in {SI, None}
