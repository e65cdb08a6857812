"""The data given with a verb: from a file, as `name=value`, or each by its own option."""

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from ayni.cli.face import Wrong
from ayni.cli.parts import FILE, Act, option
from ayni.domain.fields import NO, SI, Field, Money, Problem, Reference, by_name
from ayni.lang import N_, Sentence, _
from ayni.workspace import Refused, Workspace
from ayni.workspace.ordenes import named
from ayni.workspace.refusals import refuse

Given = Mapping[str, str | int | None]

UNKNOWN = N_("No se conoce el dato {name}. Escríbalo así: {example}.")


def answers_of(fields: Sequence[Field]) -> Callable[[Act], Act]:
    """`--from FILE.json`, `--field name=value`, and an option for each field that is asked."""

    def wrap(act: Act) -> Act:
        names = [item.name for item in fields if item.asked]

        @functools.wraps(act)
        def verb(*args: Any, **given: Any) -> Any:
            typed: dict[str, str | int | None] = {}
            if (file := given.pop("from_file")) is not None:
                typed |= _from_file(file, fields)
            for pair in given.pop("field"):
                name, sign, value = pair.partition("=")
                name = name.strip().replace("-", "_")
                if not sign or name not in names:
                    raise Wrong(str(Sentence(UNKNOWN, name=name, example="nombre=valor")))
                typed[name] = value
            for name in names:
                value = given.pop(f"field_{name}")
                if value is not None:
                    typed[name] = value
            return act(*args, answers=typed, **given)

        wrapped: Act = verb
        for item in reversed([item for item in fields if item.name in names]):
            dashes = "--" + item.name.replace("_", "-")
            wrapped = option(dashes, f"field_{item.name}", metavar="VALUE", help=item.label)(wrapped)
        field_help = N_("Un dato y su valor, las veces que haga falta.")
        wrapped = option("--field", multiple=True, metavar="NAME=VALUE", help=field_help)(wrapped)
        from_help = N_("Archivo JSON con los datos.")
        return option("--from", "from_file", type=FILE, metavar="FILE.json", help=from_help)(wrapped)

    return wrap


def _from_file(path: Path, fields: Sequence[Field]) -> dict[str, str | int | None]:
    """The answers of a JSON object under the names of the fields; what is not a field is refused by name."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise refuse(N_("No se puede leer el archivo {name}."), name=path.name) from error
    except (ValueError, RecursionError) as error:
        raise refuse(N_("El archivo {name} no es JSON."), name=path.name) from error
    if not isinstance(found, dict):
        raise refuse(N_("El archivo {name} no trae un registro."), name=path.name)
    known = by_name(fields)
    wrong = [
        Problem(str(name), Sentence(N_("Este dato no se conoce.")))
        for name in found
        if name not in known and name != "id"
    ]
    typed: dict[str, str | int | None] = {}
    for name, value in found.items():
        if name in known:
            try:
                typed[name] = plain(known[name], value)
            except ValueError:
                wrong.append(Problem(name, Sentence(N_("No se entiende lo que dice en {name}."), name=name)))
    if wrong:
        raise Refused(wrong)
    return typed


def plain(item: Field, value: object) -> str | int | None:
    """A JSON value as its kind reads it; amounts are whole céntimos."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return SI if value else NO
    if isinstance(value, dict) and item.name == "datos":  # of an event: its own data, read by its kind
        return json.dumps(value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ",".join(value)
    if isinstance(value, int):
        return format(Decimal(value) / 100, "f") if isinstance(item.kind, Money) else value
    if isinstance(value, float) and not isinstance(item.kind, Money):
        return format(Decimal(repr(value)), "f")
    raise ValueError


def references(door: Workspace, fields: Sequence[Field], answers: Given, aeo: str = "") -> dict[str, Any]:
    """The answers with each word that names another record changed for its id."""
    kinds = {item.name: item.kind for item in fields}
    found = dict(answers)
    for name, word in answers.items():
        kind = kinds.get(name)
        if isinstance(kind, Reference) and word:
            found[name] = named(door, kind.noun, str(word), aeo if kind.noun == "socio" else "")
    return found


def merged(fields: Sequence[Field], stored: Mapping[str, Any], answers: Given) -> dict[str, Any]:
    """What is stored with the answers over it; nothing said is wrong usage."""
    if not answers:
        raise Wrong(_(N_("Diga qué dato cambia.")))
    return {item.name: stored.get(item.name) for item in fields} | dict(answers)
