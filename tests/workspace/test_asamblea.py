"""Assemblies through the door: their numbers agree, their acta is printed."""

import pypdf
import pytest

from ayni.workspace import Refused

ACTA = {
    "fecha": "01/02/2026",
    "hora_inicio": "9:00",
    "hora_fin": "12:30",
    "lugar": "Local comunal de Ccorao",
    "tipo": "extraordinaria",
    "agenda": "Elección de la junta directiva. Autorización para postular.",
    "presentes": "18",
    "total_socios": "20",
    "a_favor": "17",
    "en_contra": "0",
    "abstenciones": "1",
    "acuerdos": "Se elige a la junta directiva.",
    "facultad": "El presidente firma la solicitud, el plan y el acuerdo.",
    "certifica": "juez_de_paz",
    "certifica_nombre": "Saturnino Ccori Puma",
    "certifica_fecha": "03/02/2026",
    "libro": "Libro de actas 1",
    "folio": "34",
}


def test_an_acta_is_kept_and_newest_stands_first(workspace, aeo):
    workspace.save_asamblea(aeo, {**ACTA, "fecha": "01/02/2025", "certifica_fecha": ""})
    record = workspace.save_asamblea(aeo, ACTA)
    assert [each["fecha"] for each in workspace.asambleas(aeo)] == ["2026-02-01", "2025-02-01"]
    workspace.save_asamblea(aeo, {**ACTA, "a_favor": "18", "abstenciones": "0"}, record)
    assert workspace.asamblea(record)["a_favor"] == "18"
    assert workspace.check() == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"presentes": "21"}, "presentes"), ({"en_contra": "5"}, "a_favor"), ({"fecha": ""}, "fecha")],
)
def test_votes_are_of_those_present_and_those_of_the_padron(town, aeo, wrong, field):
    before = town.facts()
    with pytest.raises(Refused) as refusal:
        town.door.save_asamblea(aeo, {**ACTA, **wrong})
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert town.facts() == before


def test_an_acta_is_taken_away_and_brought_back(workspace, aeo):
    record = workspace.save_asamblea(aeo, ACTA)
    workspace.remove_asamblea(record)
    assert workspace.asambleas(aeo) == []
    workspace.undo()
    assert len(workspace.asambleas(aeo)) == 1


@pytest.mark.parametrize("language", ["es", "quz", "both"])
def test_the_acta_is_printed_with_who_signs_and_who_certifies(town, aeo, tmp_path, language):
    members = town.socios(aeo, 12)
    for place, cargo in enumerate(("presidente", "secretario", "tesorero")):
        town.door.save_cargo(aeo, {"socio": members[place], "cargo": cargo, "desde": "01/02/2026"})
    record = town.door.save_asamblea(aeo, ACTA)
    path = town.door.print_acta(record, tmp_path / "acta.pdf", language)
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    for said in ("Local comunal de Ccorao", "Saturnino Ccori Puma", "40000001", "40000012", "17"):
        assert said in text
