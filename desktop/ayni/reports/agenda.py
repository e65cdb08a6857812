"""What is due in purchases as a calendar file (RFC 5545), for the telephone or the computer of whoever follows them.

Whole days, without names of people. A day keeps its identifier as long as its purchase and what is due are the same:
taking a newer file moves it instead of writing it twice.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ayni.domain.recorrido import Due
from ayni.lang import N_, Sentence, _

FOLD = 75  # octets of a line, without its end
CALENDAR = N_("Compras: fechas que vencen")
OFFICES = N_("Para: {offices}")
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def write_agenda(path: Path, found: Iterable[tuple[str, str, Due]], label: Callable[[str], str], now: datetime) -> Path:
    """Write the calendar of what is due; each as id of the purchase, its name and the day."""
    path.write_bytes(agenda(found, label, now).encode())
    return path


def agenda(found: Iterable[tuple[str, str, Due]], label: Callable[[str], str], now: datetime) -> str:
    """The text of the calendar in the language in use; `label` names an office."""
    moment = now.astimezone(UTC)
    stamp = f"{moment:%Y%m%dT%H%M%SZ}"
    version = int((moment - EPOCH).total_seconds() // 60)  # a newer file has a higher one
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Ayni//Compras//ES",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(_(CALENDAR))}",
    ]
    for compra, nombre, due in found:
        offices = ", ".join(_(label(office)) for office in due.offices)
        told = [nombre, str(Sentence(OFFICES, offices=offices)) if offices else "", _(due.basis)]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{compra}-{due.key}@ayni",
            f"DTSTAMP:{stamp}",
            f"LAST-MODIFIED:{stamp}",
            f"SEQUENCE:{version}",
            f"DTSTART;VALUE=DATE:{_day(due.day)}",
            f"DTEND;VALUE=DATE:{_day(due.day + timedelta(days=1))}",
            f"SUMMARY:{escaped(f'{due.sentence}: {nombre}')}",
            f"DESCRIPTION:{escaped(chr(10).join(part for part in told if part))}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(folded(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def escaped(text: str) -> str:
    """A text as a value of the file (RFC 5545, 3.3.11)."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in pieces of at most seventy-five octets, never inside a letter (RFC 5545, 3.1)."""
    pieces: list[str] = []
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > FOLD:
            pieces.append(piece)
            piece, size = "", 1  # the blank that begins a further piece counts
        piece += letter
        size += octets
    return "\r\n ".join([*pieces, piece])
