/** Words as a sentence: files in code marks, a capital, a full stop. */
export function sentence(text: string): string {
  const marked = text.replace(/(^|[\s(])([\w./-]*\w\.(?:json|yml|txt|md|pbtxt|names|onnx))(?=[\s,:;.)]|$)/gi, '$1`$2`');
  return `${marked.slice(0, 1).toUpperCase()}${marked.slice(1)}${/[.!?]$/.test(marked) ? '' : '.'}`;
}
