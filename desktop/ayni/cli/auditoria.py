"""The log for an auditor: was anything altered, and who changed what."""

from dataclasses import asdict
from datetime import datetime

import click

from ayni.cli.face import Verbs
from ayni.cli.parts import LIMIT_HELP, OFFSET_HELP, as_json, option, page_of, reads
from ayni.cli.printed import echo_json, echo_sentences
from ayni.job import finish
from ayni.lang import N_, Sentence, _
from ayni.workspace import Workspace

audits = Verbs("audit", help=N_("La historia de todo lo guardado, para quien la revisa."))


@audits.command("verify", help=N_("Dice si alguien alteró la historia; termina en 1 si falta o cambió algo."))
@reads
@as_json
def audit_verify(door: Workspace, *, as_json: bool) -> int:
    found = finish(door.auditing())
    if as_json:
        echo_json(asdict(found))
    else:
        for problem in found.problems:
            click.echo(str(problem))
        if not found.problems:
            said = N_("Nadie alteró la historia. Guardados revisados: {count}.")
            click.echo(str(Sentence(said, count=found.saves)))
        echo_sentences(found.notices)
    return 1 if found.problems else 0


@audits.command("list", help=N_("Lista quién cambió qué, cuándo, de qué a qué y por qué; primero lo último."))
@option("--who", default="", metavar="NAME", help=N_("Solo lo que guardó esta persona."))
@option("--table", default="", metavar="NOUN", help=N_("Solo los cambios de esta clase de registro."))
@option("--since", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), metavar="DATE", help=N_("Desde este día."))
@option("--until", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), metavar="DATE", help=N_("Hasta este día."))
@option("--offset", type=click.IntRange(0), default=0, metavar="N", help=OFFSET_HELP)
@option("--limit", type=click.IntRange(0), default=None, metavar="N", help=LIMIT_HELP)
@reads
@as_json
def audit_list(
    door: Workspace,
    who: str,
    table: str,
    since: datetime | None,
    until: datetime | None,
    offset: int,
    limit: int | None,
    *,
    as_json: bool,
) -> None:
    days = [each.date().isoformat() if each else "" for each in (since, until)]
    found = door.trail(offset, page_of(limit), person=who, table=table, since=days[0], until=days[1])
    if as_json:
        echo_json([asdict(each) for each in found])
        return
    for each in found:
        heading = f"{each.clock[:16].replace('T', ' ')}  {each.person} ({each.device}): {_(each.act)}"
        click.echo(f"{heading}. {each.reason}" if each.reason else heading)
        for cell in each.cells:
            click.echo(f"    {_(cell.noun)} {cell.title} · {_(cell.label)}: {cell.before or '—'} → {cell.after or '—'}")
