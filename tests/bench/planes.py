"""The plan that is measured: 12 years, 10 activities, every chapter written. Its figures and its papers."""

import json
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pypdfium2

from ayni.domain.rentabilidad import compute
from ayni.domain.sensibilidad import trying
from ayni.workspace import Workspace, create_workspace
from ayni.workspace.plan import steps
from ayni.workspace.practica import PASSPHRASE, invented_ruc

CASE = Path(__file__).parents[1] / "cases" / "finance" / "own_S4.json"
LARGEST = {"years": 12, "blocks": 10, "assets": 20}
FRAME_MS, BEAR_S, PAPER_S = 16.7, 0.3, 1.0  # what a window, a person who waits and a printer bear
WORDS = "Los socios crían cuyes en el suelo de la cocina y los venden cuando necesitan dinero. " * 9
PARAGRAPHS = 3

Line = tuple[str, str, str, str]


def large_case() -> dict[str, Any]:
    """The case with loans, made as long and as broad as a plan gets."""
    given = json.loads(CASE.read_text("utf-8"))["input"]
    years = LARGEST["years"]
    given["years"] = years
    for side in ("with", "without"):
        for name in ("general", "personnel"):
            for line in given[side].get(name, []):
                line["units"] = _long(line["units"], years)
        for block in given[side].get("blocks", []):
            block["pattern"] = _long(block["pattern"], years)
    one = given["with"]
    one["blocks"] = [one["blocks"][0] | {"name": f"Actividad {place + 1}"} for place in range(LARGEST["blocks"])]
    one["assets"] = [one["assets"][place % len(one["assets"])] for place in range(LARGEST["assets"])]
    return {"title": "Plan de diez actividades", "input": given}


def _long(amounts: Any, years: int) -> Any:
    return (amounts + [amounts[-1]] * years)[:years] if isinstance(amounts, list) else amounts


def plan_in(folder: Path) -> tuple[Workspace, str]:
    """A workspace with that plan, every chapter of it written."""
    door, _recovery = create_workspace(
        folder, ubigeo="080101", name="Municipalidad inventada", person="Rosa Quispe Mamani", passphrase=PASSPHRASE
    )
    call = door.save_convocatoria(
        {
            "nombre": "PROCOMPITE",
            "year": "2026",
            "fecha_autorizacion": "2026-03-15",
            "categorias": "A",
            "cadenas": "cuy",
        }
    )
    aeo = door.save_aeo(
        {
            "convocatoria": call,
            "categoria": "A",
            "cadena": "cuy",
            "nombre": "Asociación inventada",
            "naturaleza": "juridica",
            "tipo": "asociacion",
            "ruc": invented_ruc(1),
            "fecha_constitucion": "2019-05-14",
            "ubigeo": "080101",
        }
    )
    path = folder.parent / "plan.json"
    path.write_text(json.dumps(large_case()), "utf-8")
    plan = door.import_plan(path, {"aeo": aeo, "convocatoria": call, "categoria": "A"})
    for chapter in door.chapters(plan):
        for part in chapter.parts:
            door.save_seccion(plan, part.section.code, {"texto": "\n".join([WORDS] * PARAGRAPHS)})
    return door, plan


def seconds(work: Callable[[], object], runs: int) -> float:
    """How long it takes: the median of some runs."""
    taken = []
    for _turn in range(runs):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def measured(folder: Path, runs: int) -> list[Line]:
    """The lines of the table about plans."""
    door, plan = plan_in(folder / "plan")
    with door:
        case = door.case_of(plan)
        frame = seconds(partial(compute, case), runs * 8) * 1000
        tried = seconds(lambda: list(trying(case, steps())), runs)
        printed, sheet = folder / "plan.pdf", folder / "plan.xlsx"
        door.sensitivity(plan)  # the page of results keeps it before anybody prints
        paper = seconds(partial(door.print_plan_completo, plan, printed), runs)
        live = seconds(partial(door.print_plan_excel, plan, sheet), runs)
    pages = _pages(printed)
    lines = [
        (
            "Plan of 12 years and 10 activities, computed",
            f"{frame:.1f} ms",
            f"{FRAME_MS} ms, one frame",
            frame / FRAME_MS,
        ),
        ("Its sensitivity and switching values", f"{tried:.2f} s", f"{BEAR_S} s, the most to bear", tried / BEAR_S),
        (
            f"Its complete PDF, {len(pages)} pages",
            f"{paper:.2f} s",
            f"{PAPER_S:.0f} s, the most to bear",
            paper / PAPER_S,
        ),
    ]
    told = [(name, ours, beside, f"× {times:.2f}") for name, ours, beside, times in lines]
    theirs = _libreoffice(pages, folder, runs)
    beside = "LibreOffice is not installed" if theirs is None else f"{theirs:.2f} s, LibreOffice, the same words"
    told.append(("The same PDF", f"{paper:.2f} s", beside, "" if theirs is None else f"× {paper / theirs:.2f}"))
    told.append(("Its spreadsheet with live formulas", f"{live:.2f} s", "", ""))
    return told


def _pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles><style:style style:name="page" style:family="paragraph">
<style:paragraph-properties fo:break-before="page"/></style:style></office:automatic-styles>
<office:body><office:text>{body}</office:text></office:body></office:document>"""


def _libreoffice(pages: list[str], folder: Path, runs: int) -> float | None:
    """How long LibreOffice takes to make a PDF of the same words on as many pages, without tables or pictures."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    body = "".join(
        f'<text:p text:style-name="page"/>{"".join(f"<text:p>{escape(line)}</text:p>" for line in page.splitlines())}'
        for page in ("".join(letter for letter in page if letter.isprintable() or letter == "\n") for page in pages)
    )
    given = folder / "plan.fodt"
    given.write_text(FLAT.format(body=body), "utf-8")
    with tempfile.TemporaryDirectory() as profile:
        command = [
            *(program, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--convert-to", "pdf"),
            *("--outdir", str(folder / "libreoffice"), str(given)),
        ]
        convert = partial(subprocess.run, command, check=True, capture_output=True)
        convert()  # its first run makes its profile
        return seconds(convert, runs)
