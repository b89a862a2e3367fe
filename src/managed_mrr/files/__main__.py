"""Write the schemas that are shipped: ``python -m managed_mrr.files src/managed_mrr/files``."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from managed_mrr.files.policy_schema import policy_schema_text
from managed_mrr.files.results import finding_schema_text
from managed_mrr.files.scenarios import scenario_schema_text
from managed_mrr.files.schema import schema_text

__all__ = ["main"]


def __dir__() -> list[str]:
    return __all__


SCHEMAS: Mapping[str, Callable[[], str]] = {
    "finding": finding_schema_text,
    "policy": policy_schema_text,
    "portfolio": schema_text,
    "scenario": scenario_schema_text,
}


def main(arguments: Sequence[str]) -> int:
    """
    Write the schemas into the folder that the one argument names.

    Returns:
        0, or 2 if there is not exactly one argument.

    Examples:
        >>> main([])
        2
    """
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m managed_mrr.files FOLDER\n")
        return 2
    for name, text in SCHEMAS.items():
        (Path(arguments[0]) / f"{name}.schema.json").write_text(text(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
