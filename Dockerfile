# Footnote in a container: the bot of `footnote run`, as a user of its own, its ledger on a volume.
FROM python:3.12-slim@sha256:78387bc3881b8273120a12ebe6c1ab22b018ccc2c9adf565ae1ac9b536e184ea

WORKDIR /app
# What it needs, in the very bytes that requirements.lock names.
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --create-home footnote \
    && install -d -m 700 -o footnote -g footnote /data
# After the program, so that an edited FAQ does not install everything anew.
COPY faq faq
COPY seeds seeds

USER footnote
# In a container no other user shares /tmp.
ENV FAQ_PATH=/app/faq \
    DATABASE_URL=sqlite:////data/footnote.db \
    FOOTNOTE_RUNTIME_DIR=/tmp/footnote
VOLUME /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["footnote", "health"]
# SIGTERM lets it finish what it is answering, within five seconds.
STOPSIGNAL SIGTERM
CMD ["footnote", "run"]
