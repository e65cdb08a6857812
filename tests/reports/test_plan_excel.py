"""The spreadsheet of a plan: every formula, recomputed by somebody else, gives what the engine gives."""

import json
import math
import operator
import re
import shutil
import subprocess
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from itertools import chain
from pathlib import Path

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ayni.domain.caso import CaseRefused
from ayni.domain.proyeccion import case_of_plan, plan_of_case
from ayni.domain.rentabilidad import compute, read_case
from ayni.reports.plan_excel import write_plan_excel

CASES = Path(__file__).parent.parent / "cases" / "finance"
PLANS = ("own_P1_procompite", "own_S1", "own_S2", "own_S3", "own_S4", "own_S5")


# --- somebody else: a small spreadsheet

TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"]|"")*")
    |(?P<ref>(?:'(?P<sheet>(?:[^']|'')+)'!)?(?P<one>[A-Z]{1,3}[0-9]+)(?::(?P<other>[A-Z]{1,3}[0-9]+))?(?![A-Z(]))
    |(?P<name>[A-Z]+)\(|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<sign><>|<=|>=|[-+*/^=<>(),]))""",
    re.VERBOSE,
)
BINARY = ({"=", "<>", "<", ">", "<=", ">="}, {"+", "-"}, {"*", "/"}, {"^"})
COMPARE = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
MOST_TURNS = 200


def number(value):
    if value is None or value == "":
        return 0.0
    assert not isinstance(value, str), f"a text where a number belongs: {value}"
    return float(value)


def same(one, other):
    blank = {None: ""} if isinstance(one, str) or isinstance(other, str) else {None: 0}
    return blank.get(one, one) == blank.get(other, other)


def each(work, *given):
    """A function over numbers, or over blocks of them cell by cell."""
    blocks = [item for item in given if isinstance(item, list)]
    if not blocks:
        return work(*given)
    rows, columns = range(len(blocks[0])), range(len(blocks[0][0]))
    return [
        [work(*(item[row][column] if isinstance(item, list) else item for item in given)) for column in columns]
        for row in rows
    ]


def flat(given):
    return [cell for item in given for cell in (chain(*item) if isinstance(item, list) else [item])]


def numbers(given):
    return [float(item) for item in flat(given) if isinstance(item, int | float | Decimal)]


def rounded(value, places):
    step = Decimal(1).scaleb(-int(places))
    return float(Decimal(f"{number(value):.15g}").quantize(step, ROUND_HALF_UP))


def npv(rate, *flow):
    return sum(amount / (1 + rate) ** year for year, amount in enumerate(numbers(flow), start=1))


def irr(flow, guess):
    rate, amounts = guess, numbers([flow])
    for _turn in range(MOST_TURNS):
        worth = sum(amount / (1 + rate) ** year for year, amount in enumerate(amounts))
        slope = sum(-year * amount / (1 + rate) ** (year + 1) for year, amount in enumerate(amounts))
        step = worth / slope
        rate -= step
        if abs(step) < 1e-13:
            return rate
    raise AssertionError("#NUM!")


class Calculator:
    """Formulas of an xlsx file computed with the double precision of a spreadsheet."""

    def __init__(self, path):
        self.book = openpyxl.load_workbook(path)
        self.cells, self.parsed = {}, {}
        self.functions = {
            "SUM": lambda *given: math.fsum(numbers(given)),
            "MAX": lambda *given: max(numbers(given), default=0),
            "MIN": lambda *given: min(numbers(given), default=0),
            "ROUND": lambda value, places: each(lambda item: rounded(item, places), value),
            "ROUNDUP": lambda value, places: math.ceil(value),
            "INT": lambda value: math.floor(value + 1e-9),
            "MOD": lambda one, other: one - other * math.floor(one / other),
            "ABS": abs,
            "SIGN": lambda value: (value > 0) - (value < 0),
            "NOT": lambda value: not value,
            "AND": lambda *given: all(given),
            "OR": lambda *given: any(given),
            "ISNUMBER": lambda value: isinstance(value, int | float | Decimal),
            "SUMPRODUCT": self._sumproduct,
            "SUMIF": lambda where, what, values: math.fsum(
                number(value) for place, value in zip(flat([where]), flat([values]), strict=True) if place == what
            ),
            "COUNTIF": lambda where, what: sum(
                (isinstance(item, float) and item < 0) if what == "<0" else item == what for item in flat([where])
            ),
            "INDEX": lambda block, *place: block[int(place[0]) - 1][int(place[1]) - 1 if len(place) > 1 else 0],
            "MATCH": lambda what, where, _kind: flat([where]).index(what) + 1,
            "NPV": npv,
            "IRR": irr,
        }

    @staticmethod
    def _sumproduct(*given):
        columns = [[number(cell) for cell in flat([item])] for item in given]
        return math.fsum(math.prod(row) for row in zip(*columns, strict=True))

    def value(self, sheet, address):
        """What a cell shows."""
        if (sheet, address) not in self.cells:
            found = self.book[sheet][address]
            held = found.value
            if found.data_type == "f":
                held = self._parse(sheet, held[1:])()
            elif isinstance(held, int | float) and not isinstance(held, bool):
                held = float(held)
            self.cells[sheet, address] = held
        return self.cells[sheet, address]

    def all(self):
        """Every computed cell, in order: (sheet, address, value)."""
        for sheet in [*self.book.worksheets[1:], self.book.worksheets[0]]:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        yield sheet.title, cell.coordinate, self.value(sheet.title, cell.coordinate)

    def _block(self, sheet, one, other):
        cells = self.book[sheet][f"{one}:{other}"]
        return [[self.value(sheet, cell.coordinate) for cell in row] for row in cells]

    def _parse(self, sheet, formula):
        tokens, place = [], 0
        while place < len(formula):
            found = TOKEN.match(formula, place)
            assert found, f"not understood: {formula[place:]}"
            tokens.append(found)
            place = found.end()
        tokens.reverse()
        made = self._level(sheet, tokens, 0)
        assert not tokens
        return made

    def _level(self, sheet, tokens, level):
        if level == len(BINARY):
            return self._unary(sheet, tokens)
        left = self._level(sheet, tokens, level + 1)
        while tokens and tokens[-1]["sign"] in BINARY[level]:
            sign = tokens.pop()["sign"]
            left = partial(self._operate, sign, left, self._level(sheet, tokens, level + 1))
        return left

    def _operate(self, sign, left, right):
        def work(one, other):
            if sign in {"=", "<>"}:
                return same(one, other) == (sign == "=")
            if sign in COMPARE:
                return COMPARE[sign](number(one), number(other))
            one, other = number(one), number(other)
            arithmetic = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
            return one**other if sign == "^" else arithmetic[sign](one, other)

        return each(work, left(), right())

    def _unary(self, sheet, tokens):
        if tokens[-1]["sign"] == "-":
            tokens.pop()
            inner = self._unary(sheet, tokens)
            return lambda: each(lambda item: -number(item), inner())
        token = tokens.pop()
        if token["number"]:
            return lambda: float(token["number"])
        if token["text"] is not None:
            return lambda: token["text"][1:-1].replace('""', '"')
        if token["ref"]:
            where = token["sheet"].replace("''", "'") if token["sheet"] else sheet
            if token["other"]:
                return lambda: self._block(where, token["one"], token["other"])
            return lambda: self.value(where, token["one"])
        if token["name"]:
            return self._call(sheet, token["name"], tokens)
        assert token["sign"] == "("
        inner = self._level(sheet, tokens, 0)
        assert tokens.pop()["sign"] == ")"
        return inner

    @staticmethod
    def _iferror(work, other):
        try:
            return work()
        except (AssertionError, ArithmeticError):
            return other()

    def _call(self, sheet, name, tokens):
        given = []
        while True:
            given.append(self._level(sheet, tokens, 0))
            if tokens.pop()["sign"] == ")":
                break
        if name == "IFERROR":
            return partial(self._iferror, *given)
        if name == "IF":
            return lambda: given[1]() if given[0]() else given[2]()
        return lambda: self.functions[name](*(item() for item in given))


# --- what it gives


class Answers:
    """The sheet of indicators of a file: what is computed now, and what Ayni wrote beside it."""

    def __init__(self, rows):
        self.rows = {(label, whose): (here, known, word) for label, whose, here, known, word in rows}

    @classmethod
    def computed(cls, path):
        calculator = Calculator(path)
        sheet = calculator.book.worksheets[0]
        return cls(
            [calculator.value(sheet.title, f"{letter}{row}") for letter in "ABCDE"]
            for row in range(4, sheet.max_row + 1)
        )

    @classmethod
    def stored(cls, path):
        sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
        return cls(sheet.iter_rows(min_row=4, max_col=5, values_only=True))

    def here(self, label, whose="Todo el plan"):
        return self.rows[label, whose][0]

    def unlike(self):
        """Rows whose formula does not give what the engine gives, however it is said."""
        return {
            name: row
            for name, row in self.rows.items()
            if row[2] != "igual"
            or isinstance(row[0], str) != isinstance(row[1], str)
            or (not isinstance(row[0], str) and abs(float(row[0]) - float(row[1])) > 0.005)
        }


def rows_of(name):
    case = read_case(json.loads((CASES / f"{name}.json").read_text("utf-8")))
    kept = replace(case.without_plan, assets=(), labour=(), services=())  # rows hold no investment without the plan
    return plan_of_case(replace(case, without_plan=kept))


def written(path, rows, language="es", title="Mejoramiento de cuyes", aeo="Asociación Sumaq"):
    plan, partidas, lineas, bloques = rows
    case = case_of_plan(plan, partidas, lineas, bloques)
    return write_plan_excel(path, title, aeo, case, partidas, compute(case), language)


@pytest.mark.parametrize("name", PLANS)
def test_every_formula_of_a_plan_gives_what_the_engine_gives(tmp_path, name):
    answers = Answers.computed(written(tmp_path / "plan.xlsx", rows_of(name)))
    assert answers.unlike() == {}
    assert len(answers.rows) > 30


def test_the_numbers_are_those_of_the_specification(tmp_path):
    answers = Answers.computed(written(tmp_path / "plan.xlsx", rows_of("own_P1_procompite")))
    assert answers.here("VAN") == pytest.approx(63975.65, abs=0.005)
    assert answers.here("VAN", "El dinero de los socios") == pytest.approx(166475.65, abs=0.005)
    assert answers.here("TIR", "El dinero de los socios") == pytest.approx(1.3553, abs=0.00006)
    assert answers.here("B/C") == pytest.approx(1.198, abs=0.0005)
    assert answers.here("Punto de equilibrio del último año", "Unidades que hay que vender") == pytest.approx(750)


def test_no_cell_fails_and_the_yearly_flow_is_the_engines(tmp_path):
    rows = rows_of("own_S4")
    path = written(tmp_path / "plan.xlsx", rows)
    calculator = Calculator(path)
    assert all(not str(value).startswith("#") and str(value) != "nan" for _sheet, _cell, value in calculator.all())
    found = compute(case_of_plan(*rows))
    sheet = calculator.book["Flujo"]
    shown = {
        sheet.cell(row, 1).value: [
            calculator.value("Flujo", sheet.cell(row, column).coordinate) for column in range(3, 10)
        ]
        for row in range(1, sheet.max_row + 1)
        if sheet.cell(row, 4).value is not None
    }
    assert shown["Queda en el año"][1:] == pytest.approx([float(amount) for amount in found.cash_after])
    assert shown["Sale para pagar préstamos"][1:] == pytest.approx(
        [
            float(sum(year))
            for year in zip(
                found.cash_loan1_cap, found.cash_loan1_int, found.cash_loan2_cap, found.cash_loan2_int, strict=True
            )
        ]
    )


CHANGES = {
    "a lower price": ("lineas", "cuy", "precio_unitario", "25.5", "Producción", "D"),
    "more output": ("lineas", "cuy", "cantidad", "23", "Producción", "C"),
    "a dearer good": ("partidas", "galpón", "precio_unitario", "3600", "Presupuesto", "F"),
    "a shorter life": ("partidas", "peladora", "vida_util", "3", "Depreciación", "D"),
    "a general cost": ("lineas", "contador", "precio_unitario", "210", "Gastos generales", "C"),
}


def cell_of(book, sheet, name, column):
    row = next(row for row in range(1, 99) if name in (book[sheet][f"A{row}"].value, book[sheet][f"C{row}"].value))
    return book[sheet][f"{column}{row}"]


@pytest.mark.parametrize("change", list(CHANGES))
def test_a_changed_cell_recomputes_to_the_changed_plan(tmp_path, change):
    part, name, field, value, sheet, column = CHANGES[change]
    rows = rows_of("own_S1")
    path = written(tmp_path / "plan.xlsx", rows)
    book = openpyxl.load_workbook(path)
    cell_of(book, sheet, name, column).value = float(value)
    book.save(path)
    answers = Answers.computed(path)
    for row in rows[1 if part == "partidas" else 2]:
        if row["nombre"] == name:
            row[field] = value
    found = compute(case_of_plan(*rows))
    assert answers.here("VAN") == pytest.approx(float(found.npv_all), abs=0.005)
    assert answers.here("VAN", "El dinero de los socios") == pytest.approx(float(found.npv_applicant), abs=0.005)
    assert answers.here("TIR") == pytest.approx(float(found.irr_all.rate), abs=0.00006)
    assert answers.here("Capital de trabajo que se necesita", "La caja") == pytest.approx(
        float(found.wc_required), abs=0.005
    )
    assert answers.rows["VAN", "Todo el plan"][2] == "cambió"


def test_libreoffice_recomputes_the_same(tmp_path):
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed; the formulas were recomputed by the calculator of this file only.")
    paths = [written(tmp_path / f"{name}.xlsx", rows_of(name)) for name in PLANS]
    rows = rows_of("own_S1")
    changed = written(tmp_path / "changed.xlsx", rows)
    book = openpyxl.load_workbook(changed)
    cell_of(book, "Producción", "cuy", "D").value = 25.5
    book.save(changed)
    subprocess.run(
        [
            *(soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out")),
            *map(str, [*paths, changed]),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    for path in paths:
        assert Answers.stored(tmp_path / "out" / path.name).unlike() == {}, path.name
    next(row for row in rows[2] if row["nombre"] == "cuy")["precio_unitario"] = "25.5"
    answers = Answers.stored(tmp_path / "out" / "changed.xlsx")
    assert answers.here("VAN") == pytest.approx(float(compute(case_of_plan(*rows)).npv_all), abs=0.005)


# --- plans of every kind

soles = st.integers(0, 30_000_00)
price = st.decimals("0.01", "900", places=2).map(str)
quantity = st.decimals("0", "60", places=1).map(str)
half_months = st.sets(st.integers(1, 24), min_size=1, max_size=6).map(
    lambda marks: ",".join(str(mark) for mark in sorted(marks))
)


@st.composite
def plans(draw):
    years = draw(st.integers(1, 5))
    plan = {
        "horizonte_years": str(years),
        "tasa_descuento": draw(st.sampled_from([None, "0", "4.5", "12"])),
        "inflacion": draw(st.sampled_from([None, "3"])),
        "socios_participantes": draw(st.sampled_from([None, "14"])),
        "capital_propio_centimos": draw(soles),
        "capital_donado_centimos": draw(st.sampled_from([0, 50_000])),
        "capital_tasa": "20",
    }
    if years > 1 and draw(st.booleans()):
        grace = draw(st.integers(0, years - 1))
        free = draw(st.integers(0, grace))
        terms = {"tasa": "14", "years": str(years), "gracia_capital": str(grace), "gracia_interes": str(free)}
        plan |= {
            f"prestamo1_{name}": value for name, value in (terms | {"pagos": draw(st.sampled_from("124"))}).items()
        }
    partidas = [
        {
            "orden": str(place),
            "componente": draw(st.sampled_from(["1", "2", None])),
            "clase": draw(st.sampled_from(["equipos", "animales_plantas", "mano_obra", "intangible"])),
            "nombre": f"=fila {place}",
            "unidad": "día",
            "cantidad": draw(quantity),
            "precio_unitario": draw(price),
            "cofinanciamiento_centimos": draw(soles),
            "monetaria_centimos": draw(soles),
            "valorizada_centimos": draw(soles),
            "prestamo_centimos": 0,
            "vida_util": draw(st.sampled_from([None, "1", "2", "3", "8"])),
            "mantenimiento_unitario": draw(st.sampled_from([None, "1.115", "3.335"])),
            "rescate_unitario": draw(st.sampled_from([None, "0.01"])),
            "se_repone": draw(st.sampled_from(["SI", "NO"])),
            "year_compra": str(draw(st.integers(1, years))),
        }
        for place in range(draw(st.integers(0, 5)))
    ]
    bloques, lineas = [], []
    for place in range(draw(st.integers(0, 3))):
        side = draw(st.sampled_from(["con", "con", "sin"]))
        bloques.append(
            {
                "id": str(place),
                "situacion": side,
                "nombre": f"Actividad {place}",
                "ciclos_por_year": draw(st.sampled_from(["1", "2.5", "4"])),
                "unidades_por_year": ";".join(draw(quantity) for _year in range(years)),
                "quincenas_costos": draw(half_months),
                "quincenas_ventas": draw(half_months),
                "quincenas_cobros": draw(half_months),
            }
        )
        for tipo in draw(st.lists(st.sampled_from(["ingreso", "insumo", "mano_obra"]), max_size=4)):
            lineas.append(  # noqa: PERF401  what is drawn is drawn in order
                {
                    "bloque": str(place),
                    "situacion": side,
                    "tipo": tipo,
                    "nombre": tipo,
                    "unidad": "jornal",
                    "cantidad": str(draw(st.integers(3, 40))),
                    "cantidad_propia": draw(st.sampled_from([None, "1", "2.5"])),
                    "precio_unitario": draw(price),
                    "transporte_unitario": draw(st.sampled_from([None, "0.3"])),
                }
            )
    for tipo in draw(st.lists(st.sampled_from(["gasto_general", "personal"]), max_size=3)):
        by_year = ";".join(draw(quantity) for _year in range(years))
        lineas.append(
            {
                "situacion": draw(st.sampled_from(["con", "sin"])),
                "tipo": tipo,
                "nombre": "administración",
                "unidad": "mes",
                "cantidad": "12",
                "cantidad_por_year": draw(st.sampled_from([None, by_year])),
                "precio_unitario": draw(price),
                "aporte_propio_centimos": 0,
            }
        )
    return plan, partidas, lineas, bloques


@settings(max_examples=10, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # making it small takes minutes
@given(rows=plans())
def test_any_plan_recomputes_to_the_engines_numbers(rows, tmp_path):
    answers = Answers.computed(written(tmp_path / "plan.xlsx", rows))
    assert answers.unlike() == {}


# --- as a file


def test_what_people_wrote_never_becomes_a_formula(tmp_path):
    rows = rows_of("own_S1")
    evil = ("=1+1", "+SUM(A1:A9)", "-2", "@x", '=HYPERLINK("http://x")', "\tq\x07")
    for table in rows[1:]:
        for place, row in enumerate(table):
            row["nombre"] = evil[place % len(evil)]
            row["codigo"] = row["componente"] = evil[0]
    path = written(tmp_path / "plan.xlsx", rows, title=evil[0], aeo=evil[1])
    for sheet in openpyxl.load_workbook(path):
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    assert "HYPERLINK" not in cell.value
                    assert cell.value not in evil
    assert Answers.computed(path).unlike() == {}


def test_a_plan_without_a_rate_has_no_van_and_says_so(tmp_path):
    plan, *rest = rows_of("own_P1_procompite")
    answers = Answers.computed(written(tmp_path / "plan.xlsx", (plan | {"tasa_descuento": None}, *rest)))
    assert answers.here("VAN") == answers.here("B/C") == "—"
    assert answers.unlike() == {}


def test_a_line_that_does_not_add_up_says_what_is_missing(tmp_path):
    rows = rows_of("own_P1_procompite")
    rows[1][0]["cofinanciamiento_centimos"] -= 50_00
    calculator = Calculator(written(tmp_path / "plan.xlsx", rows))
    assert [calculator.value("Presupuesto", f"{letter}4") for letter in "MN"] == [50.0, "falta"]


def test_the_budget_has_its_subtotals_and_shares(tmp_path):
    calculator = Calculator(written(tmp_path / "plan.xlsx", rows_of("own_P1_procompite")))
    sheet = calculator.book["Presupuesto"]
    shown = [
        [calculator.value("Presupuesto", sheet.cell(row, column).coordinate) for column in (3, 7, 8, 9, 10)]
        for row in range(3, sheet.max_row + 1)
    ]
    subtotals = [line[1:] for line in shown if line[0] == "Subtotal"]
    assert subtotals == [
        [50000, 30000, 0, 20000],
        [26500, 26500, 0, 0],
        [26000, 21000, 5000, 0],
        [30000, 25000, 5000, 0],
    ]
    assert shown[-2] == ["Total", 132500, 102500, 10000, 20000]
    assert shown[-1][2:] == pytest.approx([102500 / 132500, 10000 / 132500, 20000 / 132500])


def test_months_add_to_what_each_source_pays_to_the_centimo(tmp_path):
    rows = rows_of("own_P1_procompite")
    rows[1][0] |= {"mes_inicio": "2", "mes_fin": "8"}
    rows[1][3] |= {"mes_inicio": "1", "mes_fin": "1"}
    calculator = Calculator(written(tmp_path / "plan.xlsx", rows))
    months = [calculator.value("Cronograma", f"{letter}3") for letter in "FGHIJKLM"]
    assert months == [0, 4285.72, 4285.72, 4285.72, 4285.71, 4285.71, 4285.71, 4285.71]
    assert [calculator.value("Cronograma", f"{letter}3") for letter in "NO"] == [30000, "igual"]
    assert calculator.value("Cronograma", "O8") == "falta"  # what has no month yet


@pytest.mark.parametrize("language", ["es", "quz", "both"])
def test_every_sheet_is_ready_to_print_in_every_language(tmp_path, language):
    path = written(tmp_path / "plan.xlsx", rows_of("own_S4"), language)
    book = openpyxl.load_workbook(path)
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.freeze_panes
    assert len({sheet.title for sheet in book}) == len(book.worksheets)
    calculator = Calculator(path)
    words = {calculator.value(book.worksheets[0].title, f"E{row}") for row in range(4, book.worksheets[0].max_row + 1)}
    assert len(words) == 1


def test_a_plan_that_cannot_be_computed_is_refused_before_a_sheet_is_written(tmp_path):
    plan, *rest = rows_of("own_S1")
    with pytest.raises(CaseRefused):
        written(tmp_path / "plan.xlsx", (plan | {"horizonte_years": "0"}, *rest))
    assert not (tmp_path / "plan.xlsx").exists()
