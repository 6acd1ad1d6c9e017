"""What a projection shows: frames, tables, pictures, and data that do not fit."""

from decimal import Decimal
from fractions import Fraction

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

import costshare as cs
from looking_local import legible
from masked import words_not_said

RULE = cs.Phased(before=cs.Flat(), after=cs.PerCapita(), start=2023, years=2)
BOARD = cs.Agreement(
    name="Board",
    period="2022",
    currency="SEK",
    members=[
        cs.Member(name="Boden", population=100),
        cs.Member(name="Kiruna", population=300),
        cs.Member(name="Luleå", population=400, joined="2024-01-01"),
    ],
    pools=[
        cs.Pool(name="office", total=1000, model=RULE),
        cs.Pool(name="it", total=90, unit="0.5", model=cs.Flat(), exempt=["Boden"]),
    ],
)
TODAY = BOARD.replace(name="today", pools=[BOARD.pools[0].replace(model=cs.Flat()), BOARD.pools[1]])
PLAN = cs.project(BOARD, years=[2023, 2024], baseline=TODAY)
ALONE = cs.project(BOARD, years=[2023, 2024])
NAMES = ["Board", "Boden", "Kiruna", "Luleå", "SEK", "today"]


def test_it_says_what_it_is():
    assert repr(PLAN) == "<Projection Board 2022 to 2024: 3 members, compared with today>"
    assert repr(cs.project(BOARD, years=[2022])) == "<Projection Board 2022: 3 members>"
    assert (PLAN.years, PLAN.pools) == (("2022", "2023", "2024"), ("office", "it"))
    assert (PLAN.currency, PLAN.unit, len(PLAN)) == ("SEK", Decimal("0.5"), 9)
    assert (PLAN.compared_with, ALONE.compared_with) == ("today", "2022")


def test_a_year_is_found_however_it_is_written():
    fees = PLAN.allocations["2023"]
    assert PLAN.allocations[2023] is fees
    assert PLAN.allocations[cs.Period.read("2023")] is fees
    with pytest.raises(cs.CostshareError, match=r"^unknown year 2030; did you mean '2023'"):
        PLAN.allocations[2030]


def test_a_value_of_each_member_and_year():
    row = next(each for each in PLAN if (each.member, each.year) == ("Boden", "2024"))
    assert (row.fee, row.change, row.relative) == (125, -250, Fraction(-2, 3))
    assert (row.effect, row.cumulated) == (Decimal("-209.0"), Decimal("-334.0"))
    first = next(each for each in ALONE if (each.member, each.year) == ("Boden", "2022"))
    assert (first.change, first.effect, first.cumulated) == (None, None, None)


def test_it_prints_fees_and_cumulated_effects():
    assert (
        str(PLAN)
        == """\
Fees of Board by year, SEK

           2022     2023     2024  change
-----------------------------------------
Boden     500.0    375.0    125.0  -375.0
Kiruna    590.0    715.0    420.0  -170.0
Luleå         –        –    545.0  +545.0
-----------------------------------------
total   1 090.0  1 090.0  1 090.0     0.0

Cumulated effect, compared with today, SEK

        2022    2023    2024
----------------------------
Boden    0.0  -125.0  -334.0
Kiruna   0.0  +125.0  +167.0
Luleå      –       –  +167.0
----------------------------
total    0.0     0.0     0.0"""
    )


def test_one_year_prints_its_fees_alone():
    assert (
        str(cs.project(TODAY, years=[2022]))
        == """\
Fees of today by year, SEK

           2022
---------------
Boden     500.0
Kiruna    590.0
Luleå         –
---------------
total   1 090.0"""
    )


def test_frames_by_member_and_by_year():
    frame = PLAN.to_frame(pool="office")
    assert list(frame.columns) == [
        "year", "member", "fee", "change", "change_percent", "effect", "cumulated",
    ]  # fmt: skip
    assert frame.iloc[6].tolist() == ["2024", "Boden", 125, -250, Decimal("-66.67"), -209, -334]
    years = PLAN.to_frame("year")
    assert years.index.tolist() == ["2022", "2023", "2024"]
    assert years["members"].tolist() == [2, 2, 3]
    assert years[["gains", "pays", "unchanged"]].loc["2024"].tolist() == [1, 2, 0]
    assert years["largest_increase"].tolist()[1:] == [Decimal("21.19"), Decimal("-41.26")]
    exact = PLAN.to_frame("year", tidy=True)
    assert exact["largest_increase"][1] == Fraction(125, 590)
    assert exact["relative"].tolist() == [pd.NA, 0, 0]
    assert pd.isna(ALONE.to_frame("year")["effect"]["2022"])
    tidy = PLAN.to_frame(tidy=True)
    assert list(tidy.columns)[:3] == ["year", "member", "currency"]


@pytest.mark.parametrize("lang", ["en", "sv"])
@pytest.mark.parametrize("show", ["fees", "effects", "cumulated"])
@pytest.mark.parametrize("plan", [PLAN, ALONE, cs.project(TODAY, years=[2022], baseline=BOARD)])
def test_pictures_name_every_member_with_a_line(plan, show, lang):
    ax = plan.plot(Figure().add_subplot(), show=show, lang=lang)
    there = plan.fees().index if "2024" in plan.years else ["Boden", "Kiruna"]
    assert [text.get_text() for text in ax.texts] == [*there]
    assert ax.get_ylabel() == "SEK"
    assert (plan.name if show == "fees" else plan.compared_with) in ax.get_title(loc="left")


def test_a_line_goes_through_the_fees_and_has_a_gap_in_years_without_one():
    ax = PLAN.plot(Figure().add_subplot(), members=["Luleå"])
    lines = {line.get_linewidth(): line.get_ydata() for line in ax.get_lines()}
    assert lines[1.5][-1] == 545
    assert all(value != value for value in lines[1.5][:2])  # noqa: PLR0124 - not a number
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2022", "2023", "2024"]


def many(count, years):
    members = [cs.Member(name=f"Kommun {n}", population=1000 + n * n) for n in range(count)]
    pool = cs.Pool(name="office", total=10**6, model=RULE)
    board = cs.Agreement(name="Board", period="2022", members=members, pools=[pool])
    return cs.project(board, years=range(2022, 2022 + years))


@pytest.mark.parametrize(("count", "years", "named"), [(14, 10, 14), (24, 4, 6), (24, 16, 6)])
@pytest.mark.parametrize("show", ["fees", "cumulated"])
def test_names_at_the_ends_do_not_overlap(count, years, named, show):
    ax = many(count, years).plot(show=show)
    assert len(ax.texts) == named
    assert legible(ax)
    plt.close(ax.figure)


def test_all_names_of_24_members_fit_into_a_figure_of_their_own():
    plan = many(24, 4)
    ax = plan.plot(members=plan.members)
    assert len(ax.texts) == 24
    assert legible(ax)
    plt.close(ax.figure)


@settings(max_examples=15)
@given(st.sampled_from([[2022], [2023], [2023, 2024]]), st.sampled_from([None, TODAY]))
def test_another_language_says_all_of_a_projection(years, baseline):
    plan = cs.project(BOARD, years=years, baseline=baseline)
    assert words_not_said(plan, NAMES) == []


def test_a_projection_in_swedish():
    assert ALONE.to_text(lang="sv").splitlines()[0] == "Avgifter för Board efter år, SEK"
    assert "Ackumulerad effekt jämfört med 2022, SEK" in ALONE.to_text(lang="sv")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data | {"allocations": {}, "baseline": {}}, "there are no years; a projecti"),
        (
            lambda data: data | {"baseline": {"2022": data["baseline"]["2022"]}},
            "the years of the baseline are 2022, and those of the projection 2022, 2023, 2024; cor",
        ),
        (
            lambda data: (
                data | {"baseline": {}, "allocations": {"2023": data["allocations"]["2022"]}}
            ),
            "year 2023: the fees are for 2022; correct the year",
        ),
        (
            lambda data: (
                data | {"baseline": {}, "allocations": dict(reversed(data["allocations"].items()))}
            ),
            "year 2023 does not begin after 2024 ends; list years in order",
        ),
    ],
)
def test_data_that_do_not_fit_are_refused(change, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Projection.from_dict(change(PLAN.to_dict()))
    assert message in str(caught.value)


def test_sums_of_each_year_are_proved_again():
    data = PLAN.to_dict()
    fees = data["baseline"]["2023"]["pools"][0]["fees"]
    fees["Boden"], fees["Kiruna"] = "0", "0"
    with pytest.raises(cs.ConservationError, match=r"^baseline year 2023: pool office"):
        cs.Projection.from_dict(data)


@pytest.mark.parametrize("verb", ["fees", "changes", "effects", "cumulated", "fees_in"])
def test_an_unknown_pool_is_refused(verb):
    with pytest.raises(cs.CostshareError, match="unknown pool 'offices'; did you mean 'office'"):
        getattr(PLAN, verb)("offices")
