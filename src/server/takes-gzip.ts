import type { Exchange } from './exchange.js';

const gzipNamed = /(^|,)\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*(,|$))|,|$)/i;

/** Tells whether the client takes answers that are packed with gzip. */
export const takesGzip = (exchange: Exchange): boolean => gzipNamed.test(exchange.header('accept-encoding') ?? '');
