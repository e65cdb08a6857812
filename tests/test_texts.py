"""Two languages from the first string: every text has its Quechua, and the Quechua is whole."""

import gettext

import pytest

import texts
from quz_lint import Lint

WORKED = [
    "Ñawpaqtaqa AEOpa sutinta qillqay, chaymanta RUC yupayninta churay.",
    "Kay raphipim llapan masikunapa listanta qhawayta atinki.",
    "Qillqasqaykiqa waqaychasqañam.",
    "Internetniyki mana kaptinqa llamk'achkallay; willaykunaqa qhipamanta apachikunqa.",
    "¿Pichayta munankipunichu? Pichasqaykitaqa manañam kutichiyta atikunqachu.",
    "Makina hap'ichiyqa pichqa p'unchawñam qhiparichkan: t'ituqta waqyay.",
    "Masipa DNI yupaynintaqa manam churarqankichu.",
    "Masikunapa llapan churasqanqa kaymi: S/ 1,200.00.",
    "Ama wichq'aychu: willaykunaqa waqaychakuchkanraqmi.",
    'Yanapayta munaspaqa "Yanapay" nisqata ñit\'iy.',
]
WRONG = [
    ("Qellqay", "E"),
    ("Qulqi", "E"),
    ("Huasi", "E"),
    ("Kashan", "E"),
    ("Huq masi", "E"),
    ("Ama wichq'ay", "E"),
    ("Wasi de Rosa", "E"),
    ("Munankichu?", "E"),
    ("Punchaw", "E"),
    ("Sipiy", "E"),
    ("Qaway", "V"),
    ("Qatu", "V"),
    ("Kimsa p'unchawkuna", "W"),
    ("Huk willakuyta apachiy", "W"),
]


def worst(found) -> str:
    return min((note.level for note in found), key="EVW".index, default="")


@pytest.fixture(scope="module")
def catalogue():
    return texts.read()


@pytest.fixture(scope="module")
def speller() -> Lint:
    return texts.lint()


@pytest.fixture(scope="module")
def faults(catalogue):
    return texts.faults(catalogue)


def test_the_catalogue_has_exactly_the_texts_of_the_program(catalogue):
    in_code = {source for source, _said in texts.texts(texts.extract())}
    in_file = {source for source, _said in texts.texts(catalogue)}
    assert (sorted(in_code - in_file), sorted(in_file - in_code)) == ([], []), "run: make texts"


def test_the_template_is_the_one_that_the_program_gives():
    made = texts.rendered(texts.extract(), "the texts of the program, in Spanish", "es")
    assert texts.TEMPLATE.read_text("utf-8") == made, "run: make texts"


def test_every_text_has_its_quechua(catalogue):
    assert texts.missing(texts.extract(), catalogue) == []


def test_nothing_in_the_catalogue_must_be_mended(faults):
    assert [str(fault) for fault in faults if fault.level == "E"] == []


def test_every_quechua_word_comes_from_the_glossary_or_has_its_source(faults):
    assert [str(fault) for fault in faults if fault.level == "V"] == []


def test_the_header_says_quechua_with_one_plural():
    head = texts.CATALOGUE.read_text("utf-8").split("\n\n", 1)[0]
    assert '"Language: quz\\n"' in head
    assert '"Plural-Forms: nplurals=1; plural=0;\\n"' in head


def test_every_exception_has_its_reason():
    for name in ("allowed.csv", "same.csv"):
        lines = (texts.HERE / name).read_text("utf-8").splitlines()
        assert all("," in line and line.split(",", 1)[1].strip(' "') for line in lines), name


def test_a_compiled_catalogue_answers_in_quechua_and_falls_back_to_spanish(tmp_path):
    small = texts.read(tmp_path / "none")
    small.add("Guardar socio", "Masita waqaychay")
    texts.compile_catalogue(small, tmp_path / "quz" / "LC_MESSAGES" / "ayni.mo")
    said = gettext.translation("ayni", tmp_path, languages=["quz"])
    assert said.gettext("Guardar socio") == "Masita waqaychay"
    assert said.gettext("Otra cosa") == "Otra cosa"


@pytest.mark.parametrize("line", WORKED)
def test_the_spelling_check_is_silent_on_good_quechua(speller, line):
    assert [note for note in speller.text(line) if note.level in "EV"] == []


@pytest.mark.parametrize(("line", "level"), WRONG)
def test_the_spelling_check_sees_a_planted_fault(speller, line, level):
    assert worst(speller.text(line)) == level


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Falta {name}.", "Manam {nombre} kanchu."),
        ("Falta {name}.", "Manam {name kanchu."),
        ("Socio {name}", "Masi {name}ta"),
        ("Faltan {days} días.", "3ñam p'unchaw {days}."),
        ("Guardar", "Guardar"),
        ("¿Guardar?", "Waqaychay"),
        ("&Guardar", "Waqaychay"),
        ("<b>Guardar</b>", "Waqaychay"),
        ("Cerrar", "Wichq’ay"),
        ("Uno\nDos", "Huk Iskay"),
    ],
)
def test_a_translation_that_lost_something_is_refused(source, said):
    assert [fault.level for fault in texts.pair_faults(source, said, set())] == ["E"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Falta {name}.", "Manaraqmi kanchu: {name}."),
        ("&Guardar", "&Waqaychay"),
        ("Hoja F03", "F03 raphi"),
        ("RUC", "RUC"),
    ],
)
def test_a_whole_translation_passes(source, said):
    assert list(texts.pair_faults(source, said, {"RUC"})) == []


@pytest.mark.parametrize(
    "source", ["DNI inválido", "Error 12", "Puedes guardar", "Socio{name}", "Falta {0}.", " Guardar"]
)
def test_a_source_that_no_clerk_would_say_is_refused(source):
    assert [fault.level for fault in texts.source_faults(source)] == ["E"]


def test_a_text_that_cannot_be_collected_stops_the_collector():
    with pytest.raises(ValueError, match="f-string"):
        list(texts.marked('Sentence(f"hola {x}")', "planted.py"))
    with pytest.raises(ValueError, match="plain text"):
        list(texts.marked("N_(name)", "planted.py"))
