import { bindStatement } from '../../bind/bind-statement.js';
import type { BoundQuery } from '../../plan/logical-plan.js';
import type { Expression, QueryStatement, Relation } from '../../sql/ast.js';
import { parseStatement } from '../../sql/parse-statement.js';
import type { StatementContext } from '../statement-context.js';

/**
 * A query made of the parts of another statement. `add` gives what stands for a part in the text; parts keep their positions, and may
 * stand there more than once. Each `?` in them has the value that the statement gives it.
 */
export class ComposedQuery {
  readonly #context: StatementContext;
  readonly #parts: (Expression | Relation)[] = [];

  constructor(context: StatementContext) {
    this.#context = context;
  }

  /** Gives what stands for an expression, or for what follows FROM. */
  add(part: Expression | Relation): string {
    const known = this.#parts.indexOf(part);
    return `"$${known >= 0 ? known : this.#parts.push(part) - 1}"`;
  }

  /** Binds a query in which the parts stand. */
  bind(text: string): BoundQuery {
    const { binding } = this.#context;
    const given = binding.parameters ?? [];
    const parameters: (typeof given)[number][] = [];
    const statement = this.#filled(parseStatement(text), (index) => {
      parameters.push(given[index]!);
      return parameters.length - 1;
    });
    const bound = bindStatement(statement as QueryStatement, { ...binding, parameters });
    if (bound.kind !== 'query') throw new TypeError('a composed text is a query');
    return bound.query;
  }

  /** Copies a tree with the parts in their places, and numbers the `?`s anew. */
  #filled(node: unknown, renumber: (index: number) => number): unknown {
    if (Array.isArray(node)) return node.map((item) => this.#filled(item, renumber));
    if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) return node;
    const part = this.#partAt(node as Named);
    if (part) return this.#filled(part, renumber);
    const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, this.#filled(value, renumber)]));
    return copy.kind === 'Parameter' ? { ...copy, index: renumber(copy.index as number) } : copy;
  }

  #partAt({ kind, value, name }: Named): Expression | Relation | undefined {
    const text = kind === 'Table' ? name?.parts?.[0]?.value : kind === 'Identifier' ? value : undefined;
    const place = typeof text === 'string' ? /^\$(\d+)$/.exec(text) : null;
    return place ? this.#parts[Number(place[1])] : undefined;
  }
}

interface Named {
  readonly kind?: unknown;
  readonly value?: unknown;
  readonly name?: { readonly parts?: readonly { readonly value?: unknown }[] };
}

/** Writes a name in quotes. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
