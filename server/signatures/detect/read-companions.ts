import type { Companions, FoundLabels } from './companions.ts';
import { baseName, findFile, readJson, readText, Unreadable } from './companion-files.ts';
import type { CompanionFile } from './companion-files.ts';
import { asObject, asSize, asText } from './json-look.ts';
import type { JsonObject } from './json-look.ts';
import { readJsonLabels, readLabelLines, readLabelMap } from './read-labels.ts';
import { readFrontMatter, readYaml } from './read-yaml.ts';

const MAX_JSON_BYTES = 8 * 1024 * 1024;
const MAX_LIST_BYTES = 2 * 1024 * 1024;
const MAX_YAML_BYTES = 1024 * 1024;
const FRONT_MATTER_BYTES = 64 * 1024;
const TOKENIZER_HEAD_BYTES = 4 * 1024;
const MAX_LABELS = 100_000;

const ALPHABET = /(^|[._-])(keys?|dict|characters?|charset|alphabet)([._-].*)?\.txt$/i;
const LABEL_FILES = [/^labels?\.txt$/i, /^classes\.txt$/i, /\.names$/i, /label_?map\.pbtxt$/i, /(^|[._-])(labels|classes|synset)([._-].*)?\.txt$/i];
const LABEL_JSON = [/^infer\.json$/i, /^(labels?|classes|id2label|class_names|imagenet.*classes?|label_map)\.json$/i];

type Attempt = <T>(wanted: string | RegExp, read: (file: CompanionFile) => Promise<T>) => Promise<T | null>;

/** Reads what stands beside the models. A companion that is broken becomes a line of `assumptions`; only a failing read rejects. */
export async function readCompanions(files: readonly CompanionFile[]): Promise<Companions> {
  const assumptions: string[] = [];
  const attempt: Attempt = async (wanted, read) => {
    const file = findFile(files, wanted);
    if (!file) return null;
    try {
      return await read(file);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      const line = `\`${file.name}\` ${error.message}: it was left out.`;
      if (!assumptions.includes(line)) assumptions.push(line);
      return null;
    }
  };
  return {
    fileNames: files.map(({ name }) => name),
    ...(await readTransformers(attempt)),
    ...(await readSentenceTransformers(attempt)),
    paddle: await attempt('inference.yml', async (file) => readYaml(await readText(file, { maxBytes: MAX_YAML_BYTES }))),
    card: await attempt(/^readme\.md$/i, async (file) => readFrontMatter(await readText(file, { headBytes: FRONT_MATTER_BYTES }))),
    labels: await readLabels(attempt),
    alphabet: await attempt(ALPHABET, readAlphabet),
    assumptions,
  };
}

async function readTransformers(attempt: Attempt) {
  const processor = await attempt('processor_config.json', readObject);
  const preprocessor = await attempt('preprocessor_config.json', readObject);
  const tokenizerConfig = await attempt('tokenizer_config.json', async (file) => ({ file: file.name, content: await readObject(file) }));
  return {
    config: await attempt('config.json', readObject),
    preprocessor: preprocessor ?? asObject(processor?.image_processor) ?? asObject(processor?.feature_extractor),
    tokenizer: await attempt('tokenizer.json', readTokenizer),
    tokenizerConfig,
    specialTokens: await attempt('special_tokens_map.json', readObject),
    generationConfig: await attempt('generation_config.json', readObject),
    chatTemplateFile: await attempt('chat_template.jinja', (file) => Promise.resolve(file.name)),
  };
}

async function readSentenceTransformers(attempt: Attempt) {
  return {
    modules: await attempt('modules.json', readModules),
    pooling: await attempt('1_Pooling/config.json', readObject),
    sentenceBert: await attempt('sentence_bert_config.json', readObject),
    sentenceTransformers: await attempt('config_sentence_transformers.json', readObject),
  };
}

async function readObject(file: CompanionFile): Promise<JsonObject> {
  const object = asObject(await readJson(file, MAX_JSON_BYTES));
  if (!object) throw new Unreadable('is no JSON object');
  return object;
}

async function readModules(file: CompanionFile): Promise<string[]> {
  const list = await readJson(file, MAX_JSON_BYTES);
  if (!Array.isArray(list)) throw new Unreadable('is no list of modules');
  return list.map((item) => asText(asObject(item)?.type) ?? '');
}

/** Only the head is read: the vocabulary is megabytes, and its `truncation` comes first. */
async function readTokenizer(file: CompanionFile): Promise<{ file: string; maxLength: number | null }> {
  const head = await readText(file, { headBytes: TOKENIZER_HEAD_BYTES });
  if (!/^\s*\{/.test(head)) throw new Unreadable('is no JSON object');
  const truncation = /"truncation"\s*:\s*\{[^}]*"max_length"\s*:\s*(\d+)/.exec(head)?.[1];
  return { file: file.name, maxLength: truncation === undefined ? null : asSize(Number(truncation)) };
}

/** What is a space stays: only the line ends are taken off. */
async function readAlphabet(file: CompanionFile): Promise<{ file: string; count: number }> {
  const lines = (await readText(file, { maxBytes: MAX_LIST_BYTES })).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return { file: file.name, count: lines.length };
}

async function readLabels(attempt: Attempt): Promise<FoundLabels | null> {
  for (const pattern of LABEL_FILES) {
    const found = await attempt(pattern, async (file) => {
      const text = await readText(file, { maxBytes: MAX_LIST_BYTES });
      return checked(file, /pbtxt$/i.test(baseName(file.name)) ? readLabelMap(text) : readLabelLines(text));
    });
    if (found) return found;
  }
  for (const pattern of LABEL_JSON) {
    const found = await attempt(pattern, async (file) => checked(file, readJsonLabels(await readJson(file, MAX_JSON_BYTES))));
    if (found) return found;
  }
  return null;
}

function checked(file: CompanionFile, labels: string[] | null): FoundLabels {
  if (!labels || labels.length === 0 || labels.length > MAX_LABELS) throw new Unreadable('holds no list of labels');
  return { file: file.name, labels };
}
