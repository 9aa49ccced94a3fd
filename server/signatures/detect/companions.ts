import type { JsonObject } from './json-look.ts';

/** A list of class names and where it was found. */
export interface FoundLabels {
  file: string;
  labels: string[];
}

/** What the files beside the models say. Everything may be missing. */
export interface Companions {
  /** Names of all files of the version, models included. */
  fileNames: string[];
  /** config.json of Hugging Face transformers, timm or skops. */
  config: JsonObject | null;
  /** preprocessor_config.json, or what processor_config.json wraps. */
  preprocessor: JsonObject | null;
  /** The tokenizer's file, and its own limit. */
  tokenizer: { file: string; maxLength: number | null } | null;
  tokenizerConfig: { file: string; content: JsonObject } | null;
  specialTokens: JsonObject | null;
  /** Class names of modules.json of sentence-transformers, in order. */
  modules: string[] | null;
  pooling: JsonObject | null;
  sentenceBert: JsonObject | null;
  sentenceTransformers: JsonObject | null;
  generationConfig: JsonObject | null;
  /** chat_template.jinja, by its name. */
  chatTemplateFile: string | null;
  /** inference.yml of Paddle. */
  paddle: JsonObject | null;
  /** Front matter of README.md. */
  card: JsonObject | null;
  labels: FoundLabels | null;
  /** The characters of a text recogniser: a file with one per line. */
  alphabet: { file: string; count: number } | null;
  /** What could not be read, one sentence each. */
  assumptions: string[];
}

export const NO_COMPANIONS: Companions = {
  fileNames: [],
  config: null,
  preprocessor: null,
  tokenizer: null,
  tokenizerConfig: null,
  specialTokens: null,
  modules: null,
  pooling: null,
  sentenceBert: null,
  sentenceTransformers: null,
  generationConfig: null,
  chatTemplateFile: null,
  paddle: null,
  card: null,
  labels: null,
  alphabet: null,
  assumptions: [],
};
