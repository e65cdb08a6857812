"""The papers of the last mile, gathered and handed to the writers of `reports/`."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ayni.domain.expediente import read_files
from ayni.lang import N_
from ayni.workspace.liquidacion import LiquidacionDoor
from ayni.workspace.opened import Row
from ayni.workspace.refusals import Refused, refuse

PHOTOS = 12  # on the page of an act
DOTS = 700  # across a photo on paper


class PapelesEntregaDoor(LiquidacionDoor):
    """What may be printed of goods, counterparts and the end of a plan. `language`: "es", "quz" or "both"."""

    def print_acta_entrega(self, evento: str, path: Path, language: str = "both", on: date | None = None) -> Path:
        """The act of delivery and reception of one delivery, with the goods registered from it and their photos."""
        from ayni.reports.entrega import Handing, write_acta_entrega  # noqa: PLC0415  reportlab is read when one prints

        event = next(
            step.event
            for step in self.purchase(str(self.found("evento", evento)["compra"])).steps
            if step.event.id == evento
        )
        goods = [good for good in self.bienes() if good["entrega_evento"] == evento]
        if not goods:
            raise refuse(N_("Registre primero los bienes de esta entrega."))
        aeo = self.aeo(goods[0]["aeo"])
        plan = self.plan(goods[0]["plan"]) if goods[0]["plan"] else {}
        day, town = self._day(on), self.municipality()
        handing = Handing(
            plan,
            goods,
            str(event.datos.get("acta") or event.documento),
            event.fecha,
            str(event.datos.get("recibe") or ""),
            self.photos_of(goods),
            self.counterpart_answer(plan["id"]) if plan else None,
            self._board(aeo["id"], day),
        )
        names = self._names(aeo["ubigeo"], town["ubigeo"])
        return self._printed(path, lambda: write_acta_entrega(path, town, aeo, handing, language, day, names=names))

    def _board(self, aeo: str, on: date) -> dict[str, Row]:
        return {held["cargo"]: held for held in self._holders(aeo, on)}

    def photos_of(self, rows: Sequence[Row]) -> list[tuple[str, bytes]]:
        """The first page of each file of these rows as a picture; a file that is not on this machine is left out."""
        found: list[tuple[str, bytes]] = []
        for row in rows:
            caption = " · ".join(str(part) for part in (row.get("nombre"), row.get("serie")) if part)
            for file in read_files(row.get("archivos")):
                if len(found) == PHOTOS:
                    return found
                try:
                    found.append((caption or file.name, self.page_picture(file.sha256, 0, DOTS)))
                except Refused:
                    continue
        return found

    def print_cesion(self, cesion: str, path: Path, language: str = "both", on: date | None = None) -> Path:
        """The agreement by which an AEO uses the goods of a plan."""
        from ayni.reports.entrega import Handing, write_cesion  # noqa: PLC0415

        row, day, town = self.found("cesion", cesion), self._day(on), self.municipality()
        aeo, plan = self.aeo(row["aeo"]), self.plan(row["plan"])
        handing = Handing(plan, self.bienes(plan=row["plan"]), board=self._board(aeo["id"], day))
        names = self._names(aeo["ubigeo"], town["ubigeo"])
        return self._printed(path, lambda: write_cesion(path, town, aeo, row, handing, language, day, names=names))

    def print_inventario(self, aeo: str, path: Path, language: str = "es", on: date | None = None) -> Path:
        """Everything that an AEO holds, with its state."""
        from ayni.reports.bien import write_inventario  # noqa: PLC0415

        row, day, town = self.aeo(aeo), self._day(on), self.municipality()
        names, goods = self._names(row["ubigeo"], town["ubigeo"]), self.bienes(aeo=aeo)
        return self._printed(path, lambda: write_inventario(path, town, row, goods, language, day, names=names))

    def print_ficha_bien(self, bien: str, path: Path, language: str = "es", on: date | None = None) -> Path:
        """One good with all its visits and photos."""
        from ayni.reports.bien import write_ficha_bien  # noqa: PLC0415

        good, day, town = self.bien(bien), self._day(on), self.municipality()
        aeo, visits = self.aeo(good["aeo"]), self.visitas_bien(bien)
        names = self._names(aeo["ubigeo"], town["ubigeo"])
        names["socio"] = {str(good["custodio"]): str(good["custodio_nombre"])}
        photos = self.photos_of([good, *visits])
        return self._printed(
            path, lambda: write_ficha_bien(path, town, aeo, good, visits, photos, language, day, names=names)
        )

    def print_contrapartida(self, plan: str, path: Path, language: str = "es", on: date | None = None) -> Path:
        """The ledger of a plan's counterpart."""
        self.refuse_disputed(plan=plan)
        from ayni.reports.contrapartida import write_contrapartida  # noqa: PLC0415

        row, day, town = self.plan(plan), self._day(on), self.municipality()
        aeo, found, entries = self.aeo(row["aeo"]), self.ledger(plan), self.contrapartidas(plan)
        answers = [self.counterpart_answer(plan), self.pace_answer(plan)]
        names = self._names(aeo["ubigeo"], town["ubigeo"])
        return self._printed(
            path,
            lambda: write_contrapartida(path, town, aeo, row, found, entries, answers, language, day, names=names),
        )

    def print_liquidacion(self, plan: str, path: Path, language: str = "es", on: date | None = None) -> Path:
        """The liquidation sheet of a plan."""
        self.refuse_disputed(plan=plan)
        from ayni.reports.liquidacion import write_liquidacion  # noqa: PLC0415

        row, day, town = self.plan(plan), self._day(on), self.municipality()
        aeo, done, sheet = self.aeo(row["aeo"]), self.liquidacion(plan), self.liquidation_sheet(plan)
        names = self._names(aeo["ubigeo"], town["ubigeo"])
        names["calificaciones"] = dict(self.choices("calificaciones"))
        return self._printed(
            path,
            lambda: write_liquidacion(
                path,
                town,
                aeo,
                row,
                done,
                sheet.things,
                sheet.money,
                sheet.natures,
                sheet.share,
                sheet.answers,
                sheet.missing,
                language,
                day,
                names=names,
            ),
        )

    def print_transferencia(self, plan: str, path: Path, language: str = "es", on: date | None = None) -> Path:
        """The steps, the agreement and the goods of a plan's transfer."""
        self.refuse_disputed(plan=plan)
        from ayni.reports.liquidacion import write_transferencia  # noqa: PLC0415

        row, day, town = self.plan(plan), self._day(on), self.municipality()
        aeo, goods = self.aeo(row["aeo"]), self.bienes(plan=plan)
        names = self._names(aeo["ubigeo"], town["ubigeo"])
        return self._printed(
            path,
            lambda: write_transferencia(
                path,
                town,
                aeo,
                row,
                self.transferencia(plan),
                self.transfer_steps(plan),
                goods,
                self.transfer_answers(plan),
                language,
                day,
                names=names,
            ),
        )
