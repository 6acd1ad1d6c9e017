"""Exact linear equations and programs, in whole numbers."""

from costshare.linear._basis import Basis
from costshare.linear._span import Span

__all__ = ["Basis", "Span"]
