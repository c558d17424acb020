/** A step of the demonstration: who does what. Without a principal it is the lake's administrator. */
export interface DemoStep {
  readonly title: string;
  readonly principal?: string;
  readonly sql: string;
  /** The statement is refused, which is the point. */
  readonly isRefused?: true;
}

/** Rows are computed from their number, so that every run shows the same. */
export const demoSteps: readonly DemoStep[] = [
  { title: 'A database', sql: 'CREATE DATABASE IF NOT EXISTS shop' },
  {
    title: 'Two hundred thousand orders, written as Parquet in a folder for each year',
    sql: `CREATE TABLE shop.orders WITH (format = 'PARQUET', partitioned_by = ARRAY['year']) AS
SELECT n AS order_id, 1 + (n * 7919) % 5000 AS customer_id,
       element_at(ARRAY['books', 'garden', 'music', 'tools'], 1 + CAST((n * 31) % 4 AS integer)) AS department,
       CAST((n * 131) % 20000 AS decimal(10, 2)) / 100 AS price,
       DATE '2022-01-01' + (n % 1096) * INTERVAL '1' DAY AS day,
       2022 + CAST((n % 1096) / 366 AS integer) AS year
FROM (SELECT a * 2000 + b AS n FROM UNNEST(sequence(0, 99)) t(a), UNNEST(sequence(1, 2000)) u(b))`,
  },
  {
    title: 'Five thousand customers',
    sql: `CREATE TABLE shop.customers WITH (format = 'PARQUET') AS
SELECT n AS customer_id, 'customer ' || CAST(n AS varchar) AS name, 'c' || CAST(n AS varchar) || '@example.com' AS email,
       element_at(ARRAY['DE', 'FR', 'IT'], 1 + CAST(n % 3 AS integer)) AS country
FROM UNNEST(sequence(1, 5000)) t(n)`,
  },
  {
    title: 'Revenue by department and country',
    sql: `SELECT department, country, count(*) AS orders, sum(price) AS revenue
FROM shop.orders JOIN shop.customers USING (customer_id) GROUP BY 1, 2 ORDER BY revenue DESC LIMIT 5`,
  },
  {
    title: 'Only the partition and the row groups that can match are read',
    sql: `EXPLAIN ANALYZE SELECT sum(price) FROM shop.orders WHERE year = 2024 AND day = DATE '2024-06-01'`,
  },
  {
    title: 'The three largest orders of each department',
    sql: `SELECT department, order_id, price FROM (
  SELECT *, row_number() OVER (PARTITION BY department ORDER BY price DESC, order_id) AS place FROM shop.orders
) WHERE place <= 3 ORDER BY 1, 3 DESC, 2`,
  },
  {
    title: 'Ann may read customers, without their addresses',
    sql: 'GRANT SELECT (customer_id, name, country) ON shop.customers TO USER ann',
  },
  { title: 'What Ann sees', principal: 'ann', sql: 'SELECT * FROM shop.customers ORDER BY customer_id LIMIT 3' },
  {
    title: 'Addresses do not exist for her',
    principal: 'ann',
    sql: 'SELECT email FROM shop.customers',
    isRefused: true,
  },
  { title: 'Nor do orders', principal: 'ann', sql: 'SELECT count(*) FROM shop.orders', isRefused: true },
  {
    title: 'All of it was logged',
    sql: `SELECT principal, action, object, decision FROM system.audit WHERE principal = 'ann' ORDER BY id LIMIT 5`,
  },
];
