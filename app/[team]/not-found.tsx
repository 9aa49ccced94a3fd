import { PageProblem } from '../_components/page-problem.tsx';

export default function NotFound() {
  return <PageProblem title="There is nothing here">It was deleted, renamed, or the address has a typo. The library lists what there is.</PageProblem>;
}
