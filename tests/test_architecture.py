"""The arrows of the house, the names in it, and the one page of its words."""

import ast
import csv
import importlib
import inspect
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ayni.domain.fields import Field

TREE = Path(__file__).parents[1]
PACKAGE = TREE / "desktop" / "ayni"
LINTER = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
NOUNLESS = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
BENT = {"anio", "ano", "anos", "anios", "campana", "campanas", "pena", "penas", "cuna", "mono", "sueno"}
DOMAIN = sorted(path.stem for path in (PACKAGE / "domain").glob("*.py") if path.stem != "__init__")


def judged(tree: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of a tree."""
    return subprocess.run(
        [*LINTER, "--config", str(tree / "pyproject.toml"), "--no-cache"],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree / "desktop"), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def copied(tmp_path: Path) -> Path:
    shutil.copytree(TREE / "desktop", tmp_path / "desktop", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(TREE / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_arrow_points_down():
    verdict = judged(TREE)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    assert "0 broken" in verdict.stdout


PLANTED = [
    ("domain/money.py", "import sqlite3", "The domain is plain"),
    ("domain/money.py", "import time", "The domain is plain"),
    ("domain/money.py", "from ayni.storage import database", "Arrows point down"),
    ("sync/__init__.py", "import ayni.reports", "Arrows point down"),
    ("reports/__init__.py", "import sqlcipher3", "Only storage knows SQL"),
    ("storage/__init__.py", "import reportlab", "Only reports knows paper"),
    ("workspace/__init__.py", "import PySide6.QtCore", "Only qt knows the window"),
    ("qt/screens/__init__.py", "import ayni.storage", "Screens use the door"),
    ("cli/aeo.py", "import ayni.storage", "The command line uses the door"),
    ("qt/kit/__init__.py", "import ayni.workspace", "The kit knows no noun of ours"),
]


@pytest.mark.parametrize(("module", "line", "contract"), PLANTED, ids=[f"{it[0]}: {it[1]}" for it in PLANTED])
def test_a_planted_import_breaks_exactly_one_contract_and_its_line_is_named(module, line, contract, tmp_path):
    tree = copied(tmp_path)
    path = tree / "desktop" / "ayni" / module
    body = path.read_text("utf-8")
    path.write_text(f"{body}\n{line}\n", "utf-8")
    number = len(f"{body}\n".splitlines()) + 1
    verdict = judged(tree)
    broken = re.findall(r"^(.+?) BROKEN", verdict.stdout, re.MULTILINE)
    assert broken == [contract], verdict.stdout + verdict.stderr
    assert re.search(rf"l\.{number}\b", verdict.stdout), verdict.stdout


def test_no_part_of_the_door_hides_a_method_of_another():
    """They share one namespace: a name that comes twice goes on to the one before, or Opened left it open."""
    from ayni.workspace.opened import Opened
    from ayni.workspace.puerta import Workspace

    after: dict[str, type] = {}
    hidden = []
    for part in reversed(Workspace.__mro__):
        for name, made in vars(part).items():
            body = made.fget if isinstance(made, property) else made
            if name.startswith("__") or not inspect.isfunction(body):
                continue
            if after.get(name, Opened) is not Opened and f"super().{name}" not in inspect.getsource(body):
                hidden.append(f"{part.__name__}.{name} hides that of {after[name].__name__}")
            after[name] = part
    assert hidden == []


def test_modules_are_named_after_nouns():
    named = {part for path in PACKAGE.rglob("*.py") for part in path.relative_to(PACKAGE).with_suffix("").parts}
    assert not named & NOUNLESS


def identifiers(path: Path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        for value in (getattr(node, attribute, None) for attribute in ("id", "attr", "name", "arg")):
            if isinstance(value, str):
                yield value, getattr(node, "lineno", 0)


def test_no_name_loses_its_tilde_and_changes_its_meaning():
    bent = [
        f"{path.relative_to(TREE)}:{line} {name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for name, line in identifiers(path)
        if not name.isascii() or BENT & set(re.split(r"_|(?<=[a-z])(?=[A-Z])", name.lower()))
    ]
    assert bent == []


def test_no_amount_hides_its_unit():
    bare = [
        f"{path.relative_to(TREE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for name, line in identifiers(path)
        if name == "monto"
    ]
    assert bare == []


def glossary() -> dict[str, dict[str, str]]:
    with (TREE / "i18n" / "glossary.csv").open(encoding="utf-8", newline="") as rows:
        return {name: row for row in csv.DictReader(rows) for name in row["identifier"].split()}


def fields() -> dict[str, Field]:
    """Every field declared in the domain, under its name."""
    found = {}
    for module in DOMAIN:
        for value in vars(importlib.import_module(f"ayni.domain.{module}")).values():
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, Field):
                    found[item.name] = item
    return found


def test_every_module_of_the_domain_has_its_line_in_the_glossary():
    assert sorted(set(DOMAIN) - glossary().keys()) == []


def test_every_field_has_its_line_in_the_glossary():
    assert sorted(fields().keys() - glossary().keys()) == []


def test_no_identifier_of_the_glossary_stands_twice():
    with (TREE / "i18n" / "glossary.csv").open(encoding="utf-8", newline="") as rows:
        every = [name for row in csv.DictReader(rows) for name in row["identifier"].split()]
    assert sorted({name for name in every if every.count(name) > 1}) == []
