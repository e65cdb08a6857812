"""What the padrón of an AEO is checked for, each answer with its article and the rows it speaks of (F04).

The limits come as data (`resources/rules/padron.json`, with term and severity); who stands in other AEO is handed in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ayni.domain.dates import last_day
from ayni.domain.fields import Problem, Values
from ayni.domain.padron import PERDIDA, full_name
from ayni.domain.rules import Answer, Result, Rule
from ayni.lang import N_, Sentence, day, number

Socio = Mapping[str, Any]
WHOLE = 10_000  # basis points
NAMED = 5  # members named in one sentence
YEAR = "year"


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer about the padrón, and the members it speaks of; the first one is where a list leads to."""

    answer: Answer
    socios: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A member in force of another AEO."""

    dni: str
    conyuge_dni: str
    aeo: str  # its name
    call: str  # the name of its call
    year: str
    same_call: bool


@dataclass(frozen=True, slots=True)
class PadronLaw:
    """The rules of the padrón, by key; of a key there is one for each term."""

    rules: tuple[Rule, ...]
    scopes: Mapping[str, str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "PadronLaw":
        """From the rows of `padron.json`."""
        rows = data["rules"]
        return cls(tuple(Rule.from_data(row) for row in rows), {row["id"]: row.get("scope", YEAR) for row in rows})

    def rule(self, key: str, on: date) -> Rule | None:
        """The rule of a key that is in force that day."""
        return next((rule for rule in self.rules if rule.key == key and rule.in_force(on)), None)


def age(birth: str, on: date) -> int:
    """Whole years on a day; a birth known to the month counts from its last day."""
    born = last_day(birth)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _answer(rule: Rule, result: Result, sentence: Sentence, **compared: object) -> Answer:
    return Answer(
        rule.key,
        rule.id,
        result,
        rule.severity,
        sentence,
        rule.article,
        rule.url,
        tuple(compared.items()),
        rule.status,
    )


def _names(socios: Iterable[Socio]) -> str:
    named = [full_name(dict(socio)) for socio in socios]
    return "; ".join(named[:NAMED]) + ("; …" if len(named) > NAMED else "")


@dataclass(frozen=True, slots=True)
class _Check:
    """One padrón on one day."""

    law: PadronLaw
    socios: Sequence[Socio]  # in force
    board: frozenset[str]  # ids of members of the board in force
    elsewhere: Sequence[Elsewhere]
    year: str  # of the AEO's call
    on: date

    def rule(self, key: str) -> Rule | None:
        return self.law.rule(key, self.on)

    def each(self, key: str, found: Sequence[tuple[Sentence, Sequence[Socio]]], well: Sentence) -> list[Finding]:
        """A finding for each failure, or one that says that all is well."""
        rule = self.rule(key)
        if rule is None:
            return []
        if not found:
            return [Finding(_answer(rule, Result.PASS, well))]
        return [
            Finding(_answer(rule, Result.FAIL, said), tuple(str(socio["id"]) for socio in socios))
            for said, socios in found
        ]

    def repeated(self) -> list[Finding]:
        by_dni: dict[str, list[Socio]] = defaultdict(list)
        for socio in self.socios:
            by_dni[str(socio["dni"])].append(socio)
        found = [
            (
                Sentence(
                    N_("El DNI {dni} está {count} veces en este padrón: {names}."),
                    dni=dni,
                    count=len(rows),
                    names=_names(rows),
                ),
                rows,
            )
            for dni, rows in by_dni.items()
            if len(rows) > 1
        ]
        return self.each("dni_once", found, Sentence(N_("Ningún DNI se repite en este padrón.")))

    def in_other_aeo(self) -> list[Finding]:
        there: dict[str, list[Elsewhere]] = defaultdict(list)
        for other in self.elsewhere:
            there[other.dni].append(other)
        now, before = [], []
        for socio in self.socios:
            for other in there.get(str(socio["dni"]), ()):
                holes = {"name": full_name(dict(socio)), "aeo": other.aeo, "call": other.call or "—"}
                if other.same_call or other.year == self.year:
                    said = N_("{name} está también en el padrón de {aeo}, que postula el mismo año.")
                    now.append((Sentence(said, name=holes["name"], aeo=holes["aeo"]), [socio]))
                else:
                    said = N_("{name} ya estuvo en {aeo}, en la convocatoria {call}. Revise si ya recibió apoyo.")
                    before.append((Sentence(said, **holes), [socio]))
        same = Sentence(N_("Ningún socio está en otra organización que postula el mismo año."))
        clear = Sentence(N_("Ningún socio está en organizaciones de otras convocatorias."))
        return self.each("dni_same_call", now, same) + self.each("dni_other_call", before, clear)

    def spouses_elsewhere(self) -> list[Finding]:
        rule = self.rule("spouse_other")
        if rule is None:
            return []
        by_year = self.law.scopes.get(rule.id, YEAR) == YEAR
        there: dict[str, list[Elsewhere]] = defaultdict(list)
        naming: dict[str, list[Elsewhere]] = defaultdict(list)
        for other in self.elsewhere:
            if by_year and not (other.same_call or other.year == self.year):
                continue
            there[other.dni].append(other)
            if other.conyuge_dni:
                naming[other.conyuge_dni].append(other)
        found = []
        for socio in self.socios:
            met = there.get(str(socio.get("conyuge_dni") or ""), []) + naming.get(str(socio["dni"]), [])
            for aeo in dict.fromkeys(other.aeo for other in met):
                said = N_("El cónyuge o conviviente de {name} está en el padrón de {aeo}.")
                found.append((Sentence(said, name=full_name(dict(socio)), aeo=aeo), [socio]))
        return self.each("spouse_other", found, Sentence(N_("Ningún cónyuge o conviviente está en otra organización.")))

    def spouses_inside(self) -> list[Finding]:
        by_dni = {str(socio["dni"]): socio for socio in self.socios}
        pairs: dict[frozenset[str], tuple[Socio, Socio]] = {}
        for socio in self.socios:
            other = by_dni.get(str(socio.get("conyuge_dni") or ""))
            if other is not None and other is not socio:
                pairs.setdefault(frozenset((str(socio["id"]), str(other["id"]))), (socio, other))
        said = N_("{one} y {other} son cónyuges o convivientes y están en este padrón.")
        found = [
            (Sentence(said, one=full_name(dict(one)), other=full_name(dict(other))), [one, other])
            for one, other in pairs.values()
        ]
        return self.each("spouse_inside", found, Sentence(N_("No hay cónyuges dentro de este padrón.")))

    def ages(self) -> list[Finding]:
        rule = self.rule("min_age")
        if rule is None:
            return []
        found = []
        for socio in self.socios:
            birth = str(socio.get("fecha_nacimiento") or "")
            if birth and age(birth, self.on) < int(rule.value):
                found.append((too_young(full_name(dict(socio)), birth, self.on, int(rule.value)), [socio]))
        well = Sentence(N_("Todos los socios tienen {years} años o más."), years=rule.value)
        return self.each("min_age", found, well)

    def ratings(self) -> list[Finding]:
        found: list[Finding] = []
        at_loss = [socio for socio in self.socios if socio.get("riesgo") == PERDIDA]
        if self.rule("perdida_directivos") is not None:
            bad = [
                (
                    Sentence(N_("{name} es directivo y tiene calificación de pérdida."), name=full_name(dict(socio))),
                    [socio],
                )
                for socio in at_loss
                if str(socio["id"]) in self.board
            ]
            unrated = [socio for socio in self.socios if str(socio["id"]) in self.board and not socio.get("riesgo")]
            found += self._or_pending(
                "perdida_directivos",
                bad,
                unrated,
                Sentence(N_("Ningún directivo tiene calificación de pérdida.")),
            )
        share = self.rule("perdida_share_exclusive")
        if share is not None and self.socios:
            total = len(self.socios)
            holes = {"count": len(at_loss), "total": total, "limit": number(Decimal(int(share.value)) / 100)}
            said = Sentence(
                N_("Socios con calificación de pérdida: {count} de {total}. Deben ser menos del {limit} %."), **holes
            )
            over = len(at_loss) * WHOLE >= int(share.value) * total
            unrated = [socio for socio in self.socios if not socio.get("riesgo")]
            found += self._or_pending(share.key, [(said, at_loss)] if over else [], unrated, said)
        return found

    def _or_pending(
        self, key: str, bad: Sequence[tuple[Sentence, Sequence[Socio]]], unrated: Sequence[Socio], well: Sentence
    ) -> list[Finding]:
        """A failure stands whatever is missing; without one, what is missing keeps the answer waiting."""
        rule = self.rule(key)
        if rule is not None and not bad and unrated:
            said = Sentence(
                N_("Falta la calificación en la central de riesgo de {count} personas."), count=len(unrated)
            )
            ids = tuple(str(socio["id"]) for socio in unrated)
            return [Finding(_answer(rule, Result.PENDING, said), ids)]
        return self.each(key, bad, well)

    def parts(self) -> list[Finding]:
        found: list[Finding] = []
        for key, part, whole, said, well in PARTS:
            bad = [
                (
                    Sentence(
                        said,
                        name=full_name(dict(socio)),
                        part=number(str(socio[part])),
                        whole=number(str(socio.get(whole) or "0")),
                    ),
                    [socio],
                )
                for socio in self.socios
                if more_than_all(socio, part, whole, self.rule(key))
            ]
            if bad or any(socio.get(part) for socio in self.socios):
                found += self.each(key, bad, Sentence(well))
        return found


PARTS = (
    (
        "land_within",
        "tierra_plan",
        "tierra_total",
        N_("{name} pone {part} ha para el plan y tiene {whole} ha en total."),
        N_("Nadie pone más tierra que la que tiene."),
    ),
    (
        "animals_within",
        "animales_plan",
        "animales_total",
        N_("{name} pone {part} animales para el plan y tiene {whole} en total."),
        N_("Nadie pone más animales que los que tiene."),
    ),
)


def more_than_all(socio: Mapping[str, Any], part: str, whole: str, rule: Rule | None) -> bool:
    """What is put into the plan is more than what there is. Without the whole, nothing can be said."""
    if rule is None or not socio.get(part) or not socio.get(whole):
        return False
    return Decimal(str(socio[part])) * WHOLE > Decimal(str(socio[whole])) * int(rule.value)


def too_young(name: str, birth: str, on: date, least: int) -> Sentence:
    """Somebody below the minimum age."""
    said = N_("{name} nació el {day} y tiene {years} años. La edad mínima es {least}.")
    return Sentence(said, name=name, day=day(birth), years=age(birth, on), least=least)


def check_padron(
    law: PadronLaw,
    socios: Sequence[Socio],
    on: date,
    *,
    board: Iterable[str] = (),
    elsewhere: Sequence[Elsewhere] = (),
    year: str = "",
    members: Answer | None = None,
) -> list[Finding]:
    """Every check of a padrón: what fails first, then what waits, then what is well.

    `socios` are those in force. `members` is the answer of the category about how many there must be.
    """
    check = _Check(law, socios, frozenset(board), elsewhere, year, on)
    found = [Finding(members)] if members is not None else []
    for part in (
        check.repeated,
        check.in_other_aeo,
        check.spouses_elsewhere,
        check.spouses_inside,
        check.ages,
        check.ratings,
        check.parts,
    ):
        found += part()
    order = {Result.FAIL: 0, Result.PENDING: 1, Result.PASS: 2}
    return sorted(found, key=lambda each: (order[each.answer.result], "BSWI".index(each.answer.severity)))


def doubts_of_row(law: PadronLaw, values: Values, on: date) -> list[Problem]:
    """What a row alone, read from a spreadsheet, already shows: the age, more for the plan than there is."""
    found = []
    rule = law.rule("min_age", on)
    birth = str(values.get("fecha_nacimiento") or "")
    if rule is not None and birth and age(birth, on) < int(rule.value):
        name = full_name(dict(values))
        found.append(Problem("fecha_nacimiento", too_young(name, birth, on, int(rule.value))))
    for key, part, whole, said, _well in PARTS:
        if more_than_all(values, part, whole, law.rule(key, on)):
            holes = {"part": number(str(values[part])), "whole": number(str(values[whole]))}
            found.append(Problem(part, Sentence(said, name=full_name(dict(values)), **holes)))
    return found
