"""What is written in the field with a phone: the visit to an AEO (F09), and submissions as rows of a sheet."""

from collections.abc import Iterable, Mapping, Sequence

from ayni.domain.fields import (
    Choice,
    Coordinate,
    Date,
    Field,
    LongText,
    Problem,
    Quantity,
    Reference,
    Text,
    Values,
    YesNo,
)
from ayni.lang import N_, Sentence

APTO, NO_APTO = "apto", "no_apto"
PLACE = "ubicacion"  # the phone's own reading: "latitude longitude altitude precision"
SHEET_CODE = "hoja"  # which form, version and record a submission answers
SENT = ("meta/instanceID", "meta-instanceID", "instanceID", "_uuid", "__id", "KEY", "_id")

VISITA = (
    Field("aeo", N_("Organización"), Reference("aeo"), required=True),
    Field("fecha", N_("Fecha de la visita"), Date(future_allowed=False, month_allowed=False), required=True),
    Field("hora", N_("Hora"), Text(10), example="9:30"),
    Field("lugar", N_("Lugar"), Text(160)),
    Field("latitud", N_("Latitud"), Coordinate(), group="coordenadas"),
    Field("longitud", N_("Longitud"), Coordinate(), group="coordenadas"),
    Field("evaluadores", N_("¿Quiénes visitan?"), Text(255)),
    Field("presentes", N_("Socios presentes"), Quantity(whole=True), required=True, group="asistencia"),
    Field("total_socios", N_("Total de socios"), Quantity(whole=True), group="asistencia"),
    Field("existencias", N_("Existencias que se verificaron"), LongText(2000)),
    Field("terreno", N_("¿Tiene terreno o local para el plan?"), YesNo(), group="terreno"),
    Field("terreno_documento", N_("Documento del terreno o local"), Text(160), group="terreno"),
    Field("contrapartida_vista", N_("Contrapartida que se vio"), LongText(2000)),
    Field("observaciones", N_("Observaciones"), LongText(2000), merge="paragraphs"),
    Field("conclusion", N_("Conclusión"), Choice(((APTO, N_("Apto")), (NO_APTO, N_("No apto")))), required=True),
    Field("envio", N_("Envío"), Text(120), asked=False),
)
TYPED_VISITA = tuple(item for item in VISITA if item.asked)


def check_visita(values: Values) -> list[Problem]:
    """No more people present than members."""
    present, total = values.get("presentes"), values.get("total_socios")
    if present is not None and total is not None and int(str(present)) > int(str(total)):
        return [Problem("presentes", Sentence(N_("Hay más presentes que socios. Revise los números.")))]
    return []


def flat(submission: Mapping[str, object]) -> dict[str, str]:
    """A submission without its groups: the last name of each path, and texts only. Lists (repeats) are left out."""
    found: dict[str, str] = {}
    for name, value in submission.items():
        if isinstance(value, Mapping) and isinstance(point := value.get("coordinates"), list):
            found[name] = " ".join(str(each) for each in (*point[1::-1], *point[2:]))  # longitude first, as GeoJSON
        elif isinstance(value, Mapping):
            found |= {key: text for key, text in flat(value).items() if key not in found}
        elif value is not None and not isinstance(value, list | tuple):
            text = "true" if value is True else "false" if value is False else str(value)
            found[name if name in SENT else name.rpartition("/")[2]] = text
    return located(found)


def located(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers with the phone's reading of the place as latitude and longitude."""
    found = dict(answers)
    apart = [
        found.get(f"{PLACE}-{name}", found.get(f"_{PLACE}_{name.lower()}", "")) for name in ("Latitude", "Longitude")
    ]
    parts = found.pop(PLACE, "").split() or [part for part in apart if part]
    if len(parts) >= 2:  # noqa: PLR2004  latitude and longitude
        found.setdefault("latitud", parts[0])
        found.setdefault("longitud", parts[1])
    return found


def submissions_of(data: object) -> list[dict[str, str]] | None:
    """The submissions of a JSON as KoboToolbox ("results") or ODK Central ("value") write it; None: it is not one."""
    if isinstance(data, Mapping):
        data = data.get("results", data.get("value", [data] if "dni" in data or "aeo" in data else None))
    if not isinstance(data, list) or not all(isinstance(each, Mapping) for each in data):
        return None
    return [flat(each) for each in data]


def sent_id(answers: Mapping[str, str]) -> str:
    """What tells a submission from any other, or nothing."""
    return next((answers[name].removeprefix("uuid:") for name in SENT if answers.get(name)), "")


def columns_of(submissions: Iterable[Mapping[str, str]], first: Sequence[str]) -> list[str]:
    """The columns of a sheet of these submissions: ours first and in our order, then theirs; not the server's marks."""
    there = list(dict.fromkeys(name for each in submissions for name in each))
    ours = [name for name in first if name in there]
    rest = [name for name in there if name not in first and not name.startswith(("_", "meta", "formhub"))]
    return [*ours, *rest]
