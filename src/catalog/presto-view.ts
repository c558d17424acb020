/**
 * Views as Presto, Trino and Athena keep them in a catalog: the text of the view is a comment, `Presto View: <base64>`, of a JSON
 * object with the query, the names that it was made under, and its columns with Trino's types.
 * Source: Trino's ViewReaderUtil and ConnectorViewDefinition.
 */
import { LakeError } from '../base/lake-error.js';
import type { CatalogTable, TableDefinition } from './catalog-entry.js';

/** What the text of a view holds. */
export interface PrestoView {
  readonly originalSql: string;
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly comment?: string | undefined }[];
  readonly comment?: string | undefined;
  readonly owner?: string | undefined;
  /** The view's query sees what its reader may see, not what its owner may. */
  readonly runAsInvoker: boolean;
}

const pattern = /^\/\* Presto View: ([A-Za-z0-9+/=\s]*) \*\/$/;

/** Gives the parts of a table's entry that make it a view. */
export const viewTexts = (
  view: PrestoView,
): Pick<TableDefinition, 'tableType' | 'viewOriginalText' | 'viewExpandedText' | 'parameters' | 'partitionKeys'> => ({
  tableType: 'VIRTUAL_VIEW',
  viewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(view)).toString('base64')} */`,
  viewExpandedText: '/* Presto View */',
  parameters: { comment: 'Presto View', presto_view: 'true' },
  partitionKeys: [],
});

/** Reads the text of a view. Throws INVALID_VIEW for one that another engine made. */
export function readView({ database, name, viewOriginalText }: CatalogTable): PrestoView {
  const [, encoded] = pattern.exec(viewOriginalText?.trim() ?? '') ?? [];
  const view = encoded === undefined ? undefined : decode(encoded);
  if (!view) throw new LakeError('INVALID_VIEW', `View '${database}.${name}' is not one of Athena, Presto or Trino`);
  return view;
}

/** Gives a view whose columns, or some of them, are told, but not its query. Throws INVALID_VIEW for one that another engine made. */
export function withoutQuery(entry: CatalogTable, shown?: readonly string[]): CatalogTable {
  const isShown = ({ name }: { readonly name: string }): boolean => !shown || shown.includes(name.toLowerCase());
  const view = readView(entry);
  return {
    ...entry,
    ...viewTexts({ ...view, columns: view.columns.filter(isShown), originalSql: '' }),
    storage: { ...entry.storage, columns: entry.storage.columns.filter(isShown) },
  };
}

function decode(encoded: string): PrestoView | undefined {
  const text = Buffer.from(encoded, 'base64').toString();
  let view: Partial<PrestoView> | null;
  try {
    view = JSON.parse(text) as Partial<PrestoView> | null;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof view?.originalSql !== 'string' || !Array.isArray(view.columns)) return undefined;
  const { originalSql, columns, runAsInvoker, owner } = view;
  // Athena's views name neither: they are the invoker's.
  return { ...view, originalSql, columns, runAsInvoker: runAsInvoker ?? owner === undefined };
}
