"""The page about the command line shows what the commands print."""

import re
import shlex
import shutil
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path

import costshare as cs
from costshare.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/use-the-command-line.md").read_text("utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)


def test_every_command_of_the_page_prints_what_it_shows(tmp_path, monkeypatch, capsys):
    for file in (ROOT / "examples").glob("*_2022.*"):
        shutil.copy(file, tmp_path)
    shutil.copy(ROOT / "examples/population.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "costs.csv").write_text(
        "pool;amount\nportal;480000\narchive;91000\ndatacenter;14000\n", "utf-8"
    )
    ran = []
    for block in BLOCKS:
        for shown in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = shown.partition("\n")
            program, *arguments = shlex.split(command)
            assert program == "costshare"
            assert main(arguments) in {0, 1}, command
            printed = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
            assert OutputChecker().check_output(expected, printed, ELLIPSIS), (command, printed)
            ran.append(arguments[0])
    assert {*ran} == {
        *("allocate", "check", "explain", "infer", "init", "invoices"),
        *("letters", "reconcile", "settle", "worklist"),
    }
    assert cs.Settlement.load("settled.json").period == cs.Period.read("2026")
