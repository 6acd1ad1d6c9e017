"""Laws of tables of years: the rule that made them is found, and what is exact is so."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs

few = settings(max_examples=max(5, settings().max_examples // 8))

MEMBERS = ["Boden", "Luleå", "Kiruna", "Piteå"]
YEARS = [2021, 2022, 2023]


def drivers(names=("people",), older=2):
    """Figures of each member and reference year, far enough from each other to be told apart."""

    def figures(seed):
        random = Random(seed)
        return {
            name: {
                year: {member: random.randint(500, 90_000) for member in MEMBERS}
                for year in range(YEARS[0] - older, YEARS[-1] + 1)
            }
            for name in names
        }

    return st.integers(0, 10**6).map(figures)


def of_year(columns, year, before=0):
    return {
        member: {name: by_year[year - before][member] for name, by_year in columns.items()}
        for member in MEMBERS
    }


def made(model, columns, before=0, *, totals=None, **rounding):
    """The fees of all years by a model, or by the model of each year."""
    models = model if isinstance(model, dict) else dict.fromkeys(YEARS, model)
    return {
        year: cs.allocate(
            None if totals is None else totals[year],
            models[year],
            of_year(columns, year, before),
            period=year,
            **rounding,
        ).member_totals
        for year in YEARS
    }


def holds(found):
    """Whether each row gives what it states, by an allocation of its own."""
    for row in found:
        for fit in row.fits:
            facts = {
                name: {driver: column[name] for driver, column in fit.figures.items()}
                for name in fit.fees
            }
            ways = {"rounding": row.rounding}
            if row.how.each is None:
                ways = {"method": row.rounding}
            elif fit.total is not None:
                ways["method"] = "each"
            fees = cs.allocate(
                fit.total, row.model(fit.year), facts, unit=row.unit, period=fit.year, **ways
            ).member_totals
            differing = {name for name in fees if fees[name] != fit.fees[name]}
            assert differing == {*fit.changes}
        assert row.exact == (not row.differing)
    found.check()
    # Every row can be said.
    assert all(str(each) for each in (found, found.to_text(lang="sv")))
    return True


ROUNDINGS = st.sampled_from(["half_up", "half_even", "up", "down"])
PRICES = st.decimals("0.5", 9, places=3)


@few
@given(st.data(), drivers(), st.integers(0, 2), ROUNDINGS)
def test_a_rate_of_each_year_and_its_reference_year_are_found(data, columns, before, rounding):
    rates = {year: data.draw(PRICES) for year in YEARS}
    models = {year: cs.Tariff(rates={"people": rate}) for year, rate in rates.items()}
    fees = made(models, columns, before, rounding=rounding)
    found = cs.infer(fees, columns, models=["rate"], unit=1)
    assert holds(found)
    row = found.best
    assert row.exact
    for fit in row.fits:
        # Other figures may give the fees of a year too; the true ones are among those named.
        assert str(int(fit.year) - before) in fit.fitting
        if fit.years_before == before:
            assert fit.inference.problem.rounded_by(rounding).rule.reproduces(
                (Fraction(rates[int(fit.year)]),)
            )


@few
@given(drivers(), st.integers(0, 2), PRICES, st.integers(100, 900), st.data())
def test_one_price_list_of_all_years_is_found_and_a_misprint_is_named(
    columns, before, rate, base, data
):
    model = cs.Tariff(base=base, rates={"people": rate})
    fees = made(model, columns, before)
    found = cs.infer(fees, columns, models=["tariff", "rate"], unit=1)
    assert holds(found)
    assert found.of("tariff", "people").exact
    assert found.of("tariff", "people").years_before == before
    assert found.of("tariff", "people").steady
    year, name = data.draw(st.sampled_from(YEARS)), data.draw(st.sampled_from(MEMBERS))
    right = fees[year][name]
    fees[year][name] = right * 10
    row = cs.infer(fees, columns, models=["tariff"], rounding="nearest", unit=1).best
    assert [(each.year, each.member) for each in row.differing] == [(str(year), name)]
    assert abs(row.differing[0].by_rule - right) <= 1


@few
@given(
    drivers(),
    st.integers(0, 2),
    st.sampled_from(["0", "30%", "0.4"]),
    st.sampled_from(["largest_remainder", "webster"]),
    st.lists(st.integers(10**6, 10**8), min_size=3, max_size=3),
)
def test_one_flat_share_of_all_years_is_found(columns, before, share, method, totals):
    by_year = dict(zip(YEARS, totals, strict=True))
    model = cs.Mixed(flat_share=share, driver="people")
    fees = made(model, columns, before, totals=by_year, method=method)
    found = cs.infer(fees, columns, models=["proportional", "mixed"], total=by_year, unit=1)
    assert holds(found)
    assert found.best.kind == ("proportional" if share == "0" else "mixed")
    assert (found.best.exact, found.best.steady, found.best.years_before) == (True, True, before)


PARTS = st.lists(st.fractions(0, 1, max_denominator=12), min_size=3, max_size=3, unique=True)


@few
@given(drivers(("old", "new"), older=0), PARTS.map(sorted), st.booleans(), st.data())
def test_a_key_that_moves_is_found(columns, parts, flat, data):
    keys = {name: by_year[YEARS[0]] for name, by_year in columns.items()}
    before = cs.Flat() if flat else cs.Proportional(driver="old")
    model = cs.Phased(
        before=before, after=cs.Proportional(driver="new"), start=YEARS[0], steps=parts
    )
    totals = dict.fromkeys(YEARS, data.draw(st.integers(10**8, 10**10)))
    each = data.draw(st.booleans()) and not flat
    ways = {"method": "each", "rounding": "half_up"} if each else {}
    same = {name: dict.fromkeys(YEARS, key) for name, key in keys.items()}
    fees = made(model, same, totals=totals, **ways)
    given = totals if each or data.draw(st.booleans()) else None
    if flat:
        keys.pop("old")
    elif data.draw(st.booleans()):
        # The first and the last figures of one driver.
        keys = {f"key {year}": keys[name] for name, year in (("old", 2019), ("new", 2023))}
    columns = {"key": {key[-4:]: keys[key] for key in keys}} if "key 2019" in keys else keys
    found = cs.infer(fees, columns, models=["phased"], total=given, unit=1)
    assert holds(found)
    row = found.best
    assert (row.kind, row.drivers, row.exact) == ("phased", tuple(keys), True)
    shares = [fit.parameters["part"] for fit in row.fits]
    assert all(abs(one - part) < Fraction(1, 1000) for one, part in zip(shares, parts, strict=True))


@few
@given(drivers(("old", "new"), older=0), PARTS.map(sorted), st.integers(2, 4))
def test_shares_that_were_rounded_first_are_seen(columns, parts, places):
    keys = {name: by_year[YEARS[0]] for name, by_year in columns.items()}
    model = cs.Phased(
        before=cs.Proportional(driver="old"),
        after=cs.Proportional(driver="new"),
        start=YEARS[0],
        steps=parts,
    )
    total = 8 * 10**9
    same = {name: dict.fromkeys(YEARS, key) for name, key in keys.items()}
    rounded = cs.RoundedShares(model=model, places=places, method="each")
    fees = made(rounded, same, totals=dict.fromkeys(YEARS, total), method="each")
    found = cs.infer(fees, keys, models=["phased"], total=dict.fromkeys(YEARS, total))
    assert holds(found)
    assert found.best.exact
    assert found.best.places is not None
    assert found.best.places <= places


@pytest.mark.parametrize("places", [None, 3])
@settings(max_examples=2)
@given(drivers(("old", "new")), st.integers(0, 2), PARTS.map(sorted))
def test_a_key_that_moves_between_figures_of_each_year_is_found(places, columns, before, parts):
    keys = [cs.Proportional(driver=name) for name in ("old", "new")]
    model = cs.Phased(before=keys[0], after=keys[1], start=YEARS[0], steps=parts)
    if places is not None:
        model = cs.RoundedShares(model=model, places=places)
    totals = dict.fromkeys(YEARS, 10**8 + 7)
    fees = made(model, columns, before, totals=totals, method="largest_remainder")
    ways = {"unit": 1, "method": "largest_remainder", "rounding": "half_up"}
    found = cs.infer(fees, columns, models=["phased"], total=totals, **ways)
    assert holds(found)
    row = found.best
    assert (row.kind, row.exact, row.years_before, row.places) == ("phased", True, before, places)
    assert row.drivers == ("old", "new")
    assert [fit.parameters["part"] for fit in row.fits] == parts


@settings(max_examples=3)
@given(st.integers(0, 2), st.integers(0, 99))
def test_where_no_rule_is_exact_the_nearest_reference_years_are_said(before, seed):
    random = Random(seed)
    dates = range(min(YEARS) - 2, max(YEARS) + 1)
    people = {date: {each: random.randint(500, 90_000) for each in MEMBERS} for date in dates}
    fees = {
        year: {
            each: round(people[year - before][each] * random.uniform(20, 20.2)) for each in MEMBERS
        }
        for year in YEARS
    }
    for row in cs.infer(fees, {"people": people}, models=["proportional", "rate"]):
        assert not row.exact
        assert row.years_before == before


MODELS = {
    "proportional": lambda _: cs.PerCapita(driver="p"),
    "mixed": lambda part: cs.Mixed(flat_share=part, driver="p"),
    "phased": lambda part: cs.Phased(
        before=cs.Proportional(driver="p"),
        after=cs.Proportional(driver="q"),
        start=YEARS[1],
        steps=[part, 1],
    ),
}


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize(
    ("shares", "method"),
    [("each", "each"), ("largest_remainder", "each"), ("largest_remainder", "largest_remainder")],
)
@settings(max_examples=2)
@given(st.data(), st.integers(2, 4), st.fractions(0, 1, max_denominator=5), st.booleans())
def test_the_rule_with_rounded_shares_is_found_and_no_right_fee_is_named(  # noqa: PLR0917
    kind, shares, method, data, places, part, total_given
):
    random = Random(data.draw(st.integers(0, 999)))
    members = [*MEMBERS, "Gällivare", "Haparanda"]
    drivers = "pq" if kind == "phased" else "p"
    keys = {name: {each: random.randint(500, 90_000) for each in members} for name in drivers}
    facts = {each: {name: key[each] for name, key in keys.items()} for each in members}
    model = cs.RoundedShares(model=MODELS[kind](part), places=places, method=shares)
    unit = data.draw(st.sampled_from([1, "0.01"]))
    totals = {year: random.randint(900_000, 1_200_000) for year in YEARS}
    fees = {
        year: cs.allocate(total, model, facts, unit=unit, method=method, period=year).member_totals
        for year, total in totals.items()
    }
    models = ["proportional", "phased" if kind == "phased" else "rounded_shares"]
    more = {"models": models, "unit": unit, "rounding": "half_up", "method": "largest_remainder"}
    found = cs.infer(fees, keys, total=totals if total_given else None, **more)
    assert holds(found)
    assert found.best.exact
    # Beside a misprint the totals are needed.
    year, name = data.draw(st.sampled_from(YEARS)), data.draw(st.sampled_from(members))
    fees[year] = {**fees[year], name: fees[year][name] + 12_345}
    found = cs.infer(fees, keys, total=totals, **more)
    assert holds(found)
    assert {(each.year, each.member) for each in found.best.differing} == {(str(year), name)}


@settings(max_examples=3)
@given(
    st.sampled_from(["largest_remainder", "each"]),
    st.integers(1, 3),
    st.lists(st.integers(5, 90), min_size=4, max_size=4, unique=True),
    st.integers(1, 3),
)
def test_each_key_that_moves_is_listed_once(method, years, sizes, times):
    columns = {
        name: dict(zip(MEMBERS, each, strict=True))
        for name, each in {"p": sizes, "q": [5, 9, 60, 31]}.items()
    }
    facts = {member: {name: each[member] for name, each in columns.items()} for member in MEMBERS}
    before, after = (cs.Proportional(driver=name) for name in "pq")
    moving = cs.Phased(before=before, after=after, start="2022-01-01", years=years)
    totals = {year: 40_000 + year for year in YEARS}
    fees = {
        year: cs.allocate(total, moving, facts, period=str(year), method=method).member_totals
        for year, total in totals.items()
    }
    more = {"total": totals, "unit": 1, "rounding": "half_up"}
    found = cs.infer(fees, columns, models=["phased", "keys"], **more)
    listed = [tuple(sorted(row.drivers)) for row in found if row.kind == "phased"]
    assert (listed[0], len(listed)) == (("p", "q"), len({*listed}))
    assert found.exact
    # Between figures in the same proportion no key moves.
    double = {name: times * size for name, size in columns["p"].items()}
    with pytest.raises(cs.CostshareError, match="no key moves between these drivers"):
        cs.infer(fees, {"p": columns["p"], "double": double}, models=["phased"], **more)


@settings(max_examples=2)
@given(drivers(), st.sampled_from(YEARS), st.integers(1, 99), st.booleans())
def test_a_misprint_off_the_coarse_unit_is_named_and_the_missed_total(
    columns, year, off, total_given
):
    people = {"people": columns["people"][YEARS[0]]}
    same = {"people": dict.fromkeys(YEARS, people["people"])}
    totals = {each: 41_000_000 + 100 * each for each in YEARS}
    model = cs.Mixed(flat_share="40%", driver="people")
    fees = made(model, same, totals=totals, unit=100)
    right = fees[year][MEMBERS[0]]
    fees[year] = {**fees[year], MEMBERS[0]: right + 9_000 + off}
    given = totals if total_given else None
    found = cs.infer(fees, people, models=["mixed"], total=given, method="largest_remainder")
    assert holds(found)
    assert (found.best.almost, found.best.unit) == (True, 100)
    (cell,) = found.best.differing
    assert (cell.year, cell.member) == (str(year), MEMBERS[0])
    missed = f"The fees of {year} sum to"
    assert (missed in str(found)) == total_given
    if total_given:
        assert cell.by_rule == right
        assert f", 9 {off:03} more than the total." in str(found)
    else:
        assert "with other right figures" in str(found) or "another right figure" in str(found)


def test_credits_and_zeros_of_a_year():
    people = dict(zip(MEMBERS, (50, 30, 20, 71), strict=True))
    charged = {name: 2 * size for name, size in people.items()}
    credited = {name: -fee for name, fee in charged.items()}
    for fees in ({2021: charged, 2022: credited}, {2021: credited, 2022: credited}):
        found = cs.infer(fees, {"people": people})
        assert found.best.exact
        assert (found.best.kind, found.best.steady) == ("proportional", True)
        assert {row.kind for row in found} == {"flat", "proportional", "mixed"}
        found.check()
    with pytest.raises(cs.CostshareError, match="fees of 2022: the fees are below zero, and a pr"):
        cs.infer({2021: charged, 2022: credited}, {"people": people}, models=["rate"])
    zeros = dict.fromkeys(MEMBERS, 0)
    with pytest.raises(cs.CostshareError, match=r"fees of 2022: .* all zero; .*; leave them out"):
        cs.infer({2021: charged, 2022: zeros}, {"people": people})


@settings(max_examples=2)
@given(drivers(("old", "new"), older=0), st.integers(2_000_001, 2_000_099), st.booleans())
def test_parts_of_totals_that_were_each_rounded_are_found(columns, total, several):
    by = [cs.Proportional(driver=name) for name in columns]
    model = cs.Blend(parts=[("0.4", by[0]), ("0.6", by[1])]) if several else by[0]
    totals = {year: total + 1000 * (year - YEARS[0]) for year in YEARS}
    fees = made(model, columns, totals=totals, method="each", unit=100)
    kind = "keys" if several else "proportional"
    found = cs.infer(fees, columns, models=["flat", kind], total=totals)
    assert holds(found)
    row = next(row for row in found if (row.kind, row.drivers[0]) == (kind, "old"))
    assert row.exact
    assert not several or row.steady
