"""Files of open data that a person with internet saved: a record, a package, or the zip of a month, read offline.

The portal of the State has its own ways: `tender.status` is empty and the state stands in `items[].statusDetails`;
releases come without ocid; `tenderPeriod` begins and ends on one day; a consortium has a code where a RUC is expected.
"""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ayni.domain.money import centimos
from ayni.domain.ocds import Award, Process, valid_ruc
from ayni.lang import N_
from ayni.reports.ocds import PERU, merged
from ayni.reports.ocds_datos import Data
from ayni.reports.ocds_revision import RECORDS, RELEASE, NotOcds, kind_of, read_json

MOST_BYTES = 400 * 2**20  # of one file, unpacked
CANNOT_READ = N_("No se puede leer el archivo {name}. Revise que la memoria USB siga puesta.")
TOO_LARGE = N_("El archivo {name} es demasiado grande. Guarde del portal un mes, o solo su proceso.")
BROKEN_ZIP = N_("El archivo {name} está dañado o no trae datos abiertos. Guárdelo otra vez del portal.")


@dataclass(slots=True)
class Counts:
    """What was met in a file: processes, and releases without the code of their process, which are left out."""

    processes: int = 0
    skipped: int = 0


def compiled(path: Path, counts: Counts) -> Iterator[Data]:
    """Where each process of a file stands. Raises NotOcds with a sentence."""
    for raw in _texts(path):
        yield from _of_package(read_json(raw), counts)


def _texts(path: Path) -> Iterator[bytes]:
    try:
        if not zipfile.is_zipfile(path):
            if path.stat().st_size > MOST_BYTES:
                raise NotOcds(TOO_LARGE, name=path.name)
            yield path.read_bytes()
            return
        with zipfile.ZipFile(path) as packed:
            members = [each for each in packed.infolist() if each.filename.lower().endswith(".json")]
            if not members:
                raise NotOcds(BROKEN_ZIP, name=path.name)
            for member in members:
                if member.file_size > MOST_BYTES:
                    raise NotOcds(TOO_LARGE, name=path.name)
                with packed.open(member) as opened:
                    yield opened.read(MOST_BYTES)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotOcds(BROKEN_ZIP, name=path.name) from error
    except OSError as error:
        raise NotOcds(CANNOT_READ, name=path.name) from error


def _of_package(data: Any, counts: Counts) -> Iterator[Data]:
    kind = kind_of(data)
    found = [data] if kind == RELEASE else data["records" if kind == RECORDS else "releases"]
    if not isinstance(found, list):
        raise NotOcds(N_("El archivo no trae la lista de procesos."))
    if kind != RECORDS:
        by_process: dict[str, list[Data]] = {}
        for release in _with_ocid(found, counts):
            by_process.setdefault(str(release["ocid"]), []).append(release)
        for releases in by_process.values():
            together = _together(releases)
            if together is None:
                counts.skipped += 1
                continue
            counts.processes += 1
            yield together
        return
    for record in found:
        if not isinstance(record, Mapping):
            counts.skipped += 1
            continue
        whole = record.get("compiledRelease")
        listed = record.get("releases")
        inside = (
            [each for each in listed if isinstance(each, Mapping) and "tag" in each] if isinstance(listed, list) else []
        )
        if not isinstance(whole, Mapping) and inside:
            whole = _together([dict(each) for each in inside])
        if not isinstance(whole, Mapping) or not (whole.get("ocid") or record.get("ocid")):
            counts.skipped += 1
            continue
        counts.processes += 1
        yield mended({"ocid": record.get("ocid"), **whole})


def _together(releases: list[Data]) -> Data | None:
    """Where a process of another's file stands, None when its releases do not have the shape of the standard."""
    try:
        return merged(sorted(releases, key=lambda each: str(each.get("date") or "")))
    except (AttributeError, KeyError, TypeError):
        return None


def _with_ocid(found: list[Any], counts: Counts) -> Iterator[Data]:
    for release in found:
        if isinstance(release, Mapping) and release.get("ocid"):
            yield mended(dict(release))
        else:
            counts.skipped += 1


def mended(release: Data) -> Data:
    """The same without the empty `tender.status` of the portal, which the standard refuses."""
    tender = release.get("tender")
    if isinstance(tender, Mapping) and not str(tender.get("status") or "").strip():
        return {**release, "tender": {name: value for name, value in tender.items() if name != "status"}}
    return release


def process_of(release: Data, today: date) -> Process:
    """What a compiled release says that concerns a purchase."""
    tender = _mapping(release.get("tender"))
    buyer = _mapping(release.get("buyer")) or _mapping(tender.get("procuringEntity"))
    parties = {str(each.get("id")): each for each in _list(release.get("parties"))}
    states = [str(item.get("statusDetails") or "").strip() for item in _list(tender.get("items"))]
    return Process(
        ocid=str(release["ocid"]),
        nomenclature=str(tender.get("title") or "").strip(),
        buyer_id=str(buyer.get("id") or ""),
        buyer_name=str(buyer.get("name") or ""),
        buyer_ruc=_ruc_of(_mapping(parties.get(str(buyer.get("id")))) or buyer),
        states=tuple(dict.fromkeys(state for state in states if state)),
        called=_day(_mapping(tender.get("tenderPeriod")).get("startDate"), today),
        centimos=_amount(tender.get("value")),
        awards=tuple(_awards(release, parties, today)),
        contracts=tuple(_contracts(release, parties, today)),
    )


def _awards(release: Data, parties: Mapping[str, Data], today: date) -> Iterator[Award]:
    """One award for each winner: what it won by items is added."""
    found: dict[str, Award] = {}
    for each in _list(release.get("awards")):
        suppliers = _list(each.get("suppliers"))
        if not suppliers or each.get("status") in {"cancelled", "unsuccessful"}:
            continue
        record = str(suppliers[0].get("id") or suppliers[0].get("name") or "")
        name, ruc = _supplier(suppliers[0], parties)
        before, amount = found.get(record), _amount(each.get("value"))
        if before is not None:
            amount = (before.centimos or 0) + (amount or 0) or None
        day = _day(each.get("date"), today)
        found[record] = Award(before.day or day if before else day, amount, name, ruc)
    yield from found.values()


def _contracts(release: Data, parties: Mapping[str, Data], today: date) -> Iterator[Award]:
    awards = {str(each.get("id")): each for each in _list(release.get("awards"))}
    for each in _list(release.get("contracts")):
        if each.get("status") == "cancelled":
            continue
        suppliers = _list(_mapping(awards.get(str(each.get("awardID")))).get("suppliers"))
        name, ruc = _supplier(suppliers[0], parties) if suppliers else ("", "")
        term = _mapping(each.get("period")).get("durationInDays")
        days = term if isinstance(term, int) and term > 0 else None
        number = str(each.get("title") or each.get("id") or "")[:60]
        yield Award(_day(each.get("dateSigned"), today), _amount(each.get("value")), name, ruc, days, number)


def _supplier(supplier: Data, parties: Mapping[str, Data]) -> tuple[str, str]:
    party = _mapping(parties.get(str(supplier.get("id"))))
    name = str(supplier.get("name") or party.get("name") or "")
    return name[:160], _ruc_of(party) or valid_ruc(supplier.get("id"))


def _ruc_of(party: Mapping[str, Any]) -> str:
    identifiers = [*_list(party.get("additionalIdentifiers")), _mapping(party.get("identifier"))]
    for each in identifiers:
        if each.get("scheme") == "PE-RUC" and (ruc := valid_ruc(each.get("id"))):
            return ruc
    return valid_ruc(party.get("id")) if str(party.get("id") or "").startswith("PE-RUC") else ""


def _day(value: object, today: date) -> str:
    """The day in Peru of a date-time; "" when there is none, or it is to come."""
    try:
        moment = datetime.fromisoformat(str(value or ""))
    except ValueError:
        return ""
    day = (moment.astimezone(PERU) if moment.tzinfo else moment).date()
    return day.isoformat() if date(2009, 3, 1) <= day <= today else ""


def _amount(value: object) -> int | None:
    """Céntimos of an amount in soles; None for zero, for none and for another currency."""
    found = _mapping(value)
    if str(found.get("currency") or "PEN") != "PEN":
        return None
    try:
        amount = Decimal(str(found.get("amount")))
    except InvalidOperation:
        return None
    return centimos(amount) if amount.is_finite() and 0 < amount < Decimal(10) ** 12 else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Data]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
