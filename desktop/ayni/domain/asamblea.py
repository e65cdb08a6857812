"""The acta of an assembly: constitution, election of the board, authorisation to apply (F05)."""

from ayni.domain.fields import Choice, Date, Field, LongText, Problem, Quantity, Reference, Text, Values
from ayni.lang import N_, Sentence

ASAMBLEA = (
    Field("aeo", N_("Organización"), Reference("aeo"), required=True, asked=False),
    Field("fecha", N_("Fecha de la asamblea"), Date(future_allowed=False), required=True, group="asamblea"),
    Field("hora_inicio", N_("Hora de inicio"), Text(10), group="asamblea", example="9:00"),
    Field("hora_fin", N_("Hora de término"), Text(10), group="asamblea", example="12:30"),
    Field("lugar", N_("Lugar"), Text(160), group="asamblea"),
    Field(
        "tipo",
        N_("Tipo de asamblea"),
        Choice(
            (
                ("ordinaria", N_("Ordinaria")),
                ("extraordinaria", N_("Extraordinaria")),
                ("constitucion", N_("De constitución")),
            )
        ),
        group="asamblea",
    ),
    Field(
        "agenda",
        N_("Agenda"),
        LongText(2000),
        help=N_("Por ejemplo: elección de la junta y autorización para postular."),
    ),
    Field("presentes", N_("Socios presentes"), Quantity(whole=True), group="votos"),
    Field("total_socios", N_("Total de socios"), Quantity(whole=True), group="votos"),
    Field("a_favor", N_("Votos a favor"), Quantity(whole=True), group="votos"),
    Field("en_contra", N_("Votos en contra"), Quantity(whole=True), group="votos"),
    Field("abstenciones", N_("Abstenciones"), Quantity(whole=True), group="votos"),
    Field("acuerdos", N_("Acuerdos"), LongText(4000), merge="paragraphs"),
    Field(
        "facultad", N_("Facultad para firmar la solicitud, el plan y el acuerdo"), LongText(1000), merge="paragraphs"
    ),
    Field(
        "certifica",
        N_("¿Quién certifica el acta?"),
        Choice((("notario", N_("Notario")), ("juez_de_paz", N_("Juez de paz")))),
        group="certificacion",
    ),
    Field("certifica_nombre", N_("Nombre de quien certifica"), Text(160), group="certificacion"),
    Field("certifica_fecha", N_("Fecha de la certificación"), Date(future_allowed=False), group="certificacion"),
    Field("libro", N_("Libro"), Text(60), group="certificacion"),
    Field("folio", N_("Folio"), Text(20), group="certificacion"),
    Field("asiento", N_("Asiento registral"), Text(40), group="certificacion"),
)


def check_asamblea(values: Values) -> list[Problem]:
    """Votes ≤ present ≤ total (F05); nothing to say about numbers that were not written."""

    def number(name: str) -> int | None:
        return int(str(values[name])) if values.get(name) is not None else None

    found = []
    present, total = number("presentes"), number("total_socios")
    if present is not None and total is not None and present > total:
        found.append(Problem("presentes", Sentence(N_("Hay más presentes que socios. Revise los números."))))
    votes = [number(name) for name in ("a_favor", "en_contra", "abstenciones")]
    if present is not None and sum(vote or 0 for vote in votes) > present:
        found.append(Problem("a_favor", Sentence(N_("Hay más votos que presentes. Revise los números."))))
    return found
