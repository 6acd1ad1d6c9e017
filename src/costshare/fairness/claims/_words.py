"""The word of each rule, and a sentence on how it reasons."""

from collections.abc import Mapping
from fractions import Fraction

from costshare.fairness.claims._rules import RuleName
from costshare.results import number, percent
from costshare.words import say

_PLACES = 4

RULE_WORDS: Mapping[RuleName, str] = {
    "proportional": say("proportional"),
    "cea": say("equal awards"),
    "cel": say("equal losses"),
    "talmud": say("Talmud"),
    "random_arrival": say("random arrival"),
    "minimal_overlap": say("minimal overlap"),
    "piniles": say("Piniles"),
    "constrained_egalitarian": say("constrained egalitarian"),
    "reverse_talmud": say("reverse Talmud"),
}


def sentence(
    rule: RuleName,
    estate: Fraction,
    claims: Mapping[str, Fraction],
    awards: Mapping[str, Fraction],
) -> str:
    """Say how a rule comes to its awards."""
    claimed = sum(claims.values(), Fraction(0))
    award = number(max(awards.values()), _PLACES)
    loss = number(max(claim - awards[name] for name, claim in claims.items()), _PLACES)
    if rule == "proportional":
        share = percent(estate / claimed if claimed else Fraction(1))
        return say("Proportional: each gets {share} of its claim.", share=share)
    if rule == "cea":
        return say(
            "Equal awards: each gets the same, but at most its claim: up to {award}.", award=award
        )
    if rule == "cel":
        return say(
            "Equal losses: each loses the same, but at most its claim: up to {loss}.", loss=loss
        )
    if rule == "talmud" and 2 * estate <= claimed:
        return say(
            "Talmud: each gets the same, but at most half of its claim: up to {award}.",
            award=award,
        )
    if rule == "talmud":
        return say(
            "Talmud: each loses the same, but at most half of its claim: up to {loss}.", loss=loss
        )
    return _OTHERS[rule]


_OTHERS: Mapping[RuleName, str] = {
    "random_arrival": say(
        "Random arrival: the mean over all orders in which claimants can come, each of whom takes "
        "its claim or what is left."
    ),
    "minimal_overlap": say(
        "Minimal overlap: claims on parts of the amount overlap as little as possible; each part "
        "is split equally among those who claim it."
    ),
    "piniles": say(
        "Piniles: equal awards up to half of each claim, and then equal awards once more."
    ),
    "constrained_egalitarian": say(
        "Constrained egalitarian: equal awards up to half of each claim, and then the smallest "
        "awards are raised to one level, each up to its claim."
    ),
    "reverse_talmud": say(
        "Reverse Talmud: equal losses on half of each claim, and then equal awards on the other "
        "half."
    ),
}
