"""What the page's settings come to, without a browser."""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from explorer_local import board
from scenario import Settings, Today, consider, first_pool, propose
from stops import bounds_between, change_stops, fee_stops, share_stops

POOLS = [pool.name for pool in board().pools]


def today(pool="utvecklare"):
    return Today.of(board(), pool)


def fees(now, **settings):
    proposed = consider(now, replace(now.settings, **settings))
    assert proposed.message == ""
    return proposed.fees.member_totals


def message(now, **settings):
    proposed = consider(now, replace(now.settings, **settings))
    assert proposed.fees is None
    assert proposed.comparison.scenarios == ("today",)
    return proposed.message


@pytest.mark.parametrize("pool", ["grundbelopp", "utvecklare", "e_arkiv", "datacenter"])
def test_the_controls_start_at_today_s_rule_and_nobody_s_fee_changes(pool):
    now = today(pool)
    proposed = consider(now, now.settings)
    assert proposed.fees.member_totals == now.fees.member_totals
    assert {each.change for each in proposed.comparison.changes_in()} <= {Decimal(0), None}


def test_settings_at_the_start_are_those_of_the_agreement():
    members = tuple(member.name for member in board().members)
    assert today().settings == Settings(
        total="937 200", flat_share=Fraction("0.5236"), driver="population_2019", members=members
    )
    assert today("grundbelopp").settings.flat_share == 1
    assert today("e_arkiv").settings.members == tuple(n for n in members if n != "Arvidsjaur")


def test_a_flat_amount_starts_as_the_share_that_it_is():
    only = board().pools[1]
    by_amount = cs.Mixed(flat_amount=35_000, driver="population_2019")
    agreement = board().replace(pools=[only.replace(model=by_amount)])
    now = Today.of(agreement, "utvecklare")
    assert now.settings.flat_share == Fraction(35_000 * 14, 937_200)
    assert fees(now) == now.fees.member_totals


def test_agreed_amounts_have_no_flat_share_and_start_half_flat_by_the_last_driver():
    now = today("raddningstjanst")
    assert now.flat_share is None
    assert now.settings.flat_share == Fraction(1, 2)
    assert now.settings.driver == "population_2019"
    assert consider(now, now.settings).fees.pool_totals == {"raddningstjanst": 732_500}


def test_a_pool_is_taken_as_it_stands_in_the_period():
    later = cs.Version(since="2022-01-01", total=1_000_000)
    agreement = board().replace(pools=[board().pools[1].replace(versions=[later])])
    now = Today.of(agreement, "utvecklare")
    assert now.settings.total == "1 000 000"
    assert fees(now, total="937 200") == today().fees.member_totals


def test_the_page_opens_with_a_pool_that_is_mixed_already_or_else_the_first():
    assert first_pool(board()) == "utvecklare"
    flat = board().replace(pools=board().pools[:1])
    assert first_pool(flat) == "grundbelopp"


def test_a_proposal_is_what_costshare_allocates():
    expected = cs.allocate(
        1_000_000,
        cs.Mixed(flat_share="0.45", driver="population_2017"),
        [member for member in board().members if member.name != "Kiruna"],
        unit=100,
    )
    members = tuple(expected.members)
    proposed = fees(
        today(),
        total="1 000 000",
        flat_share=Fraction("0.45"),
        driver="population_2017",
        members=members,
    )
    assert {name: proposed[name] for name in members} == expected.member_totals


def test_a_member_can_join_and_leave():
    now = today("e_arkiv")
    members = tuple(name for name in now.members if name != "Kiruna")
    proposed = consider(now, replace(now.settings, members=members))
    effects = {
        each.member: each.effect
        for each in proposed.comparison.changes_in()
        if each.scenario == "proposal"
    }
    assert effects["Arvidsjaur"] == "joins"
    assert effects["Kiruna"] == "leaves"


def test_bounds_hold():
    proposed = fees(
        today(), flat_share=Fraction(0), minimum=Fraction(30_000), maximum=Fraction(150_000)
    )
    assert min(proposed.values()) == 30_000
    assert max(proposed.values()) == 150_000


def test_changes_are_held_near_today_also_where_a_member_joins():
    now = today("e_arkiv")
    proposed = fees(now, total="330 000", members=now.members, max_decrease=Fraction("0.1"))
    assert proposed["Luleå"] >= Decimal("0.9") * 97_000
    assert proposed["Arvidsjaur"] > 0


def test_a_limit_on_changes_binds_nobody_where_nobody_pays_today():
    now = today("e_arkiv")
    assert fees(now, members=("Arvidsjaur",), max_increase=Fraction(0))["Arvidsjaur"] == 313_000


def test_what_cannot_be_done_is_said_in_words_for_a_board():
    now = today()
    assert message(now, members=()) == "Nobody takes part. Switch on at least one member."
    steps = "Fees of this pool are multiples of 100 SEK, so the total must be one too. Write "
    assert message(now, total="937 250") == f"{steps}937 200 or 937 300."
    assert message(now, total="-937 250,01") == f"{steps}-937 300 or -937 200."
    for text in ("a lot", "", "1.234"):
        assert message(now, total=text) == (
            f"The total {text!r} cannot be read. Write it as 937 200 or 937200,50."
        )
    assert "the maxima let the members pay 700000 together" in message(
        now, maximum=Fraction(50_000)
    )
    limited = message(now, total="2 000 000", max_increase=Fraction("0.05"))
    assert "at most 113.41 % on every increase is enough" in limited


def test_a_driver_that_only_some_have_can_be_chosen_and_the_message_says_who_lacks_it():
    extra = cs.Member(name="New", drivers={"pupils": 10})
    agreement = board().replace(members=(*board().members, extra))
    now = Today.of(agreement.replace(pools=agreement.pools[:1]), "grundbelopp")
    assert now.drivers[-1] == "pupils"
    said = message(now, driver="pupils", flat_share=Fraction(1, 2))
    assert (
        "member Arjeplog has no 'pupils', which New has; add it, as 0 if it has nothing of it, "
        "or leave Arjeplog out here" in said
    )


def test_an_agreement_without_drivers_can_be_shared_flat():
    agreement = cs.Agreement(
        name="Flat",
        period="2022",
        members=[cs.Member(name="A"), cs.Member(name="B")],
        pools=[cs.Pool(name="office", total=100, model=cs.Flat())],
    )
    now = Today.of(agreement, "office")
    assert fees(now, members=("B",)) == {"A": 0, "B": 100}
    assert "unknown driver of member A: 'population'" in message(now, flat_share=Fraction(0))


def test_the_slider_of_the_flat_share_has_every_per_cent_and_today_s_own():
    stops = share_stops(Fraction("0.5236"))
    assert len(stops) == 102
    assert list(stops)[52:54] == [52.0, 52.36]
    assert stops[52.36] == Fraction("0.5236")
    assert list(share_stops(Fraction(1, 2))) == [float(percent) for percent in range(101)]


def test_the_sliders_of_changes_end_at_no_limit():
    assert change_stops()[5.0] == Fraction("0.05")
    assert list(change_stops().values())[-1] is None


def test_the_slider_of_fees_has_round_stops_and_no_bound_at_its_ends():
    stops = fee_stops(today())
    assert list(stops)[:3] == [0.0, 2000.0, 4000.0]
    assert max(stops) == 350_000
    assert bounds_between(stops, [0, 350_000]) == (None, None)
    assert bounds_between(stops, [2000, 6000]) == (Fraction(2000), Fraction(6000))
    assert all(amount % 1200 == 0 for amount in fee_stops(today("datacenter")).values())


def test_the_slider_of_fees_stands_where_all_fees_are_zero():
    agreement = board().replace(pools=(cs.Pool(name="none", total=0, model=cs.Flat()),))
    assert list(fee_stops(Today.of(agreement, "none"))) == [0.0, 1.0]


@st.composite
def settings(draw, now):
    """Anything that the controls can stand at, more often near the ends, which are no bounds."""
    stops = list(fee_stops(now))
    low = draw(st.just(0) | st.integers(0, 8))
    high = draw(st.just(-1) | st.integers(60, len(stops) - 1))
    minimum, maximum = bounds_between(fee_stops(now), [stops[low], stops[high]])
    changes = list(change_stops().values())
    increase, decrease = draw(st.tuples(*[st.just(-1) | st.integers(0, len(changes) - 1)] * 2))
    leaving = draw(st.lists(st.sampled_from(now.members), max_size=14))
    return Settings(
        total=draw(st.just(now.settings.total) | st.sampled_from(["1 200 000", "0", "-120 000"])),
        flat_share=draw(st.sampled_from(list(share_stops(now.settings.flat_share).values()))),
        driver=draw(st.sampled_from(now.drivers)),
        members=tuple(name for name in now.members if name not in leaving),
        minimum=minimum,
        maximum=maximum,
        max_increase=changes[increase],
        max_decrease=changes[decrease],
    )


@given(st.data())
def test_whatever_is_set_the_fees_sum_to_the_total_within_the_bounds_or_a_message_says_why(data):
    now = today(data.draw(st.sampled_from(POOLS)))
    chosen = data.draw(settings(now))
    proposed = consider(now, chosen)
    if proposed.fees is None:
        assert proposed.message
        return
    proposed.fees.check()
    total = cs.read_number(chosen.total)
    paid = {name: proposed.fees.fee(name, now.pool.name) for name in chosen.members}
    assert sum(paid.values()) == total
    assert set(proposed.fees.pools[0].fees) == set(chosen.members)
    for name, fee in paid.items():
        size = abs(fee)
        assert (chosen.minimum or 0) <= size
        assert chosen.maximum is None or size <= chosen.maximum
        before = now.fees.fee(name, now.pool.name)
        if before is not None and chosen.max_increase is not None:
            assert size <= Fraction(before) * (1 + chosen.max_increase)
        if before is not None and chosen.max_decrease is not None:
            assert size >= Fraction(before) * (1 - chosen.max_decrease)


@given(st.data())
def test_no_message_names_an_argument_of_python(data):
    now = today(data.draw(st.sampled_from(POOLS)))
    chosen = data.draw(settings(now))
    total = data.draw(st.just(chosen.total) | st.sampled_from(["937 250", "1,5", "1e5", "kr"]))
    said = consider(now, replace(chosen, total=total)).message
    assert not re.search(r"[a-z]=|replace\(|\bpass\b", said)


def test_a_proposal_leaves_the_agreement_as_it_is():
    now = today()
    propose(now, replace(now.settings, flat_share=Fraction(0)))
    assert now == today()
