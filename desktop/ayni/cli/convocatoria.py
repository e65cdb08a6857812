"""Calls: registering and reading them."""

from ayni.cli.answers import Given, answers_of, merged
from ayni.cli.face import Verbs
from ayni.cli.parts import ADD, EDIT, LIST, SHOW, argument, as_json, reads, writes
from ayni.cli.printed import echo_made, echo_record, echo_rows
from ayni.domain.convocatoria import CONVOCATORIA
from ayni.lang import N_
from ayni.workspace import Workspace
from ayni.workspace.ordenes import named

convocatorias = Verbs("convocatoria", help=N_("Convocatorias."))


@convocatorias.command("add", help=ADD)
@writes
@answers_of(CONVOCATORIA)
@as_json
def convocatoria_add(door: Workspace, answers: Given, *, as_json: bool) -> None:
    echo_made(door.save_convocatoria(answers), as_json=as_json)


@convocatorias.command("edit", help=EDIT)
@writes
@argument("record", metavar="ID")
@answers_of(CONVOCATORIA)
@as_json
def convocatoria_edit(door: Workspace, record: str, answers: Given, *, as_json: bool) -> None:
    record = named(door, "convocatoria", record)
    stored = door.convocatoria(record)
    if "fecha_autorizacion" in answers and "regimen" not in answers:
        stored = {**stored, "regimen": None}  # it follows from the date
    echo_made(door.save_convocatoria(merged(CONVOCATORIA, stored, answers), record), as_json=as_json)


@convocatorias.command("list", help=LIST)
@reads
@as_json
def convocatoria_list(door: Workspace, *, as_json: bool) -> None:
    echo_rows(door.convocatorias(), ("id", "year", "nombre", "regimen", "categorias"), as_json=as_json)


@convocatorias.command("show", help=SHOW)
@reads
@argument("record", metavar="ID")
@as_json
def convocatoria_show(door: Workspace, record: str, *, as_json: bool) -> None:
    echo_record(door, CONVOCATORIA, door.convocatoria(named(door, "convocatoria", record)), as_json=as_json)
