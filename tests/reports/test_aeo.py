"""The ficha of an AEO on paper."""

from datetime import date

import pytest

from ayni.domain.aeo import AEO
from ayni.domain.rules import Answer, Override, Result, Severity
from ayni.lang import Sentence
from ayni.reports.aeo import write_ficha_aeo

ON = date(2026, 11, 22)
SINCE = {"desde": "2025-02-01"}
JUNTA = [
    SINCE | {"cargo": "tesorero", "full_name": "HUILLCA PUMA, Saturnina", "dni": "40111222", "hasta": ""},
    SINCE | {"cargo": "presidente", "full_name": "QUISPE MAMANI, Rosa", "dni": "00218765", "hasta": "2027-01"},
]
OVERRIDE = Override("Lo dispone el acta 12", "Juana Poma")
YOUNG = Sentence("Existe hace menos de un año.")
ANSWERS = [
    Answer("members", "r1", Result.PASS, Severity.BLOCKS, Sentence("Hay {found} socios.", found=20), "Reglamento 8"),
    Answer("years", "r2", Result.FAIL, Severity.BLOCKS, YOUNG, "Art. 8.2", status="unconfirmed", override=OVERRIDE),
    Answer("ruc", "r3", Result.PENDING, Severity.WARNS, Sentence("Falta saber el RUC."), "Directiva 001"),
]
COUNTS = {"socios": 20, "mujeres": 12, "hombres": 8}


@pytest.fixture
def printed(tmp_path, invented):
    """Prints a ficha; what is given replaces what the invented AEO has."""

    def printing(language="es", junta=JUNTA, answers=ANSWERS, counts=COUNTS, **changes):
        aeo = invented.aeo | changes
        path = tmp_path / "ficha.pdf"
        return write_ficha_aeo(
            path, invented.municipality, aeo, junta, counts, answers, language, ON, names=invented.names
        )

    return printing


def test_every_datum_of_the_aeo_stands_under_its_label(printed, invented):
    said = invented.text(printed(beneficiaria_antes="si", caracteristicas="mercado,empleo"))
    for item in AEO:
        if item.name not in {"direccion", "correo", "fusionado_en"}:
            assert item.label in said
    for shown in (
        "Persona jurídica",
        "20131312955",
        "12/03/2021",
        "984 123 456",
        "S/ 60,000.00",
        "Cuyes",
        "Categoría A",
    ):
        assert shown in said
    assert "Año de esas ventas 2025" in said
    assert "Número de socios 20" in said
    assert "PROCOMPITE 2026 – Primera convocatoria" in said


def test_each_answer_has_its_verdict_and_its_article(printed, invented):
    said = invented.text(printed())
    assert "Cumple Hay 20 socios. Reglamento 8" in said
    assert "Se deja pasar Existe hace menos de un año." in said
    assert "Sigue con este motivo: Lo dispone el acta 12. Responde: Juana Poma." in said
    assert "Regla por confirmar." in said
    assert "Falta dato Falta saber el RUC. Directiva 001" in said


def test_the_representative_signs_with_name_dni_and_fingerprint(printed, invented):
    last = invented.pages(printed())[-1]
    after = last[last.index("Declaro bajo juramento") :]
    for words in ("Lugar y fecha", "Firma", "QUISPE MAMANI, Rosa", "DNI 00218765", "Huella digital"):
        assert words in after


def test_the_board_is_listed_by_post(printed, invented):
    said = invented.text(printed())
    assert said.index("QUISPE MAMANI, Rosa 00218765 01/02/2025 enero 2027") < said.index("HUILLCA PUMA, Saturnina")


def test_both_languages_stand_together(printed, invented, quechua):
    said = invented.text(printed("both"))
    for words in ("Ficha de la organización AEOpa willakuynin", "Nombre o razón social AEOpa sutin", "Cumple Hunt’an"):
        assert words in said
    assert "Castellano simipi qillqasqallam chaniyuq." in said


def test_a_group_of_people_has_no_registry_boxes(printed, invented):
    said = invented.text(printed(naturaleza="natural", ruc=None, partida_registral=None, ventas_centimos=None))
    assert "Personas naturales organizadas" in said
    assert "N.º de partida registral" not in said
    assert "Ventas del último año" not in said


def test_an_unfinished_ficha_leaves_room_for_a_pen(printed, invented):
    said = invented.text(printed(junta=[], answers=[], counts={}, comunidad=None, telefono=None))
    assert "Teléfono" in said
    assert "None" not in said
    assert "Representante de la organización" in said


@pytest.mark.parametrize("language", ["es", "quz", "both"])
def test_the_longest_names_are_not_cut(printed, invented, language):
    name = ("Asociación Agropecuaria y Artesanal de Criadores Ñusta " * 6)[:255].strip()
    address = ("Carretera antigua a la comunidad de Ccorao Alto " * 6)[:255].strip()
    said = invented.text(printed(language, nombre=name, direccion=address))
    assert said.count(name) >= 2  # title and box
    assert address in said


def test_a_sign_of_markup_in_a_name_is_only_a_sign(printed, invented):
    assert "Quwi & Hijos <S.A.C.>" in invented.text(printed(nombre="Quwi & Hijos <S.A.C.>"))


@pytest.mark.parametrize("rows", [1, 4, 8, 12, 20])
def test_the_signature_is_never_alone_on_its_page(printed, invented, rows):
    last = invented.pages(printed(answers=[ANSWERS[0]] * rows))[-1]
    assert "Firma" in last
    if rows <= 12:
        assert "Hay 20 socios." in last


@pytest.mark.parametrize("language", ["quz", "both"])
def test_a_longer_language_takes_three_pages_at_most(printed, invented, wordy, language):
    leaves = invented.pages(printed(language))
    assert len(leaves) <= 3
    assert "QUISPE MAMANI, Rosa" in leaves[-1]
