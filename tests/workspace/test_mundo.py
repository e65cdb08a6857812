"""Any game of real machines ends with the same rows everywhere and no acknowledged save missing."""

from hypothesis import settings

from faults.mundo import World

TestWorld = World.TestCase
TestWorld.settings = settings(max_examples=10, stateful_step_count=25)


def played(*acts):
    """One game by hand: the acts of a world, then its end."""
    world = World()
    try:
        for name, *given in acts:
            getattr(world, name)(*given)
    finally:
        world.teardown()


def test_a_clone_with_a_clock_behind_its_twin_is_sent_what_it_lacks():
    played(
        ("begin", [0, 0, 0]),
        ("clone", 1),
        ("wrong_clock", 1, 14),
        ("edit_socio", 0, 0, "uno", False),
        ("edit_socio", 1, 0, "dos", False),
        ("edit_socio", 3, 0, "tres cuyes", False),
        ("undo", 1),
    )


def test_a_folder_that_went_back_to_an_older_program_shows_all_when_the_newer_returns():
    played(
        ("begin", [0, 0, 0]),
        ("change_program", 0, True),
        ("change_program", 1, True),
        ("change_program", 1, False),
        ("write_with_the_newer_program", 0, 0, "uno", False),
        ("write_with_the_newer_program", 0, 0, "uno", True),
        ("hand_over", 0, 1),
        ("change_program", 1, True),
    )


def test_a_row_taken_away_and_edited_by_a_clone_and_by_a_restored_machine():
    played(
        ("begin", [0, 0, 0]),
        ("disk", 1, 0, "closes"),
        ("clone", 1),
        ("remove_item", 0, 0),
        ("edit_item", 1, 0, "90", True),
        ("edit_item", 3, 0, "151.50", False),
        ("hand_over", 1, 0),
        ("disk", 1, 0, "is put back"),
        ("edit_item", 1, 0, "150", True),
        ("hand_over", 0, 2),
        ("decide", 0, 0, 0),
        ("decide", 2, 0, 1),
        ("bring_item_back", 2, 0),
    )


def test_twins_born_on_two_disks_meet_and_one_birth_is_taken_back():
    played(
        ("begin", [0, 9, -9]),
        ("twin_birth", 0, 0, "uno"),
        ("twin_birth", 1, 0, "dos"),
        ("twin_birth", 2, 0, ""),
        ("write_section", 0, "uno"),
        ("write_section", 1, "dos"),
        ("hand_over", 1, 0),
        ("undo", 1),
        ("hand_over", 1, 2),
        ("undo", 2),
    )
