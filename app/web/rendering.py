"""Templates of the page, and the headers of what it is served with."""

from typing import Any, Final

from fastapi import Response
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may do: run the scripts that are served here and ask this service; nothing inline, nothing else."""
HEADERS: Final = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
_templates: Final = Environment(
    loader=PackageLoader("app.web"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def rendered(name: str, **values: Any) -> str:
    """Fill a template, every value escaped."""
    return _templates.get_template(name).render(**values)


def served(content: str) -> Response:
    """Answer with HTML."""
    return Response(content, media_type="text/html", headers=HEADERS)


def html(name: str, **values: Any) -> Response:
    """Answer with a template that is filled."""
    return served(rendered(name, **values))
