import type { Exchange } from '../exchange.js';

const hostForm = /^(?:[a-z0-9._-]{1,255}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;
const portForm = /^\d{1,5}$/;

/** Gives where the server answers as the client, or the proxy before it, calls it. */
export function clientBaseUrl(exchange: Exchange): string {
  const forwarded = (name: string): string | undefined =>
    /^[^,]*/.exec(exchange.header(`x-forwarded-${name}`) ?? '')?.[0].trim();
  const proto = forwarded('proto');
  const scheme = proto === 'http' || proto === 'https' ? proto : exchange.isEncrypted ? 'https' : 'http';
  const named = [forwarded('host'), exchange.header('host'), exchange.header(':authority')];
  const host = named.find((name) => name !== undefined && hostForm.test(name)) ?? localAddress(exchange);
  const port = forwarded('port');
  const withPort =
    port !== undefined && portForm.test(port) && !/:\d+$/.test(host) && !isUsual(scheme, port)
      ? `${host}:${port}`
      : host;
  return `${scheme}://${withPort}`;
}

const isUsual = (scheme: string, port: string): boolean => port === (scheme === 'https' ? '443' : '80');

function localAddress({ incoming: { socket } }: Exchange): string {
  const { localAddress: address = '127.0.0.1', localPort } = socket;
  return `${address.includes(':') ? `[${address}]` : address}:${localPort}`;
}
