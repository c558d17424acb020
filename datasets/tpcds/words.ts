// Values that TPC-DS's columns take. Small data would seldom meet a query's constants, so the lists are short and hold
// values that are asked for beside others.

/** Lists states with the two digits that their post codes start with. */
export const states = 'TN GA CA WA TX OH OR NM KY VA MS IL IN ND OK CO LA IA AR NJ MN WI CT NY SD MI AL'.split(' ');
/** Lists cities. */
export const cities = [
  'Midway',
  'Fairview',
  'Edgewood',
  'Oak Grove',
  'Five Points',
  'Pleasant Hill',
  'Centerville',
  'Bethel',
];
/** Lists counties. */
export const counties = (
  'Williamson County|Rush County|Toole County|Jefferson County|Dona Ana County|La Porte County|Franklin Parish|' +
  'Bronx County|Orange County|Ziebach County|Walker County|Daviess County'
).split('|');
/** Lists post codes. */
export const zips = (
  '85669 86197 88274 83405 86475 85392 85460 80348 81792 24128 57834 13354 15734 78668 76232 62878 45375 63435 22245 ' +
  '65084 49130 40558 25733 35709 31904 38054 33604 60411 47057 19231 36098 28048 29589 10150'
).split(' ');
/** Lists streets. */
export const streets = 'Main,Oak,Park,First,Elm,Maple,Cedar Hill,Lake View,Sunset,2nd,River Ridge,Spruce'.split(',');
/** Lists kinds of streets. */
export const streetTypes = 'Street,Ave,Blvd,Ct.,Dr.,Lane,Parkway,RD,Way,Cir.'.split(',');
/** Lists colours of items. */
export const colours = (
  'brown chiffon cornflower cyan deep floral forest frosted ghost honeydew khaki light midnight orange pale papaya ' +
  'powder snow purple burlywood indian spring medium slate blanched burnished red white navy'
).split(' ');
/** Lists units of items. */
export const units = 'Box Bunch Bundle Cup Dozen Dram Each Gross Lb N/A Ounce Oz Pallet Pound Tbl Ton'.split(' ');
/** Lists sizes of items. */
export const sizes = ['petite', 'small', 'medium', 'large', 'extra large', 'economy', 'N/A'];
/** Lists categories with their classes. */
export const categories: readonly (readonly [category: string, classes: string])[] = [
  ['Books', 'personal self-help reference computers home_repair'],
  ['Children', 'infants toddlers school-uniforms newborn personal'],
  ['Electronics', 'portable stereo personal cameras musical'],
  ['Home', 'furniture curtains lighting decor rugs'],
  ['Jewelry', 'birdal rings diamonds estate costume'],
  ['Men', 'pants shirts accessories sports-apparel pants'],
  ['Music', 'classical country pop rock classical'],
  ['Shoes', 'athletic mens womens kids athletic'],
  ['Sports', 'football tennis golf camping fishing'],
  ['Women', 'dresses maternity fragrances swimwear dresses'],
];
/** Lists brands. */
export const brands = (
  'amalgimporto #1,edu packscholar #1,exportiimporto #1,importoamalg #1,scholaramalgamalg #14,scholaramalgamalg #7,' +
  'exportiunivamalg #9,scholaramalgamalg #9,corpbrand #4,univmaxi #8,namelessbrand #2,maxicorp #5'
).split(',');
/** Lists the manufacturers that are asked for. */
export const manufacturers = [128, 350, 977, 738, 740, 760, 129, 270, 821, 423, 677, 940, 694, 808, 700, 712, 745];
/** Lists first names. */
export const firstNames = 'James Mary Robert Linda Maria David Anna Thomas Ruth Carl Irene Paul Helen Juan Alice'.split(
  ' ',
);
/** Lists last names. */
export const lastNames = 'Smith Jones Brown Davis Lopez Clark Young Hill Green Baker Nelson Carter Reed Cook'.split(
  ' ',
);
/** Lists countries of birth. */
export const countries = 'UNITED STATES,CANADA,CHILE,JAPAN,KENYA,NORWAY,PERU,TOGO,FIJI,GERMANY,FRANCE,ITALY'.split(',');
/** Lists levels of education. */
export const education = 'Primary,Secondary,College,2 yr Degree,4 yr Degree,Advanced Degree,Unknown'.split(',');
/** Lists carriers. */
export const carriers = (
  'UPS FEDEX AIRBORNE USPS DHL TBS ZHOU ZOUROS MSC LATVIAN ALLIANCE ORIENTAL BARIAN BOXBUNDLES CARRIER GERMA DIAMOND ' +
  'RUPEKSA PRIVATECARRIER HARMSTORF'
).split(' ');
/** Lists names made of syllables, as stores, sites and companies have. */
export const syllables = 'ought able pri ese anti cally ation eing n st bar'.split(' ');
