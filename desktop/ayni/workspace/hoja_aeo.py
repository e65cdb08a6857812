"""Telling an AEO how its purchase goes: at the counter, on paper or by message, and registering it in the same step."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from ayni.domain import mensaje
from ayni.domain.evento import event_from_row
from ayni.domain.fields import Date, Phone, Problem
from ayni.domain.flow import Answers
from ayni.domain.hoja_aeo import NOTICE, AeoSheet, duties_of, goods_for, next_notice, notices
from ayni.domain.presupuesto import amount
from ayni.domain.pronostico import Forecast
from ayni.domain.recorrido import Purchase
from ayni.lang import N_, Sentence
from ayni.storage import records
from ayni.storage.database import rows, scalar
from ayni.storage.search import find
from ayni.workspace import law
from ayni.workspace.opened import Row
from ayni.workspace.papeles import PapelesDoor
from ayni.workspace.refusals import Refused, refuse
from ayni.workspace.tablero import TableroDoor

FOUND = 200  # AEO that a few letters may find at the counter
NAMED = 4  # things of the counterpart that a sheet names
SERVED = (
    "SELECT id AS compra, aeo FROM compra WHERE aeo IN ({marks})"
    " UNION SELECT compra, aeo FROM asignacion WHERE aeo IN ({marks})"
)
COUNTER = (
    "SELECT d.compra || '/' || d.aeo AS id, d.compra, d.aeo, c.nombre, c.year, a.nombre AS aeo_nombre"
    " FROM ({served}) d JOIN compra c ON c.id = d.compra JOIN aeo a ON a.id = d.aeo"
    " ORDER BY a.nombre, c.year DESC, c.nombre, d.compra LIMIT ? OFFSET ?"
)
NOT_SERVED = N_("Esta compra no es para esa organización.")


class HojaAeoDoor(PapelesDoor, TableroDoor):
    """What may be asked to answer a producer who comes to ask."""

    # at the counter

    def _asked(self, text: str) -> list[str]:
        """The AEO whose name begins so, and those on whose board somebody of this name sits."""
        found = [row["id"] for row in find(self.db, "aeo", text, FOUND) if not row["fusionado_en"]]
        people = [row["id"] for row in find(self.db, "socio", text, FOUND)]
        if people:
            marks = ", ".join("?" * len(people))
            sql = f"SELECT DISTINCT aeo FROM cargo_periodo WHERE socio IN ({marks})"  # noqa: S608  only marks
            found += [row["aeo"] for row in rows(self.db, sql, people)]
        return list(dict.fromkeys(found))

    def counter(self, offset: int = 0, limit: int = 100, text: str = "") -> list[Row]:
        """Purchases of the AEO that these letters find, by its name or by that of somebody of its board.

        Each row is a purchase for one AEO: its `id` is "compra/aeo".
        """
        asked = self._asked(text)
        if not asked:
            return []
        sql = COUNTER.format(served=SERVED.format(marks=", ".join("?" * len(asked))))
        found = rows(self.db, sql, [*asked, *asked, limit, offset])
        standing = self.kept_standings([row["compra"] for row in found])
        return [{**standing[row["compra"]], **row, "preside": self._president(row["aeo"])} for row in found]

    def counter_count(self, text: str = "") -> int:
        """How many rows the counter has for these letters."""
        asked = self._asked(text)
        if not asked:
            return 0
        sql = f"SELECT count(*) FROM ({SERVED.format(marks=', '.join('?' * len(asked)))})"  # noqa: S608  only marks
        return int(scalar(self.db, sql, [*asked, *asked]) or 0)

    def _president(self, aeo: str) -> str:
        held = self._holders(aeo, self.today())
        return next((str(each["full_name"]) for each in held if each["cargo"] == "presidente"), "")

    # what one AEO is told

    def served(self, compra: str) -> list[tuple[str, str]]:
        """The AEO that a purchase is for: id and name."""
        found = self.found("compra", compra)
        wanted = [found["aeo"], *(row["aeo"] for row in self.asignaciones(compra))]
        named = ((aeo, records.get(self.db, "aeo", aeo)) for aeo in dict.fromkeys(wanted) if aeo)
        return [(str(aeo), str((row or {}).get("nombre") or "")) for aeo, row in named]

    def _aeo_of(self, compra: str, aeo: str) -> str:
        served = [one for one, _name in self.served(compra)]
        if aeo and aeo not in served:
            raise refuse(NOT_SERVED)
        return aeo or (served[0] if served else "")

    def aeo_sheet(
        self, compra: str, aeo: str = "", on: date | None = None, *, note: str | None = None, until: date | None = None
    ) -> AeoSheet:
        """What an AEO is told of a purchase besides where it stands; `note` and `until` replace what is known."""
        day, aeo = self._day(on), self._aeo_of(compra, aeo)
        purchase, allotted = self.purchase(compra, day), self.asignaciones(compra)
        told = [event for event in notices(self._events(compra), aeo) if event.fecha <= day.isoformat()]
        known = str(told[0].datos.get("tareas") or "") if told else ""
        open_still = not purchase.closed and not purchase.handed_over
        return AeoSheet(
            goods_for(self.compra_items(compra), allotted, aeo),
            self._likely(compra, purchase),
            duties_of(self._promised(self._plan_served(compra, aeo, allotted)), purchase),
            known if note is None else note,
            str(self.municipality().get("telefono") or ""),
            (until or next_notice(day, law.purchase_law())) if open_still else None,
        )

    def _plan_served(self, compra: str, aeo: str, allotted: Sequence[Row]) -> str:
        plans = [row["plan"] for row in allotted if row["aeo"] == aeo and row["plan"]]
        return str(plans[0] if plans else self.found("compra", compra)["plan"] or "")

    def _promised(self, plan: str) -> list[str]:
        """What the AEO puts in according to its plan, by name, without amounts."""
        if not plan:
            return []
        sources = ("monetaria_centimos", "valorizada_centimos")
        mine = [row for row in self.partidas(plan) if any(amount(row, name) for name in sources)]
        names = list(dict.fromkeys(str(row["nombre"]) for row in mine))
        return [mensaje.cut(name, 60) for name in names[:NAMED]]

    def _likely(self, compra: str, purchase: Purchase) -> Forecast | None:
        if not purchase.stays:
            return None
        if purchase.on == self.today():
            return self.forecast(compra)
        return self._ends_drawn(compra, purchase)

    def notice_text(
        self, compra: str, aeo: str = "", language: str = "es", *, short: bool = False, sheet: AeoSheet | None = None
    ) -> str:
        """The message for an AEO, of 700 letters at most; of 160, when `short`."""
        aeo = self._aeo_of(compra, aeo)
        row, name = self.found("compra", compra), dict(self.served(compra)).get(aeo, "")
        say = mensaje.short_message if short else mensaje.message
        told = sheet or self.aeo_sheet(compra, aeo)
        return say(name, str(row["nombre"]), self.purchase(compra), told, law.purchase_law(), language)

    def recipients(self, aeo: str) -> list[tuple[str, str]]:
        """Whom to tell: the names of those who hold a post today and the label of the post; no DNI."""
        labels = dict(self.choices("cargos"))
        held = self._holders(aeo, self.today())
        return [(str(each["full_name"]), labels.get(each["cargo"], "")) for each in held]

    def notices_of(self, compra: str, aeo: str = "") -> list[Row]:
        """The notices given to an AEO, the last one first."""
        by_id = {row["id"]: row for row in self.eventos(compra)}
        return [by_id[event.id] for event in notices([event_from_row(row) for row in by_id.values()], aeo)]

    # telling it

    def print_compra_estado(
        self, record: str, path: Path, language: str = "both", on: date | None = None, *, aeo: str = ""
    ) -> Path:
        """The one-page status sheet of a purchase, for one AEO (the first that it serves)."""
        return self._print_sheet(record, path, language, aeo, self._day(on), self.aeo_sheet(record, aeo, on))

    def _print_sheet(self, record: str, path: Path, language: str, aeo: str, on: date, sheet: AeoSheet) -> Path:
        from ayni.reports.compra import write_compra_estado  # noqa: PLC0415  reportlab is imported when it prints

        compra, town, aeo = self.compra(record), self.municipality(), self._aeo_of(record, aeo)
        who = self.aeo(aeo) if aeo else {"nombre": "", "ubigeo": town["ubigeo"]}
        purchase, names = self.purchase(record, on), self._names(who["ubigeo"], town["ubigeo"])
        return self._printed(
            path,
            lambda: write_compra_estado(path, town, who, compra, purchase, language, on, sheet=sheet, names=names),
        )

    def tell_aeo(
        self, compra: str, aeo: str, answers: Answers, language: str = "es", *, paper: Path | None = None
    ) -> str:
        """Give a notice and register it in one step: `medio`, `destinatario`, `tareas`, `proximo`, `texto`.

        With `paper` the sheet is printed first, in its language ("es", "quz" or "both"). What cannot be registered is
        not printed either. An empty `texto` is the message that the program writes. Gives the id of the event.
        """
        aeo = self._aeo_of(compra, aeo)
        given, sheet = self._notice(compra, aeo, answers, language)
        event = {"codigo": NOTICE, "fecha": self.today().isoformat(), "oficina": "GDE"}
        if problems := self.preview_evento(compra, event, given).problems:
            raise Refused(problems)
        if paper is not None:
            self._print_sheet(compra, paper, language, aeo, self.today(), sheet)
        return self.save_evento(compra, event, given)

    def _notice(
        self, compra: str, aeo: str, answers: Answers, language: str
    ) -> tuple[Mapping[str, str | int | None], AeoSheet]:
        """The data of a notice from what was typed, and the sheet that says the same."""
        lacking = [
            Problem(name, Sentence(N_("Falta este dato.")))
            for name in ("medio", "destinatario")
            if not str(answers.get(name) or "").strip()
        ]
        if lacking:
            raise Refused(lacking)
        until = None
        if typed := str(answers.get("proximo") or "").strip():
            until = self.read_notice_day(typed)
        note = answers.get("tareas")
        sheet = self.aeo_sheet(compra, aeo, note=None if note is None else str(note), until=until)
        first = "es" if language == "both" else language
        text = str(answers.get("texto") or "") or self.notice_text(compra, aeo, first, sheet=sheet)
        return {
            "medio": str(answers["medio"]),
            "destinatario": str(answers["destinatario"]),
            "texto": text,
            "aeo": aeo,
            "tareas": sheet.note,
            "proximo": sheet.next_notice.isoformat() if sheet.next_notice else "",
        }, sheet

    def read_notice_day(self, typed: str) -> date:
        """The day of the next notice as typed; refused when it cannot be read or is past."""
        reading = Date(month_allowed=False).read(typed, self.today())
        if reading.sentence is not None:
            raise Refused([Problem("proximo", reading.sentence)])
        found = date.fromisoformat(str(reading.value))
        if found <= self.today():
            raise refuse(N_("El próximo aviso debe ser después de hoy."), "proximo")
        return found

    def office_phone(self) -> str:
        """The telephone that the sheets say, as people read it; nothing while nobody wrote it."""
        return Phone().show(self.municipality().get("telefono") or "")
