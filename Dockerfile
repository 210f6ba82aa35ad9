# syntax=docker/dockerfile:1
# Suara Warga as a container: a user without rights, nothing to write but /var/lib/suara and /tmp.
# The root file system may be read-only (compose.yaml does so).

# ---- build: what is locked, by its hashes, into a virtualenv; compilers stay behind in this stage
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/suara
WORKDIR /app
COPY requirements.lock ./
RUN /opt/suara/bin/pip install --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml config.yaml LICENSE ./
COPY bot ./bot
COPY handlers ./handlers
COPY storage ./storage
COPY analytics ./analytics
# Run from its checkout, as everywhere; what is compiled now need not be written later.
RUN /opt/suara/bin/pip install --no-deps --no-build-isolation -e . \
    && /opt/suara/bin/python -m compileall -q bot handlers storage analytics

# ---- run
FROM python:3.11-slim-bookworm
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# pg_dump and pg_restore of the server's version, for `suara db backup`; the zones of the world for the clock.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-common ca-certificates tzdata \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install -y --no-install-recommends postgresql-client-18 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 suara \
    && useradd --system --uid 10001 --gid suara --home-dir /var/lib/suara --shell /usr/sbin/nologin suara \
    && install -d -o suara -g suara -m 0700 /var/lib/suara
COPY --from=build /opt/suara /opt/suara
COPY --from=build /app /app
ENV PATH=/opt/suara/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SUARA_STORAGE__URL=sqlite:////var/lib/suara/suara.db \
    SUARA_STORAGE__MEDIA_DIR=/var/lib/suara/media \
    SUARA_STORAGE__BACKUPS=/var/lib/suara/backups \
    SUARA_STORAGE__KEY_FILE=/var/lib/suara/secret.key \
    SUARA_WEB__HOST=0.0.0.0
WORKDIR /app
USER 10001:10001
VOLUME /var/lib/suara
EXPOSE 8080
# SIGTERM finishes the turns under way and what is being sent, within ten seconds.
STOPSIGNAL SIGTERM
ENTRYPOINT ["suara"]
CMD ["run"]
# Every part answers here while it is at work, also those that hear nobody.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:9108/metrics', timeout=4)"]
