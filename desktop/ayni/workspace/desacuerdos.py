"""Clashes: two people changed one thing without having seen each other. Both values stay until somebody decides."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

from ayni.domain.change import REMOVAL, Clash
from ayni.domain.fields import (
    Choice,
    Field,
    Kind,
    Money,
    Problem,
    Quantity,
    Rate,
    Reference,
    Several,
    Text,
    Value,
    by_name,
)
from ayni.domain.municipio import OFICINA
from ayni.domain.padron import full_name
from ayni.domain.repetido import TABLE_OF
from ayni.domain.states import Moved, joined_state
from ayni.domain.tabla import OWN_ROWS
from ayni.lang import N_, Sentence, _
from ayni.storage import heads, records
from ayni.storage.database import Database, rows, scalar
from ayni.storage.tables import GOBIERNO, TABLES
from ayni.sync import merge, stamps
from ayni.sync.keys import card_from_body
from ayni.workspace.opened import Opened, Row
from ayni.workspace.refusals import Disputed, refuse

OUTRANKS = "presentado"  # from this state of a plan on, what the office did counts
REMOVED_OR_KEPT = N_("Si el registro se quita o se conserva")
BY_RULE = N_("Los cambios no se contradicen.")

TABLE_LABELS = {
    "oficina": N_("Oficina"),
    "municipio": N_("Municipalidad"),
    "encargo": N_("Organización que lleva un equipo"),
    "convocatoria": N_("Convocatoria"),
    "aeo": N_("Organización"),
    "socio": N_("Socio"),
    "cargo_periodo": N_("Cargo de la junta directiva"),
    "plan": N_("Plan de negocio"),
    "partida": N_("Partida del presupuesto"),
    "cotizacion": N_("Cotización"),
    "necesidad": N_("Cosa que piden varios planes"),
    "bloque": N_("Actividad productiva"),
    "linea": N_("Línea de producción"),
    "seccion": N_("Parte del plan"),
    **{each.noun: each.label for each in OWN_ROWS},
    "version_plan": N_("Versión del plan"),
    "comentario": N_("Comentario"),
    "contrapartida": N_("Aporte de la contrapartida"),
    "bien": N_("Bien de la organización"),
    "visita_bien": N_("Visita a un bien"),
    "cesion": N_("Cesión en uso"),
    "liquidacion": N_("Liquidación del plan"),
    "transferencia": N_("Transferencia definitiva"),
    "compra": N_("Compra"),
    "fraccionamiento": N_("Motivo de comprar por separado"),
    "compra_item": N_("Bien de una compra"),
    "especificacion": N_("Especificación"),
    "cotizacion_compra": N_("Cotización de una compra"),
    "asignacion": N_("Para quién es un bien"),
    "aviso_pospuesto": N_("Aviso pospuesto"),
    "funcion": N_("Función de una persona"),
    "visita": N_("Visita de campo"),
    "plantilla": N_("Texto de una declaración"),
    "repetido": N_("Registros repetidos"),
    "asamblea": N_("Acta de asamblea"),
    "poder": N_("Poder del representante"),
    "papel": N_("Papel del expediente"),
    "etapa": N_("Etapa"),
    "evento": N_("Hecho de una compra"),
    "dispensa": N_("Lo que se dejó pasar"),
    "certificado": N_("Certificado de un equipo"),
    "equipo_perdido": N_("Equipo perdido"),
    "admision": N_("Decisión sobre un equipo perdido"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values: what it says, who wrote it, when and where. `values` is None when it was removed."""

    values: Mapping[str, Value] | None
    shown: tuple[tuple[str, str], ...]  # label (source text), value as read
    person: str
    clock: str
    device: str
    reason: str
    mine: bool  # written on this machine


@dataclass(frozen=True, slots=True)
class ClashView:
    """A clash as a person decides it. The first side is what is shown meanwhile."""

    id: str
    noun: str
    record: str
    title: str
    group: str
    sides: tuple[Side, ...]
    base: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...] = ()  # what is in dispute and can be typed
    about: Mapping[str, str] = field(default_factory=dict)  # the AEO, plan and purchase that its lists are narrowed to
    proposal: Mapping[str, Value] | None = None  # a long text with the changes of both, to be read and accepted


class DesacuerdosDoor(Opened):
    """What may be asked about clashes."""

    def clash_count(self) -> int:
        """How many clashes wait for a decision."""
        return len(waiting_cells(self.db))

    def clashes(self) -> list[ClashView]:
        """Every clash that waits for a decision, with all its values, who wrote each and when."""
        return [self._view(clash) for clash in waiting(self.db)]

    def also_changed(self) -> list[ClashView]:
        """Lesser data (a phone, a note) that others changed too: told, never in the way, until somebody has seen it."""
        seen = {found["id"] for found in rows(self.db, "SELECT id FROM visto")}
        return [self._view(clash) for clash in heads.clashes(self.db) if soft(clash) and _clash_id(clash) not in seen]

    def see(self, clash_id: str) -> None:
        """Somebody at this machine has read it: it is not told here again. Nothing is decided by it."""
        with self._writing() as db:
            sql = "INSERT INTO visto (id, cuando) VALUES (?, ?) ON CONFLICT DO NOTHING"
            db.conn.execute(sql, (clash_id, self.clock().isoformat("T", "seconds")))
        self._tell({"visto"})

    def join_by_rule(self) -> int:
        """Settle what needs nobody: lists to which several added, states that follow one another. How many.

        Only an office does it, after receiving. Two offices write the same, which is no clash.
        """
        if self.role != OFICINA:
            return 0
        done = 0
        ruled = {cell for cell in heads.disputed(self.db) if _merging(cell[0], cell[2]) in {("set",), ("state",)}}
        for clash in heads.clashes(self.db, ruled) if ruled else ():
            values = self._by_rule(clash)
            if values is None:
                continue
            scope = self._scope(clash.table, clash.row)
            with self.save("join_by_rule", scope, reason=BY_RULE, settle=True) as db:
                records.update(db, clash.table, clash.row, values)
            done += 1
        return done

    def needs_somebody(self, clash: Clash) -> bool:
        """A person has to decide: it is no lesser datum, and no rule settles it when it is received."""
        return not soft(clash) and (self.role != OFICINA or self._by_rule(clash) is None)

    def _by_rule(self, clash: Clash) -> dict[str, Value] | None:
        fields = _fields_of(clash)
        if [field.merge for field in fields] == ["set"]:
            return _joined_lists(clash, fields[0])
        if [field.merge for field in fields] == ["state"] and isinstance(fields[0].kind, Choice):
            name = fields[0].name
            order = [code for code, _label in fields[0].kind.options]
            moved = [
                Moved(str((each.value or {}).get(name)), self._role_of(each.stream) == OFICINA)
                for each in clash.versions
            ]
            state = joined_state(order, str((clash.base or {}).get(name)), moved, OUTRANKS)
            return {name: state} if state else None
        return None

    def _role_of(self, stream: str) -> str:
        """Whether a stream is an office's or a promoter's."""
        device = stamps.device_of(stream)
        if device == self._device():
            return self.role
        found = scalar(
            self.db,
            "SELECT card FROM equipo WHERE device = ?1 UNION ALL SELECT card FROM autor WHERE device = ?1 LIMIT 1",
            [device],
        )
        return card_from_body(found).role if found else ""

    def _view(self, clash: Clash) -> ClashView:
        row = records.get(self.db, clash.table, clash.row) or {}
        sides = tuple(
            Side(
                version.value,
                self._told(clash, version.value),
                version.person,
                version.clock,
                self._device_name(version.stream),
                version.reason,
                stamps.device_of(version.stream) == self._device(),
            )
            for version in clash.versions
        )
        return ClashView(
            _clash_id(clash),
            clash.table,
            clash.row,
            self._title(clash.table, clash.row),
            clash.group,
            sides,
            self._told(clash, clash.base) if clash.base is not None else (),
            tuple(each for each in _fields_of(clash) if typed(each) and each.name in _varying(clash)),
            {name: str(row[name]) for name in ("aeo", "plan", "compra") if row.get(name)},
            _proposal(clash),
        )

    def _told(self, clash: Clash, values: Mapping[str, Value] | None) -> tuple[tuple[str, str], ...]:
        if values is None:
            return ()
        fields, varying = by_name(TABLES[clash.table].fields), _varying(clash)
        return tuple(
            (fields[name].label, self._clash_value(fields[name].kind, value))
            for name, value in values.items()
            if name in fields and (name in varying or not varying)
        )

    def _clash_value(self, kind: Kind, value: Value) -> str:
        """A value as a person reads it: another record by its name."""
        named = value is not None and isinstance(kind, Reference) and kind.noun in TABLES
        return self._title(kind.noun, str(value)) if named and isinstance(kind, Reference) else kind.show(value)

    def _device_name(self, stream: str) -> str:
        device = stamps.device_of(stream)
        if device == self._device():
            return str(self.meta("card_name"))
        named = "SELECT name FROM equipo WHERE device = ?1 UNION ALL SELECT name FROM autor WHERE device = ?1 LIMIT 1"
        return str(scalar(self.db, named, [device]) or device[:8])

    def _title(self, table: str, record: str) -> str:
        found: Row = records.get(self.db, table, record) or {}
        if table == "repetido":
            about = str(found.get("registros") or "").split(",")[0]
            return self._title(TABLE_OF[str(found["clase"])], about) if found else ""
        if table == "contrapartida":
            return str(found.get("concepto") or "")
        if table == "socio":
            return full_name(found)
        if table == "seccion":
            return _(dict(self.choices("secciones")).get(str(found.get("codigo_seccion")), ""))
        if table == "produccion_socio":
            return self._title("socio", str(found.get("socio")))
        named = found.get("nombre") or found.get("titulo") or found.get("cargo")
        words = (found.get(item.name) for item in TABLES[table].fields if item.asked and isinstance(item.kind, Text))
        return str(named or next((text for text in words if text), ""))

    def clash(self, clash_id: str) -> ClashView:
        """One clash by its id, or the unique beginning of it."""
        found = self._named(clash_id)
        if len(found) != 1:
            raise refuse(N_("Ese desacuerdo ya no está pendiente."))
        return self._view(found[0])

    def pending(self, clash_id: str) -> bool:
        """Whether it is still there to be decided or read."""
        return bool(clash_id) and len(self._named(clash_id)) == 1

    def next_clash(self) -> str:
        """The id of the first that waits for a decision; "" when none does."""
        waits = min(waiting_cells(self.db), default=None)
        return _clash_id(heads.clashes(self.db, [waits])[0]) if waits else ""

    def _named(self, clash_id: str) -> list[Clash]:
        """The clashes with this beginning of an id: the others are not built."""
        cells = heads.versions_in_dispute(self.db)
        named = [cell for cell, saves in cells.items() if _cell_id(cell, saves).startswith(clash_id)]
        gone = [cell for cell in cells if cell[2] == REMOVAL]  # what speaks for such a row is more than its heads
        return [each for each in heads.clashes(self.db, {*named, *gone}) if _clash_id(each).startswith(clash_id)]

    def decide(self, clash_id: str, keep: int | Mapping[str, str], reason: str) -> None:
        """Settle a clash for everybody: `keep` is the place of a side, or other values as typed. A reason is needed."""
        if not reason.strip():
            raise refuse(N_("Escriba por qué se decide así: lo leerá quien revise después."), "reason")
        view = self.clash(clash_id)
        table, scope = TABLES[view.noun], self._scope(view.noun, view.record)
        if isinstance(keep, int) and not 0 <= keep < len(view.sides):
            raise refuse(N_("Elija uno de los valores."), "keep")
        with self.save("decide", scope, reason=reason.strip(), settle=True) as db:
            if view.group == REMOVAL:
                if isinstance(keep, int) and view.sides[keep].values is None:
                    records.remove(db, view.noun, view.record)
                else:
                    records.keep(db, view.noun, view.record)
                return
            columns = table.groups[view.group]
            if isinstance(keep, int):
                values: Mapping[str, Value] = view.sides[keep].values or {}
            else:
                fields = [field for field in table.fields if field.name in columns]
                current = records.get(db, view.noun, view.record) or {}
                values = self._accepted(fields, {**{c: current.get(c) for c in columns}, **keep})
            records.update(db, view.noun, view.record, {column: values.get(column) for column in columns})

    @staticmethod
    def joined_text(base: str, *texts: str) -> str | None:
        """The changes of several to what all had read, in one text; None when two touched a paragraph."""
        return merge.propose_paragraphs(base, *texts)

    def refuse_disputed(self, *, plan: str = "", compra: str = "") -> None:
        """Refuse an official paper or act while an amount of this plan or purchase is in dispute ("*": of any)."""
        for clash in waiting(self.db):
            row = records.get(self.db, clash.table, clash.row)
            if row is None or not of_amounts(clash):
                continue
            of_plan = clash.row if clash.table == "plan" else row.get("plan")
            of_compra = clash.row if clash.table == "compra" else row.get("compra")
            if (plan and of_plan and plan in {of_plan, "*"}) or (compra and of_compra and compra in {of_compra, "*"}):
                view = self._view(clash)
                told = ", ".join(dict.fromkeys(_(label) for side in view.sides for label, _value in side.shown))
                said = N_("Hay un desacuerdo por decidir en {name} ({datum}). Decídalo y pruebe otra vez.")
                about = f"{_(TABLE_LABELS[clash.table])} {view.title}".strip()
                problem = Problem("", Sentence(said, name=about, datum=told or _(REMOVED_OR_KEPT)))
                raise Disputed([problem], view.id)

    def _scope(self, table: str, record: str) -> str:
        column = TABLES[table].scope
        return str(self.found(table, record)[column]) if column else GOBIERNO


def _fields_of(clash: Clash) -> list[Field]:
    columns = TABLES[clash.table].groups.get(clash.group, ())
    return [field for field in TABLES[clash.table].fields if field.name in columns]


def _varying(clash: Clash) -> set[str]:
    """The columns that its versions say differently."""
    said = [version.value or {} for version in clash.versions]
    return {name for each in said for name in each if len({json.dumps(one.get(name)) for one in said}) > 1}


def typed(field: Field) -> bool:
    """Somebody can type it alone: it is asked, and if it names a record, out of a list."""
    return field.asked and (not isinstance(field.kind, Reference) or bool(field.choices))


@cache
def _merging(table: str, group: str) -> tuple[str, ...]:
    """How each field of a group merges."""
    columns = TABLES[table].groups.get(group, ())
    return tuple(field.merge for field in TABLES[table].fields if field.name in columns)


def soft(clash: Clash) -> bool:
    """Only lesser data are in it: the value shown stands, and the other one is told."""
    return set(_merging(clash.table, clash.group)) == {"soft"}


def waiting_cells(db: Database) -> set[tuple[str, str, str]]:
    """The cells of `waiting`, to be counted."""
    return {cell for cell in heads.disputed(db) if set(_merging(cell[0], cell[2])) != {"soft"}}


def of_amounts(clash: Clash) -> bool:
    """An amount, a quantity or a price hangs on it: a row that may go counts with all that it holds."""
    fields = TABLES[clash.table].fields if clash.group == REMOVAL else _fields_of(clash)
    return any(isinstance(field.kind, Money | Quantity | Rate) and field.asked for field in fields)


def waiting(db: Database) -> list[Clash]:
    """The clashes that a person must decide."""
    return [clash for clash in heads.clashes(db) if not soft(clash)]


def _proposal(clash: Clash) -> dict[str, Value] | None:
    """Texts and what all authors had seen, made one; None when it is no long text, or two touched a paragraph."""
    fields = _fields_of(clash)
    if clash.base is None or [field.merge for field in fields] != ["paragraphs"]:
        return None
    name = fields[0].name
    texts = [str((value or {}).get(name) or "") for value in (clash.base, *(each.value for each in clash.versions))]
    merged = merge.propose_paragraphs(*texts) if all(texts) else None
    return {name: merged} if merged else None


def _joined_lists(clash: Clash, field: Field) -> dict[str, Value] | None:
    """A list with what everybody added, less what anybody took out; None when one of them cannot be read."""
    texts = [(value or {}).get(field.name) for value in (clash.base, *(each.value for each in clash.versions))]
    if isinstance(field.kind, Several):
        base, *lists = [[code for code in str(text or "").split(",") if code] for text in texts]
        return {field.name: ",".join(sorted(merge.join_lists(base, *lists))) or None}
    try:
        found = [json.loads(str(text or "[]")) for text in texts]
    except ValueError:
        return None
    if not all(isinstance(each, list) for each in found):
        return None
    base, *lists = [[merge.canonical(item) for item in each] for each in found]
    return {field.name: merge.canonical([json.loads(item) for item in merge.join_lists(base, *lists)])}


def _clash_id(clash: Clash) -> str:
    return _cell_id((clash.table, clash.row, clash.group), [version.tx for version in clash.versions])


def _cell_id(cell: heads.Cell, saves: Sequence[int]) -> str:
    told = f"{'|'.join(cell)}|{sorted(saves)}"
    return sha256(told.encode()).hexdigest()[:16]
