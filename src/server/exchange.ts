import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { LakeError } from '../base/lake-error.js';

/** Is a request as Node gives it, of either version of HTTP. */
export type Incoming = IncomingMessage | Http2ServerRequest;
/** Is the response that belongs to an `Incoming`. */
export type Outgoing = ServerResponse | Http2ServerResponse;

/** Reports a body that is larger than its door takes. */
export class BodyTooLarge extends LakeError {
  constructor(bytesMax: number) {
    super('QUERY_TEXT_TOO_LARGE', `The request's body is larger than ${bytesMax} bytes`);
  }
}

/** Reports a body that broke off. */
export class BodyIncomplete extends LakeError {
  constructor() {
    super('GENERIC_USER_ERROR', "The request's body ended early");
  }
}

/** One request and its response, as far as a door needs to know of the connection. Hono's `c.env`. */
export class Exchange {
  readonly incoming: Incoming;
  readonly outgoing: Outgoing;
  #closing: AbortController | undefined;

  constructor(incoming: Incoming, outgoing: Outgoing) {
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  /** The address of the other end. */
  get remoteAddress(): string {
    return this.incoming.socket.remoteAddress ?? '';
  }

  /** True where the connection is TLS. */
  get isEncrypted(): boolean {
    return (this.incoming.socket as TLSSocket).encrypted === true;
  }

  /** Gives a request header; several of one name are joined by `, `. */
  header(name: string): string | undefined {
    const value = this.incoming.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** Is aborted when the client went away before it had the whole response. */
  get signal(): AbortSignal {
    if (!this.#closing) {
      const controller = new AbortController();
      this.#closing = controller;
      const { outgoing } = this;
      if (outgoing.destroyed && !outgoing.writableFinished) controller.abort();
      else outgoing.once('close', () => outgoing.writableFinished || controller.abort());
    }
    return this.#closing.signal;
  }

  /** Reads the request's body. @throws BodyTooLarge, BodyIncomplete */
  readBody(bytesMax: number): Promise<Buffer> {
    const { incoming } = this;
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      let isWhole = false;
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= bytesMax) chunks.push(chunk);
        else reject(new BodyTooLarge(bytesMax));
      });
      incoming.once('end', () => {
        isWhole = true;
        resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
      });
      const breakOff = (): void => {
        // An error takes long to make, and each request closes.
        if (!isWhole) reject(new BodyIncomplete());
      };
      incoming.once('error', breakOff);
      incoming.once('close', breakOff);
    });
  }
}
