"""Sworn declarations and blank forms."""

from pathlib import Path

import click

from ayni.cli.answers import Given, answers_of
from ayni.cli.face import Verbs
from ayni.cli.parts import argument, as_json, in_language, option, out_file, reads, writes
from ayni.cli.printed import echo_made, echo_rows
from ayni.domain.declaracion import PLANTILLA
from ayni.domain.formulario import FORMS
from ayni.lang import N_, _
from ayni.workspace import Workspace
from ayni.workspace.ordenes import named

formularios = Verbs("formulario", help=N_("Declaraciones juradas y formularios en blanco."))


@formularios.command("list", help=N_("Lista los papeles del registro, con su código."))
@reads
@as_json
def formulario_list(door: Workspace, *, as_json: bool) -> None:
    found: list[dict[str, object]] = [
        {"code": each.code, "title": _(each.title), "fields": None} for each in door.declaraciones("")
    ]
    forms = [door.formulario(code) for code in FORMS]
    found += [{"code": form.code, "title": _(form.title), "fields": len(form.fields)} for form in forms]
    echo_rows(found, ("code", "title", "fields"), as_json=as_json)


@formularios.command("print", help=N_("Escribe una declaración lista para firmar, o un formulario en blanco."))
@reads
@argument("code")
@argument("record", metavar="[ID]", default="")
@out_file
@in_language
@option("--copies", type=click.IntRange(1, 50), metavar="N", help=N_("Cuántas hojas del formulario."))
def formulario_print(
    door: Workspace, code: str, record: str, out: Path, paper_language: str, copies: int | None
) -> None:
    form = FORMS.get(code.lower())
    if form is not None:
        about = named(door, form.noun, record) if record else ""
        click.echo(door.print_formulario(about, out, paper_language, code=form.code, copies=copies))
    else:
        click.echo(door.print_declaracion(named(door, "aeo", record), out, paper_language, code=code.upper()))


@formularios.command("text", help=N_("Da a una convocatoria su propio texto de una declaración."))
@writes
@argument("call", metavar="CONVOCATORIA")
@argument("code")
@answers_of(PLANTILLA)
@as_json
def formulario_text(door: Workspace, call: str, code: str, answers: Given, *, as_json: bool) -> None:
    echo_made(door.save_plantilla(named(door, "convocatoria", call), code.upper(), answers), as_json=as_json)
