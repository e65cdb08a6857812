"""What the front door says is true: README's commands exist, resources tell their source, nothing foreign came in."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

TREE = Path(__file__).parents[1]
TEXTUAL = {".py", ".md", ".toml", ".sh", ".json", ".csv", ".po", ".pot", ".qss", ".svg", ".txt", ".yml", ".cfg", ""}
README = (TREE / "README.md").read_text("utf-8")


def ours() -> list[Path]:
    """Every file of the project: what git has, and what stands beside it and is not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=TREE,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a checkout")
    return [path for line in listed.stdout.splitlines() if (path := TREE / line).is_file()]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (TREE / "Makefile").read_text("utf-8"), re.MULTILINE))


def code_blocks(text: str) -> str:
    return "\n".join(re.findall(r"```(?:\w*)\n(.*?)```", text, re.DOTALL))


def test_every_make_command_of_the_readme_exists():
    asked = set(
        re.findall(
            r"\bmake ([a-z]+)\b(?= |`|\n|$)", code_blocks(README) + "\n".join(re.findall(r"`make [a-z]+", README))
        )
    )
    assert asked >= {"run", "test"}
    assert asked - targets() == set()


def test_every_ayni_verb_of_the_readme_exists():
    asked = set(re.findall(r"^(?:\.venv/bin/)?ayni ([a-z]+)", code_blocks(README), re.MULTILINE))
    for verb in sorted(asked):
        told = subprocess.run(
            [sys.executable, "-m", "ayni", verb, "--help"],
            cwd=TREE,
            env=os.environ | {"PYTHONPATH": str(TREE / "desktop")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, f"{verb}: {told.stderr}"


def test_the_first_line_of_the_setup_installs_what_a_bare_machine_lacks():
    assert code_blocks(README).splitlines()[0] == "sudo apt-get install git make python3-venv"


def test_every_command_of_the_makefile_is_explained():
    for line in (TREE / "Makefile").read_text("utf-8").splitlines():
        if re.match(r"[a-z]+:", line):
            assert "## " in line, line


def test_every_dependency_has_its_line_in_the_readme():
    project = tomllib.loads((TREE / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.split(r"[<>=\[]", line)[0] for line in project["dependencies"]}
    assert {name for name in names if f"**{name}**" not in README} == set()


def test_every_folder_of_resources_tells_its_source_and_licence():
    told = (TREE / "resources" / "README.md").read_text("utf-8")
    for path in (TREE / "resources").iterdir():
        if path.is_dir() and any(path.iterdir()):
            assert f"`{path.name}/" in told, path.name


def test_every_picture_of_the_readme_is_there():
    for link in re.findall(r"!?\[[^\]]*\]\(([^)#]+)\)", README):
        if "://" not in link:
            assert (TREE / link).exists(), link


FOREIGN = [
    "/work" + "/",
    "shared" + "/",
    "farm" + "-",
    "py" + "pi.org",
    "npm" + "js",
    "deb.debian" + ".org",
    "archive.ubuntu" + ".com",
    *(f"{page}.{'md'}" for page in ("purchases", "contract", "forms", "finance", "design", "ux")),
]


def test_the_project_names_nothing_that_a_newcomer_does_not_have():
    said = []
    for path in ours():
        if path.suffix in TEXTUAL and path.name != "LICENSE":
            text = path.read_text("utf-8")
            said += [f"{path.relative_to(TREE)}: {word}" for word in FOREIGN if word in text]
    assert said == []


def test_no_case_of_the_fao_came_in():
    assert [path for path in ours() if re.match(r"fao[_-]", path.name, re.IGNORECASE)] == []


def test_no_note_to_oneself_is_left():
    left = re.compile(r"#\s*(TO" + "DO|FIX" + "ME|XX" + "X)|raise NotImplemented" + r"Error\(\)")
    said = [path.relative_to(TREE) for path in ours() if path.suffix == ".py" and left.search(path.read_text("utf-8"))]
    assert said == []


def test_every_decision_tells_what_was_given_up():
    notes = sorted((TREE / "docs" / "decisions").glob("[0-9]*.md"))
    assert notes
    for note in notes:
        body = note.read_text("utf-8")
        assert re.findall(r"^## (.+)$", body, re.MULTILINE) == ["Context", "Decision", "What we gave up"], note.name
