# Footnote in a container: the bot of `footnote run`, as a user of its own, its ledger on a volume.
FROM python:3.12-slim

WORKDIR /app
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
RUN pip install --no-cache-dir '.[postgres]' \
    && useradd --create-home footnote \
    && install -d -o footnote -g footnote /data
# After the program, so that an edited FAQ does not install everything anew.
COPY faq faq
COPY seeds seeds

USER footnote
ENV FAQ_PATH=/app/faq \
    DATABASE_URL=sqlite:////data/footnote.db \
    FOOTNOTE_RUNTIME_DIR=/tmp/footnote
VOLUME /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["footnote", "health"]
# SIGTERM lets it finish what it is answering, within five seconds.
STOPSIGNAL SIGTERM
CMD ["footnote", "run"]
