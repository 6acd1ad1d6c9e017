"""Findings, hints and the report are said: in any language, and again after they were saved."""

import json
import runpy
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings

import costshare as cs
from costshare.reconciliation import Reconciliation, reconcile
from ledger_local import ledgers, line, table
from masked import MASKED, words_left, words_not_said
from said_forms import forms_in, forms_of

STATUSES = ("open", "waiting", "accepted", "done", "gone")
HERE = Path(__file__).parent
CASE = HERE.parents[1] / "examples"

ONE = table({"Sala": {"kontor": 2000}})
TWO = table({"Sala": {"kontor": 2000}, "Boden": {"kontor": 4000}}, units={"kontor": "0.01"})
SEVERAL = table({"Sala": {"kontor": 2000, "arkiv": 10}, "Boden": {"arkiv": 20}})
TIMELESS = cs.allocate(2000, cs.Flat(), {"Sala": {}}, pool="kontor")
DAYS = ["2022-01-31", "2022-04-30", "2022-07-31", "2022-10-31"]


def parts(*amounts, member="Sala", pool="kontor", **more):
    """Lines of one cell, with a number and a date each."""
    return [
        line(member, pool, amount, invoice=f"{place}", date=DAYS[place % 4], **more)
        for place, amount in enumerate(amounts)
    ]


def unnumbered(*amounts, **more):
    """Lines of one cell, without numbers and dates."""
    return [line("Sala", "kontor", amount, **more) for amount in amounts]


def rounded(amount, rounding, pool="kontor", invoice="7"):
    """An invoice with its rounding line."""
    own, other = (line("Sala", each, 0, invoice=invoice) for each in (pool, "rounding"))
    return [own.replace(amount=amount), other.replace(amount=rounding)]


LABELLED = replace(ONE, pools=(replace(ONE.pools[0], label="Lokaler"),))
PASSED_ON = cs.Agreement(
    name="Koncern",
    period="2022",
    members=[cs.Member(name=name) for name in ("HR", "Boden")],
    pools=[
        cs.Pool(name="plattform", total=100, model=cs.Flat(), members=["HR"]),
        cs.Pool(name="HR", model=cs.Flat(), receives=True),
    ],
).allocate()

EXAMPLES = {
    "of another level": (
        PASSED_ON,
        [line("HR", "plattform", 100), line("Boden", "plattform", 7)],
        {},
    ),
    "a label for a name": (LABELLED, parts(2000, pool="Lokaler"), {}),
    "balanced": (ONE, parts(2000), {}),
    "tolerated": (ONE, parts(1999), {"tolerance": 1}),
    "budget": (SEVERAL, parts(2001), {"budget": {"kontor": 7}}),
    "the sums agree": (SEVERAL, [*parts(2010), line("Boden", "arkiv", 20)], {}),
    "without a period": (TIMELESS, unnumbered(1, 2), {}),
    "missing": (ONE, [], {}),
    "nothing can be counted": (ONE, unnumbered("?", 5, currency="EUR"), {}),
    "unexpected": (
        SEVERAL,
        [
            line(None, None, 40),
            line(None, "kontor", 40, date="2022-05-01"),
            line("Sala", None, 41),
            line("Boden", "kontor", 3),
            line("Kiruna", "kontor", 3),
            line("Sala", "skola", 3),
            line("Kiruna", "skola", 3),
        ],
        {},
    ),
    "one number twice": (ONE, [line("Sala", "kontor", 1000, invoice="7")] * 2, {}),
    "one number, two amounts": (
        ONE,
        [line("Sala", "kontor", amount, invoice="7") for amount in (1400, 600)],
        {},
    ),
    "equal amounts": (
        ONE,
        [line("Sala", "kontor", 2000, invoice=n, date="2022-05-01") for n in "123456"],
        {},
    ),
    "equal amounts without numbers": (ONE, unnumbered(2000, 2000, date="2022-05-01"), {}),
    "several groups": (
        ONE,
        [
            line("Sala", "kontor", amount, invoice=number, date=day)
            for number, amount, day in (("1", 5, DAYS[0]), ("2", 6, DAYS[1]))
            for _ in range(2)
        ],
        {},
    ),
    "days and numbers apart": (
        ONE,
        [
            line("Sala", "kontor", 1000, invoice="7", date=DAYS[0]),
            line("Sala", "kontor", 1000, invoice="7", date=DAYS[1]),
            line("Sala", "kontor", 1000, date=DAYS[1]),
        ],
        {},
    ),
    "another year": (
        ONE,
        [line("Sala", "kontor", 2000, invoice="1", date="2023-01-01")],
        {},
    ),
    "another year, and unreadable": (ONE, unnumbered("?", date="2023-01-01"), {}),
    "another issuer": (ONE, parts(2000, billed_by="Leverantör"), {}),
    "unreadable": (ONE, unnumbered(2000, date="2022-02-30"), {}),
    "unreadable in another currency": (ONE, unnumbered("?", currency="EUR"), {}),
    "the signs contradict": (ONE, unnumbered(-2500, net=2000), {}),
    "the sizes contradict": (ONE, unnumbered(80, net=2000, vat_rate="0.25"), {}),
    "the rate contradicts": (ONE, unnumbered(2600, net=2000, vat_rate="0.25"), {}),
    "rounded invoices": (ONE, rounded("2000.25", "-0.25"), {"tolerance": 1}),
    "a wrong rounding": (ONE, rounded(2001, 1), {}),
    "a rounding of invoices without VAT": (
        SEVERAL,
        [*rounded("2000.25", "0.6"), *rounded("9.25", "0.6", pool="arkiv", invoice="8")],
        {},
    ),
    "without a rounding": (ONE, unnumbered("1999.50"), {"rounding": 1}),
    "transposed": (ONE, unnumbered(200), {}),
    "digits": (table({"Sala": {"kontor": 2100}}), unnumbered(1200), {}),
    "too large": (ONE, unnumbered(20_000), {}),
    "sign": (ONE, unnumbered(-2000), {}),
    "VAT": (ONE, unnumbered(2500), {}),
    "VAT in whole kronor": (table({"Sala": {"kontor": 2001}}), unnumbered(2501), {}),
    "rounded with VAT": (
        table({"Sala": {"kontor": 76_100}}, units={"kontor": "0.01"}),
        parts(23_781, "23781.25", "23781.25", "23781.25", vat_rate="0.25"),
        {},
    ),
    "VAT in each line": (ONE, parts(625, 625, 625, 625), {}),
    "VAT in some lines": (ONE, parts(625, 500, 625, 500), {}),
    "one line too large": (ONE, parts(500, 5000, 500, 500), {}),
    "rounding": (ONE, unnumbered(2001), {}),
    "last year": (ONE, unnumbered(1920), {"last_year": {"Sala": {"kontor": 1920}}}),
    "a part of last year": (
        ONE,
        parts(480, 500, 500, 500),
        {"last_year": {"Sala": {"kontor": 1920}}},
    ),
    "swapped": (TWO, [*unnumbered(4000), line("Boden", "kontor", 2000)], {}),
    "swapped in one line": (
        TWO,
        [*parts(500, 1000, 500, 500), *parts(1000, 500, 1000, 1000, member="Boden")],
        {},
    ),
    "swapped in several lines": (
        TWO,
        [*parts(1000, 500, 1000, 500), *parts(500, 1000, 500, 1000, member="Boden")],
        {},
    ),
    "another pool": (
        table({"Sala": {"kontor": 510, "arkiv": 70}}),
        [line("Sala", "arkiv", 70), line("Sala", "arkiv", 510)],
        {},
    ),
    "an instalment missing": (ONE, parts(500, 500, 500), {}),
    "instalments missing": (table({"Sala": {"kontor": 3000}}), parts(500, 500, 500, 500), {}),
    "an instalment too many": (ONE, parts(500, 500, 500, 500, 500), {}),
    "instalments too many": (table({"Sala": {"kontor": 1500}}), parts(500, 500, 500, 500, 500), {}),
    "correction": (
        ONE,
        [*parts(2000), line("Sala", "kontor", 7, invoice="8", corrects="2021")],
        {},
    ),
    "misspelt": (ONE, [*parts(500, 500, 500), line("Sala kommun", "kontor", 500)], {}),
    "misspelt, with VAT": (
        ONE,
        [*parts(500, 500, 500), line("Sala kommun", "kontor", 625, invoice="9")],
        {},
    ),
    "spelling": (
        table({"Älvsbyn": {"e-arkiv": 100}}),
        [
            line("ALVSBYN", "e-arkiv", 7),
            line("Älvbsyn", "e-arkiv", 7),
            line("Älvsbyn", "E arkiv", 8),
            line("Älvsbyn", "e-akriv", 9),
        ],
        {},
    ),
    "open lines": (ONE, parts(1640, 360, 17, 58), {}),
    "open lines elsewhere": (
        TWO,
        [line("Boden", "kontor", 4000), line("Boden", "kontor", 2000, date=date(2022, 5, 1))],
        {},
    ),
}


def names_of(result):
    """What is not said: names, codes, and reasons of values that could not be read."""
    names = [result.name, *result.members, *result.pools, *(each.name for each in result.issuers)]
    lines = [each for finding in result.findings for each in finding.lines]
    names += [name for each in lines for name in (each.member, each.pool, each.currency) if name]
    problems = ["; ".join(each.problems) for each in lines if each.problems]
    return [*names, *(cell.pool for cell in result if cell.pool), "SEK", *problems]


def assert_said(result, names=()):
    """Only names are read where words are masked, before and after it was saved."""
    names = [*names, *names_of(result)]
    names += [escape(name).replace(" ", "\N{NO-BREAK SPACE}") for name in names]
    names += [escape(name) for name in names]
    assert words_not_said(result, names) == []
    again = Reconciliation.from_dict(json.loads(json.dumps(result.to_dict())))
    assert again == result
    for one, other in zip(result.findings, again.findings, strict=True):
        assert str(one) == one.to_text() == other.to_text()
        assert one.to_text(lang="sv") == other.to_text(lang="sv")
        assert words_left(MASKED(other._text()), names) == []
        for hint, other_hint in zip(one.hints, other.hints, strict=True):
            assert hint.to_text() == str(hint) == hint.message
            assert hint.to_text(lang="sv") == other_hint.to_text(lang="sv")


@pytest.mark.parametrize("name", EXAMPLES)
def test_only_names_are_not_said(name):
    fees, lines, more = EXAMPLES[name]
    assert_said(reconcile(fees, lines, **more))


@settings(max_examples=12)
@given(ledgers())
def test_whatever_is_invoiced_only_names_are_not_said(ledger):
    assert_said(reconcile(*ledger))


def test_the_examples_say_every_sentence():
    said = set()
    for fees, lines, more in EXAMPLES.values():
        result = reconcile(fees, lines, **more)
        tasks = result.worklist()
        noted = [tasks.note(1, status=each, comment="hm") for each in STATUSES if len(tasks)]
        said |= forms_of(result).union(*map(forms_of, noted))
    assert forms_in("reconciliation") - said == set()


def labelled(fees):
    """The same fees, with labels of their pools."""
    pools = [replace(pool, label=f"{pool.name.upper()}S") for pool in fees.pools]
    return replace(fees, pools=tuple(pools))


@pytest.mark.parametrize(
    "name",
    # Where costs are passed on, a pool and a member have one name.
    [name for name in EXAMPLES if not any(each in name for each in ("pelling", "label", "level"))],
)
def test_people_read_the_labels_of_pools(name):
    fees, lines, more = EXAMPLES[name]
    plain, result = reconcile(fees, lines, **more), reconcile(labelled(fees), lines, **more)
    expected = text = "\n".join(map(str, plain.findings))
    for pool in plain.pools:
        expected = expected.replace(pool, f"{pool.upper()}S")
    assert "\n".join(map(str, result.findings)) == expected
    assert expected != text or not text
    assert not [pool for pool in result.pools if f"\n{pool} " in str(result)]
    assert list(result) == list(plain)
    assert_said(result, names=list(result.labels.values()))


def test_the_kinds_of_findings_are_said():
    kinds = {
        each.kind
        for fees, lines, more in EXAMPLES.values()
        for each in reconcile(fees, lines, **more).findings
    }
    assert kinds == {
        *("under", "over", "missing", "unexpected"),
        *("duplicate", "wrong_period", "unreadable", "contradictory", "wrong_rounding"),
    }


def test_a_finding_in_an_unknown_language_is_refused():
    finding = cs.reconcile(ONE, []).findings[0]
    with pytest.raises(cs.CostshareError, match="unknown language 'fi'"):
        finding.to_text(lang="fi")


def test_the_real_year_in_swedish():
    fees = cs.Agreement.load(CASE / "norrbotten_2022.toml").allocate()
    lines = cs.read_invoices(CASE / "invoices_2022.csv", on_error="keep")
    before = runpy.run_path(str(CASE / "reconcile_2022.py"))["last_year"](fees)
    text = reconcile(fees, lines, last_year=before).to_text(lang="sv")
    golden = (HERE / "norrbotten_2022_sv.txt").read_text(encoding="utf-8")
    assert text.replace("\N{NO-BREAK SPACE}", " ") == golden.removesuffix("\n")
