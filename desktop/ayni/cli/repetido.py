"""Records written twice: the cases that wait, and what is decided of each."""

import click

from ayni.cli.face import Verbs
from ayni.cli.parts import acts, argument, as_json, option, order, reads
from ayni.cli.printed import echo_json
from ayni.domain.repetido import CLASES, DECISIONES, MISMA
from ayni.lang import N_, _
from ayni.workspace import Workspace

repeated_verbs = Verbs("case", help=N_("Registros repetidos."))


@order(help=N_("Lista los registros repetidos por decidir."))
@reads
@as_json
def repeated(door: Workspace, *, as_json: bool) -> None:
    found = door.repetidos()
    if as_json:
        told = [
            {"id": case.id, "clase": case.clase, "said": case.said, "rows": [row["id"] for row in case.rows]}
            for case in found
        ]
        echo_json(told)
        return
    for case in found:
        click.echo(f"{case.id}  {_(CLASES[case.clase])}: {case.said}")
        for row in case.rows:
            named = row.get("full_name") or row.get("concepto") or row.get("nombre")
            click.echo(f"  {row['id']}  {named}  {row.get('aeo_nombre') or ''}".rstrip())


@repeated_verbs.command("decide", help=N_("Decide sobre registros repetidos, para todos los equipos."))
@acts
@argument("record", metavar="ID")
@option("--as", "decision", required=True, type=click.Choice(list(DECISIONES)), help=N_("Qué son."))
@option("--stays", default="", metavar="ID", help=N_("El registro que queda."))
@option("--wrong", default="", metavar="ID", help=N_("El registro con el número mal escrito."))
@option("--number", default="", metavar="TEXT", help=N_("El número correcto."))
@option("--reason", required=True, metavar="TEXT", help=N_("Por qué se decide así."))
def case_decide(door: Workspace, record: str, decision: str, stays: str, wrong: str, number: str, reason: str) -> None:
    found = [case for case in door.repetidos() if case.id.startswith(record)]
    case = found[0] if len(found) == 1 else door.repetido(record)
    if decision == MISMA and case.table == "aeo":
        one, other = (str(row["id"]) for row in case.rows[:2])
        door.merge_aeo(one, other, reason=reason)
        return
    door.decide_repetido(case.id, decision, reason, stays=stays, record=wrong, number=number)
