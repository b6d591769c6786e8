import { describe, expect, it } from 'vitest';
import { app, compileTexts, expectMessages } from '../../support/marked.ts';

const source = (workflow: string): string =>
  `import { replace-if-better } from "std/strategies"
import { request-rate } from "std/istio"
${app(`model m { registered "m"  better accuracy }
workflow serve : online {
  service p : model { server tensorflow  model m@production }
  replicas 2..9 scale on request-rate(serve) per replica to 20/s
  available 1
  expose "serve.example.org"
  ${workflow}
}
agent keeper { strategy a = replace-if-better(m, serve) }
agent other { strategy b { WHEN every 1h THEN notify(secret x.url, "y") } }`)}`;

const kindsOf = (text: string): string[] =>
  (compileTexts(text).manifests ?? []).flatMap(({ objects }) => objects.map(({ kind }) => kind));

describe('what an agent deploys', () => {
  it('is not shipped, with all that belongs to it', () => {
    const [shipped, left] = [kindsOf(source('')), kindsOf(source('deployed by keeper'))];
    const missing = [...new Set(shipped)].filter((kind) => !left.includes(kind));
    expect(missing.sort()).toEqual(['PodDisruptionBudget', 'ScaledObject', 'SeldonDeployment', 'VirtualService']);
    expect(left.filter((kind) => kind === 'StatefulSet')).toHaveLength(2);
  });

  it('is marked for the agent that brings it up, which may do so; for another one it is there', () => {
    const second = 'agent second { strategy b { WHEN every 1h  THEN upgradeWorkflow(serve, model: m@latest) } }';
    const { plan } = compileTexts(`${source('deployed by keeper')}\n${second}`);
    const agents = plan?.teams.flatMap((team) => team.agents) ?? [];
    const seen = agents.map(({ name, graph, permissions }) => [
      name,
      graph.strategies.flatMap(({ actions }) =>
        actions.flatMap((action) =>
          action.kind === 'primitive' && action.target?.kind === 'online' ? [action.target.deploys] : [],
        ),
      ),
      permissions.filter(({ verbs }) => verbs.includes('create')).map(({ resource }) => resource),
    ]);
    expect(seen).toEqual([
      ['keeper', [true], ['scaledobjects', 'seldondeployments', 'virtualservices', 'poddisruptionbudgets']],
      ['other', [], []],
      ['second', [undefined], []],
    ]);
  });

  it('is deployed by an agent that there is, and that does it', () => {
    expectMessages(source('deployed by keeper'), []);
    expectMessages(source('deployed by «other»'), ['never-deployed']);
    expectMessages(source('deployed by «keepr»'), ['unknown-name']);
    expectMessages(source('deployed by «serve»'), ['wrong-declaration']);
    expectMessages(source('backup «spare»\n deployed by keeper'), ['unknown-name']);
  });
});
