"""The package as a whole: its door, its schema file, its promises to type checkers."""

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import costshare as cs

ROOT = Path(__file__).parents[1]


def test_the_door_is_sorted_and_everything_on_it_exists():
    assert list(cs.__all__) == sorted(cs.__all__)
    assert all(hasattr(cs, name) for name in cs.__all__)


def test_the_package_is_typed():
    assert files("costshare").joinpath("py.typed").is_file()


def test_the_schema_in_the_docs_is_the_code_s_own():
    stored = (ROOT / "docs/reference/agreement.schema.json").read_text(encoding="utf-8")
    assert stored == json.dumps(cs.Agreement.json_schema(), ensure_ascii=False, indent=2) + "\n"


def test_importing_costshare_leaves_what_comes_late_alone():
    late = "{'pandas', 'hypothesis', 'openpyxl', 'matplotlib'}"
    code = f"import sys, costshare.plotting; print({late} & set(sys.modules))"
    done = subprocess.run(  # noqa: S603 - our own line
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
