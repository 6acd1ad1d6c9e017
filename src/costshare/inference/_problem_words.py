"""What people read for a kind of problem."""

from collections.abc import Mapping

from costshare.words import Said, say

KIND_WORDS: Mapping[str, Said] = {
    "flat": say("flat"),
    "proportional": say("proportional"),
    "rounded_shares": say("rounded shares"),
    "per_capita": say("per capita"),
    "rate": say("rate"),
    "mixed": say("mixed"),
    "tariff": say("tariff"),
    "keys": say("keys"),
    "rates": say("rates"),
    "blend": say("blend"),
    "prices": say("prices"),
    "phased": say("phased"),
}
