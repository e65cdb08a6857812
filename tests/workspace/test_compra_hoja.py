"""Purchases from a spreadsheet through the door: judged, brought in one save, known again, corrected by events."""

import openpyxl
import pytest

from ayni.workspace import Refused

HEAD = [
    *("Organización", "Bien", "Cantidad", "Precio", "Plazo del plan", "Requerimiento", "Convocatoria 1", "Resultado 1"),
    *("Convocatoria 2", "Buena pro", "Proveedor", "RUC", "Contrato", "Monto", "Plazo", "Estado", "Oficina"),
]
RUC = "20131312955"
ROWS = [
    [RUC, "Molino", 2, 1500, 90, "04/02/2025", "04/03/2025", "Desierto", "20/03/2025", "", "", "", "", "", "", "", ""],
    [RUC, "Jaulas", 6, 300, 90, "04/02/2025", "", "", "", "", "Metales SAC", RUC, "20/03/2025", "1,800.00", 30, "", ""],
    [RUC, "Balanza", 1, "", "", "", "", "", "", "", "", "", "", "", "", "Convocado", "Logística"],
    ["Nadie", "Balanza", 1, "", "", "31/02/2025", "", "", "", "", "", "", "", "103.000", "", "", ""],
]


def book(path, rows, head=HEAD):
    made = openpyxl.Workbook()
    for line in (head, *rows):
        made.active.append(line)
    made.save(path)
    return path


@pytest.fixture
def sheet_file(tmp_path, aeo):
    return book(tmp_path / "compras.xlsx", ROWS)


def bring(door, path, done):
    return done(door.importing_compras(door.read_compras(path), path.name))


def named(door, name):
    return next(row["id"] for row in door.compras() if row["nombre"] == name)


def test_the_dry_run_tells_rows_events_doubts_and_problems_and_stores_nothing(workspace, sheet_file):
    before = workspace.state_hash()
    sheet = workspace.read_compras(sheet_file)
    assert (len(sheet.good), len(sheet.wrong), sheet.events) == (3, 1, 8 + 5 + 6)
    [wrong] = sheet.wrong
    assert sorted(cell for cell, _problem in wrong.problems) == ["A5", "F5", "N5"]
    assert [row.incomplete for row in sheet.rows] == [False, False, True, False]
    assert workspace.state_hash() == before


def test_all_good_rows_come_in_one_save_each_with_its_tracker(workspace, sheet_file, done):
    assert bring(workspace, sheet_file, done) == 3
    assert workspace.compra_count() == 3
    mill = workspace.purchase(named(workspace, "Molino"))
    assert (mill.state, mill.attempts, mill.planned_days, mill.marks) == ("CONVOCADO", 2, 90, ())
    cages = workspace.purchase(named(workspace, "Jaulas"))
    assert (cages.state, cages.penalty.amount_centimos) == ("EN_EJECUCION", 180_000)
    scale = workspace.purchase(named(workspace, "Balanza"))
    assert (scale.state, scale.holder) == ("CONVOCADO", "LOGISTICA")
    [item] = workspace.compra_items(named(workspace, "Molino"))
    assert (item["cantidad"], item["precio_plan"]) == ("2", "1500")
    assert workspace.allotment_problems(named(workspace, "Molino")) == []
    modes = {row["modo"] for row in workspace.eventos(named(workspace, "Molino"))}
    assert modes == {"IMPORTADO"}
    with pytest.raises(Refused):  # what was registered is corrected, never taken back
        workspace.undo()


def test_the_same_file_twice_adds_nothing(workspace, sheet_file, done, clock):
    bring(workspace, sheet_file, done)
    clock.forward(days=3)
    before = workspace.state_hash()
    sheet = workspace.read_compras(sheet_file)
    assert (len(sheet.good), len(sheet.same), len(sheet.changed)) == (0, 3, 0)
    with pytest.raises(Refused):
        bring(workspace, sheet_file, done)
    assert workspace.state_hash() == before


def test_a_changed_row_corrects_its_purchase_by_events_and_is_then_known(workspace, sheet_file, tmp_path, done, clock):
    bring(workspace, sheet_file, done)
    clock.forward(days=3)
    mill = named(workspace, "Molino")
    before = workspace.eventos(mill)
    later = [*ROWS[0]]
    later[8], later[9] = "25/03/2025", "10/04/2025"
    path = book(tmp_path / "despues.xlsx", [later, *ROWS[1:3]])
    sheet = workspace.read_compras(path)
    [row] = sheet.changed
    assert (row.compra, len(sheet.same)) == (mill, 2)
    told = [(each.event.codigo, each.stored is not None) for each in workspace.compra_differences(row)]
    assert told == [("desierto", True), ("convocatoria", True), ("buena_pro", False)]
    assert workspace.accept_compra_row(row, path.name) == 3
    after = workspace.eventos(mill)
    assert [each for each in after if each["id"] in {old["id"] for old in before}] == before  # nothing was changed
    stands = workspace.purchase(mill)
    assert (stands.state, stands.marks) == ("BUENA_PRO", ())
    assert [step.event.fecha for step in stands.steps if step.event.codigo == "convocatoria"] == [
        *("2025-03-04", "2025-03-25"),
    ]
    assert len(workspace.read_compras(path).same) == 3


def test_what_stays_out_is_written_with_its_reason_ready_to_come_again(workspace, sheet_file, tmp_path, done):
    sheet = workspace.read_compras(sheet_file)
    workspace.write_compras_left_out(sheet, tmp_path / "faltan.xlsx")
    [head, line] = list(openpyxl.load_workbook(tmp_path / "faltan.xlsx").active.iter_rows(values_only=True))
    assert list(head[:-1]) == HEAD
    assert "F5: La fecha 31/02/2025 no existe." in line[-1]
    again = workspace.read_compras(tmp_path / "faltan.xlsx")
    assert (len(again.good), len(again.wrong)) == (0, 1)
    assert again.columns == sheet.columns


def test_a_sheet_of_something_else_is_refused_and_names_what_it_lacks(workspace, tmp_path):
    with pytest.raises(Refused) as refused:
        workspace.read_compras(book(tmp_path / "x.xlsx", [["1", "2"]], head=["Bien", "Cantidad"]))
    assert "Plan u organización" in str(refused.value)
    assert workspace.read_compras(book(tmp_path / "y.xlsx", [["1"]], head=["Bien"]), whole=False).missing


def test_rows_with_merged_cells_are_filled_down_and_told(workspace, aeo, tmp_path, done):
    path = book(tmp_path / "m.xlsx", [[RUC, "Molino"], [None, "Balanza"]], head=["Organización", "Bien"])
    made = openpyxl.load_workbook(path)
    made.active.merge_cells("A2:A3")
    made.save(path)
    sheet = workspace.read_compras(path)
    assert len(sheet.good) == 2
    assert [cell for cell, _doubt in sheet.rows[1].doubts] == ["A3"]
    bring(workspace, path, done)
    assert {row["aeo"] for row in workspace.compras()} == {aeo}
