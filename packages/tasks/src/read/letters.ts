/** Letters beyond ASCII of languages that are written in encodings of one byte a letter, the most frequent first. */
const alphabets: Readonly<Record<string, string>> = {
  french: 'éàèêçôûîâùëïœüæÿ',
  german: 'üäößé',
  spanish: 'óíáéñúü',
  portuguese: 'ãçáéóíêõâúàôü',
  italian: 'èàùòìé',
  swedish: 'äåöé',
  danish: 'øåæé',
  dutch: 'éëïèüö',
  icelandic: 'áíöðéóþæúý',
  polish: 'łęąóżśćńź',
  czech: 'íáěéřžčšýůúťňďó',
  slovak: 'áíéýžčšľúťôňďóäĺŕ',
  hungarian: 'áéöóőíüúű',
  romanian: 'ăîşţâșț',
  croatian: 'čšžćđ',
  turkish: 'ıüşğçöiîâ',
  albanian: 'ëç',
  vietnamese: 'ôáàêđươâăíéóúìòýãõ\u0301\u0300\u0323\u0309\u0303',
  russian: 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё',
  ukrainian: 'оаинвіертслкдумпзябьгйчхїєшжцющфґ',
  bulgarian: 'аоиетнрсвлкдпмзъбгучщжцхйшюья',
  greek: 'αοιετσνρηυπκλςμωίάόέγδθχήύφβώξζψϊϋΐΰ',
  hebrew: 'יוהלאתרבשנמעדקםחפטכצגזסךןףץ',
  arabic: 'اليمنوترةهبعدأسفكقحجإىشصطخضذزثءغظئؤآ\u064B\u064E\u0651',
  thai: 'านรกอเงมยลวดทส่ต้ะีัปคิบใหแจพไุูโชำขผถซื็์ฟธณญฉศษภฎฏฐฑฒฬฮฝๆฯึ๊๋',
};

/** Logarithms of how likely their letters are, by the rank of each. */
export const languages: readonly ReadonlyMap<string, number>[] = Object.values(alphabets).map((letters) => {
  const ranked = Array.from(letters);
  const whole = ranked.reduce((sum, _, rank) => sum + 1 / (rank + 2), 0);
  return new Map(ranked.map((letter, rank) => [letter, Math.log(1 / (rank + 2) / whole)]));
});

/** Signs beyond ASCII by how frequent they are among such; the others share what is left. */
export const signs: ReadonlyMap<string, number> = new Map([
  ['’', 0.25],
  ...Array.from('“”–—').map((sign) => [sign, 0.08] as const),
  ...Array.from('…\u00A0«»´‘„•€£°').map((sign) => [sign, 0.02] as const),
  ...Array.from('®©™½²³§±×·¿¡¼¾µ‰').map((sign) => [sign, 0.01] as const),
]);
