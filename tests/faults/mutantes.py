"""How many faults put into the merge on purpose its tests notice: one operator, constant or condition at a time.

python tests/faults/mutantes.py [--sample N] [--seed S]

Each mutant stands in a shadow of the tree, beside the untouched program, and the tests of the merge run against it
until the first failure. One that survives is printed with its line: a missing test, or a change without effect.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

TREE = Path(__file__).parents[2]
MERGE = Path("desktop/ayni/sync/merge.py")
TESTS = ("tests/sync/test_merge.py", "tests/sync/test_merge_sql.py")
AIM = 95  # per cent killed
PATIENCE = 120  # seconds: a mutant that never ends is noticed too

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


def noticed(shadow: Path, source: str) -> bool:
    """Whether the tests of the merge fail on this source."""
    (shadow / MERGE).write_text(source, "utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", *TESTS]
    try:
        found = subprocess.run(
            command,
            cwd=shadow,
            env={**os.environ, "PYTHONPATH": str(shadow / "desktop"), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    return found.returncode != 0


def shadowed(folder: Path) -> Path:
    """The tree as links, but for the program and its tests, which are copied."""
    shadow = folder / "ayni"
    shadow.mkdir()
    for name in ("desktop", "tests"):
        shutil.copytree(TREE / name, shadow / name, ignore=shutil.ignore_patterns("__pycache__", ".hypothesis"))
    for name in ("resources", "i18n", "pyproject.toml"):
        (shadow / name).symlink_to(TREE / name)
    return shadow


def main() -> int:
    """Tell the share that was noticed; 1 when it is under the aim."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--sample", type=int, help="only so many, drawn at random")
    reader.add_argument("--seed", type=int, default=2026)
    given = reader.parse_args()
    source = (TREE / MERGE).read_text("utf-8")
    found = [it for it in mutants(source) if ast.dump(ast.parse(it[1])) != ast.dump(ast.parse(source))]
    total = len(found)
    if given.sample:
        found = random.Random(given.seed).sample(found, min(given.sample, total))
    with tempfile.TemporaryDirectory() as folder:
        shadow = shadowed(Path(folder))
        if noticed(shadow, source):
            print("The tests fail on the program as it is: mend that first.")
            return 1
        alive = []
        for number, (told, changed) in enumerate(found, start=1):
            if not noticed(shadow, changed):
                alive.append(told)
                print(f"survives  {told}", flush=True)
            elif number % 20 == 0:
                print(f"{number} of {len(found)}, {len(alive)} alive", flush=True)
    share = 100 * (len(found) - len(alive)) / len(found)
    print(f"{len(found) - len(alive)} of {len(found)} mutants killed ({share:.1f} %), drawn from {total}; aim {AIM} %")
    return 0 if share >= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
