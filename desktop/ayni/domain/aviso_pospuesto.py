"""An alert of a purchase that somebody puts off for some days, with the reason; it comes back by itself."""

from datetime import date, timedelta

from ayni.domain.fields import Date, Field, LongText, Problem, Reference, Text, Values
from ayni.lang import N_, Sentence

LONGEST, SHORTEST_REASON = 15, 10  # days, letters

AVISO_POSPUESTO = (
    Field("compra", N_("Compra"), Reference("compra"), required=True, asked=False, group="aviso"),
    Field("aviso", N_("Aviso"), Text(40), required=True, asked=False, group="aviso"),
    Field("nivel", N_("Nivel"), Text(1), required=True, asked=False, group="aviso"),
    Field("desde", N_("Pospuesto el"), Date(month_allowed=False), required=True, asked=False, group="aviso"),
    Field(
        "hasta",
        N_("Volver a avisar el"),
        Date(month_allowed=False),
        required=True,
        group="aviso",
        help=N_("Como máximo, dentro de 15 días."),
    ),
    Field("motivo", N_("¿Por qué se pospone?"), LongText(500), required=True, group="aviso"),
    Field("persona", N_("Quién lo pospone"), Text(120), asked=False, group="aviso"),
)
LOUDER = "iar"


def check_aviso_pospuesto(values: Values, today: date) -> list[Problem]:
    """It is put off to a day to come, not too far, and for a reason that somebody can read."""
    found = []
    until = date.fromisoformat(str(values["hasta"]))
    last = today + timedelta(days=LONGEST)
    if not today < until <= last:
        said = N_("Elija un día desde mañana hasta el {date}.")
        found.append(Problem("hasta", Sentence(said, date=last.strftime("%d/%m/%Y"))))
    if len(str(values["motivo"]).strip()) < SHORTEST_REASON:
        said = N_("Explique el motivo con {count} letras o más.")
        found.append(Problem("motivo", Sentence(said, count=SHORTEST_REASON)))
    return found


def still_put_off(row: Values, level: str, today: date) -> bool:
    """The day has not come, and the alert has not grown louder since."""
    quiet = LOUDER.index(level) <= LOUDER.index(str(row["nivel"]))
    return quiet and today < date.fromisoformat(str(row["hasta"]))
