import { expectValue, type StepFactory, type StepRun } from '../step.ts';
import { numbersOf, onlyTensor } from '../tensor.ts';
import { softmaxInto } from '../scores/activation.ts';

type Aggregation = 'none' | 'simple' | 'first' | 'average' | 'max';

/** A token or a word with its scores per class. */
interface Piece {
  scores: Float64Array;
  word: string;
  start: number | null;
  end: number | null;
  tokens: number[];
}

/**
 * tensor logits [1, S, C] → [{entity, score, word, start, end}] per token, or [{entity_group, …}] per group: `simple` merges
 * neighbours of one tag unless the next begins anew (B-); first, average and max let the tokens of a word vote before that.
 * The score of a group is the mean of its pieces. Source: Hugging Face's token-classification pipeline.
 */
export const labelTokens: StepFactory<'label-tokens'> = (step) => (value, run) => {
  const pieces = piecesOf(value.kind === 'tensors' ? onlyTensor(value) : expectValue(value, 'tensor'), step.labels.length, run);
  const mode = (typeof step.aggregation === 'string' ? step.aggregation : String(run.parameter(step.aggregation.field))) as Aggregation;
  const voted = mode === 'none' || mode === 'simple' ? pieces : words(pieces, run, mode);
  const tagged = voted.map((piece) => {
    const index = piece.scores.reduce((best, score, at) => (score > (piece.scores[best] as number) ? at : best), 0);
    return { ...piece, label: step.labels[index] ?? `LABEL_${index}`, score: piece.scores[index] as number };
  });
  const text = run.texts?.texts[0] ?? '';
  if (mode === 'none') {
    const data = tagged.map(({ label, score, word, start, end, tokens }) => ({ entity: label, score, index: tokens[0], word, start, end }));
    return { kind: 'json', data: data.filter(({ entity }) => !step.ignore.includes(entity)) };
  }
  return { kind: 'json', data: groups(tagged, text, run).filter(({ entity_group: tag }) => !step.ignore.includes(tag)) };
};

function piecesOf(tensor: Parameters<typeof numbersOf>[0], classes: number, run: StepRun): Piece[] {
  const width = tensor.shape.at(-1) ?? classes;
  const numbers = numbersOf(tensor);
  const texts = run.texts;
  return (texts?.tokens[0] ?? []).flatMap((word, at) => {
    const offset = texts?.offsets[0]?.[at] ?? null;
    // Special tokens stand nowhere in the text and mean nothing.
    if (offset === null) return [];
    const scores = new Float64Array(width);
    softmaxInto(scores, numbers.subarray(at * width, (at + 1) * width), { start: 0, size: width, step: 1 });
    return [{ scores, word, start: offset[0], end: offset[1], tokens: [at] }];
  });
}

function words(pieces: Piece[], run: StepRun, mode: 'first' | 'average' | 'max'): Piece[] {
  const text = run.texts?.texts[0] ?? '';
  const grouped: Piece[][] = [];
  for (const piece of pieces) {
    const last = grouped.at(-1);
    if (last && goesOn(piece, run)) last.push(piece);
    else grouped.push([piece]);
  }
  return grouped.map((members) => {
    const [first] = members as [Piece, ...Piece[]];
    const end = members.at(-1)?.end ?? first.end;
    return {
      scores: vote(members, mode),
      word: text.slice(first.start ?? 0, end ?? 0),
      start: first.start,
      end,
      tokens: members.flatMap(({ tokens }) => tokens),
    };
  });
}

// By its mark where the tokenizer sets one; else whatever no space stands before.
function goesOn({ word, start }: Piece, run: StepRun): boolean {
  const mark = run.texts?.continuing ?? null;
  if (mark !== null) return word.startsWith(mark);
  return start !== null && start > 0 && !run.texts?.texts[0]?.slice(start - 1, start + 1).includes(' ');
}

function vote(members: Piece[], mode: 'first' | 'average' | 'max'): Float64Array {
  const [first] = members as [Piece, ...Piece[]];
  if (mode === 'first') return first.scores;
  if (mode === 'average') return first.scores.map((_, at) => members.reduce((sum, { scores }) => sum + (scores[at] as number), 0) / members.length);
  return members.reduce((best, piece) => (Math.max(...piece.scores) > Math.max(...best.scores) ? piece : best), first).scores;
}

function groups(tagged: (Piece & { label: string; score: number })[], text: string, run: StepRun) {
  const found: { tag: string; scores: number[]; start: number | null; end: number | null; tokens: number[] }[] = [];
  for (const piece of tagged) {
    const [, begins, tag = piece.label] = /^([BI])-(.+)$/.exec(piece.label) ?? [];
    const last = found.at(-1);
    if (last && last.tag === tag && begins !== 'B') {
      last.scores.push(piece.score);
      last.end = piece.end;
      last.tokens.push(...piece.tokens);
    } else found.push({ tag, scores: [piece.score], start: piece.start, end: piece.end, tokens: [...piece.tokens] });
  }
  return found.map(({ tag, scores, start, end, tokens }) => ({
    entity_group: tag,
    score: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    word: start !== null && end !== null ? text.slice(start, end) : (run.texts?.decode(tokens.map((at) => run.texts?.ids[0]?.[at] ?? 0)) ?? ''),
    start,
    end,
  }));
}
