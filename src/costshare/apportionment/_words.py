"""What people read for a method and for a rule of rounding."""

from collections.abc import Mapping

from costshare.apportionment._rounding import RoundingRule
from costshare.words import Said, say

METHOD_WORDS: Mapping[str, Said] = {
    "largest_remainder": say("largest_remainder"),
    "webster": say("webster"),
    "jefferson": say("jefferson"),
    "adams": say("adams"),
    "huntington_hill": say("huntington_hill"),
    "dean": say("dean"),
    "cumulative": say("cumulative"),
}

ROUNDING_WORDS: Mapping[RoundingRule, Said] = {
    "half_up": say("half_up"),
    "half_even": say("half_even"),
    "half_down": say("half_down"),
    "up": say("up"),
    "down": say("down"),
}
