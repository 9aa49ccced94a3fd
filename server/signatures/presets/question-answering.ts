import { mainOf } from '../detect/evidence.ts';
import { outputNamed, rankOf } from '../detect/tensor-look.ts';
import type { BooleanField } from '../field.ts';
import { bind, countField, jsonOutput, textField } from './fields.ts';
import { isUnfit, unfit } from './preset.ts';
import type { PresetOf } from './preset.ts';
import { pairPlan } from './tokenise-step.ts';

const QUESTION = { name: 'question', title: 'Question', description: 'What is to be found out.' };
const CONTEXT = { name: 'context', title: 'Text', description: 'A text that has the answer, as long as it likes.' };
const ANSWERS = countField({ name: 'top_k', title: 'Answers', description: 'How many answers are given, best first.', default: 1, max: 100 });
const LONGEST = countField({ name: 'max_answer_len', title: 'Length', description: 'How many tokens an answer has at most.', default: 15, max: 512 });
const IMPOSSIBLE: BooleanField = {
  name: 'handle_impossible_answer',
  title: 'Or none',
  description: 'Whether the text may have no answer: then an empty one is given where it is likelier.',
  required: false,
  tensors: [],
  steps: [],
  encoding: 'boolean',
  default: false,
};
/** Tokens of question and text that are read at once, as in transformers. */
const MOST_AT_ONCE = 384;
const OVERLAP = 128;

/** A question and a text → the words of the text that answer it. */
export const questionAnswering: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const tokens = pairPlan(evidence);
  if (isUnfit(tokens)) return tokens;
  const [start, end] = [outputNamed(graph, 'start_logits'), outputNamed(graph, 'end_logits')];
  if (!start || !end || rankOf(start) !== 2 || rankOf(end) !== 2) return unfit('It has no outputs `start_logits` and `end_logits`.');
  const maxLength = Math.min(tokens.tokenizer.maxLength, MOST_AT_ONCE);
  const stride = Math.min(Math.floor(maxLength / 2), OVERLAP);
  return {
    inputs: [
      { ...textField(QUESTION, [], []), multiline: false, maxChars: 2000 },
      {
        ...textField(CONTEXT, bind(graph, ...tokens.specs), [
          { kind: 'tokenise-context', ...tokens.tokenizer, maxLength, stride, question: { field: QUESTION.name } },
        ]),
        multiline: false,
      },
      ANSWERS,
      LONGEST,
      IMPOSSIBLE,
    ],
    outputs: [
      jsonOutput(
        { name: 'answers', title: 'Answers', description: 'Words of the text that answer the question, best first.', view: 'answers' },
        bind(graph, start, end),
        [
          {
            kind: 'find-answers',
            ...{ start: start.name, end: end.name, k: { field: ANSWERS.name }, maxTokens: { field: LONGEST.name }, impossible: { field: IMPOSSIBLE.name } },
          },
        ],
      ),
    ],
    assumptions: tokens.assumptions,
  };
};
