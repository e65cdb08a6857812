"""The consolidation at national size: bundles of invented governments loaded into PostgreSQL beside a raw COPY.

The same operations are copied bare, without merging, signatures or rows, in the same run. It says how both grow from
ten governments to all of them.

python tests/bench/concentrador.py 10 251          the table
python tests/bench/concentrador.py killed 251 8    a loader killed eight times: nothing may be lost
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tests' own server

import postgres
import region
from ayni.domain.change import INSERT, Change, Save
from ayni.job import finish
from ayni.storage.migrations import SCHEMA
from ayni.sync import stamps
from ayni.sync.batch import seal_save
from ayni.sync.bundle import Facts, write_bundle
from ayni.sync.keys import OFFICE, Card, DeviceKeys, new_card, write_card
from ayni.sync.merge import canonical, logical_hash

GOVERNMENTS, AEOS, MEMBERS = 251, 5_280, 171_887
FEW = 10
PER_SAVE = 50
CHAINS = ("cuy", "cacao", "cafe", "quinua", "lacteos", "papa_nativa", "miel", "trucha")
SURNAMES = ("Quispe", "Mamani", "Huamán", "Ccori", "Puma", "Condori", "Apaza", "Sullca")


class Town:
    """One invented government: its keys and what its office would have saved."""

    def __init__(self, place: int, chance: random.Random) -> None:
        self.ubigeo, self.name = f"{10_000 + place:06}", f"Municipalidad inventada {place}"
        self.keys = DeviceKeys.new()
        self.card = new_card(self.keys, f"Oficina {place}", OFFICE, self.name, self.ubigeo)
        self.chance, self.ms = chance, 1_770_000_000_000
        self.last: dict[str, tuple[int, bytes]] = {}

    def save(self, scope: str, act: str, rows: list[tuple[str, str, dict[str, Any]]]) -> Any:
        """A signed save that brings rows into being."""
        seq, before = self.last.get(scope, (0, bytes(32)))
        self.ms += 1000
        tx = stamps.new_tx()
        bare = Save(
            tx, stamps.stream_name(self.keys.device, scope), seq + 1, self.ms << 16, "Rosa Quispe", act, str(tx), "",
            self.ubigeo, scope, "2026-03-09T08:00:00-05:00", "bench", SCHEMA, len(rows), None, before,
        )  # fmt: skip
        changes = tuple(Change(table, row, INSERT, tx, canonical(value), None) for table, row, value in rows)
        digest, signature = seal_save(self.keys, bare, changes)
        self.last[scope] = (seq + 1, digest)
        return _Sealed(bare, changes, digest, signature)

    def saves(self, aeos: int, members: int) -> Iterator[Any]:
        """Its AEO and their members."""
        for place in range(aeos):
            aeo = stamps.new_row_id(self.ms)
            chain = self.chance.choice(CHAINS)
            facts = {"nombre": f"Asociación {place}", "cadena": chain, "categoria": "A", "ubigeo": self.ubigeo}
            yield self.save(aeo, "register_aeo", [("aeo", aeo, facts)])
            mine = members // aeos + (place < members % aeos)
            for first in range(0, mine, PER_SAVE):
                yield self.save(
                    aeo,
                    "import_padron",
                    [
                        (
                            "socio",
                            stamps.new_row_id(self.ms),
                            {
                                "aeo": aeo,
                                "dni": f"{self.chance.randrange(10**8):08}",
                                "apellido_paterno": self.chance.choice(SURNAMES),
                                "apellido_materno": self.chance.choice(SURNAMES),
                                "nombres": "Rosa",
                                "sexo": self.chance.choice("HM"),
                            },
                        )
                        for _ in range(min(PER_SAVE, mine - first))
                    ],
                )


class _Sealed:
    def __init__(self, save: Save, changes: tuple[Change, ...], digest: bytes, signature: bytes) -> None:
        self.save, self.changes, self.hash, self.signature = save, changes, digest, signature


def bundles(folder: Path, hub: Card, count: int) -> tuple[list[Path], list[Path], list[tuple[str, Change]]]:
    """Files of so many governments, their cards, and every operation in them."""
    chance = random.Random(2026)
    files, cards, operations = [], [], []
    for place in range(count):
        town = Town(place, chance)
        saves = list(town.saves(AEOS // GOVERNMENTS, MEMBERS // GOVERNMENTS))
        facts = Facts(town.ubigeo, SCHEMA, "bench", "2026-03-09T08:00:00-05:00", {})
        written = write_bundle(saves, facts, town.keys, town.card, [hub])
        file, card = folder / f"{town.ubigeo}.ayni", folder / f"{town.ubigeo}.card"
        file.write_bytes(written.data)
        card.write_bytes(write_card(town.card))
        files.append(file)
        cards.append(card)
        operations += [(town.ubigeo, change) for each in saves for change in each.changes]
    chance.shuffle(files)
    return files, cards, operations


def raw_copy(db: Any, operations: list[tuple[str, Change]]) -> float:
    """Seconds of a bare COPY of the same operations into a table with the same key."""
    db.execute("DROP TABLE IF EXISTS raw_op")
    db.execute("CREATE TABLE raw_op (LIKE ayni.sync_op INCLUDING INDEXES)")
    began = time.perf_counter()
    with db.cursor().copy("COPY raw_op FROM STDIN") as copy:
        for gobierno, change in operations:
            copy.write_row(
                [gobierno, change.table, change.row, change.group, change.tx, change.value, change.seen, None]
            )
    return time.perf_counter() - began


def measured(count: int) -> dict[str, float]:
    """Loading so many governments: rows a second, beside the raw COPY; again; the report; a rebuild."""
    with region.hub_server() as server, region.database(server) as dsn, tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        opening = region.opening(dsn, _now, folder)
        with opening() as hub:
            files, cards, operations = bundles(folder, hub.card(), count)
            for card in cards:
                hub.trust(card)
            hub.db.execute("SET synchronous_commit = off")
            bare = statistics.median(raw_copy(hub.db, operations) for _ in range(3))
            hub.db.execute("RESET synchronous_commit")
            began = time.perf_counter()
            told = finish(hub.loading(files))
            loading = time.perf_counter() - began
            assert not [each for each in told if each.problem], told
            began = time.perf_counter()
            finish(hub.loading(files))
            again = time.perf_counter() - began
            began = time.perf_counter()
            hub.figures()
            report = time.perf_counter() - began
            return {
                "rows": len(operations),
                "loading": loading,
                "bare": bare,
                "again": again,
                "report": report,
                "ratio": bare / loading,
            }


LOADER = """
import sys
from pathlib import Path
from ayni.workspace.hub import open_hub
with open_hub(sys.argv[1], sys.argv[2]) as hub:
    for _ in hub.loading([Path(each) for each in sys.argv[3:]]):
        print(".", end="", flush=True)
"""


def killed(count: int, times: int) -> None:
    """Load so many governments with a loader that is killed again and again, then twice more; compare every row."""
    chance = random.Random(251)
    with region.hub_server() as server, region.database(server) as dsn, tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        opening = region.opening(dsn, _now, folder)
        with opening() as hub:
            files, cards, operations = bundles(folder, hub.card(), count)
            for card in cards:
                hub.trust(card)
        source = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "desktop")}
        for _ in range(times):
            command = [sys.executable, "-c", LOADER, dsn, region.PASSPHRASE, *map(str, chance.sample(files, count))]
            loader = subprocess.Popen(command, env=source, stdout=subprocess.PIPE)
            for _file in range(chance.randrange(1, max(2, count // times))):
                loader.stdout.read(1)
            time.sleep(chance.random() * 0.2)
            loader.kill()
            loader.communicate()
        with opening() as hub:
            for _ in range(2):
                told = finish(hub.loading(chance.sample(files, count)))
                assert not [each for each in told if each.problem], told
            expected: dict[str, dict[tuple[str, str], Any]] = {}
            for gobierno, change in operations:
                expected.setdefault(gobierno, {})[change.table, change.row] = json.loads(change.value)
            wrong = [each for each in expected if hub.state_hash(each) != logical_hash(expected[each], [])]
            assert not wrong, wrong
            print(f"  {count} governments, loader killed {times} times, loaded twice more: every row equal")


def _now() -> Any:
    return datetime.now().astimezone()


def main(counts: tuple[int, ...] = (FEW, GOVERNMENTS)) -> None:
    """The table."""
    print("\nConsolidation in PostgreSQL")
    if postgres.binaries() is None:
        print("  skipped: PostgreSQL is not installed (apt-get install postgresql)")
        return
    for count in counts:
        found = measured(count)
        print(
            f"  {count} governments, {found['rows']:.0f} rows: {found['rows'] / found['loading']:,.0f} rows a second"
            f" (raw COPY {found['rows'] / found['bare']:,.0f}, ratio {found['ratio']:.2f});"
            f" again {found['again']:.2f} s; report {found['report']:.2f} s"
        )


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if sys.argv[1:2] == ["killed"]:
        killed(int(sys.argv[2]), int(sys.argv[3]))
    else:
        main(tuple(int(each) for each in sys.argv[1:]) or (FEW, GOVERNMENTS))
