"""Who is in charge of which purchases, and what becomes of them when a person leaves."""

from collections.abc import Sequence

from ayni.domain.dates import without_accents
from ayni.domain.fields import Date, Problem, Text
from ayni.domain.flow import Answers
from ayni.lang import N_, Sentence
from ayni.storage import kept, records
from ayni.storage.database import row
from ayni.workspace.opened import Row
from ayni.workspace.referencias import Options, ReferenciasDoor
from ayni.workspace.refusals import GONE, Refused, refuse
from ayni.workspace.tablero import NOBODY, TableroDoor, Wanted

ACT = "hand_over_purchases"
NAME = 120  # letters
LEFT_ONE = N_("Queda 1 compra sin responsable: pásela a otra persona antes de quitar a esta.")
LEFT = N_("Quedan {count} compras sin responsable: páselas a otra persona antes de quitar a esta.")


class CargoDoor(TableroDoor, ReferenciasDoor):
    """What may be asked about the people in charge of purchases."""

    def references(self, name: str, text: str = "", limit: int = 50, **about: str) -> Options:
        """Options of a list, also of "personas": who may be in charge of a purchase."""
        if name == "personas":
            return [(person, person) for person in self.responsables(text)[:limit]]
        return super().references(name, text, limit, **about)

    def responsables(self, text: str = "") -> list[str]:
        """Who may be in charge: the people of this machine, and every name that a purchase has; not who left."""
        gone = {person["nombre"] for person in self.people(gone=True)}
        names = {*(str(person["nombre"]) for person in self.people()), *kept.people(self.db)} - gone
        plain = without_accents(text)
        return sorted((name for name in names if plain in without_accents(name)), key=without_accents)

    def open_purchases_of(self, person: str) -> list[Row]:
        """The open purchases in the charge of a person (`NOBODY`: of nobody), as a list shows them, longest held first.

        What was not yet computed is computed now: nobody leaves with a purchase that was not looked at.
        """
        found = kept.of_person(self.db, person)
        self.kept_standings(found)
        return [self._counted_to_today(each) for each in kept.shown_open(self.db, Wanted(person=person))]

    def hand_over_purchases(self, purchases: Sequence[str], to: str, reason: str) -> int:
        """Put another person in charge of these purchases, in one save. The value is how many changed."""
        name, wrong = " ".join(to.split()), []
        if not name or name == NOBODY:
            wrong.append(Problem("to", Sentence(N_("Diga quién recibe las compras."))))
        elif too_long := Text(NAME).read(name, self.today()).sentence:
            wrong.append(Problem("to", too_long))
        elif name in self.leaving() or name in {person["nombre"] for person in self.people(gone=True)}:
            said = N_("{person} deja el puesto: no puede recibir compras.")
            wrong.append(Problem("to", Sentence(said, person=name)))
        if not reason.strip():
            wrong.append(Problem("reason", Sentence(N_("Escriba el motivo, por ejemplo: cambio de puesto."))))
        if not purchases:
            wrong.append(Problem("purchases", Sentence(N_("Elija por lo menos una compra."))))
        if wrong:
            raise Refused(wrong)
        changed = [each for each in dict.fromkeys(purchases) if self.found("compra", each)["responsable"] != name]
        if changed:
            with self.save(ACT, reason=reason.strip()) as db:
                for compra in changed:
                    records.update(db, "compra", compra, {"responsable": name})
        return len(changed)

    # people who leave

    def save_person(self, answers: Answers, record: str | None = None) -> str:
        """Keep a person of this machine; under another name, what they are in charge of goes along."""
        before = row(self.db, "SELECT nombre FROM persona WHERE id = ?", [record]) if record else None
        made = super().save_person(answers, record)
        after = self._person(made)["nombre"]
        if before is not None and before["nombre"] != after and (held := kept.of_person(self.db, before["nombre"])):
            with self.save(ACT) as db:
                for compra in held:
                    records.update(db, "compra", compra, {"responsable": after})
        return made

    def _person(self, record: str) -> Row:
        found = row(self.db, "SELECT * FROM persona WHERE id = ?", [record])
        if found is None:
            raise refuse(GONE)
        return found

    def person_named(self, name: str) -> Row | None:
        """The person of this machine with this name, or None."""
        return row(self.db, "SELECT * FROM persona WHERE nombre = ? ORDER BY activo DESC", [name])

    def announce_leaving(self, record: str, day: str) -> None:
        """Say from which day a person leaves ("" when they stay): until then their purchases are urgent (A21)."""
        person, value = self._person(record), None
        if day.strip():
            reading = Date(month_allowed=False).read(day, self.today())
            if reading.sentence:
                raise Refused([Problem("hasta", reading.sentence)])
            value = str(reading.value)
        self._keep_person(person, hasta=value, activo=person["activo"])

    def person_leaves(self, record: str) -> None:
        """A person works here no more. Refused while a purchase is in their charge, or while they are at work."""
        person = self._person(record)
        left = len(self.open_purchases_of(person["nombre"]))
        if left:
            raise refuse(LEFT_ONE if left == 1 else LEFT, "persona", **({} if left == 1 else {"count": left}))
        if self.person and self.person["id"] == record:
            raise refuse(N_("Está trabajando ahora: primero elija abajo a otra persona."), "persona")
        self._keep_person(person, hasta=person["hasta"] or self.today().isoformat(), activo=0)

    def person_returns(self, record: str) -> None:
        """Somebody who left works here again."""
        self._keep_person(self._person(record), hasta=None, activo=1)

    def _keep_person(self, person: Row, *, hasta: str | None, activo: int) -> None:
        with self._writing() as db, records.transaction(db):
            db.conn.execute("UPDATE persona SET hasta = ?, activo = ? WHERE id = ?", (hasta, activo, person["id"]))
            kept.forget(db, person["nombre"])
        self._tell({"persona"})
