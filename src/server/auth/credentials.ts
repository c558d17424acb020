/** What a request proves its caller with. */
export type Credentials =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** Reads an `Authorization` header (RFC 7617 and RFC 6750); undefined where it is neither. */
export function parseAuthorization(header: string): Credentials | undefined {
  const [, scheme = '', value = ''] = /^([A-Za-z]+) +([A-Za-z0-9\-._~+/]+=*) *$/.exec(header) ?? [];
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return { kind: 'bearer', token: value };
    case 'basic': {
      const text = Buffer.from(value, 'base64').toString('utf8');
      const colon = text.indexOf(':');
      return colon < 1 ? undefined : { kind: 'password', user: text.slice(0, colon), password: text.slice(colon + 1) };
    }
    default:
      return undefined;
  }
}
