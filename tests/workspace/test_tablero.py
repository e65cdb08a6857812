"""Where purchases stand is kept, thrown away when a fact changes, and says the same as replaying would."""

from datetime import date

import pytest

from ayni.job import finish
from ayni.lang import use
from ayni.storage.database import connect, rows
from ayni.workspace import open_workspace
from ayni.workspace.tablero import alerts_of

FACTS = {"nombre": "Molino de cacao", "objeto": "BIEN", "modalidad": "ADMINISTRACION_DIRECTA", "year": "2026"}


def kept_count(workspace):
    return rows(workspace.db, "SELECT count(*) AS n FROM estado_compra")[0]["n"]


@pytest.fixture
def three(workspace, aeo):
    made = []
    for name in ("Balanzas", "Cocinas", "Molino"):
        record = workspace.save_compra({**FACTS, "nombre": name, "aeo": aeo, "plazo_previsto_dias": "30"})
        workspace.save_evento(record, {"codigo": "requerimiento", "fecha": "2026-03-02"})
        made.append(record)
    return made


def test_a_list_says_of_each_purchase_what_replaying_it_says(workspace, three):
    workspace.save_evento(three[1], {"codigo": "interaccion_mercado", "fecha": "2026-03-05"})
    listed = workspace.compras_standing()
    assert [row["nombre"] for row in listed] == ["Balanzas", "Cocinas", "Molino"]
    for row in listed:
        purchase = workspace.purchase(row["id"])
        assert (row["estado"], row["oficina"], row["dias"], row["plazo"]) == (
            purchase.state,
            purchase.holder,
            purchase.elapsed_days,
            purchase.planned_days,
        )
    assert kept_count(workspace) == 3


def test_what_is_kept_is_thrown_away_when_a_fact_behind_it_changes(workspace, three):
    workspace.compras_standing()
    assert workspace.purchases_behind() == 0
    workspace.save_evento(three[0], {"codigo": "interaccion_mercado", "fecha": "2026-03-05"})
    assert (kept_count(workspace), workspace.purchases_behind()) == (2, 1)
    workspace.save_compra_items(three[1], [{"nombre": "Cocina", "cantidad": "2"}])
    workspace.save_compra({**workspace.compra(three[2]), "nombre": "Molino grande"}, three[2])
    assert workspace.purchases_behind() == 3
    assert finish(workspace.keeping_purchases()) == 3
    assert workspace.purchases_behind() == 0
    assert {row["estado"] for row in workspace.compras_standing()} == {"MERCADO", "REQUERIMIENTO"}


def test_a_new_day_makes_it_old_and_the_days_go_on(workspace, three, clock):
    first = {row["id"]: row["dias"] for row in workspace.compras_standing()}
    clock.forward(days=40)
    assert workspace.purchases_behind() == 3
    later = {row["id"]: row["dias"] for row in workspace.compras_standing()}
    assert workspace.purchases_behind() == 3, "a list opens at once: it shows another day's and says so"
    assert "3 compras" in str(workspace.standing_note())
    finish(workspace.keeping_purchases())
    assert workspace.standing_note() is None
    assert {later[record] - first[record] for record in three} == {40}
    assert all("PLAN" in {alert.code for alert in alerts_of(row)} for row in workspace.urgent_purchases())


def test_what_is_saved_while_others_are_computed_is_never_kept_as_it_was(workspace, three, monkeypatch):
    reading = type(workspace).standings
    saved = []

    def interrupted(door, purchases, on=None):
        found = reading(door, purchases, on)
        if not saved:  # another window's connection writes between the reading and the keeping
            saved.append(True)
            other = connect(workspace.folder / "ayni.db", workspace._key)
            other.conn.execute("INSERT INTO borrador VALUES ('aeo', '', '{}', '', '2026-03-10')")
            other.conn.close()
        return found

    monkeypatch.setattr(type(workspace), "standings", interrupted)
    job = workspace.keeping_purchases()
    next(job)
    assert kept_count(workspace) == 0
    assert finish(job) == 3
    assert kept_count(workspace) == 3


def test_a_folder_opened_to_read_is_left_as_it_is(workspace, three):
    workspace.close()
    with open_workspace(workspace.folder, "clave de prueba", read_only=True) as reader:
        assert finish(reader.keeping_purchases()) == 0
        assert [row["estado"] for row in reader.compras_standing()] == ["REQUERIMIENTO"] * 3


def test_a_file_whose_kept_table_is_another_has_it_made_again(workspace, three):
    workspace.compras_standing()
    workspace.db.conn.execute("ALTER TABLE estado_compra ADD COLUMN de_antes TEXT")
    workspace.close()
    with open_workspace(workspace.folder, "clave de prueba") as again:
        assert again.purchases_behind() == 3
        assert finish(again.keeping_purchases()) == 3


def test_the_board_tells_who_has_what_and_since_when(workspace, three, clock):
    workspace.save_evento(three[0], {"codigo": "interaccion_mercado", "fecha": "2026-03-05"})
    workspace.save_evento(three[0], {"codigo": "certificacion_solicitada", "fecha": "2026-03-06"})
    clock.forward(days=60)
    finish(workspace.keeping_purchases())
    board = {office.office: office for office in workspace.board()}
    assert {name: office.compras for name, office in board.items()} == {"LOGISTICA": 2, "PRESUPUESTO": 1}
    assert board["LOGISTICA"].since == "2026-03-02"
    assert board["LOGISTICA"].red == 2
    assert [row["compra"] for row in workspace.board_of("PRESUPUESTO")] == [three[0]]


def test_kept_alerts_are_said_in_the_language_of_the_reader(workspace, three, clock):
    clock.forward(days=60)
    finish(workspace.keeping_purchases())
    row = workspace.urgent_purchases()[0]
    kept, fresh = alerts_of(row), workspace.purchase(row["compra"]).alerts
    for language in ("es", "quz"):
        use(language)
        assert [str(alert.sentence) for alert in kept] == [str(alert.sentence) for alert in fresh]
    use("es")


def test_a_purchase_that_ended_counts_no_more_days(workspace, three, clock):
    workspace.save_evento(
        three[0],
        {"codigo": "cierre_sin_compra", "fecha": "2026-03-09", "documento": "Informe 4"},
        {"motivo": "la organización ya no la necesita"},
    )
    clock.forward(days=100)
    row = next(row for row in workspace.compras_standing() if row["id"] == three[0])
    assert (row["cerrada"], row["dias"]) == (1, workspace.purchase(three[0], date(2026, 3, 9)).elapsed_days)
    assert three[0] not in {each["compra"] for each in workspace.board_of("LOGISTICA")}
