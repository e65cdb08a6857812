"""Opening the encrypted file, and telling the world's troubles from our bugs.

`connect()` is the only place that opens a database. The alias of `pysqlite3` must be set before sqlite-utils is
imported: it then catches SQLCipher's exception classes instead of the standard library's.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2

sys.modules.setdefault("pysqlite3", sys.modules["sqlcipher3"])
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

from sqlite_utils import Database  # noqa: E402  after the alias

from ayni.lang import N_, Sentence  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Database", "StoreError", "connect", "row", "rows", "scalar", "spoiled", "trouble"]

StoreError = dbapi2.Error

NOTADB = 26
TROUBLES = {
    dbapi2.SQLITE_FULL: N_("No queda espacio en el disco. Borre archivos que no necesita y pruebe otra vez."),
    dbapi2.SQLITE_READONLY: N_("La carpeta está protegida contra escritura. Quite el seguro o elija otra carpeta."),
    dbapi2.SQLITE_BUSY: N_("Otro programa está usando el archivo. Ciérrelo y pruebe otra vez."),
    dbapi2.SQLITE_LOCKED: N_("Otro programa está usando el archivo. Ciérrelo y pruebe otra vez."),
    dbapi2.SQLITE_CORRUPT: N_("El archivo está dañado. Abra la última copia buena."),
    dbapi2.SQLITE_IOERR: N_("El disco o la memoria USB no responde. Revise que siga conectado y pruebe otra vez."),
    dbapi2.SQLITE_CANTOPEN: N_("No se puede abrir el archivo. Revise que la carpeta exista y que sea suya."),
    NOTADB: N_("La clave no es esa, o el archivo está dañado."),
}


def trouble(error: BaseException) -> Sentence | None:
    """What to tell the person about an error of the store or the disk, or None when the fault is ours."""
    if isinstance(error, dbapi2.Error):
        message = TROUBLES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        return Sentence(message) if message else None
    return None


def spoiled(error: BaseException) -> bool:
    """The error says that the file is not what was written, where its key is known to be right."""
    return isinstance(error, dbapi2.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF in {
        dbapi2.SQLITE_CORRUPT,
        NOTADB,
    }


SPOILING = {dbapi2.SQLITE_IOERR, dbapi2.SQLITE_CORRUPT, NOTADB}


class Connection(dbapi2.Connection):  # type: ignore[misc]  # it comes without types
    """A connection that remembers that a page could not be read or written: SQLCipher then refuses every later one,
    though the disk answers again, and another connection must be opened.
    """

    spoiled = False

    def note(self, error: dbapi2.Error) -> None:
        """Remember an error."""
        self.spoiled = self.spoiled or (getattr(error, "sqlite_errorcode", 0) & 0xFF) in SPOILING

    def execute(self, *given: Any) -> dbapi2.Cursor:
        """Run one statement."""
        try:
            return super().execute(*given)
        except dbapi2.Error as error:
            self.note(error)
            raise

    def executemany(self, *given: Any) -> dbapi2.Cursor:
        """Run one statement for many values."""
        try:
            return super().executemany(*given)
        except dbapi2.Error as error:
            self.note(error)
            raise


def connect(path: Path, key: bytes, *, read_only: bool = False, alone: bool = False) -> Database:
    """Open the encrypted file with its raw 32-byte key. `alone`: read a copy that nobody writes, leaving nothing.

    Raises sqlcipher3's errors: NOTADB when the key is another one, CANTOPEN when the folder is not there.
    """
    read_only = read_only or alone
    mode = "ro" if read_only else "rwc"
    uri = f"{path.resolve().as_uri()}?mode={mode}{'&immutable=1' if alone else ''}"
    connection = dbapi2.connect(
        uri, uri=True, timeout=5.0, isolation_level=None, check_same_thread=False, factory=Connection
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -8000")
    except BaseException:
        connection.close()
        raise
    return Database(connection)


def rows(db: Database, sql: str, values: "Sequence[Any] | dict[str, Any]" = ()) -> list[dict[str, Any]]:
    """The rows of a query as plain dictionaries."""
    cursor = db.conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    try:
        return [dict(zip(names, row, strict=True)) for row in cursor]
    except dbapi2.Error as error:
        if isinstance(db.conn, Connection):
            db.conn.note(error)
        raise


def row(db: Database, sql: str, values: "Sequence[Any] | dict[str, Any]" = ()) -> dict[str, Any] | None:
    """The first row of a query, or None."""
    found = rows(db, sql, values)
    return found[0] if found else None


def scalar(db: Database, sql: str, values: "Sequence[Any] | dict[str, Any]" = ()) -> Any:
    """The first column of the first row, or None."""
    found = db.conn.execute(sql, values).fetchone()
    return None if found is None else found[0]
