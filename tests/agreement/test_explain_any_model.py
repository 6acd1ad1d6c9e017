"""Every model explains itself, also inside others, and no explanation depends on a label."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from any_model_local import WRAPPERS, BySize, allocations
from costshare.models import MODELS
from derivation_local import check_derivation, check_quota_follows
from explanation_local import check

# Each kind has its own cases; a thorough profile tries as many as it says.
some = settings(max_examples=max(30, settings().max_examples * 3 // 10))


@pytest.mark.parametrize("kind", [*MODELS, BySize])
@some
@given(st.data())
def test_a_quota_follows_from_what_is_shown(kind, data):
    fees = data.draw(allocations(kind, data.draw(st.sampled_from(WRAPPERS))))
    for member in fees.members:
        check_derivation(fees, member)
        check_quota_follows(fees, member)


@pytest.mark.parametrize("kind", MODELS)
@some
@given(st.data())
def test_an_independent_reader_derives_every_registered_model(kind, data):
    check(data.draw(allocations(kind, [])))


@given(st.data())
def test_no_explanation_depends_on_a_label(data):
    kind = data.draw(st.sampled_from([*MODELS, BySize]))
    fees = data.draw(allocations(kind, data.draw(st.sampled_from(WRAPPERS))))
    (pool,) = fees.pools
    words = [replace(term, label=f"words {at}") for at, term in enumerate(pool.terms)]
    other = replace(fees, pools=(replace(pool, terms=tuple(words)),))
    other.check()
    for member in fees.members:
        lines, others = (
            [line.rpartition(": ")[2] for line in str(each.explain(member)).splitlines()]
            for each in (fees, other)
        )
        assert lines == others
