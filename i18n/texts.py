"""The translator's bench: collect the program's texts, merge them into the catalogue, check it, compile it.

Run from the top of the tree:  python i18n/texts.py extract | merge | check | missing | compile | all

Sources are Spanish and stand in the code inside `N_(…)` or `_(…)`, and as `label` or `help` in the JSON files of
`resources/catalogos/` and `resources/forms/`.
Users never receive this file; they receive the compiled catalogue.
"""

import argparse
import ast
import csv
import io
import json
import re
import string
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from quz_lint import Lint

HERE = Path(__file__).parent
TREE = HERE.parent
TEMPLATE = HERE / "ayni.pot"
CATALOGUE = HERE / "quz" / "LC_MESSAGES" / "ayni.po"
COMPILED = TREE / "build" / "i18n" / "quz" / "LC_MESSAGES" / "ayni.mo"
MARKS = {"N_", "_"}

HEADER = """\
# Ayni: {title}
# No native speaker has reviewed this catalogue yet.
msgid ""
msgstr ""
"Project-Id-Version: Ayni\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one text. Level E must be mended, V needs a source, W is to be looked at."""

    level: str
    msgid: str
    what: str

    def __str__(self) -> str:
        return f"{self.level}  {self.what}\n       {self.msgid!r}"


# Collecting


def marked(source: str, where: str) -> Iterator[tuple[str, int]]:
    """Texts marked in a module, with their lines. A mark around anything but a plain text is a bug of ours."""
    for node in ast.walk(ast.parse(source, where)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        name, first = node.func.id, node.args[0] if node.args else None
        if name in MARKS | {"Sentence"} and isinstance(first, ast.JoinedStr):
            raise ValueError(f"{where}:{node.lineno}: an f-string cannot be translated; use holes and Sentence")
        if name in MARKS | {"Sentence"} and isinstance(first, ast.Constant) and isinstance(first.value, str):
            if first.value:
                yield first.value, node.lineno
        elif name == "N_":
            raise ValueError(f"{where}:{node.lineno}: N_ marks one plain text")


def labels(value: object) -> Iterator[str]:
    """Every `label` and `help` of a resource, however deep, and what an interview says beside its questions."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in {"label", "help", "again", "empty"} and isinstance(inner, str):
                yield inner
            elif key == "example" and isinstance(inner, dict):  # by chain; figures need no translator
                yield from (text for text in inner.values() if re.search(r"[a-zñáéíóú]{2}", text))
            else:
                yield from labels(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from labels(inner)


def extract(tree: Path = TREE) -> Catalog:
    """The template: every source text once, with the files where it stands, in the order of the files."""
    catalogue = Catalog(charset="utf-8")
    found: list[tuple[str, str]] = []
    for path in sorted((tree / "desktop" / "ayni").rglob("*.py")):
        where = path.relative_to(tree).as_posix()
        found += [(text, where) for text, _line in sorted(marked(path.read_text("utf-8"), where), key=lambda it: it[1])]
    for path in sorted(path for name in ("catalogos", "forms") for path in (tree / "resources" / name).glob("*.json")):
        where = path.relative_to(tree).as_posix()
        found += [(text, where) for text in labels(json.loads(path.read_text("utf-8")))]
    for text, where in found:
        catalogue.add(text, locations=[(where, 0)])
    return catalogue


def rendered(catalogue: Catalog, title: str, language: str) -> str:
    """A catalogue as a file: no dates and no line numbers, so that it changes only when a text does."""
    for message in catalogue:
        message.locations = sorted({(where, 0) for where, _line in message.locations})
        message.flags -= {"python-format", "python-brace-format"}
    out = io.BytesIO()
    write_po(out, catalogue, width=100, omit_header=True, include_lineno=False)
    return HEADER.format(title=title, language=language) + out.getvalue().decode().lstrip("\n").rstrip("\n") + "\n"


def read(path: Path = CATALOGUE) -> Catalog:
    """The catalogue of a file; none yet: an empty one."""
    if not path.exists():
        return Catalog(charset="utf-8")
    text = path.read_text("utf-8")
    # Babel would read "quz" as "qu_PE" and its two plural forms.
    return read_po(io.BytesIO(text.replace('"Language: quz\\n"\n', "").encode()), charset="utf-8")


def merged(template: Catalog, catalogue: Catalog) -> Catalog:
    """The catalogue with exactly the template's texts; what left the program is kept at the end as obsolete."""
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
    return catalogue


def texts(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Pairs of source and translation ("" when there is none, or it is doubtful)."""
    for message in catalogue:
        if message.id and isinstance(message.id, str):
            yield message.id, "" if message.fuzzy or not isinstance(message.string, str) else message.string


def missing(template: Catalog, catalogue: Catalog) -> list[str]:
    """Source texts that have no Quechua yet."""
    have = {source for source, said in texts(catalogue) if said}
    return [source for source, _said in texts(template) if source not in have]


# Checking

GLUED = re.compile(r"\w'?\{\w*\}|\{\w*\}'?\w")
GLUED_TO_DIGIT = re.compile(r"\d+'?[a-zñáéíóú]+", re.IGNORECASE)
NO_WORD = re.compile(r"\{\w*\}|\S+@\S+|--\S+|\w+=\S+|\w+\.(?:db|json|xlsx|pdf)\b")
TAG = re.compile(r"</?\w[^>]*>")
ACCESS_KEY = re.compile(r"&(?=\w)")
NOT_FOR_CLERKS = re.compile(
    r"\binv[aá]lid|\berror\s*(\d|n[uú]mero|c[oó]digo|\{)|\b(tú|tienes|puedes|debes)\b", re.IGNORECASE
)


def holes(text: str) -> set[str]:
    """Names of the holes of a text; a broken brace raises ValueError."""
    found = set()
    for _literal, name, spec, conversion in string.Formatter().parse(text):
        if name is not None:
            if not name.isidentifier() or spec or conversion:
                raise ValueError(f"hole {{{name}}} is not a plain name")
            found.add(name)
    return found


def ending(text: str) -> str:
    """The punctuation at the end of a text."""
    found = re.search(r"(\.\.\.|[.:…?!;,]|)\)?$", text.rstrip("\"'”»"))
    return found.group(1).replace("...", "…") if found else ""


def source_faults(source: str) -> Iterator[Fault]:
    """What is wrong with a Spanish source by itself."""
    try:
        holes(source)
    except ValueError as trouble:
        yield Fault("E", source, f"source: {trouble}")
    if GLUED.search(source):
        yield Fault("E", source, "source: a letter is glued to a hole")
    if NOT_FOR_CLERKS.search(source):
        yield Fault("E", source, "source: not a clerk's word, or not the formal person")
    if source != source.strip() or "  " in source:
        yield Fault("E", source, "source: spaces at an end or doubled")


def pair_faults(source: str, said: str, same: set[str]) -> Iterator[Fault]:
    """What is wrong between a source and its Quechua, whatever the words."""
    try:
        if holes(source) != holes(said):
            yield Fault("E", source, f"holes differ: {sorted(holes(source))} / {sorted(holes(said))}")
    except ValueError as trouble:
        yield Fault("E", source, str(trouble))
    if found := GLUED.search(said):
        yield Fault("E", source, f"a suffix is glued to a hole: {found.group()}")
    kept = set(GLUED_TO_DIGIT.findall(source))
    for token in GLUED_TO_DIGIT.findall(said):
        if token not in kept:
            yield Fault("E", source, f"a suffix is glued to a digit: {token}")
    if said == source and source not in same and re.search(r"[a-záéíóúñ]{2}", source):
        yield Fault("E", source, "the Quechua is the Spanish; if it must be, list it with its reason in i18n/same.csv")
    if ending(source) != ending(said):
        yield Fault("E", source, f"final punctuation differs: {ending(source)!r} / {ending(said)!r}")
    if len(ACCESS_KEY.findall(source)) != len(ACCESS_KEY.findall(said)):
        yield Fault("E", source, "the access key & is lost or added")
    if sorted(TAG.findall(source)) != sorted(TAG.findall(said)):
        yield Fault("E", source, "tags differ")
    if source.count("\n") != said.count("\n"):
        yield Fault("E", source, "line breaks differ")
    if re.search(r"[’ʼ´`]", said):
        yield Fault("E", source, "the apostrophe is stored as ' (U+0027)")


def plain(said: str) -> str:
    """A translation with holes, tags, addresses and access keys taken out: only words are left."""
    return re.sub(r"&(?=\w)", "", TAG.sub(" ", NO_WORD.sub(" ", said)))


def column(path: Path, name: str) -> set[str]:
    """One column of a list of exceptions."""
    if not path.exists():
        return set()
    with path.open(encoding="utf-8", newline="") as rows:
        return {row[name] for row in csv.DictReader(rows)}


def lint() -> Lint:
    """The spelling checker with our glossary and our reviewed words."""
    return Lint(HERE / "glossary.csv", column(HERE / "allowed.csv", "word"))


def same_texts() -> set[str]:
    """Texts whose Quechua is the Spanish, each with its reason: proper names, legal loans, signs."""
    return column(HERE / "same.csv", "text")


def faults(catalogue: Catalog) -> list[Fault]:
    """Everything that is wrong with a catalogue's texts. What has no translation is not told here: see `missing`."""
    speller, same = lint(), same_texts()
    found: list[Fault] = []
    for source, said in texts(catalogue):
        found += source_faults(source)
        if not said:
            continue
        found += pair_faults(source, said, same)
        if said != source:
            found += [Fault(note.level, source, f"{note.word}: {note.what}") for note in speller.text(plain(said))]
            if not ending(source) and (word := speller.evidential(plain(said))):
                found.append(Fault("W", source, f"{word}: a label carries no -mi"))
    return found


def compile_catalogue(catalogue: Catalog, path: Path = COMPILED) -> None:
    """Write what the program reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    with new.open("wb") as out:
        write_mo(out, catalogue)
    new.replace(path)


# The command


def say_faults(found: Iterable[Fault], *, quiet: bool) -> int:
    """Print the faults, the worst first; 1 when one of them must be mended."""
    ordered = sorted(found, key=lambda fault: "EVW".index(fault.level))
    for fault in ordered:
        if fault.level != "W" or not quiet:
            print(fault)
    return int(any(fault.level in "EV" for fault in ordered))


def main(arguments: list[str] | None = None) -> int:
    """The verbs of `make texts`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["extract", "merge", "check", "missing", "compile", "all"])
    parser.add_argument("--quiet", action="store_true", help="say only what must be mended")
    asked = parser.parse_args(arguments)
    every = asked.verb == "all"
    status = 0
    if every or asked.verb in {"extract", "merge"}:
        TEMPLATE.write_text(rendered(extract(), "the texts of the program, in Spanish", "es"), "utf-8")
    if every or asked.verb == "merge":
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_text(rendered(merged(extract(), read()), "Quechua (Cusco-Collao)", "quz"), "utf-8")
    if every or asked.verb in {"check", "missing"}:
        without = missing(extract(), read())
        for source in without:
            print(f"no Quechua yet:  {source!r}")
        status |= bool(without)
        print(f"{len(list(texts(extract())))} texts, {len(without)} without Quechua.")
    if every or asked.verb == "check":
        status |= say_faults(faults(read()), quiet=asked.quiet)
    if every or asked.verb == "compile":
        compile_catalogue(read())
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
