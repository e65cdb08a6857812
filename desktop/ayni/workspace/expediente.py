"""Expedientes: what a call asks, the scans of each paper, observations and their terms, the folder for the portal."""

import contextlib
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from ayni.domain.expediente import (
    EN_SUBSANACION,
    FUERA_DE_PLAZO,
    MEGABYTE,
    OBSERVADO,
    OWN,
    PAPEL,
    POR_VENCER,
    PRESENTADO,
    REVIEW,
    SUBSANADO,
    VENCIDO,
    Attachment,
    Checklist,
    Expediente,
    Papel,
    Requirement,
    check_papel,
    folio_ranges,
    megabytes,
    own_list,
    papel,
    read_files,
    read_own_list,
    write_files,
)
from ayni.domain.fields import Problem
from ayni.domain.flow import Answers
from ayni.job import Job, within
from ayni.lang import N_, Sentence
from ayni.storage import attachments, records
from ayni.storage.database import Database, rows
from ayni.storage.folder import FolderTrouble
from ayni.storage.tables import GOBIERNO, TABLES
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.aeo import AeoDoor
from ayni.workspace.opened import Opened, Row
from ayni.workspace.refusals import Refused, refuse

Value = TypeVar("Value")

NO_PAPER = N_("Ese papel no está en la lista de esta convocatoria.")
NO_ROOM = N_("No se pudo guardar el archivo. Revise que el disco tenga espacio y pruebe otra vez.")
NOT_EMPTY = N_("Esa carpeta ya tiene archivos. Elija una carpeta vacía o una nueva.")
NO_FILES = N_("Elija uno o más archivos.")
NOTHING = N_("Todavía no hay ningún papel. Agregue el primero y prepare la carpeta después.")
PAPER_SAYS = N_("{paper}: {said}")
RUNNING = {EN_SUBSANACION, FUERA_DE_PLAZO, POR_VENCER, VENCIDO}
TWINS = "gemelos"  # ids of rows begun elsewhere for the same paper
TAKEN_KEPT = 500  # files of the scanner's folder that are remembered as seen


@cache
def checklist() -> Checklist:
    """What calls ask, from `resources/`."""
    return Checklist.from_data(law._read("rules/expediente.json"), dict(law.catalogue("requisitos")))  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding files to a paper."""

    files: tuple[Attachment, ...]
    problems: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """A folder (or one PDF) ready for the portal."""

    place: Path
    files: tuple[Path, ...]
    bytes: int
    folios: int
    problems: tuple[Sentence, ...]  # what it leaves with, although it should not


@dataclass(frozen=True, slots=True)
class PaperTask:
    """A paper that runs out, for the home screen."""

    sentence: Sentence
    aeo: str
    name: str
    until: str


class ExpedienteDoor(AeoDoor):
    """What may be asked about expedientes."""

    def expediente(self, aeo: str) -> Expediente:
        """Every paper of an AEO for its call, with what each lacks today."""
        return Expediente(tuple(self._papeles(self.aeo(aeo))))

    def papel(self, aeo: str, code: str) -> Papel:
        """One paper of it."""
        found = next((each for each in self._papeles(self.aeo(aeo)) if each.requirement.code == code), None)
        if found is None:
            raise refuse(NO_PAPER)
        return found

    def _papeles(self, aeo: Row) -> list[Papel]:
        call = records.get(self.db, "convocatoria", str(aeo["convocatoria"])) or {}
        stored = self._stored(aeo["id"], str(aeo["convocatoria"]))
        asked = checklist().asked(aeo, call)
        known = {each.code for each in asked}
        for code in stored:  # a paper that was given is shown although nobody asks for it any more
            if code not in known:
                asked.append(replace(checklist().named(code, call), order=len(asked) + 1, required=False))
        return [self._papel(each, stored.get(each.code, {})) for each in asked]

    def _papel(self, requirement: Requirement, row: Row) -> Papel:
        here = {each.sha256 for each in read_files(row.get("archivos")) if attachments.has(self.folder, each.sha256)}
        return papel(requirement, row, here, self.today(), law.rule_book().calendar, checklist())

    def _stored(self, aeo: str, call: str) -> dict[str, Row]:
        """Rows by requirement. Two machines may have begun the same paper: the older row stands, files are joined."""
        found: dict[str, Row] = {}
        names = ", ".join(("id", *(field.name for field in PAPEL)))
        for each in rows(
            self.db,
            f"SELECT {names} FROM papel WHERE aeo = ? AND convocatoria = ? ORDER BY id",  # noqa: S608  our names
            (aeo, call),
        ):
            first = found.setdefault(str(each["requisito"]), each)
            if first is not each:
                both = [*read_files(first["archivos"]), *read_files(each["archivos"])]
                first.setdefault(TWINS, []).append(each["id"])
                first.update({name: value for name, value in each.items() if first.get(name) is None})
                first["archivos"] = write_files(both)
        return found

    # the list of the call

    def requisitos(self, call: str) -> tuple[list[str], list[str]]:
        """The codes of the call's own list and the names typed into it; both empty while the rules' list counts."""
        own = read_own_list(str(self.convocatoria(call)["requisitos"] or ""))
        return (
            [code for code in own if not code.startswith(OWN)],
            [code.removeprefix(OWN) for code in own if code.startswith(OWN)],
        )

    def save_requisitos(self, call: str, codes: Sequence[str], others: str = "") -> None:
        """Keep a call's own list of papers, in the order of the rules' list; nothing given: the rules' list counts."""
        self.found("convocatoria", call)
        known = [code for code, _label in self.choices("requisitos")]
        if not set(codes) <= set(known):
            raise refuse(N_("Elija una respuesta de la lista."), "requisitos")
        text = own_list([code for code in known if code in codes], others)
        with self.save("save_requisitos", GOBIERNO) as db:
            records.update(db, "convocatoria", call, {"requisitos": text or None})

    # papers

    def save_papel(self, aeo: str, code: str, answers: Answers) -> str:
        """Keep the review of a paper: folios, whether it can be read, dates, the observation and its term."""
        found = self.papel(aeo, code)
        values = self._accepted(REVIEW, answers)
        if wrong := check_papel(values):
            raise Refused(wrong)
        state = found.row.get("estado") or (PRESENTADO if found.files else None)
        if values["observacion"] != found.row.get("observacion") or values["observado_el"] != found.row.get(
            "observado_el"
        ):
            state = OBSERVADO if values["observacion"] else (PRESENTADO if found.files else None)
        cleared = {} if state == SUBSANADO else {"subsanado_el": None}
        return self._keep_papel(aeo, found, {**values, **cleared, "estado": state}, "save_papel")

    def _keep_papel(self, aeo: str, found: Papel, values: dict[str, Any], act: str) -> str:
        record = str(found.row.get("id") or "") or stamps.new_row_id(self.now_ms())
        with self.save(act, aeo) as db:
            if records.get(db, "papel", record) is None:
                call = self.found("aeo", aeo)["convocatoria"]
                begun = {"aeo": aeo, "convocatoria": call, "requisito": found.requirement.code}
                records.insert(db, "papel", record, {**begun, **values})
            else:
                twins = found.row.get(TWINS, [])
                joined = {field.name: found.row.get(field.name) for field in PAPEL} if twins else {}
                records.update(db, "papel", record, {**joined, **values})
                for twin in twins:  # what it held stands in the first one now
                    records.remove(db, "papel", twin)
            self._finish_draft(db, "papel", f"{aeo}/{found.requirement.code}")
        return record

    def adding_papel(self, aeo: str, code: str, paths: Sequence[Path], *, instead: bool = False) -> Job[Added]:
        """Shrink these files and keep them as a paper's; `instead`: in place of those that it had.

        What cannot be used is told, what can be is kept. Nothing is kept when the work is stopped.
        """
        with self.job():
            self.papel(aeo, code)
            added = yield from self._keeping_files(paths)
            self._add_files(aeo, code, added.files, instead=instead)
            self._remember(paths)
        return added

    def _keeping_files(self, paths: Sequence[Path]) -> Job[Added]:
        """Shrink these files and keep their content beside the database; no row names them yet."""
        from ayni.reports.escaneo import preparing  # noqa: PLC0415  images are read only when one is added

        prepared, bad = yield from within(preparing(paths, self.portal_bytes(), checklist().dpi), 0, 0.9)
        if not prepared:
            raise Refused([Problem("", sentence) for sentence in bad] or [Problem("", Sentence(NO_FILES))])
        made = []
        try:
            for each in prepared:
                sha = attachments.put(self.folder, self._key, each.content)
                made.append(Attachment(sha, _safe_name(each.name), each.pages, each.bytes, each.hints))
        except OSError as error:
            raise refuse(NO_ROOM) from error
        except FolderTrouble as error:
            raise Refused([Problem("", error.sentence)]) from error
        yield 0.95
        return Added(tuple(made), tuple(bad))

    def _add_files(self, aeo: str, code: str, made: Sequence[Attachment], *, instead: bool) -> None:
        found = self.papel(aeo, code)
        kept = [] if instead else list(found.files)
        values: dict[str, Any] = {"archivos": write_files([*kept, *made]), "legible": None, "folios": None}
        if found.row.get("estado") in {OBSERVADO, SUBSANADO}:
            values |= {"estado": SUBSANADO, "subsanado_el": self.today().isoformat()}
        else:
            values["estado"] = PRESENTADO
        if instead:
            values |= {"emitido": None, "vence": None}  # the dates were those of the paper taken out
        self._keep_papel(aeo, found, values, "add_papel")

    def remove_archivo(self, aeo: str, code: str, sha256: str) -> None:
        """Take a file out of a paper. Its content stays beside the database, so that this can be undone."""
        found = self.papel(aeo, code)
        left = [each for each in found.files if each.sha256 != sha256]
        state = found.row.get("estado") if left else (OBSERVADO if found.row.get("observado_el") else None)
        self._keep_papel(aeo, found, {"archivos": write_files(left), "estado": state}, "remove_archivo")

    def archivo(self, sha256: str) -> bytes:
        """The content of a file, verified."""
        try:
            return attachments.read(self.folder, self._key, sha256)
        except FolderTrouble as error:
            raise Refused([Problem("", error.sentence)]) from error
        except OSError as error:
            raise refuse(
                N_("No se puede leer esa carpeta. Revise que el disco o la memoria USB siga puesto.")
            ) from error

    def page_picture(self, sha256: str, page: int, width: int) -> bytes:
        """A page of a file as a PNG, for the screen: no plain copy is left on the disk."""
        from ayni.reports.escaneo import page_image  # noqa: PLC0415

        return page_image(self.archivo(sha256), page, width)

    def checking_archivos(self) -> Job[list[str]]:
        """Read every file; what is damaged, by the name that people know. It is put aside: others may send it again."""
        spoiled = yield from attachments.check_all(self.folder, self._key, aside=not self.read_only)
        named = self._archivo_names()
        return sorted(named.get(sha, sha[:8]) for sha in spoiled)

    def missing_archivos(self) -> list[str]:
        """The names of files that stand in a paper and are not in this folder: gone, or still on another machine."""
        named = self._archivo_names()
        return sorted(name for sha, name in named.items() if not attachments.has(self.folder, sha))

    def _archivo_names(self) -> dict[str, str]:
        with self.job() as db:
            return archivo_names(db)

    # the scanner's folder

    def scanner_folder(self) -> Path | None:
        """The folder of this machine where the scanner leaves its files."""
        found = self.meta("carpeta_escaner")
        return Path(str(found)) if found else None

    def watch_folder(self, folder: Path | None) -> None:
        """Choose it. What is in it already is not offered: only what comes from now on."""
        with self._writing():
            self._keep_meta("carpeta_escaner", str(folder) if folder else "")
            self._keep_meta("escaner_visto", "[]")
        if folder:
            self._remember(self.scanned())

    def scanned(self) -> list[Path]:
        """New images and PDFs of the scanner's folder, oldest first; files still being written wait."""
        from ayni.reports.escaneo import KINDS  # noqa: PLC0415

        folder = self.scanner_folder()
        if folder is None:
            return []
        seen = set(json.loads(str(self.meta("escaner_visto") or "[]")))
        found: list[Path] = []
        with contextlib.suppress(OSError):
            found += [
                path
                for path in folder.iterdir()
                if path.suffix.lower() in KINDS and path.is_file() and path.stat().st_size and _mark(path) not in seen
            ]
        return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))

    def forget_scanned(self, paths: Sequence[Path]) -> None:
        """Do not offer these any more."""
        self._remember(paths)

    def _remember(self, paths: Sequence[Path]) -> None:
        folder = self.scanner_folder()
        marks = [_mark(path) for path in paths if folder and path.parent == folder and path.exists()]
        if marks:
            seen = json.loads(str(self.meta("escaner_visto") or "[]"))
            kept = list(dict.fromkeys([*seen, *marks]))[-TAKEN_KEPT:]
            self._keep_meta("escaner_visto", json.dumps(kept))

    # for the portal

    def portal_bytes(self) -> int:
        """How heavy the whole expediente may be."""
        return int(self.meta("portal_mb") or checklist().target_mb) * MEGABYTE

    def set_portal_mb(self, megabytes_: int) -> None:
        """The size that the portal accepts, in whole MB."""
        if not 1 <= megabytes_ <= 2000:  # noqa: PLR2004  a portal's sizes
            raise refuse(N_("Escriba un tamaño de 1 a 2000 MB."), "portal_mb")
        with self._writing():
            self._keep_meta("portal_mb", megabytes_)

    def print_index(self, aeo: str, path: Path, language: str = "es") -> Path:
        """The index as the expediente stands today, with the hash of each paper."""
        from ayni.reports.expediente import Entry, write_index  # noqa: PLC0415

        found = self.expediente(aeo)
        ranges = folio_ranges([each.pages for each in found.papeles])
        entries = [
            Entry(each.requirement.label, *folios, each.bytes, _hash_of(each.files))
            for each, folios in zip(found.papeles, ranges, strict=True)
            if each.requirement.required or each.files
        ]
        return self._printing(path, lambda: self._write_index(write_index, path, aeo, entries, language))

    def _write_index(
        self, write: Callable[..., Path], path: Path, aeo: str, entries: Sequence[Any], language: str
    ) -> Path:
        names = {"convocatoria": {call["id"]: call["nombre"] for call in self.convocatorias()}}
        return write(path, self.municipality(), self.aeo(aeo), entries, language, self.today(), names=names)

    def _printing(self, path: Path, write: Callable[[], Path]) -> Path:
        try:
            return write()
        except OSError as error:
            said = N_("No se pudo escribir el papel {name}. Revise que la carpeta exista y que tenga espacio.")
            raise refuse(said, name=path.name) from error

    def packing(
        self, aeo: str, place: Path, *, one: bool = False, language: str = "es", limit: int | None = None
    ) -> Job[Packed]:
        """A folder for the portal (`one`: a single PDF): papers in order with their folios, the index, the hashes.

        Names are those of the papers, without personal data. Scans are made lighter when the whole is too heavy for
        `limit` (bytes; else those of the portal), never below what can be read; raises Refused with what to do when
        that does not do. Whole or not there at all.
        """
        with self.job():
            found = self.expediente(aeo)
            given = [each for each in found.papeles if each.files]
            if not given:
                raise refuse(NOTHING)
            if place.exists() and (one or not place.is_dir() or any(place.iterdir())) and not (one and place.is_file()):
                raise refuse(NOT_EMPTY)
            problems = [
                Sentence(PAPER_SAYS, paper=Sentence(each.requirement.label), said=notice.sentence)
                for each in found.papeles
                for notice in each.notices
                if each.stops
            ]
            papers = yield from within(self._light(given, limit or self.portal_bytes()), 0, 0.8)
            try:
                return (yield from within(self._packed(aeo, place, given, papers, problems, one, language), 0.8, 1))
            except OSError as error:
                raise refuse(NO_ROOM) from error

    def _light(self, given: Sequence[Papel], limit: int) -> Job[list[bytes]]:
        """The content of each paper, joined; all of them within the size of the portal."""
        from ayni.reports.escaneo import Unusable, is_text, join, lighter  # noqa: PLC0415

        papers = []
        for done, each in enumerate(given):
            yield done / len(given) * 0.3
            papers.append(join([self.archivo(file.sha256) for file in each.files]))
        room = limit - 150_000 - 400 * sum(each.pages for each in given)  # the index and the folios weigh too
        scans = [place for place, content in enumerate(papers) if not is_text(content)]
        heavy = sum(map(len, papers))
        if heavy <= room:
            return papers
        fixed = sum(len(content) for place, content in enumerate(papers) if place not in scans)
        share = max(room - fixed, 0) / max(heavy - fixed, 1)
        for done, place in enumerate(scans):
            target = int(len(papers[place]) * share)
            try:
                papers[place] = yield from within(
                    lighter(papers[place], target, checklist().dpi),
                    0.3 + 0.7 * done / len(scans),
                    0.3 + 0.7 * (done + 1) / len(scans),
                )
            except Unusable:
                break
        if sum(map(len, papers)) > room:
            worst = max(range(len(papers)), key=lambda place: len(papers[place]))
            raise refuse(
                N_(
                    "El expediente pesa {size} MB y el portal acepta {limit} MB; más chico no se leería. "
                    "Lo que más pesa es: {paper}. Escanéelo en gris, o quite las páginas que no se piden."
                ),
                size=megabytes(heavy),
                limit=megabytes(limit),
                paper=Sentence(given[worst].requirement.label),
            )
        return papers

    def _packed(
        self,
        aeo: str,
        place: Path,
        given: Sequence[Papel],
        papers: list[bytes],
        problems: list[Sentence],
        one: bool,  # noqa: FBT001  the caller names it
        language: str,
    ) -> Job[Packed]:
        from ayni.reports.escaneo import join, stamped  # noqa: PLC0415
        from ayni.reports.expediente import Entry, write_index  # noqa: PLC0415

        place.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=place.parent, prefix=".preparando-") as begun:
            beside = Path(begun) / "expediente"
            beside.mkdir()
            folio, entries, done = 1, [], []
            for number, (each, content) in enumerate(zip(given, papers, strict=True), start=1):
                yield number / (len(given) + 1)
                stamped_, pages = stamped([content], folio)
                name = f"{number:02}-{each.requirement.file_name}.pdf"
                (beside / name).write_bytes(stamped_)
                digest = hashlib.sha256(stamped_).hexdigest()
                file = "" if one else name
                entries.append(Entry(each.requirement.label, folio, folio + pages - 1, len(stamped_), digest, file))
                done.append((name, digest))
                folio += pages
            index = beside / "00-indice.pdf"
            self._write_index(write_index, index, aeo, entries, language)
            if one:
                whole = join([path.read_bytes() for path in sorted(beside.glob("*.pdf"))])
                single = Path(begun) / "expediente.pdf"
                single.write_bytes(whole)
                single.replace(place)
                return Packed(place, (place,), len(whole), folio - 1, tuple(problems))
            done.insert(0, (index.name, hashlib.sha256(index.read_bytes()).hexdigest()))
            (beside / "huellas.sha256").write_text("".join(f"{sha}  {name}\n" for name, sha in done), "utf-8")
            if place.exists():
                place.rmdir()  # it is empty
            beside.replace(place)
        files = tuple(sorted(place.iterdir()))
        return Packed(place, files, sum(path.stat().st_size for path in files), folio - 1, tuple(problems))


def paper_tasks(opened: Opened, limit: int = 5) -> list[PaperTask]:
    """For home: papers that expire soon and corrections that run, the first to end first; at most `limit`."""
    rules, today = checklist(), opened.today()
    since = (today - timedelta(days=rules.longest_term() + 60)).isoformat()[:7]
    found = rows(
        opened.db,
        "SELECT p.*, a.nombre, a.categoria, c.dias_poder FROM papel p JOIN aeo a ON a.id = p.aeo"
        " JOIN convocatoria c ON c.id = p.convocatoria AND c.id = a.convocatoria"
        " WHERE a.fusionado_en IS NULL AND p.archivos IS NOT NULL"
        " AND (p.estado = ? OR p.vence >= ? OR p.emitido >= ?)",
        (OBSERVADO, since, since),
    )
    told = []
    for each in found:
        requirement = rules.named(str(each["requisito"]), each)
        shown = papel(requirement, each, _hashes(each), today, law.rule_book().calendar, rules)
        for notice in [one for one in shown.notices if one.kind in RUNNING][:1]:
            said = Sentence(PAPER_SAYS, paper=Sentence(requirement.label), said=notice.sentence)
            told.append(PaperTask(said, str(each["aeo"]), str(each["nombre"]), notice.until))
    return sorted(told, key=lambda task: (task.until, task.name))[:limit]


def _hashes(row: Row) -> set[str]:
    return {each.sha256 for each in read_files(row["archivos"])}


def _mark(path: Path) -> str:
    """What tells a file of the scanner's folder from another, without keeping its name."""
    seen = path.stat()
    return hashlib.sha256(f"{path.name}|{seen.st_size}|{seen.st_mtime_ns}".encode()).hexdigest()[:24]


def _safe_name(name: str) -> str:
    """The name that a person gave, on one line, without numbers that may be a DNI."""
    return re.sub(r"\d{8,}", "…", " ".join(name.split()))[:120]


def _hash_of(files: Sequence[Attachment]) -> str:
    """One hash for a paper: its file's, or that of the hashes of its files."""
    if len(files) == 1:
        return files[0].sha256
    return hashlib.sha256("".join(each.sha256 for each in files).encode()).hexdigest() if files else ""


def archivo_names(db: Database) -> dict[str, str]:
    """The hash of every file of a paper, and the name that people know it by."""
    return {
        each.sha256: each.name
        for found in rows(
            db,
            " UNION ALL ".join(
                f"SELECT archivos FROM {table.name} WHERE archivos IS NOT NULL"  # noqa: S608  our names
                for table in TABLES.values()
                if "archivos" in table.columns
            ),
        )
        for each in read_files(found["archivos"])
    }
