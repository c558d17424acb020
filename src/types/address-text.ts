/** UUIDs and IP addresses as text, both of 16 bytes; an IPv4 address is its IPv4-mapped IPv6 one. */

const ipv4Prefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** Prints a UUID. */
export function uuidText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Reads a UUID; undefined where the text is none. */
export function parseUuid(text: string): Uint8Array | undefined {
  if (!/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(text)) return undefined;
  const hex = text.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

/** Makes the address of 16 bytes that stands for an IPv4 one of 4. */
export const ipv4Address = (bytes: ArrayLike<number>): Uint8Array =>
  Uint8Array.from([...ipv4Prefix, ...Array.from(bytes)]);

/** Tells whether an address of 16 bytes is an IPv4 one. */
export const isIpv4 = (bytes: Uint8Array): boolean => ipv4Prefix.every((byte, i) => bytes[i] === byte);

/** Prints an IP address in the form of RFC 5952: the longest run of two and more zero groups is `::`. */
export function ipText(bytes: Uint8Array): string {
  if (isIpv4(bytes)) return bytes.subarray(12).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i]! << 8) | bytes[2 * i + 1]!);
  let [start, length] = [0, 0];
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > length) [start, length] = [i, end - i];
  }
  const print = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (length < 2) return print(groups);
  return `${print(groups.slice(0, start))}::${print(groups.slice(start + length))}`;
}

/** Reads an IP address; undefined where the text is none. A scope (`%eth0`) is dropped. */
export function parseIp(text: string): Uint8Array | undefined {
  if (!text.includes(':')) {
    const bytes = parseIpv4(text);
    return bytes && ipv4Address(bytes);
  }
  const [address, ...scopes] = text.split('%');
  if (scopes.length > 1 || scopes[0] === '') return undefined;
  const halves = address!.split('::');
  if (halves.length > 2) return undefined;
  const parts = halves.map((half, i) => parseGroups(half, i === halves.length - 1));
  if (parts.some((part) => part === undefined)) return undefined;
  const [head = [], tail = []] = parts;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...tail]);
}

function parseGroups(text: string, isLast: boolean): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [i, group] of groups.entries()) {
    const ipv4 = isLast && i === groups.length - 1 && group.includes('.') ? parseIpv4(group) : undefined;
    if (ipv4 !== undefined) bytes.push(...ipv4);
    else if (/^[\da-f]{1,4}$/i.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255);
    else return undefined;
  }
  return bytes;
}

function parseIpv4(text: string): number[] | undefined {
  if (!/^(?:(?:0|[1-9]\d{0,2})(?:\.(?!$)|$)){4}$/.test(text)) return undefined;
  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}
