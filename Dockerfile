# syntax=docker/dockerfile:1

# What the service needs, then the service, in an environment of its own.
FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/sitrep
ENV PATH=/opt/sitrep/bin:$PATH
COPY requirements/service.txt requirements/embedded.txt requirements/replicas.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/service.txt -r requirements/embedded.txt \
    -r requirements/replicas.txt
COPY pyproject.toml README.md ./
COPY schemas schemas
COPY prompts prompts
COPY conventions conventions
COPY app app
# The eval harness is for developers: its command has nothing to run here.
RUN pip install --no-cache-dir --no-deps --no-build-isolation . && rm /opt/sitrep/bin/sitrep-eval
# The parser's weights (57 MB), for the embedded model; an endpoint that reads whole records needs none of them.
RUN SITREP_LLM_BASE_URL=none SITREP_LLM_PROPOSER=reader SITREP_MODEL_DIR=/opt/sitrep/models sitrep model pull

FROM python:3.11-slim
# libgomp1: the embedded engine is built with OpenMP. No versions: they change with the base image's Debian.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /var/lib/sitrep --create-home sitrep
COPY --from=build /opt/sitrep /opt/sitrep
ENV PATH=/opt/sitrep/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SITREP_HOST=0.0.0.0 \
    SITREP_PORT=8000 \
    SITREP_CACHE_DIR=/var/lib/sitrep/answers \
    SITREP_MODEL_DIR=/var/lib/sitrep/models \
    SITREP_PARSER_PATH=/opt/sitrep/models/spacy/en_core_web_md-3.8.0 \
    SITREP_KEYS_FILE=/var/lib/sitrep/keys.json
USER 10001:10001
WORKDIR /var/lib/sitrep

# The service is reachable from outside the container, so it wants an API key before it starts: with /var/lib/sitrep on
# a volume, run `sitrep keys create NAME` once.
# WITH_MODEL=1 puts the embedded model's weights (1.1 GB) into the image. Without them: set SITREP_LLM_BASE_URL and
# SITREP_LLM_MODEL, or keep /var/lib/sitrep on a volume and run `sitrep model pull` once.
ARG WITH_MODEL=0
RUN if [ "$WITH_MODEL" = 1 ]; then sitrep model pull; fi

# Last: they change with each build.
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Sitrep" \
    org.opencontainers.image.description="A news article in, a typed incident summary out, every value with its words" \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.version="$VERSION" \
    org.opencontainers.image.revision="$REVISION"

EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", \
    "import os, sys, http.client as h; c = h.HTTPConnection('127.0.0.1', int(os.environ['SITREP_PORT']), timeout=4); c.request('GET', '/livez'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["sitrep"]
CMD ["serve"]
