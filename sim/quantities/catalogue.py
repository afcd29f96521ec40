"""Every number the model starts from and every column it writes, as the files of seeds/ say.

Decisions D8, D22 in sim/DECISIONS.md.
"""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, cast, get_args

from sim.errors import SimError
from sim.quantities.kinds import (
    DRAWN,
    INDICES,
    OUTCOMES,
    VOCABULARIES,
    Kind,
    LabelShare,
    Measure,
    MeasureKind,
    Prior,
    Quantity,
)
from sim.quantities.reading import SeedEntry, read_entries
from sim.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

REQUIRED = ("label", "unit", "description", "central", "low", "high", "legal")
FIELDS = (
    *REQUIRED,
    *("symbol", "index", "levels", "integer", "default_from"),
    *("prior", "claims", "sources", "judgement"),
)
CLAIM = re.compile(r"C\d+b?")

# Each prior's own argument in the seeds, and what its centre is called.
PRIORS = {"lognormal": ("sigma", "median"), "normal": ("sd", "mean"), "beta": ("size", "mean")}


@cache
def parameters() -> Mapping[str, Quantity]:
    """Load every parameter of the model by name, in alphabetical order.

    Returns
    -------
    mapping of str to Quantity
        By name; a `Quantity` of kind `parameter` each, read-only and read from seeds/parameters once.

    Raises
    ------
    SimError
        An entry of the seeds is malformed, or a name stands in two files.
    """
    return _collect("parameter", shipped("seeds") / "parameters")


@cache
def initial() -> Mapping[str, Quantity]:
    """Load every quantity of the state at the end of February 2021 by name, in alphabetical order.

    Returns
    -------
    mapping of str to Quantity
        By name; a `Quantity` of kind `initial` each, read-only and read from seeds/initial once.

    Raises
    ------
    SimError
        An entry of the seeds is malformed, or a name stands in two files.
    """
    return _collect("initial", shipped("seeds") / "initial")


@cache
def entries(kind: Kind) -> tuple[str, ...]:
    """List the flat names of all numbers of a kind.

    They go by quantity from a to z, and within a list in the order of its index. Every flat vector of
    parameters or of initial quantities is in this order.

    Parameters
    ----------
    kind : str
        `parameter` or `initial`.

    Returns
    -------
    tuple of str
        Flat names: `leak` of a single number, `step_by_issue.RM` of an entry of a list.
    """
    quantities = parameters() if kind == "parameter" else initial()
    return tuple(entry for quantity in quantities.values() for entry in quantity.entries)


@cache
def run_measures() -> tuple[Measure, ...]:
    """List the columns that describe a whole run, in the order of the outcome files.

    Returns
    -------
    tuple of Measure
        One a column of `outcomes.csv` that describes the run, those of labels among them.

    Raises
    ------
    SimError
        An entry of seeds/measures/run.yaml is malformed.
    """
    return tuple(map(read_measure, read_entries(shipped("seeds") / "measures" / "run.yaml")))


@cache
def monthly_measures() -> tuple[Measure, ...]:
    """List the columns that describe a month of a run, in the order of traces and panels.

    Returns
    -------
    tuple of Measure
        One a column of a trace; positions are those of the last axis of a block's months.

    Raises
    ------
    SimError
        An entry of seeds/measures/monthly.yaml is malformed.
    """
    return tuple(map(read_measure, read_entries(shipped("seeds") / "measures" / "monthly.yaml")))


def _collect(kind: Kind, folder: Path) -> Mapping[str, Quantity]:
    found: dict[str, Quantity] = {}
    for quantity in read_folder(kind, folder):
        if quantity.name in found:
            raise SimError(f"{folder}: {quantity.name} stands in two files")
        found[quantity.name] = quantity
    return MappingProxyType(dict(sorted(found.items())))


def read_folder(kind: Kind, folder: Path) -> Iterator[Quantity]:
    """Read the quantities of one folder of seeds, file by file.

    Parameters
    ----------
    kind : str
        `parameter` or `initial`, which every quantity of the folder becomes.
    folder : Path
        Holds a YAML file for each group of quantities; other files and subfolders are not read.

    Yields
    ------
    Quantity
        Checked, in the order of the file names and of the entries in each file.

    Raises
    ------
    SimError
        An entry is malformed; the error names its file, line and name.
    """
    for path in sorted(folder.glob("*.yaml")):
        for entry in read_entries(path):
            yield read_quantity(entry, kind)


def read_quantity(entry: SeedEntry, kind: Kind) -> Quantity:
    """Read one seeded quantity, and check it.

    Parameters
    ----------
    entry : SeedEntry
        The fields of the quantity, and where they stand; the name of the file is its group.
    kind : str
        `parameter` or `initial`.

    Returns
    -------
    Quantity
        Its vectors `central`, `low` and `high` have a number for each member of its index, or one.

    Raises
    ------
    SimError
        A field is missing, misspelt or of the wrong shape, the numbers are out of order, or nothing stands
        behind them.
    """
    entry.expect(FIELDS, REQUIRED)
    central = _vector(entry, "central")
    quantity = Quantity(
        name=entry.name,
        label=entry.text("label"),
        kind=kind,
        group=entry.file.stem,
        symbol=entry.text("symbol"),
        unit=entry.text("unit"),
        description=entry.text("description"),
        central=central,
        default_from=entry.text("default_from") or None,
        low=_vector(entry, "low"),
        high=_vector(entry, "high"),
        legal=entry.pair("legal"),
        integer=entry.flag("integer"),
        index=_index(entry),
        levels=entry.texts("levels"),
        prior=_prior(entry, central),
        claims=entry.texts("claims"),
        sources=entry.texts("sources"),
        judgement=entry.text("judgement") or None,
    )
    _check(entry, quantity)
    return quantity


def _index(entry: SeedEntry) -> str | None:
    name = entry.text("index")
    if name and name not in INDICES:
        entry.fail(f"index must be one of {', '.join(INDICES)}, not {name!r}")
    return name or None


def _vector(entry: SeedEntry, field: str) -> tuple[float, ...]:
    value, index = entry.fields[field], _index(entry)
    if index is None:
        return (entry.number(field, value),)
    members = INDICES[index]
    if not isinstance(value, dict) or tuple(value) != members:
        entry.fail(f"{field} must be a mapping with {', '.join(members)}, in this order")
    return tuple(entry.number(f"{field}.{member}", value[member]) for member in members)


def _prior(entry: SeedEntry, central: tuple[float, ...]) -> Prior | None:
    prior = entry.fields.get("prior")
    if prior is None:
        return None
    name = prior.get("distribution") if isinstance(prior, dict) else None
    if name not in PRIORS:
        entry.fail(f"prior needs a distribution, one of {', '.join(PRIORS)}")
    spread, centre = PRIORS[name]
    if set(prior) - {"negative"} != {"distribution", spread}:
        entry.fail(f"a {name} prior has the field {spread} and, where the number is negative, negative: true")
    size = entry.number(f"prior.{spread}", prior[spread])
    negative = tuple(name == "lognormal" and value < 0 for value in central)
    if size <= 0:
        entry.fail(f"prior.{spread} must be above 0")
    if any(negative) != (prior.get("negative") is True):
        entry.fail("prior: a lognormal of a negative number, and no other, says negative: true")
    if not all(_can_be_centre(name, value) for value in central):
        entry.fail(f"central cannot be the {centre} of a {name} prior")
    centres = (abs(value) if name == "lognormal" else value for value in central)
    return Prior(name, tuple({centre: value, spread: size} for value in centres), negative)


def _can_be_centre(distribution: str, value: float) -> bool:
    return {"lognormal": value != 0, "normal": True, "beta": 0 < value < 1}[distribution]


def _check(entry: SeedEntry, quantity: Quantity) -> None:
    if not (quantity.sources or quantity.judgement):
        entry.fail("needs sources, or a judgement that says why this size")
    for low, central, high in zip(quantity.low, quantity.central, quantity.high, strict=True):
        if not quantity.legal[0] <= low <= central <= high <= quantity.legal[1]:
            entry.fail(f"needs low <= central <= high inside legal, not {low:g}, {central:g}, {high:g}")
        if quantity.integer and central != int(central):
            entry.fail(f"central must be a whole number, not {central:g}")
    for claim in quantity.claims:
        if not CLAIM.fullmatch(claim):
            entry.fail(f"claims are numbered C1, C2, ..., not {claim!r}")
    if quantity.levels and quantity.legal != _span(quantity.levels):
        entry.fail(f"legal must span the levels, {_span(quantity.levels)}")


def _span(levels: tuple[str, ...]) -> tuple[float, float]:
    first = -1 if levels[0] == DRAWN else 0
    return float(first), float(first + len(levels) - 1)


def read_measure(entry: SeedEntry) -> Measure:
    """Read one column of the results, and check it.

    Parameters
    ----------
    entry : SeedEntry
        The fields of a column in seeds/measures.

    Returns
    -------
    Measure
        Its `levels` are the labels themselves, in the order of their codes; empty for a number.

    Raises
    ------
    SimError
        A field is missing, misspelt or of the wrong shape.
    """
    required = ("label", "unit", "kind", "description")
    entry.expect((*required, "integer", "band", "scale", "continues", "levels"), required)
    kind, scale = entry.text("kind"), entry.text("scale")
    if kind not in get_args(MeasureKind):
        entry.fail(f"kind must be one of {', '.join(get_args(MeasureKind))}, not {kind!r}")
    band = entry.pair("band") if "band" in entry.fields else None
    if scale not in ("", "log") or (scale and (band is None or band[0] <= 0)):
        entry.fail("scale can only be log, and only beside a band above 0")
    return Measure(
        name=entry.name,
        label=entry.text("label"),
        unit=entry.text("unit"),
        description=entry.text("description"),
        kind=cast("MeasureKind", kind),
        integer=entry.flag("integer"),
        band=band,
        log=scale == "log",
        continues=entry.text("continues") or None,
        levels=_levels(entry),
    )


def _levels(entry: SeedEntry) -> tuple[str, ...]:
    name = entry.text("levels")
    if name and name not in VOCABULARIES:
        entry.fail(f"levels must be one of {', '.join(VOCABULARIES)}, not {name!r}")
    if name and "band" in entry.fields:
        entry.fail("levels have no band")
    return VOCABULARIES.get(name, ())


@cache
def metrics() -> tuple[Measure, ...]:
    """List the run measures that are numbers: all but those that hold labels.

    Returns
    -------
    tuple of Measure
        In the order of `run_measures`.
    """
    return tuple(measure for measure in run_measures() if not measure.levels)


@cache
def share_metrics() -> Mapping[str, LabelShare]:
    """Map the shares of runs that stand for columns of labels, by name, to what they count.

    Returns
    -------
    mapping of str to LabelShare
        Column, label and code by name of the share; the outcomes first, then the columns of labels.

    Examples
    --------
    >>> from sim.quantities import share_metrics
    >>> share_metrics()["share_minsk_type_staller"]
    LabelShare(column='minsk_type', label='staller', code=1)
    """
    columns = {"outcome": OUTCOMES} | {measure.name: measure.levels for measure in run_measures()}
    return MappingProxyType(
        {
            share_name(column, label): LabelShare(column, label, code)
            for column, labels in columns.items()
            for code, label in enumerate(labels)
        }
    )


def share_name(column: str, label: str) -> str:
    """Name the share of runs with a label in a column: `share_rupture`, `share_minsk_type_staller`.

    Parameters
    ----------
    column : str
        `outcome`, or a run measure that holds labels.
    label : str
        One of its labels; not checked.

    Returns
    -------
    str
        The label alone follows `share_` where the column is `outcome`, else column and label.
    """
    return f"share_{label}" if column == "outcome" else f"share_{column}_{label}"
