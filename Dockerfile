# `bookrec serve`, small and without torch: everything it reads lies in the volume /artifacts
# (made by `bookrec run-all` or `bookrec export --bundle`). Run it with a read-only root:
#   docker run --read-only --tmpfs /tmp -p 8765:8765 -v ./artifacts:/artifacts:ro bookrec
FROM python:3.13-slim AS build
WORKDIR /build
COPY . .
RUN python -m pip install --no-cache-dir build==1.6.1 \
    && python -m build --wheel --outdir /wheels \
    && python -m venv /opt/bookrec \
    && /opt/bookrec/bin/pip install --no-cache-dir --require-hashes -r requirements-serve.lock \
    && /opt/bookrec/bin/pip install --no-cache-dir --no-deps /wheels/*.whl

FROM python:3.13-slim
LABEL org.opencontainers.image.title="bookrec" \
      org.opencontainers.image.description="Personal book recommendations behind HTTP" \
      org.opencontainers.image.licenses="MIT"
RUN useradd --create-home --uid 10001 bookrec
COPY --from=build /opt/bookrec /opt/bookrec
ENV PATH=/opt/bookrec/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BOOKREC_ARTIFACTS_DIR=/artifacts
USER bookrec
WORKDIR /home/bookrec
VOLUME ["/artifacts"]
EXPOSE 8765
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8765/health/live', timeout=4)"]
# Reachable from outside the container, so it asks for the token of the link that it prints.
CMD ["bookrec", "serve", "--host", "0.0.0.0", "--port", "8765", "--no-open", "--shared"]
