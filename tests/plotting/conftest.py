"""Pictures without a screen, and none left open."""

import matplotlib as mpl
import pytest

mpl.use("agg")


@pytest.fixture(autouse=True)
def no_open_figures():
    from matplotlib import pyplot as plt

    plt.close("all")  # of pictures in the docs
    yield
    plt.close("all")
