"""A model as data is read again by its kind; a user's own is known by its name alone."""

import pytest

import costshare as cs
from costshare.models import write_model
from costshare.models._registry import read_written


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
    read_written(data)
    with pytest.raises(cs.CostshareError, match="unknown field"):
        read_written({**data, "zz": 1})


def test_a_kind_that_is_not_ours_is_a_user_s_own():
    read_written({"kind": "OwnRule", "zz": 1})
    read_written({"kind": "bounded", "model": {"kind": "OwnRule"}})


def test_a_model_that_contains_itself_is_refused():
    model = {"kind": "bounded"}
    model["model"] = model
    with pytest.raises(cs.CostshareError, match="holds itself"):
        read_written(model)
