import sharp from 'sharp';
import { formatBytes } from '../../server/format-bytes.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import { isTensorValue, JSON_TYPE, jsonValue, readJsonValue, type FieldValue, type MediaValue } from '../../server/signatures/value.ts';
import { wavOf } from '../../server/signatures/wav-of.ts';
import type { Runner } from '../runtime/runner-process.ts';
import type { DeploymentLog } from './deployment-log.ts';
import type { Probed } from './probe-version.ts';

const HZ = 16_000;
const PROBE_TOKENS = 4;

/** Lets a model that writes step by step write a few tokens about something made up. A failure is a warning, as in `probeVersion`. */
export async function probeGeneration(work: { runner: Runner; signature: Signature; log: DeploymentLog; timeoutMs: number }): Promise<Probed> {
  const { runner, signature, log } = work;
  await log.start('probe');
  const probed: Probed = { alive: true, fact: '', runMs: null };
  try {
    await runner.run([{ inputs: await madeUp(signature), outputs: null }], {
      timeoutMs: work.timeoutMs,
      onResult: (_, { outputs, error, timings }) => {
        probed.runMs = error ? null : timings.runMs;
        probed.fact = error ? 'with a warning: a made-up input did not run' : `ran once in ${Math.round(timings.runMs)} ms`;
        if (error) log.line(`${error.message}${error.cause ? ` (${error.cause})` : ''}`, 'warn');
        for (const output of outputs ?? []) {
          if (!isTensorValue(output)) log.line(`output ${output.name}: ${lookOf(output)}`);
        }
      },
    });
    return probed;
  } catch (error) {
    log.line(error instanceof Error ? error.message : String(error), 'warn');
    return { alive: false, fact: 'with a warning: the runner did not survive a made-up input', runMs: null };
  }
}

function lookOf(output: MediaValue): string {
  return output.mediaType === JSON_TYPE ? JSON.stringify(readJsonValue(output)).slice(0, 200) : `${output.mediaType}, ${formatBytes(output.bytes.byteLength)}`;
}

/** The least each field takes: a greeting, a second of silence, a grey picture, the first of the choices without a default. */
async function madeUp({ inputs, generation }: Signature): Promise<FieldValue[]> {
  const values: FieldValue[] = [];
  for (const field of inputs) {
    const { name } = field;
    if (name === 'max_new_tokens') values.push(jsonValue(name, PROBE_TOKENS));
    else if (name === 'messages') values.push(jsonValue(name, [{ role: 'user', content: 'Hello' }]));
    else if (name === 'text' || (name === 'prompt' && !generation?.chat)) values.push(jsonValue(name, 'Hello'));
    else if (field.encoding === 'audio') values.push({ name, mediaType: 'audio/wav', bytes: wavOf(new Float32Array(HZ), HZ) });
    else if (field.encoding === 'image') values.push({ name, mediaType: 'image/png', bytes: await greyPicture() });
    else if (field.encoding === 'choice' && field.required) values.push(jsonValue(name, field.choices[0]));
  }
  return values;
}

async function greyPicture(): Promise<Uint8Array> {
  return sharp({ create: { width: 64, height: 64, channels: 3, background: '#808080' } })
    .png()
    .toBuffer();
}
