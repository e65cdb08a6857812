"""Steps chosen by the answers, and states as a table of moves."""

from ayni.domain.aeo import REGISTER_AEO
from ayni.domain.states import Machine, Move


def names(answers):
    return [step.name for step in REGISTER_AEO.path(answers)]


def test_an_informal_aeo_is_not_asked_its_ruc():
    assert "formal" in names({"naturaleza": "juridica"})
    assert "formal" not in names({"naturaleza": "natural"})
    assert "ruc" not in REGISTER_AEO.asked({"naturaleza": "natural"})


def test_after_a_step_comes_the_next_one_of_the_path():
    assert REGISTER_AEO.after("nombre", {"naturaleza": "natural"}).name == "historia"
    assert REGISTER_AEO.after("beneficio", {}) is None
    assert REGISTER_AEO.after("beneficio", {"beneficiaria_antes": "si"}).name == "antes"
    assert REGISTER_AEO.after("formal", {"naturaleza": "natural"}).name == "postulacion"


MACHINE = Machine(
    "borrador",
    [Move("presentar", frozenset({"borrador"}), "presentado"), Move("anotar", frozenset({"borrador"}), "=")],
    ["presentado"],
)


def test_only_what_the_table_allows_moves_the_state():
    assert MACHINE.target("borrador", "presentar") == "presentado"
    assert MACHINE.target("presentado", "presentar") is None
    assert MACHINE.target("borrador", "anotar") == "borrador"
    assert MACHINE.target("borrador", "volar") is None
    assert MACHINE.allowed("borrador") == ["presentar", "anotar"]
    assert MACHINE.reached(["anotar", "presentar"]) == "presentado"
    assert MACHINE.reached(["presentar", "presentar"]) is None
