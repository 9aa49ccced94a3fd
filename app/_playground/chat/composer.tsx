'use client';

import { useState } from 'react';
import { Button } from '../../_components/button.tsx';
import { Textarea } from '../../_components/textarea.tsx';

/** Where the next message is written: Enter sends it, Shift+Enter begins a line. While an answer comes it can be stopped. */
export function Composer(props: { open: boolean; stopping: boolean; onSend(text: string): void; onStop(): void }) {
  const { open, stopping, onSend, onStop } = props;
  const [text, setText] = useState('');
  const send = () => {
    if (open || text.trim() === '') return;
    onSend(text.trim());
    setText('');
  };
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-x-2 border-t p-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        rows={2}
        value={text}
        aria-label="Your message"
        placeholder="Your message"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      {open ? (
        <Button type="button" pending={stopping} pendingLabel="Stopping" onClick={onStop}>
          Stop
        </Button>
      ) : (
        <Button type="submit" variant="primary" disabled={text.trim() === ''} disabledReason="Write a message first.">
          Send
        </Button>
      )}
      <p className="mt-1.5 text-meta text-ink-3 max-lg:hidden">Enter sends, Shift and Enter begin a line.</p>
    </form>
  );
}
