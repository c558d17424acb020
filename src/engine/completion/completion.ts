/** What a candidate is, for doors that show it. */
export type CandidateKind = 'column' | 'table' | 'database' | 'catalog' | 'keyword' | 'function' | 'property' | 'name';

/** A text that may stand at the cursor. */
export interface Candidate {
  /** What replaces the part that is typed, quoted where it has to be. */
  readonly text: string;
  readonly kind: CandidateKind;
  /** A column's type, a function's signatures, or the like; empty where there is nothing to say. */
  readonly detail: string;
}

/** What may stand at a place of a text. */
export interface Completion {
  /** Where the part begins that a candidate replaces; it ends at the cursor. */
  readonly start: number;
  readonly candidates: readonly Candidate[];
}
