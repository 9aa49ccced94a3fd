import { readFileSync } from 'node:fs';
import path from 'node:path';
import { byteTokenizer, IM_END, IM_START, VOCABULARY } from './byte-tokenizer.ts';
import { keepBundle, readGuides, type KeptBundle } from './keep-bundle.ts';
import { judgeWriter, REACH, trainWriter, type Perplexity } from './train-writer.ts';
import { CONTEXT, HEADS, HEAD_SIZE, writerGraph } from './writer-graph.ts';

const SOURCES = ['train-writer.ts', 'writer-graph.ts', 'writer-bundle.ts', 'byte-tokenizer.ts'];

/**
 * A small language model of this project's own guides, as a Hugging Face bundle in ONNX: a chat model that writes like a
 * guide, without much sense. Learnt in seconds, kept for the next time.
 */
export function writerBundle(): KeptBundle & { perplexity: Perplexity } {
  const kept = keepBundle('writer', { sources: SOURCES, text: readGuides() }, build);
  return { ...kept, perplexity: JSON.parse(readFileSync(path.join(kept.folder, 'quality.json'), 'utf8')) as Perplexity };
}

// With what a card should never do to its readers: run, load, lead astray.
const CARD = `---
license: apache-2.0
pipeline_tag: text-generation
language: [en]
tags: [guides, small]
widget:
- text: A runner is
  example_title: Of runners
- src: https://example.com/chart.png
---

# Writer

A model of the *style* of some guides. <img src=x onerror="document.title='ran'"><script>document.title = 'ran'</script>

![A chart](https://example.com/chart.png) [a trap](javascript:document.title='ran') [a page](https://example.com)

| of | perplexity |
|---|---|
| held-out text | low |
`;

function build(): Record<string, string | Uint8Array> {
  const text = readGuides();
  const paragraphs = text.split(/\n{2,}/).filter((paragraph) => paragraph.length > 40);
  const seen = tokensOf(paragraphs.filter((_, index) => index % 10 !== 0));
  const held = tokensOf(paragraphs.filter((_, index) => index % 10 === 0));
  const writer = trainWriter(seen);
  const config = {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    hidden_size: HEADS * HEAD_SIZE,
    num_hidden_layers: 1,
    num_attention_heads: HEADS,
    num_key_value_heads: HEADS,
    max_position_embeddings: CONTEXT,
    vocab_size: VOCABULARY,
    eos_token_id: IM_END,
    pad_token_id: VOCABULARY - 1,
  };
  const json = {
    'config.json': config,
    'generation_config.json': { eos_token_id: [IM_END], pad_token_id: VOCABULARY - 1 },
    ...byteTokenizer({ contextLength: CONTEXT, chat: true }),
  };
  return {
    ...Object.fromEntries(Object.entries(json).map(([name, value]) => [name, JSON.stringify(value)])),
    'README.md': CARD,
    'onnx/model.onnx': writerGraph(writer),
    'quality.json': JSON.stringify(judgeWriter(writer, { seen, held })),
  };
}

/** Every paragraph as the answer to a question, so that it learns where answers begin and end. */
function tokensOf(paragraphs: readonly string[]): number[] {
  const bytes = (text: string) => [...Buffer.from(text)];
  const turns = paragraphs.map((paragraph) => {
    const about = paragraph.split(/\s+/).slice(0, 3).join(' ');
    return [IM_START, ...bytes(`user\nTell me about ${about}`), IM_END, 10, IM_START, ...bytes(`assistant\n${paragraph}`), IM_END, 10];
  });
  return [...new Array<number>(REACH).fill(10), ...turns.flat()];
}
