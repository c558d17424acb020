import { LakeError } from '../../base/lake-error.js';
import type { PatternStep } from '../../plan/row-pattern.js';
import type * as ast from '../../sql/ast.js';
import type { PatternLabels } from './pattern-labels.js';

type Quantified = Extract<ast.RowPattern, { readonly kind: 'QuantifiedPattern' }>;

const stepsMax = 20_000;
const intMax = 2 ** 31 - 1;

/** Compiles a pattern to the program that the search runs. */
export function compilePattern(pattern: ast.RowPattern, labels: PatternLabels): readonly PatternStep[] {
  const compiler = new PatternCompiler(labels);
  compiler.add(pattern);
  return [...compiler.steps, { op: 'match' }];
}

class PatternCompiler {
  readonly steps: PatternStep[] = [];
  readonly #labels: PatternLabels;

  constructor(labels: PatternLabels) {
    this.#labels = labels;
  }

  add(pattern: ast.RowPattern): void {
    switch (pattern.kind) {
      case 'EmptyPattern':
        return;
      case 'PatternVariable':
        return this.#push({ op: 'label', label: this.#labels.primary(pattern.name)! }, pattern);
      case 'PatternAnchor':
        return this.#push({ op: 'anchor', at: pattern.at }, pattern);
      case 'ExcludedPattern':
        this.#push({ op: 'exclude' }, pattern);
        this.add(pattern.pattern);
        return this.#push({ op: 'exclude' }, pattern);
      case 'PatternConcatenation':
        for (const part of pattern.patterns) this.add(part);
        return;
      case 'PatternAlternation':
        return this.#addAlternatives(pattern.patterns, pattern);
      case 'PatternPermutation':
        return this.#addAlternatives(
          permutations(pattern.patterns).map((patterns) => ({ ...pattern, kind: 'PatternConcatenation', patterns })),
          pattern,
        );
      case 'QuantifiedPattern':
        return this.#addQuantified(pattern);
    }
  }

  #push(step: PatternStep, { position }: ast.SyntaxNode): void {
    if (this.steps.push(step) > stepsMax)
      throw new LakeError('NOT_SUPPORTED', `The row pattern has more than ${stepsMax} steps`, { position });
  }

  #addAlternatives(patterns: readonly ast.RowPattern[], node: ast.SyntaxNode): void {
    const ends: number[] = [];
    patterns.forEach((pattern, index) => {
      if (index === patterns.length - 1) return this.add(pattern);
      const split = this.#reserve(node);
      this.add(pattern);
      ends.push(this.#reserve(node));
      this.steps[split] = { op: 'split', first: split + 1, second: this.steps.length };
    });
    for (const end of ends) this.steps[end] = { op: 'jump', to: this.steps.length };
  }

  #addQuantified(node: Quantified): void {
    const { pattern, min, max, isGreedy } = node;
    checkBounds(node);
    for (let count = 0; count < min; count++) this.add(pattern);
    const splitTo = (inside: number, behind: number): PatternStep =>
      isGreedy ? { op: 'split', first: inside, second: behind } : { op: 'split', first: behind, second: inside };
    if (max === undefined) {
      const split = this.#reserve(node);
      this.add(pattern);
      this.#push({ op: 'jump', to: split }, node);
      this.steps[split] = splitTo(split + 1, this.steps.length);
      return;
    }
    const splits: number[] = [];
    for (let count = min; count < max; count++) {
      splits.push(this.#reserve(node));
      this.add(pattern);
    }
    for (const split of splits) this.steps[split] = splitTo(split + 1, this.steps.length);
  }

  #reserve(node: ast.SyntaxNode): number {
    this.#push({ op: 'jump', to: 0 }, node);
    return this.steps.length - 1;
  }
}

function checkBounds({ min, max, quantifierPosition: position }: Quantified): void {
  const bad = (message: string): LakeError =>
    new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', `Pattern quantifier ${message}`, { position });
  if (max !== undefined && max < 1) throw bad('upper bound must be greater than or equal to 1');
  if (min > intMax) throw bad(`lower bound must not exceed ${intMax}`);
  if (max !== undefined && max > intMax) throw bad(`upper bound must not exceed ${intMax}`);
  if (max !== undefined && min > max)
    throw new LakeError('INVALID_RANGE', 'Pattern quantifier lower bound must not exceed upper bound', { position });
}

/** Lists all orders, those first that begin as written. */
function permutations<T>(items: readonly T[]): readonly T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}
