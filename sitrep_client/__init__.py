"""A typed client of a Sitrep service: records in and out as the classes of `schemas`. Has no code of the service.

Example:
    with Client() as client:
        record = client.summarize("BOGOTA, May 3, 2024 - A bomb killed two guards on Thursday, police said.")
"""

from sitrep_client.asynchronous import AsyncClient
from sitrep_client.failures import CallFailed, FieldError, Problem
from sitrep_client.requests import Article, Filter
from sitrep_client.synchronous import Client

__all__ = ["Article", "AsyncClient", "CallFailed", "Client", "FieldError", "Filter", "Problem"]
