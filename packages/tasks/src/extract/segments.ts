/**
 * A model that has answered may go on with a question of its own and answer that: "… The answer is 5. Question: … The answer is 7". What
 * is read is the first part that has an answer. Where parts begin: a line or sentence that opens a question, a turn or a document.
 */
const OPENER =
  '(?:(?:next|new|another) )?(?:question|problem|exercise|task|puzzle|q|human|user|instruction|问题|题目|问|练习|用户) {0,2}\\d{0,4} {0,2}(?:\\*\\*)?:';

/** Expects normalised text. */
const BEGINS = new RegExp(
  `(?:^|\\n)[ \\t]{0,8}(?:[*#]{1,6} ?)?${OPENER}|(?<=[.!?！？] ?)(?:Question|Q|问题|题目|问) ?\\d{0,4}:|<\\|[a-z_]{1,30}\\|>|</s>|<eos>|<end_of_turn>|\\[/?INST\\]`,
  'giu',
);

/** Parts that are looked at. */
const MOST = 20;

/** As much of a text's end as holds an answer that is not announced. */
export const END = 50_000;

/** The parts, without what opens them. */
export const segments = (text: string): string[] => text.split(BEGINS, MOST);
