"""
Spark: the same policies on a cluster, for evidence that lies there already.

Clients are independent of each other. So they are put into buckets, and each bucket is answered by the very functions
of :mod:`managed_mrr.columnar`, in a Python worker: there is no second description of the rules in SQL. Tables come in
as Spark's frames or Parquet, and answers go out as frames.
"""

from managed_mrr.errors import MissingExtraError

try:
    import pyspark as _pyspark  # noqa: F401 -- to say at once that it is not there
except ImportError as error:
    raise MissingExtraError("evidence on Spark", "pyspark", extra="spark") from error

from managed_mrr.spark.asking import evaluate, timelines, totals
from managed_mrr.spark.checking import check

__all__ = ["check", "evaluate", "timelines", "totals"]


def __dir__() -> list[str]:
    return __all__
