"""What a promoter's machine carries: organisations ticked by the office. `record` is the machine."""

from PySide6.QtWidgets import QCheckBox, QLineEdit

from ayni.lang import N_, Sentence, _
from ayni.qt.kit.cards import Card, Footer, Page, button, words
from ayni.qt.kit.keys import EnterMoves, on_key, watch
from ayni.qt.shell import Screen, Shell


class EncargoScreen(Page):
    """The organisations, those that it carries ticked. What is unticked is sent to it no more."""

    def __init__(self, shell: Shell, record: str) -> None:
        self.shell = shell
        carriers = {str(each["device"]): each for each in shell.door.carriers()}
        self.device = record if record in carriers else next(iter(carriers), "")
        machine = carriers.get(self.device)
        name = str(machine["name"]) if machine else ""
        super().__init__(str(Sentence(N_("Organizaciones que lleva {name}"), name=name)))
        self.boxes: dict[str, QCheckBox] = {}
        carried = {str(each["aeo"]) for each in shell.door.assigned(self.device)}
        self.before = carried
        card = Card("")
        everything = machine is not None and machine["count"] is None
        if everything:
            said = _("Ahora lleva todas. Si marca algunas, desde entonces solo recibirá esas, y las que registre.")
        else:
            said = _("Recibe solo las marcadas, y las que registre. Lo que ya tiene en su equipo se queda.")
        card.column.addWidget(words(said))
        self.reason = QLineEdit()
        self.reason.setObjectName("motivo")
        self.reason.setPlaceholderText(_("Motivo, si hace falta: su zona, sus vacaciones…"))
        self.reason.setAccessibleName(_("Motivo"))
        self.column.addWidget(card)
        listed = Card(_("Organizaciones"))
        for aeo in shell.door.aeos(0, -1):
            place = f" · {aeo['comunidad']}" if aeo.get("comunidad") else ""
            box = QCheckBox(f"{aeo['nombre']}{place}")
            box.setObjectName(f"aeo.{aeo['id']}")
            box.setChecked(str(aeo["id"]) in carried)
            listed.column.addWidget(box)
            self.boxes[str(aeo["id"])] = box
        if not self.boxes:
            listed.column.addWidget(words(_("Todavía no hay organizaciones registradas."), "hint"))
        self.column.addWidget(listed)
        self.column.addWidget(self.reason)
        self.end()
        self.save_button = button(_("Guardar"), self.store, role="primary")
        self.save_button.setObjectName("guardar")
        self.save_button.setToolTip("Ctrl+Enter")
        later = button(_("Dejar como está"), shell.back, role="quiet")
        self._foot = Footer(self.save_button, later, letters=0)
        self.layout().addWidget(self._foot)
        self._keys = EnterMoves(self, self.store)
        watch(self._keys, self._foot)
        on_key(self, "Ctrl+Return", self.store, inside=True)
        on_key(self, "Ctrl+Enter", self.store, inside=True)

    def store(self) -> None:
        """Give what was ticked, take back what was unticked."""
        ticked = {aeo for aeo, box in self.boxes.items() if box.isChecked()}
        given, back = sorted(ticked - self.before), sorted((self.before - ticked) & self.boxes.keys())
        if not given and not back:
            self.shell.back()
            return
        if self.shell.attempt(lambda: self._store(given, back)):
            self.shell.say(_("Guardado."))
            self.shell.back()

    def _store(self, given: list[str], back: list[str]) -> None:
        reason = self.reason.text().strip()
        if given:
            self.shell.door.assign(self.device, given, reason)
        if back:
            self.shell.door.hand_back(self.device, back, reason)


SCREENS = {"encargo": Screen(EncargoScreen, rail="intercambio")}
