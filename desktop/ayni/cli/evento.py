"""What happens to a purchase: writing it down, listing it, putting right what was written badly."""

import json
from collections.abc import Sequence
from typing import Any

from ayni.cli.answers import UNKNOWN, Given, answers_of, plain
from ayni.cli.face import Wrong
from ayni.cli.parts import argument, as_json, option, order, reads, writes
from ayni.cli.printed import echo_made, echo_rows
from ayni.domain.compra import EVENTO
from ayni.domain.etapas import ANULAR, REEMPLAZAR
from ayni.domain.evento import extra_fields
from ayni.domain.fields import Problem, by_name
from ayni.lang import N_, Sentence
from ayni.workspace import Refused, Workspace
from ayni.workspace.ordenes import named
from ayni.workspace.refusals import refuse

DATOS_HELP = N_("Un dato propio de ese hecho y su valor, las veces que haga falta.")
datos_option = option("--datos", multiple=True, metavar="NAME=VALUE", help=DATOS_HELP)


def _datos(codigo: str, answers: Given, pairs: Sequence[str]) -> dict[str, Any]:
    """What this kind of event says besides, from `--from` and from `--datos`; a name that it does not have is told."""
    fields = by_name(extra_fields(codigo))
    found: dict[str, Any] = {}
    for name, value in json.loads(str(answers.get("datos") or "{}")).items():
        if name not in fields:
            raise Refused([Problem(str(name), Sentence(N_("Este dato no se conoce.")))])
        try:
            found[name] = plain(fields[name], value)
        except ValueError:
            raise refuse(N_("No se entiende lo que dice en {name}."), name, name=name) from None
    for pair in pairs:
        name, sign, text = pair.partition("=")
        name = name.strip().replace("-", "_")
        if not sign or name not in fields:
            raise Wrong(str(Sentence(UNKNOWN, name=name, example="nombre=valor")))
        found[name] = text
    return found


def _without_datos(answers: Given) -> dict[str, str | int | None]:
    return {name: value for name, value in answers.items() if name != "datos"}


@order("event", help=N_("Registra algo que le pasó a una compra."))
@writes
@argument("record", metavar="ID")
@datos_option
@answers_of(EVENTO)
@as_json
def compra_event(door: Workspace, record: str, datos: Sequence[str], answers: Given, *, as_json: bool) -> None:
    record = named(door, "compra", record)
    extra = _datos(str(answers.get("codigo") or ""), answers, datos)
    echo_made(door.save_evento(record, _without_datos(answers), extra), as_json=as_json)


@order("events", help=N_("Lista lo que le pasó a una compra."))
@reads
@argument("record", metavar="ID")
@as_json
def compra_events(door: Workspace, record: str, *, as_json: bool) -> None:
    found = door.eventos(named(door, "compra", record))
    found.sort(key=lambda event: (event["fecha"], int(event["orden"] or 0)))
    echo_rows(found, ("id", "fecha", "codigo", "documento", "modo"), as_json=as_json)


@order("rectify", help=N_("Corrige un registro mal escrito: lo anula, o cambia sus datos."))
@writes
@argument("evento", metavar="EVENTO")
@option("--annul", is_flag=True, help=N_("Lo saca de la cuenta."))
@option("--reason", required=True, metavar="TEXT", help=N_("Por qué se corrige."))
@datos_option
@answers_of(EVENTO)
@as_json
def compra_rectify(
    door: Workspace, evento: str, reason: str, datos: Sequence[str], answers: Given, *, annul: bool, as_json: bool
) -> None:
    if annul == bool(answers or datos):
        raise Wrong(str(Sentence(N_("Diga qué dato cambia, o use {option}."), option="--annul")))
    evento = named(door, "evento", evento)
    given = _datos(str(answers.get("codigo") or door.found("evento", evento)["codigo"]), answers, datos)
    action = ANULAR if annul else REEMPLAZAR
    echo_made(door.rectify_evento(evento, action, _without_datos(answers), reason, given or None), as_json=as_json)
