import io

import pytest

import linkkeys.cli


def test_each_line_is_hashed(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("Ada\nGrace\n"))
    assert linkkeys.cli.main(["secret"]) == 0
    assert len(set(capsys.readouterr().out.split())) == 2


def test_it_tells_its_version(capsys):
    with pytest.raises(SystemExit):
        linkkeys.cli.main(["--version"])
    assert capsys.readouterr().out == "linkutil 1.2.0\n"
