"""Plans: from the idea to its versions, what they add up to, how two of them differ."""

from dataclasses import asdict
from pathlib import Path

import click

from ayni.cli.answers import Given, answers_of, references
from ayni.cli.face import Verbs
from ayni.cli.parts import ADD, FILE, LIST, argument, as_json, option, page_of, paged, reads, writes
from ayni.cli.printed import echo_json, echo_made, echo_record, echo_rows, echo_sentences
from ayni.domain import perfil
from ayni.domain.plan import COVER
from ayni.domain.rentabilidad import explain, profile_json
from ayni.domain.version import VERSION
from ayni.domain.version import Act as Became
from ayni.lang import N_, Sentence, _, soles
from ayni.workspace import Refused, Workspace
from ayni.workspace.ordenes import named
from ayni.workspace.plan import computed_file
from ayni.workspace.refusals import refuse

planes = Verbs("plan", help=N_("Planes de negocio."))
SIGNS = {Became.ADDED: "+", Became.REMOVED: "-", Became.CHANGED: "≠"}


@planes.command("import", help=N_("Trae un plan de un archivo, con su presupuesto y su producción."))
@writes
@argument("file", metavar="FILE.json", type=FILE)
@answers_of(COVER)
@as_json
def plan_import(door: Workspace, file: Path, answers: Given, *, as_json: bool) -> None:
    given = references(door, COVER, answers)
    if given.get("aeo"):
        given.setdefault("convocatoria", door.aeo(given["aeo"])["convocatoria"])
    echo_made(door.import_plan(file, given), as_json=as_json)


@planes.command("add", help=ADD)
@writes
@answers_of(COVER)
@as_json
def plan_add(door: Workspace, answers: Given, *, as_json: bool) -> None:
    echo_made(door.save_plan(references(door, COVER, answers)), as_json=as_json)


@planes.command("idea", help=N_("Empieza una idea: su perfil se mira antes de hacer el plan."))
@writes
@answers_of(COVER)
@as_json
def plan_idea(door: Workspace, answers: Given, *, as_json: bool) -> None:
    echo_made(door.begin_perfil(references(door, COVER, answers)), as_json=as_json)


@planes.command("profile", help=N_("Muestra el perfil: cuánto queda cada año y en cuánto se recupera la inversión."))
@reads
@argument("record", metavar="ID")
@as_json
def plan_profile(door: Workspace, record: str, *, as_json: bool) -> None:
    result = door.perfil(named(door, "plan", record))
    if as_json:
        echo_json(profile_json(result))
        return
    for sentence in perfil.told(result):
        click.echo(str(sentence))
    for label, shown in perfil.figures(result):
        click.echo(f"{_(label)}: {shown}")


@planes.command("convert", help=N_("Convierte una idea en plan completo: nada de lo escrito se pierde."))
@writes
@argument("record", metavar="ID")
@as_json
def plan_convert(door: Workspace, record: str, *, as_json: bool) -> None:
    plan = named(door, "plan", record)
    door.convert_perfil(plan)
    echo_made(plan, as_json=as_json)


@planes.command("list", help=LIST)
@reads
@paged
@as_json
def plan_list(door: Workspace, text: str, offset: int, limit: int | None, *, as_json: bool) -> None:
    columns = ("id", "categoria", "titulo", "aeo_nombre", "total_centimos")
    echo_rows(door.planes(offset, page_of(limit), text), columns, as_json=as_json)


@planes.command("show", help=N_("Muestra un plan: su presupuesto, sus límites, su VAN, su TIR y su B/C."))
@reads
@argument("record", metavar="ID")
@as_json
def plan_show(door: Workspace, record: str, *, as_json: bool) -> None:
    record = named(door, "plan", record)
    found, whole = door.plan(record), door.budget(record).whole
    try:
        told = [
            {"label": _(each.label), "value": each.value, "sentence": str(each.sentence)}
            for each in explain(door.indicators(record))
        ]
        missing: list[str] = []
    except Refused as error:
        told, missing = [], [problem.text for problem in error.problems]
    lights = [
        {"check": light.check, "result": str(light.result), "sentence": str(light.sentence), "article": light.article}
        for light in door.lights(record)
    ]
    if as_json:
        total = {"total_centimos": whole.total, "partidas": len(door.partidas(record))}
        echo_json({**found, **total, "lights": lights, "indicators": told, "missing": missing})
        return
    echo_record(door, COVER, found, as_json=False)
    click.echo(str(Sentence(N_("Total: {amount}"), amount=soles(whole.total))))
    for light in lights:
        click.echo(f"{light['result']}  {light['sentence']}  [{light['article']}]")
    for each in told:
        click.echo(f"{each['label']}: {each['value']}  {each['sentence']}")
    echo_sentences(missing)


@planes.command("keep", help=N_("Guarda una versión de todo lo que el plan dice ahora."))
@writes
@argument("record", metavar="ID")
@answers_of(VERSION)
@as_json
def plan_keep(door: Workspace, record: str, answers: Given, *, as_json: bool) -> None:
    said = {name: str(answers.get(name) or "") for name in ("nombre", "motivo")}
    echo_made(door.save_version(named(door, "plan", record), said["nombre"], said["motivo"]), as_json=as_json)


@planes.command("versions", help=N_("Lista las versiones de un plan, primero la última."))
@reads
@argument("record", metavar="ID")
@as_json
def plan_versions(door: Workspace, record: str, *, as_json: bool) -> None:
    columns = ("numero", "fecha", "nombre", "autor", "id")
    echo_rows(door.versiones(named(door, "plan", record)), columns, as_json=as_json)


def _version(door: Workspace, plan: str, word: str) -> str:
    """A version by its number or the beginning of its id; "ahora" is the plan as it is."""
    if word == "ahora":
        return ""
    found = [row["id"] for row in door.versiones(plan) if word in {row["numero"], row["id"]}]
    found = found or [row["id"] for row in door.versiones(plan) if word and row["id"].startswith(word)]
    if len(found) != 1:
        raise refuse(N_("El plan no tiene una versión {name}, o tiene varias."), name=word)
    return str(found[0])


@planes.command("compare", help=N_("Compara dos versiones de un plan, por su número; ahora es como está el plan."))
@reads
@argument("record", metavar="ID")
@argument("before", metavar="ANTES")
@argument("after", metavar="DESPUES", default="ahora")
@as_json
def plan_compare(door: Workspace, record: str, before: str, after: str, *, as_json: bool) -> None:
    plan = named(door, "plan", record)
    found = door.compare(plan, _version(door, plan, before), _version(door, plan, after))
    if as_json:
        echo_json(asdict(found))
        return
    if found.same:
        click.echo(_(N_("Las dos dicen lo mismo.")))
    for cell in (*found.figures, *found.cover):
        if cell.before != cell.after:
            click.echo(f"{_(cell.label)}: {cell.before} → {cell.after}")
    for each in found.rows:
        click.echo(f"{SIGNS[each.act]} {each.name}")
        for cell in each.cells if each.act is Became.CHANGED else ():
            click.echo(f"    {_(cell.label)}: {cell.before} → {cell.after}")
    for text in found.texts:
        click.echo(f"{SIGNS[Became.CHANGED]} {text.name}: {_(text.label)}")
        for paragraph in text.paragraphs:
            for act in (Became.REMOVED, Became.ADDED):
                said = "".join(piece.text for piece in paragraph.pieces if piece.act in {Became.SAME, act})
                if paragraph.act in {Became.CHANGED, act}:
                    click.echo(f"    {SIGNS[act]} {said}")


@planes.command("copy", help=N_("Empieza un plan con todo lo que dice otro, para esa organización y convocatoria."))
@writes
@argument("record", metavar="ID")
@option("--aeo", default=None, metavar="ID")
@option("--convocatoria", default=None, metavar="ID")
@as_json
def plan_copy(door: Workspace, record: str, aeo: str | None, convocatoria: str | None, *, as_json: bool) -> None:
    plan = door.plan(named(door, "plan", record))
    owner = named(door, "aeo", aeo) if aeo else str(plan["aeo"])
    call = named(door, "convocatoria", convocatoria) if convocatoria else str(door.aeo(owner)["convocatoria"])
    echo_made(door.copy_plan(plan["id"], owner, call), as_json=as_json)


@planes.command("compute", help=N_("Calcula un plan de un archivo, sin carpeta: montos en soles, tasas en fracción."))
@argument("file", metavar="FILE.json", type=FILE)
@as_json
def plan_compute(file: Path, *, as_json: bool) -> None:
    found = computed_file(file)
    if as_json:
        echo_json(found)
        return
    for name, value in found.items():
        if isinstance(value, str | int | float):
            click.echo(f"{name}: {value}")
    echo_sentences([*found.get("sentences", ()), *(each["sentence"] for each in found.get("warnings", ()))])
