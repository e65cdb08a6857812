"""Blank forms: printing them with the code of their record, and finding the record by that code."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from ayni.domain.fields import Catalogue, Several
from ayni.domain.formulario import FORMS, ID_DIGITS, Code, Form, Part, read_code, with_dashes
from ayni.lang import N_, Sentence, _
from ayni.storage.database import rows
from ayni.workspace.busqueda import BusquedaDoor, Hit
from ayni.workspace.declaracion import DeclaracionDoor
from ayni.workspace.refusals import refuse

SHOWN = 8  # records offered for a code typed by half
OTHER_VERSION = N_("La hoja es de otra versión: compare los números de las casillas.")


class FormularioDoor(DeclaracionDoor, BusquedaDoor):
    """What may be asked about blank forms."""

    def formulario(self, code: str) -> Form:
        """One form by its code. Raises Refused when there is none."""
        if code not in FORMS:
            raise refuse(N_("No existe el papel {code}."), code=code)
        return FORMS[code]

    def _form_of(self, form: Form, record: str) -> Form:
        """The form of a record: the padrón asks what the chain of its AEO asks."""
        if form.code != "padron" or not record:
            return form
        return replace(form, parts=(Part("", self.socio_fields(record)),))

    def print_formulario(
        self,
        record: str,
        path: Path,
        language: str = "es",
        on: date | None = None,
        *,
        code: str,
        copies: int | None = None,
    ) -> Path:
        """A blank form: of a record, or (an empty `record`) of one that does not exist yet. Its QR names nobody."""
        from ayni.reports.formulario import write_formulario  # noqa: PLC0415

        form, day, town = self._form_of(self.formulario(code), record), self._day(on), self.municipality()
        subject = ""
        if record:
            found = self.found(form.noun, record)
            subject = str(found["nombre"] if form.noun == "aeo" else found["titulo"])
        names = self._names(town["ubigeo"])
        for item in form.fields:
            if isinstance(item.kind, Catalogue | Several):
                names[item.kind.name] = dict(self.choices(item.kind.name))
        return self._printed(
            path,
            lambda: write_formulario(
                path, town, form, language, day, record=record, subject=subject, copies=copies, names=names
            ),
        )

    def search(self, text: str, limit: int = 8) -> list[Hit]:
        """As ever; the code of a sheet, typed or scanned, finds the record of the sheet."""
        code = read_code(text)
        return super().search(text, limit) if code is None else self._sheets(code)

    def _sheets(self, code: Code) -> list[Hit]:
        form = code.form

        def same(record: str) -> bool:
            return code.version == self._form_of(form, record).version

        if not code.record:
            detail = _(form.title) if same("") else str(Sentence(OTHER_VERSION))
            return [Hit(form.begin, "", _(form.title), detail)]
        start = with_dashes(code.record)
        column = "nombre" if form.noun == "aeo" else "titulo"
        wanted = "id = ?" if len(code.record) == ID_DIGITS else "substr(id, 1, length(?1)) = ?1"
        found = rows(self.db, f"SELECT id, {column} AS title FROM {form.noun} WHERE {wanted} LIMIT {SHOWN}", [start])  # noqa: S608
        return [
            Hit(
                form.screen,
                each["id"],
                str(each["title"]),
                _(form.title) if same(each["id"]) else str(Sentence(OTHER_VERSION)),
            )
            for each in found
        ]
