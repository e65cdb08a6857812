"""One open workspace: its connections, its saves, its person at work. The doors of the nouns stand on this."""

import contextlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

import filelock

from ayni import __version__
from ayni.domain.change import Change, Save
from ayni.domain.fields import Field, Problem, Values, read_answers
from ayni.domain.flow import Answers
from ayni.lang import N_, Sentence, known, use
from ayni.storage import folder as folders
from ayni.storage import migrations, own, records
from ayni.storage.capture import TriggersDiffer, assert_triggers
from ayni.storage.database import Database, StoreError, connect, row, rows, trouble
from ayni.storage.tables import GOBIERNO, TABLES
from ayni.sync import stamps
from ayni.sync.bundle import seal_save
from ayni.sync.keys import Card, DeviceKeys, new_card
from ayni.workspace import law, recuerdo
from ayni.workspace.motivo import NeedsReason, ask_why
from ayni.workspace.refusals import CLOSED, GONE, Refused, refuse

NOTED = 2.0  # seconds between two notes of what was saved, outside the folder

Row = dict[str, Any]
Clock = Callable[[], datetime]


def local_now() -> datetime:
    """This machine's clock."""
    return datetime.now().astimezone()


class Opened:
    """A folder opened with its key. Writing holds the folder's lock; reading alone does not.

    Each thread has its own connection. `on_change` is called after each write with the names of the tables written.
    """

    def __init__(self, folder: Path, key: bytes, *, read_only: bool = False, clock: Clock = local_now) -> None:
        self.folder = folder
        self.read_only = read_only
        self.clock = clock
        self.on_change: Callable[[frozenset[str]], None] | None = None
        self.because = ""  # why what is presented changes: said once, good until it is taken away
        self.on_why: Callable[[Sentence], None] | None = None  # told when something was refused for lack of a reason
        self._key = key
        self._own = threading.local()
        self._open: list[Database] = []
        self._lock: filelock.FileLock | None = None
        self._begun = False
        self._saved = ""
        self._at_work: str | None = None  # who sits here in this session; before that, who sat here last
        self._last_own = 0
        self._noted = 0.0
        self.unclean = ""  # since when the folder was open when it was left without closing; "" after a clean end
        self.machine = ""
        self.relocated = False  # the folder was last written on another machine, and nobody has said why
        self.question_put = False  # somebody was asked about it in this session
        self.gave_up: set[str] = set()  # what Ayni does by itself and could not do in this session
        self.twin = ""  # a folder of this machine of which this one is a copy
        self._reach = threading.Lock()
        if not read_only:
            self._lock = folders.lock(folder)
        try:
            self._prepare()
            if not read_only:
                self._recognise()
                self.unclean = folders.begin(folder, self.clock())
                self._begun = True
        except (StoreError, folders.FolderTrouble, OSError, migrations.FromTheFuture):
            self._let_go()
            raise
        except Exception as error:
            spoiled = self._spoiled()
            self._let_go()
            if not spoiled:
                raise
            raise folders.Damaged(N_("El archivo está dañado. Abra la última copia buena.")) from error
        except BaseException:
            self._let_go()
            raise

    def _spoiled(self) -> bool:
        """A spoiled page is read as nothing, and what comes of that has many names."""
        try:
            return folders.spoiled_pages(self.db) > 0
        except StoreError:
            return True

    def _prepare(self) -> None:
        if not migrations.ours(self.db):
            raise folders.Damaged(N_("El archivo está dañado. Abra la última copia buena."))
        if self.read_only:
            migrations.refuse_newer(self.db)
        elif migrations.behind(self.db):
            migrations.refuse_newer(self.db)
            self._copy_before()
            migrations.bring_up(self.db)
        else:
            migrations.refuse_newer(self.db)
            try:
                assert_triggers(self.db)
            except TriggersDiffer:
                migrations.bring_up(self.db)
        self.keys = DeviceKeys.read(self.meta("device_keys")) if self.meta("device_keys") else None
        self._name_offices()
        if self.person:
            use(self.person["idioma"])

    def _name_offices(self) -> None:
        """Speak of the offices as this entity does; a file of an older program has no names of its own."""
        known = row(self.db, "SELECT 1 FROM sqlite_schema WHERE name = 'oficina'")
        found = rows(self.db, "SELECT codigo, nombre FROM oficina") if known else []
        law.name_offices({each["codigo"]: each["nombre"] for each in found})

    def _copy_before(self) -> None:
        if migrations.steps.applied(self.db):
            self.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            folders.copy_out(self.folder, self._key, self.clock(), kept=1000, mark="-antes")

    # what this machine remembers

    @property
    def workspace_id(self) -> str:
        """The chance name of this workspace and of its copies."""
        return str(self.meta("workspace") or "")

    def _recognise(self) -> None:
        """Compare the file with what this machine remembers of it. Nothing is refused, whatever is found."""
        self.machine = recuerdo.machine()
        if not self.workspace_id:
            with self._writing() as db, records.transaction(db):
                records.set_meta(db, "workspace", secrets.token_hex(8))
                records.set_meta(db, "machine", self.machine)
        left = str(self.meta("machine") or "")
        self.relocated = bool(left and self.machine and left != self.machine)
        found = recuerdo.recall(self.workspace_id)
        if found is None or found.device != self._device():
            return
        if own.holds(self.db, found.tx):
            self._last_own = found.tx
        if found.folder != str(self.folder.resolve()) and (Path(found.folder) / folders.DATABASE).exists():
            self.twin = found.folder
        elif found.tx and not self._last_own:
            self._went_back(found)

    def _went_back(self, found: recuerdo.Recuerdo) -> None:
        """An older copy stands here: keep what was saved after it in mind, until it returns."""
        here = own.count(self.db, self._device())
        told = {
            "tx": found.tx,
            "saves": max(1, found.saves - here),
            "exported": {name: count - here for name, count in found.exported.items() if count > here},
            "left": found.when,
            "when": self.clock().isoformat("T", "seconds"),
            "seen": False,
        }
        self._keep_meta("vueltas", json.dumps([*self._vueltas(), told], ensure_ascii=False))

    def _vueltas(self) -> list[Row]:
        return list(json.loads(self.meta("vueltas") or "[]"))

    def _note(self, *, surely: bool = False) -> None:
        """Remember outside the folder how it was left, at most every few seconds."""
        if self.read_only or self.relocated or self.twin or not self.machine:
            return
        if not surely and time.monotonic() - self._noted < NOTED:
            return
        self._noted = time.monotonic()
        device, before = self._device(), recuerdo.recall(self.workspace_id)
        made = recuerdo.Recuerdo(
            folder=str(self.folder.resolve()),
            device=device,
            tx=self._last_own or own.last(self.db, device),
            saves=own.count(self.db, device),
            when=self.clock().isoformat("T", "seconds"),
            exported=own.exported(self.db, device),
            copied=before.copied if before else {},
            read_through=before.read_through if before else {},
        )
        recuerdo.remember(self.workspace_id, made)

    # connections

    @property
    def db(self) -> Database:
        """This thread's connection."""
        found: Database | None = getattr(self._own, "db", None)
        if found is not None and getattr(found.conn, "spoiled", False):
            with self._reach:
                self._open.remove(found)
            with contextlib.suppress(StoreError):
                found.conn.close()
            found = None
        if found is None:
            found = connect(self.folder / folders.DATABASE, self._key, read_only=self.read_only)
            self._own.db = found
            with self._reach:
                self._open.append(found)
        return found

    @contextmanager
    def job(self) -> Iterator[Database]:
        """A connection for one long job on another thread, closed at its end."""
        fresh = getattr(self._own, "db", None) is None
        try:
            yield self.db
        finally:
            if fresh and getattr(self._own, "db", None) is not None:
                db = self._own.db
                self._own.db = None
                with self._reach:
                    self._open.remove(db)
                db.conn.close()

    def _let_go(self) -> None:
        with self._reach:
            for db in self._open:
                with contextlib.suppress(StoreError):
                    db.conn.close()
            self._open.clear()
        self._own = threading.local()
        if self._begun:
            folders.end(self.folder)
            self._begun = False
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def close(self) -> None:
        """Close the file and leave an encrypted copy of it, if it changed."""
        if self._lock is None:
            self._let_go()
            return
        try:
            whole = False
            with contextlib.suppress(StoreError):  # a damaged file may refuse even this
                self._note(surely=True)
                self.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                whole = True
            for db in self._open:
                with contextlib.suppress(StoreError):
                    db.conn.close()
            if whole:
                with contextlib.suppress(OSError):  # no room for a copy must not keep the program from closing
                    folders.copy_out(self.folder, self._key, self.clock(), kept=law.copy_terms().kept)
        finally:
            self._let_go()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *gone: object) -> None:
        self.close()

    # facts

    def meta(self, name: str) -> Any:
        """A fact about this file on this machine, or None."""
        return records.meta(self.db, name)

    def _keep_meta(self, name: str, value: Any) -> None:
        with records.transaction(self.db):
            records.set_meta(self.db, name, value)

    def today(self) -> date:
        """The day of this machine."""
        return self.clock().date()

    def now_ms(self) -> int:
        """Milliseconds of this machine's clock."""
        return int(self.clock().timestamp() * 1000)

    def last_saved(self) -> str:
        """The hour of the last thing written in this session: "10:42", or nothing yet."""
        return self._saved

    @property
    def ubigeo(self) -> str:
        """The municipality of this workspace."""
        return str(self.meta("ubigeo"))

    @property
    def role(self) -> str:
        """Whether this is the office's workspace or a promoter's."""
        return str(self.meta("role"))

    @property
    def practice(self) -> bool:
        """This is the practice municipality: invented data, to be tried without fear."""
        return bool(self.meta("practice"))

    def card(self) -> Card:
        """Who this workspace is to others, without secrets."""
        assert self.keys is not None
        return new_card(self.keys, str(self.meta("card_name")), self.role, str(self.meta("nombre")), self.ubigeo)

    # people

    @property
    def person(self) -> Row | None:
        """Who is working now."""
        if self._at_work is not None:
            return row(self.db, "SELECT * FROM persona WHERE id = ?", [self._at_work])
        return row(self.db, "SELECT p.* FROM persona p JOIN meta m ON m.name = 'persona' AND m.value = p.id")

    def people(self, *, gone: bool = False) -> list[Row]:
        """Everybody who works on this machine, or (`gone`) everybody who left."""
        return rows(self.db, "SELECT * FROM persona WHERE activo = ? ORDER BY nombre", [int(not gone)])

    def leaving(self) -> dict[str, date]:
        """Who said that they leave, and from which day."""
        found = rows(self.db, "SELECT nombre, hasta FROM persona WHERE hasta IS NOT NULL AND activo = 1")
        return {each["nombre"]: date.fromisoformat(each["hasta"]) for each in found}

    def save_person(self, answers: Answers, record: str | None = None) -> str:
        """Keep a person of this machine: name, role, language. The language belongs to the person."""
        from ayni.domain.municipio import PERSONA  # noqa: PLC0415  the only use

        values = self._accepted(PERSONA, answers)
        record = record or stamps.new_row_id(self.now_ms())
        with self._writing() as db, records.transaction(db):
            db.conn.execute(
                "INSERT INTO persona (id, nombre, rol, idioma) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
                " SET nombre = excluded.nombre, rol = excluded.rol, idioma = excluded.idioma",
                (record, values["nombre"], values["rol"], known(str(values["idioma"] or "es"))),
            )
        self._tell({"persona"})
        if self.person and self.person["id"] == record:
            use(self.person["idioma"])
        return record

    def work_as(self, record: str) -> None:
        """Say who is working now; their language is used from now on. Refused for somebody who left."""
        if row(self.db, "SELECT 1 FROM persona WHERE id = ? AND activo = 0", [record]):
            raise refuse(N_("Esta persona ya dejó el puesto. En Ajustes puede volver a trabajar aquí."))
        self._keep_meta("persona", record)
        self._at_work = record
        if self.person:
            use(self.person["idioma"])
        self._tell({"persona"})

    def work_as_named(self, name: str) -> None:
        """The same by name; somebody new is added (the command line's --person)."""
        found = row(self.db, "SELECT id FROM persona WHERE nombre = ? ORDER BY activo DESC", [name])
        record = found["id"] if found else self.save_person({"nombre": name, "rol": self.role, "idioma": "es"})
        self.work_as(record)

    # writing

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        """Every write goes through here: a folder opened to read is refused, the world's troubles become sentences."""
        if self.read_only:
            raise refuse(CLOSED)
        try:
            yield self.db
        except StoreError as error:
            said = trouble(error)
            if said is None:
                raise
            raise Refused([Problem("", said)]) from error

    @contextmanager
    def save(
        self, act: str, scope: str = GOBIERNO, *, reason: str = "", undoes: int | None = None, settle: bool = False
    ) -> Iterator[Database]:
        """One named save of the person at work over one scope. What the block writes is stored whole or not at all."""
        with self._writing() as db:
            save = self._stamp(act, scope, reason, undoes)
            with records.transaction(db), records.saving(db, save, self._seal, settle=settle):
                yield db
            self._wrote(db, [save.tx])

    @contextmanager
    def acting(self, act: str, *, reason: str = "") -> Iterator["Acting"]:
        """One act over several scopes: one save each, all in one transaction under one id, taken back together."""
        with self._writing() as db, records.transaction(db):
            act_of = Acting(self, db, act, reason)
            yield act_of
        self._wrote(db, act_of.saves)

    def _stamp(self, act: str, scope: str, reason: str, undoes: int | None, act_id: str = "") -> Save:
        self._allow(act, scope, undoes)
        person, tx = self.person, stamps.new_tx()
        return Save(
            tx=tx,
            stream=stamps.stream_name(self._device(), scope),
            seq=0,
            hlc=stamps.tick(records.last_hlc(self.db), self.now_ms()),
            person=person["nombre"] if person else str(self.meta("nombre")),
            act=act,
            act_id=act_id or str(tx),
            reason=reason or self.because,
            municipality=self.ubigeo,
            scope=scope,
            clock=self.clock().isoformat("T", "seconds"),
            program=__version__,
            schema=migrations.SCHEMA,
            count=0,
            undoes=undoes,
            before=b"",
        )

    def _allow(self, act: str, scope: str, undoes: int | None = None) -> None:
        """Refuse what the person at work may not do: the door of people says."""

    def _device(self) -> str:
        assert self.keys is not None
        return self.keys.device

    def _seal(self, save: Save, changes: Sequence[Change]) -> tuple[bytes, bytes]:
        assert self.keys is not None
        try:
            ask_why(self.db, save, changes)
        except NeedsReason as error:
            if self.on_why is not None:
                self.on_why(error.sentence)
            raise
        return seal_save(self.keys, save, changes)

    def _wrote(self, db: Database, saves: Sequence[int]) -> None:
        marks = ", ".join("?" * len(saves))
        written = {
            found["tbl"]
            for found in rows(db, f"SELECT DISTINCT tbl FROM sync_op WHERE tx IN ({marks})", list(saves))  # noqa: S608
        }
        if written:
            self._saved = self.clock().strftime("%H:%M")
            self._last_own = saves[-1]
            self._tell(written)

    def _tell(self, tables: set[str]) -> None:
        if "oficina" in tables:
            self._name_offices()
        self._note(surely="equipo" in tables)
        if self.on_change is not None:
            self.on_change(frozenset(tables))

    # answers

    def _accepted(self, fields: Sequence[Field], answers: Answers, asked: set[str] | None = None) -> Values:
        """Canonical values of these answers; raises Refused with everything that is wrong."""
        values, wrong = read_answers(fields, answers, self.today(), asked)
        wrong += self._unknown_codes(fields, values)
        if wrong:
            raise Refused(wrong)
        return values

    @staticmethod
    def _over(fields: Sequence[Field], stored: Row, answers: Answers) -> dict[str, str | int | None]:
        """These answers over what is stored: what was not asked stays as it is, what was emptied is emptied."""
        return {item.name: stored.get(item.name) for item in fields} | dict(answers)

    def _unknown_codes(self, fields: Sequence[Field], values: Values) -> list[Problem]:
        from ayni.domain.fields import Catalogue, Reference, Several, Ubigeo  # noqa: PLC0415  only here

        wrong = []
        said = Sentence(N_("Elija una respuesta de la lista."))
        for item in fields:
            value = values.get(item.name)
            if value is None:
                continue
            kind = item.kind
            if isinstance(kind, Catalogue | Several):
                codes = {code for code, _ in self.choices(kind.name)}
                given = str(value).split(",") if isinstance(kind, Several) else [str(value)]
                if not codes.issuperset(given):
                    wrong.append(Problem(item.name, said))
            elif isinstance(kind, Ubigeo) and value not in law.districts():
                wrong.append(Problem(item.name, Sentence(N_("Elija el distrito de la lista."))))
            elif (
                isinstance(kind, Reference)
                and kind.noun in TABLES
                and records.get(self.db, kind.noun, str(value)) is None
            ):
                wrong.append(Problem(item.name, said))
        return wrong

    def choices(self, name: str) -> list[tuple[str, str]]:
        """Code and label (source text) of the entries of a catalogue."""
        if name == "categorias":
            regimes = [regime for regime in law.rule_book().regimes if regime.kind == "process"]
            codes = sorted({code for regime in regimes for code in law.rule_book().categories(regime)})
            return [(code, code) for code in codes]
        if name == "regimenes":
            return [(regime.id, regime.basis) for regime in law.rule_book().regimes if regime.kind == "process"]
        return law.catalogue(name)

    def found(self, table: str, record: str) -> Row:
        """A row by its id; raises Refused when it is not there."""
        there = records.get(self.db, table, record)
        if there is None:
            raise refuse(GONE)
        return there

    # drafts

    def keep_draft(self, noun: str, record: str, answers: Mapping[str, str], step: str = "") -> None:
        """Keep what is being typed, exactly as typed: outside the log, never exchanged."""
        with self._writing() as db:
            db.conn.execute(
                "INSERT INTO borrador VALUES (?, ?, ?, ?, ?) ON CONFLICT (noun, record) DO UPDATE SET"
                " answers = excluded.answers, step = excluded.step, kept = excluded.kept",
                (
                    noun,
                    record,
                    json.dumps(dict(answers), ensure_ascii=False),
                    step,
                    self.clock().isoformat("T", "seconds"),
                ),
            )
        self._saved = self.clock().strftime("%H:%M")

    def draft(self, noun: str, record: str = "") -> Row | None:
        """The draft of a noun: {"answers", "step", "kept"}, or None."""
        found = row(self.db, "SELECT * FROM borrador WHERE noun = ? AND record = ?", (noun, record))
        return {**found, "answers": json.loads(found["answers"])} if found else None

    def drafts(self) -> list[Row]:
        """Everything begun and not finished, newest first."""
        return [
            {**found, "answers": json.loads(found["answers"])}
            for found in rows(self.db, "SELECT * FROM borrador ORDER BY kept DESC")
        ]

    def drop_draft(self, noun: str, record: str = "") -> None:
        """Forget a draft: it was saved, or its person threw it away."""
        with self._writing() as db:
            db.conn.execute("DELETE FROM borrador WHERE noun = ? AND record = ?", (noun, record))
        self._tell({"borrador"})

    def _finish_draft(self, db: Database, noun: str, record: str = "") -> None:
        """Within a save: the draft becomes the saved record, in the same transaction."""
        db.conn.execute("DELETE FROM borrador WHERE noun = ? AND record = ?", (noun, record))


class Acting:
    """An act under way over several scopes. `over` opens the save of one of them."""

    def __init__(self, opened: Opened, db: Database, act: str, reason: str) -> None:
        self._opened, self._db, self._act, self._reason = opened, db, act, reason
        self._id = stamps.new_row_id(opened.now_ms())
        self.saves: list[int] = []

    @contextmanager
    def over(self, scope: str, *, undoes: int | None = None) -> Iterator[Database]:
        """The act's save in one scope. What the block writes is stored with the rest of the act or not at all."""
        save = self._opened._stamp(self._act, scope, self._reason, undoes, self._id)  # noqa: SLF001  the same room
        with records.saving(self._db, save, self._opened._seal):  # noqa: SLF001
            yield self._db
        if own.holds(self._db, save.tx):  # nothing written, no save
            self.saves.append(save.tx)
