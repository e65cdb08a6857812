"""Making, opening and recovering a workspace: the whole door put together from the doors of its nouns."""

import contextlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ayni.domain.fields import Problem, Text, Ubigeo
from ayni.domain.municipio import OFICINA, PROMOTOR
from ayni.lang import N_, Sentence
from ayni.storage import folder as folders
from ayni.storage import migrations, records
from ayni.storage.database import StoreError, connect, spoiled, trouble
from ayni.sync.keys import DeviceKeys, key_file, new_key, new_recovery, with_passphrase
from ayni.workspace import law, llave
from ayni.workspace.agrupamiento import AgrupamientoDoor
from ayni.workspace.asamblea import AsambleaDoor
from ayni.workspace.auditoria import AuditoriaDoor
from ayni.workspace.avisos import AvisosDoor
from ayni.workspace.beneficio import BeneficioDoor
from ayni.workspace.busqueda import BusquedaDoor
from ayni.workspace.buzon import BuzonDoor
from ayni.workspace.campo import CampoDoor
from ayni.workspace.capitulo import CapituloDoor
from ayni.workspace.comentario import ComentarioDoor
from ayni.workspace.contenido import ContenidoDoor
from ayni.workspace.copia_final import CopiaFinalDoor
from ayni.workspace.copia_plan import CopiaPlanDoor
from ayni.workspace.cotizacion import CotizacionDoor
from ayni.workspace.cotizacion_compra import CotizacionCompraDoor
from ayni.workspace.cronograma import CronogramaDoor
from ayni.workspace.division import DivisionDoor
from ayni.workspace.ejemplo import EjemploDoor
from ayni.workspace.entrega_cargo import EntregaCargoDoor
from ayni.workspace.entrevista import EntrevistaDoor
from ayni.workspace.equipo import EquipoDoor
from ayni.workspace.especificacion import EspecificacionDoor
from ayni.workspace.familia import FamiliaDoor
from ayni.workspace.formulario import FormularioDoor
from ayni.workspace.fusion import FusionDoor
from ayni.workspace.grupo import GrupoDoor
from ayni.workspace.informe_compras import InformeComprasDoor
from ayni.workspace.inicio import InicioDoor
from ayni.workspace.junta_directiva import JuntaDoor
from ayni.workspace.ocds_sugerencias import OcdsSugerenciasDoor
from ayni.workspace.oficina import OficinaDoor
from ayni.workspace.opened import Clock, local_now
from ayni.workspace.padron import PadronDoor
from ayni.workspace.papelera import PapeleraDoor
from ayni.workspace.papeles import PapelesDoor
from ayni.workspace.papeles_entrega import PapelesEntregaDoor
from ayni.workspace.perfil import PerfilDoor
from ayni.workspace.persona import SHORTEST, PersonaDoor
from ayni.workspace.plan import PlanDoor
from ayni.workspace.prueba_copias import PruebaCopiasDoor
from ayni.workspace.reajuste import ReajusteDoor
from ayni.workspace.referencias import ReferenciasDoor
from ayni.workspace.refusals import NO_WRITING, Refused, refuse
from ayni.workspace.rescate import key_of, way_in
from ayni.workspace.tabla import TablaDoor
from ayni.workspace.union import UnionDoor

BEGUN = f"{folders.KEY_FILE}.nuevo"  # stands in a folder until its workspace is whole


class Workspace(  # the door; each part stands in the file of its noun
    PersonaDoor,
    PruebaCopiasDoor,
    AvisosDoor,
    FamiliaDoor,
    GrupoDoor,
    UnionDoor,
    DivisionDoor,
    InformeComprasDoor,
    PapelesEntregaDoor,
    CopiaFinalDoor,
    ReajusteDoor,
    CopiaPlanDoor,
    EntrevistaDoor,
    CampoDoor,
    FormularioDoor,
    BeneficioDoor,
    AsambleaDoor,
    PerfilDoor,
    InicioDoor,
    FusionDoor,
    PapelesDoor,
    CotizacionDoor,
    CotizacionCompraDoor,
    EspecificacionDoor,
    TablaDoor,
    ContenidoDoor,
    ComentarioDoor,
    EjemploDoor,
    CapituloDoor,
    PlanDoor,
    OcdsSugerenciasDoor,
    EntregaCargoDoor,
    PadronDoor,
    JuntaDoor,
    AuditoriaDoor,
    EquipoDoor,
    BuzonDoor,
    AgrupamientoDoor,
    CronogramaDoor,
    BusquedaDoor,
    ReferenciasDoor,
    OficinaDoor,
    PapeleraDoor,
):
    """Everything a screen may ask for. What is not here, no screen can do."""


def is_workspace(folder: Path) -> bool:
    """The folder holds a workspace, though its key file be lost and only the copy of it left."""
    return (folder / folders.KEY_FILE).exists() or llave.copy_of(folder).exists()


def _check_new(folder: Path, ubigeo: str, name: str, person: str, passphrase: str) -> None:
    wrong = []
    today = date(2000, 1, 1)
    if reading := Ubigeo().read(ubigeo, today).sentence:
        wrong.append(Problem("ubigeo", reading))
    elif ubigeo not in law.districts():
        wrong.append(Problem("ubigeo", Sentence(N_("Elija el distrito de la lista."))))
    for field, text, limit in (("nombre", name, 160), ("persona", person, 120)):
        if not text.strip():
            wrong.append(Problem(field, Sentence(N_("Falta este dato."))))
        elif too_long := Text(limit).read(text, today).sentence:
            wrong.append(Problem(field, too_long))
    if len(passphrase) < SHORTEST:
        said = N_("La clave debe tener {letters} letras o más.")
        wrong.append(Problem("passphrase", Sentence(said, letters=SHORTEST)))
    if folder.exists() and not (folder.is_dir() and (_begun(folder) or not any(folder.iterdir()))):
        wrong.append(Problem("folder", Sentence(N_("Esa carpeta ya tiene archivos. Elija otra carpeta, vacía."))))
    if wrong:
        raise Refused(wrong)


def _begun(folder: Path) -> bool:
    """A workspace was being made here when the process died: its key was never put in its place."""
    apart = (folders.COPIES, folders.ATTACHMENTS)
    whole = is_workspace(folder) or any((folder / name).exists() for name in apart)
    return not whole and any(folder.glob(f"{BEGUN}*"))


def create_workspace(
    folder: Path,
    *,
    ubigeo: str,
    name: str,
    person: str,
    role: str = OFICINA,
    passphrase: str,
    practice: bool = False,
    language: str = "es",
    cost: int | None = None,
    clock: Clock = local_now,
) -> tuple[Workspace, str]:
    """Make a workspace in an empty folder. Gives the open door and the recovery code to be printed and kept in a safe.

    `role` is "oficina" or "promotor"; `cost` is scrypt's, for tests. Raises Refused with everything that is wrong.
    """
    _check_new(folder, ubigeo, name, person, passphrase)
    if role not in {OFICINA, PROMOTOR}:
        raise refuse(N_("Diga si este equipo es de la oficina o de un promotor."), "role")
    key, recovery = new_key(), new_recovery()
    costs = {} if cost is None else {"n": cost}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folders.write_whole(folder / BEGUN, b"")
        for left in folder.glob(f"{folders.DATABASE}*"):
            left.unlink()
        file = key_file(key, passphrase, recovery, **costs)
        db = connect(folder / folders.DATABASE, key)
        try:
            migrations.bring_up(db)
            keys = DeviceKeys.new()
            with records.transaction(db):
                for fact, value in (
                    ("ubigeo", ubigeo),
                    ("nombre", name.strip()),
                    ("role", role),
                    ("card_name", person.strip()),
                    ("device_keys", keys.stored()),
                    ("practice", int(practice)),
                ):
                    records.set_meta(db, fact, value)
        finally:
            db.conn.close()
        llave.write(folder, file)  # takes the place of what told that it was begun
    except (OSError, StoreError) as error:
        with contextlib.suppress(OSError):  # what was begun must not keep the folder from being used later
            for left in [*folder.glob(f"{folders.DATABASE}*"), *folder.glob(f"{BEGUN}*")]:
                left.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise refuse(NO_WRITING, "folder") from error
        if said_of := trouble(error):
            raise Refused([Problem("folder", said_of)]) from error
        raise
    workspace = _opened(folder, lambda: Workspace(folder, key, clock=clock))
    workspace.work_as(workspace.save_person({"nombre": person, "rol": role, "idioma": language}))
    if role == OFICINA:
        workspace.first_roles(person.strip())
        workspace.save_municipality({"nombre": name})
    return workspace, recovery


def open_workspace(
    folder: Path,
    passphrase: str | None = None,
    *,
    recovery: str | None = None,
    read_only: bool = False,
    clock: Clock = local_now,
) -> Workspace:
    """Open a workspace with its passphrase, with a person's own, or with the code of its recovery sheet.

    Who opens with a passphrase of their own is the one at work.
    Raises Refused: not a workspace, wrong passphrase, open in another window, damaged, written by a newer program.
    """
    key, mark = way_in(folder, passphrase, recovery)
    door = _opened(folder, lambda: Workspace(folder, key, read_only=read_only, clock=clock))
    if not read_only:
        with contextlib.suppress(OSError, folders.FolderTrouble):  # no room for the copy is no reason not to open
            llave.look_after(folder)
    try:
        door.came_in(mark, sheet=recovery is not None)
    except Refused:
        door.close()
        raise
    return door


def _opened(folder: Path, opening: Callable[[], Workspace]) -> Workspace:
    if not (folder / folders.DATABASE).exists():
        raise refuse(N_("A esta carpeta le falta su archivo de datos. Recupérelo de una copia."), "damaged")
    try:
        return opening()
    except folders.FolderTrouble as error:
        field = "damaged" if isinstance(error, folders.Damaged) else "folder"
        raise Refused([Problem(field, error.sentence)]) from error
    except migrations.FromTheFuture as error:
        said = N_("Esta carpeta la escribió una versión más nueva de Ayni. Instale esa versión en este equipo.")
        raise refuse(said, "folder") from error
    except StoreError as error:
        if spoiled(error):  # the key file gave the key, so the file is at fault
            raise refuse(N_("El archivo está dañado. Abra la última copia buena."), "damaged") from error
        if said_of := trouble(error):
            raise Refused([Problem("folder", said_of)]) from error
        raise
    except OSError as error:
        raise refuse(N_("No se puede escribir en esa carpeta. Ábrala solo para leer, o revise el disco.")) from error


def new_passphrase(folder: Path, passphrase: str, *, recovery: str) -> None:
    """Change a forgotten passphrase with the recovery sheet; the sheet stays good."""
    if len(passphrase) < SHORTEST:
        raise refuse(N_("La clave debe tener {letters} letras o más."), "passphrase", letters=SHORTEST)
    key = key_of(folder, None, recovery)
    file = folders.read_json(folder / folders.KEY_FILE)
    try:
        llave.write(folder, with_passphrase(file, key, passphrase))
        llave.forget_before(folder, file)
    except OSError as error:
        raise refuse(NO_WRITING, "folder") from error
