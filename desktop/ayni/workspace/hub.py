"""The hub's door: a region gathers the bundles of its municipalities in PostgreSQL, and answers with bundles.

Nothing is changed by hand: a file is loaded whole or not at all, again is harmless, and what the region corrects are
saves that it signs and that go back to the municipality like anybody else's.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from ayni import __version__
from ayni.domain.change import REMOVAL, Change, Clash, Save
from ayni.domain.dates import without_accents
from ayni.domain.evento import event_from_row
from ayni.domain.fields import Problem
from ayni.domain.seguimiento import replay
from ayni.job import Job
from ayni.lang import N_, Sentence
from ayni.reports.hub import write_hub
from ayni.storage import hub as store
from ayni.storage import hub_vistas
from ayni.storage.folder import FolderTrouble, write_checked
from ayni.storage.migrations import SCHEMA
from ayni.storage.tables import GOBIERNO, TABLES, merge_groups
from ayni.sync import merge, stamps
from ayni.sync.batch import seal_save
from ayni.sync.bundle import FIRST, BundleRefused, Facts, Received, read_bundle, write_bundle
from ayni.sync.keys import (
    REGION,
    Card,
    DeviceKeys,
    KeyTrouble,
    card_from_body,
    key_file,
    new_card,
    new_key,
    new_recovery,
    open_key_file,
    pair_code,
    read_card,
    write_card,
)
from ayni.workspace import law
from ayni.workspace.compra import CompraDoor
from ayni.workspace.intercambio import LARGEST
from ayni.workspace.opened import local_now
from ayni.workspace.refusals import Refused, refuse

PURPOSE = b"ayni hub keys 1"
PURCHASES = ("compra", "evento", "compra_item", "asignacion")
MARKED = {"socio": (("dni", "dni"),), "aeo": (("ruc", "ruc"),), "plan": (("formulador", "formulador"),)}
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file. `problem` says why it was not loaded; then nothing of it was."""

    file: str
    gobierno: str = ""
    sender: str = ""
    saves: int = 0
    fresh: int = 0
    problem: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A clash of a municipality, as the region sees it."""

    id: str
    gobierno: str
    clash: Clash


def init_hub(dsn: str, ubigeo: str, name: str, passphrase: str, *, cost: int | None = None) -> str:
    """Make the schema and the hub's own keys, sealed with a passphrase. Gives the recovery code for the safe.

    Again on a hub that is already there it only brings the schema up, and gives "".
    """
    with _hub(dsn) as db:
        store.make(db)
        hub_vistas.make(db, law.chains())
        if store.meta(db, "keys"):
            return ""
        if not name.strip():
            raise refuse(N_("Escriba el nombre del gobierno que reúne los datos."), "name")
        key, recovery, keys = new_key(), new_recovery(), DeviceKeys.new()
        costs = {} if cost is None else {"n": cost}
        nonce = secrets.token_bytes(12)
        secret = secrets.token_bytes(32)
        sealed = ChaCha20Poly1305(key).encrypt(nonce, secret + keys.stored(), PURPOSE)
        kept = {"wrapped": key_file(key, passphrase, recovery, **costs), "sealed": _text(nonce + sealed)}
        with db.transaction():
            store.set_meta(db, "keys", json.dumps(kept))
            store.set_meta(db, "nombre", name.strip())
            store.set_meta(db, "ubigeo", ubigeo)
        return recovery


@contextmanager
def _hub(dsn: str) -> Iterator[store.Connection]:
    try:
        with store.connected(dsn) as db:
            yield db
    except store.HubTrouble as error:
        raise Refused([Problem("dsn", error.sentence)]) from error


@contextmanager
def open_hub(
    dsn: str, passphrase: str | None = None, *, recovery: str | None = None, clock: Callable[[], datetime] = local_now
) -> Iterator["Hub"]:
    """The hub, with its keys. Raises Refused: not a hub, wrong passphrase, no connection."""
    with _hub(dsn) as db:
        if not store.exists(db) or not store.meta(db, "keys"):
            raise refuse(N_("Esta base todavía no es un concentrador de Ayni. Prepárela con «ayni hub init»."), "dsn")
        kept = json.loads(store.meta(db, "keys") or "{}")
        try:
            key = open_key_file(kept["wrapped"], passphrase=passphrase, recovery=recovery)
            data = base64.b64decode(kept["sealed"])
            opened = ChaCha20Poly1305(key).decrypt(data[:12], data[12:], PURPOSE)
        except KeyTrouble as error:
            raise Refused([Problem("passphrase", error.sentence)]) from error
        except InvalidTag as error:
            raise refuse(N_("Las llaves guardadas en la base están dañadas. Tráigalas de una copia."), "dsn") from error
        yield Hub(db, DeviceKeys.read(opened[32:]), opened[:32], clock)


class Hub:
    """What a region may do with the bundles of its municipalities."""

    def __init__(self, db: store.Connection, keys: DeviceKeys, secret: bytes, clock: Callable[[], datetime]) -> None:
        self.db, self.keys, self._secret, self.clock = db, keys, secret, clock
        self.name = store.meta(db, "nombre") or ""
        self.ubigeo = store.meta(db, "ubigeo") or ""

    # cards

    def card(self) -> Card:
        """The hub's card, to be accepted by the municipalities."""
        return new_card(self.keys, self.name, REGION, self.name, self.ubigeo)

    def write_card(self, path: Path) -> None:
        """Write it."""
        _write(path, write_card(self.card()))

    def trust(self, path: Path) -> tuple[str, str, str]:
        """Accept the card of a machine. Gives its name, its municipality and the code that both must see equal."""
        try:
            card = read_card(_read(path))
        except BundleRefused as error:
            raise Refused([Problem("", error.sentence)]) from error
        with self.db.transaction():
            self.db.execute(
                "INSERT INTO ayni.gobierno VALUES (%s, %s) ON CONFLICT (gobierno) DO NOTHING",
                [card.ubigeo, card.municipality],
            )
            self.db.execute(
                "INSERT INTO ayni.tarjeta (gobierno, device, name, role, card) VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT (gobierno, device) DO UPDATE SET name = excluded.name, card = excluded.card",
                [card.ubigeo, card.device, card.name, card.role, card.body()],
            )
        return card.name, card.municipality, pair_code(self.card(), card)

    def trusted(self) -> list[Row]:
        """The machines whose bundles are taken, with their municipality."""
        return self.db.execute(
            "SELECT t.gobierno, g.nombre, t.device, t.name, t.role FROM ayni.tarjeta t JOIN ayni.gobierno g"
            " ON g.gobierno = t.gobierno ORDER BY t.gobierno, t.name"
        ).fetchall()

    def _cards(self) -> list[Card]:
        return [card_from_body(bytes(row["card"])) for row in self.db.execute("SELECT card FROM ayni.tarjeta")]

    # loading

    def loading(self, paths: Sequence[Path]) -> Job[list[Loaded]]:
        """Load files, each whole or not at all; one that cannot be loaded is told and the rest goes on.

        Files of many municipalities come in any order, more than once, and from many loaders at a time.
        """
        cards = self._cards()
        done: list[Loaded] = []
        for place, path in enumerate(paths):
            try:
                done.append(self._load(path, cards))
            except Refused as refused:
                done.append(Loaded(path.name, problem=refused.problems[0].sentence))
            yield (place + 1) / max(1, len(paths))
        return done

    def _load(self, path: Path, cards: Sequence[Card]) -> Loaded:
        data = _read(path)
        digest = hashlib.sha256(data).digest()
        known = self.db.execute(
            "SELECT gobierno, sender, saves FROM ayni.bundle WHERE sha256 = %s", [digest]
        ).fetchone()
        if known:
            return Loaded(path.name, known["gobierno"], known["sender"], known["saves"])
        try:
            received = read_bundle(data, self.keys, cards, None)
        except BundleRefused as error:
            raise Refused([Problem("", error.sentence)]) from error
        gobierno = received.facts.ubigeo
        try:
            with self.db.transaction():
                store.lock(self.db, gobierno)
                fresh = self._store(gobierno, received)
                store.keep_bundle(
                    self.db,
                    gobierno,
                    digest,
                    path.name,
                    received.sender.name,
                    received.facts.clock,
                    len(received.saves),
                    fresh,
                )
        except store.HubError as error:
            if self.db.closed or (said := store.trouble(error)) is None:
                raise
            raise Refused([Problem("", said)]) from error
        return Loaded(path.name, gobierno, received.sender.name, len(received.saves), fresh)

    def _store(self, gobierno: str, received: Received) -> int:
        fresh = store.stage(
            self.db, gobierno, ((each.save, each.changes, each.hash, each.signature) for each in received.saves)
        )
        if fresh:
            self._merge(gobierno)
        for card in received.cards:
            self.db.execute(
                "INSERT INTO ayni.autor VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [gobierno, card.device, card.name, card.body()],
            )
        self.db.execute(
            "UPDATE ayni.tarjeta SET vector = %s WHERE gobierno = %s AND device = %s",
            [json.dumps(received.facts.vector), gobierno, received.sender.device],
        )
        return len(fresh)

    def _merge(self, gobierno: str, *, everything: bool = False) -> None:
        if everything:
            store.touch_all(self.db, gobierno)
        else:
            store.touch_new(self.db)
        store.recompute(self.db, gobierno)
        store.materialise(self.db, gobierno)
        self._mark(gobierno)
        self._follow(gobierno, self._touched_purchases(gobierno))

    def _mark(self, gobierno: str) -> None:
        """Keep the keyed marks of what must not stand in two municipalities. Nobody reads a DNI in them."""
        marks = [
            (table, row["id"], kind, self.mark(kind, told))
            for table, columns in MARKED.items()
            for row in store.touched_rows(self.db, gobierno, table)
            if not row.get("fecha_baja")
            for kind, column in columns
            if (told := without_accents(" ".join(str(row.get(column) or "").split())))
        ]
        store.keep_marks(self.db, gobierno, list(MARKED), marks)

    def mark(self, kind: str, told: str) -> bytes:
        """The keyed mark of a datum: equal data, equal marks; without the hub's key nobody goes back."""
        return hmac.digest(self._secret, f"{kind}\0{told}".encode(), "sha256")[:16]

    def _touched_purchases(self, gobierno: str) -> list[str]:
        found = {str(row["id"]) for row in store.touched_rows(self.db, gobierno, "compra")}
        for table in PURCHASES[1:]:
            found |= {str(row["compra"]) for row in store.touched_rows(self.db, gobierno, table) if row["compra"]}
        return sorted(found)

    def _follow(self, gobierno: str, purchases: Iterable[str]) -> None:
        """Replay purchases and keep where each stands and where its days went."""
        legal, today = law.purchase_law(), self.clock().date()
        for record in purchases:
            self.db.execute("DELETE FROM ayni.compra_dias WHERE gobierno = %s AND compra = %s", [gobierno, record])
            self.db.execute("DELETE FROM ayni.compra_estado WHERE gobierno = %s AND compra = %s", [gobierno, record])
            row = store.record(self.db, gobierno, "compra", record)
            if row is None:
                continue
            events, items, served = (
                store.records_of(self.db, gobierno, table, "compra", record)
                for table in ("evento", "compra_item", "asignacion")
            )
            found = replay(
                [event_from_row(each) for each in events],
                legal,
                today,
                known=CompraDoor.known_of(row, items, served),
            )
            ended = found.closed or found.handed_over
            self.db.execute(
                "INSERT INTO ayni.compra_estado VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    gobierno,
                    record,
                    found.state,
                    ended,
                    found.elapsed_days,
                    found.planned_days,
                    found.failed_calls,
                    today.isoformat(),
                ],
            )
            for kind, days in (("etapa", found.dwell_days), ("oficina", found.office_days)):
                for code, count in days.items():
                    self.db.execute(
                        "INSERT INTO ayni.compra_dias VALUES (%s, %s, %s, %s, %s)",
                        [gobierno, record, kind, code, count],
                    )

    def follow_today(self) -> None:
        """Count the days of open purchases to today."""
        today = self.clock().date().isoformat()
        behind = self.db.execute(
            "SELECT gobierno, compra FROM ayni.compra_estado WHERE NOT cerrada AND dia <> %s ORDER BY gobierno", [today]
        ).fetchall()
        for gobierno in sorted({row["gobierno"] for row in behind}):
            with self.db.transaction():
                store.lock(self.db, gobierno)
                self._follow(gobierno, [row["compra"] for row in behind if row["gobierno"] == gobierno])

    def rebuilding(self) -> Job[int]:
        """Drop every row and build it again from the log. The value is how many governments were rebuilt.

        Interrupted, it is run again: the log is never touched.
        """
        store.drop_rows(self.db)
        hub_vistas.make(self.db, law.chains())
        found = self.governments()
        for place, gobierno in enumerate(found):
            with self.db.transaction():
                store.lock(self.db, gobierno)
                self._merge(gobierno, everything=True)
            yield (place + 1) / len(found)
        return len(found)

    def governments(self) -> list[str]:
        """The governments of which something was loaded or whose cards were accepted."""
        return [row["gobierno"] for row in self.db.execute("SELECT gobierno FROM ayni.gobierno ORDER BY gobierno")]

    # what it adds up to

    def state_hash(self, gobierno: str) -> str:
        """The hash of a government's logical state: equal to that of an office that holds the same saves."""
        return merge.logical_hash(store.rows_of(self.db, gobierno), self._clashes(gobierno))

    def _clashes(self, gobierno: str) -> list[Clash]:
        changes = store.disputed(self.db, gobierno)
        saves = {
            row["tx"]: store.save_of(row)
            for row in store.saves_of(self.db, gobierno, sorted({change.tx for change in changes}))
        }
        known = [change for change in changes if change.table in TABLES]
        return merge.merge(saves, known, merge_groups()).clashes

    def disputes(self) -> list[Dispute]:
        """What two people of a municipality wrote without having seen each other, of every municipality."""
        return [
            Dispute(_dispute_id(gobierno, clash), gobierno, clash)
            for gobierno in self.governments()
            for clash in self._clashes(gobierno)
        ]

    def decide(self, dispute: str, keep: int, reason: str) -> None:
        """Settle a dispute by a save that the region signs; it reaches the municipality in the next bundle."""
        found = [each for each in self.disputes() if each.id.startswith(dispute)]
        if len(found) != 1:
            raise refuse(N_("No se encuentra ese desacuerdo, o ese comienzo nombra a varios."), "id")
        if not reason.strip():
            raise refuse(N_("Escriba por qué se decide así."), "reason")
        gobierno, clash = found[0].gobierno, found[0].clash
        if not 0 <= keep < len(clash.versions):
            raise refuse(N_("Elija uno de los valores del desacuerdo."), "keep")
        with self.db.transaction():
            store.lock(self.db, gobierno)
            self._save(gobierno, clash, keep, reason.strip())

    def _save(self, gobierno: str, clash: Clash, keep: int, reason: str) -> None:
        chosen = clash.versions[keep]
        heads = [
            row["tx"]
            for row in self.db.execute(
                "SELECT tx FROM ayni.sync_head WHERE gobierno = %s AND tbl = %s AND pk = %s AND grp = %s"
                " ORDER BY shown DESC, tx",
                [gobierno, clash.table, clash.row, clash.group],
            )
        ]
        if clash.group == REMOVAL:
            live = [
                row["tx"]
                for row in self.db.execute(
                    "SELECT tx FROM ayni.sync_head WHERE gobierno = %(g)s AND tbl = %(t)s AND pk = %(p)s AND grp <> '~'"
                    " UNION SELECT tx FROM ayni.sync_op WHERE gobierno = %(g)s AND tbl = %(t)s AND pk = %(p)s"
                    " AND grp = '*' ORDER BY tx",
                    {"g": gobierno, "t": clash.table, "p": clash.row},
                )
            ]
            value = merge.canonical({"removed": chosen.value is None, "seen": live})
        else:
            value = json.dumps(chosen.value, ensure_ascii=False, separators=(",", ":"))
        scope = self._scope(gobierno, clash)
        stream = stamps.stream_name(self.keys.device, scope)
        last = self.db.execute(
            "SELECT seq, hash FROM ayni.sync_tx WHERE gobierno = %s AND stream = %s ORDER BY seq DESC LIMIT 1",
            [gobierno, stream],
        ).fetchone()
        hlc = self.db.execute("SELECT max(hlc) AS hlc FROM ayni.sync_tx WHERE gobierno = %s", [gobierno]).fetchone()
        now = self.clock()
        tx = stamps.new_tx()
        save = Save(
            tx=tx,
            stream=stream,
            seq=last["seq"] + 1 if last else 1,
            hlc=stamps.tick(hlc["hlc"] or 0 if hlc else 0, int(now.timestamp() * 1000)),
            person=self.name,
            act="decide",
            act_id=str(tx),
            reason=reason,
            municipality=gobierno,
            scope=scope,
            clock=now.isoformat("T", "seconds"),
            program=__version__,
            schema=SCHEMA,
            count=1,
            undoes=None,
            before=bytes(last["hash"]) if last else bytes(32),
        )
        change = Change(clash.table, clash.row, clash.group, tx, value, heads[0], tuple(heads[1:]))
        digest, signature = seal_save(self.keys, save, [change])
        store.stage(self.db, gobierno, [(save, [change], digest, signature)])
        self._merge(gobierno)

    def _scope(self, gobierno: str, clash: Clash) -> str:
        column = TABLES[clash.table].scope
        if not column:
            return GOBIERNO
        row = store.record(self.db, gobierno, clash.table, clash.row) or {}
        return clash.row if column == "id" else str(row.get(column))

    # out

    def export(self, to: str, path: Path, gobierno: str = "") -> int:
        """A bundle for a machine with everything of its government that it has not confirmed. Gives how many saves."""
        found = [
            row
            for row in self.db.execute("SELECT * FROM ayni.tarjeta WHERE name = %s OR device = %s", [to, to])
            if not gobierno or row["gobierno"] == gobierno
        ]
        if not found:
            raise refuse(
                N_("No hay una tarjeta aceptada de {name}. Pida su tarjeta y acéptela primero."), "to", name=to
            )
        if len(found) > 1:
            raise refuse(N_("Hay varios equipos que se llaman {name}. Diga también su gobierno."), "to", name=to)
        machine = found[0]
        gobierno = machine["gobierno"]
        links = store.links_of(self.db, gobierno)
        wanted = missing(links, json.loads(machine["vector"]))
        changes = store.changes_of(self.db, gobierno, wanted)
        saves = [
            _Sealed(save, tuple(changes[save.tx]), bytes(row["hash"]), bytes(row["signature"]))
            for row in store.saves_of(self.db, gobierno, wanted)
            for save in (store.save_of(row),)
        ]
        cards = [
            card_from_body(bytes(row["card"]))
            for row in self.db.execute(
                "SELECT card FROM ayni.tarjeta WHERE gobierno = %(g)s UNION SELECT card FROM ayni.autor"
                " WHERE gobierno = %(g)s",
                {"g": gobierno},
            )
        ]
        facts = Facts(
            ubigeo=gobierno,
            schema=SCHEMA,
            program=__version__,
            clock=self.clock().isoformat("T", "seconds"),
            vector=vector(links),
            previous=bytes(machine["last_manifest"]) if machine["last_manifest"] else FIRST,
        )
        written = write_bundle(saves, facts, self.keys, self.card(), [card_from_body(bytes(machine["card"]))], cards)
        _write(path, written.data)
        with self.db.transaction():
            self.db.execute(
                "UPDATE ayni.tarjeta SET last_manifest = %s WHERE gobierno = %s AND device = %s",
                [written.manifest_hash, gobierno, machine["device"]],
            )
        return len(saves)

    # who sees what

    def grant(self, role: str, *, gobierno: str = "", region: str = "", statistics: bool = False) -> None:
        """Let a role of the database see one government, those of a region, or only the statistics."""
        pattern = gobierno or (f"{region}%" if region else "")
        with self.db.transaction():
            hub_vistas.grant(self.db, role, pattern, statistics=statistics)

    # figures

    def figures(self) -> "hub_vistas.Figures":
        """The figures that a region and the ministry publish, without personal data."""
        self.follow_today()
        return hub_vistas.figures(self.db)

    def duplicates(self) -> list[hub_vistas.Duplicate]:
        """The same DNI or RUC in two AEO of two municipalities, one formulator behind many plans: by their marks."""
        return hub_vistas.duplicates(self.db)

    def print_report(self, path: Path, language: str = "es") -> Path:
        """The report of a region on paper: figures, what waits, and each municipality. No personal data."""
        found = self.duplicates()
        counted = {kind: sum(each.kind == kind for each in found) for kind in ("dni", "ruc", "formulador")}
        labels = {code: label for code, _sector, label in law.chains()}
        try:
            return write_hub(
                path,
                self.name,
                self.clock().date(),
                asdict(self.figures()),
                labels,
                counted,
                len(self.disputes()),
                language,
            )
        except OSError as error:
            said = N_("No se pudo grabar {name}. Revise que la memoria USB siga puesta y que tenga espacio.")
            raise refuse(said, name=path.name) from error


@dataclass(frozen=True, slots=True)
class _Sealed:
    save: Save
    changes: tuple[Change, ...]
    hash: bytes
    signature: bytes


def vector(links: Iterable[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    """Stream → how many saves without a gap, and the xor of their ids."""
    found: dict[str, tuple[int, int]] = {}
    for row in links:  # in the order of stream and number
        seq, mix = found.get(row["stream"], (0, 0))
        if row["seq"] <= seq + 1:
            found[row["stream"]] = (row["seq"], mix ^ row["tx"])
    return found


def missing(links: Sequence[Mapping[str, Any]], theirs: Mapping[str, Sequence[int]]) -> list[int]:
    """Saves that somebody with this vector lacks; a stream whose fingerprint differs is sent whole."""
    mixes: dict[str, int] = {}
    for row in links:
        known = theirs.get(row["stream"])
        if known and row["seq"] <= known[0]:
            mixes[row["stream"]] = mixes.get(row["stream"], 0) ^ row["tx"]
    after = {stream: known[0] for stream, known in theirs.items() if mixes.get(stream, 0) == known[1]}
    return [row["tx"] for row in links if row["seq"] > after.get(row["stream"], 0)]


def _dispute_id(gobierno: str, clash: Clash) -> str:
    told = [gobierno, clash.table, clash.row, clash.group, sorted(version.tx for version in clash.versions)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise refuse(N_("El archivo {name} es demasiado grande para ser de Ayni."), name=path.name)
        return path.read_bytes()
    except OSError as error:
        said = N_("No se puede leer el archivo {name}. Revise que la memoria USB siga puesta.")
        raise refuse(said, name=path.name) from error


def _write(path: Path, data: bytes) -> None:
    try:
        write_checked(path, data)
    except FolderTrouble as error:
        raise Refused([Problem("", error.sentence)]) from error
    except OSError as error:
        said = N_("No se pudo grabar {name}. Revise que la memoria USB siga puesta y que tenga espacio.")
        raise refuse(said, name=path.name) from error
