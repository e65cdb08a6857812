"""The stories with no display: where they may be played. That they are played is what `make demo` shows."""

from ayni.qt.demo import main


def test_it_says_how_it_is_called(capsys):
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("Uso:")


def test_it_never_writes_over_somebodys_files(tmp_path, capsys):
    (tmp_path / "carta.txt").write_text("importante")
    assert main([str(tmp_path)]) == 1
    assert "otra, vacía" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["carta.txt"]
