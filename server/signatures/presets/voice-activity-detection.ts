import { mainOf } from '../detect/evidence.ts';
import { speechLayout } from '../detect/speech-layout.ts';
import type { Constant, StateLoop } from '../schema.ts';
import { bind, jsonOutput, soundField, thresholdField } from './fields.ts';
import { unfit } from './preset.ts';
import type { PresetOf } from './preset.ts';

const HZ = 16_000;
const WINDOW = 512;

/** A recording → where somebody speaks. Each window is fed with the 64 samples before it: without them silero hears nothing. */
export const voiceActivityDetection: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const layout = speechLayout(graph);
  if (!layout) return unfit('Its inputs and outputs are not those of silero VAD.');
  const { sound, probability, rateInput, memory, context } = layout;
  const constants: Constant[] = rateInput
    ? [{ graph: graph.name, name: rateInput.name, datatype: rateInput.datatype, shape: (rateInput.shape ?? []).map(() => 1), data: [HZ] }]
    : [];
  const loop: StateLoop = {
    over: sound.name,
    carry: memory.map(({ from, to, width }) => ({ from: from.name, to: to.name, datatype: to.datatype, shape: [2, 1, width] })),
  };
  return {
    inputs: [
      soundField(
        bind(graph, sound),
        [{ kind: 'decode-audio' }, { kind: 'mix-down' }, { kind: 'resample', hz: HZ }, { kind: 'frame', size: WINDOW, context }],
        'A recording of speech.',
      ),
      { ...thresholdField(0.5, 'Moments'), description: 'From which probability a moment counts as speech.' },
    ],
    outputs: [
      jsonOutput(
        { name: 'speech', title: 'Speech', description: 'When somebody speaks, in seconds, and how likely it is at each moment.', view: 'segments' },
        bind(graph, probability),
        [{ kind: 'speech-segments', hz: HZ, hop: WINDOW, threshold: { field: 'threshold' } }],
      ),
    ],
    ...(constants.length > 0 ? { constants } : {}),
    loop,
    assumptions: [`Recordings are resampled to ${HZ} Hz and heard in windows of ${WINDOW} samples`],
  };
};
