"""Characters that mislead: derived from fonts and Unicode, named, and never printed raw."""

import unicodedata
from pathlib import Path

import matplotlib as mpl
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from sim import characters
from sim.characters import encoding_of, printable, shortened, skeleton, strange
from sim.errors import Problem, SimError

ANY_TEXT = st.text(st.characters(codec=None))


def lookalikes_of_the_font():
    """Letters and digits drawn by the outline of an ASCII one, of those that no decomposition explains."""
    font = TTFont(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")
    names, glyphs = font.getBestCmap(), font.getGlyphSet()

    def outline(code):
        pen = DecomposingRecordingPen(glyphs)
        glyphs[names[code]].draw(pen)
        return str(pen.value)

    plain = {outline(code): chr(code) for code in reversed(range(0x21, 0x7F))}
    drawn = {chr(code): plain[found] for code in names if code > 0x7F and (found := outline(code)) in plain}
    return {
        letter: ascii_letter
        for letter, ascii_letter in drawn.items()
        if ascii_letter.isalnum() and unicodedata.normalize("NFKC", letter) == letter
    }


def test_the_letters_that_look_alike_are_those_with_one_outline():
    assert lookalikes_of_the_font() == characters._LOOKALIKES


@given(ANY_TEXT)
def test_what_is_printable_holds_nothing_that_cannot_be_seen_and_stays_so(text):
    shown = printable(text)
    assert shown.isprintable()
    assert printable(shown) == shown
    shown.encode()


@given(ANY_TEXT)
def test_a_text_that_can_be_printed_is_left_alone(text):
    assert (printable(text) == text) == text.isprintable()


@given(ANY_TEXT, st.integers(60, 100))
def test_a_shortened_text_keeps_its_beginning_and_its_end(text, longest):
    text *= 10
    short = shortened(text, longest)
    assert len(short) <= longest
    assert short == text or (short[:5] == text[:5] and short[-5:] == text[-5:])


@given(ANY_TEXT)
def test_no_line_of_an_error_can_steer_a_terminal_or_pretend_to_be_another_line(text):
    for shown in (str(SimError(text)), str(Problem(text, 1, 1, text, text, text, (text,)))):
        assert shown.isprintable()
    assert str(SimError(text, "next")).count("\n") == 1


def test_an_error_is_no_longer_than_a_person_reads():
    assert len(str(SimError("x" * 100_000))) <= characters.LONGEST_LINE
    assert len(str(Problem("f", 1, 1, *("x" * 100_000 for _ in range(3))))) <= characters.LONGEST_LINE


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"])))
def test_nothing_is_strange_about_ascii(text):
    assert strange(text) == ""
    assert skeleton(text) == text.strip()


@pytest.mark.parametrize("text", ["Łukaszenka", "Größe", "naïve"])
def test_letters_of_latin_alphabets_are_not_strange(text):
    assert strange(text) == ""


@given(st.sampled_from(sorted(characters._LOOKALIKES)), st.text("abc"), st.text("abc"))
def test_a_lookalike_is_named_with_its_place_and_what_it_looks_like(letter, before, after):
    said = strange(f"{before}{letter}{after}")
    assert said.startswith(f"character {len(before) + 1} is {unicodedata.name(letter)}, which looks like")
    assert skeleton(f"{before}{letter}{after}").isascii()


def test_the_bytes_of_a_file_name_that_is_no_utf_8_are_shown_as_bytes():
    assert printable(b"caf\xe9.yaml".decode("utf-8", "surrogateescape")) == "caf\\xe9.yaml"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_the_encodings_of_windows_are_told_with_and_without_a_mark(encoding):
    assert encoding_of("name: x\nquestion: Łomża?\n".encode(encoding)) == encoding[:6].upper()


@pytest.mark.parametrize("content", [b"", b"a", b"name: x\n", bytes(16), b"x\0y", b"\x7fELF" + bytes(9)])
def test_other_bytes_are_not_taken_for_these_encodings(content):
    assert encoding_of(content) == ""
