"""After ``import costshare.testing``, Hypothesis generates the public types by themselves."""

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.amounts import Unit
from costshare.fields import Declared
from costshare.models import MODELS, Model, RuleModel
from costshare.testing import invoices  # noqa: F401 - registers the types
from samples_local import sample

PUBLIC = [getattr(cs, name) for name in cs.__all__]
DECLARED = [each for each in PUBLIC if isinstance(each, type) and issubclass(each, Declared)]
OTHERS = [
    cs.Allocation, cs.Explanation, cs.Finding, cs.InvoiceLines, cs.Period, cs.Reconciliation,
    cs.Settlement, cs.UsageLog, Model, RuleModel, Unit,
]  # fmt: skip


ENOUGH = 30


def values_of(kind, count=ENOUGH):
    """Values that Hypothesis generates of a type by itself."""
    return sample(st.from_type(kind), count, suppress_health_check=list(HealthCheck))


def valid(value):
    """Reads itself from its own fields again, which checks all of them."""
    if isinstance(value, Declared) and not hasattr(value, "to_dict"):
        return type(value).model_validate(value.model_dump()) == value
    if hasattr(value, "from_dict"):
        return type(value).from_dict(value.to_dict()) == value
    return True


@pytest.mark.parametrize("kind", [*DECLARED, *OTHERS], ids=lambda kind: kind.__name__)
def test_a_type_is_generated_by_itself(kind):
    found = values_of(kind)
    # Every choice of a type with few is made within these.
    assert len(found) == ENOUGH or kind in {cs.CarryForward, cs.Flat, cs.TrueUp}
    assert all(isinstance(value, kind) for value in found)
    assert all(map(valid, found))
    assert len({repr(value) for value in found}) > 1 or kind is cs.Flat


def test_models_of_any_kind_are_models():
    assert len({type(model) for model in values_of(Model, 60)}) > 6
    assert {type(values_of(kind, 1)[0]) for kind in MODELS} == set(MODELS)


def test_an_argument_with_a_type_is_inferred():
    seen = []

    @settings(max_examples=3, derandomize=True, database=None, deadline=None)
    @given(...)
    def law(pool: cs.Pool, period: cs.Period):
        seen.append((pool, period))

    law()
    assert all(isinstance(pool, cs.Pool) for pool, _ in seen)


def test_hypothesis_alone_imports_nothing_of_costshare():
    script = "import sys, hypothesis.strategies; print('costshare' in sys.modules)"
    shown = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert shown.stdout == "False\n"
