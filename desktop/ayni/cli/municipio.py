"""The folder of a municipality: making it."""

from pathlib import Path

import click

from ayni import lang
from ayni.cli.parts import FILE, argument, option, order, passphrase_of, secret
from ayni.lang import N_, _
from ayni.workspace import create_workspace


@order(help=N_("Crea la carpeta de una municipalidad y muestra el código de recuperación."))
@argument("folder", metavar="DIR", type=FILE)
@option("--ubigeo", required=True, metavar="CODE", help=N_("Código del distrito."))
@option("--name", required=True, metavar="NAME", help=N_("Nombre de la municipalidad."))
@option("--person", required=True, metavar="NAME", help=N_("Quién trabaja en este equipo."))
@option("--role", required=True, type=click.Choice(["oficina", "promotor"]), help=N_("Si es la oficina o un promotor."))
@secret
@option("-o", "--output", "out", type=FILE, metavar="FILE.pdf", help=N_("Hoja de recuperación para imprimir."))
def new(
    folder: Path, ubigeo: str, name: str, person: str, role: str, passphrase_file: Path | None, out: Path | None
) -> None:
    passphrase = passphrase_of(passphrase_file, new=True)
    spoken = click.get_current_context().find_root().params.get("language") or lang.SPANISH
    door, recovery = create_workspace(
        folder, ubigeo=ubigeo, name=name, person=person, role=role, passphrase=passphrase, language=spoken
    )
    with door:
        click.echo(
            _(N_("Código de recuperación. Guárdelo lejos de este equipo: abre la carpeta si se olvida la clave."))
        )
        click.echo(recovery)
        if out is not None:
            click.echo(door.print_recovery_sheet(recovery, out, lang.language()))
