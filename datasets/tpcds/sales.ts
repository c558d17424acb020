import { firstSaleDay, linesPerTicket, type Sizes, saleDays } from './sizes.js';
import { RowSql, selectLines } from './table-sql.js';

// Sales are lines of tickets (stores) and of orders (catalogue, web). Every fourth order repeats what some ticket's
// customer bought in a store, some weeks later, because several queries follow customers from one channel to another.
//
// Columns of the prepared rows: `line`, `ticket` (or order), `n` the line's number, `customer`, `item`, `day`, then prices.

type Channel = 'store' | 'catalog' | 'web';

/** Writes the lines of stores' tickets. */
export function storeSales(sizes: Sizes, seed: number): string {
  const row = new RowSql('store', seed);
  const perTicket = facts(row, 'ss', sizes, 0.04);
  return selectLines(
    `ss_sold_date_sk sk ${perTicket.orNull('sold', 'day')}
    ss_sold_time_sk sk ${perTicket.time}
    ss_item_sk sk item
    ss_customer_sk sk ${perTicket.orNull('customer', 'customer')}
    ss_cdemo_sk sk ${perTicket.demographics('cdemo')}
    ss_hdemo_sk sk ${perTicket.household('hdemo')}
    ss_addr_sk sk ${perTicket.address('addr')}
    ss_store_sk sk ${perTicket.orNull('store', row.int('store', 1, sizes.stores, 'ticket'))}
    ss_promo_sk sk ${perTicket.promotion}
    ss_ticket_number sk ticket
    ${priceLines('ss')}
    ss_net_paid money net
    ss_net_paid_inc_tax money net + tax
    ss_net_profit money net - cost * quantity`,
    priced(row, lines('store', row, sizes, sizes.storeLines)),
  );
}

/** Writes the lines of catalogue orders. */
export function catalogSales(sizes: Sizes, seed: number): string {
  const row = new RowSql('catalog', seed);
  const perOrder = facts(row, 'cs', sizes, 0.01);
  return selectLines(
    `cs_sold_date_sk sk ${perOrder.orNull('sold', 'day')}
    cs_sold_time_sk sk ${perOrder.time}
    ${shipping('cs', row, perOrder)}
    cs_call_center_sk sk ${row.int('call centre', 1, sizes.callCenters, 'ticket')}
    cs_catalog_page_sk sk ${row.int('page', 1, sizes.catalogPages, 'line')}
    cs_ship_mode_sk sk ${row.int('mode', 1, 20, 'line')}
    cs_warehouse_sk sk ${row.int('warehouse', 1, sizes.warehouses, 'line')}
    cs_item_sk sk item
    cs_promo_sk sk ${perOrder.promotion}
    cs_order_number sk ticket
    ${priceLines('cs')}
    ${shippedPriceLines('cs')}`,
    priced(row, lines('catalog', row, sizes, sizes.catalogLines)),
  );
}

/** Writes the lines of web orders. */
export function webSales(sizes: Sizes, seed: number): string {
  const row = new RowSql('web', seed);
  const perOrder = facts(row, 'ws', sizes, 0.01);
  return selectLines(
    `ws_sold_date_sk sk ${perOrder.orNull('sold', 'day')}
    ws_sold_time_sk sk ${perOrder.time}
    ws_item_sk sk item
    ${shipping('ws', row, perOrder)}
    ws_web_page_sk sk ${row.int('page', 1, sizes.pages, 'line')}
    ws_web_site_sk sk ${row.int('site', 1, sizes.sites, 'ticket')}
    ws_ship_mode_sk sk ${row.int('mode', 1, 20, 'line')}
    ws_warehouse_sk sk ${row.int('warehouse', 1, sizes.warehouses, 'line')}
    ws_promo_sk sk ${perOrder.promotion}
    ws_order_number sk ticket
    ${priceLines('ws')}
    ${shippedPriceLines('ws')}`,
    priced(row, lines('web', row, sizes, sizes.webLines)),
  );
}

/** Writes what warehouses hold, week by week, of every eighth item. */
export function inventory(sizes: Sizes, seed: number): string {
  const row = new RowSql('inventory', seed);
  const items = Math.ceil(sizes.items / 8);
  return selectLines(
    `inv_date_sk sk ${firstSaleDay - 1} + 7 * (k // ${items * sizes.warehouses})
    inv_item_sk sk 1 + 8 * (k // ${sizes.warehouses} % ${items}) + (k // ${items * sizes.warehouses}) % 8
    inv_warehouse_sk sk 1 + k % ${sizes.warehouses}
    inv_quantity_on_hand int ${row.orNull('quantity', row.int('quantity', 0, 1000))}`,
    `range(0, ${261 * items * sizes.warehouses}) AS r(k)`,
  );
}

function lines(channel: Channel, row: RowSql, sizes: Sizes, count: number): string {
  const stores = new RowSql('store', row.random.seed);
  const own = (from: RowSql, ticket: string, line: string): Record<'customer' | 'item' | 'day', string> => ({
    customer: from.int('customer', 1, sizes.customers, ticket),
    item: from.int('item', 1, sizes.items, line),
    day: from.int('day', firstSaleDay, firstSaleDay + saleDays - 1, ticket),
  });
  const base = `(SELECT k AS line, k // ${linesPerTicket} + 1 AS ticket, k % ${linesPerTicket} AS n FROM range(0, ${count}) AS r(k))`;
  if (channel === 'store') {
    const { customer, item, day } = own(row, 'ticket', 'line');
    return `(SELECT *, ${customer} AS customer, ${item} AS item, ${day} AS day FROM ${base})`;
  }
  const tickets = Math.floor(sizes.storeLines / linesPerTicket);
  const bought = own(stores, 'seen', `((seen - 1) * ${linesPerTicket} + n)`);
  const fresh = own(row, 'ticket', 'line');
  const later = `least(${bought.day} + ${row.int('later', 10, 90, 'ticket')}, ${firstSaleDay + saleDays - 1})`;
  const choose = (repeated: string, otherwise: string): string =>
    `CASE WHEN ticket % 4 = 0 THEN ${repeated} ELSE ${otherwise} END`;
  return `(SELECT *, ${choose(bought.customer, fresh.customer)} AS customer, ${choose(bought.item, fresh.item)} AS item,
      ${choose(later, fresh.day)} AS day
    FROM (SELECT *, ${row.int('seen', 1, tickets, 'ticket')} AS seen FROM ${base}))`;
}

function priced(row: RowSql, from: string): string {
  const share = (use: string): string => row.random.unit('line', use);
  return `(SELECT *, round(price * quantity * tax_rate, 2) AS tax, price * quantity - coupon AS net
    FROM (SELECT *, CASE WHEN ${row.int('coupon', 1, 5, 'line')} = 1 THEN round(price * quantity * ${share('coupon')}, 2) ELSE 0 END AS coupon
      FROM (SELECT *, round(list * (0.1 + 0.9 * ${share('discount')}), 2) AS price
        FROM (SELECT *, round(cost * (1 + 1.5 * ${share('markup')}), 2) AS list, ${row.int('tax', 0, 9, 'line')} / 100.0 AS tax_rate
          FROM (SELECT *, ${row.int('quantity', 1, 100, 'line')} AS quantity, ${row.money('cost', 1, 100, 'line')} AS cost FROM ${from})))))`;
}

function priceLines(prefix: string): string {
  return `${prefix}_quantity int quantity
    ${prefix}_wholesale_cost money cost
    ${prefix}_list_price money list
    ${prefix}_sales_price money price
    ${prefix}_ext_discount_amt money (list - price) * quantity
    ${prefix}_ext_sales_price money price * quantity
    ${prefix}_ext_wholesale_cost money cost * quantity
    ${prefix}_ext_list_price money list * quantity
    ${prefix}_ext_tax money tax
    ${prefix}_coupon_amt money coupon`;
}

function shippedPriceLines(prefix: string): string {
  return `${prefix}_ext_ship_cost money list * quantity * 0.2
    ${prefix}_net_paid money net
    ${prefix}_net_paid_inc_tax money net + tax
    ${prefix}_net_paid_inc_ship money net + list * quantity * 0.2
    ${prefix}_net_paid_inc_ship_tax money net + tax + list * quantity * 0.2
    ${prefix}_net_profit money net - cost * quantity`;
}

interface Facts {
  readonly time: string;
  readonly promotion: string;
  orNull(use: string, value: string): string;
  demographics(use: string): string;
  household(use: string): string;
  address(use: string): string;
}

function facts(row: RowSql, prefix: string, sizes: Sizes, nullShare: number): Facts {
  const orNull = (use: string, value: string): string => row.orNull(`${prefix} ${use}`, value, nullShare, 'line');
  return {
    orNull,
    time: row.int('time', 28_800, 75_599, 'ticket'),
    promotion: orNull('promo', row.int('promo', 1, sizes.promotions, 'line')),
    demographics: (use) => orNull(use, row.int(use, 1, sizes.demographics, 'ticket')),
    household: (use) => orNull(use, row.int(use, 1, 7200, 'ticket')),
    address: (use) => orNull(use, row.int(use, 1, sizes.addresses, 'ticket')),
  };
}

function shipping(prefix: string, row: RowSql, perOrder: Facts): string {
  const to = (who: string): string => `${prefix}_${who}_cdemo_sk sk ${perOrder.demographics(`${who} cdemo`)}
    ${prefix}_${who}_hdemo_sk sk ${perOrder.household(`${who} hdemo`)}
    ${prefix}_${who}_addr_sk sk ${perOrder.address(`${who} addr`)}`;
  return `${prefix}_ship_date_sk sk ${perOrder.orNull('ship', `day + ${row.int('shipped', 2, 130, 'line')}`)}
    ${prefix}_bill_customer_sk sk ${perOrder.orNull('bill', 'customer')}
    ${to('bill')}
    ${prefix}_ship_customer_sk sk ${perOrder.orNull('ship customer', 'customer')}
    ${to('ship')}`;
}
