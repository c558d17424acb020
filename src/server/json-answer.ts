import { wholeResponse } from './write-response.js';

/** Answers with JSON. */
export const jsonAnswer = (status: number, value: unknown, headers: Record<string, string> = {}): Response =>
  wholeResponse(`${JSON.stringify(value)}\n`, { status, headers: { 'content-type': 'application/json', ...headers } });
