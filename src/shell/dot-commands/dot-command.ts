import { LakeError } from '../../base/lake-error.js';
import type { Conversation } from '../conversation.js';

/** Defines a command of the shell, such as `.tables`. One file exports one definition, and registry.ts lists it. */
export interface DotCommand {
  /** Without the dot. */
  readonly name: string;
  /** Other names, as typed: psql's such as `\dt`. */
  readonly aliases: readonly string[];
  /** What comes after the name, for `.help`. */
  readonly operands: string;
  readonly summary: string;
  /** `words`: what follows the name, split at blanks outside quotes; `rest`: as it was typed. */
  run(words: readonly string[], rest: string, conversation: Conversation): Promise<void>;
}

/** Makes the error of a command that was given what it cannot take. */
export const wrongUse = ({ name, operands }: DotCommand, message: string): LakeError =>
  new LakeError('INVALID_ARGUMENTS', message, { hint: `Use .${name}${operands === '' ? '' : ` ${operands}`}` });

/** Writes a text as a string of SQL. */
export const sqlString = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Writes a name that was typed with its dots, in quotes or not, as SQL has names. */
export const sqlName = (name: string): string =>
  name
    .split('.')
    .map((part) => `"${part.replace(/^(["`])(.*)\1$/, '$2').replaceAll('"', '""')}"`)
    .join('.');
