"""An arm: what is set in a scenario and what happens in it; and a comparison of arms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from sim.scenario import Event


@dataclass(frozen=True, slots=True)
class Arm:
    """One side of a comparison: what is set in the scenario, as after `--set`, and what happens in it."""

    settings: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def key(self) -> str:
        """All of it in one text: arms of one text are one arm."""
        return repr(self)

    def with_settings(self, settings: tuple[str, ...]) -> Arm:
        """Return the same arm with more set, over what it sets itself."""
        return Arm((*self.settings, *settings), self.events)


AS_IT_STANDS = Arm()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A treatment against a control; `against` another such pair, if the effect is taken less theirs."""

    control: Arm
    treatment: Arm
    against: tuple[Arm, Arm] | None = None

    @property
    def arms(self) -> tuple[Arm, ...]:
        """All arms that have to be played."""
        return (self.control, self.treatment, *(self.against or ()))

    def with_settings(self, settings: tuple[str, ...]) -> Comparison:
        """Return the same comparison with more set in all arms."""
        against = self.against and cast(
            "tuple[Arm, Arm]", tuple(arm.with_settings(settings) for arm in self.against)
        )
        return Comparison(
            self.control.with_settings(settings), self.treatment.with_settings(settings), against
        )
