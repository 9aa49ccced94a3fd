'use client';

import { useState } from 'react';
import { TASKS, type Task } from '../../../server/signatures/task.ts';
import type { VersionView } from '../../../server/versions/schema.ts';
import { Button } from '../../_components/button.tsx';
import { Card, CardBody, CardHeader } from '../../_components/card.tsx';
import { Select } from '../../_components/select.tsx';
import { Status } from '../../_components/status.tsx';
import { Words } from '../../_components/words.tsx';
import { Precision } from './precision.tsx';
import { useNextVersion } from './use-next-version.ts';

const SURE = 0.9;

/** What a version is taken for, why and how sure; a wrong guess is put right as another version of the same files. */
export function TaskCard({ team, version }: { team: string; version: VersionView }) {
  const guess = version.signature?.guess;
  if (!version.signature || !guess) return null;
  const { task } = version.signature;
  const check = !guess.chosen && (task === 'tensor' ? guess.alternatives.length > 0 : guess.confidence < SURE);
  return (
    <Card aria-label="Task">
      <CardHeader title="Task" fact={guess.chosen ? 'chosen' : task === 'tensor' ? 'not guessed' : `guessed, ${Math.round(guess.confidence * 100)} % sure`} />
      <CardBody>
        <p className="flex flex-wrap items-center gap-3">
          <span className="font-mono font-medium">{task}</span>
          {check ? <Status tone="warn">Check this</Status> : null}
        </p>
        <Lines title="Because" lines={guess.reasons} />
        <Lines title="Taken for granted" lines={guess.assumptions} />
        <Precision team={team} version={version} />
        <OtherTask team={team} version={version} />
      </CardBody>
    </Card>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div className="mt-3">
      <h3 className="text-meta text-ink-3">{title}</h3>
      <ul className="mt-1 flex flex-col gap-1 text-ink-2">
        {lines.map((line) => (
          <li key={line} className="wrap-anywhere">
            <Words text={line} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function OtherTask({ team, version }: { team: string; version: VersionView }) {
  const bundle = version.signature?.bundle;
  const likely = version.signature?.guess?.alternatives ?? [];
  const [task, setTask] = useState<Task | undefined>(likely[0]?.task);
  const edit = useNextVersion(team);
  const rest = TASKS.filter((one) => one !== version.signature?.task && !likely.some((other) => other.task === one));
  const options = [
    ...likely.map((other) => ({ value: other.task, label: other.task, hint: `${Math.round(other.confidence * 100)} % likely` })),
    ...rest.map((one) => ({ value: one, label: one })),
  ];
  return (
    <form
      className="mt-4 flex flex-wrap items-center gap-2 border-t pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (task) edit.mutate({ team, model: version.model, version: version.number, choice: { task, ...(bundle ? { precision: bundle.precision } : {}) } });
      }}
    >
      <Select label="Another task" size="sm" placeholder="Another task" value={task} onValueChange={setTask} options={options} className="w-64" />
      <Button type="submit" size="sm" disabled={!task} pending={edit.isPending} pendingLabel="Making a version">
        Serve it as this
      </Button>
      <p className="w-full text-meta text-ink-3">Makes the next version from the same files; nothing is uploaded again.</p>
    </form>
  );
}
