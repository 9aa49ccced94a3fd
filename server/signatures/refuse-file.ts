import { AppError } from '../errors.ts';
import { formatBytes } from '../format-bytes.ts';
import type { FileKind } from './identify-file.ts';

interface Refusal {
  code: 'INVALID_MODEL' | 'UNSUPPORTED_MODEL';
  is: string;
  cause: string;
  suggestions: string[];
}

/** Kinds that can lie beside a model without being one. */
export type CompanionKind = 'json' | 'text' | 'npy' | 'image' | 'unknown';

const TORCH_EXPORT = 'Export it in Python: `torch.onnx.export(model, example_inputs, "model.onnx", dynamo=True)`, then drop model.onnx.';

/** What is wrong with a file that stands where a model should be, and what to do about it. */
function refusalOf(file: Exclude<FileKind, { kind: 'onnx' }>): Refusal {
  switch (file.kind) {
    case 'empty':
      return invalid('is empty', 'The file has 0 bytes: the download or the export stopped before it began.', [
        'Download or export it again, check its size, drop it again.',
      ]);
    case 'git-lfs-pointer':
      return invalid('is a Git LFS pointer, not a model', 'The repository was cloned without Git LFS.', [
        `Run \`git lfs pull\`, check that it is ${file.sizeBytes === null ? 'more than a few hundred bytes' : formatBytes(file.sizeBytes)}, drop it again.`,
      ]);
    case 'html':
      return invalid(
        'is a web page, not a model',
        'The page that shows the file was saved instead of the file itself, or the download link asked for a sign-in.',
        [
          'Use the download link of that page (on Hugging Face the arrow beside the file name), check that the first line is not <!doctype html>, drop it again.',
        ],
      );
    case 'json':
      return invalid('is JSON, not an ONNX model', 'It begins with a brace or a bracket: a configuration file, or an error message saved under this name.', [
        'Open it in a text editor to see what it says, then drop the .onnx file it belongs to.',
      ]);
    case 'text':
      return invalid('is a text file, not a model', 'ONNX files are binary; this one holds readable text.', ['Drop the .onnx file itself.']);
    case 'image':
      return invalid('is an image, not a model', 'Its first bytes are those of a picture.', ['Deploy the model first; pictures go into its playground.']);
    case 'npy':
      return invalid('is a NumPy array, not a model', 'It holds numbers without a graph that says what to do with them.', [
        'Deploy the model first; arrays go into its playground as inputs.',
      ]);
    case 'unknown':
      return invalid('is not an ONNX model', 'Its first bytes are not those of an ONNX file, nor of any other model format Moorage knows.', [
        'Check that the right file was chosen and that its download is complete.',
        'If it holds the weights of an ONNX model, drop it together with the .onnx file.',
      ]);
    case 'zip':
    case 'gzip':
    case 'tar':
    case 'archive':
      return archive(file);
    default:
      return otherFormat(file);
  }
}

function archive(file: Extract<FileKind, { kind: 'zip' | 'gzip' | 'tar' | 'archive' }>): Refusal {
  const name = file.kind === 'archive' ? file.format : file.kind;
  return invalid(`is a ${name} archive, not a model`, 'Moorage reads models as they are, not packed.', [
    'Unpack it and drop the .onnx file, or the folder it is in.',
  ]);
}

type OtherFormat = Extract<FileKind, { kind: 'tflite' | 'ort' | 'keras' | 'torch' | 'pickle' | 'safetensors' | 'gguf' | 'hdf5' | 'tensorflow' }>;

function otherFormat(file: OtherFormat): Refusal {
  switch (file.kind) {
    case 'tflite':
      return unsupported('is a TensorFlow Lite model', [
        'Convert it: `python -m tf2onnx.convert --tflite model.tflite --output model.onnx --opset 17`, then drop model.onnx.',
      ]);
    case 'ort':
      return unsupported("is a model in onnxruntime's own ORT format", [
        'Drop the .onnx file it was made from: an ORT file fits only one version of the engine.',
      ]);
    case 'keras':
      return unsupported('is a Keras model', [
        'Convert it in Python: `keras.models.load_model("model.keras").export("model.onnx", format="onnx")`, then drop model.onnx.',
      ]);
    case 'torch':
      return unsupported('is a PyTorch checkpoint', [TORCH_EXPORT]);
    case 'pickle':
      return unsupported('is a Python pickle (PyTorch, joblib or scikit-learn)', [
        'scikit-learn: `skl2onnx.to_onnx(model, X[:1], options={"zipmap": False})`, then drop the .onnx file.',
        TORCH_EXPORT,
      ]);
    case 'safetensors':
      return unsupported('is a safetensors file: weights without a graph', [
        'Export the model it belongs to: `optimum-cli export onnx --model <folder> out/`, then drop the folder out.',
      ]);
    case 'gguf':
      return unsupported('is a GGUF model (llama.cpp)', [
        'Export the original model: `optimum-cli export onnx --model <name> out/`, then drop the folder out.',
      ]);
    case 'hdf5':
      return unsupported('is an HDF5 file (Keras weights)', [
        'Convert it: `python -m tf2onnx.convert --keras model.h5 --output model.onnx --opset 17`, then drop model.onnx.',
      ]);
    case 'tensorflow':
      return unsupported('is a TensorFlow graph', [
        'Convert it: `python -m tf2onnx.convert --saved-model <folder> --output model.onnx --opset 17`, then drop model.onnx.',
      ]);
  }
}

function invalid(is: string, cause: string, suggestions: string[]): Refusal {
  return { code: 'INVALID_MODEL', is, cause, suggestions };
}

function unsupported(is: string, suggestions: string[]): Refusal {
  return { code: 'UNSUPPORTED_MODEL', is, cause: 'Moorage runs ONNX models; other formats have to be converted first.', suggestions };
}

/** The error for a file that was dropped as a model and is none. */
export function refuseFile(file: Exclude<FileKind, { kind: 'onnx' }>, name: string): AppError {
  const { code, is, cause, suggestions } = refusalOf(file);
  return new AppError(code, `\`${name}\` ${is}.`, { cause, suggestions });
}

/** True for a file that may lie beside a model: a README, labels, a tokenizer, a picture of the results. */
export function isCompanion(file: FileKind): boolean {
  const companions: readonly string[] = ['json', 'text', 'npy', 'image', 'unknown'] satisfies CompanionKind[];
  return companions.includes(file.kind);
}
