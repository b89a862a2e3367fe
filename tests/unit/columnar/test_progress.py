"""Progress bars, and what is said where they are not installed."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from managed_mrr import MissingExtraError
from managed_mrr.columnar import Progress, with_rich, with_tqdm


class TestBars:
    def test_tqdm(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The bar has the number of shards and moves with them."""
        with with_tqdm("clients") as progress:
            progress(1, 2)
            progress(2, 2)
        assert "2/2" in capsys.readouterr().err

    def test_rich(self, capsys: pytest.CaptureFixture[str]) -> None:
        """So does that of rich."""
        with with_rich("clients") as progress:
            progress(2, 2)
        assert "100%" in capsys.readouterr().out

    @pytest.mark.parametrize(("bar", "module"), [(with_tqdm, "tqdm.auto"), (with_rich, "rich.progress")])
    def test_missing(
        self, monkeypatch: pytest.MonkeyPatch, bar: Callable[[], AbstractContextManager[Progress]], module: str
    ) -> None:
        """Without the package the error names it."""
        monkeypatch.setitem(sys.modules, module, None)
        package = module.partition(".")[0]
        with pytest.raises(MissingExtraError, match=f"^progress as a bar takes {package}, which is not installed"):
            bar().__enter__()
