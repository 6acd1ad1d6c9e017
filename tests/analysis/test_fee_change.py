"""Explained changes of every kind: what is named, in which words, and what cannot be separated."""

import json
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given, settings

import costshare as cs
from fee_changes_local import with_changes
from masked import words_not_said

PEOPLE = {"A": {"population": 100}, "B": {"population": 200}, "C": {"population": 300}}
GROWN = {**PEOPLE, "A": {"population": 150}}
BOARD = cs.Agreement(
    name="Board",
    period="2022",
    currency="SEK",
    members=[cs.Member(name=name, **drivers) for name, drivers in PEOPLE.items()],
    pools=[
        cs.Pool(name="office", total=600, model=cs.PerCapita(), label="Kontor"),
        cs.Pool(name="portal", total=90, model=cs.Flat()),
    ],
)


EXEMPT = BOARD.replace(pools=[BOARD.pools[0], BOARD.pools[1].replace(exempt=["A"])])


def shared(total, members=PEOPLE, model=None, **how):
    return cs.allocate(total, model or cs.PerCapita(), members, **how)


def causes(before, after, member=None):
    """The terms that are not zero: their causes, and the amount."""
    change = cs.explain_change(before, after, member)
    change.check()
    return [("+".join(term.causes), term.amount) for term in change if term.amount]


class Own:
    """A rule that no record holds."""

    def quotas(self, members, total):
        return {each.name: total * Fraction(1, len(members)) for each in members}


def test_a_price_and_an_index_by_date_follow_the_period():
    use = {"A": {"vcpu": 10}}
    prices = cs.Capacity(prices={"vcpu": {"2022-01-01": 85, "2023-01-01": 90}})
    fees = [cs.allocate(None, prices, use, period=year) for year in ("2022", "2023")]
    assert causes(*fees, "A") == [("by_date", 50)]
    index = {"2019-12-31": 100, "2021-12-31": 110}
    rule = {"model": cs.Tariff(base=1000), "base": "2019-12-31", "years_before": 1, "day": "12-31"}
    old = cs.Indexed(index=index, **rule)
    new = cs.Indexed(index={**index, "2022-12-31": 120}, **rule)
    fees = [
        cs.allocate(None, model, {"A": {}}, period=year)
        for model, year in ((old, "2022"), (new, "2023"))
    ]
    assert causes(*fees) == [("by_date", 100)]


def test_a_price_list_has_no_total_and_its_price_is_the_rule():
    fees = [
        cs.allocate(None, cs.Tariff(base=10, rates={"vcpu": rate}), {"A": {"vcpu": use}})
        for rate, use in ((2, 5), (3, 7))
    ]
    assert causes(*fees) == [("driver", 4), ("rule", 7)]


def test_a_total_instead_of_prices_is_another_rule():
    prices = cs.Capacity(prices={"vcpu": 10})
    use = {"A": {"vcpu": 1}, "B": {"vcpu": 3}}
    fees = [cs.allocate(total, prices, use) for total in (None, 80)]
    assert causes(*fees, "A") == [("rule", 10)]
    assert "charged before, a total is shared after" in str(cs.explain_change(*fees, "A"))
    assert "a total was shared before, charged after" in str(cs.explain_change(*fees[::-1], "A"))


def test_damping_starts_from_the_fees_of_the_year_before():
    def damped(total, before):
        model = cs.Damped(model=cs.PerCapita(), previous=before, max_increase="5%")
        return shared(total, GROWN, model)

    first = damped(620, {"A": 100, "B": 200, "C": 300})
    second = damped(650, first.member_totals)
    assert causes(first, second, "A") == [("previous_fees", Fraction("5.25")), ("rounding", -0.25)]
    assert "previous fees 100 → 105" in str(cs.explain_change(first, second, "A"))


def test_an_agreed_amount_is_a_rule_with_two_amounts():
    old = cs.Fixed(amounts={"A": 5, "B": 6}, lines={"engine": {"A": 1}})
    new = cs.Fixed(amounts={"A": 7, "C": 9}, lines={"engine": {"A": 1, "C": 2}})
    before, after = (
        cs.allocate(None, model, {name: {} for name in names})
        for model, names in ((old, "AB"), (new, "AC"))
    )
    change = cs.explain_change(before, after)
    assert {(term.member, term.causes): term.amount for term in change if term.amount} == {
        ("A", ("rule",)): 2,
        ("B", ("members",)): -6,
        ("C", ("members",)): 11,
    }
    assert "agreed amount 6 → 8: +2" in str(cs.explain_change(before, after, "A"))


def test_a_bound_stops_a_total_from_rising_alone():
    """The total does not fit the old bound: what can be computed next is after the rule."""
    old, new = (cs.Bounded(model=cs.PerCapita(), maximum=most) for most in (300, 500))
    fees = shared(600, model=old), shared(1200, model=new)
    assert causes(*fees, "A") == [("total+rule", Fraction(400, 3)), ("rounding", Fraction(-1, 3))]
    assert "cannot be separated" in str(cs.explain_change(*fees, "A"))


def test_a_new_member_without_a_figure_of_the_old_driver():
    fees = shared(600), shared(440, {**PEOPLE, "D": {}}, cs.Flat())
    assert causes(*fees, "A") == [("members+total+rule", 10)]


def test_a_figure_that_only_the_second_record_has_was_not_used_before():
    """A price from a later date on: nobody's figure of it is in the first record."""
    use = {"A": {"vcpu": 1, "gpu": 2}, "B": {"vcpu": 1, "gpu": 0}}
    model = cs.Blend(parts=[("0.5", cs.Proportional(driver=name)) for name in ("vcpu", "gpu")])
    fees = shared(80, use, cs.Proportional(driver="vcpu")), shared(100, use, model)
    assert causes(*fees, "A") == [("total", 10), ("rule", 25)]


def test_an_agreement_knows_figures_that_its_fees_do_not_use():
    proposal = cs.what_if(BOARD, joining=[cs.Member(name="D", population=600)])
    proposal = proposal.replace(pools=[proposal.pools[0].replace(model=cs.Flat())])
    before = BOARD.replace(pools=[BOARD.pools[0]])
    assert causes(before, proposal, "A") == [("members", -50), ("rule", 100)]
    assert causes(before.allocate(), proposal.allocate(), "A") == [("members+rule", 50)]
    compared = cs.compare({"today": before, "proposal": proposal}).explain("A")
    assert [term.causes for term in compared if term.amount] == [("members",), ("rule",)]


def test_a_rule_of_ones_own_is_told_from_nothing():
    fees = shared(300, model=Own()), shared(600, model=Own())
    assert causes(*fees, "A") == [("total+rule", 100)]
    assert causes(shared(300), fees[1], "A") == [
        ("total", 50),
        ("rule", 100),
    ]


def test_fees_with_a_correction_are_explained_as_a_whole():
    fees, restated = shared(600, period="2022-01"), shared(660, period="2022-01")
    later = shared(600, period="2022-02")
    corrected = cs.correct(fees, restated).applied_to(later)
    assert causes(later, corrected, "A") == [("rule", 10)]
    assert causes(corrected, corrected, "A") == []


def test_another_driver_in_the_place_of_the_first():
    both = {"A": {"old": 1, "new": 3}, "B": {"old": 1, "new": 1}}
    fees = [cs.allocate(80, cs.Proportional(driver=name), both) for name in ("old", "new")]
    assert causes(*fees, "A") == [("other_driver", 20)]
    assert "1. driver old 1 → new 3: +20" in str(cs.explain_change(*fees, "A"))
    assert "1. driver old 1 → new 1: -20" in str(cs.explain_change(*fees, "B"))
    assert "driver old → new" in str(cs.explain_change(*fees))


def test_a_driver_of_another_unit_is_measured_for_all_members_at_once():
    both = {
        "A": {"pupils": 10, "population": 100},
        "B": {"pupils": 30, "population": 100},
        "C": {"pupils": 40, "population": 200},
    }
    rules = cs.Mixed(flat_share="0.5", driver="pupils"), cs.PerCapita()
    fees = [cs.allocate(2400, model, both) for model in rules]
    change = cs.explain_change(*fees)
    assert {(term.member, term.causes): term.amount for term in change} == {
        ("A", ("other_driver",)): 150,
        ("A", ("rule",)): -100,
        ("B", ("other_driver",)): -150,
        ("B", ("rule",)): -100,
        ("C", ("other_driver",)): 0,
        ("C", ("rule",)): 200,
    }


def test_a_new_member_is_measured_in_the_driver_of_the_others():
    both = {"A": {"pupils": 10, "population": 100}, "B": {"pupils": 30, "population": 100}}
    school, board = cs.Proportional(driver="pupils"), cs.PerCapita()
    new = {**both, "C": {"pupils": 40, "population": 600}}
    fees = cs.allocate(800, school, both), cs.allocate(800, board, new)
    assert causes(*fees, "A") == [("members+other_driver", -100)]
    boards = [
        cs.Agreement(
            name="Board",
            period="2022",
            members=[
                cs.Member(
                    name=name, population=each["population"], drivers={"pupils": each["pupils"]}
                )
                for name, each in people.items()
            ],
            pools=[cs.Pool(name="school", total=800, model=model)],
        )
        for people, model in ((both, school), (new, board))
    ]
    assert causes(*boards, "A") == [("members", -100)]
    assert causes(*boards, "C") == [("members", 400), ("other_driver", 200)]


def test_a_credit_is_explained_like_a_charge():
    quota = -Fraction(660 * 150, 650)
    assert causes(shared(-600), shared(-660, GROWN), "A") == [
        ("total", -10),
        ("driver", quota + 110),
        ("rounding", -152 - quota),
    ]


def test_fees_rounded_each_on_its_own():
    fees = (shared(100, method="each", unit=unit) for unit in (10, 1))
    change = cs.explain_change(*fees, "A")
    (term,) = change
    quota = Fraction(100, 6)
    assert (term.causes, term.before, term.after) == (("rounding",), 20 - quota, 17 - quota)
    assert "rounding in units of 10 → 1" in str(change)


def test_money_has_the_decimals_of_its_unit():
    board = {"A": {"population": 1}, "B": {"population": 3}}
    change = cs.explain_change(
        cs.allocate("1000.50", cs.Mixed(flat_share="0.4"), board, unit="0.01"),
        cs.allocate("1200.90", cs.Mixed(flat_share="0.5"), board, unit="0.01"),
    )
    row = next(line for line in str(change).splitlines() if line.startswith("A "))
    assert row.split() == ["A", "350.18", "+70.14", "≈", "+30.02", "-0.0025", "450.34"]
    whole = (cs.allocate(total, cs.PerCapita(), board) for total in (10, 11))
    assert "pool total 10 → 11: +0.25\n" in str(cs.explain_change(*whole, "A"))
    tenth = (cs.allocate(total, cs.Flat(), {name: {} for name in "ABCDE"}) for total in (5, 6))
    assert "pool total 5 → 6: +0.20\n" in str(cs.explain_change(*tenth, "A"))


def test_a_tiny_change_is_not_shown_as_zero():
    fees = (
        cs.allocate(1000, cs.Proportional(driver="use"), {"A": {"use": 1}, "B": {"use": size}})
        for size in (3 * 10**6, 3 * 10**6 + 7)
    )
    row = next(line for line in str(cs.explain_change(*fees)).splitlines() if line[:2] == "A ")
    assert row.split() == ["A", "0", "0", "≈", "-0.000000000777775", "≈", "+0.000000000777775", "0"]


def test_a_member_for_a_part_of_the_period():
    later = BOARD.members[0].replace(joined="2022-07-01")
    part = BOARD.replace(members=[later, *BOARD.members[1:]])
    text = str(cs.explain_change(BOARD, part, "B", "portal"))
    assert "1. members (A for ≈ 50.4110 % of the period instead of 100 %): " in text
    without = cs.what_if(BOARD, leaving=["A"])
    change = cs.explain_change(BOARD, without, "A", "office")
    assert change.fees("A") == (100, None)
    assert str(change).splitlines()[:2] == [
        "A paid 100 SEK for Kontor, and nothing after",
        "  1. members 3 → 2 (without A): -100",
    ]
    assert change.change_in_words("A") == "A paid 100 SEK for Kontor, and nothing after"


def test_a_pool_that_one_side_lacks():
    one = BOARD.replace(pools=BOARD.pools[:1])
    assert causes(one, BOARD, "A") == [("pool", 30)]
    assert "1. kostnadspool, bara efter: +30" in cs.explain_change(one, BOARD, "A").to_text(
        lang="sv"
    )


MOVED = cs.what_if(BOARD, population={"A": 150}, total={"office": 650})
MOVED = MOVED.replace(
    pools=[MOVED.pools[0].replace(model=cs.Mixed(flat_share="0.5")), BOARD.pools[1]]
)


def test_one_fee_in_words():
    assert (
        str(cs.compare({"2022": BOARD, "plan": MOVED}).explain("A", "office"))
        == """\
A pays 84 more for Kontor: 100 → 184 SEK
  1. pool total 600 → 650: ≈ +8.33333
  2. population 100 → 150: ≈ +41.6667
  3. rule (by population → 50 % equally and the rest by population): ≈ +33.3333
  4. rounding in units of 1, fee less quota 0 → ≈ 0.666667: ≈ +0.666667

Each amount is what a change adds after those before it. They sum to the difference."""
    )


def test_all_fees_in_a_table():
    text = cs.explain_change(BOARD, MOVED, pool="office").to_text(lang="sv")
    assert (
        text.replace("\N{NO-BREAK SPACE}", " ")
        == """\
Kontor: före → efter, SEK

       före  totalbelopp  population  de andras population     regel  avrundning  efter
---------------------------------------------------------------------------------------
A       100      ≈ +8,33    ≈ +41,67                     0  ≈ +33,33     ≈ +0,67    184
B       200     ≈ +16,67           0              ≈ -16,67   ≈ +8,33     ≈ -0,33    208
C       300          +25           0                   -25  ≈ -41,67     ≈ -0,33    258
---------------------------------------------------------------------------------------
summa   600          +50    ≈ +41,67              ≈ -41,67         0           0    650

Varje belopp är vad en förändring lägger till efter dem som står före. \
Tillsammans är de skillnaden."""
    )


def test_frames_hold_exact_amounts():
    change = cs.compare({"2022": BOARD, "plan": MOVED}).explain()
    frame = change.to_frame()
    assert list(frame) == [
        *("before", "total", "driver: population", "others: population", "rule", "rounding"),
        "after",
    ]
    assert frame.loc["A", "total"] == Fraction(25, 3)
    terms = frame.drop(columns=["before", "after"]).sum(axis=1)
    assert (frame["before"] + terms == frame["after"]).all()
    tidy = change.to_frame(tidy=True)
    assert tidy["amount"].sum() == 50
    assert tidy.loc[0, ["pool", "member", "term", "currency"]].tolist() == [
        *("office", "A", "total", "SEK"),
    ]
    assert list(change.pools) == list(cs.explain_change(BOARD, MOVED, "A").to_frame().index)


def test_scenarios_of_a_comparison_are_chosen_by_name():
    compared = cs.compare({"2022": BOARD, "plan": MOVED, "same": BOARD})
    assert compared.explain(scenario="plan").titles == ("2022", "plan")
    assert str(compared.explain("A", scenario="same")).endswith("Nothing has changed.")
    with pytest.raises(
        cs.CostshareError, match="there are 2 besides the baseline; pass one of plan, same"
    ):
        compared.explain("A")
    with pytest.raises(
        cs.CostshareError, match=r"'2022' is the baseline, .*; pass one of plan, sam"
    ):
        compared.explain("A", scenario="2022")
    alone = cs.compare({"2022": BOARD})
    with pytest.raises(cs.CostshareError, match="do not differ; compare it with another one"):
        alone.explain(scenario="2022")
    with pytest.raises(cs.CostshareError, match="unknown scenario 'next'"):
        compared.explain("A", scenario="next")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"member": "D"}, "unknown member 'D'"),
        ({"pool": "cloud"}, "unknown pool 'cloud'"),
        (
            {"member": "A", "before": EXEMPT, "after": EXEMPT, "pool": "portal"},
            "A takes no part in pool portal, before or after",
        ),
        ({"names": ["now"]}, "names has 1 name; pass two"),
        ({"before": BOARD.replace(currency="EUR")}, "after is in SEK, the fees are in EUR"),
        ({"after": 5}, "after is of type int; pass an Allocation or an Agreement"),
    ],
)
def test_what_cannot_be_explained_is_refused(arguments, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.explain_change(**{"before": BOARD, "after": MOVED, **arguments})


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (["terms", 0, "amount"], "1", "terms are not what the two allocations give"),
        (["terms", 0, "causes"], [], "terms"),
        (["terms", 0, "causes"], ["weather"], "weather"),
        (["member"], "D", "unknown member 'D'"),
        (["pool"], "cloud", "unknown pool 'cloud'"),
        (["after", "pools", 0, "fees", "A"], "1", "after: pool office"),
        (["after", "currency"], "EUR", "after is in EUR, the fees are in SEK"),
    ],
)
def test_a_record_proves_itself(place, value, message):
    data = json.loads(json.dumps(cs.explain_change(BOARD, MOVED).to_dict()))
    *path, last = place
    inner = data
    for each in path:
        inner = inner[each]
    inner[last] = value
    with pytest.raises(cs.CostshareError, match=message):
        cs.FeeChange.from_dict(data)


@settings(max_examples=30)
@given(with_changes())
def test_another_language_says_all_of_a_change(pair):
    names = ["A", "B", "C", "D", "new", "Board", "office", "population", "pupils"]
    for member in (None, pair[0].members[0].name):
        assert words_not_said(cs.explain_change(*pair, member), names) == []


def test_a_member_without_a_fee():
    portal = EXEMPT.replace(pools=EXEMPT.pools[1:])
    change = cs.explain_change(portal, portal, "A")
    assert change.fees("A") == (None, None)
    assert change.change_in_words("A") == "A takes part in no pool"
    assert len(change) == len(change.to_frame()) == 0


def test_fees_before_and_after():
    change = cs.explain_change(BOARD, MOVED)
    assert change.fees("A") == (Decimal(130), Decimal(214))
    assert change.fees("A", "portal") == (30, 30)
    assert repr(change) == "<FeeChange before → after: 3 members, 2 pools>"
    assert len(change) == len(list(change)) == len(change.terms)


def test_a_rule_that_is_phased_in_and_the_driver_that_it_moves_to():
    """The figure of the new key is a driver, also where only the second year uses it."""
    years = {"A": {"old": 1, "new": 3}, "B": {"old": 1, "new": 1}}
    later = {"A": {"old": 1, "new": 1}, "B": {"old": 1, "new": 1}}
    rule = cs.Phased(
        before=cs.Proportional(driver="old"),
        after=cs.Proportional(driver="new"),
        start=2023,
        years=1,
    )
    key = cs.Pool(name="key", total=80, model=cs.Proportional(driver="new"))
    office = cs.Pool(name="office", total=80, model=rule)
    boards = [
        cs.Agreement(name="Board", period=year, members=members, pools=[key, office])
        for year, members in (("2022", years), ("2023", later))
    ]
    change = cs.explain_change(*boards, "A", "office")
    assert [(each.causes, each.amount) for each in change if each.amount] == []
    grown = boards[0].replace(period="2023")
    change = cs.explain_change(boards[0], grown, "A", "office")
    assert [(each.causes, each.amount) for each in change if each.amount] == [(("by_date",), 20)]
    assert "1. phase-in: +20" in str(change)
    back = cs.explain_change(grown, boards[1], "A", "office")
    assert [(each.causes, each.amount) for each in back if each.amount] == [(("driver",), -20)]


def test_a_workbook_holds_exact_amounts_that_sum_to_the_fee(tmp_path):
    """Two decimals of each would not: a row of them may be a hundredth off."""
    change = cs.explain_change(BOARD, MOVED)
    change.to_excel(tmp_path / "why.xlsx")
    book = openpyxl.load_workbook(tmp_path / "why.xlsx")
    assert book.sheetnames == ["Why fees changed", "Kontor", "Notes", "About"]
    for name, pool in (("Why fees changed", None), ("Kontor", "office")):
        rows = [*book[name].iter_rows(min_row=4, max_row=6)]
        assert [row[0].value for row in rows] == ["A", "B", "C"]
        for row in rows:
            amounts = [Fraction(str(cell.value).lstrip("=")) for cell in row[1:-1]]
            assert row[-1].value == f"=SUM(B{row[0].row}:{row[-2].coordinate})"
            assert sum(amounts) == change.fees(row[0].value, pool)[1]
    # A spreadsheet takes four parts of a format at most.
    marked = book["Kontor"]["C4"].number_format
    assert marked == '"≈ "+#,##0.00;"≈ "-#,##0.00;"≈ "#,##0.00'


def test_amounts_of_too_many_digits_are_the_nearest_double(tmp_path):
    three = {"A": {}, "B": {}, "C": {}}
    parts = [cs.allocate(total, cs.Flat(), three) for total in (1, 10**17 + 1)]
    cs.explain_change(*parts).to_excel(tmp_path / "large.xlsx")
    book = openpyxl.load_workbook(tmp_path / "large.xlsx")
    assert str(book["Why fees changed"]["C4"].value).startswith("≈ +33 333")
    weights = {"A": {"population": 10**16}, "B": {"population": 10**16 + 1}}
    fees = [cs.allocate(total, cs.PerCapita(), weights) for total in (1, 2)]
    cs.explain_change(*fees).to_excel(tmp_path / "why.xlsx")
    book = openpyxl.load_workbook(tmp_path / "why.xlsx")
    assert book["Why fees changed"]["C4"].value == "=0.5"
