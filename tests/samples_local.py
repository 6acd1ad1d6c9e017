"""A fixed sample of what a strategy generates."""

from hypothesis import given, settings


def sample(strategy, count=100, **how):
    """What a strategy generates, always the same; `how` are other settings."""
    found = []

    @settings(max_examples=count, derandomize=True, deadline=None, database=None, **how)
    @given(strategy)
    def look(value):
        found.append(value)

    look()
    return found
