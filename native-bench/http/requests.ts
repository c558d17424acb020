const capabilities = 'PATH,PARAMETRIC_DATETIME,SESSION_AUTHORIZATION';
const common = `Host: localhost\r\nX-Trino-User: bench\r\nX-Trino-Client-Capabilities: ${capabilities}\r\n`;

/** Makes the bytes of a statement's request. */
export const postOf = (path: string, sql: string): Buffer =>
  Buffer.from(`POST ${path} HTTP/1.1\r\n${common}Content-Length: ${Buffer.byteLength(sql)}\r\n\r\n${sql}`);

/** Makes the bytes of a request for the page at an address. */
export const getOf = (url: string): Buffer => Buffer.from(`GET ${new URL(url).pathname} HTTP/1.1\r\n${common}\r\n`);
