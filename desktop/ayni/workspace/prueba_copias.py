"""Ayni tests its own copies each week, checks the file after an end that was none, and says it in plain words."""

import json
import secrets
import shutil
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from ayni.job import Job, within
from ayni.lang import N_, Sentence, moment
from ayni.storage import attachments, migrations, own, records
from ayni.storage import folder as folders
from ayni.storage.database import StoreError, connect, rows, scalar, trouble
from ayni.sync.keys import OFFICE, DeviceKeys
from ayni.workspace import law, llave, revision
from ayni.workspace.copia_fuera import CopiaFueraDoor
from ayni.workspace.copia_terminos import older_than
from ayni.workspace.expediente import archivo_names
from ayni.workspace.inicio import Task
from ayni.workspace.opened import Row
from ayni.workspace.refusals import refuse

TRIAL = "prueba-"

SPOILED_PAPER = N_("El papel {name} está dañado en este equipo. Agréguelo otra vez en su expediente.")
SPOILED_COPY = N_("La copia del {when} está dañada. Las demás sirven; al cerrar, Ayni hace otra.")
SPOILED_KEY = N_("El archivo {name} está dañado. Cierre Ayni y ábralo otra vez: se repone de su copia.")
NO_COPY = N_("Todavía no hay copias. La primera se hace al cerrar Ayni.")


@dataclass(frozen=True, slots=True)
class Looked:
    """What a check or a test of a copy found, and when. `found` is empty when all was well."""

    when: str
    found: tuple[str, ...] = ()
    name: str = ""  # of the copy
    saves: int = 0

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """As it was kept, or None when nothing was."""
        if not text:
            return None
        known: Any = json.loads(text)
        return cls(known["when"], tuple(known["found"]), known["name"], known["saves"])


class PruebaCopiasDoor(CopiaFueraDoor):
    """What may be asked about tests of copies and of the file."""

    # the file

    def last_check(self) -> Looked | None:
        """The last time that Ayni checked the file by itself or was asked to."""
        return Looked.read(self.meta("last_check"))

    def check_due(self) -> bool:
        """The file is to be checked: it was left without closing, or a week has gone by."""
        known = self.last_check()
        return bool(self.unclean) or known is None or older_than(known.when, law.copy_terms().check_every, self.clock())

    def checking_file(self, *, whole: bool = False) -> Job[list[Sentence]]:
        """Check pages, guards, rows against the log, papers, the key file and its copy. What is wrong, with what to do.

        `whole`: of a large file everything too, every paper read to its end, and every copy. The result is kept.
        """
        with self.job() as db:
            said: list[Sentence] = []
            job = revision.checking(db, self._cards, whole=whole)
            said += yield from within(job, 0.0, 0.6)
            if whole or not said:
                reading = attachments.check_all(self.folder, self._key, aside=not self.read_only)
                spoiled = yield from within(reading, 0.6, 0.85)
                named = archivo_names(db) if spoiled else {}
                said += [Sentence(SPOILED_PAPER, name=named.get(sha, sha[:8])) for sha in spoiled]
            said += [Sentence(SPOILED_KEY, name=name) for name in llave.damage(self.folder)]
            if whole:
                listed = folders.copies(self.folder)
                for place, copy in enumerate(listed):
                    yield 0.85 + 0.1 * place / len(listed)
                    good = copy.name.startswith("antes-")  # what was put aside may well be damaged
                    if not good and not folders.healthy(self.folder / folders.COPIES / copy.name, self._key):
                        said.append(Sentence(SPOILED_COPY, when=moment(copy.made)))
            saves = 0
            with suppress(StoreError):  # a damaged file may not even count
                saves = int(scalar(db, "SELECT count(*) FROM sync_tx"))
            yield 0.98
            self._keep_looked("last_check", Looked(self._now(), tuple(str(each) for each in said), saves=saves))
        yield 1.0
        return said

    def end_told(self) -> list[Sentence]:
        """After an end that was none, what to tell once the file was checked and nothing is wrong."""
        if not self.unclean:
            return []
        known, drafts = self.last_check(), len(self.drafts())
        said = [
            Sentence(
                N_("Se revisó todo: nada guardado se perdió. Guardados: {count}."),
                count=known.saves if known else 0,
            )
        ]
        if drafts == 1:
            said.append(Sentence(N_("Quedó un borrador sin guardar: está en Inicio, para seguir.")))
        elif drafts:
            said.append(Sentence(N_("Quedaron {count} borradores sin guardar: están en Inicio."), count=drafts))
        return said

    # its copies

    def last_test(self) -> Looked | None:
        """The last time that Ayni opened the newest copy to see whether it serves."""
        return Looked.read(self.meta("last_test"))

    def test_due(self) -> bool:
        """The newest copy is to be tested."""
        known, routine = self.last_test(), folders.routine_copies(self.folder)
        if not routine or known is None:
            return bool(routine)
        renewed = bool(known.found) and routine[0].name != known.name
        return renewed or older_than(known.when, law.copy_terms().test_every, self.clock())

    def testing_copy(self) -> Job[Looked]:
        """Open the newest copy in a place of its own and check it whole: pages, rows against the log, chain.

        The result is kept. Nothing of the trial stays, whatever happens.
        """
        routine = folders.routine_copies(self.folder)
        if not routine:
            return Looked(self._now(), (str(Sentence(NO_COPY)),))
        self._clear_trials()
        yield 0.0
        trial = Path(tempfile.mkdtemp(prefix=TRIAL, dir=self.folder / folders.COPIES))
        try:
            copy = Path(shutil.copyfile(routine[0], trial / folders.DATABASE))
            yield 0.1
            found, saves = yield from within(self._trying(copy), 0.1, 0.95)
        finally:
            shutil.rmtree(trial, ignore_errors=True)
        looked = Looked(self._now(), tuple(str(each) for each in found), routine[0].name, saves)
        self._keep_looked("last_test", looked)
        self._tell({"copia"})
        yield 1.0
        return looked

    def _trying(self, copy: Path) -> Job[tuple[list[Sentence], int]]:
        try:
            db = connect(copy, self._key)
        except StoreError as error:
            return [trouble(error) or Sentence(revision.DAMAGED)], 0
        try:
            if not migrations.ours(db):
                return [Sentence(revision.DAMAGED)], 0
            if migrations.behind(db):
                migrations.bring_up(db)
            found = yield from revision.checking(db, self._cards, whole=True)
            saves = int(scalar(db, "SELECT count(*) FROM sync_tx")) if not found else 0
        except (StoreError, migrations.FromTheFuture):
            return [Sentence(revision.DAMAGED)], 0
        finally:
            db.conn.close()
        return found, saves

    def _clear_trials(self) -> None:
        """What a power cut left of an earlier trial."""
        for left in (self.folder / folders.COPIES).glob(f"{TRIAL}*"):
            shutil.rmtree(left, ignore_errors=True)

    def copy_test_told(self) -> Sentence:
        """When Ayni last tested a copy, and how it went."""
        known = self.last_test()
        if known is None:
            return Sentence(N_("Ayni todavía no probó ninguna copia."))
        if known.found:
            return Sentence(N_("El {when} Ayni probó la última copia y está dañada."), when=moment(known.when))
        said = N_("El {when} Ayni abrió la última copia y está sana. Guardados en ella: {count}.")
        return Sentence(said, when=moment(known.when), count=known.saves)

    def copy_warnings(self) -> list[Sentence]:
        """What the home screen says of copies: a test that failed or is overdue, a stick not seen for long."""
        said = []
        test, terms = self.last_test(), law.copy_terms()
        if test is not None and test.found:
            said.append(Sentence(N_("La última copia está dañada. Cierre Ayni y ábralo otra vez para hacer otra.")))
        elif test is not None and older_than(test.when, terms.test_told_after, self.clock()):
            told = N_("Hace más de {days} días que no se prueba una copia. Pruébela ahora.")
            said.append(Sentence(told, days=terms.test_told_after))
        if (outside := self.outside_warning()) is not None:
            said.append(outside)
        if (check := self.last_check()) is not None and check.found:
            said.append(Sentence(N_("La última revisión encontró un daño. Vea qué hacer.")))
        return said

    def copy_tasks(self) -> list[Task]:
        """The same, as tasks of the home screen."""
        return [Task("copia", said, "copias") for said in self.copy_warnings()]

    # a copy that came back, a folder of another machine

    def returns(self, *, unseen: bool = False) -> list[Row]:
        """The times an older copy was put here: own saves that it lacked, where they went, whether they are back."""
        return [
            {**each, "back": own.holds(self.db, each["tx"])}
            for each in self._vueltas()
            if not (unseen and each["seen"])
        ]

    def return_told(self, told: Row) -> list[Sentence]:
        """What happened and what to do, in words."""
        one = N_("Esta carpeta volvió a como estaba antes. Falta 1 guardado hecho en este equipo.")
        many = N_("Esta carpeta volvió a como estaba antes. Faltan {count} guardados hechos en este equipo.")
        said = [Sentence(one) if told["saves"] == 1 else Sentence(many, count=told["saves"])]
        for name, count in told["exported"].items():
            back = N_("También los tiene {name}: {count}. Mándele un archivo y reciba el suyo; ahí vuelven.")
            said.append(Sentence(back, count=count, name=name))
        if not told["exported"]:
            said.append(Sentence(N_("Ninguno se había exportado: revise sus papeles y vuelva a escribirlos.")))
        return said

    def saw_returns(self) -> None:
        """Somebody has read it."""
        self._keep_meta("vueltas", json.dumps([{**each, "seen": True} for each in self._vueltas()], ensure_ascii=False))

    def moved_here(self) -> None:
        """The folder moved to this machine or place for good; the other one is not used any more."""
        self._keep_meta("machine", self.machine)
        self.relocated, self.twin = False, ""
        self._note(surely=True)

    def copy_here(self, name: str) -> None:
        """The folder is a copy and the other one is still used: this machine gets keys and a name of its own.

        What was saved stays, under the keys that saved it. The office must accept this machine's card.
        """
        name = name.strip()
        if not name:
            raise refuse(N_("Falta este dato."), "nombre")
        taken = {str(self.meta("card_name")), *(str(each["name"]) for each in rows(self.db, "SELECT name FROM equipo"))}
        if name in taken:
            raise refuse(N_("Ese nombre ya lo usa otro equipo. Escriba otro."), "nombre")
        old, keys = self.card(), DeviceKeys.new()
        with self._writing() as db, records.transaction(db):
            db.conn.execute(
                "INSERT INTO autor (device, name, card, codigo) VALUES (?, ?, ?, ?) ON CONFLICT (device)"
                " DO UPDATE SET codigo = max(codigo, excluded.codigo)",  # what an office said stays said
                (old.device, old.name, old.body(), int(old.role == OFFICE)),
            )
            for fact, value in (
                ("device_keys", keys.stored()),
                ("card_name", name),
                ("workspace", secrets.token_hex(8)),
                ("machine", self.machine),
                ("copy_places", "[]"),
                ("vueltas", "[]"),
            ):
                records.set_meta(db, fact, value)
        self.keys, self._last_own = keys, 0
        self.relocated, self.twin = False, ""
        self._note(surely=True)
        self._tell({"equipo"})

    def _keep_looked(self, name: str, looked: Looked) -> None:
        if self.read_only:
            return
        with suppress(StoreError):  # a damaged file may not keep even this
            self._keep_meta(name, json.dumps(asdict(looked), ensure_ascii=False))

    def _now(self) -> str:
        return self.clock().isoformat("T", "seconds")
