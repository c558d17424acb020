import type { FunctionDefinition } from '../../functions/definition.js';
import { listFunctions } from '../../functions/registry.js';
import { parsePattern, patternText } from '../../functions/type-pattern.js';
import type { Candidate } from './completion.js';

const namePattern = /^[a-z_][a-z0-9_]*$/;
let known: readonly Candidate[] | undefined;

/** Lists the functions with their first signature and how many more there are. */
export function functionCandidates(): readonly Candidate[] {
  known ??= listFunctions()
    .flatMap((definition) => [
      { name: definition.name, definition },
      ...(definition.kind === 'window' ? [] : (definition.aliases ?? []).map((name) => ({ name, definition }))),
    ])
    .filter(({ name }) => namePattern.test(name))
    .map(({ name, definition }) => ({ text: `${name}(`, kind: 'function' as const, detail: signature(definition) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
  return known;
}

function signature({ overloads }: FunctionDefinition): string {
  const [first] = overloads;
  if (!first) return '';
  const args = first.args.map(written).join(', ');
  const result = typeof first.returns === 'string' ? ` → ${written(first.returns)}` : '';
  return `(${args})${result}${overloads.length === 1 ? '' : ` +${overloads.length - 1}`}`;
}

const written = (pattern: string): string => patternText(parsePattern(pattern));
