"""Rows of training data, judged before a byte of them is sent.

`validate` reads .jsonl files as one data set: streaming, in constant memory, on two cores where that helps. Nothing
here knows a resource or a control plane; msgspec is imported when the first row is read.

The files, in the order in which a row meets them:

    source      what can be read at all, the first rows, and where a file may be cut
    foreign     formats of other tools
    lines       numbered lines of a part of a file
    parse       a line as an object, or what is wrong with its bytes
    part        the rows of a part of a file, one after the other
    plain       the short way for the plainest rows
    formats     what a row of each format has to be; messages and content check the details
    stats       what was found and counted; stats of parts add up
    duplicates  rows that occur twice
    workers     a second process
    validate    all of it, in order
    report      the result
"""

from ..contract.rows import DATA_FORMATS
from .report import ValidationReport
from .validate import validate

__all__ = ["DATA_FORMATS", "ValidationReport", "validate"]
