"""Comments with their answers, whatever has travelled."""

from ayni.domain.comentario import threads


def comment(record, day="2026-03-10", above=None, **others):
    return {"id": record, "fecha": day, "texto": record, "respuesta_a": above, **others}


def said(rows):
    return [(thread.comment["id"], [row["id"] for row in thread.answers]) for thread in threads(rows)]


def test_open_ones_stand_first_and_answers_below_what_they_answer():
    rows = [
        comment("resolved", "2026-03-01", resuelto="si"),
        comment("late", "2026-03-12"),
        comment("early", "2026-03-02"),
        comment("reply", "2026-03-13", "early"),
        comment("reply of the reply", "2026-03-14", "reply"),
    ]
    assert said(rows) == [("early", ["reply", "reply of the reply"]), ("late", []), ("resolved", [])]


def test_an_answer_without_its_comment_stands_for_itself():
    assert said([comment("reply", above="not here")]) == [("reply", [])]


def test_comments_that_answer_each_other_do_not_hang():
    assert said([comment("a", above="b"), comment("b", above="a"), comment("c")]) == [("c", [])]
