/**
 * WebAssembly instructions as plain data: a tree whose nodes are instructions and whose children are their operands.
 * Opcodes are those of the WebAssembly core specification 2.0 with threads and SIMD.
 */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

/** One instruction with its operands; `type` is what it leaves on the stack. */
export interface Instruction {
  readonly type: ValueType | 'void';
  /** Opcode bytes, and encoded immediates behind them. */
  readonly bytes: readonly number[];
  readonly operands: readonly Instruction[];
  /** Instructions inside a block, loop or if. */
  readonly body?: readonly Instruction[] | undefined;
  readonly otherwise?: readonly Instruction[] | undefined;
  /** A branch names the block it leaves; the encoder turns that into a depth. */
  readonly target?: Label | undefined;
  /** A block, loop or if that branches may name. */
  readonly label?: Label | undefined;
}

/** Identifies a block or loop that a branch can leave or repeat. */
export interface Label {
  readonly name: string;
}

/** Encodes a signed number in LEB128. */
export function signedLeb(value: number | bigint): number[] {
  let rest = BigInt(value);
  const bytes: number[] = [];
  for (;;) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    const done = (rest === 0n && (byte & 0x40) === 0) || (rest === -1n && (byte & 0x40) !== 0);
    bytes.push(done ? byte : byte | 0x80);
    if (done) return bytes;
  }
}

/** Encodes an unsigned number below 2^32 in LEB128. */
export function unsignedLeb(value: number): number[] {
  let rest = value >>> 0;
  const bytes: number[] = [];
  do {
    const byte = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? byte : byte | 0x80);
  } while (rest !== 0);
  return bytes;
}

const node = (
  type: ValueType | 'void',
  bytes: readonly number[],
  operands: readonly Instruction[] = [],
): Instruction => ({
  type,
  bytes,
  operands,
});
const unary =
  (type: ValueType, ...opcode: number[]) =>
  (a: Instruction) =>
    node(type, opcode, [a]);
const binary =
  (type: ValueType, ...opcode: number[]) =>
  (a: Instruction, b: Instruction) =>
    node(type, opcode, [a, b]);
const load =
  (type: ValueType, opcode: number) =>
  (address: Instruction, offset = 0) =>
    node(type, [opcode, 0, ...unsignedLeb(offset)], [address]);
const store =
  (opcode: number) =>
  (address: Instruction, value: Instruction, offset = 0) =>
    node('void', [opcode, 0, ...unsignedLeb(offset)], [address, value]);
const atomic =
  (type: ValueType, align: number, opcode: number) =>
  (address: Instruction, ...operands: Instruction[]) =>
    node(type, [0xfe, opcode, align, 0], [address, ...operands]);

const float64Bytes = (value: number): number[] => [...new Uint8Array(new Float64Array([value]).buffer)];
const float32Bytes = (value: number): number[] => [...new Uint8Array(new Float32Array([value]).buffer)];

export const i32 = {
  const: (value: number) => node('i32', [0x41, ...signedLeb(value | 0)]),
  load: load('i32', 0x28),
  load8s: load('i32', 0x2c),
  load8u: load('i32', 0x2d),
  load16s: load('i32', 0x2e),
  load16u: load('i32', 0x2f),
  store: store(0x36),
  store8: store(0x3a),
  store16: store(0x3b),
  eqz: unary('i32', 0x45),
  eq: binary('i32', 0x46),
  ne: binary('i32', 0x47),
  lts: binary('i32', 0x48),
  ltu: binary('i32', 0x49),
  gts: binary('i32', 0x4a),
  gtu: binary('i32', 0x4b),
  les: binary('i32', 0x4c),
  leu: binary('i32', 0x4d),
  ges: binary('i32', 0x4e),
  geu: binary('i32', 0x4f),
  clz: unary('i32', 0x67),
  ctz: unary('i32', 0x68),
  popcnt: unary('i32', 0x69),
  add: binary('i32', 0x6a),
  sub: binary('i32', 0x6b),
  mul: binary('i32', 0x6c),
  divs: binary('i32', 0x6d),
  divu: binary('i32', 0x6e),
  rems: binary('i32', 0x6f),
  remu: binary('i32', 0x70),
  and: binary('i32', 0x71),
  or: binary('i32', 0x72),
  xor: binary('i32', 0x73),
  shl: binary('i32', 0x74),
  shrs: binary('i32', 0x75),
  shru: binary('i32', 0x76),
  rotl: binary('i32', 0x77),
  rotr: binary('i32', 0x78),
  wrapI64: unary('i32', 0xa7),
  truncF32: unary('i32', 0xa8),
  truncF64: unary('i32', 0xaa),
  truncSatF32: unary('i32', 0xfc, 0),
  truncSatF64: unary('i32', 0xfc, 2),
  reinterpretF32: unary('i32', 0xbc),
  extend8s: unary('i32', 0xc0),
  extend16s: unary('i32', 0xc1),
  atomicLoad: atomic('i32', 2, 0x10),
  atomicAdd: atomic('i32', 2, 0x1e),
  atomicCmpxchg: atomic('i32', 2, 0x48),
  atomicExchange: atomic('i32', 2, 0x41),
};

export const i64 = {
  const: (value: number | bigint) => node('i64', [0x42, ...signedLeb(BigInt.asIntN(64, BigInt(value)))]),
  load: load('i64', 0x29),
  load8s: load('i64', 0x30),
  load8u: load('i64', 0x31),
  load16s: load('i64', 0x32),
  load16u: load('i64', 0x33),
  load32s: load('i64', 0x34),
  load32u: load('i64', 0x35),
  store: store(0x37),
  store32: store(0x3e),
  eqz: unary('i32', 0x50),
  eq: binary('i32', 0x51),
  ne: binary('i32', 0x52),
  lts: binary('i32', 0x53),
  ltu: binary('i32', 0x54),
  gts: binary('i32', 0x55),
  gtu: binary('i32', 0x56),
  les: binary('i32', 0x57),
  leu: binary('i32', 0x58),
  ges: binary('i32', 0x59),
  geu: binary('i32', 0x5a),
  clz: unary('i64', 0x79),
  ctz: unary('i64', 0x7a),
  popcnt: unary('i64', 0x7b),
  add: binary('i64', 0x7c),
  sub: binary('i64', 0x7d),
  mul: binary('i64', 0x7e),
  divs: binary('i64', 0x7f),
  divu: binary('i64', 0x80),
  rems: binary('i64', 0x81),
  remu: binary('i64', 0x82),
  and: binary('i64', 0x83),
  or: binary('i64', 0x84),
  xor: binary('i64', 0x85),
  shl: binary('i64', 0x86),
  shrs: binary('i64', 0x87),
  shru: binary('i64', 0x88),
  rotl: binary('i64', 0x89),
  rotr: binary('i64', 0x8a),
  extendI32s: unary('i64', 0xac),
  extendI32u: unary('i64', 0xad),
  truncF32: unary('i64', 0xae),
  truncF64: unary('i64', 0xb0),
  truncSatF32: unary('i64', 0xfc, 4),
  truncSatF64: unary('i64', 0xfc, 6),
  reinterpretF64: unary('i64', 0xbd),
  atomicLoad: atomic('i64', 3, 0x11),
  atomicAdd: atomic('i64', 3, 0x1f),
  atomicCmpxchg: atomic('i64', 3, 0x49),
};

export const f32 = {
  const: (value: number) => node('f32', [0x43, ...float32Bytes(value)]),
  load: load('f32', 0x2a),
  store: store(0x38),
  eq: binary('i32', 0x5b),
  ne: binary('i32', 0x5c),
  lt: binary('i32', 0x5d),
  gt: binary('i32', 0x5e),
  le: binary('i32', 0x5f),
  ge: binary('i32', 0x60),
  abs: unary('f32', 0x8b),
  neg: unary('f32', 0x8c),
  ceil: unary('f32', 0x8d),
  floor: unary('f32', 0x8e),
  trunc: unary('f32', 0x8f),
  nearest: unary('f32', 0x90),
  sqrt: unary('f32', 0x91),
  add: binary('f32', 0x92),
  sub: binary('f32', 0x93),
  mul: binary('f32', 0x94),
  div: binary('f32', 0x95),
  min: binary('f32', 0x96),
  max: binary('f32', 0x97),
  copysign: binary('f32', 0x98),
  convertI32s: unary('f32', 0xb2),
  convertI64s: unary('f32', 0xb4),
  demoteF64: unary('f32', 0xb6),
  reinterpretI32: unary('f32', 0xbe),
};

export const f64 = {
  const: (value: number) => node('f64', [0x44, ...float64Bytes(value)]),
  load: load('f64', 0x2b),
  store: store(0x39),
  eq: binary('i32', 0x61),
  ne: binary('i32', 0x62),
  lt: binary('i32', 0x63),
  gt: binary('i32', 0x64),
  le: binary('i32', 0x65),
  ge: binary('i32', 0x66),
  abs: unary('f64', 0x99),
  neg: unary('f64', 0x9a),
  ceil: unary('f64', 0x9b),
  floor: unary('f64', 0x9c),
  trunc: unary('f64', 0x9d),
  nearest: unary('f64', 0x9e),
  sqrt: unary('f64', 0x9f),
  add: binary('f64', 0xa0),
  sub: binary('f64', 0xa1),
  mul: binary('f64', 0xa2),
  div: binary('f64', 0xa3),
  min: binary('f64', 0xa4),
  max: binary('f64', 0xa5),
  copysign: binary('f64', 0xa6),
  convertI32s: unary('f64', 0xb7),
  convertI32u: unary('f64', 0xb8),
  convertI64s: unary('f64', 0xb9),
  convertI64u: unary('f64', 0xba),
  promoteF32: unary('f64', 0xbb),
  reinterpretI64: unary('f64', 0xbf),
};

export const v128 = {
  load: (address: Instruction, offset = 0) => node('v128', [0xfd, 0, 0, ...unsignedLeb(offset)], [address]),
  store: (address: Instruction, value: Instruction, offset = 0) =>
    node('void', [0xfd, 11, 0, ...unsignedLeb(offset)], [address, value]),
};

/** Picks `a` where `condition` is not 0, else `b`; both are evaluated. */
export const select = (a: Instruction, b: Instruction, condition: Instruction): Instruction =>
  node(a.type as ValueType, [0x1b], [a, b, condition]);
export const drop = (value: Instruction): Instruction => node('void', [0x1a], [value]);
export const returnValue = (value: Instruction): Instruction => node('void', [0x0f], [value]);
export const trap: Instruction = node('void', [0x00]);
export const localGet = (index: number, type: ValueType): Instruction => node(type, [0x20, ...unsignedLeb(index)]);
export const localSet = (index: number, value: Instruction): Instruction =>
  node('void', [0x21, ...unsignedLeb(index)], [value]);
export const localTee = (index: number, value: Instruction): Instruction =>
  node(value.type as ValueType, [0x22, ...unsignedLeb(index)], [value]);
/** Calls a function by its index in the module: imports first. */
export const callIndex = (index: number, type: ValueType | 'void', operands: readonly Instruction[]): Instruction =>
  node(type, [0x10, ...unsignedLeb(index)], operands);
export const branch = (target: Label): Instruction => ({ type: 'void', bytes: [0x0c], operands: [], target });
export const branchIf = (target: Label, condition: Instruction): Instruction => ({
  type: 'void',
  bytes: [0x0d],
  operands: [condition],
  target,
});
export const block = (label: Label, body: readonly Instruction[]): Instruction => ({
  type: 'void',
  bytes: [0x02, 0x40],
  operands: [],
  body,
  label,
});
export const loop = (label: Label, body: readonly Instruction[]): Instruction => ({
  type: 'void',
  bytes: [0x03, 0x40],
  operands: [],
  body,
  label,
});
export const ifElse = (
  condition: Instruction,
  body: readonly Instruction[],
  otherwise?: readonly Instruction[],
): Instruction => ({
  type: 'void',
  bytes: [0x04, 0x40],
  operands: [condition],
  body,
  otherwise: otherwise?.length ? otherwise : undefined,
});

/** Combines values pairwise: many make a flat tree, where a chain would be as deep as they are many. */
export function combined(
  values: readonly Instruction[],
  combine: (a: Instruction, b: Instruction) => Instruction,
): Instruction {
  if (values.length === 1) return values[0]!;
  const middle = values.length >> 1;
  return combine(combined(values.slice(0, middle), combine), combined(values.slice(middle), combine));
}
