"""The shell of every page this project writes: one file that needs nothing from outside and runs no script.

A page's template extends `shell.html.j2` and fills its blocks title, header, main and footer. The policy in its head
forbids scripts, outside resources and any style but its own, also to what a text or a label might bring along.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coder.report.plain import plain

if TYPE_CHECKING:
    import jinja2

_HERE = Path(__file__).parent
_HOUSE_STYLE = _HERE / "house.css"


@cache
def page_template(path: Path) -> jinja2.Template:
    """The template in a file, which may extend `shell.html.j2`: everything is escaped, nothing may be undefined."""
    import jinja2  # only whoever asks for a page waits for it

    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.FileSystemLoader([path.parent, _HERE]),
    )
    environment.filters["plain"] = plain
    return environment.get_template(path.name)


@cache
def page_style(path: Path) -> Mapping[str, str]:
    """What the shell needs of its style: the house style with the page's own after it, and the hash of both."""
    style = _HOUSE_STYLE.read_text(encoding="utf-8") + path.read_text(encoding="utf-8")
    digest = hashlib.sha256(style.encode()).digest()
    return {"style": style, "style_hash": base64.b64encode(digest).decode()}
