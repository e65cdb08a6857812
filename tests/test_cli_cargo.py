"""The purchases of a person pass to another from the command line, with their paper."""

import pypdf
import pytest

from test_cli import ayni, town, town_made  # noqa: F401  the fixtures of the command line


@pytest.fixture
def three(ayni, town):  # noqa: F811
    aeo = ayni("aeo", "list", town, "--json").data[0]["id"]
    facts = (
        "--objeto",
        "BIEN",
        "--modalidad",
        "ADMINISTRACION_DIRECTA",
        "--year",
        "2026",
        "--responsable",
        "Rosa Quispe",
    )
    return [
        ayni("compra", "add", town, "--nombre", f"Molino {place}", "--aeo", aeo, *facts).record for place in range(3)
    ]


def test_a_clerk_without_a_window_hands_over_and_prints(ayni, town, three, tmp_path):  # noqa: F811
    words = ("--from", "Rosa Quispe", "--to", "Hilario Mamani", "--reason", "Cambio de puesto")
    paper = tmp_path / "cargo.pdf"
    first = ayni("compra", "handover", town, *words, "-o", paper, "--print-only", "--json").data
    assert (set(first["purchases"]), first["passed"]) == (set(three), 0)
    assert "Molino 2" in "".join(page.extract_text() for page in pypdf.PdfReader(paper).pages)
    assert ayni("compra", "handover", town, *words, "-o", paper, "--json").data["passed"] == 3
    assert ayni("compra", "show", town, three[0], "--json").data["responsable"] == "Hilario Mamani"
    assert ayni("compra", "handover", town, *words, "-o", paper, "--print-only", "--json").data["purchases"] == []


def test_nothing_passes_to_nobody(ayni, town, three, tmp_path):  # noqa: F811
    words = ("--from", "Rosa Quispe", "--to", " ", "--reason", "Cambio de puesto", "-o", tmp_path / "c.pdf")
    assert "Diga quién recibe" in ayni("compra", "handover", town, *words, status=1).err
