import importlib
import sys

import pytest

import managed_mrr as mm


class TestMissing:
    def test_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without PySpark the module says what to install."""
        monkeypatch.delitem(sys.modules, "managed_mrr.spark", raising=False)
        monkeypatch.setitem(sys.modules, "pyspark", None)
        with pytest.raises(mm.errors.MissingExtraError, match=r"install managed-mrr\[spark\]$"):
            importlib.import_module("managed_mrr.spark")
