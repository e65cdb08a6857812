"""Exchange from the command line: receipts, what will change, papers, folders of mail, what a promoter carries."""

import pytest
from PIL import Image, ImageDraw

from test_cli import NEW, ROSA, RUC, ayni, town, town_made  # noqa: F401  the fixtures of the command line

OTHER = ("--nombre", "Asociación Ajena", "--ruc", "20100113610", "--naturaleza", "juridica", "--tipo", "asociacion")


@pytest.fixture
def field(ayni, town, tmp_path):  # noqa: F811
    """The folder of a promoter whom the office knows."""
    made = tmp_path / "beto"
    ayni("new", made, *NEW, "--person", "Beto Quispe", "--role", "promotor")
    for one, other, name in ((made, town, "beto"), (town, made, "ana")):
        ayni("card", one, "-o", tmp_path / f"{name}.tarjeta")
        ayni("trust", other, tmp_path / f"{name}.tarjeta")
    return made


@pytest.fixture
def paper(tmp_path):
    image = Image.new("L", (800, 1100), "white")
    ImageDraw.Draw(image).text((80, 80), "Estatuto de la asociación", fill="black", font_size=26)
    image.save(tmp_path / "estatuto.jpg")
    return tmp_path / "estatuto.jpg"


def test_a_file_is_looked_into_received_and_confirmed_by_a_receipt(ayni, town, field, tmp_path):  # noqa: F811
    ayni("socio", "add", town, RUC, *ROSA)
    ayni("export", town, "--to", "Beto Quispe", "-o", tmp_path / "x.ayni")
    looked = ayni("receive", field, tmp_path / "x.ayni", "--look")
    assert "+ Socio: QUISPE" in looked.out
    assert "(Ana Huamán)" in looked.out
    [told] = ayni("receive", field, tmp_path / "x.ayni", "--look", "--json").data
    assert told["rows"]["socio"] == {"nuevo": 1, "cambia": 0, "se_quita": 0}
    assert ayni("aeo", "list", field, "--json").data == []
    ayni("receive", field, tmp_path / "x.ayni")
    ayni("receipt", field, "--to", "Ana Huamán", "-o", tmp_path / "recibo.ayni")
    assert ayni("trusted", town, "--json").data[0]["unconfirmed"] > 0
    assert "recibo de Beto Quispe" in ayni("receive", town, tmp_path / "recibo.ayni", "--look").out
    assert ayni("trusted", town, "--json").data[0]["unconfirmed"] > 0
    assert "Todavía en camino: 0" in ayni("receive", town, tmp_path / "recibo.ayni").out
    assert ayni("trusted", town, "--json").data[0]["unconfirmed"] == 0


def test_papers_go_beside_the_file_and_a_whole_stick_is_received(ayni, town, field, paper, tmp_path):  # noqa: F811
    ayni("expediente", "add", town, RUC, "estatuto", paper)
    stick = tmp_path / "usb"
    stick.mkdir()
    sent = ayni("export", town, "--to", "Beto Quispe", "-o", stick / "x.ayni", "--json").data
    assert (sent["papers"], len(sent["files"])) == (1, 2)
    bare = ayni("export", town, "--to", "Beto Quispe", "-o", tmp_path / "y.ayni", "--no-papers", "--json").data
    assert (bare["papers"], len(bare["files"])) == (0, 1)
    (stick / "medio.ayni").write_bytes((stick / "x.ayni").read_bytes()[:90])
    ayni("export", field, "--to", "Ana Huamán", "-o", stick / "de-beto.ayni")
    found = ayni("receive", field, stick)
    assert "papeles de Ana Huamán. Nuevos: 1." in found.out
    ayni("receive", town, stick)
    assert ayni("check", field, "--hash").out == ayni("check", town, "--hash").out


def test_files_are_left_in_the_mailbox_under_a_name_of_their_content(ayni, town, field, tmp_path):  # noqa: F811
    mail = tmp_path / "correo"
    mail.mkdir()
    assert "Primero elija" in ayni("post", town, "--to", "Beto Quispe", status=1).err
    ayni("mailbox", town, mail)
    assert ayni("mailbox", town).out.strip() == str(mail)
    first = ayni("post", town, "--to", "Beto Quispe").record
    ayni("post", town, "--to", "Beto Quispe", "--whole")
    [left] = mail.iterdir()
    assert left.name.startswith("ayni-")
    assert str(left) != first
    assert len(ayni("receive", field, mail, "--json").data) == 1
    assert ayni("receive", field, mail, "--json").data == []


def test_a_promoter_carries_what_he_is_given(ayni, town, field, tmp_path):  # noqa: F811
    call = ayni("convocatoria", "list", town, "--json").data[0]["id"]
    more = ("--categoria", "A", "--cadena", "cuy", "--fecha-constitucion", "12/03/2021", "--ubigeo", "080101")
    other = ayni("aeo", "add", town, "--convocatoria", call, *OTHER, *more).record
    ayni("encargo", "assign", town, "--to", "Beto Quispe", RUC, "--reason", "Su zona")
    assert RUC not in ayni("encargo", "list", town, "--to", "Beto Quispe").out
    assert "Asociación Sumaq Quwi" in ayni("encargo", "list", town, "--to", "Beto Quispe").out
    ayni("export", town, "--to", "Beto Quispe", "-o", tmp_path / "x.ayni")
    ayni("receive", field, tmp_path / "x.ayni")
    assert [row["nombre"] for row in ayni("aeo", "list", field, "--json").data] == ["Asociación Sumaq Quwi"]
    ayni("encargo", "back", town, "--to", "Beto Quispe", RUC)
    assert ayni("encargo", "list", town, "--to", "Beto Quispe", "--json").data[0]["hasta"]
    assert "Solo la oficina" in ayni("encargo", "assign", field, "--to", "Ana Huamán", RUC, status=1).err
    assert other
