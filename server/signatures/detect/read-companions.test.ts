import { describe, expect, it } from 'vitest';
import { bytesSource } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import { readCompanions } from './read-companions.ts';
import { readJsonLabels, readLabelLines, readLabelMap } from './read-labels.ts';

const file = (name: string, content: string | object) => ({
  name,
  source: bytesSource(new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content))),
});

describe('companions', () => {
  it('are found in the folders they come in, the nearest to the top first', async () => {
    const found = await readCompanions([
      file('all/1_Pooling/config.json', { pooling_mode_mean_tokens: true }),
      file('all/config.json', { model_type: 'bert' }),
      file('all/deeper/config.json', { model_type: 'other' }),
      file('all/modules.json', [{ type: 'sentence_transformers.models.Transformer' }, { type: 'sentence_transformers.models.Pooling' }]),
      file('all/tokenizer.json', '{\n "version": "1.0",\n "truncation": {\n "direction": "Right", "max_length": 128, "strategy": "LongestFirst" }, "model": {'),
      file('all/README.md', '---\nlicense: mit\npipeline_tag: sentence-similarity\ntags:\n- a\n---\n# Title'),
      file('all/preprocessor_config.json', { do_resize: true }),
    ]);
    expect(found).toMatchObject({
      config: { model_type: 'bert' },
      pooling: { pooling_mode_mean_tokens: true },
      modules: ['sentence_transformers.models.Transformer', 'sentence_transformers.models.Pooling'],
      tokenizer: { file: 'all/tokenizer.json', maxLength: 128 },
      card: { license: 'mit', pipeline_tag: 'sentence-similarity' },
      preprocessor: { do_resize: true },
      assumptions: [],
    });
  });

  it('give the picture processor that a processor wraps', async () => {
    const found = await readCompanions([file('processor_config.json', { image_processor: { size: { height: 224, width: 224 } } })]);
    expect(found.preprocessor).toEqual({ size: { height: 224, width: 224 } });
  });

  it('that are broken are a line to read, never a failure', async () => {
    const found = await readCompanions([
      file('config.json', '{"a":'),
      file('preprocessor_config.json', '[1]'),
      file('modules.json', {}),
      file('inference.yml', 'a: [1, 2'),
      file('README.md', '---\na: &x [1]\n'),
      file('labels.txt', ''),
      file('tokenizer.json', 'version https://git-lfs.github.com/spec/v1'),
    ]);
    expect(found.assumptions).toHaveLength(7);
    expect(found.assumptions).toContain('`config.json` is no JSON: it was left out.');
    expect(found).toMatchObject({ config: null, preprocessor: null, modules: null, paddle: null, card: null, labels: null, tokenizer: null });
  });

  it('are not read when they are too large, and aliases of a front matter do not multiply', async () => {
    const huge: ByteSource = { sizeBytes: 1e10, read: () => Promise.reject(new Error('was read')) };
    const bomb = `---\na: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`)
      .join('\n')}\n---\n`;
    const found = await readCompanions([{ name: 'config.json', source: huge }, file('README.md', bomb)]);
    expect(found.assumptions).toEqual(['`config.json` is larger than 8192 kB: it was left out.', '`README.md` is no YAML: it was left out.']);
  });

  it('are read through a source that answers in small pieces', async () => {
    const { source } = file('', { model_type: 'vit' });
    const slow: ByteSource = { sizeBytes: source.sizeBytes, read: (at, length) => source.read(at, Math.min(3, length)) };
    expect((await readCompanions([{ name: 'config.json', source: slow }])).config).toEqual({ model_type: 'vit' });
  });

  it('count the characters of a recogniser, spaces included', async () => {
    const found = await readCompanions([file('assets/ppocr_keys_v1.txt', 'a\nb\n \n\u3000\n')]);
    expect(found.alphabet).toEqual({ file: 'assets/ppocr_keys_v1.txt', count: 4 });
    expect(found.labels).toBeNull();
  });

  it('never mistake Python for JSON values that JSON has not', async () => {
    expect((await readCompanions([file('config.json', '{"a": NaN, "b": [Infinity, 1]}')])).config).toEqual({ a: null, b: [null, 1] });
  });
});

describe('labels', () => {
  it('come one per line, numbered or not', () => {
    expect(readLabelLines('cat\r\ndog\r\n')).toEqual(['cat', 'dog']);
    expect(readLabelLines('0: cat\n1: dog\n')).toEqual(['cat', 'dog']);
    expect(readLabelLines('0 cat\n1 great dane')).toEqual(['cat', 'great dane']);
    expect(readLabelLines('n01440764 tench, Tinca tinca\nn01443537 goldfish')).toEqual(['tench, Tinca tinca', 'goldfish']);
    expect(readLabelLines('7 up\n8 ball')).toEqual(['7 up', '8 ball']);
  });

  it('of a TensorFlow label map stand at their ids', () => {
    expect(readLabelMap("item {\n name: '/m/01'\n id: 1\n display_name: \"person\"\n}\nitem { id: 3 name: 'car' }")).toEqual([
      'background',
      'person',
      'unused',
      'car',
    ]);
  });

  it('of JSON are names, objects with a name, or names by index', () => {
    expect(readJsonLabels(['a', 'b'])).toEqual(['a', 'b']);
    expect(readJsonLabels([{ char: '∞', names: ['infinity', 'oo'] }, { names: ['AA'] }])).toEqual(['∞ infinity', 'AA']);
    expect(readJsonLabels({ '10': 'k', ...Object.fromEntries('abcdefghij'.split('').map((c, i) => [String(i), c])) })?.at(10)).toBe('k');
    expect(readJsonLabels({ labels: ['x'] })).toEqual(['x']);
    expect(readJsonLabels({ '0': 'a', '2': 'c' })).toBeNull();
  });
});

describe('hostile companions', () => {
  it('are read in a moment or left out', async () => {
    const deep = '['.repeat(1_000_000);
    const started = performance.now();
    const found = await readCompanions([
      file('config.json', deep),
      file('modules.json', `${deep}${']'.repeat(1_000_000)}`),
      file('label_map.pbtxt', 'item{'.repeat(350_000)),
      file(
        'inference.yml',
        `PostProcess:\n  character_dict:\n${Array.from({ length: 18_383 }, (_, i) => `  - '${String.fromCodePoint(0x4e00 + i)}'`).join('\n')}`,
      ),
      file('README.md', `---\na: ${'['.repeat(60_000)}\n---\n`),
    ]);
    expect(found.paddle).toHaveProperty('PostProcess.character_dict.length', 18_383);
    expect(found).toMatchObject({ config: null, card: null, labels: null });
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
