"""A plan whose two machines were bought, paid and handed over: what the tests of the last mile stand on."""

import json

ROWS = (
    {
        "codigo": "1.1",
        "componente": "1",
        "clase": "maquinaria",
        "nombre": "Despulpadora de cacao",
        "unidad": "und",
        "cantidad": "2",
        "precio_unitario": "4000",
        "cofinanciamiento_centimos": "8000",
    },
    {
        "codigo": "1.2",
        "componente": "1",
        "clase": "infraestructura",
        "nombre": "Galpón de faena",
        "unidad": "glb",
        "cantidad": "1",
        "precio_unitario": "2000",
        "monetaria_centimos": "500",
        "valorizada_centimos": "1500",
    },
    {
        "codigo": "2.1",
        "componente": "2",
        "clase": "intangible",
        "nombre": "Asistencia técnica",
        "unidad": "mes",
        "cantidad": "1",
        "precio_unitario": "1000",
        "cofinanciamiento_centimos": "1000",
    },
)
CHECK = {
    "verificado_por": "Ana Condori",
    "verificado_el": "20/02/2026",
    "verificado_lugar": "Ccorao",
    "fuente_precio": "Jornal de la comunidad",
}


class LastMile:
    """The acts with which a test carries a plan to its end. Dates are of the first months of 2026."""

    def __init__(self, door, aeo, call):
        self.door, self.aeo = door, aeo
        self.plan = door.save_plan(
            {"aeo": aeo, "convocatoria": call, "categoria": "A", "titulo": "Beneficio del cacao", "estado": "aprobado"}
        )
        self.rows = [door.save_partida(self.plan, row, reason="Se copia el plan aprobado.") for row in ROWS]
        self.compra = ""
        self.act = ""

    def bought(self, series="DC-2026-017; DC-2026-018", paid="7800", until=""):
        """The two machines are ordered, arrive with their serials, and are accepted and paid (or `until` an event)."""
        door = self.door
        self.compra = door.save_compra(
            {
                "nombre": "Dos despulpadoras",
                "aeo": self.aeo,
                "plan": self.plan,
                "objeto": "BIEN",
                "modalidad": "ADMINISTRACION_DIRECTA",
                "year": "2026",
            }
        )
        item = {"nombre": "Despulpadora de cacao", "unidad": "und", "cantidad": "2", "precio_plan": "4000"}
        door.save_compra_items(
            self.compra, [item], [{"item": "0", "aeo": self.aeo, "plan": self.plan, "cantidad": "2"}]
        )
        self.item = door.compra_items(self.compra)[0]["id"]
        arrived = json.dumps([{"item": self.item, "cantidad": "2", "series": series}])
        ordered = json.dumps([{"item": self.item, "cantidad": "2", "precio": "3900"}])
        for day, codigo, datos in (
            ("05/01/2026", "requerimiento", {}),
            ("08/01/2026", "interaccion_mercado", {}),
            ("12/01/2026", "certificacion_solicitada", {"monto_centimos": "8000"}),
            ("15/01/2026", "certificacion_emitida", {"numero": "CCP-9", "monto_centimos": "8000", "year": "2026"}),
            (
                "20/01/2026",
                "orden_contrato_menor",
                {"numero": "OC-44-2026", "monto_centimos": "7800", "plazo_dias": "30", "items": ordered},
            ),
            ("10/02/2026", "entrega_total", {"guia_remision": "GR-77", "items": arrived}),
            ("12/02/2026", "conformidad", {}),
            ("16/02/2026", "pago", {"comprobante": "F001-5", "monto_centimos": paid}),
        ):
            self.happened(codigo, day, datos)
            if codigo == until:
                break
        return self

    def happened(self, codigo, day, datos=None, **others):
        """One event of the purchase, told late."""
        return self.door.save_evento(
            self.compra, {"codigo": codigo, "fecha": day, "modo": "TARDIO", **others}, datos or {}
        )

    def put(self, *, checked=True, by=CHECK["verificado_por"]):
        """The counterpart as the budget says: money and 60 hours of work."""
        given = {**CHECK, "verificado_por": by} if checked else {}
        self.money = self.door.save_contrapartida(
            self.plan,
            {
                "partida": self.rows[1],
                "forma": "monetaria",
                "fecha": "02/02/2026",
                "concepto": "Depósito de los socios",
                "importe_centimos": "500",
                "medio": "deposito",
                "comprobante": "OP-1",
                **given,
            },
        )
        self.work = self.door.save_contrapartida(
            self.plan,
            {
                "partida": self.rows[1],
                "forma": "valorizada",
                "fecha": "15/02/2026",
                "concepto": "Faena del galpón",
                "tercero": "Comuneros de Ccorao",
                "tipo_aporte": "mano_obra",
                "cantidad": "200",
                "costo_unitario": "7.5",
                **given,
            },
        )
        return self

    def handed(self):
        """The machines are handed over with their act, and registered one by one."""
        said = {"acta": "Acta 3-2026", "recibe": "Rosa Quispe", "plan": self.plan, "contrapartida_verificada": "si"}
        self.act = self.happened("entrega_aeo", "25/02/2026", said)
        self.goods = self.door.bienes_from_delivery(self.compra, self.act)
        return self
