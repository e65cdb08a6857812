"""Who works on this machine: their passwords and their roles."""

from collections.abc import Sequence
from pathlib import Path

import click

from ayni import lang
from ayni.cli.face import Verbs, Wrong
from ayni.cli.parts import FILE, LIST, acts, argument, as_json, at_a_terminal, option, reads, written
from ayni.cli.printed import echo_rows
from ayni.domain.funcion import ROLES
from ayni.domain.municipio import OFICINA, PROMOTOR
from ayni.lang import N_, Sentence, _
from ayni.workspace import Workspace
from ayni.workspace.refusals import refuse

people = Verbs("person", help=N_("Personas que trabajan en este equipo, sus claves y sus funciones."))
ROLE_CODES = click.Choice([code for code, _label in ROLES])
DOCUMENT_HELP, ROLE_REASON_HELP = N_("Documento que lo dice."), N_("Motivo, si las funciones no van juntas.")


@people.command("list", help=LIST)
@reads
@as_json
def person_list(door: Workspace, *, as_json: bool) -> None:
    told = [
        {
            "nombre": each["nombre"],
            "rol": each["rol"],
            "funciones": ",".join(code for code, _label in ROLES if code in door.roles(each["nombre"])),
            "clave": door.has_password(each["id"]),
            "pin": door.has_pin(each["id"]),
        }
        for each in door.people()
    ]
    echo_rows(told, ("nombre", "rol", "funciones"), as_json=as_json)


@people.command("add", help=N_("Agrega una persona que trabaja en este equipo."))
@acts
@argument("name", metavar="NAME")
@option("--works", type=click.Choice([OFICINA, PROMOTOR]), default=OFICINA, help=N_("Si es la oficina o un promotor."))
@option("--give", multiple=True, type=ROLE_CODES, help=N_("Función que tiene, las veces que haga falta."))
@option("--document", default="", metavar="TEXT", help=DOCUMENT_HELP)
@option("--reason", default="", metavar="TEXT", help=ROLE_REASON_HELP)
def person_add(door: Workspace, name: str, works: str, give: Sequence[str], document: str, reason: str) -> None:
    if door.person_named(name) is not None:
        raise refuse(N_("Ya hay alguien con ese nombre en este equipo."), "name")
    door.save_person({"nombre": name, "rol": works, "idioma": lang.language()})
    if give:
        door.assign_roles(name, give, documento=document, motivo=reason)
    click.echo(name)


@people.command("role", help=N_("Da o quita funciones a una persona; sin decir ninguna, muestra las que tuvo."))
@acts
@argument("name", metavar="NAME")
@option("--give", multiple=True, type=ROLE_CODES, help=N_("Función que se le da."))
@option("--take", multiple=True, type=ROLE_CODES, help=N_("Función que se le quita."))
@option("--document", default="", metavar="TEXT", help=DOCUMENT_HELP)
@option("--reason", default="", metavar="TEXT", help=ROLE_REASON_HELP)
@as_json
def person_role(
    door: Workspace, name: str, give: Sequence[str], take: Sequence[str], document: str, reason: str, *, as_json: bool
) -> None:
    door.found_person(name)
    if give or take:
        held = door.given_roles(name)
        door.assign_roles(name, (held | set(give)) - set(take), documento=document, motivo=reason, reason_left=reason)
    echo_rows(door.grants(name), ("funcion", "desde", "hasta", "documento", "motivo"), as_json=as_json)


@people.command("password", help=N_("Pone o quita la clave propia de una persona."))
@acts
@argument("name", metavar="NAME")
@option("--new-passphrase-file", "file", type=FILE, metavar="FILE", help=N_("Archivo que guarda la clave nueva."))
@option("--drop", is_flag=True, help=N_("Quita su clave propia: entra con la de la carpeta."))
def person_password(door: Workspace, name: str, file: Path | None, *, drop: bool) -> None:
    record = door.found_person(name)["id"]
    if drop:
        door.drop_password(record)
    elif file is not None:
        door.set_password(record, written(file))
    elif at_a_terminal():
        asked: str = click.prompt(_(N_("Clave nueva")), hide_input=True, err=True)
        if click.prompt(_(N_("La clave otra vez")), hide_input=True, err=True) != asked:
            raise refuse(N_("Las dos claves no son iguales."))
        door.set_password(record, asked)
    else:
        raise Wrong(str(Sentence(N_("Falta la clave nueva: use {first}."), first="--new-passphrase-file")))
    click.echo(name)


@people.command("remove", help=N_("Una persona ya no trabaja aquí: terminan su clave y sus funciones."))
@acts
@argument("name", metavar="NAME")
def person_remove(door: Workspace, name: str) -> None:
    door.person_leaves(door.found_person(name)["id"])
    click.echo(name)
