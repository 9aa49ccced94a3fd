import { expectValue, numberOf, type Passage, type StepFactory, type Window } from '../step.ts';
import { namedTensor, numbersOf } from '../tensor.ts';
import { assertNumbers, softmaxInto } from '../scores/activation.ts';

interface Answer {
  answer: string;
  score: number;
  start: number;
  end: number;
}

/** From one token of a window to another, both of it. */
interface Span {
  first: number;
  last: number;
  score: number;
}

/**
 * tensors start and end [windows, S] → [{answer, score, start, end}], best first. In each window the two are softmax over
 * its tokens and the one that means "none"; a span's score is their product. Spans grow to whole words, those of the same
 * words add up. Places are UTF-16 units of the text. Source: Hugging Face's question-answering pipeline.
 */
export const findAnswers: StepFactory<'find-answers'> = (step) => (value, run) => {
  const tensors = expectValue(value, 'tensors');
  const { passage } = run;
  if (!passage) throw new Error('no text was noted to find answers in');
  const [starts, ends] = [step.start, step.end].map((name) => namedTensor(tensors, name)) as [ReturnType<typeof namedTensor>, ReturnType<typeof namedTensor>];
  const [startLogits, endLogits] = [numbersOf(starts), numbersOf(ends)];
  assertNumbers(startLogits);
  assertNumbers(endLogits);
  const width = starts.shape.at(-1) ?? 1;
  const k = Math.max(1, Math.trunc(numberOf(step.k, run)));
  const most = { spans: 2 * k + 10, tokens: Math.max(1, Math.trunc(numberOf(step.maxTokens, run))) };
  const answers = new Map<string, Answer>();
  let none = 1;
  passage.windows.forEach((window, row) => {
    const start = chances(startLogits.subarray(row * width, (row + 1) * width), window);
    const end = chances(endLogits.subarray(row * width, (row + 1) * width), window);
    none = Math.min(none, start.none * end.none);
    for (const span of bestSpans(start.tokens, end.tokens, most)) add(answers, answerOf(passage, window, span));
  });
  const isImpossible = typeof step.impossible === 'boolean' ? step.impossible : run.parameter(step.impossible.field) === true;
  const all = [...answers.values(), ...(isImpossible ? [{ answer: '', score: none, start: 0, end: 0 }] : [])];
  return { kind: 'json', data: all.sort((a, b) => b.score - a.score).slice(0, k) };
};

/** Softmax over the tokens of a window and the one before all that means "none"; padding and the question take no part. */
function chances(logits: Float32Array | Float64Array, { from, wordOf, none }: Window): { tokens: Float64Array; none: number } {
  const own = [...(none === null ? [] : [logits[none] as number]), ...logits.subarray(from, from + wordOf.length)];
  const out = new Float64Array(own.length);
  softmaxInto(out, own, { start: 0, size: own.length, step: 1 });
  return none === null ? { tokens: out, none: 0 } : { tokens: out.subarray(1), none: out[0] as number };
}

function bestSpans(start: Float64Array, end: Float64Array, most: { spans: number; tokens: number }): Span[] {
  const spans: Span[] = [];
  start.forEach((chance, first) => {
    for (let last = first; last < Math.min(end.length, first + most.tokens); last += 1) spans.push({ first, last, score: chance * (end[last] as number) });
  });
  return spans.sort((a, b) => b.score - a.score).slice(0, most.spans);
}

function answerOf({ text, words }: Passage, { wordOf }: Window, { first, last, score }: Span): Answer {
  const [from] = words[wordOf[first] as number] ?? [0];
  const [, to] = words[wordOf[last] as number] ?? [0, text.length];
  const whole = text.slice(from, to);
  const answer = whole.trim();
  const start = from + whole.indexOf(answer);
  return { answer, score, start, end: start + answer.length };
}

// Windows overlap, and several spans grow to the same words.
function add(answers: Map<string, Answer>, found: Answer): void {
  const key = found.answer.toLowerCase();
  if (key === '') return;
  const same = answers.get(key);
  if (same) same.score += found.score;
  else answers.set(key, found);
}
