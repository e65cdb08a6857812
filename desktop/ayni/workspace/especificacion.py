"""Specifications: each change a new version with its reason, compared, and a library of what past ones led to."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ayni.domain.dates import without_accents
from ayni.domain.especificacion import (
    ASKED_BY,
    COPIED,
    TYPED,
    BrandRules,
    Caracteristicas,
    Outcome,
    brand_question,
    check_version,
    compare_versions,
    library_order,
    outcome,
)
from ayni.domain.fields import Catalogue, Field, read_answers
from ayni.domain.flow import Answers
from ayni.domain.recorrido import Step
from ayni.domain.version import Comparison
from ayni.lang import N_, Sentence, _
from ayni.storage import pages, records
from ayni.sync import stamps
from ayni.workspace import law
from ayni.workspace.compra_item import CompraItemDoor
from ayni.workspace.expediente import ExpedienteDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused, refuse

TABLE = "especificacion"
EXAMPLE = "ejemplo:"


@cache
def brand_rules() -> BrandRules:
    """Which words look like brands, from `resources/rules/marcas.json`."""
    return BrandRules.from_data(law._read("rules/marcas.json"))  # noqa: SLF001  the reader of resources


@cache
def _examples() -> tuple[Row, ...]:
    found = law._read("examples/especificaciones.json")["especificaciones"]  # noqa: SLF001
    return tuple(
        {
            **dict.fromkeys((*COPIED, "compra", "item", "fecha", "autor")),
            **row,
            "id": f"{EXAMPLE}{row['id']}",
            "documento": f"{EXAMPLE}{row['id']}",
            "numero": "1",
            "caracteristicas": Caracteristicas.written(row["caracteristicas"]),
        }
        for row in found
    )


class EspecificacionDoor(ExpedienteDoor, CompraItemDoor):
    """What may be asked about specifications."""

    def especificaciones(self, compra: str, item: str = "") -> list[Row]:
        """The versions written for a purchase (or for one of its items), newest first."""
        found = pages.where_equal(self.db, TABLE, "compra", compra)
        return _newest_first([row for row in found if not item or row["item"] == item])

    def versiones_de(self, documento: str) -> list[Row]:
        """Every version of one text, newest first. Two machines may have given one number."""
        return _newest_first(pages.where_equal(self.db, TABLE, "documento", documento))

    def especificacion(self, record: str) -> Row:
        """One version, or an example of those that come with the program."""
        if record.startswith(EXAMPLE):
            found = next((row for row in _examples() if row["id"] == record), None)
            if found is None:
                raise refuse(N_("Ese ejemplo ya no está en la biblioteca."))
            return found
        return self.found(TABLE, record)

    def brand_question(self, answers: Answers) -> Sentence | None:
        """What is asked of a text that seems to name a brand."""
        return brand_question(answers, brand_rules())

    def save_especificacion(
        self, answers: Answers, *, compra: str = "", item: str = "", documento: str = "", origen: str = ""
    ) -> str:
        """Keep a new version: of a text (`documento`), or the first one, for a purchase or only for the library.

        `origen` is the version or the example from which it was copied. Raises Refused when, from the second version
        on, it does not say why it changes, or when nothing changed.
        """
        before = self._last_version(documento)
        if documento and before is None:
            raise refuse(N_("Esa especificación ya no está."))
        typed = {field.name: answers.get(field.name) for field in TYPED}
        typed["fecha"] = typed["fecha"] or self.today().isoformat()
        values, wrong = read_answers(TYPED, typed, self.today())
        wrong = wrong or check_version(values, before)
        if wrong:
            raise Refused(wrong)
        if before is None:
            values |= dict.fromkeys(("motivo", "motivo_texto"))
        compra, item = (str((before or {}).get("compra") or compra), str((before or {}).get("item") or item))
        if compra:
            self.found("compra", compra)
        if item and self.found("compra_item", item)["compra"] != compra:
            raise refuse(N_("Ese bien es de otra compra."))
        record, person = stamps.new_row_id(self.now_ms()), self.person
        values |= {
            "documento": documento or record,
            "compra": compra or None,
            "item": item or None,
            "numero": str(1 + int(before["numero"])) if before else "1",
            "evento": self._asked_by(compra, str(values["motivo"] or "")) or None,
            "origen": origen or None,
            "autor": person["nombre"] if person else None,
        }
        with self.save("save_especificacion", reason=str(values["motivo_texto"] or "")) as db:
            records.insert(db, TABLE, record, values)
            self._finish_draft(db, TABLE, f"{compra}|{item}|{documento}")
        return record

    def _last_version(self, documento: str) -> Row | None:
        return next(iter(self.versiones_de(documento)), None) if documento else None

    def _asked_by(self, compra: str, motivo: str) -> str:
        """The last act of the purchase that asks for such a change."""
        code = ASKED_BY.get(motivo, "")
        if not compra or not code:
            return ""
        steps = [step for step in self.purchase(compra).steps if step.event.codigo == code and not step.annulled]
        return steps[-1].event.id if steps else ""

    def compare_especificaciones(self, before: str, after: str) -> Comparison:
        """What a version says that another did not."""
        return compare_versions(self.especificacion(before), self.especificacion(after), self._spec_shown)

    def _spec_shown(self, field: Field, value: Any) -> str:
        if isinstance(field.kind, Catalogue):
            return _(dict(self.choices(field.kind.name)).get(str(value), str(value)))
        return field.kind.show(value)

    # the library

    def biblioteca(self, text: str = "", cadena: str = "") -> list[Row]:
        """Every version and example that fits, with what happened to its call (`suerte`): the best ones first.

        `text` is looked for in title, family and chain; `cadena` is the code of a chain.
        """
        chains = {code: _(label) for code, label in self.choices("cadenas")}
        wanted = without_accents(text).split()
        fitting = [
            row
            for row in (*pages.page(self.db, TABLE, 0, -1), *_examples())
            if (not cadena or row["cadena"] == cadena) and _fits(row, chains, wanted)
        ]
        fates = self._fates(fitting)
        names = {row["compra"]: records.get(self.db, "compra", row["compra"]) for row in fitting if row["compra"]}
        found = [
            {
                **row,
                "cadena_nombre": chains.get(str(row["cadena"] or ""), ""),
                "compra_nombre": str((names.get(row["compra"]) or {}).get("nombre") or ""),
                "ejemplo": str(row["id"]).startswith(EXAMPLE),
                "suerte": fates.get(str(row["id"]), Outcome()),
            }
            for row in fitting
        ]
        return sorted(found, key=lambda row: (row["ejemplo"], *library_order(row)))

    def suerte(self, record: str) -> Outcome:
        """What happened to the call of a version."""
        return self._fates([self.especificacion(record)]).get(record, Outcome())

    def _fates(self, rows: Sequence[Row]) -> dict[str, Outcome]:
        steps: dict[str, Sequence[Step]] = {}
        found = {}
        for row in rows:
            compra = str(row["compra"] or "")
            if not compra:
                continue
            if compra not in steps:
                steps[compra] = self.purchase(compra).steps
            every, number = self.versiones_de(row["documento"]), int(row["numero"])
            until = min((str(other["fecha"]) for other in every if int(other["numero"]) > number), default="")
            found[str(row["id"])] = outcome(steps[compra], str(row["fecha"]), until)
        return found

    # paper

    def print_especificacion(self, record: str, path: Path, language: str = "es") -> Path:
        """A version ready to sign, with its number and day on each page."""
        from ayni.reports.especificacion import write_especificacion  # noqa: PLC0415

        row, town = self.especificacion(record), self.municipality()
        compra = self.compra(row["compra"]) if row["compra"] else {}
        names = {"cadenas": dict(self.choices("cadenas"))}
        return self._printing(
            path, lambda: write_especificacion(path, town, row, compra, language, self.today(), names=names)
        )


def _newest_first(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (int(row["numero"]), str(row["fecha"]), str(row["id"])), reverse=True)


def _fits(row: Row, chains: dict[str, str], wanted: Sequence[str]) -> bool:
    said = (row["titulo"], row["familia"], chains.get(str(row["cadena"] or ""), ""))
    plain = without_accents(" ".join(str(each or "") for each in said))
    return all(word in plain for word in wanted)
