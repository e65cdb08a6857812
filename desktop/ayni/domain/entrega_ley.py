"""What the law, and our own prudence, ask of counterparts, goods handed over, liquidations and transfers: dated data.

The figures stand in `resources/rules/entregas.json`, each with its article, its source and how sure it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ayni.domain.rules import UNCONFIRMED, Answer, Result, Severity
from ayni.lang import Sentence


@dataclass(frozen=True, slots=True)
class DeliveryRule:
    """One figure with the article that it comes from."""

    id: str
    value: Any
    article: str
    status: str
    severity: Severity
    url: str = ""

    def answer(
        self, check: str, result: Result, sentence: Sentence, compared: tuple[tuple[str, object], ...] = ()
    ) -> Answer:
        """How something stands before this rule."""
        return Answer(check, self.id, result, self.severity, sentence, self.article, self.url, compared, self.status)


@dataclass(frozen=True, slots=True)
class DeliveryLaw:
    """The figures by name."""

    rules: Mapping[str, DeliveryRule]

    @classmethod
    def from_data(cls, document: Mapping[str, Any]) -> "DeliveryLaw":
        """The law as `entregas.json` writes it."""
        rules = {
            row["key"]: DeliveryRule(
                row["id"],
                row["value"],
                row["article"],
                row.get("status", UNCONFIRMED),
                Severity(row["severity"]),
                row.get("url") or "",
            )
            for row in document["rules"]
        }
        return cls(rules)

    def rule(self, key: str) -> DeliveryRule:
        """A figure by its name."""
        return self.rules[key]
