"""Bring each catalogue up to date with what the code says: python tests/catalogues.py."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[1] / "src" / "costshare"
CATALOGUES = SOURCE / "words" / "catalogues"
SAYING = {"say": None, "say_count": (2, 3)}


def said_in_code():
    """Collect every form that the code says."""
    found = Catalog(charset="utf-8")
    for _, _, message, *_ in extract_from_dir(SOURCE, keywords=SAYING, comment_tags=()):
        found.add(message, flags=("python-brace-format",) if "{" in str(message) else ())
    return found


def read_catalogue(path):
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def write_catalogue(path, catalogue):
    with path.open("wb") as file:
        write_po(
            file, catalogue, width=100, omit_header=True, sort_output=True, ignore_obsolete=True
        )


def main():
    """Add what is said and not yet translated, and remove what is said no more."""
    missing = 0
    for path in sorted(CATALOGUES.glob("*.po")):
        catalogue = read_catalogue(path)
        catalogue.update(said_in_code(), no_fuzzy_matching=True)
        write_catalogue(path, catalogue)
        untranslated = [each.id for each in catalogue if each.id and not _whole(each.string)]
        missing += len(untranslated)
        print(f"{path.name}: {len(catalogue)} forms, {len(untranslated)} to translate")
    sys.exit(missing > 0)


def _whole(string):
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    main()
