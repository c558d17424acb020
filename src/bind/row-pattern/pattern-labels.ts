import { LakeError } from '../../base/lake-error.js';
import type * as ast from '../../sql/ast.js';

/** Writes a pattern variable's name as CLASSIFIER gives it. */
export const labelName = ({ value, delimited }: ast.Identifier): string => (delimited ? value : value.toUpperCase());

const invalid = ({ position }: ast.Identifier, message: string): LakeError =>
  new LakeError('INVALID_LABEL', message, { position });

/** The pattern variables of a search: primary ones by number, and unions of them. */
export class PatternLabels {
  readonly names: string[] = [];
  readonly #unions = new Map<string, readonly number[]>();

  constructor(pattern: ast.RowPattern, subsets: readonly ast.SubsetDefinition[]) {
    this.#collect(pattern);
    for (const { name, variables } of subsets) {
      const label = labelName(name);
      if (this.primary(name) !== undefined)
        throw invalid(name, `union pattern variable name: ${label} is a duplicate of primary pattern variable name`);
      if (this.#unions.has(label)) throw invalid(name, `union pattern variable name: ${label} is declared twice`);
      const members = variables.map((variable) => {
        const member = this.primary(variable);
        if (member !== undefined) return member;
        throw invalid(variable, `subset element: ${variable.value} is not a primary pattern variable`);
      });
      this.#unions.set(label, members);
    }
  }

  /** Gives the number of a primary variable. */
  primary(name: ast.Identifier): number | undefined {
    const index = this.names.indexOf(labelName(name));
    return index < 0 ? undefined : index;
  }

  /** Gives the primary variables that a variable stands for. */
  find(name: ast.Identifier): readonly number[] | undefined {
    const primary = this.primary(name);
    return primary === undefined ? this.#unions.get(labelName(name)) : [primary];
  }

  /** Like `find`; throws INVALID_LABEL for what is no variable. */
  require(name: ast.Identifier): readonly number[] {
    const found = this.find(name);
    if (found) return found;
    throw invalid(name, `${name.value} is not a primary or union pattern variable`);
  }

  /** Checks the names of DEFINE and gives each primary variable's condition. */
  conditions(definitions: ast.PatternSearch['definitions']): readonly (ast.Expression | undefined)[] {
    const conditions: (ast.Expression | undefined)[] = this.names.map(() => undefined);
    for (const { name, condition } of definitions) {
      const label = this.primary(name);
      if (label === undefined) throw invalid(name, `defined variable: ${name.value} is not a primary pattern variable`);
      if (conditions[label]) throw invalid(name, `pattern variable with name: ${name.value} is defined twice`);
      conditions[label] = condition;
    }
    return conditions;
  }

  #collect(pattern: ast.RowPattern): void {
    switch (pattern.kind) {
      case 'PatternVariable':
        if (this.primary(pattern.name) === undefined) this.names.push(labelName(pattern.name));
        return;
      case 'QuantifiedPattern':
      case 'ExcludedPattern':
        return this.#collect(pattern.pattern);
      case 'PatternConcatenation':
      case 'PatternAlternation':
      case 'PatternPermutation':
        for (const part of pattern.patterns) this.#collect(part);
        return;
      default:
        return;
    }
  }
}
