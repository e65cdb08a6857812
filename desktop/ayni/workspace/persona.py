"""The people of a machine: how each says who they are, what each may do, and who must be somebody else.

Every write asks here first (`_allow`), so that what a screen forgets to hide is refused all the same.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from ayni.domain.etapas import IMPORTADO, VIVO
from ayni.domain.fields import Problem, by_name, read_answers
from ayni.domain.flow import Answers
from ayni.domain.funcion import (
    DIRIGE,
    FUNCION,
    ROLES,
    SecondPerson,
    check_grant,
    holders,
    in_force,
    roles_of,
    same_person,
)
from ayni.domain.persona import TRIES, check_pin, pin_secret
from ayni.lang import N_, Sentence, _, use
from ayni.storage import folder as folders
from ayni.storage import persona as kept_people
from ayni.storage import records
from ayni.storage.database import row, rows
from ayni.storage.tables import GOBIERNO
from ayni.sync import keys, stamps
from ayni.workspace import law, llave
from ayni.workspace.bien import BienDoor
from ayni.workspace.cargo import CargoDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import CLOSED, GONE, NO_WRITING, Refused, refuse

SHORTEST = 8  # letters of a passphrase
LOCKED = N_("Ayni está con candado. Diga primero quién trabaja.")
OWN = N_("{name} entra con su propia clave.")
LEFT = N_("Esta persona ya dejó el puesto. En Ajustes puede volver a trabajar aquí.")
NOT_HERE = N_("Nadie se llama {name} entre quienes trabajan aquí. Agréguelo primero.")
WRONG = N_("La clave no es esa. Escríbala otra vez.")
WRONG_PIN = N_("El PIN o las figuras no son los suyos. Le quedan {count} intentos.")
SPENT = N_("Ya no quedan intentos con el PIN. Entre con su clave.")
TAKEN = N_("Esa clave no sirve aquí. Elija otra.")
TOO_SHORT = N_("La clave debe tener {letters} letras o más.")
NOT_YOURS = N_("La clave y el PIN de otra persona no se cambian. Una clave nueva la da quien dirige.")
NOBODY_DIRECTS = N_("Alguien tiene que dirigir. Dé primero esa función a otra persona.")
BY_SHEET = frozenset({"assign_roles", "withdraw_role", "hand_over_purchases"})  # what the sheet's holder may do at once
AT_THE_START = "Creó la carpeta de trabajo; al empezar es la única persona."


class PersonaDoor(BienDoor, CargoDoor):
    """What may be asked about the people of this machine."""

    _proven: str | None = None  # who showed a secret of their own, since they sat down
    _by_sheet = False  # opened with the recovery sheet: the way out when secrets are forgotten
    _padlock = False
    _own_marks: frozenset[str] | None = None

    # who is at work

    def came_in(self, mark: str = "", *, sheet: bool = False) -> None:
        """Say how this workspace was opened: with the passphrase of a person (`mark`), or with the recovery sheet."""
        self._by_sheet = sheet
        known = rows(self.db, "SELECT id, activo FROM persona")
        person = next((each for each in known if keys.person_mark(self._key, each["id"]) == mark), None)
        if person is None:
            return
        if not person["activo"]:
            raise refuse(LEFT, "passphrase")
        self._at_work = self._proven = person["id"]
        if self.person:
            use(self.person["idioma"])

    @property
    def came_in_as(self) -> str:
        """The name of who showed that they are at work; "" when nobody had to."""
        person = self.person
        return str(person["nombre"]) if person and person["id"] == self._proven else ""

    @property
    def locked(self) -> bool:
        """Nobody has shown yet that they are the one at work."""
        person = self.person
        return self._padlock or (person is not None and self.asks_secret(person["id"]))

    def lock(self) -> None:
        """Put the lock on: nothing is written until somebody shows who they are."""
        self._padlock, self._proven, self._by_sheet = True, None, False

    def asks_secret(self, record: str) -> bool:
        """This person must show a secret of their own to sit down."""
        if self._by_sheet or record == self._proven:
            return False
        return self.has_password(record) or self.has_pin(record)

    def has_password(self, record: str) -> bool:
        """This person opens the folder with a passphrase of their own."""
        if self._own_marks is None:
            try:
                self._own_marks = keys.marks(self._key_file())
            except Refused:  # a key file lost meanwhile must not keep anybody from saving
                return keys.person_mark(self._key, record) in keys.marks(llave.kept(self.folder) or {})
        return keys.person_mark(self._key, record) in self._own_marks

    def has_pin(self, record: str) -> bool:
        """This person has a PIN with pictures."""
        found = kept_people.pin_of(self.db, record)
        return found is not None and found["pin"] is not None

    def work_as(self, record: str) -> None:
        """Say who is working now. Refused for who has a secret of their own: they enter with it."""
        if self.person is None or self.person["id"] != record or self._padlock:
            if self._padlock:
                raise refuse(LOCKED)
            if self.asks_secret(record):
                raise refuse(OWN, "persona", name=self._person(record)["nombre"])
        super().work_as(record)
        if self._proven != record:
            self._proven = None

    def work_as_named(self, name: str) -> None:
        """The same by name. Somebody new is added only while nobody has a role here."""
        found = self.person_named(name)
        if found is None and self.roles_set:
            raise refuse(NOT_HERE, "persona", name=name)
        super().work_as_named(name)

    def give_seat_back(self, record: str | None) -> None:
        """Leave written that this person is the one at work, for whoever opens the window next."""
        if record and not self.read_only:
            self._keep_meta("persona", record)

    def enter(self, record: str, passphrase: str) -> None:
        """Sit down with a passphrase: one's own; who has none, with the passphrase of the folder."""
        self._still_here(record)
        file = self._key_file()
        try:
            if self.has_password(record):
                key, mark = keys.open_as_person(file, passphrase)
                right = key == self._key and mark == keys.person_mark(self._key, record)
            else:
                right = keys.open_key_file(file, passphrase=passphrase) == self._key
        except keys.WrongSecret:
            right = False
        except keys.KeyTrouble as error:
            raise Refused([Problem("passphrase", error.sentence)]) from error
        if not right:
            raise refuse(WRONG, "passphrase")
        if not self.read_only:
            with self._writing() as db:
                kept_people.forget_tries(db, record)
        self._sit(record)

    def enter_with_pin(self, record: str, pin: str, pictures: Sequence[str]) -> None:
        """Sit down with the PIN and the pictures. After five wrong tries only the passphrase serves."""
        self._still_here(record)
        if self.read_only:
            raise refuse(CLOSED, "pin")
        found = kept_people.pin_of(self.db, record)
        if found is None or found["pin"] is None or found["fallos"] >= TRIES:
            raise refuse(SPENT, "pin")
        with self._writing() as db:
            kept_people.count_try(db, record)
        if not keys.verifies(found["pin"], pin_secret(pin, pictures)):
            left = TRIES - found["fallos"] - 1
            raise refuse(WRONG_PIN, "pin", count=left) if left else refuse(SPENT, "pin")
        with self._writing() as db:
            kept_people.forget_tries(db, record)
        self._sit(record)

    def tries_left(self, record: str) -> int:
        """How often the PIN of a person may still be typed wrong; 0 when only the passphrase serves."""
        found = kept_people.pin_of(self.db, record)
        return TRIES if found is None else max(0, TRIES - found["fallos"])

    def _still_here(self, record: str) -> None:
        if not self._person(record)["activo"]:
            raise refuse(LEFT)

    def _sit(self, record: str) -> None:
        self._padlock, self._proven = False, record
        if self.read_only:
            self._at_work = record
            if self.person:
                use(self.person["idioma"])
        else:
            self.work_as(record)

    # secrets

    def set_password(self, record: str, passphrase: str) -> None:
        """Give a person a passphrase of their own: themselves, or whoever directs when it was forgotten."""
        self._over_secrets_of(record)
        self._still_here(record)
        if len(passphrase) < SHORTEST:
            raise refuse(TOO_SHORT, "passphrase", letters=SHORTEST)
        if self._opens_already(passphrase, record):
            raise refuse(TAKEN, "passphrase")  # it does not say whose it is
        self._change_key_file(lambda file: keys.with_person(file, self._key, record, passphrase))
        with self._writing() as db:
            kept_people.forget_tries(db, record)
        self._keeps_seat(record)
        self._tell({"persona"})

    def drop_password(self, record: str) -> None:
        """A person no longer has a passphrase of their own; with the folder's they still open it."""
        self._over_secrets_of(record)
        self._change_key_file(lambda file: keys.without_person(file, self._key, record))
        self._tell({"persona"})

    def set_pin(self, record: str, pin: str, pictures: Sequence[str]) -> None:
        """Give a person a PIN with pictures. It never opens the folder."""
        self._over_secrets_of(record)
        self._still_here(record)
        if wrong := check_pin(pin, pictures):
            raise Refused(wrong)
        made = keys.verifier(pin_secret(pin, pictures), keys.key_file_cost(self._key_file()))
        with self._writing() as db:
            kept_people.keep_pin(db, record, made)
        self._keeps_seat(record)
        self._tell({"persona"})

    def drop_pin(self, record: str) -> None:
        """A person no longer has a PIN."""
        self._over_secrets_of(record)
        with self._writing() as db:
            kept_people.keep_pin(db, record, None)
        self._tell({"persona"})

    def may_change_secrets(self, record: str) -> bool:
        """One's own, and those of others for who directs."""
        person = self.person
        return not self.locked and ((person is not None and person["id"] == record) or self.directs)

    def _over_secrets_of(self, record: str) -> None:
        if self.read_only:
            raise refuse(CLOSED)
        if self.locked:
            raise refuse(LOCKED)
        if not self.may_change_secrets(record):
            raise refuse(NOT_YOURS)

    def _keeps_seat(self, record: str) -> None:
        """Who has just chosen a secret is not asked for it at once."""
        if self.person and self.person["id"] == record:
            self._proven = record

    def _opens_already(self, passphrase: str, record: str) -> bool:
        file = self._key_file()
        try:
            keys.open_key_file(file, passphrase=passphrase)
        except keys.KeyTrouble:
            pass
        else:
            return True
        try:
            _key, mark = keys.open_as_person(file, passphrase)
        except keys.WrongSecret:
            return False
        return mark != keys.person_mark(self._key, record)

    def _key_file(self) -> dict[str, Any]:
        try:
            return folders.read_json(self.folder / folders.KEY_FILE)
        except folders.FolderTrouble as error:
            raise Refused([Problem("", error.sentence)]) from error
        except OSError as error:
            raise refuse(NO_WRITING) from error

    def _change_key_file(self, change: Callable[[Mapping[str, Any]], dict[str, Any]]) -> None:
        if self.read_only:
            raise refuse(CLOSED)
        try:
            file = self._key_file()
            llave.write(self.folder, change(file))
            llave.forget_before(self.folder, file)
        except keys.KeyTrouble as error:
            raise Refused([Problem("", error.sentence)]) from error
        except OSError as error:
            raise refuse(NO_WRITING) from error
        self._own_marks = None

    # roles

    @property
    def roles_set(self) -> bool:
        """Somebody gave a role to somebody: from then on each does what their roles say.

        Those that come with making a folder do not count: an office that named nobody works as one.
        """
        return kept_people.any_grant(self.db, AT_THE_START)

    @property
    def directs(self) -> bool:
        """The person at work may say who does what."""
        return self._by_sheet or not self.roles_set or DIRIGE in self.roles()

    def roles(self, name: str | None = None) -> frozenset[str]:
        """The roles of a person by name, or of the person at work."""
        person = self.person if name is None else self.person_named(name)
        if name is None:
            if person is None:
                return frozenset()
            name = str(person["nombre"])
        implied = law.role_law().implied.get(str(person["rol"]), ()) if person else ()
        return self.given_roles(name) | frozenset(implied)

    def given_roles(self, name: str) -> frozenset[str]:
        """The roles that a person was given and holds today, without what comes with their work in the field."""
        return roles_of(kept_people.grants(self.db), name, self.today())

    def role_holders(self, *roles: str) -> list[str]:
        """Who holds one of these roles today, by name."""
        return holders(kept_people.grants(self.db), roles, self.today())

    def grants(self, name: str | None = None) -> list[Row]:
        """Every role ever given (to a person), with its dates, document and reason: what an auditor reads."""
        return [each for each in kept_people.grants(self.db) if name is None or each["persona"] == name]

    def assign_roles(
        self, name: str, roles: Collection[str], *, documento: str = "", motivo: str = "", reason_left: str = ""
    ) -> None:
        """Say which roles a person has from today. Whoever directs says it; a pair that does not go together asks why.

        Nothing is erased: a role that is taken away keeps its dates.
        """
        if not self.directs:
            raise Refused([Problem("", self._who_may((DIRIGE,)))])
        today = self.today()
        held = self.given_roles(name)
        wanted = frozenset(roles)
        clashes = law.role_law().clashes(wanted, today) if wanted - held else []
        if wrong := check_grant(wanted, clashes, motivo):
            raise Refused(wrong)
        if DIRIGE not in wanted and not set(self.role_holders(DIRIGE)) - {name}:
            raise refuse(NOBODY_DIRECTS, "funciones")
        if wanted == held:
            return
        given, wrong = read_answers(
            [by_name(FUNCION)[each] for each in ("documento", "motivo")],
            {"documento": documento, "motivo": motivo},
            today,
        )
        if wrong:
            raise Refused(wrong)
        act = "assign_roles" if wanted - held else "withdraw_role"
        with self.save(act, reason=(motivo or reason_left).strip()) as db:
            for code, _label in ROLES:
                if code in wanted - held:
                    fact = {"persona": name, "funcion": code, "desde": today.isoformat(), **given}
                    records.insert(db, "funcion", stamps.new_row_id(self.now_ms()), fact)
                elif code in held - wanted:
                    for each in kept_people.grants(db):
                        if (each["persona"], each["funcion"]) == (name, code) and not each["hasta"]:
                            ended = {"hasta": today.isoformat(), "motivo_fin": (reason_left or motivo).strip() or None}
                            records.update(db, "funcion", each["id"], ended)

    def first_roles(self, name: str) -> None:
        """Who makes a workspace does everything in it until they say otherwise; they do not audit themselves."""
        self.assign_roles(name, law.role_law().first, motivo=AT_THE_START)

    def why_not(self, act: str) -> Sentence | None:
        """Why the person at work may not do an act, with who may; None when they may."""
        if not self.roles_set or (self._by_sheet and act in BY_SHEET):
            return None
        needed = law.role_law().who_does(act)
        return None if self.roles().intersection(needed) else self._who_may(needed)

    def _who_may(self, needed: Collection[str]) -> Sentence:
        verbs = [_(label).lower() for code, label in ROLES if code in needed]
        done = Sentence(N_("{one} o {other}"), one=", ".join(verbs[:-1]), other=verbs[-1]) if verbs[1:] else verbs[0]
        if names := self.role_holders(*needed):
            return Sentence(N_("Esto lo hace quien {role}: {names}."), role=done, names=", ".join(names))
        return Sentence(N_("Esto lo hace quien {role}, y nadie tiene esa función. Pídala a quien dirige."), role=done)

    def _allow(self, act: str, scope: str, undoes: int | None = None) -> None:
        """Every write passes here: nothing under the lock, nothing that the person's roles do not do."""
        if act in law.role_law().automatic:
            return
        if self.locked:
            raise refuse(LOCKED)
        if undoes is not None:
            act = kept_people.act_of(self.db, undoes) or act
        if why := self.why_not(act):
            raise Refused([Problem("", why)])
        case = law.role_law().cases["own_organisation"]
        if act in case.acts and self._counts(case) and self._is_member(scope):
            raise Refused([Problem("", self._second(case))])

    # who must be somebody else

    def _counts(self, case: SecondPerson) -> bool:
        return self.roles_set and in_force(case.valid_from, case.valid_to, self.today())

    def _second(self, case: SecondPerson) -> Sentence:
        return Sentence(N_("{why} ({article})"), why=Sentence(case.why), article=case.article)

    def _is_member(self, aeo: str) -> bool:
        person = self.person
        name = str(person["nombre"]) if person else ""
        return any(same_person(name, member) for member in kept_people.member_names(self.db, aeo))

    def _somebody_else(self, roles: Collection[str]) -> bool:
        """Another person who works here has one of these roles; an office of one person goes on alone."""
        person = self.person
        here = {str(each["nombre"]) for each in self.people()} - {person["nombre"] if person else ""}
        return bool(here & set(self.role_holders(*roles)))

    def _not_alone(self, name: str, case_id: str, did: Collection[str], roles: Collection[str]) -> None:
        """Refuse what the same person did the other half of, while somebody else can do it."""
        case = law.role_law().cases[case_id]
        if not self._counts(case) or not any(same_person(name, each) for each in did):
            return
        if self._somebody_else(roles):
            raise Refused([Problem("", self._second(case))])

    def _my_name(self) -> str:
        person = self.person
        return str(person["nombre"]) if person else ""

    def save_evento(self, compra: str, answers: Answers, datos: Answers | None = None) -> str:
        """Register something that happened to a purchase; who bought does not say that it arrived as agreed."""
        self._may_tell(compra, str(answers.get("codigo") or ""), str(answers.get("modo") or VIVO))
        return super().save_evento(compra, answers, datos)

    def rectify_evento(
        self, evento: str, accion: str, changed: Answers, motivo: str, datos: Answers | None = None
    ) -> str:
        """Correct an event; what it becomes is told by who may tell it."""
        found = self.found("evento", evento)
        self._may_tell(str(found["compra"]), str(changed.get("codigo") or found["codigo"]), str(found["modo"] or VIVO))
        return super().rectify_evento(evento, accion, changed, motivo, datos)

    def _may_tell(self, compra: str, event: str, mode: str) -> None:
        if not self.roles_set:
            return
        rules = law.role_law()
        needed = rules.who_tells(event)
        if not self.roles().intersection(needed):
            raise Refused([Problem("", self._who_may(needed))])
        case = rules.cases["bought_and_accepted"]
        if event in case.events and mode != IMPORTADO:
            self._not_alone(self._my_name(), case.id, kept_people.who_told(self.db, compra, case.after), needed)

    def bienes_from_delivery(
        self, compra: str, evento: str, given: Sequence[Answers] | None = None, destino: str = ""
    ) -> list[str]:
        """Register the goods of a delivery; who verified the counterpart of that plan does not."""
        step = next((each for each in self.purchase(compra).steps if each.event.id == evento), None)
        if step is not None and self.roles_set:
            plan = str(self._whose(compra, step.event, destino)["plan"] or "")
            self._not_both(self._my_name(), kept_people.who_verified(self.db, plan), "save_bienes")
        return super().bienes_from_delivery(compra, evento, given, destino)

    def save_contrapartidas(
        self, plan: str, given: Sequence[tuple[str, Answers]], *, reason: str = ""
    ) -> list[str | tuple[Problem, ...]]:
        """Keep entries; who registered a delivery of the plan does not verify them."""
        did = kept_people.who_handed_over(self.db, plan) if self.roles_set else set()
        for record, answers in given:
            name = str(answers.get("verificado_por") or "")
            before = records.get(self.db, "contrapartida", record) if record else None
            if name and not (before and before["verificado_por"] == name):
                self._not_both(name, did, "save_contrapartida")
        return super().save_contrapartidas(plan, given, reason=reason)

    def _not_both(self, name: str, did: Collection[str], act: str) -> None:
        self._not_alone(name, "delivered_and_verified", did, law.role_law().who_does(act))

    # people who come and leave

    def save_person(self, answers: Answers, record: str | None = None) -> str:
        """Keep a person of this machine. Who directs adds and renames; the language is each one's own to change."""
        before = row(self.db, "SELECT * FROM persona WHERE id = ?", [record]) if record else None
        same = before is not None and all(
            str(answers.get(name, before[name])) == before[name] for name in ("nombre", "rol")
        )
        if not same:
            self._only_who_directs()
        if before is not None and answers.get("nombre", before["nombre"]) != before["nombre"]:
            self._allow("hand_over_purchases", GOBIERNO)  # before anything is written: it follows from another name
        made = super().save_person(answers, record)
        after = self._person(made)["nombre"]
        if before is not None and before["nombre"] != after and self.grants(before["nombre"]):
            with self.save("assign_roles") as db:
                for each in self.grants(before["nombre"]):
                    records.update(db, "funcion", each["id"], {"persona": after})
        return made

    def _only_who_directs(self) -> None:
        if self.locked:
            raise refuse(LOCKED)
        if not self.directs:
            raise Refused([Problem("", self._who_may((DIRIGE,)))])

    def announce_leaving(self, record: str, day: str) -> None:
        """Say from which day a person leaves: they say it, or whoever directs."""
        if self.locked or (self.person or {}).get("id") != record:
            self._only_who_directs()
        super().announce_leaving(record, day)

    def person_leaves(self, record: str) -> None:
        """A person works here no more: their passphrase, their PIN and their roles end at once."""
        self._only_who_directs()
        person = self._person(record)
        name = str(person["nombre"])
        if self.role_holders(DIRIGE) == [name] and (self.person or {}).get("id") != record:
            raise refuse(NOBODY_DIRECTS, "persona")
        super().person_leaves(record)
        self._change_key_file(lambda file: keys.without_person(file, self._key, record))
        with self._writing() as db:
            kept_people.keep_pin(db, record, None)
        if self.given_roles(name):
            self.assign_roles(name, (), reason_left=_(N_("Dejó el puesto")))

    def person_returns(self, record: str) -> None:
        """Somebody who left works here again; what they may do is said anew."""
        self._only_who_directs()
        super().person_returns(record)

    def found_person(self, name: str) -> Row:
        """The person of this machine with this name; raises Refused when there is none."""
        found = self.person_named(name)
        if found is None:
            raise refuse(GONE)
        return found
