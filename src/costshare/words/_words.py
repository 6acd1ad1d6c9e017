"""The words and the number format of a language, from a catalogue file."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from costshare.errors import CostshareError, unknown_name
from costshare.words._said import Figure, Joined, Said

_CATALOGUES = Path(__file__).with_name("catalogues")

Catalogue = Callable[[Said], str | None]
"""Finds the form of a text in another language, by its form in English."""


@dataclass(frozen=True, slots=True)
class Words:
    """A language: what is said in it, and how it writes numbers.

    Attributes
    ----------
    language : str
        Code of the language, such as ``"sv"``.
    catalogue : callable
        Finds the form of a text; None where the catalogue has none, and English stays.
    group, point : str
        What separates groups of three digits, and what comes before decimals.
    """

    language: str
    catalogue: Catalogue
    group: str
    point: str

    def __call__(self, text: str) -> str:
        """Say a text in the language; a name stays as it is."""
        if isinstance(text, Said):
            form = None if isinstance(text, Joined) else self.catalogue(text)
            if form is None:
                form = text.form if text.many is None or text.how_many == 1 else text.many
            values = {place: self(value) for place, value in text.values.items()}
            return form.format(**values) if values else form
        if isinstance(text, Figure):
            return text.translate({ord(" "): self.group, ord("."): self.point})
        return text


def _english(_: Said) -> None:
    """Leave every text as it is."""


ENGLISH = Words("en", _english, " ", ".")
"""The language that every text is written in; it needs no catalogue."""


def languages() -> tuple[str, ...]:
    """List the languages that have a catalogue, and English."""
    found = (each.name for each in _CATALOGUES.iterdir() if each.name.endswith(".po"))
    return tuple(sorted([ENGLISH.language, *(name.removesuffix(".po") for name in found)]))


def words_of(lang: str) -> Words:
    r"""Give the words of a language.

    Parameters
    ----------
    lang : str
        Code of the language: ``"en"``, or the name of a catalogue, such as ``"sv"``.

    Raises
    ------
    CostshareError
        If no catalogue has this name, and where Babel is not installed.

    Examples
    --------
    >>> from costshare.words import Figure, words_of
    >>> words_of("sv")(Figure("1 234.50"))
    '1\xa0234,50'
    """
    given: object = lang
    if isinstance(given, str) and given in languages():
        return ENGLISH if given == ENGLISH.language else _read(given)
    raise unknown_name("language", given, languages())


@cache
def _read(lang: str) -> Words:
    """Read the catalogue of a language, and how it writes numbers."""
    from gettext import c2py

    try:
        from babel import Locale
        from babel.messages.pofile import read_po
    except ImportError as error:
        msg = "other languages than English need Babel: pip install 'costshare[i18n]'"
        raise CostshareError(msg) from error
    with (_CATALOGUES / f"{lang}.po").open("rb") as file:
        catalogue = read_po(file, locale=lang)
    forms: dict[str, tuple[str, ...]] = {}
    for each in catalogue:
        if each.id and each.string and not each.fuzzy:
            one = each.id if isinstance(each.id, str) else each.id[0]
            forms[one] = (each.string,) if isinstance(each.string, str) else tuple(each.string)
    place = c2py(catalogue.plural_expr)

    def form_of(text: Said) -> str | None:
        found = forms.get(text.form)
        if found is None:
            return None
        return found[0 if text.how_many is None else place(text.how_many)]

    symbols = Locale.parse(lang).number_symbols["latn"]
    return Words(lang, form_of, symbols["group"], symbols["decimal"])
