"""The last mile with keys: the counterpart typed, the goods of a delivery registered and visited, a plan liquidated."""

import pytest
from PySide6.QtWidgets import QPushButton

from desk import fill, words_of
from last_mile import LastMile


@pytest.fixture
def mile(door, aeo, call):
    return LastMile(door, aeo, call)


def press(window, name):
    window.screen().findChild(QPushButton, name).click()


def save(window):
    press(window, "guardar")


def test_the_page_of_a_plan_leads_to_each_part_of_its_execution(window, mile):
    mile.bought().put().handed()
    window.go("ejecucion", mile.plan)
    said = words_of(window)
    assert "Contrapartida verificada: S/ 2,000.00 de S/ 2,000.00." in said
    assert "Sin visita: 2" in said
    for name in ("contrapartida", "bienes", "cesiones", "liquidacion", "transferencia"):
        window.go("ejecucion", mile.plan)
        window.screen().part.findChild(QPushButton, name).click()
        assert window.screen().windowTitle()


def test_an_empty_counterpart_says_what_is_missing_and_rows_typed_are_kept(window, mile, door):
    window.go("contrapartida", mile.plan)
    assert "Falta verificar S/ 2,000.00" in words_of(window)
    grid = window.screen().grid
    place = len(grid.model.rows) - 1
    for name, text in (
        ("fecha", "15/02/2026"),
        ("partida", "1.2"),
        ("concepto", "Faena de techado"),
        ("tercero", "Comuneros"),
        ("cantidad", "4.5"),
        ("costo_unitario", "8"),
    ):
        grid.model.type_in(place, name, text)
    grid.save_all()
    (entry,) = door.contrapartidas(mile.plan)
    assert (entry["total_centimos"], entry["unidad"], entry["forma"]) == (3600, "hora", "valorizada")
    assert "Puesto S/ 36.00" in words_of(window)
    door.undo()
    assert door.contrapartidas(mile.plan) == []
    assert "Puesto S/ 36.00" not in words_of(window)


def test_what_cannot_be_stored_stays_in_its_row_and_is_said(window, mile, door):
    window.go("contrapartida", mile.plan)
    grid = window.screen().grid
    for name, text in (("fecha", "15/02/2026"), ("partida", "1.2"), ("concepto", "Faena"), ("cantidad", "4.3")):
        grid.model.type_in(0, name, text)
    grid.save_all()
    assert door.contrapartidas(mile.plan) == []
    assert grid.model.rows[0].wrong
    window.go("inicio")
    window.go("contrapartida", mile.plan)
    assert window.screen().grid.model.rows[0].typed["cantidad"] == "4.3"


def test_the_goods_of_a_delivery_are_registered_and_one_is_visited(window, mile, door):
    mile.bought().put()
    mile.happened("entrega_aeo", "25/02/2026", {"plan": mile.plan, "contrapartida_verificada": "si"})
    window.go("bienes", f"plan:{mile.plan}")
    assert "Todavía no hay bienes" in words_of(window)
    window.screen().bring()
    said = words_of(window)
    assert "serie DC-2026-017" in said
    assert "serie DC-2026-018" in said
    fill(window, marca="Andes", pecosa="P-12")
    save(window)
    goods = door.bienes(plan=mile.plan)
    assert {(good["marca"], good["pecosa"], good["serie"]) for good in goods} == {
        ("Andes", "P-12", "DC-2026-017"),
        ("Andes", "P-12", "DC-2026-018"),
    }
    window.go("visita-bien", goods[0]["id"])
    fill(window, estado_bien="habido_malo", nota="Eje roto")
    save(window)
    assert door.bien(goods[0]["id"])["estado_bien"] == "habido_malo"
    window.go("bien", goods[0]["id"])
    assert "Habido/Mal estado" in words_of(window)
    press(window, "corregir")
    fill(window, estado_bien="habido_bueno", corrige_motivo="Se miró otra máquina por equivocación")
    save(window)
    assert door.bien(goods[0]["id"])["estado_bien"] == "habido_bueno"
    window.go("bien", goods[0]["id"])
    assert "corregida después" in words_of(window)
    window.go("bienes-entrega", mile.plan)
    assert "ya están registrados" in words_of(window)


def test_a_visit_offers_only_the_words_of_what_is_visited(window, mile, door):
    advice = door.save_bien(
        mile.aeo,
        {"clase_bien": "servicio", "nombre": "Asistencia técnica", "cantidad": "1", "fecha_recepcion": "01/02/2026"},
    )
    window.go("visita-bien", advice)
    kind = window.screen().form.rows["estado_bien"].field.kind
    assert [label for _code, label in kind.options] == ["Ejecutado", "No ejecutado"]


def test_a_serial_written_twice_is_told_at_its_box(window, mile, door):
    mile.bought().put().handed()
    window.go("bien-datos", f"{mile.aeo}/")
    fill(window, nombre="Despulpadora de cacao", serie="DC-2026-017", fecha_recepcion="01/03/2026")
    save(window)
    assert "La serie DC-2026-017 ya está registrada" in words_of(window)
    assert len(door.bienes(aeo=mile.aeo)) == 2


def test_the_liquidation_shrinks_what_is_missing_and_is_written_in_the_purchases(window, mile, door):
    mile.bought().put().handed()
    window.go("liquidacion", mile.plan)
    said = words_of(window)
    assert "Falta entregar de Asistencia técnica: 1." in said
    assert "S/ 9,800.00" in said
    window.go("liquidacion-datos", mile.plan)
    fill(
        window,
        total_liquidado_centimos="9800",
        cofin_liquidado_centimos="7800",
        contrapartida_liquidada_centimos="2000",
        deudas_declaradas="si",
        resolucion="RA 80-2026",
        resolucion_fecha="27/02/2026",
        calificacion="2",
    )
    save(window)
    window.go("liquidacion", mile.plan)
    said = words_of(window)
    assert "El total S/ 9,800.00 es la suma" in said
    assert "Falta la calificación" not in said
    press(window, "anotar")
    assert door.purchase(mile.compra).state == "LIQUIDADO"
    assert not window.screen().findChild(QPushButton, "anotar").isVisible()


def test_agreements_tell_the_days_without_cover(window, mile, door):
    window.go("cesiones", mile.plan)
    assert "Todavía no hay acuerdos" in words_of(window)
    window.screen().add()
    fill(window, cesion_numero="CU 1", desde="01/01/2026", hasta="30/06/2026")
    save(window)
    door.save_cesion(
        mile.plan, {"tipo_cesion": "adenda", "cesion_numero": "AD 1", "desde": "01/08/2026", "hasta": "31/10/2026"}
    )
    window.go("cesiones", mile.plan)
    said = words_of(window)
    assert "Del 01/07/2026 al 31/07/2026 no hubo acuerdo vigente." in said
    assert "venció el 31/10/2026" in said


def test_a_transfer_stays_open_and_says_again_what_agrees(window, mile, door):
    mile.bought().put().handed()
    window.go("transferencia", mile.plan)
    assert "Falta registrar el acuerdo de cesión en uso." in words_of(window)
    fill(window, informe_numero="Inf 1", informe_fecha="02/03/2026", valor_transferido_centimos="7800")
    save(window)
    assert door.transferencia(mile.plan)["informe_numero"] == "Inf 1"
    assert "Los bienes suman S/ 7,800.00 y el acuerdo dice S/ 7,800.00." in words_of(window)


def test_plans_that_wait_are_listed_and_opened(window, mile):
    window.go("liquidaciones")
    assert "Ningún plan espera su liquidación" in words_of(window)
    mile.bought()
    window.go("liquidaciones")
    listing = window.screen().listing
    assert listing.model.rowCount() == 1
    listing.opened.emit(listing.model.record(0))
    assert window.screen().windowTitle() == "Liquidación"
