"""What a pen fills: one box for each digit, squares to tick, lines to write on."""

from collections.abc import Sequence

from reportlab.lib.colors import Color, black
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from ayni.reports.pages import ITALIC, REGULAR, fonts, printed, width_of

CELL_WIDTH, CELL_HEIGHT = 7 * mm, 7.9 * mm
BETWEEN = 3 * mm  # room of the sign between two groups of boxes
SQUARE = 5.2 * mm
WORDS, GLOSS = 10.5, 9.0  # points
EDGE = Color(0.1, 0.1, 0.1)


class Comb(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Boxes for digits in groups, with a sign between the groups: 2, 2 and 4 for a date. `text` fills them, if known.

    `narrow` shrinks the boxes to a width in points when they would not fit.
    """

    def __init__(
        self, groups: Sequence[int], sign: str = "", text: str = "", before: str = "", room: float = 0
    ) -> None:
        super().__init__()
        fonts()
        self.groups, self.sign, self.text, self.before = tuple(groups), sign, text, before
        self._lead = width_of(before, WORDS) + 4 if before else 0.0
        wanted = self._lead + sum(groups) * CELL_WIDTH + (len(groups) - 1) * BETWEEN
        self._scale = min(1.0, room / wanted) if room else 1.0
        self.width, self.height = wanted * self._scale, CELL_HEIGHT

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its own size."""
        return self.width, self.height

    def draw(self) -> None:
        """The boxes from left to right, each with its digit when there is one."""
        canvas: Canvas = self.canv
        wide = CELL_WIDTH * self._scale
        canvas.setStrokeColor(EDGE)
        canvas.setFillColor(black)
        canvas.setLineWidth(0.9)
        canvas.setFont(REGULAR, WORDS)
        x = 0.0
        if self.before:
            canvas.drawString(0, CELL_HEIGHT * 0.33, printed(self.before))
            x = self._lead
        signs = list(self.text)
        for place, count in enumerate(self.groups):
            if place:
                canvas.setFont(REGULAR, 13)
                canvas.drawCentredString(x + BETWEEN * self._scale / 2, CELL_HEIGHT * 0.3, self.sign)
                x += BETWEEN * self._scale
            for _ in range(count):
                canvas.rect(x, 0, wide, CELL_HEIGHT, stroke=1, fill=0)
                if signs:
                    canvas.setFont(REGULAR, 13)
                    canvas.drawCentredString(x + wide / 2, CELL_HEIGHT * 0.28, signs.pop(0))
                x += wide


class Ticks(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Squares to tick, each with its words and, in a paper of two languages, their Quechua beneath."""

    def __init__(self, options: Sequence[tuple[str, str]], width: float, chosen: int | None = None) -> None:
        super().__init__()
        fonts()
        self.options, self.width, self.chosen = list(options), width, chosen
        self._line = SQUARE + 5 + (GLOSS if any(second for _, second in options) else 0)
        self._placed, lines = self._place()
        self.height = lines * self._line

    def _place(self) -> tuple[list[tuple[float, int]], int]:
        """Where each square stands: x and line; all columns of one width, as many as fit."""
        widest = max(
            SQUARE + 6 + max(width_of(words, WORDS), width_of(second, GLOSS)) for words, second in self.options
        )
        columns = min(len(self.options), max(1, int((self.width + 6) // (widest + 6))))
        step = min(self.width / columns, widest + 26)
        return [(place % columns * step, place // columns) for place in range(len(self.options))], -(
            -len(self.options) // columns
        )

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its own size."""
        return self.width, self.height

    def draw(self) -> None:
        """The squares in rows."""
        canvas: Canvas = self.canv
        for place, ((words, second), (x, line)) in enumerate(zip(self.options, self._placed, strict=True)):
            low = self.height - (line + 1) * self._line + (self._line - SQUARE) / 2
            canvas.setStrokeColor(EDGE)
            canvas.setLineWidth(0.9)
            canvas.rect(x, low, SQUARE, SQUARE, stroke=1, fill=0)
            if place == self.chosen:
                canvas.setLineWidth(1.6)
                canvas.line(x + 3, low + 3, x + SQUARE - 3, low + SQUARE - 3)
                canvas.line(x + 3, low + SQUARE - 3, x + SQUARE - 3, low + 3)
            canvas.setFillColor(black)
            canvas.setFont(REGULAR, WORDS)
            canvas.drawString(x + SQUARE + 6, low + (SQUARE * 0.52 if second else SQUARE * 0.26), printed(words))
            if second:
                canvas.setFont(ITALIC, GLOSS)
                canvas.drawString(x + SQUARE + 6, low + SQUARE * 0.52 - GLOSS - 1, printed(second))


class Lines(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Ruled lines to write on, far enough apart for a hand that works the land."""

    def __init__(self, count: int, width: float, gap: float = 8.2 * mm) -> None:
        super().__init__()
        self.count, self.gap = count, gap
        self.width, self.height = width, count * gap

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its own size."""
        return self.width, self.height

    def draw(self) -> None:
        """One rule for each line."""
        canvas: Canvas = self.canv
        canvas.setStrokeColor(EDGE)
        canvas.setLineWidth(0.7)
        for line in range(self.count):
            low = self.height - (line + 1) * self.gap + 1.5
            canvas.line(0, low, self.width, low)
