"""What the offices are called here: a region says Gerencia General where a municipality says Gerencia municipal."""

from ayni.domain.oficina import office_fields
from ayni.lang import _
from ayni.qt.screens.pages import FormPage
from ayni.qt.shell import Screen, Shell
from ayni.workspace.law import purchase_law


class OficinasScreen(FormPage):
    """One box for each office. An empty one keeps the usual name."""

    def __init__(self, shell: Shell, record: str) -> None:
        law = purchase_law()
        inside = tuple(code for code in law.offices if code in law.inside)
        outside = tuple(code for code in law.offices if code not in law.inside)
        super().__init__(
            shell,
            _("Nombres de las oficinas"),
            office_fields(law.offices),
            draft=("oficinas", ""),
            verb=_("Guardar los nombres"),
            values=shell.door.office_names,
            sections=[(_("De la entidad"), inside), (_("De fuera"), outside)],
            hint=_("Escriba solo los que aquí se llaman de otra manera. Cambian en todas las pantallas y papeles."),
        )

    def store(self, answers: dict[str, str]) -> None:
        """Keep them."""
        self.shell.door.save_offices(answers)
        self.shell.say(_("Nombres de las oficinas guardados."))


SCREENS = {"oficinas": Screen(OficinasScreen, rail="ajustes")}
