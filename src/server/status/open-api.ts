import { z } from 'zod';
import { programVersion } from '../../base/version.js';
import { formatNames } from '../query/choose-format.js';
import { queryShape } from '../query/query-request.js';

const text = (
  name: string,
  where: 'query' | 'header' | 'path',
  description: string,
  schema: object = { type: 'string' },
) => ({
  name,
  in: where,
  required: where === 'path',
  description,
  schema,
});

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['name', 'code', 'type', 'message'],
      properties: {
        name: { type: 'string', description: "Trino's name of the error" },
        code: { type: 'integer' },
        type: { enum: ['USER_ERROR', 'INTERNAL_ERROR', 'INSUFFICIENT_RESOURCES', 'EXTERNAL'] },
        message: { type: 'string' },
        line: { type: 'integer' },
        column: { type: 'integer' },
        hint: { type: 'string' },
        queryId: { type: 'string' },
      },
    },
  },
};

const statementSchema = {
  type: 'object',
  required: ['id', 'state', 'format', 'links'],
  properties: {
    id: { type: 'string' },
    state: { enum: ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] },
    format: { type: 'string' },
    columns: { type: 'array', items: { type: 'object' } },
    progress: { type: 'object' },
    error: errorSchema.properties.error,
    links: { type: 'object', properties: { self: { type: 'string' }, result: { type: 'string' } } },
  },
};

const answer = (description: string, schema?: object) => ({
  description,
  ...(schema ? { content: { 'application/json': { schema } } } : {}),
});

const failures = { default: answer('The statement or the request is wrong, or failed', errorSchema) };
const format = text('format', 'query', 'Form of the result', { enum: formatNames, default: 'json' });
const sessionHeaders = [
  text('X-Trino-User', 'header', 'The principal to act as'),
  text('X-Trino-Catalog', 'header', 'Current catalog'),
  text('X-Trino-Schema', 'header', 'Current database'),
  text('X-Trino-Session', 'header', 'Session properties: name=value, …'),
  text('X-Trino-Time-Zone', 'header', 'Time zone of the session'),
];
const result = { '200': { description: 'The result; an answer that breaks off is a failure' }, ...failures };
const id = text('id', 'path', 'Id of the statement');

/** Describes the server's own doors as OpenAPI 3.1. */
export const openApiDocument = (): object => ({
  openapi: '3.1.0',
  info: { title: 'Lakelet', version: programVersion, description: 'A governed data lake over HTTP' },
  paths: {
    '/query': {
      post: {
        summary: 'Runs a statement',
        parameters: [format, text('async', 'query', 'true: answers at once; the result is stored'), ...sessionHeaders],
        requestBody: {
          required: true,
          content: {
            'text/plain': { schema: { type: 'string' } },
            'application/json': { schema: z.toJSONSchema(queryShape) },
          },
        },
        responses: { ...result, '202': answer('The statement runs', statementSchema) },
      },
      get: {
        summary: 'Runs a statement that only reads',
        parameters: [
          text('sql', 'query', 'The statement'),
          text('parameters', 'query', 'Values of its ?s, as a JSON array'),
          format,
          ...sessionHeaders,
        ],
        responses: result,
      },
    },
    '/statements/{id}': {
      get: {
        summary: 'Tells of a statement',
        parameters: [id],
        responses: { '200': answer('It', statementSchema), ...failures },
      },
      delete: {
        summary: 'Ends a statement and forgets its result',
        parameters: [id],
        responses: { '204': answer('Done'), ...failures },
      },
    },
    '/statements/{id}/result': { get: { summary: 'Gives a stored result', parameters: [id], responses: result } },
    '/health': {
      get: {
        summary: 'Tells whether the server takes statements',
        responses: { '200': answer('Yes'), '503': answer('No') },
      },
    },
    '/metrics': { get: { summary: "Numbers in Prometheus' text form", responses: { '200': answer('They') } } },
  },
});
