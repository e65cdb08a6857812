"""Where things are: resources, catalogues, this machine's folders. In the package first, then in the tree."""

from pathlib import Path

import platformdirs

PACKAGE = Path(__file__).parent
TREE = PACKAGE.parent.parent


def resource(name: str) -> Path:
    """A file of `resources/`, installed inside the package or standing in the tree."""
    inside = PACKAGE / "_resources" / name
    return inside if inside.exists() else TREE / "resources" / name


def catalogues() -> Path:
    """The folder of compiled catalogues: inside the package, or `build/i18n` of the tree."""
    inside = PACKAGE / "_i18n"
    return inside if inside.exists() else TREE / "build" / "i18n"


def data_folder() -> Path:
    """Where this machine keeps workspaces; never inside the documents folder, which some machines copy to a cloud."""
    return Path(platformdirs.user_data_dir("Ayni-datos", appauthor=False))


def config_file() -> Path:
    """Where this machine's settings are."""
    return Path(platformdirs.user_config_dir("ayni", appauthor=False)) / "settings.json"


def reports_folder() -> Path:
    """Where a report of a bug of ours is left."""
    return Path(platformdirs.user_log_dir("ayni", appauthor=False))


def state_folder() -> Path:
    """What this machine remembers of its workspaces outside them; losing it harms nothing."""
    return Path(platformdirs.user_state_dir("ayni", appauthor=False)) / "recuerdos"
