"""Form: what is wrong with a finding whatever the evidence says."""

from collections.abc import Iterator
from datetime import date

from managed_mrr.findings.finding import Finding
from managed_mrr.findings.wording import SENTENCES, Wording, names_in

__all__ = ["misshapen"]


def __dir__() -> list[str]:
    return __all__


def misshapen(finding: Finding, on: date) -> Iterator[str]:
    """
    What is wrong with one finding whatever the evidence says, its parts aside.

    Args:
        finding: The finding.
        on: The day asked about.

    Examples:
        >>> part = Finding(rule="CurrentAgreement", holds=False, text="no agreement")
        >>> list(misshapen(Finding(rule="AllOf", holds=True, text="all", parts=[part]), date(2024, 3, 1)))
        ['it does not follow from its parts']
    """
    if isinstance(finding.text, Wording) and not _fits(finding.text):
        yield f"the text is not what the code {finding.text.code!r} says"
    if finding.steady is not None and on not in finding.steady:
        yield f"it is steady on {finding.steady}, expected days around {on}"
    holding = [part.holds is True for part in finding.parts]
    follows = {"AllOf": all(holding), "AnyOf": any(holding), "Not": not all(holding)}
    if follows.get(finding.rule, finding.holds) is not finding.holds:
        yield "it does not follow from its parts"


def _fits(text: Wording) -> bool:
    """Whether a text is the sentence of its code, filled with its values."""
    known = text.code in SENTENCES and {*names_in(text.code)} <= text.about.keys()
    return known and str(text) == str(Wording(text.code, text.about))
