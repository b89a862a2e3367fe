"""Mutants: the package with one thing wrong in it, and how that gets into a process that runs the tests."""

import ast
import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.machinery import SourceFileLoader
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import TypeAlias

import attrs

PACKAGE = Path(__file__).parents[2] / "src" / "managed_mrr"


@attrs.frozen(kw_only=True)
class Mutant:
    """
    One module of the package with one thing changed.

    Attributes:
        name: What it is called in reports and lists.
        path: The module's file, relative to the package.
        what: What is wrong in it.
        guard: The law or scenario that is there to find it, if there is one.
        tree: The changed module.
    """

    name: str
    path: str
    what: str
    guard: str | None = None
    tree: ast.Module = attrs.field(repr=False, eq=False)

    @property
    def file(self) -> Path:
        """The module's file."""
        return PACKAGE / self.path

    @property
    def unit_tests(self) -> str:
        """The unit tests of the module, which stand where it does."""
        return (Path("tests/unit") / self.path).with_name(f"test_{self.file.name}").as_posix()

    def compiled(self) -> CodeType:
        """The changed module, ready to run."""
        return compile(self.tree, str(self.file), "exec")


@lru_cache(maxsize=1)
def original(path: str) -> CodeType:
    """A module of the package as it is, compiled."""
    return compile((PACKAGE / path).read_text(), str(PACKAGE / path), "exec")


@attrs.frozen(kw_only=True)
class Difference:
    """
    What a mutant changes.

    Attributes:
        functions: By the name and first line of each function that was changed, the code it has then.
        definitions: Whether anything outside functions was changed too: a constant, a default, a decorator.
    """

    functions: Mapping[tuple[str, int], CodeType]
    definitions: bool


def difference(mutant: Mutant) -> Difference:
    """Say what a mutant changes in its module."""
    before, after = _scopes(original(mutant.path)), _scopes(mutant.compiled())
    if before.keys() != after.keys():
        return Difference(functions={}, definitions=True)
    changed = {key: code for key, code in after.items() if _meaning(code) != _meaning(before[key])}
    return Difference(
        functions={
            (before[key].co_qualname, before[key].co_firstlineno): code
            for key, code in changed.items()
            if code.co_flags & CO_OPTIMIZED
        },
        definitions=any(not code.co_flags & CO_OPTIMIZED for code in changed.values()),
    )


Functions: TypeAlias = Mapping[tuple[str, str, int], Sequence[FunctionType]]
"""All functions of the package there are, by file, name and first line."""


def functions() -> Functions:
    """The functions in this process, whoever holds them and under whatever name."""
    found: defaultdict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename.startswith(str(PACKAGE)):
            found[each.__code__.co_filename, each.__code__.co_qualname, each.__code__.co_firstlineno].append(each)
    return found


def put_into_functions(mutant: Mutant, changed: Difference, there: Functions) -> None:
    """Make the functions of the running process do what the mutant says: only their code is exchanged."""
    for (name, line), code in changed.functions.items():
        for function in there.get((str(mutant.file), name, line), ()):
            function.__code__ = code


def put_into_imports(mutant: Mutant) -> None:
    """Make this process, which has not imported the package yet, import the mutant."""
    get_code, changed = SourceFileLoader.get_code, mutant.compiled()

    def mutated(self: SourceFileLoader, fullname: str) -> CodeType | ModuleType | None:
        return changed if Path(self.path) == mutant.file else get_code(self, fullname)

    SourceFileLoader.get_code = mutated  # type: ignore[method-assign,assignment]


def _scopes(code: CodeType, place: str = "") -> dict[str, CodeType]:
    """A module's code, and that of its classes and functions; what is inside a function belongs to it."""
    found = {place: code}
    if not code.co_flags & CO_OPTIMIZED:
        inner = [each for each in code.co_consts if isinstance(each, CodeType)]
        for number, each in enumerate(inner):
            found |= _scopes(each, f"{place}/{each.co_name}{number}")
    return found


def _meaning(code: CodeType) -> tuple[object, ...]:
    """What a piece of code does, wherever it stands in the file; of a class or module, without its functions."""
    return (code.co_code, code.co_names, code.co_varnames, code.co_flags, code.co_exceptiontable, (*_constants(code),))


def _constants(code: CodeType) -> Iterator[tuple[object, ...]]:
    for each in code.co_consts:
        if not isinstance(each, CodeType):
            yield type(each).__name__, repr(each)
        elif code.co_flags & CO_OPTIMIZED:
            yield _meaning(each)
