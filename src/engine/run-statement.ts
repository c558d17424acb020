import { LakeError } from '../base/lake-error.js';
import type { BindSession } from '../bind/bind-context.js';
import type { BoundExplain, BoundStatement, SessionSetting } from '../bind/bound-statement.js';
import type { ExecutionSettings } from '../exec/thread-context.js';
import type { ColumnReference } from '../plan/expression.js';
import type { BoundQuery } from '../plan/logical-plan.js';
import type { Statement } from '../sql/ast.js';
import { BOOLEAN, type SqlType, VARCHAR } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { StatementEvaluator } from './constant-evaluator.js';
import { explainText } from './explain.js';
import type { LakeInside } from './lake-inside.js';
import type { StatementTables } from './lake-tables.js';
import { likeToRegExp } from './like-pattern.js';
import type { QueryResult } from './query-result.js';
import { type QueryJob, runQuery } from './query-runner.js';
import type { SessionSettings } from './session-settings.js';
import type { StatementEnd } from './statement-end.js';
import type { Turns } from './turns.js';

/** What a bound statement runs with: the lake, the session, and what statements may change of it. */
export interface StatementContext {
  readonly inside: LakeInside;
  readonly tables: StatementTables;
  readonly evaluator: StatementEvaluator;
  readonly turns: Turns;
  readonly session: BindSession;
  readonly settings: SessionSettings;
  readonly execution: ExecutionSettings;
  readonly startedAt: number;
  readonly prepared: Map<string, Statement>;
  use(catalog: string | undefined, database: string): void;
  setTimeZone(zone: string | undefined): void;
  readonly end: StatementEnd;
}

/** Runs a bound statement. What has no rows of its own gives one: `result` true. */
export async function runStatement(statement: BoundStatement, context: StatementContext): Promise<QueryResult> {
  const { settings, prepared, evaluator } = context;
  switch (statement.kind) {
    case 'query':
      return run(statement.query, withSettings(context, statement.settings));
    case 'explain':
      return explain(statement, context);
    case 'show session':
      return showSession(statement, context);
    case 'use':
      if (!context.tables.hasSchema(context.session.catalog, statement.schema))
        throw new LakeError(
          'SCHEMA_NOT_FOUND',
          `Schema does not exist: ${context.session.catalog}.${statement.schema}`,
        );
      context.use(statement.catalog, statement.schema);
      return done(context);
    case 'set session':
      settings.set(statement.name, settingValue(statement, context));
      return done(context);
    case 'reset session':
      settings.reset(statement.name);
      return done(context);
    case 'set time zone': {
      const zone = statement.zone && evaluator.evaluate(statement.zone);
      if (statement.zone && typeof zone?.value !== 'string')
        throw new LakeError('NOT_SUPPORTED', 'SET TIME ZONE takes the name of a zone');
      context.setTimeZone(zone?.value as string | undefined);
      return done(context);
    }
    case 'prepare':
      prepared.set(statement.name, statement.statement);
      return done(context);
    case 'deallocate':
      if (!prepared.delete(statement.name))
        throw new LakeError('NOT_FOUND', `Prepared statement not found: ${statement.name}`);
      return done(context);
  }
}

const run = (query: BoundQuery, context: StatementContext): Promise<QueryResult> =>
  runQuery(jobOf(query, context), context.inside.pool);

function jobOf(query: BoundQuery, context: StatementContext): QueryJob {
  const { inside, tables, evaluator, turns, session, settings, execution, startedAt, end } = context;
  const threads = Math.min(settings.number('task_concurrency') || inside.threads, inside.threads);
  const { memoryLimit } = inside;
  return { query, tables, evaluator, turns, session, settings, execution, threads, memoryLimit, startedAt, end };
}

/** Applies the settings that a statement brings for itself. */
function withSettings(context: StatementContext, own: readonly SessionSetting[]): StatementContext {
  if (own.length === 0) return context;
  const settings = context.settings.copy();
  for (const setting of own) settings.set(setting.name, settingValue(setting, context));
  return { ...context, settings };
}

function settingValue({ name, value, position }: SessionSetting, { evaluator }: StatementContext): SqlValue {
  const constant = evaluator.evaluate(value);
  if (!constant) throw new LakeError('INVALID_SESSION_PROPERTY', `The value of ${name} is not constant`, { position });
  return constant.value;
}

function showSession(
  { like, escape: escapeWith }: { readonly like: string | undefined; readonly escape: string | undefined },
  context: StatementContext,
): Promise<QueryResult> {
  const pattern = like === undefined ? undefined : likeToRegExp(like, escapeWith);
  const rows = context.settings
    .list()
    .filter(({ name }) => pattern?.test(name) ?? true)
    .map(({ name, value, initial, type, summary }) => [name, value, initial, type, summary]);
  return rowsResult(['Name', 'Value', 'Default', 'Type', 'Description'], VARCHAR, rows, context);
}

async function explain(statement: BoundExplain, context: StatementContext): Promise<QueryResult> {
  const inner = statement.statement;
  if (inner.kind !== 'query') throw new LakeError('NOT_SUPPORTED', 'EXPLAIN takes a query');
  const text = await explainText(jobOf(inner.query, context), statement, context.inside.pool);
  if (statement.type === 'VALIDATE') return rowsResult(['Valid'], BOOLEAN, [[true]], context);
  return rowsResult(['Query Plan'], VARCHAR, [[text]], context);
}

const done = (context: StatementContext): Promise<QueryResult> => rowsResult(['result'], BOOLEAN, [[true]], context);

/** Gives rows that are known already. */
function rowsResult(
  names: readonly string[],
  type: SqlType,
  rows: readonly (readonly SqlValue[])[],
  context: StatementContext,
): Promise<QueryResult> {
  const outputs = names.map((name, index): ColumnReference => ({ kind: 'column', id: index + 1, name, type }));
  const plan: BoundQuery['plan'] = {
    kind: 'Values',
    outputs,
    rows: rows.map((row) => row.map((value) => ({ kind: 'constant', type, value }))),
  };
  return run({ plan, columns: outputs.map((column) => ({ name: column.name, type, column })) }, context);
}
