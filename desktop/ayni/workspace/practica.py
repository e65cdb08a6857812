"""The practice municipality: invented people, plans and purchases, to be tried without fear and made anew at will.

Everything goes in through the door, from `resources/examples/`, always the same. Its passphrase is known to everybody.
"""

import json
import random
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import stdnum.pe.ruc

from ayni.domain.aeo import JURIDICA, NATURAL
from ayni.domain.fields import read_answers
from ayni.domain.hoja import PadronSheet, SheetRow
from ayni.domain.municipio import PROMOTOR
from ayni.domain.padron import TYPED
from ayni.lang import N_, day, speaking
from ayni.paths import resource
from ayni.workspace.opened import Clock, local_now
from ayni.workspace.puerta import Workspace, create_workspace, open_workspace
from ayni.workspace.refusals import refuse

PASSPHRASE = "practica"  # noqa: S105  invented data: everybody may know it
MARK = "practica.txt"  # a file that says in plain words what the folder is
EXAMPLE_PLAN = "examples/plan_cuyes.json"
EXAMPLE_PURCHASE = "examples/compra_cacao.json"
EXAMPLE_PADRON = "examples/padron_ejemplo.xlsx"
NOT_PRACTICE = N_("Esta carpeta tiene otros archivos y no es de práctica. Elija otra carpeta.")
BEGINNING = datetime.fromisoformat("2026-10-05T08:30:00-05:00")  # the day on which all this was typed
FIRST_DNI, FIRST_RUC = 50_210_034, 2_099_100_340  # beginnings that nobody has been given
SEED = 2026


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(resource("examples/practica.json").read_text("utf-8"))
    return found


def is_practice(folder: Path) -> bool:
    """The folder says that it holds a practice municipality."""
    return (folder / MARK).exists()


def open_practice(folder: Path, *, clock: Clock = local_now) -> Workspace:
    """The practice municipality of this folder, made now when there is none. Raises Refused as any opening does."""
    return (
        open_workspace(folder, PASSPHRASE, clock=clock) if is_practice(folder) else make_practice(folder, clock=clock)
    )


def make_practice(folder: Path, *, cost: int | None = None, clock: Clock = local_now) -> Workspace:
    """Make the practice municipality in a folder, anew when it is there already; another folder is refused.

    It is built beside and put in place at the end, so that a stop in the middle leaves nothing half made.
    """
    if folder.exists() and any(folder.iterdir()):
        _refuse_another(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".practica-", dir=folder.parent) as place:
            built = Path(place) / "practica"
            _build(built, Path(place), cost)
            if folder.exists():
                shutil.rmtree(folder)
            built.rename(folder)
    except OSError as error:
        said = N_("No se puede escribir en esa carpeta. Elija otra, o revise que el disco tenga espacio.")
        raise refuse(said, "folder") from error
    return open_workspace(folder, PASSPHRASE, clock=clock)


def _refuse_another(folder: Path) -> None:
    """Only a folder that is a practice municipality, and that nobody has open, may be made anew."""
    if not is_practice(folder):
        raise refuse(NOT_PRACTICE, "folder")
    with open_workspace(folder, PASSPHRASE) as there:
        if not there.meta("practice"):
            raise refuse(NOT_PRACTICE, "folder")


class _Morning:
    """A clock that goes on a little each time it is asked: what is typed has an order, and is always the same."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=7)
        return self.now


def _build(folder: Path, place: Path, cost: int | None) -> None:
    data, clock = _data(), _Morning(BEGINNING)
    door, _recovery = create_workspace(
        folder,
        ubigeo=data["ubigeo"],
        name=data["municipio"]["nombre"],
        person=data["persona"],
        passphrase=PASSPHRASE,
        practice=True,
        cost=cost,
        clock=clock,
    )
    with door, speaking("es"):
        (folder / MARK).write_text(
            f"{data['municipio']['nombre']}\n{data['source']}\nClave: {PASSPHRASE}\n", encoding="utf-8"
        )
        door.save_municipality({**data["municipio"], "ruc": invented_ruc(0)})
        calls = {call["key"]: door.save_convocatoria(_without(call, "key", "etapas")) for call in data["convocatorias"]}
        for call in data["convocatorias"]:
            for stage in call.get("etapas", ()):
                door.save_etapa(calls[call["key"]], stage)
        people = _people(random.Random(SEED))  # noqa: S311  invented names, not secrets
        aeos = {
            aeo["key"]: _register(door, aeo, calls[aeo["convocatoria"]], number, people)
            for number, aeo in enumerate(data["aeos"], start=1)
        }
        _write_plans(door, aeos)
        _write_purchases(door, aeos, place)
        _hand_over(door, aeos)
        _leave_drafts(door, aeos)
        _disagree(door, aeos["cuyes"], place, clock)


def _without(found: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in names}


def invented_ruc(number: int) -> str:
    """A RUC with its right check digit, of a beginning that nobody has been given."""
    base = str(FIRST_RUC + 7 * number)
    return base + str(stdnum.pe.ruc.calc_check_digit(base))


def _people(chance: random.Random) -> Iterator[dict[str, str]]:
    """Invented people, one after another."""
    data, number = _data(), 0
    while True:
        woman = chance.random() < 0.55  # noqa: PLR2004  a little more than half
        first = data["mujeres" if woman else "hombres"]
        names = [chance.choice(first)]
        if chance.random() < 0.3:  # noqa: PLR2004  some have two names
            names.append(chance.choice([name for name in first if name not in names]))
        born = date(1956, 1, 1) + timedelta(days=chance.randrange(46 * 365))
        number += 1
        yield {
            "dni": str(FIRST_DNI + number * 1_373),
            "apellido_paterno": chance.choice(data["apellidos"]),
            "apellido_materno": chance.choice(data["apellidos"]),
            "nombres": " ".join(names),
            "fecha_nacimiento": born.isoformat(),
            "sexo": "M" if woman else "H",
            "fecha_ingreso": date(2024, 1 + number % 12, 1 + number % 27).isoformat(),
            "telefono": f"9{number * 37_119 % 100_000_000:08}" if number % 3 else "",
        }


def _register(door: Workspace, aeo: Mapping[str, Any], call: str, number: int, people: Iterator[dict[str, str]]) -> str:
    """One AEO with its padrón in one save, and a board of three."""
    formal = aeo["tipo"] != "grupo"
    answers = {
        **_without(aeo, "key", "socios", "poder", "asamblea", "caracteristicas"),
        "convocatoria": call,
        "naturaleza": JURIDICA if formal else NATURAL,
        "ubigeo": _data()["ubigeo"],
        "hogares": str(max(1, int(aeo["socios"]) - 2)),
        "telefono": f"984{number * 71_003 % 1_000_000:06}",
    }
    if formal:
        answers |= {"ruc": invented_ruc(number), "partida_registral": str(11_040_000 + number * 613)}
    record = door.save_aeo(answers)
    members = [{**next(people), "comunidad": aeo["comunidad"]} for _ in range(int(aeo["socios"]))]
    if members:
        for _step in door.importing_padron(record, _sheet(door, members)):
            pass
        holders = door.socios(record, 0, -1)
        for place, cargo in enumerate(("presidente", "secretario", "tesorero")):
            answers = {"socio": holders[place * 3]["id"], "cargo": cargo, "desde": "2026-01-15", "hasta": "2028-01-14"}
            door.save_cargo(record, answers)
        if "poder" in aeo:
            door.save_poder(record, {**aeo["poder"], "representante": holders[0]["id"]})
    if "asamblea" in aeo:
        door.save_asamblea(record, aeo["asamblea"])
    if "caracteristicas" in aeo:
        door.save_caracteristicas(record, aeo["caracteristicas"])
    return record


def _sheet(door: Workspace, members: list[dict[str, str]]) -> PadronSheet:
    """Members as a padrón that was read without anything wrong."""
    rows = []
    for number, member in enumerate(members, start=2):
        values, wrong = read_answers(TYPED, member, door.today())
        assert not wrong, wrong
        rows.append(SheetRow(number, member, values, ()))
    return PadronSheet((), -1, dict(enumerate(item.name for item in TYPED)), tuple(rows))


def _write_plans(door: Workspace, aeos: Mapping[str, str]) -> None:
    cuyes = door.aeo(aeos["cuyes"])
    door.import_plan(resource(EXAMPLE_PLAN), {"aeo": cuyes["id"], "convocatoria": cuyes["convocatoria"]})
    for plan in _data()["planes"]:
        aeo = door.aeo(aeos[plan["aeo"]])
        cover = {"aeo": aeo["id"], "convocatoria": aeo["convocatoria"], "categoria": aeo["categoria"]}
        record = door.save_plan({**_without(plan, "partidas"), **cover})
        for partida in plan["partidas"]:
            door.save_partida(record, partida)


def _write_purchases(door: Workspace, aeos: Mapping[str, str], place: Path) -> None:
    common = {"modalidad": "ADMINISTRACION_DIRECTA"}
    facts = {"nombre": "Cuatro máquinas para beneficiar cacao", "objeto": "BIEN", "year": "2021"}
    worth = {"monto_estimado_centimos": "103,000.00"}
    door.import_compra(resource(EXAMPLE_PURCHASE), {**common, **facts, **worth, "aeo": aeos["cacao"]})
    plan = door.plans_of(aeos["cuyes"])[0]["id"]
    for purchase in _data()["compras"]:
        file = place / f"{purchase['key']}.json"
        file.write_text(json.dumps({"events": purchase["events"]}), encoding="utf-8")
        answers = {**common, **_without(purchase, "key", "events"), "aeo": aeos[purchase["aeo"]]}
        if purchase["aeo"] == "cuyes":
            answers["plan"] = plan
        door.import_compra(file, answers)


def _hand_over(door: Workspace, aeos: Mapping[str, str]) -> None:
    """What producers hold already, how it was found, and the first of what they put themselves."""
    found = _data()["ultima_milla"]
    aeo = aeos[found["aeo"]]
    plan = door.plans_of(aeo)[0]["id"]
    door.save_cesion(plan, found["cesion"])
    goods = [door.save_bien(aeo, {**good, "plan": plan}) for good in found["bienes"]]
    for good, visit in zip(goods, found["visitas"], strict=False):
        door.save_visita_bien(good, visit)
    own = next(row for row in door.partidas(plan) if row["valorizada_centimos"])
    for entry in found["aportes"]:
        door.save_contrapartida(plan, {**entry, "partida": own["id"]})


def _leave_drafts(door: Workspace, aeos: Mapping[str, str]) -> None:
    """Something begun and not finished, as any office has."""
    answers = {"dni": "5021", "apellido_paterno": "Huamanvilca", "nombres": "Sixto"}
    door.keep_draft("socio", aeos["miel"], answers, "identidad")


def _disagree(door: Workspace, aeo: str, place: Path, clock: Clock) -> None:
    """A promoter and the office correct the same DNI without having seen each other: something to decide."""
    data = _data()
    field, _recovery = create_workspace(
        place / "promotor",
        ubigeo=data["ubigeo"],
        name=data["municipio"]["nombre"],
        person=data["promotor"],
        role=PROMOTOR,
        passphrase=PASSPHRASE,
        cost=2,
        clock=clock,
    )
    with field:
        door.trust(field.write_card(place / "promotor.card"))
        field.trust(door.write_card(place / "oficina.card"))
        for _step in door.exporting(data["promotor"], place / "ida.ayni"):
            pass
        for _step in field.receiving(place / "ida.ayni"):
            pass
        socio = door.socios(aeo, 4, 1)[0]
        digits = str(socio["dni"])
        door.save_socio(aeo, {"dni": digits[:6] + "71"}, socio["id"], reason="Según la copia del DNI")
        field.save_socio(aeo, {"dni": digits[:6] + "17"}, socio["id"], reason="Lo vi en su DNI, en su casa")
        for _step in field.exporting(data["persona"], place / "vuelta.ayni"):
            pass
        for _step in door.receiving(place / "vuelta.ayni"):
            pass


def write_example_padron(path: Path) -> Path:
    """The clean spreadsheet of `resources/examples/`: a padrón of invented people, with the headings of the office."""
    from ayni.reports.hoja import write_sheet  # noqa: PLC0415  openpyxl is imported when a sheet is written

    people = _people(random.Random(SEED + 1))  # noqa: S311  invented names, not secrets
    members = [next(people) for _ in range(20)]
    for number, member in enumerate(members):
        member["dni"] = str(59_002_411 + number * 1_013)
    lines = [
        [day(member[item.name]) if item.name.startswith("fecha") else member.get(item.name, "") for item in TYPED]
        for member in members
    ]
    return write_sheet(path, "Padrón", [item.label for item in TYPED], lines)
