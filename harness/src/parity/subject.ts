/** What engines must agree on: a method's loss and its gradients on one batch, and the logits of every row. B rows, S scored positions. */
import {
  type AnyMethod,
  type AskingMethod,
  ConfigError,
  type Example,
  type LoadedModel,
  MASKED,
  type Patch,
  VIRTUAL_IDS,
  applyMethod,
  continueProgram,
  encodeText,
  fits,
  feedState,
  logitsPerPosition,
  noPatch,
  paramsOf,
  patchedForward,
  random,
  scoredTokens,
  startingState,
  trainBatch,
  trainPrograms,
  trainables,
  tunes,
} from '@adaptbench/core';
import {
  type Engine,
  type Program,
  type Tensor,
  adamWDefaults,
  count,
  crossEntropy,
  f32,
  i32,
  input,
  program,
  resolveShape,
} from '@adaptbench/graph';

/** A configuration of a method, by what differs from the defaults. */
export interface Configuration {
  readonly name: string;
  readonly method: AskingMethod<unknown>;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface Subject {
  readonly name: string;
  /** The loss alone, for an engine that differentiates by itself; null where nothing is trained. */
  readonly loss: Program | null;
  /** A whole training step: the loss, the gradient of each trained input as `gradient.<name>`, next parameters and moments. */
  readonly step: Program | null;
  readonly trained: readonly string[];
  /** What reads a prompt and what decodes: logits, keys and values behind a cache. */
  readonly logits: Program;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

export interface BatchShape {
  readonly rows: number;
  readonly tokens: number;
}

/** Defaults, and each value of a method's sweep that is more than a size: its own forms. What only asks has the model's program as it is; what is fitted has none. */
export function configurationsOf(methods: readonly AnyMethod[]): Configuration[] {
  const asking = methods.flatMap((method) => (fits(method) || tunes(method) ? [] : [method]));
  const plainModel = asking
    .slice(0, 1)
    .map((method) => ({ name: asking.map(({ name }) => name).join(', '), method, config: {} }));
  const tuned = methods.filter(tunes).flatMap((method): Configuration[] => {
    const forms = Object.entries(method.space as Readonly<Record<string, readonly unknown[]>>).flatMap(
      ([field, values]) =>
        values.flatMap((value) =>
          typeof value === 'number'
            ? []
            : [{ name: `${method.name} ${field}=${plain(value)}`, method, config: { [field]: value } }],
        ),
    );
    const defaults = method.config.parse({}) as Readonly<Record<string, unknown>>;
    const isDefault = ({ config }: Configuration): boolean =>
      Object.entries(config).every(
        ([field, value]) => JSON.stringify(defaults[field]) === JSON.stringify(value),
      );
    return [{ name: method.name, method, config: {} }, ...forms.filter((form) => !isDefault(form))];
  });
  return [...plainModel, ...tuned];
}
const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A configuration's patch, and texts that it can be trained on. Throws ConfigError where it cannot work on the model. */
export function patchAndTexts(
  model: LoadedModel,
  { method, config }: Configuration,
  shape: BatchShape,
): { readonly patch: Patch; readonly examples: readonly Example[] } {
  const { patch, prompt } = applyMethod(method, method.config.parse(config), model, task);
  const examples = texts(model, tunes(method) ? virtualIds(model, prompt) : [], shape);
  // A head has fewer labels than the model has words.
  const labels = logitsPerPosition(model.architecture, patch);
  const inRange = ({ ids, from }: Example): Example => ({
    ids: ids.map((id, t) => (t < from ? id : id % labels)),
    from,
  });
  return { patch, examples: patch.head ? examples.map(inRange) : examples };
}

/** null where the configuration cannot work on the model. `base` makes initial values that the model must compute. */
export async function subjectOf(
  model: LoadedModel,
  base: Engine,
  configuration: Configuration,
  shape: BatchShape,
): Promise<Subject | null> {
  try {
    const { patch, examples } = patchAndTexts(model, configuration, shape);
    const state = away(patch, await startingState({ model, engine: base, patch, seed: 0, labelWords: [] }));
    const { feeds } = trainBatch(examples, patch.positions, scoredTokens(examples));
    return {
      name: configuration.name,
      ...programsOf(model, patch, { ...feeds, ...feedState(model.architecture, patch, state) }),
    };
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

type Programs = Omit<Subject, 'name'>;
function programsOf(model: LoadedModel, patch: Patch, feeds: Readonly<Record<string, Tensor>>): Programs {
  const { architecture } = model;
  const logits = continueProgram(model, patch, false, true);
  if (patch === noPatch)
    return { loss: null, step: null, trained: [], logits, feeds: { ...feeds, ...oneSlot(model, feeds) } };
  const forward = patchedForward(architecture, patch, { training: true });
  const loss = crossEntropy(forward.logits, input('targets', i32('B', 'S')), input('weights', f32('B', 'S')));
  const trained = trainables(architecture, patch).map((t) => ({ ...t, weightDecay: 0.01 }));
  const { step, gradients } = trainPrograms(architecture, patch, trained, {
    ...adamWDefaults,
    maxGradientNorm: 1,
  });
  const sizes = { B: feeds['ids']!.shape[0]!, T: feeds['ids']!.shape[1]!, S: feeds['scored']!.shape[1]! };
  const r = random(0, 'parity dropout');
  const kept = forward.dropouts.map(({ keep, name, rate }): [string, Tensor] => {
    const shape = resolveShape(keep.type.shape, sizes);
    return [
      name,
      { shape, data: Float32Array.from({ length: count(shape) }, () => Number(r.uniform() >= rate)) },
    ];
  });
  const moments = trained.flatMap(({ input: name, shape }) =>
    ['m', 'v'].map((k): [string, Tensor] => [`${k}.${name}`, filled(shape, 0)]),
  );
  return {
    loss: program({ loss }),
    step: program({
      ...Object.fromEntries(step.outputs),
      ...Object.fromEntries(trained.map((t, i) => [`gradient.${t.input}`, gradients[i]!])),
    }),
    trained: trained.map((t) => t.input),
    logits,
    feeds: {
      ...feeds,
      ...oneSlot(model, feeds),
      ...Object.fromEntries([...kept, ...moments]),
      learningRate: filled([], 1e-3),
      step: filled([], 1),
    },
  };
}

const filled = (shape: readonly number[], value: number): Tensor => ({
  shape,
  data: new Float32Array(count(shape)).fill(value),
});

/** A cache of one slot that no query sees. */
function oneSlot(
  { architecture }: LoadedModel,
  feeds: Readonly<Record<string, Tensor>>,
): Record<string, Tensor> {
  const { layers, keyValueHeads: H, dHead: K } = architecture.shape;
  const [B, T] = feeds['ids']!.shape as readonly [number, number];
  const slot = filled([H, B, 1, K], 0);
  return {
    cacheMask: filled([B, T, 1], MASKED),
    ...Object.fromEntries(
      Array.from({ length: layers }, (_, i) => [`cache.${i}.k`, `cache.${i}.v`])
        .flat()
        .map((name) => [name, slot]),
    ),
  };
}

/** A patch's own tensors away from where they begin, so that none is zero by construction; the checkpoint's are left as they are. */
function away(patch: Patch, state: Awaited<ReturnType<typeof startingState>>): typeof state {
  const ofPatch = new Set(paramsOf(patch).map(({ name }) => name));
  return new Map(
    [...state].map(([name, { shape, data }]) => {
      const r = random(1, 'parity state', name);
      return [
        name,
        ofPatch.has(name) ? { shape, data: data.map((x) => x + 0.05 * r.normal()) } : { shape, data },
      ];
    }),
  );
}

/** Random words behind a method's virtual tokens; the loss is taken on the last two. */
function texts(
  { architecture }: LoadedModel,
  front: readonly number[],
  { rows, tokens }: BatchShape,
): Example[] {
  const r = random(0, 'parity');
  return Array.from({ length: rows }, (_, row) => {
    // Of two lengths, so that there is padding.
    const words = Array.from({ length: tokens - (row % 2) }, () => r.below(architecture.shape.vocabulary));
    return { ids: [...front, ...words], from: front.length + words.length - 2 };
  });
}

function virtualIds(
  { tokenizer, architecture }: LoadedModel,
  prompt: ReturnType<typeof applyMethod>['prompt'],
): number[] {
  const { contextLength } = architecture.shape;
  const bound = prompt.bind({
    task,
    template: 0,
    pool: [item],
    seed: 0,
    tokenizer,
    contextLength,
    frame: (text) => text,
  });
  return encodeText(tokenizer, bound.write(item)).filter((id) => id >= VIRTUAL_IDS);
}

const item = { id: 'train:0', fields: { text: 'a film' }, answer: 'good' };
const template = {
  name: 'review',
  form: 'cloze',
  write: () => 'a film',
  verbalizer: { bad: [' bad'], good: [' good'] },
  separator: '\n\n',
} as const;
const task = {
  kind: 'classification',
  name: 'parity',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['bad', 'good'],
  templates: [template],
} as const;
