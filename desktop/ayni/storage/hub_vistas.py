"""What the consolidation shows: views of figures without personal data, who may read what, and the figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from ayni.storage.hub import PARTITIONED, Connection, set_meta
from ayni.storage.tables import TABLES

VIEWS = {
    "v_organizaciones": """SELECT a.gobierno, coalesce(a.categoria, '') AS categoria, coalesce(c.sector, '') AS sector,
        coalesce(a.cadena, '') AS cadena, count(*) AS organizaciones FROM ayni.aeo a
        LEFT JOIN ayni.cadena_sector c ON c.cadena = a.cadena WHERE a.fusionado_en IS NULL GROUP BY 1, 2, 3, 4""",
    "v_socios": """SELECT s.gobierno, coalesce(s.sexo, '') AS sexo, count(*) AS socios FROM ayni.socio s
        WHERE s.fecha_baja IS NULL GROUP BY 1, 2""",
    "v_planes": """SELECT p.gobierno, coalesce(p.estado, 'borrador') AS estado, count(*) AS planes,
        coalesce(sum(t.cofinanciamiento), 0)::bigint AS cofinanciamiento_centimos,
        coalesce(sum(t.monetaria), 0)::bigint AS monetaria_centimos,
        coalesce(sum(t.valorizada), 0)::bigint AS valorizada_centimos FROM ayni.plan p
        LEFT JOIN (SELECT gobierno, plan, sum(cofinanciamiento_centimos) AS cofinanciamiento,
          sum(monetaria_centimos) AS monetaria, sum(valorizada_centimos) AS valorizada
          FROM ayni.partida GROUP BY 1, 2) t ON t.gobierno = p.gobierno AND t.plan = p.id GROUP BY 1, 2""",
    "v_compras": """SELECT gobierno, estado, count(*) AS compras, sum(dias) AS dias, sum(desiertos) AS desiertos,
        count(*) FILTER (WHERE plazo IS NOT NULL AND dias > plazo) AS fuera_de_plazo
        FROM ayni.compra_estado GROUP BY 1, 2""",
    "v_dias": """SELECT gobierno, kind, code, count(*) AS compras, sum(days) AS dias,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS mediana FROM ayni.compra_dias GROUP BY 1, 2, 3""",
    "v_bienes": """SELECT b.gobierno, coalesce(v.estado_bien, '') AS estado, count(*) AS bienes FROM ayni.bien b
        LEFT JOIN LATERAL (SELECT estado_bien FROM ayni.visita_bien v WHERE v.gobierno = b.gobierno AND v.bien = b.id
          ORDER BY v.fecha DESC, v.id DESC LIMIT 1) v ON true GROUP BY 1, 2""",
    "v_liquidacion": """SELECT p.gobierno, count(*) AS aprobados,
        count(*) FILTER (WHERE l.resolucion IS NULL) AS por_liquidar FROM ayni.plan p
        LEFT JOIN ayni.liquidacion l ON l.gobierno = p.gobierno AND l.plan = p.id
        WHERE p.estado = 'aprobado' GROUP BY 1""",
    "v_desacuerdos": """SELECT gobierno, count(*) AS desacuerdos FROM (SELECT gobierno, tbl, pk, grp FROM ayni.sync_head
        WHERE grp <> '~' GROUP BY 1, 2, 3, 4 HAVING count(DISTINCT value) > 1) d GROUP BY 1""",
}


def make(db: Connection, chains: Sequence[tuple[str, str, str]]) -> None:
    """Make the views, the sectors of the chains, and the walls between governments. Again is harmless."""
    with db.transaction():
        db.execute(
            "CREATE TABLE IF NOT EXISTS ayni.cadena_sector"
            " (cadena text PRIMARY KEY, sector text NOT NULL, nombre text NOT NULL)"
        )
        db.execute("TRUNCATE ayni.cadena_sector")
        with db.cursor() as cursor:
            cursor.executemany("INSERT INTO ayni.cadena_sector VALUES (%s, %s, %s)", list(chains))
        for name, query in VIEWS.items():
            db.execute(f"DROP VIEW IF EXISTS ayni.{name}")
            db.execute(f"CREATE VIEW ayni.{name} AS {query}")
        _walls(db)
        for row in db.execute("SELECT rol, gobierno FROM ayni.acceso").fetchall():
            _let_read(db, row["rol"], statistics_only=row["gobierno"] == "")
        set_meta(db, "vistas", str(len(VIEWS)))


def walled() -> list[str]:
    """Tables of which a role sees only its own governments."""
    return [
        *TABLES,
        "sync_tx",
        "sync_op",
        "sync_head",
        *(n for n in PARTITIONED if not n.startswith("sync_")),
        "bundle",
    ]


def _walls(db: Connection) -> None:
    """Row-level security: a role sees the governments that it was given, by their code or by their region."""
    db.execute("GRANT USAGE ON SCHEMA ayni TO PUBLIC")
    db.execute("GRANT SELECT ON ayni.acceso TO PUBLIC")
    for name in walled():
        db.execute(f"ALTER TABLE ayni.{name} ENABLE ROW LEVEL SECURITY")
        db.execute(f"DROP POLICY IF EXISTS ayni_gobierno ON ayni.{name}")
        db.execute(
            f"CREATE POLICY ayni_gobierno ON ayni.{name} FOR SELECT USING (EXISTS (SELECT 1 FROM ayni.acceso a"
            f" WHERE a.rol = current_user AND a.gobierno <> '' AND {name}.gobierno LIKE a.gobierno))"
        )


def grant(db: Connection, role: str, pattern: str, *, statistics: bool) -> None:
    """Let a role of the database read: governments that fit a pattern ("080101", "08%"), or only the figures."""
    db.execute("INSERT INTO ayni.acceso VALUES (%s, %s) ON CONFLICT DO NOTHING", [role, "" if statistics else pattern])
    _let_read(db, role, statistics_only=statistics)


def _let_read(db: Connection, role: str, *, statistics_only: bool) -> None:
    names = list(VIEWS) if statistics_only else [*walled(), *VIEWS]
    for name in names:
        db.execute(sql.SQL("GRANT SELECT ON ayni.{} TO {}").format(sql.Identifier(name), sql.Identifier(role)))


# Figures


@dataclass(frozen=True, slots=True)
class Figures:
    """What is published: rows of each view, added up over the governments, and the same by government."""

    governments: int
    bundles: int
    saves: int
    organizaciones: tuple[dict[str, Any], ...]  # by sector and chain
    categorias: tuple[dict[str, Any], ...]
    socios: tuple[dict[str, Any], ...]  # by sex
    planes: tuple[dict[str, Any], ...]  # the funnel, with money
    compras: tuple[dict[str, Any], ...]  # by state
    dias: tuple[dict[str, Any], ...]  # by stage and by office
    bienes: tuple[dict[str, Any], ...]
    liquidacion: dict[str, int]
    por_gobierno: tuple[dict[str, Any], ...]


def figures(db: Connection) -> Figures:
    """The figures of everything loaded."""

    def rows(query: str) -> tuple[dict[str, Any], ...]:
        return tuple(db.execute(query).fetchall())

    counted = rows(
        "SELECT (SELECT count(*) FROM ayni.gobierno) AS g, (SELECT count(*) FROM ayni.bundle) AS b,"
        " (SELECT count(*) FROM ayni.sync_tx) AS s"
    )[0]
    settled = rows(
        "SELECT coalesce(sum(aprobados), 0)::bigint AS aprobados,"
        " coalesce(sum(por_liquidar), 0)::bigint AS por_liquidar FROM ayni.v_liquidacion"
    )[0]
    return Figures(
        counted["g"],
        counted["b"],
        counted["s"],
        rows(
            "SELECT sector, cadena, sum(organizaciones)::bigint AS organizaciones FROM ayni.v_organizaciones"
            " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
        ),
        rows(
            "SELECT categoria, sum(organizaciones)::bigint AS organizaciones FROM ayni.v_organizaciones"
            " GROUP BY 1 ORDER BY 1"
        ),
        rows("SELECT sexo, sum(socios)::bigint AS socios FROM ayni.v_socios GROUP BY 1 ORDER BY 1"),
        rows(
            "SELECT estado, sum(planes)::bigint AS planes, sum(cofinanciamiento_centimos)::bigint AS"
            " cofinanciamiento_centimos, sum(monetaria_centimos)::bigint AS monetaria_centimos,"
            " sum(valorizada_centimos)::bigint AS valorizada_centimos FROM ayni.v_planes GROUP BY 1 ORDER BY 1"
        ),
        rows(
            "SELECT estado, sum(compras)::bigint AS compras, sum(dias)::bigint AS dias, sum(desiertos)::bigint AS"
            " desiertos, sum(fuera_de_plazo)::bigint AS fuera_de_plazo FROM ayni.v_compras GROUP BY 1 ORDER BY 2 DESC"
        ),
        rows(
            "SELECT kind, code, count(*) AS compras, sum(days)::bigint AS dias,"
            " percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS mediana FROM ayni.compra_dias"
            " GROUP BY 1, 2 ORDER BY 1, 4 DESC"
        ),
        rows("SELECT estado, sum(bienes)::bigint AS bienes FROM ayni.v_bienes GROUP BY 1 ORDER BY 1"),
        {"aprobados": settled["aprobados"], "por_liquidar": settled["por_liquidar"]},
        rows("""SELECT g.gobierno, g.nombre,
             coalesce((SELECT sum(organizaciones) FROM ayni.v_organizaciones v
               WHERE v.gobierno = g.gobierno), 0)::bigint AS organizaciones,
             coalesce((SELECT sum(socios) FROM ayni.v_socios v WHERE v.gobierno = g.gobierno), 0)::bigint AS socios,
             coalesce((SELECT sum(planes) FROM ayni.v_planes v WHERE v.gobierno = g.gobierno), 0)::bigint AS planes,
             coalesce((SELECT sum(cofinanciamiento_centimos) FROM ayni.v_planes v
               WHERE v.gobierno = g.gobierno), 0)::bigint AS cofinanciamiento_centimos,
             coalesce((SELECT sum(compras) FROM ayni.v_compras v WHERE v.gobierno = g.gobierno), 0)::bigint AS compras,
             coalesce((SELECT sum(desacuerdos) FROM ayni.v_desacuerdos v WHERE v.gobierno = g.gobierno), 0)::bigint
               AS desacuerdos,
             (SELECT max(clock) FROM ayni.bundle b WHERE b.gobierno = g.gobierno) AS ultimo
             FROM ayni.gobierno g ORDER BY g.gobierno"""),
    )


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The same datum in several places: which kind, and each place as government, table and record."""

    kind: str
    places: tuple[tuple[str, str, str], ...]


def duplicates(db: Connection) -> list[Duplicate]:
    """Marks that stand in more than one AEO (or, of formulators, behind more than one plan), the most often first."""
    found = db.execute(
        """SELECT kind, array_agg(gobierno || ' ' || tbl || ' ' || pk ORDER BY gobierno, pk) AS places
           FROM ayni.marca GROUP BY kind, marca HAVING count(*) > 1 ORDER BY count(*) DESC, kind, 2"""
    ).fetchall()
    return [Duplicate(row["kind"], tuple(_place(each) for each in row["places"])) for row in found]


def _place(told: str) -> tuple[str, str, str]:
    gobierno, table, record = told.split(" ")
    return gobierno, table, record
