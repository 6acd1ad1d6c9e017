"""matplotlib comes late, is an extra, and keeps no figure that the caller does not know."""

import subprocess
import sys
import warnings

import pytest
from matplotlib import pyplot as plt

import costshare as cs
from boards_local import norrbotten
from looking_local import canvas


def test_without_matplotlib_the_error_names_the_extra(monkeypatch):
    for name in [each for each in sys.modules if each.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(cs.CostshareError) as error:
        cs.plotting.fees(norrbotten().allocate())
    assert str(error.value) == 'plots need matplotlib: pip install "costshare[plot]"'


def test_a_broken_matplotlib_is_not_taken_for_a_missing_one(monkeypatch):
    def fail(name):
        raise ModuleNotFoundError(name, name="kiwisolver")

    monkeypatch.setattr("costshare.plotting._axes.importlib.import_module", fail)
    with pytest.raises(ModuleNotFoundError):
        cs.plotting.fees(norrbotten().allocate())


def test_pictures_on_given_axes_leave_pyplot_alone():
    code = """
import sys
import costshare as cs
from matplotlib.figure import Figure
bill = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}})
figure = Figure()
cs.plotting.fees(bill, ax=figure.add_subplot())
figure.savefig(sys.argv[1])
print("matplotlib.pyplot" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, "/dev/null.png"[:9]],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("False", "")


def test_a_picture_for_each_of_many_members_warns_of_nothing():
    bill = norrbotten().allocate()
    ax = canvas()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for member in bill.members * 2:
            ax.clear()
            cs.plotting.waterfall(bill, member=member, ax=ax)
    assert plt.get_fignums() == []


def test_a_new_figure_is_pyplots_and_closes_like_any():
    ax = cs.plotting.fees(norrbotten().allocate())
    assert plt.gcf() is ax.figure
    plt.close(ax.figure)
    assert plt.get_fignums() == []


def test_several_pictures_share_a_figure():
    bill = norrbotten().allocate()
    figure, (left, right) = plt.subplots(1, 2, figsize=(14, 6), layout="constrained")
    cs.plotting.fees(bill, ax=left)
    cs.plotting.waterfall(bill, member="Kiruna", ax=right)
    figure.canvas.draw()
    legend = left.get_legend().get_window_extent()
    assert legend.x1 < right.get_window_extent().x0
