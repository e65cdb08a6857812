"""How many faults put into the merge on purpose its tests notice: one operator, constant or condition at a time.

python tests/faults/mutantes.py [--only TEXT] [--sample N] [--seed S]

Each mutant takes the place of the module in a forked process that has everything else in memory, and the tests of the
merge run against it until the first failure. One that survives is printed with its line: a missing test, or a change
without effect, which then stands below with its reason and does not count.
"""

import argparse
import ast
import importlib
import os
import random
import signal
import sys
import tempfile
import types
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

TREE = Path(__file__).parents[2]
MERGE = Path("desktop/ayni/sync/merge.py")
TESTS = ("tests/sync/test_merge.py", "tests/sync/test_merge_sql.py")
TESTS_OF_THE_STORE = ("tests/sync/test_merge_sql.py", "tests/storage/test_heads.py")
AIM = 95  # per cent killed
PATIENCE = 4  # times the processor of the program as it is: what never ends is noticed too, a busy machine is not
MODULE = "ayni.sync.merge"
HEADS = Path("desktop/ayni/storage/heads.py")

EQUAL = {  # what a mutant does, and why nobody could notice
    "(change.value, canonical([change.seen, sorted(change.also)]))  →  "
    "(canonical([change.seen, sorted(change.also)]), change.value)": "any fixed order serves to choose among twins",
    "(*inserts.values(), *cell.values())  →  (*cell.values(), *inserts.values())": "they are put into a set",
    "(change.seen, *change.also)  →  (*change.also, change.seen)": "they are put into a set",
    "None if values is None else {name: value for name, value in values.items() if value is not None}  →  "
    "{name: value for name, value in values.items() if value is not None}": "the versions of a cell all have a value",
}

MORE = "more cells or rows than needed are computed again, and give the same"
EQUAL_STATEMENTS = {  # the same of the store's statements
    "TOUCH 1: pk = mine.pk AND other.grp <> ['*'→'~']": "of a birth nothing is computed, and a removal is not of it",
    "FOLLOWING 0: x WHERE o.tx = ? AND o.grp <> ['*'→'~'])": "a birth has seen nothing",
    "OTHERWISE 0: WHERE o.tx = ? AND o.grp <> ['*'→'~'] AND h.tx IS NOT o.s": "no version is kept of a birth",
    "OTHERWISE 0: nc_head h ON h.tbl = o.tbl[ AND → OR ]h.pk = o.pk": MORE,
    "OTHERWISE 0: h.pk = o.pk[ AND → OR ]h.grp = o.grp WHER": MORE,
    "OTHERWISE 0: h.grp = o.grp WHERE o.tx = ?[ AND → OR ]o.grp <> '*'": MORE,
    "OTHERWISE 0: o.grp <> '*'[ AND → OR ]h.tx IS NOT o.seen L": MORE,
    "HIDDEN 0: N sync_head h ON h.tbl = t.tbl[ AND → OR ]h.pk = t.pk": MORE,
    "HIDDEN 0: h.pk = t.pk[ AND → OR ]h.grp = t.grp WHER": MORE,
    "STAYING 0: WHERE c.tbl = :tbl)) [ < → <= ](SELECT count(DISTIN": "who removes a row names its birth too",
    "ROWS_OF_GROUP 0: M touched t WHERE t.tbl = :tbl[ AND → OR ]t.grp = :grp UNION": MORE,
    "ROWS_OF_GROUP 0: M touched t WHERE t.tbl = :tbl[ AND → OR ]t.grp = '~'": MORE,
}

COMPARED = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
COUNTED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr}


def variants(node: ast.AST) -> Iterator[ast.AST]:
    """What a node may be turned into."""
    match node:
        case ast.Compare(left, [operator], others) if type(operator) in COMPARED:
            yield ast.Compare(left, [COMPARED[type(operator)]()], others)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(ast.And() if isinstance(operator, ast.Or) else ast.Or(), values)
            yield from values
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.BinOp(left, operator, right) if type(operator) in COUNTED:
            yield ast.BinOp(left, COUNTED[type(operator)](), right)
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(str() as value):
            yield ast.Constant(value + "x")
        case ast.IfExp(_test, body, orelse):
            yield body
            yield orelse
        case ast.Tuple(elts, ast.Load()) if len(elts) > 1:
            yield ast.Tuple(elts[::-1], ast.Load())
        case ast.Starred(ast.Attribute(), ast.Load()):
            yield ast.Starred(ast.Tuple([], ast.Load()), ast.Load())
        case ast.comprehension(target, iterated, [_, *_] as tests, is_async):
            yield ast.comprehension(target, iterated, [], is_async)
            for test in tests:
                yield ast.comprehension(target, iterated, [ast.UnaryOp(ast.Not(), test)], is_async)
        case ast.Return(ast.expr()):
            yield ast.Return(ast.Constant(None))
        case ast.AugAssign() | ast.Expr(ast.Call()):
            yield ast.Pass()


def spoken(tree: ast.Module) -> set[int]:
    """Nodes that nothing runs: docstrings and annotations."""
    quiet: list[ast.AST] = []
    for node in ast.walk(tree):
        match node:
            case ast.Expr(ast.Constant(str())):
                quiet.append(node)
            case ast.Assign(value=ast.Subscript()):  # the name of a type
                quiet.append(node.value)
            case ast.AnnAssign():
                quiet.append(node.annotation)
            case ast.arg(annotation=ast.expr() as annotation):
                quiet.append(annotation)
            case ast.FunctionDef():
                quiet += [node.returns, *node.decorator_list] if node.returns else node.decorator_list
            case ast.ClassDef():
                quiet += node.decorator_list
    return {id(inner) for node in quiet for inner in ast.walk(node)}


def places(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node that can be turned: who holds it, in which field, at which place of a list, and the node."""
    quiet = spoken(tree)
    for holder in ast.walk(tree):
        for name, value in ast.iter_fields(holder):
            for number, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(node, ast.AST) and id(node) not in quiet:
                    yield holder, name, number, node


def equal(told: str, source: str) -> bool:
    """Nobody could notice this one."""
    place, change = told.split(": ", 1)
    line = source.splitlines()[int(place.split(":")[1]) - 1]
    if change == "0  →  1":
        return "_place(cell[told[0][0]]" in line  # of two versions of one row, either tells which row it is
    return change in EQUAL


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """The line and what became of it, and the whole source with that one change."""
    tree = ast.parse(source)
    line = 0
    for holder, name, number, node in list(places(tree)):
        line = getattr(node, "lineno", getattr(holder, "lineno", line))
        for other in variants(node):
            kept = getattr(holder, name)
            setattr(holder, name, other if number is None else [*kept[:number], other, *kept[number + 1 :]])
            changed = ast.unparse(ast.fix_missing_locations(tree))
            setattr(holder, name, kept)
            yield f"{MERGE.name}:{line}: {ast.unparse(node)}  →  {ast.unparse(other)}", changed


REWRITES = (  # faults of the store's statements, at each place where such words stand
    (" DESC", ""),
    ("NOT EXISTS", "EXISTS"),
    (" NOT IN ", " IN "),
    (" <> ", " = "),
    (" < ", " <= "),
    (" = 1", " = 0"),
    ("'*'", "'~'"),
    (" AND ", " OR "),
)


def statements() -> Iterator[tuple[str, dict[str, Any]]]:
    """The statements of the store with one fault each, by the name of what holds them."""
    for name, kept in vars(importlib.import_module("ayni.storage.heads")).items():
        parts = kept if isinstance(kept, tuple) else (kept,)
        if name == "MINE":  # its words are played where they stand, in FOLLOWING
            continue
        if not name.isupper() or not all(isinstance(part, str) and " FROM " in part for part in parts):
            continue
        for place, part in enumerate(parts):
            for before, after in REWRITES:
                if name.startswith("TOUCH") and after == " OR ":
                    continue  # it lists cells to be computed again: to list more of them changes nothing
                pieces = part.split(before)
                for cut in range(1, len(pieces)):
                    changed = before.join(pieces[:cut]) + after + before.join(pieces[cut:])
                    told = f"{pieces[cut - 1][-30:]}[{before}→{after}]{pieces[cut][:20]}"
                    put = changed if isinstance(kept, str) else (*parts[:place], changed, *parts[place + 1 :])
                    told = f"{name} {place}: {' '.join(told.split())}"
                    if told not in EQUAL_STATEMENTS:
                        yield f"{HEADS.name}: {told}", {name: put}


def noticed(source: str, statements: dict[str, Any], tests: Sequence[str], patience: float) -> tuple[str, float]:
    """How these tests notice this source of the reference with these statements of the store; "" when they do not.

    `patience` is the seconds of processor that they get; the second value is what they took.
    """
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            signal.setitimer(signal.ITIMER_PROF, patience)
            signal.alarm(round(20 * patience))  # one that waits uses no processor
            silent = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silent, 1)
            os.dup2(silent, 2)
            module = types.ModuleType(MODULE)
            module.__file__ = str(TREE / MERGE)
            sys.modules[MODULE] = module
            exec(compile(source, str(TREE / MERGE), "exec"), module.__dict__)
            importlib.import_module("ayni.sync").merge = module
            heads = importlib.import_module("ayni.storage.heads")
            for name, value in statements.items():
                setattr(heads, name, value)
            with tempfile.TemporaryDirectory() as folder:
                asked = [
                    "-x",
                    "-q",
                    "--assert=plain",
                    "-c",
                    os.devnull,
                    "--rootdir",
                    str(TREE),
                    f"--basetemp={folder}/t",
                ]
                asked += ["--import-mode=importlib", "-p", "_hypothesis_pytestplugin", "-p", "no:cacheprovider"]
                code = int(pytest.main([*asked, *(str(TREE / test) for test in tests)]))
        except BaseException:  # noqa: BLE001  a mutant that cannot even be read is noticed
            code = 1
        finally:
            os._exit(code)
    _pid, status, used = os.wait4(pid, 0)
    how = "a test fails" if status else ""
    if os.WIFSIGNALED(status):
        how = "it never ends" if os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGALRM) else "it dies"
    return how, used.ru_utime + used.ru_stime


def main() -> int:
    """Tell the share that was noticed; 1 when it is under the aim."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--only", default="", help="only those that have these words in what is told of them")
    reader.add_argument("--sample", type=int, help="only so many, drawn at random")
    reader.add_argument("--seed", type=int, default=2026)
    given = reader.parse_args()
    source = (TREE / MERGE).read_text("utf-8")
    os.chdir(TREE)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path[:0] = [str(TREE / "desktop"), str(TREE / "tests")]
    for name in (
        "hypothesis",
        "sqlite_utils",
        "ayni.storage.records",
        "ayni.storage.migrations",
        "hypothesis.stateful",
    ):
        importlib.import_module(name)  # once for all: what the tests need besides the merge
    assert MODULE not in sys.modules
    plain = ast.dump(ast.parse(source))
    found: list[tuple[str, str, dict[str, Any]]] = [
        (told, changed, {})
        for told, changed in mutants(source)
        if ast.dump(ast.parse(changed)) != plain and not equal(told, source)
    ]
    found += [(told, source, changed) for told, changed in statements()]
    total = len(found)
    found = [each for each in found if given.only in each[0]]
    if given.sample:
        found = random.Random(given.seed).sample(found, min(given.sample, len(found)))
    patience = {}
    for tests in (TESTS, TESTS_OF_THE_STORE):
        how, used = noticed(source, {}, tests, 1000)
        patience[tests] = PATIENCE * used
        if how:
            print("The tests fail on the program as it is: mend that first.")
            return 1
    ends: Counter[str] = Counter()
    for number, (told, changed, put) in enumerate(found, start=1):
        tests = TESTS_OF_THE_STORE if put else TESTS
        how, _used = noticed(changed, put, tests, patience[tests])
        ends[how] += 1
        if how != "a test fails":
            print(f"{how or 'survives'}  {told}", flush=True)
        if number % 20 == 0:
            print(f"{number} of {len(found)}, {ends['']} alive", flush=True)
    killed = len(found) - ends.pop("", 0)
    share = 100 * killed / len(found)
    by = ", ".join(f"{how} {times}" for how, times in ends.items())
    print(f"{killed} of {len(found)} mutants killed ({share:.1f} %: {by}), drawn from {total}; aim {AIM} %")
    return 0 if share >= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
