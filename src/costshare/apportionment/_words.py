"""What people read for a method, a rule of rounding and a rule for ties."""

from collections.abc import Mapping

from costshare.apportionment._rounding import RoundingRule
from costshare.words import Said, say

METHOD_WORDS: Mapping[str, Said] = {
    "largest_remainder": say("largest remainder"),
    "webster": say("Webster"),
    "jefferson": say("Jefferson"),
    "adams": say("Adams"),
    "huntington_hill": say("Huntington–Hill"),
    "dean": say("Dean"),
    "cumulative": say("cumulative"),
}

ROUNDING_WORDS: Mapping[RoundingRule, Said] = {
    "half_up": say("half up"),
    "half_even": say("half to even"),
    "half_down": say("half down"),
    "up": say("up"),
    "down": say("down"),
}

TIE_WORDS: Mapping[str, Said] = {
    "listed": say("the first in the list"),
    "largest": say("the largest quota, then the first in the list"),
    "smallest": say("the smallest quota, then the first in the list"),
    "error": say("nobody"),
}
