"""The command line says what the library says, with an exit status, and never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"
AGREEMENT = EXAMPLES / "norrbotten_2022.toml"
INVOICES = EXAMPLES / "invoices_2022.csv"
PEOPLE = EXAMPLES / "population.csv"
WIDTH = 80


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", str(WIDTH))


@pytest.fixture
def run(capsys):
    def run(*arguments):
        status = main([str(each) for each in arguments])
        done = capsys.readouterr()
        assert "Traceback" not in done.err
        return status, done.out, done.err

    return run


@pytest.fixture
def fees():
    return cs.Agreement.load(AGREEMENT).allocate()


def test_fees_are_those_of_the_library_and_fit_the_terminal(run, fees):
    status, out, err = run("allocate", AGREEMENT)
    assert (status, err) == (0, "")
    assert out == fees.to_text(width=WIDTH) + "\n"
    assert max(map(len, out.splitlines())) <= WIDTH


def program(*arguments, **environment):
    """Run the program in a process of its own, without a terminal."""
    script = "import sys; from costshare.cli import main; sys.exit(main())"
    others = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        env={**others, "PYTHONUTF8": "1", **environment},
        check=False,
    ).stdout.decode()


def test_output_to_a_file_is_not_cut_into_columns(fees):
    assert program("allocate", AGREEMENT) == f"{fees}\n"


@pytest.mark.parametrize("command", ["allocate", "explain", "invoices"])
def test_json_is_the_record(run, fees, command):
    results = {
        "allocate": fees,
        "explain": fees.explain(),
        "invoices": fees.invoice_lines(),
    }
    status, out, _ = run(command, AGREEMENT, "--json")
    assert status == 0
    assert json.loads(out) == json.loads(json.dumps(results[command].to_dict()))


def test_a_fee_is_explained_for_a_member_and_a_pool(run, fees):
    _, out, _ = run("explain", AGREEMENT, "Kiruna", "utvecklare")
    assert out == fees.explain("Kiruna", "utvecklare").to_text(width=WIDTH) + "\n"
    _, out, _ = run("explain", AGREEMENT, "Kiruna")
    assert out == fees.explain("Kiruna").to_text(width=WIDTH) + "\n"
    assert max(map(len, out.splitlines())) <= WIDTH


def test_saved_fees_are_read_in_place_of_the_agreement(run, fees, tmp_path):
    saved = tmp_path / "fees.json"
    assert run("allocate", AGREEMENT, "--save", saved)[0] == 0
    assert cs.Allocation.load(saved) == fees
    assert run("allocate", saved) == run("allocate", AGREEMENT)


def test_own_invoices_agree_and_others_are_findings(run, tmp_path):
    lines = tmp_path / "lines.csv"
    dates = [f"--date=2022-{month}-15" for month in ("02", "05", "08", "11")]
    status, out, _ = run("invoices", AGREEMENT, "--csv", lines, "--instalments", 4, *dates)
    assert status == 0
    assert lines.read_bytes().startswith(b"\xef\xbb\xbf")
    status, out, _ = run("reconcile", AGREEMENT, lines)
    assert status == 0
    assert out.startswith("Balanced: 5 244 600 SEK invoiced, 5 244 600 SEK expected.")
    status, out, _ = run("reconcile", AGREEMENT, INVOICES)
    assert status == 1
    assert "Pajala, raddningstjanst: nothing is invoiced for 2022" in out
    assert max(map(len, out.splitlines())) <= WIDTH


def test_a_reconciliation_reads_as_the_library_does(run, fees, tmp_path):
    saved = tmp_path / "found.json"
    status, out, _ = run("reconcile", AGREEMENT, INVOICES, "--json", "--save", saved)
    expected = cs.reconcile(fees, cs.read_invoices(INVOICES, on_error="keep"))
    assert status == 1
    assert cs.Reconciliation.load(saved) == expected
    assert cs.Reconciliation.from_dict(json.loads(out)) == expected


def test_headers_of_one_s_own_are_named(run, tmp_path):
    lines = tmp_path / "lines.csv"
    text = INVOICES.read_text("utf-8-sig").replace("Kommun;", "Betalare;").replace("Belopp", "Kr")
    lines.write_text(text, "utf-8")
    status, _, err = run("reconcile", AGREEMENT, lines)
    assert status == 2
    assert err.endswith("(here: --column FIELD=HEADER)\n")
    named = ("--column", "member=Betalare", "--column", "amount=Kr")
    own, known = run("reconcile", AGREEMENT, lines, *named), run("reconcile", AGREEMENT, INVOICES)
    assert own[0] == known[0] == 1
    assert own[1].split("\n\n")[:5] == known[1].split("\n\n")[:5]
    status, _, err = run("reconcile", AGREEMENT, lines, "--column", "Betalare")
    assert (status, "write --column FIELD=HEADER" in err) == (2, True)


ACCOUNTS = """receivable = 1510
[pools]
grundbelopp = 3010
utvecklare = 3020
e_tjansteplattform = 3030
raddningstjanst = 3040
e_arkiv = 3050
datacenter = 3060
"""


def test_invoices_go_to_the_books_and_come_back(run, tmp_path):
    accounts, books, people = (tmp_path / name for name in ("plan.toml", "fees.si", "people.csv"))
    accounts.write_text(ACCOUNTS, "utf-8")
    people.write_text("Kommun;Kundnummer;Alias\nBoden;2582;Bodens kommun\n", "utf-8")
    sent = ("--sie", books, "--accounts", accounts, "--date", "2022-03-31", "--number", "22-{n}")
    status, _, err = run("invoices", AGREEMENT, *sent)
    assert (status, "pass --accounts and --company" in err) == (2, True)
    assert run("invoices", AGREEMENT, *sent, "--company", "E-nämnden")[0] == 0
    status, out, _ = run("reconcile", AGREEMENT, books, "--accounts", accounts)
    assert (status, out.startswith("Balanced: 5 244 600 SEK")) == (0, True)
    status, _, err = run("reconcile", AGREEMENT, books)
    assert (status, "pass --accounts" in err) == (2, True)
    accounts.write_text(ACCOUNTS.replace("3020", "true"), "utf-8")
    status, _, err = run("reconcile", AGREEMENT, books, "--accounts", accounts)
    assert (status, err.startswith("costshare: plan.toml: ")) == (2, True)
    lines = tmp_path / "lines.csv"
    assert run("invoices", AGREEMENT, "--csv", lines, "--customers", people)[0] == 0
    text = lines.read_text("utf-8-sig").replace(";Boden;", ";Bodens kommun;")
    lines.write_text(text, "utf-8")
    assert run("reconcile", AGREEMENT, lines, "--customers", people)[0] == 0


def test_each_member_gets_a_letter(run, fees, tmp_path):
    status, out, _ = run(
        "letters", AGREEMENT, tmp_path / "letters", "--contact", "Anna Berg", "--lang", "sv"
    )
    assert status == 0
    written = [Path(line) for line in out.splitlines()]
    assert len(written) == len(fees.members)
    letter = next(path for path in written if "Kiruna" in path.name).read_text("utf-8")
    assert '<html lang="sv">' in letter
    assert "Anna Berg" in letter
    assert run("letters", AGREEMENT, tmp_path)[0] == 2  # nobody to ask


def test_findings_are_worked_through_from_run_to_run(run, tmp_path):
    tasks = tmp_path / "tasks.json"
    assert run("reconcile", AGREEMENT, INVOICES, "--worklist", tasks)[0] == 1
    note = ("--status", "waiting", "--owner", "Anna", "--comment", "asked")
    status, out, _ = run("worklist", tasks, 1, *note)
    assert (status, "Note: asked" in out, "waiting" in out) == (0, True, True)
    assert max(map(len, out.splitlines())) <= WIDTH
    assert run("reconcile", AGREEMENT, INVOICES, "--worklist", tasks)[0] == 1
    assert (cs.Worklist.load(tasks).task(1).owner, len(cs.Worklist.load(tasks))) == ("Anna", 25)
    assert run("worklist", tasks, 99, *note)[0] == 2
    lines = tmp_path / "lines.csv"
    run("invoices", AGREEMENT, "--csv", lines)
    run("reconcile", AGREEMENT, lines, "--worklist", tasks)
    assert {task.status for task in cs.Worklist.load(tasks)} == {"gone"}


def test_a_note_without_its_task_is_refused(run, tmp_path):
    tasks = tmp_path / "tasks.json"
    run("reconcile", AGREEMENT, INVOICES, "--worklist", tasks)
    status, _, err = run("worklist", tasks, "--owner", "Anna")
    assert (status, "write its number" in err) == (2, True)
    _, out, _ = run("worklist", tasks, 3, "--status", "accepted", "--comment", "next year")
    assert "Note: next year" in out


def test_no_file_that_is_read_is_written_over(run, tmp_path):
    agreement, tasks, costs = (tmp_path / name for name in ("a.toml", "tasks.json", "costs.csv"))
    agreement.write_bytes(AGREEMENT.read_bytes())
    costs.write_text("pool;amount\ngrundbelopp;5\n", "utf-8")
    run("reconcile", AGREEMENT, INVOICES, "--worklist", tasks)
    before = {path: path.read_bytes() for path in (agreement, tasks, costs)}
    left_out = [f"--leave-out={name}" for name in ("utvecklare", "e_tjansteplattform", "e_arkiv")]
    left_out += ["--leave-out=raddningstjanst", "--leave-out=datacenter"]
    for arguments in (
        ("invoices", agreement, "--csv", agreement),
        ("allocate", agreement, "--save", tasks),
        ("settle", agreement, costs, *left_out, "--rule", "return", "--lines", costs),
        ("settle", agreement, costs, *left_out, "--opening", tasks, "--save", tasks),
        ("reconcile", agreement, costs, "--excel", costs),
        ("split", costs, costs, costs, "--on", "pool"),
    ):
        status, _, err = run(*arguments)
        assert (status, "name" in err) == (2, True), err
    assert {path: path.read_bytes() for path in before} == before


def test_an_option_is_named_only_where_the_command_has_it(run, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("Vem;Kundnummer\nBoden;2582\n", "utf-8")
    status, _, err = run("letters", AGREEMENT, tmp_path, "--contact", "A", "--customers", people)
    assert (status, "--column" in err) == (2, False)


def test_fees_that_no_candidate_reproduces_are_a_finding(run):
    files = (EXAMPLES / "fees_2022.csv", EXAMPLES / "population.csv")
    assert run("infer", *files, "raddningstjanst")[0] == 1


def test_output_that_nobody_reads_is_neither_agreement_nor_finding():
    script = "import sys; from costshare.cli import main; sys.exit(main())"
    closed = f"{sys.executable} -c '{script}' allocate {AGREEMENT} >&-"
    done = subprocess.run(["/bin/sh", "-c", closed], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_a_year_is_settled_and_carried_into_the_next(run, fees, tmp_path):
    costs, saved, lines = tmp_path / "costs.csv", tmp_path / "settled.json", tmp_path / "lines.csv"
    spent = {name: total - 1400 for name, total in fees.pool_totals.items()}
    rows = [f"{name};{cost}" for name, cost in spent.items()]
    costs.write_text("\n".join(["pool;amount", *rows]), "utf-8")
    how = ("--rule", "return", "--by", "flat")
    sent = ("--lines", lines, "--date", "2023-02-15")
    status, out, _ = run("settle", AGREEMENT, costs, *how, "--save", saved, *sent)
    assert status == 0
    year = cs.settle(fees, spent, policy=cs.Return(by="flat"))
    assert cs.Settlement.load(saved) == year
    assert out == year.to_text(width=WIDTH) + "\n"
    assert len(cs.read_invoices(lines)) == len(year.invoice_lines())
    assert run("settle", AGREEMENT, costs, "--opening", saved)[0] == 2  # of the same year


def test_a_year_is_trued_up_by_the_agreement_of_what_it_cost(run, tmp_path):
    agreement, actual, saved = (
        tmp_path / each for each in ("ours.toml", "cost.toml", "final.json")
    )
    text = """
        name = "X"
        period = "2026"
        members = [{ name = "Produkt" }, { name = "A" }, { name = "B" }]
        pools = [
            { name = "plattform", total = 100, members = ["Produkt"], model = { kind = "flat" } },
            { name = "Produkt", receives = true, model = { kind = "flat" } },
        ]
    """
    agreement.write_text(text, "utf-8")
    actual.write_text(text.replace("100", "130"), "utf-8")
    status, out, _ = run("settle", agreement, "--final", actual, "--rule", "true-up")
    assert status == 0
    fees, final = (cs.Agreement.load(each).allocate() for each in (agreement, actual))
    year = cs.settle(fees, final=final, policy=cs.TrueUp())
    assert year.returned == {"A": -15, "B": -15}
    assert out == year.to_text(width=WIDTH) + "\n"
    final.save(saved)
    same = run("settle", agreement, "--final", saved, "--rule", "true-up", "--by", "final")
    assert same == (0, out, "")
    costs = tmp_path / "costs.csv"
    costs.write_text("pool;amount\nProdukt;130", "utf-8")
    status, _, error = run("settle", agreement, costs)
    assert status == 2
    assert "(here: --final, --rule true-up)" in error.replace("\n", " ")
    status, _, error = run("settle", agreement)
    assert status == 2
    assert "there are no costs" in error


def test_agreements_are_compared_by_the_names_of_their_files(run, tmp_path):
    proposal = tmp_path / "proposal.toml"
    proposal.write_text(AGREEMENT.read_text("utf-8").replace("0.5236", "0.4"), "utf-8")
    status, out, _ = run("compare", AGREEMENT, proposal, "--json")
    assert status == 0
    expected = cs.compare(
        {"norrbotten_2022": cs.Agreement.load(AGREEMENT), "proposal": cs.Agreement.load(proposal)},
        baseline="norrbotten_2022",
    )
    assert cs.Comparison.from_dict(json.loads(out)) == expected
    assert run("compare", AGREEMENT)[0] == 2
    assert run("compare", AGREEMENT, AGREEMENT)[0] == 2


def test_the_model_behind_a_column_of_fees_is_found(run):
    files = (EXAMPLES / "fees_2022.csv", PEOPLE)
    status, out, _ = run("infer", *files, "utvecklare", "--total", 937_200, "--unit", 100)
    assert status == 0
    assert "flat share 52.35 % to 52.38 %" in out
    status, _, err = run("infer", *files)
    assert (status, "has several pools (grundbelopp, utvecklare," in err) == (2, True)
    status, _, err = run("infer", *files, "utveckling")
    assert (status, "did you mean 'utvecklare'" in err) == (2, True)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_cost_lines_are_split_as_by_the_library(run, tmp_path, ending):
    import pandas as pd

    lines = pd.DataFrame({"service": ["db", "web"], "amount": ["10.00", "0.05"]}, dtype="string")
    users = pd.DataFrame(
        {"service": ["db", "db", "web"], "team": ["a", "b", "a"], "weight": ["1", "2", "1"]},
        dtype="string",
    )
    write = {".csv": "to_csv", ".parquet": "to_parquet"}[ending]
    for name, frame in (("lines", lines), ("users", users)):
        getattr(frame, write)(tmp_path / f"{name}{ending}", index=False)
    target = tmp_path / ("parts.csv" if ending == ".csv" else "parts")
    found = run(
        "split", tmp_path / f"lines{ending}", tmp_path / f"users{ending}", target, "--on", "service"
    )
    assert found == (0, f"{target}\n", "")
    parts = pd.read_csv(target) if ending == ".csv" else pd.read_parquet(target)
    assert [str(each) for each in parts["allocated"]] == ["3.33", "6.67", "0.05"]
    nobody = ("--on", "service", "--amount", "cost")
    assert (
        run("split", tmp_path / f"lines{ending}", tmp_path / f"users{ending}", target, *nobody)[0]
        == 2
    )


def test_the_schema_is_that_of_the_library(run):
    status, out, _ = run("schema")
    assert (status, json.loads(out)) == (0, cs.Agreement.json_schema())


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_an_agreement_to_begin_with_can_be_used_at_once(run, tmp_path, lang):
    file = tmp_path / "new.toml"
    assert run("init", file, "--lang", lang)[0] == 0
    assert run("check", file, "--lang", lang)[0] == 0
    fees = cs.Agreement.load(file).allocate()
    assert [sum(pool.fees.values()) for pool in fees.pools] == [
        500_000,
        90_000,
        cs.read_number("14171.25"),
    ]
    status, _, err = run("init", file)
    assert (status, "exists already" in err) == (2, True)
    assert run("init", tmp_path / "new.json")[0] == 2


def test_a_result_that_was_saved_is_proved(run, fees, tmp_path):
    saved = tmp_path / "fees.json"
    fees.save(saved)
    assert run("check", saved)[:2] == (0, "fees.json: every sum holds.\n")
    data = json.loads(saved.read_text("utf-8"))
    first = next(iter(data["pools"][0]["fees"]))
    data["pools"][0]["fees"][first] = "1"
    saved.write_text(json.dumps(data), "utf-8")
    status, _, err = run("check", saved)
    assert (status, err.startswith("costshare: fees.json: ")) == (1, True)
    saved.write_text('{"format": "costshare.letter/1"}', "utf-8")
    assert run("check", saved)[0] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["allocate", "nothing.toml"], "nothing.toml: No such file or directory"),
        (["allocate", str(EXAMPLES)], "not of a known kind"),
        (["allocate", str(AGREEMENT), "--lang", "xx"], "unknown language 'xx'"),
        (["explain", str(AGREEMENT), "Kirun"], "did you mean 'Kiruna'"),
        (["explain", str(AGREEMENT), "Kiruna", "it"], "unknown pool 'it'"),
        (["reconcile", str(AGREEMENT), "nothing.csv"], "nothing.csv: No such file"),
        (["reconcile", str(AGREEMENT), str(INVOICES), "--tolerance", "much"], "much"),
        (["settle", str(AGREEMENT), str(EXAMPLES / "fees_2022.csv")], "a cost for each member"),
        (["invoices", str(AGREEMENT), "--number", "{x}"], "{x}"),
        (["allocate", str(AGREEMENT), "--save", "fees.txt"], ".json"),
    ],
)
def test_what_cannot_be_done_is_said_with_status_2(run, arguments, said):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("costshare: ")
    assert said in err
    assert err.count("\n") == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([["check"], ["reconcile", str(AGREEMENT)], ["infer", str(PEOPLE)]]),
    st.sampled_from([".toml", ".json", ".csv", ".xlsx", ".parquet"]),
    st.binary(max_size=60),
)
def test_no_file_ends_in_a_traceback(tmp_path, capsys, command, ending, data):
    file = tmp_path / f"any{ending}"
    file.write_bytes(data)
    assert main([*command, str(file)]) in {0, 1, 2}
    assert "Traceback" not in capsys.readouterr().err


def test_help_names_every_command_and_the_exit_status(run):
    status, out, _ = run("--help")
    assert status == 0
    for command in (
        "allocate",
        "explain",
        "reconcile",
        "compare",
        "infer",
        "split",
        "check",
        "schema",
        "init",
    ):
        assert command in out
    assert "0 agrees, 1 findings, 2 input that cannot be read" in out


def test_the_shell_completes_commands():
    completed = program(
        _COSTSHARE_COMPLETE="complete_bash", COMP_WORDS="costshare re", COMP_CWORD="1"
    )
    assert completed.split() == ["reconcile"]


def test_without_typer_the_way_out_is_said(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "typer", None)
    monkeypatch.delitem(sys.modules, "costshare.cli._app", raising=False)
    status, _, err = run("allocate", AGREEMENT)
    assert (status, err) == (
        2,
        "costshare: the command line needs Typer: pip install 'costshare[cli]'\n",
    )


def test_the_meaning_of_invoice_types_is_an_option(run, tmp_path):
    agreement = tmp_path / "a.toml"
    fees = cs.Agreement(
        name="N",
        period="2023",
        members=[cs.Member(name="A")],
        pools=[cs.Pool(name="p", total=100, model=cs.Flat())],
    )
    fees.save(agreement)
    lines = tmp_path / "i.csv"
    lines.write_text("member;pool;Fakturanr;Fakturatyp;Belopp\nA;p;1;F;120\nA;p;2;K;20\n")
    costs = tmp_path / "c.csv"
    costs.write_text("pool;amount\np;100\n")
    status, out, _ = run("reconcile", agreement, lines, "--type", "F=invoice")
    assert (status, "--type VALUE=credit" in " ".join(out.split())) == (1, True)
    types = ("--type", "F=invoice", "--type", "K=credit")
    assert run("reconcile", agreement, lines, *types)[0] == 0
    paid = ("settle", agreement, costs, "--paid", lines)
    status, _, err = run(*paid)
    assert (status, "(here: --type VALUE=credit" in err) == (2, True)
    assert run(*paid, *types)[0] == 0
    status, _, err = run("reconcile", agreement, lines, "--type", "K")
    assert (status, "write --type VALUE=MEANING" in err) == (2, True)
