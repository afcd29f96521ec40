"""The distributions that an uncertain quantity may be drawn from, once a run."""

from __future__ import annotations

from dataclasses import dataclass
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
        """Return the number, or complain."""
        if value == 0:
            raise complaint("0 has no logarithm", "a number above 0, or below it for a mirrored distribution")
        return super().check(value)


class Family(BaseModel):
    """What all distributions share: they are plain, frozen data with a name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    distribution: str

    @property
    def arguments(self) -> tuple[float, ...]:
        """The arguments in the order in which they are declared."""
        return tuple(float(value) for name, value in self if name != "distribution")

    @property
    def reach(self) -> tuple[float, ...]:
        """Values that must be legal for the quantity: the ends, or the centre where there are no ends."""
        return self.arguments[:1]

    def ordered(self, *names: str) -> None:
        """Complain where the arguments of these names do not rise; the outermost must differ."""
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
    def reach(self) -> tuple[float, ...]:
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
    def reach(self) -> tuple[float, ...]:
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
    def reach(self) -> tuple[float, ...]:
        """Both ends."""
        return (self.low, self.high)


class Beta(Family):
    """A share, as sure as if `size` cases had been seen."""

    distribution: Literal["beta"] = "beta"
    mean: Inside = Field(description="the mean, between 0 and 1")
    size: Positive = Field(description="number of cases seen: the larger, the narrower")


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
    """Return the prior of one entry of a quantity, as the seeds have it; None where it has none."""
    if quantity.prior is None:
        return None
    arguments = dict(quantity.prior.arguments[position])
    if quantity.prior.negative[position]:
        arguments["median"] = -arguments["median"]
    return FAMILIES[quantity.prior.distribution].model_validate(arguments)
