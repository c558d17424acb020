import { LakeError } from '../../../base/lake-error.js';
import { isIpv4, parseIp } from '../../../types/address-text.js';
import type { ScalarFunction } from '../../definition.js';

interface Network {
  readonly text: string;
  readonly address: Uint8Array;
  /** How many of the 128 bits must be the same. */
  readonly prefixBits: number;
}

const invalid = (message: string): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', message);

function parseNetwork(text: string): Network {
  const slash = text.indexOf('/');
  if (slash < 0) throw invalid('Invalid CIDR');
  const addressText = text.slice(0, slash);
  const address = parseIp(addressText);
  if (!address) throw invalid('Invalid network IP address');
  const lengthText = text.slice(slash + 1);
  if (!/^[+-]?\d{1,9}$/.test(lengthText)) throw invalid(`For input string: "${lengthText}"`);
  const prefixLength = Number(lengthText);
  if (prefixLength < 0) throw invalid('Invalid prefix length');
  const isShort = isIpv4(address) && !addressText.includes(':');
  if (prefixLength > (isShort ? 32 : 128)) throw invalid('Invalid CIDR');
  const prefixBits = isShort ? prefixLength + 96 : prefixLength;
  if (!sameBits(address, new Uint8Array(16), prefixBits, 128)) throw invalid('Invalid CIDR');
  return { text, address, prefixBits };
}

/** Tells whether two addresses agree in the bits from `from` to before `to`. */
function sameBits(a: Uint8Array, b: Uint8Array, from: number, to: number): boolean {
  for (let bit = from; bit < to; bit++) if (((a[bit >> 3]! ^ b[bit >> 3]!) >> (7 - (bit & 7))) & 1) return false;
  return true;
}

export const contains: ScalarFunction = {
  kind: 'scalar',
  name: 'contains',
  summary: 'Tells whether a network in CIDR notation contains an IP address, or an array an element.',
  examples: [
    ["contains('10.0.0.0/8', IPADDRESS '10.1.2.3')", 'true'],
    ["contains('10.0.0.0/8', IPADDRESS '11.1.2.3')", 'false'],
  ],
  overloads: [
    {
      args: ['varchar', 'ipaddress'],
      returns: 'boolean',
      host([text, address], { memo }) {
        let network = memo.get('network') as Network | undefined;
        if (network?.text !== text) {
          network = parseNetwork(text as string);
          memo.set('network', network);
        }
        return sameBits(network.address, address as Uint8Array, 0, network.prefixBits);
      },
    },
  ],
};
