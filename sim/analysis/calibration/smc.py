"""Sequential Monte Carlo by pyabc, so seeded that a generation depends on seed and on the one before alone.

pyabc draws from numpy's global state. Each generation starts from a state of its own, made of the seed and
the number of the generation, in one process; so a search that was interrupted goes on to the same end,
whatever the machine does beside. What the global state was before is put back.

Decision D30 in sim/DECISIONS.md.
"""

from __future__ import annotations

import logging
import math
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pyabc
from pyabc.sampler import SingleCoreSampler
from pyabc.transition import MultivariateNormalTransition

from sim.analysis.calibration.generations import seal, telling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

    Simulation = Callable[[Vector, int], dict[str, float]]

SAMPLE_OF_PRIOR = -1  # pyabc's number of the sample before the first generation
RUNS = 10**9  # chance is drawn from the runs that a scenario may have
ABC_ID = 1
FROM_PRIOR = 0.25  # of the proposals: no weight is above four times the mean
QUANTILE = 0.3  # of the distances of a generation: the next one lies within
logging.getLogger("ABC").setLevel(logging.WARNING)


class StandardNormal(pyabc.RVBase):
    """A standard normal number: what every parameter is in the space that is searched."""

    def rvs(self, *_: Any, **__: Any) -> float:
        """Draw one.

        Parameters
        ----------
        *_, **__ : object
            Left alone; pyabc may pass a size.

        Returns
        -------
        float
            A point, in standard deviations of the prior.
        """
        return float(np.random.standard_normal())  # noqa: NPY002 - pyabc's state

    def pdf(self, x: float, *_: Any, **__: Any) -> float:
        """Its density.

        Parameters
        ----------
        x : float
            A point, in standard deviations of the prior.
        *_, **__ : object
            Left alone; pyabc may pass more.

        Returns
        -------
        float
            Per standard deviation.
        """
        return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)

    def cdf(self, x: float, *_: Any, **__: Any) -> float:
        """Its distribution.

        Parameters
        ----------
        x : float
            A point, in standard deviations of the prior.
        *_, **__ : object
            Left alone; pyabc may pass more.

        Returns
        -------
        float
            Probability of a number up to `x`.
        """
        return math.erf(x / math.sqrt(2)) / 2 + 0.5

    def pmf(self, x: float, *_: Any, **__: Any) -> float:
        """It has no atoms.

        Parameters
        ----------
        x : float
            A point, in standard deviations of the prior.
        *_, **__ : object
            Left alone; pyabc may pass more.

        Returns
        -------
        float
            0, or NaN for NaN.
        """
        return 0.0 * x

    def copy(self) -> StandardNormal:
        """Another one."""
        return StandardNormal()


class Moves(MultivariateNormalTransition):
    """Where the next points are looked for: around the last ones, and now and then anywhere in the prior.

    The share from the prior bounds the weights, so that no few points stand for all in many dimensions
    (Hesterberg 1995). The factor of the covariance is Cholesky's: it has the same signs in every library.
    """

    def fit(self, X: Any, w: Vector) -> None:  # noqa: N803 - pyabc's name
        """Learn from a population (n, A) with its weights (n,).

        Parameters
        ----------
        X : DataFrame (n, A)
            Points, in standard deviations of the priors; a column a parameter.
        w : (n,) float64
            Weights, which sum to 1.
        """
        super().fit(X, w)
        self.factor = np.linalg.cholesky(self.cov)

    def rvs_single(self) -> Any:
        """Draw a point of the population and move it, or draw from the prior.

        Returns
        -------
        Parameter
            pyabc's mapping of names to standard deviations of the prior.
        """
        point = np.random.standard_normal(len(self.factor))  # noqa: NPY002 - pyabc's state
        if np.random.random_sample() >= FROM_PRIOR:  # noqa: NPY002
            chosen = np.random.choice(self._range, p=self.w)  # noqa: NPY002
            point = self._X_arr[chosen] + self.factor @ point
        return pyabc.Parameter(dict(zip(self.X.columns, point, strict=True)))

    def _pdf_single(self, x: Vector) -> float:
        near = float(super()._pdf_single(x))
        anywhere = math.exp(-float(x @ x) / 2) / math.sqrt(2 * math.pi) ** len(x)
        return FROM_PRIOR * anywhere + (1 - FROM_PRIOR) * near


class Seeded(SingleCoreSampler):
    """Draws a generation from a state that belongs to it."""

    def __init__(self, seed: int) -> None:
        """Take the seed of all generations."""
        super().__init__()
        self.seed = seed

    def sample_until_n_accepted(self, n: int, simulate_one: Any, t: int, **options: Any) -> Any:
        """Sample as pyabc does.

        Parameters
        ----------
        n : int
            How many points must be accepted.
        simulate_one : function
            pyabc's: draws a point, plays it and says whether it is accepted.
        t : int
            pyabc's number of the generation: 0 for the first, -1 for the sample before it.
        **options : object
            Passed on to pyabc.

        Returns
        -------
        Sample
            pyabc's: the points that were accepted, with their statistics.
        """
        with own_state(self.seed, t):
            return super().sample_until_n_accepted(n, simulate_one, t, **options)


@contextmanager
def own_state(seed: int, generation: int) -> Iterator[None]:
    """Numpy's global state as a function of seed and generation; the former one comes back.

    Parameters
    ----------
    seed : int
        0 to 2^64 - 1.
    generation : int
        pyabc's number of the generation: 0 for the first, -1 for the sample before it.

    Yields
    ------
    None
        A context in which numpy's global functions draw from that state.
    """
    before = np.random.get_state()  # noqa: NPY002 - pyabc's state
    words = [seed & 0xFFFFFFFF, seed >> 32, generation - SAMPLE_OF_PRIOR]
    np.random.seed(words)  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(before)  # noqa: NPY002


class Search:
    """A search for the posterior, kept generation by generation in a database."""

    def __init__(
        self,
        database: Path,
        names: tuple[str, ...],
        simulate: Simulation,
        observed: dict[str, float],
        seed: int,
        digest: str = "",
    ) -> None:
        """Prepare a search, or open one that is there.

        Parameters
        ----------
        database
            Where the generations are kept.
        simulate
            Plays one run from a point (A,): statistics by name.
        observed
            The record's.
        digest
            The hash of all that decides the numbers, by which a database is known to be of this search.
        """
        self.names, self.simulate, self.seed = names, simulate, seed
        self.address, self.observed = f"sqlite:///{database.absolute()}", observed
        self.known = database.is_file()
        self.database, self.digest = database, digest

    @property
    def history(self) -> Any:
        """The generations so far.

        Returns
        -------
        History
            pyabc's view of the database; its generations count from 0.
        """
        with telling(self.database):
            found = pyabc.History(self.address)
            found.id = ABC_ID
            return found

    @property
    def generations(self) -> int:
        """How many there are."""
        return int(self.history.max_t or 0) + 1 if self.known and self.history.max_t is not None else 0

    def next_generation(self, population: int) -> None:
        """Add a generation: points no farther than the nearest of the one before (of the prior, at first).

        Parameters
        ----------
        population : int
            Number of points of the generation.

        Raises
        ------
        ResultsError
            The database is damaged, in use, or cannot be written.
        """
        search = pyabc.ABCSMC(
            self._simulate,
            pyabc.Distribution(**{name: StandardNormal() for name in self.names}),
            pyabc.PNormDistance(p=1),
            population_size=population,
            transitions=Moves(),
            eps=pyabc.QuantileEpsilon(alpha=QUANTILE),
            sampler=Seeded(self.seed),
        )
        with telling(self.database):
            if self.known:
                search.load(self.address, ABC_ID, self.observed)
            else:
                search.new(self.address, self.observed)
                self.known = True
            search.run(max_nr_populations=1)
            seal(self.database, self.digest)

    def _simulate(self, point: Any) -> dict[str, float]:
        run = int(np.random.randint(RUNS))  # noqa: NPY002 - pyabc's state
        return self.simulate(np.array([point[name] for name in self.names]), run)

    def population(self, generation: int) -> tuple[Matrix, Vector, Vector]:
        """A generation, from 1: points (n, A), weights (n,) that sum to 1, distances (n,).

        Parameters
        ----------
        generation : int
            From 1 to `generations`.

        Returns
        -------
        points : (n, A) float64
            Standard deviations of the priors, a column a parameter in the order of `names`.
        weights : (n,) float64
            They sum to 1.
        distances : (n,) float64
            Distance from the record, summed over the statistics, in standard deviations of what the priors
            predict.
        """
        history = self.history
        points, weights = history.get_distribution(0, generation - 1)
        distances = history.get_weighted_distances(generation - 1)
        return (
            points[list(self.names)].to_numpy(float),
            np.asarray(weights, float),
            distances["distance"].to_numpy(float),
        )

    def simulations(self, generation: int) -> int:
        """How many points were tried up to a generation.

        Parameters
        ----------
        generation : int
            From 1; 0 counts the sample before the first generation alone.

        Returns
        -------
        int
            Points that were played, accepted or not, that sample included.
        """
        table = self.history.get_all_populations()
        return int(table["samples"][table["t"] < generation].sum())
