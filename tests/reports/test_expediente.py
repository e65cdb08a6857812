"""Scans made small and legible, folios, the index; every wrong file told in a sentence."""

import hashlib
import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ayni.reports import escaneo
from ayni.reports.escaneo import DPI, Unusable, is_text, join, lighter, page_count, page_image, preparing, stamped
from ayni.reports.expediente import Entry, write_index

MB = 1_000_000


def ended(work):
    seen = 0
    while True:
        try:
            part = next(work)
        except StopIteration as end:
            return end.value
        assert 0 <= part <= 1
        seen = part
    return seen


def scan(size=(1240, 1754), mode="L", ink="black"):
    """A page of letters as a scanner leaves it."""
    image = Image.new(mode, size, "white")
    draw = ImageDraw.Draw(image)
    for y in range(100, size[1] - 100, 44):
        draw.text((80, y), "La asamblea acuerda presentarse a la convocatoria", fill=ink, font_size=26)
    return image


def noise(size=(1240, 1754)):
    """The heaviest page there can be."""
    return Image.frombytes("L", size, os.urandom(size[0] * size[1]))


def letter(path, pages=2, words="Estatuto de la asociación", key=None):
    """A PDF written by a program."""
    canvas = Canvas(str(path), pagesize=A4, encrypt=key)
    for page in range(pages):
        canvas.drawString(72, 700, f"{words} {page + 1}")
        canvas.showPage()
    canvas.save()
    return path


def scanned_pdf(path, images):
    first, *rest = images
    first.save(path, "PDF", save_all=True, append_images=rest, resolution=DPI)
    return path


def prepared(paths, target=20 * MB):
    return ended(preparing(paths, target))


def test_photographs_given_together_become_one_small_pdf(tmp_path):
    for name in ("1.jpg", "2.png", "3.tif"):
        scan(mode="RGB").save(tmp_path / name)
    (made,), bad = prepared(list(tmp_path.iterdir()))
    assert bad == []
    assert (made.name, made.pages) == ("1.pdf", 3)
    assert made.bytes == len(made.content) < MB
    assert made.hints == ()
    assert page_count(made.content) == 3


def test_a_page_holds_150_dots_per_inch_and_is_grey_when_it_has_no_colour(tmp_path):
    scan((2480, 3508), "RGB").save(tmp_path / "gris.png")
    (grey,), _ = prepared([tmp_path / "gris.png"])
    scan((2480, 3508), "RGB", "red").save(tmp_path / "rojo.png")
    (red,), _ = prepared([tmp_path / "rojo.png"])
    for made, colours in ((grey, "/DeviceGray"), (red, "/DeviceRGB")):
        page = PdfReader(io.BytesIO(made.content)).pages[0]
        image = next(iter(page["/Resources"]["/XObject"].values())).get_object()
        assert image["/ColorSpace"] == colours
        assert abs(float(page.mediabox.height) - A4[1]) < 2
        assert image["/Height"] / (float(page.mediabox.height) / 72) >= DPI - 0.5


def test_a_photograph_taken_lying_is_stood_up(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    scan((1754, 1240), "RGB").save(tmp_path / "foto.jpg", exif=exif)
    (made,), _ = prepared([tmp_path / "foto.jpg"])
    box = PdfReader(io.BytesIO(made.content)).pages[0].mediabox
    assert box.height > box.width


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize(("scale", "kind"), [(1, "jpg"), (3, "jpg"), (3, "tif"), (1, "png")])
def test_a_photograph_stands_as_its_camera_says(tmp_path, turn, scale, kind):
    image = Image.new("L", (900 * scale, 1200 * scale), "white")
    image.paste(0, (0, 0, 300 * scale, 300 * scale))  # the black corner belongs at the top left
    back = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[turn]
    exif = Image.Exif()
    exif[0x0112] = turn
    packed = {"compression": "tiff_lzw"} if kind == "tif" else {}  # as scanners write them
    (image if back is None else image.transpose(back)).save(tmp_path / f"foto.{kind}", exif=exif, **packed)
    (made,), _ = prepared([tmp_path / f"foto.{kind}"])
    seen = Image.open(io.BytesIO(page_image(made.content, 0, 300))).convert("L")
    assert seen.height > seen.width
    corners = [seen.getpixel(at) < 128 for at in ((20, 20), (280, 20), (20, seen.height - 20), (280, seen.height - 20))]
    assert corners == [True, False, False, False]


@pytest.mark.parametrize("mode", ["1", "P", "LA", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_picture_becomes_a_page(tmp_path, mode):
    scan().convert("RGB" if mode == "CMYK" else "L").convert(mode).save(tmp_path / "hoja.tif")
    (made,), bad = prepared([tmp_path / "hoja.tif"])
    assert bad == []
    seen = Image.open(io.BytesIO(page_image(made.content, 0, 300))).convert("L")
    assert seen.getpixel((3, 3)) > 240 or mode == "I;16"


def test_what_is_transparent_is_paper(tmp_path):
    drawn = Image.new("RGBA", (1240, 1754), (0, 0, 0, 0))
    ImageDraw.Draw(drawn).text((80, 100), "Firma", fill="black", font_size=60)
    drawn.save(tmp_path / "firma.png")
    (made,), _ = prepared([tmp_path / "firma.png"])
    seen = Image.open(io.BytesIO(page_image(made.content, 0, 300))).convert("L")
    assert seen.getpixel((5, 5)) > 240


def test_each_page_of_a_tif_is_a_page(tmp_path):
    scan().save(tmp_path / "acta.tif", save_all=True, append_images=[scan(), scan()])
    (made,), _ = prepared([tmp_path / "acta.tif"])
    assert made.pages == 3


def test_a_small_pdf_written_by_a_program_stays_as_it_is(tmp_path):
    path = letter(tmp_path / "estatuto.pdf")
    (made,), bad = prepared([path])
    assert (made.content, made.pages, bad) == (path, 2, [])


def test_a_scanned_pdf_is_shrunk_and_still_read(tmp_path):
    path = scanned_pdf(tmp_path / "acta.pdf", [scan((2480, 3508), "RGB") for _ in range(3)])
    (made,), _ = prepared([path])
    assert made.pages == 3
    assert made.bytes < path.stat().st_size
    assert made.hints == ()


def test_scans_keep_within_the_target_by_their_quality_alone(tmp_path):
    path = scanned_pdf(tmp_path / "acta.pdf", [noise() for _ in range(8)])
    free, _ = prepared([path], 100 * MB)
    (made,), _ = prepared([path], free[0].bytes * 6 // 10)
    assert made.bytes <= free[0].bytes * 6 // 10
    image = next(iter(PdfReader(io.BytesIO(made.content)).pages[0]["/Resources"]["/XObject"].values()))
    assert image.get_object()["/Width"] >= 1239


def test_what_would_not_be_read_any_more_is_refused_with_what_to_do(tmp_path):
    path = scanned_pdf(tmp_path / "acta.pdf", [noise() for _ in range(8)])
    good, (said,) = prepared([path], 300_000)
    assert good == []
    assert "no se puede achicar a 0.3 MB" in str(said)
    assert "Escanéelo en gris" in str(said)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("vacio.pdf", b"", "está vacío"),
        ("vacia.jpg", b"", "está vacío"),
        ("no.pdf", b"esto es una carta", "dice ser un PDF pero no lo es"),
        ("cortado.pdf", b"%PDF-1.4\n1 0 obj\n<<", "dice ser un PDF pero no lo es"),
        ("no.jpg", b"esto no es una foto", "no se puede abrir"),
        ("carta.docx", b"PK\x03\x04", "no es un PDF ni una imagen"),
    ],
)
def test_a_wrong_file_is_told_and_the_good_ones_are_kept(tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    scan().save(tmp_path / "buena.jpg")
    letter(tmp_path / "estatuto.pdf")
    good, (said,) = prepared(list(tmp_path.iterdir()))
    assert [made.name for made in good] == ["buena.pdf", "estatuto.pdf"]
    assert name in str(said)
    assert told in str(said)


def test_a_pdf_with_a_key_is_told(tmp_path):
    good, (said,) = prepared([letter(tmp_path / "clave.pdf", key="secreta")])
    assert good == []
    assert "tiene clave" in str(said)


def test_a_photograph_cut_in_the_middle_does_not_spoil_the_others(tmp_path):
    scan().save(tmp_path / "1.jpg")
    whole = (tmp_path / "1.jpg").read_bytes()
    (tmp_path / "2.jpg").write_bytes(whole[: len(whole) // 2])
    scan().save(tmp_path / "3.jpg")
    (made,), (said,) = prepared(list(tmp_path.iterdir()))
    assert made.pages == 2
    assert "2.jpg" in str(said)


def test_a_file_that_is_gone_is_told(tmp_path):
    good, (said,) = prepared([tmp_path / "perdido.pdf"])
    assert good == []
    assert "no se puede leer" in str(said)


def test_a_pdf_without_pages_is_told(tmp_path):
    writer = PdfWriter()
    writer.write(tmp_path / "nada.pdf")
    good, (said,) = prepared([tmp_path / "nada.pdf"])
    assert good == []
    assert "nada.pdf" in str(said)


@pytest.mark.parametrize(
    ("image", "hints"),
    [
        (scan(), []),
        (scan().filter(ImageFilter.GaussianBlur(6)), ["borrosa"]),
        (Image.eval(scan(), lambda shade: shade // 4), ["oscura"]),
        (scan((420, 300)), ["chica"]),
        (Image.new("L", (1240, 1754), "white"), []),
        (Image.new("L", (1240, 1754), 20), ["oscura"]),
    ],
    ids=["bien", "borrosa", "oscura", "chica", "en blanco", "negra"],
)
def test_a_page_that_may_not_be_read_is_hinted_never_refused(image, hints):
    assert escaneo.looks(image) == hints


def heavy_pdf(path, pages, jpeg, size):
    """A PDF of so many pages, each with its own copy of a picture, written without holding it."""
    places = []
    with path.open("wb") as out:

        def add(number, body):
            places.append(out.tell())
            out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

        out.write(b"%PDF-1.4\n")
        kids = b" ".join(b"%d 0 R" % (3 + 3 * page) for page in range(pages))
        add(1, b"<</Type/Catalog/Pages 2 0 R>>")
        add(2, b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, pages))
        for page in range(pages):
            own = 3 + 3 * page
            add(
                own,
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
                b"/Resources<</XObject<</I %d 0 R>>>>>>" % (own + 1, own + 2),
            )
            add(own + 1, b"<</Length 28>>stream\n595 0 0 842 0 0 cm /I Do    \nendstream")
            add(
                own + 2,
                b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
                b"/Filter/DCTDecode/Length %d>>stream\n%b\nendstream" % (*size, len(jpeg), jpeg),
            )
        table = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        for place in places:
            out.write(b"%010d 00000 n \n" % place)
        out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, table))
    return path


MEASURED = """
import resource, sys
from pathlib import Path
from ayni.reports.escaneo import preparing
work = preparing([Path(sys.argv[1])], 20_000_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    while True:
        next(work)
except StopIteration as end:
    (made,), bad = end.value
print(made.pages, made.bytes, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1000)
"""


def test_a_scan_of_200_mb_becomes_small_without_its_memory(tmp_path):
    size = (2480, 3508)
    held = io.BytesIO()
    image = scan(size)
    image.paste(noise((1500, 1500)), (500, 1500))
    image.save(held, "JPEG", quality=100)
    pages = 200 * MB // len(held.getvalue()) + 1
    path = heavy_pdf(tmp_path / "enorme.pdf", pages, held.getvalue(), size)
    assert path.stat().st_size > 200 * MB
    told = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "desktop")},
    ).stdout.split()
    assert int(told[0]) == pages
    assert int(told[1]) <= 20 * MB
    assert int(told[2]) < 190, "MB of memory"


def test_work_that_is_stopped_closes_what_it_opened(tmp_path):
    path = scanned_pdf(tmp_path / "acta.pdf", [scan() for _ in range(3)])
    work = preparing([path], 20 * MB)
    next(work)
    work.close()
    path.rename(tmp_path / "otra.pdf")  # nobody holds it
    assert not path.exists()


# folios


def test_every_page_has_its_folio_where_it_is_read_from(tmp_path):
    letter(tmp_path / "a.pdf", 2)
    content, pages = stamped([(tmp_path / "a.pdf").read_bytes()], 7)
    assert pages == 2
    assert [page.extract_text().split()[-1] for page in PdfReader(io.BytesIO(content)).pages] == ["007", "008"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_folio_stands_at_the_top_right_of_a_page_turned_either_way(tmp_path, turn):
    writer = PdfWriter()
    writer.add_blank_page(*A4).rotate(turn)
    held = io.BytesIO()
    writer.write(held)
    content, _ = stamped([held.getvalue()], 1)
    seen = Image.open(io.BytesIO(page_image(content, 0, 600))).convert("L")
    ink = seen.point(lambda shade: 255 if shade < 128 else 0).getbbox()
    assert ink[0] > seen.width * 0.85
    assert ink[3] < seen.height * 0.1
    assert ink[2] - ink[0] > ink[3] - ink[1]  # lying as it is read


def test_who_wrote_a_file_does_not_pass_on(tmp_path):
    writer = PdfWriter()
    writer.add_blank_page(*A4)
    writer.add_metadata({"/Author": "Rosa Quispe 40000001"})
    held = io.BytesIO()
    writer.write(held)
    content, _ = stamped([held.getvalue()], 1)
    assert b"Rosa" not in content
    assert (PdfReader(io.BytesIO(content)).metadata or {}).get("/Author") is None


def test_what_was_filled_in_the_boxes_of_a_form_stays():
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=A4)
    canvas.acroForm.textfield(name="n", x=100, y=400, width=300, height=60, value="ASIENTO A00001", fontSize=30)
    canvas.showPage()
    canvas.save()
    content, _ = stamped([join([held.getvalue()])], 1)
    seen = Image.open(io.BytesIO(page_image(content, 0, 595))).convert("L")
    box = seen.crop((105, 842 - 455, 395, 842 - 405))
    assert box.getextrema()[0] < 100
    assert "ASIENTO" in PdfReader(io.BytesIO(content)).pages[0].extract_text()


def test_an_image_without_end_is_told(tmp_path, monkeypatch):
    scan().save(tmp_path / "plano.png")
    monkeypatch.setattr(escaneo, "MOST_PIXELS", 1000)
    good, (said,) = prepared([tmp_path / "plano.png"])
    assert good == []
    assert "demasiado grande" in str(said)


def test_a_page_is_shown_while_others_are_shrunk(tmp_path):
    path = scanned_pdf(tmp_path / "acta.pdf", [scan() for _ in range(6)])
    content = path.read_bytes()
    with ThreadPoolExecutor(2) as pool:
        shrunk = [pool.submit(prepared, [path]) for _ in range(2)]
        for _ in range(10):
            assert page_image(content, 0, 60).startswith(b"\x89PNG")
        assert [each.result()[0][0].pages for each in shrunk] == [6, 6]


def test_papers_are_joined_in_their_order(tmp_path):
    one, two = (letter(tmp_path / f"{name}.pdf", 1, name).read_bytes() for name in ("uno", "dos"))
    assert [page.extract_text().split()[0] for page in PdfReader(io.BytesIO(join([one, two]))).pages] == ["uno", "dos"]


def test_a_scan_is_made_lighter_and_a_text_is_known_as_such(tmp_path):
    content = scanned_pdf(tmp_path / "a.pdf", [noise(), noise()]).read_bytes()
    assert not is_text(content)
    assert is_text(letter(tmp_path / "b.pdf").read_bytes())
    made = ended(lighter(content, len(content) * 7 // 10))
    assert len(made) <= len(content) * 7 // 10
    with pytest.raises(Unusable):
        ended(lighter(content, 50_000))


# the index


ENTRIES = (
    Entry("Estatuto", 1, 12, 2_345_678, hashlib.sha256(b"a").hexdigest(), "01-estatuto.pdf"),
    Entry("Plan de negocio", 13, 80, 12_345_678, hashlib.sha256(b"b").hexdigest(), "02-plan.pdf"),
    Entry("Cotizaciones", 0, 0, 0, ""),
)


@pytest.mark.parametrize("language", ["es", "quz", "both"])
def test_the_index_says_folios_sizes_and_hashes(tmp_path, invented, language):
    path = write_index(
        tmp_path / "indice.pdf",
        invented.municipality,
        invented.aeo,
        ENTRIES,
        language,
        date(2026, 3, 10),
        names=invented.names,
    )
    said = invented.text(path)
    for part in ("001 – 012", "013 – 080", "2.3", "12.3", "02-plan.pdf", invented.aeo["nombre"]):
        assert part in said
    assert hashlib.sha256(b"b").hexdigest()[:8] in said


def test_an_index_of_sixty_papers_goes_on_overleaf(tmp_path, invented, wordy):
    entries = [
        Entry("Actas de constitución y de elección de la junta", n, n, 1000, hashlib.sha256(bytes([n])).hexdigest())
        for n in range(1, 61)
    ]
    path = write_index(tmp_path / "indice.pdf", invented.municipality, invented.aeo, entries, "both", date(2026, 3, 10))
    assert 3 <= len(invented.pages(path)) <= 9
