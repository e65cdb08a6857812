"""The four ways of executing a purchase go from the request to the transfer on the same machine."""

from datetime import date

import pytest

BEGUN = (("05/01/2026", "requerimiento", {}), ("08/01/2026", "interaccion_mercado", {}))
CERTIFIED = (
    *BEGUN,
    ("12/01/2026", "certificacion_solicitada", {"monto_centimos": "8000"}),
    ("15/01/2026", "certificacion_emitida", {"numero": "CCP-9", "monto_centimos": "8000", "year": "2026"}),
)
DEPOSITED = (
    *BEGUN,
    ("12/01/2026", "certificacion_solicitada", {"monto_centimos": "8000"}),
    (
        "15/01/2026",
        "certificacion_emitida",
        {"numero": "DEP-9", "monto_centimos": "8000", "year": "2026", "tipo": "TRANSFERENCIA"},
    ),
)
CALLED = (
    ("19/01/2026", "expediente_aprobado", {}),
    ("21/01/2026", "convocatoria", {"procedimiento": "LP_ABREVIADA"}),
    ("02/02/2026", "buena_pro", {"ofertas_validas": "3"}),
    ("11/02/2026", "consentimiento", {}),
    ("16/02/2026", "contrato", {"numero": "C-1", "monto_centimos": "7800", "plazo_dias": "20"}),
)
ARRIVED = (
    ("20/02/2026", "entrega_total", {}),
    ("23/02/2026", "conformidad", {}),
    ("25/02/2026", "pago", {"monto_centimos": "7800"}),
)


def order(via):
    return (
        (
            "20/01/2026",
            "orden_contrato_menor",
            {"numero": "OC-1", "monto_centimos": "7800", "plazo_dias": "40", "via": via},
        ),
    )


WAYS = {
    "ADMINISTRACION_DIRECTA": (*CERTIFIED, *CALLED, *ARRIVED),
    "AGRUPADA": (*CERTIFIED, *CALLED, *ARRIVED),
    "ADMINISTRACION_INDIRECTA": (*CERTIFIED, *order("OPERADOR"), *ARRIVED),
    "NUCLEO_EJECUTOR_REGIONAL": (*DEPOSITED, *order("NUCLEO"), *ARRIVED),
}


@pytest.mark.parametrize("modalidad", WAYS)
def test_each_way_reaches_the_producers_and_its_transfer(workspace, town, call, modalidad):
    aeos = [
        town.aeo(call, nombre=f"Asociación {place}", ruc=None, naturaleza="natural", partida_registral=None)
        for place in range(2 if modalidad == "AGRUPADA" else 1)
    ]
    plans = [
        workspace.save_plan({"aeo": aeo, "titulo": f"Plan {place}", "convocatoria": call, "categoria": "A"})
        for place, aeo in enumerate(aeos)
    ]
    facts = {"nombre": "Balanzas", "objeto": "BIEN", "modalidad": modalidad, "year": "2026"}
    compra = workspace.save_compra(facts | ({} if len(aeos) > 1 else {"aeo": aeos[0], "plan": plans[0]}))
    item = {"nombre": "Balanza", "unidad": "und", "cantidad": "2", "precio_plan": "3900"}
    each = str(2 // len(plans))
    shares = [{"item": "0", "aeo": aeo, "plan": plan, "cantidad": each} for aeo, plan in zip(aeos, plans, strict=True)]
    workspace.save_compra_items(compra, [item], shares)

    def tell(day, codigo, datos):
        answers = {"codigo": codigo, "fecha": day, "modo": "TARDIO"}
        answers |= {"regimen": "L32069_DS001"} if codigo == "convocatoria" else {}
        workspace.save_evento(compra, answers, datos)

    for step in WAYS[modalidad]:
        tell(*step)
    assert workspace.purchase(compra).state == "PAGADO"
    for codigo, day, datos, state in (
        ("entrega_aeo", "27/02/2026", {"contrapartida_verificada": "si"}, "ENTREGADO_AEO"),
        ("liquidacion_plan", "02/03/2026", {"resolucion": "R-1", "deudas_declaradas": "si"}, "LIQUIDADO"),
        ("transferencia_definitiva", "05/03/2026", {"acuerdo": "AC-1"}, "TRANSFERIDO"),
    ):
        for plan in plans:
            assert workspace.purchase(compra).state != state
            tell(day, codigo, {**datos, "plan": plan})
        assert workspace.purchase(compra).state == state
    done = workspace.purchase(compra, date(2026, 3, 10))
    assert all(not step.marks or step.moved for step in done.steps)
    assert sum(segment.days for segment in done.segments) == done.elapsed_days
    assert workspace.check() == []
