"""
A portfolio may come as tables: what is read from them is the same as from a file, and so is what is wrong with them.

The form of the evidence is no clause; every rule sees the same evidence in either.
"""

from typing import Any

import pyarrow as pa
from hypothesis import given

import managed_mrr as mm
from managed_mrr.columnar import read, tables_of
from managed_mrr.testing import portfolios


class TestTheSamePortfolio:
    @given(portfolios())
    def test_back_again(self, portfolio: mm.Portfolio) -> None:
        """What was written as tables is read as it was."""
        assert read(tables_of(portfolio)).portfolio() == portfolio
