"""The practice municipality."""

from pathlib import Path

import click

from ayni.cli.parts import FILE, argument, order
from ayni.lang import N_, Sentence
from ayni.workspace.practica import PASSPHRASE, make_practice


@order(help=N_("Crea la municipalidad de práctica, con datos inventados; si ya existe, la deja como nueva."))
@argument("folder", metavar="DIR", type=FILE)
def demo(folder: Path) -> None:
    make_practice(folder).close()
    said = N_("Municipalidad de práctica en {folder}. Su clave es {passphrase}.")
    click.echo(str(Sentence(said, folder=folder, passphrase=PASSPHRASE)))
