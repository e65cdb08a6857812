"""Papers ready to sign."""

from pathlib import Path

import click

from ayni.cli.parts import argument, in_language, order, out_file, reads
from ayni.lang import N_
from ayni.workspace import Workspace
from ayni.workspace.ordenes import named

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


@order("print", help=N_("Escribe un papel listo para firmar."))
@reads
@argument("paper", type=click.Choice(list(PAPERS)), metavar="|".join(PAPERS))
@argument("record", metavar="ID")
@out_file
@in_language
def print_paper(door: Workspace, paper: str, record: str, out: Path, paper_language: str) -> None:
    noun, writer = PAPERS[paper]
    click.echo(getattr(door, writer)(named(door, noun, record), out, paper_language))
