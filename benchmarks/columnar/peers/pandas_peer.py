"""pandas: the timelines as steps over frames. Ids are whole numbers here, as the generator writes."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks.columnar.peers.published import ACTIONS, RATES, TOOLS, WINDOW
from managed_mrr.amounts.currencies import MINOR_UNITS

__all__ = ["timelines"]

Frame: TypeAlias = pd.DataFrame

NEVER = 1 << 22
"""The end of what has none, as a number of days; higher than that of any date."""

EPOCH = date(1970, 1, 1).toordinal()


def _days(column: pa.ChunkedArray) -> NDArray[Any]:
    """Days as numbers, all of them above zero; NEVER where there is none."""
    filled = pc.fill_null(column.cast(pa.int32()), NEVER - EPOCH)
    numbers: NDArray[Any] = filled.to_numpy().astype(np.int64)
    return numbers + EPOCH


def _periods(table: pa.Table, *columns: str) -> Frame:
    frame = table.select(list(columns)).to_pandas()
    return frame.assign(start=_days(table["start"]), until=_days(table["end"]))


def _read(folder: Path, name: str, columns: Sequence[str] | None = None) -> pa.Table:
    return pq.read_table(folder / f"{name}.parquet", columns=columns)


def _both(frame: Frame, other: Frame, on: list[str]) -> Frame:
    """The days that are in a period of either."""
    met = frame.merge(other, on=on, suffixes=("", "_other"))
    met["start"] = np.maximum(met["start"], met.pop("start_other"))
    met["until"] = np.minimum(met["until"], met.pop("until_other"))
    return met[met["start"] < met["until"]]


def _joined(frame: Frame, *keys: str) -> Frame:
    """
    Overlapping and touching periods of one owner as one.

    Owner and day make one number, so that one running maximum serves all owners: a run begins where a start lies
    beyond all ends before it, and ends with the latest end before the next one begins.
    """
    frame = frame.sort_values([*keys, "start"])
    changed = np.zeros(len(frame), dtype=bool)
    for key in keys:
        values = frame[key].to_numpy()
        changed[1:] |= values[1:] != values[:-1]
    owner = np.cumsum(changed) * (2 * NEVER)
    reached = np.maximum.accumulate(owner + frame["until"].to_numpy())
    first = np.ones(len(frame), dtype=bool)
    first[1:] = (owner + frame["start"].to_numpy())[1:] > reached[:-1]
    begins = np.flatnonzero(first)
    runs = frame[[*keys, "start"]].iloc[begins]
    return runs.assign(until=reached[np.append(begins, len(frame))[1:] - 1] - owner[begins]).reset_index(drop=True)


def _pauses(column: pa.ChunkedArray) -> Frame:
    """The periods in a column of lists, each with the row it stands in."""
    column = column.combine_chunks()
    inside = pc.list_flatten(column)
    return pd.DataFrame(
        {
            "record": pc.list_parent_indices(column).to_numpy(),
            "pause": _days(pc.struct_field(inside, "start")),
            "again": _days(pc.struct_field(inside, "end")),
        }
    )


def _outside(frame: Frame, pauses: Frame) -> Frame:
    """What is left of periods outside the pauses recorded with them, which may overlap and reach beyond them."""
    paused = frame.iloc[pauses["record"].unique()]
    # The end of the period closes the last gap.
    closing = pd.DataFrame({"record": paused.index, "pause": paused["until"], "again": NEVER})
    gaps = pd.concat([pauses, closing]).sort_values(["record", "pause"])
    before = gaps.groupby("record")["again"].cummax().groupby(gaps["record"]).shift(1, fill_value=0)
    left = frame.loc[gaps["record"]]
    left = left.assign(
        start=np.maximum(left["start"].to_numpy(), before.to_numpy()),
        until=np.minimum(left["until"].to_numpy(), gaps["pause"].to_numpy()),
    )
    whole = frame.drop(index=paused.index)
    return pd.concat([whole, left[left["start"] < left["until"]]], ignore_index=True)


def _staff(folder: Path) -> Frame:
    """Who works for whom, and whether the e-mail domain links them."""
    staff = _read(folder, "employees", ["id", "partner", "email"]).to_pandas().rename(columns={"id": "employee"})
    domains = _read(folder, "partners", ["id", "employee_domains"]).to_pandas().explode("employee_domains")
    known = domains.dropna().rename(columns={"id": "partner", "employee_domains": "domain"})
    known = known.assign(domain=known["domain"].str.lower(), linked=True).drop_duplicates()
    staff["domain"] = staff.pop("email").str.split("@").str[1].str.lower()
    staff = staff.merge(known, on=["partner", "domain"], how="left").drop(columns="domain")
    return staff.assign(linked=staff["linked"].notna())


def _relationships(managing: Frame) -> Frame:
    runs = _joined(managing, "client", "partner")
    return runs.assign(relationship=runs.index)


def _managing(present: Frame, links: Frame) -> Frame:
    """An unbroken presence in both accounts, from its first linked day on."""
    met = present[~present["linked"]].merge(links, on=["employee", "client"], suffixes=("", "_link"))
    met = met[(met["start"] < met["until_link"]) & (met["start_link"] < met["until"])]
    met = met.assign(start=np.maximum(met["start"], met["start_link"]))
    by_hand = met.groupby(["partner", "client", "employee", "until"], as_index=False, sort=False)["start"].min()
    columns = ["partner", "client", "start", "until"]
    return pd.concat([present.loc[present["linked"], columns], by_hand[columns]])


def _people(folder: Path) -> tuple[Frame, Frame]:
    """The relationships, and when employees were active and linked, which is always within one of them."""
    staff, links = _staff(folder), _periods(_read(folder, "links"), "employee", "client")
    own, theirs = _read(folder, "partner_users"), _read(folder, "client_users")
    here, there = _periods(own, "employee"), _periods(theirs, "employee", "client")
    present = _both(_joined(there, "client", "employee"), _joined(here, "employee").merge(staff), ["employee"])
    relationships = _relationships(_managing(present, links))
    here = _outside(here, _pauses(own["deactivated"])).merge(staff)
    active = _both(_outside(there, _pauses(theirs["deactivated"])), here, ["employee"])
    by_hand = _both(active[~active["linked"]], links, ["employee", "client"])
    able = pd.concat([active[active["linked"]], by_hand])
    able = able.merge(relationships, on=["partner", "client"], suffixes=("", "_whole"))
    able = able[(able["start_whole"] <= able["start"]) & (able["until"] <= able["until_whole"])]
    return relationships, able[["employee", "client", "start", "until", "relationship"]]


def _qualifying(folder: Path) -> Frame:
    tool, action = pc.field("tool"), pc.field("action")
    counts = tool.isin(TOOLS) & action.isin(ACTIONS) & ((tool != "blog") | (action == "publish"))
    columns = ["employee", "client", "on"]
    done = pq.read_table(folder / "activities.parquet", columns=columns, filters=counts)
    return done.select(columns[:2]).to_pandas().assign(day=_days(done["on"]))


def _served(done: Frame, able: Frame) -> Frame:
    """
    When relationships had a live activity, but for their own ends.

    Two activities of the same stretch of 60 days always touch, so its first and its last day are all there is to
    know of it.
    """
    done = done.merge(able, on=["employee", "client"])
    done = done[(done["start"] <= done["day"]) & (done["day"] < done["until"])]
    stretches = done.groupby([done["relationship"], done["day"] // WINDOW], sort=False)["day"].agg(["min", "max"])
    ends = pd.DataFrame({"start": stretches["min"], "until": stretches["max"] + WINDOW})
    return _joined(ends.reset_index(level=0), "relationship")


def _agreements(folder: Path) -> Frame:
    """When partners had an agreement; without a list they always had."""
    partners = _read(folder, "partners", ["id", "agreements"])
    ids = partners["id"].to_pandas()
    always = ids[partners["agreements"].is_null().to_numpy()]
    given = _pauses(partners["agreements"])
    listed = pd.DataFrame(
        {"partner": ids.take(given["record"]).array, "start": given["pause"], "until": given["again"]}
    )
    ever = pd.DataFrame({"partner": always, "start": 0, "until": NEVER})
    return pd.concat([ever, _joined(listed, "partner")])


def _servicing(folder: Path) -> Frame:
    """When which partner serviced which client."""
    relationships, able = _people(folder)
    inside = _both(_served(_qualifying(folder), able), relationships, ["relationship"])
    return _both(inside, _agreements(folder), ["partner"])[["partner", "client", "start", "until"]]


def _fees(folder: Path) -> Frame:
    """What items make a month and when, as whole numbers of units for so many months."""
    sold = _read(folder, "subscriptions")
    sold = sold.filter(sold["billing"].is_valid()).combine_chunks()
    first = _days(pc.struct_field(sold["billing"], "first"))
    counting = pd.DataFrame(
        {
            "client": sold["client"].to_numpy(),
            "subscription": np.arange(len(sold)),
            "start": np.maximum(_days(sold["start"]), first),
            "until": np.minimum(_days(sold["end"]), _days(sold["refunded_on"])),
        }
    )
    counted = _outside(counting, _pauses(sold["not_in_good_standing"]))
    items = sold["items"].combine_chunks()
    each = pa.Table.from_struct_array(pc.list_flatten(items))
    fees = pd.DataFrame(
        {
            "subscription": pc.list_parent_indices(items).to_numpy(),
            "counts": pc.and_(pc.equal(each["kind"], "recurring"), each["eligible"]).to_numpy(),
            "months": each["months"].to_numpy().astype(np.int64),
            "net": _units(each["price"]) - _units(each["discount"]),
            "start": _days(each["start"]),
            "until": _days(each["end"]),
        }
    )
    fees = fees[fees.pop("counts") & (fees["net"] > 0)]
    return _both(fees, counted, ["subscription"])


def _units(amounts: pa.ChunkedArray) -> NDArray[Any]:
    """Amounts as whole numbers of the finest decimal place of their column."""
    amounts = amounts.combine_chunks()
    wide = np.frombuffer(amounts.buffers()[1], dtype=np.int64).reshape(-1, 2)[amounts.offset :][: len(amounts)]
    assert (wide[:, 1] == wide[:, 0] >> 63).all()  # they fit into 64 bits
    return wide[:, 0]


def _spans(servicing: Frame, fees: Frame, months: int) -> Frame:
    """The days between two changes at a client: what it pays then, and which partner shares it."""
    monthly = fees["net"] * (months // fees["months"])
    parts = [(servicing, "start", 0), (servicing, "until", 0), (fees, "start", monthly), (fees, "until", -monthly)]
    changes = pd.concat(
        [
            pd.DataFrame({"client": frame["client"], "day": frame[name], "delta": delta, "edge": frame is servicing})
            for frame, name, delta in parts
        ]
    )
    changes = changes.groupby(["client", "day"], as_index=False).agg({"delta": "sum", "edge": "any"})
    changes = changes[changes["edge"] | (changes["delta"] != 0)]
    # Fees without an end are taken off on the day that never comes, so every client begins with nothing.
    spans = pd.DataFrame({"client": changes["client"], "day": changes["day"], "mrr": changes["delta"].cumsum()})
    spans["after"] = spans["day"].shift(-1, fill_value=NEVER)
    met = spans.merge(servicing, on="client")
    met = met[(met["start"] <= met["day"]) & (met["day"] < met["until"])]
    met = met.drop(columns=["start", "until"]).rename(columns={"day": "start", "after": "until"})
    return met.sort_values(["client", "start", "partner"], ignore_index=True)


def _paying(folder: Path, months: int) -> Frame:
    """For each client and rate of its currency the points a unit makes; without a rate, none for ever."""
    rates = pd.DataFrame(
        [
            (currency, start.toordinal() if start else 0, until.toordinal() if until else NEVER, per_two)
            for currency, start, until, per_two in RATES
        ],
        columns=["currency", "start", "until", "per_two"],
    )
    table = _read(folder, "clients", ["id", "currency", "points_multiplier"])
    clients = table.select(["id", "currency"]).to_pandas().rename(columns={"id": "client"})
    clients["points"] = _units(table["points_multiplier"]) * 2
    clients["shown"] = clients["currency"].map({code: 10**digits for code, digits in MINOR_UNITS.items()})
    paying = clients.merge(rates, on="currency", how="left")
    known = paying["per_two"].notna()
    scale = 10 ** table.schema.field("points_multiplier").type.scale
    return paying.assign(
        known=known,
        start=paying["start"].fillna(0).astype(np.int64),
        until=paying["until"].fillna(NEVER).astype(np.int64),
        points_whole=paying.pop("per_two").fillna(1).astype(np.int64) * scale,
        whole=10 ** _price_decimals(folder) * months,
    )


def _price_decimals(folder: Path) -> int:
    items = pq.read_schema(folder / "subscriptions.parquet").field("items").type.value_type
    return int(items.field("price").type.scale)


def _rounded(number: NDArray[Any], whole: NDArray[Any], parts: NDArray[Any] | int) -> pa.Array:
    """Half-even to so many parts of one, by whole numbers alone."""
    shown, rest = np.divmod(number * parts, whole)
    shown += (2 * rest > whole) | ((2 * rest == whole) & (shown % 2 == 1))
    wide = np.zeros((len(shown), 2), dtype=np.int64)
    wide[:, 0] = shown * (10_000 // parts)
    return pa.Array.from_buffers(pa.decimal128(38, 4), len(shown), [None, pa.py_buffer(wide)])


def _told(days: NDArray[Any]) -> pa.Array:
    return pa.array((days - EPOCH).astype(np.int32), mask=days == NEVER).view(pa.date32())


def _answer(rated: Frame, sharing: pa.Array) -> pa.Table:
    """An even share in lowest terms, and the points it makes."""
    number, whole = rated["mrr"].to_numpy(), (rated["whole"] * rated["sharers"]).to_numpy()
    divisor = np.gcd(number, whole)
    number, whole = number // divisor, whole // divisor
    points, points_whole = number * rated["points"].to_numpy(), whole * rated["points_whole"].to_numpy()
    divisor = np.gcd(points, points_whole)
    points, points_whole = points // divisor, points_whole // divisor
    known = pa.array(rated["known"])
    table = {
        "partner": pa.array(rated["partner"]),
        "client": pa.array(rated["client"]),
        "start": _told(rated["start"].to_numpy()),
        "end": _told(rated["until"].to_numpy()),
        "currency": pa.array(rated["currency"]),
        "credit": _rounded(number, whole, rated["shown"].to_numpy()),
        "credit_numerator": pa.array(number),
        "credit_denominator": pa.array(whole),
        "points": pc.if_else(known, _rounded(points, points_whole, 100), None),
        "points_numerator": pc.if_else(known, pa.array(points), None),
        "points_denominator": pc.if_else(known, pa.array(points_whole), None),
        "sharing": sharing,
    }
    return pa.table(table)


def _shared(spans: Frame) -> tuple[Frame, pa.Array]:
    """Number the spans, and tell of each by whom it is shared."""
    client, start = spans["client"].to_numpy(), spans["start"].to_numpy()
    new = np.ones(len(spans), dtype=bool)
    new[1:] = (client[1:] != client[:-1]) | (start[1:] != start[:-1])
    offsets, span = np.append(np.flatnonzero(new), len(spans)), np.cumsum(new) - 1
    sharing = pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), pa.array(spans["partner"]))
    return spans.assign(span=span, sharers=np.diff(offsets)[span]), sharing


def _rated(spans: Frame, paying: Frame) -> Frame:
    """Spans cut where rates change; no money makes no points at any rate, so a new rate changes nothing then."""
    met = spans.merge(paying, on="client", suffixes=("", "_rate"))
    none = met["mrr"] == 0
    met = met[np.where(none, met["until_rate"] == NEVER, _overlap(met))]
    none = met["mrr"] == 0
    met["start"] = np.where(none, met["start"], np.maximum(met["start"], met["start_rate"]))
    met["until"] = np.where(none, met["until"], np.minimum(met["until"], met["until_rate"]))
    return met.sort_values(["partner", "client", "start"])


def _overlap(met: Frame) -> pd.Series:
    return (met["start_rate"] < met["until"]) & (met["start"] < met["until_rate"])


def timelines(folder: Path) -> pa.Table:
    """All timelines: a row for each partner, client and run of days."""
    fees = _fees(folder)
    months = int(np.lcm.reduce(fees["months"].unique(), initial=1))
    spans, sharing = _shared(_spans(_servicing(folder), fees, months))
    rated = _rated(spans, _paying(folder, months))
    return _answer(rated, sharing.take(pa.array(rated["span"])))
