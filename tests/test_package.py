"""The package as a whole: its door, its schema file, its promises to type checkers."""

import ast
import json
import pickle
import subprocess
import sys
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pytest

import costshare as cs

ROOT = Path(__file__).parents[1]


def run(code):
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_every_public_name_is_sorted_and_exists():
    assert list(cs.__all__) == sorted(cs.__all__)
    assert all(hasattr(cs, name) for name in cs.__all__)
    assert dir(cs) == sorted(["__version__", *cs.__all__])


def test_type_checkers_see_the_names_that_run_time_has():
    tree = ast.parse((ROOT / "src/costshare/__init__.py").read_text(encoding="utf-8"))
    seen = {
        name.asname: f"{node.module}.{name.name}"
        for branch in tree.body
        if isinstance(branch, ast.If)
        for node in branch.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    assert sorted(seen) == cs.__all__
    for name, home in cs._MODULE_OF.items():
        assert seen[name] == f"costshare.{home}.{name}"
    packages = {path.stem for path in (ROOT / "src/costshare").iterdir()}
    assert not packages & cs._MODULE_OF.keys(), "a package would take the name's place"


def test_an_unknown_name_is_an_attribute_error_that_python_corrects():
    with pytest.raises(AttributeError, match="module 'costshare' has no attribute 'x'") as error:
        cs.x  # noqa: B018 - it is looked up
    # Python looks for the nearest name of this object, once nobody catches the error.
    assert (error.value.name, error.value.obj) == ("x", cs)


def test_the_version_is_that_of_the_installed_package():
    assert cs.__version__ == version("costshare")


def test_the_package_is_typed():
    assert files("costshare").joinpath("py.typed").is_file()


def test_the_schema_in_the_docs_is_the_code_s_own():
    stored = (ROOT / "docs/reference/agreement.schema.json").read_text(encoding="utf-8")
    assert stored == json.dumps(cs.Agreement.json_schema(), ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize(
    ("code", "late"),
    [
        (
            "import costshare",
            "numpy pandas pydantic matplotlib hypothesis openpyxl pyarrow narwhals",
        ),
        ("from costshare import apportion", "numpy pandas pydantic narwhals"),
        (
            "import costshare as cs; cs.Agreement; cs.allocate; cs.Mixed",
            "numpy pandas matplotlib narwhals",
        ),
        ("from costshare import *", "pandas matplotlib hypothesis openpyxl pyarrow"),
    ],
)
def test_an_import_loads_only_what_is_used(code, late):
    assert run(f"{code}; import sys; print(*set({late.split()}) & sys.modules.keys())") == ""


def test_a_package_is_an_attribute_without_an_import_of_its_own():
    code = "import costshare as cs; print(cs.errors.CostshareError is cs.CostshareError)"
    assert run(code) == "True"
    assert run("import costshare as cs; print(cs.plotting.fees.__name__)") == "fees"
    assert run("import costshare.testing as t; print(t.__name__)") == "costshare.testing"


def test_a_value_is_unpickled_where_costshare_is_not_imported_yet():
    value = cs.Mixed(flat_share="0.4")
    code = f"import pickle; print(repr(pickle.loads({pickle.dumps(value)!r})))"
    assert run(code) == repr(value)
