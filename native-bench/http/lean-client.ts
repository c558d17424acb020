import { connect, type Socket } from 'node:net';

/** Is told of an answer's body piece by piece. */
export type TakePiece = (piece: Buffer) => void;

const headEnd = Buffer.from('\r\n\r\n');
const lineEnd = Buffer.from('\r\n');
const lengthHeader = /\r\ncontent-length: (\d+)/i;
const headBytesMax = 16 * 1024;

/** One connection that is kept, with no more of HTTP/1.1 than our server's answers need: the load must cost less than what it measures. */
export class LeanClient {
  readonly #socket: Socket;
  #buffered: Buffer = Buffer.alloc(0);
  #take: TakePiece | undefined;
  #done: { resolve: () => void; reject: (error: Error) => void } | undefined;
  #left = 0;
  #isChunked = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (piece) => this.#read(piece));
    socket.on('error', (error) => this.#done?.reject(error));
    socket.on('close', () => this.#done?.reject(new Error('The server closed the connection')));
  }

  /** Connects. */
  static open(port: number): Promise<LeanClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new LeanClient(socket)));
    });
  }

  /** Sends a whole request; `take` gets the answer's body. */
  send(request: Buffer, take: TakePiece): Promise<void> {
    this.#take = take;
    this.#socket.write(request);
    return new Promise((resolve, reject) => {
      this.#done = { resolve, reject };
    });
  }

  close(): void {
    this.#done = undefined;
    this.#socket.destroy();
  }

  #read(piece: Buffer): void {
    let rest = this.#buffered.length === 0 ? piece : Buffer.concat([this.#buffered, piece]);
    this.#buffered = Buffer.alloc(0);
    while (rest.length > 0) {
      if (this.#left > 0) rest = this.#takeBody(rest);
      else {
        const next = this.#isChunked ? this.#readChunkHead(rest) : this.#readHead(rest);
        if (!next) {
          this.#buffered = rest;
          return;
        }
        rest = next;
      }
    }
  }

  #takeBody(bytes: Buffer): Buffer {
    const own = bytes.subarray(0, this.#left);
    this.#left -= own.length;
    this.#take!(own);
    if (this.#left === 0 && !this.#isChunked) this.#end();
    return bytes.subarray(own.length);
  }

  #readHead(bytes: Buffer): Buffer | undefined {
    const end = bytes.indexOf(headEnd);
    if (end < 0) {
      if (bytes.length > headBytesMax) throw new Error('The head of the answer does not end');
      return undefined;
    }
    const head = bytes.toString('latin1', 0, end);
    if (!head.startsWith('HTTP/1.1 200')) throw new Error(`The server answered ${head}`);
    const length = lengthHeader.exec(head)?.[1];
    this.#isChunked = length === undefined;
    this.#left = Number(length ?? 0);
    if (length === '0') this.#end();
    return bytes.subarray(end + headEnd.length);
  }

  /** Reads the line before a chunk, with the end of the one before it. */
  #readChunkHead(bytes: Buffer): Buffer | undefined {
    const start = bytes[0] === lineEnd[0] ? lineEnd.length : 0;
    const end = bytes.indexOf(lineEnd, start);
    if (end < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', start, end), 16);
    if (size > 0) {
      this.#left = size;
      return bytes.subarray(end + lineEnd.length);
    }
    if (bytes.length < end + 2 * lineEnd.length) return undefined;
    this.#isChunked = false;
    this.#end();
    return bytes.subarray(end + 2 * lineEnd.length);
  }

  #end(): void {
    const done = this.#done;
    this.#done = undefined;
    done?.resolve();
  }
}
