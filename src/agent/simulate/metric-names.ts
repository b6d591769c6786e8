import { parser } from '@prometheus-io/lezer-promql';

/** The names of the metrics that a query selects. */
export function metricNames(query: string): ReadonlySet<string> {
  const names = new Set<string>();
  const text = ({ from, to }: { readonly from: number; readonly to: number }): string => query.slice(from, to);
  parser.parse(query).iterate({
    enter: ({ node }) => {
      const literal = node.getChild('StringLiteral');
      if (node.name === 'VectorSelector') {
        const name = node.getChild('Identifier');
        if (name) names.add(text(name));
      } else if (literal && (node.name === 'QuotedLabelName' || isNameMatcher(node, text))) {
        names.add(text(literal).slice(1, -1));
      }
    },
  });
  // Beside others it tells only whether Prometheus looked, and no world has to say that.
  if (names.size > 1) names.delete('up');
  return names;
}

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** `__name__="up"`: another form of `up`. */
function isNameMatcher(node: SyntaxNode, text: (place: SyntaxNode) => string): boolean {
  if (node.name !== 'UnquotedLabelMatcher') return false;
  const [label, equals] = [node.getChild('LabelName'), node.getChild('MatchOp')?.getChild('EqlSingle')];
  return label !== null && text(label) === '__name__' && Boolean(equals);
}
