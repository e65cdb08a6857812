"""What every paper shares: type, numbering, places to sign, and drawings in greys."""

from datetime import date

import pytest

from ayni.domain import drawing
from ayni.lang import Sentence
from ayni.reports.pages import GREYS, Painted, Paper, Voice, fitted, printed, said, width_of


def test_the_apostrophe_of_quechua_is_printed_round():
    assert printed("k'iti, ch'aki") == "k\u2019iti, ch\u2019aki"
    assert printed("'entre comillas'") == "'entre comillas'"


def test_an_amount_stays_with_its_sign():
    assert printed("cuesta S/ 1,500.50, el 12 % de todo") == "cuesta S/\u00a01,500.50, el 12\u00a0% de todo"


def test_signs_that_cannot_be_printed_are_left_out():
    assert printed("Asociación\x00 Inti\u200b") == "Asociación Inti"


def test_a_running_heading_is_shortened_to_its_room():
    short = fitted("Asociación de Productores de Cuyes", 9, 90)
    assert short.endswith("…")
    assert width_of(short, 9) <= 90
    assert fitted("Inti", 9, 90) == "Inti"


def test_paper_knows_a_grey_for_every_role():
    assert set(GREYS) == set(drawing.ROLES)


def test_every_kind_of_shape_is_painted(tmp_path, invented):
    shapes = (
        drawing.Rect(0, 0, 40, 20, drawing.CALL),
        drawing.Rect(50, 0, 40, 20, drawing.CALL, hatch=True),
        drawing.Line(0, 30, 90, 30, drawing.GRID, dashed=True),
        drawing.Text(0, 45, "q'illu", drawing.INK, 8),
        drawing.Text(90, 45, "derecha", drawing.MUTED, 8, drawing.END, italic=True),
        *(
            drawing.Mark(10 + 20 * place, 60, shape, drawing.FAILED)
            for place, shape in enumerate((drawing.DIAMOND, drawing.TRIANGLE, drawing.CROSS, drawing.CIRCLE))
        ),
    )
    paper = Paper(Voice("es"), invented.municipality, "Prueba", date(2026, 11, 22))
    paper.add(Painted(drawing.Drawing(100, 70, shapes, ""), 300))
    said_there = invented.text(paper.write(tmp_path / "p.pdf"))
    assert "q’illu" in said_there
    assert "derecha" in said_there


def test_pages_are_numbered_and_named(tmp_path, invented):
    paper = Paper(Voice("es"), invented.municipality, "Prueba", date(2026, 11, 22), subject="Asociación Inti")
    for number in range(90):
        paper.add(said(paper.voice, Sentence("Línea {number}.", number=number)))
    leaves = invented.pages(paper.write(tmp_path / "p.pdf"))
    assert [f"Página {n} de {len(leaves)}" in leaf for n, leaf in enumerate(leaves, 1)] == [True] * len(leaves)
    assert all(leaf.startswith("Prueba Asociación Inti") for leaf in leaves[1:])
    assert "Municipalidad Distrital de Sumaq Llaqta" in leaves[0]
    assert "22/11/2026" in leaves[0]


def test_a_folder_that_is_not_there_leaves_nothing_behind(tmp_path, invented):
    paper = Paper(Voice("es"), invented.municipality, "Prueba", date(2026, 11, 22))
    with pytest.raises(OSError, match=r"p\.pdf"):
        paper.write(tmp_path / "nowhere" / "p.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_paper_that_cannot_be_replaced_stays_as_it_was(tmp_path, invented):
    (tmp_path / "p.pdf").mkdir()
    paper = Paper(Voice("es"), invented.municipality, "Prueba", date(2026, 11, 22))
    with pytest.raises(OSError, match=r"p\.pdf"):
        paper.write(tmp_path / "p.pdf")
    assert [file.name for file in tmp_path.iterdir()] == ["p.pdf"]
