"""Two-way tables: whole units whose rows and columns both sum exactly."""

from costshare.apportionment.tables._apportion_table import apportion_table
from costshare.apportionment.tables._instalments import instalments, limit_parts
from costshare.apportionment.tables._spread import spread

__all__ = ["apportion_table", "instalments", "limit_parts", "spread"]
