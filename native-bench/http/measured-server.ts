import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ProcessLook, ServedLake, ServerReply, ServerRequest } from './server-process.js';

type ReplyOf<Kind extends ServerReply['kind']> = Extract<ServerReply, { kind: Kind }>;

/** Drives a server in its own process. */
export class MeasuredServer {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** Starts the process and its server. */
  static async start(served: ServedLake): Promise<MeasuredServer> {
    const child = fork(fileURLToPath(new URL('server-process.js', import.meta.url)));
    const { port } = await ask<'opened'>(child, { kind: 'open', ...served });
    return new MeasuredServer(child, port);
  }

  /** Gives what was seen of the process since the last look. */
  look(): Promise<ProcessLook> {
    return ask<'looked'>(this.#child, { kind: 'look' });
  }

  /** Stops the server and ends the process. */
  async close(): Promise<void> {
    await ask<'closed'>(this.#child, { kind: 'close' });
    this.#child.disconnect();
    await once(this.#child, 'exit');
  }
}

function ask<Kind extends ServerReply['kind']>(child: ChildProcess, request: ServerRequest): Promise<ReplyOf<Kind>> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`the server's process ended (${code})`));
    child.once('exit', ended);
    child.once('message', (reply) => {
      child.off('exit', ended);
      resolve(reply as ReplyOf<Kind>);
    });
    child.send(request);
  });
}
