/**
 * The thread in which the Rust library works. Its `encode` and `decode` give promises and everything else in this project asks for tokens
 * without waiting, so the main thread sleeps until this one has answered (`library.ts`). One request, one answer; errors travel as texts.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { AddedToken, Tokenizer } from 'tokenizers';

/** Tokenizers that are open, by the number that the main thread gave them. */
const open = new Map();
const { port, flag } = workerData;

parentPort.on('message', ({ key, text, added, normalized: texts }) => {
  try {
    if (text === undefined) return void open.delete(key);
    const tokenizer = Tokenizer.fromString(text);
    // They belong to batches; a prompt is neither cut nor filled up.
    tokenizer.disableTruncation();
    tokenizer.disablePadding();
    tokenizer.addAddedTokens(
      added.map(
        ({ content, special, normalized, single_word, lstrip, rstrip }) =>
          new AddedToken(content, special, {
            normalized,
            singleWord: single_word,
            leftStrip: lstrip,
            rightStrip: rstrip,
          }),
      ),
    );
    checkNormalized(tokenizer.getNormalizer(), texts);
    open.set(key, tokenizer);
    parentPort.postMessage({ key }, []);
  } catch (error) {
    parentPort.postMessage({ key, error: error.message }, []);
  }
});

/** Of what is looked for in normalised text, something must be left, and something of its own. */
function checkNormalized(normalizer, tokens) {
  const seen = new Map();
  for (const { content, rstrip } of tokens) {
    const left = normalizer === null ? content : normalizer.normalizeString(content);
    const token = JSON.stringify(content);
    // Found everywhere, within characters too, it ends the process or never ends.
    if (left === '') throw new Error(`nothing is left of the added token ${token} once normalised`);
    // Which of them is found is left to chance.
    if ((seen.get(left)?.token ?? token) !== token)
      throw new Error(`the added tokens ${seen.get(left).token} and ${token} are the same once normalised`);
    seen.set(left, { token, rstrip });
  }
  // Where one swallows the white space that another begins with, it ends the process.
  const swallows = [...seen.values()].find(({ rstrip }) => rstrip);
  const [, begins] = [...seen].find(([left]) => /^[\s\x85]/.test(left)) ?? [];
  if (swallows && begins)
    throw new Error(
      `the added token ${swallows.token} takes the white space after it (rstrip) and ${begins.token} begins with white space, which cannot go together. Set rstrip to false`,
    );
}

const operations = {
  async encode(tokenizer, [text, addSpecialTokens]) {
    return (await tokenizer.encode(text, null, { addSpecialTokens })).getIds();
  },
  async encodeAll(tokenizer, [texts, addSpecialTokens]) {
    const all = await Promise.all(texts.map((text) => tokenizer.encode(text, null, { addSpecialTokens })));
    return all.map((encoding) => encoding.getIds());
  },
  // A model's output may be wider than its vocabulary.
  async decode(tokenizer, [ids]) {
    const known = ids.filter((id) => id >= 0 && tokenizer.idToToken(id) !== null);
    return known.length === 0 ? '' : await tokenizer.decode(known, true);
  },
  ids: (tokenizer, [tokens]) => tokens.map((token) => tokenizer.tokenToId(token)),
  tokens: (tokenizer, [ids]) => ids.map((id) => (id >= 0 ? tokenizer.idToToken(id) : null)),
};

port.on('message', async ({ key, name, values }) => {
  let answer;
  try {
    answer = { value: await operations[name](open.get(key), values) };
  } catch (error) {
    answer = { error: error.message };
  }
  port.postMessage(answer);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
});
