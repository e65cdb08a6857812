"""Whether a file of open data (OCDS 1.1.5) is valid, told without internet and in the clerk's words.

The schemas of `resources/ocds/` name each other by addresses; these are identifiers, nothing is fetched. Checked
besides: whole dates, which the schema library lets pass; a release id used twice; a key written twice.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from jsonschema import Draft4Validator, FormatChecker, ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT4

from ayni.domain.fields import Problem
from ayni.lang import N_, Sentence
from ayni.paths import resource

BASE = "https://standard.open-contracting.org/schema/1__1__5/"
RECORDS, RELEASES, RELEASE = "record package", "release package", "release"
SCHEMAS = {
    RECORDS: "record-package-schema.json",
    RELEASES: "release-package-schema.json",
    RELEASE: "release-schema.json",
}
RFC3339 = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)")
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
FORMATS = FormatChecker(formats=())

NOT_TEXT = N_("El archivo no es texto en UTF-8.")
NOT_JSON = N_("El archivo no es JSON, o está cortado.")
TWICE = N_("El dato «{name}» está dos veces en el mismo lugar.")
NOT_OCDS = N_("El archivo no es de datos abiertos de compras: no trae «releases», «records» ni «ocid».")
REPEATED = N_("El código «{id}» ya lo usa otra publicación del mismo proceso.")
MISSING = N_("Falta {names}.")
NO_CODE = N_("«{value}» no es un código del estándar.")
NO_DATE = N_("«{value}» no es una fecha completa, con hora y zona, como 2021-02-04T00:00:00-05:00.")
NO_ADDRESS = N_("«{value}» no es una dirección.")
NO_TYPE = N_("Se esperaba otro tipo de dato: {kinds}.")
NO_FIT = N_("No cumple el estándar: {said}.")


class NotOcds(Exception):  # noqa: N818  a refusal, in words for a person
    """The file is no open data that can be read."""

    def __init__(self, message: str, **holes: object) -> None:
        self.sentence = Sentence(message, **holes)
        super().__init__(str(self.sentence))


def _whole_date(value: object) -> bool:
    if not isinstance(value, str):
        return True
    found = RFC3339.fullmatch(value)
    if found is None:
        return False
    datetime.fromisoformat(found[1] + ("+00:00" if found[3] == "Z" else found[3]))  # 31 February raises
    return True


def _address(value: object) -> bool:
    return not isinstance(value, str) or bool(ADDRESS.fullmatch(value))


# the library knows these two formats only where more packages are installed
FORMATS.checks("date-time", raises=ValueError)(_whole_date)
FORMATS.checks("uri")(_address)


def read_json(raw: bytes) -> Any:
    """The data of a file; one with a key written twice, or that is no JSON at all, is refused."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _value in pairs]
            raise NotOcds(TWICE, name=next(key for key in keys if keys.count(key) > 1))
        return found

    def no_constant(_text: str) -> Any:
        raise NotOcds(NOT_JSON)

    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=once, parse_constant=no_constant)
    except UnicodeDecodeError as error:
        raise NotOcds(NOT_TEXT) from error
    except (ValueError, RecursionError) as error:
        raise NotOcds(NOT_JSON) from error


def kind_of(data: object) -> str:
    """Record package, release package or one bare release, told by the key at the top. Raises NotOcds."""
    if isinstance(data, Mapping):
        if "records" in data:
            return RECORDS
        if "releases" in data:
            return RELEASES
        if "ocid" in data or "tag" in data:
            return RELEASE
    raise NotOcds(NOT_OCDS)


@cache
def _validators() -> dict[str, Draft4Validator]:
    read = {
        name: json.loads(resource(f"ocds/{name}").read_text("utf-8"))
        for name in (*SCHEMAS.values(), "versioned-release-validation-schema.json")
    }
    registry = Registry().with_resources(
        [(BASE + name, DRAFT4.create_resource(schema)) for name, schema in read.items()]
    )
    return {
        kind: Draft4Validator(read[name], registry=registry, format_checker=FORMATS) for kind, name in SCHEMAS.items()
    }


def review(data: object) -> list[Problem]:
    """Everything that makes this data invalid; the field of a problem is its place in the file."""
    return list(_found(data))


def _found(data: object) -> Iterator[Problem]:
    try:
        kind = kind_of(data)
    except NotOcds as error:
        yield Problem("", error.sentence)
        return
    errors = sorted(
        _validators()[kind].iter_errors(data), key=lambda error: [str(step).zfill(6) for step in error.absolute_path]
    )
    for each in errors:
        deep = each
        while deep.context:  # of several shapes, the one that came closest
            deep = max(deep.context, key=lambda shape: len(shape.absolute_path))
        yield Problem(_place(deep), _said(deep))
    assert isinstance(data, Mapping)
    seen: set[tuple[str, str]] = set()
    for place, release in _releases(kind, data):
        key = (str(release.get("ocid")), str(release.get("id")))
        if key in seen:
            yield Problem(f"{place}.id", Sentence(REPEATED, id=key[1]))
        seen.add(key)


def _releases(kind: str, data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The releases that carry an id of their own, with their places."""
    lists: list[tuple[str, object]] = [("releases", data.get("releases"))] if kind == RELEASES else []
    if kind == RECORDS and isinstance(data["records"], list):
        lists = [
            (f"records[{place}].releases", record.get("releases"))
            for place, record in enumerate(data["records"])
            if isinstance(record, Mapping)
        ]
    for where, found in lists:
        for place, release in enumerate(found if isinstance(found, list) else ()):
            if isinstance(release, Mapping) and release.get("ocid") and release.get("id"):
                yield f"{where}[{place}]", release


def _place(error: ValidationError) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    return text.lstrip(".")


def _said(error: ValidationError) -> Sentence:
    """What is wrong, for somebody who never saw a schema."""
    value, wanted = error.instance, error.validator_value
    match error.validator:
        case "required":
            return Sentence(MISSING, names=", ".join(name for name in wanted if name not in value))
        case "enum":
            return Sentence(NO_CODE, value=value)
        case "format":
            return Sentence(NO_DATE if wanted == "date-time" else NO_ADDRESS, value=value)
        case "type":
            return Sentence(NO_TYPE, kinds=", ".join(wanted) if isinstance(wanted, list) else wanted)
    return Sentence(NO_FIT, said=error.message[:160])
