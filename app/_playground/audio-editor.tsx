'use client';

import { Mic, Square } from 'lucide-react';
import { useRef, useState } from 'react';
import { formatBytes } from '../../server/format-bytes.ts';
import { Button } from '../_components/button.tsx';
import { FilePicker } from './file-picker.tsx';
import { withFile, type ChosenFile, type MediaDraft } from './input-draft.ts';
import { toWav } from './to-wav.ts';
import { useObjectUrl } from './use-object-url.ts';
import { Waveform } from './waveform.tsx';

/** A recording: dropped, chosen or made with the microphone. What the server does not read is converted here, to WAV. */
export function AudioEditor({ draft, onChange }: { draft: MediaDraft; onChange(draft: MediaDraft): void }) {
  const { field, file } = draft;
  const url = useObjectUrl(file?.bytes ?? null, file?.mediaType);
  const [problem, setProblem] = useState<string | null>(null);
  const take = async (chosen: ChosenFile) => {
    setProblem(null);
    const read = field.mediaTypes.some((type) => chosen.mediaType === type) || /\.(wav|mp3|flac|ogg|opus)$/i.test(chosen.name);
    try {
      onChange(withFile(field, read ? chosen : await toWav(chosen)));
    } catch {
      setProblem(`${chosen.name} cannot be played by this browser: save it as WAV or MP3 and choose that.`);
    }
  };
  return (
    <FilePicker
      accept="audio/*,video/webm"
      title="Drop a recording"
      chosen={file !== null}
      onFile={(chosen) => void take(chosen)}
      actions={<RecordButton onDone={(chosen) => void take(chosen)} onProblem={setProblem} />}
    >
      {file && url ? (
        <>
          <Waveform url={url} label={`The recording to send: ${file.name}`} />
          <p className="mt-1 truncate text-meta text-ink-3">
            {file.name}, {formatBytes(file.bytes.byteLength)}
          </p>
        </>
      ) : null}
      {problem ? (
        <p role="alert" className="mt-1 text-meta text-bad-text">
          {problem}
        </p>
      ) : null}
    </FilePicker>
  );
}

function RecordButton({ onDone, onProblem }: { onDone(file: ChosenFile): void; onProblem(problem: string): void }) {
  const recorder = useRef<MediaRecorder | null>(null);
  const [recording, setRecording] = useState(false);
  const start = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const made = new MediaRecorder(stream);
      const parts: Blob[] = [];
      made.ondataavailable = (event) => parts.push(event.data);
      made.onstop = () => {
        for (const track of stream.getTracks()) track.stop();
        setRecording(false);
        void new Blob(parts).arrayBuffer().then((buffer) => onDone({ name: 'recording.webm', mediaType: made.mimeType, bytes: new Uint8Array(buffer) }));
      };
      recorder.current = made;
      made.start();
      setRecording(true);
    } catch {
      onProblem('The microphone cannot be used: allow it for this page in the browser, or choose a file.');
    }
  };
  if (recording) {
    return (
      <Button type="button" size="sm" onClick={() => recorder.current?.stop()}>
        <Square className="size-4" strokeWidth={1.75} /> Stop
      </Button>
    );
  }
  return (
    <Button type="button" size="sm" onClick={() => void start()}>
      <Mic className="size-4" strokeWidth={1.75} /> Record
    </Button>
  );
}
