import { expect, it } from 'vitest';
import { chooseHubFiles } from './choose-hub-files.ts';
import type { HubFile } from './hub-api.ts';

const file = (name: string, sizeBytes = 1): HubFile => ({ name, sizeBytes, sha256: 'a'.repeat(64), gitSha1: null });
const config = { architectures: ['LlamaForCausalLM'], model_type: 'llama' };
const choose = (names: string[], of: Parameters<typeof chooseHubFiles>[1] = { repository: 'acme/writer', config, precision: null }) =>
  chooseHubFiles(
    names.map((name) => file(name)),
    of,
  ).map(({ name }) => name);

it('takes the graphs of one precision with all their weights, and what explains them', () => {
  const names = [
    ...['config.json', 'tokenizer.json', 'README.md', 'pytorch_model.bin', 'onnx/model.onnx', 'onnx/model.onnx_data', 'onnx/model.onnx_data_1'],
    ...['onnx/model_q4.onnx', 'onnx/model_q4.onnx_data', 'images/cat.png', 'onnx/model.onnx.data', '.gitattributes'],
  ];
  expect(choose(names)).toEqual(['config.json', 'tokenizer.json', 'README.md', ...names.slice(4, 7), 'onnx/model.onnx.data']);
  expect(choose(names, { repository: 'acme/writer', config, precision: 'q4' }).slice(3)).toEqual(['onnx/model_q4.onnx', 'onnx/model_q4.onnx_data']);
});

it('looks through a repository of very many files at once, and says when too many could be meant', () => {
  const many = Array.from({ length: 50_000 }, (_, i) => [`${i}.png`, `pages/${i}.bin`]).flat();
  expect(choose(['config.json', 'model.onnx', ...many])).toEqual(['config.json', 'model.onnx']);
  expect(() => choose(Array.from({ length: 50_000 }, (_, i) => [`${i}.onnx`, `${i}.onnx_data`]).flat())).toThrow(
    /holds 100000 files that could be of the model/,
  );
});
