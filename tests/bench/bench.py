"""Speed, measured on an invented country: 5,280 AEO, 171,887 members, 20,000 budget rows, 100,000 purchase events.

The country is made once into build/, always the same. Each line of the table stands beside what it must bear comparison
with, measured in the same run: a bare window, a bare SQLite update, the beginning of the same list.

python tests/bench/bench.py [--quick] [--runs 5]
"""

import argparse
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import compras
import concentrador
import intercambio
import planes

from ayni.domain.padron import ACTIVO
from ayni.storage import records
from ayni.sync import stamps
from ayni.workspace import Workspace, create_workspace, law, open_workspace
from ayni.workspace.practica import MARK, PASSPHRASE, _data, invented_ruc

TREE = Path(__file__).parents[2]
FORMAT = 1  # of the country: another number makes it again
SEED = 2026
WHOLE = {"aeos": 5_280, "socios": 171_887, "partidas": 20_000, "eventos": 100_000}
QUICK = {"aeos": 53, "socios": 1_719, "partidas": 200, "eventos": 1_000}
LARGE_PADRON = 1_000  # members of the first AEO: a padrón that is long
PER_PLAN, PER_PURCHASE, PER_SAVE = 10, 20, 500
PAGE = 100
IMPORTED = 2_000  # rows of a padrón that is brought in
CHAINS = ("cuy", "lacteos", "papa_nativa", "quinua", "cacao", "cafe", "trucha", "fibra_alpaca", "miel", "maiz")
STORY = (
    *("requerimiento", "interaccion_mercado", "certificacion_solicitada", "certificacion_emitida"),
    *(
        "expediente_aprobado",
        "convocatoria",
        "desierto",
        "convocatoria",
        "ofertas_recibidas",
        "evaluacion",
        "buena_pro",
    ),
    *("consentimiento", "requisitos_presentados", "contrato", "ampliacion_solicitada", "ampliacion_resuelta"),
    *("entrega_total", "conformidad", "pago", "entrega_aeo"),
)

# --- the country


class Clock:
    """A clock of its own, so that the country is always the same."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat("2026-01-05T08:00:00-05:00")

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=500)
        return self.now


def country(sizes: dict[str, int]) -> Path:
    """The folder of the country, made now when it is not there."""
    folder = TREE / "build" / f"pais-{FORMAT}-{sizes['socios']}"
    if (folder / MARK).exists():
        return folder
    print(f"Making the country in {folder} …", file=sys.stderr)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=folder.parent if folder.parent.exists() else TREE) as place:
        built = Path(place) / "pais"
        name, person = "Municipalidad de todo el país (inventada)", "Rosa Quispe Mamani"
        door, _recovery = create_workspace(
            built, ubigeo="080101", name=name, person=person, passphrase=PASSPHRASE, practice=True, clock=Clock()
        )
        door.db.conn.execute("PRAGMA synchronous = OFF")  # while it is made; measured with FULL
        _fill(door, sizes)
        door.close()
        shutil.rmtree(built / "copias", ignore_errors=True)
        (built / MARK).write_text(f"{name}\nClave: {PASSPHRASE}\n", "utf-8")
        folder.parent.mkdir(exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        built.rename(folder)
    print(f"Made in {time.perf_counter() - began:.0f} s.", file=sys.stderr)
    return folder


def _fill(door: Workspace, sizes: dict[str, int]) -> None:
    chance = random.Random(SEED)
    places = sorted(law.districts())
    years = range(2021, 2027)
    calls = [
        door.save_convocatoria(
            {
                "nombre": f"PROCOMPITE {year}",
                "year": str(year),
                "fecha_autorizacion": f"{year}-03-15",
                "categorias": "A,B",
                "cadenas": ",".join(CHAINS),
            }
        )
        for year in years
    ]
    aeos = _write_aeos(door, sizes, chance, places, calls)
    _write_purchases(door, sizes, chance, aeos)


def _id(door: Workspace, chance: random.Random) -> str:
    return stamps.new_row_id(door.now_ms(), chance.randbytes)


def _write_aeos(
    door: Workspace, sizes: dict[str, int], chance: random.Random, places: list[str], calls: list[str]
) -> list[str]:
    """One save for each AEO, with its members and, for some, a plan with its budget."""
    aeos = []
    left, dni = sizes["socios"], 10_000_000
    partidas = sizes["partidas"]
    for number in range(sizes["aeos"]):
        record, place, call = _id(door, chance), chance.choice(places), chance.choice(calls)
        rest = sizes["aeos"] - number
        count = min(LARGE_PADRON, left // 4) if number == 0 else left // rest + (rest > 1) * chance.choice((-9, 0, 9))
        count = max(1, min(count, left - rest + 1)) if rest > 1 else left
        left -= count
        with door.save("import_padron", record) as db:
            records.insert(db, "aeo", record, _aeo(number, place, call, chance))
            members = []
            for _ in range(count):
                dni += chance.randrange(1, 300)
                members.append((_id(door, chance), {"aeo": record, **_socio(dni, chance)}))
            records.insert_many(db, "socio", members)
            if partidas > 0:
                partidas -= PER_PLAN
                plan = _id(door, chance)
                cover = {"aeo": record, "titulo": f"Mejoramiento {number}", "convocatoria": call, "categoria": "A"}
                records.insert(db, "plan", plan, {**cover, "estado": "borrador"})
                lines = [(_id(door, chance), _partida(record, plan, place)) for place in range(PER_PLAN)]
                records.insert_many(db, "partida", lines)
        aeos.append(record)
    return aeos


def _aeo(number: int, place: str, call: str, chance: random.Random) -> dict[str, str]:
    return {
        "convocatoria": call,
        "categoria": chance.choice("AB"),
        "cadena": chance.choice(CHAINS),
        "nombre": f"Asociación de Productores {chance.choice(_data()['apellidos'])} Llaqta {number:04}",
        "naturaleza": "juridica",
        "tipo": "asociacion",
        "ruc": invented_ruc(number),
        "fecha_constitucion": "2019-05-14",
        "ubigeo": place,
        "comunidad": f"Comunidad {chance.choice(_data()['apellidos'])}",
    }


def _socio(dni: int, chance: random.Random) -> dict[str, str]:
    data, woman = _data(), chance.random() < 0.5
    names = data["mujeres" if woman else "hombres"]
    return {
        "dni": f"{dni:08}",
        "apellido_paterno": chance.choice(data["apellidos"]),
        "apellido_materno": chance.choice(data["apellidos"]),
        "nombres": f"{chance.choice(names)} {chance.choice(names)}",
        "fecha_nacimiento": (date(1955, 1, 1) + timedelta(days=chance.randrange(17_000))).isoformat(),
        "sexo": "M" if woman else "H",
        "condicion": ACTIVO,
    }


def _partida(aeo: str, plan: str, place: int) -> dict[str, str | int]:
    return {
        "aeo": aeo,
        "plan": plan,
        "orden": str(place + 1),
        "clase": "equipos",
        "nombre": f"Equipo {place + 1}",
        "cantidad": "4",
        "precio_unitario": "2500",
        "cofinanciamiento_centimos": 800_000,
        "monetaria_centimos": 100_000,
        "valorizada_centimos": 100_000,
    }


def _write_purchases(door: Workspace, sizes: dict[str, int], chance: random.Random, aeos: list[str]) -> None:
    events = []
    for number in range(sizes["eventos"] // PER_PURCHASE):
        record, begun = _id(door, chance), date(2022, 1, 3) + timedelta(days=chance.randrange(1_200))
        facts = {"nombre": f"Compra {number:04}", "aeo": chance.choice(aeos), "objeto": "BIEN", "year": str(begun.year)}
        compra = {**facts, "modalidad": "ADMINISTRACION_DIRECTA", "plazo_previsto_dias": "120"}
        told = []
        for place, codigo in enumerate(STORY):
            begun += timedelta(days=chance.randrange(1, 25))
            told.append(
                (
                    _id(door, chance),
                    {
                        "compra": record,
                        "codigo": codigo,
                        "fecha": begun.isoformat(),
                        "orden": str(place + 1),
                        "registrado": f"{begun.isoformat()}T10:00:00.000-05:00",
                        "datos": "{}",
                        "modo": "IMPORTADO",
                    },
                )
            )
        events.append(((record, compra), told))
    for start in range(0, len(events), PER_SAVE // PER_PURCHASE):
        group = events[start : start + PER_SAVE // PER_PURCHASE]
        with door.save("import_compra") as db:
            records.insert_many(db, "compra", [purchase for purchase, _ in group])
            records.insert_many(db, "evento", [event for _, told in group for event in told])


# --- windows, each in a process of its own

BARE = """
import sys
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QLabel("Ayni"))
window.resize(1366, 720)
window.show()
app.processEvents()
turn = QEventLoop()
QTimer.singleShot(0, turn.quit)
turn.exec()
print("usable", flush=True)
with open("/proc/self/status") as told:  # the process's own peak: getrusage would count its parent's too
    print(next(line.split()[1] for line in told if line.startswith("VmHWM")), flush=True)
import os
os._exit(0)
"""

OURS = """
import sys
from pathlib import Path
from ayni.qt.app import Program, make_application
from ayni.settings import Settings
from PySide6.QtCore import QEventLoop, QTimer
settings = Settings()
app = make_application(sys.argv[:1], settings)
program = Program(app, settings)
program.start(Path(sys.argv[1]))
assert program.window is not None
program.window.resize(1366, 720)
app.processEvents()
turn = QEventLoop()
QTimer.singleShot(0, turn.quit)
turn.exec()
print("usable", flush=True)
for name in sys.argv[2].split(","):
    program.window.go(name, "")
    for turn in range(3):
        app.processEvents()
with open("/proc/self/status") as told:  # the process's own peak: getrusage would count its parent's too
    print(next(line.split()[1] for line in told if line.startswith("VmHWM")), flush=True)
import os
os._exit(0)
"""
LISTS = "convocatoria,organizaciones,planes,compras,intercambio,inicio"


def window(code: str, *words: str) -> tuple[float, float]:
    """Seconds from the start of the process to a usable window, and the peak of its memory in MiB."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(TREE / "desktop"),
            "HOME": home,
            "XDG_CONFIG_HOME": home,
            "XDG_DATA_HOME": home,
        }
        began = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-c", code, *words],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as child:
            assert child.stdout is not None
            assert child.stderr is not None
            said = child.stdout.readline()
            took = time.perf_counter() - began
            peak, complaints = child.stdout.readline(), child.stderr.read()
    if said.strip() != "usable" or child.returncode:
        raise SystemExit(f"The window did not open.\n{complaints}")
    return took, int(peak) / 1024


# --- what is measured


def milliseconds(work: Callable[[], object]) -> float:
    """How long it takes, once."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def typed_words(door: Workspace, chance: random.Random, words: int) -> Iterator[str]:
    """What people type into the search box, letter by letter: surnames, names of AEO, DNI."""
    aeos = door.aeos(0, PAGE)
    for _ in range(words):
        socio = door.socios(chance.choice(aeos)["id"], 0, 1)[0]
        surname = str(socio["apellido_paterno"]).lower()
        word = chance.choice(
            (
                surname,
                f"{surname} {str(socio['nombres']).lower()}",
                str(socio["dni"]),
                str(chance.choice(aeos)["nombre"])[:24],
            )
        )
        for letters in range(2, len(word) + 1):
            yield word[:letters]


def searching(door: Workspace) -> list[float]:
    """Milliseconds of each letter typed."""
    chance = random.Random(SEED)
    return [milliseconds(partial(door.search, text)) for text in typed_words(door, chance, 60)]


def paging(door: Workspace, runs: int) -> dict[str, tuple[float, float]]:
    """Milliseconds of the last page and of the first one, for each list."""
    longest = max(door.aeos(0, -1), key=lambda row: row["socios"])["id"]
    lists: dict[str, tuple[Callable[[int], object], int]] = {
        "Opening the list of AEO at its end": (lambda offset: door.aeos(offset, PAGE), door.aeo_count()),
        "Opening a padrón of 1,000 at its end": (
            lambda offset: door.socios(longest, offset, PAGE),
            door.socio_count(longest),
        ),
        "Opening the list of purchases at its end": (lambda offset: door.compras(offset, PAGE), door.compra_count()),
    }
    found = {}
    for name, (page, count) in lists.items():
        last = max(0, count - PAGE)
        ends = [milliseconds(partial(page, last)) for _ in range(runs * 4)]
        starts = [milliseconds(partial(page, 0)) for _ in range(runs * 4)]
        found[name] = (statistics.median(ends), statistics.median(starts))
    return found


def saving(door: Workspace, folder: Path, runs: int) -> tuple[float, float]:
    """Milliseconds of one field saved through the door, and of a bare update of a plain SQLite file (WAL, FULL)."""
    bare = folder / "bare.db"
    connection = sqlite3.connect(bare, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    columns = ("id", "aeo", "dni", "apellido_paterno", "apellido_materno", "nombres", "telefono")
    connection.execute(f"CREATE TABLE socio ({', '.join(columns)}, PRIMARY KEY (id))")
    chosen = door.socios(door.aeos(0, 1)[0]["id"], 0, 20)
    connection.execute("BEGIN")
    for aeo in door.aeos(0, -1):
        members = [[row[name] for name in columns] for row in door.socios(aeo["id"], 0, -1)]
        connection.executemany(f"INSERT INTO socio VALUES ({', '.join('?' * len(columns))})", members)
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA synchronous = FULL")
    ours, theirs = [], []
    for turn in range(runs * 20):
        socio = chosen[turn % len(chosen)]
        phone = str(984_000_000 + turn)
        answers = {"telefono": phone}
        ours.append(milliseconds(partial(door.save_socio, socio["aeo"], answers, socio["id"])))
        update = "UPDATE socio SET telefono = ? WHERE id = ?"
        theirs.append(milliseconds(partial(connection.execute, update, (phone, socio["id"]))))
    connection.close()
    return statistics.median(ours), statistics.median(theirs)


def importing(door: Workspace, folder: Path, runs: int) -> tuple[float, float]:
    """Seconds to read, understand and import a padrón of 2,000 rows, and what openpyxl takes to read its cells."""
    import openpyxl

    path, chance = folder / "padron.xlsx", random.Random(SEED)
    book = openpyxl.Workbook()
    book.active.append(["DNI", "Apellidos y nombres", "Fecha de nacimiento", "Sexo", "Teléfono"])
    for number in range(IMPORTED):
        socio = _socio(90_000_000 + number, chance)
        surnames = f"{socio['apellido_paterno']} {socio['apellido_materno']}, {socio['nombres']}"
        sex = "F" if socio["sexo"] == "M" else "M"
        book.active.append([int(socio["dni"]), surnames, socio["fecha_nacimiento"], sex, "984123456"])
    book.save(path)
    book.close()

    def bare() -> None:
        opened = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for _row in opened.active.iter_rows(values_only=True):
            pass
        opened.close()

    def ours(aeo: str) -> None:
        sheet = door.read_padron(aeo, path)
        for _part in door.importing_padron(aeo, sheet):
            pass
        assert len(sheet.good) == IMPORTED

    taken = [milliseconds(partial(ours, row["id"])) / 1000 for row in door.aeos(0, runs)]
    return statistics.median(taken), statistics.median(milliseconds(bare) / 1000 for _ in range(runs))


def percentile(found: list[float], share: int) -> float:
    """The value under which this share of a hundred lies."""
    return statistics.quantiles(found, n=100)[share - 1]


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small country, to try the bench itself")
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    sizes = QUICK if asked.quick else WHOLE
    made = country(sizes)
    size = (made / "ayni.db").stat().st_size / 2**20
    lines: list[tuple[str, str, str, str]] = []
    with tempfile.TemporaryDirectory(dir=made.parent) as place:
        copy = Path(place) / "pais"  # the country itself stays as it was made
        shutil.copytree(made, copy)
        shown, bare = [], []
        for _ in range(asked.runs):
            shown.append(window(OURS, str(copy), LISTS))
            bare.append(window(BARE))
        ours, theirs = (statistics.median(run[0] for run in runs) for runs in (shown, bare))
        lines.append(
            ("Start to a usable window", f"{ours:.2f} s", f"{theirs:.2f} s, bare PySide6", ratio(ours, theirs))
        )
        mine, empty = (statistics.median(run[1] for run in runs) for runs in (shown, bare))
        with open_workspace(copy, PASSPHRASE) as door:
            searched = searching(door)
            middle, late = statistics.median(searched), percentile(searched, 95)
            lines.append(("Search, each letter typed: p50", f"{middle:.1f} ms", "", ""))
            lines.append(("Search, each letter typed: p95", f"{late:.1f} ms", "", ""))
            for name, (end, start) in paging(door, asked.runs).items():
                lines.append((name, f"{end:.1f} ms", f"{start:.1f} ms, its beginning", ratio(end, start)))
            lines += compras.measured(door, Path(place), asked.runs)
            kept, plain = saving(door, Path(place), asked.runs)
            lines.append(
                ("Saving one field", f"{kept:.1f} ms", f"{plain:.1f} ms, bare SQLite update", ratio(kept, plain))
            )
            brought, read = importing(door, Path(place), asked.runs)
            lines.append(
                (
                    "Importing a padrón of 2,000",
                    f"{brought:.2f} s",
                    f"{read:.2f} s, openpyxl reading it",
                    ratio(brought, read),
                )
            )
        lines += planes.measured(Path(place), asked.runs)
        lines.append(
            ("Peak memory of the window", f"{mine:.0f} MiB", f"{empty:.0f} MiB, bare PySide6", ratio(mine, empty))
        )
    print(f"Invented country: {', '.join(f'{count:,} {noun}' for noun, count in sizes.items())}; {size:,.0f} MiB.\n")
    print("| what | Ayni | beside | ratio |\n|---|---|---|---|")
    for line in lines:
        print(f"| {' | '.join(line)} |")
    intercambio.measured(quick=asked.quick, runs=asked.runs)
    concentrador.main((concentrador.FEW,) if asked.quick else (concentrador.FEW, concentrador.GOVERNMENTS))


def ratio(one: float, other: float) -> str:
    """How many times as much."""
    return f"× {one / other:.2f}" if other else ""


if __name__ == "__main__":
    main()
