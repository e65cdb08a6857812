"""The command line: what a screen can do, a line can do, through the same door.

Exit status: 0 done, 1 refused (its sentence on stderr), 2 wrong usage. Never a traceback: a fault of ours leaves a
report and says where. Secrets never stand on the line: `--passphrase-file`, then AYNI_PASSPHRASE, then a prompt.
"""
# ruff: noqa: D103  the help of a verb says what it is for

import functools
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import click

from ayni import __version__, lang
from ayni.domain import perfil
from ayni.domain.aeo import AEO
from ayni.domain.compra import COMPRA, EVENTO
from ayni.domain.compra_archivo import purchase_json, replay_json
from ayni.domain.convocatoria import CONVOCATORIA
from ayni.domain.declaracion import PLANTILLA
from ayni.domain.etapas import ANULAR, REEMPLAZAR
from ayni.domain.evento import extra_fields
from ayni.domain.expediente import MEGABYTE, REVIEW, Papel
from ayni.domain.fields import (
    NO,
    SI,
    Catalogue,
    Field,
    Money,
    Problem,
    Reference,
    Several,
    Ubigeo,
    Value,
    by_name,
)
from ayni.domain.formulario import FORMS
from ayni.domain.funcion import ROLES
from ayni.domain.junta_directiva import CARGO_PERIODO
from ayni.domain.municipio import OFICINA, PROMOTOR
from ayni.domain.padron import BAJA, SOCIO, TYPED
from ayni.domain.plan import COVER
from ayni.domain.rentabilidad import explain, profile_json
from ayni.domain.repetido import CLASES, DECISIONES, MISMA
from ayni.domain.rules import Answer, Standing, overall_standing, standing
from ayni.domain.version import VERSION
from ayni.domain.version import Act as Became
from ayni.job import finish
from ayni.lang import N_, Sentence, _, day, moment, soles
from ayni.paths import reports_folder
from ayni.workspace import (
    Refused,
    Workspace,
    create_workspace,
    finding_good_copy,
    is_workspace,
    law,
    open_workspace,
    places_in,
    repair_key_file,
    restore_damaged,
    restoring_from,
)
from ayni.workspace.anticipo import CHANGED, NEW, REMOVED
from ayni.workspace.buzon import is_for_others
from ayni.workspace.compra import read_exchange_json
from ayni.workspace.desacuerdos import TABLE_LABELS, ClashView
from ayni.workspace.envio import Sent
from ayni.workspace.intercambio import BundleView, Receipt
from ayni.workspace.ordenes import named, said_of
from ayni.workspace.papeles_envio import PapersView
from ayni.workspace.plan import computed_file
from ayni.workspace.practica import PASSPHRASE, is_practice, make_practice
from ayni.workspace.recibo import Confirmed
from ayni.workspace.refusals import refuse

REFUSED, WRONG_USAGE = 1, 2
Given = Mapping[str, str | int | None]
Act = Callable[..., Any]

# --- the face of the commands: help and complaints in the language in use


def _told(error: click.UsageError) -> str:
    """A complaint of click's in our words."""
    if isinstance(error, Wrong):
        return error.format_message()
    if isinstance(error, click.NoSuchOption):
        return str(Sentence(N_("No existe la opción {name}."), name=error.option_name))
    if isinstance(error, click.BadOptionUsage):
        return str(Sentence(N_("A la opción {name} le falta su valor."), name=error.option_name))
    if isinstance(error, click.BadParameter):
        name = error.param.human_readable_name if error.param is not None else ""
        if isinstance(error.param, click.Option):
            name = error.param.opts[-1]
        if isinstance(error, click.MissingParameter):
            return str(Sentence(N_("Falta {name}."), name=name))
        if error.param is not None and isinstance(error.param.type, click.Choice):
            words = ", ".join(str(word) for word in error.param.type.choices)
            return str(Sentence(N_("En {name} escriba una de estas palabras: {words}."), name=name, words=words))
        return str(Sentence(N_("No se entiende lo que dice en {name}."), name=name))
    return _(N_("La orden no está bien escrita."))


class Wrong(click.UsageError):
    """Wrong usage, said in our words."""


class Said(click.Option):
    """An option whose help is translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        source = self.help
        self.help = _(source or "")
        try:
            found = super().get_help_record(ctx)
        finally:
            self.help = source
        return found and (found[0], found[1].replace("[required]", _(N_("[obligatorio]"))))


USAGE_WORDS = {"[OPTIONS]": N_("[OPCIONES]"), "[COMMAND] [ARGS]...": N_("ORDEN"), "COMMAND [ARGS]...": N_("ORDEN")}


class _Face(click.Command):
    """Help in the language in use, with our headings."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = [_(USAGE_WORDS.get(piece, "")) or piece for piece in self.collect_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(pieces), _(N_("Uso:")) + " ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's own
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_(self.help or ""))

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002  our helps are one sentence
        return _(self.help or "")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        told = [record for param in options if (record := param.get_help_record(ctx)) is not None]
        if told:
            with formatter.section(_(N_("Opciones"))):
                formatter.write_dl(told)
        if isinstance(self, click.Group):
            verbs = [(name, self.commands[name].get_short_help_str()) for name in self.list_commands(ctx)]
            with formatter.section(_(N_("Órdenes"))):
                formatter.write_dl(verbs)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = _(N_("Muestra esta ayuda."))
        return found


class Verb(_Face):
    """One order."""


class Verbs(_Face, click.Group):
    """A group of orders, in the order in which they are declared."""

    command_class = Verb
    group_class = type

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's own signature
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise Wrong(str(Sentence(N_("No existe la orden {name}."), name=args[0])), ctx)
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Run a line and leave with its status; whatever happens is said in a sentence."""
        kwargs["standalone_mode"] = False
        sys.exit(_status(lambda: super(Verbs, self).main(*args, **kwargs)))


def _status(run: Callable[[], Any]) -> int:
    """The exit status of a run, its complaints said on stderr."""
    try:
        found = run()
        sys.stdout.flush()
        return found if isinstance(found, int) else 0
    except Refused as error:
        for problem in error.problems:
            click.echo(_complaint(problem), err=True)
        return REFUSED
    except click.UsageError as error:
        if error.ctx is not None:
            click.echo(error.ctx.command.get_usage(error.ctx), err=True)
        click.echo(_told(error), err=True)
        return WRONG_USAGE
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt, EOFError):
        click.echo(_(N_("No se hizo nada.")), err=True)
        return REFUSED
    except BrokenPipeError:  # whoever read us has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001  the last net: a person never meets a traceback
        return _failed(error)


def _complaint(problem: Problem) -> str:
    """A problem with the name of its datum: as options are written, or as the file says it when it is a path."""
    name = problem.field if "." in problem.field else problem.field.replace("_", "-")
    return f"{name}: {problem.text}" if name else problem.text


def _failed(error: Exception) -> int:
    """A trouble of the world becomes its sentence; a fault of ours leaves a report."""
    if sentence := said_of(error):
        click.echo(str(sentence), err=True)
        return REFUSED
    path = reports_folder() / f"ayni-{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Ayni {__version__}\n{''.join(traceback.format_exception(error))}", "utf-8")
    except OSError:
        click.echo(_(N_("Ayni tuvo una falla y no pudo guardar el informe. Lo ya guardado está a salvo.")), err=True)
        return REFUSED
    said = N_("Ayni tuvo una falla. Lo ya guardado está a salvo. El informe quedó en {path}.")
    click.echo(str(Sentence(said, path=path)), err=True)
    return REFUSED


# --- parts of every verb

UNKNOWN = N_("No se conoce el dato {name}. Escríbalo así: {example}.")
option = functools.partial(click.option, cls=Said)
argument = click.argument
FILE = click.Path(path_type=Path)
as_json = option("--json", "as_json", is_flag=True, help=N_("Escribe la respuesta como datos JSON."))
OUT_HELP = N_("Archivo donde se escribe.")
out_file = option("-o", "--output", "out", type=FILE, required=True, metavar="FILE", help=OUT_HELP)
PASSPHRASE_HELP = N_("Archivo que guarda la clave.")
secret = option("--passphrase-file", type=FILE, metavar="FILE", help=PASSPHRASE_HELP)


def _at_a_terminal() -> bool:
    """Somebody can be asked."""
    return sys.stdin.isatty()


def _written(file: Path) -> str:
    """The passphrase that a file holds."""
    try:
        return file.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(N_("No se puede leer el archivo de la clave: {name}."), name=file.name) from error


def _passphrase(file: Path | None, *, new: bool = False) -> str:
    """The passphrase: from a file, from AYNI_PASSPHRASE, else asked."""
    if file is not None:
        return _written(file)
    if given := os.environ.get("AYNI_PASSPHRASE"):
        return given
    if not _at_a_terminal():
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
        key = _passphrase(passphrase_file) if is_workspace(folder) else ""  # the door says what the folder lacks
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
PERSON_HELP = N_("Quién lo hace. Si no se dice, quien abre con su propia clave o quien creó la carpeta.")


def writes(act: Act) -> Act:
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
        with_person = option("--reason", "because", default="", metavar="TEXT", help=REASON_HELP)(with_person)
    return secret(argument("folder", metavar="DIR", type=FILE)(with_person))


def answers_of(fields: Sequence[Field], besides: Sequence[str] = ()) -> Callable[[Act], Act]:
    """`--from FILE.json`, `--field name=value`, and an option for each field that is asked."""

    def wrap(act: Act) -> Act:
        names = [item.name for item in fields if item.asked or item.name in besides]

        @functools.wraps(act)
        def verb(*args: Any, **given: Any) -> Any:
            typed: dict[str, str | int | None] = {}
            if (file := given.pop("from_file")) is not None:
                typed |= _from_file(file, fields)
            for pair in given.pop("field"):
                name, sign, value = pair.partition("=")
                name = name.strip().replace("-", "_")
                if not sign or name not in names:
                    raise Wrong(str(Sentence(UNKNOWN, name=name, example="nombre=valor")))
                typed[name] = value
            for name in names:
                value = given.pop(f"field_{name}")
                if value is not None:
                    typed[name] = value
            return act(*args, answers=typed, **given)

        wrapped: Act = verb
        for item in reversed([item for item in fields if item.name in names]):
            dashes = "--" + item.name.replace("_", "-")
            wrapped = option(dashes, f"field_{item.name}", metavar="VALUE", help=item.label)(wrapped)
        field_help = N_("Un dato y su valor, las veces que haga falta.")
        wrapped = option("--field", multiple=True, metavar="NAME=VALUE", help=field_help)(wrapped)
        from_help = N_("Archivo JSON con los datos.")
        return option("--from", "from_file", type=FILE, metavar="FILE.json", help=from_help)(wrapped)

    return wrap


def _from_file(path: Path, fields: Sequence[Field]) -> dict[str, str | int | None]:
    """The answers of a JSON object under the names of the fields; what is not a field is refused by name."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise refuse(N_("No se puede leer el archivo {name}."), name=path.name) from error
    except (ValueError, RecursionError) as error:
        raise refuse(N_("El archivo {name} no es JSON."), name=path.name) from error
    if not isinstance(found, dict):
        raise refuse(N_("El archivo {name} no trae un registro."), name=path.name)
    known = by_name(fields)
    wrong = [
        Problem(str(name), Sentence(N_("Este dato no se conoce.")))
        for name in found
        if name not in known and name != "id"
    ]
    typed: dict[str, str | int | None] = {}
    for name, value in found.items():
        if name in known:
            try:
                typed[name] = _plain(known[name], value)
            except ValueError:
                wrong.append(Problem(name, Sentence(N_("No se entiende lo que dice en {name}."), name=name)))
    if wrong:
        raise Refused(wrong)
    return typed


def _plain(item: Field, value: object) -> str | int | None:
    """A JSON value as its kind reads it; amounts are whole céntimos."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return SI if value else NO
    if isinstance(value, dict) and item.name == "datos":  # of an event: its own data, read by its kind
        return json.dumps(value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ",".join(value)
    if isinstance(value, int):
        return format(Decimal(value) / 100, "f") if isinstance(item.kind, Money) else value
    if isinstance(value, float) and not isinstance(item.kind, Money):
        return format(Decimal(repr(value)), "f")
    raise ValueError


def _references(door: Workspace, fields: Sequence[Field], answers: Given, aeo: str = "") -> dict[str, Any]:
    """The answers with each word that names another record changed for its id."""
    kinds = {item.name: item.kind for item in fields}
    found = dict(answers)
    for name, word in answers.items():
        kind = kinds.get(name)
        if isinstance(kind, Reference) and word:
            found[name] = named(door, kind.noun, str(word), aeo if kind.noun == "socio" else "")
    return found


def _merged(fields: Sequence[Field], stored: Mapping[str, Any], answers: Given) -> dict[str, Any]:
    """What is stored with the answers over it; nothing said is wrong usage."""
    if not answers:
        raise Wrong(_(N_("Diga qué dato cambia.")))
    return {item.name: stored.get(item.name) for item in fields} | dict(answers)


# --- what is printed


def _echo_json(found: object) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, indent=1, default=_as_plain))


def _as_plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def _list(found: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool) -> None:
    """Rows as JSON, or the columns side by side."""
    if as_json:
        _echo_json([dict(row) for row in found])
        return
    cells = [[_cell(name, row.get(name)) for name in columns] for row in found]
    widths = [max((len(line[place]) for line in cells), default=0) for place in range(len(columns))]
    for line in cells:
        click.echo("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if name.endswith("_centimos") and isinstance(value, int):
        return soles(value)
    return str(value)


def _show(door: Workspace, fields: Sequence[Field], found: Mapping[str, Any], *, as_json: bool) -> None:
    """One record as JSON, or a line for each datum that it has."""
    if as_json:
        _echo_json(dict(found))
        return
    click.echo(found["id"])
    for item in fields:
        if not isinstance(item.kind, Reference) and found.get(item.name) is not None:
            click.echo(f"{_(item.label)}: {_as_read(door, item, found[item.name])}")


def _as_read(door: Workspace, item: Field, value: Value) -> str:
    """A value as a person reads it; codes by their labels, districts by their names."""
    if isinstance(item.kind, Catalogue | Several):
        labels = dict(door.choices(item.kind.name))
        return ", ".join(_(labels.get(code, code)) for code in str(value).split(","))
    return door.place(str(value)) if isinstance(item.kind, Ubigeo) else item.kind.show(value)


def _made(record: str, *, as_json: bool) -> None:
    """The id of what was registered."""
    if as_json:
        _echo_json({"id": record})
    else:
        click.echo(record)


def _sentences(found: Sequence[object]) -> None:
    for each in found:
        click.echo(str(each))


# --- the verbs


def _speak_option(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Language is heard before anything else, so that help and complaints are in it."""
    spoken = value or os.environ.get("LANG", "").partition(".")[0]
    lang.use(spoken or lang.SPANISH)
    return value


LANGUAGE_HELP = N_("Idioma de las respuestas.")


@click.group(
    cls=Verbs,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=N_("Ayni: PROCOMPITE en la municipalidad. Sin una orden, abre la ventana."),
)
@option(
    "--language",
    type=click.Choice(lang.LANGUAGES),
    is_eager=True,
    callback=_speak_option,
    help=LANGUAGE_HELP,
)
@click.pass_context
def ayni(ctx: click.Context, language: str | None) -> int | None:
    """Open the window when no verb is said."""
    if ctx.invoked_subcommand is not None:
        return None
    if ctx.obj is None:
        raise Wrong(_(N_("Falta la orden.")), ctx)
    open_window: Callable[[str | None], int] = ctx.obj
    return open_window(language)


@ayni.command(help=N_("Crea la carpeta de una municipalidad y muestra el código de recuperación."))
@argument("folder", metavar="DIR", type=FILE)
@option("--ubigeo", required=True, metavar="CODE", help=N_("Código del distrito."))
@option("--name", required=True, metavar="NAME", help=N_("Nombre de la municipalidad."))
@option("--person", required=True, metavar="NAME", help=N_("Quién trabaja en este equipo."))
@option("--role", required=True, type=click.Choice(["oficina", "promotor"]), help=N_("Si es la oficina o un promotor."))
@secret
@option("-o", "--output", "out", type=FILE, metavar="FILE.pdf", help=N_("Hoja de recuperación para imprimir."))
def new(
    folder: Path, ubigeo: str, name: str, person: str, role: str, passphrase_file: Path | None, out: Path | None
) -> None:
    passphrase = _passphrase(passphrase_file, new=True)
    spoken = click.get_current_context().find_root().params.get("language") or lang.SPANISH
    door, recovery = create_workspace(
        folder, ubigeo=ubigeo, name=name, person=person, role=role, passphrase=passphrase, language=spoken
    )
    with door:
        click.echo(
            _(N_("Código de recuperación. Guárdelo lejos de este equipo: abre la carpeta si se olvida la clave."))
        )
        click.echo(recovery)
        if out is not None:
            click.echo(door.print_recovery_sheet(recovery, out, lang.language()))


@ayni.command(help=N_("Escribe la tarjeta de este equipo, para darla a otro."))
@reads
@out_file
def card(door: Workspace, out: Path) -> None:
    click.echo(door.write_card(out))


@ayni.command(help=N_("Acepta la tarjeta de otro equipo y muestra el código que los dos deben ver igual."))
@writes
@argument("file", type=FILE)
@as_json
def trust(door: Workspace, file: Path, *, as_json: bool) -> None:
    view = door.trust(file)
    if as_json:
        _echo_json({"name": view.name, "role": view.role, "municipality": view.municipality, "code": view.code})
    else:
        click.echo(f"{view.name}  {view.code}")


@ayni.command(help=N_("Lista los equipos aceptados."))
@reads
@as_json
def trusted(door: Workspace, *, as_json: bool) -> None:
    _list(door.trusted(), ("name", "role", "code", "unsent", "unconfirmed"), as_json=as_json)


@ayni.command(help=N_("Olvida un equipo aceptado, como uno que se reinstaló; lo que guardó se queda."))
@writes
@argument("name", metavar="NAME")
def forget(door: Workspace, name: str) -> None:
    click.echo(door.forget_machine(name))


def _group(name: str, help_text: str) -> Verbs:
    made = Verbs(name, help=help_text)
    ayni.add_command(made)
    return made


convocatorias = _group("convocatoria", N_("Convocatorias."))
aeos = _group("aeo", N_("Organizaciones."))
socios = _group("socio", N_("Socios de una organización."))
juntas = _group("junta", N_("Junta directiva de una organización."))
padrones = _group("padron", N_("Padrón de una organización en una hoja de cálculo."))
planes = _group("plan", N_("Planes de negocio."))
compras = _group("compra", N_("Compras."))
people = _group("person", N_("Personas que trabajan en este equipo, sus claves y sus funciones."))
machines = _group("equipo", N_("Los equipos: hasta cuándo valen, y qué se hace si uno se pierde."))
audits = _group("audit", N_("La historia de todo lo guardado, para quien la revisa."))
ADD, EDIT = N_("Registra uno nuevo y escribe su código."), N_("Cambia los datos que se dicen.")
SIGNS = {Became.ADDED: "+", Became.REMOVED: "-", Became.CHANGED: "≠"}
LIST, SHOW = N_("Lista lo registrado."), N_("Muestra uno.")
TEXT_HELP = N_("Solo lo que tenga estas palabras.")
LIMIT_HELP, OFFSET_HELP = N_("Cuántos como máximo."), N_("Cuántos se saltan.")


def paged(act: Act) -> Act:
    """A list that can be long: words to look for, where to begin, how many."""
    found = option("--limit", type=click.IntRange(0), default=None, metavar="N", help=LIMIT_HELP)(act)
    found = option("--offset", type=click.IntRange(0), default=0, metavar="N", help=OFFSET_HELP)(found)
    return option("--text", default="", metavar="TEXT", help=TEXT_HELP)(found)


def _page(limit: int | None) -> int:
    return -1 if limit is None else limit


# calls


@convocatorias.command("add", help=ADD)
@writes
@answers_of(CONVOCATORIA)
@as_json
def convocatoria_add(door: Workspace, answers: Given, *, as_json: bool) -> None:
    _made(door.save_convocatoria(answers), as_json=as_json)


@convocatorias.command("edit", help=EDIT)
@writes
@argument("record", metavar="ID")
@answers_of(CONVOCATORIA)
@as_json
def convocatoria_edit(door: Workspace, record: str, answers: Given, *, as_json: bool) -> None:
    record = named(door, "convocatoria", record)
    stored = door.convocatoria(record)
    if "fecha_autorizacion" in answers and "regimen" not in answers:
        stored = {**stored, "regimen": None}  # it follows from the date
    _made(door.save_convocatoria(_merged(CONVOCATORIA, stored, answers), record), as_json=as_json)


@convocatorias.command("list", help=LIST)
@reads
@as_json
def convocatoria_list(door: Workspace, *, as_json: bool) -> None:
    _list(door.convocatorias(), ("id", "year", "nombre", "regimen", "categorias"), as_json=as_json)


@convocatorias.command("show", help=SHOW)
@reads
@argument("record", metavar="ID")
@as_json
def convocatoria_show(door: Workspace, record: str, *, as_json: bool) -> None:
    _show(door, CONVOCATORIA, door.convocatoria(named(door, "convocatoria", record)), as_json=as_json)


# AEO


@aeos.command("add", help=ADD)
@writes
@answers_of(AEO)
@as_json
def aeo_add(door: Workspace, answers: Given, *, as_json: bool) -> None:
    _made(door.save_aeo(_references(door, AEO, answers)), as_json=as_json)


@aeos.command("edit", help=EDIT)
@writes
@argument("record", metavar="AEO")
@answers_of(AEO)
@as_json
def aeo_edit(door: Workspace, record: str, answers: Given, *, as_json: bool) -> None:
    record = named(door, "aeo", record)
    given = _merged(AEO, door.aeo(record), _references(door, AEO, answers))
    _made(door.save_aeo(given, record), as_json=as_json)


@aeos.command("list", help=LIST)
@reads
@paged
@as_json
def aeo_list(door: Workspace, text: str, offset: int, limit: int | None, *, as_json: bool) -> None:
    columns = ("id", "ruc", "nombre", "categoria", "cadena", "socios", "place")
    _list(door.aeos(offset, _page(limit), text), columns, as_json=as_json)


@aeos.command("show", help=SHOW)
@reads
@argument("record", metavar="AEO")
@as_json
def aeo_show(door: Workspace, record: str, *, as_json: bool) -> None:
    found = door.aeo(named(door, "aeo", record))
    answered = door.eligibility(found, found["id"])
    if as_json:
        _echo_json({**found, "eligibility": [_answer_told(answer) for answer in answered]})
        return
    _show(door, AEO, found, as_json=False)
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
        _echo_json({"standing": str(light), "eligibility": answers, "expiring": told})
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
    _made(door.merge_aeo(one, other, chosen), as_json=as_json)


# members


AEO_HELP = N_("Organización en que se busca.")
within = option("--aeo", metavar="AEO", help=AEO_HELP)


def _socio(door: Workspace, record: str, aeo: str | None) -> str:
    return named(door, "socio", record, named(door, "aeo", aeo) if aeo else "")


@socios.command("add", help=ADD)
@writes
@argument("aeo", metavar="AEO")
@answers_of(TYPED)
@as_json
def socio_add(door: Workspace, aeo: str, answers: Given, *, as_json: bool) -> None:
    _made(door.save_socio(named(door, "aeo", aeo), answers), as_json=as_json)


@socios.command("edit", help=EDIT)
@writes
@argument("record", metavar="SOCIO")
@within
@option("--reason", default="", metavar="TEXT", help=N_("Por qué se cambia."))
@answers_of(TYPED)
@as_json
def socio_edit(door: Workspace, record: str, aeo: str | None, reason: str, answers: Given, *, as_json: bool) -> None:
    if not answers:
        raise Wrong(_(N_("Diga qué dato cambia.")))
    record = _socio(door, record, aeo)
    _made(door.save_socio(door.socio(record)["aeo"], answers, record, reason=reason), as_json=as_json)


@socios.command("baja", help=N_("Da de baja a un socio, con su fecha y su motivo."))
@writes
@argument("record", metavar="SOCIO")
@within
@answers_of(BAJA)
def socio_baja(door: Workspace, record: str, aeo: str | None, answers: Given) -> None:
    record = _socio(door, record, aeo)
    door.save_baja(record, answers)
    click.echo(record)


@socios.command("return", help=N_("Reincorpora a un socio que estaba de baja."))
@writes
@argument("record", metavar="SOCIO")
@within
def socio_return(door: Workspace, record: str, aeo: str | None) -> None:
    record = _socio(door, record, aeo)
    door.return_socio(record)
    click.echo(record)


@socios.command("list", help=LIST)
@reads
@argument("aeo", metavar="AEO")
@paged
@as_json
def socio_list(door: Workspace, aeo: str, text: str, offset: int, limit: int | None, *, as_json: bool) -> None:
    found = door.socios(named(door, "aeo", aeo), offset, _page(limit), text)
    _list(found, ("id", "dni", "full_name", "fecha_nacimiento", "fecha_baja"), as_json=as_json)


@socios.command("show", help=SHOW)
@reads
@argument("record", metavar="SOCIO")
@within
@as_json
def socio_show(door: Workspace, record: str, aeo: str | None, *, as_json: bool) -> None:
    _show(door, SOCIO, door.socio(_socio(door, record, aeo)), as_json=as_json)


# boards


@juntas.command("add", help=ADD)
@writes
@argument("aeo", metavar="AEO")
@answers_of(CARGO_PERIODO)
@as_json
def junta_add(door: Workspace, aeo: str, answers: Given, *, as_json: bool) -> None:
    aeo = named(door, "aeo", aeo)
    _made(door.save_cargo(aeo, _references(door, CARGO_PERIODO, answers, aeo)), as_json=as_json)


def _cargo(door: Workspace, record: str) -> dict[str, Any]:
    found = door.found("cargo_periodo", named(door, "cargo_periodo", record))
    return next(period for period in door.junta(found["aeo"]) if period["id"] == found["id"])


@juntas.command("edit", help=EDIT)
@writes
@argument("record", metavar="ID")
@answers_of(CARGO_PERIODO)
@as_json
def junta_edit(door: Workspace, record: str, answers: Given, *, as_json: bool) -> None:
    stored = _cargo(door, record)
    given = _merged(CARGO_PERIODO, stored, _references(door, CARGO_PERIODO, answers, stored["aeo"]))
    _made(door.save_cargo(stored["aeo"], given, stored["id"]), as_json=as_json)


@juntas.command("remove", help=N_("Quita un cargo escrito por equivocación."))
@writes
@argument("record", metavar="ID")
def junta_remove(door: Workspace, record: str) -> None:
    door.remove_cargo(named(door, "cargo_periodo", record))


@juntas.command("list", help=LIST)
@reads
@argument("aeo", metavar="AEO")
@as_json
def junta_list(door: Workspace, aeo: str, *, as_json: bool) -> None:
    aeo = named(door, "aeo", aeo)
    _list(door.junta(aeo), ("id", "cargo", "dni", "full_name", "desde", "hasta"), as_json=as_json)
    if not as_json:
        _sentences([problem.text for problem in door.junta_problems(aeo)])


@juntas.command("show", help=SHOW)
@reads
@argument("record", metavar="ID")
@as_json
def junta_show(door: Workspace, record: str, *, as_json: bool) -> None:
    found = _cargo(door, record)
    _show(door, CARGO_PERIODO, found, as_json=as_json)
    if not as_json:
        click.echo(f"{found['dni']} {found['full_name']}")


# the padrón as a spreadsheet


def _cells_told(marks: Any) -> list[dict[str, Any]]:
    return [
        {
            "row": row.number,
            "cell": cell,
            "field": problem.field,
            "typed": row.answers.get(problem.field, ""),
            "sentence": problem.text,
        }
        for row, found in marks
        for cell, problem in found
    ]


def _sheet_problems(door: Workspace, aeo: str, file: Path, left_out: Path | None, *, as_json: bool) -> Any:
    sheet = door.read_padron(aeo, file)
    if as_json:
        told = {
            "good": len(sheet.good),
            "wrong": len(sheet.wrong),
            "ignored": list(sheet.ignored),
            "hidden": list(sheet.hidden),
            "columns": sheet.columns,
            "problems": _cells_told((row, row.problems) for row in sheet.rows),
            "doubts": _cells_told((row, row.doubts) for row in sheet.rows),
        }
        _echo_json(told)
    else:
        for row in sheet.rows:
            for cell, problem in (*row.problems, *row.doubts):
                click.echo(f"{cell}: {problem.text}", err=True)
    counted = N_("Filas buenas: {good}. Filas por corregir: {wrong}.")
    if not as_json or sheet.wrong:
        click.echo(str(Sentence(counted, good=len(sheet.good), wrong=len(sheet.wrong))), err=as_json)
    if left_out is not None and sheet.wrong:
        door.write_left_out(sheet, left_out)
    return sheet


LEFT_OUT = option(
    "-o",
    "--output",
    "left_out",
    type=FILE,
    metavar="FILE.xlsx",
    help=N_("Archivo donde se escriben las filas por corregir, con su motivo."),
)


@padrones.command(
    "import", help=N_("Trae al padrón las filas buenas de una hoja; termina en 1 si quedó alguna por corregir.")
)
@writes
@argument("aeo", metavar="AEO")
@argument("file", metavar="FILE.xlsx", type=FILE)
@LEFT_OUT
@as_json
def padron_import(door: Workspace, aeo: str, file: Path, left_out: Path | None, *, as_json: bool) -> int:
    aeo = named(door, "aeo", aeo)
    sheet = _sheet_problems(door, aeo, file, left_out, as_json=as_json)
    finish(door.importing_padron(aeo, sheet))
    return REFUSED if sheet.wrong else 0


@padrones.command(
    "check", help=N_("Dice qué habría que corregir en una hoja, sin traer nada; sin hoja, revisa el padrón que hay.")
)
@reads
@argument("aeo", metavar="AEO")
@argument("file", metavar="FILE.xlsx", type=FILE, required=False)
@LEFT_OUT
@as_json
def padron_check(door: Workspace, aeo: str, file: Path | None, left_out: Path | None, *, as_json: bool) -> int:
    aeo = named(door, "aeo", aeo)
    if file is not None:
        return REFUSED if _sheet_problems(door, aeo, file, left_out, as_json=as_json).wrong else 0
    found = door.check_padron(aeo)
    if as_json:
        _echo_json(
            [
                {
                    "check": each.answer.check,
                    "rule": each.answer.rule,
                    "result": each.answer.result.value,
                    "severity": each.answer.severity.value,
                    "sentence": str(each.answer.sentence),
                    "article": each.answer.article,
                    "status": each.answer.status,
                    "socios": list(each.socios),
                }
                for each in found
            ]
        )
    else:
        for each in found:
            click.echo(f"{each.answer.result.value}  {each.answer.sentence}  {each.answer.article}")
    failed = sum(each.answer.result.value == "FAIL" for each in found)
    if failed:
        click.echo(str(Sentence(N_("Por revisar: {count}"), count=failed)), err=True)
    return REFUSED if failed else 0


@padrones.command("confirm", help=N_("Deja escrito quién confirmó el padrón con la organización, y cuándo."))
@writes
@argument("aeo", metavar="AEO")
@as_json
def padron_confirm(door: Workspace, aeo: str, *, as_json: bool) -> None:
    count = door.confirm_padron(named(door, "aeo", aeo))
    if as_json:
        _echo_json({"socios": count})
    else:
        click.echo(str(Sentence(N_("Socios confirmados: {count}"), count=count)))


@padrones.command("export", help=N_("Escribe el padrón en una hoja de cálculo."))
@reads
@argument("aeo", metavar="AEO")
@argument("file", metavar="FILE.xlsx", type=FILE, required=False)
@option("-o", "--output", "out", type=FILE, metavar="FILE.xlsx", help=OUT_HELP)
def padron_export(door: Workspace, aeo: str, file: Path | None, out: Path | None) -> None:
    target = out or file
    if target is None:
        raise Wrong(str(Sentence(N_("Falta {name}."), name="FILE.xlsx")), click.get_current_context())
    click.echo(door.export_padron(named(door, "aeo", aeo), target))


# plans


@planes.command("import", help=N_("Trae un plan de un archivo, con su presupuesto y su producción."))
@writes
@argument("file", metavar="FILE.json", type=FILE)
@answers_of(COVER)
@as_json
def plan_import(door: Workspace, file: Path, answers: Given, *, as_json: bool) -> None:
    given = _references(door, COVER, answers)
    if given.get("aeo"):
        given.setdefault("convocatoria", door.aeo(given["aeo"])["convocatoria"])
    _made(door.import_plan(file, given), as_json=as_json)


@planes.command("add", help=ADD)
@writes
@answers_of(COVER)
@as_json
def plan_add(door: Workspace, answers: Given, *, as_json: bool) -> None:
    _made(door.save_plan(_references(door, COVER, answers)), as_json=as_json)


@planes.command("idea", help=N_("Empieza una idea: su perfil se mira antes de hacer el plan."))
@writes
@answers_of(COVER)
@as_json
def plan_idea(door: Workspace, answers: Given, *, as_json: bool) -> None:
    _made(door.begin_perfil(_references(door, COVER, answers)), as_json=as_json)


@planes.command("profile", help=N_("Muestra el perfil: cuánto queda cada año y en cuánto se recupera la inversión."))
@reads
@argument("record", metavar="ID")
@as_json
def plan_profile(door: Workspace, record: str, *, as_json: bool) -> None:
    result = door.perfil(named(door, "plan", record))
    if as_json:
        _echo_json(profile_json(result))
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
    _made(plan, as_json=as_json)


@planes.command("list", help=LIST)
@reads
@paged
@as_json
def plan_list(door: Workspace, text: str, offset: int, limit: int | None, *, as_json: bool) -> None:
    columns = ("id", "categoria", "titulo", "aeo_nombre", "total_centimos")
    _list(door.planes(offset, _page(limit), text), columns, as_json=as_json)


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
        _echo_json({**found, **total, "lights": lights, "indicators": told, "missing": missing})
        return
    _show(door, COVER, found, as_json=False)
    click.echo(str(Sentence(N_("Total: {amount}"), amount=soles(whole.total))))
    for light in lights:
        click.echo(f"{light['result']}  {light['sentence']}  [{light['article']}]")
    for each in told:
        click.echo(f"{each['label']}: {each['value']}  {each['sentence']}")
    _sentences(missing)


@planes.command("keep", help=N_("Guarda una versión de todo lo que el plan dice ahora."))
@writes
@argument("record", metavar="ID")
@answers_of(VERSION)
@as_json
def plan_keep(door: Workspace, record: str, answers: Given, *, as_json: bool) -> None:
    said = {name: str(answers.get(name) or "") for name in ("nombre", "motivo")}
    _made(door.save_version(named(door, "plan", record), said["nombre"], said["motivo"]), as_json=as_json)


@planes.command("versions", help=N_("Lista las versiones de un plan, primero la última."))
@reads
@argument("record", metavar="ID")
@as_json
def plan_versions(door: Workspace, record: str, *, as_json: bool) -> None:
    columns = ("numero", "fecha", "nombre", "autor", "id")
    _list(door.versiones(named(door, "plan", record)), columns, as_json=as_json)


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
        _echo_json(asdict(found))
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
    _made(door.copy_plan(plan["id"], owner, call), as_json=as_json)


@planes.command("compute", help=N_("Calcula un plan de un archivo, sin carpeta: montos en soles, tasas en fracción."))
@argument("file", metavar="FILE.json", type=FILE)
@as_json
def plan_compute(file: Path, *, as_json: bool) -> None:
    found = computed_file(file)
    if as_json:
        _echo_json(found)
        return
    for name, value in found.items():
        if isinstance(value, str | int | float):
            click.echo(f"{name}: {value}")
    _sentences([*found.get("sentences", ()), *(each["sentence"] for each in found.get("warnings", ()))])


# purchases


@compras.command("add", help=ADD)
@writes
@answers_of(COMPRA)
@as_json
def compra_add(door: Workspace, answers: Given, *, as_json: bool) -> None:
    _made(door.save_compra(_references(door, COMPRA, answers)), as_json=as_json)


@compras.command("edit", help=EDIT)
@writes
@argument("record", metavar="ID")
@answers_of(COMPRA)
@as_json
def compra_edit(door: Workspace, record: str, answers: Given, *, as_json: bool) -> None:
    record = named(door, "compra", record)
    given = _merged(COMPRA, door.compra(record), _references(door, COMPRA, answers))
    _made(door.save_compra(given, record), as_json=as_json)


@compras.command("import", help=N_("Trae una compra de un archivo, con todo lo que le pasó."))
@writes
@argument("file", metavar="FILE.json", type=FILE)
@answers_of(COMPRA)
@as_json
def compra_import(door: Workspace, file: Path, answers: Given, *, as_json: bool) -> None:
    _made(door.import_compra(file, _references(door, COMPRA, answers)), as_json=as_json)


@compras.command(
    "sheet", help=N_("Trae las compras de una hoja de cálculo; termina en 1 si quedó alguna por corregir.")
)
@writes
@argument("file", metavar="FILE.xlsx", type=FILE)
@option("--check", is_flag=True, help=N_("Solo dice qué traería y qué habría que corregir."))
@option("--accept", is_flag=True, help=N_("Corrige además las compras cuyas filas cambiaron desde la última vez."))
@option(
    "--left-out",
    type=FILE,
    metavar="FILE.xlsx",
    help=N_("Archivo donde se escriben las filas por corregir, con su motivo."),
)
@as_json
def compra_sheet(
    door: Workspace, file: Path, left_out: Path | None, *, check: bool, accept: bool, as_json: bool
) -> int:
    sheet = door.read_compras(file)
    counted = {"good": len(sheet.good), "events": sheet.events, "same": len(sheet.same), "changed": len(sheet.changed)}
    if as_json:
        told = {
            **counted,
            "wrong": len(sheet.wrong),
            "ignored": list(sheet.ignored),
            "columns": sheet.columns,
            "problems": _cells_told((row, row.problems) for row in sheet.rows),
            "doubts": _cells_told((row, row.doubts) for row in sheet.rows),
        }
        _echo_json(told)
    else:
        for row in sheet.rows:
            for cell, problem in (*row.problems, *row.doubts):
                click.echo(f"{cell}: {problem.text}", err=True)
        said = N_("Filas nuevas: {good}. Hechos: {events}. Ya estaban: {same}. Cambiaron: {changed}.")
        click.echo(str(Sentence(said, **counted)))
        click.echo(str(Sentence(N_("Filas por corregir: {count}"), count=len(sheet.wrong))))
    if left_out is not None and sheet.wrong:
        door.write_compras_left_out(sheet, left_out)
    if not check:
        if sheet.good or not (sheet.same or sheet.changed):
            finish(door.importing_compras(sheet, file.name))
        for row in sheet.changed if accept else ():
            door.accept_compra_row(row, file.name)
    return REFUSED if sheet.wrong else 0


@compras.command("list", help=LIST)
@reads
@paged
@as_json
def compra_list(door: Workspace, text: str, offset: int, limit: int | None, *, as_json: bool) -> None:
    legal = law.purchase_law()
    found = []
    for row in door.compras(offset, _page(limit), text):
        stands = door.purchase(row["id"])
        where = {
            "state": stands.state,
            "state_label": _(legal.label(stands.state)),
            "elapsed_days": stands.elapsed_days,
        }
        found.append({**row, **where})
    _list(found, ("id", "nombre", "aeo_nombre", "state_label", "elapsed_days"), as_json=as_json)


ON_HELP = N_("Día en que se mira, como 2022-07-04. Si no se dice, hoy.")
on_day = option("--on", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), metavar="DATE", help=ON_HELP)


@compras.command("show", help=N_("Muestra en qué va una compra y dónde se fueron los días."))
@reads
@argument("record", metavar="ID")
@on_day
@as_json
def compra_show(door: Workspace, record: str, on: datetime | None, *, as_json: bool) -> None:
    record = named(door, "compra", record)
    stands = door.purchase(record, on.date() if on else None)
    told = purchase_json(stands, law.purchase_law())
    if as_json:
        _echo_json({**door.compra(record), **told})
        return
    _show(door, COMPRA, door.compra(record), as_json=False)
    _tell_purchase(told)


def _tell_purchase(told: Mapping[str, Any]) -> None:
    """Where a purchase stands, for a person."""
    click.echo(str(Sentence(N_("Estado: {state}"), state=_(told["state_label"]))))
    asked = N_("Convocatorias: {attempts}. Ciclos: {cycle}. Días: {days} de {planned} previstos.")
    holes = {"attempts": told["attempts"], "cycle": told["cycle"], "days": told["elapsed_days"]}
    click.echo(str(Sentence(asked, **holes, planned=told["planned_days"] or "—")))
    for segment in told["segments"]:
        click.echo(f"{day(segment['from'])} – {day(segment['to'])}  {segment['days']:>4}  {segment['label']}")
    _sentences([alert["text"] for alert in told["alerts"]])


def _datos(codigo: str, answers: Given, pairs: Sequence[str]) -> dict[str, Any]:
    """What this kind of event says besides, from `--from` and from `--datos`; a name that it does not have is told."""
    fields = by_name(extra_fields(codigo))
    found: dict[str, Any] = {}
    for name, value in json.loads(str(answers.get("datos") or "{}")).items():
        if name not in fields:
            raise Refused([Problem(str(name), Sentence(N_("Este dato no se conoce.")))])
        try:
            found[name] = _plain(fields[name], value)
        except ValueError:
            raise refuse(N_("No se entiende lo que dice en {name}."), name, name=name) from None
    for pair in pairs:
        name, sign, text = pair.partition("=")
        name = name.strip().replace("-", "_")
        if not sign or name not in fields:
            raise Wrong(str(Sentence(UNKNOWN, name=name, example="nombre=valor")))
        found[name] = text
    return found


@compras.command("quotes", help=N_("Escribe el cuadro comparativo de una compra en PDF o en Excel."))
@reads
@argument("record", metavar="ID")
@out_file
@option(
    "--language", "paper_language", type=click.Choice(["es", "quz", "both"]), default="es", help=N_("Idioma del papel.")
)
def compra_quotes(door: Workspace, record: str, out: Path, paper_language: str) -> None:
    record = named(door, "compra", record)
    pdf = out.suffix.lower() == ".pdf"
    click.echo(door.print_cuadro(record, out, paper_language) if pdf else door.export_cuadro(record, out))


DATOS_HELP = N_("Un dato propio de ese hecho y su valor, las veces que haga falta.")
datos_option = option("--datos", multiple=True, metavar="NAME=VALUE", help=DATOS_HELP)


@compras.command("handover", help=N_("Entrega las compras de una persona a otra: escribe el papel y las pasa."))
@writes
@option("--from", "leaves", required=True, metavar="NAME", help=N_("Persona que deja el puesto."))
@option("--to", "takes", required=True, metavar="NAME", help=N_("Persona que recibe las compras."))
@option("--reason", required=True, metavar="TEXT", help=N_("Por qué."))
@option("-o", "--out", type=FILE, required=True, metavar="FILE", help=N_("Papel que se escribe: .pdf o .xlsx."))
@option("--accounts", default="", metavar="TEXT", help=N_("Cuentas en plataformas, sin claves."))
@option("--print-only", is_flag=True, help=N_("Solo escribe el papel: las compras siguen a cargo de quien las tiene."))
@option(
    "--language", "paper_language", type=click.Choice(["es", "quz", "both"]), default="es", help=N_("Idioma del papel.")
)
@as_json
def compra_handover(
    door: Workspace,
    leaves: str,
    takes: str,
    reason: str,
    out: Path,
    accounts: str,
    paper_language: str,
    *,
    print_only: bool,
    as_json: bool,
) -> None:
    records = [each.compra for each in door.handover_briefs(leaves)]
    door.print_entrega_cargo(leaves, takes, out, {"cuentas": accounts}, paper_language)
    passed = 0 if print_only else door.hand_over_purchases(records, takes, reason)
    if as_json:
        _echo_json({"purchases": records, "passed": passed, "file": str(out)})
    else:
        said = N_("Compras en el papel: {count}. Pasaron a {person}: {passed}.")
        click.echo(str(Sentence(said, count=len(records), person=takes, passed=passed)))


@compras.command("event", help=N_("Registra algo que le pasó a una compra."))
@writes
@argument("record", metavar="ID")
@datos_option
@answers_of(EVENTO)
@as_json
def compra_event(door: Workspace, record: str, datos: Sequence[str], answers: Given, *, as_json: bool) -> None:
    record = named(door, "compra", record)
    extra = _datos(str(answers.get("codigo") or ""), answers, datos)
    _made(door.save_evento(record, _without_datos(answers), extra), as_json=as_json)


def _without_datos(answers: Given) -> dict[str, str | int | None]:
    return {name: value for name, value in answers.items() if name != "datos"}


@compras.command("events", help=N_("Lista lo que le pasó a una compra."))
@reads
@argument("record", metavar="ID")
@as_json
def compra_events(door: Workspace, record: str, *, as_json: bool) -> None:
    found = door.eventos(named(door, "compra", record))
    found.sort(key=lambda event: (event["fecha"], int(event["orden"] or 0)))
    _list(found, ("id", "fecha", "codigo", "documento", "modo"), as_json=as_json)


@compras.command("rectify", help=N_("Corrige un registro mal escrito: lo anula, o cambia sus datos."))
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
    _made(door.rectify_evento(evento, action, _without_datos(answers), reason, given or None), as_json=as_json)


@compras.command("report", help=N_("Escribe el informe de todas las compras, para el concejo y el auditor."))
@reads
@out_file
@option("--xlsx", "sheet", metavar="FILE.xlsx", type=FILE, help=N_("También como hoja de cálculo."))
@on_day
@as_json
def compra_report(door: Workspace, out: Path, sheet: Path | None, on: datetime | None, *, as_json: bool) -> None:
    found = finish(door.reporting_purchases(out, sheet, on.date() if on else None))
    if as_json:
        _echo_json({"path": str(out), "on": found.on.isoformat(), "fingerprint": found.fingerprint})
    else:
        click.echo(out)
        click.echo(found.fingerprint)


@compras.command("alerts", help=N_("Lista lo que las oficinas deben hacer en sus compras, lo más urgente primero."))
@reads
@option("--office", metavar="CODE", default="", help=N_("Solo lo que le toca a esta oficina, como LOGISTICA."))
@option("--level", type=click.Choice(["r", "a", "i"]), default=None, help=N_("Solo un nivel: r urgente, a pronto, i."))
@as_json
def compra_alerts(door: Workspace, office: str, level: str | None, *, as_json: bool) -> None:
    found = [
        {
            "compra": each.compra,
            "nombre": each.nombre,
            "holder": each.oficina,
            "code": each.alert.code,
            "level": each.alert.level,
            "days": each.alert.days,
            "offices": list(each.alert.offices),
            "text": str(each.alert.sentence),
            "basis": each.alert.basis,
            "next": each.alert.offer,
        }
        for each in door.purchase_alerts(office, level or "")
    ]
    _list(found, ("level", "code", "nombre", "text"), as_json=as_json)


@compras.command("calendar", help=N_("Escribe en un calendario (.ics) las fechas que vencen en las compras."))
@reads
@out_file
def compra_calendar(door: Workspace, out: Path) -> None:
    click.echo(door.write_calendar(out))


@compras.command("replay", help=N_("Cuenta la historia de una compra de un archivo, sin carpeta."))
@argument("file", metavar="FILE.json", type=FILE)
@on_day
@as_json
def compra_replay(file: Path, on: datetime | None, *, as_json: bool) -> None:
    moment = on.date() if on else date.today()  # noqa: DTZ011  the day of this machine, as a person reads it
    found, wrong = replay_json(read_exchange_json(file), moment, law.purchase_law())
    if wrong:
        raise Refused(wrong)
    if as_json:
        _echo_json(found)
    else:
        _tell_purchase(found)


# machines


@ayni.command(help=N_("Escribe la solicitud de este equipo nuevo, para llevarla a la oficina. No contiene secretos."))
@reads
@out_file
def solicitud(door: Workspace, out: Path) -> None:
    click.echo(door.write_request(out))


DAYS_HELP = N_("Cuántos días vale. Si no se dice, un año para una oficina y 30 días para un promotor.")


@ayni.command(help=N_("Da de alta un equipo: muestra el código que los dos deben ver igual y escribe su archivo."))
@writes
@argument("file", metavar="SOLICITUD", type=FILE)
@out_file
@option("--aeo", "aeos", multiple=True, metavar="ID", help=N_("Organización que llevará. Se puede repetir."))
@option("--days", type=click.IntRange(1), default=None, metavar="N", help=DAYS_HELP)
@option("--user", default="", metavar="NAME", help=N_("Quién usará el equipo. Si no se dice, el de la solicitud."))
@as_json
def alta(
    door: Workspace, file: Path, out: Path, aeos: Sequence[str], days: int | None, user: str, *, as_json: bool
) -> None:
    view = door.read_request(file)
    chosen = [named(door, "aeo", each) for each in aeos]
    sent = finish(door.enrolling(file, out, aeos=chosen, days=days, person=user))
    until = door.machine_named(view.device).until
    if as_json:
        told = {"name": view.name, "role": view.role, "code": view.code, "device": view.device, "until": until}
        _echo_json({**told, "path": str(sent.path), "saves": sent.saves, "bytes": sent.size})
    else:
        click.echo(f"{view.name}  {view.code}")
        click.echo(sent.path)


@ayni.command(help=N_("Une este equipo a la oficina que le dio de alta, y recibe lo primero que le envía."))
@writes
@argument("file", metavar="ALTA", type=FILE)
@as_json
def join(door: Workspace, file: Path, *, as_json: bool) -> None:
    view = door.read_alta(file)
    receipt = finish(door.joining_office(file))
    if as_json:
        told = {"name": view.name, "role": view.role, "code": view.code, "until": view.until}
        _echo_json({**told, "new_saves": receipt.new_saves})
    else:
        click.echo(f"{view.name}  {view.code}")


REASON_HELP = N_("Por qué: lo leerá quien revise después.")
reason_asked = option("--reason", required=True, metavar="TEXT", help=REASON_HELP)
UP_TO_HELP = N_("Solo hasta este guardado, y lo que va antes. Se puede repetir.")
up_to_asked = option("--up-to", "up_to", multiple=True, type=int, metavar="SAVE", help=UP_TO_HELP)


@machines.command("list", help=N_("Lista los equipos: hasta cuándo valen, cuáles se perdieron."))
@reads
@as_json
def machine_list(door: Workspace, *, as_json: bool) -> None:
    _list([asdict(each) for each in door.machines()], ("name", "role", "state", "until", "waiting"), as_json=as_json)
    if not as_json:
        _sentences([fork.sentence for fork in door.forks()])


@machines.command("renew", help=N_("Renueva el certificado de un equipo, desde hoy."))
@writes
@argument("name", metavar="NAME")
@option("--days", type=click.IntRange(1), default=None, metavar="N", help=DAYS_HELP)
def machine_renew(door: Workspace, name: str, days: int | None) -> None:
    click.echo(door.renew(name, days))


@machines.command("lost", help=N_("Declara perdido un equipo: nada más se le envía, y lo que no había llegado espera."))
@writes
@argument("name", metavar="NAME")
@reason_asked
def machine_lost(door: Workspace, name: str, reason: str) -> None:
    click.echo(door.declare_lost(name, reason))


@machines.command("quarantine", help=N_("Lista lo que espera de los equipos perdidos: quién, cuándo y qué cambiaría."))
@reads
@option("--machine", default="", metavar="NAME", help=N_("Solo lo de este equipo."))
@as_json
def machine_quarantine(door: Workspace, machine: str, *, as_json: bool) -> None:
    found = door.quarantine(machine)
    if as_json:
        _echo_json([asdict(each) for each in found])
        return
    for each in found:
        heading = f"{each.tx}  {each.clock[:16].replace('T', ' ')}  {each.person} ({each.name}): {_(each.act)}"
        click.echo("  ".join(part for part in (heading, each.about, each.decision) if part))
        for cell in each.cells:
            click.echo(f"    {_(cell.noun)} {cell.title} · {_(cell.label)}: {cell.value}")


@machines.command("admit", help=N_("Acepta lo que espera de un equipo perdido, o una parte; o lo deja fuera."))
@writes
@argument("name", metavar="NAME")
@reason_asked
@up_to_asked
@option("--leave-out", is_flag=True, help=N_("Decide que se quede fuera. No se borra."))
def machine_admit(door: Workspace, name: str, reason: str, up_to: Sequence[int], *, leave_out: bool) -> None:
    decide = door.leave_out if leave_out else door.admit
    click.echo(decide(name, reason, up_to=up_to))


# exchange


TO_HELP = N_("Nombre del otro equipo; se puede decir varias veces.")
WHOLE_HELP = N_("Todo lo que lleva, aunque ya lo haya confirmado.")
NO_PAPERS_HELP = N_("Sin los papeles de los expedientes.")
to_machines = option("--to", required=True, multiple=True, metavar="NAME", help=TO_HELP)
whole_too = option("--whole", is_flag=True, help=WHOLE_HELP)


def _tell_sent(sent: Sent, *, as_json: bool) -> None:
    """The files that were written, a line each."""
    if sent.papers_left:
        said = N_("Papeles que no se pudieron llevar: {count}. Revise la carpeta con «check».")
        click.echo(str(Sentence(said, count=sent.papers_left)), err=True)
    if not as_json:
        for path in sent.paths:
            click.echo(path)
        return
    told = {"path": str(sent.path), "to": sent.to, "saves": sent.saves, "bytes": sent.size, "papers": sent.papers}
    _echo_json({**told, "files": [str(path) for path in sent.paths], "papers_left": sent.papers_left})


@ayni.command(help=N_("Escribe un archivo para otro equipo, con lo que le falta."))
@writes
@to_machines
@out_file
@whole_too
@option("--no-papers", is_flag=True, help=NO_PAPERS_HELP)
@as_json
def export(door: Workspace, to: Sequence[str], out: Path, *, whole: bool, no_papers: bool, as_json: bool) -> None:
    _tell_sent(finish(door.exporting(to, out, whole=whole, with_papers=not no_papers)), as_json=as_json)


@ayni.command(help=N_("Deja un archivo para otro equipo en la carpeta de envíos."))
@writes
@to_machines
@whole_too
@as_json
def post(door: Workspace, to: Sequence[str], *, whole: bool, as_json: bool) -> None:
    _tell_sent(finish(door.posting(to, whole=whole)), as_json=as_json)


@ayni.command(help=N_("Dice cuál es la carpeta de envíos, o la cambia."))
@writes
@argument("place", metavar="[FOLDER]", type=FILE, required=False)
def mailbox(door: Workspace, place: Path | None) -> None:
    if place is not None:
        door.use_mailbox(place)
    click.echo(door.mailbox() or "")


@ayni.command(help=N_("Escribe un recibo para otro equipo: qué se recibió de él."))
@writes
@option("--to", required=True, metavar="NAME", help=N_("Nombre del otro equipo."))
@out_file
def receipt(door: Workspace, to: str, out: Path) -> None:
    click.echo(door.write_receipt(to, out))


def _mail_of(door: Workspace, given: Sequence[Path]) -> list[tuple[Path, bool]]:
    """The files to receive, and whether each was found in a folder."""
    files: list[tuple[Path, bool]] = []
    for place in given:
        if not place.is_dir():
            files.append((place, False))
            continue
        found = door.mail(place)
        files += [(path, True) for path in found.files]
        for path in found.unfinished:
            said = N_("{file}: todavía se está copiando. Pruebe más tarde.")
            click.echo(str(Sentence(said, file=path.name)), err=True)
        if found.known:
            click.echo(str(Sentence(N_("Archivos que ya se recibieron antes: {count}."), count=found.known)), err=True)
        if not (found.files or found.unfinished or found.known):
            click.echo(str(Sentence(N_("{file}: aquí no hay envíos para recibir."), file=place.name)), err=True)
    return files


@ayni.command(help=N_("Recibe archivos de otros equipos, o los de una carpeta: cada uno entero o nada."))
@writes
@argument("files", metavar="FILE…", type=FILE, nargs=-1, required=True)
@option("--look", is_flag=True, help=N_("Solo dice qué cambiaría; no guarda nada."))
@as_json
def receive(door: Workspace, files: Sequence[Path], *, look: bool, as_json: bool) -> int:
    told: list[dict[str, Any]] = []
    status = 0
    for file, in_folder in _mail_of(door, files):
        try:
            found, line = _looked_at(door, file) if look else _arrived(finish(door.taking(file)))
        except Refused as error:
            if in_folder and is_for_others(error):
                door.pass_over(file)  # a folder holds the files of others too
                continue
            status = REFUSED
            click.echo(f"{file.name}: {error.sentence}", err=True)
            told.append({"file": str(file), "refused": str(error.sentence)})
            continue
        told.append({"file": str(file), **found})
        if not as_json:
            click.echo(f"{file.name}: {line}")
            for each in found.get("records", ()):
                mark = "?" if each["dispute"] else MARKS[each["what"]]
                noun = _(TABLE_LABELS.get(each["table"], each["table"]))
                click.echo(f"  {mark} {noun}: {each['title']} ({', '.join(each['people'])})")
        if found.get("warning"):
            click.echo(str(found["warning"]), err=True)
    if as_json:
        _echo_json(told)
    return status


MARKS = {NEW: "+", CHANGED: "≠", REMOVED: "-"}
PAPERS_SAID = N_("papeles de {sender}. Nuevos: {new}.")
RECEIPT_SAID = N_("recibo de {sender}. Recibido: {received}. Todavía en camino: {waiting}.")


def _looked_at(door: Workspace, file: Path) -> tuple[dict[str, Any], Sentence]:
    """What a file would change."""
    view = door.look_at(file)
    if not isinstance(view, BundleView):
        return _arrived(view)
    coming = door.anticipate(file)
    said = N_("de {sender}. Cambios nuevos: {saves}. Desacuerdos que abriría: {clashes}.")
    found = {
        "sender": view.sender,
        "clock": view.clock,
        "new_saves": view.new_saves,
        "rows": {table: {NEW: new, CHANGED: changed, REMOVED: gone} for table, new, changed, gone in coming.counts},
        "disputes": coming.disputes,
        "records": [asdict(each) for each in coming.records],
        "waiting": view.waiting,
    }
    return found, Sentence(said, sender=view.sender, saves=view.new_saves, clashes=coming.disputes)


def _arrived(arrived: Receipt | Confirmed | PapersView) -> tuple[dict[str, Any], Sentence]:
    """What came of a file."""
    sender = arrived.sender
    if isinstance(arrived, Receipt):
        found = {
            "sender": sender,
            "new_saves": arrived.new_saves,
            "rows": dict(arrived.rows),
            "clashes": arrived.clashes,
            "new_clashes": arrived.new_clashes,
            "warning": str(arrived.warning) if arrived.warning else None,
            "waiting": arrived.waiting,
        }
        said = N_("de {sender}. Cambios nuevos: {saves}. Desacuerdos por decidir: {clashes}.")
        return found, Sentence(said, sender=sender, saves=arrived.new_saves, clashes=arrived.clashes)
    if isinstance(arrived, PapersView):
        return asdict(arrived), Sentence(PAPERS_SAID, sender=sender, new=arrived.new)
    return asdict(arrived), Sentence(RECEIPT_SAID, sender=sender, received=arrived.received, waiting=arrived.waiting)


encargos = _group("encargo", N_("Qué organizaciones lleva el equipo de cada promotor."))
MACHINE_HELP = N_("Nombre del equipo.")
to_machine = option("--to", required=True, metavar="NAME", help=MACHINE_HELP)


@encargos.command("assign", help=N_("Encarga organizaciones al equipo de un promotor: desde ahora recibe solo esas."))
@writes
@to_machine
@argument("ids", metavar="AEO…", nargs=-1, required=True)
@option("--reason", default="", metavar="TEXT", help=N_("Por qué."))
def encargo_assign(door: Workspace, to: str, ids: Sequence[str], reason: str) -> None:
    for record in door.assign(to, [named(door, "aeo", each) for each in ids], reason):
        click.echo(record)


@encargos.command("back", help=N_("El equipo ya no lleva estas organizaciones: no se le envía más de ellas."))
@writes
@to_machine
@argument("ids", metavar="AEO…", nargs=-1, required=True)
@option("--reason", default="", metavar="TEXT", help=N_("Por qué."))
def encargo_back(door: Workspace, to: str, ids: Sequence[str], reason: str) -> None:
    door.hand_back(to, [named(door, "aeo", each) for each in ids], reason)


@encargos.command("list", help=N_("Lista lo que lleva un equipo y lo que devolvió."))
@reads
@to_machine
@as_json
def encargo_list(door: Workspace, to: str, *, as_json: bool) -> None:
    _list(door.assigned(to, back=True), ("aeo", "nombre", "desde", "hasta", "motivo"), as_json=as_json)


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


@ayni.command(help=N_("Lista los desacuerdos por decidir, con todos sus valores."))
@reads
@as_json
def clashes(door: Workspace, *, as_json: bool) -> None:
    found = door.clashes()
    if as_json:
        _echo_json([_clash_json(clash) for clash in found])
        return
    for clash in found:
        click.echo(f"{clash.id}  {clash.title}")
        for side in clash.sides:
            values = ", ".join(f"{_(label)}: {value}" for label, value in side.shown) or _(N_("Quitado"))
            click.echo(f"  {values}  ({side.person}, {side.device}, {side.clock})")


clash_verbs = _group("clash", N_("Desacuerdos."))


@clash_verbs.command("decide", help=N_("Decide un desacuerdo para todos los equipos."))
@writes
@argument("record", metavar="ID")
@option("--keep", required=True, metavar="mine|theirs|VALUE", help=N_("Qué valor queda."))
@option("--reason", required=True, metavar="TEXT", help=N_("Por qué se decide así."))
def clash_decide(door: Workspace, record: str, keep: str, reason: str) -> None:
    clash = door.clash(record)
    door.decide(clash.id, _kept(clash, keep), reason)


@ayni.command(help=N_("Lista los registros repetidos por decidir."))
@reads
@as_json
def repeated(door: Workspace, *, as_json: bool) -> None:
    found = door.repetidos()
    if as_json:
        told = [
            {"id": case.id, "clase": case.clase, "said": case.said, "rows": [row["id"] for row in case.rows]}
            for case in found
        ]
        _echo_json(told)
        return
    for case in found:
        click.echo(f"{case.id}  {_(CLASES[case.clase])}: {case.said}")
        for row in case.rows:
            named = row.get("full_name") or row.get("concepto") or row.get("nombre")
            click.echo(f"  {row['id']}  {named}  {row.get('aeo_nombre') or ''}".rstrip())


repeated_verbs = _group("case", N_("Registros repetidos."))


@repeated_verbs.command("decide", help=N_("Decide sobre registros repetidos, para todos los equipos."))
@writes
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


# people

ROLE_CODES = click.Choice([code for code, _label in ROLES])
DOCUMENT_HELP, ROLE_REASON_HELP = N_("Documento que lo dice."), N_("Motivo, si las funciones no van juntas.")


@people.command("list", help=LIST)
@reads
@as_json
def person_list(door: Workspace, *, as_json: bool) -> None:
    told = [
        {
            "nombre": each["nombre"],
            "rol": each["rol"],
            "funciones": ",".join(code for code, _label in ROLES if code in door.roles(each["nombre"])),
            "clave": door.has_password(each["id"]),
            "pin": door.has_pin(each["id"]),
        }
        for each in door.people()
    ]
    _list(told, ("nombre", "rol", "funciones"), as_json=as_json)


@people.command("add", help=N_("Agrega una persona que trabaja en este equipo."))
@writes
@argument("name", metavar="NAME")
@option("--works", type=click.Choice([OFICINA, PROMOTOR]), default=OFICINA, help=N_("Si es la oficina o un promotor."))
@option("--give", multiple=True, type=ROLE_CODES, help=N_("Función que tiene, las veces que haga falta."))
@option("--document", default="", metavar="TEXT", help=DOCUMENT_HELP)
@option("--reason", default="", metavar="TEXT", help=ROLE_REASON_HELP)
def person_add(door: Workspace, name: str, works: str, give: Sequence[str], document: str, reason: str) -> None:
    if door.person_named(name) is not None:
        raise refuse(N_("Ya hay alguien con ese nombre en este equipo."), "name")
    door.save_person({"nombre": name, "rol": works, "idioma": lang.language()})
    if give:
        door.assign_roles(name, give, documento=document, motivo=reason)
    click.echo(name)


@people.command("role", help=N_("Da o quita funciones a una persona; sin decir ninguna, muestra las que tuvo."))
@writes
@argument("name", metavar="NAME")
@option("--give", multiple=True, type=ROLE_CODES, help=N_("Función que se le da."))
@option("--take", multiple=True, type=ROLE_CODES, help=N_("Función que se le quita."))
@option("--document", default="", metavar="TEXT", help=DOCUMENT_HELP)
@option("--reason", default="", metavar="TEXT", help=ROLE_REASON_HELP)
@as_json
def person_role(
    door: Workspace, name: str, give: Sequence[str], take: Sequence[str], document: str, reason: str, *, as_json: bool
) -> None:
    door.found_person(name)
    if give or take:
        held = door.given_roles(name)
        door.assign_roles(name, (held | set(give)) - set(take), documento=document, motivo=reason, reason_left=reason)
    _list(door.grants(name), ("funcion", "desde", "hasta", "documento", "motivo"), as_json=as_json)


@people.command("password", help=N_("Pone o quita la clave propia de una persona."))
@writes
@argument("name", metavar="NAME")
@option("--new-passphrase-file", "file", type=FILE, metavar="FILE", help=N_("Archivo que guarda la clave nueva."))
@option("--drop", is_flag=True, help=N_("Quita su clave propia: entra con la de la carpeta."))
def person_password(door: Workspace, name: str, file: Path | None, *, drop: bool) -> None:
    record = door.found_person(name)["id"]
    if drop:
        door.drop_password(record)
    elif file is not None:
        door.set_password(record, _written(file))
    elif _at_a_terminal():
        asked: str = click.prompt(_(N_("Clave nueva")), hide_input=True, err=True)
        if click.prompt(_(N_("La clave otra vez")), hide_input=True, err=True) != asked:
            raise refuse(N_("Las dos claves no son iguales."))
        door.set_password(record, asked)
    else:
        raise Wrong(str(Sentence(N_("Falta la clave nueva: use {first}."), first="--new-passphrase-file")))
    click.echo(name)


@people.command("remove", help=N_("Una persona ya no trabaja aquí: terminan su clave y sus funciones."))
@writes
@argument("name", metavar="NAME")
def person_remove(door: Workspace, name: str) -> None:
    door.person_leaves(door.found_person(name)["id"])
    click.echo(name)


# the file itself


@ayni.command(help=N_("Deshace lo último que se guardó en este equipo."))
@writes
def undo(door: Workspace) -> None:
    click.echo(str(door.undo()))


@audits.command("verify", help=N_("Dice si alguien alteró la historia; termina en 1 si falta o cambió algo."))
@reads
@as_json
def audit_verify(door: Workspace, *, as_json: bool) -> int:
    found = finish(door.auditing())
    if as_json:
        _echo_json(asdict(found))
    else:
        for problem in found.problems:
            click.echo(str(problem))
        if not found.problems:
            said = N_("Nadie alteró la historia. Guardados revisados: {count}.")
            click.echo(str(Sentence(said, count=found.saves)))
        _sentences(found.notices)
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
    found = door.trail(offset, _page(limit), person=who, table=table, since=days[0], until=days[1])
    if as_json:
        _echo_json([asdict(each) for each in found])
        return
    for each in found:
        heading = f"{each.clock[:16].replace('T', ' ')}  {each.person} ({each.device}): {_(each.act)}"
        click.echo(f"{heading}. {each.reason}" if each.reason else heading)
        for cell in each.cells:
            click.echo(f"    {_(cell.noun)} {cell.title} · {_(cell.label)}: {cell.before or '—'} → {cell.after or '—'}")


@ayni.command(help=N_("Comprueba el archivo, su historia, los papeles, las copias y la llave."))
@reads
@option("--hash", "as_hash", is_flag=True, help=N_("Escribe la huella de los datos, igual en equipos iguales."))
def check(door: Workspace, *, as_hash: bool) -> int:
    found = door.check() if as_hash else finish(door.checking_file(whole=True))
    for sentence in found:
        click.echo(str(sentence), err=True)
    if as_hash:
        click.echo(door.state_hash())
    elif not found:
        click.echo(_(N_("Todo coincide con el registro de cambios.")))
    return REFUSED if found else 0


@ayni.command(help=N_("Muestra las copias, cuándo se probó la última y adónde más van."))
@reads
@as_json
def copies(door: Workspace, *, as_json: bool) -> None:
    found, tested, outside = door.copies(), door.last_test(), door.copy_places()
    if as_json:
        told = {
            "copies": [asdict(each) for each in found],
            "test": asdict(tested) if tested else None,
            "outside": [str(each) for each in outside],
            "returns": door.returns(),
        }
        _echo_json(told)
        return
    for each in found:
        click.echo(f"{each.name}  {moment(each.made)}  {each.size}")
    for told_of in (door.copy_test_told(), *door.copy_warnings()):
        click.echo(str(told_of))
    for path in outside:
        click.echo(str(path))
    for back in door.returns():
        for sentence in door.return_told(back):
            click.echo(str(sentence))


@ayni.command("copy", help=N_("Hace una copia cifrada en otra carpeta o memoria, que desde entonces guarda copias."))
@secret
@argument("folder", metavar="DIR", type=FILE)
@option("--to", "place", type=FILE, required=True, metavar="FOLDER", help=N_("Carpeta o memoria USB."))
def copy_out(folder: Path, place: Path, passphrase_file: Path | None) -> None:
    with opened(folder, passphrase_file, read_only=False) as door:
        done = finish(door.copying_to(door.keep_copies_in(place).path))
        click.echo(done.place / done.name)


@ayni.command("copies-test", help=N_("Abre la última copia en un lugar aparte y comprueba que sirva."))
@secret
@argument("folder", metavar="DIR", type=FILE)
def copies_test(folder: Path, passphrase_file: Path | None) -> int:
    with opened(folder, passphrase_file, read_only=False) as door:
        found = finish(door.testing_copy())
        click.echo(str(door.copy_test_told()))
        for sentence in found.found:
            click.echo(sentence, err=True)
    return REFUSED if found.found else 0


RECOVERY_FILE = option(
    "--recovery-file", type=FILE, metavar="FILE", help=N_("Archivo con el código de la hoja de recuperación.")
)


def _secret(passphrase_file: Path | None, recovery_file: Path | None) -> dict[str, Any]:
    """The passphrase, or the code of the recovery sheet where a file of it is given."""
    if recovery_file is not None:
        return {"passphrase": None, "recovery": _passphrase(recovery_file)}
    return {"passphrase": _passphrase(passphrase_file)}


@ayni.command(help=N_("Vuelve a una copia: a la de este nombre, a la última buena, o a la de una memoria USB."))
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


@ayni.command(help=N_("Repone un archivo llave.json dañado, de su copia."))
@secret
@RECOVERY_FILE
@argument("folder", metavar="DIR", type=FILE)
def repair(folder: Path, passphrase_file: Path | None, recovery_file: Path | None) -> None:
    repair_key_file(folder, **_secret(passphrase_file, recovery_file))
    click.echo(_(N_("La llave está sana.")))


@ayni.command(help=N_("Dice si esta carpeta se mudó a este equipo, o si es una copia y el otro se sigue usando."))
@secret
@argument("folder", metavar="DIR", type=FILE)
@option("--moved", is_flag=True, help=N_("Se mudó: el otro equipo ya no trabaja con ella."))
@option("--copy", "name", metavar="NAME", help=N_("Es una copia: nombre nuevo de este equipo."))
def machine(folder: Path, name: str | None, passphrase_file: Path | None, *, moved: bool) -> None:
    if moved and name:
        raise Wrong(_(N_("Diga solo una cosa: --moved o --copy.")))
    with opened(folder, passphrase_file, read_only=False) as door:
        if moved:
            door.moved_here()
        elif name is not None:
            door.copy_here(name)
        asked = door.relocated or door.twin
        click.echo(
            _(N_("Falta decir si la carpeta se mudó o es una copia.") if asked else N_("Este equipo trabaja con ella."))
        )


PAPERS = {
    "ficha-aeo": ("aeo", "print_ficha_aeo"),
    "padron": ("aeo", "print_padron"),
    "acta": ("asamblea", "print_acta"),
    "plan-resumen": ("plan", "print_plan_resumen"),
    "plan-completo": ("plan", "print_plan_completo"),
    "plan-asamblea": ("plan", "print_plan_asamblea"),
    "plan-excel": ("plan", "print_plan_excel"),
    "perfil": ("plan", "print_perfil"),
    "entrevista": ("plan", "print_entrevista"),
    "compra-estado": ("compra", "print_compra_estado"),
    "especificacion": ("especificacion", "print_especificacion"),
    "acta-entrega": ("evento", "print_acta_entrega"),
    "cesion": ("cesion", "print_cesion"),
    "inventario": ("aeo", "print_inventario"),
    "ficha-bien": ("bien", "print_ficha_bien"),
    "contrapartida": ("plan", "print_contrapartida"),
    "liquidacion": ("plan", "print_liquidacion"),
    "transferencia": ("plan", "print_transferencia"),
}


@ayni.command("ocds", help=N_("Escribe los datos abiertos de las compras (OCDS 1.1) y los comprueba sin internet."))
@reads
@out_file
@option("--record", "record", is_flag=True, help=N_("Con el estado de cada convocatoria, además de su historia."))
@as_json
def ocds(door: Workspace, out: Path, *, record: bool, as_json: bool) -> None:
    written = finish(door.writing_ocds(out, record=record))
    if as_json:
        told = {"path": str(written.path), "processes": written.processes, "releases": written.releases}
        _echo_json({**told, "draft": written.draft})
        return
    click.echo(written.path)
    said = N_("Convocatorias: {processes}. Publicaciones: {releases}.")
    click.echo(str(Sentence(said, processes=written.processes, releases=written.releases)), err=True)
    if written.draft:
        click.echo(_(N_("Es un borrador: la municipalidad todavía no tiene su prefijo de datos abiertos.")), err=True)


@ayni.command("print", help=N_("Escribe un papel listo para firmar."))
@reads
@argument("paper", type=click.Choice(list(PAPERS)), metavar="|".join(PAPERS))
@argument("record", metavar="ID")
@out_file
@option(
    "--language", "paper_language", type=click.Choice(["es", "quz", "both"]), default="es", help=N_("Idioma del papel.")
)
def print_paper(door: Workspace, paper: str, record: str, out: Path, paper_language: str) -> None:
    noun, writer = PAPERS[paper]
    click.echo(getattr(door, writer)(named(door, noun, record), out, paper_language))


@ayni.command(help=N_("Crea la municipalidad de práctica, con datos inventados; si ya existe, la deja como nueva."))
@argument("folder", metavar="DIR", type=FILE)
def demo(folder: Path) -> None:
    make_practice(folder).close()
    said = N_("Municipalidad de práctica en {folder}. Su clave es {passphrase}.")
    click.echo(str(Sentence(said, folder=folder, passphrase=PASSPHRASE)))


# papers of the register

formularios = _group("formulario", N_("Declaraciones juradas y formularios en blanco."))
in_language = option(
    "--language", "paper_language", type=click.Choice(["es", "quz", "both"]), default="es", help=N_("Idioma del papel.")
)


@formularios.command("list", help=N_("Lista los papeles del registro, con su código."))
@reads
@as_json
def formulario_list(door: Workspace, *, as_json: bool) -> None:
    found: list[dict[str, object]] = [
        {"code": each.code, "title": _(each.title), "fields": None} for each in door.declaraciones("")
    ]
    forms = [door.formulario(code) for code in FORMS]
    found += [{"code": form.code, "title": _(form.title), "fields": len(form.fields)} for form in forms]
    _list(found, ("code", "title", "fields"), as_json=as_json)


@formularios.command("print", help=N_("Escribe una declaración lista para firmar, o un formulario en blanco."))
@reads
@argument("code")
@argument("record", metavar="[ID]", default="")
@out_file
@in_language
@option("--copies", type=click.IntRange(1, 50), metavar="N", help=N_("Cuántas hojas del formulario."))
def formulario_print(
    door: Workspace, code: str, record: str, out: Path, paper_language: str, copies: int | None
) -> None:
    form = FORMS.get(code.lower())
    if form is not None:
        about = named(door, form.noun, record) if record else ""
        click.echo(door.print_formulario(about, out, paper_language, code=form.code, copies=copies))
    else:
        click.echo(door.print_declaracion(named(door, "aeo", record), out, paper_language, code=code.upper()))


@formularios.command("text", help=N_("Da a una convocatoria su propio texto de una declaración."))
@writes
@argument("call", metavar="CONVOCATORIA")
@argument("code")
@answers_of(PLANTILLA)
@as_json
def formulario_text(door: Workspace, call: str, code: str, answers: Given, *, as_json: bool) -> None:
    _made(door.save_plantilla(named(door, "convocatoria", call), code.upper(), answers), as_json=as_json)


# the expediente

expedientes = _group("expediente", N_("Expediente de una organización: sus papeles escaneados."))


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
        _echo_json({"complete": found.complete, "pages": found.pages, "bytes": found.bytes, "papers": papers})
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
        _echo_json({"files": kept, "problems": [str(sentence) for sentence in added.problems]})
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
    _made(door.save_papel(record, code, _merged(REVIEW, door.papel(record, code).row, answers)), as_json=as_json)


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
        _echo_json({"damaged": spoiled})
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
        _echo_json({"place": str(made.place), "files": files, "bytes": made.bytes, "folios": made.folios})
    else:
        click.echo(made.place)


# former benefits

beneficios = _group("beneficios", N_("Quién ya fue beneficiado, entre municipalidades. Solo para la oficina."))
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
@writes
@argument("files", metavar="FILE…", type=FILE, nargs=-1, required=True)
@agreed
@as_json
def beneficios_receive(door: Workspace, files: Sequence[Path], phrase_file: Path | None, *, as_json: bool) -> None:
    phrase = _agreed(phrase_file)
    kept = [asdict(door.receive_benefits(file, phrase)) for file in files]
    _list(kept, ("entity", "year", "people", "organizations", "sender", "code"), as_json=as_json)


@beneficios.command("check", help=N_("Busca en las listas a una organización y a sus socios."))
@reads
@argument("record", metavar="ID")
@as_json
def beneficios_check(door: Workspace, record: str, *, as_json: bool) -> None:
    found = finish(door.checking_benefits(named(door, "aeo", record)))
    if as_json:
        _echo_json(
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
    _sentences([each.answer.sentence for each in found])
    if not found:
        click.echo(_(N_("Nadie de esta organización está en las listas.")))


def _agreed(file: Path | None) -> str:
    """The agreed phrase of a file; nothing without a file."""
    return "" if file is None else _passphrase(file)


# forms for phones

xlsforms = _group("xlsform", N_("Formularios para ODK Collect y KoboCollect, y sus envíos."))
WHICH = click.Choice(["padron", "visita"])


@xlsforms.command(
    "export", help=N_("Escribe el formulario del padrón de una organización, o de visitas de una convocatoria.")
)
@reads
@argument("which", type=WHICH, metavar="padron|visita")
@argument("record", metavar="ID")
@out_file
def xlsform_export(door: Workspace, which: str, record: str, out: Path) -> None:
    if which == "padron":
        click.echo(door.export_xlsform_padron(named(door, "aeo", record), out))
    else:
        click.echo(door.export_xlsform_visita(named(door, "convocatoria", record), out))


@xlsforms.command(
    "import", help=N_("Trae los envíos buenos de un CSV o JSON; termina en 1 si quedó alguno por corregir.")
)
@writes
@argument("which", type=WHICH, metavar="padron|visita")
@argument("file", type=FILE)
@option("--aeo", metavar="ID", help=N_("La organización del padrón."))
@option("--check", is_flag=True, help=N_("Solo dice qué habría que corregir."))
@as_json
def xlsform_import(door: Workspace, which: str, file: Path, aeo: str | None, *, check: bool, as_json: bool) -> int:
    if which == "padron":
        if aeo is None:
            raise Wrong(str(Sentence(N_("Falta {name}."), name="--aeo")))
        record = named(door, "aeo", aeo)
        sheet = _sheet_problems(door, record, file, None, as_json=as_json)
        if not check:
            finish(door.importing_padron(record, sheet))
        return REFUSED if sheet.wrong else 0
    visits = door.read_visitas(file)
    wrong = [(visit, cell, problem) for visit in visits for cell, problem in visit.problems]
    good = [visit for visit in visits if not visit.problems and not visit.known]
    if as_json:
        told = [
            {"row": visit.number, "cell": cell, "field": problem.field, "sentence": problem.text}
            for visit, cell, problem in wrong
        ]
        _echo_json({"good": len(good), "known": sum(visit.known for visit in visits), "problems": told})
    else:
        for _visit, cell, problem in wrong:
            click.echo(f"{cell}: {problem.text}", err=True)
        click.echo(str(Sentence(N_("Visitas nuevas: {good}."), good=len(good))))
    if not check:
        finish(door.importing_visitas(visits))
    return REFUSED if wrong else 0


# the consolidation of a region

hubs = _group("hub", N_("Concentrador de una región: reúne los archivos de sus municipalidades en PostgreSQL."))
DSN_HELP = N_("Falta la parte que habla con PostgreSQL. Instálela así: {command}.")


def _hub_module() -> Any:
    """The hub's door; only who consolidates has what it stands on."""
    try:
        from ayni.workspace import hub  # noqa: PLC0415  an office has no PostgreSQL
    except ImportError as error:
        raise refuse(DSN_HELP, command="pip install 'ayni[hub]'") from error
    return hub


def gathers(act: Act) -> Act:
    """A verb of the hub: its database and the passphrase of its keys."""

    @functools.wraps(act)
    def verb(dsn: str, passphrase_file: Path | None, **given: Any) -> Any:
        with _hub_module().open_hub(dsn, _passphrase(passphrase_file)) as hub:
            return act(hub, **given)

    return secret(argument("dsn", metavar="DSN")(verb))


@hubs.command("init", help=N_("Prepara la base, o la pone al día, y muestra el código de recuperación."))
@argument("dsn", metavar="DSN")
@option("--ubigeo", required=True, metavar="CODE", help=N_("Código de la región, con ceros: 080000."))
@option("--name", required=True, metavar="NAME", help=N_("Nombre del gobierno que reúne los datos."))
@secret
def hub_init(dsn: str, ubigeo: str, name: str, passphrase_file: Path | None) -> None:
    recovery = _hub_module().init_hub(dsn, ubigeo, name, _passphrase(passphrase_file, new=True))
    click.echo(recovery or _(N_("La base ya estaba preparada; se puso al día.")))


@hubs.command("card", help=N_("Escribe la tarjeta del concentrador, para que las municipalidades la acepten."))
@gathers
@out_file
def hub_card(hub: Any, out: Path) -> None:
    hub.write_card(out)
    click.echo(out)


@hubs.command("trust", help=N_("Acepta tarjetas de municipalidades y muestra el código que los dos deben ver igual."))
@gathers
@argument("files", type=FILE, nargs=-1, required=True)
def hub_trust(hub: Any, files: Sequence[Path]) -> None:
    for file in files:
        name, municipality, code = hub.trust(file)
        click.echo(f"{municipality}: {name}  {code}")


@hubs.command("load", help=N_("Carga archivos o carpetas enteras: cada archivo entero o nada; repetir no hace daño."))
@gathers
@argument("paths", type=FILE, nargs=-1, required=True)
@as_json
def hub_load(hub: Any, paths: Sequence[Path], *, as_json: bool) -> int:
    files = [each for path in paths for each in (sorted(path.glob("*.ayni")) if path.is_dir() else [path])]
    found = finish(hub.loading(files))
    if as_json:
        _echo_json([{**asdict(each), "problem": str(each.problem) if each.problem else None} for each in found])
    else:
        for each in found:
            if each.problem:
                click.echo(f"{each.file}: {each.problem}", err=True)
            else:
                said = N_("{file}: {gobierno}, de {sender}. Cambios nuevos: {fresh}.")
                holes = {"file": each.file, "gobierno": each.gobierno, "sender": each.sender, "fresh": each.fresh}
                click.echo(str(Sentence(said, **holes)))
    return 1 if any(each.problem for each in found) else 0


@hubs.command("report", help=N_("Dice las cifras de lo reunido, sin datos personales; con -o, en un papel."))
@gathers
@option("-o", "--output", "out", type=FILE, metavar="FILE.pdf", help=OUT_HELP)
@as_json
def hub_report(hub: Any, out: Path | None, *, as_json: bool) -> None:
    if out is not None:
        click.echo(hub.print_report(out, lang.language()))
        return
    figures = asdict(hub.figures())
    if as_json:
        _echo_json(figures)
        return
    for row in figures["por_gobierno"]:
        click.echo("\t".join(str(value) for value in row.values()))


@hubs.command("rebuild", help=N_("Arma otra vez todas las filas desde el registro de cambios."))
@gathers
def hub_rebuild(hub: Any) -> None:
    said = N_("Gobiernos armados otra vez: {count}.")
    click.echo(str(Sentence(said, count=finish(hub.rebuilding()))))


@hubs.command("disputes", help=N_("Lista los desacuerdos por decidir de todas las municipalidades."))
@gathers
def hub_disputes(hub: Any) -> None:
    for each in hub.disputes():
        click.echo(f"{each.id}  {each.gobierno}  {each.clash.table}")
        for place, version in enumerate(each.clash.versions):
            click.echo(f"    {place}: {version.person}, {version.clock[:16]}")


@hubs.command("decide", help=N_("Decide un desacuerdo; la decisión vuelve a su municipalidad en el próximo archivo."))
@gathers
@argument("dispute", metavar="ID")
@option("--keep", type=int, required=True, metavar="N", help=N_("Número del valor que queda."))
@option("--reason", required=True, metavar="TEXT", help=N_("Por qué."))
def hub_decide(hub: Any, dispute: str, keep: int, reason: str) -> None:
    hub.decide(dispute, keep, reason)


@hubs.command("export", help=N_("Escribe un archivo para una municipalidad, con lo que le falta."))
@gathers
@argument("file", type=FILE)
@option("--to", required=True, metavar="NAME", help=N_("Nombre del equipo que lo recibirá."))
@option("--government", default="", metavar="CODE", help=N_("Su gobierno, cuando dos equipos se llaman igual."))
def hub_export(hub: Any, file: Path, to: str, government: str) -> None:
    saves = hub.export(to, file, government)
    click.echo(str(Sentence(N_("{file}: {count} guardados."), file=file, count=saves)))


@hubs.command("grant", help=N_("Deja que un usuario de la base vea un gobierno, una región o solo las cifras."))
@gathers
@argument("role", metavar="ROLE")
@option("--government", default="", metavar="CODE", help=N_("Código de un gobierno."))
@option("--region", default="", metavar="CODE", help=N_("Los primeros números de una región: 08."))
@option("--statistics", is_flag=True, help=N_("Solo las cifras, sin datos personales."))
def hub_grant(hub: Any, role: str, government: str, region: str, *, statistics: bool) -> None:
    hub.grant(role, gobierno=government, region=region, statistics=statistics)
