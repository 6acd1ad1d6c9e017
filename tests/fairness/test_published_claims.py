"""Published claims problems.

The problems and figures of four rows are those that the R package ClaimsProblems 1.0.0 (Núñez
Lugilde, Mirás Calvo, Quinteiro Sandomingo and Sánchez Rodríguez 2025,
https://CRAN.R-project.org/package=ClaimsProblems) prints. Three are the Talmud's (Ketubot 93a), as
in Aumann and Maschler, Game theoretic analysis of a bankruptcy problem from the Talmud, Journal of
Economic Theory 36 (1985), 195-213, in their first table.
"""

from fractions import Fraction

import pytest

from costshare.fairness import claims

RULES = ("proportional", "cea", "cel", "talmud", "random_arrival", "minimal_overlap")
WIVES = [100, 200, 300]
PUBLISHED = [
    (
        (100, WIVES),
        ["50/3 100/3 50", "100/3 100/3 100/3", "0 0 100", *["100/3 100/3 100/3"] * 3],
    ),
    (
        (200, WIVES),
        [
            "100/3 200/3 100",
            "200/3 200/3 200/3",
            "0 50 150",
            "50 75 75",
            *["100/3 250/3 250/3"] * 2,
        ],
    ),
    (
        (300, WIVES),
        [
            "50 100 150",
            "100 100 100",
            "0 100 200",
            *["50 100 150"] * 2,
            "100/3 250/3 550/3",
        ],
    ),
    (
        (10, [2, 4, 7, 8]),
        [
            "20/21 40/21 10/3 80/21",
            "2 8/3 8/3 8/3",
            "0 1 4 5",
            "1 2 7/2 7/2",
            "1 11/6 10/3 23/6",
            "1/2 7/6 11/3 14/3",
        ],
    ),
]


@pytest.mark.parametrize(("problem", "awards"), PUBLISHED, ids=lambda each: str(each[0]))
def test_every_rule_gives_the_published_awards(problem, awards):
    for rule, expected in zip(RULES, awards, strict=True):
        assert claims.RULES[rule](*problem) == list(map(Fraction, expected.split())), rule


def test_the_contested_garment():
    # Bava Metzia 2a, as in Aumann and Maschler (1985): one claims all, the other half.
    assert claims.talmud(1, {"all": 1, "half": "1/2"}) == {
        "all": Fraction(3, 4),
        "half": Fraction(1, 4),
    }


def test_ibn_ezra_s_four_sons():
    # Abraham ibn Ezra, as in O'Neill (1982): 120 among claims of 120, 60, 40 and 30.
    awards = claims.minimal_overlap(120, [120, 60, 40, 30])
    assert awards == [
        Fraction(30, 4) + Fraction(10, 3) + Fraction(20, 2) + 60,
        Fraction(30, 4) + Fraction(10, 3) + Fraction(20, 2),
        Fraction(30, 4) + Fraction(10, 3),
        Fraction(30, 4),
    ]
