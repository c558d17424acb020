import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EngineName, EngineReply, EngineRequest } from './engine-process.js';
import type { EngineOptions, TableFiles } from './engines/engine.js';

type Ran = Extract<EngineReply, { kind: 'ran' }>;

/** Drives one engine in its own process. */
export class MeasuredEngine {
  readonly name: EngineName;
  private readonly child: ChildProcess;

  private constructor(name: EngineName) {
    this.name = name;
    this.child = fork(fileURLToPath(new URL('engine-process.js', import.meta.url)), { serialization: 'advanced' });
  }

  /** Starts the process, opens the engine and makes the tables known to it. */
  static async start(name: EngineName, options: EngineOptions, tables: TableFiles[]): Promise<MeasuredEngine> {
    const started = new MeasuredEngine(name);
    await started.ask({ kind: 'open', engine: name, options, tables });
    return started;
  }

  /** Runs a query once. */
  async run(sql: string, timeoutMs: number, wantsAnswer: boolean): Promise<Ran> {
    return (await this.ask({ kind: 'run', sql, timeoutMs, wantsAnswer })) as Ran;
  }

  /** Closes the engine, ends the process and returns the most memory that it ever had resident. */
  async close(): Promise<number> {
    const reply = await this.ask({ kind: 'close' });
    this.child.disconnect();
    return reply.kind === 'closed' ? reply.peakRssBytes : 0;
  }

  private ask(request: EngineRequest): Promise<EngineReply> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null, signal: string | null): void =>
        reject(new Error(`the process of ${this.name} ended (${signal ?? code})`));
      this.child.once('exit', ended);
      this.child.once('message', (reply: EngineReply) => {
        this.child.off('exit', ended);
        if (reply.kind === 'failed') reject(new Error(reply.message));
        else resolve(reply);
      });
      if (!this.child.connected) ended(this.child.exitCode, this.child.signalCode);
      else this.child.send(request);
    });
  }
}
