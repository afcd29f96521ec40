"""The address of a Dask scheduler, as `--cluster` takes it: read, and tried before anything is played."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from sim.errors import UsageError

SCHEMES = ("tcp", "tls")  # of those that Dask knows; the others reach no other machine, or no usual scheduler
ALLOWED = "tcp://HOST:PORT, or tls://HOST:PORT with certificates in Dask's configuration"
SECONDS_BETWEEN_TRIES = 0.2


@dataclass(frozen=True, slots=True)
class Address:
    """Where a scheduler listens."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        """The address as Dask writes it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def read_address(text: str) -> Address:
    """Read the address of a scheduler; without a scheme it is `tcp://`.

    Parameters
    ----------
    text : str
        `tcp://HOST:PORT`, `tls://HOST:PORT` or `HOST:PORT`.

    Returns
    -------
    Address
        With the host as it was typed, in small letters and without the brackets of IPv6.

    Raises
    ------
    UsageError
        It is no such address.
    """
    scheme, separator, _ = text.partition("://")
    if separator and scheme.lower() not in SCHEMES:
        raise _refused(text, f"{scheme!r} is no protocol that is supported")
    try:
        parts = urlsplit(text if separator else f"tcp://{text}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _refused(text, str(error)) from None
    if not text.isprintable() or " " in text:
        raise _refused(text, "a space or a control character in it")
    if not host:
        raise _refused(text, "no host")
    if not port:
        raise _refused(text, "no port")
    if parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment:
        raise _refused(text, "more than a host and a port")
    return Address(parts.scheme, host, port)


def _refused(text: str, wrong: str) -> UsageError:
    return UsageError(f"--cluster {text!r}: {wrong}; allowed is {ALLOWED}")


def wait_for_listener(address: Address, seconds: float) -> None:
    """Wait until something accepts connections at an address: a scheduler may have been started just now.

    Parameters
    ----------
    address : Address
        Where a scheduler should listen.
    seconds : float
        The longest time to wait; one try is made in any case.

    Raises
    ------
    UsageError
        The host is not known, or nothing accepts connections in that time.
    """
    end = time.monotonic() + seconds
    while True:
        left = end - time.monotonic()
        try:
            with socket.create_connection((address.host, address.port), max(left, SECONDS_BETWEEN_TRIES)):
                return
        except (socket.gaierror, UnicodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "no name that a host can have"
            raise UsageError(f"--cluster {address}: the host {address.host!r} is not found: {why}") from None
        except OSError as error:
            if left <= SECONDS_BETWEEN_TRIES:
                why = error.strerror or str(error)
                raise UsageError(f"--cluster {address}: no scheduler answers there: {why}") from None
            time.sleep(SECONDS_BETWEEN_TRIES)
