"""What a seeded quantity and a measured one are, and the names their lists are indexed by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["parameter", "initial"]

INDICES: dict[str, tuple[str, ...]] = {
    "issue": ("RM", "CR", "FU", "SE", "SU"),
    "minsk_type": ("pliable", "staller", "resolute"),
    "kremlin_type": ("gradualist", "integrator", "replacer"),
    "ending": ("regime_collapse", "leader_replaced", "western_reopening", "rupture"),
}

# The code of an outcome is its position.
OUTCOMES = (
    "muddling_through",
    "deep_integration",
    "leader_replaced",
    "regime_collapse",
    "western_reopening",
    "rupture",
)

# What columns of labels hold, by the name that `levels` has in seeds/measures. The code of a label, as the
# engines and the panel have it, is its position.
VOCABULARIES: dict[str, tuple[str, ...]] = {
    "outcome": OUTCOMES,
    "minsk_type": INDICES["minsk_type"],
    "kremlin_type": INDICES["kremlin_type"],
    "first_concession": ("nothing", "with_fuel", "without_fuel"),
    "reply": ("accepted", "rejected", "countered", "none"),
    "help": ("none", "in_kind", "suppression"),
}

DRAWN = "drawn"  # the first level of a type that each run draws for itself; its value is -1


@dataclass(frozen=True, slots=True)
class Prior:
    """How sure we are of a judgement: one distribution, with its arguments for each entry of the quantity.

    `arguments` are those a scenario's `uncertain` takes: lognormal (median, sigma), normal (mean, sd) or beta
    (mean, size). Where `negative` holds, the distribution is that of the absolute value, and the draw is
    negated.
    """

    distribution: str
    arguments: tuple[Mapping[str, float], ...]
    negative: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number (or a short list of numbers) that the model starts from, with what stands behind it.

    `label` is what people call it: nothing else names it for them.
    """

    name: str
    label: str
    kind: Kind
    group: str
    symbol: str
    unit: str
    description: str
    central: tuple[float, ...]
    default_from: str | None
    low: tuple[float, ...]
    high: tuple[float, ...]
    legal: tuple[float, float]
    integer: bool
    index: str | None
    levels: tuple[str, ...]
    prior: Prior | None
    claims: tuple[str, ...]
    sources: tuple[str, ...]
    judgement: str | None

    def label_of(self, flat: str) -> str:
        """Return what people call the quantity, or one entry of it by its flat name.

        Parameters
        ----------
        flat : str
            Name of the quantity, or of one of its entries: `step_by_issue.RM`.

        Returns
        -------
        str
            The label; for an entry of a list followed by `: ` and the name of the member.
        """
        member = flat.partition(".")[2]
        return f"{self.label}: {member}" if member else self.label

    @property
    def members(self) -> tuple[str, ...]:
        """The names of the list's entries (`RM`, `CR`, ...); empty for a single number.

        Returns
        -------
        tuple of str
            In the order of `central`, `low` and `high`.
        """
        return INDICES[self.index] if self.index else ()

    @property
    def entries(self) -> tuple[str, ...]:
        """The flat names: `step_by_issue.RM` and so on for a list, the bare name for a single number.

        Returns
        -------
        tuple of str
            One for each number of `central`, in its order.
        """
        return tuple(f"{self.name}.{member}" for member in self.members) or (self.name,)

    def level_value(self, level: str) -> int:
        """Look up the number behind the name of a level; a first level `drawn` counts as -1.

        Parameters
        ----------
        level : str
            One of `levels`.

        Returns
        -------
        int
            Position among the levels from 0, one less where the first level is `drawn`.

        Raises
        ------
        ValueError
            There is no such level.
        """
        return self.levels.index(level) - (self.levels[0] == DRAWN)


MeasureKind = Literal["metric", "observable", "state", "decision", "flow"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of the results: of a whole run, or of each of its months.

    `label` is what people call it: nothing else names it for them.
    `band` is the range over which a histogram of all runs is kept month by month; `log` says that its bins
    are equal in the logarithm. `continues` is the initial quantity whose value the column has before month 1,
    where its name is another. `levels` are the labels of a column that holds no number, in the order of their
    codes.
    """

    name: str
    label: str
    unit: str
    description: str
    kind: MeasureKind
    integer: bool
    band: tuple[float, float] | None
    log: bool
    continues: str | None = None
    levels: tuple[str, ...] = ()

    @property
    def missing_after_end(self) -> bool:
        """Whether a run has no value in the months after its end: so with flows and decisions.

        States and observables keep their last value.

        Returns
        -------
        bool
            True of the kinds `flow` and `decision`.
        """
        return self.kind in ("flow", "decision")


class LabelShare(NamedTuple):
    """The share of runs with a label in a column; `code` is the position of the label in its column."""

    column: str
    label: str
    code: int
