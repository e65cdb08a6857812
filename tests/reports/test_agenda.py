"""A calendar file that any calendar reads: whole days, folded lines, identifiers that stay."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.recorrido import Due
from ayni.lang import Sentence
from ayni.reports.agenda import agenda, escaped, folded, write_agenda

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
DELIVERY = Due("A13", date(2026, 12, 31), Sentence("Vence la entrega del proveedor"), ("GDE", "LOGISTICA"), "art. 120")
LABELS = {"GDE": "Desarrollo económico", "LOGISTICA": "Logística"}


def text(name="Cuatro máquinas, para cacao", due=DELIVERY, now=NOW):
    return agenda([("019c", name, due)], LABELS.__getitem__, now)


def lines(found):
    return found.replace("\r\n ", "").split("\r\n")


def test_each_day_is_a_whole_day_with_its_offices_and_article():
    told = lines(text())
    assert told[0] == "BEGIN:VCALENDAR"
    assert told[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART;VALUE=DATE:20261231" in told
    assert "DTEND;VALUE=DATE:20270101" in told
    assert "SUMMARY:Vence la entrega del proveedor: Cuatro máquinas\\, para cacao" in told
    wanted = "DESCRIPTION:Cuatro máquinas\\, para cacao\\nPara: Desarrollo económico\\, Logística\\nart. 120"
    assert wanted in told


def test_a_day_that_moves_keeps_its_identifier_and_a_newer_file_wins():
    moved = Due("A13", date(2027, 1, 25), DELIVERY.sentence, DELIVERY.offices)
    first, second = lines(text()), lines(text(due=moved, now=NOW.replace(hour=16)))

    def said(told, name):
        return next(line for line in told if line.startswith(name))

    assert said(first, "UID") == said(second, "UID") == "UID:019c-A13@ayni"
    assert int(said(first, "SEQUENCE").split(":")[1]) < int(said(second, "SEQUENCE").split(":")[1])


@given(st.text(max_size=400))
def test_no_line_is_longer_than_the_norm_allows_and_no_letter_is_lost(name):
    line = "SUMMARY:" + escaped(name.replace("\x00", ""))
    made = folded(line)
    assert made.replace("\r\n ", "") == line
    assert all(len(piece.encode()) <= 75 for piece in made.split("\r\n"))


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r"), max_size=80))
def test_what_is_escaped_can_be_read_again(name):
    made = escaped(name)
    assert "\n" not in made
    back, rest = "", iter(made)
    for letter in rest:
        back += {"n": "\n"}.get(follows := next(rest), follows) if letter == "\\" else letter
    assert back == name


def test_the_file_is_written_with_the_ends_of_line_of_the_norm(tmp_path):
    path = write_agenda(tmp_path / "compras.ics", [("019c", "Molino", DELIVERY)], LABELS.__getitem__, NOW)
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n")
