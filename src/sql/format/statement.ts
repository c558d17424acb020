import type {
  AlterTableAction,
  CallArgument,
  ColumnDefinition,
  Explain,
  GrantObject,
  Grantor,
  LikeClause,
  MergeCase,
  Principal,
  Property,
  Show,
  Statement,
} from '../ast/statement.js';
import { type Formatter, words } from './formatter.js';
import { formatColumns, formatIdentifier, formatName, formatString } from './names.js';
import { formatFunction, formatRoutineParameters } from './routine.js';
import { formatType } from './written-type.js';

type Kind = Statement['kind'];
type Node<K extends Kind> = Extract<Statement, { readonly kind: K }>;
type Formats = { readonly [K in Kind]: (node: Node<K>, format: Formatter) => string };

/** Writes a statement on one line. */
export function formatStatementWith(node: Statement, format: Formatter): string {
  return (formats[node.kind] as (node: Statement, format: Formatter) => string)(node, format);
}

const ifExistsText = (applies: boolean): string | false => applies && 'IF EXISTS';
const ifNotExistsText = (applies: boolean): string | false => applies && 'IF NOT EXISTS';
const commentText = (comment: string | undefined): string | undefined =>
  comment === undefined ? undefined : `COMMENT ${formatString(comment)}`;
const inText = (catalog: Parameters<typeof formatIdentifier>[0] | undefined): string | undefined =>
  catalog && `IN ${formatIdentifier(catalog)}`;

const formatPrivileges = (privileges: readonly string[] | undefined): string =>
  privileges?.join(', ') ?? 'ALL PRIVILEGES';

const formats: Formats = {
  Unload: ({ query, location, properties }, format) =>
    words(`UNLOAD (${format.query(query)}) TO ${formatString(location)}`, formatProperties(properties, format)),
  Optimize: ({ table, where }, format) =>
    words(`OPTIMIZE ${formatName(table)} REWRITE DATA USING BIN_PACK`, where && `WHERE ${format.expression(where)}`),
  Vacuum: ({ table }) => `VACUUM ${formatName(table)}`,
  CreateFunction: ({ specification, replace }, format) =>
    words('CREATE', replace && 'OR REPLACE', formatFunction(specification, format)),
  DropFunction: ({ name, parameters, ifExists }) =>
    words('DROP FUNCTION', ifExistsText(ifExists), `${formatName(name)}${formatRoutineParameters(parameters)}`),
  QueryStatement: ({ session, functions = [], query }, format) => {
    const own = functions.map((each) => formatFunction(each, format));
    const settings = session.map(({ name, value }) => `SESSION ${formatName(name)} = ${format.expression(value)}`);
    return words(
      session.length > 0 && `WITH ${settings.join(', ')}`,
      own.length > 0 && `WITH ${own.join(', ')}`,
      format.query(query),
    );
  },
  Explain: formatExplain,
  Show: formatShow,
  Use: ({ catalog, schema }) => `USE ${catalog ? `${formatIdentifier(catalog)}.` : ''}${formatIdentifier(schema)}`,
  Insert: ({ table, columns, query }, format) =>
    words('INSERT INTO', formatName(table), formatColumns(columns), format.query(query)),
  Delete: ({ table, where }, format) =>
    words('DELETE FROM', formatName(table), where && `WHERE ${format.expression(where)}`),
  Truncate: ({ table }) => `TRUNCATE TABLE ${formatName(table)}`,
  Update: ({ table, assignments, where }, format) =>
    words(
      `UPDATE ${formatName(table)} SET`,
      formatAssignments(assignments, format),
      where && `WHERE ${format.expression(where)}`,
    ),
  Merge: ({ table, alias, source, on, cases }, format) =>
    words(
      `MERGE INTO ${formatName(table)}`,
      alias && `AS ${formatIdentifier(alias)}`,
      `USING ${source.kind === 'Join' ? `(${format.relation(source)})` : format.relation(source)}`,
      `ON ${format.expression(on)}`,
      ...cases.map((merge) => formatMergeCase(merge, format)),
    ),
  CreateTable: ({ name, elements, saveMode, comment, properties }, format) =>
    words(
      formatCreate('TABLE', saveMode),
      formatName(name),
      `(${elements.map((element) => formatElement(element, format)).join(', ')})`,
      commentText(comment),
      formatProperties(properties, format),
    ),
  CreateTableAsSelect: ({ name, columns, query, saveMode, comment, properties, withData }, format) =>
    words(
      formatCreate('TABLE', saveMode),
      formatName(name),
      formatColumns(columns),
      commentText(comment),
      formatProperties(properties, format),
      `AS ${format.query(query)}`,
      !withData && 'WITH NO DATA',
    ),
  CreateView: ({ name, query, replace, comment, security, multiDialect }, format) =>
    words(
      formatCreate(multiDialect ? 'PROTECTED MULTI DIALECT VIEW' : 'VIEW', replace ? 'REPLACE' : 'FAIL'),
      formatName(name),
      commentText(comment),
      security && `SECURITY ${security}`,
      multiDialect?.showJson && 'SHOW VIEW JSON',
      `AS ${format.query(query)}`,
    ),
  CreateMaterializedView: ({ name, query, saveMode, gracePeriod, comment, properties }, format) =>
    words(
      formatCreate('MATERIALIZED VIEW', saveMode),
      formatName(name),
      gracePeriod && `GRACE PERIOD ${format.expression(gracePeriod)}`,
      commentText(comment),
      formatProperties(properties, format),
      `AS ${format.query(query)}`,
    ),
  RefreshMaterializedView: ({ name }) => `REFRESH MATERIALIZED VIEW ${formatName(name)}`,
  CreateSchema: ({ name, ifNotExists, owner, properties }, format) =>
    words(
      'CREATE SCHEMA',
      ifNotExistsText(ifNotExists),
      formatName(name),
      formatOwner(owner),
      formatProperties(properties, format),
    ),
  CreateCatalog: ({ name, connector, ifNotExists, owner, comment, properties }, format) =>
    words(
      'CREATE CATALOG',
      ifNotExistsText(ifNotExists),
      `${formatIdentifier(name)} USING ${formatIdentifier(connector)}`,
      commentText(comment),
      formatOwner(owner),
      formatProperties(properties, format),
    ),
  CreateRole: ({ name, grantor, catalog }) =>
    words(`CREATE ROLE ${formatIdentifier(name)}`, grantor && `WITH ADMIN ${formatGrantor(grantor)}`, inText(catalog)),
  Drop: ({ object, name, ifExists, behavior, catalog }) =>
    words('DROP', object, ifExistsText(ifExists), formatName(name), behavior, inText(catalog)),
  Rename: ({ object, name, to, ifExists }) =>
    words('ALTER', object, ifExistsText(ifExists), formatName(name), 'RENAME TO', formatName(to)),
  SetAuthorization: ({ object, name, principal }) =>
    `ALTER ${object} ${formatName(name)} SET AUTHORIZATION ${formatPrincipal(principal)}`,
  SetProperties: ({ object, name, properties }, format) =>
    `ALTER ${object} ${formatName(name)} SET PROPERTIES ${properties.map((p) => formatProperty(p, format)).join(', ')}`,
  AlterTable: ({ table, ifExists, action }, format) =>
    words('ALTER TABLE', ifExistsText(ifExists), formatName(table), formatAction(action, format)),
  TableExecute: ({ table, procedure, arguments: values, where }, format) =>
    words(
      `ALTER TABLE ${formatName(table)} EXECUTE ${formatIdentifier(procedure)}${formatArguments(values, format)}`,
      where && `WHERE ${format.expression(where)}`,
    ),
  Analyze: ({ table, properties }, format) => words('ANALYZE', formatName(table), formatProperties(properties, format)),
  Comment: ({ object, name, comment }) =>
    `COMMENT ON ${object} ${formatName(name)} IS ${comment === undefined ? 'NULL' : formatString(comment)}`,
  Call: ({ name, arguments: values }, format) => `CALL ${formatName(name)}${formatArguments(values, format)}`,
  Grant: ({ type, privileges, on, to, withGrantOption }) =>
    words(
      type,
      formatPrivileges(privileges),
      `ON ${formatGrantObject(on)} TO ${formatPrincipal(to)}`,
      withGrantOption && 'WITH GRANT OPTION',
    ),
  Revoke: ({ grantOptionOnly, privileges, on, from }) =>
    words(
      'REVOKE',
      grantOptionOnly && 'GRANT OPTION FOR',
      formatPrivileges(privileges),
      `ON ${formatGrantObject(on)} FROM ${formatPrincipal(from)}`,
    ),
  GrantRoles: ({ roles, to, withAdminOption, grantor, catalog }) =>
    words(
      `GRANT ${roles.map(formatIdentifier).join(', ')} TO ${to.map(formatPrincipal).join(', ')}`,
      withAdminOption && 'WITH ADMIN OPTION',
      grantor && `GRANTED BY ${formatGrantor(grantor)}`,
      inText(catalog),
    ),
  RevokeRoles: ({ roles, from, adminOptionOnly, grantor, catalog }) =>
    words(
      'REVOKE',
      adminOptionOnly && 'ADMIN OPTION FOR',
      `${roles.map(formatIdentifier).join(', ')} FROM ${from.map(formatPrincipal).join(', ')}`,
      grantor && `GRANTED BY ${formatGrantor(grantor)}`,
      inText(catalog),
    ),
  SetRole: ({ role, catalog }) =>
    words('SET ROLE', typeof role === 'string' ? role : formatIdentifier(role), inText(catalog)),
  SetSession: ({ name, value }, format) => `SET SESSION ${formatName(name)} = ${format.expression(value)}`,
  ResetSession: ({ name }) => `RESET SESSION ${formatName(name)}`,
  SetSessionAuthorization: ({ user }, format) =>
    user ? `SET SESSION AUTHORIZATION ${format.expression(user)}` : 'RESET SESSION AUTHORIZATION',
  SetPath: ({ elements }) => `SET PATH ${elements.map(formatName).join(', ')}`,
  SetTimeZone: ({ zone }, format) => `SET TIME ZONE ${zone ? format.expression(zone) : 'LOCAL'}`,
  StartTransaction: ({ modes }) => {
    const texts = modes.map((mode) => (/ONLY|WRITE/.test(mode) ? mode : `ISOLATION LEVEL ${mode}`));
    return words('START TRANSACTION', texts.join(', '));
  },
  EndTransaction: ({ outcome }) => outcome,
  Prepare: ({ name, statement }, format) =>
    `PREPARE ${formatIdentifier(name)} FROM ${formatStatementWith(statement, format)}`,
  Deallocate: ({ name }) => `DEALLOCATE PREPARE ${formatIdentifier(name)}`,
  Execute: ({ name, parameters }, format) => words('EXECUTE', formatIdentifier(name), formatUsing(parameters, format)),
  ExecuteImmediate: ({ statement, parameters }, format) =>
    words('EXECUTE IMMEDIATE', formatString(statement.value), formatUsing(parameters, format)),
  DescribeInput: ({ name }) => `DESCRIBE INPUT ${formatIdentifier(name)}`,
  DescribeOutput: ({ name }) => `DESCRIBE OUTPUT ${formatIdentifier(name)}`,
};

function formatExplain({ statement, type, format: output, analyze, verbose }: Explain, format: Formatter): string {
  const options = [type && `TYPE ${type}`, output && `FORMAT ${output}`].filter(Boolean).join(', ');
  return words(
    'EXPLAIN',
    analyze && 'ANALYZE',
    verbose && 'VERBOSE',
    options && `(${options})`,
    formatStatementWith(statement, format),
  );
}

function formatShow({ subject, like, escape: mark }: Show, format: Formatter): string {
  return words(
    'SHOW',
    formatSubject(subject, format),
    like !== undefined && `LIKE ${formatString(like)}`,
    mark !== undefined && `ESCAPE ${formatString(mark)}`,
  );
}

function formatSubject(subject: Show['subject'], format: Formatter): string {
  const title = subject.kind.toUpperCase();
  switch (subject.kind) {
    case 'catalogs':
    case 'session':
      return title;
    case 'schemas':
    case 'roles':
    case 'current roles':
    case 'role grants':
      return words(title, subject.catalog && `FROM ${formatIdentifier(subject.catalog)}`);
    case 'tables':
    case 'functions':
      return words(title, subject.schema && `FROM ${formatName(subject.schema)}`);
    case 'columns':
      return `COLUMNS FROM ${formatName(subject.table)}`;
    case 'stats':
      return `STATS FOR ${subject.of.kind === 'Query' ? `(${format.query(subject.of)})` : formatName(subject.of)}`;
    case 'grants':
      return words(title, subject.on && `ON ${formatGrantObject(subject.on)}`);
    case 'create':
      return `CREATE ${subject.object} ${formatName(subject.name)}`;
  }
}

function formatCreate(object: string, saveMode: 'FAIL' | 'IGNORE' | 'REPLACE'): string {
  return words('CREATE', saveMode === 'REPLACE' && 'OR REPLACE', object, ifNotExistsText(saveMode === 'IGNORE'));
}

function formatElement(element: ColumnDefinition | LikeClause, format: Formatter): string {
  if (element.kind === 'LikeClause')
    return words('LIKE', formatName(element.table), element.properties && `${element.properties} PROPERTIES`);
  return words(
    formatName(element.name),
    formatType(element.type),
    !element.isNullable && 'NOT NULL',
    commentText(element.comment),
    formatProperties(element.properties, format),
  );
}

function formatProperty({ name, value }: Property, format: Formatter): string {
  return `${formatIdentifier(name)} = ${value ? format.expression(value) : 'DEFAULT'}`;
}

function formatProperties(properties: readonly Property[], format: Formatter): string {
  return properties.length > 0 ? `WITH (${properties.map((p) => formatProperty(p, format)).join(', ')})` : '';
}

function formatAssignments(assignments: Node<'Update'>['assignments'], format: Formatter): string {
  return assignments.map(({ column, value }) => `${formatIdentifier(column)} = ${format.expression(value)}`).join(', ');
}

function formatMergeCase(merge: MergeCase, format: Formatter): string {
  const condition = merge.condition ? ` AND ${format.expression(merge.condition)}` : '';
  switch (merge.kind) {
    case 'MergeUpdate':
      return `WHEN MATCHED${condition} THEN UPDATE SET ${formatAssignments(merge.assignments, format)}`;
    case 'MergeDelete':
      return `WHEN MATCHED${condition} THEN DELETE`;
    case 'MergeInsert': {
      const values = `VALUES (${merge.values.map(format.expression).join(', ')})`;
      return words(`WHEN NOT MATCHED${condition} THEN INSERT`, formatColumns(merge.columns), values);
    }
  }
}

function formatAction(action: AlterTableAction, format: Formatter): string {
  switch (action.kind) {
    case 'add column': {
      const { place } = action;
      const placed =
        place.kind === 'after' ? `AFTER ${formatIdentifier(place.column)}` : place.kind === 'first' && 'FIRST';
      return words('ADD COLUMN', ifNotExistsText(action.ifNotExists), formatElement(action.column, format), placed);
    }
    case 'rename column':
      return words(
        'RENAME COLUMN',
        ifExistsText(action.ifExists),
        `${formatName(action.from)} TO ${formatIdentifier(action.to)}`,
      );
    case 'drop column':
      return words('DROP COLUMN', ifExistsText(action.ifExists), formatName(action.column));
    case 'set type':
      return `ALTER COLUMN ${formatName(action.column)} SET DATA TYPE ${formatType(action.type)}`;
    case 'drop not null':
      return `ALTER COLUMN ${formatIdentifier(action.column)} DROP NOT NULL`;
  }
}

function formatArguments(values: readonly CallArgument[], format: Formatter): string {
  const texts = values.map(({ name, value }) =>
    name ? `${formatIdentifier(name)} => ${format.expression(value)}` : format.expression(value),
  );
  return `(${texts.join(', ')})`;
}

function formatUsing(parameters: Node<'Execute'>['parameters'], format: Formatter): string {
  return parameters.length > 0 ? `USING ${parameters.map(format.expression).join(', ')}` : '';
}

function formatPrincipal({ type, name }: Principal): string {
  return words(type, formatIdentifier(name));
}

function formatOwner(owner: Principal | undefined): string | undefined {
  return owner && `AUTHORIZATION ${formatPrincipal(owner)}`;
}

function formatGrantor(grantor: Grantor): string {
  return typeof grantor === 'string' ? grantor : formatPrincipal(grantor);
}

function formatGrantObject({ type, name }: GrantObject): string {
  return words(type, formatName(name));
}
