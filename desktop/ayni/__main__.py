"""Puts the pieces together: the command line, and the window when no verb is said."""

import os
import sys
from pathlib import Path


def open_window(language: str | None) -> int:
    """Show the window on AYNI_WORKSPACE, on the municipality opened last, or on the question of how to begin."""
    from ayni import lang  # noqa: PLC0415  a verb of the command line pays for no window
    from ayni.qt.app import run  # noqa: PLC0415

    if language:
        lang.use(language)
    named = os.environ.get("AYNI_WORKSPACE", "")
    return run(sys.argv[:1], Path(named) if named else None)


def main() -> None:
    """The program: `ayni`, `ayni VERB …`, `python -m ayni`."""
    from ayni.cli import ayni  # noqa: PLC0415  read when it is used, so that importing this module starts nothing

    ayni.main(prog_name="ayni", obj=open_window)


if __name__ == "__main__":
    main()
