"""What a file of the State's portal suggests for our purchases: accepted one by one, nothing is overwritten."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ayni.domain.compra import EXTRA
from ayni.domain.compra_hoja_hechos import eve, steps_before
from ayni.domain.compra_registro import check_event
from ayni.domain.etapas import IMPORTADO
from ayni.domain.evento import Event, event_from_row
from ayni.domain.fields import Date, Problem
from ayni.domain.ocds import NEW, Process, Proposal, is_ours, keys_of, nomenclature_key, proposals
from ayni.domain.seguimiento import next_order, replay
from ayni.job import Job
from ayni.lang import N_, Sentence
from ayni.reports.ocds_archivo import Counts, compiled, process_of
from ayni.reports.ocds_revision import NotOcds, review
from ayni.storage import records
from ayni.storage.database import rows
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.compra import _event_row
from ayni.workspace.compra_hoja import CompraHojaDoor
from ayni.workspace.ocds import file_problems
from ayni.workspace.refusals import Refused, refuse

LOOKED_AT = 65_536  # bytes at the beginning of a file
FROM_PORTAL = N_("Del archivo del SEACE, proceso {ocid}.")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A call of a file that is of one of our purchases. `sure`: the entity that buys was seen to be ours."""

    compra: str
    nombre: str
    process: Process
    proposals: tuple[Proposal, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class OcdsFound:
    """What a file holds for us: suggestions, how many processes it has, how many releases had no process."""

    suggestions: tuple[Suggestion, ...]
    processes: int
    skipped: int


class OcdsSugerenciasDoor(CompraHojaDoor):
    """What may be asked about files of the State's portal."""

    def reading_ocds(self, path: Path, compra: str = "") -> Job[OcdsFound]:
        """Read a file as long work; only what is of our purchases (or of one) is kept. Raises Refused."""
        counts = Counts()
        found: list[Suggestion] = []
        with self.job():
            keys = self._calls_known(compra)
            town = self.municipality()
            mine = {
                "code": str(town["codigo_seace"] or ""),
                "ruc": str(town["ruc"] or ""),
                "name": str(town["nombre"] or ""),
            }
            try:
                for release in compiled(path, counts):
                    process = process_of(release, self.today())
                    owners = keys.get(process.ocid) or keys.get(nomenclature_key(process.nomenclature)) or ()
                    ours = is_ours(process, **mine) if owners else False
                    if ours is not False:
                        if wrong := review(release):
                            raise Refused(file_problems(wrong))
                        found += [self._suggestion(owner, process, sure=ours is True) for owner in owners]
                    if counts.processes % 200 == 0:
                        yield min(0.95, counts.processes / 5000)
            except NotOcds as error:
                raise Refused([Problem("", error.sentence)]) from error
        return OcdsFound(tuple(found), counts.processes, counts.skipped)

    def _calls_known(self, compra: str) -> dict[object, tuple[str, ...]]:
        """Nomenclature without the call, or ocid → the purchases whose calls carry it."""
        calls = rows(self.db, "SELECT compra, codigo, datos FROM evento WHERE codigo = 'convocatoria'")
        corrected = "SELECT DISTINCT compra FROM evento WHERE codigo = 'rectificacion' AND datos LIKE '%nomenclatura%'"
        of_each: dict[str, list[Event]] = {}
        for row in calls:
            of_each.setdefault(str(row["compra"]), []).append(event_from_row(row))
        for row in rows(self.db, corrected):
            steps = self.purchase(row["compra"]).steps
            of_each[str(row["compra"])] = [step.event for step in steps if not step.annulled]
        found: dict[object, tuple[str, ...]] = {}
        for owner, events in of_each.items():
            for key in keys_of(events) if compra in {"", owner} else ():
                found[key] = (*found.get(key, ()), owner)
        return found

    def _suggestion(self, compra: str, process: Process, *, sure: bool) -> Suggestion:
        told = proposals(process, self.purchase(compra).steps)
        return Suggestion(compra, str(self.compra(compra)["nombre"]), process, tuple(told), sure)

    def suggested_again(self, each: Suggestion) -> Suggestion:
        """The same against what is registered now."""
        return self._suggestion(each.compra, each.process, sure=each.sure)

    def accept_ocds(self, each: Suggestion, proposal: Proposal, fecha: str = "") -> str:
        """Register what a file proposes, with the steps that it supposes, in one save. Its event.

        `fecha` is the day as a person typed it, where the file has none. Nothing that is registered changes.
        """
        if proposal.standing != NEW:
            raise refuse(N_("Esto ya está registrado. Si está mal, corríjalo en la compra."))
        reading = Date().read(proposal.fecha or fecha or "?", self.today())
        if reading.sentence is not None:
            raise Refused([Problem("fecha", reading.sentence)])
        legal, day = law.purchase_law(), str(reading.value)
        events, known = self.whole_history(self.found("compra", each.compra), self.today())
        datos = {name: value for name, value in proposal.datos.items() if name in self._extra_names(proposal.codigo)}
        said = str(Sentence(FROM_PORTAL, ocid=each.process.ocid))
        until = date.fromisoformat(day) if len(day) == len("2026-01-01") else self.today()
        state = replay(events, legal, until, known=known).state
        steps = steps_before(state, proposal.codigo, legal)
        order = next_order(events, day)
        new = []
        for place, codigo in enumerate((*steps, proposal.codigo)):
            last = place == len(steps)
            when = eve(day) if codigo == "desierto" and not last and proposal.codigo == "convocatoria" else day
            new.append(
                Event(
                    stamps.new_row_id(self.now_ms()),
                    codigo,
                    when,
                    orden=order + place,
                    datos=datos if last else {"causa": "NO_CONSTA"} if codigo == "desierto" else {},
                    nota=said if last else "",
                    modo=IMPORTADO,
                    inferido=not last,
                )
            )
        verdict = check_event([*events, *new[:-1]], new[-1], legal, self.today(), known=known)
        if verdict.problems:
            raise Refused(verdict.problems)
        after = replay([*events, *new], legal, self.today(), known=known)
        if verdict.displaced or not all(
            step.moved for step in after.steps if step.event.id in {event.id for event in new}
        ):
            raise refuse(N_("Con esa fecha no calza con lo ya registrado. Regístrelo en la compra."), "fecha")
        told = self._registered()
        with self.save("accept_ocds", reason=said) as db:
            for event in new:
                stored = replace(event, registrado=told)
                records.insert(db, "evento", event.id, _event_row(stored, each.compra, told, event.orden))
        return new[-1].id

    @staticmethod
    def _extra_names(codigo: str) -> set[str]:
        return {item.name for item in EXTRA.get(codigo, ())}


def looks_like_ocds(path: Path) -> bool:
    """A file is of open data, as far as its beginning tells; a zip always is."""
    try:
        with path.open("rb") as raw:
            start = raw.read(LOOKED_AT)
    except OSError:
        return False
    return start.startswith(b"PK") or any(name in start for name in (b'"records"', b'"releases"', b'"ocid"'))
