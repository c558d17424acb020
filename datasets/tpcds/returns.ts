import { sqlText } from '../random.js';
import { RowSql, selectLines } from './table-sql.js';

// A return is made for one in eight of the lines of a sales file, of the same item, ticket and customer.

/** Writes returns to stores. */
export function storeReturns(sales: string, seed: number): string {
  const row = new RowSql('store_returns', seed);
  return selectLines(
    `sr_returned_date_sk sk ss_sold_date_sk + ${row.int('days', 1, 60, 'line')}
    sr_return_time_sk sk ${row.int('time', 28_800, 61_199, 'line')}
    sr_item_sk sk ss_item_sk
    sr_customer_sk sk ss_customer_sk
    sr_cdemo_sk sk ss_cdemo_sk
    sr_hdemo_sk sk ss_hdemo_sk
    sr_addr_sk sk ss_addr_sk
    sr_store_sk sk ss_store_sk
    sr_reason_sk sk ${reasonOf(row)}
    sr_ticket_number sk ss_ticket_number
    ${amountLines('sr', 'return_amt', 'store_credit')}`,
    returned(row, sales, 'ss', 'ss_ticket_number'),
  );
}

/** Writes returns of catalogue orders. */
export function catalogReturns(sales: string, seed: number): string {
  const row = new RowSql('catalog_returns', seed);
  return selectLines(
    `cr_returned_date_sk sk cs_sold_date_sk + ${row.int('days', 3, 100, 'line')}
    cr_returned_time_sk sk ${row.int('time', 0, 86_399, 'line')}
    cr_item_sk sk cs_item_sk
    ${customerLines('cr', 'cs')}
    cr_call_center_sk sk cs_call_center_sk
    cr_catalog_page_sk sk cs_catalog_page_sk
    cr_ship_mode_sk sk cs_ship_mode_sk
    cr_warehouse_sk sk cs_warehouse_sk
    cr_reason_sk sk ${reasonOf(row)}
    cr_order_number sk cs_order_number
    ${amountLines('cr', 'return_amount', 'store_credit')}`,
    returned(row, sales, 'cs', 'cs_order_number'),
  );
}

/** Writes returns of web orders. */
export function webReturns(sales: string, seed: number): string {
  const row = new RowSql('web_returns', seed);
  return selectLines(
    `wr_returned_date_sk sk ws_sold_date_sk + ${row.int('days', 3, 100, 'line')}
    wr_returned_time_sk sk ${row.int('time', 0, 86_399, 'line')}
    wr_item_sk sk ws_item_sk
    ${customerLines('wr', 'ws')}
    wr_web_page_sk sk ws_web_page_sk
    wr_reason_sk sk ${reasonOf(row)}
    wr_order_number sk ws_order_number
    ${amountLines('wr', 'return_amt', 'account_credit')}`,
    returned(row, sales, 'ws', 'ws_order_number'),
  );
}

function reasonOf(row: RowSql): string {
  return row.orNull('reason', row.int('reason', 1, 35, 'line'), 0.03, 'line');
}

function customerLines(prefix: string, sales: string): string {
  const who = (role: string, from: string): string => `${prefix}_${role}_customer_sk sk ${sales}_${from}_customer_sk
    ${prefix}_${role}_cdemo_sk sk ${sales}_${from}_cdemo_sk
    ${prefix}_${role}_hdemo_sk sk ${sales}_${from}_hdemo_sk
    ${prefix}_${role}_addr_sk sk ${sales}_${from}_addr_sk`;
  // The one who returns has the payer's demographics here, so that queries that compare the two find rows.
  return `${who('refunded', 'bill')}\n${who('returning', 'bill')}`;
}

function amountLines(prefix: string, amount: string, credit: string): string {
  return `${prefix}_return_quantity int back
    ${prefix}_${amount} money price * back
    ${prefix}_return_tax money price * back * 0.05
    ${prefix}_return_amt_inc_tax money price * back * 1.05
    ${prefix}_fee money fee
    ${prefix}_return_ship_cost money price * back * 0.1
    ${prefix}_refunded_cash money price * back * 0.6
    ${prefix}_reversed_charge money price * back * 0.3
    ${prefix}_${credit} money price * back * 0.1
    ${prefix}_net_loss money price * back * 0.15 + fee`;
}

function returned(row: RowSql, sales: string, prefix: string, ticket: string): string {
  const line = `(${ticket} * 100000 + ${prefix}_item_sk)`;
  return `(SELECT *, ${line} AS line, ${row.int('back', 1, 100, line)} % ${prefix}_quantity + 1 AS back, ${prefix}_sales_price AS price,
      ${row.money('fee', 0.5, 100, line)} AS fee
    FROM read_parquet(${sqlText(sales)}) WHERE ${row.random.chance(line, 'returned', 0.125)})`;
}
