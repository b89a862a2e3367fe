"""Loading: the names of the package, each from its module when it is first asked for."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

__all__ = ["Package", "load_when_asked"]


def __dir__() -> list[str]:
    return __all__


def load_when_asked(package: str, homes: Mapping[str, str]) -> None:
    """
    Have the names of a package loaded when they are first asked for, and its modules too.

    Type checkers need the imports besides, under ``TYPE_CHECKING``.

    Args:
        package: The name of the package, which is being imported.
        homes: The modules inside it, each with the names that are found there, separated by spaces.
    """
    module = sys.modules[package]
    module.__class__ = Package
    vars(module)["_homes"] = {name: f"{package}.{home}" for home, names in homes.items() for name in names.split()}


class Package(ModuleType):
    """
    A package whose names are loaded when they are first asked for.

    A module's own ``__getattr__`` would do, but for functions that have the name of the module they are in:
    importing the module sets the attribute of that name, and the function would never be asked for.
    """

    _homes: Mapping[str, str]

    def __getattr__(self, name: str) -> object:
        if home := self._homes.get(name):
            value = vars(self)[name] = getattr(import_module(home), name)
            return value
        inside = f"{self.__name__}.{name}"
        if name.startswith("_") or find_spec(inside) is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}", name=name, obj=self)
        return import_module(inside)

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and name in self._homes):
            super().__setattr__(name, value)

    def __reduce__(self) -> tuple[Callable[[str], ModuleType], tuple[str]]:
        """Other processes import it, as they do with any module that a function sent to them needs."""
        return import_module, (self.__name__,)
