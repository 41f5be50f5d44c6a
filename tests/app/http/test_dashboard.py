"""docs/grafana.json asks for metrics and labels that `/metrics` has, and leaves none of ours out."""

import json
import re
from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from app.core.metrics import Figures
from app.http.measures import LABELLED, Measures

BOARD: dict[str, Any] = json.loads((Path(__file__).parents[3] / "docs" / "grafana.json").read_text("utf-8"))
NAME = re.compile(r"\b(?:sitrep|process)_\w+")
BY = re.compile(r"by \(([\w, ]+)\)")
MATCHER = re.compile(r"\{(\w+)=")
LEGEND = re.compile(r"\{\{(\w+)\}\}")
SCRAPED = {"instance"}
"""What Prometheus adds."""


def exposed() -> dict[str, set[str]]:
    """The labels of each sample that a service gives which has counted one of everything."""
    parts: dict[str, dict[str, int]] = {"records": {}, "spent": {}}
    for part, name, _, _ in LABELLED:
        parts[part][f"{name}/one"] = 1
    measures = Measures()
    measures.observe("GET", "/livez", 200, 0.1)
    figures = Figures(faults={"one": 1}, records=parts["records"], spent=parts["spent"], shared_store=True)
    text = measures.exposition(figures)
    families = text_string_to_metric_families(text.decode())
    return {sample.name: set(sample.labels) for family in families for sample in family.samples}


def targets() -> list[dict[str, Any]]:
    return [target for panel in BOARD["panels"] for target in panel.get("targets", ())]


def test_each_query_names_metrics_and_labels_that_are_there() -> None:
    known = exposed()
    for target in targets():
        names = NAME.findall(target["expr"])
        assert names, target["expr"]
        assert set(names) <= set(known), target["expr"]
        labels = {label.strip() for group in BY.findall(target["expr"]) for label in group.split(",")}
        labels |= {*MATCHER.findall(target["expr"]), *LEGEND.findall(target["legendFormat"])}
        assert labels <= known[names[0]] | SCRAPED, target["expr"]


def test_each_metric_of_ours_is_on_the_board() -> None:
    """A histogram by its buckets; when a counter began is no figure of its own."""
    shown = {name for target in targets() for name in NAME.findall(target["expr"])}
    ours = {name for name in exposed() if name.startswith("sitrep_")}
    parts = {name for name in ours if name.endswith(("_created", "_duration_seconds_count", "_duration_seconds_sum"))}
    assert ours - parts <= shown


def test_panels_do_not_lie_on_each_other_and_have_ids_of_their_own() -> None:
    places = [panel["gridPos"] for panel in BOARD["panels"]]
    cells = [
        (x, y) for at in places for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(places)
