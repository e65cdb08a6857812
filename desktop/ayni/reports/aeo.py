"""The ficha of an AEO (F03): what the registry asks, in numbered boxes, ready for its representative to sign."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable, Spacer

from ayni.domain.aeo import AEO, JURIDICA
from ayni.domain.fields import by_name
from ayni.domain.junta_directiva import CARGO_PERIODO, CORE
from ayni.domain.padron import SOCIO
from ayni.domain.rules import Answer
from ayni.lang import N_, day
from ayni.reports.answers import answers_table
from ayni.reports.pages import (
    BODY,
    CELL,
    HEAD,
    REPRESENTATIVE,
    Box,
    Names,
    Paper,
    Record,
    Signer,
    Voice,
    boxes,
    field_box,
    grid,
    place_and_date,
    plain,
    said,
    signatures,
    two,
)

TITLE = N_("Ficha de la organización")
DECLARATION = N_(
    "Declaro bajo juramento que los datos de esta ficha son verdaderos "
    "y que la organización me autorizó a presentarlos."
)


def write_ficha_aeo(
    path: Path,
    municipality: Record,
    aeo: Record,
    junta: Sequence[Record],
    counts: Mapping[str, int],
    answers: Iterable[Answer],
    language: str,
    on: date,
    *,
    names: Names | None = None,
) -> Path:
    """Print the ficha to a file.

    `junta`: the periods in force, each with `cargo`, `full_name`, `dni`, `desde`, `hasta`. `counts`: `socios`,
    `mujeres`, `hombres` of the padrón. `answers`: categories and eligibility, with their articles. `names`: labels of
    the codes (see `pages.Names`).
    """
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, TITLE, on, subject=str(aeo.get("nombre") or ""))
    paper.section(N_("La organización"), *boxes(voice, _identity(voice, aeo), paper.width))
    paper.section(N_("Dónde está"), *boxes(voice, _place(voice, aeo), paper.width))
    paper.section(N_("Los socios"), *boxes(voice, _people(voice, aeo, counts), paper.width))
    paper.section(N_("La junta directiva"), _board(voice, junta, paper.width))
    answered = list(answers)
    if answered:
        paper.section(N_("Lo que piden las reglas"), answers_table(voice, answered, paper.width))
    paper.close(*_signing(voice, junta, paper.width))
    return paper.write(path)


def _identity(voice: Voice, aeo: Record) -> list[list[Box]]:
    fields = by_name(AEO)

    def box(number: int, name: str, share: float = 1) -> Box:
        return field_box(voice, number, fields[name], aeo, share)

    rows = [
        [box(1, "convocatoria", 3), box(2, "categoria")],
        [box(3, "cadena"), box(4, "producto")],
        [box(5, "nombre")],
        [box(6, "naturaleza", 3), box(7, "fecha_constitucion", 2)],
    ]
    if aeo.get("naturaleza") == JURIDICA:
        rows.append([box(8, "tipo", 2), box(9, "ruc", 1.4), box(10, "partida_registral", 1.6)])
    return rows


def _place(voice: Voice, aeo: Record) -> list[list[Box]]:
    fields = by_name(AEO)

    def box(number: int, name: str, share: float = 1) -> Box:
        return field_box(voice, number, fields[name], aeo, share)

    return [
        [box(11, "ubigeo", 3), box(12, "comunidad", 2)],
        [box(13, "direccion")],
        [box(14, "telefono"), box(15, "correo", 2)],
    ]


def _people(voice: Voice, aeo: Record, counts: Mapping[str, int]) -> list[list[Box]]:
    fields = by_name(AEO)

    def count(name: str) -> str:
        return str(counts[name]) if name in counts else ""

    rows = [
        [
            Box("16", N_("Número de socios"), count("socios")),
            Box("17", N_("Mujeres"), count("mujeres")),
            Box("18", N_("Hombres"), count("hombres")),
            field_box(voice, 19, fields["hogares"], aeo, 1.3),
        ]
    ]
    if aeo.get("ventas_centimos") is not None:
        sales = field_box(voice, 20, fields["ventas_centimos"], aeo)
        rows.append([sales, Box("21", fields["ventas_year"].label, str(aeo.get("ventas_year") or ""))])
    return rows


def _board(voice: Voice, junta: Sequence[Record], width: float) -> Flowable:
    fields, dni = by_name(CARGO_PERIODO), by_name(SOCIO)["dni"]
    rows: list[list[Flowable]] = [
        [
            said(voice, fields["cargo"].label, HEAD),
            said(voice, N_("Apellidos y nombres"), HEAD),
            said(voice, dni.label, HEAD),
            said(voice, fields["desde"].label, HEAD),
            said(voice, fields["hasta"].label, HEAD),
        ]
    ]
    for period in sorted(junta, key=_rank):
        cargo = voice.value(fields["cargo"], period.get("cargo"))
        rows.append(
            [
                two(cargo, voice.value_gloss(fields["cargo"], period.get("cargo")), CELL),
                plain(period.get("full_name"), CELL),
                plain(period.get("dni"), CELL),
                plain(day(str(period.get("desde") or "")), CELL),
                plain(day(str(period.get("hasta") or "")), CELL),
            ]
        )
    if not junta:
        rows += [[plain("", CELL) for _ in range(5)] for _ in CORE]
        return grid(
            rows, [width * part for part in (0.19, 0.39, 0.14, 0.14, 0.14)], ("BOTTOMPADDING", (0, 1), (-1, -1), 18)
        )
    return grid(rows, [width * part for part in (0.19, 0.39, 0.14, 0.14, 0.14)])


def _rank(period: Record) -> tuple[int, str]:
    cargo = str(period.get("cargo") or "")
    return (CORE.index(cargo) if cargo in CORE else len(CORE), cargo)


def _signing(voice: Voice, junta: Sequence[Record], width: float) -> list[Flowable]:
    first = next((period for period in sorted(junta, key=_rank) if period.get("cargo") == CORE[0]), {})
    signer = Signer(REPRESENTATIVE, str(first.get("full_name") or ""), str(first.get("dni") or ""))
    return [
        Spacer(1, 14),
        said(voice, DECLARATION, BODY),
        Spacer(1, 8),
        place_and_date(voice),
        Spacer(1, 16),
        signatures(voice, [signer], width),
    ]
