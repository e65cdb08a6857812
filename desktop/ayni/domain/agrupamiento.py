"""What several plans need alike, seen together: so that one purchase may serve them all.

Two rows are the same need when their names say the same words (no case, accents, plurals or order) in the same unit.
Names that only share most of their words are shown as alike and never put together by themselves: a person joins or
separates, and that is kept (`NECESIDAD`): a key, or one row, and the group where it belongs.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ayni.domain.dates import without_accents
from ayni.domain.fields import Field, Text
from ayni.domain.money import times
from ayni.lang import N_

NECESIDAD = (
    Field("clave", N_("Cosa o fila"), Text(400), required=True, asked=False, group="necesidad"),
    Field("grupo", N_("Grupo"), Text(400), required=True, asked=False, group="necesidad"),
)

EMPTY_WORDS = frozenset(("al", "con", "de", "del", "el", "en", "la", "las", "los", "para", "por", "un", "una", "y"))
CODES = re.compile(r"(?:\b(?:n\s*[°ºo]|nro|num|numero)|#)\s*\.?\s*(?=\d)")
WORD = re.compile(r"\d+(?:[.,/]\d+)*|[a-zñ]+\d*")
SHORT = 4  # letters below which a word has no plural to take off
HALF = 5000  # basis points
NEAREST = 8  # names that sound alike and are worth looking at

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Units:
    """Units and the ways in which each is written, as `resources/catalogos/unidades.json` says."""

    codes: Mapping[str, str]  # written plainly → code

    @classmethod
    def from_data(cls, data: Iterable[Mapping[str, Any]]) -> "Units":
        """From the file."""
        codes = {}
        for row in data:
            for name in (row["code"], row["label"], *row["also"]):
                codes[_plain(name)] = row["code"]
        return cls(codes)

    def code(self, unit: str | None) -> str:
        """The unit as everybody writes it; one that the list does not have stays as it is, written plainly."""
        plain = _plain(unit or "")
        for each in (plain, plain.removesuffix("s"), plain.removesuffix("es")):
            if each in self.codes:
                return self.codes[each]
        return plain


def _plain(text: str) -> str:
    return " ".join(without_accents(text).replace(".", " ").split())


def words_of(name: str) -> frozenset[str]:
    """The words that say what a thing is: no case, accents, plurals nor words that only join; numbers stay."""
    text = CODES.sub(" ", without_accents(name))
    return frozenset(_singular(word) for word in WORD.findall(text) if word not in EMPTY_WORDS)


def _singular(word: str) -> str:
    """A word without its plural, roughly and always alike: jaulas → jaula, metales → metal, luces → luz."""
    if len(word) < SHORT or word.isdigit():
        return word
    if word.endswith("ces"):
        return word[:-3] + "z"
    if word.endswith("es") and word[-3] in "dlnrsy":
        return word[:-2]
    return word.removesuffix("s")


def key_of(name: str, unit: str | None, units: Units) -> str:
    """What makes two rows the same need."""
    return f"{' '.join(sorted(words_of(name)))}|{units.code(unit)}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row of a plan's budget, as it is grouped."""

    record: str
    plan: str
    plan_title: str
    aeo: str
    aeo_name: str
    name: str
    unit: str
    quantity: Decimal
    price: Decimal

    @property
    def total_centimos(self) -> int:
        """What it costs."""
        return times(self.quantity, self.price)


def wanted_of(row: Row) -> Wanted:
    """A row as the door reads it."""
    return Wanted(
        str(row["id"]),
        str(row["plan"]),
        str(row["titulo"]),
        str(row["aeo"]),
        str(row["aeo_nombre"] or ""),
        str(row["nombre"]),
        str(row["unidad"] or ""),
        Decimal(str(row["cantidad"] or 0)),
        Decimal(str(row["precio_unitario"] or 0)),
    )


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that plans need, with every row that asks for it. `alike` are keys of others that sound like it."""

    key: str
    lines: tuple[Wanted, ...]
    joined: bool  # a person put several names together
    alike: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name that most plans give it; of two, one that is not all capitals, then the first in the alphabet."""
        counts = Counter(line.name for line in self.lines)
        return min(counts, key=lambda name: (-counts[name], name.isupper(), name))

    @property
    def unit(self) -> str:
        """The unit that most plans write."""
        counts = Counter(line.unit for line in self.lines)
        return min(counts, key=lambda unit: (-counts[unit], unit))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it has."""
        return tuple(sorted({line.name for line in self.lines}))

    @property
    def plans(self) -> tuple[str, ...]:
        """The plans that need it."""
        return tuple(dict.fromkeys(line.plan for line in self.lines))

    @property
    def quantity(self) -> Decimal:
        """How much all of them need."""
        return sum((line.quantity for line in self.lines), Decimal(0))

    @property
    def total_centimos(self) -> int:
        """What all of it costs, as each plan says."""
        return sum(line.total_centimos for line in self.lines)

    @property
    def prices(self) -> tuple[Decimal, Decimal]:
        """The lowest and the highest unit price."""
        found = [line.price for line in self.lines]
        return min(found), max(found)


def needs(
    lines: Iterable[Wanted],
    units: Units,
    decided: Mapping[str, str],
    alike_share: int = HALF,
) -> list[Need]:
    """Every row in exactly one group, the most shared first. The order of the rows changes nothing.

    `decided` is what people said: a key or the id of a row → its group.
    """
    groups: dict[str, list[Wanted]] = {}
    keys: dict[str, set[str]] = {}
    for line in lines:
        own = key_of(line.name, line.unit, units)
        group = resolved(own, line.record, decided)
        groups.setdefault(group, []).append(line)
        keys.setdefault(group, set()).add(own)
    alike = _alike(groups, units, alike_share)
    made = [
        Need(
            key,
            tuple(sorted(found, key=lambda line: (line.plan_title, line.name, line.record))),
            joined=len(keys[key]) > 1,
            alike=alike[key],
        )
        for key, found in groups.items()
    ]
    return sorted(made, key=lambda need: (-len(need.plans), -need.total_centimos, need.key))


def resolved(key: str, record: str, decided: Mapping[str, str]) -> str:
    """The group of a row: what was said of the row itself, else of its key, followed to the end.

    Two people may have put each into the other's group; then all of that circle is one group.
    """
    path = [decided.get(record) or key]
    while there := decided.get(path[-1]):
        if there in path:
            return min(path[path.index(there) :])
        path.append(there)
    return path[-1]


def _alike(groups: Mapping[str, Sequence[Wanted]], units: Units, share: int) -> dict[str, tuple[str, ...]]:
    """Groups whose names share most of their words, in the same unit; the nearest first, `NEAREST` at most."""
    entries = [(key, words_of(name)) for key, found in groups.items() for name in {line.name for line in found}]
    unit = {key: {units.code(line.unit) for line in found} for key, found in groups.items()}
    having: dict[str, list[int]] = {}
    for place, (_key, words) in enumerate(entries):
        for word in words:
            having.setdefault(word, []).append(place)
    sizes = [frozenset(word for word in words if word[0].isdigit()) for _key, words in entries]
    near: dict[str, dict[str, int]] = {key: {} for key in groups}
    for (key, words), size in zip(entries, sizes, strict=True):
        common: Counter[int] = Counter()
        for word in words:
            common.update(having[word])
        for place, count in common.items():
            if size and sizes[place] and size != sizes[place]:
                continue  # wire N.º 8 is no wire N.º 10
            other, theirs = entries[place]
            part = 10000 * count // (len(words) + len(theirs) - count)
            if part < share or other == key or not unit[key] & unit[other]:
                continue
            near[key][other] = max(part, near[key].get(other, 0))
    return {
        key: tuple(sorted(found, key=lambda other, told=found: (-told[other], other))[:NEAREST])  # type: ignore[misc]
        for key, found in near.items()
    }
