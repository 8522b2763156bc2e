"""Files judged as one data set."""

from __future__ import annotations

import heapq
import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from ..contract.rows import DATA_FORMATS, ROLES
from ..files import io_error
from . import duplicates, source, workers
from .part import Slice, judge
from .report import ValidationReport
from .stats import Problem, RowWarning, Stats

HELPED_FROM = 48 * 1024 * 1024
"""Bytes from which a second process is worth its start of a tenth of a second."""
MAX_ERRORS = 20


def validate(
    paths: Sequence[Path],
    format_name: str = "",
    *,
    names: Mapping[Path, str] | None = None,
    max_errors: int = MAX_ERRORS,
    enough: bool = True,
    processes: int | None = None,
    on_bytes: Callable[[int], None] | None = None,
) -> ValidationReport:
    """Judge the rows of `paths`, which together are one data set.

    `format_name` is one of DATA_FORMATS, found out from the rows where it is empty. `enough` says whether fewer rows
    than a job takes are an error. `names` are what files are called in the report, where that is not their path.
    `processes` is 1 or 2, chosen by size and cores where it is None; the report is the
    same. `on_bytes` is told what has been read. Raises InvalidDataError for a file that holds no JSON lines at all,
    LocalIOError.
    """
    files = source.open_files(paths, names)
    helped = processes == 2 or (processes is None and sum(file.size for file in files) >= HELPED_FROM and _cores() > 1)
    found = format_name or next((file.format for file in files if file.format), "")
    report, table = ValidationReport(found or "sft", detected=not format_name), duplicates.KeyTable()
    if not found:
        report.assumed, report.foreign = True, next((file.foreign for file in files if file.foreign), None)
    per_file: list[tuple[str, Stats]] = []
    try:
        for file in files:
            whole = Stats(max_errors)
            for read, stats in _judged(iter(file.slices), file.size, report.format, max_errors, helped):
                whole.add(stats)
                table.take(stats.keys)
                if on_bytes is not None:
                    on_bytes(read)
            per_file.append((file.name, whole))
            report.files.append((file.name, whole.rows, file.size))
        _sum_up(report, per_file)
        _judge_duplicates(report, table, files, max_errors)
    except OSError as error:
        raise io_error(error.filename or files[0].name, error) from None
    if crlf := next((file.name for file in files if file.has_crlf), ""):
        report.row_warnings["crlf"] = RowWarning(1, 0, file=crlf)
    _judge_whole(report, per_file, enough)
    report.problems = _in_order(report)[:max_errors]
    return report


def _judged(
    parts: Iterator[Slice], size: int, format_name: str, limit: int, helped: bool
) -> Iterator[tuple[int, Stats]]:
    """(bytes, figures) of the parts of one file, in order."""
    with closing(workers.judge_all(parts, format_name, limit, helped)) as judged:
        for part, stats in judged:
            if stats.open and part.end < size:
                # An object goes on behind the cut, which only one pass from here to the end can see.
                yield size - part.start, judge(part._replace(end=size), format_name, limit)
                return
            yield part.end - part.start, stats


def _sum_up(report: ValidationReport, per_file: Iterable[tuple[str, Stats]]) -> None:
    roles: Counter[str] = Counter()
    for file, stats in per_file:
        report.problems += [problem._replace(file=file) for problem in stats.problems]
        report.problem_count += stats.problem_count
        for kind, warning in stats.row_warnings.items():
            seen = report.row_warnings.get(kind, warning._replace(times=0, file=file))
            report.row_warnings[kind] = seen._replace(times=seen.times + warning.times)
        roles += stats.roles
        report.longest = max(report.longest, (*stats.longest, file), key=lambda place: place[0])
        for name in ("characters", "text_bytes", "images", "tool_calls"):
            setattr(report, name, getattr(report, name) + getattr(stats, name))
    report.roles = {role: roles[role] for role in ROLES if roles[role]}


def _judge_duplicates(
    report: ValidationReport, table: duplicates.KeyTable, files: Sequence[source.RowFile], limit: int
) -> None:
    """Report rows that occur twice: a warning, or an error each where a field has to be unique."""
    field = DATA_FORMATS[report.format].unique
    count = itertools.count()
    key_of = duplicates.field_of(field) if field else duplicates.row_of
    found = table.find(partial(source.line_at, files), key_of)
    # However many there are, no more are kept than can be shown.
    first = heapq.nsmallest(limit if field else 1, (duplicate for duplicate, _ in zip(found, count, strict=False)))
    if not first:
        return
    times = next(count)
    places = source.places_of(files, [offset for duplicate in first for offset in duplicate])
    named = [(*places[it.offset], "{}:{}".format(*places[it.first])) for it in first]
    if field:
        report.problem_count += times
        allowed = "one that no other row has"
        report.problems += [
            Problem(line, f"the {field} of {at}", allowed, field, file=file) for file, line, at in named
        ]
    else:
        report.repeated = times
        ((file, line, at),) = named
        report.row_warnings["repeated"] = RowWarning(times, line, at, file)


def _judge_whole(report: ValidationReport, per_file: Sequence[tuple[str, Stats]], enough: bool) -> None:
    """What only the data set as a whole can break."""
    form, name = DATA_FORMATS[report.format], report.files[0][0]
    wrong: list[Problem] = []
    if report.rows < form.fewest:
        if enough or not report.rows:
            wrong.append(Problem(0, f"{report.rows} rows", f"at least {form.fewest}", file=name))
        else:
            report.row_warnings["few"] = RowWarning(1, 0, f"{report.rows} of at least {form.fewest}", name)
    if report.rows > form.most:
        wrong.append(Problem(0, f"{report.rows:,} rows", f"at most {form.most:,}", file=name))
    if form.most_bytes and report.size > form.most_bytes:
        wrong.append(Problem(0, f"{report.size:,} bytes", f"at most {form.most_bytes:,}", file=name))
    having = [(index, t.weighted[0]) for index, (_, t) in enumerate(per_file) if t.weighted[0]]
    lacking = [(index, t.weighted[1]) for index, (_, t) in enumerate(per_file) if t.weighted[1]]
    if having and lacking:
        first, second = min(having[0], lacking[0]), max(having[0], lacking[0])
        what = ("no weight", "a weight") if second == lacking[0] else ("a weight", "no weight")
        known = f"{per_file[first[0]][0]}:{first[1]} has {what[1]}"
        allowed = f"weight on all rows or on none ({known})"
        wrong.append(Problem(second[1], what[0], allowed, "weight", file=per_file[second[0]][0]))
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
