// A client that reads when it is told to: what it does not take stays with the server.
import { connect } from "node:net";
import { pause, within } from "./waiting.mjs";

export class SlowReader {
  constructor(port, request) {
    this.pieces = [];
    this.length = 0;
    this.socket = connect({ port, host: "127.0.0.1" });
    this.socket.on("error", (error) => (this.error = error));
    this.socket.on("data", (piece) => {
      this.pieces.push(piece);
      this.length += piece.length;
    });
    this.closed = new Promise((done) => this.socket.once("close", done));
    this.socket.write(request);
  }

  /** Wait for so many bytes, then take no more. */
  async begin(least = 1) {
    const enough = new Promise((came) => this.socket.on("data", () => this.length >= least && came()));
    await within(30_000, Promise.race([enough, this.closed]), "a reply's beginning");
    this.socket.pause();
    return this;
  }

  /** Take the rest, so many bytes and no faster at a time, with a rest after each. */
  async finish(step = Infinity) {
    const socket = this.socket;
    const reading = (async () => {
      while (!socket.destroyed) {
        const before = this.length;
        socket.resume();
        while (!socket.destroyed && this.length - before < step) await pause(2);
        if (step < Infinity) {
          socket.pause();
          await pause(10);
        }
      }
    })();
    await within(60_000, this.closed, "a reply's end");
    await reading;
    return Buffer.concat(this.pieces);
  }
}
