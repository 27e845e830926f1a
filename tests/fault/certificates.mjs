// Certificates of the tests' own, made by openssl.
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";

function openssl(...words) {
  const said = spawnSync("openssl", words);
  assert.equal(said.status, 0, said.stderr.toString());
}

/** A key and a certificate that it signs itself, for localhost: their files and the fingerprint. */
export function certificate(folder, name, { rsa = false } = {}) {
  const [cert, key] = [join(folder, `${name}.cert.pem`), join(folder, `${name}.key.pem`)];
  const kind = rsa ? ["-newkey", "rsa:2048"] : ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  openssl("req", "-x509", ...kind, "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
    "-days", "30", "-keyout", key, "-out", cert);
  return { cert, key, pem: readFileSync(cert), fingerprint: new X509Certificate(readFileSync(cert)).fingerprint256 };
}

/** The same key behind a password. */
export function encrypted(key, out) {
  openssl("pkcs8", "-topk8", "-in", key, "-out", out, "-passout", "pass:secret");
  return out;
}

/** A certificate of that key that was good in January 2020. */
export function expired(key, folder) {
  const at = (name) => join(folder, name);
  writeFileSync(at("index.txt"), "");
  writeFileSync(at("ca.conf"), `[ca]\ndefault_ca = it\n[it]\ndatabase = ${at("index.txt")}\nnew_certs_dir = ${folder}\nrand_serial = yes\n` +
    "default_md = sha256\npolicy = names\n[names]\ncommonName = supplied\n");
  openssl("req", "-new", "-key", key, "-subj", "/CN=localhost", "-out", at("expired.request"));
  openssl("ca", "-batch", "-notext", "-selfsign", "-config", at("ca.conf"), "-keyfile", key, "-in", at("expired.request"),
    "-startdate", "200101000000Z", "-enddate", "200201000000Z", "-out", at("expired.pem"));
  return at("expired.pem");
}
