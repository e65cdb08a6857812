"""Saves as they travel: a batch is a run of saves of one stream that proves itself, however often it is forwarded.

Each save is signed by its author's device over its hash. The hash of a save covers the hash of the one before it in the
stream, so the signature of the last save of a run vouches for the whole run, and only that one travels; the others
are received with an empty signature. A log gives away all that follows a certain save, so its runs always end in a
save that carries its signature.

The bytes are columns rather than records, and ids are 16 bytes rather than 36 letters: 500 edited rows fit in some
25 kB once compressed and sealed.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice, repeat
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any, Final, Protocol

import msgpack

from ayni.domain.change import Change, Save
from ayni.sync.container import Altered, BadSignature
from ayni.sync.keys import Card, DeviceKeys
from ayni.sync.stamps import device_of, save_hash, scope_of, stream_name

TX_BYTES: Final = 8
UUID_BYTES: Final = 16
LARGEST: Final = 2**63  # what an integer column holds
_UUID: Final = 1  # msgpack extension types
_DEVICE: Final = 2
_UUID_TEXT: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_DEVICE_TEXT: Final = re.compile(r"[0-9a-f]{24}\Z")
_WORDY: Final = ("person", "act", "reason", "municipality", "program", "clock")


class Sealed(Protocol):
    """A save with its operations, its hash and its author's signature, as a log keeps it."""

    @property
    def save(self) -> Save: ...

    @property
    def changes(self) -> Sequence[Change]: ...

    @property
    def hash(self) -> bytes: ...

    @property
    def signature(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class SignedSave:
    """A save that has been received and verified. The signature is empty where a later save of the run vouches."""

    save: Save
    changes: tuple[Change, ...]
    hash: bytes
    signature: bytes


def _save_message(digest: bytes) -> bytes:
    return b"ayni save 1\0" + digest


def seal_save(keys: DeviceKeys, save: Save, changes: Sequence[Change]) -> tuple[bytes, bytes]:
    """Hash and signature of a finished save of this device, to keep beside it in the log."""
    digest = save_hash(save, changes)
    return digest, keys.sign(_save_message(digest))


def sign_save(keys: DeviceKeys, save: Save, changes: Sequence[Change]) -> bytes:
    """The signature of a finished save of this device, 64 bytes."""
    return seal_save(keys, save, changes)[1]


def verify_save(card: Card, save: Save, changes: Sequence[Change], signature: bytes) -> bool:
    """Whether the device of this card made this save, and it is the save's own stream."""
    return card.device == device_of(save.stream) and card.signed(_save_message(save_hash(save, changes)), signature)


def runs(saves: Iterable[Sealed]) -> Iterator[list[Sealed]]:
    """The saves as runs of one stream in which each follows from the one before, whatever their order here.

    A stream that has forked (a cloned disk, a restored copy) gives one run more for each branch.
    """
    streams: dict[str, dict[bytes, Sealed]] = defaultdict(dict)
    for sealed in saves:
        streams[sealed.save.stream][sealed.hash] = sealed
    for _stream, its_saves in sorted(streams.items(), key=itemgetter(0)):
        ends: dict[bytes, list[Sealed]] = {}  # hash of its last save → run
        for sealed in sorted(its_saves.values(), key=lambda it: (it.save.seq, it.save.tx)):
            run = ends.pop(sealed.save.before, [])
            run.append(sealed)
            ends[sealed.hash] = run
        yield from ends.values()


# Small values


def pack_text(text: str) -> str | msgpack.ExtType:
    """A text for msgpack: the id of a row or of a device as its raw bytes, any other text as it is."""
    if _UUID_TEXT.match(text):
        return msgpack.ExtType(_UUID, bytes.fromhex(text.replace("-", "")))
    if _DEVICE_TEXT.match(text):
        return msgpack.ExtType(_DEVICE, bytes.fromhex(text))
    return text


def _unpack_extension(code: int, data: bytes) -> str:
    if code == _UUID:
        if len(data) != UUID_BYTES:
            raise ValueError(code)
        told = data.hex()
        return f"{told[:8]}-{told[8:12]}-{told[12:16]}-{told[16:20]}-{told[20:]}"
    if code == _DEVICE:
        return data.hex()
    raise ValueError(code)


def pack_values(value: object) -> bytes:
    """Canonical msgpack: the same bytes for the same value."""
    return bytes(msgpack.packb(value))


def unpack_values(data: bytes) -> Any:
    """What `pack_values` packed. Raises Altered when it is something else."""
    try:
        return msgpack.unpackb(data, ext_hook=_unpack_extension)
    except (ValueError, TypeError, msgpack.UnpackException) as trouble:
        raise Altered from trouble


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(slots=True)
class _Words:
    """Texts that repeat, each once, known by their place."""

    places: dict[Any, int] = field(default_factory=dict)

    def place(self, word: Any) -> int:
        return self.places.setdefault(word, len(self.places))

    def packed(self) -> list[Any]:
        return [pack_text(word) if isinstance(word, str) else word for word in self.places]


def _parted(text: str) -> tuple[tuple[str, ...] | None, list[Any]]:
    """The names and the cells of a JSON object, if they give back its very letters; else None and the text."""
    try:
        value = json.loads(text)
        if isinstance(value, dict) and _json(value) == text:
            cells = [pack_text(cell) if isinstance(cell, str) else cell for cell in value.values()]
            msgpack.packb(cells)  # numbers beyond 64 bits and broken letters stay text
            return tuple(value), cells
    except (ValueError, OverflowError, RecursionError):
        pass
    return None, [text]


@dataclass(slots=True)
class _Values:
    """Values of operations, columns of equal shape together. A value that JSON would write otherwise stays text."""

    shapes: dict[tuple[str, ...] | None, tuple[int, list[list[Any]]]] = field(default_factory=dict)

    def add(self, text: str) -> int:
        """Keep a value; the number of its shape."""
        shape, cells = _parted(text)
        number, kept = self.shapes.setdefault(shape, (len(self.shapes), []))
        kept.append(cells)
        return number

    def packed(self, words: _Words) -> list[Any]:
        return [
            [
                None if shape is None else [words.place(name) for name in shape],
                len(kept),
                [list(column) for column in zip(*kept, strict=True)],
            ]
            for shape, (_number, kept) in self.shapes.items()
        ]


def _read_values(packed: Any, words: Sequence[str]) -> Iterator[str]:
    """The values of one shape, as JSON text, in order."""
    shape, count, columns = packed
    if shape is None:
        for text in columns[0]:
            if not isinstance(json.loads(text), dict):  # of no cell of ours
                raise TypeError(text)
            yield text
        return
    names = [words[place] for place in shape]
    if len(set(names)) < len(names):
        raise ValueError(names)
    if not names:
        yield from repeat("{}", count)
        return
    told = [
        [
            f"{encode_basestring(name)}:{encode_basestring(cell) if type(cell) is str else _json(cell)}"
            for cell in column
        ]
        for name, column in zip(names, columns, strict=True)
    ]
    for cells in zip(*told, strict=True):
        yield f"{{{','.join(cells)}}}"


# The batch


def pack_batch(run: Sequence[Sealed]) -> bytes:
    """The bytes of a run of saves. Its last save must carry its author's signature: ValueError otherwise."""
    first, last = run[0], run[-1]
    stream = first.save.stream
    if not last.signature:
        raise ValueError(f"save {last.save.tx} of {stream} ends a run without its signature")
    words, rows, txs, values = _Words(), _Words(), _Words(), _Values()
    for sealed in run:
        txs.place(sealed.save.tx)
    saves: dict[str, list[Any]] = {name: [] for name in (*_WORDY, "act_id", "seq", "hlc", "schema", "undoes", "count")}
    tables: list[int] = []
    groups: list[int] = []
    places: list[int] = []
    shapes: list[int] = []
    seen: list[int | None] = []
    also: dict[int, list[int]] = {}
    for sealed in run:
        save = sealed.save
        if save.count != len(sealed.changes) or save.stream != stream or save.scope != scope_of(stream):
            raise ValueError(f"save {save.tx} of {save.stream} is not whole, or of another scope")
        for name in _WORDY:
            saves[name].append(words.place(getattr(save, name)))
        saves["act_id"].append(0 if save.act_id == str(save.tx) else pack_text(save.act_id))
        for name in ("seq", "hlc", "schema", "count"):
            saves[name].append(getattr(save, name))
        saves["undoes"].append(None if save.undoes is None else txs.place(save.undoes))
        for change in sorted(sealed.changes, key=lambda it: (it.table, it.row, it.group)):
            if change.also:
                also[len(tables)] = [txs.place(tx) for tx in change.also]
            tables.append(words.place(change.table))
            groups.append(words.place(change.group))
            places.append(rows.place(change.row))
            shapes.append(values.add(change.value))
            seen.append(None if change.seen is None else txs.place(change.seen))
    for name in ("seq", "hlc"):
        saves[name] = _steps(saves[name])
    packed_values = values.packed(words)
    return pack_values(
        [
            pack_text(device_of(stream)),
            pack_text(scope_of(stream)),
            first.save.before,
            last.signature,
            len(run),
            words.packed(),
            rows.packed(),
            b"".join(tx.to_bytes(TX_BYTES, "big") for tx in txs.places),
            [saves[name] for name in saves],
            [tables, groups, places, shapes, seen, [[place, also[place]] for place in also]],
            packed_values,
        ]
    )


def _steps(numbers: Sequence[int]) -> list[int]:
    """The first number, then each one's distance from the one before."""
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def device_of_batch(data: bytes) -> str:
    """Whose saves these are, as claimed. Raises Altered."""
    parts = unpack_values(data)
    if not isinstance(parts, list) or not parts or not isinstance(parts[0], str):
        raise Altered
    return parts[0]


def unpack_batch(data: bytes, author: Card) -> list[SignedSave]:
    """The saves of a batch, verified against the card of their author.

    Raises Altered when the bytes make no sense, BadSignature when the author did not sign them.
    """
    try:
        found = _read_batch(unpack_values(data))
    except (
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        StopIteration,
        OverflowError,
        RecursionError,
    ) as trouble:
        raise Altered from trouble
    last = found[-1]
    if device_of(last.save.stream) != author.device or not author.signed(_save_message(last.hash), last.signature):
        raise BadSignature
    return found


def _read_batch(parts: Sequence[Any]) -> list[SignedSave]:
    device, scope, before, signature, size, words, rows, tx_bytes, save_columns, change_columns, values = parts
    txs = [int.from_bytes(tx_bytes[at : at + TX_BYTES], "big") for at in range(0, len(tx_bytes), TX_BYTES)]
    *wordy, act_ids, seqs, hlcs, schemas, undoes, counts = save_columns
    tables, groups, places, shapes, seen, also_pairs = change_columns
    also = dict(also_pairs)
    texts = [_read_values(packed, words) for packed in values]
    cells = zip(tables, places, groups, shapes, seen, strict=True)
    seqs, hlcs = list(accumulate(seqs)), list(accumulate(hlcs))
    found: list[SignedSave] = []
    start = 0
    for at in range(size):
        said = {name: words[column[at]] for name, column in zip(_WORDY, wordy, strict=True)}
        save = Save(
            tx=txs[at],
            stream=stream_name(device, scope),
            seq=seqs[at],
            hlc=hlcs[at],
            act_id=str(txs[at]) if act_ids[at] == 0 else act_ids[at],
            scope=scope,
            schema=schemas[at],
            count=counts[at],
            undoes=None if undoes[at] is None else txs[undoes[at]],
            before=before,
            **said,
        )
        its_changes = tuple(
            Change(
                words[table],
                rows[row],
                words[group],
                save.tx,
                next(texts[shape]),
                None if before_it is None else txs[before_it],
                tuple(txs[each] for each in also[place]) if place in also else (),
            )
            for place, (table, row, group, shape, before_it) in enumerate(islice(cells, counts[at]), start)
        )
        if len(its_changes) != save.count or not all(
            0 <= n < LARGEST for n in (save.tx, save.seq, save.hlc, save.schema)
        ):
            raise ValueError(save.tx)
        start += save.count
        before = save_hash(save, its_changes)
        found.append(SignedSave(save, its_changes, before, b""))
    if not found or start != len(tables):
        raise ValueError(size)
    found[-1] = SignedSave(found[-1].save, found[-1].changes, found[-1].hash, signature)
    return found
