"""A model as data is read again by its kind; a user's own is known by its name alone."""

import pytest

import costshare as cs
from costshare.models import write_model
from costshare.models._registry import check_written


@pytest.mark.parametrize(
    "model",
    [
        cs.Flat(),
        cs.Blend(parts=[("0.5", cs.Flat()), ("0.5", cs.PerCapita())]),
        cs.Bounded(model=cs.Mixed(flat_share="0.4"), maximum=4),
    ],
)
def test_what_is_written_is_read_again(model):
    data = write_model(model)
    check_written(data)
    with pytest.raises(cs.CostshareError, match="unknown field"):
        check_written({**data, "zz": 1})


def test_a_kind_that_is_not_ours_is_a_user_s_own():
    check_written({"kind": "OwnRule", "zz": 1})
    check_written({"kind": "bounded", "model": {"kind": "OwnRule"}})


def test_a_model_that_contains_itself_is_refused():
    model = {"kind": "bounded"}
    model["model"] = model
    with pytest.raises(cs.CostshareError, match="holds itself"):
        check_written(model)
