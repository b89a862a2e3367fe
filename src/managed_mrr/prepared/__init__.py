"""Prepared: a portfolio with its timelines worked out, which takes what arrives and works out only what it touches."""

from managed_mrr.prepared.portfolio import Prepared, prepare

__all__ = ["Prepared", "prepare"]


def __dir__() -> list[str]:
    return __all__
