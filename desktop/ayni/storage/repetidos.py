"""Rows that say the same where only one may: the same DNI, the same RUC, the same paper. A detector, no constraint."""

from typing import Any

from sqlite_utils import Database

from ayni.storage.database import rows


def socios(db: Database) -> list[dict[str, Any]]:
    """Members in force whose DNI stands in more than one row, with their AEO, its call and the year of it."""
    return rows(
        db,
        "SELECT s.*, a.nombre AS aeo_nombre, a.convocatoria, c.year FROM socio s JOIN aeo a ON a.id = s.aeo"
        " LEFT JOIN convocatoria c ON c.id = a.convocatoria"
        " WHERE s.fecha_baja IS NULL AND s.fusionado_en IS NULL AND a.fusionado_en IS NULL"
        " AND s.dni IN (SELECT dni FROM socio WHERE dni IS NOT NULL GROUP BY dni HAVING count(*) > 1)"
        " ORDER BY s.dni, s.id",
    )


def aeos(db: Database) -> list[dict[str, Any]]:
    """AEO that stand for themselves."""
    return rows(
        db, "SELECT id, nombre, ruc, ubigeo, comunidad, convocatoria FROM aeo WHERE fusionado_en IS NULL ORDER BY id"
    )


def papers(db: Database) -> list[dict[str, Any]]:
    """Entries of the counterpart that name an issuer's RUC and a paper, with their AEO and plan."""
    return rows(
        db,
        "SELECT t.*, a.nombre AS aeo_nombre, p.titulo FROM contrapartida t JOIN aeo a ON a.id = t.aeo"
        " LEFT JOIN plan p ON p.id = t.plan"
        " WHERE t.comprobante IS NOT NULL AND t.ruc_emisor IS NOT NULL AND a.fusionado_en IS NULL ORDER BY t.id",
    )


def born(db: Database, table: str, record: str) -> str:
    """The day on which a row was first written, as its author's clock said: the same in every office."""
    found = rows(
        db,
        "SELECT x.clock FROM sync_op o JOIN sync_tx x ON x.tx = o.tx WHERE o.tbl = ? AND o.pk = ? AND o.grp = '*'"
        " ORDER BY x.hlc, o.tx LIMIT 1",
        [table, record],
    )
    return str(found[0]["clock"])[:10] if found else ""
