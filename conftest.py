"""What all tests share: Hypothesis profiles, and the examples in docstrings and Markdown.

`ci` always tries the same cases; `reach` a few of them, enough to see which lines tests reach;
`thorough` is for a long look; `mutate` for `tests/mutate.py`, which does not read the example.

Compiled code is left to its own tests, `tests/apportionment/test_compiled.py`, so that it is not
compiled in every process of pytest-xdist.

What needs PySpark or nbclient is collected where that is installed; CI runs both with commands of
their own.
"""

import os
from doctest import ELLIPSIS
from importlib.util import find_spec
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

ROOT = Path(__file__).parent

# Hypothesis has settings of its own where it sees that it runs in CI: here all machines have the
# same, and no time is measured.
_everywhere = settings(
    settings.get_profile("default"),
    deadline=None,
    database=None,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("ci", _everywhere, derandomize=True, max_examples=32)
settings.register_profile("reach", _everywhere, derandomize=True, max_examples=30)
settings.register_profile("thorough", _everywhere, derandomize=False, max_examples=20_000)
settings.register_profile(
    "mutate", settings.get_profile("reach"), phases=[Phase.explicit, Phase.generate]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

os.environ.setdefault("COSTSHARE_FAST", "0")

_NEEDS = {
    "pyspark": ["tests/engines", "docs/how-to/split-on-spark.md", "src/costshare/engines/spark.py"],
    "nbclient": ["tests/test_notebooks.py"],
}
collect_ignore = [
    path for package, paths in _NEEDS.items() if not find_spec(package) for path in paths
]


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
