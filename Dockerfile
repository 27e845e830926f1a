# From any Debian since 12 to an image that holds the program, the libraries it links, and the dataset: no shell,
# no package manager, nothing to write to. `BASE` is what it is compiled on; server/deploy/check-image hands over
# one that it made itself.
ARG BASE=debian:trixie-slim

FROM ${BASE} AS build
WORKDIR /chancery
COPY server/packages server/install server/
RUN server/install build
# The pages for people are made by Node.js: Debian's where it is new enough, else one that npm brings.
COPY tests/support/node-path tests/support/
RUN tests/support/node-path
COPY . .
RUN cmake -B build -G Ninja -DCMAKE_INSTALL_PREFIX=/usr -DCHANCERY_EXPLORER=ON \
    && cmake --build build --target chancery dataset said \
    && build/chancery check-contract \
    && DESTDIR=/image cmake --install build --strip

# The .deb of that Debian: `--target package` leaves it in /package.
FROM build AS package
RUN server/install package
RUN cpack --config build/CPackConfig.cmake -G DEB -B /package

# The libraries come from a stage that has only what server/packages lists for serving: what the list lacks,
# the image would lack.
FROM ${BASE} AS runtime
WORKDIR /chancery
COPY server/packages server/install server/
RUN server/install serve
COPY server/deploy/runtime-root server/deploy/
COPY --from=build /image/usr/bin/chancery /usr/bin/chancery
RUN server/deploy/runtime-root /usr/bin/chancery /runtime

FROM scratch
ARG VERSION=1.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Chancery" \
      org.opencontainers.image.description="Sourced, time-aware diplomatic history over HTTP" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="MIT AND CC-BY-4.0"
# One layer each: a new program leaves the dataset where it is, and the other way round.
COPY --from=runtime /runtime /
COPY --from=build /image/usr/share/chancery /usr/share/chancery
COPY --from=build /image/usr/bin/chancery /usr/bin/chancery
ENV PATH=/usr/bin CHANCERY_LISTEN=0.0.0.0:8080 CHANCERY_DB=/usr/share/chancery/japan-russia.db
EXPOSE 8080
USER 65534:65534
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD ["chancery", "healthcheck"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["chancery"]
CMD ["serve"]
