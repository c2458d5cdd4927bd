"""Draw on an SVG canvas: elements as a tree, so that what comes out is well formed and escaped whatever goes in.

Colours and fonts come from the page's style by class; no attribute names a colour, so that a figure follows the page
into the dark and onto paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias
from xml.etree import ElementTree as Tree  # builds only; nothing is parsed

from coder.report.plain import on_one_line

Node: TypeAlias = "Tree.Element"

WIDTH = 720
"""Units of a canvas; the page scales it."""
_CHARACTER = 6.4
"""Average width of a character of the 12-unit font, in units."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the canvas, in units from its left upper corner."""

    x: float
    y: float


def canvas(title: str, alternative: str, height: float) -> Node:
    """An empty drawing. `alternative` is what a screen reader says after the title: the figures in words."""
    words = f"{on_one_line(title)}. {on_one_line(alternative)}"
    root = Tree.Element("svg", {"viewBox": f"0 0 {WIDTH} {number(height)}", "role": "img", "aria-label": words})
    Tree.SubElement(root, "title").text = on_one_line(title)
    return root


def markup(root: Node) -> str:
    """The drawing as text."""
    return Tree.tostring(root, encoding="unicode", short_empty_elements=True)


def line(parent: Node, start: Place, end: Place, style: str) -> None:
    """A straight line."""
    ends = {"x1": start.x, "y1": start.y, "x2": end.x, "y2": end.y}
    Tree.SubElement(parent, "line", {key: number(value) for key, value in ends.items()} | {"class": style})


def path(parent: Node, places: list[Place], style: str, *, closed: bool = False) -> None:
    """A line through the places, or the area inside them. Fewer than two places draw nothing."""
    if len(places) < 2:
        return
    steps = "L".join(f"{number(place.x)},{number(place.y)}" for place in places)
    Tree.SubElement(parent, "path", {"d": f"M{steps}{'Z' if closed else ''}", "class": style})


def box(parent: Node, corner: Place, width: float, height: float, style: str) -> None:
    """A rectangle from its left upper corner. Negative sizes are drawn as none."""
    sides = {"x": corner.x, "y": corner.y, "width": max(0.0, width), "height": max(0.0, height)}
    Tree.SubElement(parent, "rect", {key: number(value) for key, value in sides.items()} | {"class": style})


def dot(parent: Node, place: Place, radius: float, style: str) -> None:
    """A filled circle."""
    sides = {"cx": place.x, "cy": place.y, "r": radius}
    Tree.SubElement(parent, "circle", {key: number(value) for key, value in sides.items()} | {"class": style})


def words(parent: Node, place: Place, text: str, style: str = "", *, room: float | None = None) -> None:
    """Text from a place on its base line; cut with an ellipsis where it needs more than `room` units."""
    line_of = on_one_line(text)
    most = len(line_of) if room is None else max(1, int(room / _CHARACTER))
    cut = line_of if len(line_of) <= most else line_of[: most - 1] + "…"
    attributes = {"x": number(place.x), "y": number(place.y)} | ({"class": style} if style else {})
    Tree.SubElement(parent, "text", attributes).text = cut


def group(parent: Node, tip: str) -> Node:
    """A group whose `tip` shows under the pointer."""
    made = Tree.SubElement(parent, "g")
    Tree.SubElement(made, "title").text = on_one_line(tip)
    return made


def width_of(text: str) -> float:
    """About how many units a text is wide."""
    return len(text) * _CHARACTER


def number(value: float) -> str:
    """A coordinate with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")
