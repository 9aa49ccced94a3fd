import type { Graph } from '../schema.ts';
import { boxLayout } from './box-layout.ts';
import { entailmentOf } from './entailment-labels.ts';
import { mainOf } from './evidence.ts';
import type { Clue, Evidence, KnownTask, Rule } from './evidence.ts';
import { asIndexed, asSize } from './json-look.ts';
import { speechLayout } from './speech-layout.ts';
import { tableLayout } from './table-layout.ts';
import { fixedDim, inputNamed, outputNamed, rankOf, spellTensor } from './tensor-look.ts';

type Finding = readonly [task: KnownTask, weight: number, reason: string] | null;

/** Rules 10 to 21: names that exporters give to inputs and outputs. */
export const cluesOfNames: Rule = (evidence) => {
  const findings = FINDERS.flatMap((find) => find(mainOf(evidence), evidence) ?? []);
  return findings.filter((finding) => finding !== null).map(([task, weight, reason]): Clue => ({ family: 'D', task, weight, reason }));
};

/** Its second graph writes what the first has read: what comes out of the first is of no use by itself. */
const isRead = ({ graphs }: Evidence): boolean => graphs.slice(1).some((graph) => inputNamed(graph, 'encoder_hidden_states') !== null);

const picture = (graph: Graph, evidence: Evidence): Finding[] => {
  if (!inputNamed(graph, 'pixel_values')) return [];
  if (isRead(evidence)) return [['image-to-text', 0.9, '`pixel_values` goes in and a decoder writes about it']];
  const logits = outputNamed(graph, 'logits');
  const has = (name: string) => outputNamed(graph, name) !== null;
  const said = (name: string) => `\`pixel_values\` goes in and \`${name}\` comes out`;
  if (has('logits_per_image') || (inputNamed(graph, 'input_ids') && has('image_embeds'))) {
    return [['zero-shot-image-classification', 0.95, 'pictures and texts go in together, as in CLIP']];
  }
  if (inputNamed(graph, 'input_ids')) return [];
  if (has('pred_masks')) return [['image-segmentation', 0.95, said('pred_masks')]];
  if (has('predicted_depth')) return [['depth-estimation', 0.95, said('predicted_depth')]];
  if (has('reconstruction')) return [['image-to-image', 0.95, said('reconstruction')]];
  if (has('heatmaps')) return [['keypoint-detection', 0.95, said('heatmaps')]];
  if (logits && !has('pred_boxes')) {
    const told = `\`pixel_values\` goes in and ${spellTensor(logits)}`;
    if (rankOf(logits) === 2) return [['image-classification', 0.9, told]];
    if (rankOf(logits) === 4) return [['image-segmentation', 0.9, told]];
  }
  const features = ['pooler_output', 'image_embeds', 'last_hidden_state'].find(has);
  return features && !logits ? [['image-feature-extraction', 0.85, said(features)]] : [];
};

const text = (graph: Graph, evidence: Evidence): Finding[] => {
  if (!inputNamed(graph, 'input_ids') || inputNamed(graph, 'pixel_values') || isRead(evidence)) return [];
  const logits = outputNamed(graph, 'logits');
  if (graph.inputs.some(({ name }) => name.startsWith('past_key_values'))) return [['text-generation', 0.95, '`past_key_values` goes in']];
  if (inputNamed(graph, 'encoder_hidden_states')) return [['text2text-generation', 0.9, 'it is the decoder of an encoder: `encoder_hidden_states` goes in']];
  if (outputNamed(graph, 'start_logits') && outputNamed(graph, 'end_logits'))
    return [['question-answering', 0.97, 'its outputs are `start_logits` and `end_logits`']];
  if (outputNamed(graph, 'sentence_embedding')) return vectors(0.9, 'its output is `sentence_embedding`');
  if (outputNamed(graph, 'last_hidden_state') || outputNamed(graph, 'token_embeddings')) return vectors(0.8, 'token embeddings come out');
  if (!logits) return [];
  if (rankOf(logits) === 2) {
    const told = `\`input_ids\` goes in and ${spellTensor(logits)}`;
    if (!entailmentOf(evidence.companions.config)) return [['text-classification', 0.85, told]];
    return [
      ['zero-shot-classification', 0.85, `${told}, of which one is entailment`],
      ['text-classification', 0.5, told],
    ];
  }
  return rankOf(logits) === 3 ? [perToken(fixedDim(logits, 2), evidence.companions.config)] : [];
};

const vectors = (weight: number, reason: string): Finding[] => [
  ['feature-extraction', weight, reason],
  ['sentence-similarity', weight - 0.2, reason],
];

/** Scores for every token: of words, or of labels. */
function perToken(width: number | null, config: Evidence['companions']['config']): Finding {
  const vocabulary = asSize(config?.vocab_size);
  const labels = asIndexed(config?.id2label)?.length ?? asSize(config?.num_labels);
  if (width !== null && width === vocabulary) return ['fill-mask', 0.85, `there are scores for each of ${width} words`];
  if (width !== null && width === labels && width < 1000) return ['token-classification', 0.8, `there are scores for each of ${width} labels at every token`];
  if (width !== null && width < 1000) return ['token-classification', 0.55, `there are ${width} scores at every token`];
  return width !== null && width > 5000 ? ['fill-mask', 0.5, `there are ${width} scores at every token`] : null;
}

const audio = (graph: Graph): Finding[] => {
  const logits = outputNamed(graph, 'logits');
  const features = inputNamed(graph, 'input_features');
  if (features) {
    if (logits && rankOf(logits) === 2) return [['audio-classification', 0.85, `\`input_features\` goes in and ${spellTensor(logits)}`]];
    return [['automatic-speech-recognition', 0.95, '`input_features` goes in: the encoder of a speech recogniser']];
  }
  const values = inputNamed(graph, 'input_values');
  if (!values || !logits) return [];
  if (rankOf(logits) === 3) return [['automatic-speech-recognition', 0.85, 'sound goes in and a letter per moment comes out']];
  return rankOf(logits) === 2 ? [['audio-classification', 0.85, `\`input_values\` goes in and ${spellTensor(logits)}`]] : [];
};

const speech = (graph: Graph): Finding[] => {
  const layout = speechLayout(graph);
  return layout ? [['voice-activity-detection', layout.rateInput ? 0.98 : 0.95, 'its inputs and outputs are those of silero VAD']] : [];
};

const boxes = (_: Graph, evidence: Evidence): Finding[] => {
  const layout = boxLayout(evidence);
  return layout?.clue.family === 'D' && !outputNamed(mainOf(evidence), 'pred_masks') ? [['object-detection', layout.clue.weight, layout.clue.reason]] : [];
};

const segmentAnything = (graph: Graph): Finding[] => {
  const isDecoder = inputNamed(graph, 'image_embeddings') && (inputNamed(graph, 'point_coords') || inputNamed(graph, 'input_points'));
  return isDecoder ? [['mask-generation', 0.97, '`image_embeddings` and points go in, as in Segment Anything']] : [];
};

const table = (graph: Graph): Finding[] => {
  const layout = tableLayout(graph);
  return layout && layout.weight >= 0.9 ? [[layout.task, layout.weight, layout.reason]] : [];
};

const FINDERS: ((graph: Graph, evidence: Evidence) => Finding[])[] = [picture, text, audio, speech, boxes, segmentAnything, table];
