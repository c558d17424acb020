import type { Door } from '../door.js';
import { wholeResponse } from '../write-response.js';

/** The client protocol of Trino: `/v1/statement` and what its clients ask beside it. */
export const trino: Door = {
  name: 'trino',
  open(routes, { now }) {
    const startedAt = now();
    routes.get('/v1/info', () => {
      const minutes = ((now() - startedAt) / 60_000).toFixed(2);
      const answer = {
        nodeVersion: { version: '476' },
        environment: 'lakelet',
        coordinator: true,
        starting: false,
        uptime: `${minutes}m`,
      };
      return wholeResponse(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } });
    });
    return {};
  },
};
