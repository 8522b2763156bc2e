"""A page of the manual in mdoc, the markup of man pages.

No library serves: those that write man pages start from another markup, and know nothing of flags and arguments.
Four characters mean something to troff, and a full stop or an apostrophe does at the start of a line.
"""

from __future__ import annotations

from . import page
from .page import ManualPage, Name, OptionHead
from .release import Release

_ESCAPES = str.maketrans({"\\": "\\e", "-": "\\-", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"})
_MACROS = {"command": "Cm ", "variable": "Ev ", "path": "Pa ", "plain": ""}


def written(manual: ManualPage, release: Release) -> str:
    """The source of a page."""
    day = release.day
    head = (
        '.\\" Made by `python -m firectl_py.docs --write`; do not edit.\n'
        f".Dd {day:%B} {day.day}, {day.year}\n"
        f".Dt {manual.name.upper()} {manual.section}\n"
        f".Os firectl\\-py {release.version}\n"
        f".Sh NAME\n.Nm {manual.name}\n.Nd {_marked_up(page.summary_phrase(manual.summary))}\n"
    )
    return head + "".join(f".Sh {s.title}\n{_blocks(s.blocks)}" for s in manual.sections if s.blocks)


def _blocks(blocks: tuple[page.Block, ...]) -> str:
    texts: list[str] = []
    for block in blocks:
        # A paragraph of its own, but at the start of a section.
        between = ".Pp\n" if texts and isinstance(block, page.Prose) else ""
        texts.append(between + _block(block))
    return "".join(texts)


def _block(block: page.Block) -> str:
    if isinstance(block, page.Prose):
        return ".Pp\n".join(map(_prose, block.paragraphs))
    if isinstance(block, page.CodeBlock):
        return ".Bd -literal -offset indent\n" + "".join(f"\\&{_plain(line)}\n" for line in block.lines) + ".Ed\n"
    if isinstance(block, page.Definitions):
        return _definitions(block)
    if isinstance(block, page.Steps):
        return ".Bl -enum\n" + "".join(f".It\n{_prose(item)}" for item in block.items) + ".El\n"
    if isinstance(block, page.Usage):
        return _usage(block)
    if isinstance(block, page.References):
        ordered = sorted(block.pages, key=lambda reference: (reference[1], reference[0]))
        return " ,\n".join(f".Xr {name} {section}" for name, section in ordered) + "\n"
    return f".Ss {block.title}\n{_blocks(block.blocks)}"


def _definitions(block: page.Definitions) -> str:
    numbers = all(isinstance(head, Name) and head.text.isdigit() for head, _ in block.rows)
    items = "".join(f".It {_head(head)}\n{_prose(text)}" for head, text in block.rows)
    return f".Bl -tag -width {'124' if numbers else 'Ds'}\n{items}.El\n"


def _head(head: Name | OptionHead) -> str:
    if isinstance(head, Name):
        return _MACROS[head.kind] + _word(head.text)
    return " , ".join(f"Fl {_word(name[1:])}{_value(name, head.metavar)}" for name in head.spellings)


def _value(spelling: str, metavar: str) -> str:
    if not metavar:
        return ""
    return f" Ns = Ns Ar {_word(metavar)}" if spelling.startswith("--") else f" Ar {_word(metavar)}"


def _usage(usage: page.Usage) -> str:
    lines = [f".Nm {' '.join(usage.words)}", ".Op Ar options"]
    if usage.placeholders:
        lines += [f".Ar {' '.join(usage.placeholders)}", ".Op Ar arguments"]
    for name, required, many in usage.arguments:
        lines.append(f".{'Ar' if required else 'Op Ar'} {_word(name)}{' ...' if many else ''}")
    return "".join(f"{line}\n" for line in lines)


def _prose(text: str) -> str:
    """`text` on lines of its own, one for each sentence."""
    lines: list[str] = []
    for sentence in page.SENTENCE_END.split(text):
        lines += _referring(sentence.strip())
    return "".join(f"{line}\n" for line in lines if line)


def _referring(sentence: str) -> list[str]:
    """The lines of a sentence: a reference to another page is a line of its own."""
    lines: list[str] = []
    start = 0
    for match in page.REFERENCE.finditer(sentence):
        end = match.end()
        mark = sentence[end : end + 1] if sentence[end : end + 1] in (".", ",", ";", ":") else ""
        lines += [_guarded(sentence[start : match.start()]), f".Xr {match[1]} {match[2]} {mark}".rstrip()]
        start = end + len(mark)
    return [*lines, _guarded(sentence[start:])]


def _guarded(text: str) -> str:
    text = _marked_up(text.strip())
    return f"\\&{text}" if text[:1] in (".", "'") else text


def _marked_up(text: str) -> str:
    """`text` with what stands in backquotes in bold."""
    parts = enumerate(page.LITERAL.split(text))
    return "".join(f"\\fB{_plain(part)}\\fP" if index % 2 else _plain(part) for index, part in parts if part)


def _word(text: str) -> str:
    """`text` as one argument of a macro, taken literally."""
    return '"\\&' + _plain(text).replace('"', "\\(dq") + '"'


def _plain(text: str) -> str:
    return text.translate(_ESCAPES)
