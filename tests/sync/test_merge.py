"""Merging: whatever the order, nothing is lost, every disagreement is shown, and a removal beats no unseen edit."""

import json
import random
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayni.domain.change import INSERT, REMOVAL, Change, Save
from ayni.sync.merge import State, canonical, join_lists, logical_hash, merge, propose_paragraphs

TABLES = {
    "socio": {"identidad": ("dni", "nombres"), "phone": ("phone",)},
    "evento": {"dato": ("codigo", "fecha")},
}


def saved(tx, hlc=None, person="Rosa", **others):
    facts = {
        "tx": tx,
        "stream": f"{person}/aeo",
        "seq": tx,
        "hlc": hlc or tx << 16,
        "person": person,
        "act": "save_socio",
        "act_id": str(tx),
        "reason": "",
        "municipality": "080101",
        "scope": "aeo",
        "clock": "2026-11-22T10:42:00-05:00",
        "program": "0.1",
        "schema": 1,
        "count": 1,
        "undoes": None,
        "before": bytes(32),
    }
    return Save(**(facts | others))


def born(tx, row="r1", dni="40000001", nombres="Ana", phone=None, **more):
    value = {"dni": dni, "nombres": nombres, "phone": phone} | more
    return Change("socio", row, INSERT, tx, canonical(value), None)


def edit(tx, dni, seen, also=(), row="r1", nombres="Ana"):
    return Change("socio", row, "identidad", tx, canonical({"dni": dni, "nombres": nombres}), seen, tuple(also))


def phoned(tx, phone, seen, also=(), row="r1"):
    return Change("socio", row, "phone", tx, canonical({"phone": phone}), seen, tuple(also))


def removed(tx, known, seen=None, also=(), away=True, row="r1"):
    return Change("socio", row, REMOVAL, tx, canonical({"removed": away, "seen": known}), seen, tuple(also))


def state(*changes, **hlcs):
    return merge({c.tx: saved(c.tx, hlcs.get(f"hlc{c.tx}")) for c in changes}, changes, TABLES)


def told(found: State):
    """Clashes as (group, values from the one shown on)."""
    return [
        (clash.group, [None if it.value is None else tuple(it.value.values()) for it in clash.versions])
        for clash in found.clashes
    ]


# One cell


def test_a_new_row_is_its_insert():
    found = state(born(1))
    assert found.rows == {("socio", "r1"): {"dni": "40000001", "nombres": "Ana", "phone": None}}
    assert found.clashes == []


def test_a_correction_that_saw_the_first_value_is_no_clash_even_with_an_older_clock():
    found = state(born(1), edit(2, "40000002", seen=1), hlc1=100, hlc2=5)
    assert found.rows["socio", "r1"]["dni"] == "40000002"
    assert found.clashes == []


def test_an_edit_of_the_same_save_stands_in_the_inserts_place():
    alone = state(born(1), edit(1, "40000009", seen=1))
    assert alone.rows["socio", "r1"]["dni"] == "40000009"
    assert alone.clashes == []
    found = state(born(1), edit(1, "40000009", seen=1), edit(2, "40000002", seen=1))
    assert found.rows["socio", "r1"]["dni"] == "40000002"
    assert found.clashes == []


def test_two_who_did_not_see_each_other_clash_and_the_later_clock_is_shown():
    found = state(born(1), edit(2, "40000002", seen=1), edit(3, "40000003", seen=1), hlc2=900, hlc3=800)
    assert found.rows["socio", "r1"]["dni"] == "40000002"
    assert told(found) == [("identidad", [("40000002", "Ana"), ("40000003", "Ana")])]
    assert found.clashes[0].base == {"dni": "40000001", "nombres": "Ana"}


def test_equal_clocks_are_settled_by_the_number_of_the_save():
    found = state(born(1), edit(2, "40000002", seen=1), edit(3, "40000003", seen=1), hlc2=900, hlc3=900)
    assert found.rows["socio", "r1"]["dni"] == "40000003"


def test_a_clash_says_who_and_when():
    changes = [born(1), edit(2, "40000002", seen=1), edit(3, "40000003", seen=1)]
    saves = {1: saved(1), 2: saved(2, person="José", reason="dictado"), 3: saved(3, clock="2026-11-23")}
    later, earlier = merge(saves, changes, TABLES).clashes[0].versions
    assert (later.tx, later.person, later.clock, later.hlc) == (3, "Rosa", "2026-11-23", 3 << 16)
    assert (earlier.person, earlier.stream, earlier.reason) == ("José", "José/aeo", "dictado")


def test_different_groups_of_a_row_do_not_clash():
    found = state(born(1), edit(2, "40000002", seen=1), phoned(3, "984000111", seen=1))
    assert found.rows["socio", "r1"] == {"dni": "40000002", "nombres": "Ana", "phone": "984000111"}
    assert found.clashes == []


def test_the_same_value_typed_twice_is_no_clash():
    found = state(born(1), edit(2, "40000002", seen=1), edit(3, "40000002", seen=1))
    assert found.clashes == []


def test_a_decision_that_names_all_heads_closes_the_clash_for_everybody():
    both = [born(1), edit(2, "40000002", seen=1), edit(3, "40000003", seen=1)]
    found = state(*both, edit(4, "40000002", seen=3, also=(2,)))
    assert found.rows["socio", "r1"]["dni"] == "40000002"
    assert found.clashes == []


def test_an_ordinary_edit_settles_only_what_its_author_saw():
    found = state(born(1), edit(2, "40000002", seen=1), edit(3, "40000003", seen=1), edit(4, "40000004", seen=3))
    assert told(found) == [("identidad", [("40000004", "Ana"), ("40000002", "Ana")])]
    assert found.clashes[0].base == {"dni": "40000001", "nombres": "Ana"}


def test_two_different_decisions_are_a_new_clash_and_two_alike_are_none():
    both = [born(1), edit(2, "40000002", seen=1), edit(3, "40000003", seen=1), edit(4, "40000002", seen=3, also=(2,))]
    assert state(*both, edit(5, "40000002", seen=3, also=(2,))).clashes == []
    found = state(*both, edit(5, "40000003", seen=3, also=(2,)))
    assert told(found) == [("identidad", [("40000003", "Ana"), ("40000002", "Ana")])]


def test_an_edit_of_something_not_yet_received_is_simply_a_head():
    found = state(born(1), edit(3, "40000003", seen=2))
    assert found.rows["socio", "r1"]["dni"] == "40000003"
    assert told(found) == [("identidad", [("40000003", "Ana"), ("40000001", "Ana")])]
    assert found.clashes[0].base is None
    assert state(born(1), edit(3, "40000003", seen=2), edit(2, "40000002", seen=1)).clashes == []


def test_two_inserts_of_one_id_clash_where_they_differ():
    found = state(born(1, dni="40000001", phone="1"), born(2, dni="40000002", phone="1"))
    assert [clash.group for clash in found.clashes] == ["identidad"]
    assert found.rows["socio", "r1"]["dni"] == "40000002"


# What has not arrived, and what is not understood


def test_a_row_without_its_insert_waits():
    assert state(edit(2, "40000002", seen=1), edit(3, "40000003", seen=1)) == State({}, [])


def test_a_change_without_its_save_waits():
    changes = [born(1), edit(2, "40000002", seen=1)]
    assert merge({1: saved(1)}, changes, TABLES) == state(born(1))


def test_tables_and_columns_of_a_later_version_leave_no_mark():
    new_table = Change("drone", "d1", INSERT, 5, "{}", None)
    new_group = Change("socio", "r1", "firma", 6, '{"firma":"x"}', 1)
    assert state(born(1, lengua="quz"), new_table, new_group).hash() == state(born(1)).hash()


def test_a_column_that_the_log_does_not_know_is_empty():
    found = state(Change("socio", "r1", INSERT, 1, '{"dni":"40000001"}', None))
    assert found.rows["socio", "r1"] == {"dni": "40000001", "nombres": None, "phone": None}


# Removal


def test_a_removal_of_what_its_author_saw_takes_the_row_away():
    changes = [born(1), edit(2, "40000002", seen=1)]
    assert state(*changes, removed(3, [1, 2])) == State({}, [])


def test_a_removal_closes_the_clashes_that_its_author_saw():
    changes = [born(1), edit(2, "40000002", seen=1), edit(3, "40000003", seen=1)]
    assert state(*changes, removed(4, [1, 2, 3])) == State({}, [])


def test_a_removal_does_not_beat_an_edit_that_it_did_not_see():
    found = state(born(1), removed(2, [1]), phoned(3, "984000111", seen=1))
    assert found.rows["socio", "r1"]["phone"] == "984000111"
    assert told(found) == [(REMOVAL, [("984000111",), None])]


def test_nor_an_edit_in_a_group_of_a_later_version():
    found = state(born(1), removed(2, [1]), Change("socio", "r1", "firma", 3, '{"firma":"x"}', 1))
    assert ("socio", "r1") in found.rows
    assert told(found) == [(REMOVAL, [(), None])]


def test_an_unknown_group_counts_by_its_own_edits_alone():
    """What is known of it is an edit of an edit not yet received: the birth of the row is no version of it."""
    unknown = Change("socio", "r1", "firma", 4, '{"firma":"x"}', 9)
    rest = [born(1), edit(2, "40000002", seen=1), phoned(3, "984000111", seen=1), unknown]
    assert state(*rest, removed(5, [2, 3, 4])).rows == {}
    assert state(*rest, removed(5, [2, 3])).rows != {}


def test_two_removals_that_saw_everything_between_them_take_the_row_away():
    changes = [born(1), edit(2, "40000002", seen=1), phoned(3, "984000111", seen=1)]
    assert state(*changes, removed(4, [1, 2]), removed(5, [1, 3])) == State({}, [])


def test_a_disputed_removal_is_closed_by_keeping_or_by_removing_again():
    dispute = [born(1), removed(2, [1]), phoned(3, "984000111", seen=1)]
    kept = state(*dispute, removed(4, [1, 3], seen=2, away=False))
    assert kept.clashes == []
    assert ("socio", "r1") in kept.rows
    assert state(*dispute, removed(4, [1, 3], seen=2)) == State({}, [])


def test_keeping_and_removing_at_once_keeps_the_row_and_tells():
    found = state(born(1), removed(2, [1]), removed(3, [1], seen=2, away=False), removed(4, [1], seen=2))
    assert ("socio", "r1") in found.rows
    assert told(found) == [(REMOVAL, [(), None])]
    assert found.hash() != state(born(1)).hash()


def test_a_disputed_removal_tells_the_newest_first():
    rest = [born(1), edit(2, "40000002", seen=1), phoned(3, "984000111", seen=1)]
    found = state(*rest, removed(4, [1]), removed(5, [1]), hlc2=20, hlc3=30, hlc4=40, hlc5=50)
    assert [version.tx for version in found.clashes[0].versions] == [3, 2, 5, 4]
    found = state(*rest, removed(4, [1]), removed(5, [1]), hlc2=30, hlc3=20, hlc4=50, hlc5=40)
    assert [version.tx for version in found.clashes[0].versions] == [2, 3, 4, 5]


def test_authors_who_name_one_another_have_a_base_all_the_same():
    circle = [born(1), edit(2, "40000002", seen=3), edit(3, "40000003", seen=2)]
    found = state(*circle, edit(4, "40000004", seen=2, also=[1]), edit(5, "40000005", seen=3))
    assert found.clashes[0].base == {"dni": "40000003", "nombres": "Ana"}
    assert [version.tx for version in found.clashes[0].versions] == [5, 4]


def test_a_row_brought_back_is_as_it_was():
    found = state(born(1), removed(2, [1]), removed(3, [1], seen=2, away=False))
    assert found == state(born(1))


# The hash of the logical state


def test_the_hash_sees_rows_and_open_values_and_nothing_else():
    changes = [born(1), edit(2, "40000002", seen=1), edit(3, "40000003", seen=1)]
    found = state(*changes)
    assert found.hash() == logical_hash(
        dict(reversed(found.rows.items())),
        [replace(clash, versions=clash.versions[::-1], base=None) for clash in found.clashes],
    )
    hashes = {
        state().hash(),
        state(*changes[:1]).hash(),
        state(*changes[:2]).hash(),
        found.hash(),
        state(*changes, edit(4, "40000005", seen=2)).hash(),
        state(*changes, edit(4, "40000003", seen=3, also=(2,))).hash(),
    }
    assert len(hashes) == 6


def test_the_hash_sees_the_value_that_is_not_shown():
    one = state(born(1), edit(2, "40000002", seen=1), edit(3, "40000003", seen=1))
    other = state(born(1), edit(2, "40000009", seen=1), edit(3, "40000003", seen=1))
    assert one.rows == other.rows
    assert one.hash() != other.hash()


def test_of_a_disputed_removal_only_its_being_open_counts():
    dispute = [born(1), removed(2, [1]), phoned(3, "984000111", seen=1)]
    found = state(*dispute)
    assert found.hash() == state(*dispute, removed(4, [1], seen=2, away=False), removed(5, [1], seen=2)).hash()
    assert found.hash() == logical_hash(found.rows, [replace(found.clashes[0], versions=())])
    assert found.hash() != logical_hash(found.rows, [])


def test_a_value_is_written_in_one_way_only():
    assert canonical({"ñ": None, "b": [1, "ñ"]}) == '{"b":[1,"ñ"],"ñ":null}'


def test_an_empty_column_more_does_not_change_the_hash():
    assert logical_hash({("t", "r"): {"a": 1}}, []) == logical_hash({("t", "r"): {"a": 1, "b": None}}, [])


# Any history


@dataclass
class Device:
    """Somebody who works honestly on what has arrived here."""

    known: dict[int, tuple[Save, list[Change]]] = field(default_factory=dict)

    def state(self) -> State:
        return together(self.known.values())


def together(saves) -> State:
    saves = list(saves)
    return merge({it.tx: it for it, _ in saves}, [change for _, changes in saves for change in changes], TABLES)


def heads(changes, group):
    """The heads of a cell, told apart from the program's own way of finding them."""
    mine = (
        [c for c in changes if c.group in {group, INSERT}]
        if group != REMOVAL
        else [c for c in changes if c.group == group]
    )
    versions = {c.tx: c for c in sorted(mine, key=lambda c: c.group != INSERT)}
    gone = {tx for c in mine for tx in (c.seen, *c.also) if tx not in {None, c.tx}}
    return {tx: c for tx, c in versions.items() if tx not in gone}


def live(changes):
    return sorted({tx for group in TABLES["socio"] for tx in heads(changes, group)})


def history(seed: int, acts: int):
    """Three devices that save, remove, keep, decide and now and then hand over what they hold."""
    chance = random.Random(seed)
    devices = [Device() for _ in range(3)]
    everything = {}
    for number in range(1, acts + 1):
        device = chance.choice(devices)
        if chance.random() < 0.3:
            device.known |= chance.choice(devices).known
            continue
        row = chance.choice(["r1", "r2"])
        changes = [c for _, its in device.known.values() for c in its if c.row == row]
        tx = chance.getrandbits(62) or 1
        if not any(c.group == INSERT for c in changes):
            made = [born(tx, row=row, dni=str(number), phone=str(number))]
        else:
            act = chance.choice(["identidad", "phone", "both", "remove", "keep", "settle"])
            made = []
            for group, write in (("identidad", edit), ("phone", phoned)):
                found = sorted(heads(changes, group))
                if act in {group, "both"}:
                    made.append(write(tx, str(chance.randrange(4)), chance.choice(found), row=row))
                elif act == "settle" and len(found) > 1:
                    made.append(write(tx, str(number), found[0], found[1:], row=row))
            if act in {"remove", "keep"}:
                said = sorted(heads(changes, REMOVAL))
                made = [removed(tx, live(changes), said[0] if said else None, said[1:], act == "remove", row=row)]
        if made:
            save = saved(tx, hlc=chance.randrange(1, 50) << 16)
            device.known[tx] = everything[tx] = (save, made)
    return devices, everything


HISTORIES = st.tuples(st.integers(0, 2**32), st.integers(1, 40)).map(lambda drawn: history(*drawn))


@given(HISTORIES, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(made, chance):
    _devices, everything = made
    saves = {tx: save for tx, (save, _) in everything.items()}
    changes = [change for _, its in everything.values() for change in its]
    straight = merge(saves, changes, TABLES)
    shuffled = changes + chance.choices(changes, k=len(changes)) if changes else []
    chance.shuffle(shuffled)
    assert merge(saves, shuffled, TABLES) == straight
    assert merge(saves, shuffled, TABLES).hash() == straight.hash()


@given(HISTORIES)
def test_devices_that_hand_over_everything_hold_the_same(made):
    devices, everything = made
    for device in devices:
        device.known |= everything
    assert len({device.state().hash() for device in devices}) == 1


@given(HISTORIES)
def test_no_value_is_lost_and_no_removal_beats_an_edit_that_it_did_not_see(made):
    devices, everything = made
    for known in (*(device.known for device in devices), everything):
        found = together(known.values())
        for row in ("r1", "r2"):
            changes = [c for _, its in known.values() for c in its if c.row == row]
            removals = [json.loads(c.value) for c in heads(changes, REMOVAL).values()]
            told_removals = [it for it in removals if it["removed"]]
            unseen = set(live(changes)) - {tx for it in told_removals for tx in it["seen"]}
            arrived = any(c.group == INSERT for c in changes)
            there = ("socio", row) in found.rows
            kept = any(not it["removed"] for it in removals)
            assert there == (arrived and (not told_removals or bool(unseen) or kept))
            disputed = any((c.row, c.group) == (row, REMOVAL) for c in found.clashes)
            assert disputed == (there and bool(told_removals))
            for group, columns in TABLES["socio"].items() if there else ():
                values = {
                    canonical({n: json.loads(c.value)[n] for n in columns}) for c in heads(changes, group).values()
                }
                clash = [c for c in found.clashes if (c.row, c.group) == (row, group)]
                shown = canonical({n: found.rows["socio", row][n] for n in columns})
                if len(values) == 1:
                    assert values == {shown}
                    assert not clash
                else:
                    assert {canonical(version.value) for version in clash[0].versions} == values
                    assert canonical(clash[0].versions[0].value) == shown


@given(HISTORIES)
def test_a_decision_closes_its_clash(made):
    _devices, everything = made
    found = together(everything.values())
    decided = dict(everything)
    for number, clash in enumerate(found.clashes, start=1):
        tx = 2**61 + number
        changes = [c for _, its in everything.values() for c in its if c.row == clash.row]
        others = sorted(heads(changes, clash.group))
        if clash.group == REMOVAL:
            change = removed(tx, live(changes), others[0], others[1:], away=False, row=clash.row)
        else:
            first = canonical(clash.versions[-1].value)
            change = Change("socio", clash.row, clash.group, tx, first, others[0], tuple(others[1:]))
        decided[tx] = (saved(tx), [change])
    after = together(decided.values())
    assert after.clashes == []
    assert after.rows.keys() == found.rows.keys()


# Narrative sections

BASE = "Criamos cuyes.\n\nVendemos en Urubamba.\n\nSomos veinte."


def test_changes_to_different_paragraphs_are_joined():
    mine = BASE.replace("Criamos cuyes.", "Criamos cuyes mejorados.")
    theirs = BASE.replace("Somos veinte.", "Somos veinte.\nNueve son mujeres.")
    joined = "Criamos cuyes mejorados.\n\nVendemos en Urubamba.\n\nSomos veinte.\nNueve son mujeres."
    assert propose_paragraphs(BASE, mine, theirs) == joined
    assert propose_paragraphs(BASE, theirs, mine) == joined


def test_neighbouring_paragraphs_are_different_paragraphs():
    assert propose_paragraphs("a\nb", "A\nb", "a\nB") == "A\nB"


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("a\nb\nc", "a\nB\nc", "a\nX\nc"),  # the same paragraph in two ways
        ("a\nb", "a\nx\nb", "a\ny\nb"),  # two new ones at one place
        ("a\nb\nc", "a\nc", "a\nB\nc"),  # taken out and changed
        ("a\nb\nc", "x", "a\nb\nC"),  # all written anew
        ("a", "A", "a\nb"),  # something added right after what was changed
        ("a\nb", "a\nx\nb", "a\nB"),  # and right before it
    ],
)
def test_two_changes_at_one_place_are_left_to_a_person(base, mine, theirs):
    assert propose_paragraphs(base, mine, theirs) is None
    assert propose_paragraphs(base, theirs, mine) is None


def test_a_long_text_of_equal_paragraphs_is_joined_too():
    base = "\n".join(["x"] * 300)
    assert propose_paragraphs(base, f"inicio\n{base}", f"{base}\nfin") == f"inicio\n{base}\nfin"


TEXTS = st.lists(st.sampled_from("abc"), max_size=6).map("\n".join)


@given(TEXTS, TEXTS)
def test_what_one_alone_changed_is_taken(base, mine):
    assert propose_paragraphs(base, mine, base) == mine
    assert propose_paragraphs(base, base, mine) == mine
    assert propose_paragraphs(base, mine, mine) == mine


@given(TEXTS, TEXTS, TEXTS)
def test_a_proposal_does_not_depend_on_who_is_first(base, mine, theirs):
    assert propose_paragraphs(base, mine, theirs) == propose_paragraphs(base, theirs, mine)


def test_three_who_changed_different_paragraphs_are_joined():
    texts = ("A\nb\nc", "a\nB\nc", "a\nb\nc\nd")
    assert propose_paragraphs("a\nb\nc", *texts) == "A\nB\nc\nd"
    assert propose_paragraphs("a\nb\nc", *texts, "a\nb\nX") is None  # the third paragraph, and what stands after it


PARAGRAPHS = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6)


@st.composite
def written(draw):
    """A text, and what several people made of it: each added paragraphs of their own at places of their choice."""
    base = draw(PARAGRAPHS)
    texts = []
    for author in range(draw(st.integers(2, 4))):
        text = list(base)
        for number in range(draw(st.integers(0, 2))):
            text.insert(draw(st.integers(0, len(text))), f"{author}.{number}")
        if draw(st.booleans()):
            text[draw(st.integers(0, len(text) - 1))] += "'"
        texts.append(text)
    return base, texts


@given(written())
def test_a_proposal_never_loses_a_paragraph_that_one_alone_added(made):
    base, texts = made
    joined = propose_paragraphs("\n".join(base), *("\n".join(text) for text in texts))
    if joined is not None:
        told = joined.split("\n")
        for text in texts:
            assert [own for own in text if own not in base and own not in told] == []
        untouched = [each for each in base if all(each in text for text in texts)]
        assert all(each in told for each in untouched)


@given(st.sets(st.sampled_from("abcd")), st.lists(st.sets(st.sampled_from("abcdefg")), min_size=2, max_size=4))
def test_lists_join_what_everybody_added_less_what_anybody_took_out(base, lists):
    joined = join_lists(sorted(base), *(sorted(each) for each in lists))
    assert len(joined) == len(set(joined))
    assert set(joined) == (base & set.intersection(*lists)) | (set.union(*lists) - base)
    assert join_lists(sorted(base), *(sorted(each) for each in reversed(lists))) == joined
