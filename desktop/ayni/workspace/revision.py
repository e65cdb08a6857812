"""Looking a file through: its pages, its guards, its rows against its log, the chain of its saves. Nothing is written.

Every function takes an open file, so that a copy is looked through exactly as the file itself.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from ayni.domain.change import Change, Save
from ayni.job import Job, finish
from ayni.lang import N_, Sentence
from ayni.storage import heads, records
from ayni.storage.capture import TriggersDiffer, assert_triggers
from ayni.storage.database import Database, StoreError, rows, scalar, trouble
from ayni.storage.folder import mend_from_log, spoiled_pages
from ayni.storage.tables import TABLES, merge_groups
from ayni.sync import merge, stamps
from ayni.sync.bundle import verify_save
from ayni.sync.keys import Card

TOLD = 20  # sentences of one kind
SMALL = 20_000  # operations up to which every row is compared with its history
SAMPLE = 400  # rows compared in a larger file, other ones each time
LAST = 200  # saves whose chain is verified in a larger file

DAMAGED = N_("El archivo ayni.db está dañado. Vuelva a la última copia buena.")
NO_GUARDS = N_("Al archivo le faltan sus guardas. Cierre Ayni y ábralo otra vez para reponerlas.")
OTHER_CLASHES = N_("Los desacuerdos pendientes no coinciden con el registro de cambios.")
OTHER_ROW = N_("Un registro no coincide con su historia: {table} {record}.")
ALTERED = N_("Un guardado del registro fue alterado: {tx}.")

Rows = Mapping[tuple[str, str], Mapping[str, object]]


def all_rows(db: Database) -> dict[tuple[str, str], dict[str, object]]:
    """Every exchanged row."""
    return {
        (name, found["id"]): {column: found[column] for column in table.columns}
        for name, table in TABLES.items()
        for found in rows(db, f"SELECT * FROM {name}")  # noqa: S608  names are ours
    }


def state_hash(db: Database) -> str:
    """The hash of the logical state of a file."""
    return merge.logical_hash(all_rows(db), heads.clashes(db))


def checked(db: Database, cards: Callable[[], Sequence[Card]]) -> list[Sentence]:
    """Look the whole file through; what is wrong with it."""
    return finish(checking(db, cards, whole=True))


def checking(db: Database, cards: Callable[[], Sequence[Card]], *, whole: bool) -> Job[list[Sentence]]:
    """The same as long work. Not `whole`: of a large file a sample of its rows and the end of its log."""
    said: list[Sentence] = []
    alone = not db.conn.in_transaction
    try:
        if alone:
            mend_from_log(db)
            db.conn.execute("BEGIN")  # what is saved meanwhile is not seen by halves
        yield from _checking(db, cards, said, whole=whole or int(scalar(db, "SELECT count(*) FROM sync_op")) <= SMALL)
    except StoreError as error:
        if (trouble_said := trouble(error)) is None:
            raise
        if not said:  # what was found of it says more than the error that followed
            said.append(trouble_said)
    finally:
        with suppress(StoreError):  # a check that was given up may end after its file was closed
            if alone and db.conn.in_transaction:
                db.conn.execute("ROLLBACK")
    return said


def _checking(db: Database, cards: Callable[[], Sequence[Card]], said: list[Sentence], *, whole: bool) -> Job[None]:
    try:
        assert_triggers(db)
    except TriggersDiffer:
        said.append(Sentence(NO_GUARDS))
    yield 0.05
    if spoiled_pages(db) or scalar(db, "PRAGMA quick_check") != "ok":
        said.append(Sentence(DAMAGED))
        return  # what is read from a spoiled page means nothing
    yield 0.4
    if whole:
        saves = {found["tx"]: records.save_of(found) for found in rows(db, "SELECT * FROM sync_tx")}
        changes = heads.all_changes(db)
        yield 0.5
        state = merge.merge(saves, [change for change in changes if change.table in TABLES], merge_groups())
        present = all_rows(db)
        yield 0.7
        said += _differences(state.rows, present)
        if not said and merge.logical_hash(present, heads.clashes(db)) != state.hash():
            said.append(Sentence(OTHER_CLASHES))
    else:
        saves = {
            found["tx"]: records.save_of(found)
            for found in rows(db, "SELECT * FROM sync_tx ORDER BY hlc DESC LIMIT ?", [LAST])
        }
        changes = [change for tx in saves for change in heads.changes_of(db, tx)]
        yield 0.5
        for found in rows(db, "SELECT DISTINCT tbl, pk FROM sync_op ORDER BY random() LIMIT ?", [SAMPLE]):
            if found["tbl"] in TABLES:
                said += _row_differs(db, found["tbl"], found["pk"])
                yield 0.6
    yield 0.8
    said += _broken_chain(db, cards, saves, changes)
    yield 1.0


def _differences(built: Rows, present: Rows) -> list[Sentence]:
    odd = sorted(key for key in built.keys() | present.keys() if _known(built.get(key)) != _known(present.get(key)))
    return [Sentence(OTHER_ROW, table=table, record=record) for table, record in odd[:TOLD]]


def _row_differs(db: Database, table: str, record: str) -> list[Sentence]:
    """One row against its own history."""
    changes = heads.changes_of_row(db, table, record)
    marks = ", ".join("?" * len({change.tx for change in changes}))
    found = rows(db, f"SELECT * FROM sync_tx WHERE tx IN ({marks})", list({change.tx for change in changes}))  # noqa: S608
    built = merge.merge({each["tx"]: records.save_of(each) for each in found}, changes, merge_groups()).rows
    here = records.get(db, table, record)
    present: Rows = {(table, record): {name: here[name] for name in TABLES[table].columns}} if here else {}
    return _differences(built, present)


def _broken_chain(
    db: Database, cards: Callable[[], Sequence[Card]], saves: Mapping[int, Save], changes: Iterable[Change]
) -> list[Sentence]:
    """Saves whose content is not what was hashed, or whose predecessor is another; the signed ones are verified."""
    by_save: dict[int, list[Change]] = {}
    for change in changes:
        by_save.setdefault(change.tx, []).append(change)
    kept: dict[int, dict[str, Any]] = {}
    before: dict[tuple[str, int], set[bytes]] = {}  # a stream forks when a copy was restored: both branches stand
    for found in rows(db, "SELECT tx, stream, seq, hash, signature FROM sync_tx"):
        kept[found["tx"]] = found
        before.setdefault((found["stream"], found["seq"]), set()).add(found["hash"])
    known_cards = {card.device: card for card in cards()}
    broken = []
    for tx, save in saves.items():
        its, found = by_save.get(tx, []), kept[tx]
        known = before.get((save.stream, save.seq - 1))
        card = known_cards.get(stamps.device_of(save.stream))
        forged = bool(found["signature"]) and (card is None or not verify_save(card, save, its, found["signature"]))
        if stamps.save_hash(save, its) != found["hash"] or (known and save.before not in known) or forged:
            broken.append(tx)
    return [Sentence(ALTERED, tx=f"{tx:x}") for tx in sorted(broken)[:TOLD]]


def _known(values: Mapping[str, object] | None) -> dict[str, object] | None:
    return None if values is None else {name: value for name, value in values.items() if value is not None}
