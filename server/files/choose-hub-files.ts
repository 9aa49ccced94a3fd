import { AppError } from '../errors.ts';
import { readBundle } from '../signatures/bundle/read-bundle.ts';
import { isWeightsOf, type Precision } from '../signatures/bundle/precisions.ts';
import type { JsonObject } from '../signatures/detect/json-look.ts';
import type { HubFile } from './hub-api.ts';

/** What runs or explains a bundle, beside its graphs. */
const COMPANION =
  /(^|\/)(config|generation_config|preprocessor_config|processor_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab|modules|sentence_bert_config|config_sentence_transformers)\.json$|^1_Pooling\/config\.json$|(^|\/)(merges|vocab|labels)\.txt$|^(chat_template\.jinja|README\.md)$/;
/** A graph, or a name that isWeightsOf may find. */
const GRAPH_OR_WEIGHTS = /\.onnx($|_data|\.data$)/i;
/** As in a drop. */
const MOST_FILES = 1000;
const MOST_COMPANION_BYTES = 64 * 1024 ** 2;

/** Told before anything is downloaded. @throws UNSUPPORTED_MODEL for a repository without ONNX graphs */
export function assertGraphs(files: readonly HubFile[], repository: string): void {
  if (!files.some(isGraph)) throw withoutGraphs(files, repository);
}

function isGraph({ name }: HubFile): boolean {
  return /\.onnx$/i.test(name);
}

/** Of a repository, the files a version needs: the graphs of one precision, with their weights, and what explains them. @throws UNSUPPORTED_MODEL, INVALID_MODEL, INVALID_INPUT as readBundle */
export function chooseHubFiles(files: readonly HubFile[], of: { repository: string; config: JsonObject | null; precision: Precision | null }): HubFile[] {
  // Looked at one by one first: what follows compares each with each.
  const near = files.filter(({ name }) => GRAPH_OR_WEIGHTS.test(name));
  if (near.length > MOST_FILES) throw tooMany(of.repository, near.length);
  const graphs = near.filter(isGraph);
  const weightsOf = (graph: string) => near.filter(({ name }) => isWeightsOf(graph, name));
  const sized = graphs.map(({ name, sizeBytes }) => ({ name, sizeBytes: sizeBytes + weightsOf(name).reduce((sum, file) => sum + file.sizeBytes, 0) }));
  const bundle = readBundle(sized, of);
  const wanted = bundle ? bundle.parts.map(({ file }) => file) : graphs.map(({ name }) => name);
  const companions = files.filter(({ name, sizeBytes }) => COMPANION.test(name) && sizeBytes <= MOST_COMPANION_BYTES);
  const chosen = [...companions, ...graphs.filter(({ name }) => wanted.includes(name)), ...wanted.flatMap(weightsOf)];
  if (chosen.length > MOST_FILES) throw tooMany(of.repository, chosen.length);
  return chosen;
}

function tooMany(repository: string, count: number): AppError {
  return new AppError('UNSUPPORTED_MODEL', `${repository} holds ${count} files that could be of the model.`, {
    cause: `A version keeps at most ${MOST_FILES}, and nothing says which of these are meant.`,
    suggestions: ['Download the files the model needs and drop them here.'],
  });
}

function withoutGraphs(files: readonly HubFile[], repository: string): AppError {
  const weights = files.find(({ name }) => /\.(safetensors|bin|pt|pth|gguf|h5|msgpack)$/i.test(name));
  return new AppError('UNSUPPORTED_MODEL', `${repository} holds no ONNX graphs.`, {
    cause: weights ? `Its weights are \`${weights.name}\`: without a graph that says what to do with them.` : 'It holds no model file that is known.',
    suggestions: [
      'Look for an export of it: many are in onnx-community or Xenova under the same name.',
      `Or export it: \`optimum-cli export onnx --model ${repository} out/\`, then drop the folder out.`,
    ],
  });
}
