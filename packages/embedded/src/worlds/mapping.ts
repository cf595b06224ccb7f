/**
 * A mapping that only examples reveal: words of one class go to one made-up word, words of another class to another. Which made-up word
 * stands for which class is drawn anew for every document, so it can be learnt from the context alone. Words of held-out classes are in the
 * corpus, in sentences that say what they are ("a violin is an instrument"). They are never in a mapping.
 */
import type { Random } from '@adaptbench/core';
import { type Half, type Halves, pick, pickMany, words } from './draw.ts';

export const classes: Halves<Readonly<Record<string, readonly string[]>>> = {
  pretraining: {
    animal: words('dog, cat, horse, cow, sheep, lion, tiger, mouse, rabbit, goat, wolf, bear'),
    fruit: words('apple, banana, cherry, lemon, grape, melon, pear, peach, plum, orange, fig, lime'),
    tool: words('hammer, saw, drill, axe, shovel, wrench, chisel, rake, pliers, file, knife, ladder'),
    cloth: words('shirt, coat, hat, sock, shoe, glove, scarf, dress, skirt, belt, jacket, boot'),
    vehicle: words('car, bus, train, truck, bicycle, ship, plane, tram, taxi, boat, van, rocket'),
    body: words('arm, leg, nose, ear, knee, hand, foot, finger, mouth, neck, shoulder, toe'),
    colour: words('red, blue, green, yellow, purple, brown, pink, grey, white, black, golden, silver'),
    number: words('one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve'),
    metal: words('iron, copper, zinc, tin, lead, steel, brass, bronze, nickel, chrome, platinum, aluminium'),
    tree: words('oak, birch, maple, willow, elm, ash, pine, cedar, spruce, beech, poplar, larch'),
    drink: words('tea, juice, milk, water, beer, cider, cocoa, lemonade, punch, syrup, rum, whisky'),
    weekday: words('Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday'),
    month: words(
      'January, February, March, April, May, June, July, August, September, October, November, December',
    ),
    job: words(
      'baker, farmer, painter, tailor, pilot, sailor, miner, carpenter, plumber, gardener, barber, butcher',
    ),
    relative: words(
      'mother, father, sister, brother, uncle, aunt, cousin, niece, nephew, grandmother, grandfather, daughter',
    ),
    building: words(
      'house, tower, church, barn, castle, palace, temple, garage, factory, mill, cottage, museum',
    ),
    insect: words('ant, bee, wasp, fly, moth, beetle, cricket, mosquito, flea, butterfly, hornet, louse'),
    flower: words(
      'rose, tulip, daisy, lily, violet, poppy, orchid, iris, lotus, daffodil, jasmine, carnation',
    ),
    country: words(
      'France, Spain, Italy, Poland, Greece, Norway, Sweden, Egypt, India, China, Japan, Brazil',
    ),
    gem: words('ruby, diamond, emerald, pearl, opal, sapphire, topaz, amber, jade, garnet, agate, quartz'),
    game: words('chess, poker, tennis, golf, hockey, football, cards, rugby, bingo, darts, bowling, skating'),
    shape: words('circle, square, triangle, cube, sphere, cone, star, cross, oval, spiral, pyramid, arch'),
    spice: words(
      'salt, pepper, ginger, mustard, vanilla, cinnamon, nutmeg, curry, saffron, mint, basil, thyme',
    ),
    vessel: words('cup, mug, glass, bowl, bottle, bucket, barrel, basket, kettle, pot, pan, tub'),
    landform: words(
      'hill, valley, island, desert, river, lake, forest, beach, canyon, mountain, cave, swamp',
    ),
    planet: words('Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus, Neptune'),
    language: words(
      'French, Spanish, Italian, Polish, Greek, Swedish, Arabic, Hindi, Chinese, Japanese, German, Latin',
    ),
    feeling: words('joy, fear, anger, pride, shame, envy, hope, grief, love, hatred, boredom, surprise'),
  },
  heldOut: {
    instrument: words(
      'violin, trumpet, flute, harp, cello, banjo, organ, tuba, clarinet, accordion, oboe, lute',
    ),
    furniture: words(
      'sofa, chair, desk, shelf, cupboard, stool, bench, couch, cabinet, drawer, armchair, dresser',
    ),
    bird: words('eagle, owl, sparrow, crow, parrot, swan, duck, goose, hawk, robin, stork, gull'),
    vegetable: words(
      'carrot, onion, cabbage, potato, pea, leek, spinach, turnip, radish, celery, pumpkin, garlic',
    ),
  },
};

/** Made-up label words: single syllables that mean nothing. */
export const labelWords: Halves<readonly string[]> = {
  pretraining: words(
    'dax, wug, blick, fep, toma, gorp, lim, nalo, pid, rast, kiv, sool, mern, vot, hib, jun, cag, zell, bam, tiv',
  ),
  heldOut: words('zup, mib, quon, fral, drex, yalt'),
};

export interface Mapping {
  /** Class by label. */
  readonly classOf: Readonly<Record<string, string>>;
  readonly pairs: readonly { readonly word: string; readonly label: string }[];
}

/** `kinds` classes with a label each, and `n` pairs: words in random order, none twice where there are enough. */
export function drawMapping(r: Random, half: Half, n: number, kinds = 2): Mapping {
  const chosen = pickMany(r, Object.entries(classes[half]), kinds);
  const labels = pickMany(r, labelWords[half], kinds);
  const all = chosen.flatMap(([, members], i) => members.map((word) => ({ word, label: labels[i]! })));
  return {
    classOf: Object.fromEntries(chosen.map(([name], i) => [labels[i]!, name])),
    pairs: r.shuffle(all).slice(0, n),
  };
}

/** What a word is: words of both halves. */
export function drawKind(r: Random): { readonly word: string; readonly kind: string } {
  const [kind, members] = pick(r, [
    ...Object.entries(classes.pretraining),
    ...Object.entries(classes.heldOut),
  ]);
  return { word: pick(r, members), kind };
}
