"""Columnar: the same policies on tens of millions of activities, which are never made into objects."""

from managed_mrr.columnar.portfolio import ColumnarPortfolio
from managed_mrr.columnar.reading import read
from managed_mrr.columnar.writing import tables_of, write_parquet

__all__ = ["ColumnarPortfolio", "read", "tables_of", "write_parquet"]


def __dir__() -> list[str]:
    return __all__
