"""The last good copy: the newest that is whole, and how much of one's own work came after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ayni.job import Job
from ayni.lang import N_, Sentence, moment
from ayni.storage import folder as folders
from ayni.storage import own
from ayni.storage.database import StoreError, connect
from ayni.workspace import recuerdo


@dataclass(frozen=True, slots=True)
class GoodCopy:
    """The newest copy that is whole. `after`: own saves that came later; `exported`: how many of them went to whom."""

    name: str
    made: str
    after: int
    exported: Mapping[str, int]
    spoiled: int  # newer copies that are damaged

    def told(self) -> list[Sentence]:
        """From when it is and how much lies after it, in words."""
        said = [Sentence(N_("La última copia buena es del {when}."), when=moment(self.made))]
        if self.spoiled == 1:
            said.append(Sentence(N_("Una más nueva está dañada.")))
        elif self.spoiled:
            said.append(Sentence(N_("Otras {count} más nuevas están dañadas."), count=self.spoiled))
        if self.after == 1:
            said.append(Sentence(N_("Después de ella se hizo 1 guardado en este equipo.")))
        elif self.after:
            said.append(Sentence(N_("Después de ella se hicieron {count} guardados en este equipo."), count=self.after))
        for name, count in self.exported.items():
            back = N_("También los tiene {name}: {count}. Mándele un archivo y reciba el suyo; ahí vuelven.")
            said.append(Sentence(back, count=count, name=name))
        if self.after and not self.exported:
            said.append(Sentence(N_("Ninguno se había exportado: habrá que escribirlos otra vez.")))
        return said


def damaged_copies(folder: Path) -> list[folders.Copy]:
    """The copies to offer when the file cannot be opened."""
    return [copy for copy in folders.copies(folder) if copy.name.startswith("ayni-")]


def finding_good(folder: Path, key: bytes) -> Job[GoodCopy | None]:
    """Look through the copies, newest first, until one is whole."""
    found = damaged_copies(folder)
    for place, copy in enumerate(found):
        yield place / len(found)
        path = folder / folders.COPIES / copy.name
        if folders.healthy(path, key):
            after, exported = _after(folder, path, key)
            return GoodCopy(copy.name, copy.made, after, exported, place)
    return None


def _after(folder: Path, path: Path, key: bytes) -> tuple[int, dict[str, int]]:
    """How much of one's own work a copy lacks, by what this machine remembers of the folder."""
    known = recuerdo.recall_folder(folder)
    if known is None:
        return 0, {}
    db = connect(path, key, alone=True)
    try:
        if own.holds(db, known.tx):
            return 0, {}
        here = own.count(db, known.device)
    except StoreError:
        return 0, {}
    finally:
        db.conn.close()
    return max(1, known.saves - here), {name: count - here for name, count in known.exported.items() if count > here}
