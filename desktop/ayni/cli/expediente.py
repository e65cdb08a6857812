"""The expediente of an AEO: its scanned papers, their review, and what goes to the portal."""

from pathlib import Path
from typing import Any

import click

from ayni.cli.answers import Given, answers_of, merged
from ayni.cli.face import REFUSED, Verbs
from ayni.cli.parts import FILE, argument, as_json, in_language, option, out_file, reads, writes
from ayni.cli.printed import echo_json, echo_made
from ayni.domain.expediente import MEGABYTE, REVIEW, Papel
from ayni.job import finish
from ayni.lang import N_, _
from ayni.workspace import Workspace
from ayni.workspace.ordenes import named

expedientes = Verbs("expediente", help=N_("Expediente de una organización: sus papeles escaneados."))


def _papel_json(each: Papel) -> dict[str, Any]:
    return {
        "requirement": each.requirement.code,
        "label": _(each.requirement.label),
        "required": each.requirement.required,
        "state": each.state,
        "stops": each.stops,
        "files": [{"sha256": file.sha256, "name": file.name, "pages": file.pages} for file in each.files],
        "pages": each.pages,
        "bytes": each.bytes,
        "expires": each.expires or None,
        "correct_until": each.correct_until or None,
        "notices": [{"kind": told.kind, "sentence": str(told.sentence), "until": told.until} for told in each.notices],
    }


@expedientes.command("check", help=N_("Dice qué papel falta, venció, no se lee o está observado, y qué hacer."))
@reads
@argument("aeo", metavar="AEO")
@as_json
def expediente_check(door: Workspace, aeo: str, *, as_json: bool) -> int:
    found = door.expediente(named(door, "aeo", aeo))
    if as_json:
        papers = [_papel_json(each) for each in found.papeles]
        echo_json({"complete": found.complete, "pages": found.pages, "bytes": found.bytes, "papers": papers})
    else:
        for each in found.papeles:
            click.echo(f"{each.requirement.order:02}  {each.requirement.code}  {_(each.requirement.label)}")
            for told in each.notices:
                click.echo(f"    {told.sentence}")
    return 0 if found.complete else REFUSED


@expedientes.command("add", help=N_("Agrega imágenes o PDF a un papel; los achica y los guarda cifrados."))
@writes
@argument("aeo", metavar="AEO")
@argument("code", metavar="PAPEL")
@argument("files", type=FILE, nargs=-1, required=True, metavar="FILE...")
@option("--instead", is_flag=True, help=N_("En lugar de los archivos que tenía."))
@as_json
def expediente_add(
    door: Workspace, aeo: str, code: str, files: tuple[Path, ...], *, instead: bool, as_json: bool
) -> None:
    added = finish(door.adding_papel(named(door, "aeo", aeo), code, files, instead=instead))
    for sentence in added.problems:
        click.echo(str(sentence), err=True)
    if as_json:
        kept = [{"sha256": each.sha256, "pages": each.pages, "bytes": each.bytes} for each in added.files]
        echo_json({"files": kept, "problems": [str(sentence) for sentence in added.problems]})
    else:
        for each in added.files:
            click.echo(f"{each.sha256}  {each.name}")


@expedientes.command("review", help=N_("Guarda la revisión de un papel: fechas, folios, observación y su plazo."))
@writes
@argument("aeo", metavar="AEO")
@argument("code", metavar="PAPEL")
@answers_of(REVIEW)
@as_json
def expediente_review(door: Workspace, aeo: str, code: str, answers: Given, *, as_json: bool) -> None:
    record = named(door, "aeo", aeo)
    echo_made(door.save_papel(record, code, merged(REVIEW, door.papel(record, code).row, answers)), as_json=as_json)


@expedientes.command("index", help=N_("Escribe el índice, con los folios y la huella de cada papel."))
@reads
@argument("aeo", metavar="AEO")
@out_file
@in_language
def expediente_index(door: Workspace, aeo: str, out: Path, paper_language: str) -> None:
    click.echo(door.print_index(named(door, "aeo", aeo), out, paper_language))


@expedientes.command("verify", help=N_("Lee todos los archivos guardados y dice cuáles están dañados."))
@reads
@as_json
def expediente_verify(door: Workspace, *, as_json: bool) -> int:
    spoiled = finish(door.checking_archivos())
    if as_json:
        echo_json({"damaged": spoiled})
    else:
        for name in spoiled:
            click.echo(name)
    return REFUSED if spoiled else 0


@expedientes.command("pack", help=N_("Prepara una carpeta, o un solo PDF, para el portal."))
@reads
@argument("aeo", metavar="AEO")
@out_file
@option("--one", is_flag=True, help=N_("Un solo PDF en lugar de una carpeta."))
@option("--mb", type=click.IntRange(1, 2000), help=N_("Cuántos MB acepta el portal."))
@in_language
@as_json
def expediente_pack(
    door: Workspace, aeo: str, out: Path, paper_language: str, mb: int | None, *, one: bool, as_json: bool
) -> None:
    made = finish(
        door.packing(named(door, "aeo", aeo), out, one=one, language=paper_language, limit=mb and mb * MEGABYTE)
    )
    for sentence in made.problems:
        click.echo(str(sentence), err=True)
    if as_json:
        files = [path.name for path in made.files]
        echo_json({"place": str(made.place), "files": files, "bytes": made.bytes, "folios": made.folios})
    else:
        click.echo(made.place)
