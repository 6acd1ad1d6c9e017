"""What a log says where it has no row: nothing, the level before, or an error."""

from typing import Literal

import numpy as np

from costshare.errors import CostshareError
from costshare.metering._clock import Clock
from costshare.metering._segments import Segments

Policy = Literal["zero", "hold", "error"]


def check_covered(
    segments: Segments, covered: list[int], start: int, stop: int, clock: Clock
) -> None:
    """Refuse a pair whose time is not wholly covered.

    Raises
    ------
    CostshareError
        With the first gap.
    """
    for at, time in enumerate(covered):
        if time < stop - start:
            member, resource = segments.pairs[at]
            since, until = _first_gap(segments, at, start, stop)
            msg = (
                f"{member}, {resource} has no level from {clock.text(since)} to "
                f"{clock.text(until)}; pass gaps='zero'"
            )
            before = segments.begin[segments.offsets[at]] < until
            raise CostshareError(
                f"{msg}{' or gaps=' + repr('hold') if before else ''}, or add rows"
            )


def _first_gap(segments: Segments, at: int, start: int, stop: int) -> tuple[int, int]:
    rows = slice(int(segments.offsets[at]), int(segments.offsets[at + 1]))
    begin = np.clip(segments.begin[rows], start, stop)
    end = np.clip(segments.end[rows], start, stop)
    inside = end > begin
    begins = np.append(begin[inside], stop)
    ends = np.insert(end[inside], 0, start)
    gap = int(np.argmax(begins > ends))
    return int(ends[gap]), int(begins[gap])
