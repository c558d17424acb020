import { LakeError, type Position } from '../base/lake-error.js';
import type { SessionFacts } from '../functions/definition.js';
import type { ColumnReference, Expression } from '../plan/expression.js';
import type { LogicalPlan } from '../plan/logical-plan.js';
import type { AllColumns, Query } from '../sql/ast.js';
import type { SqlType } from '../types/sql-type.js';
import { ExpressionKeys } from './expression-keys.js';
import type { Metadata } from './metadata.js';
import type { Field, Scope } from './scope.js';
import { type BoundSource, noteReads } from './statement-reads.js';
import type { NamingSession } from './table-name.js';

/** Settings of a session that change how statements are bound. */
export interface BindSettings {
  /** `parse_decimal_literals_as_double`: `1.5` is a double, as in Athena. */
  readonly decimalLiteralsAsDouble: boolean;
  /** `max_recursion_depth`: steps after which WITH RECURSIVE fails. */
  readonly recursionDepthMax: number;
}

/** What the session gives to a statement. */
export interface BindSession extends SessionFacts, NamingSession {
  readonly settings: BindSettings;
}

/** A name that means a column of an enclosing query. */
export interface OuterReference {
  readonly column: ColumnReference;
  readonly name: string;
  readonly position: Position;
}

/** A bound query or relation: its plan and the names of what it produces. */
export interface BoundRelation {
  readonly plan: LogicalPlan;
  readonly fields: readonly Field[];
}

/** Binds a query inside an enclosing scope. */
export type BindQuery = (context: BindContext, query: Query, enclosing: Scope | undefined) => BoundRelation;

/** The columns that a `*` stood for; by its node. */
export type StarColumns = Map<AllColumns, readonly Field[]>;

interface StatementCounts {
  nextId: number;
  relations: number;
  lambdas: number;
  readonly sources: BoundSource[];
}

const relationsMax = 10_000;
const lambdasMax = 10_000;

/** Holds what all parts of one statement's binding use; makes the columns, whose ids are unique in the statement. */
export class BindContext {
  readonly metadata: Metadata;
  readonly session: BindSession;
  /** Values of the `?`s, bound already; undefined while a statement is only described. */
  readonly parameters: readonly Expression[];
  /** Every name that meant a column of an enclosing query, in the order of binding. */
  readonly outerReferences: OuterReference[] = [];
  /** The binder of queries, for what contains them. */
  readonly bindQuery: BindQuery;
  readonly keys: ExpressionKeys;
  /** The views inside which this binds, outermost first. */
  readonly views: readonly string[];
  /** Set to learn what each `*` stands for. */
  stars: StarColumns | undefined;
  /** The full name of the view that the statement makes. */
  madeView: string | undefined;
  /** How many expressions enclose the one that is being bound. */
  depth = 0;
  readonly #counts: StatementCounts;

  constructor(
    metadata: Metadata,
    session: BindSession,
    parameters: readonly Expression[],
    bindQuery: BindQuery,
    around?: { readonly context: BindContext; readonly view: string },
  ) {
    this.bindQuery = bindQuery;
    this.metadata = metadata;
    this.session = session;
    this.parameters = parameters;
    this.keys = around?.context.keys ?? new ExpressionKeys();
    this.views = around ? [...around.context.views, around.view] : [];
    this.#counts = around ? around.context.#counts : { nextId: 1, relations: 0, lambdas: 0, sources: [] };
    this.depth = around?.context.depth ?? 0;
    this.madeView = around?.context.madeView;
  }

  /** Makes the context of a view's query: other names, no parameters, columns of the same statement. */
  inView(
    view: string,
    names: { readonly catalog: string; readonly schema: string },
    metadata = this.metadata,
  ): BindContext {
    // A view means the same to everyone. Not a copy: who reads a property of the session may be watched.
    const own = Object.getOwnPropertyDescriptors({ ...names, registered: undefined });
    const session = Object.create(this.session, own) as BindSession;
    return new BindContext(metadata, session, [], this.bindQuery, { context: this, view });
  }

  /** Counts a relation of FROM; throws QUERY_REJECTED where queries of WITH multiply without bound. */
  countRelation(position: Position): void {
    if (++this.#counts.relations > relationsMax)
      throw new LakeError('QUERY_REJECTED', `The statement reads from more than ${relationsMax} relations`, {
        position,
      });
  }

  /** Counts the binding of a lambda, which overload resolution repeats; throws QUERY_REJECTED where nested ones multiply. */
  countLambda(position: Position): void {
    if (++this.#counts.lambdas > lambdasMax)
      throw new LakeError('QUERY_REJECTED', 'The types of the nested lambdas take too long to find', { position });
  }

  /** Keeps what a governed lake takes note of: a table, view or files that the statement reads. */
  addSource(source: Omit<BoundSource, 'metadata'>): void {
    if (this.metadata.isGoverned) this.#counts.sources.push({ ...source, metadata: this.metadata });
  }

  /** Notes what was read, when all of the statement is bound. */
  noteReads({ plan, fields }: BoundRelation): void {
    noteReads(
      this.#counts.sources.splice(0),
      plan,
      fields.map(({ column }) => column),
    );
  }

  /** Makes a new column. */
  column(name: string, type: SqlType): ColumnReference {
    return { kind: 'column', type, id: this.#counts.nextId++, name };
  }
}
