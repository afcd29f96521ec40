"""What every analysis returns: tables, sentences and a figure, to look at, to keep, and to print."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sim.errors import UsageError
from sim.outcomes.plain import json_text
from sim.outcomes.write import check_file, write_frame, write_text
from sim.output.figure import svg_of
from sim.output.folder import check_folder, new_folder
from sim.output.table import Table, codebook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from matplotlib.figure import Figure

    from sim.output.table import Declaration

Result = TypeVar("Result")
NARROW = 100  # columns of the text that stands for a report at a prompt


@dataclass(frozen=True)
class Report(Generic[Result]):
    """The result of an analysis.

    Parameters
    ----------
    name : str
        Name of the analysis: of its picture and its JSON file.
    result
        The result itself, with all that the analysis worked out.
    heading : str
        What was done, in one line or a few.
    parts : tuple of Table
        The tables; the first is the main one.
    sentences : tuple of str
        What came out, in words.
    details : mapping
        What JSON holds beside the sentences and the rows of the tables.
    draw : function, optional
        From the result to its figure; defined at the top of a module so that the report can be pickled.
    notes : tuple of str
        What has to be known of the figures, printed below everything.
    played : bool
        Whether runs were played for it, so that JSON names the version of the rules.
    succeeded : bool
        Whether every check of the analysis passed; the exit code of the command is 1 if not.
    documents : mapping
        Further files of its folder, by name: their text.

    Examples
    --------
    >>> import sim
    >>> report = sim.tournament("baseline_feb2021", runs=50)  # doctest: +SKIP
    >>> report.tables["pairings"].columns  # doctest: +SKIP
    """

    name: str
    result: Result
    heading: str
    parts: tuple[Table, ...]
    sentences: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    draw: Callable[[Result], Figure] | None = None
    notes: tuple[str, ...] = ()
    played: bool = True
    succeeded: bool = True
    documents: Mapping[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name.

        Returns
        -------
        dict of str to DataFrame
            In the order of `parts`.
        """
        return {table.name: table.frame for table in self.parts}

    @property
    def codebook(self) -> pd.DataFrame:
        """What each column of each table holds: `table, column, type, unit, description`.

        Returns
        -------
        DataFrame
            A row a column of a table.
        """
        return codebook(table.declaration for table in self.parts)

    @property
    def sections(self) -> Sequence[Report[Result]]:
        """The reports that are printed one after the other in place of this one: by default itself."""
        return (self,)

    def figure(self) -> Figure:
        """Return the result as a matplotlib figure.

        Returns
        -------
        Figure
            Drawn anew at each call.

        Raises
        ------
        UsageError
            There is none.
        """
        if self.draw is None:
            raise UsageError(f"{self.name}: there is no figure of this result")
        return self.draw(self.result)

    def to_json(self, settings: Sequence[str] = ()) -> str:
        """Return everything as JSON (RFC 8259); what is missing or infinite is null.

        Parameters
        ----------
        settings : sequence of str
            Overrides that the command line was given, kept for the record.

        Returns
        -------
        str
            An object: versions, settings, details, sentences, and the rows of each table by its name.
        """
        import sim

        return json_text(
            {
                "sim": sim.__version__,
                **(_rules() if self.played else {}),
                "settings": list(settings),
                **self.details,
                "sentences": self.sentences,
                **{table.name: table.rows for table in self.parts},
            },
            indent=1,
        )

    def save(self, place: str | Path, settings: Sequence[str] = ()) -> Path:
        """Write the report; whole or not at all.

        Parameters
        ----------
        place : str or Path
            `FILE.csv` for the main table, with the figure beside it as `FILE.svg`; or a folder, new, empty or
            of an earlier report, for all tables (`TABLE.csv`), the figure (`NAME.svg`) and `NAME.json`.
        settings : sequence of str
            As for `to_json`.

        Returns
        -------
        Path
            The place.

        Raises
        ------
        ResultsError
            Something else is there, or nothing can be written there.
        """
        path = Path(place)
        declarations = [table.declaration for table in self.parts]
        figure, documents = self.draw is not None, tuple(self.documents)
        check_place(path, self.name, declarations, figure=figure, documents=documents)
        if is_table(path):
            write_frame(path, self.parts[0].frame)
            if self.draw is not None:
                write_text(path.with_suffix(".svg"), svg_of(self.figure()))
            return path
        with new_folder(
            path, files_of(self.name, declarations, figure=figure, documents=documents)
        ) as hidden:
            for table in self.parts:
                write_frame(hidden / f"{table.name}.csv", table.frame)
            if self.draw is not None:
                write_text(hidden / f"{self.name}.svg", svg_of(self.figure()))
            write_text(hidden / f"{self.name}.json", f"{self.to_json(settings)}\n")
            for name, text in self.documents.items():
                write_text(hidden / name, text)
        return path

    def text(self, width: int | None = NARROW) -> str:
        """Return the report as the terminal shows it.

        Parameters
        ----------
        width : int, optional
            Columns of the terminal; None for as many as the tables take.

        Returns
        -------
        str
            Heading, printed tables, sentences and notes of each section, with an empty line between them.
        """
        return "\n\n".join(_text_of(section, width) for section in self.sections)

    def __repr__(self) -> str:
        """The heading and the sentences."""
        return "\n".join([self.heading, *self.sentences])

    def _repr_html_(self) -> str:
        """The report in a notebook: heading, sentences, tables and figure."""
        blocks = [f"<p><b>{escape(self.heading)}</b></p>"]
        blocks += [f"<p>{escape(sentence)}</p>" for sentence in self.sentences]
        for table in self.parts:
            blocks += [
                f"<p>{escape(table.declaration.caption)}</p>",
                table.frame.to_html(max_rows=30, index=False),
            ]
        if self.draw is not None:
            blocks.append(svg_of(self.figure()).partition("?>")[2])
        return "\n".join(blocks)


def _text_of(report: Report[Any], width: int | None) -> str:
    from sim.output.screen import text_of

    blocks = [report.heading]
    for table in report.parts:
        if table.declaration.printed and len(table.frame):
            drawn = text_of(table.as_rich(), width, table.declaration.dispensable).rstrip("\n")
            blocks.append("\n".join(filter(None, [drawn, table.below])))
    blocks += ["\n".join(report.sentences), "\n".join(report.notes)]
    return "\n\n".join(filter(None, blocks))


def _rules() -> dict[str, str]:
    from sim.rules.compiled import rules_version

    return {"rules": rules_version()}


def is_table(place: Path) -> bool:
    """Return whether a place names the file of a main table, and not a folder.

    Parameters
    ----------
    place : Path
        As for `Report.save`.

    Returns
    -------
    bool
        Whether it ends in `.csv`, in capitals or not.
    """
    return place.suffix.lower() == ".csv"


def files_of(
    name: str, declarations: Sequence[Declaration], *, figure: bool = True, documents: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the names of the files that a report has in a folder.

    Parameters
    ----------
    name : str
        Name of the report.
    declarations : sequence of Declaration
        Its tables.
    figure : bool
        Whether it has a figure.
    documents : sequence of str
        Names of its further files.

    Returns
    -------
    tuple of str
        Tables (`TABLE.csv`), figure (`NAME.svg`), `NAME.json`, then the documents.
    """
    tables = tuple(f"{table.name}.csv" for table in declarations)
    return (*tables, *((f"{name}.svg",) if figure else ()), f"{name}.json", *documents)


def check_place(
    place: Path | None,
    name: str,
    declarations: Sequence[Declaration],
    *,
    figure: bool = True,
    documents: Sequence[str] = (),
) -> None:
    """Make sure that a report can be written to a place, before anything is worked out for it.

    Parameters
    ----------
    place : Path, optional
        As for `Report.save`; without one nothing is written and nothing is checked.
    name : str
        Name of the report.
    declarations : sequence of Declaration
        Its tables.
    figure : bool
        Whether it has a figure.
    documents : sequence of str
        Names of its further files.

    Raises
    ------
    UsageError
        The place names a picture.
    ResultsError
        Something else is there, or nothing can be written there.
    """
    if place is None:
        return
    if place.suffix.lower() in (".svg", ".json"):
        raise UsageError(f"--out {place}: name a folder, or the table as FILE.csv")
    if is_table(place):
        for file in (place, place.with_suffix(".svg")) if figure else (place,):
            check_file(file)
    else:
        check_folder(place, files_of(name, declarations, figure=figure, documents=documents))
