"""The ficha of an AEO (F03): what the registry asks, in numbered boxes, ready for its representative to sign."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable, Spacer

from ayni.domain.aeo import AEO, CARACTERISTICAS, JURIDICA, PRUEBA
from ayni.domain.fields import SI, by_name
from ayni.domain.junta_directiva import CARGO_PERIODO, CORE
from ayni.domain.padron import SOCIO
from ayni.domain.rules import Answer
from ayni.lang import N_, day, soles
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
    plan: Record | None = None,
) -> Path:
    """Print the ficha to a file.

    `junta`: the periods in force, each with `cargo`, `full_name`, `dni`, `desde`, `hasta`. `counts`: `socios`,
    `mujeres`, `hombres` of the padrón. `answers`: categories and eligibility, with their articles. `names`: labels of
    the codes (see `pages.Names`). `plan`: `titulo`, `total_centimos`, `cofinanciamiento_centimos` of its plan, if any.
    """
    voice = Voice(language, names or {})
    paper = Paper(voice, municipality, TITLE, on, subject=str(aeo.get("nombre") or ""))
    numbered = _Numbering(voice, aeo)
    paper.section(N_("A qué se presenta"), *boxes(voice, _application(numbered, plan or {}), paper.width))
    paper.section(N_("La organización"), *boxes(voice, _identity(numbered), paper.width))
    paper.section(N_("Dónde está"), *boxes(voice, _place(numbered), paper.width))
    paper.section(N_("Con quién se habla"), *boxes(voice, _contact(numbered), paper.width))
    paper.section(N_("Los socios"), *boxes(voice, _people(numbered, counts), paper.width))
    paper.section(N_("Beneficio anterior"), *boxes(voice, _benefit(numbered), paper.width))
    paper.section(N_("La junta directiva"), board_table(voice, junta, paper.width))
    if any(aeo.get(item.name) for item in (*CARACTERISTICAS, by_name(AEO)["caracteristicas"])):
        paper.section(N_("Las ocho características"), _proofs(voice, aeo, paper.width))
    answered = list(answers)
    if answered:
        paper.section(N_("Lo que piden las reglas"), answers_table(voice, answered, paper.width))
    paper.close(*_signing(voice, junta, paper.width))
    return paper.write(path)


class _Numbering:
    """Boxes numbered one after another, so that a part that is not printed leaves no gap."""

    def __init__(self, voice: Voice, aeo: Record) -> None:
        self.voice, self.aeo, self.last, self.fields = voice, aeo, 0, by_name(AEO)

    def box(self, name: str, share: float = 1) -> Box:
        """The next box, of a field of the AEO."""
        self.last += 1
        return field_box(self.voice, self.last, self.fields[name], self.aeo, share)

    def own(self, label: str, value: str, share: float = 1) -> Box:
        """The next box, of something that is not a field of the AEO."""
        self.last += 1
        return Box(str(self.last), label, value, share=share)


def _application(numbered: _Numbering, plan: Record) -> list[list[Box]]:
    """What it applies with: the plan and its money, when there is a plan."""
    rows = [
        [numbered.box("convocatoria", 3), numbered.box("categoria")],
        [numbered.box("cadena"), numbered.box("producto")],
    ]
    if plan:
        rows.append([numbered.own(N_("Nombre del plan de negocio"), str(plan.get("titulo") or ""))])
        rows.append(
            [
                numbered.own(N_("Monto total de la inversión"), _money(plan.get("total_centimos"))),
                numbered.own(N_("Cofinanciamiento que se pide"), _money(plan.get("cofinanciamiento_centimos"))),
            ]
        )
    return rows


def _money(amount: object) -> str:
    return soles(int(str(amount))) if amount is not None else ""


def _identity(numbered: _Numbering) -> list[list[Box]]:
    rows = [
        [numbered.box("nombre")],
        [numbered.box("naturaleza", 3), numbered.box("fecha_constitucion", 2), numbered.box("experiencia_years", 2)],
    ]
    if numbered.aeo.get("naturaleza") == JURIDICA:
        rows += [
            [numbered.box("tipo", 2), numbered.box("ruc", 1.4)],
            [numbered.box("partida_registral", 1), numbered.box("oficina_registral", 1)],
            [numbered.box("ruc_estado", 1.1), numbered.box("ruc_condicion"), numbered.box("ruc_fecha")],
            [numbered.box("actividad")],
        ]
    return rows


def _place(numbered: _Numbering) -> list[list[Box]]:
    return [
        [numbered.box("ubigeo", 3), numbered.box("comunidad", 2)],
        [numbered.box("direccion")],
        [numbered.box("en_capital", 3), numbered.box("ambito")],
        [numbered.box("telefono"), numbered.box("correo", 2)],
        [numbered.box("latitud"), numbered.box("longitud")],
    ]


def _contact(numbered: _Numbering) -> list[list[Box]]:
    return [
        [numbered.box("contacto_nombre", 2), numbered.box("contacto_telefono")],
        [numbered.box("contacto_direccion")],
        [numbered.box("contacto_correo")],
    ]


def _people(numbered: _Numbering, counts: Mapping[str, int]) -> list[list[Box]]:
    def count(name: str) -> str:
        return str(counts[name]) if name in counts else ""

    rows = [
        [
            numbered.own(N_("Número de socios"), count("socios")),
            numbered.own(N_("Mujeres"), count("mujeres")),
            numbered.own(N_("Hombres"), count("hombres")),
            numbered.box("hogares", 1.3),
        ]
    ]
    if numbered.aeo.get("ventas_centimos") is not None:
        rows.append([numbered.box("ventas_centimos"), numbered.box("ventas_year")])
    return rows


def _benefit(numbered: _Numbering) -> list[list[Box]]:
    rows = [[numbered.box("beneficiaria_antes")]]
    if numbered.aeo.get("beneficiaria_antes") == SI:
        rows.append(
            [numbered.box("beneficio_entidad", 3), numbered.box("beneficio_year"), numbered.box("beneficio_opinion", 2)]
        )
    return rows


def _proofs(voice: Voice, aeo: Record, width: float) -> Flowable:
    """The eight characteristics: yes or not yet, and where each is proven."""
    chosen = set(str(aeo.get("caracteristicas") or "").split(","))
    heads = (N_("Característica"), N_("Se prueba"), N_("Dónde"))
    rows: list[list[Flowable]] = [[said(voice, head, HEAD) for head in heads]]
    for item in CARACTERISTICAS:
        proven = item.name.removeprefix(PRUEBA) in chosen
        rows.append(
            [
                said(voice, item.label, CELL),
                plain(voice.say(N_("Sí") if proven else N_("Todavía no")), CELL),
                plain(aeo.get(item.name), CELL),
            ]
        )
    return grid(rows, [width * part for part in (0.46, 0.16, 0.38)])


def board_table(voice: Voice, junta: Sequence[Record], width: float) -> Flowable:
    """The cargos in force and who holds them; room to write them when nobody is known yet."""
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
