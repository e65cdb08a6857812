"""The tables of a plan on paper: names, totals, months that fit, and nothing where there is nothing."""

import json
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from reportlab.platypus import Table

from ayni.domain.rentabilidad import compute, read_case
from ayni.domain.sensibilidad import Steps, trying
from ayni.domain.tabla import TABLAS
from ayni.domain.tabla_derivada import DERIVED, requirements, tried_rows, worn
from ayni.job import finish
from ayni.lang import SPANISH
from ayni.paths import resource
from ayni.reports.pages import Paper, Voice
from ayni.reports.plan_tablas import add_table, table_parts

ON = date(2026, 11, 22)
CASE = read_case(
    json.loads((Path(__file__).parent.parent / "cases" / "finance" / "own_P1_procompite.json").read_text("utf-8"))
)
STEPS = Steps.from_data(json.loads(resource("rules/plan.json").read_text("utf-8")))
CAGES = {
    "id": "p1",
    "clase": "equipos",
    "nombre": "Jaulas metálicas",
    "unidad": "und",
    "cantidad": "200",
    "precio_unitario": "150",
    "cofinanciamiento_centimos": 2500000,
    "monetaria_centimos": 500000,
    "mes_inicio": "2",
    "mes_fin": "14",
}
TEACHING = {
    **CAGES,
    "id": "p2",
    "clase": "intangible",
    "nombre": "Asistencia técnica en la crianza de cuyes mejorados, con visitas a cada galpón",
    "cantidad": "1",
    "precio_unitario": "1000",
    "cofinanciamiento_centimos": 100000,
    "monetaria_centimos": None,
    "mes_inicio": "1",
    "mes_fin": "3",
}


def tried():
    return finish(trying(CASE, STEPS))


ROWS = {
    "T1": [{"indicador": "Cuyes vendidos al año", "medida": "animales", "alcance": "mixto",
            "valor_base": "1200", "valor_meta": "5400"}],
    "T2": [
        {"socio": "s1", "socio_nombre": "QUISPE MAMANI, Rosa", "dni": "40000001", "unidad": "cabezas", "cantidad": "40",
         "rendimiento": "3", "autoconsumo": "25", "precio": "20"},
        {"socio": "s2", "socio_nombre": "HUAMÁN CCAHUANA, María Teodora", "dni": "40000002", "unidad": "cabezas",
         "cantidad": "10", "rendimiento": "3", "autoconsumo": None, "precio": "20.5"},
    ],
    "T3": [{"etapa": "Empadre", "situacion_actual": "Todos juntos en la cocina", "problema": "Consanguinidad",
            "solucion": "Pozas por familia", "tecnologia": "Registro de empadre y reproductores mejorados"}],
    "T4": [{"year": "2026", "unidad": "kg", "demanda": "5000", "oferta": "3200.5"}],
    "T5": [{"nombre": "Restaurante Sumaq Mikhuy E.I.R.L.", "documento": "20131312955", "producto": "Cuy en pie",
            "volumen": "60", "unidad": "und", "precio": "22", "frecuencia": "mensual", "papel": "x",
            "papel_nombre": "Carta de compra"}],
    "T6": requirements(CASE, [CAGES]),
    "T9": [{"item": "Jaulas metálicas", "proveedor": "Metales Qosqo S.A.C.", "ruc": "20131312955",
            "precio_unitario": "148.5", "fecha": "2026-10-02", "vence": "2026-12-31"}],
    "T10": [CAGES, TEACHING],
    "T12": worn(CASE, compute(CASE)),
    "T15": tried_rows(tried()),
    "T17": [{"actividad": "Crianza", "aspecto": "Estiércol", "impacto": "Olor y moscas", "nivel": "medio",
             "mitigacion": "Hacer compost en pozas techadas", "costo_centimos": 120050,
             "responsable": "Junta directiva"}],
    "T18": [{"nivel": "proposito", "resumen": "Las familias venden más cuyes", "indicador": "Cuyes vendidos al año",
             "unidad": "cuy", "linea_base": "1200", "meta": "5400", "medio_verificacion": "Cuaderno de ventas",
             "supuesto": "El precio se mantiene"}],
    "T19": [{"tipo": "capacitacion", "tema": "Sanidad del cuy", "eventos": "4", "horas": "16", "participantes": "25",
             "costo_centimos": 100000, "partida": "p2", "partida_nombre": "Asistencia técnica"}],
    "T20": [{"destino": "Reserva", "porcentaje": "20"}, {"destino": "Socios", "porcentaje": "80"}],
}  # fmt: skip


@pytest.fixture
def paper(tmp_path):
    """Writes these tables on one paper; its pages as words."""

    def written(codes, language=SPANISH, *, sideways=False, rows=ROWS, name="tablas.pdf"):
        voice = Voice(language)
        made = Paper(voice, {"nombre": "Municipalidad"}, "Plan de negocio", ON, sideways=sideways)
        shown = [code for code in codes if add_table(made, voice, code, rows.get(code, []))]
        path = made.write(tmp_path / name)
        return shown, [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]

    return written


def test_every_table_of_the_plan_is_drawn_and_none_without_rows(paper):
    codes = [*TABLAS, *DERIVED]
    shown, pages = paper(codes)
    assert sorted(shown) == sorted(codes) == sorted(ROWS)
    text = " ".join(pages)
    for said in ("QUISPE MAMANI, Rosa", "Restaurante Sumaq Mikhuy", "20131312955", "Cada mes", "Carta de compra",
                 "Consanguinidad", "1,799.5", "Hacer compost", "Cuaderno de ventas", "Capacitación"):  # fmt: skip
        assert said in text, said
    assert paper(codes, rows={})[0] == []


def test_the_production_of_each_member_is_computed_and_added_up(paper):
    _shown, pages = paper(["T2"])
    assert "120 25 % 90 20.00 1,800.00" in pages[0]
    assert "Total 150 120 2,415.00" in pages[0]


def test_quantities_of_unlike_units_are_not_added(paper):
    mixed = [ROWS["T2"][0], {**ROWS["T2"][1], "unidad": "colmenas"}]
    _shown, pages = paper(["T2"], rows={"T2": mixed})
    assert "Total 2,415.00" in pages[0]


def test_the_months_of_a_plan_stand_twelve_at_a_time_on_a_sheet_that_lies(paper):
    parts = table_parts(Voice(), "T10", ROWS["T10"], 742)
    tables = [part for part in parts if isinstance(part, Table)]
    assert [len(table._cellvalues[0]) for table in tables] == [14, 5]
    assert all(sum(table._argW) <= 742.001 for table in tables)
    _shown, pages = paper(["T10"], sideways=True)
    text = " ".join(pages)
    assert "Mes 14 Total" in text
    assert "31,000.00" in text


def test_on_an_upright_sheet_they_stand_six_at_a_time(paper):
    tables = [part for part in table_parts(Voice(), "T10", ROWS["T10"], 493) if isinstance(part, Table)]
    assert [len(table._cellvalues[0]) for table in tables] == [8, 8, 5]
    assert all(sum(table._argW) <= 493.001 for table in tables)


def test_a_timetable_without_months_is_not_drawn(paper):
    assert paper(["T10"], rows={"T10": [{**CAGES, "mes_inicio": None, "mes_fin": None}]})[0] == []


@pytest.mark.parametrize("sideways", [False, True])
def test_tables_bear_a_second_language_of_nearly_twice_the_length(paper, wordy, sideways):
    codes = [*TABLAS, *DERIVED]
    shown, pages = paper(codes, "both", sideways=sideways)
    assert sorted(shown) == sorted(codes)
    assert "k’depreciación" in " ".join(pages)


def test_a_table_of_five_hundred_members_repeats_its_heading(paper):
    many = [{**ROWS["T2"][0], "socio_nombre": f"QUISPE {place}, Rosa"} for place in range(500)]
    _shown, pages = paper(["T2"], rows={"T2": many})
    assert all("Autoconsumo" in page for page in pages)
    assert "QUISPE 499, Rosa" in pages[-1]
