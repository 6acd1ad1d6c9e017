"""Break one line of a package at a time, and see whether its tests notice.

    python tests/mutate.py amounts settlement --mutants 20 --seed 1

A mutant is a copy of the source with one operator, constant or condition changed. Its tests stop
at the first failure: the mutant is killed. The examples of its own package run first, then its
laws, then the tests of the packages above it. A mutant that passes all of them is printed, to be
explained or to get a test. By hand, not in CI: a package takes some minutes.
"""

import argparse
import ast
import multiprocessing
import os
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import hypothesis
import pandas as pd
import pydantic
import pytest

_FORK = multiprocessing.get_context("fork")
ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "costshare"

# Whose tests see a package at work, beside its own: those of who stands on it.
ABOVE = {
    "amounts": ["apportionment/test_traps.py", "files/test_numbers.py", "models/test_facts.py"],
    "apportionment": ["models", "agreement/test_each.py", "agreement/test_bounds.py"],
    "models": ["agreement", "analysis/test_what_if.py"],
    "periods": ["agreement", "models/test_by_date.py", "metering/test_time.py"],
    "invoices": ["correction", "settlement", "files/test_invoices.py"],
    "reconciliation": ["correction", "settlement/test_foreign_input.py"],
    "settlement": ["test_round_trips.py", "test_examples.py"],
}

# What decides no amount: limits on sizes and speed, lengths and axes that agree anyway, the way
# that a record is made and shown, the schema for editors, and the files that write sentences.
_LIMITS = re.compile(r"\b_?(MOST|WIDEST|SAFE|CELLS|(FLOAT|INT)_LIMIT|EXACT_FLOAT)")
_RECORDS = {"strict", "repr", "hash", "init", "axis", "keepdims", "slots", "frozen", "html"}
_WORDING = {"_report.py", "_texts.py", "_words.py", "_frames.py", "_result_frame.py"}

_COMPARISONS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OPERATIONS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}


@dataclass(frozen=True)
class Mutant:
    """One change: which node of which file, counted as `_code` walks, and which way to break it."""

    path: Path
    line: int
    node: int
    way: int
    change: str

    def __str__(self) -> str:
        """Say where it is, and what it does."""
        return f"{self.path}:{self.line} {self.change}"

    def source(self) -> str:
        """The file with the change in it."""
        tree = ast.parse((ROOT / self.path).read_text(encoding="utf-8"))
        node = next(islice(_code(tree), self.node, None))
        _, break_it = list(changed(node))[self.way]
        break_it(node)
        return ast.unparse(ast.fix_missing_locations(tree))


def changed(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    """Name each way to break a node, with the function that does it to a copy."""
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in _COMPARISONS:
            other = _COMPARISONS[type(operator)]
            yield f"{type(operator).__name__} to {other.__name__}", _set("ops", [other()])
        case ast.BinOp(op=operator) if type(operator) in _OPERATIONS:
            other = _OPERATIONS[type(operator)]
            yield f"{type(operator).__name__} to {other.__name__}", _set("op", other())
        case ast.BoolOp(op=ast.And()):
            yield "and to or", _set("op", ast.Or())
        case ast.BoolOp(op=ast.Or()):
            yield "or to and", _set("op", ast.And())
        case ast.UnaryOp(op=ast.USub()):
            yield "minus dropped", _set("op", ast.UAdd())
        case ast.If(test=test) | ast.IfExp(test=test):
            yield "condition negated", _set("test", ast.UnaryOp(ast.Not(), test))
        case ast.Constant(value=bool() as value):
            yield f"{value} to {not value}", _set("value", not value)
        case ast.Constant(value=int() as value):
            yield f"{value} to {value + 1}", _set("value", value + 1)


def _set(field: str, value: object) -> Callable[[ast.AST], None]:
    return lambda node: setattr(node, field, value)


def _code(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk the code that decides: no annotations, text of messages, limits or static imports."""
    for field, value in ast.iter_fields(tree):
        if field in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, ast.AST) and not _decides_nothing(node):
                yield node
                yield from _code(node)


def _decides_nothing(node: ast.AST) -> bool:
    match node:
        case (
            (ast.JoinedStr() | ast.Raise())
            | ast.If(test=ast.Name("TYPE_CHECKING"))
            | ast.Assign(targets=[ast.Name("msg")])
            | ast.Call(func=ast.Name("WithJsonSchema"))
            | ast.FunctionDef(name="__repr__" | "__get_pydantic_json_schema__")
        ):
            return True
        case ast.keyword(arg=name):
            return name in _RECORDS
        case ast.Assign(targets=[ast.Name()]) | ast.Compare():
            return _LIMITS.search(ast.unparse(node)) is not None
    return False


def mutants(package: str) -> list[Mutant]:
    """Every mutant of a package, in the order of its files and lines."""
    return [
        Mutant(path.relative_to(ROOT), getattr(node, "lineno", 0), position, way, change)
        for path in sorted((SOURCE / package).rglob("*.py"))
        if path.name not in _WORDING
        for position, node in enumerate(_code(ast.parse(path.read_text(encoding="utf-8"))))
        for way, (change, _) in enumerate(changed(node))
    ]


def passes(mutant: Mutant | None, tests: list[str], seconds: int) -> bool:
    """Run the tests on a copy of the source, with the mutant in it."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "src"
        shutil.copytree(ROOT / "src", source)
        if mutant is not None:
            (Path(folder) / mutant.path).write_text(mutant.source(), encoding="utf-8")
        child = _FORK.Process(target=_test, args=(str(source), tests))
        child.start()
        child.join(seconds)
        if child.exitcode is None:  # it never ends: the tests notice
            child.kill()
            child.join()
        return child.exitcode == 0


def _test(source: str, tests: list[str]) -> None:
    """Run the tests on a source, in a process that has imported the large libraries already."""
    os.chdir(ROOT)
    os.environ.setdefault("HYPOTHESIS_PROFILE", "mutate")
    os.environ["PYTHONPATH"] = source
    sys.path.insert(0, source)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os._exit(pytest.main(["-x", "--assert=plain", "-p", "no:cacheprovider", *tests]))


def survivors(sample: list[Mutant], tests: list[str], asked: argparse.Namespace) -> list[Mutant]:
    """Those of the sample that pass the tests; tests that fail without a mutant kill none."""
    if not sample:
        return []
    if not passes(None, tests, asked.seconds):
        print(f"{' '.join(tests)} fail without a mutant: not counted", flush=True)
        return sample
    left = []
    with ThreadPoolExecutor(asked.workers) as workers:
        passed = workers.map(partial(passes, tests=tests, seconds=asked.seconds), sample)
        for mutant, alive in zip(sample, passed, strict=True):
            print(f"  {'passes' if alive else 'killed'}: {mutant}", flush=True)
            left += [mutant] if alive else []
    return left


def main() -> None:
    """Try a sample of each package, and print what survives."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packages", nargs="*", default=list(ABOVE))
    parser.add_argument("--mutants", type=int, default=20, help="how many of each package")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=int, default=120, help="time for the tests of one")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    for package in asked.packages:
        every = mutants(package)
        sample = random.Random(asked.seed).sample(every, min(asked.mutants, len(every)))
        alive = sample
        own, above = f"tests/{package}", [f"tests/{each}" for each in ABOVE[package]]
        for tests in ([own, "-m", "not hypothesis"], [own, "-m", "hypothesis"], above):
            alive = survivors(alive, tests, asked)
        killed = len(sample) - len(alive)
        print(f"{package}: {killed} of {len(sample)} killed, of {len(every)} in all", flush=True)
        for mutant in alive:
            print(f"  survives: {mutant}", flush=True)


if __name__ == "__main__":
    main()
