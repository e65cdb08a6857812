"""What the file holds: the exchanged tables, made from the field tables of the domain, and what each is searched by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ayni.domain.aeo import AEO
from ayni.domain.agrupamiento import NECESIDAD
from ayni.domain.asamblea import ASAMBLEA
from ayni.domain.aviso_pospuesto import AVISO_POSPUESTO
from ayni.domain.bien import BIEN, VISITA_BIEN
from ayni.domain.campo import VISITA
from ayni.domain.capitulo import SECCION
from ayni.domain.certificado import ADMISION, CERTIFICADO, EQUIPO_PERDIDO
from ayni.domain.cesion import CESION
from ayni.domain.comentario import COMENTARIO
from ayni.domain.compra import COMPRA, EVENTO
from ayni.domain.compra_item import ASIGNACION, COMPRA_ITEM
from ayni.domain.contrapartida import CONTRAPARTIDA
from ayni.domain.convocatoria import CONVOCATORIA
from ayni.domain.cotizacion import COTIZACION
from ayni.domain.cronograma import ETAPA
from ayni.domain.cuadro_comparativo import COTIZACION_COMPRA
from ayni.domain.declaracion import PLANTILLA
from ayni.domain.dispensa import DISPENSA
from ayni.domain.encargo import ENCARGO
from ayni.domain.especificacion import ESPECIFICACION
from ayni.domain.expediente import PAPEL
from ayni.domain.familia import FRACCIONAMIENTO
from ayni.domain.fields import Field, Money, Reference, groups
from ayni.domain.funcion import FUNCION
from ayni.domain.junta_directiva import CARGO_PERIODO
from ayni.domain.liquidacion import LIQUIDACION
from ayni.domain.municipio import MUNICIPIO
from ayni.domain.oficina import OFICINA
from ayni.domain.padron import SOCIO
from ayni.domain.plan import COVER
from ayni.domain.poder import PODER
from ayni.domain.presupuesto import BLOQUE, LINEA, PARTIDA, SUPUESTOS
from ayni.domain.repetido import REPETIDO
from ayni.domain.tabla import OWN_ROWS
from ayni.domain.transferencia import TRANSFERENCIA
from ayni.domain.version import VERSION

GOBIERNO = "gobierno"


@dataclass(frozen=True, slots=True)
class Table:
    """An exchanged table. `scope` is the column that names the AEO it belongs to, or "" when it is the government's."""

    name: str
    fields: Sequence[Field]
    scope: str
    searched: tuple[str, ...] = ()
    order: tuple[str, ...] = ()  # columns of the order in which it is listed
    listed: tuple[str, ...] = ()  # columns that a list is filtered by, before the order
    append_only: bool = False
    kept: bool = False  # kept for good (copies set aside, who had which role): a save of these alone is not taken back

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that are exchanged, in the order of the paper."""
        return tuple(field.name for field in self.fields)

    @property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Merge groups and their columns; a fact that is never changed is one group."""
        return {self.name: self.columns} if self.append_only else groups(self.fields)

    def naming(self, noun: str) -> tuple[str, ...]:
        """Columns that name a record of this noun."""
        return tuple(
            field.name for field in self.fields if isinstance(field.kind, Reference) and field.kind.noun == noun
        )

    def sql_type(self, column: str) -> str:
        """INTEGER for céntimos, TEXT for the rest."""
        kinds = {field.name: field.kind for field in self.fields}
        return "INTEGER" if isinstance(kinds[column], Money) else "TEXT"


PLAN = (*COVER, *SUPUESTOS)

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table("municipio", MUNICIPIO, ""),
        Table("convocatoria", CONVOCATORIA, "", searched=("nombre",), order=("year", "nombre")),
        Table("aeo", AEO, "id", searched=("nombre", "ruc", "comunidad"), order=("nombre",), listed=("fusionado_en",)),
        Table(
            "socio",
            SOCIO,
            "aeo",
            searched=("apellido_paterno", "apellido_materno", "nombres", "dni"),
            order=("apellido_paterno", "apellido_materno", "nombres"),
            listed=("aeo",),
        ),
        Table("cargo_periodo", CARGO_PERIODO, "aeo", order=("desde",), listed=("aeo",)),
        Table("asamblea", ASAMBLEA, "aeo", order=("fecha",), listed=("aeo",)),
        Table("poder", PODER, "aeo", order=("emitido",), listed=("aeo",)),
        Table("dispensa", DISPENSA, "aeo", listed=("aeo",)),
        Table("papel", PAPEL, "aeo", listed=("aeo",)),
        Table("visita", VISITA, "aeo", order=("fecha",), listed=("aeo",)),
        Table("plantilla", PLANTILLA, "", listed=("convocatoria",)),
        Table("etapa", ETAPA, "", order=("inicio",), listed=("convocatoria",)),
        Table("plan", PLAN, "aeo", searched=("titulo",), order=("titulo",)),
        Table("partida", PARTIDA, "aeo", listed=("plan",)),
        Table("cotizacion", COTIZACION, "aeo", order=("fecha",), listed=("plan",)),
        Table("necesidad", NECESIDAD, ""),
        Table("bloque", BLOQUE, "aeo", listed=("plan",)),
        Table("linea", LINEA, "aeo", listed=("plan",)),
        Table("seccion", SECCION, "aeo", listed=("plan",)),
        *(Table(each.noun, each.fields, "aeo", listed=("plan",)) for each in OWN_ROWS),
        Table("version_plan", VERSION, "aeo", order=("fecha",), listed=("plan",), kept=True),
        Table("comentario", COMENTARIO, "aeo", order=("fecha",), listed=("plan",)),
        Table("contrapartida", CONTRAPARTIDA, "aeo", order=("fecha",), listed=("plan",)),
        Table("cesion", CESION, "aeo", order=("desde",), listed=("plan",)),
        Table("liquidacion", LIQUIDACION, "aeo", listed=("plan",)),
        Table("transferencia", TRANSFERENCIA, "aeo", listed=("plan",)),
        Table("bien", BIEN, "aeo", searched=("nombre", "serie", "marca"), order=("fecha_recepcion",), listed=("aeo",)),
        Table("visita_bien", VISITA_BIEN, "aeo", order=("fecha",), listed=("bien",)),
        Table("oficina", OFICINA, ""),
        Table("funcion", FUNCION, "", order=("persona", "desde"), listed=("persona",), kept=True),
        Table("encargo", ENCARGO, "", listed=("equipo",)),
        Table("compra", COMPRA, "", searched=("nombre",), order=("nombre",)),
        Table("compra_item", COMPRA_ITEM, "", searched=("nombre",), listed=("compra",)),
        Table("asignacion", ASIGNACION, "", listed=("compra",)),
        Table("especificacion", ESPECIFICACION, "", order=("titulo",), listed=("compra",)),
        Table("cotizacion_compra", COTIZACION_COMPRA, "", listed=("compra",)),
        Table("aviso_pospuesto", AVISO_POSPUESTO, "", listed=("compra",)),
        Table("fraccionamiento", FRACCIONAMIENTO, ""),
        Table("repetido", REPETIDO, ""),
        Table("evento", EVENTO, "", listed=("compra",), append_only=True),
        Table("certificado", CERTIFICADO, "", append_only=True, kept=True),
        Table("equipo_perdido", EQUIPO_PERDIDO, "", append_only=True, kept=True),
        Table("admision", ADMISION, "", append_only=True, kept=True),
    )
}


def merge_groups() -> dict[str, dict[str, tuple[str, ...]]]:
    """Tables, their merge groups and the columns of each: what merging needs to know."""
    return {name: dict(table.groups) for name, table in TABLES.items()}


ACCENTS = ("áa", "ée", "íi", "óo", "úu", "üu", "Áa", "Ée", "Íi", "Óo", "Úu", "Üu")


def sort_key(column: str) -> str:
    """SQL of the order in which Spanish lists names: accents do not count, ñ stands after n. Also used in indexes."""
    text = f"coalesce({column}, '')"
    for pair in ACCENTS:
        text = f"replace({text}, '{pair[0]}', '{pair[1]}')"
    text = f"replace(replace({text}, 'ñ', 'n~'), 'Ñ', 'n~')"
    return f"lower({text})"


def order_by(name: str, prefix: str = "") -> str:
    """The ORDER BY of a table's list, ending in the id so that pages never overlap."""
    table = TABLES[name]
    return ", ".join([sort_key(prefix + column) for column in table.order] + [f"{prefix}id"])
