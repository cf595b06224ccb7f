import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decode } from './decode.ts';

const french = 'text,label\n“Le café nº 3 était très bon, l’élève aussi”,bon\nÀ côté, déçu…,mauvais\n';
const german = 'Text;Label\nDie Küche war schön und größer als in Österreich;gut\nÜber Köln;schlecht\n';
const spanish =
  'texto;etiqueta\nEl año pasado tomé café aquí, ¿y tú? Está en la canción más débil;a\nAdiós;b\n';
const english = 'text,label\nI don’t like it – it’s “bad”…,bad\nIt isn’t good,bad\n';

describe('encodings that Windows does not use', () => {
  it.each([
    ['macintosh', french],
    ['macintosh', german],
    ['macintosh', english],
    ['macintosh', spanish],
    ['macintosh', french.replaceAll('\n', '\r')],
    ['cp850', german],
    ['cp850', french.replaceAll(/[“”’…]/gu, '')],
  ])('%s is told by where letters stand', (encoding, text) => {
    const found = decode(iconv.encode(text, encoding), 'f.csv');
    expect(found.text).toBe(text);
    expect(found.encoding).toBe(encoding);
    expect(found.others).not.toBeNull();
  });

  it.each([
    ['windows-1252', french],
    ['windows-1252', german],
    ['windows-1252', english],
    ['windows-1252', spanish],
    ['windows-1252', 'text,label\n’Tis rock ’n’ roll,a\nSay ’em,b\n'],
    ['windows-1252', 'text,label\nHan sade ”nej” och ”ja”,a\n”Nej”,b\n'],
    ['windows-1252', 'text,label\nGood – but dear—very dear,a\nWait…what,b\n'],
    ['windows-1252', 'text,label\nI don´t, you can´t, we won´t,a\nIt isn´t,b\n'],
    ['windows-1252', 'text,label\n• one™ ® §5 ½ cup 20°C £5 5€ †,a\n»Ja«,b\n'],
    ['windows-1252', 'text,label\nDÉJÀ VU À L’ÉCOLE,a\nA 5 % – 10 € remise,b\n'],
  ])('%s stays what it is', (encoding, text) => {
    expect(decode(iconv.encode(text.repeat(4), encoding), 'f.csv').text).toBe(text.repeat(4));
  });

  it.each([
    'It cost £5',
    'I paid 5€',
    'a naïve film',
    'the café',
    'Brand® soap',
    '© 2024 by us',
    '20°C',
    '½ cup',
    'It’s good',
    '“Good”',
    'I don´t',
    '5–6 days',
    'Zoë said',
    'a piñata',
    'São Paulo',
    'Düsseldorf',
    'L’été',
    'Ärger',
    'Élan',
    'ÉCOLE',
    '• one',
    '3 × 4',
    'm²',
    'garçon',
    'Málaga',
    'año',
    'crème brûlée',
    'Æsop',
    'Å',
  ])('one place is enough: %s', (text) => {
    const file = `text,label\n${text},a\n`;
    expect(decode(iconv.encode(file, 'windows-1252'), 'f.csv').text).toBe(file);
  });
});

/** Two rows each, and what people write them in. */
const written: readonly (readonly [encodings: string, text: string])[] = [
  [
    'windows-1250 iso-8859-2 cp852 maccenteuro',
    'Książka była świetna, choć trochę za długa.\nObsługa źle potraktowała gości.',
  ],
  [
    'windows-1250 iso-8859-2 cp852 maccenteuro',
    'Příběh byl skvělý, ale konec mě zklamal.\nŽádný problém, děkuji za rychlé doručení.',
  ],
  [
    'windows-1250 iso-8859-2 cp852',
    'A könyv nagyon jó volt, őszintén ajánlom.\nGyönyörű kilátás, bőséges reggeli.',
  ],
  [
    'windows-1251 koi8-r cp866 iso-8859-5 maccyrillic',
    'Фильм оказался очень интересным.\nОбслуживание ужасное, больше не приду.',
  ],
  ['windows-1251 koi8-u maccyrillic', 'Чудовий фільм, раджу всім подивитися.\nЇжа була холодна і несмачна.'],
  ['windows-1253 cp737 macgreek', 'Η ταινία ήταν πολύ καλή, τη συνιστώ.\nΤο δωμάτιο ήταν βρώμικο.'],
  ['windows-1254 cp857 macturkish', 'Film çok güzeldi, herkese öneririm.\nOda soğuk ve kirliydi, şaşırdım.'],
  ['windows-1255 cp862', 'הסרט היה מצוין, ממליץ בחום.\nשירות גרוע, לא אחזור לשם.'],
  ['windows-1256 iso-8859-6', 'كان الفيلم رائعا وأنصح به.\nالخدمة سيئة ولن أعود مرة أخرى.'],
  ['windows-874', 'หนังเรื่องนี้สนุกมาก แนะนำให้ดู\nบริการแย่มาก จะไม่กลับไปอีก'],
  ['windows-1252 macintosh cp850', 'A comida não estava boa, porém o serviço é ótimo.\nAção e emoção.'],
  ['windows-1252 macintosh cp850 cp865', 'Maten var jättegod och personalen trevlig.\nDåligt ljud på bion.'],
];

it.each(written.flatMap(([encodings, text]) => encodings.split(' ').map((encoding) => [encoding, text])))(
  '%s is read right: %s',
  (encoding, text) => {
    const [first, second] = text.split('\n');
    const rows = (n: number): string =>
      `text,label\n${Array.from({ length: n }, () => `"${first}",a\n"${second}",b\n`).join('')}`;
    for (const n of [1, 20]) expect(decode(iconv.encode(rows(n), encoding), 'f.csv').text).toBe(rows(n));
  },
);
