import { LakeError } from '../base/lake-error.js';

/**
 * A schema that checks rows and gives them their type: of Zod, Valibot, ArkType or any other library of Standard Schema, version 1
 * (https://standardschema.dev).
 */
export interface RowSchema<Row extends object = object> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaAnswer<Row> | Promise<SchemaAnswer<Row>>;
    readonly types?: { readonly input: unknown; readonly output: Row } | undefined;
  };
}

/** What a schema says of a row: the row as the schema makes it, or what is wrong with it. */
export type SchemaAnswer<Row extends object> =
  | { readonly value: Row; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One thing that is wrong with a row, and where in it. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Checks one row. */
export type RowCheck = (row: object) => object | Promise<object>;

/** Makes the check of a result's rows. */
export function rowCheck(schema: RowSchema, queryId: string): RowCheck {
  let rowNumber = 0;
  const taken = (answer: SchemaAnswer<object>, number: number): object => {
    if (!answer.issues) return answer.value;
    const text = answer.issues.map(issueText).join('; ');
    const error = new LakeError('TYPE_MISMATCH', `Row ${number} does not fit the schema: ${text}`, {
      hint: 'The option values chooses how SQL values reach JavaScript.',
    });
    error.queryId = queryId;
    throw error;
  };
  return (row) => {
    const number = ++rowNumber;
    const answer = schema['~standard'].validate(row);
    return answer instanceof Promise ? answer.then((later) => taken(later, number)) : taken(answer, number);
  };
}

function issueText({ message, path = [] }: SchemaIssue): string {
  const place = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
  return place === '' ? message : `${place}: ${message}`;
}
