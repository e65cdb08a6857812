"""Which papers the rows name, which of them are here, and which a machine still lacks."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from ayni.domain.expediente import Attachment, read_files
from ayni.storage import attachments
from ayni.storage.database import rows
from ayni.storage.encargo import Scopes
from ayni.storage.tables import GOBIERNO, TABLES

HOLDERS = tuple(table for table in TABLES.values() if "archivos" in table.columns)
_SHA = re.compile(r"[0-9a-f]{64}")


def named(db: Database, allowed: Scopes = None) -> dict[str, Attachment]:
    """The papers that rows of these scopes name, by hash: what is shown, and what waits for a decision."""
    found: dict[str, Attachment] = {}
    for table in HOLDERS:
        scope = f"t.{table.scope}" if table.scope else f"'{GOBIERNO}'"
        sql = (
            f"SELECT {scope} AS scope, t.archivos AS archivos FROM {table.name} t WHERE t.archivos IS NOT NULL"
            f" UNION ALL SELECT {scope}, json_extract(h.value, '$.archivos') FROM sync_head h"
            f" JOIN {table.name} t ON t.id = h.pk WHERE h.tbl = '{table.name}' AND h.shown = 0"
        )
        for each in rows(db, sql):
            if allowed is None or each["scope"] in allowed:
                found |= {file.sha256: file for file in read_files(each["archivos"])}
    return found


def missing_here(db: Database, folder: Path, most: int) -> list[bytes]:
    """The first hashes, in order, of papers that rows name and that have not come to this machine."""
    lacking = sorted(sha for sha in named(db) if not attachments.has(folder, sha))
    return [bytes.fromhex(sha) for sha in lacking[:most]]


def held_there(db: Database, theirs: Mapping[str, Sequence[int]], lacks: Sequence[str] | None, most: int) -> set[str]:
    """The papers that a machine holds: those named in saves that it has, without those that it told to lack.

    A list of what it lacks that is full says nothing of the hashes after its last.
    """
    if lacks is None:
        return set()
    marks = ", ".join("?" * len(HOLDERS))
    held: set[str] = set()
    for found in rows(
        db,
        "SELECT x.stream, x.seq, o.value FROM sync_op o JOIN sync_tx x ON x.tx = o.tx"
        f" WHERE o.tbl IN ({marks}) AND o.grp IN ('*', 'archivos') AND o.value LIKE '%sha256%'",
        [table.name for table in HOLDERS],
    ):
        if found["seq"] <= int(theirs.get(found["stream"], (0, 0))[0]):
            held.update(_SHA.findall(_files_of(found["value"])))
    told_upto = lacks[-1] if len(lacks) >= most else "g"  # after every hexadecimal digit
    return {sha for sha in held - set(lacks) if sha <= told_upto}


def _files_of(value: str) -> str:
    said: Any = json.loads(value)
    return str(said.get("archivos") or "") if isinstance(said, dict) else ""
