import type { Door } from '../door.js';
import { jsonAnswer } from '../json-answer.js';
import { wholeResponse } from '../write-response.js';
import { openApiDocument } from './open-api.js';

/** What watchers of a server ask: `/health`, `/metrics`, `/openapi.json`. */
export const statusDoor: Door = {
  name: 'status',
  open(routes, { findCaller, metrics }) {
    let isStopping = false;
    routes.get('/health', () =>
      isStopping ? jsonAnswer(503, { status: 'stopping' }) : jsonAnswer(200, { status: 'ok' }),
    );
    routes.get('/metrics', async (c) => {
      await findCaller(c.env, undefined);
      return wholeResponse(await metrics.text(), { headers: { 'content-type': metrics.mediaType } });
    });
    routes.get('/openapi.json', () => jsonAnswer(200, openApiDocument()));
    return {
      async drain() {
        isStopping = true;
      },
    };
  },
};
