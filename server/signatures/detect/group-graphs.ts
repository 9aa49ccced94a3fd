import type { Graph } from '../schema.ts';
import type { Companions } from './companions.ts';
import { baseName } from './companion-files.ts';
import { inputNamed } from './tensor-look.ts';
import { alphabetOf, textStage } from './text-stage.ts';

/** Graphs of one version, the main one first, each by a name of its own; or why they are none. */
export type Grouped =
  { together: true; graphs: Graph[]; leftOut: { file: string; reason: string }[] } | { together: false; reason: string; suggestion: string };

/** Whether ONNX files that were dropped together make one version: a finder of text with its reader. One file always does. */
export function groupGraphs(graphs: readonly Graph[], companions: Companions): Grouped {
  if (graphs.length === 1) return { together: true, graphs: [...graphs], leftOut: [] };
  const staged = graphs.map((graph) => ({ graph, stage: textStage(graph)?.stage ?? null }));
  const of = (stage: string) => staged.filter((entry) => entry.stage === stage).map(({ graph }) => graph);
  const [detector, ...detectors] = of('detect');
  const [recogniser, ...recognisers] = of('recognise');
  if (!detector || !recogniser) return apart(graphs, companions);
  const strangers = staged.filter(({ stage }) => stage === null).map(({ graph }) => graph);
  const spare = [...detectors, ...recognisers, ...strangers];
  if (spare.length > 0) {
    const reason = `${spell([detector, recogniser])} read text together; ${spell(spare)} ${spare.length === 1 ? 'does' : 'do'} not belong to them.`;
    return { together: false, reason, suggestion: `Drop ${spell(spare)} apart; each becomes a model of its own.` };
  }
  if (!alphabetOf({ graphs, companions }, recogniser)) {
    const reason = `${spell([detector, recogniser])} read text together, and the list of characters is missing.`;
    return { together: false, reason, suggestion: 'Drop the list the recogniser was trained with (ppocr_keys_v1.txt, en_dict.txt) together with them.' };
  }
  const leftOut = of('orient').map(({ file }) => ({
    file,
    reason: 'Text that stands on its head is not turned: the classifier of directions is stored and not run.',
  }));
  return { together: true, graphs: [named(detector, 'detect'), named(recogniser, 'recognise')], leftOut };
}

function named(graph: Graph, name: string): Graph {
  return { ...graph, name };
}

/** Why files that are known to belong together are not served, or that they are strangers. */
function apart(graphs: readonly Graph[], companions: Companions): Grouped {
  const isPart = graphs.some((graph) => graph.inputs.some(({ name }) => name.startsWith('past_key_values')) || inputNamed(graph, 'encoder_hidden_states'));
  const files = graphs.map(({ file }) => baseName(file));
  if (isPart || (files.some((file) => /^encoder/.test(file)) && files.some((file) => /^decoder/.test(file)))) {
    return {
      together: false,
      reason: `${spell(graphs)} are parts of one model that writes token by token, which is not served yet.`,
      suggestion: 'Drop one of them to serve its tensors as they are.',
    };
  }
  if (graphs.some((graph) => /^(unet|vae_|text_encoder)/.test(baseName(graph.file)) || /\b(unet|vae_decoder)\b/.test(graph.file))) {
    return {
      together: false,
      reason: `${spell(graphs)} are parts of a diffusion model, which is not served.`,
      suggestion: 'Drop one of them to serve its tensors as they are.',
    };
  }
  const variants = new Set(files.map((file) => file.replace(/(_(fp16|int8|uint8|quantized|q\d(f16)?|bnb4))?\.onnx$/, '')));
  if (variants.size === 1) {
    const suggestion = `Drop one of them: for a CPU ${companions.tokenizer ? 'the quantized one, for texts' : 'the one without a suffix, for pictures'}.`;
    return { together: false, reason: `${spell(graphs)} are one model with numbers of different size.`, suggestion };
  }
  return {
    together: false,
    reason: `${graphs.length} models were dropped together that do not feed each other: ${spell(graphs)}.`,
    suggestion: 'Drop them one by one, each with its own external data; each becomes a model or a version.',
  };
}

function spell(graphs: readonly Graph[]): string {
  const names = graphs.slice(0, 5).map(({ file }) => `\`${file}\``);
  const more = graphs.length > 5 ? ` and ${graphs.length - 5} more` : '';
  return names.length > 1 && more === '' ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : `${names.join(', ')}${more}`;
}
