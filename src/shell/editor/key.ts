import type { Key as Keypress } from 'node:readline';

/** A key that was pressed: `name` such as `ctrl-a`, `meta-b`, `up`, `return`; or `text` to insert. */
export type Key =
  | { readonly name: string; readonly text?: undefined }
  | { readonly name?: undefined; readonly text: string };

// What node:readline names by its control character or not as keyboards do.
const renamed: Readonly<Record<string, string>> = { enter: 'ctrl-j', escape: 'escape' };
// Control characters that node:readline reports without a name.
const bySequence: Readonly<Record<string, string>> = {
  '\x1f': 'ctrl-_',
  '\x1b\r': 'meta-return',
  '\x1b\n': 'meta-return',
};

/** Names the key of an event of node:readline; undefined for keys that mean nothing here. */
export function keyOf(
  characters: string | undefined,
  { name, ctrl, meta, shift, sequence }: Keypress,
): Key | undefined {
  const known = bySequence[sequence ?? ''];
  if (known !== undefined) return { name: known };
  const isText = characters !== undefined && !ctrl && !meta && !/[\p{Cc}]/u.test(characters);
  if (isText) return { text: characters };
  if (name === undefined || name === 'undefined') return undefined;
  if (renamed[name] !== undefined && !ctrl && !meta) return { name: renamed[name] };
  const prefix = `${ctrl ? 'ctrl-' : ''}${meta ? 'meta-' : ''}${shift && name.length > 1 ? 'shift-' : ''}`;
  return { name: prefix + name };
}
