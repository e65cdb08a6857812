"""An entity calls its offices by its own names, on every machine that gets its file."""

import pytest

from ayni.lang import _
from ayni.workspace import Refused, law, open_workspace


@pytest.fixture(autouse=True)
def usual():
    """What one test calls an office, no other test does."""
    yield
    law.name_offices({})


def test_a_region_says_gerencia_general_wherever_the_office_is_named(workspace, aeo):
    workspace.save_offices({"GERENCIA_MUNICIPAL": "Gerencia General Regional", "CONCEJO": "Consejo Regional"})
    assert workspace.office_names() == {
        "GERENCIA_MUNICIPAL": "Gerencia General Regional",
        "CONCEJO": "Consejo Regional",
    }
    assert _(law.purchase_law().label("CONCEJO")) == "Consejo Regional"
    assert law.purchase_law().label("LOGISTICA") == "Logística"
    workspace.close()
    law.name_offices({})
    with open_workspace(workspace.folder, "clave de prueba") as again:
        assert law.purchase_law().label("CONCEJO") == "Consejo Regional"
        again.save_offices({"CONCEJO": "", "GERENCIA_MUNICIPAL": "Gerencia General Regional"})
        assert set(again.office_names()) == {"GERENCIA_MUNICIPAL"}
        again.save_offices({"CONCEJO": "Consejo", "GERENCIA_MUNICIPAL": "Gerencia General Regional"})
        assert law.purchase_law().label("CONCEJO") == "Consejo", "a name that was taken away can come back"


def test_two_offices_never_have_one_name(workspace):
    with pytest.raises(Refused) as refused:
        workspace.save_offices({"TESORERIA": "logística"})
    assert "Logística" in str(refused.value)


def test_the_names_are_in_what_the_purchase_says_of_who_has_it(workspace, aeo):
    facts = {"nombre": "Molino", "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026", "aeo": aeo}
    record = workspace.save_compra(facts)
    workspace.save_evento(record, {"codigo": "requerimiento", "fecha": "2026-03-02"})
    workspace.compras_standing()
    workspace.save_offices({"LOGISTICA": "Abastecimiento {x}"})
    assert workspace.purchases_behind() == 1, "what was kept may say the old name"
    passing = {"codigo": "traspaso", "fecha": "2026-03-09", "oficina": "ALMACEN", "oficina_siguiente": "GDE"}
    with pytest.raises(Refused) as refused:
        workspace.save_evento(record, passing, {"recibe": "Rosa", "registro": "1"})
    assert "Abastecimiento {x}" in str(refused.value)
    workspace.undo()
    assert law.purchase_law().label("LOGISTICA") == "Logística"
