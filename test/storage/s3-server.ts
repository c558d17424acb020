import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';

const python = process.env.LAKELET_PYTHON ?? 'python3';
const environment = { ...process.env, PYTHONPATH: process.env.LAKELET_MOTO ?? process.env.PYTHONPATH ?? '' };

/** Says why this machine cannot run moto, a server of S3's protocol; undefined when it can. */
export function reasonWithoutS3(): string | undefined {
  try {
    createRequire(import.meta.url).resolve('@aws-sdk/client-s3');
  } catch {
    return 'S3 is not tested: @aws-sdk/client-s3 is not installed';
  }
  try {
    execFileSync(python, ['-c', 'import moto.server'], { env: environment, stdio: 'ignore' });
    return undefined;
  } catch {
    return "S3 is not tested: python3 has no moto (pip install 'moto[s3,server]', or its folder in LAKELET_MOTO)";
  }
}

/** A server of S3's protocol on the loopback interface. */
export class S3Server {
  readonly endpoint: string;
  readonly #process: ChildProcess;

  private constructor(endpoint: string, child: ChildProcess) {
    this.endpoint = endpoint;
    this.#process = child;
  }

  static async start(): Promise<S3Server> {
    const port = await freePort();
    const child = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
      env: environment,
      stdio: 'ignore',
    });
    const server = new S3Server(`http://127.0.0.1:${port}`, child);
    for (let attempt = 0; attempt < 300; attempt++) {
      try {
        await fetch(server.endpoint);
        return server;
      } catch {
        await new Promise((resume) => setTimeout(resume, 100));
      }
    }
    child.kill();
    throw new Error('moto did not start');
  }

  async createBucket(name: string): Promise<void> {
    const response = await fetch(`${this.endpoint}/${name}`, { method: 'PUT' });
    if (!response.ok) throw new Error(`no bucket: ${response.status}`);
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill();
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
