import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Makes what a guard throws at a request that it does not let through: the status, and why in one line of text. */
export function refusal(
  status: ContentfulStatusCode,
  reason: string,
  headers: Record<string, string> = {},
): HTTPException {
  const res = new Response(`${reason}\n`, { status, headers: { 'content-type': 'text/plain', ...headers } });
  return new HTTPException(status, { res, message: reason });
}
