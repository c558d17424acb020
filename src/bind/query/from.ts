import { LakeError, type Position } from '../../base/lake-error.js';
import type { LogicalPlan } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import { missingTable } from '../hidden-or-missing.js';
import type { TableMetadata } from '../metadata.js';
import { type Field, findNamedQuery, type Scope } from '../scope.js';
import { sessionSchema } from '../session-schema.js';
import { tableNameOf } from '../table-name.js';
import { bindJoin } from './join.js';
import { bindJsonTable } from './json-table.js';
import { bindKnownRows } from './known-rows.js';
import type { LateralScope } from './lateral.js';
import { bindMatchRecognize } from './match-recognize.js';
import { bindRestrictedScan } from './restricted-scan.js';
import { bindSample } from './sample.js';
import { bindTableFunction } from './table-function.js';
import { bindUnnest } from './unnest.js';
import { bindView } from './view.js';

/**
 * Binds a relation of FROM. `left` is the relation that a LATERAL or UNNEST may use, `where` the condition on a relation that is all of FROM:
 * rows for which it does not hold may be left out.
 */
export function bindRelation(
  context: BindContext,
  relation: ast.Relation,
  enclosing: Scope | undefined,
  left?: LateralScope,
  where?: ast.Expression,
): BoundRelation {
  context.countRelation(relation.position);
  switch (relation.kind) {
    case 'Table':
      return bindTable(context, relation, enclosing, where);
    case 'FilePattern': {
      if (!context.metadata.mayReadFiles(relation.pattern))
        throw new LakeError('PERMISSION_DENIED', `Access Denied: Cannot read files '${relation.pattern}'`, {
          position: relation.position,
          hint: 'A grant of DATA_LOCATION_ACCESS on their folder allows it.',
        });
      const files = context.metadata.findFiles(relation.pattern);
      if (!files)
        throw new LakeError('TABLE_NOT_FOUND', `No files match '${relation.pattern}'`, { position: relation.position });
      return scan(context, files, [files.reference.name]);
    }
    case 'Subquery':
      return anonymous(context.bindQuery(context, relation.query, enclosing));
    case 'Lateral':
      return anonymous(context.bindQuery(context, relation.query, left?.scope ?? enclosing));
    case 'Unnest':
      return bindUnnest(context, relation, enclosing, left);
    case 'AliasedRelation':
      return withAlias(
        relation,
        // Names of the condition are the alias's: other ones where it names columns.
        bindRelation(context, relation.relation, enclosing, left, relation.columns ? undefined : where),
      );
    case 'SampledRelation':
      return bindSample(relation, bindRelation(context, relation.relation, enclosing, left));
    case 'Join':
      return bindJoin(context, relation, enclosing, bindRelation);
    case 'TableFunction':
      return bindTableFunction(context, relation, enclosing, (input) => bindRelation(context, input, enclosing));
    case 'JsonTable':
      return bindJsonTable(context, relation, enclosing, left);
    case 'PatternRecognition':
      return bindMatchRecognize(
        context,
        relation,
        enclosing,
        bindRelation(context, relation.relation, enclosing, left),
      );
  }
}

/** A derived table without an alias has no name to qualify its columns with. */
const anonymous = ({ plan, fields }: BoundRelation): BoundRelation => ({
  plan,
  fields: fields.map(({ name, column }) => ({ name, column })),
});

/** Binds a table or a query of WITH. */
export function bindTable(
  context: BindContext,
  { name, period, position }: Pick<ast.Table, 'name' | 'period' | 'position'>,
  enclosing: Scope | undefined,
  where?: ast.Expression,
): BoundRelation {
  const parts = name.parts.map(({ value }) => value);
  const named = parts.length === 1 ? findNamedQuery(enclosing, parts[0]!) : undefined;
  if (named) {
    const { plan, fields } = named.bind(position);
    return { plan, fields: fields.map((field) => ({ ...field, qualifier: parts })) };
  }
  const table = tableNameOf(parts, context.session);
  const { metadata } = context;
  if (period) throw new LakeError('NOT_SUPPORTED', 'This connector does not support versioned tables');
  const found = metadata.findTable(table);
  if (table.schema === sessionSchema) checkUnambiguous(context, parts, position);
  if (found?.access?.isVisible) return bindRestrictedScan(context, found, found.access, parts, position);
  if (found && !found.access) return scan(context, found, parts);
  const view = metadata.findView(table);
  if (view) return bindView(context, view, table, parts, position);
  const known = metadata.findRows(table);
  if (known) return bindKnownRows(context, known, parts, where);
  const { catalog, schema } = table;
  if (!metadata.hasCatalog(catalog))
    throw new LakeError('CATALOG_NOT_FOUND', `Catalog '${catalog}' not found`, { position });
  if (!metadata.hasSchema(catalog, schema))
    throw new LakeError('SCHEMA_NOT_FOUND', `Schema '${schema}' does not exist`, { position });
  throw missingTable(metadata, table, position);
}

/** Refuses a name that means a registered table and another of the current schema. */
function checkUnambiguous(
  { metadata, session, madeView }: BindContext,
  parts: readonly string[],
  position: Position,
): void {
  if (madeView !== undefined)
    throw new LakeError('NOT_SUPPORTED', `A view cannot read '${parts.join('.')}', which the session has registered`, {
      position,
    });
  if (parts.length > 1) return;
  const other = tableNameOf(parts, { ...session, registered: undefined });
  const table = metadata.findTable(other);
  const isTable = table !== undefined && table.access?.isVisible !== false;
  if (!isTable && !metadata.findView(other)) return;
  const text = `${other.catalog}.${other.schema}.${other.name}`;
  throw new LakeError('AMBIGUOUS_NAME', `'${other.name}' is a table that the session has registered, and ${text}`, {
    position,
    hint: `Write "${sessionSchema}".${other.name} or ${other.schema}.${other.name}.`,
  });
}

function scan(
  context: BindContext,
  { reference, columns }: TableMetadata,
  qualifier: readonly string[],
): BoundRelation {
  const fields = columns.map(
    ({ name, type, hidden }): Field => ({ name, qualifier, column: context.column(name, type), hidden }),
  );
  const plan: LogicalPlan = {
    kind: 'Scan',
    outputs: fields.map(({ column }) => column),
    columns: columns.map(({ name }) => name),
    table: reference,
  };
  context.addSource({ ...plan, isView: false, rowFilterApplied: false });
  return { plan, fields };
}

function withAlias(
  { relation, alias, columns, position }: ast.AliasedRelation,
  { plan, fields }: BoundRelation,
): BoundRelation {
  const qualifier = [alias.value];
  if (!columns) return { plan, fields: fields.map((field) => ({ ...field, qualifier })) };
  const visible = fields.filter(({ hidden }) => !hidden);
  if (visible.length !== columns.length)
    throw new LakeError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${columns.length} entries but '${alias.value}' has ${visible.length} columns available`,
      { position },
    );
  // Trino gives the columns of a table function the names in their canonical form.
  const nameOf = ({ value, delimited }: ast.Identifier): string =>
    relation.kind === 'TableFunction' && !delimited ? value.toUpperCase() : value;
  return { plan, fields: visible.map(({ column }, i) => ({ name: nameOf(columns[i]!), qualifier, column })) };
}
