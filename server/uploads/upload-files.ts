import type { Runtime } from '../runtime.ts';
import { UploadFiles } from '../storage/upload-files.ts';

/** The process's files on their way in; their running hashes live with them. */
export function uploadFiles(runtime: Runtime): UploadFiles {
  return runtime.once('upload-files', () => new UploadFiles(runtime.env.dataFolder));
}
