from types import ModuleType

import pytest

from managed_mrr import files
from managed_mrr.files import decode, excerpts, formats, read, schema, text, values, write


class TestNames:
    @pytest.mark.parametrize(
        "module",
        [files, decode, excerpts, formats, read, schema, text, values, write],
        ids=lambda module: str(module.__name__),
    )
    def test_listed(self, module: ModuleType) -> None:
        """Every module lists its public names, all of which it has."""
        assert dir(module) == sorted(module.__all__)
        assert all(hasattr(module, name) for name in module.__all__)
