"""Examples run as a user runs them, and say what they should."""

import re
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples"


def run(name: str, cwd: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "utf8", EXAMPLES / name, *arguments],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_reconciling_finds_every_planted_error_and_nothing_else(tmp_path):
    output = run("reconcile_2022.py", tmp_path)
    assert "Planted errors found: 25 of 25\nOther findings: 0" in output
    assert "Hint: one instalment of 4 is missing: 15 150 SEK" in output


def test_the_invoices_are_those_that_the_seeded_script_makes(tmp_path):
    run("make_invoices_2022.py", tmp_path, str(tmp_path))
    for name in ("invoices_2022.csv", "planted_2022.csv"):
        assert (tmp_path / name).read_bytes() == (EXAMPLES / name).read_bytes()


def test_the_datacenter_s_year_comes_to_the_supplier_s_invoices(tmp_path):
    output = run("datacenter_2022.py", tmp_path)
    rows = output.splitlines()
    assert len(rows) < 80
    # The late reading of 17 January is heard of in March, and charged then.
    assert [row.split()[0] for row in rows if "Kiruna 297.48, 2022-02 Kiruna 614.84" in row] == [
        "2022-03"
    ]
    # Who moved in on 1 May is there from then.
    members = {row.split()[0]: row.split()[1] for row in rows if row.startswith("2022-")}
    assert list(members.values()) == ["12"] * 4 + ["13"] * 8
    # The supplier's slip is found, named and credited.
    assert "Hint: two digits are transposed: 61 476.92 SEK for 16 476.92 SEK" in output
    assert "  4. left: 9 955.77 - 9 658.29 - 0.00 = 297.48\n  To charge: 297.48 SEK" in output
    assert "  Fee: 9 955.77 SEK" in output
    totals = "1 412 085.38         -45 000.00       1 149 600.00         -14 402.74"
    assert f"all                {totals}       2 502 282.64" in output
    assert rows[-3:] == [
        "All invoices to members:        2 502 282.64",
        "The supplier's 12 invoices:     2 502 282.64",
        "Equal, to the öre",
    ]
    assert list(tmp_path.iterdir()) == []


def test_norrbotten_computes_every_published_fee_and_writes_nothing(tmp_path):
    before = sorted(EXAMPLES.iterdir())
    output = run("norrbotten_2022.py", tmp_path)
    assert output.count("every fee the same") == 6
    assert "DIFFERS" not in output
    assert "total         1 065 400     937 200           1 046 900          732 500" in output
    assert "Fee: 75 900 SEK" in output
    assert sorted(EXAMPLES.iterdir()) == before
    assert list(tmp_path.iterdir()) == []


def test_a_platform_s_costs_pass_through_products_to_customers(tmp_path):
    output = run("platform_costs.py", tmp_path, str(tmp_path))
    assert "  4 285.71 = 3/7 of platform's 10 000.00 in units of 0.01, passed on to" in output
    assert "14 285.72 of its own + 3 061.22 from platform" in output
    assert output.endswith(
        "Direct costs 35000, fees 35000.00: equal, to the öre\n"
        "Level by level with the kernel alone: True\n"
        "5 invoices reconcile: True\n"
    )
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == ["platform_costs.svg", "platform_costs.toml"]


def texts_and_fills(path: Path) -> tuple[list[str], list[str]]:
    svg = path.read_text(encoding="utf-8")
    return re.findall(r">([^<]+)</text>", svg), re.findall(r"fill: (#\w{6})", svg)


def test_the_picture_of_the_readme_shows_what_its_script_draws(tmp_path):
    run("draw_2022.py", tmp_path, str(tmp_path))
    stored = EXAMPLES.parent / "docs" / "images" / "fees_2022.svg"
    texts, fills = texts_and_fills(tmp_path / "fees_2022.svg")
    assert (texts, fills) == texts_and_fills(stored)
    assert len(fills) > 82  # 14 members × 6 pools, 2 exempt
    assert {"Luleå", "906 200", "datacenter", "SEK"} <= set(texts)
    assert stored.stat().st_size < 60_000


def test_the_cloud_bill_comes_to_its_totals(tmp_path):
    output = run("cloud_bill.py", tmp_path)
    assert "8 charges of the bill, 19 after the split" in output
    assert "Not shared, kept as they are: Database of search, Support plan" in output
    assert "total          5 133.75            -75                       2  -75.000000" in output
    assert output.splitlines()[-1] == "Equal, to the last decimal"
    assert list(tmp_path.iterdir()) == []


def test_savings_are_labelled_as_assumed_and_drawn(tmp_path):
    output = run("savings_2022.py", tmp_path, str(tmp_path))
    assert output.startswith("ASSUMPTIONS (ours, not the board's)\n1. Together the members save")
    totals = " ".join(next(row for row in output.splitlines() if row[:5] == "total").split())
    assert totals == "total 7 519 500" + " 3 049 500" * 5
    # Four rules and the fees of 2022 are judged, and the fees under other assumptions as well.
    assert output.count("no group would pay less by itself") == 4
    assert "50 % alike: 12 members would pay 440 906 less by themselves, without Luleå" in output
    stored = EXAMPLES.parent / "docs" / "images" / "savings_2022.svg"
    texts, fills = texts_and_fills(tmp_path / "savings_2022.svg")
    assert (texts, fills) == texts_and_fills(stored)
    assert {"Luleå", "nucleolus", "saved, % of the cost alone (under assumptions)"} <= set(texts)
    assert [path.name for path in tmp_path.iterdir()] == ["savings_2022.svg"]
