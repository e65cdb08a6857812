"""The consolidation of a region. What it stands on is read only when one of its verbs runs."""

import functools
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ayni import lang
from ayni.cli.face import Verbs
from ayni.cli.parts import FILE, OUT_HELP, Act, argument, as_json, option, out_file, passphrase_of, secret
from ayni.cli.printed import echo_json
from ayni.job import finish
from ayni.lang import N_, Sentence, _
from ayni.workspace.refusals import refuse

hubs = Verbs("hub", help=N_("Concentrador de una región: reúne los archivos de sus municipalidades en PostgreSQL."))
DSN_HELP = N_("Falta la parte que habla con PostgreSQL. Instálela así: {command}.")


def _hub_module() -> Any:
    """The hub's door; only who consolidates has what it stands on."""
    try:
        from ayni.workspace import hub  # noqa: PLC0415  an office has no PostgreSQL
    except ImportError as error:
        raise refuse(DSN_HELP, command="pip install 'ayni[hub]'") from error
    return hub


def gathers(act: Act) -> Act:
    """A verb of the hub: its database and the passphrase of its keys."""

    @functools.wraps(act)
    def verb(dsn: str, passphrase_file: Path | None, **given: Any) -> Any:
        with _hub_module().open_hub(dsn, passphrase_of(passphrase_file)) as hub:
            return act(hub, **given)

    return secret(argument("dsn", metavar="DSN")(verb))


@hubs.command("init", help=N_("Prepara la base, o la pone al día, y muestra el código de recuperación."))
@argument("dsn", metavar="DSN")
@option("--ubigeo", required=True, metavar="CODE", help=N_("Código de la región, con ceros: 080000."))
@option("--name", required=True, metavar="NAME", help=N_("Nombre del gobierno que reúne los datos."))
@secret
def hub_init(dsn: str, ubigeo: str, name: str, passphrase_file: Path | None) -> None:
    recovery = _hub_module().init_hub(dsn, ubigeo, name, passphrase_of(passphrase_file, new=True))
    click.echo(recovery or _(N_("La base ya estaba preparada; se puso al día.")))


@hubs.command("card", help=N_("Escribe la tarjeta del concentrador, para que las municipalidades la acepten."))
@gathers
@out_file
def hub_card(hub: Any, out: Path) -> None:
    hub.write_card(out)
    click.echo(out)


@hubs.command("trust", help=N_("Acepta tarjetas de municipalidades y muestra el código que los dos deben ver igual."))
@gathers
@argument("files", type=FILE, nargs=-1, required=True)
def hub_trust(hub: Any, files: Sequence[Path]) -> None:
    for file in files:
        name, municipality, code = hub.trust(file)
        click.echo(f"{municipality}: {name}  {code}")


@hubs.command("load", help=N_("Carga archivos o carpetas enteras: cada archivo entero o nada; repetir no hace daño."))
@gathers
@argument("paths", type=FILE, nargs=-1, required=True)
@as_json
def hub_load(hub: Any, paths: Sequence[Path], *, as_json: bool) -> int:
    files = [each for path in paths for each in (sorted(path.glob("*.ayni")) if path.is_dir() else [path])]
    found = finish(hub.loading(files))
    if as_json:
        echo_json([{**asdict(each), "problem": str(each.problem) if each.problem else None} for each in found])
    else:
        for each in found:
            if each.problem:
                click.echo(f"{each.file}: {each.problem}", err=True)
            else:
                said = N_("{file}: {gobierno}, de {sender}. Cambios nuevos: {fresh}.")
                holes = {"file": each.file, "gobierno": each.gobierno, "sender": each.sender, "fresh": each.fresh}
                click.echo(str(Sentence(said, **holes)))
    return 1 if any(each.problem for each in found) else 0


@hubs.command("report", help=N_("Dice las cifras de lo reunido, sin datos personales; con -o, en un papel."))
@gathers
@option("-o", "--output", "out", type=FILE, metavar="FILE.pdf", help=OUT_HELP)
@as_json
def hub_report(hub: Any, out: Path | None, *, as_json: bool) -> None:
    if out is not None:
        click.echo(hub.print_report(out, lang.language()))
        return
    figures = asdict(hub.figures())
    if as_json:
        echo_json(figures)
        return
    for row in figures["por_gobierno"]:
        click.echo("\t".join(str(value) for value in row.values()))


@hubs.command("rebuild", help=N_("Arma otra vez todas las filas desde el registro de cambios."))
@gathers
def hub_rebuild(hub: Any) -> None:
    said = N_("Gobiernos armados otra vez: {count}.")
    click.echo(str(Sentence(said, count=finish(hub.rebuilding()))))


@hubs.command("disputes", help=N_("Lista los desacuerdos por decidir de todas las municipalidades."))
@gathers
def hub_disputes(hub: Any) -> None:
    for each in hub.disputes():
        click.echo(f"{each.id}  {each.gobierno}  {each.clash.table}")
        for place, version in enumerate(each.clash.versions):
            click.echo(f"    {place}: {version.person}, {version.clock[:16]}")


@hubs.command("decide", help=N_("Decide un desacuerdo; la decisión vuelve a su municipalidad en el próximo archivo."))
@gathers
@argument("dispute", metavar="ID")
@option("--keep", type=int, required=True, metavar="N", help=N_("Número del valor que queda."))
@option("--reason", required=True, metavar="TEXT", help=N_("Por qué."))
def hub_decide(hub: Any, dispute: str, keep: int, reason: str) -> None:
    hub.decide(dispute, keep, reason)


@hubs.command("export", help=N_("Escribe un archivo para una municipalidad, con lo que le falta."))
@gathers
@argument("file", type=FILE)
@option("--to", required=True, metavar="NAME", help=N_("Nombre del equipo que lo recibirá."))
@option("--government", default="", metavar="CODE", help=N_("Su gobierno, cuando dos equipos se llaman igual."))
def hub_export(hub: Any, file: Path, to: str, government: str) -> None:
    saves = hub.export(to, file, government)
    click.echo(str(Sentence(N_("{file}: {count} guardados."), file=file, count=saves)))


@hubs.command("grant", help=N_("Deja que un usuario de la base vea un gobierno, una región o solo las cifras."))
@gathers
@argument("role", metavar="ROLE")
@option("--government", default="", metavar="CODE", help=N_("Código de un gobierno."))
@option("--region", default="", metavar="CODE", help=N_("Los primeros números de una región: 08."))
@option("--statistics", is_flag=True, help=N_("Solo las cifras, sin datos personales."))
def hub_grant(hub: Any, role: str, government: str, region: str, *, statistics: bool) -> None:
    hub.grant(role, gobierno=government, region=region, statistics=statistics)
