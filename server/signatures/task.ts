import { z } from 'zod';

/**
 * What a version does for a person: a Hugging Face pipeline tag, or `tensor` when it is served as it is. It presets the
 * signature and picks the renderer. Source of the names: huggingface.js packages/tasks.
 */
export const TASKS = [
  'tensor',
  'image-classification',
  'object-detection',
  'image-segmentation',
  'image-to-image',
  'depth-estimation',
  'image-feature-extraction',
  'image-to-text',
  'text-generation',
  'text2text-generation',
  'summarization',
  'translation',
  'automatic-speech-recognition',
  'text-to-audio',
  'text-classification',
  'token-classification',
  'fill-mask',
  'question-answering',
  'zero-shot-classification',
  'feature-extraction',
  'sentence-similarity',
  'audio-classification',
  'voice-activity-detection',
  'tabular-classification',
  'tabular-regression',
] as const;

export const taskSchema = z.enum(TASKS);
export type Task = z.infer<typeof taskSchema>;
