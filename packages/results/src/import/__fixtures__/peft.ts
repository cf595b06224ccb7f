/** A made-up result in the form of PEFT's `method_comparison/MetaMathQA/results/*.json`, with two validations. */
export interface MadeUp {
  readonly experiment?: string;
  readonly seed?: number;
  /** Of 1,319. */
  readonly correct?: number;
  readonly adapter?: object | null;
  /** Fields of `run_info` and `train_info` to replace. */
  readonly run?: object;
  readonly train?: object;
}

export const peftResult = ({
  experiment = 'lora/tiny-rank2',
  seed = 0,
  correct = 500,
  ...o
}: MadeUp = {}) => ({
  run_info: {
    created_at: '2026-01-02T03:04:05+00:00',
    total_time: 100.5,
    experiment_name: experiment,
    peft_branch: 'main',
    train_config: {
      model_id: 'owner/tiny',
      dtype: 'bfloat16',
      max_seq_length: 768,
      batch_size: 4,
      batch_size_eval: 50,
      max_steps: 500,
      eval_steps: 250,
      query_template: 'Question: {query} Think step by step.\nAnswer:',
      seed,
      grad_norm_clip: 1,
      optimizer_type: 'AdamW',
      optimizer_kwargs: { lr: 0.001 },
      lr_scheduler: 'cosine',
      use_amp: false,
      generation_kwargs: { max_length: 800, max_new_tokens: 300 },
    },
    peft_config: o.adapter === undefined ? { peft_type: 'LORA', r: 2, revision: null } : o.adapter,
    error_msg: '',
    ...o.run,
  },
  train_info: {
    accelerator_memory_reserved_avg: 2 * 2 ** 20,
    accelerator_memory_max: 4 * 2 ** 20,
    accelerator_memory_reserved_99th: 3 * 2 ** 20,
    train_time: 80.25,
    file_size: 4096,
    num_trainable_params: 1000,
    num_total_params: 51_000,
    status: 'success',
    metrics: [
      ...[250, 500].map((step) => ({
        step,
        'valid accuracy': step / 1000,
        'train loss': 2 - step / 1000,
        'train samples': step * 4,
        'train time': 20,
        'eval time': 5,
        'tokens / sec': 1000,
        'mem allocated avg': 1e6,
        'mem reserved avg': 2e6,
        'elapsed time': 30,
      })),
      {
        step: 500,
        'test accuracy': correct / 1319,
        'train loss': 1.5,
        'train samples': 2000,
        'train total tokens': 80_000,
        forgetting: 0.25,
      },
    ],
    ...o.train,
  },
  meta_info: {
    model_info: { sha: 'abc', created_at: '2025-01-01T00:00:00+00:00' },
    dataset_info: {
      metamath: { sha: 'def', created_at: '2025-01-01T00:00:00+00:00' },
      gsm8k: { sha: null, created_at: null },
    },
    package_info: { 'torch-version': '2.13.0', 'torch-commit-hash': null },
    system_info: { system: 'Linux', release: '6.17', accelerator: 'NVIDIA L40S' },
    pytorch_info: 'PyTorch built with: …',
  },
});
