import { mainOf } from '../detect/evidence.ts';
import type { Evidence } from '../detect/evidence.ts';
import { asObject, asText } from '../detect/json-look.ts';
import { isFloat, outputNamed, rankOf } from '../detect/tensor-look.ts';
import type { TensorSpec } from '../schema.ts';
import { unfit } from './preset.ts';
import type { StepInput, Unfit } from './preset.ts';

/** From tokens' vectors to one for each text. */
export interface EmbeddingPlan {
  output: TensorSpec;
  steps: StepInput[];
  /** Put before each text. */
  prefix: string;
  assumptions: string[];
}

const POOLS = [
  ['pooling_mode_cls_token', 'cls'],
  ['pooling_mode_lasttoken', 'last'],
  ['pooling_mode_max_tokens', 'max'],
  ['pooling_mode_mean_tokens', 'mean'],
] as const;

/** The model's own sentence embedding, else its token embeddings pooled as modules.json and 1_Pooling say. */
export function embeddingPlan(evidence: Evidence): EmbeddingPlan | Unfit {
  const graph = mainOf(evidence);
  const { modules, pooling } = evidence.companions;
  const { prefix, told } = prefixOf(evidence);
  const whole = outputNamed(graph, 'sentence_embedding');
  if (whole && rankOf(whole) === 2) return { output: whole, steps: [], prefix, assumptions: told };
  const tokens =
    outputNamed(graph, 'last_hidden_state') ?? outputNamed(graph, 'token_embeddings') ?? graph.outputs.find((spec) => isFloat(spec) && rankOf(spec) === 3);
  if (!tokens || rankOf(tokens) !== 3) return unfit('None of the outputs has a vector for each token.');
  const mode = POOLS.find(([key]) => pooling?.[key] === true)?.[1] ?? null;
  const normalises = modules?.some((type) => /\.Normalize$/.test(type)) ?? true;
  const assumptions = [
    ...(mode === null ? ["The vector of a text is the mean of its tokens': 1_Pooling/config.json is missing"] : []),
    ...(modules === null ? ['Vectors are made of length 1: modules.json is missing'] : []),
  ];
  const steps: StepInput[] = [{ kind: 'pool', mode: mode ?? 'mean' }, ...(normalises ? [{ kind: 'l2-normalise' } as const] : [])];
  return { output: tokens, steps, prefix, assumptions: [...assumptions, ...told] };
}

/** The model's default prompt ("query: "), when its files name one. */
function prefixOf({ companions }: Evidence): { prefix: string; told: string[] } {
  const { sentenceTransformers } = companions;
  const name = asText(sentenceTransformers?.default_prompt_name);
  const prefix = name === null ? null : asText(asObject(sentenceTransformers?.prompts)?.[name]);
  return prefix === null
    ? { prefix: '', told: [] }
    : { prefix, told: [`Each text begins with "${prefix}", the default prompt of config_sentence_transformers.json`] };
}
