import type { LakeError } from '../../base/lake-error.js';

/** How far a statement has come: Athena's states. */
export type StatementState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** Athena's classes of statements. */
export type StatementType = 'DDL' | 'DML' | 'UTILITY';

/** What is known of a statement when it is submitted. */
export interface StatementSubmission {
  readonly text: string;
  readonly principal: string;
  readonly catalog: string;
  readonly database: string;
  readonly workgroup: string;
  /** The program that sent it, as it calls itself. */
  readonly source: string | undefined;
  readonly clientTags: readonly string[];
}

/** Why a statement failed or was cancelled. */
export interface StatementFailure {
  readonly name: string;
  readonly code: number;
  readonly type: string;
  readonly message: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
}

/** A statement as it is at one moment, or as it ended. */
export interface StatementRecord extends StatementSubmission {
  readonly queryId: string;
  readonly state: StatementState;
  /** Absent where the text could not be read. */
  readonly statementType: StatementType | undefined;
  /** Athena's name of the kind of statement, such as CREATE_TABLE_AS_SELECT. */
  readonly substatementType: string | undefined;
  readonly submittedMillis: number;
  readonly finishedMillis: number | undefined;
  readonly queuedMs: number;
  readonly planningMs: number;
  readonly executionMs: number;
  /** Absent for whom it tells of hidden rows. */
  readonly scannedBytes: number | undefined;
  readonly scannedRows: number | undefined;
  readonly returnedRows: number;
  readonly peakMemoryBytes: number | undefined;
  readonly spilledBytes: number;
  /** It read a table of which the principal does not see all: what it scanned tells of hidden rows. */
  readonly isRestricted: boolean;
  readonly failure: StatementFailure | undefined;
  /** Where the result was written. */
  readonly resultLocation: string | undefined;
  /** Where the list of the files was written that the statement wrote. */
  readonly manifestLocation: string | undefined;
  /** The statement whose result was given again. */
  readonly reusedFrom: string | undefined;
}

/** Tells whether a statement has ended. */
export const hasEnded = ({ state }: StatementRecord): boolean => state !== 'QUEUED' && state !== 'RUNNING';

// Ends that somebody wanted, not failures: Athena calls them cancelled.
const cancellations: readonly string[] = ['USER_CANCELED', 'ADMINISTRATIVELY_KILLED', 'EXCEEDED_SCAN_LIMIT'];

/** Gives the state that an error ends a statement in. */
export const stateOfError = ({ name }: LakeError): StatementState =>
  cancellations.includes(name) ? 'CANCELLED' : 'FAILED';

/** Gives what is kept of an error. */
export const failureOf = ({ name, code, type, message, line, column }: LakeError): StatementFailure => ({
  name,
  code,
  type,
  message,
  line,
  column,
});
