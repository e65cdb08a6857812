"""Purchases: registering them, where each one stands, its papers and its warnings."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from ayni.cli.answers import Given, answers_of, merged, references
from ayni.cli.evento import compra_event, compra_events, compra_rectify
from ayni.cli.face import REFUSED, Verbs
from ayni.cli.parts import (
    ADD,
    EDIT,
    FILE,
    LIST,
    argument,
    as_json,
    in_language,
    option,
    out_file,
    page_of,
    paged,
    reads,
    writes,
)
from ayni.cli.printed import cells_told, echo_json, echo_made, echo_record, echo_rows, echo_sentences
from ayni.domain.compra import COMPRA
from ayni.domain.compra_archivo import purchase_json, replay_json
from ayni.job import finish
from ayni.lang import N_, Sentence, _, day
from ayni.workspace import Refused, Workspace, law
from ayni.workspace.compra import read_exchange_json
from ayni.workspace.ordenes import named

compras = Verbs("compra", help=N_("Compras."))
ON_HELP = N_("Día en que se mira, como 2022-07-04. Si no se dice, hoy.")
on_day = option("--on", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), metavar="DATE", help=ON_HELP)


@compras.command("add", help=ADD)
@writes
@answers_of(COMPRA)
@as_json
def compra_add(door: Workspace, answers: Given, *, as_json: bool) -> None:
    echo_made(door.save_compra(references(door, COMPRA, answers)), as_json=as_json)


@compras.command("edit", help=EDIT)
@writes
@argument("record", metavar="ID")
@answers_of(COMPRA)
@as_json
def compra_edit(door: Workspace, record: str, answers: Given, *, as_json: bool) -> None:
    record = named(door, "compra", record)
    given = merged(COMPRA, door.compra(record), references(door, COMPRA, answers))
    echo_made(door.save_compra(given, record), as_json=as_json)


@compras.command("import", help=N_("Trae una compra de un archivo, con todo lo que le pasó."))
@writes
@argument("file", metavar="FILE.json", type=FILE)
@answers_of(COMPRA)
@as_json
def compra_import(door: Workspace, file: Path, answers: Given, *, as_json: bool) -> None:
    echo_made(door.import_compra(file, references(door, COMPRA, answers)), as_json=as_json)


@compras.command(
    "sheet", help=N_("Trae las compras de una hoja de cálculo; termina en 1 si quedó alguna por corregir.")
)
@writes
@argument("file", metavar="FILE.xlsx", type=FILE)
@option("--check", is_flag=True, help=N_("Solo dice qué traería y qué habría que corregir."))
@option("--accept", is_flag=True, help=N_("Corrige además las compras cuyas filas cambiaron desde la última vez."))
@option(
    "--left-out",
    type=FILE,
    metavar="FILE.xlsx",
    help=N_("Archivo donde se escriben las filas por corregir, con su motivo."),
)
@as_json
def compra_sheet(
    door: Workspace, file: Path, left_out: Path | None, *, check: bool, accept: bool, as_json: bool
) -> int:
    sheet = door.read_compras(file)
    counted = {"good": len(sheet.good), "events": sheet.events, "same": len(sheet.same), "changed": len(sheet.changed)}
    if as_json:
        told = {
            **counted,
            "wrong": len(sheet.wrong),
            "ignored": list(sheet.ignored),
            "columns": sheet.columns,
            "problems": cells_told((row, row.problems) for row in sheet.rows),
            "doubts": cells_told((row, row.doubts) for row in sheet.rows),
        }
        echo_json(told)
    else:
        for row in sheet.rows:
            for cell, problem in (*row.problems, *row.doubts):
                click.echo(f"{cell}: {problem.text}", err=True)
        said = N_("Filas nuevas: {good}. Hechos: {events}. Ya estaban: {same}. Cambiaron: {changed}.")
        click.echo(str(Sentence(said, **counted)))
        click.echo(str(Sentence(N_("Filas por corregir: {count}"), count=len(sheet.wrong))))
    if left_out is not None and sheet.wrong:
        door.write_compras_left_out(sheet, left_out)
    if not check:
        if sheet.good or not (sheet.same or sheet.changed):
            finish(door.importing_compras(sheet, file.name))
        for row in sheet.changed if accept else ():
            door.accept_compra_row(row, file.name)
    return REFUSED if sheet.wrong else 0


@compras.command("list", help=LIST)
@reads
@paged
@as_json
def compra_list(door: Workspace, text: str, offset: int, limit: int | None, *, as_json: bool) -> None:
    legal = law.purchase_law()
    found = []
    for row in door.compras(offset, page_of(limit), text):
        stands = door.purchase(row["id"])
        where = {
            "state": stands.state,
            "state_label": _(legal.label(stands.state)),
            "elapsed_days": stands.elapsed_days,
        }
        found.append({**row, **where})
    echo_rows(found, ("id", "nombre", "aeo_nombre", "state_label", "elapsed_days"), as_json=as_json)


@compras.command("show", help=N_("Muestra en qué va una compra y dónde se fueron los días."))
@reads
@argument("record", metavar="ID")
@on_day
@as_json
def compra_show(door: Workspace, record: str, on: datetime | None, *, as_json: bool) -> None:
    record = named(door, "compra", record)
    stands = door.purchase(record, on.date() if on else None)
    told = purchase_json(stands, law.purchase_law())
    if as_json:
        echo_json({**door.compra(record), **told})
        return
    echo_record(door, COMPRA, door.compra(record), as_json=False)
    _tell_purchase(told)


def _tell_purchase(told: Mapping[str, Any]) -> None:
    """Where a purchase stands, for a person."""
    click.echo(str(Sentence(N_("Estado: {state}"), state=_(told["state_label"]))))
    asked = N_("Convocatorias: {attempts}. Ciclos: {cycle}. Días: {days} de {planned} previstos.")
    holes = {"attempts": told["attempts"], "cycle": told["cycle"], "days": told["elapsed_days"]}
    click.echo(str(Sentence(asked, **holes, planned=told["planned_days"] or "—")))
    for segment in told["segments"]:
        click.echo(f"{day(segment['from'])} – {day(segment['to'])}  {segment['days']:>4}  {segment['label']}")
    echo_sentences([alert["text"] for alert in told["alerts"]])


@compras.command("quotes", help=N_("Escribe el cuadro comparativo de una compra en PDF o en Excel."))
@reads
@argument("record", metavar="ID")
@out_file
@in_language
def compra_quotes(door: Workspace, record: str, out: Path, paper_language: str) -> None:
    record = named(door, "compra", record)
    pdf = out.suffix.lower() == ".pdf"
    click.echo(door.print_cuadro(record, out, paper_language) if pdf else door.export_cuadro(record, out))


@compras.command("handover", help=N_("Entrega las compras de una persona a otra: escribe el papel y las pasa."))
@writes
@option("--from", "leaves", required=True, metavar="NAME", help=N_("Persona que deja el puesto."))
@option("--to", "takes", required=True, metavar="NAME", help=N_("Persona que recibe las compras."))
@option("--reason", required=True, metavar="TEXT", help=N_("Por qué."))
@option("-o", "--out", type=FILE, required=True, metavar="FILE", help=N_("Papel que se escribe: .pdf o .xlsx."))
@option("--accounts", default="", metavar="TEXT", help=N_("Cuentas en plataformas, sin claves."))
@option("--print-only", is_flag=True, help=N_("Solo escribe el papel: las compras siguen a cargo de quien las tiene."))
@in_language
@as_json
def compra_handover(
    door: Workspace,
    leaves: str,
    takes: str,
    reason: str,
    out: Path,
    accounts: str,
    paper_language: str,
    *,
    print_only: bool,
    as_json: bool,
) -> None:
    records = [each.compra for each in door.handover_briefs(leaves)]
    door.print_entrega_cargo(leaves, takes, out, {"cuentas": accounts}, paper_language)
    passed = 0 if print_only else door.hand_over_purchases(records, takes, reason)
    if as_json:
        echo_json({"purchases": records, "passed": passed, "file": str(out)})
    else:
        said = N_("Compras en el papel: {count}. Pasaron a {person}: {passed}.")
        click.echo(str(Sentence(said, count=len(records), person=takes, passed=passed)))


for happening in (compra_event, compra_events, compra_rectify):
    compras.add_command(happening)


@compras.command("report", help=N_("Escribe el informe de todas las compras, para el concejo y el auditor."))
@reads
@out_file
@option("--xlsx", "sheet", metavar="FILE.xlsx", type=FILE, help=N_("También como hoja de cálculo."))
@on_day
@as_json
def compra_report(door: Workspace, out: Path, sheet: Path | None, on: datetime | None, *, as_json: bool) -> None:
    found = finish(door.reporting_purchases(out, sheet, on.date() if on else None))
    if as_json:
        echo_json({"path": str(out), "on": found.on.isoformat(), "fingerprint": found.fingerprint})
    else:
        click.echo(out)
        click.echo(found.fingerprint)


@compras.command("alerts", help=N_("Lista lo que las oficinas deben hacer en sus compras, lo más urgente primero."))
@reads
@option("--office", metavar="CODE", default="", help=N_("Solo lo que le toca a esta oficina, como LOGISTICA."))
@option("--level", type=click.Choice(["r", "a", "i"]), default=None, help=N_("Solo un nivel: r urgente, a pronto, i."))
@as_json
def compra_alerts(door: Workspace, office: str, level: str | None, *, as_json: bool) -> None:
    found = [
        {
            "compra": each.compra,
            "nombre": each.nombre,
            "holder": each.oficina,
            "code": each.alert.code,
            "level": each.alert.level,
            "days": each.alert.days,
            "offices": list(each.alert.offices),
            "text": str(each.alert.sentence),
            "basis": each.alert.basis,
            "next": each.alert.offer,
        }
        for each in door.purchase_alerts(office, level or "")
    ]
    echo_rows(found, ("level", "code", "nombre", "text"), as_json=as_json)


@compras.command("calendar", help=N_("Escribe en un calendario (.ics) las fechas que vencen en las compras."))
@reads
@out_file
def compra_calendar(door: Workspace, out: Path) -> None:
    click.echo(door.write_calendar(out))


@compras.command("replay", help=N_("Cuenta la historia de una compra de un archivo, sin carpeta."))
@argument("file", metavar="FILE.json", type=FILE)
@on_day
@as_json
def compra_replay(file: Path, on: datetime | None, *, as_json: bool) -> None:
    moment = on.date() if on else date.today()  # noqa: DTZ011  the day of this machine, as a person reads it
    found, wrong = replay_json(read_exchange_json(file), moment, law.purchase_law())
    if wrong:
        raise Refused(wrong)
    if as_json:
        echo_json(found)
    else:
        _tell_purchase(found)
