/**
 * A free text of any length: the whole output, line breaks and inner white space as they are, white space at both ends removed. Equal only
 * to itself (line ends of Windows are line ends); how near an answer comes is for metrics to say.
 */
import type { Extractor } from './extractor.ts';

const whole = (text: string): string | null => text.trim() || null;
const lines = (text: string): string => text.replaceAll('\r\n', '\n');

export const text: Extractor = {
  strict: whole,
  lenient: whole,
  canonical: whole,
  equal: (answer, gold) => answer === gold || lines(answer) === lines(gold),
  several: true,
  free: true,
};
