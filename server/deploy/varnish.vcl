# A cache before replicas of Chancery. It keeps what our Cache-Control allows: five minutes fresh, a day more while
# it fetches anew behind the client's back (stale-while-revalidate, which Varnish takes for its grace), asking with
# the ETag that it has. backend.vcl beside this file says where the replicas are and who may publish.
# Tried by tests/scaleout/run with Varnish 7.1.
vcl 4.1;

import std;

include "./backend.vcl";

sub vcl_recv {
    # A new version of the dataset is in service everywhere: forget what is of another. What was pinned to its
    # version by v= is right for ever.
    if (req.method == "BAN") {
        if (client.ip !~ publishers) {
            return (synth(403, "Not from here"));
        }
        if (req.http.X-Dataset-Version !~ "^[0-9a-f]{64}$") {
            return (synth(400, "X-Dataset-Version says which version stays"));
        }
        if (!std.ban("obj.http.X-Dataset-Version != " + req.http.X-Dataset-Version +
            " && obj.http.Cache-Control !~ immutable")) {
            return (synth(500, std.ban_error()));
        }
        return (synth(200, "Forgotten"));
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # Whole datasets are streamed, and fetched in ranges: they would push out everything else.
    if (req.url ~ "^/export(\?|$)" || req.url ~ "^/(healthz|readyz|livez|metrics)$") {
        return (pass);
    }
    # The order of parameters changes no answer.
    set req.url = std.querysort(req.url);
    # What a parameter decides, a header does not: fewer variants of one thing.
    if (req.url ~ "[?&]format=" || req.http.Accept == "*/*") {
        unset req.http.Accept;
    }
    if (req.url ~ "[?&]lang=") {
        unset req.http.Accept-Language;
    }
    # Nothing that we answer depends on these, and the built-in rules would not keep what was asked with them.
    unset req.http.Cookie;
    unset req.http.Authorization;
}

sub vcl_backend_response {
    # A short reply is taken whole before any of it is given: a replica that dies in its middle is asked nothing
    # more, and the client sees no half.
    if (beresp.http.Content-Length && std.integer(beresp.http.Content-Length, 0) < 4194304) {
        set beresp.do_stream = false;
    }
    # For bans, which may look at what is kept alone.
    set beresp.http.X-Path = regsub(bereq.url, "\?.*$", "");
    # A cursor of a version that is gone: the first page it leads to must not be one that we still keep of it, nor
    # one of a version that another replica has not left yet.
    if (beresp.status == 410 && beresp.http.X-Dataset-Version) {
        std.ban("obj.http.X-Path == " + beresp.http.X-Path + " && obj.http.X-Dataset-Version != " +
            beresp.http.X-Dataset-Version + " && obj.http.Cache-Control !~ immutable");
    }
    if (beresp.http.Cache-Control ~ "no-store") {
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }
}

sub vcl_backend_error {
    if (bereq.retries < 2) {
        return (retry);
    }
    set beresp.http.Content-Type = "application/problem+json";
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Retry-After = "2";
    set beresp.body = {"{"type":"about:blank","title":"No replica answered","status":"} + beresp.status + {"}"};
    return (deliver);
}

sub vcl_synth {
    set resp.http.Content-Type = "text/plain; charset=utf-8";
    set resp.http.Cache-Control = "no-store";
    set resp.body = resp.reason + {"
"};
    return (deliver);
}

sub vcl_deliver {
    unset resp.http.X-Path;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
    # For those who look: whether it was kept.
    if (obj.hits > 0) {
        set resp.http.X-Cache = "hit";
    } else {
        set resp.http.X-Cache = "miss";
    }
}
