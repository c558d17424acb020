import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import { catalogName } from '../../catalog/catalog-entry.js';
import { scalarFunction } from '../../functions/registry.js';

import { childrenOf, type Expression } from '../../plan/expression.js';
import { type BoundQuery, inputsOf, type LogicalPlan, type Scan } from '../../plan/logical-plan.js';
import { expressionsOf } from '../../plan/plan-expressions.js';
import type { StatementContext } from '../statement-context.js';

/**
 * Names all that the result of a bound query depends on beside the rows of its tables: the text, its workgroup and session, the principal, the
 * plan with what the views that it reads are now, and which tables it means. Undefined where no result may be given again: for a query that
 * reads no table of the catalog or something else beside, that may have another answer each time, or that reads a table of which the
 * principal does not see all. The binder has decided before, by what is granted now, that the principal may read all of it.
 */
export function resultKey(query: BoundQuery, context: StatementContext): string | undefined {
  const { life, session, settings, rights, tables } = context;
  const scans = scansOf(query.plan);
  if (tables.hasKnownRows || scans.length === 0 || !isRepeatable(query.plan)) return undefined;
  const versions = scans.map((scan) => tableVersion(scan, context));
  if (versions.includes(undefined)) return undefined;
  const { text, workgroup } = life.submission;
  const { catalog, schema, timeZone, user } = session;
  const roles = [...rights.authority.principals].map(({ kind, name }) => `${kind} ${name}`).sort();
  // How old a result may be does not change it.
  const others = settings.copy();
  others.reset('result_reuse_minutes');
  const facts = [text, workgroup, catalog, schema, timeZone, user, roles, others.key, life.resultPlace?.location];
  const hash = createHash('sha256').update(JSON.stringify([facts, versions]));
  return hash.update(serialize(query)).digest('hex');
}

function tableVersion({ table, policy, view }: Scan, { inside }: StatementContext): string | undefined {
  if (table.catalog !== catalogName || table.isRestricted || policy || view) return undefined;
  const entry = inside.catalog.store.getTable(table.schema, table.name);
  return entry && `${entry.id}:${entry.version}`;
}

const scansOf = (plan: LogicalPlan): readonly Scan[] =>
  plan.kind === 'Scan' ? [plan] : inputsOf(plan).flatMap(scansOf);

/** Tells whether a query gives the same rows for the same tables. */
function isRepeatable(plan: LogicalPlan): boolean {
  if (plan.kind === 'Sample' || (plan.kind === 'Limit' && !isOrdered(plan.input))) return false;
  return expressionsOf(plan).every(isSteady) && inputsOf(plan).every(isRepeatable);
}

const isOrdered = (plan: LogicalPlan): boolean =>
  plan.kind === 'Sort' || plan.kind === 'TopN' || (plan.kind === 'Project' && isOrdered(plan.input));

/** What is called without arguments, such as now(), tells of the moment or the session. */
function isSteady(expression: Expression): boolean {
  if (expression.kind === 'call')
    if (expression.args.length === 0 || scalarFunction(expression.name)?.deterministic === false) return false;
  return childrenOf(expression).every(isSteady);
}
