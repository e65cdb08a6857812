"""The field with a phone: forms for ODK Collect and KoboCollect out, their submissions in."""

from pathlib import Path

import click

from ayni.cli.face import REFUSED, Verbs, Wrong
from ayni.cli.padron import sheet_problems
from ayni.cli.parts import FILE, argument, as_json, option, out_file, reads, writes
from ayni.cli.printed import echo_json
from ayni.job import finish
from ayni.lang import N_, Sentence
from ayni.workspace import Workspace
from ayni.workspace.ordenes import named

xlsforms = Verbs("xlsform", help=N_("Formularios para ODK Collect y KoboCollect, y sus envíos."))
WHICH = click.Choice(["padron", "visita"])


@xlsforms.command(
    "export", help=N_("Escribe el formulario del padrón de una organización, o de visitas de una convocatoria.")
)
@reads
@argument("which", type=WHICH, metavar="padron|visita")
@argument("record", metavar="ID")
@out_file
def xlsform_export(door: Workspace, which: str, record: str, out: Path) -> None:
    if which == "padron":
        click.echo(door.export_xlsform_padron(named(door, "aeo", record), out))
    else:
        click.echo(door.export_xlsform_visita(named(door, "convocatoria", record), out))


@xlsforms.command(
    "import", help=N_("Trae los envíos buenos de un CSV o JSON; termina en 1 si quedó alguno por corregir.")
)
@writes
@argument("which", type=WHICH, metavar="padron|visita")
@argument("file", type=FILE)
@option("--aeo", metavar="ID", help=N_("La organización del padrón."))
@option("--check", is_flag=True, help=N_("Solo dice qué habría que corregir."))
@as_json
def xlsform_import(door: Workspace, which: str, file: Path, aeo: str | None, *, check: bool, as_json: bool) -> int:
    if which == "padron":
        if aeo is None:
            raise Wrong(str(Sentence(N_("Falta {name}."), name="--aeo")))
        record = named(door, "aeo", aeo)
        sheet = sheet_problems(door, record, file, None, as_json=as_json)
        if not check:
            finish(door.importing_padron(record, sheet))
        return REFUSED if sheet.wrong else 0
    visits = door.read_visitas(file)
    wrong = [(visit, cell, problem) for visit in visits for cell, problem in visit.problems]
    good = [visit for visit in visits if not visit.problems and not visit.known]
    if as_json:
        told = [
            {"row": visit.number, "cell": cell, "field": problem.field, "sentence": problem.text}
            for visit, cell, problem in wrong
        ]
        echo_json({"good": len(good), "known": sum(visit.known for visit in visits), "problems": told})
    else:
        for _visit, cell, problem in wrong:
            click.echo(f"{cell}: {problem.text}", err=True)
        click.echo(str(Sentence(N_("Visitas nuevas: {good}."), good=len(good))))
    if not check:
        finish(door.importing_visitas(visits))
    return REFUSED if wrong else 0
