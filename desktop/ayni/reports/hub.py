"""What a region prints on a Monday: its municipalities, producers, plans and money, purchases and what is behind."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from reportlab.platypus import Flowable, Spacer

from ayni.domain.etapas import OFFICES, STATES
from ayni.lang import N_, Sentence, day, number, soles
from ayni.reports.pages import BODY, CELL, HEAD, HEAD_RIGHT, NUMBER, Paper, Voice, grid, plain, said

SEXES = {"M": N_("Mujeres"), "H": N_("Hombres"), "": N_("Sin respuesta")}
FUNNEL = {"borrador": N_("En borrador"), "presentado": N_("Presentado"), "aprobado": N_("Aprobado")}
KINDS = {"dni": N_("Mismo DNI"), "ruc": N_("Mismo RUC"), "formulador": N_("Mismo formulador")}
GAP = 9  # points between two tables
LONGEST = 15  # rows of a list of chains; the rest are added up

Rows = Sequence[Mapping[str, Any]]


def write_hub(
    path: Path,
    region: str,
    on: date,
    figures: Mapping[str, Any],
    labels: Mapping[str, str],
    duplicates: Mapping[str, int],
    disputes: int,
    language: str = "es",
) -> Path:
    """Write the report. `figures` as the hub counts them; `labels` of chains; `duplicates` by kind."""
    voice = Voice(language)
    paper = Paper(voice, {"nombre": region}, N_("Consolidado de la región"), on, sideways=True)
    counted = Sentence(
        N_("Gobiernos: {governments}. Archivos cargados: {bundles}. Guardados: {saves}."),
        governments=figures["governments"],
        bundles=figures["bundles"],
        saves=figures["saves"],
    )
    paper.add(said(voice, counted, BODY))
    paper.section(N_("Organizaciones y socios"), *_people(voice, paper.width, figures, labels))
    paper.section(N_("Planes y dinero"), _plans(voice, paper.width, figures["planes"]))
    paper.section(N_("Compras"), *_purchases(voice, paper.width, figures))
    paper.section(N_("Lo que espera"), _waiting(voice, paper.width, figures, duplicates, disputes))
    paper.section(N_("Por gobierno"), _governments(voice, paper.width, figures["por_gobierno"]))
    return paper.write(path)


def _table(
    voice: Voice, width: float, heads: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float]
) -> Flowable:
    """A table whose first column is words and the others figures; without rows, a line that says so."""
    whole = sum(shares)
    if not rows:
        return said(voice, Sentence(N_("{title}: todavía no hay nada."), title=Sentence(heads[0])), CELL)
    told = [
        [said(voice, head, HEAD_RIGHT if place else HEAD) for place, head in enumerate(heads)],
        *([plain(cell, NUMBER if place else CELL) for place, cell in enumerate(row)] for row in rows),
    ]
    return grid(told, [width * share / whole for share in shares])


def _people(voice: Voice, width: float, figures: Mapping[str, Any], labels: Mapping[str, str]) -> list[Flowable]:
    chains = figures["organizaciones"]
    rows = [
        [voice.say(labels.get(row["cadena"], row["cadena"] or N_("Sin respuesta"))), number(row["organizaciones"])]
        for row in chains[:LONGEST]
    ]
    if len(chains) > LONGEST:
        rows.append([voice.say(N_("Otras cadenas")), number(sum(row["organizaciones"] for row in chains[LONGEST:]))])
    members = [[voice.say(SEXES.get(row["sexo"], row["sexo"])), number(row["socios"])] for row in figures["socios"]]
    categories = [[row["categoria"] or "—", number(row["organizaciones"])] for row in figures["categorias"]]
    return [
        _table(voice, width, (N_("Cadena productiva"), N_("Organizaciones")), rows, (3, 1)),
        Spacer(1, GAP),
        _table(voice, width, (N_("Categoría"), N_("Organizaciones")), categories, (3, 1)),
        Spacer(1, GAP),
        _table(voice, width, (N_("Socios"), N_("Cuántos")), members, (3, 1)),
    ]


def _plans(voice: Voice, width: float, plans: Rows) -> Flowable:
    rows = [
        [
            voice.say(FUNNEL.get(row["estado"]) or str(row["estado"])),
            number(row["planes"]),
            soles(row["cofinanciamiento_centimos"]),
            soles(row["monetaria_centimos"]),
            soles(row["valorizada_centimos"]),
        ]
        for row in plans
    ]
    heads = (
        *(N_("Estado"), N_("Planes"), N_("Cofinanciamiento")),
        *(N_("Contrapartida monetaria"), N_("Contrapartida no monetaria")),
    )
    return _table(voice, width, heads, rows, (2, 1, 2, 2, 2))


def _purchases(voice: Voice, width: float, figures: Mapping[str, Any]) -> list[Flowable]:
    standing = [
        [
            voice.say(STATES.get(row["estado"], row["estado"])),
            number(row["compras"]),
            number(row["desiertos"]),
            number(row["fuera_de_plazo"]),
        ]
        for row in figures["compras"]
    ]
    heads = (N_("Dónde está"), N_("Compras"), N_("Convocatorias desiertas"), N_("Fuera del plazo del plan"))
    found = [_table(voice, width, heads, standing, (3, 1, 1.4, 1.4))]
    for kind, title, names in (("etapa", N_("Días por etapa"), STATES), ("oficina", N_("Días por oficina"), OFFICES)):
        rows = [
            [
                voice.say(names.get(row["code"], row["code"])),
                number(row["compras"]),
                number(row["dias"]),
                number(row["mediana"]),
            ]
            for row in figures["dias"]
            if row["kind"] == kind
        ]
        found += [
            Spacer(1, GAP),
            _table(voice, width, (title, N_("Compras"), N_("Días"), N_("Mediana")), rows, (3, 1, 1, 1)),
        ]
    return found


def _waiting(
    voice: Voice, width: float, figures: Mapping[str, Any], duplicates: Mapping[str, int], disputes: int
) -> Flowable:
    settled = figures["liquidacion"]
    rows = [
        [
            voice.say(N_("Planes aprobados sin liquidar")),
            f"{number(settled['por_liquidar'])} / {number(settled['aprobados'])}",
        ],
        [voice.say(N_("Desacuerdos por decidir")), number(disputes)],
        *([voice.say(KINDS[kind]), number(count)] for kind, count in duplicates.items()),
        *([voice.say(row["estado"] or N_("Bienes sin visita")), number(row["bienes"])] for row in figures["bienes"]),
    ]
    return _table(voice, width, (N_("Asunto"), N_("Cuántos")), rows, (4, 1))


def _governments(voice: Voice, width: float, rows: Rows) -> Flowable:
    told = [
        [
            f"{row['gobierno']} {row['nombre']}",
            number(row["organizaciones"]),
            number(row["socios"]),
            number(row["planes"]),
            soles(row["cofinanciamiento_centimos"]),
            number(row["compras"]),
            number(row["desacuerdos"]),
            day(row["ultimo"][:10]) if row["ultimo"] else "—",
        ]
        for row in rows
    ]
    heads = (
        *(N_("Gobierno"), N_("Organizaciones"), N_("Socios"), N_("Planes"), N_("Cofinanciamiento")),
        *(N_("Compras"), N_("Desacuerdos"), N_("Último envío")),
    )
    return _table(voice, width, heads, told, (3.6, 1.5, 1, 1, 1.8, 1.1, 1.4, 1.4))
