"""The recovery sheet on its way to the printer: a file in clear, which must not stay on the disk."""

import contextlib
import re
import tempfile
from pathlib import Path

NAME = "hoja-de-recuperacion.pdf"
PLACE = "ayni-"
OURS = re.compile(PLACE + "[a-z0-9_]{8}")  # as `mkdtemp` names them


def sheet_path() -> Path:
    """Where a sheet is written for the program that prints it: a place of its own, which others cannot read."""
    return Path(tempfile.mkdtemp(prefix=PLACE)) / NAME


def clear_sheets() -> None:
    """Delete every sheet that was written to be printed, also one that a power cut left.

    One that another program still holds (Windows) stays until this is asked again: on closing and at the next start.
    """
    for place in Path(tempfile.gettempdir()).glob(f"{PLACE}*"):
        if OURS.fullmatch(place.name) and not place.is_symlink():
            with contextlib.suppress(OSError):
                (place / NAME).unlink()
                place.rmdir()
