"""A plan on one page for the assembly of the members: big pictures, few words, in one language or in both.

What is bought, who pays, when money goes and comes, what each member gets, what would make it lose, and what a late
delivery costs. It never takes a second page: where two languages need more room, everything becomes a little smaller.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Spacer, Table

from ayni.domain import drawing, drawing_asamblea, sensibilidad
from ayni.domain.contenido import Basis
from ayni.domain.indicadores import Indicators
from ayni.domain.money import centimos
from ayni.domain.presupuesto import Presupuesto
from ayni.domain.sensibilidad import PERSPECTIVES, VARIABLES, Sensitivity
from ayni.lang import N_, QUECHUA, Sentence, soles
from ayni.reports.pages import BODY, BOLD, SMALL, Names, Painted, Paper, Record, Voice, plain, said, two, width_of
from ayni.reports.plan import NO_BUDGET, NOT_YET
from ayni.reports.plan_dibujos import Tried

TITLE = N_("Nuestro plan en una hoja")
GAP = 18.0
CHANGE_PART = 0.62  # of the width, for the bars with and without the plan
MEMBERS = PERSPECTIVES[1]
SCALES = [percent / 100 for percent in range(114, 38, -2)]  # the largest that fits is taken

QUESTION = ParagraphStyle("question", parent=BODY, fontName=BOLD, fontSize=13, leading=16, spaceAfter=5)
GREAT = ParagraphStyle("great", parent=BODY, fontName=BOLD, fontSize=23, leading=27)
UNDER = ParagraphStyle("under", parent=BODY, fontSize=10.5, leading=13)
SAID = ParagraphStyle("said", parent=BODY, fontSize=12, leading=15.5)

NO_MEMBERS = N_("Falta saber cuántos socios participan.")
NO_RATE = N_("Falta la tasa de descuento para saberlo.")


def write_plan_asamblea(
    path: Path,
    municipality: Record,
    aeo: Record,
    plan: Record,
    partidas: Sequence[Mapping[str, str | int | None]],
    totals: Presupuesto,
    indicators: Indicators | None,
    language: str,
    on: date,
    *,
    basis: Basis,
    names: Names | None = None,
    tried: Tried | None = None,
) -> Path:
    """Print the page to a file. `indicators` and `tried` are None while data are missing: the page says so."""
    voice = Voice(language, names or {})
    subject = " · ".join(str(part) for part in (plan.get("titulo"), aeo.get("nombre")) if part)
    paper = Paper(voice, municipality, TITLE, on, subject=subject)

    def parts(width: float) -> list[Flowable]:
        sheet = _Sheet(voice, width)
        story: list[Flowable] = [sheet.purchase(partidas, totals)]
        if indicators is None or tried is None:
            story.append(sheet.ruled(sheet.asked(N_("¿Qué ganamos?"), said(voice, NOT_YET, SAID))))
        else:
            story += [sheet.year(tried), sheet.gain(indicators, tried), sheet.danger(tried.sensitivity)]
        return [*story, said(voice, basis.sentence, SMALL, beside=True)]

    used = sum(part.wrap(paper.width, paper.first_height)[1] for part in paper.story)
    paper.add(Spacer(1, 8), _Fitted(parts, paper.width, paper.first_height - used - 12))
    return paper.write(path)


class _Fitted(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Parts drawn as large as one page lets them be, always over its whole width."""

    def __init__(self, make: Callable[[float], list[Flowable]], width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height
        for self.scale in SCALES:
            self.parts = make(width / self.scale)
            if self._tall() * self.scale <= height:
                break

    def _tall(self) -> float:
        return float(sum(part.wrap(self.width / self.scale, self.height)[1] for part in self.parts))

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """What it takes, whatever room there is."""
        return self.width, self._tall() * self.scale

    def draw(self) -> None:
        """Each part below the one before."""
        canvas = self.canv
        canvas.saveState()
        canvas.scale(self.scale, self.scale)
        y = self._tall()
        for part in self.parts:
            y -= part.wrapOn(canvas, self.width / self.scale, self.height)[1]
            part.drawOn(canvas, 0, y)
        canvas.restoreState()


class _Sheet:
    """The parts of the page, each under its question."""

    def __init__(self, voice: Voice, width: float) -> None:
        self.voice, self.width, self.half = voice, width, (width - GAP) / 2
        self._how: Mapping[str, Any] = {
            "language": voice.main,
            "second": QUECHUA if voice.bilingual else "",
            "measure": width_of,
        }

    def asked(self, question: str, *inside: Flowable) -> list[Flowable]:
        """A question and its answer."""
        return [said(self.voice, question, QUESTION), *inside]

    def ruled(self, *columns: Sequence[Flowable], first: float | None = None) -> Table:
        """Answers side by side below a thick line; `first` is the width of the first one, if it is not half."""
        if len(columns) == 1:
            cells, widths = [list(columns[0])], [self.width]
        else:
            left = self.half if first is None else first
            cells = [list(columns[0]), "", list(columns[1])]  # type: ignore[list-item]
            widths = [left, GAP, self.width - GAP - left]
        table = Table([cells], colWidths=widths)
        table.setStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEABOVE", (0, 0), (0, 0), 1.4, black),
                ("LINEABOVE", (-1, 0), (-1, 0), 1.4, black),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 9),
            ]
        )
        return table

    def purchase(self, partidas: Sequence[Mapping[str, str | int | None]], totals: Presupuesto) -> Table:
        """What is bought, and who pays it."""
        question = N_("¿Qué vamos a comprar?")
        if not partidas:
            return self.ruled(self.asked(question, said(self.voice, NO_BUDGET, SAID)))
        goods = drawing_asamblea.basket(partidas, self.half, **self._how)
        payers = drawing_asamblea.coins(totals.whole, self.half, **self._how)
        return self.ruled(
            self.asked(question, Painted(goods, self.half)),
            self.asked(N_("¿Quién paga?"), Painted(payers, self.half)),
        )

    def year(self, tried: Tried) -> Table:
        """When money goes and when it comes."""
        case = tried.case
        made = drawing.season_calendar(case.with_plan.blocks, case.start_month, self.width, text_size=10, **self._how)
        return self.ruled(self.asked(N_("¿Cuándo se gasta y cuándo se cobra?"), Painted(made, self.width)))

    def gain(self, found: Indicators, tried: Tried) -> Table:
        """What is left each year with the plan and without it, and what of that is of each member."""
        wide = (self.width - GAP) * CHANGE_PART
        made = drawing.with_without(tried.case, wide, 160, text_size=9, **self._how)
        left = self.asked(N_("¿Qué cambia con el plan?"), Painted(made, wide))
        each = found.per_member
        question = N_("¿Qué gana cada socio?")
        if each is None:
            return self.ruled(left, self.asked(question, said(self.voice, NO_MEMBERS, SAID)), first=wide)
        lines: list[Flowable] = [
            *self._figure(each.net_income_full, N_("más cada año, cuando el plan está completo")),
            *self._figure(each.cash_average, N_("le quedan en la mano cada año, en promedio")),
        ]
        if each.return_per_own_day is not None:
            lines += self._figure(each.return_per_own_day, N_("rinde cada día de trabajo"))
        return self.ruled(left, self.asked(question, *lines), first=wide)

    def _figure(self, amount: Decimal, words: str) -> list[Flowable]:
        return [plain(soles(centimos(amount)), GREAT), said(self.voice, words, UNDER), Spacer(1, 5)]

    def danger(self, found: Sensitivity) -> Table:
        """What would make the members lose, in one sentence, and what a late delivery costs them."""
        sink = weakest(found)
        told = said(self.voice, NO_RATE if sink is None else sink, SAID, bold=sink is not None)
        late = sensibilidad.lateness(found)
        mine = late[1:2] or late  # the second one is of the members' money
        return self.ruled(
            self.asked(N_("¿Qué nos haría perder?"), told),
            self.asked(
                N_("¿Y si los bienes llegan tarde?"),
                *(two(self.voice.say(each), self.voice.gloss(each), SAID, bold=True) for each in mine),
                *([] if mine else [said(self.voice, NO_RATE, SAID)]),
            ),
        )


def weakest(found: Sensitivity) -> Sentence | None:
    """The change that the members bear least, as people say it; None without a rate."""
    if found.base.npv(MEMBERS) is None:
        return None
    values = {name: found.switching[f"{MEMBERS}.{name}"] for name in VARIABLES}
    known = {name: abs(value) for name, value in values.items() if value is not None}
    return sensibilidad.bearing(found, MEMBERS, min(known, key=lambda name: known[name]) if known else VARIABLES[0])
