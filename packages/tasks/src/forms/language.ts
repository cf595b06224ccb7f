/** The language of texts, as far as prompts are written in it. */

/** Characters that are looked at. */
const LOOKED_AT = 20_000;
/** Share of Han characters among letters from which on a text is Chinese. */
const CHINESE = 0.3;

/** BCP 47. Kana beside Han is Japanese. */
export function languageOf(texts: readonly string[]): 'zh' | 'ja' | 'en' {
  let text = '';
  for (const one of texts) {
    if (text.length >= LOOKED_AT) break;
    text += one.slice(0, LOOKED_AT);
  }
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const letters = count(/\p{L}/gu);
  const kana = count(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  if (letters === 0 || (count(/\p{Script=Han}/gu) + kana) / letters < CHINESE) return 'en';
  return kana / letters > CHINESE / 3 ? 'ja' : 'zh';
}
