"""Polars: the questions as lazy queries for its streaming engine; ids are whole numbers here, as generated."""

from datetime import date
from math import lcm
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

from benchmarks.columnar.peers.published import ACTIONS, RATES, TOOLS, WINDOW
from managed_mrr.amounts.currencies import MINOR_UNITS

__all__ = ["statement", "statement_of", "stored", "timelines", "totals_of"]

Frame = pl.LazyFrame

NEVER = 1 << 22
"""The end of what has none, as a number of days; higher than that of any date."""

DAY_ONE = date(1, 1, 1)

QUALIFIES = (
    pl.col("action").is_in(ACTIONS)
    & pl.col("tool").is_in(TOOLS)
    & ((pl.col("tool") != "blog") | (pl.col("action") == "publish"))
)


def _read(folder: Path, name: str) -> Frame:
    return pl.scan_parquet(folder / f"{name}.parquet")


def _number(day: pl.Expr) -> pl.Expr:
    """Days as numbers, all of them above zero."""
    return day.cast(pl.Int32).cast(pl.Int64) + date(1970, 1, 1).toordinal()


def _start() -> pl.Expr:
    return _number(pl.col("start")).alias("start")


def _until(day: pl.Expr | None = None) -> pl.Expr:
    return _number(pl.col("end") if day is None else day).fill_null(NEVER).alias("until")


def _periods(frame: Frame) -> Frame:
    return frame.with_columns(_start(), _until()).drop("end")


def _both(frame: Frame, other: Frame, on: list[str]) -> Frame:
    """The days that are in a period of either."""
    return (
        frame.join(other, on=on)
        .with_columns(
            pl.max_horizontal("start", "start_right").alias("start"),
            pl.min_horizontal("until", "until_right").alias("until"),
        )
        .drop("start_right", "until_right")
        .filter(pl.col("start") < pl.col("until"))
    )


def _joined(frame: Frame, *keys: str) -> Frame:
    """
    Overlapping and touching periods of one owner as one.

    Owner and day make one number, so that one running maximum serves all owners: a run begins where a start lies
    beyond all ends before it, and ends with the latest end before the next one begins.
    """
    changed = pl.any_horizontal(pl.col(key) != pl.col(key).shift(1) for key in keys)
    return (
        frame.select(*keys, "start", "until")
        .sort(*keys, "start")
        .with_columns((changed.fill_null(value=False).cum_sum().cast(pl.Int64) * (2 * NEVER)).alias("owner"))
        .with_columns((pl.col("owner") + pl.col("until")).cum_max().alias("reached"))
        .with_columns(pl.col("reached").shift(1).fill_null(-1).alias("before"), pl.col("reached").max())
        .filter(pl.col("owner") + pl.col("start") > pl.col("before"))
        .select(
            *keys,
            "start",
            (pl.col("before").shift(-1).fill_null(pl.col("reached")) - pl.col("owner")).alias("until"),
        )
    )


def _outside(frame: Frame, pauses: str) -> Frame:
    """What is left of periods outside the pauses recorded with them, which may overlap and reach beyond them."""
    paused = frame.filter(pl.col(pauses).list.len() > 0).with_row_index("record")
    pause = pl.col(pauses).struct
    each = paused.explode(pauses).with_columns(
        _number(pause.field("start")).alias("pause"),
        _number(pause.field("end")).fill_null(NEVER).alias("again"),
    )
    # The end of the period closes the last gap.
    closing = paused.with_columns(pl.col("until").alias("pause"), pl.lit(NEVER, pl.Int64).alias("again"))
    left = (
        pl.concat([each.drop(pauses), closing.drop(pauses)])
        .sort("record", "pause")
        .with_columns(
            pl.max_horizontal("start", pl.col("again").cum_max().shift(1).over("record")).alias("start"),
            pl.min_horizontal("until", "pause").alias("until"),
        )
        .filter(pl.col("start") < pl.col("until"))
        .drop("record", "pause", "again")
    )
    return pl.concat([frame.filter(pl.col(pauses).list.len() == 0).drop(pauses), left])


def _staff(folder: Path) -> Frame:
    """Who works for whom, and whether the e-mail domain links them."""
    domains = _read(folder, "partners").select(
        pl.col("id").alias("partner"), pl.col("employee_domains").list.eval(pl.element().str.to_lowercase())
    )
    domain = pl.col("email").str.split("@").list.get(1, null_on_oob=True).str.to_lowercase()
    return (
        _read(folder, "employees")
        .join(domains, on="partner")
        .select(
            "partner",
            pl.col("id").alias("employee"),
            pl.col("employee_domains").list.contains(domain, nulls_equal=False).fill_null(value=False).alias("linked"),
        )
    )


def _relationships(folder: Path, staff: Frame) -> Frame:
    """From when until when at least one employee of a partner was managing a client, one row for each run of days."""
    here = _joined(_periods(_read(folder, "partner_users")), "employee").join(staff, on="employee")
    present = _both(_joined(_periods(_read(folder, "client_users")), "client", "employee"), here, on=["employee"])
    by_hand = (
        _both_overlapping(present.filter(~pl.col("linked")), _links(folder))
        .group_by("partner", "client", "employee", "until")
        .agg(pl.max_horizontal("start", "start_right").min().alias("start"))
    )
    columns = ["partner", "client", "start", "until"]
    managing = pl.concat([present.filter("linked").select(columns), by_hand.select(columns)])
    return _joined(managing, "client", "partner").with_row_index("relationship")


def _links(folder: Path) -> Frame:
    return _periods(_read(folder, "links"))


def _both_overlapping(frame: Frame, links: Frame) -> Frame:
    """Pairs of a period and a link that have a day in common."""
    met = frame.join(links, on=["employee", "client"])
    return met.filter(pl.col("start") < pl.col("until_right"), pl.col("start_right") < pl.col("until"))


def _able(folder: Path, staff: Frame, relationships: Frame) -> Frame:
    """
    When employees were active and linked.

    Such days are days of managing, so each period lies in one relationship. Periods may overlap.
    """
    here = _outside(_periods(_read(folder, "partner_users")), "deactivated").join(staff, on="employee")
    active = _both(_outside(_periods(_read(folder, "client_users")), "deactivated"), here, on=["employee"])
    by_hand = _both(active.filter(~pl.col("linked")), _links(folder), on=["employee", "client"])
    columns = ["partner", "employee", "client", "start", "until"]
    return (
        pl.concat([active.filter("linked").select(columns), by_hand.select(columns)])
        .join(relationships, on=["partner", "client"])
        .filter(pl.col("start_right") <= pl.col("start"), pl.col("until") <= pl.col("until_right"))
        .select("employee", "client", "start", "until", "relationship")
    )


def _served(folder: Path, able: Frame) -> Frame:
    """
    When relationships had a live activity, but for their own ends.

    Two activities of the same stretch of 60 days always touch, so its first and its last day are all there is to
    know of it.
    """
    return _joined(
        _read(folder, "activities")
        .filter(QUALIFIES)
        .select("employee", "client", _number(pl.col("on")).alias("day"))
        .join(able, on=["employee", "client"])
        .filter(pl.col("start") <= pl.col("day"), pl.col("day") < pl.col("until"))
        .group_by("relationship", (pl.col("day") // WINDOW).alias("stretch"))
        .agg(pl.col("day").min().alias("start"), pl.col("day").max().alias("until") + WINDOW),
        "relationship",
    )


def _agreements(folder: Path) -> Frame:
    """When partners had an agreement; without a list they always had."""
    given = _read(folder, "partners").select(pl.col("id").alias("partner"), "agreements")
    ever = pl.lit(0, pl.Int64).alias("start"), pl.lit(NEVER, pl.Int64).alias("until")
    listed = given.filter(pl.col("agreements").list.len() > 0).explode("agreements")
    periods = listed.select("partner", pl.col("agreements").struct.unnest()).select("partner", _start(), _until())
    always = given.filter(pl.col("agreements").is_null()).select("partner", *ever)
    return pl.concat([always, _joined(periods, "partner")])


def _servicing(folder: Path) -> Frame:
    """When which partner serviced which client."""
    staff = _staff(folder)
    relationships = _relationships(folder, staff)
    served = _served(folder, _able(folder, staff, relationships))
    inside = _both(served, relationships, on=["relationship"])
    return _both(inside, _agreements(folder), on=["partner"]).select("partner", "client", "start", "until")


def _fees(folder: Path) -> Frame:
    """What items make a month and when, as whole numbers of units for so many months."""
    billed = _read(folder, "subscriptions").filter(pl.col("billing").is_not_null())
    first = _number(pl.col("billing").struct.field("first"))
    counting = billed.select(
        "client",
        "items",
        "not_in_good_standing",
        pl.max_horizontal(_number(pl.col("start")), first).alias("start"),
        pl.min_horizontal(_until(), _until(pl.col("refunded_on"))).alias("until"),
    ).filter(pl.col("start") < pl.col("until"))
    item = pl.col("items").struct
    return (
        _outside(counting, "not_in_good_standing")
        .filter(pl.col("items").list.len() > 0)
        .explode("items")
        .filter(item.field("kind") == "recurring", item.field("eligible"))
        .select(
            "client",
            item.field("months").cast(pl.Int64),
            (_units(item.field("price")) - _units(item.field("discount"))).alias("net"),
            pl.max_horizontal("start", _number(item.field("start"))).alias("start"),
            pl.min_horizontal("until", _until(item.field("end"))).alias("until"),
        )
        .filter(pl.col("net") > 0, pl.col("start") < pl.col("until"))
    )


def _units(amount: pl.Expr) -> pl.Expr:
    return amount.to_physical().cast(pl.Int64)


def _scale(folder: Path, *path: str) -> int:
    """How many units an amount has, by the decimals its column has."""
    [kind] = _read(folder, path[0]).select(_field(path[1:])).collect_schema().dtypes()
    assert isinstance(kind, pl.Decimal)
    scale: int = 10**kind.scale
    return scale


def _field(path: tuple[str, ...]) -> pl.Expr:
    column = pl.col(path[0])
    return column.explode().struct.field(path[1]) if len(path) > 1 else column


def _spans(servicing: Frame, fees: Frame, months: int) -> Frame:
    """The days between two changes at a client: what it pays then, and who shares it."""
    edges = [servicing.select("client", pl.col(name).alias("day")) for name in ("start", "until")]
    monthly = pl.col("net") * (months // pl.col("months"))
    steps = [
        fees.select("client", pl.col("start").alias("day"), monthly.alias("delta")),
        fees.select("client", pl.col("until").alias("day"), (-monthly).alias("delta")),
    ]
    return (
        pl.concat(
            [
                *(edge.with_columns(pl.lit(0, pl.Int64).alias("delta"), sharing=True) for edge in edges),
                *(step.with_columns(sharing=False) for step in steps),
            ]
        )
        .group_by("client", "day")
        .agg(pl.col("delta").sum(), pl.col("sharing").any())
        .filter(pl.col("sharing") | (pl.col("delta") != 0))
        .sort("client", "day")
        # Fees without an end are taken off on the day that never comes, so every client begins with nothing.
        .select("client", "day", pl.col("day").shift(-1).alias("after"), pl.col("delta").cum_sum().alias("mrr"))
        .join(servicing, on="client")
        .filter(pl.col("start") <= pl.col("day"), pl.col("day") < pl.col("until"))
        .group_by("client", "day")
        .agg(pl.col("after", "mrr").first(), pl.col("partner").sort().alias("sharing"))
        .rename({"day": "start", "after": "until"})
    )


def _paying(folder: Path, months: int) -> Frame:
    """For each client and rate of its currency the points a unit makes; without a rate, none for ever."""
    days = [day.toordinal() if day else None for _, *period, _ in RATES for day in period]
    rates = pl.LazyFrame(
        {
            "currency": [currency for currency, *_ in RATES],
            "start": [day or 0 for day in days[::2]],
            "until": [day or NEVER for day in days[1::2]],
            "per_two": [amount for *_, amount in RATES],
        },
        schema_overrides={"start": pl.Int64, "until": pl.Int64, "per_two": pl.Int64},
    )
    shown = pl.LazyFrame({"currency": list(MINOR_UNITS), "shown": [10**digits for digits in MINOR_UNITS.values()]})
    clients = _read(folder, "clients").select(
        pl.col("id").alias("client"), "currency", (_units(pl.col("points_multiplier")) * 2).alias("points")
    )
    return (
        clients.join(shown, on="currency")
        .join(rates, on="currency", how="left")
        .with_columns(
            pl.col("start").fill_null(0),
            pl.col("until").fill_null(NEVER),
            pl.when(pl.col("per_two").is_not_null()).then("points"),
            (pl.col("per_two") * _scale(folder, "clients", "points_multiplier")).alias("points_whole"),
            pl.lit(_scale(folder, "subscriptions", "items", "price") * months, pl.Int64).alias("whole"),
        )
    )


def _worth(shared: Frame, *days: pl.Expr) -> Frame:
    """
    An even share in lowest terms, and the points it makes.

    No money makes no points at any rate, so a new rate changes nothing then.
    """
    return (
        shared.with_columns((pl.col("whole") * pl.col("sharing").list.len().cast(pl.Int64)).alias("whole"))
        .with_columns(_divisor("mrr", "whole"))
        .with_columns(pl.col("mrr", "whole") // pl.col("divisor"))
        .with_columns(pl.col("points") * pl.col("mrr"), pl.col("points_whole") * pl.col("whole"))
        .with_columns(_divisor("points", "points_whole"))
        .select(
            pl.col("sharing").alias("partner"),
            "client",
            *days,
            "currency",
            _rounded("mrr", "whole", pl.col("shown")).alias("credit"),
            pl.col("mrr").alias("credit_numerator"),
            pl.col("whole").alias("credit_denominator"),
            _rounded("points", "points_whole", pl.lit(100, pl.Int64)),
            (pl.col("points") // pl.col("divisor")).alias("points_numerator"),
            (pl.col("points_whole") // pl.col("divisor")).alias("points_denominator"),
            "sharing",
        )
        .explode("partner")
    )


def _divisor(number: str, whole: str) -> pl.Expr:
    """The greatest common divisor, which Polars leaves to NumPy."""
    both = pl.struct(pl.col(number).fill_null(0).alias("number"), pl.col(whole).fill_null(1).alias("whole"))
    return both.map_batches(_gcd, return_dtype=pl.Int64, is_elementwise=True).alias("divisor")


def _gcd(both: pl.Series) -> pl.Series:
    return pl.Series(np.gcd(both.struct.field("number").to_numpy(), both.struct.field("whole").to_numpy()))


def _rounded(number: str, whole: str, parts: pl.Expr) -> pl.Expr:
    """Half-even to so many parts of one."""
    shown = _half_even(pl.col(number) * parts, pl.col(whole))
    return ((shown * (10_000 // parts)).cast(pl.Decimal(38, 4)) / 10_000).alias(number)


def _half_even(number: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """A fraction as a whole number, by whole numbers alone."""
    shown, rest = number // whole, number % whole
    up = (2 * rest > whole) | ((2 * rest == whole) & (shown % 2 == 1))
    return shown + up.cast(pl.Int64)


def _day(number: str) -> pl.Expr:
    epoch = date(1970, 1, 1).toordinal()
    known = pl.when(pl.col(number) < NEVER).then(pl.col(number) - epoch)
    return known.cast(pl.Int32).cast(pl.Date)


def _collected(frame: Frame) -> pa.Table:
    return frame.collect(engine="streaming").to_arrow(compat_level=pl.CompatLevel.oldest())


def timelines(folder: Path) -> pa.Table:
    """All timelines: a row for each partner, client and run of days."""
    fees = _fees(folder)
    months = _common_months(fees)
    paying = _paying(folder, months)
    no_money = pl.col("mrr") == 0
    rated = (
        _spans(_servicing(folder), fees, months)
        .join(paying, on="client")
        .filter(
            pl.when(no_money)
            .then(pl.col("until_right") == NEVER)
            .otherwise((pl.col("start_right") < pl.col("until")) & (pl.col("start") < pl.col("until_right")))
        )
        .with_columns(
            pl.when(no_money).then("start").otherwise(pl.max_horizontal("start", "start_right")).alias("start"),
            pl.when(no_money).then("until").otherwise(pl.min_horizontal("until", "until_right")).alias("until"),
        )
    )
    told = _worth(rated, _day("start"), _day("until").alias("end"))
    return _collected(told.sort("partner", "client", "start"))


def _common_months(fees: Frame) -> int:
    """A number of months that all prices are paid for some whole times."""
    months = fees.select(pl.col("months").unique()).collect(engine="streaming")["months"].to_numpy()
    return int(np.lcm.reduce(months, initial=1))


def _inside(day: pl.Expr | int, start: str = "start", until: str = "until") -> pl.Expr:
    return (pl.col(start) <= day) & (day < pl.col(until))


def _latest(folder: Path, staff: Frame, day: int) -> Frame:
    """Of each partner and client the latest attributed activity that may be live on a day, wherever it is."""
    on = _number(pl.col("on"))
    active = {
        name: _outside(_periods(_read(folder, name)), "deactivated").filter(
            pl.col("start") <= day, pl.col("until") > day - WINDOW
        )
        for name in ("partner_users", "client_users")
    }
    able = (
        # The day is compared as a date, too, so that whole groups of rows are passed over.
        _read(folder, "activities")
        .filter(pl.col("on") > date.fromordinal(day - WINDOW), pl.col("on") <= date.fromordinal(day), QUALIFIES)
        .select("employee", "client", on.alias("day"))
        .unique()
        .join(active["client_users"], on=["employee", "client"])
        .filter(_inside(pl.col("day")))
        .select("employee", "client", "day")
        .join(active["partner_users"], on="employee")
        .filter(_inside(pl.col("day")))
        .select("employee", "client", "day")
        .join(staff, on="employee")
    )
    by_hand = able.filter(~pl.col("linked")).join(_links(folder), on=["employee", "client"])
    columns = ["partner", "client", "day"]
    attributed = [able.filter("linked").select(columns), by_hand.filter(_inside(pl.col("day"))).select(columns)]
    return pl.concat(attributed).group_by("partner", "client").agg(pl.col("day").max())


def _sharing(folder: Path, day: int) -> Frame:
    """Which partners share which client on a day."""
    staff = _staff(folder)
    current = _relationships(folder, staff).filter(_inside(day))
    agreed = _agreements(folder).filter(_inside(day)).select("partner")
    return (
        _latest(folder, staff, day)
        .join(current, on=["partner", "client"])
        .filter(pl.col("start") <= pl.col("day"))
        .join(agreed, on="partner", how="semi")
        .group_by("client")
        .agg(pl.col("partner").sort().alias("sharing"))
    )


def statement(folder: Path, day: date) -> pa.Table:
    """One statement, from the files."""
    number = day.toordinal()
    fees = _fees(folder).filter(_inside(number))
    months = _common_months(fees)
    paid = fees.group_by("client").agg((pl.col("net") * (months // pl.col("months"))).sum().alias("mrr"))
    owed = (
        _sharing(folder, number)
        .join(paid, on="client", how="left")
        .with_columns(pl.col("mrr").fill_null(0))
        .join(_paying(folder, months).filter(_inside(number)), on="client")
    )
    return _collected(_worth(owed).sort("partner", "client"))


def stored(timelines: pa.Table) -> pl.DataFrame:
    """A frame of built timelines."""
    frame = pl.from_arrow(timelines)
    assert isinstance(frame, pl.DataFrame)
    return frame


def statement_of(timelines: pl.DataFrame, day: date) -> pa.Table:
    """One statement, from built timelines."""
    lasts = pl.col("end").is_null() | (pl.col("end") > day)
    return _collected(timelines.lazy().filter(pl.col("start") <= day, lasts).drop("start", "end"))


def totals_of(timelines: pl.DataFrame, start: date, end: date) -> pa.Table:
    """Points by partner and day, from built timelines; exact ones with one denominator for all, in 128 bits."""
    first, after = start.toordinal(), end.toordinal()
    wholes = timelines["points_denominator"].drop_nulls().unique().to_list()
    whole = lcm(*wholes)
    factors = pl.LazyFrame(
        {"points_denominator": wholes, "factor": pl.Series([whole // each for each in wholes], dtype=pl.Int128)}
    )
    points = pl.col("points_numerator").cast(pl.Int128) * pl.col("factor")
    lines = (
        _periods(timelines.lazy().select("partner", "start", "end", "points_numerator", "points_denominator"))
        .filter(pl.col("start") < after, pl.col("until") > first)
        .join(factors, on="points_denominator", how="left")
        .select(
            "partner",
            pl.max_horizontal("start", first).alias("start"),
            pl.min_horizontal("until", after).alias("until"),
            pl.lit(1, pl.Int64).alias("lines"),
            pl.col("points_numerator").is_null().cast(pl.Int64).alias("unknown"),
            points.fill_null(0).alias("points"),
        )
    )
    sums = ["lines", "unknown", "points"]
    changes = pl.concat(
        [
            lines.select("partner", pl.col("start").alias("day"), *sums),
            lines.select("partner", pl.col("until").alias("day"), *((0 - pl.col(name)).alias(name) for name in sums)),
        ]
    )
    runs = (
        changes.group_by("partner", "day")
        .agg(pl.col(name).sum() for name in sums)
        .sort("partner", "day")
        # All that begins for a partner ends by the last day, so the next partner begins with nothing.
        .with_columns(pl.col(name).cum_sum() for name in sums)
        .with_columns(pl.col("day").shift(-1).alias("until"))
        .filter(pl.col("lines") > 0)
    )
    hundredths = _half_even(pl.col("points") * 100, pl.lit(whole, pl.Int128)).cast(pl.Int64)
    told = runs.with_columns((hundredths.cast(pl.Decimal(38, 2)) / 100).alias("known_points"))
    return _collected(
        told.with_columns(pl.int_ranges("day", "until").alias("day"))
        .explode("day")
        .select(
            "partner",
            _day("day"),
            "lines",
            pl.when(pl.col("unknown") == 0).then("known_points").alias("points"),
            "unknown",
            "known_points",
            pl.col("points").cast(pl.Decimal(38, 0)).alias("known_points_numerator"),
            pl.lit(whole, pl.Int128).cast(pl.Decimal(38, 0)).alias("known_points_denominator"),
        )
    )
