/**
 * Tokens that tokenizer.json does not list and the files beside it do: `added_tokens_decoder` and the named tokens of
 * tokenizer_config.json, else added_tokens.json and special_tokens_map.json. Source: transformers 5.24,
 * `tokenization_utils_base.py` (`_from_pretrained`) and `tokenization_utils_tokenizers.py` (`TokenizersBackend.__init__`).
 */
import type { AddedToken } from './rust/library.ts';

type Json = Readonly<Record<string, unknown>>;

export interface Beside {
  /** tokenizer_config.json */
  readonly config: Json;
  /** special_tokens_map.json */
  readonly specialTokens: Json;
  /** added_tokens.json: ids by token. */
  readonly addedTokens: Json;
}

export interface Elsewhere {
  /** To be added, in this order. */
  readonly added: readonly AddedToken[];
  /** Tokens of tokenizer.json that the other files say something else of. */
  readonly changed: ReadonlyMap<string, AddedToken>;
  /** Ids that the files say a token has, which must come true. */
  readonly ids: ReadonlyMap<string, number>;
  /** Tokens by the part they play, as written: `bos_token`, `eos_token` … */
  readonly named: ReadonlyMap<string, string>;
}

/** @param listed `added_tokens` of tokenizer.json */
export function tokensElsewhere(
  listed: readonly { readonly id: number; readonly content: string }[],
  { config, specialTokens, addedTokens }: Beside,
): Elsewhere {
  const decoder = config['added_tokens_decoder'];
  const modern = isObject(decoder);
  const roles = modern ? { ...config } : { ...config, ...specialTokens };
  const named = new Map<string, AddedToken>();
  for (const [role, value] of Object.entries(roles)) {
    const token = role.endsWith('_token') ? tokenOf(value, true) : null;
    if (token !== null) named.set(role, token);
  }
  const extra = extraTokens(roles['extra_special_tokens'] ?? roles['additional_special_tokens']);
  const special = new Set([...named.values(), ...extra].map((token) => token.content));
  const byId = new Map<number, AddedToken>();
  if (modern) for (const [id, value] of Object.entries(decoder)) put(byId, Number(id), tokenOf(value, false));
  else
    for (const [content, id] of Object.entries(addedTokens))
      put(byId, Number(id), plainToken(content, special.has(content)));
  const known = new Map(listed.map((token) => [token.content, tokenOf(token, false)]));
  const parts = new Set([...named.values()].map((token) => token.content));
  // A token that plays a part is special, whatever is said of it.
  const said = [...byId.entries()]
    .toSorted(([a], [b]) => a - b)
    .map(([, token]) => ({ ...token, special: token.special || parts.has(token.content) }));
  const added = said.filter((token) => !known.has(token.content));
  const changed = new Map<string, AddedToken>();
  for (const [content, own] of known) {
    if (own === null) continue;
    // Where tokenizer.json has it, added_tokens.json has nothing to say.
    const now = modern
      ? (said.find((token) => token.content === content) ?? own)
      : { ...own, special: own.special || parts.has(content) };
    if (!equal(own, now)) changed.set(content, now);
  }
  const seen = new Set([...known.keys(), ...added.map((token) => token.content)]);
  for (const token of [...named.values(), ...extra])
    if (!seen.has(token.content) && token.content !== '') {
      seen.add(token.content);
      added.push({ ...token, special: true });
    }
  return {
    added,
    changed,
    ids: new Map([...byId].map(([id, token]) => [token.content, id])),
    named: new Map([...named].map(([role, token]) => [role, token.content])),
  };
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function put(tokens: Map<number, AddedToken>, id: number, token: AddedToken | null): void {
  if (token !== null && token.content !== '' && Number.isSafeInteger(id) && id >= 0) tokens.set(id, token);
}

/** A list of tokens, or an object of them by name. */
function extraTokens(value: unknown): AddedToken[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return list.map((one) => tokenOf(one, true)).filter((token) => token !== null);
}

/** A token as the files write it: a text, or an object with its content. */
function tokenOf(value: unknown, special: boolean): AddedToken | null {
  if (typeof value === 'string') return plainToken(value, special);
  if (!isObject(value) || typeof value['content'] !== 'string') return null;
  const isSpecial = typeof value['special'] === 'boolean' ? value['special'] : special;
  const flag = (name: string, otherwise: boolean): boolean =>
    typeof value[name] === 'boolean' ? value[name] : otherwise;
  return {
    content: value['content'],
    special: isSpecial,
    single_word: flag('single_word', false),
    lstrip: flag('lstrip', false),
    rstrip: flag('rstrip', false),
    normalized: flag('normalized', !isSpecial),
  };
}

const plainToken = (content: string, special: boolean): AddedToken => ({
  content,
  special,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: !special,
});

const equal = (a: AddedToken, b: AddedToken): boolean =>
  a.special === b.special &&
  a.single_word === b.single_word &&
  a.lstrip === b.lstrip &&
  a.rstrip === b.rstrip &&
  a.normalized === b.normalized;
