"""Clashes: all their values, and the one that stays."""

from typing import Any

import click

from ayni.cli.face import Verbs
from ayni.cli.parts import acts, argument, as_json, option, order, reads
from ayni.cli.printed import echo_json
from ayni.lang import N_, _
from ayni.workspace import Workspace
from ayni.workspace.desacuerdos import ClashView
from ayni.workspace.refusals import refuse

clash_verbs = Verbs("clash", help=N_("Desacuerdos."))


def _clash_json(clash: ClashView) -> dict[str, Any]:
    return {
        "id": clash.id,
        "noun": clash.noun,
        "record": clash.record,
        "title": clash.title,
        "group": clash.group,
        "base": {_(label): value for label, value in clash.base},
        "sides": [
            {
                "values": None if side.values is None else dict(side.values),
                "person": side.person,
                "clock": side.clock,
                "device": side.device,
                "reason": side.reason,
                "mine": side.mine,
            }
            for side in clash.sides
        ],
    }


@order(help=N_("Lista los desacuerdos por decidir, con todos sus valores."))
@reads
@as_json
def clashes(door: Workspace, *, as_json: bool) -> None:
    found = door.clashes()
    if as_json:
        echo_json([_clash_json(clash) for clash in found])
        return
    for clash in found:
        click.echo(f"{clash.id}  {clash.title}")
        for side in clash.sides:
            values = ", ".join(f"{_(label)}: {value}" for label, value in side.shown) or _(N_("Quitado"))
            click.echo(f"  {values}  ({side.person}, {side.device}, {side.clock})")


@clash_verbs.command("decide", help=N_("Decide un desacuerdo para todos los equipos."))
@acts
@argument("record", metavar="ID")
@option("--keep", required=True, metavar="mine|theirs|VALUE", help=N_("Qué valor queda."))
@option("--reason", required=True, metavar="TEXT", help=N_("Por qué se decide así."))
def clash_decide(door: Workspace, record: str, keep: str, reason: str) -> None:
    clash = door.clash(record)
    door.decide(clash.id, _kept(clash, keep), reason)


def _kept(clash: ClashView, keep: str) -> int | dict[str, str]:
    """Which side a word means, or the values that it gives."""
    sides = list(enumerate(clash.sides))
    if keep in {"mine", "theirs"}:
        found = [place for place, side in sides if side.mine == (keep == "mine")]
    else:
        plain = keep.strip().lower()
        found = [place for place, side in sides if plain in {value.lower() for _label, value in side.shown}]
        found = found or [
            place for place, side in sides if keep in {str(value) for value in (side.values or {}).values()}
        ]
        if not found:
            return _typed_value(clash, keep)
    if len(found) != 1:
        told = "; ".join(", ".join(value for _label, value in side.shown) for _place, side in sides)
        raise refuse(N_("No se sabe cuál de los valores queda. Escriba uno: {list}."), "keep", list=told)
    return found[0]


def _typed_value(clash: ClashView, keep: str) -> dict[str, str]:
    """Another value for the one datum in dispute, or `name=value`."""
    values = [side.values for side in clash.sides if side.values is not None]
    names = {name for each in values for name in each}
    name, sign, value = keep.partition("=")
    if sign and name.strip().replace("-", "_") in names:
        return {name.strip().replace("-", "_"): value}
    varying = [name for name in sorted(names) if len({str(each.get(name)) for each in values}) > 1]
    if len(varying) != 1:
        said = N_("Hay varios datos en desacuerdo. Escriba uno de estos: {words}.")
        raise refuse(said, "keep", words=", ".join(("mine", "theirs", *(f"{name}=…" for name in varying))))
    return {varying[0]: keep}
