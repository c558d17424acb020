import { LakeError } from '../base/lake-error.js';
import type { BoundStatement, SessionSetting } from '../bind/bound-statement.js';
import { formatStatement } from '../sql/format.js';
import type { SqlValue } from '../types/sql-value.js';
import { likeToRegExp } from './like-pattern.js';
import type { QueryResult } from './query-result.js';
import { reuseResult } from './result-reuse/reuse-result.js';
import { runExplain } from './run-explain.js';
import { showStats } from './show-stats.js';
import type { StatementContext } from './statement-context.js';
import { done, queryResult, textResult, wholeQueryResult } from './statement-result.js';

/** Runs a bound statement. What has no rows of its own gives one: `result` true. */
export async function runStatement(statement: BoundStatement, context: StatementContext): Promise<QueryResult> {
  const { settings, prepared, evaluator } = context;
  switch (statement.kind) {
    case 'query': {
      const reused = await reuseResult(statement.query, context);
      if (reused) return reused;
      if (statement.settings.length === 0) return wholeQueryResult(statement.query, context);
      return queryResult(statement.query, withSettings(context, statement.settings));
    }
    case 'explain':
      return runExplain(statement, context);
    case 'show stats':
      return showStats(statement.query, context);
    case 'show session':
      return showSession(statement, context);
    case 'use':
      checkSchema(statement.catalog ?? context.session.catalog, statement.schema, context);
      context.change({ kind: 'use', catalog: statement.catalog, database: statement.schema });
      return done(context);
    case 'set session': {
      const value = settingValue(statement, context);
      settings.set(statement.name, value, statement.valuePosition);
      context.change({ kind: 'set session', name: statement.name, value: String(value) });
      return done(context);
    }
    case 'reset session':
      settings.reset(statement.name, statement.position);
      context.change({ kind: 'reset session', name: statement.name });
      return done(context);
    case 'set time zone': {
      const zone = statement.zone && evaluator.evaluate(statement.zone);
      if (statement.zone && typeof zone?.value !== 'string')
        throw new LakeError('NOT_SUPPORTED', 'SET TIME ZONE takes the name of a zone');
      context.change({ kind: 'set time zone', zone: zone?.value as string | undefined });
      return done(context);
    }
    case 'prepare':
      prepared.set(statement.name, statement.statement);
      context.change({ kind: 'prepare', name: statement.name, sql: formatStatement(statement.statement) });
      return done(context);
    case 'deallocate':
      prepared.remove(statement.name);
      context.change({ kind: 'deallocate', name: statement.name });
      return done(context);
  }
}

function checkSchema(catalog: string, schema: string, { tables }: StatementContext): void {
  if (!tables.hasCatalog(catalog)) throw new LakeError('CATALOG_NOT_FOUND', `Catalog '${catalog}' not found`);
  if (!tables.hasSchema(catalog, schema))
    throw new LakeError('NOT_FOUND', `Schema does not exist: ${catalog}.${schema}`);
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
  return textResult(['Name', 'Value', 'Default', 'Type', 'Description'], rows, context);
}
