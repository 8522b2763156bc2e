"""Names that commands which are not converted yet import."""

from __future__ import annotations

from .examples import examples
from .names import for_each as each
from .names import is_many as many
from .names import names_argument, plural, read_names

__all__ = ["each", "examples", "many", "names_argument", "plural", "read_names"]
