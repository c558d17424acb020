import { LakeError } from '../../base/lake-error.js';
import { visibleColumns } from '../../bind/hidden-or-missing.js';
import type { ColumnMetadata, Metadata, TableName } from '../../bind/metadata.js';
import { tableNameOf } from '../../bind/table-name.js';
import { quoteUnlessPlain } from '../../sql/format/names.js';
import { expectedTokens } from '../../sql/parse-statement.js';
import type { Token } from '../../sql/parser/token.js';
import { tokenize } from '../../sql/parser/tokenize.js';
import { splitStatements } from '../../sql/split-statements.js';
import { typeText } from '../../types/sql-type.js';
import type { Candidate, CandidateKind, Completion } from './completion.js';
import { functionCandidates } from './functions.js';
import { keywordCandidates } from './keywords.js';
import { type PlaceKind, placeOf } from './place.js';
import { identifierValue, type SourceInText, sourcesInText } from './sources-in-text.js';

/** What completing asks of a session; names are those that exist for its principal. */
export interface CompletionContext {
  readonly metadata: Metadata;
  readonly session: { readonly catalog: string; readonly schema: string };
  /** Looks up what tables and files are, so that `metadata` knows their columns. */
  load(tables: readonly TableName[], filePatterns: readonly string[]): Promise<void>;
  readonly properties: readonly string[];
  readonly prepared: readonly string[];
}

const sourcesMax = 16;
const order: Readonly<Record<CandidateKind, number>> = {
  column: 0,
  property: 1,
  name: 1,
  table: 2,
  database: 3,
  catalog: 4,
  keyword: 5,
  function: 6,
};

/** Lists what may stand at the cursor: keywords that the parser expects there, and names. */
export async function complete(text: string, cursor: number, context: CompletionContext): Promise<Completion> {
  const { statement, offset } = statementAt(text, cursor);
  const typed = typedPart(statement.slice(0, cursor - offset));
  if (!typed) return { start: cursor, candidates: [] };
  const tokens = tokenize(typed.before);
  const labels = typed.isQuoted ? [] : expectedTokens(typed.before, typed.before.length);
  const place = placeOf(typed.before, tokens, labels);
  const sources = sourcesInText(statement, tokenize(statement)).slice(0, sourcesMax);
  const qualifier = qualifierOf(typed.before, tokens);
  const names = qualifier
    ? await qualifiedNames(qualifier, place, sources, context)
    : await plainNames(place, sources, context);
  const isAfterDot = qualifier !== undefined;
  const keywords = isAfterDot || typed.isQuoted ? [] : keywordCandidates(labels, place === 'start');
  const functions = place === 'expression' && !isAfterDot && !typed.isQuoted ? functionCandidates() : [];
  const start = offset + typed.before.length;
  return { start, candidates: chosen([...names, ...casedLike(typed.word, keywords), ...functions], typed.word) };
}

function statementAt(text: string, cursor: number): { readonly statement: string; readonly offset: number } {
  const found = splitStatements(text).find(
    (part) => part.offset <= cursor && (cursor <= part.offset + part.text.length || !part.isTerminated),
  );
  return found ? { statement: text.slice(found.offset), offset: found.offset } : { statement: '', offset: cursor };
}

/** What is being typed before the cursor: a word, or a name whose quotes are open. Undefined in strings and comments. */
function typedPart(text: string): { before: string; word: string; isQuoted: boolean } | undefined {
  const tokens = tokenize(text);
  const open = tokens.find(({ kind, start }) => kind === 'unrecognized' && /['"/]/.test(text[start]!));
  if (open)
    return text[open.start] === '"'
      ? { before: text.slice(0, open.start), word: text.slice(open.start + 1).toLowerCase(), isQuoted: true }
      : undefined;
  const lastEnd = tokens.at(-2)?.end ?? 0;
  if (/--[^\n]*$/.test(text.slice(lastEnd))) return undefined;
  const word = /[\p{L}\p{N}_$]*$/u.exec(text)![0];
  return { before: text.slice(0, text.length - word.length), word, isQuoted: false };
}

/** Gives the parts of the name before the dot at the end of a text. */
function qualifierOf(text: string, tokens: readonly Token[]): readonly string[] | undefined {
  const parts: string[] = [];
  for (let index = tokens.length - 2; tokens[index]?.kind === '.'; index -= 2) {
    const name = tokens[index - 1];
    if (!name || !/identifier|^[A-Z]/.test(name.kind)) break;
    parts.unshift(identifierValue(text, name));
  }
  return parts.length > 0 ? parts : undefined;
}

async function plainNames(
  place: PlaceKind,
  sources: readonly SourceInText[],
  context: CompletionContext,
): Promise<readonly Candidate[]> {
  const { metadata, session } = context;
  switch (place) {
    case 'relation':
      return [
        ...tableCandidates(metadata, session.catalog, session.schema),
        ...databaseCandidates(metadata, session.catalog),
        ...metadata.listCatalogs().map((name) => named(name, 'catalog')),
      ];
    case 'database':
      return databaseCandidates(metadata, session.catalog);
    case 'property':
      return context.properties.map((name) => named(name, 'property'));
    case 'prepared':
      return context.prepared.map((name) => named(name, 'name'));
    case 'expression':
    case 'columns': {
      const columns = await columnsOf(sources, context);
      const aliases = sources.flatMap(({ alias, parts }) => alias ?? parts.at(-1) ?? []);
      return [...columns, ...aliases.map((name) => named(name, 'table'))];
    }
    default:
      return [];
  }
}

async function qualifiedNames(
  qualifier: readonly string[],
  place: PlaceKind,
  sources: readonly SourceInText[],
  context: CompletionContext,
): Promise<readonly Candidate[]> {
  const { metadata, session } = context;
  const last = qualifier.at(-1)!;
  const isMeant = ({ alias, parts }: SourceInText): boolean =>
    alias === last && qualifier.length === 1
      ? true
      : parts.length >= qualifier.length && qualifier.every((part, i) => parts.at(i - qualifier.length) === part);
  if (place !== 'relation') {
    const columns = await columnsOf(sources.filter(isMeant), context);
    if (columns.length > 0) return columns;
  }
  if (qualifier.length === 2) return tableCandidates(metadata, qualifier[0]!, last);
  if (qualifier.length > 2) return [];
  return [
    ...tableCandidates(metadata, session.catalog, last),
    ...(metadata.hasCatalog(last) ? databaseCandidates(metadata, last) : []),
  ];
}

async function columnsOf(sources: readonly SourceInText[], context: CompletionContext): Promise<readonly Candidate[]> {
  const found = await Promise.all(sources.map((source) => columnsOfSource(source, context)));
  return found.flatMap((columns, index) => {
    const { alias, parts } = sources[index]!;
    const origin = sources.length > 1 ? `  ${alias ?? parts.join('.')}` : '';
    return columns.map(({ name, type }) => named(name, 'column', `${typeText(type)}${origin}`));
  });
}

async function columnsOfSource(
  { parts, filePattern }: SourceInText,
  { metadata, session, load }: CompletionContext,
): Promise<readonly ColumnMetadata[]> {
  if (parts.length > 3 || (filePattern !== undefined && !metadata.mayReadFiles(filePattern))) return [];
  const table = parts.length > 0 ? tableNameOf(parts, session) : undefined;
  try {
    await load(table ? [table] : [], filePattern === undefined ? [] : [filePattern]);
  } catch (error) {
    // What cannot be read has no columns to offer; running the statement tells why.
    if (error instanceof LakeError) return [];
    throw error;
  }
  if (!table) return visibleColumns(metadata.findFiles(filePattern!) ?? { columns: [] });
  const found = metadata.findTable(table);
  if (found?.access?.isVisible === false) return [];
  return visibleColumns(found ?? metadata.findView(table) ?? metadata.findRows(table) ?? { columns: [] });
}

const tableCandidates = (metadata: Metadata, catalog: string, schema: string): readonly Candidate[] =>
  metadata.hasSchema(catalog, schema)
    ? metadata.listTables(catalog, schema).map((name) => named(name, 'table', schema))
    : [];

const databaseCandidates = (metadata: Metadata, catalog: string): readonly Candidate[] =>
  metadata.listSchemas(catalog).map((name) => named(name, 'database'));

const named = (name: string, kind: CandidateKind, detail = ''): Candidate => ({
  text: quoteUnlessPlain(name),
  kind,
  detail,
});

/** Writes keywords small where the word being typed is small. */
function casedLike(word: string, keywords: readonly Candidate[]): readonly Candidate[] {
  if (word === '' || word !== word.toLowerCase()) return keywords;
  return keywords.map((candidate) => ({ ...candidate, text: candidate.text.toLowerCase() }));
}

function chosen(candidates: readonly Candidate[], word: string): readonly Candidate[] {
  const wanted = word.toLowerCase();
  const fitting = candidates.filter(({ text }) => text.replace(/^"/, '').toLowerCase().startsWith(wanted));
  const byText = new Map<string, Candidate>();
  for (const candidate of fitting.sort((a, b) => order[a.kind] - order[b.kind]))
    if (!byText.has(candidate.text.toLowerCase())) byText.set(candidate.text.toLowerCase(), candidate);
  return [...byText.values()];
}
