import { type SqlRandom, sqlList } from '../random.js';
import { phraseOf, refererOf, titleOf, urlOf } from './texts.js';
import { phones, words } from './words.js';

// The 105 columns of ClickBench's table `hits`, by its names and types. Each value is written as SQL over the columns of
// the rows that hits.ts prepares: `i` the row, `s` its session, `u` the user, `counter` the site, `page`, `t` the time.

/** Gives a column's name, its type in DuckDB and the SQL of its value. */
export type Column = readonly [
  name: string,
  type: 'SMALLINT' | 'INTEGER' | 'BIGINT' | 'VARCHAR' | 'TIMESTAMP' | 'DATE',
  value: string,
];

/** Lists the columns in the table's order. */
export function hitsColumns(random: SqlRandom): Column[] {
  const write = columnWriter(random);
  return [visit, browser, traffic, client, person, timing, campaign].flatMap((group) => group(write));
}

type Writer = ReturnType<typeof columnWriter>;

function columnWriter(random: SqlRandom) {
  const small = (name: string, value: string): Column => [name, 'SMALLINT', value];
  const int = (name: string, value: string): Column => [name, 'INTEGER', value];
  const big = (name: string, value: string): Column => [name, 'BIGINT', value];
  const text = (name: string, value: string): Column => [name, 'VARCHAR', value];
  /** Writes a value for a share of the rows and another one for the rest. */
  const rarely = (name: string, share: number, value: string, otherwise: string, key = 'i'): string =>
    `CASE WHEN ${random.chance(key, `${name} rarely`, share)} THEN ${value} ELSE ${otherwise} END`;
  const flag = (name: string, share: number, key = 's'): Column => small(name, rarely(name, share, '1', '0', key));
  const ranked = (name: string, count: number, key = 's'): string => random.zipf(key, name, count);
  const spread = (name: string, low: number, high: number, key = 'i'): string => random.integer(key, name, low, high);
  const tag = (name: string, share: number, value: string): Column => text(name, rarely(name, share, value, `''`));
  const milliseconds = (name: string): Column =>
    int(name, rarely(name, 0.6, `floor(exp(${random.unit('i', name)} * 9))::INTEGER`, '0'));
  const signed = (name: string, key: string): string => `(${random.bits(key, name)} >> 1)::BIGINT`;
  const signedInt = (name: string, key: string): string => `((${random.bits(key, name)} >> 32)::BIGINT - 2147483648)`;

  return { random, small, int, big, text, rarely, flag, ranked, spread, tag, milliseconds, signed, signedInt };
}

function visit({ random, small, int, big, text, rarely, flag, ranked, signed, signedInt }: Writer): Column[] {
  return [
    big('WatchID', signed('WatchID', 'i')),
    flag('JavaEnable', 0.62),
    text('Title', titleOf(random)),
    small('GoodEvent', '1'),
    ['EventTime', 'TIMESTAMP', 't'],
    ['EventDate', 'DATE', 't::DATE'],
    int('CounterID', 'counter * 26 + 10'),
    int('ClientIP', signedInt('ClientIP', 's')),
    int(
      'RegionID',
      `CASE ${ranked('RegionID', 5000, 'u')} WHEN 0 THEN 229 WHEN 1 THEN 2 ELSE 3 + ${ranked('RegionID', 5000, 'u')} END`,
    ),
    big('UserID', signed('UserID', 'u')),
    flag('CounterClass', 0.3),
    small('OS', ranked('OS', 90, 'u')),
    small('UserAgent', ranked('UserAgent', 75, 'u')),
    text('URL', urlOf(random)),
    text('Referer', refererOf(random)),
    flag('IsRefresh', 0.12, 'i'),
    small('RefererCategoryID', rarely('RefererCategoryID', 0.25, `9000 + ${ranked('RefererCategoryID', 120)}`, '0')),
    int('RefererRegionID', rarely('RefererRegionID', 0.4, ranked('RefererRegionID', 3000), '0')),
    small(
      'URLCategoryID',
      rarely('URLCategoryID', 0.3, `9000 + ${ranked('URLCategoryID', 120, 'counter')}`, '0', 'counter'),
    ),
    int('URLRegionID', rarely('URLRegionID', 0.35, ranked('URLRegionID', 3000, 'counter'), '0', 'counter')),
  ];
}

function browser({ small, text, rarely, flag, ranked }: Writer): Column[] {
  return [
    small(
      'ResolutionWidth',
      `[1366, 1280, 1920, 1024, 1600, 1440, 1680, 0, 320, 768][1 + ${ranked('Resolution', 10, 'u')}::INTEGER]`,
    ),
    small(
      'ResolutionHeight',
      `[768, 1024, 1080, 600, 900, 900, 1050, 0, 480, 1024][1 + ${ranked('Resolution', 10, 'u')}::INTEGER]`,
    ),
    small('ResolutionDepth', rarely('ResolutionDepth', 0.9, '24', '32', 'u')),
    small('FlashMajor', rarely('FlashMajor', 0.85, '11', ranked('FlashMajor', 11, 'u'), 'u')),
    small('FlashMinor', ranked('FlashMinor', 10, 'u')),
    text('FlashMinor2', rarely('FlashMinor2', 0.8, `(700 + ${ranked('FlashMinor2', 9, 'u')})::VARCHAR`, `''`, 'u')),
    small('NetMajor', rarely('NetMajor', 0.3, ranked('NetMajor', 5, 'u'), '0', 'u')),
    small('NetMinor', rarely('NetMinor', 0.3, ranked('NetMinor', 6, 'u'), '0', 'u')),
    small('UserAgentMajor', `60 - ${ranked('UserAgentMajor', 60, 'u')}`),
    text(
      'UserAgentMinor',
      `[ '0', 'D', '1', '11', '5', '0.1', 'D0', '16' ][1 + ${ranked('UserAgentMinor', 8, 'u')}::INTEGER]`,
    ),
    small('CookieEnable', rarely('CookieEnable', 0.997, '1', '0', 'u')),
    small('JavascriptEnable', rarely('JavascriptEnable', 0.999, '1', '0', 'u')),
    flag('IsMobile', 0.06, 'u'),
    small('MobilePhone', rarely('IsMobile', 0.06, `1 + ${ranked('MobilePhone', 160, 'u')}`, '0', 'u')),
    text(
      'MobilePhoneModel',
      rarely(
        'IsMobile',
        0.055,
        `${sqlList(phones)}[1 + ${ranked('MobilePhoneModel', phones.length, 'u')}::INTEGER]`,
        `''`,
        'u',
      ),
    ),
  ];
}

function traffic({ random, small, int, text, rarely, flag, ranked, spread, tag }: Writer): Column[] {
  return [
    tag('Params', 0.004, `'ref=' || ${ranked('Params', 500)}`),
    int('IPNetworkID', spread('IPNetworkID', 100_000, 4_200_000, 's')),
    small('TraficSourceID', rarely('TraficSourceID', 0.55, '-1', ranked('TraficSourceID', 9))),
    small('SearchEngineID', rarely('searched', 0.135, `2 + ${ranked('SearchEngineID', 60, 's')}`, '0')),
    text('SearchPhrase', rarely('searched', 0.132, phraseOf(random), `''`)),
    small('AdvEngineID', rarely('AdvEngineID', 0.0063, `2 + ${ranked('AdvEngineID', 18)}`, '0')),
    flag('IsArtifical', 0.05, 'i'),
  ];
}

function client({ random, small, int, big, text, rarely, flag, ranked, spread, signed }: Writer): Column[] {
  return [
    small('WindowClientWidth', rarely('WindowClientWidth', 0.95, spread('WindowClientWidth', 300, 1920, 's'), '0')),
    small('WindowClientHeight', rarely('WindowClientHeight', 0.95, spread('WindowClientHeight', 200, 1080, 's'), '0')),
    small('ClientTimeZone', `[135, 157, 104, 0, 211, -1, 177][1 + ${ranked('ClientTimeZone', 7, 'u')}::INTEGER]`),
    ['ClientEventTime', 'TIMESTAMP', `t + to_seconds(${spread('ClientEventTime', -7200, 18_000, 's')})`],
    small('SilverlightVersion1', rarely('Silverlight', 0.45, '5', '0', 'u')),
    small('SilverlightVersion2', rarely('Silverlight', 0.45, '1', '0', 'u')),
    int(
      'SilverlightVersion3',
      rarely('Silverlight', 0.45, `20913 - ${ranked('SilverlightVersion3', 900, 'u')}`, '0', 'u'),
    ),
    small('SilverlightVersion4', '0'),
    text(
      'PageCharset',
      `['windows-1251', 'utf-8', 'koi8-r', 'utf8', ''][1 + ${ranked('PageCharset', 5, 'counter')}::INTEGER]`,
    ),
    int('CodeVersion', `[1601, 291, 1599, 1611, 1600][1 + ${ranked('CodeVersion', 5, 'counter')}::INTEGER]`),
    flag('IsLink', 0.08, 'i'),
    flag('IsDownload', 0.004, 'i'),
    flag('IsNotBounce', 0.35, 'i'),
    big('FUniqID', rarely('FUniqID', 0.7, signed('FUniqID', 'u'), '0', 'u')),
    text('OriginalURL', rarely('OriginalURL', 0.2, urlOf(random), `''`)),
    int('HID', spread('HID', 1, 1_073_741_823)),
    flag('IsOldCounter', 0.001),
    flag('IsEvent', 0.02, 'i'),
    flag('IsParameter', 0.01, 'i'),
    flag('DontCountHits', 0.1, 'i'),
    flag('WithHash', 0.002, 'i'),
    text('HitColor', rarely('HitColor', 0.3, `'g'`, rarely('HitColor too', 0.6, `'5'`, `'F'`))),
    ['LocalEventTime', 'TIMESTAMP', `t + to_seconds(${spread('LocalEventTime', -300, 300, 's')})`],
  ];
}

function person({ small, int, text, rarely, ranked, spread, tag, signedInt }: Writer): Column[] {
  return [
    small('Age', `[0, 16, 22, 31, 39, 50][1 + ${ranked('Age', 6, 'u')}::INTEGER]`),
    small('Sex', spread('Sex', 0, 2, 'u')),
    small('Income', spread('Income', 0, 3, 'u')),
    small('Interests', rarely('Interests', 0.5, spread('Interests', 1, 16_384, 'u'), '0', 'u')),
    small('Robotness', rarely('Robotness', 0.05, spread('Robotness', 1, 60, 'u'), '0', 'u')),
    int('RemoteIP', signedInt('RemoteIP', 's')),
    int('WindowName', `${spread('WindowName', -2, 4000, 's')}`),
    int('OpenerName', `${spread('OpenerName', -2, 400, 's')}`),
    small('HistoryLength', `-1 + ${ranked('HistoryLength', 120, 'i')}`),
    text(
      'BrowserLanguage',
      `['ru', 'en', 'uk', 'tr', 'de', 'S0', 'NH'][1 + ${ranked('BrowserLanguage', 7, 'u')}::INTEGER]`,
    ),
    text(
      'BrowserCountry',
      `['RU', 'US', 'UA', 'TR', 'DE', 'w1', 'KZ'][1 + ${ranked('BrowserCountry', 7, 'u')}::INTEGER]`,
    ),
    tag('SocialNetwork', 0.0008, `['vk', 'facebook', 'twitter'][1 + ${ranked('SocialNetwork', 3)}::INTEGER]`),
    tag('SocialAction', 0.0008, `['like', 'share', 'tweet'][1 + ${ranked('SocialAction', 3)}::INTEGER]`),
    small('HTTPError', '0'),
  ];
}

function timing({ milliseconds }: Writer): Column[] {
  return [
    ...['SendTiming', 'DNSTiming', 'ConnectTiming', 'ResponseStartTiming', 'ResponseEndTiming', 'FetchTiming'].map(
      milliseconds,
    ),
  ];
}

function campaign({ random, small, int, big, rarely, flag, ranked, spread, tag }: Writer): Column[] {
  return [
    small(
      'SocialSourceNetworkID',
      rarely('SocialSourceNetworkID', 0.012, `2 + ${ranked('SocialSourceNetworkID', 8)}`, '0'),
    ),
    tag('SocialSourcePage', 0.012, `'http://' || ${ranked('SocialSourcePage', 4000)} || '.social.test/wall'`),
    big('ParamPrice', rarely('ParamPrice', 0.002, spread('ParamPrice', 100, 9_000_000), '0')),
    tag('ParamOrderID', 0.001, `'NH' || ${spread('ParamOrderID', 1, 99_999)}`),
    tag('ParamCurrency', 0.9, `'NH' || chr(28)`),
    small('ParamCurrencyID', rarely('ParamCurrencyID', 0.002, '643', '0')),
    tag('OpenstatServiceName', 0.004, `'direct.test'`),
    tag('OpenstatCampaignID', 0.004, `${ranked('OpenstatCampaignID', 2000)}::VARCHAR`),
    tag('OpenstatAdID', 0.004, `${ranked('OpenstatAdID', 20_000)}::VARCHAR`),
    tag('OpenstatSourceID', 0.004, `'site.test:' || ${ranked('OpenstatSourceID', 900)}`),
    tag('UTMSource', 0.02, `['search', 'mail', 'banner', 'vk'][1 + ${ranked('UTMSource', 4)}::INTEGER]`),
    tag('UTMMedium', 0.02, `['cpc', 'email', 'cpm'][1 + ${ranked('UTMMedium', 3)}::INTEGER]`),
    tag('UTMCampaign', 0.02, `'campaign-' || ${ranked('UTMCampaign', 5000)}`),
    tag('UTMContent', 0.01, `'content-' || ${ranked('UTMContent', 20_000)}`),
    tag('UTMTerm', 0.008, random.pick('i', 'UTMTerm', words)),
    tag('FromTag', 0.01, `'from' || ${ranked('FromTag', 700)}`),
    flag('HasGCLID', 0.015, 'i'),
    big('RefererHash', `(hash(${refererOf(random)}) >> 1)::BIGINT`),
    big('URLHash', `(hash(${urlOf(random)}) >> 1)::BIGINT`),
    int('CLID', rarely('CLID', 0.03, spread('CLID', 1, 2_000_000, 'u'), '0', 'u')),
  ];
}
