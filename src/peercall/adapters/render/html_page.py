"""A self-contained HTML page: style inside, no script, nothing fetched, every value escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from peercall.domain.briefs import Line, Mark
from peercall.engine.office_words import office_words

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 16px/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: #111; background: #fff;
  margin: 0 auto; max-width: 52rem; padding: 1.2rem; }
h1 { font-size: 1.6rem; margin: 0 0 .2rem; }
h2 { font-size: 1.15rem; margin: 1.6rem 0 .4rem; border-bottom: 2px solid #111; padding-bottom: .15rem; }
h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
p, li, td, th, dd, dt { overflow-wrap: anywhere; }
ul, ol { margin: .3rem 0; padding-left: 1.4rem; }
li { margin: .25rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #999; padding: .25rem .5rem .25rem 0; }
th[scope=row] { width: 34%; font-weight: 600; }
.mark { font-size: .8em; font-weight: 700; white-space: nowrap; text-decoration: none; color: #111; }
a.mark { border-bottom: 1px solid #111; }
.status { font-style: italic; font-size: .9em; }
.minutes { font-weight: 400; font-size: .85em; }
.note { border: 2px solid #111; padding: .5rem .8rem; margin: .6rem 0; }
.say { border-left: 4px solid #111; padding-left: .8rem; }
.check { list-style: none; padding-left: 0; }
.check li::before { content: "\\2610"; display: inline-block; width: 1.4rem; }
blockquote { margin: .3rem 0; border-left: 3px solid #555; padding-left: .7rem; white-space: pre-wrap; }
.where { font-size: .85em; color: #333; }
nav { margin: .6rem 0; }
nav a { color: #111; margin-right: 1rem; white-space: nowrap; }
.source { margin: .35rem 0; }
.source blockquote { display: inline-block; margin: 0 .6rem 0 0; }
.fine { font-size: .8em; color: #333; overflow-wrap: anywhere; }
:target { outline: 3px solid #111; outline-offset: .3rem; }
@page { size: letter; margin: .6in; }
@media print { body { font-size: 11pt; max-width: none; padding: 0; } h2, h3 { break-after: avoid; } li, tr, section.keep { break-inside: avoid; }
  nav { display: none; } .new-page { break-before: page; } }
"""


def words(text: str) -> str:
    """A sentence of ours as HTML, its days and hours in an office's words; never for a quotation."""
    return escape(office_words(text))


def page(title: str, *, body: Iterable[str]) -> str:
    """A whole document. body: parts that are HTML already."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="en-US">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def heading(level: int, text: str, *, small: str | None = None, id: str | None = None, new_page: bool = False) -> str:
    """A heading, with smaller words after it. new_page: on paper it begins a page."""
    extra = f' <span class="minutes">{escape(small)}</span>' if small else ""
    name = f' id="{escape(id)}"' if id else ""
    kind = ' class="new-page"' if new_page else ""
    return f"<h{level}{name}{kind}>{escape(text)}{extra}</h{level}>"


def contents(parts: Iterable[tuple[str, str]]) -> str:
    """Links to the parts of the page, by anchor and heading; not printed."""
    links = "".join(f'<a href="#{escape(anchor)}">{escape(text)}</a> ' for anchor, text in parts)
    return f'<nav aria-label="Parts of this page">{links}</nav>'


def marks_html(marks: Sequence[Mark], *, sources: str | None) -> str:
    """Marks in brackets; each leads to its anchor in `sources` (a file name beside this page, or "" for this page)."""
    if not marks:
        return ""
    if sources is None:
        inside = " ".join(escape(mark.label) for mark in marks)
        return f' <span class="mark">[{inside}]</span>'
    inside = " ".join(
        f'<a class="mark" href="{escape(sources)}#{escape(mark.label)}">{escape(mark.label)}</a>' for mark in marks
    )
    return f' <span class="mark">[{inside}]</span>'


def line_html(line: Line, *, sources: str | None) -> str:
    """A line with its marks and the status of its rule."""
    status = f' <span class="status">({escape(line.status)})</span>' if line.status else ""
    return f"{words(line.text)}{marks_html(line.marks, sources=sources)}{status}"


def listed(items: Iterable[str], *, ordered: bool = False, kind: str | None = None) -> str:
    """A list of parts that are HTML already."""
    tag = "ol" if ordered else "ul"
    named = f' class="{escape(kind)}"' if kind else ""
    return f"<{tag}{named}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{tag}>"


def pairs_table(pairs: Iterable[tuple[str, str]], *, caption: str) -> str:
    """Label and value pairs; values are plain text."""
    rows = "".join(f'<tr><th scope="row">{escape(label)}</th><td>{words(value)}</td></tr>' for label, value in pairs)
    return f'<table><caption class="fine">{escape(caption)}</caption><tbody>{rows}</tbody></table>'
