import { AppError } from '../../errors.ts';
import type { JsonObject } from '../detect/json-look.ts';
import { asTexts } from '../detect/json-look.ts';
import { readGraphName, usualPrecision } from './precisions.ts';
import type { Precision } from './precisions.ts';
import { refuseVoice } from './refuse-voice.ts';
import type { Bundle } from './schema.ts';

interface BundleFile {
  name: string;
  sizeBytes: number;
}

/** Graphs that a bundle of one kind runs; the others that lie there are left alone. The first that is whole is taken. */
const PLANS: readonly (readonly string[])[] = [['encoder_model', 'decoder_model_merged'], ['decoder_model_merged'], ['model']];
/** All names exporters of bundles give. With any other the files are no bundle. */
const KNOWN = /^(model|encoder_model|decoder_model|decoder_with_past_model|decoder_model_merged)$/;
/** Parts of models of several senses, which nobody runs yet. */
const SEVERAL_SENSES = /^(embed_tokens|vision_encoder|audio_encoder|prepare_inputs_embeds|text_encoder|unet|vae_\w+)$/;

/**
 * A Hugging Face bundle in ONNX: config.json with its architecture, and each graph in one precision or several. null when
 * the files are none. @throws AppError INVALID_MODEL, UNSUPPORTED_MODEL for a bundle that lacks what it needs
 */
export function readBundle(models: readonly BundleFile[], of: { config: JsonObject | null; precision: Precision | null }): Bundle | null {
  if (!of.config || !asTexts(of.config.architectures)) return null;
  refuseVoice(asTexts(of.config.architectures)?.[0] ?? '');
  const graphs = models.flatMap((file) => {
    const read = readGraphName(file.name);
    return read ? [{ file, ...read, part: read.stem.slice(read.stem.lastIndexOf('/') + 1) }] : [];
  });
  const parts = new Set(graphs.map(({ part }) => part));
  const sense = [...parts].find((part) => SEVERAL_SENSES.test(part));
  if (sense !== undefined) throw severalSenses(sense, asTexts(of.config.architectures)?.[0] ?? '');
  if (graphs.length === 0 || ![...parts].every((part) => KNOWN.test(part))) return null;
  const needsEncoder = parts.has('encoder_model') || (of.config.is_encoder_decoder === true && !parts.has('model'));
  const plan = PLANS.find((names) => names.every((name) => parts.has(name)) && (names.length > 1 || !needsEncoder));
  if (!plan) throw incomplete([...parts]);
  const sizes = [...new Set(graphs.map(({ precision }) => precision))].flatMap((precision) => {
    const files = plan.map((part) => graphs.find((graph) => graph.part === part && graph.precision === precision)?.file);
    if (files.some((file) => file === undefined)) return [];
    return [{ precision, sizeBytes: files.reduce((sum, file) => sum + (file?.sizeBytes ?? 0), 0) }];
  });
  const precision = of.precision ?? usualPrecision(sizes);
  if (precision === null || !sizes.some((item) => item.precision === precision)) throw noPrecision(of.precision, plan, sizes);
  return {
    precision,
    precisions: sizes.sort((a, b) => a.sizeBytes - b.sizeBytes),
    parts: plan.map((part) => ({ part, file: graphs.find((graph) => graph.part === part && graph.precision === precision)?.file.name ?? '' })),
  };
}

function severalSenses(part: string, architecture: string): AppError {
  return new AppError('UNSUPPORTED_MODEL', `${architecture} works with several senses at once (\`${part}.onnx\`), which Moorage does not run yet.`, {
    cause: 'Models of one input run: text, a picture or a recording.',
    suggestions: ['Deploy a model of text alone or of speech alone, or one of its graphs by itself.'],
  });
}

function incomplete(parts: string[]): AppError {
  const lacks = parts.includes('encoder_model')
    ? 'decoder_model_merged.onnx'
    : parts.includes('decoder_model')
      ? 'decoder_model_merged.onnx'
      : 'encoder_model.onnx';
  return new AppError('INVALID_MODEL', `The bundle has no \`${lacks}\`.`, {
    cause: `It has ${parts.map((part) => `\`${part}.onnx\``).join(', ')}: a graph that it needs to write text is missing.`,
    suggestions: [
      'Export it again with the cache merged in: `optimum-cli export onnx --model <name> --task <task>-with-past out/`, then drop the folder out.',
      `Or drop the bundle together with its \`${lacks}\`.`,
    ],
  });
}

function noPrecision(wanted: Precision | null, plan: readonly string[], there: readonly { precision: Precision }[]): AppError {
  const names = plan.map((part) => `\`${part}\``).join(' and ');
  if (wanted === null) {
    return new AppError('INVALID_MODEL', `${names} are there in no common precision.`, {
      cause: 'Graphs that work together are run in one precision.',
      suggestions: ['Drop the graphs of one precision together: all quantised, or none.'],
    });
  }
  return new AppError('INVALID_INPUT', `There is no ${wanted} version of ${names} in these files.`, {
    cause: there.length > 0 ? `They are there in ${there.map(({ precision }) => precision).join(', ')}.` : 'They are there in no common precision.',
    suggestions: [there.length === 0 ? 'Drop the graphs of one precision together.' : `Choose one of ${there.map(({ precision }) => precision).join(', ')}.`],
  });
}
