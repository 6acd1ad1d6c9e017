"""Whatever is passed, a public function answers or raises CostshareError: nothing raw escapes."""

import inspect
import os
import re
import resource
import signal
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

import pytest

import costshare as cs
from costshare import testing
from odd_calls import CALLS
from odd_names import OTHERWISE
from odd_values import ODD

# What a call is tried with: everything in the thorough profile, else each a few, by chance.
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
_FEW = 24
_SECONDS = 5
_BYTES = 500 * 2**20
# Longer than any list of known names; a value is shown by its first and last signs.
_LONGEST = 3_000

# Made by functions of the library, which pass what they have checked.
RESULTS = {
    "Blocking", "Estimated", "ExcessLevel", "ExcessLevels", "Property", "ShapleyEstimate",
    "Solutions", "Weighed",
    "Allocation", "Comparison", "Correction", "Criteria", "Explanation", "FeeChange", "FeeLetters",
    "Finding", "Inference", "Invoices", "OverheadAllocation", "OverheadExplanation", "Paradoxes",
    "Periods", "Planted", "Projection", "Ranking", "Reconciliation", "Settlement", "SieFile",
    "Simulation", "TaxedLines", "Sweep", "Unreadable", "Worklist", "YearlyRanking",
}  # fmt: skip
# How models and prices answer the rooms above them; no page of the docs names them.
BETWEEN_ROOMS = {
    "terms", "times", "declared", "own_bounds", "own_fixed", "bounds", "way_out", "committed_by",
    "pools_in", "quotas_and_bounds", "cost_of", "costs_along",
}  # fmt: skip
# Needs Pango, which is not on every machine; see tests/export/test_letter_files.py.
IN_C = {"to_pdf"}
# Hypothesis marks the rules of a state machine, and calls them with what it draws.
RULES = ("hypothesis_stateful_rule", "hypothesis_stateful_initialize_rule")


def tried(call, argument):
    """The names of the values to try, the same ones in every run."""
    names = list(ODD)
    if argument == "function":  # what a function of the user's raises is the user's
        names = [name for name in names if not callable(ODD[name]())]
    if THOROUGH:
        return names
    start = crc32(f"{call.__qualname__} {argument}".encode())
    return [names[(start + 13 * step) % len(names)] for step in range(_FEW)]


@contextmanager
def within_bounds():
    """Stop a call that takes too long, or more memory than it may."""

    def stop(*_):
        pytest.fail(f"took more than {_SECONDS} s of work")

    before = signal.signal(signal.SIGPROF, stop)
    limits = resource.getrlimit(resource.RLIMIT_AS)
    pages = Path("/proc/self/statm")
    if pages.exists():
        held = int(pages.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (held + _BYTES, limits[1]))
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_AS, limits)


def answer(call, arguments):
    """What a call says in place of a result, or None."""
    named = {name: value for name, value in arguments.items() if name != "parameters"}
    in_order = [arguments["parameters"]] if "parameters" in arguments else []
    try:
        with within_bounds():
            call(*in_order, **named)
    except cs.CostshareError as error:
        return str(error)
    except OSError as error:  # a path may lead nowhere
        return f"path: {error.strerror}"
    except AssertionError as error:
        if not call.__module__.startswith("costshare.testing"):
            raise
        return str(error)
    return None


def names_it(call, argument, message):
    """Whether a message names the argument, or what the table says that it names in its place."""
    words = [argument, argument.removesuffix("s"), *OTHERWISE.get((key(call)[1], argument), ())]
    return any(re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", message) for word in words)


@pytest.mark.parametrize(
    ("place", "argument"),
    [(place, name) for place, (_, arguments) in enumerate(CALLS) for name in arguments],
    ids=lambda value: CALLS[value][0].__qualname__ if isinstance(value, int) else value,
)
def test_odd_values_are_read_or_refused_with_the_name_of_the_argument(place, argument):
    call, arguments = CALLS[place]
    outcomes = Counter()
    for name in tried(call, argument):
        message = answer(call, arguments | {argument: ODD[name]()})
        outcomes[message is None] += 1
        if message is not None:
            assert names_it(call, argument, message), message[:_LONGEST]
            assert len(message) < _LONGEST
    assert outcomes.total() == len(tried(call, argument))


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path, monkeypatch):
    """Odd paths may be files, and a picture without `ax` is the caller's to close."""
    from matplotlib import pyplot as plt

    monkeypatch.chdir(tmp_path)
    yield
    plt.close("all")


def test_the_calls_above_are_right_but_for_what_is_changed():
    for call, arguments in CALLS:
        assert answer(call, arguments) is None


def key(call):
    return call.__module__, call.__qualname__


def arguments_of(call):
    parts = inspect.signature(call).parameters.values()
    # A declared thing has its kind by its class, and takes no fields in order.
    left_out = {"values", "kind"} if inspect.isclass(call) else {"self"}
    named = {part.name for part in parts if part.kind is not part.VAR_KEYWORD}
    return named - left_out


def public():
    """Every public function, constructor and method, with its arguments."""
    for module in (cs, testing, cs.fairness, cs.overhead, cs.plotting):
        for name in module.__all__:
            each = getattr(module, name)
            if inspect.isfunction(each):
                yield key(each), arguments_of(each)
            elif inspect.isclass(each) and not getattr(each, "_is_protocol", False):
                if name not in RESULTS and not issubclass(each, Exception):
                    yield key(each), arguments_of(each)
                for base in each.__mro__:
                    if base.__module__.startswith("costshare"):
                        yield from methods(each, base)


def methods(cls, base):
    for name in vars(base):
        each = getattr(cls, name)
        if name.startswith("_") or name in BETWEEN_ROOMS | IN_C:
            continue
        if any(hasattr(each, marker) for marker in RULES):
            continue
        is_ours = getattr(each, "__module__", "").startswith("costshare")  # not Sequence.index
        if is_ours and (inspect.isfunction(each) or inspect.ismethod(each)):
            yield key(each), arguments_of(each)


def test_every_public_callable_and_argument_is_in_the_table():
    tabled = {}
    for call, arguments in CALLS:
        tabled.setdefault(key(call), set()).update(arguments)
    missing = {
        (*name, argument)
        for name, arguments in public()
        for argument in arguments - tabled.get(name, set())
    }
    assert not missing


def test_the_table_of_other_names_has_no_stale_entry():
    known = {(call.__qualname__, name) for call, arguments in CALLS for name in arguments}
    assert set(OTHERWISE) <= known
