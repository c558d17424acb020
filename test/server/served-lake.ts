import { afterAll, beforeAll } from 'vitest';
import { Lake } from '../../src/engine/lake.js';
import { type LakeServer, startServer } from '../../src/server/server.js';

/** Serves a temporary lake while the tests of a file run; both are there from the first test on. */
export function servedLake(threads = 1): { readonly lake: Lake; readonly server: LakeServer } {
  let [lake, server] = [undefined as Lake | undefined, undefined as LakeServer | undefined];
  beforeAll(async () => {
    lake = await Lake.open(undefined, { threads });
    server = await startServer(lake, { port: 0 });
  });
  afterAll(async () => {
    await server?.stop();
    await lake?.close();
  });
  return {
    get lake() {
      return lake!;
    },
    get server() {
      return server!;
    },
  };
}
