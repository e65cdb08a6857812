"""What two versions of a plan say differently; content that reads back as it was packed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.fields import Field, LongText, Quantity, Reference, Text
from ayni.domain.version import (
    Act,
    Cell,
    canonical,
    compare,
    figures,
    fingerprint,
    packed,
    paragraphs,
    unpacked,
    words,
)

FIELDS = {
    "plan": (Field("titulo", "Título", Text()), Field("objetivo", "Objetivo", LongText())),
    "partida": (
        Field("plan", "Plan", Reference("plan")),
        Field("orden", "Orden", Quantity()),
        Field("nombre", "Nombre", Text()),
        Field("cantidad", "Cantidad", Quantity()),
    ),
}
NOW = {
    "plan": [{"id": "p", "titulo": "Cuyes", "objetivo": "Vender más.\nCriar mejor."}],
    "partida": [
        {"id": "1", "plan": "p", "orden": "1", "nombre": "Jaulas", "cantidad": "20"},
        {"id": "2", "plan": "p", "orden": "2", "nombre": "Picadora", "cantidad": "1"},
    ],
}
TEXTS = st.text(st.sampled_from("ab cñ.\n,"), max_size=60)


def show(item, value):
    return item.kind.show(value)


def told(before, after):
    return compare(before, after, FIELDS, show)


@given(st.dictionaries(st.sampled_from(["nombre", "cantidad"]), st.text(max_size=20) | st.none(), max_size=2))
def test_what_is_packed_reads_back_and_order_does_not_matter(values):
    content = {"partida": [{"id": "2"}, {"id": "1", **values}]}
    turned = {"partida": content["partida"][::-1], "bloque": []}
    assert canonical(unpacked(packed(content))) == canonical(content)
    assert fingerprint(content) == fingerprint(turned)


@pytest.mark.parametrize("text", ["no es esto", "bm8=", "", "ñ", packed(NOW)[:60]])
def test_what_is_no_version_says_so_instead_of_failing_elsewhere(text):
    with pytest.raises(ValueError, match=r"base64|ASCII|header|cut short|padding"):
        unpacked(text)


def test_the_same_says_nothing():
    found = told(NOW, NOW)
    assert found.same
    assert [(each.before, each.after) for each in found.figures[:1]] == [("S/ 0.00", "S/ 0.00")]


def test_a_row_that_moved_did_not_change_and_one_that_came_or_went_did():
    after = {
        "plan": NOW["plan"],
        "partida": [
            {**NOW["partida"][1], "orden": "1"},
            {"id": "3", "plan": "p", "orden": "2", "nombre": "Balanza", "cantidad": "2"},
        ],
    }
    found = told(NOW, after)
    assert [(row.act, row.name) for row in found.rows] == [(Act.REMOVED, "Jaulas"), (Act.ADDED, "Balanza")]
    assert found.rows[1].cells == (Cell("Nombre", "—", "Balanza"), Cell("Cantidad", "—", "2"))


def test_a_title_is_a_cell_and_a_long_text_is_told_by_paragraph():
    after = {**NOW, "plan": [{"id": "p", "titulo": "Cuyes grandes", "objetivo": "Vender mucho más.\nCriar mejor."}]}
    found = told(NOW, after)
    assert found.cover == (Cell("Título", "Cuyes", "Cuyes grandes"),)
    assert not found.rows
    (text,) = found.texts
    assert [(each.act, "".join(piece.text for piece in each.pieces)) for each in text.paragraphs] == [
        (Act.CHANGED, "Vender mucho más.")
    ]


def test_a_paragraph_of_other_words_is_one_that_went_and_one_that_came():
    found = paragraphs("Criamos cuyes en casa.", "Todo 123 es nuevo ahora mismo.")
    assert [each.act for each in found] == [Act.REMOVED, Act.ADDED]


@given(TEXTS, TEXTS)
def test_both_paragraphs_can_be_read_again_from_their_words(before, after):
    pieces = list(words(before, after))
    assert "".join(piece.text for piece in pieces if piece.act is not Act.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.act is not Act.REMOVED) == after


@given(TEXTS, TEXTS)
def test_texts_that_differ_by_more_than_blank_lines_have_paragraphs_to_tell(before, after):
    one, other = ([part for part in text.split("\n") if part.strip()] for text in (before, after))
    assert bool(paragraphs(before, after)) == (one != other)


def test_a_plan_that_cannot_be_computed_has_figures_without_an_answer():
    found = figures({"plan": [{"id": "p"}], "partida": [{"id": "1", "cantidad": "2", "precio_unitario": "3"}]})
    assert found["Inversión total"] == "S/ 6.00"
    assert found["TIR del dinero de los socios"] == "—"
