"""AEO: registering them, whether they can apply, two records made one."""

from collections.abc import Sequence
from typing import Any

import click

from ayni.cli.answers import Given, answers_of, merged, references
from ayni.cli.face import Verbs
from ayni.cli.parts import ADD, EDIT, LIST, SHOW, argument, as_json, option, page_of, paged, reads, writes
from ayni.cli.printed import echo_json, echo_made, echo_record, echo_rows
from ayni.domain.aeo import AEO
from ayni.domain.rules import Answer, Standing, overall_standing, standing
from ayni.lang import N_
from ayni.workspace import Workspace
from ayni.workspace.ordenes import named

aeos = Verbs("aeo", help=N_("Organizaciones."))


@aeos.command("add", help=ADD)
@writes
@answers_of(AEO)
@as_json
def aeo_add(door: Workspace, answers: Given, *, as_json: bool) -> None:
    echo_made(door.save_aeo(references(door, AEO, answers)), as_json=as_json)


@aeos.command("edit", help=EDIT)
@writes
@argument("record", metavar="AEO")
@answers_of(AEO)
@as_json
def aeo_edit(door: Workspace, record: str, answers: Given, *, as_json: bool) -> None:
    record = named(door, "aeo", record)
    given = merged(AEO, door.aeo(record), references(door, AEO, answers))
    echo_made(door.save_aeo(given, record), as_json=as_json)


@aeos.command("list", help=LIST)
@reads
@paged
@as_json
def aeo_list(door: Workspace, text: str, offset: int, limit: int | None, *, as_json: bool) -> None:
    columns = ("id", "ruc", "nombre", "categoria", "cadena", "socios", "place")
    echo_rows(door.aeos(offset, page_of(limit), text), columns, as_json=as_json)


@aeos.command("show", help=SHOW)
@reads
@argument("record", metavar="AEO")
@as_json
def aeo_show(door: Workspace, record: str, *, as_json: bool) -> None:
    found = door.aeo(named(door, "aeo", record))
    answered = door.eligibility(found, found["id"])
    if as_json:
        echo_json({**found, "eligibility": [_answer_told(answer) for answer in answered]})
        return
    echo_record(door, AEO, found, as_json=False)
    for answer in answered:
        click.echo(f"{standing(answer)}  {answer.sentence}  [{answer.article}]")


def _answer_told(answer: Answer) -> dict[str, Any]:
    why = answer.override
    return {
        "check": answer.check,
        "result": str(answer.result),
        "standing": str(standing(answer)),
        "severity": str(answer.severity),
        "sentence": str(answer.sentence),
        "rule": answer.rule,
        "article": answer.article,
        "url": answer.url,
        "override": {"reason": why.reason, "person": why.person, "document": why.document} if why else None,
    }


@aeos.command("check", help=N_("Dice qué regla cumple una organización y qué le vence; termina en 1 si algo falta."))
@reads
@argument("record", metavar="AEO")
@as_json
def aeo_check(door: Workspace, record: str, *, as_json: bool) -> int:
    found = door.aeo(named(door, "aeo", record))
    answered, expiring = door.eligibility(found, found["id"]), door.avisos(found["id"])
    light = overall_standing(answered)
    if as_json:
        told = [
            {"kind": each.kind, "until": each.until.isoformat(), "late": each.late, "sentence": str(each.sentence)}
            for each in expiring
        ]
        answers = [_answer_told(answer) for answer in answered]
        echo_json({"standing": str(light), "eligibility": answers, "expiring": told})
    else:
        for answer in answered:
            click.echo(f"{standing(answer)}  {answer.sentence}  [{answer.article}]")
        for each in expiring:
            click.echo(str(each.sentence))
    return 0 if light in {Standing.PASS, Standing.FLAG} else 1


@aeos.command("merge", help=N_("Une dos registros de la misma organización y escribe el código del que queda."))
@writes
@argument("one", metavar="AEO")
@argument("other", metavar="AEO")
@option(
    "--from-second",
    "second",
    multiple=True,
    metavar="FIELD",
    help=N_("Dato que se toma del segundo registro, las veces que haga falta."),
)
@as_json
def aeo_merge(door: Workspace, one: str, other: str, second: Sequence[str], *, as_json: bool) -> None:
    one, other = named(door, "aeo", one), named(door, "aeo", other)
    told = door.joining(one, other)
    mine, theirs = ("first", "second") if told.first["id"] == one else ("second", "first")
    chosen = {
        each.group: theirs if {field.name for field in each.fields} & set(second) else mine
        for each in told.differing
        if any(each.first.values()) and any(each.second.values())
    }
    echo_made(door.merge_aeo(one, other, chosen), as_json=as_json)
