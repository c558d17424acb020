import type { DataSet, TableSource } from '../data-set.js';
import { dateDim, timeDim } from './calendar.js';
import * as dimensions from './dimensions.js';
import * as places from './places.js';
import { catalogReturns, storeReturns, webReturns } from './returns.js';
import { catalogSales, inventory, storeSales, webSales } from './sales.js';
import { sizesAt } from './sizes.js';

/** Generates TPC-DS's 24 tables: its columns, its keys, and values such that nearly all of its queries find rows. */
export const tpcds: DataSet = {
  name: 'tpcds',
  label: ({ scale }) => `sf${scale}`,
  prepare: () => [],
  tables: ({ scale, seed }) => {
    const sizes = sizesAt(scale);
    const table = (name: string, sql: string): TableSource => ({ name, select: () => sql });
    return [
      table('date_dim', dateDim()),
      table('time_dim', timeDim()),
      table('customer', dimensions.customer(sizes, seed)),
      table('customer_address', dimensions.customerAddress(sizes, seed)),
      table('customer_demographics', dimensions.customerDemographics(sizes)),
      table('household_demographics', dimensions.householdDemographics()),
      table('income_band', dimensions.incomeBand()),
      table('item', dimensions.item(sizes, seed)),
      table('promotion', dimensions.promotion(sizes, seed)),
      table('reason', dimensions.reason()),
      table('ship_mode', dimensions.shipMode()),
      table('store', places.store(sizes, seed)),
      table('call_center', places.callCenter(sizes, seed)),
      table('catalog_page', places.catalogPage(sizes, seed)),
      table('web_site', places.webSite(sizes, seed)),
      table('web_page', places.webPage(sizes, seed)),
      table('warehouse', places.warehouse(sizes, seed)),
      table('inventory', inventory(sizes, seed)),
      table('store_sales', storeSales(sizes, seed)),
      table('catalog_sales', catalogSales(sizes, seed)),
      table('web_sales', webSales(sizes, seed)),
      { name: 'store_returns', select: (pathOf) => storeReturns(pathOf('store_sales'), seed) },
      { name: 'catalog_returns', select: (pathOf) => catalogReturns(pathOf('catalog_sales'), seed) },
      { name: 'web_returns', select: (pathOf) => webReturns(pathOf('web_sales'), seed) },
    ];
  },
};
