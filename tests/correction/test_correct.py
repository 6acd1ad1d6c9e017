"""A late reading, step by step: amounts, lines, reconciliation, words, and what is refused."""

import json
from decimal import Decimal

import pandas as pd
import pytest

import costshare as cs
from ledger_local import table

PRICES = {"vcpu": 100}


def month(use, total=None, *, period="2022-01", name="Board", **pool):
    """One month of a datacenter; use by member."""
    return cs.Agreement(
        name=name,
        period=period,
        currency="SEK",
        members=[cs.Member(name=who, drivers={"vcpu": number}) for who, number in use.items()],
        pools=[
            cs.Pool(name="datacenter", total=total, model=cs.Capacity(prices=PRICES), **pool),
        ],
    ).allocate()


BILLED = month({"Kiruna": 8, "Luleå": 40, "Piteå": 12}, 6_000)
RESTATED = month({"Kiruna": 10, "Luleå": 40, "Piteå": 12}, 6_000)


def numbered(correction):
    """The lines with numbers that no other correction of the month has."""
    return correction.invoice_lines(number=f"2022-01-K{correction.number}-{{n}}")


def told(lines):
    return [(e.invoice, e.member, e.pool, str(e.amount), str(e.corrects)) for e in lines]


def test_a_late_reading_moves_cost_between_members_and_no_total():
    correction = cs.correct(BILLED, RESTATED)
    assert correction.member_totals == {"Kiruna": 168, "Luleå": -129, "Piteå": -39}
    assert correction.total == 0
    assert correction.amount("Kiruna", "datacenter") == 168
    assert repr(correction) == (
        "<Correction of Board 2022-01: 168 SEK to charge, 168 SEK to credit>"
    )
    assert str(correction) == (
        "Correction of Board 2022-01, SEK\n"
        "\n"
        "        billed  corrected earlier  restated  correction\n"
        "-------------------------------------------------------\n"
        "Kiruna     800                  0       968         168\n"
        "Luleå    4 000                  0     3 871        -129\n"
        "Piteå    1 200                  0     1 161         -39\n"
        "-------------------------------------------------------\n"
        "total    6 000                  0     6 000           0"
    )


def test_lines_charge_credit_and_name_the_period():
    lines = cs.correct(BILLED, RESTATED).invoice_lines(number="22-02-{n:02}", date="2022-02-28")
    assert told(lines) == [
        ("22-02-01", "Kiruna", "datacenter", "168", "2022-01"),
        ("22-02-02", "Luleå", "datacenter", "-129", "2022-01"),
        ("22-02-03", "Piteå", "datacenter", "-39", "2022-01"),
    ]
    assert {(str(each.date), each.currency, each.billed_by) for each in lines} == {
        ("2022-02-28", "SEK", "host")
    }
    assert {each.date for each in cs.correct(BILLED, RESTATED).invoice_lines()} == {None}


def test_a_member_that_is_gone_is_credited_and_a_new_one_is_charged():
    restated = month({"Kiruna": 8, "Boden": 12, "Luleå": 40}, 6_000)
    correction = cs.correct(BILLED, restated)
    assert correction.members == ("Kiruna", "Luleå", "Piteå", "Boden")
    assert correction.member_totals == {"Kiruna": 0, "Luleå": 0, "Piteå": -1_200, "Boden": 1_200}
    assert "restated: no fee; takes no part any more" in str(correction.explain("Piteå"))
    assert "restated: 1 200; took no part when billed" in str(correction.explain("Boden"))
    rows = [line.split() for line in str(correction).splitlines()]
    assert ["Piteå", "1", "200", "0", "–", "-1", "200"] in rows
    assert ["Boden", "–", "0", "1", "200", "1", "200"] in rows
    assert told(numbered(correction)) == [
        ("2022-01-K1-1", "Piteå", "datacenter", "-1200", "2022-01"),
        ("2022-01-K1-2", "Boden", "datacenter", "1200", "2022-01"),
    ]


def test_a_second_restatement_charges_what_the_first_left():
    first = cs.correct(BILLED, RESTATED)
    last = month({"Kiruna": 10, "Luleå": 40, "Piteå": 14}, 6_400)
    second = cs.correct(BILLED, last, earlier=[first])
    assert (first.number, second.number) == (1, 2)
    assert second.member_totals == {"Kiruna": 32, "Luleå": 129, "Piteå": 239}
    assert second.total == 400
    assert str(second.explain("Luleå")) == (
        "Luleå, datacenter: correction of 2022-01\n"
        "  1. restated: 4 000; total 6 000 → 6 400\n"
        "  2. billed: 4 000\n"
        "  3. corrected earlier: -129\n"
        "  4. left: 4 000 - 4 000 - (-129) = 129\n"
        "  To charge: 129 SEK"
    )


def test_the_explanation_names_the_drivers_that_changed():
    correction = cs.correct(BILLED, RESTATED)
    assert str(correction.explain("Kiruna", "datacenter")) == (
        "Kiruna, datacenter: correction of 2022-01\n"
        "  1. restated: 968; vcpu 8 → 10\n"
        "  2. billed: 800\n"
        "  3. corrected earlier: 0\n"
        "  4. left: 968 - 800 - 0 = 168\n"
        "  To charge: 168 SEK"
    )
    why = correction.explain("Piteå")
    assert "its own drivers have not changed; those of others have" in str(why)
    assert str(why).endswith("To credit: 39 SEK")
    same = str(cs.correct(BILLED, BILLED).explain("Piteå"))
    assert "restated: 1 200; nothing has changed" in same
    assert same.endswith("Nothing to charge or to credit")
    assert correction.explain("Kiruna").to_dict() == {
        "format": "costshare.correction_explanation/1",
        "period": "2022-01",
        "currency": "SEK",
        "lines": [
            {
                "member": "Kiruna",
                "pool": "datacenter",
                "billed": "800",
                "restated": "968",
                "earlier": "0",
                "amount": "168",
                "changes": {"vcpu": ["8", "10"]},
                "causes": [],
            }
        ],
    }
    assert len(correction.explain().lines) == 3


USE = {"A": {"vcpu": 1}, "B": {"vcpu": 3}}


def by(model, use=USE, total=1000, **settings):
    return cs.allocate(total, model, use, pool="server", **settings)


@pytest.mark.parametrize(
    ("billed", "restated", "why"),
    [
        (
            by(cs.Flat()),
            by(cs.Proportional(driver="vcpu")),
            "server is shared by vcpu instead of equally",
        ),
        (
            by(cs.Mixed(flat_share="0.4", driver="vcpu")),
            by(cs.Mixed(flat_share="0.5", driver="vcpu")),
            "flat share of server 50 % instead of 40 %",
        ),
        (
            by(cs.Capacity(prices={"vcpu": 2}), total=None),
            by(cs.Capacity(prices={"vcpu": 3}), total=None),
            "server has prices (vcpu 3) instead of prices (vcpu 2)",
        ),
        (
            by(cs.Proportional(driver="vcpu"), total=1002),
            by(cs.Proportional(driver="vcpu"), total=1002, unit="0.01"),
            "unit of server 0.01 instead of 1",
        ),
        (
            by(cs.Flat(), total=1001),
            by(cs.Flat(), total=1001, ties="smallest"),
            None,
        ),
        (
            by(cs.Proportional(driver="vcpu"), total="1001.2", round_total="half_up"),
            by(cs.Proportional(driver="vcpu"), total="1001.2", round_total="up"),
            "total 1 001 → 1 002, the total of server is rounded up instead of half up",
        ),
        (
            by(cs.Flat()),
            by(cs.Proportional(driver="vcpu"), {"A": {"vcpu": 1}, "B": {"vcpu": 4}}),
            "server is shared by vcpu instead of equally",
        ),
        (
            by(cs.Proportional(driver="vcpu")),
            by(cs.Proportional(driver="vcpu"), {**USE, "C": {"vcpu": 1}}),
            "with C",
        ),
        (
            by(cs.Proportional(driver="vcpu"), {**USE, "C": {"vcpu": 1}}),
            by(cs.Proportional(driver="vcpu"), {"A": {"vcpu": 1}, "B": {"vcpu": 9}}),
            "without C, drivers of others",
        ),
    ],
)
def test_a_rule_that_changed_is_named_and_not_the_drivers_of_others(billed, restated, why):
    text = str(cs.correct(billed, restated).explain("A"))
    if why is None:
        assert "nothing has changed" in text
    else:
        assert f"restated: {restated.fee('A', 'server')}; {why}\n" in text


@pytest.mark.parametrize("prices", [(2, 2), (2, 3)])
def test_where_prices_give_the_total_it_explains_nothing(prices):
    use = USE, {**USE, "B": {"vcpu": 5}}
    fees = [
        by(cs.Capacity(prices={"vcpu": price}), each, total=None)
        for price, each in zip(prices, use, strict=True)
    ]
    text = str(cs.correct(*fees).explain("A"))
    assert "total" not in text
    assert ("nothing has changed" in text) == (prices[0] == prices[1])


def test_days_of_a_membership_that_change_are_named():
    def year(joined):
        members = [cs.Member(name="A"), cs.Member(name="B", joined=joined)]
        pools = [cs.Pool(name="office", total=730, model=cs.Flat())]
        return cs.Agreement(name="x", period="2022", members=members, pools=pools).allocate()

    why = str(cs.correct(year(None), year("2022-07-01")).explain("B"))
    assert "part of the period 1 → ≈ 0.504110" in why


def test_a_controller_reconciles_february_with_the_correction_of_january_on_its_invoices():
    february = month({"Kiruna": 10, "Luleå": 42, "Piteå": 12}, 6_400, period="2022-02")
    correction = cs.correct(BILLED, RESTATED)
    lines = [
        *february.invoice_lines(number="22-02-{member}", date="2022-02-28"),
        *correction.invoice_lines(number="22-02-{member}", date="2022-02-28"),
    ]
    result = cs.reconcile(correction.applied_to(february), lines)
    assert result.balanced
    assert result.findings == ()  # a line of its own, not a repeated one
    frame = pd.DataFrame([dict(each) for each in lines]).drop(columns="problems")
    assert cs.reconcile(correction.applied_to(february), frame) == result
    # One line forgotten, and it shows; without the correction nothing agrees.
    without = [each for each in lines if (each.member, each.corrects) != ("Kiruna", BILLED.period)]
    (finding,) = cs.reconcile(correction.applied_to(february), without).findings
    assert finding.message == (
        "Kiruna, datacenter: 1 000 SEK is invoiced for 2022-02, 168 SEK less than the fee of "
        "1 168 SEK."
    )
    assert len(cs.reconcile(february, lines).findings) == 3


def test_a_year_s_correction_sent_after_it_belongs_to_the_year():
    lines = [
        *BILLED.invoice_lines(date="2022-01-31"),
        *cs.correct(BILLED, RESTATED).invoice_lines(first=4, date="2022-03-31"),
    ]
    assert cs.reconcile(RESTATED, lines).findings == ()
    other = [each.replace(corrects="2021-12") for each in lines[3:]]
    kinds = [each.kind for each in cs.reconcile(RESTATED, [*lines[:3], *other]).findings]
    assert kinds == ["wrong_period"] * 3
    frame = pd.DataFrame([dict(each) for each in lines]).drop(columns="problems")
    assert cs.reconcile(RESTATED, frame) == cs.reconcile(RESTATED, lines)
    assert cs.reconcile(RESTATED, frame.rename(columns={"corrects": "of"})).findings != ()
    renamed = frame.rename(columns={"corrects": "of"})
    assert cs.reconcile(RESTATED, renamed, corrects="of").findings == ()


def test_the_same_amount_on_the_same_day_is_not_a_repeated_line_if_it_corrects():
    fees = table({"A": {"x": 100}}, period="2022-02")
    own = cs.InvoiceLine(member="A", pool="x", amount=100, invoice="1", date="2022-02-28")
    twice = cs.correct(
        table({"A": {"x": 0}}, period="2022-01"), table({"A": {"x": 100}}, period="2022-01")
    )
    (extra,) = twice.invoice_lines(date="2022-02-28")
    assert cs.reconcile(twice.applied_to(fees), [own, extra]).findings == ()
    kinds = [each.kind for each in cs.reconcile(fees, [own, own.replace(invoice="2")]).findings]
    assert kinds == ["over", "duplicate"]


def test_a_line_that_corrects_something_unreadable_says_so():
    line = cs.InvoiceLine(member="A", pool="x", amount=1, corrects="January")
    assert line.corrects is None
    assert line.problems == (
        (
            "corrects 'January' is not a period; write a period as '2022', '2022-Q2', '2022-05' or "
            "two dates"
        ),
    )
    again = cs.InvoiceLine(**json.loads(line.model_dump_json()))
    assert again == line
    good = line.replace(corrects="2022-01", problems=())
    assert cs.InvoiceLine(**json.loads(good.model_dump_json())) == good


def test_units_that_differ_meet_in_the_largest_common_one():
    billed = table({"A": {"x": 1_200}}, units={"x": 1_200})
    correction = cs.correct(billed, table({"A": {"x": "1300.50"}}, units={"x": "0.01"}))
    assert correction.amount("A", "x") == Decimal("100.50")
    assert [str(each.amount) for each in correction.invoice_lines()] == ["100.50"]


def test_a_pool_without_changes_and_a_member_outside_a_pool():
    billed = table({"A": {"x": 10, "y": 5}, "B": {"x": 20}})
    restated = table({"A": {"x": 10, "y": 5}, "B": {"x": 25}})
    correction = cs.correct(billed, restated)
    assert correction.amount("B", "y") is None
    frame = correction.to_frame()
    assert frame["x"].tolist() == [0, 5]
    assert frame["y"].tolist() == [0, pd.NA]
    assert str(frame["x"].dtype) == "Int64"
    assert str(correction) == (
        "Correction of Board 2022, SEK\n"
        "\n"
        "       billed  corrected earlier  restated  correction\n"
        "------------------------------------------------------\n"
        "x          30                  0        35           5\n"
        "y           5                  0         5           0\n"
        "------------------------------------------------------\n"
        "total      35                  0        40           5\n"
        "\n"
        "       billed  corrected earlier  restated  correction\n"
        "------------------------------------------------------\n"
        "A          15                  0        15           0\n"
        "B          20                  0        25           5\n"
        "------------------------------------------------------\n"
        "total      35                  0        40           5"
    )
    assert correction._repr_html_().count("<table>") == 2
    assert "<caption>Correction" in correction._repr_html_()
    # What is not corrected is not touched, and keeps its own record.
    after = correction.applied_to(billed)
    assert after.pool("y") == billed.pool("y")
    assert after.pool("x").model["kind"] == "corrected"
    assert "correction of 2022: as given = 5" in str(after.explain("B", "x"))


def test_a_member_that_takes_part_in_nothing_has_a_dash():
    fees = table({"A": {"x": 1}, "B": {}})
    assert "B           –                  –         –           –" in str(cs.correct(fees, fees))


def test_a_pool_that_next_month_lacks_is_still_corrected_then():
    billed = table({"A": {"x": 10}}, period="2022-01")
    restated = table({"A": {"x": 12}}, period="2022-01")
    correction = cs.correct(billed, restated)
    february = table({"B": {"y": 5}}, period="2022-02")
    both = correction.applied_to(february)
    assert [pool.name for pool in both.pools] == ["y", "x"]
    assert both.members == ("B", "A")
    lines = [*february.invoice_lines(), *correction.invoice_lines(first=2)]
    assert cs.reconcile(both, lines).balanced


def test_a_correction_is_applied_once():
    correction = cs.correct(BILLED, RESTATED)
    february = month({"Kiruna": 10}, 1_000, period="2022-02")
    for once in (
        correction.applied_to(february),
        correction.applied_to(table({"Kiruna": {"y": 5}}, period="2022-02")),
        cs.Allocation.from_dict(correction.applied_to(february).to_dict()),
    ):
        with pytest.raises(cs.CostshareError) as error:
            correction.applied_to(once)
        assert str(error.value) == (
            "the fees in pool datacenter include correction 1 of 2022-01 already; apply each "
            "correction once"
        )
    # The second of the period, and one that starts from what the first led to, are others.
    second = cs.correct(BILLED, LAST, earlier=[correction])
    onward = cs.correct(correction.applied_to(BILLED), LAST)
    assert onward.number == correction.number
    for other in (second, onward):
        both = other.applied_to(correction.applied_to(BILLED))
        assert both.member_totals == LAST.member_totals
        with pytest.raises(cs.CostshareError, match="include correction 1 of 2022-01 already"):
            correction.applied_to(both)


def test_a_correction_is_applied_to_no_other_fees_of_its_period():
    correction = cs.correct(BILLED, RESTATED)
    with pytest.raises(cs.CostshareError) as error:
        correction.applied_to(LAST)
    assert str(error.value) == (
        "the correction of 2022-01 was made when Kiruna, datacenter was billed 800, not 938; pass "
        "the fees that were billed, or those of the period whose invoices carry the correction"
    )
    # What the fees include already does not make them others.
    second = cs.correct(BILLED, LAST, earlier=[correction])
    assert second.applied_to(correction.applied_to(BILLED)).total == LAST.total


def test_a_record_of_corrections_that_cannot_be_read_is_refused():
    data = cs.correct(BILLED, RESTATED).applied_to(BILLED).to_dict()
    for held in ([3], [{"period": "2022"}], [{"period": "2022", "amounts": 3}]):
        data["pools"][0]["model"]["corrections"] = held
        with pytest.raises(
            cs.CostshareError, match=r"corrections of the model \(.*are not a list of"
        ):
            cs.Allocation.from_dict(data)


def test_two_corrections_of_a_month_repeat_no_number_of_it_or_of_one_another():
    first = cs.correct(BILLED, RESTATED)
    second = cs.correct(BILLED, LAST, earlier=[first])
    lines = [*BILLED.invoice_lines(), *numbered(first), *numbered(second)]
    assert len({each.invoice for each in lines}) == len(lines) == 9
    assert lines[-1].invoice == "2022-01-K2-3"
    assert cs.reconcile(LAST, lines).findings == ()
    dated = second.invoice_lines(number="{n}/{member}/{date}", first=7, date="2022-03-01")
    assert dated[0].invoice == "7/Kiruna/2022-03-01"


def test_corrections_without_a_period():
    def fees(amount):
        return cs.allocate(amount, cs.Flat(), {"A": {}}, pool="x")

    correction = cs.correct(fees(10), fees(12))
    assert told(correction.invoice_lines()) == [("1", "A", "x", "2", "None")]
    assert str(correction).startswith("Correction of x\n")
    assert str(correction.explain()).startswith("A, x: correction\n")
    told_in_full = str(correction.applied_to(fees(10)).explain("A"))
    assert "Rule: with a correction; amounts for 1 member" in told_in_full
    assert "correction: as given = 2" in told_in_full


def test_the_supplier_s_pool_is_corrected_by_the_supplier():
    billed = month({"A": 1}, 100, billed_by="supplier")
    correction = cs.correct(billed, month({"A": 1}, 90, billed_by="supplier"))
    lines = correction.invoice_lines()
    assert [(each.billed_by, each.invoice) for each in lines] == [("supplier", None)]
    sent = correction.invoice_lines(billed_by="supplier")
    assert [each.invoice for each in sent] == ["1"]
    assert correction.invoice_lines(billed_by="host") == []


def test_a_saved_correction_is_the_same(tmp_path):
    correction = cs.correct(BILLED, RESTATED)
    correction.save(tmp_path / "correction.json")
    assert cs.Correction.load(tmp_path / "correction.json") == correction
    data = correction.to_dict()
    fees = data["restated"]["pools"][0]["fees"]
    fees["Kiruna"] = str(int(fees["Kiruna"]) + 1)
    with pytest.raises(cs.ConservationError, match="fees sum to 6001, not to the total 6000"):
        cs.Correction.from_dict(data)
    data = correction.to_dict()
    data["billed"]["period"] = "2022-02"
    with pytest.raises(cs.CostshareError, match="billed is for 2022-02, restated for 2022-01"):
        cs.Correction.from_dict(data)
    data = correction.to_dict()
    data["number"], data["earlier"] = 2, {"datacentre": {"Kiruna": "1"}}
    with pytest.raises(cs.CostshareError, match="did you mean 'datacenter'"):
        cs.Correction.from_dict(data)
    data["earlier"] = {"datacenter": {"Kiruna": "1/3"}}
    with pytest.raises(cs.CostshareError, match="Kiruna, datacenter 1/3 has no finite decimal"):
        cs.Correction.from_dict(data)
    data["number"], data["earlier"] = 1, {"datacenter": {"Kiruna": "1"}}
    with pytest.raises(cs.CostshareError, match="correction number 1 has earlier ones"):
        cs.Correction.from_dict(data)
    with pytest.raises(cs.CostshareError, match="number: is missing; give it a value"):
        cs.Correction.from_dict({name: data[name] for name in ("format", "billed", "restated")})


def test_labels_of_a_frame_do_not_hinder_the_record():
    frame = pd.DataFrame({"vcpu": [1, 2]}, index=["A", "B"])
    fees = cs.allocate(30, cs.Proportional(driver="vcpu"), frame)
    correction = cs.correct(fees, cs.allocate(30, cs.Flat(), frame))
    assert cs.Correction.from_dict(correction.to_dict()) == correction


USD = cs.allocate(6_000, cs.Flat(), {"A": {}}, currency="USD", pool="x")
SEK = cs.allocate(6_000, cs.Flat(), {"A": {}}, currency="SEK", pool="x")


@pytest.mark.parametrize(
    ("billed", "restated", "message"),
    [
        (SEK, USD, "billed is in SEK, restated in USD; restate in the currency of the invoices"),
        (
            BILLED,
            month({"Kiruna": 8}, 6_000, period="2022-02"),
            (
                "billed is for 2022-01, restated for 2022-02; correct each period by its own "
                "restatement"
            ),
        ),
        (
            BILLED,
            month({"Kiruna": 8}, 6_000, name="Bored"),
            "billed is of Board, restated of Bored; restate the agreement that was billed",
        ),
        (
            table({"A": {"x": 1}}),
            table({"A": {"x": 1, "y": 1}}),
            "unknown pool in restated: 'y'; Known: x",
        ),
        (
            table({"A": {"x": 1, "y": 1}}),
            table({"A": {"x": 1}}),
            "pool y is billed, but not restated; restate it too, even if unchanged",
        ),
        (
            BILLED,
            month({"Kiruna": 8}, 6_000, billed_by="supplier"),
            (
                "pool datacenter is billed by host, and restated as billed by supplier; credit it "
                "in one place and charge it in the other"
            ),
        ),
        (None, BILLED, "billed is of type NoneType; pass an Allocation"),
        (BILLED, BILLED.to_frame(), "restated is of type DataFrame; pass an Allocation"),
    ],
)
def test_two_allocations_that_do_not_fit_are_refused(billed, restated, message):
    with pytest.raises(cs.CostshareError) as error:
        cs.correct(billed, restated)
    assert str(error.value) == message


FIRST = cs.correct(BILLED, RESTATED)
LAST = month({"Kiruna": 10, "Luleå": 40, "Piteå": 14}, 6_000)
SECOND = cs.correct(BILLED, LAST, earlier=[FIRST])
WAY_OUT = "If these were all sent, pass what they led to as billed: first.applied_to(billed)"


@pytest.mark.parametrize(
    ("billed", "earlier", "message"),
    [
        (BILLED, FIRST, "earlier is of type Correction; pass a list of Corrections"),
        (BILLED, "first", "earlier is of type str; pass a list of Corrections"),
        (BILLED, None, "earlier is of type NoneType; pass a list of Corrections"),
        (BILLED, [BILLED], "earlier[0] is of type Allocation; pass Corrections"),
        (
            BILLED,
            [SECOND],
            (
                "earlier has no number 1 (it has 2); pass every correction that was sent for "
                f"the period, once. {WAY_OUT}"
            ),
        ),
        (
            BILLED,
            [SECOND, FIRST, FIRST],
            (
                "earlier has 1 twice (it has 2, 1, 1); pass every correction that was sent for "
                f"the period, once. {WAY_OUT}"
            ),
        ),
        (
            BILLED,
            [cs.correct(BILLED, LAST), SECOND],
            (
                "correction 2 was made when Kiruna, datacenter was corrected by 168, not by 138; "
                f"pass the corrections that it was made after. {WAY_OUT}"
            ),
        ),
        (
            RESTATED,
            [FIRST],
            (
                "earlier[0] corrects other fees than billed: Kiruna, datacenter was billed 800 "
                "there, 968 here; pass as billed what was invoiced at first"
            ),
        ),
        (
            BILLED,
            [
                cs.correct(
                    month({"Kiruna": 8}, 1, period="2022-02"),
                    month({"Kiruna": 9}, 1, period="2022-02"),
                )
            ],
            (
                "earlier[0] corrects Board 2022-02 in SEK, not Board 2022-01 in SEK; pass the "
                "corrections of this period alone"
            ),
        ),
    ],
)
def test_earlier_corrections_that_do_not_fit_are_refused(billed, earlier, message):
    with pytest.raises(cs.CostshareError) as error:
        cs.correct(billed, LAST, earlier=earlier)
    assert str(error.value) == message


def test_the_way_out_for_corrections_that_were_sent_apart():
    one, other = cs.correct(BILLED, RESTATED), cs.correct(BILLED, LAST)
    charged = other.applied_to(one.applied_to(BILLED))
    assert cs.correct(charged, LAST).member_totals == {
        name: -amount for name, amount in one.member_totals.items()
    }


def test_unknown_names_and_other_agreements():
    correction = cs.correct(BILLED, RESTATED)
    with pytest.raises(cs.CostshareError, match="did you mean 'Kiruna'"):
        correction.amount("Kirunna", "datacenter")
    with pytest.raises(cs.CostshareError, match="did you mean 'datacenter'"):
        correction.explain(pool="datacentre")
    with pytest.raises(cs.CostshareError, match="number '1' gives two invoices the number 1"):
        correction.invoice_lines(number="1")
    with pytest.raises(cs.CostshareError, match="date 'soon' is not a date"):
        correction.invoice_lines(date="soon")
    with pytest.raises(cs.CostshareError) as error:
        correction.applied_to(SEK)
    assert str(error.value) == (
        "the correction is of Board in SEK, the fees are of x in SEK; pass fees of the same "
        "agreement"
    )
    with pytest.raises(cs.CostshareError, match="is billed by supplier, its correction by host"):
        correction.applied_to(month({"Kiruna": 1}, 100, period="2022-02", billed_by="supplier"))
    with pytest.raises(cs.CostshareError, match="of type NoneType; pass an Allocation"):
        correction.applied_to(None)


def test_money_has_all_decimals_of_its_unit():
    fees = [by(cs.Flat(), total=total, unit="0.01") for total in ("1000.50", "4188.10")]
    correction = cs.correct(*fees)
    assert repr(correction).endswith("3 187.60 to charge, 0.00 to credit>")
    assert "total 1 000.50 → 4 188.10\n" in str(correction.explain("A"))
    (difference,) = cs.compare(dict(zip("ab", fees, strict=True))).differences("b")
    assert str(difference) == "total of server 4 188.10 instead of 1 000.50"
    assert "pool total 1 000.50 → 4 188.10: +" in str(cs.explain_change(*fees, "A"))
