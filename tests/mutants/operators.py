"""Operators: the small mistakes that are made in every place of a module where they can be."""

import ast
import copy
from collections.abc import Callable, Iterator
from typing import TypeAlias

from tests.mutants.mutant import PACKAGE, Mutant

MODULES = (
    *(f"dates/{name}.py" for name in ("edges", "months", "ranges", "sets", "steps", "text")),
    *(f"rules/{name}.py" for name in ("expiry", "people", "activity", "catalogue", "agreement", "record")),
    *(f"rules/{name}.py" for name in ("revenue", "split", "points", "rates", "rule", "dated", "over_time")),
    *(f"rules/{name}.py" for name in ("bounds", "remedies", "soundness", "tiers", "tier_minimum")),
    *(f"amounts/{name}.py" for name in ("currencies", "exact", "money", "rounding")),
    *("segments.py", "evidence/facts.py", "evidence/index.py"),
)
"""The engine: what dates and amounts are, the rules, and what asks them."""

Change: TypeAlias = Callable[[ast.AST], Iterator[ast.AST]]
"""The nodes that may stand in the place of one node, each a mistake."""

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}

SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}

CALLS = {
    "all": "any",
    "any": "all",
    "bisect_left": "bisect_right",
    "bisect_right": "bisect_left",
    "intersection": "union",
    "max": "min",
    "min": "max",
    "sorted": "list",
    "union": "intersection",
}
"""Functions that are taken for one another."""

GUARDS = {"strict"}
"""Arguments that only guard what holds anyway, as an assertion does."""


def _comparisons(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            yield ast.Compare(
                node.left, [*node.ops[:place], COMPARISONS[type(operator)](), *node.ops[place + 1 :]], node.comparators
            )


def _sums(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.BinOp) and type(node.op) in SUMS:
        yield ast.BinOp(node.left, SUMS[type(node.op)](), node.right)
    if isinstance(node, ast.AugAssign) and type(node.op) in SUMS:
        yield ast.AugAssign(node.target, SUMS[type(node.op)](), node.value)


def _logic(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        yield from node.values
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub | ast.Invert):
        yield node.operand


def _conditions(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.If):
        yield ast.If(_not(node.test), node.body, node.orelse)
    if isinstance(node, ast.While):
        yield ast.While(_not(node.test), node.body, node.orelse)
    if isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    if isinstance(node, ast.comprehension):
        for place in range(len(node.ifs)):
            yield ast.comprehension(node.target, node.iter, [*node.ifs[:place], *node.ifs[place + 1 :]], node.is_async)


def _constants(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
        yield ast.Constant(node.value - 1)
    if isinstance(node, ast.Compare):
        for place, each in enumerate(node.comparators):
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                others = [*node.comparators[:place], ast.Constant(f"{each.value}?"), *node.comparators[place + 1 :]]
                yield ast.Compare(node.left, node.ops, others)


def _calls(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Name) and node.func.id in CALLS:
        kept = [] if node.func.id == "sorted" else node.keywords
        yield ast.Call(ast.Name(CALLS[node.func.id], ast.Load()), node.args, kept)
    if isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
        yield ast.Call(ast.Attribute(node.func.value, CALLS[node.func.attr], ast.Load()), node.args, node.keywords)


def _slices(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Slice):
        for name in ("lower", "upper", "step"):
            if getattr(node, name) is not None:
                yield ast.Slice(**{**{each: getattr(node, each) for each in ("lower", "upper", "step")}, name: None})


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Return) and not (node.value is None or _is_none(node.value)):
        yield ast.Return(ast.Constant(None))
    if isinstance(node, ast.Raise | ast.AugAssign) or _is_call(node):
        yield ast.Pass()
    if isinstance(node, ast.Break):
        yield ast.Continue()
    if isinstance(node, ast.Continue):
        yield ast.Break()


OPERATORS: tuple[Change, ...] = (
    _comparisons,
    _sums,
    _logic,
    _conditions,
    _constants,
    _calls,
    _slices,
    _statements,
)


def mutants_of(path: str) -> list[Mutant]:
    """Every mutant of a module that differs from it in one place inside a function."""
    tree = ast.parse((PACKAGE / path).read_text())
    made: list[Mutant] = []
    counts: dict[str, int] = {}
    for function, place in _places(tree):
        node = _at(tree, place)
        for change in OPERATORS:
            for other in change(node):
                what = _told(tree, place, node, other)
                key = f"{path}:{function}: {what}"
                counts[key] = counts.get(key, 0) + 1
                name = key if counts[key] == 1 else f"{key}  #{counts[key]}"
                made.append(Mutant(name=name, path=path, what=what, tree=_with(tree, place, node, other)))
    return made


Place: TypeAlias = tuple[tuple[str, int | None], ...]


def _places(tree: ast.Module) -> Iterator[tuple[str, Place]]:
    """The places of all nodes inside functions, with the name of the function."""

    def inside(node: ast.AST, place: Place, names: tuple[str, ...], *, within: bool) -> Iterator[tuple[str, Place]]:
        if within:
            yield ".".join(names), place
        for field, index, child in _children(node):
            there = (*place, (field, index))
            if isinstance(child, ast.ClassDef):
                yield from inside(child, there, (*names, child.name), within=False)
            elif isinstance(child, ast.FunctionDef):
                if child.name != "__dir__":
                    for number, statement in enumerate(child.body):
                        if not _is_docstring(statement):
                            yield from inside(statement, (*there, ("body", number)), (*names, child.name), within=True)
            elif not isinstance(child, ast.Assert) and not (isinstance(child, ast.keyword) and child.arg in GUARDS):
                yield from inside(child, there, names, within=within)

    return inside(tree, (), (), within=False)


def _children(node: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list"}:
            continue
        if isinstance(value, ast.AST):
            yield field, None, value
        elif isinstance(value, list):
            yield from ((field, number, each) for number, each in enumerate(value) if isinstance(each, ast.AST))


def _at(tree: ast.AST, place: Place) -> ast.AST:
    node = tree
    for field, index in place:
        found = getattr(node, field)
        node = found if index is None else found[index]
    return node


def _with(tree: ast.Module, place: Place, node: ast.AST, other: ast.AST) -> ast.Module:
    """The same module with another node in a place; only the nodes around it are copied."""
    new = copy.copy(other)
    if "lineno" in node._attributes:
        ast.copy_location(new, node)
    for length in range(len(place) - 1, -1, -1):
        new = _in_place(_at(tree, place[:length]), place[length], new)
    assert isinstance(new, ast.Module)
    return ast.fix_missing_locations(new)


def _told(tree: ast.Module, place: Place, node: ast.AST, other: ast.AST) -> str:
    """What stands there and what stands there instead; of a number, with what is around it."""
    if isinstance(node, ast.Constant):
        around = _at(tree, place[:-1])
        return f"{_said(around)}  →  {_said(_in_place(around, place[-1], other))}"
    return f"{_said(node)}  →  {_said(other)}"


def _in_place(around: ast.AST, step: tuple[str, int | None], new: ast.AST) -> ast.AST:
    """A copy of a node with another one inside it."""
    field, index = step
    made, value = copy.copy(around), getattr(around, field)
    setattr(made, field, new if index is None else [*value[:index], new, *value[index + 1 :]])
    return made


def _not(test: ast.expr) -> ast.expr:
    return (
        test.operand if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) else ast.UnaryOp(ast.Not(), test)
    )


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_call(node: ast.AST) -> bool:
    """Whether a statement is a call; without the one of ``super``, a method is not even made in the same way."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and "super()" not in ast.unparse(node)


def _said(node: ast.AST) -> str:
    text = ast.unparse(ast.fix_missing_locations(copy.deepcopy(node)))
    return text.splitlines()[0] if text else ""
