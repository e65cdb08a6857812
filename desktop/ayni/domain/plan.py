"""The business plan of an AEO: its cover (F08). Assumptions, budget and production rows stand in `presupuesto`."""

from ayni.domain.capitulo import INDICE
from ayni.domain.fields import Catalogue, Choice, Field, LongText, Reference, Text
from ayni.lang import N_

PERFIL, PROYECTO = "perfil", "proyecto"
# an idea that is looked at quickly, or the whole plan; a plan that says nothing is whole
ETAPA_PLAN = Field(
    "etapa_plan", N_("Etapa"), Choice(((PERFIL, N_("Perfil")), (PROYECTO, N_("Plan completo")))), asked=False
)

COVER = (
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, choices="aeos"),
    Field(
        "titulo",
        N_("Nombre del plan de negocio"),
        Text(700),
        required=True,
        help=N_("Por ejemplo: Mejoramiento de la crianza de cuyes en la Asociación Sumaq Quwi."),
    ),
    Field(
        "convocatoria",
        N_("Convocatoria"),
        Reference("convocatoria"),
        required=True,
        group="postulacion",
        choices="convocatorias",
    ),
    Field("categoria", N_("Categoría"), Catalogue("categorias"), required=True, group="postulacion"),
    Field(
        "estado",
        N_("Estado"),
        Choice((("borrador", N_("En borrador")), ("presentado", N_("Presentado")), ("aprobado", N_("Aprobado")))),
        merge="state",
    ),
    Field("objetivo", N_("¿Qué quieren lograr?"), LongText(4000), merge="paragraphs"),
    Field("formulador", N_("Quién formuló el plan"), Text(120), group="formulador"),
    Field("profesion", N_("Profesión de quien lo formuló"), Text(120), group="formulador"),
    Field("colegiatura", N_("N.º de colegiatura"), Text(40), group="formulador"),
    INDICE,
    ETAPA_PLAN,
)
