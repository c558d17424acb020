import type { SecureServerOptions } from 'node:http2';

/** What a server is started with. */
export interface ServerOptions {
  /** Address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** Port to listen on, 0 for any that is free; 8080 by default. */
  readonly port?: number;
  /** Certificate and key; with them the port speaks TLS only. */
  readonly tls?: SecureServerOptions;
  /** Milliseconds that a stopping server waits for what runs; 10,000 by default. */
  readonly drainMs?: number;
}
