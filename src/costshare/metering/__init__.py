"""Metered use: levels and readings over time, and their exact means, quantities and peaks."""

from costshare.metering._log import UsageLog
from costshare.metering._units import convert

__all__ = ["UsageLog", "convert"]
