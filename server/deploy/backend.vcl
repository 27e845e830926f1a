# Where varnish.vcl fetches from (`origin` of haproxy.cfg), and from where a new version may be announced.
backend replicas {
    .host = "127.0.0.1";
    .port = "8090";
    .connect_timeout = 2s;
    .first_byte_timeout = 30s;
    .between_bytes_timeout = 30s;
}

acl publishers {
    "localhost";
    "127.0.0.1";
}
