"""Make a case in which a law fails smaller, as long as the law fails."""

from collections.abc import Callable, Iterator
from functools import partial

from costshare.testing._cases import Draft, Number

# So many cases are tried, and so many weights looked at one by one.
_MOST_TRIED = 400
_MOST_WEIGHTS = 40


def smallest(draft: Draft, fails: Callable[[Draft], bool]) -> Draft:
    """Return a case that fails like the given one, with fewer and smaller numbers.

    First all weights become 1, or two numbers, if the law fails so. Then rows go, and the total
    and the weights come down, each as far as the law fails.
    """
    left = _MOST_TRIED

    def still(smaller: Draft) -> bool:
        nonlocal left
        left -= 1
        return left > 0 and smaller != draft and fails(smaller)

    draft = _simpler(draft, still)
    before = None
    while draft != before and left > 0:
        before = draft
        draft = _fewer(draft, still)
        draft = _lower_total(draft, still)
        draft = _lower_weights(draft, still)
    return draft


def _fewer(draft: Draft, still: Callable[[Draft], bool]) -> Draft:
    """Remove rows: from the end, from the start, then one by one."""
    for keeps in (_first, _last):
        kept = partial(keeps, draft.numbers)
        size = _least(1, len(draft.numbers), lambda n: still(draft._replace(numbers=kept(n))))  # noqa: B023
        draft = draft._replace(numbers=kept(size))
    at = 0
    while at < len(draft.numbers) <= _MOST_WEIGHTS:
        without = draft._replace(numbers=draft.numbers[:at] + draft.numbers[at + 1 :])
        if without.numbers and still(without):
            draft = without
        else:
            at += 1
    return draft


def _first(rows: list[Number], count: int) -> list[Number]:
    """Keep the first rows."""
    return rows[:count]


def _last(rows: list[Number], count: int) -> list[Number]:
    """Keep the last rows."""
    return rows[-count:]


def _lower_total(draft: Draft, still: Callable[[Draft], bool]) -> Draft:
    """Bring the total down, to a charge rather than a credit."""
    if draft.units < 0 and still(draft._replace(units=-draft.units)):
        draft = draft._replace(units=-draft.units)
    sign = -1 if draft.units < 0 else 1
    size = _least(0, abs(draft.units), lambda units: still(draft._replace(units=sign * units)))
    return draft._replace(units=sign * size)


def _lower_weights(draft: Draft, still: Callable[[Draft], bool]) -> Draft:
    """Bring weights down: all to 1, or each on its own where they are few."""
    draft = _simpler(draft, still)
    if len(draft.numbers) > _MOST_WEIGHTS:
        return draft

    for at in range(len(draft.numbers)):
        for places in range(draft.numbers[at].places):
            rounder = _with(draft, at, Number(draft.numbers[at].digits, places))
            if still(rounder):
                draft = rounder
                break
        number = draft.numbers[at]
        digits = _least(
            1,
            number.digits,
            lambda digits: still(_with(draft, at, Number(digits, number.places))),  # noqa: B023
        )
        draft = _with(draft, at, Number(digits, number.places))
    return draft


def _simpler(draft: Draft, still: Callable[[Draft], bool]) -> Draft:
    """Bring all weights down at once, to the simplest that fail."""
    return next((each for each in _at_once(draft) if each == draft or still(each)), draft)


def _at_once(draft: Draft) -> Iterator[Draft]:
    """Yield simpler weights for all rows."""
    yield draft._replace(numbers=[Number(1) for _ in draft.numbers])
    yield draft._replace(numbers=[Number(min(each.digits, 1)) for each in draft.numbers])
    if len(draft.numbers) > _MOST_WEIGHTS:
        half = len(draft.numbers) // 2
        for few in ((1, 2), (2, 1)):
            numbers = [Number(few[at >= half]) for at in range(len(draft.numbers))]
            yield draft._replace(numbers=numbers)
    yield draft._replace(numbers=[Number(each.digits) for each in draft.numbers])


def _with(draft: Draft, at: int, number: Number) -> Draft:
    """Put another weight in one place."""
    return draft._replace(numbers=[*draft.numbers[:at], number, *draft.numbers[at + 1 :]])


def _least(lowest: int, highest: int, fails: Callable[[int], bool]) -> int:
    """Find a low number that fails, where the highest does; first the very lowest are tried."""
    for low in range(lowest, min(lowest + 3, highest)):
        if fails(low):
            return low
    while highest - lowest > 1:
        middle = (lowest + highest) // 2
        if fails(middle):
            highest = middle
        else:
            lowest = middle
    return highest
