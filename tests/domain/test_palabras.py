"""Amounts in words, in both languages."""

import pytest

from ayni import lang
from ayni.domain.palabras import soles_in_words


@pytest.mark.parametrize(
    ("centimos", "said"),
    [
        (0, "cero soles"),
        (100, "un sol"),
        (2100, "veintiún soles"),
        (10_000, "cien soles"),
        (12_345, "ciento veintitrés soles 45/100"),
        (3_105_000, "treinta y un mil cincuenta soles"),
        (2_100_000, "veintiún mil soles"),
        (100_000_000, "un millón de soles"),
        (250_000_100, "dos millones quinientos mil un soles"),
    ],
)
def test_soles_in_spanish(centimos, said):
    assert soles_in_words(centimos) == said


@pytest.mark.parametrize(
    ("centimos", "said"),
    [
        (100, "huk soles"),
        (1100, "chunka hukniyuq soles"),
        (12_300, "pachak iskay chunka kinsayuq soles"),
        (150_000, "waranqa pichqa pachak soles"),
        (3_000_050, "kinsa chunka waranqa soles 50/100"),
    ],
)
def test_soles_in_quechua(centimos, said):
    with lang.speaking("quz"):
        assert soles_in_words(centimos) == said
