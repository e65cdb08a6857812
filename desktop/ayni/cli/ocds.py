"""The open data of the purchases."""

from pathlib import Path

import click

from ayni.cli.parts import as_json, option, order, out_file, reads
from ayni.cli.printed import echo_json
from ayni.job import finish
from ayni.lang import N_, Sentence, _
from ayni.workspace import Workspace


@order("ocds", help=N_("Escribe los datos abiertos de las compras (OCDS 1.1) y los comprueba sin internet."))
@reads
@out_file
@option("--record", "record", is_flag=True, help=N_("Con el estado de cada convocatoria, además de su historia."))
@as_json
def ocds(door: Workspace, out: Path, *, record: bool, as_json: bool) -> None:
    written = finish(door.writing_ocds(out, record=record))
    if as_json:
        told = {"path": str(written.path), "processes": written.processes, "releases": written.releases}
        echo_json({**told, "draft": written.draft})
        return
    click.echo(written.path)
    said = N_("Convocatorias: {processes}. Publicaciones: {releases}.")
    click.echo(str(Sentence(said, processes=written.processes, releases=written.releases)), err=True)
    if written.draft:
        click.echo(_(N_("Es un borrador: la municipalidad todavía no tiene su prefijo de datos abiertos.")), err=True)
