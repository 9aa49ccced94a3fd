import { mainOf } from '../detect/evidence.ts';
import type { Evidence } from '../detect/evidence.ts';
import { asNumber, asSize, asText } from '../detect/json-look.ts';
import { fixedDim, isInteger, rankOf } from '../detect/tensor-look.ts';
import type { TensorSpec } from '../schema.ts';
import { isUnfit, unfed, unfit } from './preset.ts';
import type { StepInput, Unfit } from './preset.ts';

/** What a model of texts is fed, and the Step that makes it. */
export interface TokenPlan {
  step: Extract<StepInput, { kind: 'tokenise' }>;
  specs: TensorSpec[];
  assumptions: string[];
}

const TOKEN_INPUTS = ['input_ids', 'attention_mask', 'token_type_ids', 'position_ids'];
// Above it, model_max_length is transformers' way to say that nobody set one.
const NO_LIMIT = 1e6;
/** Positions that these models keep for padding. */
const TWO_LESS = /^(roberta|xlm-roberta|camembert|mpnet|longformer|mpnet)/;

/** Tokens for the inputs the graph declares; why not, when there is no tokenizer or another input. */
export function tokenPlan(evidence: Evidence, prefix = ''): TokenPlan | Unfit {
  const graph = mainOf(evidence);
  const { tokenizer, tokenizerConfig } = evidence.companions;
  const specs = graph.inputs.filter(({ name }) => TOKEN_INPUTS.includes(name));
  const ids = specs.find(({ name }) => name === 'input_ids');
  if (!ids || rankOf(ids) !== 2) return unfit('The model takes no `input_ids` of texts.');
  const left = unfed(
    graph,
    specs.map(({ name }) => name),
  );
  if (left) return left;
  const odd = specs.find((spec) => !isInteger(spec) || spec.datatype !== 'INT64');
  if (odd) return unfit(`\`${odd.name}\` is ${odd.datatype}; texts are fed as INT64.`);
  if (!tokenizer) return unfit('There is no tokenizer.json that can be read: drop it together with the model.');
  const fixed = fixedDim(ids, 1);
  const { maxLength, assumption } = lengthOf(evidence, fixed);
  const step = {
    kind: 'tokenise',
    tokenizer: tokenizer.file,
    config: tokenizerConfig?.file ?? null,
    maxLength,
    prefix,
    ...(fixed === null ? {} : { length: fixed }),
  } as const;
  return { step, specs, assumptions: assumption === null ? [] : [assumption] };
}

/** What a model of two texts is fed, and what the Step that puts them together needs to know. */
export interface PairPlan {
  tokenizer: Pick<TokenPlan['step'], 'tokenizer' | 'config' | 'maxLength' | 'length'>;
  specs: TensorSpec[];
  assumptions: string[];
}

/** The same for pairs of texts, several of which go in at once; why not, when the graph takes only one. */
export function pairPlan(evidence: Evidence): PairPlan | Unfit {
  const plan = tokenPlan(evidence);
  if (isUnfit(plan)) return plan;
  const rows = fixedDim(plan.specs[0], 0);
  if (rows !== null) return unfit(`The model takes ${rows} at once, and this task as many as there are: export it with a dynamic batch.`);
  const { kind: _, prefix: __, ...tokenizer } = plan.step;
  return { ...plan, tokenizer };
}

/** The shortest of all limits that are known. */
function lengthOf({ companions }: Evidence, fixed: number | null): { maxLength: number; assumption: string | null } {
  const { config, tokenizer, tokenizerConfig, sentenceBert } = companions;
  const ofTokenizer = asNumber(tokenizerConfig?.content.model_max_length);
  const positions = asSize(config?.max_position_embeddings);
  const spare = TWO_LESS.test(asText(config?.model_type) ?? '') ? 2 : 0;
  const limits = [
    fixed,
    tokenizer?.maxLength ?? null,
    ofTokenizer !== null && ofTokenizer < NO_LIMIT ? asSize(ofTokenizer) : null,
    positions === null ? null : positions - spare,
    asSize(sentenceBert?.max_seq_length),
  ].filter((limit) => limit !== null);
  if (limits.length > 0) return { maxLength: Math.max(1, Math.min(...limits)), assumption: null };
  return { maxLength: 512, assumption: 'Texts are cut after 512 tokens: no file says how long they may be' };
}
