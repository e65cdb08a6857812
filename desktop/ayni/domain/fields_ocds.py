"""The kind of a field that holds the prefix with which a municipality publishes open data."""

import re
from dataclasses import dataclass
from datetime import date

from ayni.domain.fields import Reading, Text
from ayni.lang import N_, Sentence

STATE_PREFIX = "ocds-dgv273"  # of the portal of the State: what is not published there never carries it


@dataclass(frozen=True, slots=True)
class OcdsPrefix(Text):
    """A prefix as the Open Contracting Partnership gives it: "ocds-" and six letters or digits."""

    limit: int = 11

    def read(self, typed: str | int, today: date) -> Reading:
        text = str(typed).strip().lower().rstrip("-")
        if not re.fullmatch(r"ocds-[a-z0-9]{6}", text):
            return Reading(None, Sentence(N_("El prefijo se escribe así: ocds- y seis letras o números.")))
        if text == STATE_PREFIX:
            return Reading(None, Sentence(N_("Ese prefijo es del portal del Estado. Escriba el de la municipalidad.")))
        return Reading(text)
