"""
Columnar: the same policies on tens of millions of activities, which are never made into objects.

Evidence comes in as Arrow tables, Parquet files or data frames (:func:`read`), the rules of any
:class:`~managed_mrr.Policy` are worked out by a NumPy kernel on integer days, and answers go out as Arrow. What comes
out is what the objects say, to the last fraction; :func:`plan` tells which part of a policy runs how.
"""

from managed_mrr.errors import MissingExtraError

try:
    import numpy as _numpy  # noqa: F401, ICN001 -- to say at once that it is not there
    import pyarrow as _pyarrow  # noqa: F401, ICN001
except ImportError as error:
    raise MissingExtraError("evidence as columns", error.name or "pyarrow", extra="columnar") from error

from managed_mrr.columnar.asking import evaluate, timelines
from managed_mrr.columnar.expiries import expiring
from managed_mrr.columnar.kernel.scope import TooManyError
from managed_mrr.columnar.ledger import changes
from managed_mrr.columnar.movements import movements
from managed_mrr.columnar.plan import Execution, Plan, PlannedPart, plan
from managed_mrr.columnar.progress import Progress, with_rich, with_tqdm
from managed_mrr.columnar.results import TooLargeError
from managed_mrr.columnar.shards import OtherTimelinesError, write_timelines
from managed_mrr.columnar.tables.portfolio import ColumnarPortfolio
from managed_mrr.columnar.tables.reading import read
from managed_mrr.columnar.tables.writing import tables_of, write_parquet
from managed_mrr.columnar.totals import totals

__all__ = [
    "ColumnarPortfolio",
    "Execution",
    "OtherTimelinesError",
    "Plan",
    "PlannedPart",
    "Progress",
    "TooLargeError",
    "TooManyError",
    "changes",
    "evaluate",
    "expiring",
    "movements",
    "plan",
    "read",
    "tables_of",
    "timelines",
    "totals",
    "with_rich",
    "with_tqdm",
    "write_parquet",
    "write_timelines",
]


def __dir__() -> list[str]:
    return __all__
