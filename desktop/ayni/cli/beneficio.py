"""Former benefits across municipalities."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from ayni.cli.face import Verbs
from ayni.cli.parts import FILE, acts, argument, as_json, option, out_file, passphrase_of, reads
from ayni.cli.printed import echo_json, echo_rows, echo_sentences
from ayni.job import finish
from ayni.lang import N_, _
from ayni.workspace import Workspace
from ayni.workspace.ordenes import named

beneficios = Verbs("beneficios", help=N_("Quién ya fue beneficiado, entre municipalidades. Solo para la oficina."))
agreed = option("--phrase-file", type=FILE, metavar="FILE", help=N_("Archivo que guarda la clave acordada."))


@beneficios.command("export", help=N_("Escribe la lista de beneficiarios de un año, sin ningún DNI ni RUC."))
@reads
@option("--year", required=True, metavar="YEAR", help=N_("Año de la convocatoria."))
@agreed
@out_file
def beneficios_export(door: Workspace, year: str, phrase_file: Path | None, out: Path) -> None:
    phrase = _agreed(phrase_file)
    click.echo(finish(door.exporting_benefits(year, out, phrase)))
    click.echo(str(door.benefit_protection(phrase)), err=True)


@beneficios.command("receive", help=N_("Guarda listas de otras municipalidades."))
@acts
@argument("files", metavar="FILE…", type=FILE, nargs=-1, required=True)
@agreed
@as_json
def beneficios_receive(door: Workspace, files: Sequence[Path], phrase_file: Path | None, *, as_json: bool) -> None:
    phrase = _agreed(phrase_file)
    kept = [asdict(door.receive_benefits(file, phrase)) for file in files]
    echo_rows(kept, ("entity", "year", "people", "organizations", "sender", "code"), as_json=as_json)


@beneficios.command("check", help=N_("Busca en las listas a una organización y a sus socios."))
@reads
@argument("record", metavar="ID")
@as_json
def beneficios_check(door: Workspace, record: str, *, as_json: bool) -> None:
    found = finish(door.checking_benefits(named(door, "aeo", record)))
    if as_json:
        echo_json(
            [
                {
                    "kind": each.kind,
                    "id": each.record,
                    "entity": each.entity,
                    "year": each.year,
                    "result": each.answer.result,
                    "sentence": str(each.answer.sentence),
                    "article": each.answer.article,
                }
                for each in found
            ]
        )
        return
    echo_sentences([each.answer.sentence for each in found])
    if not found:
        click.echo(_(N_("Nadie de esta organización está en las listas.")))


def _agreed(file: Path | None) -> str:
    """The agreed phrase of a file; nothing without a file."""
    return "" if file is None else passphrase_of(file)
