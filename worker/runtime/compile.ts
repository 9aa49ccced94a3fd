/**
 * Imports whatever a runner may come to need and ends, so that Node keeps it compiled (NODE_COMPILE_CACHE). It loads no
 * model: what is kept is ours alone.
 */
import './frames.ts';
import '../../server/signatures/read-signature.ts';
import './onnx/loaded-version.ts';
import '../steps/program.ts';
import './generation/generated-version.ts';
import './generation/causal-generator.ts';
import './generation/text-generator.ts';
import './generation/transcriber.ts';
