// A client that knows nothing of HTTP: it sends bytes as they are, cut where it is told, and keeps what
// comes back.
import { connect } from "node:net";
import { pause } from "./waiting.mjs";

/**
 * Send the pieces in packets of their own, then wait for the server to close. Gives the bytes that came,
 * whether the server closed (or the wait ended), and whether it did so by a reset.
 */
export function talk(port, pieces, { wait = 15_000, gap = 2, halfClose = false } = {}) {
  return new Promise((done) => {
    const came = [];
    let closed = true;
    let reset = false;
    const socket = connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
    const timer = setTimeout(() => {
      closed = false;
      socket.destroy();
    }, wait);
    let over = false;
    let heard = () => {};
    socket.on("data", (piece) => {
      came.push(piece);
      heard();
    });
    socket.on("end", () => {
      over = true;
      heard();
      socket.end();
    });
    socket.on("error", () => (reset = true));
    socket.on("close", () => {
      over = true;
      heard();
      clearTimeout(timer);
      done({ bytes: Buffer.concat(came), closed, reset });
    });
    socket.on("connect", async () => {
      for (const [i, piece] of pieces.entries()) {
        if (i > 0) await Promise.race([pause(gap), new Promise((told) => (heard = told))]);
        if (over) return;
        socket.write(piece);
      }
      if (halfClose) socket.end();
    });
  });
}
