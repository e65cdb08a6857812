"""The recovery sheet: the only other way into a workspace, printed once when it is made and kept in a safe."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from ayni.lang import N_, Sentence
from ayni.reports.pages import BODY, BOLD, HEAD, SMALL, Paper, Record, Signer, Voice, plain, said, signatures

TITLE = N_("Hoja de recuperación")
WHAT = N_(
    "Esta hoja abre los datos de la municipalidad si se olvida la clave o se malogra la computadora. "
    "Quien la tiene puede leer todo."
)
KEEP = (
    N_("Guárdela en la caja fuerte o con el archivo de la gerencia, en sobre cerrado y firmado."),
    N_("No le tome fotos, no la envíe por teléfono ni la deje junto a la computadora."),
    N_("Ayni no guarda otra copia de este código. Si se pierden la clave y esta hoja, los datos no se pueden abrir."),
)
USE = (
    N_("Abra Ayni y elija la carpeta de trabajo."),
    N_("Donde pide la clave, elija la opción de abrir con la hoja de recuperación."),
    N_("Escriba el código de esta hoja, grupo por grupo."),
    N_("Ponga una clave nueva y vuelva a guardar esta hoja."),
)
GROUP = ParagraphStyle("group", parent=BODY, fontName=BOLD, fontSize=19, leading=25, alignment=TA_CENTER)
QR_SIDE = 42 * mm


def groups_of(words: str | Sequence[str], size: int = 4) -> list[str]:
    """The secret in the groups in which it is read aloud: its own parts, or runs of `size` signs."""
    if not isinstance(words, str):
        return list(words)
    parts = words.replace("-", " ").split()
    if len(parts) > 1:
        return parts
    return [words[at : at + size] for at in range(0, len(words), size)]


def write_recovery_sheet(
    path: Path,
    municipality: Record,
    folder_name: str,
    words: str | Sequence[str],
    on: date,
    language: str = "es",
) -> Path:
    """Print the recovery sheet: what it is, where to keep it, how to use it, and the secret in groups and as a QR.

    `words`: the secret as the program reads it back, whole ("7K4M-…") or already in groups. The QR holds it with its
    dashes or spaces, and nothing else.
    """
    voice = Voice(language)
    paper = Paper(voice, municipality, TITLE, on, subject=voice.say(Sentence(N_("Carpeta: {name}"), name=folder_name)))
    paper.gap(10)
    paper.add(said(voice, WHAT, BODY, bold=True), Spacer(1, 14))
    paper.add(_secret(voice, words, paper.width))
    paper.section(N_("Cómo guardarla"), _steps(voice, KEEP, paper.width, numbered=False))
    paper.section(N_("Cómo usarla"), _steps(voice, USE, paper.width, numbered=True))
    signers = [
        Signer(N_("Quien creó la carpeta de trabajo"), thumb=False),
        Signer(N_("Quien recibe y guarda esta hoja"), thumb=False),
    ]
    paper.close(Spacer(1, 8), signatures(voice, signers, paper.width))
    return paper.write(path)


def _steps(voice: Voice, texts: Sequence[str], width: float, *, numbered: bool) -> Flowable:
    style = SMALL if voice.bilingual else BODY
    rows = [
        [plain(f"{place}." if numbered else "•", style), said(voice, text, style)]
        for place, text in enumerate(texts, 1)
    ]
    table = Table(rows, colWidths=[18, width - 18], hAlign="LEFT")
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return table


def _secret(voice: Voice, words: str | Sequence[str], width: float) -> Table:
    groups = groups_of(words)
    whole = words if isinstance(words, str) else " ".join(words)
    room = width - QR_SIDE - 22
    longest = max(len(group) for group in groups)
    columns = max(1, min(4, int(room / (longest * 15 + 14))))
    style = GROUP if longest * 14.5 + 10 <= room / columns else ParagraphStyle("small-group", parent=GROUP, fontSize=13)
    rows: list[list[Paragraph | str]] = []
    for at in range(0, len(groups), columns):
        row: list[Paragraph | str] = [plain(group, style) for group in groups[at : at + columns]]
        rows.append([*row, *[""] * (columns - len(row))])
    code = Table(rows, colWidths=[room / columns] * columns)
    code.setStyle(TableStyle([("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 7)]))
    name = said(voice, N_("Código de recuperación"), HEAD, beside=True)
    note = said(voice, N_("El cuadro de puntos dice lo mismo que las letras."), SMALL)
    table = Table([[[name, Spacer(1, 6), code, Spacer(1, 4), note], _qr(whole)]], colWidths=[room + 10, QR_SIDE + 12])
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 1.4, black),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 8),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 8),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
            ]
        )
    )
    return table


def _qr(text: str) -> Drawing:
    code = QrCodeWidget(text, barLevel="M")
    code.barBorder = 2
    left, low, right, high = code.getBounds()
    drawing = Drawing(QR_SIDE, QR_SIDE, transform=[QR_SIDE / (right - left), 0, 0, QR_SIDE / (high - low), 0, 0])
    drawing.add(code)
    return drawing
