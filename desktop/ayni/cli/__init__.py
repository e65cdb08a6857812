"""The command line: what a screen can do, a line can do, through the same door.

Exit status: 0 done, 1 refused (its sentence on stderr), 2 wrong usage. Never a traceback: a fault of ours leaves a
report and says where. Secrets never stand on the line: `--passphrase-file`, then AYNI_PASSPHRASE, then a prompt.
"""

import os
from collections.abc import Callable

import click

from ayni import lang
from ayni.cli import (
    aeo,
    auditoria,
    beneficio,
    campo,
    compra,
    convocatoria,
    copias,
    desacuerdos,
    deshacer,
    encargo,
    equipo,
    expediente,
    formulario,
    hub,
    intercambio,
    junta_directiva,
    municipio,
    ocds,
    padron,
    papeles,
    persona,
    plan,
    practica,
    repetido,
    rescate,
)
from ayni.cli.face import Verbs, Wrong
from ayni.cli.parts import option
from ayni.lang import N_, _

# In the order in which the help lists them.
VERBS: tuple[click.Command, ...] = (
    municipio.new,
    intercambio.card,
    intercambio.trust,
    intercambio.trusted,
    intercambio.forget,
    convocatoria.convocatorias,
    aeo.aeos,
    padron.socios,
    junta_directiva.juntas,
    padron.padrones,
    plan.planes,
    compra.compras,
    persona.people,
    equipo.machines,
    auditoria.audits,
    equipo.solicitud,
    equipo.alta,
    equipo.join,
    intercambio.export,
    intercambio.post,
    intercambio.mailbox,
    intercambio.receipt,
    intercambio.receive,
    encargo.encargos,
    desacuerdos.clashes,
    desacuerdos.clash_verbs,
    repetido.repeated,
    repetido.repeated_verbs,
    deshacer.undo,
    copias.check,
    copias.copies,
    copias.copy_out,
    copias.copies_test,
    rescate.restore,
    rescate.repair,
    copias.machine,
    ocds.ocds,
    papeles.print_paper,
    practica.demo,
    formulario.formularios,
    expediente.expedientes,
    beneficio.beneficios,
    campo.xlsforms,
    hub.hubs,
)


def _speak_option(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Language is heard before anything else, so that help and complaints are in it."""
    spoken = value or os.environ.get("LANG", "").partition(".")[0]
    lang.use(spoken or lang.SPANISH)
    return value


LANGUAGE_HELP = N_("Idioma de las respuestas.")


@click.group(
    cls=Verbs,
    commands=VERBS,
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
