"""The compiled kernels in each form that can run here: as plain Python, and compiled."""

import sys
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from costshare.apportionment import arrays

PATH = Path(arrays.__file__).with_name("_compiled_kernels.py")


def _uncompiled(function, **options):
    if "cache" in options:
        msg = "no folder for the cache"
        raise RuntimeError(msg)
    return function


def _as_python():
    """Load the kernels with a numba that compiles nothing and has nowhere to keep it."""
    # A name in the package, so that lines reached here count as covered.
    spec = spec_from_file_location(f"{arrays.__name__}._kernels_as_python", PATH)
    module = module_from_spec(spec)
    missing = object()
    before = sys.modules.get("numba", missing)
    sys.modules["numba"] = SimpleNamespace(njit=_uncompiled)
    try:
        spec.loader.exec_module(module)
    finally:
        if before is missing:
            del sys.modules["numba"]
        else:
            sys.modules["numba"] = before
    # Python takes its time for each row of a tile.
    module._ROWS, module._BLOCK = 3, 7
    return module


INSTALLED = find_spec("numba") is not None
FORMS = {"python": _as_python()}
if INSTALLED:
    from costshare.apportionment.arrays import _compiled_kernels

    FORMS["compiled"] = _compiled_kernels


@contextmanager
def floats_may_overflow(weights):
    """Allow infinite sums of floats. In whole numbers, an overflow stays an error."""
    with np.errstate(over="ignore" if weights.dtype.kind == "f" else "warn"):
        yield
