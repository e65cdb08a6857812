"""A folder that does not open: back to a copy, its key file put right."""

from pathlib import Path
from typing import Any

import click

from ayni.cli.parts import FILE, argument, option, order, passphrase_of, secret
from ayni.job import finish
from ayni.lang import N_, _
from ayni.workspace import finding_good_copy, places_in, repair_key_file, restore_damaged, restoring_from
from ayni.workspace.refusals import refuse

RECOVERY_FILE = option(
    "--recovery-file", type=FILE, metavar="FILE", help=N_("Archivo con el código de la hoja de recuperación.")
)


def _secret(passphrase_file: Path | None, recovery_file: Path | None) -> dict[str, Any]:
    """The passphrase, or the code of the recovery sheet where a file of it is given."""
    if recovery_file is not None:
        return {"passphrase": None, "recovery": passphrase_of(recovery_file)}
    return {"passphrase": passphrase_of(passphrase_file)}


@order(help=N_("Vuelve a una copia: a la de este nombre, a la última buena, o a la de una memoria USB."))
@secret
@RECOVERY_FILE
@argument("folder", metavar="DIR", type=FILE)
@argument("name", metavar="[COPY]", required=False)
@option("--from", "place", type=FILE, metavar="FOLDER", help=N_("Carpeta o memoria USB que guarda copias."))
def restore(
    folder: Path, name: str | None, place: Path | None, passphrase_file: Path | None, recovery_file: Path | None
) -> None:
    given = _secret(passphrase_file, recovery_file)
    if place is not None:
        found = places_in(place)
        if len(found) > 1:
            said = N_("Ahí hay copias de varias carpetas. Diga cuál: {names}.")
            raise refuse(said, names=", ".join(each.path.name for each in found))
        made = finish(restoring_from(found[0].path if found else place, folder, **given))
        click.echo(made.name)
        return
    if name is None:
        good = finish(finding_good_copy(folder, **given))
        if good is None:
            raise refuse(N_("Ninguna copia está sana. No borre nada y avise a quien le da soporte."))
        name = good.name
    restore_damaged(folder, name, **given)
    click.echo(name)


@order(help=N_("Repone un archivo llave.json dañado, de su copia."))
@secret
@RECOVERY_FILE
@argument("folder", metavar="DIR", type=FILE)
def repair(folder: Path, passphrase_file: Path | None, recovery_file: Path | None) -> None:
    repair_key_file(folder, **_secret(passphrase_file, recovery_file))
    click.echo(_(N_("La llave está sana.")))
