"""The expediente at the door: papers kept encrypted, observed, corrected, packed for the portal and read back."""

import hashlib
import io

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader

from ayni.workspace import Refused


def scan(path, words="La asamblea acuerda presentarse", size=(1240, 1754)):
    image = Image.new("L", size, "white")
    draw = ImageDraw.Draw(image)
    for y in range(100, size[1] - 100, 44):
        draw.text((80, y), words, fill="black", font_size=26)
    image.save(path)
    return path


@pytest.fixture
def photo(tmp_path):
    return scan(tmp_path / "acta.jpg")


@pytest.fixture
def add(workspace, aeo, photo, done):
    def adding(code="estatuto", *paths, **how):
        return done(workspace.adding_papel(aeo, code, paths or [photo], **how))

    return adding


def state(workspace, aeo, code="estatuto"):
    return workspace.papel(aeo, code).state


def test_an_aeo_begins_with_every_paper_missing(workspace, aeo):
    found = workspace.expediente(aeo)
    assert not found.complete
    assert {each.state for each in found.papeles} == {"falta"}


def test_a_photograph_becomes_a_paper_and_nothing_plain_is_left(workspace, aeo, add, town):
    added = add()
    assert state(workspace, aeo) == "listo"
    (kept,) = [path for path in (town.folder / "adjuntos").rglob("*") if path.is_file()]
    assert kept.name == added.files[0].sha256
    assert not kept.read_bytes().startswith(b"%PDF")
    content = workspace.archivo(kept.name)
    assert hashlib.sha256(content).hexdigest() == kept.name
    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    assert workspace.page_picture(kept.name, 0, 100).startswith(b"\x89PNG")
    assert workspace.check() == []


def test_wrong_files_are_told_and_the_good_one_is_kept(workspace, aeo, add, photo, tmp_path):
    (tmp_path / "no.pdf").write_bytes(b"hola")
    added = add("estatuto", photo, tmp_path / "no.pdf")
    assert [str(sentence) for sentence in added.problems] == [
        "El archivo no.pdf dice ser un PDF pero no lo es, o está dañado. Expórtelo o escanéelo otra vez."
    ]
    assert len(workspace.papel(aeo, "estatuto").files) == 1


def test_when_no_file_is_good_nothing_changes(town, workspace, aeo, add, tmp_path):
    (tmp_path / "no.pdf").write_bytes(b"")
    before = town.facts()
    with pytest.raises(Refused) as told:
        add("estatuto", tmp_path / "no.pdf")
    assert "está vacío" in str(told.value)
    assert town.facts() == before


def test_work_that_is_stopped_keeps_nothing(town, workspace, aeo, photo):
    before = town.facts()
    work = workspace.adding_papel(aeo, "estatuto", [photo])
    next(work)
    work.close()
    assert town.facts() == before


def test_a_paper_that_nobody_asks_is_refused(workspace, aeo, add):
    with pytest.raises(Refused) as told:
        add("pasaporte")
    assert "no está en la lista" in str(told.value)


def test_a_number_like_a_dni_does_not_stay_in_a_name(workspace, aeo, add, tmp_path):
    add("dni", scan(tmp_path / "DNI 40000001 Rosa.png"))
    assert workspace.papel(aeo, "dni").files[0].name == "DNI … Rosa.pdf"


def test_adding_can_be_undone_and_the_file_is_still_there(workspace, aeo, add):
    sha = add().files[0].sha256
    workspace.remove_archivo(aeo, "estatuto", sha)
    assert state(workspace, aeo) == "falta"
    workspace.undo()
    assert state(workspace, aeo) == "listo"
    workspace.undo()
    assert state(workspace, aeo) == "falta"


def test_an_observed_paper_is_corrected_in_time(workspace, aeo, add, clock, tmp_path):
    add()
    workspace.save_papel(aeo, "estatuto", {"observacion": "Falta una hoja", "observado_el": "10/03/2026"})
    found = workspace.papel(aeo, "estatuto")
    assert (found.state, found.correct_until) == ("en_subsanacion", "2026-03-12")
    assert [task.noun for task in workspace.tasks() if task.kind == "papel"] == ["expediente"]
    clock.forward(days=2)
    add("estatuto", scan(tmp_path / "completo.png", "Estatuto completo"), instead=True)
    found = workspace.papel(aeo, "estatuto")
    assert (found.state, found.row["estado"], found.row["subsanado_el"]) == ("listo", "subsanado", "2026-03-12")
    assert [file.name for file in found.files] == ["completo.pdf"]
    assert [task for task in workspace.tasks() if task.kind == "papel"] == []


def test_reviewing_a_corrected_paper_does_not_open_the_observation_again(workspace, aeo, add):
    add()
    seen = {"observacion": "Falta una hoja", "observado_el": "10/03/2026"}
    workspace.save_papel(aeo, "estatuto", seen)
    add()
    workspace.save_papel(aeo, "estatuto", {**seen, "legible": "si"})
    assert workspace.papel(aeo, "estatuto").row["estado"] == "subsanado"
    workspace.save_papel(aeo, "estatuto", {**seen, "observacion": "Falta otra hoja"})
    assert state(workspace, aeo) == "en_subsanacion"


def test_taking_the_correction_out_leaves_the_paper_observed(workspace, aeo, add):
    sha = add().files[0].sha256
    workspace.save_papel(aeo, "estatuto", {"observacion": "Falta una hoja", "observado_el": "10/03/2026"})
    workspace.remove_archivo(aeo, "estatuto", sha)
    assert [notice.kind for notice in workspace.papel(aeo, "estatuto").notices] == ["falta", "en_subsanacion"]


def test_a_paper_that_expires_soon_waits_at_home(workspace, aeo, add, clock):
    add("vigencia_poder")
    workspace.save_papel(aeo, "vigencia_poder", {"emitido": "20/02/2026"})
    assert [task for task in workspace.tasks() if task.kind == "papel"] == []
    clock.forward(days=5)
    (task,) = [task for task in workspace.tasks() if task.kind == "papel"]
    assert "Vence el 22/03/2026" in str(task.sentence)
    assert task.record == aeo


def test_a_review_that_does_not_fit_is_refused(workspace, aeo, add):
    add()
    with pytest.raises(Refused):
        workspace.save_papel(aeo, "estatuto", {"observado_el": "10/03/2026"})


# the call's own list


def test_a_call_asks_its_own_papers(workspace, call, aeo):
    workspace.save_requisitos(call, ["dni", "plan"], "Constancia de posesión")
    assert [each.requirement.label for each in workspace.expediente(aeo).papeles] == [
        "Copias de DNI",
        "Plan de negocio",
        "Constancia de posesión",
    ]
    assert workspace.requisitos(call) == (["dni", "plan"], ["Constancia de posesión"])


def test_changing_a_call_keeps_its_list(town, workspace, call, aeo):
    workspace.save_requisitos(call, ["dni"])
    row = workspace.convocatoria(call)
    workspace.save_convocatoria({**row, "nombre": "Otra"}, call)
    assert workspace.requisitos(call) == (["dni"], [])
    workspace.save_requisitos(call, [])
    assert len(workspace.expediente(aeo).papeles) > 5


def test_a_paper_given_stays_although_nobody_asks_it_any_more(workspace, call, aeo, add):
    add()
    workspace.save_requisitos(call, ["dni"])
    assert [each.requirement.code for each in workspace.expediente(aeo).papeles] == ["dni", "estatuto"]


# two machines


def test_rows_travel_and_a_file_that_did_not_is_told(trio, tmp_path, done):
    door = trio.office.door
    done(door.adding_papel(trio.aeo, "estatuto", [scan(tmp_path / "acta.jpg")]))
    trio.share()
    found = trio.beto.door.papel(trio.aeo, "estatuto")
    assert (found.state, found.files[0].name) == ("no_llego", "acta.pdf")
    with pytest.raises(Refused) as told:
        trio.beto.door.archivo(found.files[0].sha256)
    assert "todavía no llegó" in str(told.value)
    with pytest.raises(Refused):
        done(trio.beto.door.packing(trio.aeo, tmp_path / "portal"))
    assert not (tmp_path / "portal").exists()
    trio.equal()


def test_a_paper_begun_on_two_machines_is_one(trio, tmp_path, done):
    trio.office.door.assign_roles("Beto Quispe", {"evalua"})
    for number, town in enumerate((trio.office, trio.beto)):
        if number:
            trio.send(trio.office, trio.beto)
            with town.door.save("save_papel", trio.aeo) as db:  # as it comes when neither had seen the other
                from ayni.storage import records

                call = town.door.aeo(trio.aeo)["convocatoria"]
                sha = {"sha256": "b" * 64, "name": "b.pdf", "pages": 1, "bytes": 9}
                records.insert(
                    db,
                    "papel",
                    "019fffff-0000-7000-8000-000000000000",
                    {
                        "aeo": trio.aeo,
                        "convocatoria": call,
                        "requisito": "estatuto",
                        "archivos": f"[{sha}]".replace("'", '"'),
                    },
                )
        else:
            done(town.door.adding_papel(trio.aeo, "estatuto", [scan(tmp_path / "a.jpg")]))
    found = trio.beto.door.papel(trio.aeo, "estatuto")
    assert [file.name for file in found.files] == ["a.pdf", "b.pdf"]
    trio.beto.door.remove_archivo(trio.aeo, "estatuto", "b" * 64)
    assert [file.name for file in trio.beto.door.papel(trio.aeo, "estatuto").files] == ["a.pdf"]
    trio.share()
    trio.equal()


# the scanner


def test_what_the_scanner_leaves_is_offered_once(workspace, aeo, add, tmp_path):
    folder = tmp_path / "escaner"
    folder.mkdir()
    scan(folder / "antes.png")
    assert workspace.scanned() == []
    workspace.watch_folder(folder)
    assert workspace.scanned() == []
    new = scan(folder / "nuevo.png")
    (folder / "nota.txt").write_text("x")
    (folder / "escribiendo.pdf").write_bytes(b"")
    assert workspace.scanned() == [new]
    add("estatuto", new)
    assert workspace.scanned() == []
    other = scan(folder / "otro.png")
    workspace.forget_scanned([other])
    assert workspace.scanned() == []


def test_a_folder_that_is_gone_offers_nothing(workspace, tmp_path):
    workspace.watch_folder(tmp_path / "usb")
    assert workspace.scanned() == []


# for the portal


def test_the_folder_for_the_portal_is_read_back(workspace, aeo, add, tmp_path, done):
    add("estatuto")
    add("estatuto", scan(tmp_path / "2.png", "Segunda hoja"))
    add("dni", scan(tmp_path / "DNI 40000001.png"))
    packed = done(workspace.packing(aeo, tmp_path / "portal"))
    names = [path.name for path in packed.files]
    assert names == ["00-indice.pdf", "01-estatuto.pdf", "02-dni.pdf", "huellas.sha256"]
    assert packed.folios == 3
    texts = [[page.extract_text().strip() for page in PdfReader(packed.place / name).pages] for name in names[1:3]]
    assert texts == [["001", "002"], ["003"]]
    index = " ".join(page.extract_text() for page in PdfReader(packed.place / names[0]).pages)
    assert "001 – 002" in index
    assert "40000001" not in index
    for line in (packed.place / "huellas.sha256").read_text().splitlines():
        sha, name = line.split("  ")
        assert hashlib.sha256((packed.place / name).read_bytes()).hexdigest() == sha
        assert name == "00-indice.pdf" or sha[:8] in index
    assert packed.bytes == sum(path.stat().st_size for path in packed.files)
    assert any("Falta este papel" in str(said) for said in packed.problems)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_one_pdf_holds_index_and_papers(workspace, aeo, add, tmp_path, done):
    add()
    packed = done(workspace.packing(aeo, tmp_path / "todo.pdf", one=True))
    pages = PdfReader(packed.place).pages
    assert "Índice del expediente" in pages[0].extract_text()
    assert pages[-1].extract_text().strip() == "001"


def test_a_folder_with_files_is_not_touched(workspace, aeo, add, tmp_path, done):
    add()
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "mio.txt").write_text("x")
    with pytest.raises(Refused):
        done(workspace.packing(aeo, tmp_path / "portal"))
    assert [path.name for path in (tmp_path / "portal").iterdir()] == ["mio.txt"]


def test_packing_that_is_stopped_leaves_nothing(workspace, aeo, add, tmp_path):
    add()
    work = workspace.packing(aeo, tmp_path / "portal")
    while next(work) < 0.85:
        pass
    work.close()
    assert not [path for path in tmp_path.iterdir() if "portal" in path.name or "preparando" in path.name]


def test_nothing_to_pack_is_told(workspace, aeo, tmp_path, done):
    with pytest.raises(Refused) as told:
        done(workspace.packing(aeo, tmp_path / "portal"))
    assert "Todavía no hay ningún papel" in str(told.value)


def noisy(path, pages=6):
    import os

    first, *rest = [Image.frombytes("L", (1240, 1754), os.urandom(1240 * 1754)) for _ in range(pages)]
    first.save(path, "TIFF", save_all=True, append_images=rest)
    return path


def test_a_heavy_expediente_is_made_lighter_for_the_portal(workspace, aeo, add, tmp_path, done):
    add("plan", noisy(tmp_path / "plan.tif"))
    add("dni", noisy(tmp_path / "dni.tif"))
    limit = round(workspace.expediente(aeo).bytes * 0.75 / 1e6)
    workspace.set_portal_mb(limit)
    packed = done(workspace.packing(aeo, tmp_path / "portal"))
    assert packed.bytes <= limit * 1_000_000
    assert packed.folios == 12


def test_what_would_not_be_read_is_not_packed_but_told(workspace, aeo, add, tmp_path, done):
    add("plan", noisy(tmp_path / "plan.tif"))
    workspace.set_portal_mb(1)
    with pytest.raises(Refused) as told:
        done(workspace.packing(aeo, tmp_path / "portal"))
    assert "Lo que más pesa es: Plan de negocio" in str(told.value)
    assert not (tmp_path / "portal").exists()


def test_a_size_without_sense_is_refused(workspace):
    with pytest.raises(Refused):
        workspace.set_portal_mb(0)


def test_the_index_is_printed_while_papers_are_missing(workspace, aeo, add, tmp_path):
    add()
    pages = PdfReader(workspace.print_index(aeo, tmp_path / "i.pdf")).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "No se presentó" in text
    assert "001 – 001" in text


def test_a_damaged_file_is_found(workspace, aeo, add, town, done):
    add()
    assert done(workspace.checking_archivos()) == []
    (kept,) = [path for path in (town.folder / "adjuntos").rglob("*") if path.is_file()]
    kept.write_bytes(kept.read_bytes()[:-1])
    assert done(workspace.checking_archivos()) == ["acta.pdf"]
