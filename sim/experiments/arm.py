"""An arm: what is set in a scenario and what happens in it; and a comparison of arms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from sim.scenario import Event


@dataclass(frozen=True, slots=True)
class Arm:
    """One side of a comparison: what is set in the scenario, as after `--set`, and what happens in it.

    Parameters
    ----------
    settings : tuple of str
        `key=value` each.
    events : tuple of Event
        Beside the events of the scenario.
    scenario : str, optional
        Name of a shipped scenario in place of the one that is studied.
    months : int, optional
        In place of the scenario's own horizon.
    portion : int
        The arm plays one run in so many, and their months are not kept.
    """

    settings: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    scenario: str | None = None
    months: int | None = None
    portion: int = 1

    @property
    def key(self) -> str:
        """All of it in one text: arms of one text are one arm.

        Returns
        -------
        str
            Equal for arms of equal fields, also in another process.
        """
        return repr(self)

    @property
    def untouched(self) -> Arm:
        """The scenario of the arm with nothing set and nothing added, all runs played.

        Returns
        -------
        Arm
            With the scenario and the months of this arm only.
        """
        return Arm(scenario=self.scenario, months=self.months)

    def with_settings(self, settings: tuple[str, ...]) -> Arm:
        """Return the same arm with more set, over what it sets itself.

        Parameters
        ----------
        settings : tuple of str
            `key=value` each; of two with one key the later counts.

        Returns
        -------
        Arm
            A new arm.
        """
        return replace(self, settings=(*self.settings, *settings))


AS_IT_STANDS = Arm()


@dataclass(frozen=True, slots=True)
class ArmComparison:
    """A treatment against a control; `against` another such pair, if the effect is taken less theirs."""

    control: Arm
    treatment: Arm
    against: tuple[Arm, Arm] | None = None

    @property
    def arms(self) -> tuple[Arm, ...]:
        """All arms that have to be played.

        Returns
        -------
        tuple of Arm
            Control, treatment, and the pair of `against` where there is one: the order of the weights of a
            `Subject`.
        """
        return (self.control, self.treatment, *(self.against or ()))

    def with_settings(self, settings: tuple[str, ...]) -> ArmComparison:
        """Return the same comparison with more set in all arms.

        Parameters
        ----------
        settings : tuple of str
            `key=value` each, after what an arm sets itself.

        Returns
        -------
        ArmComparison
            A new comparison.
        """
        against = self.against and cast(
            "tuple[Arm, Arm]", tuple(arm.with_settings(settings) for arm in self.against)
        )
        return ArmComparison(
            self.control.with_settings(settings), self.treatment.with_settings(settings), against
        )
