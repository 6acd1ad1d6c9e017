"""A language in which every word that was said is masked: what can still be read was not said."""

import re
from html import unescape
from string import Formatter

from costshare.results import html_of, text_of
from costshare.words import Words

WORD = re.compile(r"[^\W\d_]{2,}")
# Said words that read like code: a name of several words, or a setting with its value.
CODE = re.compile(r"¤+[_=]¤+")


def _masked(said):
    """Mask the letters of a form, and keep its places."""
    form = said.form if said.many is None or said.how_many == 1 else said.many
    parts = []
    for text, place, _, _ in Formatter().parse(form):
        parts.append(re.sub(r"[^\W\d_]", "¤", text).replace("{", "{{").replace("}", "}}"))
        parts.append("" if place is None else f"{{{place}}}")
    return "".join(parts)


MASKED = Words("masked", _masked, "\N{NO-BREAK SPACE}", ",")


def words_left(text, names=()):
    """List the words of a masked text that are not names."""
    for name in sorted(map(str, names), key=len, reverse=True):
        text = text.replace(name, "")
    return sorted({*WORD.findall(unescape(re.sub(r"<[^>]*>", " ", text)))})


def code_said(result):
    """List what is said in the words of code: ``minimum_share``, ``ties=listed``."""
    return sorted({*CODE.findall(text_of([*result._blocks()], MASKED))})


def words_not_said(result, names=()):
    """List the words of a result's text and HTML that no other language could say."""
    blocks = [*result._blocks()]
    return words_left(f"{text_of(blocks, MASKED)}\n{html_of(blocks, MASKED)}", names)
