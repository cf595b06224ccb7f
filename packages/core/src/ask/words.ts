/** Words of a text in any language: cut by Intl.Segmenter, so that languages without spaces have words too. */

/** Gives the lower-case words of a text, without punctuation. */
export function wordCutter(language: string): (text: string) => string[] {
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  return (text) => {
    const words: string[] = [];
    for (const { segment, isWordLike } of segmenter.segment(text.normalize('NFKC').toLowerCase()))
      if (isWordLike) words.push(segment);
    return words;
  };
}
