"""Papers through the door, read back."""

import pytest
from pypdf import PdfReader

from ayni.workspace import Refused


def text_of(path):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.mark.parametrize("language", ["es", "quz", "both"])
def test_the_padron_names_every_socio_with_a_place_to_sign(workspace, aeo, tmp_path, language):
    for place in range(3):
        workspace.save_socio(
            aeo,
            {
                "dni": f"4000000{place}",
                "apellido_paterno": f"Quispe{place}",
                "nombres": "Rosa",
                "fecha_nacimiento": "03/05/1985",
                "sexo": "M",
            },
        )
    text = text_of(workspace.print_padron(aeo, tmp_path / "padron.pdf", language))
    assert all(f"4000000{place}" in text for place in range(3))
    if language != "quz":
        assert "Firma" in text


def test_who_left_is_not_printed_in_the_padron(workspace, aeo, tmp_path):
    socio = workspace.save_socio(
        aeo,
        {
            "dni": "40000001",
            "apellido_paterno": "Mamani",
            "nombres": "Luis",
            "fecha_nacimiento": "03/05/1985",
            "sexo": "H",
        },
    )
    workspace.save_baja(socio, {"fecha_baja": "01/02/2026", "motivo_baja": "Se mudó"})
    assert "40000001" not in text_of(workspace.print_padron(aeo, tmp_path / "padron.pdf"))


def test_the_ficha_says_what_the_rules_ask_and_its_article(workspace, aeo, tmp_path):
    text = text_of(workspace.print_ficha_aeo(aeo, tmp_path / "ficha.pdf"))
    assert "art. 8" in text
    assert "Firma" in text


def test_a_paper_that_cannot_be_written_is_told(workspace, aeo, tmp_path):
    with pytest.raises(Refused, match="No se pudo escribir"):
        workspace.print_padron(aeo, tmp_path / "no" / "existe" / "padron.pdf")
