"""Home: what must I do today?"""

from dataclasses import dataclass

from ayni.domain.poder import MANDATO, PAPEL_KIND, PODER_KIND, Aviso
from ayni.lang import N_, Sentence, _
from ayni.storage.database import rows, scalar
from ayni.workspace.capitulo import DRAFT as SECTION_DRAFT
from ayni.workspace.capitulo import indices
from ayni.workspace.equipo import EquipoDoor
from ayni.workspace.expediente import paper_tasks
from ayni.workspace.fusion import FusionDoor
from ayni.workspace.tablero import TableroDoor, alerts_of

NEWEST = 200  # AEO and plans whose next step is looked for: home does not grow with the country
MOST = 8  # warnings on the home screen; the soonest
URGENT = 4  # purchases that press


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for somebody: what it is, which screen does it."""

    kind: str  # draft, clash, step, aviso, late, equipo
    sentence: Sentence
    noun: str
    record: str = ""
    detail: str = ""


NOUN_DRAFTS = {
    "aeo": N_("Terminar el registro de una organización"),
    "convocatoria": N_("Terminar la convocatoria"),
    "socio": N_("Terminar el registro de un socio"),
    "padron": N_("Corregir las filas del padrón que no se guardaron"),
    "plan": N_("Terminar el plan de negocio"),
    "plan-archivo": N_("Terminar de traer un plan de un archivo"),
    "partida": N_("Terminar el presupuesto del plan"),
    "seccion": N_("Terminar una parte del plan"),
    "tabla": N_("Terminar una tabla del plan"),
    "perfil": N_("Terminar la idea (perfil)"),
    "entrevista": N_("Seguir el plan con la junta"),
    "cotizacion": N_("Terminar la cotización"),
    "compra_item": N_("Terminar los bienes de la compra"),
    "compra": N_("Terminar el registro de la compra"),
    "evento": N_("Terminar de registrar lo que pasó en una compra"),
}
ROWS_OF_PLAN = frozenset({"partida", "perfil", "tabla"})


class InicioDoor(FusionDoor, TableroDoor, EquipoDoor):
    """What the home screen asks."""

    def tasks(self) -> list[Task]:
        """What waits, most urgent first: clashes, drafts, then the next steps of a municipality that begins."""
        found: list[Task] = []
        clashes = self.clash_count()
        if clashes == 1:
            found.append(
                Task("clash", Sentence(N_("Decidir un desacuerdo: dos personas cambiaron lo mismo")), "desacuerdo")
            )
        elif clashes:
            said = N_("Decidir {count} desacuerdos: varias personas cambiaron lo mismo")
            found.append(Task("clash", Sentence(said, count=clashes), "desacuerdo"))
        if cases := self.repetido_count():
            found.append(
                Task("clash", Sentence(N_("Registros repetidos por decidir: {count}"), count=cases), "desacuerdo")
            )
        found += [Task("equipo", said, screen) for screen, said in self.machine_notices()]
        for draft in self.drafts():
            label = NOUN_DRAFTS.get(draft["noun"])
            if label and draft["step"] != "fin//":  # an interview that came to its end
                typed = draft["answers"]
                name = typed.get("nombre") or typed.get("titulo") or typed.get("proveedor") or ""
                if draft["noun"] in ROWS_OF_PLAN:  # what is left half way are rows: the plan names them
                    plan = draft["record"].partition(":")[0]
                    name = scalar(self.db, "SELECT titulo FROM plan WHERE id = ?", [plan]) or name
                if draft["noun"] == SECTION_DRAFT:
                    name = self._section_name(draft["record"])
                found.append(Task("draft", Sentence(label), draft["noun"], draft["record"], str(name)))
        found += self._warnings()
        found += self._mine()
        found += self._urgent()
        found += [Task("papel", each.sentence, "expediente", each.aeo, each.name) for each in paper_tasks(self)]
        if not scalar(self.db, "SELECT 1 FROM convocatoria LIMIT 1"):
            found.append(Task("step", Sentence(N_("Abrir la primera convocatoria")), "convocatoria"))
        elif not scalar(self.db, "SELECT 1 FROM aeo LIMIT 1"):
            found.append(Task("step", Sentence(N_("Registrar la primera organización")), "aeo"))
        return [*found, *self._without_padron(), *self._without_budget()]

    def _section_name(self, record: str) -> str:
        """Which section of which plan a draft belongs to."""
        plan, _slash, code = record.partition("/")
        title = scalar(self.db, "SELECT titulo FROM plan WHERE id = ?", [plan]) or ""
        section = indices().sections.get(code)
        return " · ".join(part for part in (_(section.label) if section else "", str(title)) if part)

    def _warnings(self) -> list[Task]:
        """What expires, soonest first, and what arrived for an AEO that was joined to another."""
        said = N_("Llegaron datos a un registro que ya se unió a otro")
        late = [
            Task("late", Sentence(said), "fusion", f"{row['keep']}/{row['id']}", row["nombre"])
            for row in self.late_rows()
        ]
        first: dict[tuple[str, str], Aviso] = {}  # one for each AEO and kind; papers have tasks of their own
        for each in self.avisos():
            if each.kind != PAPEL_KIND:
                first.setdefault((each.aeo, each.kind), each)
        told = list(first.values())[:MOST]
        where = {MANDATO: "junta", PODER_KIND: "poderes"}
        names = {aviso.aeo: self.reference_name(aviso.aeo) for aviso in told}
        return late + [
            Task("aviso", aviso.sentence, where.get(aviso.kind, "aeo"), aviso.aeo, names[aviso.aeo]) for aviso in told
        ]

    def _urgent(self) -> list[Task]:
        """The purchases that press most, each with what presses, and the way to all of them."""
        told = [
            Task("aviso-compra", alerts_of(row)[0].sentence, "compra", row["compra"], row["nombre"])
            for row in self.urgent_purchases(URGENT)
        ]
        return [*told, Task("avisos", Sentence(N_("Ver los avisos de todas las compras")), "avisos")] if told else []

    def reference_name(self, aeo: str) -> str:
        """The name of an AEO, or nothing."""
        return str(scalar(self.db, "SELECT nombre FROM aeo WHERE id = ?", [aeo]) or "")

    def _without_padron(self) -> list[Task]:
        said = Sentence(N_("Llenar el padrón de socios"))
        sql = (
            "SELECT id, nombre FROM"
            " (SELECT id, nombre FROM aeo WHERE fusionado_en IS NULL ORDER BY fila DESC LIMIT ?) a"
            " WHERE NOT EXISTS (SELECT 1 FROM socio s WHERE s.aeo = a.id) LIMIT 5"
        )
        return [Task("step", said, "padron", aeo["id"], aeo["nombre"]) for aeo in rows(self.db, sql, [NEWEST])]

    def _mine(self) -> list[Task]:
        """The purchases in the charge of whoever works now."""
        person = str((self.person or {}).get("nombre") or "")
        count, urgent = self.charge(person) if person else (0, 0)
        if not count:
            return []
        said = Sentence(N_("Compras a su cargo: {count}. Urgentes: {urgent}."), count=count, urgent=urgent)
        return [Task("mias", said, "tablero", person)]

    def _without_budget(self) -> list[Task]:
        said = Sentence(N_("Escribir el presupuesto del plan"))
        sql = (
            "SELECT id, titulo FROM (SELECT id, titulo FROM plan WHERE etapa_plan IS NOT 'perfil'"
            " ORDER BY fila DESC LIMIT ?) p"
            " WHERE NOT EXISTS (SELECT 1 FROM partida x WHERE x.plan = p.id)"
            " AND NOT EXISTS (SELECT 1 FROM borrador b WHERE b.noun = 'partida' AND b.record = p.id) LIMIT 5"
        )
        return [Task("step", said, "plan", plan["id"], plan["titulo"]) for plan in rows(self.db, sql, [NEWEST])]

    def figures(self) -> list[tuple[str, int]]:
        """How many records there are of each noun (labels are source texts)."""
        return [
            (label, int(scalar(self.db, f"SELECT count(*) FROM {table}") or 0))  # noqa: S608  names are ours
            for label, table in (
                (N_("Organizaciones"), "aeo WHERE fusionado_en IS NULL"),
                (N_("Socios"), "socio"),
                (N_("Planes"), "plan"),
                (N_("Compras"), "compra"),
            )
        ]
