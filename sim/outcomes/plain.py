"""Plain data as JSON that every reader takes."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any


def finite(data: Any) -> Any:
    """Return plain data in which every number is finite or None, and one of Python's own.

    Parameters
    ----------
    data : object
        Mappings, lists, tuples, texts, numbers (numpy's too), True, False and None, nested.

    Returns
    -------
    object
        Keys are texts, tuples are lists, and NaN and infinities None; other objects stay as they are.
    """
    if isinstance(data, Mapping):
        return {str(key): finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [finite(item) for item in data]
    if data is None or isinstance(data, bool | str):
        return data
    if isinstance(data, Integral):
        return int(data)
    if isinstance(data, Real):
        return float(data) if math.isfinite(data) else None
    return data


def json_text(data: Any, indent: int | None = None) -> str:
    """Write plain data as JSON (RFC 8259): what is missing or infinite is null.

    Parameters
    ----------
    data : object
        As for `finite`.
    indent : int, optional
        Spaces a level; all on one line where it is left out.

    Returns
    -------
    str
        Characters beyond ASCII are escaped.
    """
    text = json.dumps(finite(data), indent=indent, allow_nan=False)
    return text.replace("\x7f", r"\u007f")  # the one control character that JSON leaves raw
