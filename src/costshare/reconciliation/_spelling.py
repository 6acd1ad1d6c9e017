"""Which known name an unknown one is likely to mean."""

import unicodedata
from collections.abc import Collection, Iterable
from difflib import get_close_matches

# Words beside the name of a municipality, without the genitive s.
_BESIDE = frozenset({"kommun", "stad", "region"})
# From here on two names are near: one letter of four is wrong, or two neighbours are swapped.
_NEAR = 0.75
# At most so many pairs of names are compared; names that fold to the same need no comparison.
_MOST_COMPARED = 20_000


def spelled(name: str) -> str:
    """Reduce a name to its letters and digits, without case or accents."""
    return "".join(_words(name))


def folded(name: str) -> str:
    """Reduce a name as `spelled` does, and remove kommun, stad, region and the genitive s.

    Examples
    --------
    >>> folded("Luleå kommun"), folded("Region Västra Götaland"), folded("Lulea stads")
    ('lulea', 'vastragotaland', 'lulea')
    """
    words = [word.removesuffix("s") or word for word in _words(name)]
    return "".join(word for word in words if word not in _BESIDE) or "".join(words)


def _words(name: str) -> list[str]:
    """Split a name into words of letters and digits, without case or accents."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    plain = (each for each in letters if not unicodedata.combining(each))
    return "".join(each if each.isalnum() else " " for each in plain).split()


def likely_names(names: Iterable[str | None], known: Collection[str]) -> dict[str | None, str]:
    """Find the nearest known name of each unknown one; those without a near one are left out.

    Examples
    --------
    >>> likely_names(["Boden", "Heby kommun", "Hbey", "Pajala"], ["Boden", "Heby"])
    {'Heby kommun': 'Heby', 'Hbey': 'Heby'}
    """
    all_known = frozenset(known)
    by_key = {folded(each): each for each in reversed(list(known))}
    left = _MOST_COMPARED // max(1, len(by_key))
    found: dict[str | None, str] = {}
    for name in names:
        if name is None or name in all_known:
            continue
        key = folded(name)
        if key in by_key and key:
            found[name] = by_key[key]
        elif left:
            left -= 1
            for close in get_close_matches(key, by_key, n=1, cutoff=_NEAR):
                found[name] = by_key[close]
    return found
