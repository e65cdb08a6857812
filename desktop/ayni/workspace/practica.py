"""The practice municipality: invented people and purchases, to be tried without fear and made anew at will."""

from pathlib import Path

from ayni.workspace.puerta import Workspace, create_workspace, open_workspace

PASSPHRASE = "practica"  # noqa: S105  invented data, and everybody may know it


def is_practice(folder: Path) -> bool:
    """The folder holds a practice municipality."""
    return (folder / "practica.json").exists()


def make_practice(folder: Path) -> Workspace:
    """Build it anew."""
    w, _ = create_workspace(folder, ubigeo="080101", name="x", person="y", passphrase=PASSPHRASE, practice=True)
    (folder / "practica.json").write_text("{}")
    return w


def open_practice(folder: Path) -> Workspace:
    """Open it, built when it is not there."""
    return open_workspace(folder, PASSPHRASE) if is_practice(folder) else make_practice(folder)
