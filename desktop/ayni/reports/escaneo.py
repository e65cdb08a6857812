"""Photographs and scans become small PDFs that a portal accepts and a person can read, with no network.

Each page is drawn at 150 dots per inch, never fewer, in grey when it has no colour; what shrinks is the quality of the
JPEG. PDFs that were born as text and are small already stay as they are. One page is held at a time, whatever the size
of the file. What cannot be used is told with a sentence and what can be is kept.
"""

import contextlib
import ctypes
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from io import BytesIO
from pathlib import Path
from threading import RLock
from typing import ParamSpec, TypeVar

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageFilter, ImageStat
from pypdfium2 import raw

from ayni.job import Job, within
from ayni.lang import N_, Sentence

Image.MAX_IMAGE_PIXELS = None  # our own limit says it in words, see MOST_PIXELS

DPI = 150
POINTS = 72
A4 = (595.28, 841.89)
QUALITIES = (78, 60, 45, 32)  # of a JPEG, from the best; below the last one letters break
SMALL_PAGE = 200_000  # bytes of a page of a PDF that is kept as it is
MOST_PIXELS = 80_000_000  # A3 at 600 dots per inch; a JPEG is read smaller than it is, and may have more
MOST_JPEG_PIXELS = 400_000_000
MOST_PAGES = 3000
ORIENTATION = 0x0112  # of EXIF
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
IMAGES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp")
KINDS = (*IMAGES, ".pdf")
SAMPLE = 6  # pages whose weight foretells the rest
# What a hint asks for; found with scans of letters of 8 to 12 points at 150 dots per inch.
SHARP, DARK, BLANK = 60.0, 95.0, 3.0
COLOURED = 24  # how far the colours of a page stand apart

EMPTY = N_("El archivo {name} está vacío. Cópielo o escanéelo otra vez.")
NO_PDF = N_("El archivo {name} dice ser un PDF pero no lo es, o está dañado. Expórtelo o escanéelo otra vez.")
LOCKED_PDF = N_("El PDF {name} tiene clave. Guárdelo sin clave y agréguelo otra vez.")
NO_IMAGE = N_("La imagen {name} no se puede abrir. Tómela o escanéela otra vez.")
TOO_LARGE_IMAGE = N_("La imagen {name} es demasiado grande. Escanéela a {dpi} puntos por pulgada.")
OTHER_KIND = N_("El archivo {name} no es un PDF ni una imagen (jpg, png, tif). Expórtelo como PDF.")
UNREADABLE = N_("El archivo {name} no se puede leer. Revise que el disco o la memoria USB siga puesto.")
NO_PAGES = N_("El PDF {name} no tiene páginas. Expórtelo otra vez.")
LONG = N_("El PDF {name} tiene {pages} páginas. Divídalo: se aceptan hasta {most}.")
TOO_HEAVY = N_(
    "{name} pesa {size} MB y no se puede achicar a {target} MB sin que deje de leerse. "
    "Escanéelo en gris, quite las páginas que no se piden, o suba el límite si el portal acepta más."
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A small PDF: its content, or the file itself where it is kept as it is; its pages and what was seen in them."""

    name: str
    content: bytes | Path
    pages: int
    bytes: int
    hints: tuple[tuple[int, str], ...] = ()


ALONE = RLock()  # PDFium bears one caller at a time: the worker shrinks while the window shows a page
Step = TypeVar("Step")
Given = ParamSpec("Given")


def _alone(do: Callable[Given, Step]) -> Callable[Given, Step]:
    """One caller at a time."""

    @wraps(do)
    def guarded(*args: Given.args, **kept: Given.kwargs) -> Step:
        with ALONE:
            return do(*args, **kept)

    return guarded


def _step_alone(
    make: Callable[Given, Job[Step]],
) -> Callable[Given, Job[Step]]:
    """One caller at a time, who lets others in at each step."""

    @wraps(make)
    def guarded(*args: Given.args, **kept: Given.kwargs) -> Job[Step]:
        work = make(*args, **kept)
        try:
            while True:
                with ALONE:
                    try:
                        part = next(work)
                    except StopIteration as end:
                        value: Step = end.value
                        return value
                yield part
        finally:
            with ALONE:
                work.close()

    return guarded


class Unusable(Exception):  # noqa: N818  told, not raised at a person
    """A file that cannot become a paper, and why."""

    def __init__(self, message: str, **holes: object) -> None:
        self.sentence = Sentence(message, **holes)
        super().__init__(str(self.sentence))


@_step_alone
def preparing(paths: Sequence[Path], target: int, dpi: int = DPI) -> Job[tuple[list[Prepared], list[Sentence]]]:
    """Small PDFs of these files, and what is wrong with those that cannot be used.

    Images given together become one PDF, in the order of their names; each PDF stays one. `target`: bytes that no
    single one may pass.
    """
    good, bad = [], []
    groups, wrong = _sorted(paths)
    bad += wrong
    for place, group in enumerate(groups):
        work = _prepared(group, target, dpi)
        try:
            made, told = yield from within(work, place / len(groups), (place + 1) / len(groups))
        except Unusable as error:
            bad.append(error.sentence)
            continue
        bad += told
        if made is not None:
            good.append(made)
    return good, bad


def _sorted(paths: Sequence[Path]) -> tuple[list[list[Path]], list[Sentence]]:
    """Images together, each PDF alone, and what is neither."""
    images: list[Path] = []
    groups: list[list[Path]] = []
    bad = []
    for path in sorted(paths, key=lambda each: each.name.casefold()):
        try:
            if not path.stat().st_size:
                bad.append(Sentence(EMPTY, name=path.name))
                continue
            with path.open("rb") as begun:
                head = begun.read(1024)
        except OSError:
            bad.append(Sentence(UNREADABLE, name=path.name))
            continue
        if b"%PDF-" in head:
            groups.append([path])
        elif path.suffix.lower() == ".pdf":
            bad.append(Sentence(NO_PDF, name=path.name))
        elif path.suffix.lower() in IMAGES:
            images.append(path)
        else:
            bad.append(Sentence(OTHER_KIND, name=path.name))
    return ([images] if images else []) + groups, bad


Making = Job[tuple[Prepared | None, list[Sentence]]]


def _prepared(group: list[Path], target: int, dpi: int) -> Making:
    if group[0].suffix.lower() in IMAGES and not _is_pdf(group[0]):
        return (yield from _of_images(group, target, dpi))
    return (yield from _of_pdf(group[0], target, dpi))


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as begun:
        return b"%PDF-" in begun.read(1024)


# images


def _of_images(paths: list[Path], target: int, dpi: int) -> Making:
    sound, bad = [], []
    for path in paths:
        try:
            with _image(path) as image:
                sound += [(path, frame) for frame in range(getattr(image, "n_frames", 1))]
        except Unusable as error:
            bad.append(error.sentence)
    failed: dict[Path, Sentence] = {}

    def page(place: int) -> Image.Image:
        path, frame = sound[place]
        return _frame(path, frame, dpi)

    name = f"{paths[0].stem}.pdf"
    made = None
    while sound:
        try:
            made = yield from _assembled(name, len(sound), page, _fitted, target)
            break
        except Unusable as error:
            broken = next((path for path, _ in sound if error.sentence == Sentence(NO_IMAGE, name=path.name)), None)
            if broken is None:
                raise
            failed[broken] = error.sentence  # it opened, and broke while it was read: the others are kept
            sound = [each for each in sound if each[0] != broken]
    return made, [*bad, *failed.values()]


@contextlib.contextmanager
def _image(path: Path) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a photograph's odd tags are no news for a clerk
        try:
            with Image.open(path) as image:
                _refuse_too_large(image, path.name)
                yield image
        except Unusable:
            raise
        except Exception as error:  # Pillow's decoders raise nearly anything at a broken file
            raise Unusable(NO_IMAGE, name=path.name) from error


def _refuse_too_large(image: Image.Image, name: str) -> None:
    most = MOST_JPEG_PIXELS if image.format == "JPEG" else MOST_PIXELS
    if image.width * image.height > most:
        raise Unusable(TOO_LARGE_IMAGE, name=name, dpi=DPI)


def _frame(path: Path, frame: int, dpi: int) -> Image.Image:
    """A page of an image, upright as its EXIF says, no finer than `dpi` on A4."""
    with _image(path) as image:
        if frame:
            image.seek(frame)
        most = _most(image.size, dpi)
        image.draft(None, most)  # a JPEG of any size is read at no more than it needs
        image.load()
        turn = image.getexif().get(ORIENTATION, 1)  # after loading: a TIFF has been turned by then
        most = _most(image.size, dpi)
        seen = _plain(image)
        coarse = min(seen.width // most[0], seen.height // most[1])
        if coarse > 1:
            seen = seen.reduce(coarse)  # at once: a large scan is not held twice
        if turn in TURNS:
            seen = seen.transpose(TURNS[turn])
    most = _most(seen.size, dpi)
    if seen.width > most[0] or seen.height > most[1]:
        seen.thumbnail(most, Image.Resampling.LANCZOS)
    return seen


def _most(size: tuple[int, int], dpi: int) -> tuple[int, int]:
    """Dots of a sheet standing or lying as the image."""
    wide, tall = _sheet(size)
    return round(wide / POINTS * dpi), round(tall / POINTS * dpi)


def _plain(image: Image.Image) -> Image.Image:
    """The same in grey or in colour, what is transparent as white paper."""
    if "A" in image.getbands() or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        return paper.convert("RGB")
    if image.mode in {"L", "RGB"}:
        return image
    return image.convert("L" if image.mode in {"1", "I;16", "I", "F"} else "RGB")


def _sheet(size: tuple[int, int]) -> tuple[float, float]:
    """A4, standing or lying as the image."""
    return A4 if size[1] >= size[0] else (A4[1], A4[0])


def _fitted(image: Image.Image, _place: int) -> tuple[float, float]:
    """The page of an image: at `DPI` no dot is stretched nor lost; what fills a sheet is an A4."""
    return image.width * POINTS / DPI, image.height * POINTS / DPI


# PDFs


def _open_pdf(source: Path | bytes, name: str) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(source)
        document.init_forms()
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
        raise Unusable(LOCKED_PDF if locked else NO_PDF, name=name) from error
    return document


def _of_pdf(path: Path, target: int, dpi: int) -> Making:
    document = _open_pdf(path, path.name)
    try:
        pages, size = len(document), path.stat().st_size
        if not pages:
            raise Unusable(NO_PAGES, name=path.name)
        if pages > MOST_PAGES:
            raise Unusable(LONG, name=path.name, pages=pages, most=MOST_PAGES)
        if size <= min(SMALL_PAGE * pages, target) and _born_as_text(document):
            return Prepared(path.name, path, pages, size), []

        def page(place: int) -> Image.Image:
            return _drawn(document, place, dpi, path.name)

        def measured(_image: Image.Image, place: int) -> tuple[float, float]:
            return document.get_page_size(place)  # type: ignore[no-any-return]  # pypdfium2 has no types

        try:
            made = yield from _assembled(path.name, pages, page, measured, target)
        except Unusable:
            if size <= target:
                return Prepared(path.name, path, pages, size), []
            raise
        if size <= made.bytes:
            return Prepared(path.name, path, pages, size, made.hints), []
        return made, []
    finally:
        document.close()


def _born_as_text(document: pdfium.PdfDocument) -> bool:
    """Most of its first pages hold letters: a program wrote it, not a scanner."""
    seen = range(min(len(document), 12))
    lettered = 0
    for place in seen:
        page = document[place]
        text = page.get_textpage()
        lettered += text.count_chars() > 0
        text.close()
        page.close()
    return lettered * 2 > len(seen)


def _drawn(document: pdfium.PdfDocument, place: int, dpi: int, name: str) -> Image.Image:
    """A page as an image of `dpi`; a poster is drawn no wider than A1 would be."""
    try:
        page = document[place]
        try:
            width, height = page.get_size()
            most = A4[1] * 3
            scale = dpi / POINTS * min(1, most / max(width, height, 1))
            return page.render(scale=scale).to_pil().convert("RGB")  # type: ignore[no-any-return]
        finally:
            page.close()
    except pdfium.PdfiumError as error:
        raise Unusable(NO_PDF, name=name) from error


@_alone
def page_image(content: bytes, place: int, width: int) -> bytes:
    """A page of a PDF as a PNG of this width in dots, for a screen."""
    document = _open_pdf(content, "PDF")
    try:
        page = document[max(0, min(place, len(document) - 1))]
        picture = page.render(scale=width / max(page.get_width(), 1)).to_pil().convert("RGB")
        page.close()
        held = BytesIO()
        picture.save(held, "PNG")
        return held.getvalue()
    finally:
        document.close()


# putting pages together

Draw = Callable[[int], Image.Image]
Measure = Callable[[Image.Image, int], tuple[float, float]]


def _assembled(name: str, pages: int, page: Draw, measure: Measure, target: int) -> Job[Prepared]:
    """A PDF of these pages at the best quality that stays within `target`; raises Unusable when none does."""
    first = yield from _foretold(pages, page, target)
    weight = 0
    for quality in QUALITIES[first:]:
        made = yield from _written(name, pages, page, measure, quality, target)
        if isinstance(made, Prepared):
            return made
        weight = made
    holes = {"size": f"{weight / 1e6:,.1f}", "target": f"{target / 1e6:,.1f}"}
    raise Unusable(TOO_HEAVY, name=name, **holes)


def _foretold(pages: int, page: Draw, target: int) -> Job[int]:
    """Which quality to begin with, by weighing some pages."""
    if pages < SAMPLE:
        return 0
    sample = [round(place * (pages - 1) / (SAMPLE - 1)) for place in range(SAMPLE)]
    weights = [0] * len(QUALITIES)
    for place in sample:
        yield 0.0
        image = _greyed(page(place))
        for number, quality in enumerate(QUALITIES):
            weights[number] += len(_jpeg(image, quality))
    for number, weight in enumerate(weights):
        if weight / SAMPLE * pages <= target * 0.97:
            return number
    return len(QUALITIES) - 1


def _written(name: str, pages: int, page: Draw, measure: Measure, quality: int, target: int) -> Job[Prepared | int]:
    """The PDF, or the weight that it would have when it is over `target`."""
    document = pdfium.PdfDocument.new()
    hints: list[tuple[int, str]] = []
    weight = 0
    try:
        for place in range(pages):
            yield place / pages
            image = _greyed(page(place))
            hints += [(place + 1, kind) for kind in looks(image)]
            packed = _jpeg(image, quality)
            weight += len(packed) + 600
            if weight > target:
                return round(weight / (place + 1) * pages)
            _add_page(document, packed, measure(image, place))
        held = BytesIO()
        document.save(held)
    finally:
        document.close()
    content = held.getvalue()
    return Prepared(name, content, pages, len(content), tuple(hints)) if len(content) <= target else len(content)


def _add_page(document: pdfium.PdfDocument, packed: bytes, size: tuple[float, float]) -> None:
    picture = pdfium.PdfImage.new(document)
    picture.load_jpeg(BytesIO(packed), inline=True)
    picture.set_matrix(pdfium.PdfMatrix().scale(*size))
    sheet = document.new_page(*size)
    sheet.insert_obj(picture)
    sheet.gen_content()
    sheet.close()


def _jpeg(image: Image.Image, quality: int) -> bytes:
    held = BytesIO()
    image.save(held, "JPEG", quality=quality, optimize=True)
    return held.getvalue()


def _greyed(image: Image.Image) -> Image.Image:
    """The same in grey when it has no colour to lose."""
    if image.mode == "L":
        return image
    small = image.resize((max(image.width // 8, 1), max(image.height // 8, 1)), Image.Resampling.BOX)
    red, green, blue = small.split()
    apart = ImageChops.lighter(ImageChops.difference(red, green), ImageChops.difference(green, blue))
    counts = apart.histogram()
    coloured = sum(counts[COLOURED:])
    return image if coloured > sum(counts) * 0.002 else image.convert("L")


def looks(image: Image.Image) -> list[str]:
    """What may be wrong with a page: `borrosa`, `oscura`, `chica`. A white page is none of them."""
    grey = image.convert("L")
    found = []
    if max(grey.size) < A4[1] / POINTS * DPI * 0.5:
        found.append("chica")
    seen = ImageStat.Stat(grey)
    if seen.stddev[0] < BLANK:
        return found if seen.mean[0] > DARK else [*found, "oscura"]
    if seen.mean[0] < DARK:
        found.append("oscura")
    edges = grey.filter(ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), 1, 128))
    if ImageStat.Stat(edges).var[0] < SHARP:
        found.append("borrosa")
    return found


# folios


@_alone
def stamped(parts: Sequence[bytes], first: int) -> tuple[bytes, int]:
    """One PDF of these, each page with its folio at the top right; also how many pages it has.

    Author, title and other marks of the files do not pass on.
    """
    document = pdfium.PdfDocument.new()
    try:
        for part in parts:
            _import(document, part)
        for place in range(len(document)):
            page = document[place]
            _stamp(document, page, f"{first + place:03}")
            page.gen_content()
            page.close()
        held = BytesIO()
        document.save(held)
        return held.getvalue(), len(document)
    finally:
        document.close()


@_step_alone
def lighter(content: bytes, target: int, dpi: int = DPI) -> Job[bytes]:
    """The same pages within `target` bytes; raises Unusable when they cannot be read any more so small."""
    document = _open_pdf(content, "PDF")
    try:
        made = yield from _assembled(
            "PDF",
            len(document),
            lambda place: _drawn(document, place, dpi, "PDF"),
            lambda _image, place: document.get_page_size(place),
            target,
        )
        return made.content if isinstance(made.content, bytes) else content
    finally:
        document.close()


@_alone
def is_text(content: bytes) -> bool:
    """A program wrote it, not a scanner."""
    document = _open_pdf(content, "PDF")
    try:
        return _born_as_text(document)
    finally:
        document.close()


@_alone
def page_count(content: bytes) -> int:
    """Pages of a PDF."""
    document = _open_pdf(content, "PDF")
    try:
        return len(document)
    finally:
        document.close()


def _import(document: pdfium.PdfDocument, part: bytes) -> None:
    """Every page of a PDF; what was filled in its boxes, and the face of a signature, become part of the page."""
    source = _open_pdf(part, "PDF")
    try:
        for place in range(len(source)):
            page = source[place]
            raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
            page.close()
        document.import_pages(source)
    finally:
        source.close()


@_alone
def join(parts: Sequence[bytes]) -> bytes:
    """These PDFs one after another."""
    document = pdfium.PdfDocument.new()
    try:
        for part in parts:
            _import(document, part)
        held = BytesIO()
        document.save(held)
        return held.getvalue()
    finally:
        document.close()


SIZE, EDGE = 11.0, 14.0  # points
LETTER = 0.556 * SIZE  # a figure of Helvetica


def _stamp(document: pdfium.PdfDocument, page: pdfium.PdfPage, number: str) -> None:
    """White box, black figures, at the corner that a reader sees as top right."""
    left, bottom, right, top = page.get_cropbox()
    turn = page.get_rotation()
    wide, tall = LETTER * len(number) + 8, SIZE + 6
    # Where the box's own corner goes and how its axes turn, so that it stands upright after the page is turned.
    cos, sin, x, y = {
        0: (1, 0, right - EDGE - wide, top - EDGE - tall),
        90: (0, 1, left + EDGE + tall, top - EDGE - wide),
        180: (-1, 0, left + EDGE + wide, bottom + EDGE + tall),
        270: (0, -1, right - EDGE - tall, bottom + EDGE + wide),
    }[turn]
    box = raw.FPDFPageObj_CreateNewRect(0, 0, wide, tall)
    raw.FPDFPageObj_SetFillColor(box, 255, 255, 255, 255)
    raw.FPDFPageObj_SetStrokeColor(box, 0, 0, 0, 255)
    raw.FPDFPageObj_SetStrokeWidth(box, 0.6)
    raw.FPDFPath_SetDrawMode(box, raw.FPDF_FILLMODE_WINDING, 1)
    text = raw.FPDFPageObj_NewTextObj(document.raw, b"Helvetica-Bold", SIZE)
    letters = (number + "\0").encode("utf-16-le")
    raw.FPDFText_SetText(text, ctypes.cast(ctypes.create_string_buffer(letters), ctypes.POINTER(raw.FPDF_WCHAR)))
    raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, 4, 4.4)
    for each in (box, text):
        raw.FPDFPageObj_Transform(each, cos, sin, -sin, cos, x, y)
        raw.FPDFPage_InsertObject(page.raw, each)
