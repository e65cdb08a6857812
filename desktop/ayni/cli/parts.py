"""The parts of every verb: its options, the key of the folder, the door open to look or to write."""

import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ayni import lang
from ayni.cli.face import Said, Verb, Wrong
from ayni.lang import N_, Sentence, _
from ayni.workspace import Workspace, is_workspace, open_workspace
from ayni.workspace.practica import PASSPHRASE, is_practice
from ayni.workspace.refusals import refuse

Act = Callable[..., Any]

order = functools.partial(click.command, cls=Verb)
option = functools.partial(click.option, cls=Said)
argument = click.argument
FILE = click.Path(path_type=Path)
as_json = option("--json", "as_json", is_flag=True, help=N_("Escribe la respuesta como datos JSON."))
OUT_HELP = N_("Archivo donde se escribe.")
out_file = option("-o", "--output", "out", type=FILE, required=True, metavar="FILE", help=OUT_HELP)
in_language = option(
    "--language", "paper_language", type=click.Choice(["es", "quz", "both"]), default="es", help=N_("Idioma del papel.")
)
PASSPHRASE_HELP = N_("Archivo que guarda la clave.")
secret = option("--passphrase-file", type=FILE, metavar="FILE", help=PASSPHRASE_HELP)
ADD, EDIT = N_("Registra uno nuevo y escribe su código."), N_("Cambia los datos que se dicen.")
LIST, SHOW = N_("Lista lo registrado."), N_("Muestra uno.")
TEXT_HELP = N_("Solo lo que tenga estas palabras.")
LIMIT_HELP, OFFSET_HELP = N_("Cuántos como máximo."), N_("Cuántos se saltan.")


def at_a_terminal() -> bool:
    """Somebody can be asked."""
    return sys.stdin.isatty()


def written(file: Path) -> str:
    """The passphrase that a file holds."""
    try:
        return file.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(N_("No se puede leer el archivo de la clave: {name}."), name=file.name) from error


def passphrase_of(file: Path | None, *, new: bool = False) -> str:
    """The passphrase: from a file, from AYNI_PASSPHRASE, else asked."""
    if file is not None:
        return written(file)
    if given := os.environ.get("AYNI_PASSPHRASE"):
        return given
    if not at_a_terminal():
        said = N_("Falta la clave: use {first} o {second}.")
        raise Wrong(str(Sentence(said, first="--passphrase-file", second="AYNI_PASSPHRASE")))
    asked: str = click.prompt(_(N_("Clave")), hide_input=True, err=True)
    if new and click.prompt(_(N_("La clave otra vez")), hide_input=True, err=True) != asked:
        raise refuse(N_("Las dos claves no son iguales."))
    return asked


@contextmanager
def opened(folder: Path, passphrase_file: Path | None, *, read_only: bool) -> Iterator[Workspace]:
    """The door, open in the language asked for, and closed in any case."""
    ctx = click.get_current_context()
    told = passphrase_file is not None or "AYNI_PASSPHRASE" in os.environ
    if is_practice(folder) and not told:
        key = PASSPHRASE
    else:
        key = passphrase_of(passphrase_file) if is_workspace(folder) else ""  # the door says what the folder lacks
    door = open_workspace(folder, key, read_only=read_only)
    try:
        _speak(ctx)
        yield door
    finally:
        door.close()


def _speak(ctx: click.Context) -> None:
    """The language asked for on the line is used, whoever is at work."""
    if asked := ctx.find_root().params.get("language"):
        lang.use(asked)


def reads(act: Act) -> Act:
    """A verb that only looks: it opens the folder beside a window that has it open."""

    @functools.wraps(act)
    def verb(folder: Path, passphrase_file: Path | None, **given: Any) -> Any:
        with opened(folder, passphrase_file, read_only=True) as door:
            return act(door, **given)

    return secret(argument("folder", metavar="DIR", type=FILE)(verb))


REASON_HELP = N_("Por qué se cambia, si ya se presentó o se confirmó.")
WHY_HELP = N_("Por qué: lo leerá quien revise después.")
PERSON_HELP = N_("Quién lo hace. Si no se dice, quien abre con su propia clave o quien creó la carpeta.")


def _changes(act: Act, reason_help: str) -> Act:
    """A verb that changes something, in the name of a person; whoever works in the window stays at work there."""

    @functools.wraps(act)
    def verb(folder: Path, passphrase_file: Path | None, person: str | None, **given: Any) -> Any:
        with opened(folder, passphrase_file, read_only=False) as door:
            before = door.meta("persona")
            door.because = str(given.pop("because", "") or "").strip()
            door.work_as_named(person or door.came_in_as or str(door.meta("card_name")))
            _speak(click.get_current_context())
            try:
                return act(door, **given)
            finally:
                door.give_seat_back(before)

    with_person = option("--person", metavar="NAME", help=PERSON_HELP)(verb)
    if not any("--reason" in param.opts for param in getattr(act, "__click_params__", ())):
        with_person = option("--reason", "because", default="", metavar="TEXT", help=reason_help)(with_person)
    return secret(argument("folder", metavar="DIR", type=FILE)(with_person))


def writes(act: Act) -> Act:
    """A verb that writes a record; its reason is asked once the record was presented or confirmed."""
    return _changes(act, REASON_HELP)


def acts(act: Act) -> Act:
    """A verb that does something else; its reason is for whoever reviews afterwards."""
    return _changes(act, WHY_HELP)


def paged(act: Act) -> Act:
    """A list that can be long: words to look for, where to begin, how many."""
    found = option("--limit", type=click.IntRange(0), default=None, metavar="N", help=LIMIT_HELP)(act)
    found = option("--offset", type=click.IntRange(0), default=0, metavar="N", help=OFFSET_HELP)(found)
    return option("--text", default="", metavar="TEXT", help=TEXT_HELP)(found)


def page_of(limit: int | None) -> int:
    return -1 if limit is None else limit
