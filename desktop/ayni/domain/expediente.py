"""The file that an AEO presents: a row per paper that a call asks for, its scans, folios, term, observation (F07).

What is asked comes as data (`Checklist`), by category and nature, or from the call's own list. What a paper lacks is
answered with sentences and dates: each says what to do. Nothing here reads the disk: the caller says which files are
on this machine.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from ayni.domain.dates import Calendar, last_day
from ayni.domain.fields import (
    NO,
    SI,
    Catalogue,
    Choice,
    Date,
    Field,
    LongText,
    Problem,
    Quantity,
    Reference,
    Text,
    Values,
    YesNo,
)
from ayni.lang import N_, Sentence, day

PENDIENTE, PRESENTADO, OBSERVADO, SUBSANADO = "pendiente", "presentado", "observado", "subsanado"

PAPEL = (
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, asked=False),
    Field("convocatoria", N_("Convocatoria"), Reference("convocatoria"), required=True, asked=False),
    Field("requisito", N_("Requisito"), Catalogue("requisitos"), required=True, asked=False),
    Field(
        "estado",
        N_("Estado"),
        Choice(
            (
                (PENDIENTE, N_("Falta")),
                (PRESENTADO, N_("Presentado")),
                (OBSERVADO, N_("Observado")),
                (SUBSANADO, N_("Subsanado")),
            )
        ),
        asked=False,
    ),
    Field(
        "archivos", N_("Archivos"), LongText(20000), merge="set", asked=False
    ),  # JSON: [{sha256, name, pages, bytes}]
    Field("folios", N_("Número de folios"), Quantity(whole=True), group="revision"),
    Field("legible", N_("¿Se lee bien?"), YesNo(), group="revision"),
    Field("emitido", N_("Fecha del documento"), Date(future_allowed=False), group="plazo"),
    Field("vence", N_("Vence el"), Date(), group="plazo"),
    Field("observacion", N_("Observación"), LongText(1000), group="observacion"),
    Field("observado_el", N_("Observado el"), Date(future_allowed=False), group="observacion"),
    Field("plazo_dias", N_("Días hábiles para subsanar"), Quantity(whole=True, minimum=1), group="observacion"),
    Field("nota", N_("Nota"), Text(300), merge="soft"),
    Field("subsanado_el", N_("Subsanado el"), Date(future_allowed=False), asked=False),
)
REVIEW = tuple(item for item in PAPEL if item.asked)

PODER = "vigencia_poder"  # its term is a datum of the call
OWN = "propio:"  # a paper of the call's own list: its name follows
SHA = re.compile("[0-9a-f]{64}")
MEGABYTE = 1_000_000  # as portals count


@dataclass(frozen=True, slots=True)
class Requirement:
    """A paper that is asked for. `valid_days`: how long it counts from its date; None when no term is known."""

    code: str
    label: str  # source text
    order: int
    required: bool = True
    valid_days: int | None = None
    article: str = ""
    status: str = ""

    @property
    def unconfirmed(self) -> bool:
        """Nobody has established this with the text of the norm."""
        return self.status == "unconfirmed"

    @property
    def file_name(self) -> str:
        """Its part of a file's name: letters and dashes, never a word typed by a person (it may be personal)."""
        return "otro-papel" if self.code.startswith(OWN) else self.code.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Checklist:
    """What calls ask, as `resources/rules/expediente.json` says, and the terms that go with it."""

    rows: tuple[Mapping[str, Any], ...]
    labels: Mapping[str, str]
    correction_days: int
    warn_days: int
    target_mb: int
    dpi: int

    @classmethod
    def from_data(cls, data: Mapping[str, Any], labels: Mapping[str, str]) -> "Checklist":
        """From the file and the labels of its catalogue."""
        values = {row["key"]: row["value"] for row in data["settings"]}
        rows = tuple(sorted(data["requirements"], key=lambda row: int(row["order"])))
        return cls(
            rows,
            labels,
            int(values["correction_days"]),
            int(values["warn_days"]),
            int(values["target_mb"]),
            int(values["dpi"]),
        )

    def longest_term(self) -> int:
        """Days of the paper that counts longest."""
        return max((int(row["valid_days"]) for row in self.rows if row["valid_days"]), default=0)

    def asked(self, aeo: Mapping[str, Any], call: Mapping[str, Any]) -> list[Requirement]:
        """The papers of an AEO for its call: the call's own list when it has one, else those of the rules."""
        own = read_own_list(str(call.get("requisitos") or ""))
        if own:
            return [replace(self.named(code, call), order=place) for place, code in enumerate(own, start=1)]
        on = last_day(str(call["fecha_autorizacion"])).isoformat() if call.get("fecha_autorizacion") else None
        found = [row for row in self.rows if _applies(row, aeo, str(call.get("regimen") or ""), on)]
        return [
            replace(
                self.named(str(row["requirement"]), call),
                order=place,
                required=bool(row["required"]) or row.get("when") == "beneficiaria",
            )
            for place, row in enumerate(found, start=1)
        ]

    def named(self, code: str, call: Mapping[str, Any]) -> Requirement:
        """A paper by its code, as the list or the call's own words name it; the bases may say another term."""
        row = next((each for each in self.rows if each["requirement"] == code), None)
        if row is None:
            return Requirement(code, self.labels.get(code, code.removeprefix(OWN)), 0)
        days, status = row["valid_days"], str(row["status"])
        if code == PODER and call.get("dias_poder"):
            days, status = int(str(call["dias_poder"])), "confirmed"
        return Requirement(
            code, self.labels.get(code, code), 0, valid_days=days, article=str(row["article"]), status=status
        )


def _applies(row: Mapping[str, Any], aeo: Mapping[str, Any], regime: str, on: str | None) -> bool:
    def meets(column: str, value: str) -> bool:
        return row[column] == "*" or not value or value in str(row[column]).split(",")

    if row.get("when") == "beneficiaria" and aeo.get("beneficiaria_antes") != SI:
        return False
    if on and ((row["valid_from"] and on < row["valid_from"]) or (row["valid_to"] and on > row["valid_to"])):
        return False
    return (
        meets("regime", regime)
        and meets("category", str(aeo.get("categoria") or ""))
        and meets("nature", str(aeo.get("naturaleza") or ""))
    )


def read_own_list(text: str) -> list[str]:
    """Codes of a call's own list, in its order; each stands once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def own_list(codes: Iterable[str], others: str) -> str:
    """A call's own list from the codes chosen and the names typed, a line each."""
    typed = [OWN + " ".join(line.split())[:120] for line in others.splitlines() if line.strip()]
    return "\n".join(dict.fromkeys([*codes, *typed]))


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a paper: the hash of its content, the name that it had, its pages and bytes, what was seen in it.

    `hints`: pairs of page and kind (`borrosa`, `oscura`, `chica`): advice, never a refusal.
    """

    sha256: str
    name: str
    pages: int
    bytes: int
    hints: tuple[tuple[int, str], ...] = ()


def read_files(text: object) -> list[Attachment]:
    """The files of a row. What cannot be understood is left out: rows come from other machines."""
    try:
        found = json.loads(str(text or "[]"))
    except ValueError:
        return []
    files = []
    for each in found if isinstance(found, list) else []:
        try:
            hints = tuple((int(page), str(kind)) for page, kind in each.get("hints", ()))
            made = Attachment(str(each["sha256"]), str(each["name"]), int(each["pages"]), int(each["bytes"]), hints)
        except (AttributeError, KeyError, TypeError, ValueError):
            continue
        if SHA.fullmatch(made.sha256):
            files.append(made)
    return files


def write_files(files: Iterable[Attachment]) -> str | None:
    """The same as the row keeps it; the same file once."""
    once = {each.sha256: each for each in files}
    if not once:
        return None
    return json.dumps(
        [
            {"sha256": each.sha256, "name": each.name, "pages": each.pages, "bytes": each.bytes}
            | ({"hints": [list(hint) for hint in each.hints]} if each.hints else {})
            for each in once.values()
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def check_papel(values: Values) -> list[Problem]:
    """What does not fit together in the review of a paper."""
    found = []
    if values.get("observado_el") and not values.get("observacion"):
        found.append(Problem("observacion", Sentence(N_("Escriba qué se observó."))))
    if values.get("observacion") and not values.get("observado_el"):
        found.append(Problem("observado_el", Sentence(N_("Escriba el día en que se notificó la observación."))))
    emitted, expires = values.get("emitido"), values.get("vence")
    if emitted and expires and last_day(str(expires)) < last_day(str(emitted)):
        found.append(Problem("vence", Sentence(N_("Vence antes de la fecha del documento. Revise las dos fechas."))))
    return found


# What a paper lacks. The order is that of urgency.
FALTA, NO_LLEGO, FUERA_DE_PLAZO, EN_SUBSANACION, VENCIDO, ILEGIBLE, POR_VENCER, REVISAR, LISTO = (
    "falta",
    "no_llego",
    "fuera_de_plazo",
    "en_subsanacion",
    "vencido",
    "ilegible",
    "por_vencer",
    "revisar",
    "listo",
)
STOPS = (FALTA, NO_LLEGO, FUERA_DE_PLAZO, EN_SUBSANACION, VENCIDO, ILEGIBLE)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing about a paper: its kind, what to do, and the day until which it can be done (ISO), if there is one."""

    kind: str
    sentence: Sentence
    until: str = ""


HINTS = {
    "borrosa": N_("La página {page} parece borrosa. Mírela, y escanéela otra vez si no se lee."),
    "oscura": N_("La página {page} parece muy oscura. Mírela, y escanéela otra vez si no se lee."),
    "chica": N_("La página {page} se escaneó muy chica. Si no se lee, escanéela a {dpi} puntos por pulgada."),
}


@dataclass(frozen=True, slots=True)
class Papel:
    """A paper of an expediente: what is asked, what was presented, what it still lacks."""

    requirement: Requirement
    row: Mapping[str, Any]
    files: tuple[Attachment, ...]
    notices: tuple[Notice, ...]
    expires: str = ""  # ISO, when a term is known
    correct_until: str = ""  # ISO, while an observation runs

    @property
    def state(self) -> str:
        """The most urgent thing, or that it is ready."""
        return self.notices[0].kind if self.notices else LISTO

    @property
    def pages(self) -> int:
        """Pages of all its files."""
        return sum(each.pages for each in self.files)

    @property
    def bytes(self) -> int:
        """Bytes of all its files."""
        return sum(each.bytes for each in self.files)

    @property
    def stops(self) -> bool:
        """The expediente should not leave with this."""
        return any(notice.kind in STOPS for notice in self.notices)


def expires_on(requirement: Requirement, row: Mapping[str, Any]) -> str:
    """The last day on which a paper counts, or "": as written, or from its date and its term."""
    if row.get("vence"):
        return last_day(str(row["vence"])).isoformat()
    if row.get("emitido") and requirement.valid_days:
        return (last_day(str(row["emitido"])) + timedelta(days=requirement.valid_days)).isoformat()
    return ""


def correction_until(row: Mapping[str, Any], calendar: Calendar, default_days: int) -> str:
    """The last working day to correct an observed paper, or "" when it was not observed."""
    if not row.get("observado_el"):
        return ""
    days = int(str(row.get("plazo_dias") or default_days))
    return calendar.add_working(last_day(str(row["observado_el"])), days).isoformat()


def papel(
    requirement: Requirement,
    row: Mapping[str, Any],
    here: Collection[str],
    today: date,
    calendar: Calendar,
    checklist: Checklist,
) -> Papel:
    """A paper with everything that is to be said of it today. `here`: hashes of the files on this machine."""
    files = tuple(read_files(row.get("archivos")))
    found: list[Notice] = []
    now = today.isoformat()
    if not files and requirement.required:
        found.append(Notice(FALTA, Sentence(N_("Falta este papel. Agregue su archivo o escanéelo."))))
    for each in files:
        if each.sha256 not in here:
            said = N_("El archivo {name} todavía no llegó a este equipo. Pídalo a quien lo agregó.")
            found.append(Notice(NO_LLEGO, Sentence(said, name=each.name)))
    until = correction_until(row, calendar, checklist.correction_days)
    if row.get("estado") == OBSERVADO and until:
        found.append(_correction(until, now, today, calendar))
    elif row.get("estado") == SUBSANADO and until and str(row.get("subsanado_el") or "") > until:
        said = N_("Se subsanó el {day}, después del plazo, que terminó el {until}. El comité decide.")
        found.append(Notice(REVISAR, Sentence(said, day=day(str(row["subsanado_el"])), until=day(until)), until))
    expires = expires_on(requirement, row)
    if files and expires:
        if expires < now:
            said = N_("Venció el {day}. Pida uno nuevo y agréguelo aquí.")
            found.append(Notice(VENCIDO, Sentence(said, day=day(expires)), expires))
        elif (last_day(expires) - today).days <= checklist.warn_days:
            said = N_("Vence el {day}. Pida uno nuevo si el expediente se presenta después.")
            found.append(Notice(POR_VENCER, Sentence(said, day=day(expires)), expires))
    if files and row.get("legible") == NO:
        found.append(Notice(ILEGIBLE, Sentence(N_("No se lee bien. Escanéelo otra vez y cambie el archivo."))))
    if files and not expires and requirement.valid_days:
        said = N_("Escriba la fecha del documento: este papel vale por un tiempo.")
        found.append(Notice(REVISAR, Sentence(said)))
    if files and row.get("folios") and int(str(row["folios"])) != sum(each.pages for each in files):
        said = N_("Se anotaron {count} folios y los archivos tienen {pages} páginas. Cuente otra vez.")
        found.append(Notice(REVISAR, Sentence(said, count=row["folios"], pages=sum(each.pages for each in files))))
    if row.get("legible") != SI:
        first = 0
        for each in files:
            found += [
                Notice(REVISAR, Sentence(HINTS[kind], page=first + page, **_dpi(kind, checklist)))
                for page, kind in each.hints
                if kind in HINTS
            ]
            first += each.pages
    order = [*STOPS, POR_VENCER, REVISAR]
    found.sort(key=lambda notice: order.index(notice.kind))
    return Papel(requirement, row, files, tuple(found), expires, until if row.get("estado") == OBSERVADO else "")


def _dpi(kind: str, checklist: Checklist) -> dict[str, object]:
    return {"dpi": checklist.dpi} if kind == "chica" else {}


def _correction(until: str, now: str, today: date, calendar: Calendar) -> Notice:
    if until < now:
        said = N_("El plazo para subsanar terminó el {day}. Pregunte al comité si todavía lo recibe.")
        return Notice(FUERA_DE_PLAZO, Sentence(said, day=day(until)), until)
    left = calendar.working_days(today, last_day(until))
    if not left:
        said = N_("Observado. Hoy, {day}, es el último día para subsanar: corrija el papel y agréguelo.")
        return Notice(EN_SUBSANACION, Sentence(said, day=day(until)), until)
    said = N_("Observado. Corrija el papel y agréguelo hasta el {day}. Días hábiles que quedan: {left}.")
    return Notice(EN_SUBSANACION, Sentence(said, day=day(until), left=left), until)


@dataclass(frozen=True, slots=True)
class Expediente:
    """All papers of an AEO for its call, in the order of the list."""

    papeles: tuple[Papel, ...]

    @property
    def ready(self) -> int:
        """Papers that are there and lack nothing that stops."""
        return sum(bool(each.files) and not each.stops for each in self.papeles)

    @property
    def asked(self) -> int:
        """Papers without which the expediente is not whole, and those given besides."""
        return sum(each.requirement.required or bool(each.files) for each in self.papeles)

    @property
    def pages(self) -> int:
        """Pages of all."""
        return sum(each.pages for each in self.papeles)

    @property
    def bytes(self) -> int:
        """Bytes of all."""
        return sum(each.bytes for each in self.papeles)

    @property
    def complete(self) -> bool:
        """Nothing stops it."""
        return not any(each.stops for each in self.papeles)


def folio_ranges(pages: Sequence[int], first: int = 1) -> list[tuple[int, int]]:
    """First and last folio of each paper, one after another; a paper without pages has (0, 0)."""
    found = []
    for count in pages:
        found.append((first, first + count - 1) if count else (0, 0))
        first += count
    return found


def megabytes(size: int) -> str:
    """A size as people read it, in MB with one decimal, never 0.0 for something."""
    return f"{max(size / MEGABYTE, 0.1 if size else 0):,.1f}"
