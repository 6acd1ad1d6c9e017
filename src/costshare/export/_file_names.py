"""Names of files for members, such as every system accepts."""

import re
from collections.abc import Iterable

# Signs that Windows refuses, and those that are not printed; a name may not end in a dot either.
_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_MOST_BYTES = 200  # of 255, since a number and the ending follow


def file_names(members: Iterable[str], ending: str = ".html") -> dict[str, str]:
    """Name a file for each member; two names that differ in capitals only get a number.

    Examples
    --------
    >>> list(file_names(["Luleå", "../A/B", "CON", "luleå", "."]).values())
    ['Luleå.html', 'A-B.html', '_CON.html', 'luleå-2.html', 'member.html']
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for member in members:
        stem = plain = _stem(member)
        number = 1
        while stem.casefold() in taken:
            number += 1
            stem = f"{plain}-{number}"
        taken.add(stem.casefold())
        names[member] = stem + ending
    return names


def _stem(member: str) -> str:
    """Write a name without its ending."""
    bare = _REFUSED.sub("-", member).strip(" .-")
    bare = bare.encode()[:_MOST_BYTES].decode(errors="ignore").strip(" .-") or "member"
    return f"_{bare}" if _RESERVED.fullmatch(bare) else bare
