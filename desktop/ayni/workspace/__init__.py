"""The door: one open workspace, in the clerk's words. Screens and the command line call this and nothing below it.

`create_workspace` makes a folder, `open_workspace` opens one. What the door cannot do it says as `Refused`.
"""

from ayni.workspace.puerta import (
    Workspace,
    create_workspace,
    damaged_copies,
    is_workspace,
    new_passphrase,
    open_workspace,
    repair_key_file,
    restore_damaged,
)
from ayni.workspace.refusals import Refused

__all__ = [
    "Refused",
    "Workspace",
    "create_workspace",
    "damaged_copies",
    "is_workspace",
    "new_passphrase",
    "open_workspace",
    "repair_key_file",
    "restore_damaged",
]
