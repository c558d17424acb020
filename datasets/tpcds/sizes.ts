/** Counts the rows of tables that others refer to. */
export interface Sizes {
  readonly customers: number;
  readonly addresses: number;
  readonly demographics: number;
  readonly items: number;
  readonly stores: number;
  readonly callCenters: number;
  readonly catalogPages: number;
  readonly sites: number;
  readonly pages: number;
  readonly promotions: number;
  readonly warehouses: number;
  readonly storeLines: number;
  readonly catalogLines: number;
  readonly webLines: number;
}

/** Counts rows of a scale: facts grow with it, and what facts refer to never gets too small for queries to find rows. */
export function sizesAt(scale: number): Sizes {
  const grown = (count: number, least: number): number => Math.max(least, Math.round(count * scale));
  return {
    customers: grown(100_000, 800),
    addresses: grown(50_000, 500),
    demographics: scale >= 1 ? 1_920_800 : 56_000,
    items: grown(18_000, 800),
    stores: 12,
    callCenters: 6,
    catalogPages: grown(11_718, 200),
    sites: 30,
    pages: 60,
    promotions: grown(300, 60),
    warehouses: 5,
    storeLines: grown(2_880_000, 24_000),
    catalogLines: grown(1_440_000, 12_000),
    webLines: grown(720_000, 8_000),
  };
}

/** The key of 1998-01-02, the first day of sales; keys are Julian day numbers. */
export const firstSaleDay = 2_450_816;
/** Counts the days of sales, to the end of 2002. */
export const saleDays = 1_825;
/** Counts the lines of a store's ticket or of an order. */
export const linesPerTicket = 6;
