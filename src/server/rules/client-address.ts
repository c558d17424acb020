import { BlockList, isIP, isIPv6 } from 'node:net';
import { LakeError } from '../../base/lake-error.js';
import type { Exchange } from '../exchange.js';

/** A set of addresses: single ones and ranges such as `10.0.0.0/8` or `fd00::/8`. */
export class AddressSet {
  readonly #list = new BlockList();

  /** @throws CONFIGURATION_INVALID */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const [address = '', bits] = range.split('/');
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      const bitsMax = family === 'ipv6' ? 128 : 32;
      if (isIP(address) === 0 || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= bitsMax)))
        throw new LakeError('CONFIGURATION_INVALID', `${range} is no address or range of addresses`);
      if (bits === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(bits), family);
    }
  }

  /** Tells whether an address is one of the set. */
  has(address: string): boolean {
    return isIP(address) !== 0 && this.#list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
}

/** Writes an IPv4 address that came in the form of IPv6 as itself. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** Tells whether an address is of this machine. */
export const isLoopback = (address: string): boolean => loopback.has(plainAddress(address));
const loopback = new AddressSet(['127.0.0.0/8', '::1']);

/** Gives where a request comes from: what trusted proxies say in `X-Forwarded-For`, from the right as far as they are trusted. */
export function clientAddress(exchange: Exchange, trustedProxies: AddressSet | undefined): string {
  let address = plainAddress(exchange.remoteAddress);
  const forwarded = (exchange.header('x-forwarded-for') ?? '').split(',').map((part) => part.trim());
  while (trustedProxies?.has(address)) {
    const before = plainAddress(forwarded.pop() ?? '');
    if (isIP(before) === 0) break;
    address = before;
  }
  return address;
}
