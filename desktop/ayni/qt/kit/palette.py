"""One look for the whole program: colours by role, the application font, the short style sheet that uses them.

    app = QApplication([])
    dress(app, LIGHT, text_size=10)
    hex_of = tokens().accent            # a colour where one must be painted by hand

Colours are named by what they mean. No meaning is told by colour alone: whoever paints a role also writes a word.
`contrast` is WCAG's; tests/qt/test_kit_palette.py measures every pair that meets on a screen (`PAIRS`).
"""

import dataclasses
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import Qt, QTemporaryDir
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ayni.paths import resource

UNIT = 4  # every distance is a multiple of this, at ten points of text


@dataclass(frozen=True, slots=True)
class Tokens:
    """A palette: one colour for each role."""

    name: str
    paper: str  # behind everything
    surface: str  # cards, boxes to type in
    sunken: str  # headings of tables, quiet buttons
    hover: str  # a row or a quiet button under the pointer
    ink: str  # text
    muted: str  # help, units, what matters less
    line: str  # decoration between things
    edge: str  # the border of something that can be used
    accent: str  # what to do next, what is chosen
    accent_deep: str  # the same, pressed or under the pointer
    accent_soft: str  # behind what is chosen
    on_accent: str  # text on accent
    rail: str
    rail_chosen: str
    on_rail: str
    rail_muted: str
    mark: str  # the bar beside the chosen item of the rail, the focus on dark grounds
    problem: str  # something to correct
    problem_soft: str
    attention: str  # something to look at
    attention_soft: str
    good: str  # fulfilled, saved
    good_soft: str
    focus: str  # the ring around what listens to the keyboard


LIGHT = Tokens(
    name="light",
    paper="#f7f3eb",
    surface="#fffdf9",
    sunken="#eee8dc",
    hover="#f1ece1",
    ink="#1d2b2d",
    muted="#57605e",
    line="#e0d8c9",
    edge="#8a8172",
    accent="#0f5257",
    accent_deep="#0a3d41",
    accent_soft="#dbeae8",
    on_accent="#ffffff",
    rail="#10393d",
    rail_chosen="#1c5257",
    on_rail="#f4efe4",
    rail_muted="#b4c6c4",
    mark="#eeb04a",
    problem="#9f3518",
    problem_soft="#fbe9e0",
    attention="#7d5200",
    attention_soft="#fbf0d6",
    good="#22633b",
    good_soft="#e1efe2",
    focus="#0f5257",
)

CONTRAST = Tokens(
    name="contrast",
    paper="#ffffff",
    surface="#ffffff",
    sunken="#ececec",
    hover="#e4f0f0",
    ink="#000000",
    muted="#2b2b2b",
    line="#000000",
    edge="#000000",
    accent="#003b40",
    accent_deep="#002427",
    accent_soft="#cfe9e8",
    on_accent="#ffffff",
    rail="#000000",
    rail_chosen="#003b40",
    on_rail="#ffffff",
    rail_muted="#e6e6e6",
    mark="#ffd24a",
    problem="#7c1500",
    problem_soft="#ffffff",
    attention="#513300",
    attention_soft="#ffffff",
    good="#00401b",
    good_soft="#ffffff",
    focus="#003b40",
)

# What meets on a screen: (front, back, least contrast). 4.5 for text, 3 for icons, borders of use and the focus ring.
PAIRS = (
    *((front, back, 4.5) for front in ("ink", "muted") for back in ("paper", "surface", "sunken", "hover")),
    *((front, back, 4.5) for front in ("accent", "problem", "attention", "good") for back in ("paper", "surface")),
    ("ink", "accent_soft", 4.5),
    ("accent", "accent_soft", 4.5),
    ("on_accent", "accent", 4.5),
    ("on_accent", "accent_deep", 4.5),
    ("on_rail", "rail", 4.5),
    ("on_rail", "rail_chosen", 4.5),
    ("rail_muted", "rail", 4.5),
    ("problem", "problem_soft", 4.5),
    ("ink", "problem_soft", 4.5),
    ("attention", "attention_soft", 4.5),
    ("ink", "attention_soft", 4.5),
    ("good", "good_soft", 4.5),
    ("ink", "good_soft", 4.5),
    ("edge", "surface", 3.0),
    ("edge", "paper", 3.0),
    ("focus", "surface", 3.0),
    ("focus", "paper", 3.0),
    ("focus", "sunken", 3.0),
    ("mark", "rail", 3.0),
    ("mark", "rail_chosen", 3.0),
    ("mark", "accent", 3.0),
    ("mark", "accent_deep", 3.0),
)

_in_use = LIGHT


def tokens() -> Tokens:
    """The palette in use."""
    return _in_use


def color(role: str) -> QColor:
    """A role's colour, for whoever paints."""
    return QColor(getattr(_in_use, role))


def luminance(code: str) -> float:
    """How light a colour is, 0 to 1, as WCAG measures it."""
    parts = [int(code[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(front: str, back: str) -> float:
    """How well one colour is told from another: 1 (not at all) to 21."""
    darker, lighter = sorted((luminance(front), luminance(back)))
    return (lighter + 0.05) / (darker + 0.05)


def space(units: float, widget: QWidget | None = None) -> int:
    """A distance of the 4-pixel grid, growing with the text."""
    font = widget.font() if widget is not None else QApplication.font()
    return round(units * UNIT * max(1.0, font.pointSizeF() / 10))


def column_width(characters: int, widget: QWidget | None = None) -> int:
    """How wide this many characters of the text are."""
    metrics = widget.fontMetrics() if widget is not None else None
    if metrics is None:
        from PySide6.QtGui import QFontMetrics  # noqa: PLC0415  only where no widget is at hand

        metrics = QFontMetrics(QApplication.font())
    return metrics.horizontalAdvance("n") * characters


def _load_fonts() -> str:
    """Load what `resources/fonts/` holds; the family to use, or "" when the folder is empty."""
    families: list[str] = []
    for path in sorted(resource("fonts").glob("*.[to]tf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    plain = [family for family in families if "mono" not in family.lower() and "serif" not in family.lower()]
    return min(plain or families, key=len, default="")


_family: str | None = None


def _qt_palette(look: Tokens) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: look.paper,
        QPalette.ColorRole.WindowText: look.ink,
        QPalette.ColorRole.Base: look.surface,
        QPalette.ColorRole.AlternateBase: look.paper,
        QPalette.ColorRole.Text: look.ink,
        QPalette.ColorRole.PlaceholderText: look.muted,
        QPalette.ColorRole.Button: look.sunken,
        QPalette.ColorRole.ButtonText: look.ink,
        QPalette.ColorRole.BrightText: look.on_accent,
        QPalette.ColorRole.Highlight: look.accent,
        QPalette.ColorRole.HighlightedText: look.on_accent,
        QPalette.ColorRole.Link: look.accent,
        QPalette.ColorRole.LinkVisited: look.accent,
        QPalette.ColorRole.ToolTipBase: look.ink,
        QPalette.ColorRole.ToolTipText: look.surface,
        QPalette.ColorRole.Accent: look.accent,
    }
    for role, code in roles.items():
        palette.setColor(role, QColor(code))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(look.muted))
    return palette


def style_sheet(look: Tokens, text_size: float) -> str:
    """The style sheet with this palette's colours and these sizes in the places of its `@names`."""
    text = resource("ayni.qss").read_text("utf-8")
    grow = max(1.0, text_size / 10)
    values = {field.name: str(getattr(look, field.name)) for field in dataclasses.fields(look)}
    values |= {f"s{units}": f"{round(units * UNIT * grow)}px" for units in (1, 2, 3, 4, 6, 8)}
    values |= {"sign": f"{round(16 * grow)}px"}
    values |= {"half": f"{round(2 * grow)}px", "tiny": f"{round(grow)}px"}
    values |= {
        "title": f"{text_size * 1.7:.1f}pt",
        "heading": f"{text_size * 1.25:.1f}pt",
        "small": f"{text_size * 0.92:.1f}pt",
    }
    values |= {"signs": _signs().path()}
    values |= {"big": f"{text_size * 2.2:.1f}pt"}
    for name in sorted(values, key=len, reverse=True):
        text = text.replace(f"@{name}", values[name])
    return text


def _draw_signs(look: Tokens) -> None:
    """The little signs that a style sheet can only take from files, in this palette's colours."""
    box = '<rect x="2.5" y="2.5" width="19" height="19" rx="4" fill="{fill}" stroke="{edge}" stroke-width="2"/>'
    ring = '<circle cx="12" cy="12" r="9.5" fill="{fill}" stroke="{edge}" stroke-width="2"/>'
    tick = '<path d="m7 12.4 3.4 3.4 6.6-7.2" fill="none" stroke="{ink}" stroke-width="2.6" stroke-linecap="round"/>'
    dot = '<circle cx="12" cy="12" r="5" fill="{ink}"/>'
    down = '<path d="m6 9.5 6 6 6-6" fill="none" stroke="{ink}" stroke-width="2.4" stroke-linecap="round"/>'
    empty = {"fill": look.surface, "edge": look.edge}
    full = {"fill": look.accent, "edge": look.accent}
    signs = {
        "box": box.format(**empty),
        "box-on": box.format(**full) + tick.format(ink=look.on_accent),
        "ring": ring.format(**empty),
        "ring-on": ring.format(fill=look.surface, edge=look.accent) + dot.format(ink=look.accent),
        "down": down.format(ink=look.muted),
    }
    for name, drawing in signs.items():
        head = '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">'
        Path(_signs().path(), f"{name}.svg").write_text(f"{head}{drawing}</svg>", "utf-8")


@cache
def _signs() -> QTemporaryDir:
    return QTemporaryDir()


def dress(app: QApplication, look: Tokens = LIGHT, text_size: int = 10) -> None:
    """Give the application its style, font, colours and sheet. May be called again when a choice changes."""
    global _in_use, _family  # noqa: PLW0603  one program wears one palette at a time
    _in_use = look
    if _family is None:
        _family = _load_fonts()
    app.setStyle("Fusion")
    app.styleHints().setColorScheme(Qt.ColorScheme.Light)
    font = QFont(_family) if _family else QFont(app.font())
    font.setPointSize(text_size)
    app.setFont(font)
    app.setPalette(_qt_palette(look))
    _draw_signs(look)
    app.setStyleSheet("")
    app.setStyleSheet(style_sheet(look, text_size))
