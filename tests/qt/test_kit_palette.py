"""The palettes are measured, not trusted."""

import re

import pytest

from ayni.paths import resource
from ayni.qt.kit import chart, palette
from ayni.qt.kit.palette import CONTRAST, LIGHT, PAIRS, contrast


def test_contrast_is_wcags():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", [LIGHT, CONTRAST], ids=lambda look: look.name)
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_every_pair_that_meets_on_a_screen_is_told_apart(look, front, back, least):
    assert contrast(getattr(look, front), getattr(look, back)) >= least


def test_high_contrast_text_reaches_seven():
    for front, back, least in PAIRS:
        if least == 4.5:
            assert contrast(getattr(CONTRAST, front), getattr(CONTRAST, back)) >= 7


@pytest.mark.parametrize("role", sorted(chart.COLORS))
def test_what_a_chart_paints_is_told_from_its_ground(role):
    assert contrast(chart.COLORS[role], LIGHT.surface) >= 3
    assert contrast(chart.COLORS[role], LIGHT.hover) >= 3


@pytest.mark.parametrize("look", [LIGHT, CONTRAST], ids=lambda look: look.name)
@pytest.mark.parametrize("size", [10, 20])
def test_the_style_sheet_leaves_no_name_unfilled(look, size):
    assert "@" not in palette.style_sheet(look, size)


def test_the_style_sheet_says_a_ring_of_two_pixels_for_everything_that_takes_the_focus():
    sheet = resource("ayni.qss").read_text("utf-8")
    for rule in re.findall(r"[^}]*:focus[^{]*\{[^}]*\}", sheet):
        assert "2px" in rule or "border-color" in rule or "@half" in rule, rule


def test_the_style_sheet_holds_no_colour_of_its_own():
    assert not re.search(r":\s*#[0-9a-f]{3,6}", resource("ayni.qss").read_text("utf-8"))


def test_distances_grow_with_the_text(qapp):
    small = palette.space(4)
    palette.dress(qapp, LIGHT, 20)
    try:
        assert palette.space(4) == 2 * small
        assert qapp.font().pointSize() == 20
    finally:
        palette.dress(qapp, LIGHT, 10)


def test_the_embedded_font_has_every_quechua_sign(qapp):
    from PySide6.QtGui import QFontMetrics

    metrics = QFontMetrics(qapp.font())
    assert all(metrics.inFontUcs4(ord(sign)) for sign in "áéíóúüñÑ’¿¡–—…«»ʼ›·")
