"""Rows of training data, judged before a byte of them is sent. Leaf-like: imports errors and files only.

`validate` reads .jsonl files as one data set: streaming, in constant memory, on two cores where that helps. Nothing
here knows a resource or a control plane; msgspec is imported when the first row is read.

The files, in the order in which a row meets them:

    source    what can be read at all, and where a file may be cut
    head      the first rows of a data set: which format it is
    lines     numbered lines of a part of a file
    parse     a line as an object, or what is wrong with its bytes
    piece     the rows of a part of a file, one after the other
    formats   what a row of each format has to be; messages and content go into the details
    tally     what was found and counted; tallies of parts add up
    repeats   rows that are there twice
    crew      a second process
    report    what all of it comes to
"""

from ..contract.rows import DATA_FORMATS
from .report import ValidationReport
from .validate import validate

__all__ = ["DATA_FORMATS", "ValidationReport", "validate"]
