"""Remarks: what is legal and yet probably not meant, each with a code."""

from collections.abc import Iterable, Iterator

import attrs

from managed_mrr.tables import Table, printable

__all__ = ["Remark", "Report"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen(kw_only=True)
class Remark:
    """
    One thing that is legal but suspicious.

    Attributes:
        code: What kind of thing, such as ``activity-before-link``.
        path: The first record it is about, such as ``activities[17]``, or the first place in a policy.
        count: How many records, or places, it is about.
        text: What was seen.
        hint: What to look at.

    Examples:
        >>> print(
        ...     Remark(
        ...         code="never-billed", path="subscriptions[0]", count=1, text="s1 was never billed", hint="bill it"
        ...     )
        ... )
        never-billed: subscriptions[0]: s1 was never billed; bill it
    """

    code: str
    path: str
    count: int
    text: str
    hint: str

    def __str__(self) -> str:
        more = f" and {self.count - 1:,} more" if self.count > 1 else ""
        return printable(f"{self.code}: {self.path}{more}: {self.text}; {self.hint}")


def _remarks(values: Iterable[Remark]) -> tuple[Remark, ...]:
    return tuple(values)


@attrs.frozen(repr=False)
class Report:
    """
    Everything suspicious in a portfolio or a policy, kind by kind.

    Attributes:
        remarks: The remarks.

    Examples:
        >>> print(Report([]))
        Nothing suspicious was found.
    """

    remarks: tuple[Remark, ...] = attrs.field(converter=_remarks)

    def __repr__(self) -> str:
        return f"<Report, remarks: {len(self):,}>"

    def __str__(self) -> str:
        return "\n".join(map(str, self.remarks)) or "Nothing suspicious was found."

    def _repr_html_(self) -> str:
        return self.table().html()

    def __len__(self) -> int:
        return len(self.remarks)

    def __iter__(self) -> Iterator[Remark]:
        return iter(self.remarks)

    def table(self) -> Table:
        """The remarks as a table for people."""
        rows = [[each.code, each.path, f"{each.count:,}", each.text, each.hint] for each in self.remarks]
        return Table(
            ["kind", "first", "records", "what was seen", "what to look at"],
            rows,
            title="Legal, but worth a look",
            numbers=["records"],
            notes=[] if rows else ["Nothing suspicious was found."],
        )
