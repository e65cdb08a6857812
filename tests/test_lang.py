"""Words, soles and dates as a person reads them; settings that are believed only when they make sense."""

import json

import pytest

from ayni import lang
from ayni.settings import Settings


@pytest.mark.parametrize("code", ["quz", "quz_PE", "quz-PE", "qu", "quy_PE"])
def test_every_name_of_quechua_is_one_language(code):
    assert lang.known(code) == "quz"


def test_a_sentence_is_kept_and_said_later_in_either_language():
    sentence = lang.Sentence("El DNI tiene {digits} números.", digits=8)
    assert str(sentence) == "El DNI tiene 8 números."
    assert sentence == lang.Sentence("El DNI tiene {digits} números.", digits=8)
    assert len({sentence, lang.Sentence("El DNI tiene {digits} números.", digits=8)}) == 1
    assert sentence != lang.Sentence("El DNI tiene {digits} números.", digits=9)


def test_speaking_lasts_as_long_as_its_block():
    with lang.speaking("quz"):
        assert lang.language() == "quz"
    assert lang.language() == "es"


def test_money_and_dates_are_shown_alike_in_both_languages():
    for code in lang.LANGUAGES:
        with lang.speaking(code):
            assert lang.soles(150_050) == "S/ 1,500.50"
            assert lang.soles(-5) == "-S/ 0.05"
            assert lang.soles(None) == "—"
            assert lang.day("1999-05-03") == "03/05/1999"
            assert lang.day("2019") == "2019"
            assert lang.number("1234.50") == "1,234.5"
            assert lang.percent(0.276201) == "27.62 %"


def test_a_month_is_named():
    assert lang.day("2022-03") == "marzo 2022"


def test_settings_of_the_wrong_type_are_not_believed(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"language": 7, "text_size": 14, "odd": True}), "utf-8")
    found = Settings.read(path)
    assert (found.language, found.text_size) == ("es", 14)


@pytest.mark.parametrize("content", ["", "no", "[1]"])
def test_damaged_settings_are_the_plain_ones(tmp_path, content):
    path = tmp_path / "settings.json"
    path.write_text(content, "utf-8")
    assert Settings.read(path) == Settings()


def test_settings_are_kept(tmp_path):
    path = tmp_path / "deep" / "settings.json"
    Settings(text_size=14).write(path)
    assert Settings.read(path).text_size == 14
