"""What is said where the extra is not installed."""

import sys
from importlib import import_module

import pytest

from managed_mrr import MissingExtraError


class TestExtra:
    @pytest.mark.parametrize("package", ["numpy", "pyarrow"])
    def test_missing(self, monkeypatch: pytest.MonkeyPatch, package: str) -> None:
        """Without one of its packages the error names it, and the extra to install."""
        import_module("managed_mrr.columnar")
        monkeypatch.delitem(sys.modules, "managed_mrr.columnar")
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(MissingExtraError) as error:
            import_module("managed_mrr.columnar")
        assert str(error.value) == (
            f"evidence as columns takes {package}, which is not installed: "
            "expected the extra; install managed-mrr[columnar]"
        )
