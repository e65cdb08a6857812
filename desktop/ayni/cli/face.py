"""The face of the commands: help and complaints in the language in use."""

import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click

from ayni.domain.fields import Problem
from ayni.fault import keep
from ayni.lang import N_, Sentence, _
from ayni.paths import reports_folder
from ayni.workspace import Refused
from ayni.workspace.ordenes import said_of

REFUSED, WRONG_USAGE = 1, 2


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
    path = keep(error, reports_folder())
    if path is None:
        click.echo(_(N_("Ayni tuvo una falla y no pudo guardar el informe. Lo ya guardado está a salvo.")), err=True)
        return REFUSED
    said = N_("Ayni tuvo una falla. Lo ya guardado está a salvo. El informe quedó en {path}.")
    click.echo(str(Sentence(said, path=path)), err=True)
    return REFUSED
