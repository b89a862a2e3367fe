"""The files of the corpus as they are read."""

import pytest

from managed_mrr.conformance import ConformanceError
from managed_mrr.conformance.corpus import _unaltered


class TestUnaltered:
    def test_altered(self) -> None:
        """A file that is not as it was released is refused."""
        with pytest.raises(ConformanceError, match=r"people\.json of the corpus has SHA-256 .*: expected 00; install"):
            _unaltered(b"{}", {"file": "people.json", "sha256": "00"})
