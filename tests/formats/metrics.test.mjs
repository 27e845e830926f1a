// /metrics as the reference parser of OpenMetrics reads it, and what is made of it: the alerts and the
// dashboard of server/deploy/monitoring, whose every expression is parsed by PromQL's own grammar and names
// only what the page has.
import { parser } from "@prometheus-io/lezer-promql";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parse as parseYaml } from "yaml";
import { serve } from "../data/server.mjs";

// Debian's, which has Debian's packages, whatever else is called so.
const python = "/usr/bin/python3";
const deploy = join(import.meta.dirname, "../../server/deploy");
const monitoring = join(deploy, "monitoring");
const work = mkdtempSync(join(tmpdir(), "chancery-metrics-"));
after(() => rmSync(work, { recursive: true }));

let families;

function read(page) {
  const script = join(import.meta.dirname, "openmetrics.py");
  const said = spawnSync(python, ["-I", script], { input: page, maxBuffer: 1e9 });
  assert.equal(said.status, 0, said.stderr.toString());
  return JSON.parse(said.stdout);
}

// What its own certificate is for: the metrics of TLS are there only with it.
function certificate() {
  const [cert, key] = [join(work, "cert.pem"), join(work, "key.pem")];
  const made = spawnSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
    "-subj", "/CN=localhost", "-days", "30", "-keyout", key, "-out", cert]);
  assert.equal(made.status, 0, made.stderr.toString());
  return ["--tls-cert", cert, "--tls-key", key];
}

before(async () => {
  const server = await serve(undefined, ["--admin", "127.0.0.1:0", ...certificate()]);
  try {
    for (const path of ["/readyz", "/metrics", "/nowhere"]) await fetch(server.admin + path).then((reply) => reply.text());
    const reply = await fetch(`${server.admin}/metrics`, { headers: { accept: "application/openmetrics-text;version=1.0.0,text/plain;q=0.5,*/*;q=0.1" } });
    assert.equal(reply.status, 200);
    assert.equal(reply.headers.get("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    families = read(await reply.text());
  } finally {
    await server.stop();
  }
});

const sampled = () => new Set(families.flatMap(({ samples }) => samples.map(({ name }) => name)));

test("the page is OpenMetrics to its reference parser, each metric of ours, with a type and a meaning", () => {
  assert.ok(families.length > 25);
  for (const { name, type, help, samples } of families) {
    assert.match(name, /^chancery_/);
    assert.notEqual(type, "unknown", name);
    assert.ok(help.endsWith("."), name);
    assert.ok(samples.length > 0, `${name} has no sample`);
  }
});

test("the parser that is trusted refuses what is no OpenMetrics", () => {
  const script = join(import.meta.dirname, "openmetrics.py");
  const good = "# TYPE a counter\n# HELP a A.\na_total 1\n# EOF\n";
  const refused = [good.replace("a_total", "a"), good.replace("# EOF\n", ""), good.replace(" 1", " one"), `${good}\n`];
  assert.equal(spawnSync(python, ["-I", script], { input: good }).status, 0);
  for (const page of refused) assert.notEqual(spawnSync(python, ["-I", script], { input: page }).status, 0, page);
});

test("durations are a histogram whose last bucket is its count, by route", () => {
  const { type, samples } = families.find(({ name }) => name === "chancery_request_duration_seconds");
  assert.equal(type, "histogram");
  const counts = samples.filter(({ name }) => name.endsWith("_count"));
  assert.ok(counts.length >= 2);
  for (const { labels, value } of counts) {
    const last = samples.find((sample) => sample.labels.le === "+Inf" && sample.labels.route === labels.route);
    assert.equal(last.value, value, labels.route);
  }
});

// --- what asks for them ---

// The metrics that an expression names; it must be PromQL.
function named(expression, where) {
  const text = expression.replaceAll(/\$__\w+/g, "5m");
  const names = [];
  parser.parse(text).iterate({
    enter({ type, from, to, node }) {
      assert.ok(!type.isError, `${where}: no PromQL at "${text.slice(from, from + 30)}": ${text}`);
      if (type.name === "Identifier" && node.parent?.name === "VectorSelector") names.push(text.slice(from, to));
    },
  });
  assert.ok(names.length > 0, `${where} names no metric: ${text}`);
  return names;
}

function assertAllExist(expression, where) {
  for (const name of named(expression, where)) {
    if (name === "up") continue; // Prometheus's own
    assert.ok(sampled().has(name), `${where}: there is no ${name}`);
  }
}

test("the grammar that is trusted refuses what is no PromQL", () => {
  assert.deepEqual(named('sum by (a) (rate(b{c="d"}[5m])) > 0.1 * e', "a test"), ["b", "e"]);
  for (const bad of ["sum(rate(a[5m])", "a{b=c}", "rate(a[5x])", "a +"]) assert.throws(() => named(bad, "a test"), bad);
});

test("every alert is a rule that names metrics that there are, and says what to do", () => {
  const { groups } = parseYaml(readFileSync(join(monitoring, "alerts.yml"), "utf8"));
  const rules = groups.flatMap((group) => group.rules);
  assert.ok(rules.length > 8);
  assert.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length);
  for (const { alert, expr, for: wait, labels, annotations, ...others } of rules) {
    assert.deepEqual(others, {}, alert);
    assertAllExist(expr, alert);
    assert.match(wait ?? "0s", /^\d+[smh]$/, alert);
    assert.match(labels.severity, /^(critical|warning|info)$/, alert);
    assert.ok(annotations.summary.includes("{{ $labels."), alert);
  }
});

test("every panel of the dashboard asks for metrics that there are", () => {
  const { panels, templating, annotations } = JSON.parse(readFileSync(join(monitoring, "dashboard.json"), "utf8"));
  const asking = panels.filter(({ type }) => type !== "row");
  assert.ok(asking.length > 15);
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  for (const { title, targets } of asking) for (const { expr } of targets) assertAllExist(expr, title);
  for (const { name, expr } of annotations.list) assertAllExist(expr, name);
  const queries = templating.list.filter(({ type }) => type === "query");
  for (const { name, definition } of queries) assertAllExist(/^label_values\((.*), \w+\)$/.exec(definition)[1], name);
});

test("Prometheus is told of the alerts that are there", () => {
  const { rule_files: files, scrape_configs: [{ job_name: job }] } = parseYaml(readFileSync(join(monitoring, "prometheus.yml"), "utf8"));
  assert.deepEqual(files, ["alerts.yml"]);
  assert.ok(readFileSync(join(monitoring, "alerts.yml"), "utf8").includes(`job="${job}"`));
});

test("Prometheus asks where the Debian package's admin socket listens", () => {
  const { scrape_configs: [{ static_configs: [{ targets }] }] } = parseYaml(readFileSync(join(monitoring, "prometheus.yml"), "utf8"));
  const socket = readFileSync(join(deploy, "systemd/chancery-admin.socket.in"), "utf8");
  const unit = readFileSync(join(deploy, "systemd/chancery.service.in"), "utf8");
  assert.deepEqual(targets, [/^ListenStream=(.+)$/m.exec(socket)[1]]);
  assert.deepEqual(targets, [/^Environment=CHANCERY_ADMIN=(.+)$/m.exec(unit)[1]]);
});

test("no metric is there that nothing asks for", () => {
  const asked = readFileSync(join(monitoring, "alerts.yml"), "utf8") + readFileSync(join(monitoring, "dashboard.json"), "utf8");
  const unasked = families.map(({ name }) => name).filter((name) => !asked.includes(name));
  assert.deepEqual(unasked, ["chancery_cache_entries"]);
});
