"""Former benefits across municipalities: writing our list, keeping and asking those of others. For the office only.

Lists that came stay on this machine, inside the encrypted file, and are never exchanged with promoters.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ayni.domain.beneficio import COST, DNI, RUC, SHORTEST_PHRASE, BenefitList, Entry, Key, protection
from ayni.domain.fields import Problem
from ayni.domain.municipio import OFICINA
from ayni.domain.padron import full_name
from ayni.domain.rules import Answer, Result, Severity
from ayni.job import Job
from ayni.lang import N_, Sentence
from ayni.storage import records
from ayni.storage.database import rows
from ayni.sync.beneficios import read_list, write_list
from ayni.sync.container import BundleRefused
from ayni.sync.keys import pair_code
from ayni.workspace import law
from ayni.workspace.intercambio import IntercambioDoor
from ayni.workspace.padron import PadronDoor
from ayni.workspace.refusals import Refused, refuse

KEPT = "beneficios:"  # of the names of facts under which lists are kept
APPROVED = "aprobado"
NOT_YOURS = N_("Los beneficios anteriores los revisa solo la oficina municipal.")
WRONG_PHRASE = N_("La clave acordada no es la de esta lista. Pregúntela a quien se la envió.")


@dataclass(frozen=True, slots=True)
class ListView:
    """A list as the clerk sees it. `code` is compared by voice with whoever wrote it, as with cards."""

    id: str
    entity: str
    year: str
    people: int
    organizations: int
    sender: str
    code: str
    phrased: bool


@dataclass(frozen=True, slots=True)
class Benefit:
    """A number of ours that stands in a list: whose it is, which entity benefited it, and in which year."""

    kind: str  # "dni" or "ruc"
    record: str
    title: str
    entity: str
    year: str
    answer: Answer


class BeneficioDoor(PadronDoor, IntercambioDoor):
    """What the office may ask about former benefits."""

    _marks: dict[tuple[Key, str, str], bytes]

    def may_see_benefits(self) -> bool:
        """This is the office's machine and somebody of the office is at work."""
        person = self.person
        return self.role == OFICINA and person is not None and person["rol"] == OFICINA

    def _guard_benefits(self) -> None:
        if not self.may_see_benefits():
            raise refuse(NOT_YOURS)

    # ours

    def benefit_years(self) -> list[str]:
        """Years in which somebody of ours won: those of calls with an approved plan."""
        found = rows(self.db, f"SELECT DISTINCT c.year FROM {_WINNERS} ORDER BY c.year", [APPROVED])  # noqa: S608  ours
        return [str(each["year"]) for each in found]

    def exporting_benefits(self, year: str, path: Path, phrase: str = "") -> Job[Path]:
        """Write the list of a year: marks of AEO with an approved plan and of their members. The value is its path."""
        self._guard_benefits()
        _check_phrase(phrase)
        with self.job():
            found = rows(self.db, f"SELECT DISTINCT a.id, a.ruc FROM {_WINNERS} AND c.year = ?", [APPROVED, year])  # noqa: S608  ours
            numbers = {(RUC, str(each["ruc"])) for each in found if each["ruc"]}
            for each in found:
                members = rows(self.db, "SELECT dni FROM socio WHERE aeo = ? AND fecha_baja IS NULL", [each["id"]])
                numbers |= {(DNI, str(member["dni"])) for member in members}
            if not numbers:
                raise refuse(N_("En {year} no hay planes aprobados en este registro."), year=year)
            key = Key(year, phrase, COST)
            yield from self._marking(key, sorted(numbers), 0.95)
            entries = tuple(Entry(kind, self._marks[key, kind, number]) for kind, number in sorted(numbers))
            entity = str(self.municipality()["nombre"])
            made = BenefitList(entity, year, COST, bool(phrase), key.proof(), entries)
            assert self.keys is not None
            self._write_out(path, write_list(made, self.keys, self.card()))
            yield 1.0
        return path

    def benefit_protection(self, phrase: str = "") -> Sentence:
        """What our list protects, to be read before it is given away."""
        return protection(COST, phrased=bool(phrase))

    def _marking(self, key: Key, numbers: list[tuple[str, str]], share: float) -> Iterator[float]:
        """Compute the marks that are not known yet, on every core; marks live in memory only."""
        self._marks = getattr(self, "_marks", {})
        wanted = [number for number in numbers if (key, *number) not in self._marks]
        cores = os.cpu_count() or 1
        with ThreadPoolExecutor(cores, thread_name_prefix="marks") as pool:
            for start in range(0, len(wanted), cores * 4):
                some = wanted[start : start + cores * 4]
                for number, mark in zip(some, pool.map(lambda each: key.mark(*each), some), strict=True):
                    self._marks[(key, *number)] = mark
                yield share * min(1.0, (start + len(some)) / len(wanted))

    # those of others

    def receive_benefits(self, path: Path, phrase: str = "") -> ListView:
        """Keep a list that another municipality wrote. The same list twice is kept once."""
        self._guard_benefits()
        data = self._read_in(path)
        try:
            made, _card = read_list(data)
        except BundleRefused as error:
            raise Refused([Problem("", error.sentence)]) from error
        if not made.opens(Key(made.year, phrase, made.cost)):
            raise refuse(WRONG_PHRASE, "phrase")
        name = KEPT + hashlib.sha256(data).hexdigest()[:16]
        with self._writing() as db, records.transaction(db):
            records.set_meta(db, name, json.dumps({"list": data.decode(), "phrase": phrase}, ensure_ascii=False))
        self._tell({"beneficios"})
        return self._list_view(name, json.dumps({"list": data.decode(), "phrase": phrase}))

    def benefit_lists(self) -> list[ListView]:
        """The lists kept here, newest year first."""
        self._guard_benefits()
        found = rows(self.db, "SELECT name, value FROM meta WHERE substr(name, 1, ?) = ?", [len(KEPT), KEPT])
        views = [self._list_view(each["name"], each["value"]) for each in found]
        return sorted(views, key=lambda view: (-int(view.year), view.entity))

    def _list_view(self, name: str, kept: str) -> ListView:
        made, card = read_list(json.loads(kept)["list"].encode())
        people = sum(entry.kind == DNI for entry in made.entries)
        return ListView(
            name.removeprefix(KEPT),
            made.entity,
            made.year,
            people,
            len(made.entries) - people,
            card.name,
            "" if card.device == self.card().device else pair_code(self.card(), card),
            made.phrased,
        )

    def forget_benefits(self, record: str) -> None:
        """Throw a list away."""
        self._guard_benefits()
        with self._writing() as db:
            db.conn.execute("DELETE FROM meta WHERE name = ?", (KEPT + record,))
        self._tell({"beneficios"})

    # asking

    def checking_benefits(self, aeo: str) -> Job[list[Benefit]]:
        """Ask every list about an AEO and its members in force; the value is a list of `Benefit`."""
        self._guard_benefits()
        with self.job():
            organization = self.found("aeo", aeo)
            whose = {(DNI, socio["dni"]): (socio["id"], full_name(socio)) for socio in self.socios(aeo, 0, -1)
                     if not socio["fecha_baja"]}  # fmt: skip
            if organization["ruc"]:
                whose[RUC, organization["ruc"]] = (aeo, organization["nombre"])
            kept = rows(self.db, "SELECT value FROM meta WHERE substr(name, 1, ?) = ?", [len(KEPT), KEPT])
            known = []
            for each in kept:
                held = json.loads(each["value"])
                made, _card = read_list(held["list"].encode())
                known.append((made, Key(made.year, held["phrase"], made.cost)))
            found: list[Benefit] = []
            for place, (made, key) in enumerate(known):
                done = place / len(known)
                for part in self._marking(key, sorted(whose), 1 / len(known)):
                    yield done + part
                marks = {entry.mark: entry.kind for entry in made.entries}
                found += [
                    _benefit(kind, *whose[kind, number], made)
                    for kind, number in sorted(whose)
                    if marks.get(self._marks[key, kind, number]) == kind
                ]
            yield 1.0
        return sorted(found, key=lambda each: (each.kind == DNI, each.title, each.year))


_WINNERS = "plan p JOIN aeo a ON a.id = p.aeo JOIN convocatoria c ON c.id = p.convocatoria WHERE p.estado = ?"


def _check_phrase(phrase: str) -> None:
    if phrase and len("".join(phrase.split())) < SHORTEST_PHRASE:
        raise refuse(N_("La clave debe tener {letters} letras o más."), "phrase", letters=SHORTEST_PHRASE)


def _benefit(kind: str, record: str, title: str, made: BenefitList) -> Benefit:
    """A hit as an answer: it asks for the opinion of who gave the benefit, under the article that says so."""
    rule = law.rule_book().rule("X.former")
    said = N_("{name}: ya recibió un cofinanciamiento de {entity} en {year}. Pida su opinión favorable.")
    answer = Answer(
        "former",
        "X.former",
        Result.FAIL,
        Severity.ASKS,
        Sentence(said, name=title, entity=made.entity, year=made.year),
        rule.article if rule else "",
        compared=(("entity", made.entity), ("year", made.year)),
        status=rule.status if rule else "unconfirmed",
    )
    return Benefit(kind, record, title, made.entity, made.year, answer)
