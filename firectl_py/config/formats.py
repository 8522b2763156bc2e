"""The output formats, for those who offer them without reading any setting."""

from __future__ import annotations

OUTPUT_FORMATS = ("text", "table", "wide", "json", "jsonl", "yaml", "csv", "name", "flag")
