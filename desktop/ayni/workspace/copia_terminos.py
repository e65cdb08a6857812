"""Terms of copies: how many stay, how often one is tested and the file checked, and when that is overdue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class CopyTerms:
    """Copies that stay beside the file and outside; days between two tests and checks; days until it is told."""

    kept: int
    outside_kept: int
    test_every: int
    test_told_after: int
    check_every: int
    outside_told_after: int

    @classmethod
    def from_data(cls, document: Mapping[str, Any]) -> "CopyTerms":
        """The terms as `copias.json` writes them."""
        known = {row["key"]: int(row["value"]) for row in document["rules"]}
        return cls(**{name: known[name] for name in cls.__slots__})


def older_than(moment: str, days: int, now: datetime) -> bool:
    """A moment is so many days old, or unknown. One in the future was written with a wrong date: it counts as old."""
    try:
        then = datetime.fromisoformat(moment)
        passed = now - (then if then.tzinfo else then.replace(tzinfo=now.tzinfo))
    except ValueError:
        return True
    return passed.days >= days or passed.total_seconds() < 0
