import { ArrowLeftRight, Fingerprint, RotateCw, Shield } from 'lucide-react';
import type { ReactNode } from 'react';
import { Card } from '../../../_components/card.tsx';
import { Mark } from '../../../_components/mark.tsx';

function Column({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <h3 className="font-medium">{title}</h3>
      <ul className="mt-2 space-y-1.5 text-ink-2">{children}</ul>
    </div>
  );
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex items-start gap-2.5">
      <span className="mt-[3px] shrink-0 text-ink-3">{icon}</span>
      <span className="min-w-0">{children}</span>
    </li>
  );
}

const mono = (text: string) => <code className="font-mono text-meta text-ink-3">{text}</code>;
const done = <Mark shape="done" />;
const icon = { className: 'size-3.5', strokeWidth: 1.75, 'aria-hidden': true } as const;
const convert = <ArrowLeftRight {...icon} />;

/** What can be dropped, and what happens to it. */
export function FormatHints() {
  return (
    <Card className="mt-4 grid gap-x-6 gap-y-5 p-5 sm:grid-cols-2 lg:grid-cols-3">
      <Column title="Runs as it is">
        <Line icon={done}>
          <span className="text-ink">ONNX</span> {mono('.onnx')}, opset 7 to 26
        </Line>
        <Line icon={done}>
          <span className="text-ink">External data</span> {mono('.onnx_data')} beside it
        </Line>
        <Line icon={done}>
          <span className="text-ink">Hugging Face bundle</span> a folder or {mono('.zip')}, with its tokenizer
        </Line>
        <Line icon={done}>
          <span className="text-ink">Notes and labels</span> {mono('.txt .json .md')}
        </Line>
      </Column>
      <Column title="Recognised, with the way to convert it">
        <Line icon={convert}>PyTorch {mono('.pt .pth .safetensors')}</Line>
        <Line icon={convert}>TensorFlow {mono('.tflite .pb .keras')}</Line>
        <Line icon={convert}>scikit-learn {mono('.pkl .joblib')}, never unpickled</Line>
      </Column>
      <Column title="What happens to the file">
        <Line icon={<RotateCw {...icon} />}>Large files too: resumes after a reload</Line>
        <Line icon={<Fingerprint {...icon} />}>Hashed on the way in; stored once</Line>
        <Line icon={<Shield {...icon} />}>Opened only by the worker, in a process of its own</Line>
      </Column>
    </Card>
  );
}
