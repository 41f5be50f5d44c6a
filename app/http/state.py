"""What the lifespan hands to each request."""

from typing import TypedDict

from fastapi import Request

from app.core.settings import Settings
from app.http.quotas import TOKENS
from app.service import Service
from schemas import Provenance


class State(TypedDict):
    """The contents of `request.state`, besides the request id."""

    settings: Settings
    service: Service


def settings_of(request: Request) -> Settings:
    """Return the settings that the service runs with."""
    settings: Settings = request.state.settings
    return settings


def service_of(request: Request) -> Service:
    """Return the service that the lifespan has opened."""
    service: Service = request.state.service
    return service


def spend(request: Request, made: Provenance) -> None:
    """Count what an answer cost on the quota of the key that the request came with, if it came with one."""
    spent = getattr(request.state, TOKENS, 0)
    setattr(request.state, TOKENS, spent + made.input_tokens + made.output_tokens)
