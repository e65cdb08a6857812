"""Taking back what was saved last."""

import click

from ayni.cli.parts import acts, order
from ayni.lang import N_
from ayni.workspace import Workspace


@order(help=N_("Deshace lo último que se guardó en este equipo."))
@acts
def undo(door: Workspace) -> None:
    click.echo(str(door.undo()))
