import { mainOf } from '../detect/evidence.ts';
import type { Evidence } from '../detect/evidence.ts';
import { asNumber, asSize, asText } from '../detect/json-look.ts';
import { labelsOf } from '../detect/labels-of.ts';
import { isActivated, scoreOutput } from '../detect/score-output.ts';
import { fixedDim, inputNamed, isFloat, rankOf } from '../detect/tensor-look.ts';
import type { TensorSpec } from '../schema.ts';
import { bind, jsonOutput, soundField, topKField } from './fields.ts';
import { unfed, unfit } from './preset.ts';
import type { PresetOf, StepInput } from './preset.ts';
import { scoreSteps } from './score-steps.ts';

const SPEECH_HZ = 16_000;

/** A recording → labels with scores. */
export const audioClassification: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const input = inputNamed(graph, 'input_values') ?? inputNamed(graph, 'input_features') ?? graph.inputs.find(isFloat);
  if (!input) return unfit('None of the inputs is sound.');
  const left = unfed(graph, [input.name]);
  if (left) return left;
  const output = scoreOutput(graph);
  if (!output) return unfit('None of the outputs has one score for each class.');
  const sound = soundSteps(evidence, input);
  if (!sound) return unfit(`\`${input.name}\` takes a spectrogram of a kind that no Step makes.`);
  const { labels, assumption } = labelsOf(evidence, { count: fixedDim(output, -1) });
  const scores = scoreSteps(evidence, output, isActivated(graph, output));
  // Samples without a batch axis come with scores for each moment (YAMNet).
  const overTime: StepInput[] = rankOf(input) === 1 && rankOf(output) === 2 ? [{ kind: 'mean-over-time' }] : [];
  return {
    inputs: [soundField(bind(graph, input), sound.steps), topKField()],
    outputs: [
      jsonOutput({ name: 'labels', title: 'Labels', description: 'What is heard, best first.', view: 'labels' }, bind(graph, output), [
        ...overTime,
        ...(overTime.length > 0 ? [] : scores.steps),
        { kind: 'top-k', k: { field: 'top_k' }, labels },
      ]),
    ],
    assumptions: [...sound.assumptions, ...(overTime.length > 0 ? [] : scores.assumptions), ...(assumption === null ? [] : [assumption])],
  };
};

/** Whisper's and AST's log-mel, by the configuration, else by the input's sizes; null for another. */
function spectrogram({ companions: { preprocessor } }: Evidence, input: TensorSpec): StepInput | null {
  const kind = asText(preprocessor?.feature_extractor_type) ?? '';
  const [second, third] = [fixedDim(input, 1), fixedDim(input, 2)];
  if (/^Whisper/.test(kind) || (input.name === 'input_features' && (second === 80 || second === 128) && third === 3000)) {
    return { kind: 'log-mel', style: 'whisper', bands: asSize(preprocessor?.feature_size) ?? second ?? 80, frames: third ?? 3000 };
  }
  if (!/^AST/.test(kind) && !(third === 128 && second === 1024)) return null;
  const isNormalised = preprocessor?.do_normalize !== false;
  return {
    kind: 'log-mel',
    style: 'ast',
    bands: asSize(preprocessor?.num_mel_bins) ?? third ?? 128,
    frames: asSize(preprocessor?.max_length) ?? second ?? 1024,
    mean: isNormalised ? (asNumber(preprocessor?.mean) ?? -4.2677393) : 0,
    std: isNormalised ? (asNumber(preprocessor?.std) ?? 4.5689974) : 0.5,
  };
}

/** Samples, by the input's rank, or a spectrogram; null for one that no Step makes. */
function soundSteps(evidence: Evidence, input: TensorSpec): { steps: StepInput[]; assumptions: string[] } | null {
  const { preprocessor } = evidence.companions;
  const known = asSize(preprocessor?.sampling_rate);
  const hz = known ?? SPEECH_HZ;
  const assumptions = known === null ? [`Recordings are resampled to ${hz} Hz: preprocessor_config.json, which would say, is missing`] : [];
  const start: StepInput[] = [{ kind: 'decode-audio' }, { kind: 'mix-down' }, { kind: 'resample', hz }];
  const rank = rankOf(input);
  const mel = rank === 3 ? spectrogram(evidence, input) : null;
  if (mel) return { steps: [...start, mel], assumptions };
  if (rank !== 1 && rank !== 2 && !(rank === 3 && fixedDim(input, 1) === 1)) return null;
  const samples = fixedDim(input, -1);
  const normalises = preprocessor?.do_normalize === true || asNumber(preprocessor?.do_normalize) === 1;
  const steps: StepInput[] = [
    ...start,
    ...(samples === null ? [] : [{ kind: 'pad-or-trim', samples } as const]),
    ...(normalises ? [{ kind: 'zero-mean-unit-variance' } as const] : []),
    { kind: 'samples-to-tensor', shape: rank === 1 ? 'flat' : rank === 2 ? 'batch' : 'channel' },
  ];
  return { steps, assumptions };
}
