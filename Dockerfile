# Two stages: one compiles the server and its dataset, the other holds only what runs them.
FROM debian:bookworm AS build
WORKDIR /chancery
COPY server/packages server/install server/
RUN server/install build
COPY . .
RUN cmake -B build -G Ninja -DCMAKE_INSTALL_PREFIX=/usr \
    && cmake --build build \
    && build/chancery check-contract \
    && DESTDIR=/image cmake --install build --strip

FROM debian:bookworm-slim
COPY server/packages server/install /tmp/server/
RUN /tmp/server/install serve && rm -rf /tmp/server /var/lib/apt/lists/*
COPY --from=build /image/usr/bin/chancery /usr/bin/chancery
COPY --from=build /image/usr/share/chancery /usr/share/chancery
ENV CHANCERY_LISTEN=0.0.0.0:8080
EXPOSE 8080
USER 65534:65534
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD ["chancery", "healthcheck"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["chancery"]
CMD ["serve"]
