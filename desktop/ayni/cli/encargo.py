"""Which organisations a promoter's machine carries."""

from collections.abc import Sequence

import click

from ayni.cli.face import Verbs
from ayni.cli.parts import acts, argument, as_json, option, reads
from ayni.cli.printed import echo_rows
from ayni.lang import N_
from ayni.workspace import Workspace
from ayni.workspace.ordenes import named

encargos = Verbs("encargo", help=N_("Qué organizaciones lleva el equipo de cada promotor."))
MACHINE_HELP = N_("Nombre del equipo.")
to_machine = option("--to", required=True, metavar="NAME", help=MACHINE_HELP)


@encargos.command("assign", help=N_("Encarga organizaciones al equipo de un promotor: desde ahora recibe solo esas."))
@acts
@to_machine
@argument("ids", metavar="AEO…", nargs=-1, required=True)
@option("--reason", default="", metavar="TEXT", help=N_("Por qué."))
def encargo_assign(door: Workspace, to: str, ids: Sequence[str], reason: str) -> None:
    for record in door.assign(to, [named(door, "aeo", each) for each in ids], reason):
        click.echo(record)


@encargos.command("back", help=N_("El equipo ya no lleva estas organizaciones: no se le envía más de ellas."))
@acts
@to_machine
@argument("ids", metavar="AEO…", nargs=-1, required=True)
@option("--reason", default="", metavar="TEXT", help=N_("Por qué."))
def encargo_back(door: Workspace, to: str, ids: Sequence[str], reason: str) -> None:
    door.hand_back(to, [named(door, "aeo", each) for each in ids], reason)


@encargos.command("list", help=N_("Lista lo que lleva un equipo y lo que devolvió."))
@reads
@to_machine
@as_json
def encargo_list(door: Workspace, to: str, *, as_json: bool) -> None:
    echo_rows(door.assigned(to, back=True), ("aeo", "nombre", "desde", "hasta", "motivo"), as_json=as_json)
