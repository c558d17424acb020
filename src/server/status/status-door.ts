import type { Door } from '../door.js';
import { wholeResponse } from '../write-response.js';
import { openApiDocument } from './open-api.js';

/** What watchers of a server ask: `/health`, `/metrics`, `/openapi.json`. */
export const statusDoor: Door = {
  name: 'status',
  open(routes, { findCaller, metrics }) {
    let isStopping = false;
    const json = (status: number, value: unknown): Response =>
      wholeResponse(`${JSON.stringify(value)}\n`, { status, headers: { 'content-type': 'application/json' } });
    routes.get('/health', () => (isStopping ? json(503, { status: 'stopping' }) : json(200, { status: 'ok' })));
    routes.get('/metrics', async (c) => {
      await findCaller(c.env, undefined);
      return wholeResponse(await metrics.text(), { headers: { 'content-type': metrics.mediaType } });
    });
    routes.get('/openapi.json', () => json(200, openApiDocument()));
    return {
      async drain() {
        isStopping = true;
      },
    };
  },
};
