'use client';

import { formatBytes } from '../../server/format-bytes.ts';
import { FilePicker } from './file-picker.tsx';
import { withFile, type MediaDraft } from './input-draft.ts';

/** Any file. */
export function FileEditor({ draft, onChange }: { draft: MediaDraft; onChange(draft: MediaDraft): void }) {
  const { field, file } = draft;
  return (
    <FilePicker accept={field.mediaTypes.join(',')} title="Drop a file" chosen={file !== null} onFile={(chosen) => onChange(withFile(field, chosen))}>
      {file ? (
        <p className="truncate rounded-control bg-sunken px-3 py-2">
          {file.name}, {formatBytes(file.bytes.byteLength)}
        </p>
      ) : null}
    </FilePicker>
  );
}
