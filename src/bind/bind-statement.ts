import { assert, LakeError } from '../base/lake-error.js';
import type { Constant, DescribedParameter, Expression } from '../plan/expression.js';
import type { BoundQuery } from '../plan/logical-plan.js';
import type * as ast from '../sql/ast.js';
import { parseStatement } from '../sql/parse-statement.js';
import { UNKNOWN } from '../types/sql-type.js';
import { BindContext, type BindSession, type BoundRelation } from './bind-context.js';
import { Block } from './block.js';
import type { BoundStatement, SessionSetting } from './bound-statement.js';
import type { FindPrepared } from './collect-names.js';
import { describedInput, describedOutput, describedRowCount } from './describe-prepared.js';
import { explainedStatement } from './explained-statement.js';
import { makeExpressionBinder } from './expression/bind-expression.js';
import { constant } from './expression/literal.js';
import { missingTable } from './hidden-or-missing.js';
import type { Metadata } from './metadata.js';
import { bindQuery } from './query/query.js';
import { emptyScope } from './scope.js';
import { bindShow } from './show.js';
import { tableNameOf } from './table-name.js';
import { parameterCount } from './table-references.js';

/** What a statement is bound with. */
export interface BindOptions {
  readonly metadata: Metadata;
  readonly session: BindSession;
  /** Values of the `?`s: constant expressions of EXECUTE, or values from outside. */
  readonly parameters?: readonly (ast.Expression | Constant)[] | undefined;
  /** Statements kept by PREPARE. */
  readonly findPrepared?: FindPrepared | undefined;
}

/** Binds a statement: resolves its names and types. Throws LakeError with the place in the text. */
export function bindStatement(statement: ast.AnyStatement, options: BindOptions): BoundStatement {
  switch (statement.kind) {
    case 'QueryStatement':
      return bindQueryStatement(statement, options);
    case 'Explain':
      return bindExplain(statement, options);
    case 'Show': {
      if (statement.subject.kind === 'session')
        return { kind: 'show session', like: statement.like, escape: statement.escape };
      if (statement.subject.kind === 'stats') return bindShowStats(statement.subject.of, options);
      return asQuery(bindShow(makeContext(options, []), statement));
    }
    case 'Use':
      return {
        kind: 'use',
        catalog: statement.catalog?.value.toLowerCase(),
        schema: statement.schema.value.toLowerCase(),
      };
    case 'SetSession':
      return { kind: 'set session', ...bindSetting(statement, options) };
    case 'ResetSession':
      return { kind: 'reset session', name: nameText(statement.name), position: statement.position };
    case 'SetTimeZone':
      return { kind: 'set time zone', zone: statement.zone && bindConstant(statement.zone, options) };
    case 'Prepare':
      return { kind: 'prepare', name: statement.name.value, statement: statement.statement };
    case 'Deallocate':
      return { kind: 'deallocate', name: statement.name.value };
    case 'Execute':
      return bindStatement(findPrepared(statement.name.value, options), {
        ...options,
        parameters: statement.parameters,
      });
    case 'ExecuteImmediate':
      return bindStatement(parseStatement(statement.statement.value), { ...options, parameters: statement.parameters });
    case 'DescribeInput':
    case 'DescribeOutput':
      return asQuery(describe(statement, options));
    default:
      throw new LakeError('NOT_SUPPORTED', `${statementName(statement)} is not supported`, {
        position: statement.position,
      });
  }
}

function bindExplain(explain: ast.Explain, options: BindOptions): BoundStatement {
  const { type = 'DISTRIBUTED', format = 'TEXT', analyze, verbose } = explain;
  const shared = { kind: 'explain', type, format, analyze, verbose } as const;
  const { statement } = explain;
  if (statement.kind === 'Insert') requireTable(statement.table, options);
  const explained = explainedStatement(statement);
  if (explained?.kind === 'text') return { ...shared, statement: undefined, text: explained.text };
  if (explained) {
    const write = analyze ? statement : undefined;
    return { ...shared, statement: bindStatement(explained.query, options), title: explained.title, write };
  }
  return { ...shared, statement: bindStatement(statement, options) };
}

function requireTable({ parts, position }: ast.QualifiedName, { metadata, session }: BindOptions): void {
  const name = tableNameOf(
    parts.map(({ value }) => value),
    session,
  );
  const found = metadata.findTable(name);
  if (!found || found.access?.isVisible === false) throw missingTable(metadata, name, position);
}

function bindShowStats(of: ast.Query | ast.QualifiedName, options: BindOptions): BoundStatement {
  const { position } = of;
  const query: ast.Query =
    'parts' in of
      ? {
          kind: 'Query',
          with: undefined,
          body: { kind: 'TableQuery', name: of, position },
          orderBy: undefined,
          orderByPosition: undefined,
          offset: undefined,
          limit: undefined,
          position,
        }
      : of;
  const bound = bindStatement({ kind: 'QueryStatement', session: [], query, position }, options);
  assert(bound.kind === 'query', 'a query is bound as a query');
  return { kind: 'show stats', query: bound.query };
}

/** Names a kind of statement in messages. */
export function statementName(statement: ast.AnyStatement): string {
  if (statement.kind === 'QueryStatement') return 'SELECT';
  if (statement.kind === 'EndTransaction') return statement.outcome;
  if (statement.kind === 'Grant') return statement.type;
  return words(statement.kind);
}

const words = (kind: string): string => kind.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toUpperCase();

const nameText = (name: ast.QualifiedName): string => name.parts.map(({ value }) => value).join('.');

function findPrepared(name: string, options: BindOptions): ast.Statement {
  const statement = options.findPrepared?.(name);
  if (!statement) throw new LakeError('NOT_FOUND', `Prepared statement not found: ${name}`);
  return statement;
}

function makeContext({ metadata, session }: BindOptions, parameters: readonly Expression[]): BindContext {
  return new BindContext(metadata, session, parameters, bindQuery);
}

/** Binds an expression without names, such as the value of a property. */
export function bindConstant(node: ast.Expression, options: BindOptions): Expression {
  return makeExpressionBinder(makeContext(options, []), emptyScope, new Block(node.position)).bind(node);
}

const bindSetting = ({ name, value }: ast.SessionSetting | ast.SetSession, options: BindOptions): SessionSetting => ({
  name: nameText(name),
  value: bindConstant(value, options),
  position: name.position,
  valuePosition: value.position,
});

function bindQueryStatement(statement: ast.QueryStatement, options: BindOptions): BoundStatement {
  const { parameters = [] } = options;
  const [own] = statement.functions ?? [];
  if (own) throw new LakeError('NOT_SUPPORTED', 'Functions written in SQL are not supported', own);
  const expected = parameterCount(statement);
  if (expected !== parameters.length)
    throw new LakeError(
      'INVALID_PARAMETER_USAGE',
      `Incorrect number of parameters: expected ${expected} but found ${parameters.length}`,
      { position: statement.position },
    );
  const bound = parameters.map((parameter) =>
    parameter.kind === 'constant' ? parameter : bindConstant(parameter, options),
  );
  const settings = statement.session.map((setting) => bindSetting(setting, options));
  const context = makeContext(options, bound);
  const relation = bindQuery(context, statement.query, undefined, true);
  context.noteReads(relation);
  return { kind: 'query', query: boundQuery(relation), settings };
}

const asQuery = (relation: BoundRelation): BoundStatement => ({
  kind: 'query',
  query: boundQuery(relation),
  settings: [],
});

function boundQuery({ plan, fields }: BoundRelation): BoundQuery {
  const visible = fields.filter(({ hidden }) => !hidden);
  return {
    plan,
    columns: visible.map(({ name, column }, i) => ({
      name: name ?? `_col${i}`,
      type: column.type,
      column,
      ...(name === undefined ? { isUnnamed: true } : {}),
    })),
  };
}

/** DESCRIBE OUTPUT lists a prepared statement's columns, DESCRIBE INPUT its parameters. */
function describe({ kind, name }: ast.DescribeInput | ast.DescribeOutput, options: BindOptions): BoundRelation {
  const statement = findPrepared(name.value, options);
  const context = makeContext(options, []);
  const described = Array.from({ length: parameterCount(statement) }, (): DescribedParameter => ({ type: UNKNOWN }));
  if (kind === 'DescribeOutput' && countsRows.has(statement.kind)) return describedRowCount(context);
  const query = describedQuery(statement, described, options);
  return kind === 'DescribeInput' ? describedInput(context, described) : describedOutput(context, query, statement);
}

const countsRows = new Set<ast.Statement['kind']>([
  'Insert',
  'CreateTableAsSelect',
  'Delete',
  'Update',
  'Merge',
  'Unload',
]);
const givesRows = new Set<ast.Statement['kind']>(['QueryStatement', 'Show', 'Explain']);

/** Binds a statement that gives rows with parameters of which nothing is known; their places then tell their types. */
function describedQuery(
  statement: ast.Statement,
  described: readonly DescribedParameter[],
  options: BindOptions,
): BoundQuery | undefined {
  if (!givesRows.has(statement.kind)) return undefined;
  const parameters = described.map((parameter) => ({ ...constant(UNKNOWN, null), described: parameter }));
  const bound = bindStatement(statement, { ...options, parameters });
  return bound.kind === 'query' ? bound.query : undefined;
}
