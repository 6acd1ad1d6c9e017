"""What a fair share is: claims on an amount that does not meet them all."""

from costshare.fairness import claims

__all__ = ["claims"]
