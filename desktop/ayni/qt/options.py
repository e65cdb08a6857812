"""The door's lists as the kit's editors ask for them: districts, catalogues, other records."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ayni.domain.dates import without_accents
from ayni.domain.fields import Catalogue, Field, Reference, Several, Ubigeo
from ayni.domain.fields_items import ItemQuantities
from ayni.lang import _

EVERY = 100_000


class DoorOptions:
    """A `Provider` over the door. `about` narrows references ("socios" of one AEO): `DoorOptions(door, aeo=record)`."""

    def __init__(self, door: Any, **about: object) -> None:
        self._door = door
        self._about = about

    def about(self, **about: object) -> "DoorOptions":
        """The same, narrowed."""
        return DoorOptions(self._door, **{**self._about, **about})

    def choices(self, field: Field, text: str = "", limit: int = 50) -> Sequence[tuple[str, str]]:
        """Code and label of what fits the text, in the language in use."""
        kind = field.kind
        if isinstance(kind, Ubigeo):
            found: Sequence[tuple[str, str]] = self._door.districts(text, limit)
            return found
        if field.choices or isinstance(kind, Reference | ItemQuantities):
            references: Sequence[tuple[str, str]] = self._door.references(
                field.choices or getattr(kind, "noun", ""), text=text, limit=limit, **self._about
            )
            return references
        if isinstance(kind, Catalogue | Several):
            plain = without_accents(text)
            labels = [(code, _(label)) for code, label in self._door.choices(kind.name)]
            return [(code, label) for code, label in labels if plain in without_accents(label)][:limit]
        return []

    def label(self, field: Field, code: str) -> str:
        """How a stored code is shown; "" when nobody knows it."""
        if isinstance(field.kind, Ubigeo):
            place = str(self._door.place(code) or "")
            return "" if place == code else place
        return dict(self.choices(field, "", EVERY)).get(code, "")

    def today(self) -> date:
        """The day that bounds dates."""
        day: date = self._door.today()
        return day
