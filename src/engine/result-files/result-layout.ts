import type { StatementKind } from '../life/statement-life.js';
import { csvForm, linesForm, type ResultTextForm, titledForm } from './result-text.js';

/** Which files a statement's result is: Athena's rules. */
export interface ResultLayout {
  /** Name of the result behind the statement's id; a folder goes before it. */
  readonly folder: string;
  readonly extension: string;
  /** The text of the rows; undefined: the rows are none of Athena's, and the file is empty. */
  readonly form: ResultTextForm | undefined;
  /** False: there is no file of that name. */
  readonly hasFile: boolean;
  readonly hasMetadata: boolean;
  /** The files that the statement wrote are listed. */
  readonly hasManifest: boolean;
}

const rows = (extension: string, form: ResultTextForm, hasMetadata: boolean): ResultLayout => ({
  folder: '',
  extension,
  form,
  hasFile: true,
  hasMetadata,
  hasManifest: false,
});
const lines = rows('.txt', linesForm, true);
const nothing: ResultLayout = { ...lines, form: undefined, hasMetadata: false };
const written: ResultLayout = { ...nothing, extension: '', hasMetadata: true, hasManifest: true };

// Athena names a file that there is not.
const changed: ResultLayout = { ...nothing, extension: '.csv', hasFile: false, hasMetadata: true };

const bySubstatement: Readonly<Record<string, ResultLayout>> = {
  EXPLAIN: rows('.txt', titledForm, true),
  SHOW_FUNCTIONS: rows('.csv', csvForm, true),
  MSCK_REPAIR: lines,
  INSERT: written,
  UPDATE: changed,
  DELETE: changed,
  MERGE: changed,
  UNLOAD: { ...written, hasFile: false },
  CREATE_TABLE_AS_SELECT: { ...written, folder: 'tables/', hasFile: false },
  OPTIMIZE: nothing,
  VACUUM: nothing,
};

/** Gives the files of a statement; undefined for statements about the session, which have no result. */
export function resultLayout({ type, substatement }: StatementKind): ResultLayout | undefined {
  const own = bySubstatement[substatement];
  if (own) return own;
  if (type === 'DML') return rows('.csv', csvForm, true);
  if (type === 'DDL') return nothing;
  return /^(?:SHOW|DESCRIBE)_/.test(substatement) ? lines : undefined;
}
