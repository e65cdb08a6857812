"""Taking back the last act, and telling what happened to a record."""

import json
from dataclasses import dataclass
from typing import Any

from ayni.domain.change import INSERT, REMOVAL
from ayni.domain.fields import by_name
from ayni.job import Job, finish
from ayni.lang import N_, Sentence, _
from ayni.storage import heads, records
from ayni.storage.database import rows
from ayni.storage.tables import TABLES
from ayni.workspace.opened import Acting, Opened
from ayni.workspace.refusals import refuse

ACTS = {
    "save_municipality": N_("Guardar los datos de la municipalidad"),
    "certify_machine": N_("Dar un certificado a un equipo"),
    "declare_lost": N_("Declarar perdido un equipo"),
    "admit_saves": N_("Decidir sobre lo que guardó un equipo perdido"),
    "save_convocatoria": N_("Guardar la convocatoria"),
    "register_aeo": N_("Registrar la organización"),
    "save_aeo": N_("Guardar la organización"),
    "let_pass": N_("Dejar pasar una regla"),
    "withdraw_dispensa": N_("Retirar lo que se dejó pasar"),
    "save_caracteristicas": N_("Guardar las ocho características"),
    "merge_aeo": N_("Unir dos registros de la misma organización"),
    "decide_repetido": N_("Decidir sobre registros repetidos"),
    "save_asamblea": N_("Guardar el acta de la asamblea"),
    "remove_asamblea": N_("Quitar el acta de la asamblea"),
    "save_poder": N_("Guardar el poder"),
    "remove_poder": N_("Quitar el poder"),
    "save_etapa": N_("Guardar la etapa del cronograma"),
    "remove_etapa": N_("Quitar la etapa del cronograma"),
    "register_socio": N_("Registrar al socio"),
    "save_socio": N_("Guardar al socio"),
    "save_baja": N_("Dar de baja al socio"),
    "return_socio": N_("Reincorporar al socio"),
    "import_padron": N_("Importar el padrón"),
    "paste_padron": N_("Guardar filas pegadas en el padrón"),
    "confirm_padron": N_("Confirmar el padrón"),
    "save_cargo": N_("Guardar el cargo"),
    "remove_cargo": N_("Quitar el cargo"),
    "save_plan": N_("Guardar el plan"),
    "import_plan": N_("Importar el plan"),
    "save_partida": N_("Guardar la partida del presupuesto"),
    "save_partidas": N_("Guardar varias filas del presupuesto"),
    "save_cotizacion": N_("Guardar la cotización"),
    "choose_cotizacion": N_("Elegir una cotización"),
    "remove_cotizacion": N_("Quitar la cotización"),
    "add_cotizacion_archivo": N_("Agregar archivos a la cotización"),
    "join_needs": N_("Juntar cosas de varios planes"),
    "separate_need": N_("Separar una cosa de su grupo"),
    "regroup_need": N_("Agrupar otra vez por el nombre"),
    "remove_partida": N_("Quitar la partida del presupuesto"),
    "save_bloque": N_("Guardar la actividad productiva"),
    "remove_bloque": N_("Quitar la actividad productiva"),
    "save_linea": N_("Guardar la línea de producción"),
    "remove_linea": N_("Quitar la línea de producción"),
    "save_venta": N_("Guardar lo que se vende"),
    "remove_venta": N_("Quitar lo que se vende"),
    "save_gasto": N_("Guardar lo que se gasta"),
    "convert_perfil": N_("Convertir la idea en plan completo"),
    "save_seccion": N_("Guardar una parte del plan"),
    "save_tabla": N_("Guardar filas de una tabla del plan"),
    "remove_fila": N_("Quitar una fila de una tabla del plan"),
    "bring_socios": N_("Traer los socios del padrón a la tabla"),
    "save_version": N_("Guardar una versión del plan"),
    "restore_version": N_("Volver a una versión del plan"),
    "copy_plan": N_("Copiar un plan como comienzo"),
    "reprice_plan": N_("Cambiar los precios del plan"),
    "save_comentario": N_("Guardar el comentario"),
    "remove_comentario": N_("Quitar el comentario"),
    "resolve_comentario": N_("Marcar el comentario"),
    "save_compra": N_("Guardar la compra"),
    "save_offices": N_("Guardar los nombres de las oficinas"),
    "hand_over_purchases": N_("Pasar compras a otra persona"),
    "assign_roles": N_("Dar funciones a una persona"),
    "withdraw_role": N_("Retirar una función"),
    "import_compra": N_("Importar la compra"),
    "import_compras": N_("Traer compras de una hoja"),
    "accept_compra_row": N_("Corregir la compra como dice la hoja"),
    "accept_ocds": N_("Registrar lo que dice el archivo del SEACE"),
    "save_compra_items": N_("Guardar los bienes de la compra"),
    "remove_compra_item": N_("Quitar un bien de la compra"),
    "save_asignacion": N_("Decir para quién es un bien"),
    "remove_asignacion": N_("Quitar para quién es un bien"),
    "bring_partidas": N_("Traer bienes del presupuesto"),
    "buy_together": N_("Hacer una compra para varios planes"),
    "join_purchases": N_("Juntar compras en una"),
    "explain_split": N_("Decir por qué se compra por separado"),
    "divide_compra": N_("Dividir la compra"),
    "rejoin_compra": N_("Juntar la compra que se dividió"),
    "save_especificacion": N_("Guardar la especificación"),
    "save_cotizacion_compra": N_("Guardar cotizaciones de la compra"),
    "remove_cotizacion_compra": N_("Quitar cotizaciones de la compra"),
    "choose_cotizacion_compra": N_("Elegir a quién se compra"),
    "bring_cotizaciones": N_("Traer las cotizaciones de los planes"),
    "put_off_alert": N_("Posponer un aviso"),
    "bring_alert_back": N_("Volver a avisar"),
    "save_evento": N_("Registrar el hecho de la compra"),
    "rectify_evento": N_("Corregir el hecho de la compra"),
    "save_contrapartida": N_("Guardar la contrapartida"),
    "remove_contrapartida": N_("Quitar un aporte de la contrapartida"),
    "add_contrapartida_archivo": N_("Agregar archivos a la contrapartida"),
    "save_bienes": N_("Registrar los bienes de una entrega"),
    "save_bien": N_("Guardar el bien"),
    "remove_bien": N_("Quitar el bien"),
    "add_bien_archivo": N_("Agregar fotos al bien"),
    "save_visita_bien": N_("Registrar la visita a un bien"),
    "add_visita_bien_archivo": N_("Agregar fotos a la visita"),
    "save_cesion": N_("Guardar la cesión en uso"),
    "remove_cesion": N_("Quitar la cesión en uso"),
    "add_cesion_archivo": N_("Agregar archivos a la cesión en uso"),
    "save_liquidacion": N_("Guardar la liquidación"),
    "save_transferencia": N_("Guardar la transferencia definitiva"),
    "import_visitas": N_("Guardar las visitas de campo"),
    "save_plantilla": N_("Guardar el texto de la declaración"),
    "save_requisitos": N_("Guardar la lista de papeles de la convocatoria"),
    "save_contenido": N_("Guardar lo que la convocatoria pide del plan"),
    "save_papel": N_("Guardar la revisión del papel"),
    "add_papel": N_("Agregar archivos al expediente"),
    "remove_archivo": N_("Quitar un archivo del expediente"),
    "assign_aeo": N_("Encargar organizaciones a un equipo"),
    "hand_back_aeo": N_("Recibir de vuelta organizaciones de un equipo"),
    "decide": N_("Decidir un desacuerdo"),
    "join_by_rule": N_("Juntar cambios que no se contradicen"),
    "bring_back": N_("Traer de vuelta de la papelera"),
    "undo": N_("Deshacer"),
}

OF_THE_RECORD = ("aeo", "dispensa", "cargo_periodo", "asamblea", "poder")  # told in the history of an AEO


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What one save changed of a record: who, when, why, from what to what (labels are source texts)."""

    clock: str
    person: str
    act: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]  # label, before, after
    hlc: int = 0  # the order in which things were written


class DeshacerDoor(Opened):
    """What may be asked about the past."""

    def undoable(self) -> Sentence | None:
        """What would be taken back, or None when there is nothing."""
        last = records.last_undoable(self.db)
        if last is None or self._why_not(last):
            return None
        return Sentence(ACTS.get(last["act"], last["act"]))

    def _why_not(self, last: dict[str, Any]) -> str:
        """Why an act is not taken back but answered by a new one; "" when it can be."""
        if last["act"] == "decide":
            return N_("Una decisión no se deshace: corrija el dato, y todo quedará en su historia.")
        touched = {change.table for change in heads.changes_of(self.db, last["tx"])}
        if any(TABLES[table].append_only for table in touched if table in TABLES):
            return N_("Un hecho registrado no se deshace: corríjalo en la línea de tiempo de la compra.")
        return ""

    def undo_count(self) -> int:
        """How much the last act wrote: whether taking it back is long work."""
        last = records.last_undoable(self.db)
        return sum(part["count"] for part in records.of_act(self.db, last["act_id"])) if last else 0

    def undo(self) -> Sentence:
        """Take back the last act of this machine, by a new save. Gives what was taken back.

        Refused when somebody has changed the same thing since, and for facts of a purchase, which are corrected.
        """
        return finish(self.taking_back())

    def taking_back(self) -> Job[Sentence]:
        """`undo` as long work, stopped whole."""
        with self.job():
            last = records.last_undoable(self.db)
            if last is None:
                raise refuse(N_("No hay nada que deshacer."))
            if why := self._why_not(last):
                raise refuse(why)
            with self.acting("undo") as act:
                parts = records.of_act(self.db, last["act_id"])
                for done, part in enumerate(parts):
                    yield done / len(parts)
                    self._take_back(act, part["tx"], part["scope"])
                yield 1.0
            return Sentence(ACTS.get(last["act"], last["act"]))

    def _take_back(self, act: Acting, tx: int, scope: str) -> None:
        with act.over(scope, undoes=tx) as db:
            if records.undoing(db, tx):
                said = N_("No se puede deshacer: después se cambió lo mismo, o se agregó algo que depende de ello.")
                raise refuse(said)

    def history(self, table: str, record: str) -> list[HistoryLine]:
        """Every change of a record, newest first."""
        fields = by_name(TABLES[table].fields)
        by_save: dict[int, list[dict[str, object]]] = {}
        for found in records.history(self.db, table, record):
            by_save.setdefault(found["tx"], []).append(found)
        lines = []
        for changes in by_save.values():
            told: list[tuple[str, str, str]] = []
            for change in changes:
                group, value = str(change["grp"]), json.loads(str(change["value"]))
                if group == REMOVAL:
                    told.append((N_("El registro"), "", _(N_("quitado")) if value["removed"] else _(N_("conservado"))))
                    continue
                seen = change["seen"]
                before = {}
                if group != INSERT and isinstance(seen, int):
                    before = heads.value_at(self.db, table, record, group, seen) or {}
                for name, after in value.items():
                    if name in fields and before.get(name) != after:
                        show = fields[name].kind.show
                        told.append((fields[name].label, show(before.get(name)), show(after)))
            first = changes[0]
            lines.append(
                HistoryLine(
                    str(first["clock"]),
                    str(first["person"]),
                    ACTS.get(str(first["act"]), str(first["act"])),
                    str(first["reason"]),
                    tuple(told),
                    int(str(first["hlc"])),
                )
            )
        return lines[::-1]

    def aeo_history(self, aeo: str) -> list[HistoryLine]:
        """Every change of an AEO and of what was decided about it (what was let pass, powers, actas), newest first."""
        marks = ", ".join("?" * len(OF_THE_RECORD))
        sql = "SELECT DISTINCT o.tbl, o.pk FROM sync_tx x JOIN sync_op o ON o.tx = x.tx WHERE x.scope = ? AND o.tbl IN "
        sql += f"({marks})"
        written = rows(self.db, sql, [aeo, *OF_THE_RECORD])
        lines = [line for found in written for line in self.history(found["tbl"], found["pk"])]
        return sorted(lines, key=lambda line: line.hlc, reverse=True)
