'use client';

import { useState } from 'react';
import type { Signature } from '../../server/signatures/schema.ts';
import type { VersionView } from '../../server/versions/schema.ts';
import { useShortcut } from '../_components/shortcuts.tsx';
import { Segmented } from '../_components/segmented.tsx';
import { Skeleton } from '../_components/skeleton.tsx';
import { Chat } from './chat/chat.tsx';
import { messagesOf } from './chat/conversation.ts';
import { useChat } from './chat/use-chat.ts';
import { ExamplesBar } from './examples-bar.tsx';
import { InputCard, problemOfDrafts } from './input-card.tsx';
import { withData, type InputDraft } from './input-draft.ts';
import { RecentRuns } from './recent-runs.tsx';
import { ResultPanel } from './result-panel.tsx';
import { snippetInputs } from './snippet-inputs.ts';
import { SnippetPanel } from './snippet-panel.tsx';
import { useDrafts } from './use-drafts.ts';
import { useRun } from './use-run.ts';

interface PlaygroundProps {
  team: string;
  model: string;
  version: VersionView;
  signature: Signature;
}

/** Inputs filled in, one key to run, and what comes out: a model tried without a line of code. */
export function Playground(props: PlaygroundProps) {
  const { drafts, change, reset } = useDrafts(props);
  if (!drafts) return <Skeleton className="h-96 w-full" />;
  if (props.signature.generation?.chat) return <ChatOrCompletion {...props} drafts={drafts} onChange={change} onReset={reset} />;
  return <Bench {...props} drafts={drafts} onChange={change} onReset={reset} />;
}

type BenchProps = PlaygroundProps & { drafts: InputDraft[]; onChange(drafts: InputDraft[]): void; onReset(): void };

function Bench({ team, model, version, signature, drafts, onChange, onReset }: BenchProps) {
  const runner = useRun({ team, model, version: version.number });
  const start = () => {
    if (!problemOfDrafts(drafts) && !runner.open) runner.start(drafts);
  };
  useShortcut({ keys: 'mod+enter', label: 'Run', group: 'Playground', run: start });
  return (
    <>
      <ExamplesBar team={team} model={model} version={version} signature={signature} onChoose={onChange} />
      <div className="grid items-start gap-4 lg:grid-cols-[304px_minmax(0,1fr)] xl:grid-cols-[336px_minmax(0,1fr)]">
        <InputCard {...{ drafts, runner, onChange, onReset }} fact={version.active ? undefined : `v${version.number}, not the active one`} />
        <ResultPanel team={team} run={runner.run} signature={signature} sending={runner.sending} problem={runner.problem} />
      </div>
      <RecentRuns team={team} model={model} shown={runner.id} onShow={runner.show} />
      <div className="mt-4">
        <SnippetPanel team={team} model={version.active ? model : `${model}@${version.number}`} task={signature.task} inputs={snippetInputs(drafts)} />
      </div>
    </>
  );
}

type Way = 'chat' | 'completion';

/** A chat model is talked to; what it makes of a bare text is a choice away. */
function ChatOrCompletion(props: BenchProps) {
  const [way, setWay] = useState<Way>('chat');
  const { drafts, onChange } = props;
  const bare = drafts.filter(({ field }) => field.name !== 'messages').map((draft) => withPromptRequired(draft, true));
  const changeBare = (next: InputDraft[]) =>
    onChange(drafts.map((old) => withPromptRequired(next.find(({ field }) => field.name === old.field.name) ?? old, false)));
  return (
    <>
      <Segmented<Way>
        className="mb-4"
        label="How it is tried"
        value={way}
        onValueChange={setWay}
        items={[
          { value: 'chat', label: 'Chat' },
          { value: 'completion', label: 'Completion' },
        ]}
      />
      {way === 'chat' ? <ChatBench {...props} /> : <Bench {...props} drafts={bare} onChange={changeBare} />}
    </>
  );
}

/** A chat model takes messages or a prompt; where there are no messages it is the prompt. */
function withPromptRequired(draft: InputDraft, required: boolean): InputDraft {
  if (draft.field.name !== 'prompt' || draft.field.encoding !== 'text' || !('data' in draft)) return draft;
  return withData({ ...draft.field, required }, draft.data);
}

function ChatBench({ team, model, version, signature, drafts, onChange }: BenchProps) {
  const chat = useChat({ team, model, version: version.number, drafts });
  const messages = messagesOf(chat.conversation);
  const asked = drafts.map((draft) => (draft.field.name === 'messages' && 'data' in draft && messages.length > 0 ? { ...draft, data: messages } : draft));
  return (
    <>
      <Chat {...{ team, version, chat, drafts, onChange }} />
      <div className="mt-4">
        <SnippetPanel team={team} model={version.active ? model : `${model}@${version.number}`} task={signature.task} inputs={snippetInputs(asked)} />
      </div>
    </>
  );
}
