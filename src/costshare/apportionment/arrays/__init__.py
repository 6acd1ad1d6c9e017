"""The kernel on numpy arrays: many totals at once, equal to the exact reference to the unit."""

from costshare.apportionment.arrays._array import apportion_array
from costshare.apportionment.arrays._groups import apportion_groups

__all__ = ["apportion_array", "apportion_groups"]
