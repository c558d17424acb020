import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * How a request goes wrong: the server says it failed, it is done but its answer is lost, it is done after the client has given up waiting,
 * or nothing ever comes of it.
 */
export type Trouble = 'refused' | 'answer lost' | 'late' | 'silent';

/** Stands between a client and a server of HTTP, and lets some requests go wrong. */
export class FaultyProxy {
  readonly endpoint: string;
  readonly #server: Server;
  readonly #target: string;
  #isMeant: (request: IncomingMessage) => boolean = () => false;
  #trouble: Trouble = 'refused';
  #left = 0;
  /** How many requests went wrong. */
  troubleCount = 0;
  /** Requests that are done later than anybody waits. */
  readonly #late: (() => Promise<void>)[] = [];

  private constructor(server: Server, target: string) {
    this.#server = server;
    this.#target = target;
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (message: IncomingMessage, response: ServerResponse) => void this.#serve(message, response));
  }

  static async start(target: string): Promise<FaultyProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FaultyProxy(server, target);
  }

  /** Lets the next `count` requests that are meant go wrong. */
  arm(trouble: Trouble, count: number, isMeant: (request: IncomingMessage) => boolean): void {
    this.#trouble = trouble;
    this.#left = count;
    this.#isMeant = isMeant;
    this.troubleCount = 0;
  }

  disarm(): void {
    this.#left = 0;
  }

  /** Does the requests that are late. */
  async deliverLate(): Promise<void> {
    for (const deliver of this.#late.splice(0)) await deliver();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (this.#left > 0 && this.#isMeant(message)) {
      this.#left--;
      this.troubleCount++;
      if (this.#trouble === 'refused') response.writeHead(500).end();
      if (this.#trouble === 'late') this.#late.push(() => this.#forward(message, body));
      if (this.#trouble === 'answer lost') await this.#forward(message, body);
      if (this.#trouble === 'answer lost') response.destroy();
      return;
    }
    await this.#forward(message, body, response);
  }

  #forward({ method, url, headers }: IncomingMessage, body: Buffer, response?: ServerResponse): Promise<void> {
    return new Promise((resolve, reject) => {
      const forwarded = request(`${this.#target}${url}`, { method, headers }, (answer) => {
        response?.writeHead(answer.statusCode!, answer.headers);
        answer.on('data', (chunk) => response?.write(chunk));
        answer.on('end', () => {
          response?.end();
          resolve();
        });
      });
      forwarded.on('error', reject);
      forwarded.end(body);
    });
  }
}
