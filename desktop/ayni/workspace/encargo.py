"""Which organisations a promoter's machine carries: nothing of the others ever goes into a file for it."""

from collections.abc import Sequence

from ayni.domain.encargo import ENCARGO
from ayni.domain.municipio import OFICINA, PROMOTOR
from ayni.lang import N_
from ayni.storage import encargo, records
from ayni.storage.database import Database, row, rows
from ayni.sync import stamps
from ayni.workspace.opened import Opened, Row
from ayni.workspace.refusals import refuse

ONLY_OFFICE = N_("Solo la oficina encarga organizaciones a un equipo. Pídalo allí.")
ONLY_PROMOTER = N_("El equipo de {name} no es de un promotor: lleva todas las organizaciones.")
NOTHING_CHOSEN = N_("Elija una organización o más.")


class EncargoDoor(Opened):
    """What may be asked about what each machine carries."""

    def assign(self, device: str, aeos: Sequence[str], reason: str = "") -> list[str]:
        """Give a promoter's machine (its device or its name) organisations to carry; from then on it is sent those
        and no others. What it carries already stays as it is. The ids written.
        """
        machine = self._carrier(device)
        values = self._to_carry(machine["device"], self._chosen(aeos), reason)
        with self.save("assign_aeo", reason=reason) as db:
            return self._give(db, values)

    def _to_carry(self, device: str, aeos: Sequence[str], reason: str = "") -> list[Row]:
        """The rows that give a machine these organisations, without those that it carries."""
        carried = {each["aeo"] for each in self.assigned(device)}
        facts = {"equipo": device, "desde": self.today().isoformat(), "motivo": reason}
        return [self._accepted(ENCARGO, {**facts, "aeo": aeo}) for aeo in aeos if aeo not in carried]

    def _give(self, db: Database, values: Sequence[Row]) -> list[str]:
        """Inside a save: write them. The ids."""
        written = []
        for each in values:
            written.append(stamps.new_row_id(self.now_ms()))
            records.insert(db, "encargo", written[-1], each)
        return written

    def hand_back(self, device: str, aeos: Sequence[str], reason: str = "") -> None:
        """A machine carries these no longer: no more of them is sent to it. What it holds stays on it, and what it
        saved without having sent it is still received.
        """
        machine = self._carrier(device)
        today = self.today().isoformat()
        typed = {"motivo_devuelto": reason, "hasta": today, "equipo": machine["device"], "desde": today}
        values = [self._accepted(ENCARGO, {**typed, "aeo": aeo}) for aeo in self._chosen(aeos)]
        with self.save("hand_back_aeo", reason=reason) as db:
            for each in values:
                open_rows = [found for found in self.assigned(machine["device"]) if found["aeo"] == each["aeo"]]
                for found in open_rows:
                    back = {name: each[name] for name in ("hasta", "motivo_devuelto")}
                    records.update(db, "encargo", found["id"], back)
                if not open_rows:
                    records.insert(db, "encargo", stamps.new_row_id(self.now_ms()), each)

    def assigned(self, device: str, *, back: bool = False) -> list[Row]:
        """What a machine carries: id, aeo, nombre, desde, motivo; `back`: also what it handed back, with `hasta`."""
        machine = row(self.db, "SELECT device FROM equipo WHERE name = ?", [device])
        found = encargo.all_of(self.db, machine["device"] if machine else device)
        return [each for each in found if back or not each["hasta"]]

    def scopes_of(self, device: str) -> frozenset[str] | None:
        """The scopes that a machine is sent; None is everything: an office, the region, a promoter who was never given
        anything.
        """
        machine = row(self.db, "SELECT role FROM equipo WHERE device = ?", [device])
        if machine is not None and machine["role"] != PROMOTOR:
            return None
        return encargo.scopes(self.db, device)

    def carriers(self) -> list[Row]:
        """The accepted machines of promoters, with how many organisations each carries; None is all of them."""
        found = rows(self.db, "SELECT device, name FROM equipo WHERE role = ? ORDER BY name", [PROMOTOR])
        return [
            {**each, "count": None if (scopes := self.scopes_of(each["device"])) is None else len(scopes) - 1}
            for each in found
        ]

    def _carrier(self, device: str) -> Row:
        if self.role != OFICINA:
            raise refuse(ONLY_OFFICE)
        machine = row(self.db, "SELECT device, name, role FROM equipo WHERE device = ? OR name = ?", (device, device))
        if machine is None:
            raise refuse(N_("No hay un equipo aceptado que se llame {name}."), name=device)
        if machine["role"] != PROMOTOR:
            raise refuse(ONLY_PROMOTER, name=machine["name"])
        return machine

    def _chosen(self, aeos: Sequence[str]) -> list[str]:
        if not aeos:
            raise refuse(NOTHING_CHOSEN, "aeo")
        return list(dict.fromkeys(aeos))
