"""Copies, their test, and whether the folder is sound and still where it was."""

from dataclasses import asdict
from pathlib import Path

import click

from ayni.cli.face import REFUSED, Wrong
from ayni.cli.parts import FILE, argument, as_json, opened, option, order, reads, secret
from ayni.cli.printed import echo_json
from ayni.job import finish
from ayni.lang import N_, _, moment
from ayni.workspace import Workspace


@order(help=N_("Comprueba el archivo, su historia, los papeles, las copias y la llave."))
@reads
@option("--hash", "as_hash", is_flag=True, help=N_("Escribe la huella de los datos, igual en equipos iguales."))
def check(door: Workspace, *, as_hash: bool) -> int:
    found = door.check() if as_hash else finish(door.checking_file(whole=True))
    for sentence in found:
        click.echo(str(sentence), err=True)
    if as_hash:
        click.echo(door.state_hash())
    elif not found:
        click.echo(_(N_("Todo coincide con el registro de cambios.")))
    return REFUSED if found else 0


@order(help=N_("Muestra las copias, cuándo se probó la última y adónde más van."))
@reads
@as_json
def copies(door: Workspace, *, as_json: bool) -> None:
    found, tested, outside = door.copies(), door.last_test(), door.copy_places()
    if as_json:
        told = {
            "copies": [asdict(each) for each in found],
            "test": asdict(tested) if tested else None,
            "outside": [str(each) for each in outside],
            "returns": door.returns(),
        }
        echo_json(told)
        return
    for each in found:
        click.echo(f"{each.name}  {moment(each.made)}  {each.size}")
    for told_of in (door.copy_test_told(), *door.copy_warnings()):
        click.echo(str(told_of))
    for path in outside:
        click.echo(str(path))
    for back in door.returns():
        for sentence in door.return_told(back):
            click.echo(str(sentence))


@order("copy", help=N_("Hace una copia cifrada en otra carpeta o memoria, que desde entonces guarda copias."))
@secret
@argument("folder", metavar="DIR", type=FILE)
@option("--to", "place", type=FILE, required=True, metavar="FOLDER", help=N_("Carpeta o memoria USB."))
def copy_out(folder: Path, place: Path, passphrase_file: Path | None) -> None:
    with opened(folder, passphrase_file, read_only=False) as door:
        done = finish(door.copying_to(door.keep_copies_in(place).path))
        click.echo(done.place / done.name)


@order("copies-test", help=N_("Abre la última copia en un lugar aparte y comprueba que sirva."))
@secret
@argument("folder", metavar="DIR", type=FILE)
def copies_test(folder: Path, passphrase_file: Path | None) -> int:
    with opened(folder, passphrase_file, read_only=False) as door:
        found = finish(door.testing_copy())
        click.echo(str(door.copy_test_told()))
        for sentence in found.found:
            click.echo(sentence, err=True)
    return REFUSED if found.found else 0


@order(help=N_("Dice si esta carpeta se mudó a este equipo, o si es una copia y el otro se sigue usando."))
@secret
@argument("folder", metavar="DIR", type=FILE)
@option("--moved", is_flag=True, help=N_("Se mudó: el otro equipo ya no trabaja con ella."))
@option("--copy", "name", metavar="NAME", help=N_("Es una copia: nombre nuevo de este equipo."))
def machine(folder: Path, name: str | None, passphrase_file: Path | None, *, moved: bool) -> None:
    if moved and name:
        raise Wrong(_(N_("Diga solo una cosa: --moved o --copy.")))
    with opened(folder, passphrase_file, read_only=False) as door:
        if moved:
            door.moved_here()
        elif name is not None:
            door.copy_here(name)
        asked = door.relocated or door.twin
        click.echo(
            _(N_("Falta decir si la carpeta se mudó o es una copia.") if asked else N_("Este equipo trabaja con ella."))
        )
