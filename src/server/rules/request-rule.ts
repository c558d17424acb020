import { z } from 'zod';
import { LakeError } from '../../base/lake-error.js';
import { boundedPattern } from './bounded-pattern.js';
import { AddressSet } from './client-address.js';

const patternLengthMax = 500;

const conditionShape = z.strictObject({
  /** Addresses and ranges, of which the client's is one. */
  addresses: z.array(z.string()).optional(),
  methods: z.array(z.string()).optional(),
  /** What the path begins with. */
  pathPrefix: z.string().optional(),
  /** What the path with its query matches. */
  pathPattern: z.string().max(patternLengthMax).optional(),
  /** A header, and what its value matches. */
  header: z.strictObject({ name: z.string(), pattern: z.string().max(patternLengthMax) }).optional(),
  /** The body is longer, as far as its header tells. */
  bodyBytesOver: z.int().nonnegative().optional(),
  urlLengthOver: z.int().nonnegative().optional(),
  /** The address has sent more requests in the last five minutes. */
  rateOver5Minutes: z.int().nonnegative().optional(),
});

const ruleShape = z.strictObject({
  name: z.string().min(1),
  /** `allow` and `block` decide, `count` only counts. */
  action: z.enum(['allow', 'block', 'count']),
  /** All of these; without any the rule is for every request. */
  when: conditionShape.default({}),
});

const rulesShape = z.strictObject({
  rules: z.array(ruleShape).max(1000),
  /** What becomes of requests that no rule decides about. */
  default: z.enum(['allow', 'block']).default('allow'),
});

/** A list of rules as it is written. */
export type RequestRulesText = z.input<typeof rulesShape>;

/** What rules look at. */
export interface RequestFacts {
  readonly address: string;
  readonly method: string;
  readonly url: string;
  readonly bodyBytes: number;
  readonly requestsIn5Minutes: number;
  header(name: string): string | undefined;
}

interface RequestRule {
  readonly name: string;
  readonly action: 'allow' | 'block' | 'count';
  readonly tests: readonly ((facts: RequestFacts) => boolean)[];
}

/** Rules in their order: the first that allows or blocks decides. */
export interface RequestRules {
  readonly rules: readonly RequestRule[];
  readonly default: 'allow' | 'block';
}

/** Reads rules. @throws CONFIGURATION_INVALID */
export function readRequestRules(text: unknown): RequestRules {
  const read = rulesShape.safeParse(text);
  if (!read.success)
    throw new LakeError('CONFIGURATION_INVALID', `The request rules are wrong: ${z.prettifyError(read.error)}`);
  const rules = read.data.rules.map(({ name, action, when }) => ({ name, action, tests: testsOf(when) }));
  return { rules, default: read.data.default };
}

/** Decides about a request; `count` is told of each rule that it meets. */
export function isBlocked(
  { rules, default: otherwise }: RequestRules,
  facts: RequestFacts,
  count: (rule: string) => void,
): boolean {
  for (const { name, action, tests } of rules) {
    if (!tests.every((test) => test(facts))) continue;
    count(name);
    if (action !== 'count') return action === 'block';
  }
  return otherwise === 'block';
}

function testsOf(when: z.output<typeof conditionShape>): RequestRule['tests'] {
  const tests: ((facts: RequestFacts) => boolean)[] = [];
  const { addresses, methods, pathPrefix, pathPattern, header, bodyBytesOver, urlLengthOver, rateOver5Minutes } = when;
  if (addresses) {
    const set = new AddressSet(addresses);
    tests.push(({ address }) => set.has(address));
  }
  if (methods) tests.push(({ method }) => methods.includes(method));
  if (pathPrefix !== undefined) tests.push(({ url }) => url.startsWith(pathPrefix));
  if (pathPattern !== undefined) {
    const matches = boundedPattern(pathPattern);
    tests.push(({ url }) => matches(url));
  }
  if (header) {
    const matches = boundedPattern(header.pattern);
    const name = header.name.toLowerCase();
    tests.push((facts) => matches(facts.header(name) ?? ''));
  }
  if (bodyBytesOver !== undefined) tests.push(({ bodyBytes }) => bodyBytes > bodyBytesOver);
  if (urlLengthOver !== undefined) tests.push(({ url }) => url.length > urlLengthOver);
  if (rateOver5Minutes !== undefined) tests.push((facts) => facts.requestsIn5Minutes > rateOver5Minutes);
  return tests;
}
