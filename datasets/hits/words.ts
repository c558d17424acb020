/** Lists words of titles and search phrases; most are of two bytes a letter, as in the data that they stand for. */
export const words = (
  'купить скачать бесплатно онлайн смотреть карта погода новости фото видео игры музыка работа квартира машина ' +
  'расписание автобус поезд билеты отзывы цена ремонт рецепт торт платье обувь телефон ноутбук телевизор диван ' +
  'школа учебник ответы гороскоп сонник праздник подарок кино сериал сезон серия форум блог сайт официальный ' +
  'москва казань самара омск пермь тула сочи крым море отель тур визит доставка магазин каталог скидка акция ' +
  'weather news maps photo games music jobs tickets review price phone laptop recipe school movie season forum blog ' +
  'shop catalog sale delivery hotel tour beach football hockey tennis garden repair paint window door roof kitchen ' +
  'hava durumu haber oyun müzik fiyat otel araba ev kiralık iş ilan yorum tarif okul film dizi bölüm forum'
).split(' ');

/** Lists first parts of host names. */
export const hosts = (
  'news shop auto kino forum mail wiki travel sport garden music photo game job home book food style market city ' +
  'radio school health money weather video build mobile tech art'
).split(' ');

/** Lists parts of paths. */
export const paths = (
  'index catalog item search user profile article topic view list photo album video category product cart order ' +
  'login forum thread blog post archive tag region city map price review help about contact rss download files ' +
  'default real-estate cars/used jobs/vacancies kitchen/recipes hotels/booking schedule/trains tv/program'
).split(' ');

/** Lists models of phones, the most frequent first. */
export const phones = (
  'iPhone|iPad|Galaxy S|Lumia 520|Nexus 4|Xperia Z|One|Galaxy Note|Desire|Optimus|Asha 311|C6-00|Galaxy Tab|A500|' +
  'Wildfire|N8-00|5800|E63|Curve 9300|Bold 9900|X10|Ideos|Smart 3|Zoom|Vertu 1|Nokia 3310'
).split('|');
