"""Run the examples in docstrings and in Markdown, from the repository's root."""

import os
from doctest import ELLIPSIS
from pathlib import Path

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

ROOT = Path(__file__).parent


def _enter_root(_: object) -> None:
    os.chdir(ROOT)


_markdown = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS), SkipParser()],
    pattern="*.md",
    setup=_enter_root,
)
_docstrings = Sybil(
    parsers=[DocTestParser(optionflags=ELLIPSIS)], path="src", pattern="*.py", setup=_enter_root
)

pytest_collect_file = (_markdown + _docstrings).pytest()
