"""Forms for phones: accepted by pyxform, and their submissions brought back through the same checks."""

import csv
import json
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from ayni.domain.campo import TYPED_VISITA, submissions_of
from ayni.domain.fields import read_answers
from ayni.domain.formulario import FORMS, code_text
from ayni.workspace import Refused

XF = {"xf": "http://www.w3.org/2002/xforms", "h": "http://www.w3.org/1999/xhtml"}


def accepted(path):
    """The XForm that pyxform makes of a form, and every warning but that it has no validator here."""
    made = convert(xlsform=str(path), validate=False)
    return ET.fromstring(made.xform), list(made.warnings or [])


@pytest.fixture
def padron_form(workspace, aeo, tmp_path):
    return workspace.export_xlsform_padron(aeo, tmp_path / "padron.xlsx")


@pytest.fixture
def visit_form(workspace, aeo, call, tmp_path):
    return workspace.export_xlsform_visita(call, tmp_path / "visita.xlsx")


def member(place, aeo_code, **others):
    return {
        "hoja": aeo_code,
        "dni": f"0400000{place}",
        "apellido_paterno": "Quispe",
        "apellido_materno": "Mamani",
        "nombres": "Rosa",
        "fecha_nacimiento": "1985-05-03",
        "sexo": "M",
        "meta/instanceID": f"uuid:{place}",
        "_submission_time": "2026-03-10T10:00:00",
        **others,
    }


@pytest.fixture
def sheet_code(workspace, aeo):
    return code_text(workspace._form_of(FORMS["padron"], aeo), aeo)


def visit(aeo, number=1, **others):
    return {
        "aeo": aeo,
        "fecha": "2026-03-09",
        "hora": "9:30",
        "ubicacion": "-13.522600 -71.967300 3400.0 5.0",
        "presentes": "12",
        "total_socios": "20",
        "terreno": "si",
        "conclusion": "apto",
        "_uuid": f"visita-{number}",
        **others,
    }


def test_pyxform_accepts_the_padron_without_a_warning(padron_form, workspace, aeo):
    xform, warnings = accepted(padron_form)
    assert warnings == []
    binds = {bind.get("nodeset").rpartition("/")[2]: bind for bind in xform.iter(f"{{{XF['xf']}}}bind")}
    names = [field.name for field in workspace._form_of(FORMS["padron"], aeo).fields]
    assert [name for name in binds if name in names] == names
    assert binds["dni"].get("type") == "string"
    assert "[0-9]{8}" in binds["dni"].get("constraint")
    assert binds["dni"].get("required") == "true()"
    assert binds["fecha_nacimiento"].get("type") == "date"


def test_pyxform_accepts_the_visit_without_a_warning(visit_form, aeo):
    xform, warnings = accepted(visit_form)
    assert warnings == []
    binds = {bind.get("nodeset").rpartition("/")[2]: bind for bind in xform.iter(f"{{{XF['xf']}}}bind")}
    asked = [field.name for field in TYPED_VISITA if field.name not in {"latitud", "longitud"}]
    assert [name for name in binds if name in asked] == asked
    assert binds["ubicacion"].get("type") == "geopoint"
    assert aeo in ET.tostring(xform, "unicode")


def test_both_languages_have_every_label(padron_form, visit_form):
    for path in (padron_form, visit_form):
        xform, _warnings = accepted(path)
        spoken = {each.get("lang"): each for each in xform.iter(f"{{{XF['xf']}}}translation")}
        assert set(spoken) == {"Español (es)", "Runasimi (quz)"}
        said = [{text.get("id") for text in each} for each in spoken.values()]
        assert said[0] == said[1]


def test_the_form_holds_no_dni_and_no_member(workspace, aeo, person, tmp_path):
    workspace.save_socio(aeo, person(1))
    path = workspace.export_xlsform_padron(aeo, tmp_path / "padron.xlsx")
    cells = {str(cell.value) for sheet in load_workbook(path).worksheets for line in sheet.iter_rows() for cell in line}
    assert not any("40000001" in cell for cell in cells)


@pytest.mark.parametrize("wrapped", [lambda many: many, lambda many: {"results": many}, lambda many: {"value": many}])
def test_submissions_in_json_come_in_through_the_preview(workspace, aeo, sheet_code, tmp_path, done, wrapped):
    path = tmp_path / "envios.json"
    path.write_text(
        json.dumps(wrapped([member(1, sheet_code), member(2, sheet_code, dni="123", sexo="X")])), encoding="utf-8"
    )
    sheet = workspace.read_padron(aeo, path)
    assert [row.number for row in sheet.good] == [2]
    [wrong] = sheet.wrong
    assert {problem.field for _cell, problem in wrong.problems} == {"dni", "sexo"}
    assert all(cell[0].isalpha() and cell.endswith("3") for cell, _problem in wrong.problems)
    done(workspace.importing_padron(aeo, sheet))
    [socio] = workspace.socios(aeo)
    assert (socio["dni"], socio["fecha_nacimiento"]) == ("04000001", "1985-05-03")


def test_submissions_nested_in_groups_are_read(workspace, aeo, sheet_code, tmp_path):
    nested = {"__id": "uuid:1", "grupo": {key: value for key, value in member(1, sheet_code).items() if "/" not in key}}
    (tmp_path / "central.json").write_text(json.dumps({"value": [nested]}), "utf-8")
    assert len(workspace.read_padron(aeo, tmp_path / "central.json").good) == 1


def write_csv(path, many, mark=","):
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(many[0]), delimiter=mark)
        writer.writeheader()
        writer.writerows(many)
    return path


@pytest.mark.parametrize("mark", [",", ";"])
def test_submissions_in_csv_come_in_through_the_same_preview(workspace, aeo, sheet_code, tmp_path, done, mark):
    path = write_csv(tmp_path / "envios.csv", [member(1, sheet_code), member(2, sheet_code)], mark)
    sheet = workspace.read_padron(aeo, path)
    assert len(sheet.good) == 2
    done(workspace.importing_padron(aeo, sheet))
    again = workspace.read_padron(aeo, path)
    assert again.good == []


def test_a_submission_of_another_organization_stays_out(town, call, workspace, aeo, sheet_code, tmp_path):
    other = town.aeo(call, nombre="Otra", ruc="20100047218")
    path = write_csv(tmp_path / "envios.csv", [member(1, sheet_code)])
    sheet = workspace.read_padron(other, path)
    assert sheet.good == []
    assert "otra organización" in " ".join(problem.text for _cell, problem in sheet.wrong[0].problems)
    again = workspace.understand_again(other, sheet, sheet.places, {(2, "nombres"): "Rosa María"})
    assert again.good == []


@pytest.mark.parametrize("content", ["", "{", "[]", "[1, 2]", '{"results": 3}', '"hola"', "[" * 100_000])
def test_another_json_is_refused_with_a_sentence(workspace, aeo, tmp_path, content):
    (tmp_path / "otro.json").write_text(content, "utf-8")
    for read in (lambda path: workspace.read_padron(aeo, path), workspace.read_visitas):
        with pytest.raises(Refused):
            read(tmp_path / "otro.json")


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_visits_come_in_each_to_its_organization_once(workspace, aeo, tmp_path, done, kind):
    many = [visit(aeo), visit(aeo, 2, presentes="30"), visit("no-existe", 3), visit(aeo, 4, fecha="2027-01-01")]
    path = tmp_path / f"visitas.{kind}"
    if kind == "json":
        path.write_text(json.dumps({"results": many}), "utf-8")
    else:
        write_csv(path, many)
    visits = workspace.read_visitas(path)
    assert [[problem.field for _cell, problem in each.problems] for each in visits] == [
        [],
        ["presentes"],
        ["aeo"],
        ["fecha"],
    ]
    if kind == "csv":
        assert visits[1].problems[0][0] == "E3"
    assert workspace.visitas(aeo) == []  # nothing is stored by reading
    done(workspace.importing_visitas(visits))
    [stored] = workspace.visitas(aeo)
    assert (stored["latitud"], stored["longitud"]) == ("-13.5226", "-71.9673")
    assert (stored["conclusion"], stored["presentes"]) == ("apto", "12")
    again = workspace.read_visitas(path)
    assert again[0].known
    with pytest.raises(Refused, match="visitas nuevas"):
        done(workspace.importing_visitas(again))
    workspace.undo()
    assert workspace.visitas(aeo) == []


def test_what_the_phone_may_send_is_what_the_boxes_accept(workspace, aeo):
    _values, wrong = read_answers(TYPED_VISITA, visit(aeo), workspace.today())
    assert wrong == []


def test_a_call_without_organizations_has_no_form_of_visits(workspace, call, tmp_path):
    with pytest.raises(Refused, match="organizaciones"):
        workspace.export_xlsform_visita(call, tmp_path / "visita.xlsx")


@pytest.mark.parametrize(
    "place",
    [
        {"ubicacion": "-13.5226 -71.9673 3400 5"},
        {"ubicacion": {"type": "Point", "coordinates": [-71.9673, -13.5226, 3400]}},
        {"ubicacion-Latitude": "-13.5226", "ubicacion-Longitude": "-71.9673"},
        {"_ubicacion_latitude": "-13.5226", "_ubicacion_longitude": "-71.9673"},
    ],
)
def test_a_place_is_read_however_the_server_writes_it(place):
    [found] = submissions_of([{"aeo": "x", **place}])
    assert (found["latitud"], found["longitud"]) == ("-13.5226", "-71.9673")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=12,
    )
)
def test_any_json_is_submissions_or_is_not(data):
    found = submissions_of(data)
    assert found is None or all(isinstance(text, str) for each in found for text in each.values())
