"""Published apportionments, with their sources."""

from fractions import Fraction
from math import floor

import pytest

import costshare as cs
from states_local import US_1880

# Apportionment population and seats by state, 2020 census: U.S. Census Bureau, "Table 1.
# Apportionment Population and Number of Representatives by State: 2020 Census" (26 April 2021).
# In all 331,108,434 and 435.
US_2020 = {
    "Alabama": (5_030_053, 7),
    "Alaska": (736_081, 1),
    "Arizona": (7_158_923, 9),
    "Arkansas": (3_013_756, 4),
    "California": (39_576_757, 52),
    "Colorado": (5_782_171, 8),
    "Connecticut": (3_608_298, 5),
    "Delaware": (990_837, 1),
    "Florida": (21_570_527, 28),
    "Georgia": (10_725_274, 14),
    "Hawaii": (1_460_137, 2),
    "Idaho": (1_841_377, 2),
    "Illinois": (12_822_739, 17),
    "Indiana": (6_790_280, 9),
    "Iowa": (3_192_406, 4),
    "Kansas": (2_940_865, 4),
    "Kentucky": (4_509_342, 6),
    "Louisiana": (4_661_468, 6),
    "Maine": (1_363_582, 2),
    "Maryland": (6_185_278, 8),
    "Massachusetts": (7_033_469, 9),
    "Michigan": (10_084_442, 13),
    "Minnesota": (5_709_752, 8),
    "Mississippi": (2_963_914, 4),
    "Missouri": (6_160_281, 8),
    "Montana": (1_085_407, 2),
    "Nebraska": (1_963_333, 3),
    "Nevada": (3_108_462, 4),
    "New Hampshire": (1_379_089, 2),
    "New Jersey": (9_294_493, 12),
    "New Mexico": (2_120_220, 3),
    "New York": (20_215_751, 26),
    "North Carolina": (10_453_948, 14),
    "North Dakota": (779_702, 1),
    "Ohio": (11_808_848, 15),
    "Oklahoma": (3_963_516, 5),
    "Oregon": (4_241_500, 6),
    "Pennsylvania": (13_011_844, 17),
    "Rhode Island": (1_098_163, 2),
    "South Carolina": (5_124_712, 7),
    "South Dakota": (887_770, 1),
    "Tennessee": (6_916_897, 9),
    "Texas": (29_183_290, 38),
    "Utah": (3_275_252, 4),
    "Vermont": (643_503, 1),
    "Virginia": (8_654_542, 11),
    "Washington": (7_715_946, 10),
    "West Virginia": (1_795_045, 2),
    "Wisconsin": (5_897_473, 8),
    "Wyoming": (577_719, 1),
}


def test_us_house_2020_by_huntington_hill():
    populations = {state: population for state, (population, _) in US_2020.items()}
    seats = {state: number for state, (_, number) in US_2020.items()}
    assert len(US_2020) == 50
    assert sum(populations.values()) == 331_108_434
    assert sum(seats.values()) == 435
    assert cs.apportion(435, populations, method="huntington_hill") == seats
    assert cs.apportion(435, populations, method="huntington_hill", ties="error") == seats


def test_us_house_2020_seat_436_would_go_to_new_york():
    # New York missed seat 435 by 89 residents (Census Bureau, Table B2, 26 April 2021).
    populations = {state: population for state, (population, _) in US_2020.items()}
    before = cs.apportion(435, populations, method="huntington_hill")
    after = cs.apportion(436, populations, method="huntington_hill")
    assert {state for state in after if after[state] != before[state]} == {"New York"}
    for more, seats in ((88, 26), (89, 27)):
        grown = {**populations, "New York": populations["New York"] + more}
        assert cs.apportion(435, grown, method="huntington_hill")["New York"] == seats


def seats_1880(seats: int) -> dict[str, int]:
    """Seats by the rule of 1850: a state has the whole part of its quota, but one at least.

    The seats left go to the largest remainders. As weights, remainders give just that: all their
    quotas are below 1, and in the order of the remainders.
    """
    quotas = {
        state: Fraction(seats * size, sum(US_1880.values())) for state, size in US_1880.items()
    }
    whole = {state: max(1, floor(quota)) for state, quota in quotas.items()}
    rest = {state: quota - floor(quota) for state, quota in quotas.items() if quota >= 1}
    left = cs.apportion(seats - sum(whole.values()), rest, ties="error")
    return {state: number + left.get(state, 0) for state, number in whole.items()}


def test_alabama_paradox_1880_by_largest_remainder():
    # Found by C. W. Seaton, chief clerk of the Census Office, 1881: Balinski and Young, Fair
    # Representation, 2nd ed. (2001), ch. 5. The seat that Nevada has by the constitution (its
    # quota is 0.38) is one of the seats left over; without that rule Illinois would have it.
    assert len(US_1880) == 38
    assert sum(US_1880.values()) == 49_371_340
    at_299, at_300 = seats_1880(299), seats_1880(300)
    assert (sum(at_299.values()), sum(at_300.values())) == (299, 300)
    assert (at_299["Alabama"], at_299["Illinois"], at_299["Texas"]) == (8, 18, 9)
    assert (at_300["Alabama"], at_300["Illinois"], at_300["Texas"]) == (7, 19, 10)
    changed = {state for state in US_1880 if at_299[state] != at_300[state]}
    assert changed == {"Alabama", "Illinois", "Texas"}
    assert at_299["Nevada"] == at_300["Nevada"] == 1


def test_largest_remainder_alone_shows_the_paradox_on_the_figures_of_1880_too():
    # Without the seat for everyone it is Florida's, at 298 and 299: worked out here, not published.
    at_298, at_299 = cs.apportion(298, US_1880), cs.apportion(299, US_1880)
    changed = {
        state: (at_298[state], at_299[state]) for state in US_1880 if at_298[state] != at_299[state]
    }
    assert changed == {"Alabama": (7, 8), "Florida": (2, 1), "Illinois": (18, 19)}


@pytest.mark.parametrize("method", ["webster", "jefferson", "adams", "huntington_hill", "dean"])
def test_no_divisor_method_shows_the_alabama_paradox(method):
    # The Census Office tried every size of the house from 275 to 350.
    seats = cs.apportion(275, US_1880, method=method)
    for size in range(276, 351):
        larger = cs.apportion(size, US_1880, method=method)
        assert all(seats[state] <= larger[state] for state in US_1880)
        seats = larger


def test_the_quotas_of_1880_are_those_printed():
    quotas = {
        seats: {
            state: round(seats * US_1880[state] / sum(US_1880.values()), 3)
            for state in ("Alabama", "Illinois", "Texas")
        }
        for seats in (299, 300)
    }
    assert quotas == {
        299: {"Alabama": 7.646, "Illinois": 18.64, "Texas": 9.64},
        300: {"Alabama": 7.671, "Illinois": 18.702, "Texas": 9.672},
    }


# M. L. Balinski and H. P. Young, "The Quota Method of Apportionment", American Mathematical
# Monthly 82 (1975) no. 7, pp. 701-730: two examples with the result of every method.
@pytest.mark.parametrize(
    ("method", "seats"),
    [
        ("adams", [9, 7, 5, 3, 2]),
        ("dean", [9, 7, 5, 4, 1]),
        ("huntington_hill", [9, 7, 6, 3, 1]),
        ("webster", [9, 8, 5, 3, 1]),
        ("jefferson", [10, 7, 5, 3, 1]),
        ("largest_remainder", [9, 7, 5, 4, 1]),
    ],
)
def test_balinski_young_1975_all_five_divisor_methods_differ(method, seats):
    populations = [9061, 7179, 5259, 3319, 1182]
    assert sum(populations) == 26_000
    assert cs.apportion(26, populations, method=method, ties="error") == seats
    assert cs.apportion_array([26, -26], populations, method=method).tolist() == [
        seats,
        [-seat for seat in seats],
    ]


@pytest.mark.parametrize(
    ("method", "seats"),
    [
        ("adams", [51, 43, 2, 2, 2]),
        ("dean", [51, 43, 2, 2, 2]),
        ("huntington_hill", [51, 43, 2, 2, 2]),
        ("webster", [51, 43, 2, 2, 2]),
        ("jefferson", [52, 45, 1, 1, 1]),
        ("largest_remainder", [51, 44, 2, 2, 1]),
    ],
)
def test_balinski_young_1975_divisor_methods_leave_quota(method, seats):
    populations = [5117, 4400, 162, 161, 160]
    assert cs.apportion(100, populations, method=method, ties="error") == seats
