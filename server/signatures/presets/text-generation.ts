import { asObject, asText } from '../detect/json-look.ts';
import type { Companions } from '../detect/companions.ts';
import type { Field } from '../field.ts';
import { jsonOutput, textField } from './fields.ts';
import { contextOf, samplingFields, writingBundle } from './generation-fields.ts';
import type { PresetOf } from './preset.ts';

/** Text → text that goes on with it; of a chat model, messages → its answer. */
export const textGeneration: PresetOf = (evidence) => {
  const parts = evidence.bundle?.parts.map(({ part }) => part) ?? [];
  const lacks = writingBundle(evidence, parts.includes('decoder_model_merged') ? ['decoder_model_merged'] : ['model']);
  if (lacks) return lacks;
  const chat = hasChatTemplate(evidence.companions);
  const prompt = textField({ name: 'prompt', title: 'Prompt', description: 'The text that is continued, as it stands.' }, [], []);
  return {
    inputs: [...(chat ? [messagesField()] : []), { ...prompt, multiline: false, required: !chat }, ...samplingFields(evidence)],
    outputs: [
      jsonOutput(
        { name: 'completion', title: 'Completion', description: 'The text that was written, why it ended and how fast it came.', view: 'generation' },
        [],
        [],
      ),
    ],
    generation: { kind: 'causal', contextLength: contextOf(evidence.companions.config), chat },
    assumptions: chat ? [] : ['it has no chat template: it continues a text, it does not answer messages'],
  };
};

function messagesField(): Field {
  return {
    name: 'messages',
    title: 'Messages',
    description: 'The conversation so far: [{"role": "user", "content": "…"}]; roles are system, user and assistant. Send these or a prompt.',
    required: false,
    tensors: [],
    steps: [],
    encoding: 'json',
    view: 'messages',
  };
}

function hasChatTemplate({ tokenizerConfig, chatTemplateFile }: Companions): boolean {
  const template = asObject(tokenizerConfig?.content)?.chat_template;
  return chatTemplateFile !== null || asText(template) !== null || (Array.isArray(template) && template.length > 0);
}
