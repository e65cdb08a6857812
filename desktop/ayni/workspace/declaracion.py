"""Sworn statements of an AEO (F06): the text of its call, or ours until the call has one, filled and printed."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from ayni.domain.declaracion import (
    DIRECTIVOS,
    JUNTA,
    PLANTILLA,
    REPRESENTANTE,
    SOCIOS,
    Declaracion,
    check_text,
    read_templates,
    with_text,
)
from ayni.domain.flow import Answers
from ayni.lang import N_, soles
from ayni.paths import resource
from ayni.storage import records
from ayni.storage.database import row
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.opened import Row
from ayni.workspace.papeles import PapelesDoor
from ayni.workspace.refusals import Refused, refuse


@cache
def templates() -> dict[str, Declaracion]:
    """Our models, by code."""
    return read_templates(json.loads(resource("forms/declaraciones.json").read_text("utf-8")))


class DeclaracionDoor(PapelesDoor):
    """What may be asked about statements."""

    def declaraciones(self, convocatoria: str) -> list[Declaracion]:
        """Every statement with the text that a call has for it; our model where it has none."""
        return [self.declaracion(convocatoria, code) for code in templates()]

    def declaracion(self, convocatoria: str, code: str) -> Declaracion:
        """One of them. Raises Refused when there is no such statement."""
        if code not in templates():
            raise refuse(N_("No existe el papel {code}."), code=code)
        own = self._plantilla(convocatoria, code)
        return with_text(templates()[code], own["titulo"], own["texto"]) if own else templates()[code]

    def _plantilla(self, convocatoria: str, code: str) -> Row | None:
        return row(self.db, "SELECT * FROM plantilla WHERE convocatoria = ? AND codigo = ?", [convocatoria, code])

    def save_plantilla(self, convocatoria: str, code: str, answers: Answers) -> str:
        """Give a call its own text of a statement; from then on it is no longer our model."""
        self.found("convocatoria", convocatoria)
        self.declaracion(convocatoria, code)
        values = self._accepted(PLANTILLA, {**answers, "convocatoria": convocatoria, "codigo": code})
        if wrong := check_text(str(values["texto"])):
            raise Refused(wrong)
        there = self._plantilla(convocatoria, code)
        record = there["id"] if there else stamps.new_row_id(self.now_ms())
        with self.save("save_plantilla") as db:
            if there:
                records.update(db, "plantilla", record, values)
            else:
                records.insert(db, "plantilla", record, values)
            self._finish_draft(db, "plantilla", f"{convocatoria} {code}")
        return str(record)

    def _facts(self, aeo: Row, day: date) -> Mapping[str, str]:
        """What is known to fill the holes of the statements; nothing stands for what is not known."""
        town, plans = self.municipality(), self.plans_of(aeo["id"])
        signer = self._represented(aeo["id"], day)
        place = law.place_name(aeo["ubigeo"])
        known = {
            "municipalidad": town["nombre"],
            "convocatoria": aeo["convocatoria_nombre"],
            "aeo": aeo["nombre"],
            "ruc": aeo["ruc"],
            "partida": aeo["partida_registral"],
            "domicilio": ", ".join(filter(None, (aeo["direccion"], aeo["comunidad"], place))),
            "representante": signer.get("representante"),
            "representante_dni": signer.get("representante_dni"),
        }
        if plans:
            budget = self.budget(plans[0]["id"]).whole
            known["plan"] = plans[0]["titulo"]
            if budget.total:
                known |= {
                    "total": soles(budget.total),
                    "cofinanciamiento": soles(budget.cofinanciamiento),
                    "cm": soles(budget.monetaria),
                    "cnm": soles(budget.valorizada),
                }
        return {name: str(value) for name, value in known.items() if value}

    def _signers(self, declaracion: Declaracion, aeo: str, day: date) -> list[Row]:
        """Who signs: the board in force with its president first, or every member."""
        if declaracion.signer == SOCIOS:
            return [socio for socio in self.socios(aeo, 0, -1) if not socio["fecha_baja"]]
        labels = dict(self.choices("cargos"))
        board = [{**held, "cargo": labels.get(held["cargo"], held["cargo"])} for held in self._holders(aeo, day)]
        if declaracion.signer in {JUNTA, DIRECTIVOS}:
            return board
        return board[:1] if declaracion.signer == REPRESENTANTE else []

    def print_declaracion(
        self, record: str, path: Path, language: str = "es", on: date | None = None, *, code: str
    ) -> Path:
        """A statement of an AEO, ready to sign. What the register does not know is a line to fill by hand."""
        from ayni.reports.declaracion import write_declaracion  # noqa: PLC0415

        aeo, day, town = self.aeo(record), self._day(on), self.municipality()
        declaracion = self.declaracion(str(aeo["convocatoria"] or ""), code)
        plans = self.plans_of(record)
        return self._printed(
            path,
            lambda: write_declaracion(
                path,
                town,
                declaracion,
                self._facts(aeo, day),
                self._signers(declaracion, record, day),
                language,
                day,
                benefited=aeo,
                partidas=self.partidas(plans[0]["id"]) if plans else (),
                names=self._names(aeo["ubigeo"], town["ubigeo"]),
            ),
        )
