"""Kernel: the rules of a policy worked out on columns, for all partners at all clients at once."""

__all__: list[str] = []


def __dir__() -> list[str]:
    return __all__
