"""Keys: cards that prove themselves, codes that match on both sides, secrets that open or say why not."""

import itertools
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ayni.sync import keys
from ayni.sync.container import Altered, BadSignature, NotAyni, TooBig, TooNew, Truncated, WrongKind, pack

QUICK = 2**4  # scrypt's cost in tests
SECRET = "la papa nativa de Chinchero"

OFFICE = keys.DeviceKeys.new()
PROMOTOR = keys.DeviceKeys.new()
OFFICE_CARD = keys.new_card(OFFICE, "Rosa Ccori Mamani", keys.OFFICE, "Municipalidad de Ayllupampa", "080101")
PROMOTOR_CARD = keys.new_card(PROMOTOR, "José Ñahui", keys.PROMOTOR, "Municipalidad de Ayllupampa", "080101")


# The device and its card


def test_the_keys_of_a_device_are_stored_and_read_again():
    assert keys.DeviceKeys.read(OFFICE.stored()) == OFFICE


def test_the_keys_of_a_device_do_not_show_in_a_log():
    assert repr(OFFICE) == f"DeviceKeys({OFFICE.device})"


def test_a_card_travels_whole_and_proves_itself():
    read = keys.read_card(keys.write_card(OFFICE_CARD))
    assert read == OFFICE_CARD
    assert read.device == OFFICE.device
    assert read.signed(b"hola", OFFICE.sign(b"hola"))
    assert not read.signed(b"hola", PROMOTOR.sign(b"hola"))
    assert not read.signed(b"hola", b"")


@pytest.mark.parametrize("other", [{"name": "Otra"}, {"role": "promotor"}, {"ubigeo": "080102"}, {"municipality": ""}])
def test_a_card_with_a_word_changed_is_refused(other):
    with pytest.raises(BadSignature):
        keys.read_card(keys.write_card(replace(OFFICE_CARD, **other)))


def test_a_card_cut_anywhere_is_said_to_be_incomplete():
    data = keys.write_card(OFFICE_CARD)
    for length in range(len(data)):
        with pytest.raises(Truncated):
            keys.read_card(data[:length])


def test_a_card_with_any_byte_changed_is_refused():
    data = keys.write_card(OFFICE_CARD)
    for place in range(len(data)):
        with pytest.raises((Altered, NotAyni, TooBig, TooNew, Truncated, WrongKind, TooBig)):
            keys.read_card(data[:place] + bytes([data[place] ^ 0x01]) + data[place + 1 :])


@pytest.mark.parametrize("body", [b"", b"\x00", b"\xc1", b"\x97" + b"\xa1x" * 7, b"\x91" * 3000, b"x" * 5000])
def test_a_card_of_nonsense_is_refused(body):
    with pytest.raises(Altered):
        keys.read_card(pack(b"C", body))


def test_a_card_that_nobody_can_seal_to_is_refused():
    liar = replace(OFFICE_CARD, seal_public="age1xyz")
    signed = replace(liar, signature=OFFICE.sign(keys._card_message(liar)))
    with pytest.raises(Altered):
        keys.read_card(keys.write_card(signed))


def test_both_sides_read_the_same_code():
    code = keys.pair_code(OFFICE_CARD, PROMOTOR_CARD)
    assert code == keys.pair_code(PROMOTOR_CARD, OFFICE_CARD)
    assert len(code) == 9
    assert code[4] == " "
    assert code.replace(" ", "").isdigit()


def test_the_code_changes_with_either_key():
    stranger = keys.new_card(keys.DeviceKeys.new(), "Rosa Ccori Mamani", keys.OFFICE, "", "080101")
    assert keys.pair_code(stranger, PROMOTOR_CARD) != keys.pair_code(OFFICE_CARD, PROMOTOR_CARD)


# The workspace key


def test_the_workspace_key_opens_with_its_secret_and_with_no_other():
    key = keys.new_key()
    wrapped = json.loads(json.dumps(keys.wrap(key, SECRET, QUICK)))
    assert keys.unwrap(wrapped, SECRET) == key
    with pytest.raises(keys.WrongSecret) as refused:
        keys.unwrap(wrapped, SECRET + " ")
    assert str(refused.value.sentence) == "La clave no es esa. Escríbala otra vez."


def test_a_letter_with_its_mark_is_one_letter_however_it_was_typed():
    wrapped = keys.wrap(keys.new_key(), "mun\u0303a", QUICK)
    keys.unwrap(wrapped, "mu\u00f1a")


def test_two_wraps_of_one_key_share_nothing():
    one, other = (keys.wrap(bytes(32), SECRET, QUICK) for _ in range(2))
    assert not {one["salt"], one["nonce"], one["sealed"]} & {other["salt"], other["nonce"], other["sealed"]}


@pytest.mark.parametrize(
    "broken",
    [
        {"format": None},
        {"format": "1"},
        {"n": None},
        {"n": "muchos"},
        {"n": 1000},
        {"n": 2**30},
        {"r": 9},
        {"kdf": "md5"},
        {"cipher": "none"},
        {"salt": "***"},
        {"salt": 5},
        {"nonce": "AAAA"},
        {"sealed": None},
    ],
    ids=str,
)
def test_a_damaged_key_file_is_told_from_a_wrong_secret(broken):
    with pytest.raises(keys.KeyFileDamaged):
        keys.unwrap(keys.wrap(bytes(32), SECRET, QUICK) | broken, SECRET)


def test_a_key_of_another_length_is_not_believed():
    with pytest.raises(keys.KeyFileDamaged):
        keys.unwrap(keys.wrap(b"short", SECRET, QUICK), SECRET)


def test_a_changed_byte_in_the_sealed_key_opens_nothing_and_is_called_damage():
    wrapped = keys.wrap(bytes(32), SECRET, QUICK)
    wrapped["sealed"] = ("B" if wrapped["sealed"][0] != "B" else "C") + wrapped["sealed"][1:]
    with pytest.raises(keys.KeyFileDamaged):
        keys.unwrap(wrapped, SECRET)
    del wrapped["check"]  # as an older program wrote it: there the two cannot be told apart
    with pytest.raises(keys.WrongSecret):
        keys.unwrap(wrapped, SECRET)


def test_the_passphrase_and_the_sheet_open_the_same_key():
    key, code = keys.new_key(), keys.new_recovery()
    file = json.loads(json.dumps(keys.key_file(key, SECRET, code, QUICK)))
    assert keys.open_key_file(file, passphrase=SECRET) == key
    assert keys.open_key_file(file, recovery=code.lower().replace("-", "  ")) == key
    with pytest.raises(keys.WrongSecret):
        keys.open_key_file(file, passphrase="otra")
    with pytest.raises(keys.WrongSecret):
        keys.open_key_file(file, recovery=keys.new_recovery())


def test_a_new_passphrase_leaves_the_sheet_good():
    key, code = keys.new_key(), keys.new_recovery()
    file = keys.with_passphrase(keys.key_file(key, SECRET, code, QUICK), key, "nueva", QUICK)
    assert keys.open_key_file(file, passphrase="nueva") == key
    assert keys.open_key_file(file, recovery=code) == key
    with pytest.raises(keys.WrongSecret):
        keys.open_key_file(file, passphrase=SECRET)


@pytest.mark.parametrize(
    ("file", "trouble"),
    [
        ({"format": 2}, keys.KeyFileTooNew),
        ({}, keys.KeyFileDamaged),
        ({"format": 1}, keys.KeyFileDamaged),
        ({"format": 1, "passphrase": "x"}, keys.KeyFileDamaged),
        ({"format": 1, "passphrase": {"format": 1}}, keys.KeyFileDamaged),
        ([], keys.KeyFileDamaged),
    ],
    ids=str,
)
def test_a_key_file_that_cannot_be_read_says_why(file, trouble):
    with pytest.raises(trouble):
        keys.open_key_file(file, passphrase=SECRET)


def test_a_key_file_is_opened_by_exactly_one_secret():
    for secrets in ({}, {"passphrase": SECRET, "recovery": keys.new_recovery()}):
        with pytest.raises(TypeError):
            keys.open_key_file({"format": 1}, **secrets)


# The recovery sheet


def test_the_recovery_code_holds_a_hundred_bits_and_no_sign_that_looks_like_another():
    assert len(keys.RECOVERY_SIGNS) == 31
    assert not set("01OIL") & set(keys.RECOVERY_SIGNS)
    assert 31 ** (keys.RECOVERY_GROUPS * (keys.GROUP_SIGNS - 1)) > 2**100


CODES = st.randoms(use_true_random=False).map(lambda random: keys.new_recovery(random.randrange))


@given(CODES, st.sampled_from([str.lower, str.upper]), st.sampled_from(["", " ", "-", " – ", ".\n"]))
def test_a_recovery_code_is_read_however_it_is_spaced(code, case, between):
    assert keys.read_recovery(" " + case(code.replace("-", between)) + "\n") == code


@settings(max_examples=30)
@given(CODES, st.integers(0, 29))
def test_every_wrong_sign_is_found_and_its_group_named(code, place):
    signs = code.replace("-", "")
    for sign in keys.RECOVERY_SIGNS + "0O1IL":
        if sign == signs[place]:
            continue
        with pytest.raises(keys.MistypedGroup) as refused:
            keys.read_recovery(signs[:place] + sign + signs[place + 1 :])
        assert refused.value.group == place // 5 + 1


@settings(max_examples=50)
@given(CODES)
def test_every_swap_of_two_signs_of_a_group_and_of_two_groups_is_found(code):
    groups = code.split("-")
    for number, group in enumerate(groups):
        for one, other in itertools.combinations(range(5), 2):
            swapped = list(group)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            if "".join(swapped) != group:
                with pytest.raises(keys.MistypedGroup):
                    keys.read_recovery("-".join([*groups[:number], "".join(swapped), *groups[number + 1 :]]))
    for one, other in itertools.combinations(range(6), 2):
        moved = list(groups)
        moved[one], moved[other] = moved[other], moved[one]
        with pytest.raises(keys.MistypedGroup):
            keys.read_recovery("-".join(moved))


def test_a_short_group_is_named():
    groups = keys.new_recovery().split("-")
    groups[3] = groups[3][:-1]
    with pytest.raises(keys.MistypedGroup) as refused:
        keys.read_recovery(" ".join(groups))
    assert str(refused.value.sentence) == "El grupo 4 está mal escrito. Mírelo otra vez en la hoja."


@pytest.mark.parametrize("typed", ["", "7KQ2M", "7KQ2M" * 7])
def test_a_code_of_another_length_is_told_how_long_it_is(typed):
    with pytest.raises(keys.MistypedRecovery) as refused:
        keys.read_recovery(typed)
    assert str(refused.value.sentence) == "En la hoja hay 6 grupos de 5 signos. Escríbalos todos."
