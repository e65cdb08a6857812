"""A fault of ours leaves a report that says where in the program it happened, and nothing that anybody typed."""

import platform
import sys
import traceback
from datetime import datetime
from pathlib import Path

from ayni import __version__


def report(error: BaseException) -> str:
    """Where in the program it happened: no message, no values, nothing that anybody typed."""
    home = Path(__file__).parent
    window = getattr(sys.modules.get("PySide6"), "__version__", "")  # where there is a window
    lines = [
        f"Ayni {__version__}",
        ", ".join(
            [
                f"Python {platform.python_version()}",
                *([f"PySide6 {window}"] if window else []),
                f"{platform.system()} {platform.release()}",
            ]
        ),
        type(error).__name__,
    ]
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        name = path.relative_to(home) if path.is_relative_to(home) else path.name
        lines.append(f"  {name}:{frame.lineno} {frame.name}")
    return "\n".join(lines) + "\n"


def keep(error: BaseException, folder: Path) -> Path | None:
    """Leave a report in the folder; None when even that cannot be written."""
    path = folder / f"ayni-{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(report(error), "utf-8")
    except OSError:
        return None
    return path
