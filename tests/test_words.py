"""Some wordings that readers stumble over stay out of code, messages, tests and docs."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("src", "tests", "docs", "examples", "benchmarks")
SUFFIXES = {".py", ".md", ".ipynb", ".json", ".toml"}

# A sentence goes on in the next line of a comment, a docstring or a string.
_GAP = r"""(?:[\s#"'\\]|f(?=["']))+"""
_WORDINGS = re.compile(
    r"is none\b|[Mm]end(?:s|ed|ing)?\b|Of all amounts\b"
    r"|is no (?P<noun>(?!longer\b|more\b|less\b)[\w`*{])".replace(" ", _GAP)
)
_THERE = re.compile(rf"\b[Tt]here{_GAP}\Z")


def wordings(text):
    """Where each wording to avoid begins and ends in a text."""
    # A function's name is words too.
    text = re.sub(r"\bdef \w+", lambda found: found[0].replace("_", " "), text)
    for found in _WORDINGS.finditer(text):
        start, end = found.span()
        in_a_word = re.match(r"\w", text[start - 1 : start])
        there_is_no = found["noun"] and _THERE.search(text, max(0, start - 60), start)
        if not in_a_word and not there_is_no:
            yield start, end


def written():
    for folder in FOLDERS:
        yield from (path for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES)
    yield from ROOT.glob("*.md")


def test_readers_meet_plain_words():
    found, folders = [], Counter()
    for path in sorted(set(written()) - {Path(__file__)}):
        text, name = path.read_text(encoding="utf-8"), path.relative_to(ROOT)
        for start, end in wordings(text):
            near = " ".join(text[max(0, start - 50) : end + 30].split())
            line = text.count("\n", 0, start) + 1
            found.append(f"{name}:{line}: … {near} …")
            folders["/".join(name.parts[:-1][:3]) or name.name] += 1
    counts = [f"{folder}: {count}" for folder, count in sorted(folders.items())]
    assert not found, "\n".join([f"{len(found)} wordings to change:", *found, "", *counts])


@pytest.mark.parametrize(
    "text",
    [
        "a total that is none",
        "is none of them",
        "mend the name",
        "Of all amounts.",
        "'x' is no field",
        'f"{name} is "\n    f"no member"',
        "# what is\n    # no number",
        "def test_a_name_that_is_no_member",
        "is no `driver`",
    ],
)
def test_a_wording_to_avoid_is_found(text):
    assert len(list(wordings(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "there is no pool",
        "# where there\n    # is no total",
        "the pool is no longer shared",
        "is no more than",
        "if total is None",
        "an amendment is recommended",
        "is not a field, as is noted",
        "this no",
        "is no.",
    ],
)
def test_another_wording_is_not(text):
    assert not list(wordings(text))
