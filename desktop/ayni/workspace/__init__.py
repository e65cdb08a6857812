"""The door: one open workspace, in the clerk's words. Screens and the command line call this and nothing below it.

`create_workspace` makes a folder, `open_workspace` opens one. What the door cannot do it says as `Refused`.
"""

from ayni.workspace.copia_buena import damaged_copies
from ayni.workspace.copia_fuera import places_in
from ayni.workspace.puerta import (
    Workspace,
    create_workspace,
    is_workspace,
    new_passphrase,
    open_workspace,
)
from ayni.workspace.refusals import Refused
from ayni.workspace.rescate import (
    finding_good_copy,
    repair_key_file,
    restore_damaged,
    restoring_from,
)

__all__ = [
    "Refused",
    "Workspace",
    "create_workspace",
    "damaged_copies",
    "finding_good_copy",
    "is_workspace",
    "new_passphrase",
    "open_workspace",
    "places_in",
    "repair_key_file",
    "restore_damaged",
    "restoring_from",
]
