"""The padrón of an AEO: its members one by one, and the whole of it by spreadsheet."""

from pathlib import Path
from typing import Any

import click

from ayni.cli.answers import Given, answers_of
from ayni.cli.face import REFUSED, Verbs, Wrong
from ayni.cli.parts import (
    ADD,
    EDIT,
    FILE,
    LIST,
    OUT_HELP,
    SHOW,
    argument,
    as_json,
    option,
    page_of,
    paged,
    reads,
    writes,
)
from ayni.cli.printed import cells_told, echo_json, echo_made, echo_record, echo_rows
from ayni.domain.padron import BAJA, SOCIO, TYPED
from ayni.job import finish
from ayni.lang import N_, Sentence, _
from ayni.workspace import Workspace
from ayni.workspace.ordenes import named

socios = Verbs("socio", help=N_("Socios de una organización."))
padrones = Verbs("padron", help=N_("Padrón de una organización en una hoja de cálculo."))
AEO_HELP = N_("Organización en que se busca.")
within = option("--aeo", metavar="AEO", help=AEO_HELP)


def _socio(door: Workspace, record: str, aeo: str | None) -> str:
    return named(door, "socio", record, named(door, "aeo", aeo) if aeo else "")


@socios.command("add", help=ADD)
@writes
@argument("aeo", metavar="AEO")
@answers_of(TYPED)
@as_json
def socio_add(door: Workspace, aeo: str, answers: Given, *, as_json: bool) -> None:
    echo_made(door.save_socio(named(door, "aeo", aeo), answers), as_json=as_json)


@socios.command("edit", help=EDIT)
@writes
@argument("record", metavar="SOCIO")
@within
@option("--reason", default="", metavar="TEXT", help=N_("Por qué se cambia."))
@answers_of(TYPED)
@as_json
def socio_edit(door: Workspace, record: str, aeo: str | None, reason: str, answers: Given, *, as_json: bool) -> None:
    if not answers:
        raise Wrong(_(N_("Diga qué dato cambia.")))
    record = _socio(door, record, aeo)
    echo_made(door.save_socio(door.socio(record)["aeo"], answers, record, reason=reason), as_json=as_json)


@socios.command("baja", help=N_("Da de baja a un socio, con su fecha y su motivo."))
@writes
@argument("record", metavar="SOCIO")
@within
@answers_of(BAJA)
def socio_baja(door: Workspace, record: str, aeo: str | None, answers: Given) -> None:
    record = _socio(door, record, aeo)
    door.save_baja(record, answers)
    click.echo(record)


@socios.command("return", help=N_("Reincorpora a un socio que estaba de baja."))
@writes
@argument("record", metavar="SOCIO")
@within
def socio_return(door: Workspace, record: str, aeo: str | None) -> None:
    record = _socio(door, record, aeo)
    door.return_socio(record)
    click.echo(record)


@socios.command("list", help=LIST)
@reads
@argument("aeo", metavar="AEO")
@paged
@as_json
def socio_list(door: Workspace, aeo: str, text: str, offset: int, limit: int | None, *, as_json: bool) -> None:
    found = door.socios(named(door, "aeo", aeo), offset, page_of(limit), text)
    echo_rows(found, ("id", "dni", "full_name", "fecha_nacimiento", "fecha_baja"), as_json=as_json)


@socios.command("show", help=SHOW)
@reads
@argument("record", metavar="SOCIO")
@within
@as_json
def socio_show(door: Workspace, record: str, aeo: str | None, *, as_json: bool) -> None:
    echo_record(door, SOCIO, door.socio(_socio(door, record, aeo)), as_json=as_json)


def sheet_problems(door: Workspace, aeo: str, file: Path, left_out: Path | None, *, as_json: bool) -> Any:
    sheet = door.read_padron(aeo, file)
    if as_json:
        told = {
            "good": len(sheet.good),
            "wrong": len(sheet.wrong),
            "ignored": list(sheet.ignored),
            "hidden": list(sheet.hidden),
            "columns": sheet.columns,
            "problems": cells_told((row, row.problems) for row in sheet.rows),
            "doubts": cells_told((row, row.doubts) for row in sheet.rows),
        }
        echo_json(told)
    else:
        for row in sheet.rows:
            for cell, problem in (*row.problems, *row.doubts):
                click.echo(f"{cell}: {problem.text}", err=True)
    counted = N_("Filas buenas: {good}. Filas por corregir: {wrong}.")
    if not as_json or sheet.wrong:
        click.echo(str(Sentence(counted, good=len(sheet.good), wrong=len(sheet.wrong))), err=as_json)
    if left_out is not None and sheet.wrong:
        door.write_left_out(sheet, left_out)
    return sheet


LEFT_OUT = option(
    "-o",
    "--output",
    "left_out",
    type=FILE,
    metavar="FILE.xlsx",
    help=N_("Archivo donde se escriben las filas por corregir, con su motivo."),
)


@padrones.command(
    "import", help=N_("Trae al padrón las filas buenas de una hoja; termina en 1 si quedó alguna por corregir.")
)
@writes
@argument("aeo", metavar="AEO")
@argument("file", metavar="FILE.xlsx", type=FILE)
@LEFT_OUT
@as_json
def padron_import(door: Workspace, aeo: str, file: Path, left_out: Path | None, *, as_json: bool) -> int:
    aeo = named(door, "aeo", aeo)
    sheet = sheet_problems(door, aeo, file, left_out, as_json=as_json)
    finish(door.importing_padron(aeo, sheet))
    return REFUSED if sheet.wrong else 0


@padrones.command(
    "check", help=N_("Dice qué habría que corregir en una hoja, sin traer nada; sin hoja, revisa el padrón que hay.")
)
@reads
@argument("aeo", metavar="AEO")
@argument("file", metavar="FILE.xlsx", type=FILE, required=False)
@LEFT_OUT
@as_json
def padron_check(door: Workspace, aeo: str, file: Path | None, left_out: Path | None, *, as_json: bool) -> int:
    aeo = named(door, "aeo", aeo)
    if file is not None:
        return REFUSED if sheet_problems(door, aeo, file, left_out, as_json=as_json).wrong else 0
    found = door.check_padron(aeo)
    if as_json:
        echo_json(
            [
                {
                    "check": each.answer.check,
                    "rule": each.answer.rule,
                    "result": each.answer.result.value,
                    "severity": each.answer.severity.value,
                    "sentence": str(each.answer.sentence),
                    "article": each.answer.article,
                    "status": each.answer.status,
                    "socios": list(each.socios),
                }
                for each in found
            ]
        )
    else:
        for each in found:
            click.echo(f"{each.answer.result.value}  {each.answer.sentence}  {each.answer.article}")
    failed = sum(each.answer.result.value == "FAIL" for each in found)
    if failed:
        click.echo(str(Sentence(N_("Por revisar: {count}"), count=failed)), err=True)
    return REFUSED if failed else 0


@padrones.command("confirm", help=N_("Deja escrito quién confirmó el padrón con la organización, y cuándo."))
@writes
@argument("aeo", metavar="AEO")
@as_json
def padron_confirm(door: Workspace, aeo: str, *, as_json: bool) -> None:
    count = door.confirm_padron(named(door, "aeo", aeo))
    if as_json:
        echo_json({"socios": count})
    else:
        click.echo(str(Sentence(N_("Socios confirmados: {count}"), count=count)))


@padrones.command("export", help=N_("Escribe el padrón en una hoja de cálculo."))
@reads
@argument("aeo", metavar="AEO")
@argument("file", metavar="FILE.xlsx", type=FILE, required=False)
@option("-o", "--output", "out", type=FILE, metavar="FILE.xlsx", help=OUT_HELP)
def padron_export(door: Workspace, aeo: str, file: Path | None, out: Path | None) -> None:
    target = out or file
    if target is None:
        raise Wrong(str(Sentence(N_("Falta {name}."), name="FILE.xlsx")), click.get_current_context())
    click.echo(door.export_padron(named(door, "aeo", aeo), target))
