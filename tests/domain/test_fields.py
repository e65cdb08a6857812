"""What people really type, and what each kind says when it cannot be read."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain import aeo, compra, convocatoria, junta_directiva, municipio, padron, plan, presupuesto
from ayni.domain.fields import (
    MISSING,
    Catalogue,
    Choice,
    Date,
    Dni,
    Email,
    Field,
    LongText,
    Money,
    Phone,
    Price,
    Problem,
    Quantity,
    Rate,
    Reference,
    Ruc,
    Several,
    Text,
    Ubigeo,
    Year,
    YesNo,
    groups,
    problems,
    read_answers,
    read_decimal,
    shown,
)
from ayni.domain.padron import SOCIO, TYPED
from ayni.lang import Sentence, speaking

TODAY = date(2026, 11, 22)
ROSA = {
    "dni": "4321 8765",
    "apellido_paterno": "Quispe",
    "nombres": "Rosa",
    "fecha_nacimiento": "3 de mayo de 1985",
    "sexo": "mujer",
}
TABLES = (
    aeo.AEO,
    SOCIO,
    convocatoria.CONVOCATORIA,
    junta_directiva.CARGO_PERIODO,
    municipio.MUNICIPIO,
    municipio.PERSONA,
    plan.COVER,
    presupuesto.PARTIDA,
    presupuesto.BLOQUE,
    presupuesto.LINEA,
    presupuesto.SUPUESTOS,
    compra.COMPRA,
    compra.EVENTO,
)
EVERY_FIELD = [field for table in TABLES for field in table]


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Text(), "  Rosa   María ", "Rosa María"),
        (LongText(), " uno \n\n\n\n dos ", "uno\n\ndos"),
        (Dni(), "4321 8765", "43218765"),
        (Dni(), "00.123.456", "00123456"),
        (Ruc(), "20-13131295-5", "20131312955"),
        (Phone(), "+51 984 123 456", "984123456"),
        (Phone(), "(084) 22-3344", "084223344"),
        (Email(), " ana@correo.pe ", "ana@correo.pe"),
        (Date(), "3 de mayo de 1999", "1999-05-03"),
        (Date(birth=True), "03/05/99", "1999-05-03"),
        (Date(), "03051999", "1999-05-03"),
        (Date(), "marzo 2022", "2022-03"),
        (Money(), "1500", 150_000),
        (Money(), "1,500.50", 150_050),
        (Money(), "1 500,50", 150_050),
        (Money(), "1.500,50", 150_050),
        (Money(), "S/ 410,030.9", 41_003_090),
        (Money(), 150_050, 150_050),
        (Money(), "1.505", 150_500),  # a point before three digits separates thousands
        (Money(), "10.125,5", 1_012_550),
        (Quantity(), "0,125", "0.125"),
        (Quantity(), "1.125", "1.125"),
        (Quantity(), "1,500.5", "1500.5"),
        (Quantity(whole=True), "1,500", "1500"),
        (Quantity(whole=True), "1.500", "1500"),
        (Quantity(whole=True), "20.0", "20"),
        (Price(), "0.125", "0.125"),
        (Rate(), "12 %", "12"),
        (Rate(), "12.50", "12.5"),
        (Year(), " 2026 ", "2026"),
        (YesNo(), "Sí", "si"),
        (YesNo(), "x", "si"),
        (YesNo(), "NO", "no"),
        (Choice((("M", "Mujer"), ("H", "Hombre"))), "mujer", "M"),
        (Several("categorias"), "B; A, B", "A,B"),
        (Ubigeo(), "08 01 01", "080101"),
        (Catalogue("cadenas"), " cuy ", "cuy"),
        (Reference("aeo"), " abc ", "abc"),
    ],
)
def test_what_people_type_is_understood(kind, typed, value):
    reading = kind.read(typed, TODAY)
    assert (reading.value, reading.sentence) == (value, None)


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (Text(10), "demasiado largo", "Escriba 10 letras como máximo."),
        (LongText(10), "demasiado largo", "Escriba 10 letras como máximo."),
        (Dni(), "1234567", "El DNI tiene 8 números."),
        (Dni(), "4321876O", "El DNI tiene 8 números."),
        (Ruc(), "2013131295", "El RUC tiene 11 números."),
        (Ruc(), "20131312954", "Un número del RUC está mal copiado. Compárelo con la ficha RUC."),
        (Phone(), "no tiene", "Escriba el teléfono solo con números, por ejemplo 984 123 456."),
        (Email(), "ana arroba correo", "Escriba el correo completo, por ejemplo nombre@correo.pe."),
        (Date(), "31/02/2020", "31/02/2020 no existe. Escriba día, mes y año: 03/05/1999."),
        (Date(), "2021-06-31", "2021-06-31 no existe. Escriba día, mes y año: 03/05/1999."),
        (Date(), "45/02/2020", "No se entiende la fecha. Escriba día, mes y año: 03/05/1999."),
        (Date(month_allowed=False), "marzo 2022", "Falta el día. Escriba día, mes y año: 03/05/1999."),
        (Date(future_allowed=False), "01/01/2027", "Esta fecha todavía no ha llegado."),
        (Money(), "mil", "Escriba un monto en soles, por ejemplo 1,500.50."),
        (Money(), "20 %", "Escriba el monto; el porcentaje lo calcula el programa."),
        (Money(), "-5", "El monto no puede ser menos que cero."),
        (Money(), "9" * 40, "Este monto es demasiado grande. Revise los números."),
        (Money(), "9" * 14, "Este monto es demasiado grande. Revise los números."),
        (Quantity(), "una docena", "Escriba una cantidad con números, por ejemplo 12 o 0.5."),
        (Quantity(), "1,500", "Este número se puede leer de dos maneras: 1500 o 1.500. Escríbalo sin coma."),
        (Quantity(minimum=1), "0", "La cantidad no puede ser menos que 1."),
        (Quantity(whole=True), "2.5", "Escriba un número entero, sin decimales."),
        (Quantity(places=2), "0.1234", "Escriba 2 decimales como máximo."),
        (Rate(), "doce", "Escriba un porcentaje, por ejemplo 12 o 12.5."),
        (Rate(), "120", "El porcentaje va de 0 a 100."),
        (Year(), "26", "Escriba el año con cuatro números, por ejemplo 2026."),
        (YesNo(), "tal vez", "Elija una respuesta de la lista."),
        (Choice((("M", "Mujer"),)), "Z", "Elija una respuesta de la lista."),
        (Ubigeo(), "Cusco", "Elija el distrito de la lista."),
    ],
)
def test_what_cannot_be_read_is_said_in_the_clerks_words(kind, typed, said):
    reading = kind.read(typed, TODAY)
    assert reading.value is None
    assert str(reading.sentence) == said


def test_an_amount_with_three_decimals_is_asked_again():
    assert str(Money().read("1,500.505", TODAY).sentence) == "Un monto tiene dos decimales como máximo."


def test_a_short_dni_is_told_in_the_clerks_words():
    assert problems(SOCIO, {**ROSA, "aeo": "1", "dni": "1234567"}, TODAY) == [
        Problem("dni", Sentence("El DNI tiene 8 números."))
    ]


def test_everything_that_is_missing_is_told_at_once_in_the_order_of_the_paper():
    found = problems(TYPED, {}, TODAY)
    assert [problem.field for problem in found] == ["dni", "apellido_paterno", "nombres", "fecha_nacimiento", "sexo"]
    assert {problem.sentence for problem in found} == {Sentence(MISSING)}


def test_a_problem_is_said_in_the_language_in_use():
    problem = problems(SOCIO, {**ROSA, "aeo": "1", "dni": "1"}, TODAY)[0]
    spanish = problem.text
    with speaking("quz"):
        assert problem.text != spanish


def test_what_is_off_the_path_is_neither_required_nor_kept():
    values, found = read_answers(SOCIO, ROSA, TODAY, asked={"dni"})
    assert found == []
    assert values["dni"] == "43218765"
    assert values["nombres"] is None


def test_canonical_values_are_read_again_as_themselves():
    values, found = read_answers(TYPED, ROSA, TODAY)
    assert found == []
    assert read_answers(TYPED, values, TODAY) == (values, [])


def test_a_row_is_shown_as_a_person_reads_it():
    values, _ = read_answers(TYPED, ROSA | {"telefono": "984123456"}, TODAY)
    told = shown(TYPED, values)
    assert (told["fecha_nacimiento"], told["sexo"], told["telefono"]) == ("03/05/1985", "Mujer", "984 123 456")


def test_the_groups_of_a_budget_row_keep_amount_and_sources_together():
    assert set(groups(presupuesto.PARTIDA)["cantidad"]) >= {
        "cantidad",
        "precio_unitario",
        "cofinanciamiento_centimos",
        "monetaria_centimos",
        "valorizada_centimos",
    }
    assert set(groups(padron.SOCIO)["identidad"]) == {
        "dni",
        "apellido_paterno",
        "apellido_materno",
        "nombres",
        "fecha_nacimiento",
    }


@pytest.mark.parametrize("field", EVERY_FIELD, ids=lambda field: field.name)
def test_every_example_is_read_by_its_own_kind(field: Field):
    if field.example:
        reading = field.kind.read(field.example, TODAY)
        assert reading.sentence is None, str(reading.sentence)


@pytest.mark.parametrize("field", EVERY_FIELD, ids=lambda field: field.name)
@given(typed=st.text(min_size=1, max_size=60).filter(str.strip))
def test_nothing_that_can_be_typed_raises_at_a_person(field: Field, typed: str):
    reading = field.kind.read(typed, TODAY)
    if reading.value is None:
        assert reading.sentence is None or str(reading.sentence)
    else:
        assert field.kind.read(reading.value, TODAY).value == reading.value
        field.kind.show(reading.value)


@given(st.integers(min_value=0, max_value=10**13))
def test_an_amount_shown_is_read_back(centimos: int):
    assert Money().read(Money().show(centimos), TODAY).value == centimos


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_a_quantity_shown_is_read_back(amount: Decimal):
    value = Quantity().read(f"{amount:f}", TODAY)
    if value.value is None:
        return
    assert Quantity().read(value.value, TODAY).value == value.value  # what is stored is read as itself


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.500", "1500"),
        ("0.500", "0.500"),
        ("1.5", "1.5"),
        ("1,500,000", "1500000"),
        ("1.500.000,25", "1500000.25"),
        ("12'500.10", "12500.10"),
        ("-3,5", "-3.5"),
        (".5", "0.5"),
    ],
)
def test_points_and_commas_are_told_apart(typed, amount):
    assert read_decimal(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["1,50,000", "1.2.3", "1,2,3", "..", "1e5", "٣", "1 5 x"])
def test_what_is_no_number_is_no_number(typed):
    assert read_decimal(typed) is None
