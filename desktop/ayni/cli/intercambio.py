"""Exchange: cards, files that go out, files that come in."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ayni.cli.face import REFUSED
from ayni.cli.parts import FILE, acts, argument, as_json, option, order, out_file, reads
from ayni.cli.printed import echo_json, echo_rows
from ayni.job import finish
from ayni.lang import N_, Sentence, _
from ayni.workspace import Refused, Workspace
from ayni.workspace.anticipo import CHANGED, NEW, REMOVED
from ayni.workspace.buzon import is_for_others
from ayni.workspace.desacuerdos import TABLE_LABELS
from ayni.workspace.envio import Sent
from ayni.workspace.intercambio import BundleView, Receipt
from ayni.workspace.papeles_envio import PapersView
from ayni.workspace.recibo import Confirmed


@order(help=N_("Escribe la tarjeta de este equipo, para darla a otro."))
@reads
@out_file
def card(door: Workspace, out: Path) -> None:
    click.echo(door.write_card(out))


@order(help=N_("Acepta la tarjeta de otro equipo y muestra el código que los dos deben ver igual."))
@acts
@argument("file", type=FILE)
@as_json
def trust(door: Workspace, file: Path, *, as_json: bool) -> None:
    view = door.trust(file)
    if as_json:
        echo_json({"name": view.name, "role": view.role, "municipality": view.municipality, "code": view.code})
    else:
        click.echo(f"{view.name}  {view.code}")


@order(help=N_("Lista los equipos aceptados."))
@reads
@as_json
def trusted(door: Workspace, *, as_json: bool) -> None:
    echo_rows(door.trusted(), ("name", "role", "code", "unsent", "unconfirmed"), as_json=as_json)


@order(help=N_("Olvida un equipo aceptado, como uno que se reinstaló; lo que guardó se queda."))
@acts
@argument("name", metavar="NAME")
def forget(door: Workspace, name: str) -> None:
    click.echo(door.forget_machine(name))


TO_HELP = N_("Nombre del otro equipo; se puede decir varias veces.")
WHOLE_HELP = N_("Todo lo que lleva, aunque ya lo haya confirmado.")
NO_PAPERS_HELP = N_("Sin los papeles de los expedientes.")
to_machines = option("--to", required=True, multiple=True, metavar="NAME", help=TO_HELP)
whole_too = option("--whole", is_flag=True, help=WHOLE_HELP)
MARKS = {NEW: "+", CHANGED: "≠", REMOVED: "-"}
PAPERS_SAID = N_("papeles de {sender}. Nuevos: {new}.")
RECEIPT_SAID = N_("recibo de {sender}. Recibido: {received}. Todavía en camino: {waiting}.")


def _tell_sent(sent: Sent, *, as_json: bool) -> None:
    """The files that were written, a line each."""
    if sent.papers_left:
        said = N_("Papeles que no se pudieron llevar: {count}. Revise la carpeta con «check».")
        click.echo(str(Sentence(said, count=sent.papers_left)), err=True)
    if not as_json:
        for path in sent.paths:
            click.echo(path)
        return
    told = {"path": str(sent.path), "to": sent.to, "saves": sent.saves, "bytes": sent.size, "papers": sent.papers}
    echo_json({**told, "files": [str(path) for path in sent.paths], "papers_left": sent.papers_left})


@order(help=N_("Escribe un archivo para otro equipo, con lo que le falta."))
@acts
@to_machines
@out_file
@whole_too
@option("--no-papers", is_flag=True, help=NO_PAPERS_HELP)
@as_json
def export(door: Workspace, to: Sequence[str], out: Path, *, whole: bool, no_papers: bool, as_json: bool) -> None:
    _tell_sent(finish(door.exporting(to, out, whole=whole, with_papers=not no_papers)), as_json=as_json)


@order(help=N_("Deja un archivo para otro equipo en la carpeta de envíos."))
@acts
@to_machines
@whole_too
@as_json
def post(door: Workspace, to: Sequence[str], *, whole: bool, as_json: bool) -> None:
    _tell_sent(finish(door.posting(to, whole=whole)), as_json=as_json)


@order(help=N_("Dice cuál es la carpeta de envíos, o la cambia."))
@acts
@argument("place", metavar="[FOLDER]", type=FILE, required=False)
def mailbox(door: Workspace, place: Path | None) -> None:
    if place is not None:
        door.use_mailbox(place)
    click.echo(door.mailbox() or "")


@order(help=N_("Escribe un recibo para otro equipo: qué se recibió de él."))
@acts
@option("--to", required=True, metavar="NAME", help=N_("Nombre del otro equipo."))
@out_file
def receipt(door: Workspace, to: str, out: Path) -> None:
    click.echo(door.write_receipt(to, out))


def _mail_of(door: Workspace, given: Sequence[Path]) -> list[tuple[Path, bool]]:
    """The files to receive, and whether each was found in a folder."""
    files: list[tuple[Path, bool]] = []
    for place in given:
        if not place.is_dir():
            files.append((place, False))
            continue
        found = door.mail(place)
        files += [(path, True) for path in found.files]
        for path in found.unfinished:
            said = N_("{file}: todavía se está copiando. Pruebe más tarde.")
            click.echo(str(Sentence(said, file=path.name)), err=True)
        if found.known:
            click.echo(str(Sentence(N_("Archivos que ya se recibieron antes: {count}."), count=found.known)), err=True)
        if not (found.files or found.unfinished or found.known):
            click.echo(str(Sentence(N_("{file}: aquí no hay envíos para recibir."), file=place.name)), err=True)
    return files


@order(help=N_("Recibe archivos de otros equipos, o los de una carpeta: cada uno entero o nada."))
@acts
@argument("files", metavar="FILE…", type=FILE, nargs=-1, required=True)
@option("--look", is_flag=True, help=N_("Solo dice qué cambiaría; no guarda nada."))
@as_json
def receive(door: Workspace, files: Sequence[Path], *, look: bool, as_json: bool) -> int:
    told: list[dict[str, Any]] = []
    status = 0
    for file, in_folder in _mail_of(door, files):
        try:
            found, line = _looked_at(door, file) if look else _arrived(finish(door.taking(file)))
        except Refused as error:
            if in_folder and is_for_others(error):
                door.pass_over(file)  # a folder holds the files of others too
                continue
            status = REFUSED
            click.echo(f"{file.name}: {error.sentence}", err=True)
            told.append({"file": str(file), "refused": str(error.sentence)})
            continue
        told.append({"file": str(file), **found})
        if not as_json:
            click.echo(f"{file.name}: {line}")
            for each in found.get("records", ()):
                mark = "?" if each["dispute"] else MARKS[each["what"]]
                noun = _(TABLE_LABELS.get(each["table"], each["table"]))
                click.echo(f"  {mark} {noun}: {each['title']} ({', '.join(each['people'])})")
        for warned in (found.get("warning"), found.get("trouble")):
            if warned:
                click.echo(str(warned), err=True)
    if as_json:
        echo_json(told)
    return status


def _looked_at(door: Workspace, file: Path) -> tuple[dict[str, Any], Sentence]:
    """What a file would change."""
    view = door.look_at(file)
    if not isinstance(view, BundleView):
        return _arrived(view)
    coming = door.anticipate(file)
    said = N_("de {sender}. Cambios nuevos: {saves}. Desacuerdos que abriría: {clashes}.")
    found = {
        "sender": view.sender,
        "clock": view.clock,
        "new_saves": view.new_saves,
        "rows": {table: {NEW: new, CHANGED: changed, REMOVED: gone} for table, new, changed, gone in coming.counts},
        "disputes": coming.disputes,
        "records": [asdict(each) for each in coming.records],
        "waiting": view.waiting,
    }
    return found, Sentence(said, sender=view.sender, saves=view.new_saves, clashes=coming.disputes)


def _arrived(arrived: Receipt | Confirmed | PapersView) -> tuple[dict[str, Any], Sentence]:
    """What came of a file."""
    sender = arrived.sender
    if isinstance(arrived, Receipt):
        found = {
            "sender": sender,
            "new_saves": arrived.new_saves,
            "rows": dict(arrived.rows),
            "clashes": arrived.clashes,
            "new_clashes": arrived.new_clashes,
            "warning": str(arrived.warning) if arrived.warning else None,
            "waiting": arrived.waiting,
            "trouble": str(arrived.trouble) if arrived.trouble else None,
        }
        said = N_("de {sender}. Cambios nuevos: {saves}. Desacuerdos por decidir: {clashes}.")
        return found, Sentence(said, sender=sender, saves=arrived.new_saves, clashes=arrived.clashes)
    if isinstance(arrived, PapersView):
        return asdict(arrived), Sentence(PAPERS_SAID, sender=sender, new=arrived.new)
    return asdict(arrived), Sentence(RECEIPT_SAID, sender=sender, received=arrived.received, waiting=arrived.waiting)
