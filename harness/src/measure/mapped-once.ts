/** Pages of mapped files, each counted once however many mappings of a process show it. */

interface Mapping {
  /** Bytes of the file, from–to. */
  readonly from: number;
  readonly to: number;
  /** Share of them that is resident; pages that have been written to are private and count as anonymous. */
  readonly density: number;
}

/**
 * Resident bytes, from the text of /proc/…/smaps. Where mappings of one file overlap, the one with the larger share of its pages
 * resident counts: exact where the whole of a mapping is resident, as weights are once they have been used.
 */
export function mappedOnceIn(smaps: string): number {
  const areas = smaps.matchAll(
    /^([\da-f]+)-([\da-f]+) \S+ ([\da-f]+) (\S+ \d+).*\n(?:[A-Z].*\n)*?Rss: +(\d+) kB\n(?:[A-Z].*\n)*?Anonymous: +(\d+) kB/gm,
  );
  const all = [...areas].map(([, start = '', end = '', offset = '', file = '', rss, anonymous]) =>
    area(start, end, offset, file, (Number(rss) - Number(anonymous)) * 1024),
  );
  return Math.round(byFile(all).reduce((sum, mappings) => sum + union(mappings), 0));
}

/** Bytes of files that a process maps more than once, resident or not, from the text of /proc/…/maps. */
export function mappedTwiceIn(maps: string): number {
  const areas = maps.matchAll(/^([\da-f]+)-([\da-f]+) \S+ ([\da-f]+) (\S+ \d+)/gm);
  const all = [...areas].map(([, start = '', end = '', offset = '', file = '']) =>
    area(start, end, offset, file),
  );
  return byFile(all).reduce(
    (sum, mappings) => sum + mappings.reduce((n, { from, to }) => n + to - from, 0) - union(mappings),
    0,
  );
}

interface Area extends Mapping {
  /** Device and inode. */
  readonly file: string;
}

function area(start: string, end: string, offset: string, file: string, resident?: number): Area {
  const bytes = Number.parseInt(end, 16) - Number.parseInt(start, 16);
  const from = Number.parseInt(offset, 16);
  return { file, from, to: from + bytes, density: resident === undefined ? 1 : resident / bytes };
}

/** Memory without a file has inode 0. */
function byFile(areas: readonly Area[]): readonly (readonly Mapping[])[] {
  const files = new Map<string, Mapping[]>();
  for (const mapping of areas) {
    if (mapping.file.endsWith(' 0')) continue;
    const others = files.get(mapping.file);
    if (others) others.push(mapping);
    else files.set(mapping.file, [mapping]);
  }
  return [...files.values()];
}

/** Σ length × highest density over the stretches between all ends. */
function union(mappings: readonly Mapping[]): number {
  const ends = [...new Set(mappings.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b);
  const sorted = mappings.toSorted((a, b) => a.from - b.from);
  let open: Mapping[] = [];
  let next = 0;
  let sum = 0;
  ends.forEach((end, i) => {
    const from = ends[i - 1] ?? end;
    while (next < sorted.length && sorted[next]!.from <= from) open.push(sorted[next++]!);
    open = open.filter(({ to }) => to > from);
    sum += (end - from) * Math.max(0, ...open.map(({ density }) => density));
  });
  return sum;
}
