"""What the lifespan hands to each request."""

from typing import TypedDict

from fastapi import Request
from starlette.types import ASGIApp

from app.core.settings import Settings
from app.http.measures import Measures
from app.http.quotas import Quotas
from app.service import Service
from app.store.index.index import Index


class State(TypedDict):
    """The contents of `request.state`, besides the request id."""

    settings: Settings
    service: Service
    measures: Measures
    quotas: Quotas
    index: Index | None
    mcp: ASGIApp
    slack: object


def settings_of(request: Request) -> Settings:
    """Return the settings that the service runs with."""
    settings: Settings = request.state.settings
    return settings


def measures_of(request: Request) -> Measures:
    """Return what the web layer counts."""
    measures: Measures = request.state.measures
    return measures


def quotas_of(request: Request) -> Quotas:
    """Return what counts how much each key uses."""
    quotas: Quotas = request.state.quotas
    return quotas


def service_of(request: Request) -> Service:
    """Return the service that the lifespan has opened."""
    service: Service = request.state.service
    return service


def index_of(request: Request) -> Index | None:
    """Return the index of what was summarised; None: there is to be none."""
    index: Index | None = request.state.index
    return index
