import type { LeanClient } from './lean-client.js';
import { getOf } from './requests.js';

/** Only here an answer has the address of the next: rows come after it, and may hold anything. */
const headLength = 1000;

/** Sends a statement and asks for pages to the last; gives the bytes of all. @throws what the statement failed with */
export async function fetchPages(client: LeanClient, post: Buffer, take?: (page: Buffer) => void): Promise<number> {
  let bytes = 0;
  for (let request: Buffer | undefined = post; request; ) {
    const pieces: Buffer[] = [];
    await client.send(request, (piece) => void pieces.push(piece));
    const page = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    bytes += page.length;
    if (page.indexOf('"error":{') >= 0) throw new Error(page.toString('utf8', Math.max(0, page.length - 1000)));
    take?.(page);
    const next: string | undefined = /"nextUri":"([^"]+)"/.exec(page.toString('latin1', 0, headLength))?.[1];
    request = next === undefined ? undefined : getOf(next);
  }
  return bytes;
}
