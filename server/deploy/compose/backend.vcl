# backend.vcl of compose.yaml: the balancer's side that the public does not see.
backend replicas {
    .host = "balancer";
    .port = "8090";
    .connect_timeout = 2s;
    .first_byte_timeout = 30s;
    .between_bytes_timeout = 30s;
}

acl publishers {
    "localhost";
    "10.0.0.0"/8;
    "172.16.0.0"/12;
    "192.168.0.0"/16;
}
