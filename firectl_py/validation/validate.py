"""Files judged as one data set."""

from __future__ import annotations

import heapq
import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from ..contract.rows import DATA_FORMATS, ROLES
from ..files import io_error
from . import duplicates, head, source, workers
from .piece import Slice, judge
from .report import ValidationReport
from .stats import Problem, RowWarning, Stats

HELPED_FROM = 48 * 1024 * 1024
"""Bytes from which a second process is worth its start of a tenth of a second."""
MAX_ERRORS = 20


def validate(
    paths: Sequence[Path],
    format_name: str = "",
    *,
    max_errors: int = MAX_ERRORS,
    enough: bool = True,
    processes: int | None = None,
    on_bytes: Callable[[int], None] | None = None,
) -> ValidationReport:
    """Judge the rows of `paths`, which together are one data set.

    `format_name` is one of DATA_FORMATS, found out from the rows where it is empty. `enough` says whether fewer rows
    than a job takes are an error. `processes` is 1 or 2, chosen by size and cores where it is None; the report is the
    same. `on_bytes` is told what has been read. Raises InvalidDataError for a file that holds no JSON lines at all,
    LocalIOError.
    """
    sizes = [source.size_of(path) for path in paths]
    files = list(zip(paths, source.bases(sizes), sizes, strict=True))
    helped = processes == 2 or (processes is None and sum(sizes) >= HELPED_FROM and _cores() > 1)
    try:
        crlf = [path for path in paths if head.demand_lines(path)]
        found = format_name or next(filter(None, map(head.detect, paths)), "") or "sft"
        report, table = ValidationReport(found, detected=not format_name), duplicates.Table()
        tallies: list[tuple[str, Stats]] = []
        for path, base, size in files:
            whole = Stats(max_errors)
            for read, tally in _judged(source.pieces(path, base, size), size, found, max_errors, helped):
                whole.add(tally)
                table.take(tally.keys)
                if on_bytes is not None:
                    on_bytes(read)
            tallies.append((str(path), whole))
            report.files.append((str(path), whole.rows, size))
        _sum_up(report, tallies)
        _judge_repeats(report, table, [(base, path) for path, base, _ in files], max_errors)
    except OSError as error:
        raise io_error(error.filename or str(paths[0]), error) from None
    if crlf:
        report.oddities["crlf"] = RowWarning(1, 0, file=str(crlf[0]))
    _judge_whole(report, tallies, enough)
    report.problems = _in_order(report)[:max_errors]
    return report


def _judged(
    pieces: Iterator[Slice], size: int, format_name: str, limit: int, helped: bool
) -> Iterator[tuple[int, Stats]]:
    """(bytes, tally) of the parts of one file, in order."""
    with closing(workers.judge_all(pieces, format_name, limit, helped)) as judged:
        for piece, tally in judged:
            if tally.open and piece.end < size:
                # An object goes on behind the cut, which only one pass from here to the end can see.
                yield size - piece.start, judge(piece._replace(end=size), format_name, limit)
                return
            yield piece.end - piece.start, tally


def _sum_up(report: ValidationReport, tallies: Iterable[tuple[str, Stats]]) -> None:
    roles: Counter[str] = Counter()
    for file, tally in tallies:
        report.problems += [problem._replace(file=file) for problem in tally.problems]
        report.problem_count += tally.problem_count
        for kind, odd in tally.oddities.items():
            seen = report.oddities.get(kind, odd._replace(times=0, file=file))
            report.oddities[kind] = seen._replace(times=seen.times + odd.times)
        roles += tally.roles
        report.longest = max(report.longest, (*tally.longest, file), key=lambda place: place[0])
        for name in ("characters", "text_bytes", "images", "tool_calls"):
            setattr(report, name, getattr(report, name) + getattr(tally, name))
    report.roles = {role: roles[role] for role in ROLES if roles[role]}


def _judge_repeats(report: ValidationReport, table: duplicates.Table, files: duplicates.Files, limit: int) -> None:
    """Rows that are there twice are odd; of a field that has to be unique they are an error each."""
    field = DATA_FORMATS[report.format].unique
    count = itertools.count()
    found = table.find(files, duplicates.field_of(field) if field else duplicates.row_of)
    # However many there are, no more are kept than can be shown.
    first = heapq.nsmallest(limit if field else 1, (repeat for repeat, _ in zip(found, count, strict=False)))
    if not first:
        return
    times, places = next(count), duplicates.places(files, first)
    named = [(*places[repeat.offset], "{}:{}".format(*places[repeat.first])) for repeat in first]
    if field:
        report.problem_count += times
        allowed = "one that no other row has"
        report.problems += [
            Problem(line, f"the {field} of {at}", allowed, field, file=file) for file, line, at in named
        ]
    else:
        report.repeated = times
        ((file, line, at),) = named
        report.oddities["repeated"] = RowWarning(times, line, at, file)


def _judge_whole(report: ValidationReport, tallies: Sequence[tuple[str, Stats]], enough: bool) -> None:
    """What only the data set as a whole can break."""
    form, name = DATA_FORMATS[report.format], report.files[0][0]
    wrong: list[Problem] = []
    if report.rows < form.fewest:
        if enough or not report.rows:
            wrong.append(Problem(0, f"{report.rows} rows", f"at least {form.fewest}", file=name))
        else:
            report.oddities["few"] = RowWarning(1, 0, f"{report.rows} of at least {form.fewest}", name)
    if report.rows > form.most:
        wrong.append(Problem(0, f"{report.rows:,} rows", f"at most {form.most:,}", file=name))
    if form.most_bytes and report.size > form.most_bytes:
        wrong.append(Problem(0, f"{report.size:,} bytes", f"at most {form.most_bytes:,}", file=name))
    having = [(index, t.weighted[0]) for index, (_, t) in enumerate(tallies) if t.weighted[0]]
    lacking = [(index, t.weighted[1]) for index, (_, t) in enumerate(tallies) if t.weighted[1]]
    if having and lacking:
        first, second = min(having[0], lacking[0]), max(having[0], lacking[0])
        what = ("no weight", "a weight") if second == lacking[0] else ("a weight", "no weight")
        known = f"{tallies[first[0]][0]}:{first[1]} has {what[1]}"
        allowed = f"weight on all rows or on none ({known})"
        wrong.append(Problem(second[1], what[0], allowed, "weight", file=tallies[second[0]][0]))
    report.problems += wrong
    report.problem_count += len(wrong)


def _in_order(report: ValidationReport) -> list[Problem]:
    """Problems by file and line; those of the data set as a whole come first."""
    index = {name: number for number, (name, _, _) in enumerate(report.files)}

    def place(problem: Problem) -> Any:
        return (problem.line > 0, index[problem.file], problem.line)

    return sorted(report.problems, key=place)


def _cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
