"""How a record stands before the rules, as papers print it: the verdict in words, what was compared, the article."""

from collections.abc import Sequence

from reportlab.platypus import Flowable, Table

from ayni.domain.rules import Answer, Result
from ayni.lang import N_, Sentence
from ayni.reports.pages import BOLD_CELL, CELL, HEAD, LABEL, Voice, grid, plain, said

VERDICTS = {
    Result.PASS: N_("Cumple"),
    Result.FAIL: N_("No cumple"),
    Result.PENDING: N_("Falta dato"),
}
LET_PASS = N_("Se deja pasar")
EXCEPTION = N_("Sigue con este motivo: {reason}. Responde: {person}.")
DOCUMENT = N_("Documento: {document}.")
UNCONFIRMED = N_("Regla por confirmar.")


def answers_table(voice: Voice, answers: Sequence[Answer], width: float) -> Table:
    """One row for each answer. The verdict is a word, so that it needs no colour."""
    rows: list[list[Flowable | list[Flowable]]] = [
        [said(voice, N_("Resultado"), HEAD), said(voice, N_("Qué se revisó"), HEAD), said(voice, N_("Norma"), HEAD)]
    ]
    for answer in answers:
        words: list[Flowable] = [said(voice, answer.sentence, CELL)]
        if answer.override is not None:
            reason = Sentence(EXCEPTION, reason=answer.override.reason, person=answer.override.person)
            words.append(said(voice, reason, LABEL))
            if answer.override.document:
                words.append(said(voice, Sentence(DOCUMENT, document=answer.override.document), LABEL))
        norm: list[Flowable] = [plain(answer.article, LABEL)]
        if answer.unconfirmed:
            norm.append(said(voice, UNCONFIRMED, LABEL))
        style = CELL if answer.result is Result.PASS else BOLD_CELL
        verdict = LET_PASS if answer.flag else VERDICTS[answer.result]
        rows.append([said(voice, verdict, style), words, norm])
    return grid(rows, [width * part for part in (0.16, 0.56, 0.28)])
