import { LakeError, type Position } from '../../../../base/lake-error.js';

/** One token; `offset` counts code units from the path's start. */
export interface PathToken {
  readonly kind: 'name' | 'string' | 'integer' | 'decimal' | 'double' | 'variable' | 'sign' | 'end';
  readonly text: string;
  readonly offset: number;
}

/** Says what is wrong with a path, and where in it. */
export class PathError extends LakeError {
  readonly offset: number;

  constructor(name: 'SYNTAX_ERROR' | 'INVALID_PATH' | 'NOT_SUPPORTED', message: string, offset: number, at?: Position) {
    super(name, message, at ? { position: at } : {});
    this.offset = offset;
  }
}

const patterns: readonly (readonly [kind: PathToken['kind'], pattern: RegExp])[] = [
  ['string', /"(?:[^"]|"")*"/y],
  ['double', /(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d+/y],
  ['decimal', /\d+\.\d*|\.\d+/y],
  ['integer', /\d+/y],
  ['variable', /\$[A-Za-z_][A-Za-z0-9_@:]*/y],
  ['name', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['sign', /==|<>|!=|<=|>=|&&|\|\||\.\.|[-+*/%<>!$@.,?()[\]]/y],
];

/** Splits a path into tokens. */
export function tokenizePath(path: string): PathToken[] {
  const tokens: PathToken[] = [];
  let at = 0;
  const space = /\s*/y;
  for (;;) {
    space.lastIndex = at;
    space.exec(path);
    at = space.lastIndex;
    if (at === path.length) return [...tokens, { kind: 'end', text: '<EOF>', offset: at }];
    const token = nextToken(path, at);
    if (!token) throw new PathError('SYNTAX_ERROR', `token recognition error at: '${path[at]}'`, at);
    tokens.push(token);
    at += token.text.length;
  }
}

function nextToken(path: string, at: number): PathToken | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(path)?.[0];
    if (text !== undefined) return { kind, text, offset: at };
  }
  return undefined;
}
