"""A municipality's spreadsheet of purchases, understood: which column is which datum, and what each row tells.

Nothing is stored here. Each row is one purchase of one item. A `problem` keeps its row out until it is corrected; a
`doubt` is told and lets it in. The same sheet is understood again when a person says what a column is, or corrects a
cell.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from ayni.domain.compra_hoja_hechos import facts_of
from ayni.domain.compra_item import COMPRA_ITEM
from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.dates import first_day, last_day, without_accents
from ayni.domain.evento import Event
from ayni.domain.fields import (
    Date,
    Field,
    LongText,
    Money,
    Price,
    Problem,
    Quantity,
    Ruc,
    Text,
    Values,
    by_name,
    read_answers,
)
from ayni.domain.hoja import EPOCH, SERIAL, SERIAL_FIRST, SERIAL_LAST, Cell, Corrections, Lines, plain
from ayni.domain.recorrido import listed
from ayni.lang import N_, Sentence, _, day

_ITEM = by_name(COMPRA_ITEM)
_DAY = Date()
COLUMNS = (
    Field("plan", N_("Plan u organización"), Text(255), required=True),
    Field("item", N_("Bien o servicio"), Text(160), required=True),
    _ITEM["cantidad"],
    _ITEM["unidad"],
    Field("precio_plan", N_("Precio según el plan"), Price(places=4)),
    Field("plazo_plan", N_("Días del plan"), Quantity(whole=True, minimum=1)),
    Field("fecha_requerimiento", N_("Fecha del requerimiento"), _DAY),
    Field("fecha_certificacion", N_("Fecha de la certificación"), _DAY),
    Field("nomenclatura", N_("Nomenclatura"), Text(120)),
    Field("fecha_buena_pro", N_("Fecha de la buena pro"), _DAY),
    Field("proveedor", N_("Proveedor"), Text(160)),
    Field("ruc", N_("RUC"), Ruc()),
    Field("fecha_contrato", N_("Fecha del contrato"), _DAY),
    Field("monto_contrato_centimos", N_("Monto del contrato"), Money()),
    Field("plazo_entrega", N_("Plazo de entrega en días"), Quantity(whole=True, minimum=1)),
    Field("fecha_entrega", N_("Fecha de la entrega"), _DAY),
    Field("fecha_conformidad", N_("Fecha de la conformidad"), _DAY),
    Field("fecha_pago", N_("Fecha del pago"), _DAY),
    Field("fecha_acta", N_("Fecha del acta de entrega"), _DAY),
    Field("estado", N_("Estado"), Text(80)),
    Field("oficina", N_("Oficina que la tiene"), Text(80)),
    Field("observaciones", N_("Observaciones"), LongText(2000)),
)
NAMED = by_name(COLUMNS)
NEEDED = ("plan", "item")
CALL, RESULT = "convocatoria", "resultado"
MOST_CALLS = 12
ORDINALS = ("primera", "segunda", "tercera", "cuarta", "quinta", "sexta", "septima", "octava")
# other headings that offices write for our columns
OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "plan": ("plan de negocio", "plan negocio", "organizacion", "asociacion", "aeo", "beneficiario", "nombre del plan"),
    "item": ("bien", "bien o servicio", "descripcion", "maquinaria", "equipo", "producto", "que se compra", "objeto"),
    "cantidad": ("cant", "cantidades"),
    "unidad": ("und", "unidad de medida", "um"),
    "precio_plan": ("precio", "precio unitario", "precio referencial", "precio segun plan", "precio plan"),
    "plazo_plan": ("plazo del plan", "plazo previsto", "dias previstos"),
    "fecha_requerimiento": ("requerimiento", "fecha pedido", "pedido", "fecha de requerimiento"),
    "fecha_certificacion": ("certificacion", "ccp", "certificacion presupuestal", "fecha ccp"),
    "nomenclatura": ("proceso", "procedimiento", "numero de proceso", "nomenclatura proceso"),
    "fecha_buena_pro": ("buena pro", "otorgamiento buena pro", "adjudicacion"),
    "proveedor": ("contratista", "ganador", "postor ganador", "empresa"),
    "ruc": ("ruc proveedor", "ruc del proveedor"),
    "fecha_contrato": ("contrato", "orden compra", "fecha orden", "orden de compra", "suscripcion contrato", "firma"),
    "monto_contrato_centimos": ("monto", "monto contrato", "monto contratado", "monto adjudicado", "importe"),
    "plazo_entrega": ("plazo", "plazo entrega", "plazo de ejecucion", "dias de entrega"),
    "fecha_entrega": ("entrega", "recepcion", "ingreso almacen", "fecha recepcion"),
    "fecha_conformidad": ("conformidad",),
    "fecha_pago": ("pago", "girado", "devengado"),
    "fecha_acta": ("acta", "acta entrega", "entrega beneficiarios", "entrega aeo", "entrega organizacion"),
    "estado": ("situacion", "estado actual", "estado situacional"),
    "oficina": ("area", "oficina actual", "responsable", "area actual"),
    "observaciones": ("observacion", "obs", "notas", "nota", "comentarios"),
}
CALL_NAMES = {"convocatoria", "fecha convocatoria"}
RESULT_NAMES = {"resultado", "resultado convocatoria"}
HEADING_WITHIN = 40
EARLIEST = "2009-03-01"  # Ley 29337: nothing was bought before

NOT_ON_CALENDAR = N_("La fecha {date} no existe.")
TOO_EARLY = N_("PROCOMPITE empezó en 2009: revise el año.")
NOT_YET = N_("Esta fecha todavía no ha llegado.")
TWO_READINGS = N_("No se sabe si {text} son miles o decimales. Escríbalo así: {example}.")
BEFORE = N_("Esta fecha es anterior a la de «{before}».")
MERGED = N_("Esta celda estaba unida con {cell}: se tomó lo mismo.")
NO_PLAN = N_("No se encuentra ese plan ni esa organización. Escriba el nombre como está en Ayni.")
SEVERAL_PLANS = N_("Hay varios con ese nombre. Escriba el título del plan, o el RUC de la organización.")
BAD_RUC = N_("Este RUC no es correcto: se guarda como está, para revisarlo.")
AGAIN = N_("Esta fila está repetida: también en la fila {number}.")
LIKE_ANOTHER = N_("Ya hay una compra de esto para el mismo plan. Revise que no sea la misma.")
NEW, SAME, CHANGED = "NUEVA", "YA_ESTA", "CAMBIO"


@dataclass(frozen=True, slots=True)
class CompraRow:
    """One row as it was understood: its values, its events, and what is wrong or doubtful in which cell.

    `key` tells the row from all others and `mark` what it says; `standing` whether it was imported before, and then
    `compra` is its purchase. `incomplete`: only a state is known, no date.
    """

    number: int
    answers: dict[str, str]
    values: Values
    problems: tuple[tuple[str, Problem], ...]
    doubts: tuple[tuple[str, Problem], ...] = ()
    plan: str = ""
    aeo: str = ""
    events: tuple[Event, ...] = ()
    key: str = ""
    mark: str = ""
    standing: str = NEW
    compra: str = ""
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class CompraSheet:
    """A sheet as it was understood, before anything is imported."""

    lines: Lines
    heading: int
    places: dict[int, str]
    rows: tuple[CompraRow, ...]
    headings: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    corrections: dict[tuple[int, str], str] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, str]:
        """Our datum → heading in the sheet."""
        return {name: self.headings[column] for column, name in self.places.items()}

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headings that are nobody's."""
        return tuple(text for column, text in enumerate(self.headings) if text and column not in self.places)

    @property
    def good(self) -> list[CompraRow]:
        """Rows that will be imported."""
        return [row for row in self.rows if not row.problems and row.standing == NEW]

    @property
    def same(self) -> list[CompraRow]:
        """Rows that were imported before and say the same."""
        return [row for row in self.rows if not row.problems and row.standing == SAME]

    @property
    def changed(self) -> list[CompraRow]:
        """Rows that were imported before and now say something else."""
        return [row for row in self.rows if not row.problems and row.standing == CHANGED]

    @property
    def wrong(self) -> list[CompraRow]:
        """Rows with something to correct."""
        return [row for row in self.rows if row.problems]

    @property
    def missing(self) -> list[Field]:
        """Data that every row needs and no column has."""
        there = set(self.places.values())
        return [NAMED[name] for name in NEEDED if name not in there]

    @property
    def events(self) -> int:
        """How many events the good rows bring."""
        return sum(len(row.events) for row in self.good)


def field_of(name: str) -> Field:
    """The field of a datum of the sheet; calls and their results are numbered."""
    if name in NAMED:
        return NAMED[name]
    kind = Date() if name.startswith(CALL) else Text(160)
    return Field(name, N_("Convocatoria") if name.startswith(CALL) else N_("Resultado"), kind)


def title_of(name: str) -> str:
    """What a datum of the sheet is called on the screen."""
    number = name.rpartition("_")[2]
    label = _(field_of(name).label)
    return f"{label} {number}" if name not in NAMED else label


# headings


@cache
def _names(language: str) -> dict[str, str]:
    del language  # labels are told in it
    found: dict[str, str] = {}
    for item in COLUMNS:
        name = item.name.removesuffix("_centimos").replace("_", " ")
        for written in (name, item.label, _(item.label), *OTHER_NAMES.get(item.name, ())):
            found.setdefault(plain(written), item.name)
    found.pop("", None)
    return found


def _numbered(text: str, taken: Iterable[str]) -> str:
    """The name of a numbered column, "" when it is none."""
    bare = without_accents(text)
    words = [word for word in plain(re.sub(r"_", " ", bare)).split() if word not in {"ra", "da", "ta", "era", "ma"}]
    number = next((place for place, word in enumerate(ORDINALS, start=1) if word in words), 0)
    name = " ".join(word for word in words if word not in ORDINALS)
    kind = CALL if name in CALL_NAMES else RESULT if name in RESULT_NAMES else ""
    if not kind:
        return ""
    if found := re.search(r"\d+", bare):
        number = int(found[0])
    there = set(taken)
    if not number:
        number = next(place for place in range(1, MOST_CALLS + 2) if f"{kind}_{place}" not in there)
    return f"{kind}_{number}" if 1 <= number <= MOST_CALLS else ""


def recognise(headings: Sequence[str]) -> dict[int, str]:
    """Which column is which datum."""
    names = _names(_(N_("Plan u organización")))
    found: dict[int, str] = {}
    for column, text in enumerate(headings):
        name = _numbered(text, found.values()) or names.get(plain(text.replace("_", " ")), "")
        if name and name not in found.values():
            found[column] = name
    return found


def find_heading(lines: Lines) -> tuple[int, dict[int, str]]:
    """Which row is the heading (-1: none) and which column is which datum."""
    best: tuple[int, dict[int, str]] = (-1, {})
    for place, line in enumerate(lines[:HEADING_WITHIN]):
        columns = recognise([cell.text for cell in line])
        if len(columns) > len(best[1]):
            best = (place, columns)
    return best if len(best[1]) > 1 else (-1, {})


# rows


@dataclass(frozen=True, slots=True)
class Reader:
    """How the rows are understood: on which day, by which law, for which plans, with which rows imported before.

    `plans` is a written name without accents → the (plan, AEO) that it may mean; `known` is the key of a row → what it
    said and its purchase; `bought` are the (plan or AEO, item) that purchases have already.
    """

    today: date
    law: PurchaseLaw
    plans: Mapping[str, frozenset[tuple[str, str]]]
    known: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    bought: frozenset[tuple[str, str]] = frozenset()

    def read(
        self,
        lines: Lines,
        heading: int,
        places: Mapping[int, str],
        corrections: Corrections,
        hidden: Sequence[str] = (),
    ) -> CompraSheet:
        """The sheet with these columns and what was corrected."""
        wide = max((len(line) for line in lines), default=0)
        texts = [cell.text for cell in lines[heading]] if heading >= 0 else []
        headings = tuple(" ".join(text.split()) for text in texts) + ("",) * (wide - len(texts))
        seen: dict[str, int] = {}
        rows = []
        for number, line in enumerate(lines[heading + 1 :], start=heading + 2):
            row = self._row(number, line, places, corrections, seen)
            if row is not None:
                rows.append(row)
        return CompraSheet(lines, heading, dict(places), tuple(rows), headings, tuple(hidden), dict(corrections))

    def _row(
        self,
        number: int,
        line: Sequence[Cell],
        places: Mapping[int, str],
        corrections: Corrections,
        seen: dict[str, int],
    ) -> CompraRow | None:
        answers: dict[str, str] = {}
        cells: dict[str, str] = {}
        wrong: list[Problem] = []
        doubts: list[Problem] = []
        for column, name in places.items():
            cell = line[column] if column < len(line) else Cell("", "")
            answers[name] = corrections.get((number, name), cell.text)
            cells[name] = cell.name
            if (number, name) in corrections:
                continue
            if cell.said is not None:
                wrong.append(Problem(name, cell.said))
            elif cell.merged_from and cell.text:
                doubts.append(Problem(name, Sentence(MERGED, cell=cell.merged_from)))
        for (row, name), text in corrections.items():
            if row == number:
                answers[name] = text
        if not answers.get("plan", "").strip() and not answers.get("item", "").strip() and not wrong:
            dated = any(text.strip() for name, text in answers.items() if name.startswith(("fecha_", CALL)))
            if not dated:
                return None  # a total, a signature, an empty line
        read = self._clean(answers, wrong, doubts)
        fields = [field_of(name) for name in dict.fromkeys((*NEEDED, *answers))]
        values, found = read_answers(fields, read, self.today)
        said = {each.field for each in wrong}
        for each in found:
            if each.field == "ruc":
                values["ruc"] = read["ruc"]
                doubts.append(Problem("ruc", Sentence(BAD_RUC)))
            elif each.field not in said:
                wrong.append(_told(each, read.get(each.field, "")))
        wrong += self._dates(values)
        plan, aeo = self._plan(str(values.get("plan") or ""), wrong)

        def at(name: str) -> str:
            return cells.get(name) or str(number)

        def told(problems: Iterable[Problem]) -> tuple[tuple[str, Problem], ...]:
            return tuple((at(each.field), each) for each in problems)

        if wrong:
            return CompraRow(number, answers, values, told(wrong), told(doubts), plan, aeo)
        facts = facts_of(values, self.law, self.today)
        wrong += facts.problems
        doubts += facts.doubts
        item = without_accents(str(values["item"]))
        first = next((each.fecha for each in facts.events if not each.inferido), "")
        key = _digest(plan or aeo, item, first)
        mark = _digest(*(f"{name}={answers[name]}" for name in sorted(answers) if answers[name].strip()))
        earlier = seen.setdefault(key, number)
        if earlier != number:
            wrong.append(Problem("item", Sentence(AGAIN, number=earlier)))
        before = self.known.get(key)
        standing = NEW if before is None else SAME if before[0] == mark else CHANGED
        if standing == NEW and (plan or aeo, item) in self.bought:
            doubts.append(Problem("item", Sentence(LIKE_ANOTHER)))
        return CompraRow(
            number,
            answers,
            values,
            told(wrong),
            told(doubts),
            plan,
            aeo,
            facts.events,
            key,
            mark,
            standing,
            before[1] if before else "",
            facts.incomplete,
        )

    def _clean(self, answers: Mapping[str, str], wrong: list[Problem], doubts: list[Problem]) -> dict[str, str]:
        """What a spreadsheet did to the data, mended: days that became numbers, amounts read in two ways."""
        found = dict(answers)
        for name, written in answers.items():
            text, kind = written.strip(), field_of(name).kind
            if isinstance(kind, Date) and text.isascii() and text.isdigit() and len(text) != 4:  # noqa: PLR2004
                if SERIAL_FIRST <= int(text) <= SERIAL_LAST:
                    found[name] = (EPOCH + timedelta(days=int(text))).isoformat()
                    doubts.append(Problem(name, Sentence(SERIAL, number=text, day=day(found[name]))))
            elif isinstance(kind, Money) or name == "precio_plan":
                bare = re.sub(r"^\s*(S/\.?|PEN)\s*", "", text, flags=re.IGNORECASE)
                if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", bare):
                    whole = bare.replace(".", ",")
                    wrong.append(Problem(name, Sentence(TWO_READINGS, text=bare, example=f"{whole}.00")))
        return found

    def _dates(self, values: Values) -> list[Problem]:
        """Days that cannot be: to come, before the programme, or the wrong way round."""
        found: list[Problem] = []
        before: tuple[str, date] | None = None
        for name in _in_order(values):
            iso = str(values[name])
            if iso < EARLIEST[: len(iso)]:
                found.append(Problem(name, Sentence(TOO_EARLY)))
            elif first_day(iso) > self.today:
                found.append(Problem(name, Sentence(NOT_YET)))
            elif before is not None and last_day(iso) < before[1] and name != "fecha_pago":
                found.append(Problem(name, Sentence(BEFORE, before=listed([field_of(before[0]).label]))))
            elif name != "fecha_pago":
                before = (name, first_day(iso))
        return found

    def _plan(self, written: str, wrong: list[Problem]) -> tuple[str, str]:
        if not written:
            return "", ""
        found = self.plans.get(plan_name(written), frozenset())
        if len(found) == 1:
            return next(iter(found))
        wrong.append(Problem("plan", Sentence(SEVERAL_PLANS if found else NO_PLAN)))
        return "", ""


def plan_name(text: str) -> str:
    """A written name of a plan or an organisation, as names are compared."""
    return " ".join(re.findall(r"[a-z0-9]+", without_accents(text)))


def _told(problem: Problem, text: str) -> Problem:
    """A day that no calendar has is named."""
    if isinstance(field_of(problem.field).kind, Date) and re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}", text.strip()):
        return Problem(problem.field, Sentence(NOT_ON_CALENDAR, date=text.strip()))
    return problem


def _in_order(values: Values) -> list[str]:
    """The data that are days, in the order in which things happen."""
    calls = sorted((name for name in values if name.startswith(f"{CALL}_")), key=lambda name: int(name.split("_")[1]))
    order = [
        *("fecha_requerimiento", "fecha_certificacion"),
        *calls,
        *("fecha_buena_pro", "fecha_contrato", "fecha_entrega", "fecha_conformidad", "fecha_pago", "fecha_acta"),
    ]
    return [name for name in order if values.get(name)]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]
