"""Papers travel in files of their own: only those of what is carried, in parts, in any order, again without harm."""

import os
import random

import pytest

from ayni.domain.expediente import Attachment, write_files
from ayni.storage import attachments, papers, records
from ayni.storage.tables import TABLES
from ayni.sync import papers as traveling
from ayni.sync.container import PAPERS, kind_of
from ayni.workspace import Refused


def keep(town, aeo, *contents):
    """Papers of these contents in the expediente of an AEO, as the row and the folder keep them."""
    shas = [attachments.put(town.folder, town.door._key, content) for content in contents]
    found = town.door.papel(aeo, "estatuto")
    kept = [*found.files, *(Attachment(sha, f"{sha[:6]}.pdf", 1, 10) for sha in shas)]
    with town.door.save("add_papel", aeo) as db:
        if found.row.get("id"):
            records.update(db, "papel", found.row["id"], {"archivos": write_files(kept)})
        else:
            call = town.door.aeo(aeo)["convocatoria"]
            values = {"aeo": aeo, "convocatoria": call, "requisito": "estatuto", "archivos": write_files(kept)}
            records.insert(db, "papel", "018f0000-0000-7000-8000-00000000000a", values)
    return shas


@pytest.fixture
def kept(trio):
    """Three papers of the office's AEO."""
    return keep(trio.office, trio.aeo, *(random.Random(size).randbytes(size) for size in (3000, 2000, 1000)))


def here(town, shas):
    return [sha for sha in shas if attachments.has(town.folder, sha)]


def export(trio, town, to, name="x.ayni", **how):
    return trio.run(town.door.exporting(to.name, trio.folder / name, **how))


def test_every_table_that_names_papers_has_them_in_a_group_of_their_own():
    assert {"papel", "cotizacion", "bien"} <= {table.name for table in papers.HOLDERS}
    for table in papers.HOLDERS:
        assert TABLES[table.name].groups["archivos"] == ("archivos",)


def test_papers_go_beside_the_bundle_and_come_in_whichever_comes_first(trio, kept):
    sent = export(trio, trio.office, trio.beto)
    bundle, part = sent.paths
    assert (part.name, kind_of(part.read_bytes()), sent.papers) == ("x.papeles-1.ayni", PAPERS, 3)
    view = trio.beto.door.look_at(part)
    assert (view.sender, view.part, view.parts, view.new, view.size) == ("Ana Huamán", 1, 1, 3, 6000)
    assert here(trio.beto, kept) == []
    assert trio.run(trio.beto.door.taking(part)).new == 3
    trio.run(trio.beto.door.taking(bundle))
    assert trio.beto.door.missing_archivos() == []
    assert [trio.beto.door.archivo(sha) for sha in kept] == [trio.office.door.archivo(sha) for sha in kept]
    for town in (trio.beto, trio.cira):
        folder = town.folder / "adjuntos"
        assert not list(folder.rglob("*.nuevo"))
    export(trio, trio.office, trio.cira, "cira.ayni")
    for name in ("cira.ayni", "cira.papeles-1.ayni"):
        trio.run(trio.cira.door.taking(trio.folder / name))
    assert here(trio.cira, kept) == kept
    again = trio.run(trio.beto.door.taking(part))
    assert (again.new, again.known, again.nothing_new) == (0, 3, True)


def test_papers_are_shared_out_into_parts_that_stand_alone(trio, kept, monkeypatch):
    monkeypatch.setattr(traveling.parts, "__defaults__", (5500,))
    sent = export(trio, trio.office, trio.beto)
    parts = sent.paths[1:]
    assert [path.name for path in parts] == ["x.papeles-1.ayni", "x.papeles-2.ayni"]
    trio.run(trio.beto.door.taking(parts[1]))
    assert 0 < len(here(trio.beto, kept)) < 3
    trio.run(trio.beto.door.taking(parts[0]))
    assert here(trio.beto, kept) == kept
    monkeypatch.setattr(traveling.parts, "__defaults__", (traveling.PART,))
    export(trio, trio.office, trio.beto)
    assert not parts[1].exists()  # nothing is left of the longer export before


def test_a_part_of_papers_is_never_written_over_another_file(trio, kept):
    strange = trio.folder / "x.papeles-1.ayni"
    strange.write_bytes(b"cualquier cosa")
    for _again in range(2):
        sent = export(trio, trio.office, trio.beto)
        assert [path.name for path in sent.paths] == ["x.ayni", "x.papeles-2.ayni"]
    assert export(trio, trio.office, trio.beto, with_papers=False).papers == 0
    assert strange.read_bytes() == b"cualquier cosa"
    assert not sent.paths[1].exists()


def test_what_the_other_machine_holds_is_not_sent_again_and_what_it_lost_is(trio, kept):
    assert trio.office.door.papers_for("Beto Quispe") == (3, 6000)
    sent = export(trio, trio.office, trio.beto)
    trio.run(trio.beto.door.taking(sent.paths[0]))  # the stick with the papers was lost
    lost = trio.beto.door.write_receipt("Ana Huamán", trio.folder / "falta.ayni")
    said = trio.run(trio.office.door.taking(lost))
    assert (said.waiting, said.papers) == (0, 3)
    sent = export(trio, trio.office, trio.beto, "otra.ayni")
    assert (sent.saves, sent.papers) == (0, 3)
    for path in sent.paths:
        trio.run(trio.beto.door.taking(path))
    trio.run(trio.office.door.taking(trio.beto.door.write_receipt("Ana Huamán", trio.folder / "todo.ayni")))
    assert trio.office.door.papers_for("Beto Quispe") == (0, 0)
    assert len(export(trio, trio.office, trio.beto, "nada.ayni").paths) == 1
    assert export(trio, trio.office, trio.beto, "todo.ayni", whole=True).papers == 3
    attachments.place(trio.beto.folder, kept[0]).unlink()  # his disk failed
    trio.send(trio.beto, trio.office)
    assert trio.office.door.papers_for("Beto Quispe")[0] == 1


def test_who_added_a_paper_is_not_sent_it_back(trio):
    trio.share()
    shas = keep(trio.beto, trio.aeo, os.urandom(500))
    sent = export(trio, trio.beto, trio.office)
    assert sent.papers == 1
    for path in sent.paths:
        trio.run(trio.office.door.taking(path))
    assert here(trio.office, shas) == shas
    assert trio.office.door.papers_for("Beto Quispe") == (0, 0)
    assert trio.office.door.papers_for("Cira Puma")[0] == 1


def test_papers_of_what_a_promoter_does_not_carry_never_go(trio, kept):
    other = trio.office.aeo(trio.office.door.convocatorias()[0]["id"], nombre="Ajena", ruc="20100113610")
    trio.office.door.assign("Beto Quispe", [other])
    assert trio.office.door.papers_for("Beto Quispe") == (0, 0)
    assert export(trio, trio.office, trio.beto).papers == 0
    lie = trio.beto.door.write_receipt("Ana Huamán", trio.folder / "pide.ayni")
    trio.run(trio.office.door.taking(lie))
    assert trio.office.door.papers_for("Beto Quispe") == (0, 0)
    trio.office.door.assign("Beto Quispe", [trio.aeo])
    assert trio.office.door.papers_for("Beto Quispe")[0] == 3


def test_a_part_that_is_cut_short_or_altered_stores_nothing(trio, kept):
    part = export(trio, trio.office, trio.beto).paths[1]
    raw = part.read_bytes()
    for changed, said in (
        (raw[: len(raw) // 2], "incompleto"),
        (raw[:-1], "incompleto"),
        (raw[:3000] + bytes([raw[3000] ^ 1]) + raw[3001:], "dañado"),
    ):
        part.write_bytes(changed)
        with pytest.raises(Refused, match=said):
            trio.run(trio.beto.door.taking(part))
        with pytest.raises(Refused, match=said):
            trio.beto.door.look_at(part)
        assert here(trio.beto, kept) == []
    part.write_bytes(raw)
    assert trio.run(trio.beto.door.taking(part)).new == 3


def test_a_content_that_is_not_its_hash_is_refused_although_it_is_signed(trio, kept, monkeypatch):
    honest = traveling.write_papers

    def lying(files, contents, *others):
        contents[0] ^= 1
        return honest(files, contents, *others)

    monkeypatch.setattr("ayni.workspace.papeles_envio.write_papers", lying)
    part = export(trio, trio.office, trio.beto).paths[1]
    with pytest.raises(Refused, match="dañado"):
        trio.run(trio.beto.door.taking(part))
    assert here(trio.beto, kept) == []


def test_a_part_for_somebody_else_or_of_somebody_unknown_is_refused(trio, kept, towns):
    part = export(trio, trio.office, trio.beto).paths[1]
    with pytest.raises(Refused, match="cerrado para otra persona"):
        trio.run(trio.cira.door.taking(part))
    trio.beto.door.forget_machine("Ana Huamán")
    with pytest.raises(Refused, match="Ana Huamán"):
        trio.run(trio.beto.door.taking(part))
    with pytest.raises(Refused, match="trae papeles"):
        trio.beto.door.trust(part)


def test_a_paper_that_is_damaged_here_does_not_stop_the_others(trio, kept):
    path = attachments.place(trio.office.folder, kept[0])
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    sent = export(trio, trio.office, trio.beto)
    assert (sent.papers, sent.papers_left) == (2, 1)
    trio.run(trio.beto.door.taking(sent.paths[1]))
    assert len(here(trio.beto, kept)) == 2


def spoil(town, sha):
    path = attachments.place(town.folder, sha)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")


def test_a_damaged_paper_is_replaced_by_the_one_that_comes(trio, kept):
    part = export(trio, trio.office, trio.beto).paths[1]
    trio.run(trio.beto.door.taking(part))
    spoil(trio.beto, kept[0])
    view = trio.beto.door.look_at(part)
    assert (view.new, view.known) == (1, 2)
    assert trio.run(trio.beto.door.taking(part)).new == 1
    assert trio.beto.door.archivo(kept[0]) == trio.office.door.archivo(kept[0])
    assert trio.run(trio.beto.door.taking(part)).nothing_new


@pytest.mark.parametrize("check", ["checking_archivos", "checking_file"])
def test_a_paper_that_a_check_finds_damaged_is_asked_for_again(trio, kept, check):
    for path in export(trio, trio.office, trio.beto).paths:
        trio.run(trio.beto.door.taking(path))
    spoil(trio.beto, kept[0])
    damaged = attachments.place(trio.beto.folder, kept[0]).read_bytes()
    assert len(trio.run(getattr(trio.beto.door, check)())) == 1
    assert damaged in [path.read_bytes() for path in (trio.beto.folder / "adjuntos").rglob("*.danado")]  # never lost
    trio.run(trio.office.door.taking(trio.beto.door.write_receipt("Ana Huamán", trio.folder / "falta.ayni")))
    sent = export(trio, trio.office, trio.beto, "otra.ayni")
    assert sent.papers == 1
    for path in sent.paths:
        trio.run(trio.beto.door.taking(path))
    assert trio.beto.door.archivo(kept[0]) == trio.office.door.archivo(kept[0])
    assert trio.run(getattr(trio.beto.door, check)()) == []


def test_a_taking_that_is_stopped_half_way_goes_on_where_it_was(trio, kept):
    part = export(trio, trio.office, trio.beto).paths[1]
    work = trio.beto.door.taking(part)
    for _step in range(3):
        next(work)
    work.close()
    some = here(trio.beto, kept)
    assert 0 < len(some) < 3
    assert trio.run(trio.beto.door.taking(part)).new == 3 - len(some)


def test_the_bytes_of_a_paper_are_told_without_reading_it(trio):
    for size in (0, 1, attachments.PIECE - 1, attachments.PIECE, attachments.PIECE + 1, 3 * attachments.PIECE + 7):
        sha = attachments.put(trio.office.folder, trio.office.door._key, bytes(size))
        assert attachments.size(trio.office.folder, sha) == size
