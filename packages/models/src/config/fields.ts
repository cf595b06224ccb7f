/**
 * The fields of config.json that no architecture here computes with. transformers passes over what a class does not know, so the numbers
 * are the same whatever such a field says; but a file that says `embedding_multiplier: 12` means another model than the class computes. So
 * fields that are known to change what another family computes are refused by name, unless they say "nothing". Fields that change nothing
 * are listed once, and any other is named in a note.
 */
import { LoadError } from '@adaptbench/core';
import { excerpt } from './excerpt.ts';

/** Of transformers' `PreTrainedConfig`, of generation, of training and of the tools that write such files: no number depends on them. */
const harmless = new Set(
  `
  model_type architectures auto_map transformers_version _name_or_path name_or_path _commit_hash tokenizer_class processor_class
  dtype torch_dtype torchscript use_bfloat16 use_cache use_return_dict return_dict output_attentions output_hidden_states
  output_scores return_dict_in_generate attn_implementation _attn_implementation _attn_implementation_autoset
  _attn_implementation_internal _flash_attn_2_enabled use_flash_attn use_flash_attention use_sdpa _experts_implementation
  experts_implementation chunk_size_feed_forward is_encoder_decoder is_decoder add_cross_attention cross_attention_hidden_size
  tie_encoder_decoder tie_last_hidden_states gradient_checkpointing _gradient_checkpointing initializer_range initializer_cutoff_factor
  initializer_factor id2label label2id num_labels problem_type finetuning_task task_specific_params prefix loss_type label_smoothing
  bos_token_id eos_token_id pad_token_id sep_token_id unk_token_id decoder_start_token_id forced_bos_token_id forced_eos_token_id
  image_token_id video_token_id vision_start_token_id vision_end_token_id vision_token_id pad_token bos_token eos_token
  max_length min_length max_new_tokens min_new_tokens do_sample early_stopping num_beams num_beam_groups diversity_penalty temperature
  top_k top_p min_p typical_p epsilon_cutoff eta_cutoff repetition_penalty encoder_repetition_penalty length_penalty
  no_repeat_ngram_size encoder_no_repeat_ngram_size bad_words_ids num_return_sequences suppress_tokens begin_suppress_tokens
  remove_invalid_values exponential_decay_length_penalty tf_legacy_loss penalty_alpha renormalize_logits guidance_scale
  pretraining_tp attention_dropout hidden_dropout hidden_dropout_prob attention_probs_dropout_prob resid_pdrop embd_pdrop attn_pdrop
  dropout residual_dropout embedding_dropout
  unsloth_version unsloth_fixed unsloth_tiled_mlp transformers.js_config quantization vocab_file max_sequence_length model_max_length
  max_seq_len seq_length n_ctx tokenizer_model_max_length sample_rate config_type base_model base_model_name_or_path
  `
    .trim()
    .split(/\s+/),
);

/** What makes another computation of it, by the values with which it does not; null and absence never do. */
const foreign: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ['attention_multiplier', []],
  ['embedding_multiplier', [1]],
  ['residual_multiplier', [1]],
  ['logits_scaling', [1]],
  ['logit_scale', [1]],
  ['scale_emb', [1]],
  ['embedding_scale', [1]],
  ['scale_embedding', [false]],
  ['scale_depth', []],
  ['dim_model_base', []],
  ['lm_head_multiplier', [1]],
  ['attn_logit_softcapping', [0]],
  ['final_logit_softcapping', [0]],
  ['query_pre_attn_scalar', []],
  ['clip_qkv', [0]],
  ['qk_norm', [false]],
  ['use_qk_norm', [false]],
  ['qk_layernorm', [false]],
  ['qk_layer_norms', [false]],
  ['use_post_norm', [false]],
  ['num_experts', [0]],
  ['num_local_experts', [0]],
  ['n_routed_experts', [0]],
  ['moe_num_experts', [0]],
  ['kv_lora_rank', [0]],
  ['q_lora_rank', [0]],
  ['no_rope_layer_interval', [0]],
  ['nope_layer_interval', [0]],
  ['alibi', [false]],
  ['use_alibi', [false]],
  ['parallel_attn', [false]],
  ['use_parallel_residual', [false]],
  ['parallel_residual', [false]],
  ['rotary_pct', [1]],
  ['rope_interleaved', [false]],
  ['rope_interleave', [false]],
  ['is_causal', [true]],
  ['use_bidirectional_attention', [false]],
  ['attention_chunk_size', [0]],
  ['attn_temperature_tuning', [false, 0]],
  ['num_kv_shared_layers', [0]],
  ['kv_sharing_modes', []],
  ['hidden_size_per_layer_input', [0]],
  ['mup_width_scale', [1]],
  ['mup_embedding_multiplier', [1]],
  ['lambda_attention', []],
]);

/** As `foreign`, of lists and objects: empty ones say nothing. */
const foreignLists: ReadonlySet<string> = new Set([
  'no_rope_layers',
  'pruned_heads',
  'per_layer_config',
  'block_configs',
  'configuration_files',
  'text_config',
]);

/**
 * Throws LoadError naming what would make another model of it; gives the fields that are neither read nor known, sorted.
 * @param read fields that the architecture reads or names as harmless itself
 */
export function checkFields(config: Readonly<Record<string, unknown>>, read: ReadonlySet<string>): string[] {
  const faults: string[] = [];
  const unknown: string[] = [];
  for (const [name, value] of Object.entries(config)) {
    if (read.has(name) || harmless.has(name) || value === null) continue;
    if (foreignLists.has(name)) {
      if (!saysNothing(name, value)) faults.push(`${name} is ${excerpt(value)}`);
    } else if (foreign.has(name)) {
      if (!foreign.get(name)!.includes(value)) faults.push(`${name} is ${excerpt(value)}`);
    } else if (name === 'quantization_config' || name === 'compression_config') refuseQuantized(name, value);
    else unknown.push(name);
  }
  if (faults.length > 0)
    throw new LoadError(
      `config.json: ${faults.toSorted().join(', ')}: ${excerpt(config['model_type'])} as it is computed here has no such thing, and passing over it would give other numbers. Use the model type that the file was written for, or take the field out if it means nothing.`,
    );
  return unknown.toSorted();
}

/** What to say of the fields that `checkFields` gives. */
export const fieldNotes = (unknown: readonly string[]): string[] =>
  unknown.length === 0
    ? []
    : [`config.json: passed over, as transformers passes over them: ${unknown.join(', ')}.`];

/** `no_rope_layers` has a 1 for each layer with rotary positions. */
function saysNothing(name: string, value: unknown): boolean {
  if (name === 'no_rope_layers' && Array.isArray(value)) return value.every((v) => v === 1);
  return typeof value === 'object' && Object.keys(value!).length === 0;
}

const methodNames: ReadonlyMap<string, string> = new Map([
  ['gptq', 'GPTQ'],
  ['awq', 'AWQ'],
  ['bitsandbytes', 'bitsandbytes'],
  ['fp8', 'FP8'],
  ['fbgemm_fp8', 'FBGEMM FP8'],
  ['compressed-tensors', 'compressed-tensors'],
  ['mxfp4', 'MXFP4'],
  ['aqlm', 'AQLM'],
  ['hqq', 'HQQ'],
  ['eetq', 'EETQ'],
  ['quanto', 'Quanto'],
  ['torchao', 'torchao'],
  ['modelopt', 'ModelOpt'],
]);

function refuseQuantized(field: string, value: unknown): void {
  const settings = typeof value === 'object' ? (value as Readonly<Record<string, unknown>>) : {};
  const method = settings['quant_method'];
  // What bitsandbytes leaves behind where nothing was quantised; transformers skips it as well.
  if (method === 'bitsandbytes' && settings['load_in_4bit'] !== true && settings['load_in_8bit'] !== true)
    return;
  const name = (typeof method === 'string' && methodNames.get(method)) || excerpt(method ?? value);
  throw new LoadError(
    `config.json: ${field} says that the weights are quantised by ${name}: ${quantizedMend(name)}`,
  );
}

/** What to do about weights quantised by `name`. */
export const quantizedMend = (name: string): string =>
  `${name} weights cannot be read here, only GGUF's. Use the original checkpoint, or a .gguf file of the same model.`;
