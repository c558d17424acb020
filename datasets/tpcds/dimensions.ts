import type { Sizes } from './sizes.js';
import { businessKey, keys, RowSql, selectLines, textAt, versionColumns } from './table-sql.js';
import * as words from './words.js';

// Everything that sales refer to. What is pseudo-random depends on the row's key and the seed alone.

/** Writes customers. */
export function customer(sizes: Sizes, seed: number): string {
  const row = new RowSql('customer', seed);
  return selectLines(
    `c_customer_sk sk k
    c_customer_id text ${businessKey('k')}
    c_current_cdemo_sk sk ${row.orNull('cdemo', row.int('cdemo', 1, sizes.demographics))}
    c_current_hdemo_sk sk ${row.orNull('hdemo', row.int('hdemo', 1, 7200))}
    c_current_addr_sk sk ${row.int('addr', 1, sizes.addresses)}
    c_first_shipto_date_sk sk ${row.orNull('shipto', row.int('first', 2449000, 2452600))}
    c_first_sales_date_sk sk ${row.orNull('sales', row.int('first', 2449000, 2452600))}
    c_salutation text ${row.pick('salutation', ['Mr.', 'Mrs.', 'Ms.', 'Miss', 'Sir', 'Dr.'])}
    c_first_name text ${row.orNull('first name', row.pick('first name', words.firstNames))}
    c_last_name text ${row.orNull('last name', row.pick('last name', words.lastNames))}
    c_preferred_cust_flag text ${row.orNull('preferred', row.flag('preferred', 0.6))}
    c_birth_day int ${row.int('birth day', 1, 28)}
    c_birth_month int ${row.int('birth month', 1, 12)}
    c_birth_year int ${row.int('birth year', 1924, 1992)}
    c_birth_country text ${row.orNull('country', row.pick('country', words.countries))}
    c_login text NULL
    c_email_address text lower(${row.pick('first name', words.firstNames)}) || k || '@mail.test'
    c_last_review_date_sk sk ${row.int('review', 2452283, 2452648)}`,
    keys(sizes.customers),
  );
}

/** Writes addresses of customers. */
export function customerAddress(sizes: Sizes, seed: number): string {
  const row = new RowSql('customer_address', seed);
  return selectLines(
    `ca_address_sk sk k
    ca_address_id text ${businessKey('k')}
    ${row.address('ca')}
    ca_location_type text ${row.pick('location', ['apartment', 'condo', 'single family'])}`,
    keys(sizes.addresses),
  );
}

/** Writes the combinations of demographic values, the first ones of all. */
export function customerDemographics(sizes: Sizes): string {
  const digit = (before: number, count: number): string => `(k - 1) // ${before} % ${count}`;
  return selectLines(
    `cd_demo_sk sk k
    cd_gender text ${textAt(digit(1, 2), ['M', 'F'])}
    cd_marital_status text ${textAt(digit(2, 5), ['M', 'S', 'D', 'W', 'U'])}
    cd_education_status text ${textAt(digit(10, 7), words.education)}
    cd_purchase_estimate int 500 * (1 + ${digit(70, 20)})
    cd_credit_rating text ${textAt(digit(1400, 4), ['Good', 'High Risk', 'Low Risk', 'Unknown'])}
    cd_dep_count int ${digit(5600, 7)}
    cd_dep_employed_count int ${digit(39_200, 7)}
    cd_dep_college_count int ${digit(274_400, 7)}`,
    keys(sizes.demographics),
  );
}

/** Writes the 7,200 combinations of household values. */
export function householdDemographics(): string {
  const potential = ['0-500', '501-1000', '1001-5000', '5001-10000', '>10000', 'Unknown'];
  return selectLines(
    `hd_demo_sk sk k
    hd_income_band_sk sk 1 + (k - 1) % 20
    hd_buy_potential text ${textAt('(k - 1) // 20 % 6', potential)}
    hd_dep_count int (k - 1) // 120 % 10
    hd_vehicle_count int (k - 1) // 1200 % 6 - 1`,
    keys(7200),
  );
}

/** Writes bands of income. */
export function incomeBand(): string {
  return selectLines(
    `ib_income_band_sk sk k
    ib_lower_bound int CASE WHEN k = 1 THEN 0 ELSE (k - 1) * 10000 + 1 END
    ib_upper_bound int k * 10000`,
    keys(20),
  );
}

/** Writes items. */
export function item(sizes: Sizes, seed: number): string {
  const row = new RowSql('item', seed);
  const classes = `[${words.categories.map(([, list]) => `'${list}'`).join(', ')}]`;
  const known = `[${words.manufacturers.join(', ')}]`;
  const manufacturer = `CASE WHEN ${row.int('known', 1, 2)} = 1 THEN ${known}[${row.int('maker', 1, words.manufacturers.length)}] ELSE ${row.int('maker', 1, 1000)} END`;
  const category = row.int('category', 0, words.categories.length - 1);
  return selectLines(
    `i_item_sk sk k
    ${versionColumns('i', 'i_item_id')}
    i_item_desc text ${row.words('description', 7)}
    i_current_price money ${row.money('price', 0.5, 99)}
    i_wholesale_cost money ${row.money('cost', 0.3, 80)}
    i_brand_id int ${row.int('brand', 1, words.brands.length)} * 1000001
    i_brand text ${textAt(`${row.int('brand', 1, words.brands.length)} - 1`, words.brands)}
    i_class_id int ${row.int('class', 1, 5)}
    i_class text string_split(${classes}[1 + ${category}], ' ')[${row.int('class', 1, 5)}]
    i_category_id int 1 + ${category}
    i_category text ${textAt(
      category,
      words.categories.map(([name]) => name),
    )}
    i_manufact_id int ${manufacturer}
    i_manufact text ${row.words('manufact', 2)}
    i_size text ${row.pick('size', words.sizes)}
    i_formulation text ${row.int('formulation', 10_000, 999_999)} || ${row.pick('formula', words.colours)}
    i_color text ${row.pick('colour', words.colours)}
    i_units text ${row.pick('units', words.units)}
    i_container text 'Unknown'
    i_manager_id int ${row.int('manager', 1, 40)}
    i_product_name text ${row.words('product', 2)} || k`,
    keys(sizes.items),
  );
}

/** Writes promotions. */
export function promotion(sizes: Sizes, seed: number): string {
  const row = new RowSql('promotion', seed);
  const channels = ['dmail', 'email', 'catalog', 'tv', 'radio', 'press', 'event', 'demo'];
  return selectLines(
    `p_promo_sk sk k
    p_promo_id text ${businessKey('k')}
    p_start_date_sk sk ${row.int('start', 2450096, 2450915)}
    p_end_date_sk sk ${row.int('start', 2450096, 2450915)} + ${row.int('days', 5, 60)}
    p_item_sk sk ${row.int('item', 1, sizes.items)}
    p_cost money 1000
    p_response_target int 1
    p_promo_name text ${row.pick('name', words.syllables)}
    ${channels.map((channel) => `p_channel_${channel} text ${row.flag(channel, channel === 'dmail' ? 0.5 : 0.15)}`).join('\n')}
    p_channel_details text ${row.words('details', 6)}
    p_purpose text 'Unknown'
    p_discount_active text ${row.flag('active', 0.1)}`,
    keys(sizes.promotions),
  );
}

/** Writes reasons of returns. */
export function reason(): string {
  return selectLines(
    `r_reason_sk sk k
    r_reason_id text ${businessKey('k')}
    r_reason_desc text 'reason ' || k`,
    keys(35),
  );
}

/** Writes modes of shipping. */
export function shipMode(): string {
  return selectLines(
    `sm_ship_mode_sk sk k
    sm_ship_mode_id text ${businessKey('k')}
    sm_type text ${textAt('(k - 1) % 5', ['REGULAR', 'EXPRESS', 'NEXT DAY', 'OVERNIGHT', 'TWO DAY', 'LIBRARY'])}
    sm_code text ${textAt('(k - 1) % 3', ['AIR', 'SURFACE', 'SEA'])}
    sm_carrier text ${textAt('k - 1', words.carriers)}
    sm_contract text 'contract' || k`,
    keys(20),
  );
}
