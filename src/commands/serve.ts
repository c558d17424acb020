import type { CommandDefinition } from '../shell/commands/command.js';
import { type LakeLine, lakeOptions, lakeOptionsOf, wholeNumber } from '../shell/commands/lake-options.js';
import { exitCode } from '../shell/exit-code.js';
import { collected } from './collected.js';
import type { ServerLine } from './server-options-of.js';

type ServeLine = LakeLine & ServerLine & { readonly admin?: readonly string[] };

/** Answers for a lake over HTTP until it is told to stop. */
export const serve: CommandDefinition = {
  name: 'serve',
  summary: 'Answers over HTTP: the Trino protocol, POST /query, /health, /metrics.',
  operands: '[folder]',
  options: [
    { flags: '--host <address>', summary: 'address to listen on; 127.0.0.1 by default' },
    { flags: '--port <n>', summary: 'port to listen on; 8080 by default, 0: any', parse: wholeNumber },
    {
      flags: '--auth <way>',
      summary: 'password=FILE, token=FILE or jwt=FILE; several: any of them',
      parse: collected,
    },
    { flags: '--admin <principal>', summary: 'administrator of permissions (several times)', parse: collected },
    { flags: '--tls-cert <file>', summary: 'certificate, PEM' },
    { flags: '--tls-key <file>', summary: 'its key, PEM' },
    { flags: '--allow-host <name>', summary: 'name that the server answers for (several times)', parse: collected },
    { flags: '--allow-origin <origin>', summary: 'origin of web pages that may ask (several times)', parse: collected },
    { flags: '--trust-proxy <address>', summary: 'proxy whose X-Forwarded-For is believed', parse: collected },
    { flags: '--rules <file>', summary: 'JSON file of rules that allow, block or count requests' },
    { flags: '--insecure', summary: 'listen for other machines without authentication or TLS' },
    ...lakeOptions,
  ],
  run: async ([folder], line: ServeLine) => {
    const { serverOptionsOf } = await import('./server-options-of.js');
    const { startServer } = await import('../server/server.js');
    const { openLake } = await import('../shell/open-lake.js');
    const options = await serverOptionsOf(line);
    const admins = line.admin === undefined ? {} : { admins: line.admin };
    const lake = await openLake(folder, { ...lakeOptionsOf(line), ...admins });
    try {
      const server = await startServer(lake, options);
      process.stderr.write(`Lakelet answers at ${server.url}\n`);
      await stopAsked();
      process.stderr.write('Stopping: waiting for what runs\n');
      await server.stop();
    } finally {
      await lake.close();
    }
    return exitCode.done;
  },
};

/** Waits for SIGTERM or SIGINT; the next one ends the process as usual. */
const stopAsked = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGTERM', stop);
      process.off('SIGINT', stop);
      resolve();
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
