"""The one form in which texts that look equal compare equal."""

import unicodedata

# Format characters (category Cf) that are drawn all the same: Arabic and Syriac number signs.
_DRAWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
# Letters and a mark that are drawn as nothing, and those that are drawn as a blank.
_NOT_DRAWN = frozenset("\u034f\u115f\u1160\u180e")
_BLANKS = frozenset("\u2800\u3164\uffa0")
_JOINERS = frozenset("\u200c\u200d")
_VIRAMA = 9
_ARABIC = "AL"


def plain_text(text: str) -> str:
    r"""Compose accents (NFC), make spaces single, and remove invisible characters.

    Byte order marks, zero-width spaces, soft hyphens and marks of direction come along with a
    copied cell. Letters that are drawn as a blank, such as the Hangul filler, are spaces. A joiner
    stays where it decides how letters are drawn (Unicode Standard Annex 31, 2.3): after an Arabic
    letter, an Indic virama or a symbol.

    Examples
    --------
    >>> plain_text("\ufeffLule\u00ada\u030a  \u200bkommun ")
    'Luleå kommun'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", _visible(text))
    return " ".join(text.split())


def _visible(text: str) -> str:
    if text.isprintable() and (_NOT_DRAWN | _BLANKS).isdisjoint(text):
        return text
    kept: list[str] = []
    for sign in text:
        joins = sign in _JOINERS and kept and _takes_joiner(kept[-1])
        hidden = sign in _NOT_DRAWN or unicodedata.category(sign) == "Cf"
        if joins or sign in _DRAWN or not hidden:
            kept.append(" " if sign in _BLANKS else sign)
    return "".join(kept)


def _takes_joiner(sign: str) -> bool:
    return (
        unicodedata.bidirectional(sign) == _ARABIC
        or unicodedata.combining(sign) == _VIRAMA
        or unicodedata.category(sign) == "So"
        or sign == "\ufe0f"
    )
