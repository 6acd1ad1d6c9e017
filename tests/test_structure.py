"""No circle of imports, no import of another package's private module; import-linter has the rest.

Imports for type checkers alone and imports inside functions count as well.
"""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"


@cache
def modules():
    """The syntax tree of each module, by the module's name."""
    return {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): (
            ast.parse(path.read_text(encoding="utf-8"))
        )
        for path in sorted(SOURCE.rglob("*.py"))
    }


def imports_of(tree):
    """What a module imports, by its whole name, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: import by the whole name"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def module_of(name):
    """The module that a name stands for, or stands in."""
    return name if name in modules() else name.rpartition(".")[0]


@cache
def graph():
    """The modules of costshare that each module imports."""
    return {
        module: {module_of(name) for name, _ in imports_of(tree)} & modules().keys() - {module}
        for module, tree in modules().items()
    }


def reached(start):
    """Every module that a module imports, directly or through others."""
    seen, left = set(), [start]
    while left:
        new = graph()[left.pop()] - seen
        seen |= new
        left += new
    return seen


def package_of(module):
    """The package right below costshare."""
    return ".".join(module.split(".")[:2])


def is_private(name):
    return any(part.startswith("_") for part in name.split("."))


def test_no_two_modules_import_each_other_in_a_circle():
    reach = {module: reached(module) for module in modules()}
    circles = {
        frozenset(each for each in seen if module in reach[each])
        for module, seen in reach.items()
        if module in seen
    }
    shown = [" <-> ".join(sorted(circle)) for circle in circles]
    assert not shown, "\n".join([f"{len(shown)} circles of imports:", *sorted(shown)])


def test_no_package_imports_a_private_module_of_another():
    found = [
        f"{module}:{line} imports {name}"
        for module, tree in modules().items()
        for name, line in imports_of(tree)
        if name.startswith("costshare.")
        if is_private(name) and package_of(name) != package_of(module)
    ]
    assert not found, "\n".join([f"{len(found)} imports of private modules:", *found])


def test_all_modules_of_a_package_are_private_or_none_is():
    inside = defaultdict(list)
    for path in SOURCE.rglob("[!_]*.py"):
        inside[path.parent] += [path.name]
    mixed = [
        f"{folder.name}: {', '.join(sorted(names))}"
        for folder, names in sorted(inside.items())
        if any(path.name != "__init__.py" for path in folder.glob("_*.py"))
    ]
    assert not mixed, "\n".join(["public modules beside private ones:", *mixed])


def test_every_path_that_the_architecture_names_exists():
    page = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    places = [ROOT, SOURCE / "costshare", ROOT / "tests"]
    for line in page.splitlines():
        paths = re.findall(r"`([\w./-]+\.(?:py|md)|[\w-]+(?:/[\w.-]+)+)`", line)
        # A file without a folder is in the package that the line has named.
        near = [(place / each).parent for each in paths if "/" in each for place in places]
        near += [SOURCE / "costshare" / name for name in re.findall(r"`(\w+)`", line)]
        found = [any((place / path).exists() for place in [*places, *near]) for path in paths]
        assert all(found), line
