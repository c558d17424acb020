import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const declarationsOf = (entry: string): string =>
  readFileSync(`${root}dist/src/bundle/${entry}.d.ts`, 'utf8').replace(/\r\n/g, '\n');
const entries = ['index', 'kysely'] as const;

/** Names that users see without an explanation: what they are is what they are called. */
const plainMembers = ['[Symbol.asyncDispose]', '[Symbol.asyncIterator]', '#private', 'constructor', 'private'];

/** Lists public declarations and members of classes and option objects that have no comment above. */
function unexplained(text: string): string[] {
  const found: string[] = [];
  let owner: { readonly name: string; readonly isExplained: boolean } | undefined;
  let isExplained = false;
  for (const line of text.split('\n')) {
    const declared = /^(?:export |(?=declare class))(?:declare )?(?:abstract )?(class|interface|type|const) (\w+)/.exec(
      line,
    );
    const member = /^ {4}(?:readonly |static |get )*([\w#[\].]+)[?(<:]/.exec(line);
    if (declared) {
      if (!isExplained) found.push(declared[2]!);
      // Members of plain results explain themselves; what users give, and what they call, does not.
      const name = declared[2]!;
      owner = declared[1] === 'class' || name.endsWith('Options') ? { name, isExplained } : undefined;
    } else if (member && owner && !isExplained && !plainMembers.includes(member[1]!))
      found.push(`${owner.name}.${member[1]}`);
    if (line === '}') owner = undefined;
    isExplained = /\*\/$/.test(line);
  }
  return found;
}

describe('the public names', () => {
  test.each(entries)(
    'of %s are as they were reviewed; after a change run vitest with -u and look at the difference',
    async (entry) => {
      const report = declarationsOf(entry)
        .replace(/^ *\/\*\*[\s\S]*?\*\/\n/gm, '')
        // The names of errors have tests of their own.
        .replace(/(errorCodes: \{)[\s\S]*?\n\}/, '$1 … }')
        .replace(/export \{\};\n/, '');
      await expect(report).toMatchFileSnapshot(`${root}docs/api/${entry}.txt`);
    },
  );

  test.each(entries)('of %s are explained', (entry) => {
    expect(unexplained(declarationsOf(entry))).toEqual([]);
  });
});
