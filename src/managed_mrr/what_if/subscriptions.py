"""Subscriptions: the changes of what a client buys and whether it counts."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from managed_mrr.amounts import exact
from managed_mrr.dates.ranges import exact_date, repr_date
from managed_mrr.errors import nearest
from managed_mrr.evidence import Item, Portfolio, Subscription
from managed_mrr.what_if.edits import Edit, ScenarioError
from managed_mrr.what_if.periods import covers, cut_from, nearest_period, subscription

__all__ = ["Cancelled", "ItemAdded", "ItemChanged", "ItemRemoved", "Refunded", "Settled"]


def __dir__() -> list[str]:
    return __all__


def _amount(value: str | int | Decimal | Fraction | None) -> Fraction | None:
    if value is None:
        return None
    if (number := exact(value)) < 0:
        raise ScenarioError(f"a negative amount: {value!r}", "0 or more")
    return number


def _item(value: Item) -> Item:
    if not isinstance(value, Item):
        raise ScenarioError(f"not an item: {value!r}", "an Item")
    return value


@attrs.frozen
class ItemAdded:
    """
    A subscription gets one more item: an add-on, another hub.

    Args:
        subscription: Id of the subscription.
        item: The item, which says from when on.

    Clause:
        B6.

    Examples:
        >>> print(ItemAdded("s1", Item("Sales Hub", price=90, start=date(2024, 5, 1))))
        Sales Hub is added to s1 on 2024-05-01
    """

    subscription: str
    item: Item = attrs.field(converter=_item)

    def __str__(self) -> str:
        return f"{self.item.product} is added to {self.subscription} on {self.item.start}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The subscription, with the item."""
        old = subscription(portfolio, self.subscription)
        return (Edit(old, attrs.evolve(old, items=(*old.items, self.item))),)


@attrs.frozen
class ItemRemoved:
    """
    The items of a product leave a subscription on a day, and later ones are gone.

    Args:
        subscription: Id of the subscription.
        product: The product's name.
        on: The first day without.

    Clause:
        B7.

    Examples:
        >>> print(ItemRemoved("s1", "Marketing Hub", on=date(2024, 5, 1)))
        Marketing Hub is removed from s1 on 2024-05-01
    """

    subscription: str
    product: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)

    def __str__(self) -> str:
        return f"{self.product} is removed from {self.subscription} on {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The subscription, with its items cut."""
        old = subscription(portfolio, self.subscription)
        _lasting_items(old, self.product, self.on)
        left = (
            kept
            for item in old.items
            for kept in (cut_from([item], self.on) if item.product == self.product else (item,))
        )
        return (Edit(old, attrs.evolve(old, items=tuple(left))),)


@attrs.frozen
class ItemChanged:
    """
    The items of a product have another price or discount from a day on: a downgrade, an upgrade, a discount.

    Args:
        subscription: Id of the subscription.
        product: The product's name.
        on: The first day of it.
        price: The new list price, for as many months as before; None to leave it.
        discount: The new discount; None to leave it.

    Clause:
        B6, B7.

    Examples:
        >>> print(ItemChanged("s1", "Marketing Hub", on=date(2024, 5, 1), price=400))
        Marketing Hub of s1 has price 400 from 2024-05-01
    """

    subscription: str
    product: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)
    price: Fraction | None = attrs.field(kw_only=True, converter=_amount, default=None)
    discount: Fraction | None = attrs.field(kw_only=True, converter=_amount, default=None)

    def __attrs_post_init__(self) -> None:
        if not self._values():
            raise ScenarioError(f"{self.product!r} of {self.subscription!r} stays as it is", "a price or a discount")

    def __str__(self) -> str:
        changed = " and ".join(f"{name} {value}" for name, value in self._values().items())
        return f"{self.product} of {self.subscription} has {changed} from {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The subscription, with its items parted on the day."""
        old = subscription(portfolio, self.subscription)
        lasting = _lasting_items(old, self.product, self.on)
        items = (part for item in old.items for part in (self._parted(item) if item in lasting else (item,)))
        return (Edit(old, attrs.evolve(old, items=tuple(items))),)

    def _parted(self, item: Item) -> tuple[Item, ...]:
        after = attrs.evolve(
            item,
            start=max(item.start, self.on),
            price=item.price if self.price is None else self.price,
            discount=item.discount if self.discount is None else self.discount,
        )
        return (*cut_from([item], self.on), after)

    def _values(self) -> dict[str, Fraction]:
        values = {"price": self.price, "discount": self.discount}
        return {name: value for name, value in values.items() if value is not None}


@attrs.frozen
class Settled:
    """
    A subscription is in good standing again: the bad standing of that day ends on it.

    Args:
        subscription: Id of the subscription.
        on: The first day in good standing.

    Clause:
        B3.

    Examples:
        >>> print(Settled("s1", on=date(2024, 5, 1)))
        s1 is in good standing again on 2024-05-01
    """

    subscription: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)

    def __str__(self) -> str:
        return f"{self.subscription} is in good standing again on {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The subscription, with its bad standing cut."""
        old = subscription(portfolio, self.subscription)
        bad = old.not_in_good_standing
        if not any(covers(each, self.on) for each in bad):
            wrong = f"subscription {self.subscription!r} is in good standing on {self.on}"
            raise ScenarioError(wrong, "a day on which it is not", nearest_period(bad, self.on))
        left = (kept for each in bad for kept in (cut_from([each], self.on) if covers(each, self.on) else (each,)))
        return (Edit(old, attrs.evolve(old, not_in_good_standing=tuple(left))),)


@attrs.frozen
class Cancelled:
    """
    A subscription ends on a day.

    Args:
        subscription: Id of the subscription.
        on: The first day without.

    Clause:
        B8.

    Examples:
        >>> print(Cancelled("s1", on=date(2024, 5, 1)))
        s1 is cancelled on 2024-05-01
    """

    subscription: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)

    def __str__(self) -> str:
        return f"{self.subscription} is cancelled on {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The subscription, ended."""
        old = subscription(portfolio, self.subscription)
        _require_open(old, self.on)
        return (Edit(old, attrs.evolve(old, end=self.on)),)


@attrs.frozen
class Refunded:
    """
    A subscription is fully refunded on a day, and counts no more from then on.

    Args:
        subscription: Id of the subscription.
        on: The day.

    Clause:
        B8.

    Examples:
        >>> print(Refunded("s1", on=date(2024, 5, 1)))
        s1 is fully refunded on 2024-05-01
    """

    subscription: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)

    def __str__(self) -> str:
        return f"{self.subscription} is fully refunded on {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The subscription, refunded."""
        old = subscription(portfolio, self.subscription)
        if old.refunded_on is not None and old.refunded_on <= self.on:
            wrong = f"subscription {old.id!r} is refunded already on {self.on}"
            raise ScenarioError(wrong, f"a day before its refund on {old.refunded_on}")
        return (Edit(old, attrs.evolve(old, refunded_on=self.on)),)


def _require_open(old: Subscription, day: date) -> None:
    if not covers(old, day) or day == old.start:
        wrong = f"subscription {old.id!r} is not open on {day}"
        raise ScenarioError(wrong, "a day after its start and before its end", nearest_period([old], day))


def _lasting_items(old: Subscription, product: str, day: date) -> list[Item]:
    """The items of a product that cover or follow a day; there is one at least."""
    items = [item for item in old.items if item.product == product]
    if not items:
        near = nearest(product, [item.product for item in old.items])
        wrong = f"subscription {old.id!r} has no item {product!r}"
        raise ScenarioError(wrong, "a product it has", f"did you mean {near!r}?" if near else "")
    lasting = [item for item in items if item.end is None or item.end > day]
    if not lasting:
        wrong = f"subscription {old.id!r} has no item {product!r} on or after {day}"
        raise ScenarioError(wrong, "a day before the end of one", nearest_period(items, day))
    return lasting
