/** Whether a Chinese sentence says yes or no. 是否, 能不能 and whatever ends in 吗 or ？ asks and says nothing. */

type Polarity = 'yes' | 'no' | null | undefined;

/** Left open: perhaps, not sure, not necessarily, and denials of a denial. */
const OPEN =
  /不一定|不确定|不清楚|不知道|不知|不明|不好说|不太|未必|也许|或许|(?<!不)可能(?!性)|无法(?:确定|判断|得知|回答)|难说|[不没]是不|不得不|不能不|不会不|不可不|不无|并非不|没有不/u;
/** Words that begin with 不 or 没 and deny nothing. */
const NO_DENIAL =
  /不过|不仅|不但|不管|不论|不妨|不止|不少|不久|不断|不同|不错|不只|不光|没错|没有?问题|没有错误?|没关系|没事/gu;
/** A-not-A asks: 是不是, 能不能, 可不可以, 有没有; 是否. */
const ASKS =
  /([\p{Script=Han}])[不没]\1\p{Script=Han}{0,3}|是否\p{Script=Han}{0,12}|能否|可否|是或否|是\/否/gu;

const NO_HEAD =
  /^(?:当然|肯定|绝对|确实|的确|应该|显然|其实|答案|这|那|并|从|毫|绝|决)?(?:不|没有?(?=$|[\s.,;!、；！”」』"']|有|能|法)|没有|否|非也|错(?![过综])|假|无(?=$|[\s.,;!；！”」』"'])|未(?![必来])|并非|绝非|无法)/u;
const YES_HEAD =
  /^(?:当然|肯定|绝对|确实|的确|应该|显然|答案)?(?:是(?=$|[的啊呀吧]|[\s.,;!、；！”」』"']|可|对|正确|真)|对(?=$|[的啊呀]|[\s.,;!、；！”」』"'])|正确|没错|不错|可以|可行|行(?=$|[的啊呀]|[\s.,;!；！”」』"'])|成立|能(?![源量力级])|会(?![议计员])|有(?![些人时点的])|需要|属于|符合|真(?=$|的|[\s.,;!；！”」』"'])|好(?=$|的|[\s.,;!；！”」』"'])|嗯|当然(?=$|[\s.,;!；！”」』"'])|肯定(?=$|[\s.,;!；！”」』"'])|确实(?=$|[\s.,;!；！”」』"'])|同意|存在|相等)/u;

/** A short reply at the beginning. */
export function chineseHead(text: string): Polarity {
  const sentences = statements(text, 1);
  const [first] = sentences;
  if (first === undefined) return undefined;
  if (!/^\p{Script=Han}/u.test(first)) return undefined;
  const clause = first.split(/[,，;；]/u, 1)[0]!;
  if (OPEN.test(clause)) return null;
  // 不错 and 没错 agree.
  if (/^(?:不错|没错|没有?问题|没有错)/u.test(clause)) return turned(first, 'yes');
  if (NO_HEAD.test(clause) && !new RegExp(`^(?:${NO_DENIAL.source})`, 'u').test(clause))
    return turned(first, 'no');
  return YES_HEAD.test(clause) ? turned(first, 'yes') : undefined;
}

/** 是的，不行 says both. */
function turned(sentence: string, polarity: 'yes' | 'no'): Polarity {
  const rest = sentence.split(/[,，;；]/u).slice(1, 2);
  const next = rest[0] === undefined || rest[0].length > 6 ? undefined : wordsOf(rest[0]);
  return next === undefined || next === null || next === polarity ? polarity : null;
}

const NO =
  /(?:不|没有?)(?:是|对|行|可以|可行|可能|能|会|正确|成立|需要|应该|存在|符合|属于|相等|相同|同意|够|足|准确|合适|合理|有)|不(?=$|[\s.,;!；！”」』"'])|没有|并非|并不|无法|错误|是错的|否(?![则认决])|假的/gu;
const YES =
  /可以|可行|可能|正确|没错|不错|成立|是的|是对的|对的|属于|符合|存在|相等|同意|足够|合适|合理|能(?![源量力级])|会(?![议计员])|真的/gu;

/** yes, no, or null for both, of the words of one statement. */
function wordsOf(statement: string): Polarity {
  if (OPEN.test(statement)) return null;
  const agreed = /没错|不错|没有?问题|没有错/u.test(statement);
  const clean = statement.replaceAll(NO_DENIAL, '');
  const denied = clean.match(NO) !== null;
  const affirmed = agreed || clean.replaceAll(NO, '#').match(YES) !== null;
  if (denied === affirmed) return denied ? null : undefined;
  return denied ? 'no' : 'yes';
}

/** What the last statement that says either says; a whole sentence, or a line that is a short reply. */
export function chineseStatement(text: string): Polarity {
  for (const statement of statements(text, LAST).toReversed()) {
    const head = statement.length <= 6 ? chineseHead(statement) : undefined;
    const polarity = head === undefined ? wordsOf(statement) : head;
    if (polarity !== undefined) return polarity;
  }
  return undefined;
}

/** As many statements from the end are looked at. */
const LAST = -3;
/** Longer ones are no answers. */
const LONGEST = 200;

/** Sentences that ask nothing: the first `count`, or with a minus the last. */
function statements(text: string, count: number): string[] {
  const all = (text.match(/[^.!?！？\n]+[.!?！？\n]*/gu) ?? [])
    .filter((s) => s.length <= LONGEST && !/[?？]\s*$|吗\s*$|吗[.!]/u.test(s))
    .map((s) =>
      s
        .replaceAll(ASKS, '')
        .replace(/[.!！\s]+$/u, '')
        .trim()
        .replace(/^[,，:;；"'“”*\s]+/u, ''),
    )
    .filter((s) => s !== '');
  return count < 0 ? all.slice(count) : all.slice(0, count);
}
