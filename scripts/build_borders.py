"""Make app/web/data/borders.json.gz: outlines of countries for the page's map, from Natural Earth's 1:50m.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python scripts/build_borders.py package/countries-50m.json

Natural Earth is in the public domain; `world-atlas` (ISC licence) has it as TopoJSON. Written are rings of [longitude,
latitude] in hundredths of a degree, each with its bounding box, so that the map draws only what it shows.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

OUT: Final = Path(__file__).parents[1] / "app" / "web" / "data" / "borders.json.gz"
Point = tuple[int, int]


def main() -> int:
    """Read the TopoJSON that is named, write the rings."""
    topology = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    arcs = [list(_arc(each, topology["transform"])) for each in topology["arcs"]]
    countries = [
        {"name": each["properties"]["name"], "rings": [_ring(ring, arcs) for ring in _rings(each)]}
        for each in topology["objects"]["countries"]["geometries"]
    ]
    text = json.dumps(countries, separators=(",", ":"), ensure_ascii=False)
    OUT.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{OUT.name}: {len(countries)} countries, {OUT.stat().st_size} bytes")
    return 0


def _arc(arc: list[list[int]], transform: dict[str, list[float]]) -> Iterator[Point]:
    """Decode one arc: differences of quantised positions (TopoJSON 1.0, section 2.1.3)."""
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield (
            round(100 * (x * transform["scale"][0] + transform["translate"][0])),
            round(100 * (y * transform["scale"][1] + transform["translate"][1])),
        )


def _rings(geometry: dict[str, Any]) -> Iterator[list[int]]:
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry.get("arcs", [])
    for polygon in polygons:
        yield from polygon


def _ring(indexes: list[int], arcs: list[list[Point]]) -> list[list[int]]:
    """The points of a ring; a negative index is the arc of its complement, backwards. Repeated points are left out."""
    points: list[Point] = []
    for index in indexes:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(point for point in part if not points or point != points[-1])
    return [list(point) for point in points]


if __name__ == "__main__":
    sys.exit(main())
