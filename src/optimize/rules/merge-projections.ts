import type { Expression } from '../../plan/expression.js';
import { childrenOf } from '../../plan/expression.js';
import { type LogicalPlan, outputsOf, type Project } from '../../plan/logical-plan.js';
import { isDeterministic } from '../expression/evaluation.js';
import { definitionsOf, substituteColumns } from '../expression/substitution.js';
import type { Rule } from '../rule.js';

/**
 * Makes one projection of two, unless that computed something twice, and takes off those that do nothing:
 *
 *     Project[z := y + 1]     →   Project[z := x * 2 + 1]
 *       Project[y := x * 2]         Scan t [x]
 *         Scan t [x]
 */
export const mergeProjections: Rule = {
  name: 'merge-projections',
  scope: 'node',
  apply(plan) {
    if (plan.kind !== 'Project') return undefined;
    if (isIdentity(plan)) return plan.input;
    if (plan.input.kind === 'Project') return merged(plan, plan.input);
    return plan.input.kind === 'Values' ? overValues(plan, plan.input) : undefined;
  },
};

function isIdentity(plan: Project): boolean {
  const below = outputsOf(plan.input);
  return (
    below.length === plan.outputs.length &&
    below.every(({ id }, index) => {
      const expression = plan.expressions[index]!;
      return plan.outputs[index]!.id === id && expression.kind === 'column' && expression.id === id;
    })
  );
}

function merged(plan: Project, inner: Project): Project | undefined {
  const uses = new Map<number, number>();
  for (const expression of plan.expressions) countUses(expression, uses);
  const isInlined = (expression: Expression, index: number): boolean => {
    if (expression.kind === 'column' || expression.kind === 'constant') return true;
    return (uses.get(inner.outputs[index]!.id) ?? 0) <= 1;
  };
  if (!inner.expressions.every(isInlined)) return undefined;
  const isSafe = inner.expressions.every(
    (expression, index) => isDeterministic(expression) || isPassedOn(plan, inner.outputs[index]!.id, uses),
  );
  if (!isSafe) return undefined;
  const definitions = definitionsOf(inner.outputs, inner.expressions);
  const expressions = plan.expressions.map((expression) => substituteColumns(expression, definitions));
  return { ...plan, input: inner.input, expressions };
}

/** A random number is drawn once for each row: it may only be passed on, not into a lambda or branch. */
const isPassedOn = (plan: Project, id: number, uses: ReadonlyMap<number, number>): boolean =>
  uses.get(id) === 1 && plan.expressions.some((expression) => expression.kind === 'column' && expression.id === id);

function countUses(expression: Expression, uses: Map<number, number>): void {
  if (expression.kind === 'column') uses.set(expression.id, (uses.get(expression.id) ?? 0) + 1);
  // What a lambda's body uses is computed once for each element.
  const times = expression.kind === 'lambda' ? 2 : 1;
  for (let time = 0; time < times; time++) for (const child of childrenOf(expression)) countUses(child, uses);
}

/** Computes over constant rows become other rows. */
function overValues(plan: Project, values: Extract<LogicalPlan, { kind: 'Values' }>): LogicalPlan | undefined {
  if (values.rows.length > rowsMax || !plan.expressions.every(isDeterministic)) return undefined;
  const rows = values.rows.map((row) => {
    const definitions = definitionsOf(values.outputs, row);
    return plan.expressions.map((expression) => substituteColumns(expression, definitions));
  });
  const isPlain = values.rows.every((row) => row.every(({ kind }) => kind === 'constant' || kind === 'column'));
  return isPlain ? { kind: 'Values', outputs: plan.outputs, rows } : undefined;
}

const rowsMax = 16;
