import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** A request as it goes over HTTP/1.1; names of headers are in lower case. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A response, unpacked. */
export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request and its response. */
export interface Exchange {
  readonly sent: Sent;
  readonly received: Received;
}

const agent = new Agent({ keepAlive: true });

/** Sends a request as a client did, with no header that it had not. */
export function send(url: string, { method, path, headers, body }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method, path, headers, agent }, (response) => {
      buffer(response).then(
        (bytes) =>
          resolve({ status: response.statusCode!, headers: plain(response.headers), body: unpacked(bytes, response) }),
        reject,
      );
    });
    sending.once('error', reject);
    sending.end(body);
  });
}

/** Joins the values of headers that come several times. */
export const plain = (headers: IncomingHttpHeaders): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );

/** Gives the text of a body. */
export function unpacked(bytes: Buffer, { headers }: { readonly headers: IncomingHttpHeaders }): string {
  if (bytes.length === 0) return '';
  switch (headers['content-encoding']) {
    case 'gzip':
      return gunzipSync(bytes).toString();
    case 'deflate':
      return inflateSync(bytes).toString();
    case 'br':
      return brotliDecompressSync(bytes).toString();
    default:
      return bytes.toString();
  }
}
