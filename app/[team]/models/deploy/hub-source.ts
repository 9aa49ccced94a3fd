/** The address of a model on the Hugging Face Hub, and perhaps of a revision of it, as a browser shows it. */
const PAGE = /^https?:\/\/(?:www\.)?(?:huggingface\.co|hf\.co)\/([\w.-]+\/[\w.-]+?)(?:\/(?:tree|blob|resolve)\/([\w.-]+)(?:\/.*)?)?\/?(?:[?#].*)?$/;

/** A source as it is written in the field: the address of a model's page becomes its `hf:` source, all else stays. */
export function toSource(typed: string): string {
  const [, repository, revision] = PAGE.exec(typed.trim()) ?? [];
  if (!repository || /^(datasets|spaces|docs)\//.test(repository)) return typed;
  return `hf:${repository}${revision && revision !== 'main' ? `@${revision}` : ''}`;
}

/** Whether a text that is pasted onto the page names something to deploy. */
export function isSource(text: string): boolean {
  return /^(npm|hf):\S+$/.test(toSource(text));
}
