"""The distributions that an uncertain quantity may be drawn from, once a run."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.scenario.kinds import Real, complaint

if TYPE_CHECKING:
    from sim.quantities import Quantity

Finite = Annotated[float, Real()]
Positive = Annotated[float, Real(low=0, above=True)]
Inside = Annotated[float, Real(0, 1, above=True)]


@dataclass(frozen=True)
class NotZero(Real):
    """Any number but 0."""

    def check(self, value: object) -> float:
        """Return the number, or complain.

        Parameters
        ----------
        value : object
            A value of a file.

        Returns
        -------
        float
            The number, positive or negative.

        Raises
        ------
        PydanticCustomError
            It is 0, or no number.
        """
        if value == 0:
            raise complaint("0 has no logarithm", "a number above 0, or below it for a mirrored distribution")
        return super().check(value)


CUT = ("at_least", "at_most")


class Family(BaseModel):
    """What all distributions share: they are plain, frozen data with a name, and may be cut off.

    A distribution that is cut off keeps its shape between `at_least` and `at_most`: it is the law of a draw
    that is known to lie there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    distribution: str
    at_least: Annotated[float | None, Real()] = Field(default=None, description="cut off below this value")
    at_most: Annotated[float | None, Real()] = Field(default=None, description="cut off above this value")

    @model_validator(mode="after")
    def cut(self) -> Self:
        """Check that something is left between the ends.

        Returns
        -------
        Family
            The distribution itself.

        Raises
        ------
        PydanticCustomError
            `at_least` is not below `at_most`, or nothing that would be drawn lies between them.
        """
        low, high = self.ends
        if not low < high:
            raise complaint(f"at_least {low:g}, at_most {high:g}: not in order", "at_least < at_most")
        lowest, highest = self.support
        if not (low < highest and high > lowest):
            raise complaint(
                "nothing is left between at_least and at_most", f"{lowest:g} to {highest:g} is drawn"
            )
        return self

    @property
    def arguments(self) -> tuple[float, ...]:
        """The arguments in the order in which they are declared.

        Returns
        -------
        tuple of float
            Without `at_least` and `at_most`. Values are in the unit of the quantity; `sigma` of a lognormal
            and `size` of a beta distribution have no unit.
        """
        return tuple(float(value) for name, value in self if name not in ("distribution", *CUT))

    @property
    def written(self) -> dict[str, str | float]:
        """The distribution as a file has it: its arguments, then where it is cut off, if it is."""
        data: dict[str, str | float] = self.model_dump(exclude_none=True)
        return {**{key: value for key, value in data.items() if key not in CUT}, **data}

    @property
    def ends(self) -> tuple[float, float]:
        """Where it is cut off, infinite where it is not.

        Returns
        -------
        low, high : float
            In the unit of the quantity.
        """
        return (
            -inf if self.at_least is None else self.at_least,
            inf if self.at_most is None else self.at_most,
        )

    @property
    def support(self) -> tuple[float, float]:
        """Between which values it would draw if it were not cut off.

        Returns
        -------
        low, high : float
            In the unit of the quantity, infinite where there is no bound.
        """
        return -inf, inf

    @property
    def reach(self) -> tuple[float, ...]:
        """Values that must be legal for the quantity: the ends, or the centre where there are no ends.

        Returns
        -------
        tuple of float
            Finite values in the unit of the quantity.
        """
        known = (
            self.support if isfinite(self.support[0]) and isfinite(self.support[1]) else self.arguments[:1]
        )
        return (*known, *(end for end in self.ends if isfinite(end)))

    def ordered(self, *names: str) -> None:
        """Complain where the arguments of these names do not rise; the outermost must differ.

        Parameters
        ----------
        *names : str
            Names of two or more arguments, from the lowest to the highest.

        Raises
        ------
        PydanticCustomError
            They do not rise.
        """
        values = [getattr(self, name) for name in names]
        if values != sorted(values) or not values[0] < values[-1]:
            given = ", ".join(f"{name} {value:g}" for name, value in zip(names, values, strict=True))
            raise complaint(
                f"{given}: not in order", f"{names[0]} < {names[-1]}" + (", mode between" * (len(names) > 2))
            )


class Lognormal(Family):
    """The logarithm is normal; a negative median mirrors the distribution to negative values."""

    distribution: Literal["lognormal"] = "lognormal"
    median: Annotated[float, NotZero()] = Field(description="half of the draws lie below; not 0")
    sigma: Positive = Field(description="standard deviation of the logarithm")

    @property
    def support(self) -> tuple[float, float]:
        """The side of 0 on which the median lies."""
        return (0.0, inf) if self.median > 0 else (-inf, 0.0)


class Normal(Family):
    """The bell curve."""

    distribution: Literal["normal"] = "normal"
    mean: Finite = Field(description="the centre")
    sd: Positive = Field(description="standard deviation")


class Uniform(Family):
    """Every value between two ends alike."""

    distribution: Literal["uniform"] = "uniform"
    low: Finite = Field(description="the lower end")
    high: Finite = Field(description="the upper end")

    @model_validator(mode="after")
    def rising(self) -> Self:
        """Check the order of the ends."""
        self.ordered("low", "high")
        return self

    @property
    def support(self) -> tuple[float, float]:
        """Both ends."""
        return (self.low, self.high)


class Loguniform(Family):
    """Every logarithm between two ends alike."""

    distribution: Literal["loguniform"] = "loguniform"
    low: Positive = Field(description="the lower end, above 0")
    high: Positive = Field(description="the upper end")

    @model_validator(mode="after")
    def rising(self) -> Self:
        """Check the order of the ends."""
        self.ordered("low", "high")
        return self

    @property
    def support(self) -> tuple[float, float]:
        """Both ends."""
        return (self.low, self.high)


class Triangular(Family):
    """Straight up to the most likely value, and straight down again."""

    distribution: Literal["triangular"] = "triangular"
    low: Finite = Field(description="the lower end")
    mode: Finite = Field(description="the most likely value")
    high: Finite = Field(description="the upper end")

    @model_validator(mode="after")
    def rising(self) -> Self:
        """Check the order of the ends and the mode."""
        self.ordered("low", "mode", "high")
        return self

    @property
    def support(self) -> tuple[float, float]:
        """Both ends."""
        return (self.low, self.high)


class Beta(Family):
    """A share, as sure as if `size` cases had been seen."""

    distribution: Literal["beta"] = "beta"
    mean: Inside = Field(description="the mean, between 0 and 1")
    size: Positive = Field(description="number of cases seen: the larger, the narrower")

    @property
    def support(self) -> tuple[float, float]:
        """A share."""
        return (0.0, 1.0)

    @property
    def reach(self) -> tuple[float, ...]:
        """The mean: what is drawn beyond a narrower legal range is cut to it."""
        return (self.mean, *(end for end in self.ends if isfinite(end)))


Distribution = Lognormal | Normal | Uniform | Loguniform | Triangular | Beta

FAMILIES: dict[str, type[Distribution]] = {
    "lognormal": Lognormal,
    "normal": Normal,
    "uniform": Uniform,
    "loguniform": Loguniform,
    "triangular": Triangular,
    "beta": Beta,
}


def prior(quantity: Quantity, position: int) -> Distribution | None:
    """Return the prior of one entry of a quantity, as the seeds have it; None where it has none.

    Parameters
    ----------
    quantity : Quantity
        A parameter or an initial quantity.
    position : int
        Position of the entry in its list, 0 for a single number.

    Returns
    -------
    Distribution or None
        A prior in the unit of the quantity.
    """
    if quantity.prior is None:
        return None
    arguments = dict(quantity.prior.arguments[position])
    if quantity.prior.negative[position]:
        arguments["median"] = -arguments["median"]
    return FAMILIES[quantity.prior.distribution].model_validate(arguments)
