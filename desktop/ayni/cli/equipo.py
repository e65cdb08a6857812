"""Machines: how one joins an office, for how long it is certified, and what is done when it is lost."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from ayni.cli.face import Verbs
from ayni.cli.parts import FILE, WHY_HELP, acts, argument, as_json, option, order, out_file, reads
from ayni.cli.printed import echo_json, echo_rows, echo_sentences
from ayni.job import finish
from ayni.lang import N_, _
from ayni.workspace import Workspace
from ayni.workspace.equipo import ALTA_FIRST
from ayni.workspace.ordenes import named

machines = Verbs("equipo", help=N_("Los equipos: hasta cuándo valen, y qué se hace si uno se pierde."))
DAYS_HELP = N_("Cuántos días vale. Si no se dice, un año para una oficina y 30 días para un promotor.")


@order(help=N_("Escribe la solicitud de este equipo nuevo, para llevarla a la oficina. No contiene secretos."))
@reads
@out_file
def solicitud(door: Workspace, out: Path) -> None:
    click.echo(door.write_request(out))


@order(help=N_("Da de alta un equipo: muestra el código que los dos deben ver igual y escribe su archivo."))
@acts
@argument("file", metavar="SOLICITUD", type=FILE)
@out_file
@option("--aeo", "aeos", multiple=True, metavar="ID", help=N_("Organización que llevará. Se puede repetir."))
@option("--days", type=click.IntRange(1), default=None, metavar="N", help=DAYS_HELP)
@option("--user", default="", metavar="NAME", help=N_("Quién usará el equipo. Si no se dice, el de la solicitud."))
@as_json
def alta(
    door: Workspace, file: Path, out: Path, aeos: Sequence[str], days: int | None, user: str, *, as_json: bool
) -> None:
    view = door.read_request(file)
    chosen = [named(door, "aeo", each) for each in aeos]
    sent = finish(door.enrolling(file, out, aeos=chosen, days=days, person=user, shown=view.device))
    until = door.machine_named(view.device).until
    if as_json:
        told = {"name": view.name, "role": view.role, "code": view.code, "device": view.device, "until": until}
        paths = [str(path) for path in sent.paths]
        echo_json({**told, "path": str(sent.path), "paths": paths, "saves": sent.saves, "bytes": sent.size})
    else:
        click.echo(f"{view.name}  {view.code}")
        for path in sent.paths:
            click.echo(path)
        if len(sent.paths) > 1:
            click.echo(_(ALTA_FIRST), err=True)


@order(help=N_("Une este equipo a la oficina que le dio de alta, y recibe lo primero que le envía."))
@acts
@argument("file", metavar="ALTA", type=FILE)
@as_json
def join(door: Workspace, file: Path, *, as_json: bool) -> None:
    view = door.read_alta(file)
    receipt = finish(door.joining_office(file, view.device))
    if as_json:
        told = {"name": view.name, "role": view.role, "code": view.code, "until": view.until}
        echo_json({**told, "new_saves": receipt.new_saves})
    else:
        click.echo(f"{view.name}  {view.code}")


reason_asked = option("--reason", required=True, metavar="TEXT", help=WHY_HELP)
UP_TO_HELP = N_("Solo hasta este guardado, y lo que va antes. Se puede repetir.")
up_to_asked = option("--up-to", "up_to", multiple=True, type=int, metavar="SAVE", help=UP_TO_HELP)


@machines.command("list", help=N_("Lista los equipos: hasta cuándo valen, cuáles se perdieron."))
@reads
@as_json
def machine_list(door: Workspace, *, as_json: bool) -> None:
    echo_rows(
        [asdict(each) for each in door.machines()], ("name", "role", "state", "until", "waiting"), as_json=as_json
    )
    if not as_json:
        echo_sentences([fork.sentence for fork in door.forks()])


@machines.command("renew", help=N_("Renueva el certificado de un equipo, desde hoy."))
@acts
@argument("name", metavar="NAME")
@option("--days", type=click.IntRange(1), default=None, metavar="N", help=DAYS_HELP)
def machine_renew(door: Workspace, name: str, days: int | None) -> None:
    click.echo(door.renew(name, days))


@machines.command("lost", help=N_("Declara perdido un equipo: nada más se le envía, y lo que no había llegado espera."))
@acts
@argument("name", metavar="NAME")
@reason_asked
def machine_lost(door: Workspace, name: str, reason: str) -> None:
    click.echo(door.declare_lost(name, reason))


@machines.command("quarantine", help=N_("Lista lo que espera de los equipos perdidos: quién, cuándo y qué cambiaría."))
@reads
@option("--machine", default="", metavar="NAME", help=N_("Solo lo de este equipo."))
@as_json
def machine_quarantine(door: Workspace, machine: str, *, as_json: bool) -> None:
    found = door.quarantine(machine)
    if as_json:
        echo_json([asdict(each) for each in found])
        return
    for each in found:
        heading = f"{each.tx}  {each.clock[:16].replace('T', ' ')}  {each.person} ({each.name}): {_(each.act)}"
        click.echo("  ".join(part for part in (heading, each.about, each.decision) if part))
        for cell in each.cells:
            click.echo(f"    {_(cell.noun)} {cell.title} · {_(cell.label)}: {cell.value}")


@machines.command("admit", help=N_("Acepta lo que espera de un equipo perdido, o una parte; o lo deja fuera."))
@acts
@argument("name", metavar="NAME")
@reason_asked
@up_to_asked
@option("--leave-out", is_flag=True, help=N_("Decide que se quede fuera. No se borra."))
def machine_admit(door: Workspace, name: str, reason: str, up_to: Sequence[int], *, leave_out: bool) -> None:
    decide = door.leave_out if leave_out else door.admit
    click.echo(decide(name, reason, up_to=up_to))
