import type { Sizes } from './sizes.js';
import { businessKey, keys, RowSql, selectLines, versionColumns } from './table-sql.js';
import * as words from './words.js';

// Where sales are made and goods are kept.

/** Writes stores; most are in one state, as in the benchmark. */
export function store(sizes: Sizes, seed: number): string {
  const row = new RowSql('store', seed);
  return selectLines(
    `s_store_sk sk k
    ${versionColumns('s', 's_store_id')}
    s_closed_date_sk sk ${row.orNull('closed', row.int('closed', 2450820, 2451300), 0.7)}
    s_store_name text ${row.pick('name', ['ought', 'able', 'ese', 'anti'])}
    s_number_employees int ${row.int('employees', 200, 300)}
    s_floor_space int ${row.int('space', 5_000_000, 9_000_000)}
    s_hours text '8AM-4PM'
    s_manager text ${row.person('manager')}
    s_market_id int CASE WHEN k % 3 = 0 THEN 8 ELSE ${row.int('market', 1, 10)} END
    s_geography_class text 'Unknown'
    s_market_desc text ${row.words('market', 8)}
    s_market_manager text ${row.person('market manager')}
    s_division_id int 1
    s_division_name text 'Unknown'
    s_company_id int 1
    s_company_name text 'Unknown'
    ${inTennessee(row.address('s'))}
    s_tax_precentage rate ${row.int('tax', 0, 11)} / 100.0`,
    keys(sizes.stores),
  );
}

/** Writes call centres. */
export function callCenter(sizes: Sizes, seed: number): string {
  const row = new RowSql('call_center', seed);
  return selectLines(
    `cc_call_center_sk sk k
    ${versionColumns('cc', 'cc_call_center_id')}
    cc_closed_date_sk sk NULL
    cc_open_date_sk sk ${row.int('open', 2450806, 2451148)}
    cc_name text ${row.words('name', 2)}
    cc_class text ${row.pick('class', ['small', 'medium', 'large'])}
    cc_employees int ${row.int('employees', 100, 700)}
    cc_sq_ft int ${row.int('space', 1000, 90_000)}
    cc_hours text '8AM-8AM'
    cc_manager text ${row.person('manager')}
    cc_mkt_id int ${row.int('market', 1, 6)}
    cc_mkt_class text ${row.words('class', 4)}
    cc_mkt_desc text ${row.words('market', 8)}
    cc_market_manager text ${row.person('market manager')}
    cc_division int ${row.int('division', 1, 6)}
    cc_division_name text ${row.pick('division', words.syllables)}
    cc_company int ${row.int('company', 1, 6)}
    cc_company_name text ${row.pick('company', words.syllables)}
    ${inTennessee(row.address('cc'))}
    cc_tax_percentage rate ${row.int('tax', 0, 11)} / 100.0`,
    keys(sizes.callCenters),
  );
}

/** Writes pages of catalogues. */
export function catalogPage(sizes: Sizes, seed: number): string {
  const row = new RowSql('catalog_page', seed);
  return selectLines(
    `cp_catalog_page_sk sk k
    cp_catalog_page_id text ${businessKey('k')}
    cp_start_date_sk sk ${row.int('start', 2450815, 2453000)}
    cp_end_date_sk sk ${row.int('start', 2450815, 2453000)} + 90
    cp_department text 'DEPARTMENT'
    cp_catalog_number int (k - 1) // 108 + 1
    cp_catalog_page_number int (k - 1) % 108 + 1
    cp_description text ${row.words('description', 6)}
    cp_type text ${row.pick('type', ['bi-annual', 'quarterly', 'monthly'])}`,
    keys(sizes.catalogPages),
  );
}

/** Writes web sites. */
export function webSite(sizes: Sizes, seed: number): string {
  const row = new RowSql('web_site', seed);
  return selectLines(
    `web_site_sk sk k
    ${versionColumns('web', 'web_site_id')}
    web_name text 'site_' || (k - 1) // 6
    web_open_date_sk sk ${row.int('open', 2450500, 2450810)}
    web_close_date_sk sk ${row.orNull('close', row.int('close', 2452500, 2453000), 0.4)}
    web_class text 'Unknown'
    web_manager text ${row.person('manager')}
    web_mkt_id int ${row.int('market', 1, 6)}
    web_mkt_class text ${row.words('class', 4)}
    web_mkt_desc text ${row.words('market', 8)}
    web_market_manager text ${row.person('market manager')}
    web_company_id int k % 6 + 1
    web_company_name text ['ought', 'able', 'pri', 'ese', 'anti', 'cally'][1 + (k % 6)::INTEGER]
    ${row.address('web')}
    web_tax_percentage rate ${row.int('tax', 0, 11)} / 100.0`,
    keys(sizes.sites),
  );
}

/** Writes pages of web sites. */
export function webPage(sizes: Sizes, seed: number): string {
  const row = new RowSql('web_page', seed);
  return selectLines(
    `wp_web_page_sk sk k
    ${versionColumns('wp', 'wp_web_page_id')}
    wp_creation_date_sk sk ${row.int('creation', 2450800, 2450815)}
    wp_access_date_sk sk ${row.int('access', 2452550, 2452648)}
    wp_autogen_flag text ${row.flag('autogen', 0.3)}
    wp_customer_sk sk ${row.orNull('customer', row.int('customer', 1, sizes.customers), 0.7)}
    wp_url text 'http://www.foo.test'
    wp_type text ${row.pick('type', ['order', 'ad', 'dynamic', 'feedback', 'general', 'protected', 'welcome'])}
    wp_char_count int CASE WHEN k % 3 = 0 THEN 5100 ELSE ${row.int('characters', 300, 8000)} END
    wp_link_count int ${row.int('links', 2, 25)}
    wp_image_count int ${row.int('images', 1, 7)}
    wp_max_ad_count int ${row.int('ads', 0, 4)}`,
    keys(sizes.pages),
  );
}

/** Writes warehouses. */
export function warehouse(sizes: Sizes, seed: number): string {
  const row = new RowSql('warehouse', seed);
  return selectLines(
    `w_warehouse_sk sk k
    w_warehouse_id text ${businessKey('k')}
    w_warehouse_name text ${row.words('name', 3)} || ' ' || k
    w_warehouse_sq_ft int ${row.int('space', 50_000, 990_000)}
    ${row.address('w')}`,
    keys(sizes.warehouses),
  );
}

function inTennessee(address: string): string {
  return address
    .replace(/(_state text) .*/, `$1 CASE WHEN k % 6 = 5 THEN 'SD' ELSE 'TN' END`)
    .replace(/(_county text) .*/, `$1 CASE WHEN k % 6 = 5 THEN 'Ziebach County' ELSE 'Williamson County' END`)
    .replace(/(_gmt_offset rate) .*/, '$1 -5')
    .replace(/(_city text) .*/, `$1 CASE WHEN k % 2 = 0 THEN 'Midway' ELSE 'Fairview' END`);
}
