# carevisit: one image for the API, the migrations and the commands.
FROM python:3.13-slim AS packages
WORKDIR /build
COPY requirements/runtime.lock ./
# every package pinned and checked by its hash, into a place of its own
RUN python -m venv /opt/carevisit \
 && /opt/carevisit/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes -r runtime.lock

FROM python:3.13-slim
ENV PATH=/opt/carevisit/bin:$PATH \
    PYTHONPATH=/app/src \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
RUN groupadd --system --gid 10001 carevisit \
 && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin carevisit \
 && printf '#!/bin/sh\nexec python -m carevisit "$@"\n' > /usr/local/bin/carevisit && chmod 755 /usr/local/bin/carevisit \
 && install -d -o 10001 -g 10001 -m 700 /var/lib/carevisit/attachments
COPY --from=packages /opt/carevisit /opt/carevisit
WORKDIR /app
COPY alembic.ini LICENSE ./
COPY migrations ./migrations
COPY openapi ./openapi
COPY src ./src
RUN python -m compileall -q src
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=4 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["carevisit"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000", "--workers", "2"]
