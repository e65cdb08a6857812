"""What this machine remembers of its workspaces, outside their folders.

From it an older copy that came back, or a folder that comes from another machine, is told at the next opening. It is
only a memory: when it is lost or cannot be read or written, nothing is told and nothing is refused.
"""

import contextlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from ayni.paths import state_folder
from ayni.storage.folder import write_whole

MACHINE = "equipo.json"


@dataclass(frozen=True, slots=True)
class Recuerdo:
    """How a workspace was left on this machine. `tx` is its last own save, `saves` how many own saves it had."""

    folder: str = ""
    device: str = ""
    tx: int = 0
    saves: int = 0
    when: str = ""
    exported: Mapping[str, int] = field(default_factory=dict)  # own saves written for each machine
    copied: Mapping[str, str] = field(default_factory=dict)  # folder outside → when the last copy went there
    read_through: Mapping[str, str] = field(default_factory=dict)  # folder outside → when all its papers were read

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """The memory in a file, or None when it is missing, damaged or not of this shape."""
        try:
            found: Any = json.loads(path.read_text("utf-8"))
            known = {each.name: found[each.name] for each in fields(cls) if each.name in found}
            made = cls(**known)
        except (OSError, ValueError, TypeError, KeyError):
            return None
        fine = all(type(getattr(made, each.name)) is type(getattr(cls(), each.name)) for each in fields(cls))
        return made if fine else None


def machine() -> str:
    """The chance id of this installation, made the first time; "" where none can be kept."""
    path = state_folder() / MACHINE
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        return str(json.loads(path.read_text("utf-8"))["id"])
    made = secrets.token_hex(8)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({"id": made}).encode())
    except OSError:
        return ""
    return made


def _path(workspace: str) -> Path:
    return state_folder() / f"{re.sub('[^0-9a-f]', '', workspace)}.json"


def recall(workspace: str) -> Recuerdo | None:
    """What this machine remembers of a workspace."""
    return Recuerdo.read(_path(workspace)) if workspace else None


def recall_folder(folder: Path) -> Recuerdo | None:
    """The same by its folder, for a file that cannot be opened to say which workspace it is."""
    try:
        known = [Recuerdo.read(path) for path in sorted(state_folder().glob("*.json"))]
    except OSError:
        return None
    return next((each for each in known if each is not None and each.folder == str(folder.resolve())), None)


def remember(workspace: str, found: Recuerdo) -> None:
    """Keep it; where that is not possible, nothing is remembered."""
    with contextlib.suppress(OSError):
        state_folder().mkdir(parents=True, exist_ok=True)
        path = _path(workspace)
        new = path.with_suffix(".nuevo")
        new.write_text(json.dumps(asdict(found)), "utf-8")
        new.replace(path)
