import type { Task } from '../task.ts';
import { audioClassification } from './audio-classification.ts';
import { depthEstimation } from './depth-estimation.ts';
import { featureExtraction } from './feature-extraction.ts';
import { fillMask } from './fill-mask.ts';
import { imageClassification } from './image-classification.ts';
import { imageFeatureExtraction } from './image-feature-extraction.ts';
import { imageSegmentation } from './image-segmentation.ts';
import { imageToImage } from './image-to-image.ts';
import { imageToText } from './image-to-text.ts';
import { objectDetection } from './object-detection.ts';
import type { PresetOf } from './preset.ts';
import { questionAnswering } from './question-answering.ts';
import { speechRecognition } from './speech-recognition.ts';
import { textGeneration } from './text-generation.ts';
import { textToText } from './text-to-text.ts';
import { sentenceSimilarity } from './sentence-similarity.ts';
import { tabularClassification, tabularRegression } from './tabular.ts';
import { textClassification } from './text-classification.ts';
import { tokenClassification } from './token-classification.ts';
import { textToAudio } from './text-to-audio.ts';
import { voiceActivityDetection } from './voice-activity-detection.ts';
import { zeroShotClassification } from './zero-shot-classification.ts';

/** Every task's fields, by the task. `tensor` is served without any. */
export const PRESETS: Record<Exclude<Task, 'tensor'>, PresetOf> = {
  'image-classification': imageClassification,
  'object-detection': objectDetection,
  'image-segmentation': imageSegmentation,
  'image-to-image': imageToImage,
  'depth-estimation': depthEstimation,
  'image-feature-extraction': imageFeatureExtraction,
  'image-to-text': imageToText,
  'text-generation': textGeneration,
  'text2text-generation': textToText('text2text-generation'),
  summarization: textToText('summarization'),
  translation: textToText('translation'),
  'automatic-speech-recognition': speechRecognition,
  'text-to-audio': textToAudio,
  'text-classification': textClassification,
  'token-classification': tokenClassification,
  'fill-mask': fillMask,
  'question-answering': questionAnswering,
  'zero-shot-classification': zeroShotClassification,
  'feature-extraction': featureExtraction,
  'sentence-similarity': sentenceSimilarity,
  'audio-classification': audioClassification,
  'voice-activity-detection': voiceActivityDetection,
  'tabular-classification': tabularClassification,
  'tabular-regression': tabularRegression,
};
