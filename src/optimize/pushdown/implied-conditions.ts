import type { ColumnReference, Expression } from '../../plan/expression.js';
import { inputsOf, type LogicalPlan } from '../../plan/logical-plan.js';
import { columnsUsed } from '../expression/columns-used.js';
import { conjunctsOf } from '../expression/conjuncts.js';
import { isComparison, isDeterministic } from '../expression/evaluation.js';
import { expressionKey } from '../expression/expression-key.js';
import { substituteColumns } from '../expression/substitution.js';
import { outputIds } from '../output-ids.js';

/**
 * Carries tests of a column against constants over to the columns that equal it:
 *
 *     a = b AND a > 5   →   also b > 5
 *
 * `equalities` are conditions of which `column = column` counts; answers the new conditions only.
 */
export function impliedConditions(
  equalities: readonly Expression[],
  known: readonly Expression[],
): readonly Expression[] {
  const classes = columnClasses(equalities);
  const seen = new Set(known.map(expressionKey));
  const implied: Expression[] = [];
  for (const condition of known) {
    if (!isColumnTest(condition)) continue;
    const [column] = columnsUsed(condition).values();
    for (const other of classes.get(column!.id) ?? []) {
      if (other.id === column!.id) continue;
      const translated = substituteColumns(condition, new Map([[column!.id, other]]));
      const key = expressionKey(translated);
      if (!seen.has(key)) implied.push(translated);
      seen.add(key);
    }
  }
  return implied;
}

/** For each column the columns that must be equal to it, itself included. */
export function columnClasses(equalities: readonly Expression[]): ReadonlyMap<number, readonly ColumnReference[]> {
  const classes = new Map<number, ColumnReference[]>();
  for (const condition of equalities) {
    if (condition.kind !== 'call' || condition.name !== '=') continue;
    const [a, b] = [condition.args[0]!, condition.args[1]!];
    if (a.kind !== 'column' || b.kind !== 'column' || a.id === b.id) continue;
    const [first, second] = [classes.get(a.id) ?? [a], classes.get(b.id) ?? [b]];
    if (first === second) continue;
    const merged = [...first, ...second];
    for (const { id } of merged) classes.set(id, merged);
  }
  return classes;
}

/** A comparison of one column with constants that equal values answer alike: no test for NULL, no zones, no signed zeros. */
function isColumnTest(condition: Expression): boolean {
  if (columnsUsed(condition).size !== 1) return false;
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.args.every(isColumnTest);
    case 'in':
      return condition.value.kind === 'column' && condition.list.every(({ kind }) => kind === 'constant');
    case 'call': {
      const [first, ...rest] = condition.args;
      const isTest = isComparison(condition) || (condition.name === '$like' && first?.type.kind === 'varchar');
      return isTest && first?.kind === 'column' && rest.every(({ kind }) => kind === 'constant');
    }
    default:
      return false;
  }
}

/** Collects conditions that surely hold for every row of a plan. */
export function knownConditions(plan: LogicalPlan): readonly Expression[] {
  const own = outputIds(plan);
  const visible = (conditions: readonly Expression[]): readonly Expression[] =>
    conditions.filter(
      (condition) => isDeterministic(condition) && [...columnsUsed(condition).keys()].every((id) => own.has(id)),
    );
  switch (plan.kind) {
    case 'Scan':
      return plan.filter ?? [];
    case 'Filter':
      return [...knownConditions(plan.input), ...visible(conjunctsOf(plan.condition))];
    case 'Project':
    case 'Aggregate':
    case 'Window':
    case 'Sort':
    case 'TopN':
    case 'Limit':
    case 'AssignUniqueId':
      return plan.kind === 'Aggregate' && plan.groupingSets ? [] : visible(knownConditions(inputsOf(plan)[0]!));
    case 'Join':
      if (plan.type === 'inner') return [...knownConditions(plan.left), ...knownConditions(plan.right)];
      if (plan.type === 'right') return knownConditions(plan.right);
      return plan.type === 'full' ? [] : knownConditions(plan.left);
    default:
      return [];
  }
}
