"""Tables: evidence in from Arrow tables, Parquet files and frames, checked as a whole, and the way back."""

__all__: list[str] = []


def __dir__() -> list[str]:
    return __all__
