"""This machine's choices, one typed table. The municipality's data never lives here."""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Settings:
    """What this machine remembers between two starts."""

    language: str = "es"  # until a person is at work: then it is theirs
    text_size: int = 10  # points
    high_contrast: bool = False
    copies_kept: int = 10
    lock_minutes: int = -1  # without a key, until the lock is put on; 0 never, -1 what the rules say
    workspace: str = ""  # the folder opened last

    @classmethod
    def read(cls, path: Path) -> "Settings":
        """The settings of a file; a missing file or a value of the wrong type is simply not believed."""
        try:
            saved = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            saved = {}
        if not isinstance(saved, dict):
            saved = {}
        believed = cls()
        for field in dataclasses.fields(cls):
            value = saved.get(field.name)
            if type(value) is type(getattr(believed, field.name)):
                setattr(believed, field.name, value)
        return believed

    def write(self, path: Path) -> None:
        """Keep the choices; a folder that cannot be written keeps the old ones."""
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps(dataclasses.asdict(self), indent=1), "utf-8")
        new.replace(path)
