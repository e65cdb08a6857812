"""What a board lacks on a day."""

from ayni.domain.junta_directiva import check_junta, in_force


def period(cargo, socio, desde="2025-02-01", hasta="2027-01-31"):
    return {"cargo": cargo, "socio": socio, "desde": desde, "hasta": hasta}


BOARD = [period("presidente", "1"), period("secretario", "2"), period("tesorero", "3")]


def test_a_whole_board_lacks_nothing():
    assert check_junta(BOARD, "2026-11-22") == []


def test_an_expired_period_leaves_its_post_empty():
    expired = [period("presidente", "1", hasta="2026-10-31"), *BOARD[1:]]
    assert [problem.field for problem in check_junta(expired, "2026-11-22")] == ["cargo"]


def test_one_person_in_two_core_posts_is_told():
    assert [problem.field for problem in check_junta([*BOARD[:2], period("tesorero", "1")], "2026-11-22")] == ["socio"]


def test_a_period_without_an_end_goes_on_and_one_to_the_month_covers_it():
    assert in_force([period("fiscal", "4", hasta=None)], "2030-01-01")
    assert in_force([period("fiscal", "4", hasta="2026-11")], "2026-11-30")
    assert not in_force([period("fiscal", "4", hasta="2026-11")], "2026-12-01")
