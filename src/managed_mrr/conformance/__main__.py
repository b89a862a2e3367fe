"""The corpus for other programs: ``python -m managed_mrr.conformance --write DIR``, and ``--check ANSWERS.json``."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from managed_mrr.conformance.checking import check_answers
from managed_mrr.conformance.corpus import VERSIONS, corpus_files
from managed_mrr.conformance.schema import conformance_schema_text
from managed_mrr.errors import ManagedMRRError

__all__ = ["main"]


def __dir__() -> list[str]:
    return __all__


def main(arguments: Sequence[str]) -> int:
    """
    Write the corpus into a folder, or check the answers in a file.

    Returns:
        0; 1 if answers differ or are missing; 2 if something could not be read or written.

    Examples:
        >>> main(["--check", "no such file"])
        2
    """
    asked = _parser().parse_args(arguments)
    try:
        return _write(asked.write, asked.corpus) if asked.write else _check(asked.check, asked.policy)
    except (ManagedMRRError, OSError, json.JSONDecodeError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m managed_mrr.conformance", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", type=Path, metavar="DIR", help="write the files of the corpus and their JSON Schema")
    what.add_argument("--check", type=Path, metavar="ANSWERS.json", help="compare the answers of another program")
    parser.add_argument("--corpus", type=int, default=max(VERSIONS), metavar="N", help="which version to write")
    parser.add_argument("--policy", action="append", help="whose cases must be answered; repeatable; all if left out")
    return parser


def _write(folder: Path, version: int) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (*corpus_files(version), ("conformance.schema.json", conformance_schema_text().encode())):
        (folder / name).write_bytes(content)
        sys.stderr.write(f"{name}: {len(content):,} bytes\n")
    return 0


def _check(path: Path, policies: list[str] | None) -> int:
    report = check_answers(json.loads(path.read_bytes()), policies=policies)
    sys.stdout.write(f"{report}\n")
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
