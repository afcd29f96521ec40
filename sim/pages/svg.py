"""Small pictures as SVG text: tags that escape what they hold, scales, ticks and the frame of a plot.

A picture is `WIDTH` units wide, as many as a phone has pixels: text is then as large as on the rest of the
page, and on a wide screen several pictures stand side by side. Colours are classes of the page's style sheet,
so that a picture follows a dark screen; what a colour says is also said by a dash, a hatch or a marker.

Decision D27 in sim/DECISIONS.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

WIDTH = 340.0
LETTER = 7.6  # width of a digit of the small print, in a wide font
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
Attribute = str | float | None


def tag(name: str, *content: str, **attributes: Attribute) -> Markup:
    """One element; plain text in it is escaped, and `stroke_width=2` is written `stroke-width="2"`.

    An attribute that is None is left out; `class_` is `class`.

    Parameters
    ----------
    name : str
        Name of the element.
    *content : str
        What stands in it, in order; `Markup` is taken as it is.
    **attributes : str, float or None
        Numbers are written to a hundredth.

    Returns
    -------
    Markup
        Text of the element.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if not content:
        return Markup(f"<{name}{written}/>")  # noqa: S704 - everything in it is escaped above
    inside = "".join(escape(part) for part in content)
    return Markup(f"<{name}{written}>{inside}</{name}>")  # noqa: S704 - the same


def _short(value: str | float) -> str:
    """A coordinate to a hundredth of a unit, without needless zeros."""
    if isinstance(value, str):
        return value
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def picture(key: str, height: float, title: str, description: str, parts: Iterable[str]) -> Markup:
    """A whole picture with its name and its description for whoever does not see it; `key` is its id.

    Parameters
    ----------
    key : str
        Id of the picture, unique in its page; those of its name and description begin with it.
    height : float
        In the units of which the picture is `WIDTH` wide.
    title : str
        Its name, which screen readers say.
    description : str
        What it shows, in words.
    parts : iterable of Markup
        What is drawn, the lowest first.

    Returns
    -------
    Markup
        The element `svg`.
    """
    return tag(
        "svg",
        tag("title", title, id=f"{key}-t"),
        tag("desc", description, id=f"{key}-d"),
        *parts,
        viewBox=f"0 0 {_short(WIDTH)} {_short(height)}",
        role="img",
        aria_labelledby=f"{key}-t {key}-d",
        id=key,
    )


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """A straight line.

    Parameters
    ----------
    x1, y1 : float
        Place where it begins, in units of the picture from the upper left.
    x2, y2 : float
        Place where it ends.
    class_ : str
        Classes of the style sheet.

    Returns
    -------
    Markup
        The element `line`.
    """
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def text(x: float, y: float, words: str, class_: str = "tick", anchor: str = "start") -> Markup:
    """Words at a place; `anchor` is start, middle or end.

    Parameters
    ----------
    x, y : float
        Place on the base line, in units of the picture from the upper left.
    words : str
        Plain text, which is escaped.
    class_ : str
        Classes of the style sheet.
    anchor : str
        Which part of the words stands at the place.

    Returns
    -------
    Markup
        The element `text`.
    """
    return tag("text", words, x=x, y=y, class_=class_, text_anchor=None if anchor == "start" else anchor)


def fitted(words: str, room: float) -> str:
    """Words, cut where they would be wider than `room`.

    Parameters
    ----------
    words : str
        Plain text.
    room : float
        In units of the picture.

    Returns
    -------
    str
        Ends in `…` where it was cut; of one character at least.
    """
    most = max(int(room / LETTER), 1)
    return words if len(words) <= most else f"{words[: most - 1]}…"


def box(x: float, y: float, width: float, height: float, class_: str) -> Markup:
    """A rectangle; one of no size is still a rectangle.

    Parameters
    ----------
    x, y : float
        Upper left corner, in units of the picture.
    width, height : float
        In the same units; what is negative is drawn as 0.
    class_ : str
        Classes of the style sheet.

    Returns
    -------
    Markup
        The element `rect`.
    """
    return tag("rect", x=x, y=y, width=max(width, 0.0), height=max(height, 0.0), class_=class_)


def path(points: Iterable[tuple[float, float]], class_: str, *, closed: bool = False) -> Markup:
    """A broken line through points, or an area; a point that is not finite breaks it.

    Parameters
    ----------
    points : iterable of (float, float)
        Horizontal and vertical places in units of the picture.
    class_ : str
        Classes of the style sheet.
    closed : bool
        Whether the last point is joined to the first, as around an area.

    Returns
    -------
    Markup
        The element `path`.
    """
    steps, pen = [], "M"
    for x, y in points:
        if math.isfinite(y):
            steps.append(f"{pen}{_short(x)} {_short(y)}")
            pen = "L"
        else:
            pen = "M"
    return tag("path", d="".join(steps) + ("Z" if closed and steps else ""), class_=class_)


def marker(shape: str, x: float, y: float, class_: str, size: float = 3.5) -> Markup:
    """A sign at a place: `circle`, `square`, `triangle`, `diamond` or `cross`.

    Parameters
    ----------
    shape : str
        One of the five names.
    x, y : float
        Its centre, in units of the picture.
    class_ : str
        Classes of the style sheet.
    size : float
        About half its width, in units of the picture.

    Returns
    -------
    Markup
        A single element.
    """
    s = size
    outlines = {
        "square": [(-s, -s), (s, -s), (s, s), (-s, s)],
        "triangle": [(0.0, -s * 1.2), (s * 1.1, s * 0.8), (-s * 1.1, s * 0.8)],
        "diamond": [(0.0, -s * 1.3), (s * 1.3, 0.0), (0.0, s * 1.3), (-s * 1.3, 0.0)],
    }
    if shape == "circle":
        return tag("circle", cx=x, cy=y, r=s, class_=class_)
    if shape == "cross":
        strokes = f"M{_short(x - s)} {_short(y - s)}L{_short(x + s)} {_short(y + s)}"
        strokes += f"M{_short(x - s)} {_short(y + s)}L{_short(x + s)} {_short(y - s)}"
        return tag("path", d=strokes, class_=class_)
    return path([(x + dx, y + dy) for dx, dy in outlines[shape]], class_, closed=True)


@dataclass(frozen=True, slots=True)
class Scale:
    """From numbers (`low` to `high`) to places (`start` to `end`), linearly."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a number; beyond the scale, a place beyond the plot."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def held(self, value: float) -> float:
        """The place of a number, or the end of the scale nearest to it.

        Parameters
        ----------
        value : float
            In the unit of `low` and `high`.

        Returns
        -------
        float
            Between `start` and `end`.
        """
        return self(min(max(value, self.low), self.high))


def step_of(low: float, high: float, count: int) -> float:
    """A round step that cuts a range into at most `count` pieces.

    Parameters
    ----------
    low, high : float
        Ends of the range, finite and `high` above `low`.
    count : int
        At least 1.

    Returns
    -------
    float
        1, 2, 2.5 or 5 times a power of ten.
    """
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    return next(nice for nice in NICE if nice * power >= rough * (1 - 1e-9)) * power


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round numbers within a range, at most `count` + 1.

    Parameters
    ----------
    low, high : float
        Ends of the range, finite and `high` above `low`.
    count : int
        At least 1.

    Returns
    -------
    list of float
        Ascending multiples of a round step.
    """
    step = step_of(low, high, count)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [k * step for k in range(first, last + 1)]


def rounded(low: float, high: float, count: int = 4) -> tuple[float, float]:
    """A range that holds the given one and ends in round numbers; a point becomes a range around it.

    Parameters
    ----------
    low, high : float
        Ends of the range.
    count : int
        The number of steps that the given range is cut into at most.

    Returns
    -------
    (float, float)
        0 and 1 where an end of the given range is not finite.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return 0.0, 1.0
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-9):
        room = abs(low) / 10 or 0.5
        low, high = low - room, high + room
    step = step_of(low, high, count)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def tick_text(value: float, step: float) -> str:
    """A tick's number with as many decimals as its step needs: `0.25`, `1,000`, `2M`.

    Parameters
    ----------
    value : float
        Number at the tick.
    step : float
        Distance of the ticks, positive.

    Returns
    -------
    str
        With a real minus sign.
    """
    for unit, sign in ((1e9, "bn"), (1e6, "M")):
        if step >= unit / 10 and abs(value) >= unit / 10:
            return f"{value / unit:g}{sign}"
    decimals = next((d for d in range(6) if abs(step * 10**d - round(step * 10**d)) < 1e-6 * step * 10**d), 6)
    return f"{0.0 if abs(value) < step / 1e6 else value:,.{decimals}f}".replace("-", "−")


@dataclass(frozen=True, slots=True)
class Frame:
    """The area of a plot within its picture: its scales, and what is drawn around it."""

    x: Scale
    y: Scale

    def grid(self, count: int = 4, written: Callable[[float, float], str] = tick_text) -> list[Markup]:
        """Lines across the plot at round heights, with their numbers at the left.

        Parameters
        ----------
        count : int
            Number of steps at most.
        written : function
            From a number and the step of the ticks to the text at the left.

        Returns
        -------
        list of Markup
            Elements of the picture.
        """
        step = step_of(self.y.low, self.y.high, count)
        parts = []
        for value in ticks(self.y.low, self.y.high, count):
            y = self.y(value)
            parts += [
                line(self.x.start, y, self.x.end, y, "grid"),
                text(self.x.start - 5, y + 4, written(value, step), anchor="end"),
            ]
        return parts

    def below(self, places: Sequence[tuple[float, str]], label: str) -> list[Markup]:
        """The lower edge with ticks, their words, and what the axis counts.

        Parameters
        ----------
        places : sequence of (float, str)
            Number on the horizontal scale, and its words.
        label : str
            What the axis counts, with its unit.

        Returns
        -------
        list of Markup
            Elements of the picture; they take 40 units below the plot.
        """
        floor = self.y.start
        parts = [line(self.x.start, floor, self.x.end, floor, "axis")]
        for value, words in places:
            x = self.x(value)
            parts += [line(x, floor, x, floor + 4, "axis"), self._centred(value, floor + 16, words)]
        middle = (self.x.start + self.x.end) / 2
        return [*parts, text(middle, floor + 32, label, "label", "middle")]

    def row_below(self, places: Sequence[tuple[float, str]]) -> list[Markup]:
        """Words at places of the axis, in a row below what it counts.

        Parameters
        ----------
        places : sequence of (float, str)
            Number on the horizontal scale, and its words.

        Returns
        -------
        list of Markup
            Elements of the picture, for use below those of `below`.
        """
        return [self._centred(value, self.y.start + 48, words) for value, words in places]

    def _centred(self, value: float, y: float, words: str) -> Markup:
        """Words below a place of the axis, as far as the picture has room for them."""
        half = len(words) * LETTER / 2
        return text(min(max(self.x(value), half), WIDTH - half), y, words, anchor="middle")

    def numbers_below(self, label: str, count: int = 4) -> list[Markup]:
        """The lower edge with round numbers.

        Parameters
        ----------
        label : str
            What the axis counts, with its unit.
        count : int
            Number of steps at most.

        Returns
        -------
        list of Markup
            As of `below`.
        """
        step = step_of(self.x.low, self.x.high, count)
        return self.below(
            [(value, tick_text(value, step)) for value in ticks(self.x.low, self.x.high, count)], label
        )


def areas(frame: Frame, low: Vector, high: Vector, class_: str) -> list[Markup]:
    """The area between two curves over months 1 to T; where values are missing it is broken.

    Parameters
    ----------
    frame : Frame
        Plot whose horizontal axis counts months.
    low, high : (T,) float64
        Both curves, in the unit of the vertical axis; NaN where missing.
    class_ : str
        Classes of the style sheet.

    Returns
    -------
    list of Markup
        An element for each stretch without missing values.
    """
    parts = []
    known = [math.isfinite(a) and math.isfinite(b) for a, b in zip(low, high, strict=True)]
    for present, months in groupby(range(1, len(known) + 1), key=lambda month: known[month - 1]):
        if present:
            stretch = list(months)
            edge = [(frame.x(month), frame.y(float(high[month - 1]))) for month in stretch]
            edge += [(frame.x(month), frame.y(float(low[month - 1]))) for month in reversed(stretch)]
            parts.append(path(edge, class_, closed=True))
    return parts
