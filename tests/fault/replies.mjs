// Bytes of a connection taken apart as HTTP/1.1 replies, strictly (RFC 9112 §6.3): how many there are,
// whether each is whole, and whatever is left over.

const end = Buffer.from("\r\n\r\n");

function readHead(bytes, at) {
  const stop = bytes.indexOf(end, at);
  if (stop < 0) return null;
  const [line, ...fields] = bytes.toString("latin1", at, stop).split("\r\n");
  const [, version, status] = /^HTTP\/(1\.[01]) (\d{3}) /.exec(line) ?? [];
  if (!status) return null;
  const headers = {};
  for (const field of fields) {
    const colon = field.indexOf(":");
    const name = field.slice(0, colon).toLowerCase();
    const value = field.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return { version, status: Number(status), headers, next: stop + end.length };
}

function readChunks(bytes, at) {
  const pieces = [];
  for (;;) {
    const stop = bytes.indexOf("\r\n", at);
    const size = stop < 0 ? NaN : parseInt(bytes.toString("latin1", at, stop), 16);
    if (Number.isNaN(size) || bytes.length < stop + 2 + size + 2) return { body: Buffer.concat(pieces), next: bytes.length, whole: false };
    pieces.push(bytes.subarray(stop + 2, stop + 2 + size));
    at = stop + 2 + size + 2;
    if (size === 0) return { body: Buffer.concat(pieces), next: at, whole: true };
  }
}

function readBody(head, method, bytes, at) {
  const { status, headers } = head;
  if (method === "HEAD" || status === 304 || status === 204 || status < 200) return { body: Buffer.alloc(0), next: at, whole: true };
  if (headers["transfer-encoding"] === "chunked") return readChunks(bytes, at);
  if (!("content-length" in headers)) return { body: bytes.subarray(at), next: bytes.length, whole: false, byClose: true };
  const next = at + Number(headers["content-length"]);
  return { body: bytes.subarray(at, next), next: Math.min(next, bytes.length), whole: next <= bytes.length };
}

/** Replies to requests of these methods, in order; `rest` is what no reply explains. */
export function parse(bytes, methods = []) {
  const replies = [];
  let at = 0;
  while (at < bytes.length) {
    const head = readHead(bytes, at);
    if (!head) break;
    const { next, ...body } = readBody(head, methods[replies.length] ?? "GET", bytes, head.next);
    replies.push({ ...head, ...body });
    at = next;
  }
  return { replies, rest: bytes.subarray(at) };
}
