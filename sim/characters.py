"""Characters that a reader cannot see or takes for others: named, and written so that a terminal shows them.

Text from a file or a command line may hold control characters, which steer the terminal it is printed on,
characters without a picture, and letters that look like those of the Latin alphabet.
"""

from __future__ import annotations

import codecs
import unicodedata

LONGEST_LINE = 2_000  # characters of one line of a message
MOST_NAMED = 3  # strange characters of one text that a message names

# Letters whose outline in DejaVu Sans is that of an ASCII letter (tests/test_characters.py derives them).
_LOOKALIKES = dict(
    zip(
        "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϜϳЅІЈАВЕМНОРСТХаеорсухѕіјҮһӀӏԚԛԜԝՍՕհոսاᐯᑌᒪᕼᗞᴄᴏᴠᴡᴢⴸⴹⵏⵝꓐꓑꓓꓔꓖꓗꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴꜱ",
        "ABEZHIKMNOPTYXoFjSIJABEMHOPCTXaeopcyxsijYhIlQqWwUOhnulVULHDcovwzVEIXBPDTGKCZFMNLSRVHWXYAEIOUs",
        strict=True,
    )
)
_ENCODINGS = (  # the longer marks first: that of UTF-16 begins one of UTF-32
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_SAMPLE = 1_000  # bytes that tell the encoding of a file without a mark


def printable(text: str) -> str:
    """Return a text on one line in which every character can be seen: escapes stand for the others.

    What Python made of a byte that is no UTF-8 is written as that byte.

    Parameters
    ----------
    text : str
        Any text; line breaks count as characters that cannot be seen.

    Returns
    -------
    str
        The text, with Python's escapes in place of characters that cannot be seen.
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escaped(character) for character in text)


def printable_lines(text: str) -> str:
    """Return a text of several lines with each line printable.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        As many lines as before.
    """
    return "\n".join(map(printable, text.split("\n")))


def shortened(text: str, longest: int = LONGEST_LINE) -> str:
    """Return a text of at most `longest` characters: beginning and end of a longer one, and its length.

    Parameters
    ----------
    text : str
        Any text.
    longest : int
        Number of characters, well above that of the note in the gap.

    Returns
    -------
    str
        The text itself where it is short enough; else two thirds of what is kept are from its beginning.
    """
    if len(text) <= longest:
        return text
    gap = f" ... ({len(text):,} characters) ... "
    kept = longest - len(gap)
    return f"{text[: kept - kept // 3]}{gap}{text[-(kept // 3) :]}"


def message(text: str) -> str:
    """Return the text of a message as it may be shown: every line printable and shortened.

    Parameters
    ----------
    text : str
        Text of one or several lines.

    Returns
    -------
    str
        As many lines as before, each of at most `LONGEST_LINE` characters.
    """
    return "\n".join(shortened(printable(line)) for line in text.split("\n"))


def lookalike(character: str) -> str:
    """Return the ASCII text that a character is easily taken for; empty where there is none.

    Compatibility forms (full-width letters and digits, ligatures) stand for what they decompose into, dashes
    for a hyphen, digits of other scripts for their values.

    Parameters
    ----------
    character : str
        One character.

    Returns
    -------
    str
        One character, or several for a ligature; empty for ASCII itself.
    """
    if character in _LOOKALIKES:
        return _LOOKALIKES[character]
    if not character.isprintable() or character.isascii():
        return ""
    plain = unicodedata.normalize("NFKC", character)
    if plain.isascii():
        return plain
    name, category = unicodedata.name(character, ""), unicodedata.category(character)
    if category == "Pd" or name == "MINUS SIGN":
        return "-"
    if category in ("Pi", "Pf") and "QUOTATION MARK" in name:
        return "'" if "SINGLE" in name else '"'
    return str(unicodedata.digit(character)) if category == "Nd" else ""


def skeleton(text: str) -> str:
    """Return a text as a reader sees it: lookalikes as ASCII, without the characters that cannot be seen.

    Parameters
    ----------
    text : str
        A name as it was typed.

    Returns
    -------
    str
        Without blanks at its ends; what looks like no ASCII text stays as it is.
    """
    seen = (lookalike(character) or character for character in text)
    return "".join(character for character in seen if character.isprintable()).strip()


def strange(text: str) -> str:
    """Name the characters that cannot be seen or are easily taken for others; empty where there are none.

    Parameters
    ----------
    text : str
        A name as it was typed; letters of another script are strange beside Latin ones only.

    Returns
    -------
    str
        For a message: positions from 1, at most `MOST_NAMED` characters and the number of the others.

    Examples
    --------
    >>> strange("l\u0435ak")
    "character 2 is CYRILLIC SMALL LETTER IE, which looks like 'e'"
    """
    if text.isascii() and text.isprintable():
        return ""
    latin = any(character.isascii() and character.isalpha() for character in text)
    found = [
        f"character {position} is {name_of(character)}{_taken_for(character)}"
        for position, character in enumerate(text, 1)
        if _is_strange(character, beside_latin=latin)
    ]
    more = [f"and {len(found) - MOST_NAMED} more"] if len(found) > MOST_NAMED else []
    return ", ".join([*found[:MOST_NAMED], *more])


def name_of(character: str) -> str:
    """Return the name of a character in Unicode, or its number and what it is where it has no name.

    Parameters
    ----------
    character : str
        One character.

    Returns
    -------
    str
        For a message: `CYRILLIC SMALL LETTER IE`, `the control character U+001B`.
    """
    number = f"U+{ord(character):04X}"
    if name := unicodedata.name(character, ""):
        return name if character.isprintable() else f"{name} ({number})"
    if "\udc80" <= character <= "\udcff":
        return f"the byte {ord(character) - 0xDC00:#04x} (no UTF-8)"
    kinds = {"Cc": "control character", "Cs": "lone surrogate"}
    return f"the {kinds.get(unicodedata.category(character), 'character')} {number}"


def lone_surrogate(text: str) -> str:
    """Return the first half of a character in a text, which no UTF-8 can hold; empty where there is none.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        One character, the first such half.
    """
    return next((character for character in text if "\ud800" <= character <= "\udfff"), "")


def encoding_of(content: bytes) -> str:
    """Return `UTF-16` or `UTF-32` where bytes are text in one of these; empty for anything else.

    Parameters
    ----------
    content : bytes
        First bytes of a file; without a byte order mark, the places of zero bytes in the first thousand tell.

    Returns
    -------
    str
        The name, which leaves the byte order open.
    """
    for mark, name in _ENCODINGS:
        if content.startswith(mark):
            return name
    sample = content[:_SAMPLE]
    for name, width in (("UTF-32", 4), ("UTF-16", 2)):
        zeros = [sample[place::width].count(0) * width for place in range(width)]
        high = sum(zero > 0.7 * len(sample) for zero in zeros)
        if len(sample) % width == 0 and high == width - 1 and min(zeros) == 0:
            return name
    return ""


def _escaped(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # the bytes 0x80 to 0xff, as Python keeps what it cannot decode
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def _is_strange(character: str, *, beside_latin: bool) -> bool:
    if character.isascii():
        return not character.isprintable()
    foreign = beside_latin and character.isalpha() and not unicodedata.name(character, "").startswith("LATIN")
    return foreign or not character.isprintable() or bool(lookalike(character))


def _taken_for(character: str) -> str:
    if plain := lookalike(character):
        return f", which looks like '{plain}'" if plain != "'" else ", which looks like an apostrophe"
    visible = character.isprintable() or unicodedata.category(character) == "Cs"
    return "" if visible else ", which cannot be seen"
