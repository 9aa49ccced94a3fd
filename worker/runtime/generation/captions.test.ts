import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FieldValue } from '../../../server/signatures/value.ts';
import { captionerBundle, heldDrawings } from '../../../server/testing/bundles/captioner-bundle.ts';
import { SIDE, type Drawing } from '../../../server/testing/bundles/drawings.ts';
import { library } from './library.ts';
import { BundleRunner } from './testing/bundle-runner.ts';

interface Caption {
  generated_text: string;
  details: { finish_reason: string; generated_tokens: number };
}

const bundle = captionerBundle();
const drawings = heldDrawings();
let runner: BundleRunner;

beforeAll(async () => void (runner = await BundleRunner.start(bundle)), 60_000);
afterAll(() => runner?.stop());

async function png({ pixels }: Drawing, side = SIDE): Promise<FieldValue> {
  const image = sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } }).resize(side, side, { kernel: 'nearest' });
  return { name: 'image', mediaType: 'image/png', bytes: await image.png().toBuffer() };
}

const raw = ({ pixels }: Drawing) => new library.RawImage(new Uint8ClampedArray(pixels), SIDE, SIDE, 3);
const captionOf = async (drawing: Drawing, inputs: Record<string, unknown> = {}) => (await runner.run(inputs, [await png(drawing)])).data as Caption;

async function direct(): Promise<(drawing: Drawing, options: object) => Promise<string | undefined>> {
  const caption = await library.pipeline('image-to-text', bundle.folder, { dtype: 'fp32', local_files_only: true });
  return async (drawing, options) => ((await caption(raw(drawing), options)) as { generated_text: string }[])[0]?.generated_text;
}

describe('captions', () => {
  it('of a model that describes what it never saw', () => {
    expect(bundle.exact).toBeGreaterThan(0.9);
    expect(runner.signature).toMatchObject({ task: 'image-to-text', generation: { kind: 'picture', contextLength: 64 } });
    expect(runner.signature.inputs.find(({ name }) => name === 'max_new_tokens')).toMatchObject({ default: 15, max: 64 });
  });

  it('are token for token what transformers.js writes by itself, greedy and drawn with a seed', async () => {
    const caption = await direct();
    let right = 0;
    for (const drawing of drawings.slice(0, 12)) {
      const { generated_text } = await captionOf(drawing);
      expect(generated_text).toBe(await caption(drawing, { max_new_tokens: 15 }));
      if (generated_text === drawing.caption) right += 1;
    }
    expect(right).toBeGreaterThanOrEqual(10);
    const [drawing] = drawings as [Drawing];
    const drawn: string[] = [];
    for (const seed of [1, 2]) {
      const { generated_text } = await captionOf(drawing, { temperature: 2, top_k: 8, repetition_penalty: 1.5, min_new_tokens: 9, seed });
      library.random.seed(seed);
      const options = { max_new_tokens: 15, min_new_tokens: 9, do_sample: true, temperature: 2, top_k: 8, repetition_penalty: 1.5 };
      expect(generated_text).toBe(await caption(drawing, options));
      drawn.push(generated_text);
    }
    expect(drawn[0]).not.toBe(drawn[1]);
  });

  it('are of the same picture whatever its size and format', async () => {
    const [drawing] = drawings as [Drawing];
    const large = (await runner.run({}, [await png(drawing, 8 * SIDE)])).data as Caption;
    expect(large.generated_text).toBe((await captionOf(drawing)).generated_text);
  });

  it('end where they are told to, by tokens or by a text, and come piece by piece', async () => {
    const [drawing] = drawings as [Drawing];
    const whole = await runner.run({}, [await png(drawing)]);
    const { generated_text, details } = whole.data as Caption;
    expect(details).toMatchObject({ finish_reason: 'eos_token', generated_tokens: 5 });
    expect(whole.streamed.trim()).toBe(generated_text);
    expect((await captionOf(drawing, { max_new_tokens: 2 })).details).toMatchObject({ finish_reason: 'length', generated_tokens: 2 });
    const last = generated_text.split(' ').at(-1) ?? '';
    const stopped = await captionOf(drawing, { stop: last });
    expect([stopped.generated_text, stopped.details.finish_reason]).toEqual([generated_text.slice(0, -last.length).trim(), 'stop_sequence']);
  });

  it('are not written without how pictures are prepared', async () => {
    await expect(BundleRunner.start(bundle, { without: ['preprocessor_config.json'] })).rejects.toMatchObject({
      code: 'INVALID_MODEL',
      message: expect.stringContaining('`preprocessor_config.json` is missing') as string,
    });
  });
});
