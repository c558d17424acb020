import type { DataSet, DataSetOptions, TableSource } from '../data-set.js';
import { SqlRandom, sqlList, sqlText } from '../random.js';
import { fragmentCount, runningText, textPool } from './text.js';
import * as words from './words.js';

// The population rules are those of the TPC-H specification, clause 4.2.3; what is pseudo-random comes from our own
// hash, so rows differ from dbgen's while keys, ranges and distributions are the same.

const orderDays = 2406; // 1992-01-01 … 1998-12-31 less 151 days, so that every line item is shipped before the end
const decimal = (cents: string): string => `(CAST(${cents} AS DECIMAL(15,0)) * 0.01)::DECIMAL(15,2)`;

/** Generates the eight TPC-H tables at any scale factor. */
export const tpch: DataSet = {
  name: 'tpch',
  label: ({ scale }) => `sf${scale}`,
  prepare: ({ seed }) => textPool(seed),
  tables: (options) => {
    const population = new Population(options);
    return [
      { name: 'region', select: () => population.region() },
      { name: 'nation', select: () => population.nation() },
      { name: 'supplier', select: () => population.supplier() },
      { name: 'part', select: () => population.part() },
      { name: 'partsupp', select: () => population.partsupp() },
      { name: 'customer', select: () => population.customer() },
      { name: 'lineitem', select: () => population.lineitem() },
      { name: 'orders', select: (pathOf) => population.orders(pathOf('lineitem')) },
    ] satisfies TableSource[];
  },
};

class Population {
  private readonly random: SqlRandom;
  private readonly seed: number;
  private readonly suppliers: number;
  private readonly parts: number;
  private readonly customers: number;
  private readonly orderCount: number;
  private readonly clerks: number;

  constructor({ scale, seed }: DataSetOptions) {
    this.random = new SqlRandom(seed);
    this.seed = seed;
    this.suppliers = atLeast(10_000 * scale, 10);
    this.parts = atLeast(200_000 * scale, 20);
    this.customers = atLeast(150_000 * scale, 15);
    this.orderCount = atLeast(1_500_000 * scale, 150);
    this.clerks = atLeast(1_000 * scale, 1);
  }

  region(): string {
    const rows = words.regions.map((name, key) => `(${key}, ${sqlText(name)}, ${this.fixedComment(1000 + key)})`);
    return `SELECT r_regionkey::BIGINT AS r_regionkey, r_name, r_comment
      FROM (VALUES ${rows.join(', ')}) AS t(r_regionkey, r_name, r_comment)`;
  }

  nation(): string {
    const rows = words.nations.map(
      ([name, region], key) => `(${key}, ${sqlText(name)}, ${region}, ${this.fixedComment(2000 + key)})`,
    );
    return `SELECT n_nationkey::BIGINT AS n_nationkey, n_name, n_regionkey::BIGINT AS n_regionkey, n_comment
      FROM (VALUES ${rows.join(', ')}) AS t(n_nationkey, n_name, n_regionkey, n_comment)`;
  }

  supplier(): string {
    const { random } = this;
    const said = (word: string, use: string): string =>
      `WHEN ${random.chance('k', use, 0.0005)}
       THEN left(comment, 20) || 'Customer ' || substr(comment, 21, 10) || ${sqlText(word)}`;
    return `SELECT k AS s_suppkey, ${numbered('Supplier')} AS s_name, ${this.address('s address')} AS s_address,
        nation AS s_nationkey, ${this.phone('s phone')} AS s_phone, ${this.balance('s balance')} AS s_acctbal,
        CASE ${said('Complaints', 's bad')} ${said('Recommends', 's good')} ELSE comment END AS s_comment
      FROM (SELECT k, ${random.integer('k', 's nation', 0, 24)} AS nation, ${this.comment('s comment', 35, 100)} AS comment
        FROM ${this.withText(`range(1, ${this.suppliers + 1}) AS r(k)`, 'k', 's text')})`;
  }

  part(): string {
    const { random } = this;
    const count = words.colours.length;
    // Five different colours: steps of different lengths around the list, none of which sum to a full turn.
    const colour = (i: number): string => `${sqlList(words.colours)}[1 + (first + ${i} * step) % ${count}]`;
    const syllables = (use: string, lists: readonly (readonly string[])[]): string =>
      lists.map((list, i) => random.pick('k', `${use} ${i}`, list)).join(` || ' ' || `);
    return `SELECT k AS p_partkey,
        ${[0, 1, 2, 3, 4].map(colour).join(` || ' ' || `)} AS p_name,
        'Manufacturer#' || maker AS p_mfgr, 'Brand#' || maker || ${random.integer('k', 'p brand', 1, 5)} AS p_brand,
        ${syllables('p type', words.typeSyllables)} AS p_type,
        ${random.integer('k', 'p size', 1, 50)}::INTEGER AS p_size,
        ${syllables('p container', words.containerSyllables)} AS p_container,
        ${decimal(retailCents('k'))} AS p_retailprice, ${this.comment('p comment', 5, 22)} AS p_comment
      FROM (SELECT *, ${random.integer('k', 'p maker', 1, 5)} AS maker, ${random.integer('k', 'p name', 0, count - 1)} AS first,
          ${random.integer('k', 'p step', 1, 22)} AS step
        FROM ${this.withShortText(`range(1, ${this.parts + 1}) AS r(k)`, 'k', 'p text')})`;
  }

  partsupp(): string {
    const { random } = this;
    return `SELECT k // 4 + 1 AS ps_partkey, ${this.supplierOf('(k // 4 + 1)', '(k % 4)')} AS ps_suppkey,
        ${random.integer('k', 'ps quantity', 1, 9999)}::INTEGER AS ps_availqty,
        ${decimal(random.integer('k', 'ps cost', 100, 100_000))} AS ps_supplycost,
        ${this.comment('ps comment', 49, 198)} AS ps_comment
      FROM ${this.withText(`range(0, ${this.parts * 4}) AS r(k)`, 'k', 'ps text')}`;
  }

  customer(): string {
    const { random } = this;
    return `SELECT k AS c_custkey, ${numbered('Customer')} AS c_name, ${this.address('c address')} AS c_address,
        nation AS c_nationkey, ${this.phone('c phone')} AS c_phone, ${this.balance('c balance')} AS c_acctbal,
        ${random.pick('k', 'c segment', words.segments)} AS c_mktsegment, ${this.comment('c comment', 29, 116)} AS c_comment
      FROM (SELECT *, ${random.integer('k', 'c nation', 0, 24)} AS nation
        FROM ${this.withText(`range(1, ${this.customers + 1}) AS r(k)`, 'k', 'c text')})`;
  }

  lineitem(): string {
    const { random } = this;
    // Three nested steps: a line's own key, then its independent values, then what depends on those.
    const lines = `(SELECT o, ${orderKey('o')} AS k, ${this.orderDate('o')} AS ordered,
        unnest(range(1, ${random.integer('o', 'o lines', 1, 7)} + 1)) AS n FROM range(0, ${this.orderCount}) AS r(o))`;
    const values = `(SELECT *, o * 8 + n AS line, ${random.integer('o * 8 + n', 'l part', 1, this.parts)} AS part,
        ${random.integer('o * 8 + n', 'l quantity', 1, 50)} AS quantity,
        (ordered + ${random.integer('o * 8 + n', 'l shipped', 1, 121)}::INTEGER)::DATE AS shipped FROM ${lines})`;
    const dated = `(SELECT *, (shipped + ${random.integer('line', 'l received', 1, 30)}::INTEGER)::DATE AS received FROM ${values})`;
    return `SELECT k AS l_orderkey, part AS l_partkey,
        ${this.supplierOf('part', random.integer('line', 'l supplier', 0, 3))} AS l_suppkey, n::INTEGER AS l_linenumber,
        quantity::DECIMAL(15,2) AS l_quantity, ${decimal(`(quantity * ${retailCents('part')})`)} AS l_extendedprice,
        ${decimal(random.integer('line', 'l discount', 0, 10))} AS l_discount, ${decimal(random.integer('line', 'l tax', 0, 8))} AS l_tax,
        CASE WHEN received > DATE '1995-06-17' THEN 'N' WHEN ${random.chance('line', 'l flag', 0.5)} THEN 'R' ELSE 'A' END AS l_returnflag,
        CASE WHEN shipped > DATE '1995-06-17' THEN 'O' ELSE 'F' END AS l_linestatus,
        shipped AS l_shipdate, (ordered + ${random.integer('line', 'l committed', 30, 90)}::INTEGER)::DATE AS l_commitdate,
        received AS l_receiptdate, ${random.pick('line', 'l instruction', words.instructions)} AS l_shipinstruct,
        ${random.pick('line', 'l mode', words.modes)} AS l_shipmode, ${this.comment('l comment', 10, 43, 'line')} AS l_comment
      FROM ${this.withShortText(dated, 'line', 'l text')}`;
  }

  orders(lineitem: string): string {
    const { random } = this;
    // Customers whose key is divisible by three never order.
    const buyer = random.integer('o', 'o customer', 0, Math.floor((this.customers * 2) / 3) - 1);
    const totals = `(SELECT l_orderkey, sum(l_extendedprice * (1 + l_tax) * (1 - l_discount)) AS total,
        count(*) FILTER (l_linestatus = 'F') AS filled, count(*) AS line_count
      FROM read_parquet(${sqlText(lineitem)}) GROUP BY l_orderkey)`;
    const orders = `(SELECT o, ${orderKey('o')} AS k, ${buyer} AS buyer FROM range(0, ${this.orderCount}) AS r(o))`;
    return `SELECT k AS o_orderkey, buyer // 2 * 3 + buyer % 2 + 1 AS o_custkey,
        CASE WHEN filled = line_count THEN 'F' WHEN filled = 0 THEN 'O' ELSE 'P' END AS o_orderstatus,
        total::DECIMAL(15,2) AS o_totalprice, ${this.orderDate('o')} AS o_orderdate,
        ${random.pick('o', 'o priority', words.priorities)} AS o_orderpriority,
        'Clerk#' || lpad(${random.integer('o', 'o clerk', 1, this.clerks)}::VARCHAR, 9, '0') AS o_clerk,
        0::INTEGER AS o_shippriority, ${this.comment('o comment', 19, 78, 'o')} AS o_comment
      FROM ${this.withText(orders, 'o', 'o text')} JOIN ${totals} ON l_orderkey = k`;
  }

  private orderDate(key: string): string {
    return `(DATE '1992-01-01' + ${this.random.integer(key, 'o date', 0, orderDays - 1)}::INTEGER)::DATE`;
  }

  /** Joins two fragments of text, `a` and `b`, to every row. */
  private withText(rows: string, key: string, use: string): string {
    return `${this.withShortText(rows, key, use)}
      JOIN (SELECT i AS bi, text AS b FROM fragments) ON bi = ${this.random.bits(key, `${use} b`)} % ${fragmentCount}`;
  }

  /** Joins one fragment of text, `a`, to every row. */
  private withShortText(rows: string, key: string, use: string): string {
    return `${rows} JOIN (SELECT i AS ai, text AS a FROM fragments)
      ON ai = ${this.random.bits(key, `${use} a`)} % ${fragmentCount}`;
  }

  private comment(use: string, lengthMin: number, lengthMax: number, key = 'k'): string {
    const text = lengthMax > 50 ? 'a || b' : 'a';
    const start = this.random.integer(key, `${use} start`, 1, lengthMax > 50 ? 40 : 70);
    return `trim(substr(${text}, ${start}, ${this.random.integer(key, `${use} length`, lengthMin, lengthMax)}))`;
  }

  private fixedComment(key: number): string {
    return sqlText(
      runningText(200, this.seed + key)
        .slice(0, 40 + ((key * 37) % 70))
        .trim(),
    );
  }

  private address(use: string): string {
    const letters = `to_base64(unhex(md5(concat_ws('${use}', k, ${this.seed}))))`;
    const more = `to_base64(unhex(md5(concat_ws('${use}', ${this.seed}, k))))`;
    return `left(translate(${letters} || ${more}, '+/=', ' ,'), ${this.random.integer('k', use, 10, 40)})`;
  }

  private phone(use: string): string {
    const digits = (name: string, low: number, high: number): string =>
      this.random.integer('k', `${use} ${name}`, low, high);
    return `concat_ws('-', nation + 10, ${digits('a', 100, 999)}, ${digits('b', 100, 999)}, ${digits('c', 1000, 9999)})`;
  }

  private balance(use: string): string {
    return decimal(this.random.integer('k', use, -99_999, 999_999));
  }

  /** Writes one of the four suppliers of a part (clause 4.2.3, PS_SUPPKEY). */
  private supplierOf(part: string, which: string): string {
    const count = this.suppliers;
    return `(${part} + ${which} * (${Math.floor(count / 4)} + (${part} - 1) // ${count})) % ${count} + 1`;
  }
}

const atLeast = (count: number, least: number): number => Math.max(least, Math.round(count));
const numbered = (what: string): string => `'${what}#' || lpad(k::VARCHAR, 9, '0')`;
// Only the first 8 of every 32 order keys are used.
const orderKey = (order: string): string => `(${order} // 8 * 32 + ${order} % 8 + 1)`;
const retailCents = (part: string): string => `(90000 + (${part} // 10) % 20001 + 100 * (${part} % 1000))`;
