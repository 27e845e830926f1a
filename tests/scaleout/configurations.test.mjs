// The configurations of server/deploy are taken by the programs that they are for, or by the schemas of those that do
// not run here; and nginx, as the one cache and balancer, does what its file says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";
import { parseAllDocuments } from "yaml";
import { temporaryFolder } from "../fault/folder.mjs";
import { start } from "../fault/server.mjs";
import { once } from "./clients.mjs";
import { Balancer, Cache, deploy, freePorts, Nginx } from "./parts.mjs";

const load = createRequire(import.meta.url);
const folder = temporaryFolder();
const servers = [];
after(() => Promise.all(servers.map((server) => server.end?.() ?? server.kill())));

const stand = (port) => ({ port, adminPort: port });

/** The documents of a YAML file, which may merge (<<) and must name no key twice. */
function read(name) {
  const documents = parseAllDocuments(readFileSync(join(deploy, name), "utf8"), { merge: true });
  for (const { errors, warnings } of documents) assert.deepEqual([...errors, ...warnings], [], name);
  return documents.map((document) => document.toJS());
}

test("HAProxy takes haproxy.cfg", async () => {
  const { code, said } = await new Balancer(folder, { public: 20001, origin: 20002 }, [20003, 20004, 20005].map(stand), 20006).check();
  assert.equal(code, 0, said);
  assert.doesNotMatch(said, /WARNING|ALERT/);
});

test("Varnish takes varnish.vcl", async () => {
  const { code, said } = await new Cache(folder, 20001, 20002).check();
  assert.equal(code, 0, said);
});

test("nginx takes nginx.conf", async () => {
  const { code, said } = await new Nginx(folder, 20001, [20002, 20003, 20004].map(stand)).check();
  assert.equal(code, 0, said);
});

test("nginx keeps, asks anew by ETag, goes on without a replica, and gives what it kept without any", async () => {
  const [one, two, three] = [await start(), await start(), await start()];
  servers.push(one, two, three);
  const [port] = await freePorts(1);
  const nginx = await new Nginx(folder, port, [one, two, three]).start();
  servers.push(nginx);
  const cache = async (target) => {
    const { status, headers } = await once(port, target);
    assert.equal(status, 200, target);
    return headers["x-cache"];
  };
  assert.equal(await cache("/events"), "MISS");
  assert.equal(await cache("/events"), "HIT");
  const tag = (await once(port, "/events")).headers.etag;
  assert.equal((await once(port, "/events", { "If-None-Match": tag })).status, 304);
  assert.equal((await once(port, "/metrics")).status, 404);
  await one.kill();
  await two.kill();
  for (let limit = 1; limit < 30; limit++) assert.equal(await cache(`/events?limit=${limit}`), "MISS");
  await three.kill();
  assert.equal(await cache("/events"), "HIT");
  assert.equal((await once(port, "/actors?limit=99")).status, 502);
});

/** The class of kubernetes-models that a manifest is for. */
const modelOf = ({ apiVersion, kind }) => load(`kubernetes-models/${apiVersion}`)[kind];

test("the schemas of Kubernetes take its manifests", () => {
  const [kustomization] = read("kubernetes/kustomization.yaml");
  const manifests = kustomization.resources.flatMap((name) => read(`kubernetes/${name}`));
  for (const manifest of manifests) {
    const Model = modelOf(manifest);
    assert.ok(Model, `${manifest.apiVersion} ${manifest.kind}`);
    new Model(manifest).validate();
  }
  const kinds = manifests.map(({ kind }) => kind);
  for (const kind of ["Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy"]) assert.ok(kinds.includes(kind), kind);
  for (const file of kustomization.configMapGenerator[0].files) readFileSync(join(deploy, "kubernetes", file.split("=")[1]));
});

test("in Kubernetes, what selects pods selects some, and every container is confined", () => {
  const manifests = ["replicas.yaml", "cache.yaml"].flatMap((name) => read(`kubernetes/${name}`));
  const pods = manifests.filter(({ kind }) => kind === "Deployment").map(({ spec }) => spec.template);
  const selects = (selector) => pods.some(({ metadata }) => Object.entries(selector).every(([key, value]) => metadata.labels[key] === value));
  for (const { kind, spec } of manifests) {
    const selector = kind === "Service" ? spec.selector : (spec.selector ?? spec.podSelector)?.matchLabels;
    if (selector) assert.ok(selects(selector), kind);
  }
  for (const { spec } of pods)
    for (const { securityContext, name } of spec.containers) {
      assert.deepEqual(securityContext, { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } }, name);
      assert.equal(spec.securityContext.runAsNonRoot, true);
    }
});

test("compose.yaml is sound: its replicas are those of the balancer, its files are there", () => {
  const [{ services }] = read("compose/compose.yaml");
  const { environment } = services.balancer;
  for (const number of [1, 2, 3]) {
    const replica = services[`chancery-${number}`];
    assert.equal(environment[`REPLICA_${number}`], `chancery-${number}:8080`);
    assert.equal(replica.environment.CHANCERY_DB, `/srv/chancery/chancery-${number}.db`);
    assert.equal(replica.user, "65534:65534");
    assert.equal(replica.read_only, true);
  }
  for (const { volumes } of [services.cache, services.balancer])
    for (const volume of volumes) readFileSync(join(deploy, "compose", volume.split(":")[0]));
});
