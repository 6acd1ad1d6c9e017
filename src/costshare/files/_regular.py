"""Numbers written alike, read together: what one of them means, the others mean too.

The form of a text is what is left when every digit is 0: the form of 76 100,50 is 00 000,00. How
`readings` takes a text apart depends on its form alone, but for one thing: a number in groups of
three digits does not begin with 0. So one text of a form settles which decimal marks can read all
of them, and the digits of each are taken over as they are.
"""

import re
from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from costshare.files._number import MARKS, Mark, Read

_TO_FORM = bytes.maketrans(b"123456789", b"000000000")
# Whole numbers, decimals, and groups of three digits: apart by one kind of sign, or by blanks that
# are longer than a byte.
_REGULAR = re.compile(rb" *-?0+(?:(?:[ .,']|[\x80-\xff]{2,3})000)*(?:[.,]0+)? *")
_GROUPS = re.compile(rb" *-?0{1,3}[^-0]+000")
_LONGEST = 40
_NOT_ASCII = bytes(range(0x80, 0x100))


def alike(texts: Collection[str]) -> tuple[list[list[str]], list[str]]:
    """Group the texts of regular forms, and list the others."""
    forms = _forms(texts)
    regular = {form for form in set(forms) if len(form) <= _LONGEST and _REGULAR.fullmatch(form)}
    groups: defaultdict[bytes, list[str]] = defaultdict(list)
    odd: list[str] = []
    for form, text in zip(forms, texts, strict=True):
        (groups[form] if form in regular else odd).append(text)
    return [part for form, group in groups.items() for part in _by_first_digit(form, group)], odd


def _forms(texts: Collection[str]) -> list[bytes]:
    """Return the form of each text."""
    if not texts:
        return []
    joined = "\n".join(texts)
    if joined.count("\n") >= len(texts):
        joined = "\n".join(text.replace("\n", "\r") for text in texts)
    return joined.encode("utf-8", "surrogatepass").translate(_TO_FORM).split(b"\n")


def _by_first_digit(form: bytes, texts: list[str]) -> list[list[str]]:
    """Part the texts that begin with 0 from the others, where groups may follow."""
    if not _GROUPS.match(form):
        return [texts]
    parts: tuple[list[str], list[str]] = ([], [])
    for text in texts:
        parts[text.lstrip(" -").startswith("0")].append(text)
    return [part for part in parts if part]


def numbers_alike(texts: list[str], read: Read, mark: Mark | None) -> dict[str, Decimal]:
    """Read a group of texts, of which one means `read`; none where it has no or two meanings."""
    found = {each: number for each, number in read.numbers.items() if mark in {None, each}}
    if len(set(found.values())) != 1:
        return {}
    point = next(iter(found))
    others = b" '" + "".join(each for each in MARKS if each != point).encode() + _NOT_ASCII
    to_point = bytes.maketrans(point.encode(), b".")
    lines = "\n".join(texts).encode().translate(to_point, others).decode().split("\n")
    numbers = [Decimal(line) for line in lines]
    if "-" in texts[0]:
        # Zero has no sign.
        numbers = [number or number.copy_abs() for number in numbers]
    return dict(zip(texts, numbers, strict=True))
