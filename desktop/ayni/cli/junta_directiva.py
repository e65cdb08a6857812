"""The board of an AEO: who holds each post, and since when."""

from typing import Any

import click

from ayni.cli.answers import Given, answers_of, merged, references
from ayni.cli.face import Verbs
from ayni.cli.parts import ADD, EDIT, LIST, SHOW, argument, as_json, reads, writes
from ayni.cli.printed import echo_made, echo_record, echo_rows, echo_sentences
from ayni.domain.junta_directiva import CARGO_PERIODO
from ayni.lang import N_
from ayni.workspace import Workspace
from ayni.workspace.ordenes import named

juntas = Verbs("junta", help=N_("Junta directiva de una organización."))


@juntas.command("add", help=ADD)
@writes
@argument("aeo", metavar="AEO")
@answers_of(CARGO_PERIODO)
@as_json
def junta_add(door: Workspace, aeo: str, answers: Given, *, as_json: bool) -> None:
    aeo = named(door, "aeo", aeo)
    echo_made(door.save_cargo(aeo, references(door, CARGO_PERIODO, answers, aeo)), as_json=as_json)


def _cargo(door: Workspace, record: str) -> dict[str, Any]:
    found = door.found("cargo_periodo", named(door, "cargo_periodo", record))
    return next(period for period in door.junta(found["aeo"]) if period["id"] == found["id"])


@juntas.command("edit", help=EDIT)
@writes
@argument("record", metavar="ID")
@answers_of(CARGO_PERIODO)
@as_json
def junta_edit(door: Workspace, record: str, answers: Given, *, as_json: bool) -> None:
    stored = _cargo(door, record)
    given = merged(CARGO_PERIODO, stored, references(door, CARGO_PERIODO, answers, stored["aeo"]))
    echo_made(door.save_cargo(stored["aeo"], given, stored["id"]), as_json=as_json)


@juntas.command("remove", help=N_("Quita un cargo escrito por equivocación."))
@writes
@argument("record", metavar="ID")
def junta_remove(door: Workspace, record: str) -> None:
    door.remove_cargo(named(door, "cargo_periodo", record))


@juntas.command("list", help=LIST)
@reads
@argument("aeo", metavar="AEO")
@as_json
def junta_list(door: Workspace, aeo: str, *, as_json: bool) -> None:
    aeo = named(door, "aeo", aeo)
    echo_rows(door.junta(aeo), ("id", "cargo", "dni", "full_name", "desde", "hasta"), as_json=as_json)
    if not as_json:
        echo_sentences([problem.text for problem in door.junta_problems(aeo)])


@juntas.command("show", help=SHOW)
@reads
@argument("record", metavar="ID")
@as_json
def junta_show(door: Workspace, record: str, *, as_json: bool) -> None:
    found = _cargo(door, record)
    echo_record(door, CARGO_PERIODO, found, as_json=as_json)
    if not as_json:
        click.echo(f"{found['dni']} {found['full_name']}")
