"""The papers of the last mile, written from a real plan and read back."""

from datetime import datetime

import pytest
from pypdf import PdfReader

from ayni.workspace import Refused, create_workspace
from desk import AEO, CALL
from last_mile import LastMile

LANGUAGES = ("es", "quz", "both")


def text_of(path):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.fixture
def mile(tmp_path):
    door, _recovery = create_workspace(
        tmp_path / "oficina",
        ubigeo="080101",
        name="Municipalidad de Sumaq Llaqta",
        person="Ana Condori",
        passphrase="clave segura",
        cost=2**4,
        clock=lambda: datetime(2026, 11, 22, 10, 42).astimezone(),
    )
    call = door.save_convocatoria(CALL)
    yield LastMile(door, door.save_aeo(AEO | {"convocatoria": call}), call).bought().put()
    door.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paper_is_written_in_each_language(mile, tmp_path, language):
    mile.handed()
    door = mile.door
    cesion = door.save_cesion(
        mile.plan,
        {"tipo_cesion": "cesion", "cesion_numero": "CU 1-2026", "desde": "25/02/2026", "hasta": "25/02/2028"},
    )
    for number, (paper, record) in enumerate(
        (
            (door.print_acta_entrega, mile.act),
            (door.print_cesion, cesion),
            (door.print_inventario, mile.aeo),
            (door.print_ficha_bien, mile.goods[0]),
            (door.print_contrapartida, mile.plan),
            (door.print_liquidacion, mile.plan),
            (door.print_transferencia, mile.plan),
        )
    ):
        found = text_of(paper(record, tmp_path / f"{language}{number}.pdf", language))
        assert "{" not in found
        assert "Sumaq" in found


def test_the_act_of_a_delivery_names_each_unit_and_who_signs(mile, tmp_path):
    act = mile.happened("entrega_aeo", "25/02/2026", {"plan": mile.plan, "recibe": "Rosa Quispe", "acta": "Acta 3"})
    with pytest.raises(Refused):
        mile.door.print_acta_entrega(act, tmp_path / "a.pdf")
    mile.door.bienes_from_delivery(mile.compra, act)
    found = text_of(mile.door.print_acta_entrega(act, tmp_path / "a.pdf", "es"))
    for word in ("DC-2026-017", "DC-2026-018", "S/ 7,800.00", "Rosa Quispe", "Acta 3", "Huella digital", "Cumple"):
        assert word in found.replace("\u00a0", " ")


def test_photos_stand_on_the_page_after_the_signatures(mile, tmp_path):
    from PIL import Image

    mile.handed()
    plain = len(PdfReader(mile.door.print_acta_entrega(mile.act, tmp_path / "a.pdf", "es")).pages)
    photo = tmp_path / "maquina.jpg"
    Image.new("RGB", (800, 600), "grey").save(photo)
    for _part in mile.door.adding_bien(mile.goods[0], [photo]):
        pass
    pages = PdfReader(mile.door.print_acta_entrega(mile.act, tmp_path / "b.pdf", "es")).pages
    assert len(pages) == plain + 1
    assert len(pages[-1].images) == 1


def test_an_inventory_says_how_the_last_visit_found_each_good(mile, tmp_path):
    mile.handed()
    mile.door.save_visita_bien(
        mile.goods[0], {"fecha": "01/03/2026", "estado_bien": "no_habido", "visitante": "Ana Condori"}
    )
    found = text_of(mile.door.print_inventario(mile.aeo, tmp_path / "i.pdf", "es"))
    assert "No habido · 01/03/2026" in found
    assert "Sin visita" in found


def test_a_liquidation_prints_both_tables_and_what_is_missing(mile, tmp_path):
    mile.handed()
    found = text_of(mile.door.print_liquidacion(mile.plan, tmp_path / "l.pdf", "es")).replace("\u00a0", " ")
    assert "Falta entregar de Asistencia técnica: 1." in found
    assert "S/ 9,800.00" in found
    assert "20.40" in found


def test_a_ledger_of_many_entries_goes_on_overleaf(mile, tmp_path):
    rows = [
        (
            "",
            {
                "partida": mile.rows[1],
                "forma": "valorizada",
                "fecha": "01/02/2026",
                "concepto": f"Faena {number} con un nombre largo que ocupa dos líneas en el papel",
                "tercero": "Comuneros",
                "cantidad": "2",
                "costo_unitario": "8",
            },
        )
        for number in range(80)
    ]
    mile.door.save_contrapartidas(mile.plan, rows)
    path = mile.door.print_contrapartida(mile.plan, tmp_path / "c.pdf", "both")
    assert len(PdfReader(path).pages) > 4
    assert "Faena 79" in text_of(path)
