"""Whether an endpoint can be reached and takes the key, without asking its model anything: `GET /models` is free."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx2

from app.core.errors import ModelMisconfigured
from app.core.settings import Settings
from app.llm.transport import CONNECT_TIMEOUT_S, Endpoint, headers_of, is_loopback


@dataclass(frozen=True, slots=True)
class Probe:
    """What came back.

    status    0: nothing did, and `fault` says why in a word
    models    the ids that are listed; None: the endpoint lists none
    date      of the answer, by the endpoint's clock; None: it does not say
    """

    status: int
    fault: str = ""
    models: tuple[str, ...] | None = None
    date: datetime | None = None


async def probe(settings: Settings) -> Probe:
    """Ask the endpoint of the settings for its models. Raises ModelMisconfigured where no header can carry the key."""
    url = settings.llm_base_url or ""
    endpoint = Endpoint(url, settings.llm_api_key, settings.llm_model or "")
    headers = {
        name: value for name, value in headers_of(endpoint, settings.llm_headers).items() if isinstance(value, str)
    }
    try:
        async with httpx2.AsyncClient(timeout=CONNECT_TIMEOUT_S, trust_env=not is_loopback(url)) as client:
            answer = await client.get(f"{url.rstrip('/')}/models", headers=headers, params=settings.llm_query)
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
        raise ModelMisconfigured("SITREP_LLM_BASE_URL is no URL that can be asked") from None
    except httpx2.TransportError as error:
        return Probe(0, type(error).__name__)
    return Probe(answer.status_code, models=_models(answer), date=_date(answer.headers.get("date", "")))


def _models(answer: httpx2.Response) -> tuple[str, ...] | None:
    try:
        listed = answer.json()["data"]
        return tuple(str(each["id"]) for each in listed)
    except (ValueError, KeyError, TypeError):
        return None


def _date(written: str) -> datetime | None:
    try:
        return parsedate_to_datetime(written)
    except ValueError:
        return None
