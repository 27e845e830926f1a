# backend.vcl of the cache in Kubernetes: the Service spreads over the replicas that are ready. Varnish keeps
# connections for `backend_idle_timeout`, a minute, and so for that long the replica of each.
backend replicas {
    .host = "chancery";
    .port = "80";
    .connect_timeout = 2s;
    .first_byte_timeout = 30s;
    .between_bytes_timeout = 30s;
}

acl publishers {
    "localhost";
    "127.0.0.1";
}
