import { describe, expect, it } from 'vitest';
import { agentVolumes } from '../../../src/contract/process/agent.ts';
import type { KubernetesObject } from '../../../src/target/emit/manifest.ts';
import { expectMessages, PLATFORM } from '../../support/marked.ts';
import { list, look, replaced, text } from './look.ts';
import { danglingReferences } from './references.ts';
import { validateObject } from './validate.ts';

/** Two teams: the endpoints `watch` and `desk` are used from both, `judge` runs beside the agent that uses it. */
const sources = {
  'a.sflow': `${PLATFORM}
endpoint watch : service {
  image     "watch:1.0"
  command   ["watch", "--now"]
  args      { level: 3 }
  env       { MODE: "$(HOME)", TOKEN: secret hub.token, HOST: "::" }
  resources { cpu: 0.5, memory: 256Mi }
  volumes   { "/data": claim reference }
  port      9000
  replicas  2
}
endpoint judge : sidecar { image "judge:1.0"  volumes { "/cache": 1Gi }  build { base: "python:3.13-slim" } }
endpoint desk : external { at "https://desk.example.org/api/"  credentials secret desk.token }
endpoint bell : external { at "http://bell.tools.svc:8000" }

sensor drift(of: Online) : Ratio windowed from http { endpoint: watch }
sensor verdict : Bool from http { endpoint: judge, timeout: 2s }
action open-ticket(title: String) : String from http { endpoint: desk }
action ring() from http { endpoint: bell }

workflow serve : online { service s : transformer { image "a:1" } }
agent keeper { strategy s { WHEN every 1h IF drift(serve) over 1d > 25% and verdict THEN { open-ticket("drift")  ring() } } }
`,
  'b.sflow': `import { cluster, drift, open-ticket, serve } from "./a"
application other { team team  on cluster }
agent looker { strategy s { WHEN every 1h IF drift(serve) over 1h > 50% THEN open-ticket("drift") } }
`,
};

const objects = expectMessages(sources, []).manifests?.flatMap((file) => file.objects) ?? [];
const find = (kind: string, name: string, namespace = 'app-team'): KubernetesObject => {
  const found = objects.find(
    (one) => one.kind === kind && one.metadata.name === name && one.metadata.namespace === namespace,
  );
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
};

const pod = 'spec.template.spec';

describe('endpoints', () => {
  it('give objects that their schemas take and that refer to nothing that is not there', () => {
    expect(objects.flatMap((object) => validateObject(object))).toEqual([]);
    expect(danglingReferences(objects)).toEqual([]);
  });

  it('run as the source says, within "restricted", with no token of the API server', () => {
    const deployment = find('Deployment', 'watch');
    expect(look(deployment, 'spec.replicas')).toBe(2);
    expect(look(deployment, `${pod}.automountServiceAccountToken`)).toBe(false);
    expect(look(deployment, `${pod}.serviceAccountName`)).toBe('watch');
    expect(look(deployment, `${pod}.securityContext.runAsNonRoot`)).toBe(true);
    expect(list(deployment, `${pod}.containers`)).toMatchObject([
      {
        image: 'registry.example.org/team/watch:1.0',
        command: ['watch', '--now'],
        args: ['--level=3'],
        env: [
          { name: 'AUDIENCE', value: 'watch.app-team.sflow.dev' },
          { name: 'PORT', value: '9000' },
          { name: 'MODE', value: '$$(HOME)' },
          { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'hub', key: 'token' } } },
          { name: 'HOST', value: '::' },
        ],
        ports: [{ containerPort: 9000 }],
        resources: { requests: { cpu: '500m', memory: '256Mi' } },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        volumeMounts: [{ mountPath: '/data' }],
      },
    ]);
    expect(look(find('PodDisruptionBudget', 'watch'), 'spec.maxUnavailable')).toBe(1);
  });

  it('are reached by the agents that use them, and by nobody else', () => {
    const peer = (namespace: string, app: string, agent: string): object => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      podSelector: { matchLabels: { 'sflow.dev/app': app, 'sflow.dev/agent': agent } },
    });
    const spec = look(find('NetworkPolicy', 'watch'), 'spec');
    expect(spec).toEqual({
      podSelector: { matchLabels: { 'sflow.dev/app': 'app', 'sflow.dev/endpoint': 'watch' } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [peer('app-team', 'app', 'keeper'), peer('other-team', 'other', 'looker')],
          ports: [{ protocol: 'TCP', port: 9000 }],
        },
      ],
    });
    const egress = list(find('NetworkPolicy', 'looker', 'other-team'), 'spec.egress');
    expect(egress).toContainEqual({
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'app-team' } },
          podSelector: { matchLabels: { 'sflow.dev/app': 'app', 'sflow.dev/endpoint': 'watch' } },
        },
      ],
      ports: [{ protocol: 'TCP', port: 9000 }],
    });
    expect(egress).toContainEqual({ ports: [{ protocol: 'TCP', port: 443 }] });
  });

  it('beside an agent listen for it alone, and get no token', () => {
    const [, sidecar, ...others] = list(find('StatefulSet', 'keeper'), `${pod}.containers`);
    expect(others).toEqual([]);
    expect(sidecar).toMatchObject({
      name: 'endpoint-judge',
      image: 'registry.example.org/team/judge:1.0',
      env: [
        { name: 'HOST', value: '127.0.0.1' },
        { name: 'PORT', value: '8090' },
      ],
      volumeMounts: [{ mountPath: '/cache' }],
    });
    expect(look(sidecar, 'ports')).toBeUndefined();
    const policy = find('NetworkPolicy', 'keeper');
    expect(JSON.stringify(policy)).not.toContain('8090');
  });

  it('know their agents by a token that is made for them, or by one of the user’s own', () => {
    const [volume] = list(find('StatefulSet', 'keeper'), `${pod}.volumes`).filter(
      (one) => text(one, 'name') === 'credentials',
    );
    expect(list(volume, 'projected.sources')).toEqual([
      { secret: { name: 'desk', items: [{ key: 'token', path: 'desk/token' }] } },
      {
        serviceAccountToken: {
          audience: 'watch.app-team.sflow.dev',
          expirationSeconds: 600,
          path: 'watch/token',
        },
      },
    ]);
    const [agent] = list(find('StatefulSet', 'keeper'), `${pod}.containers`);
    expect(list(agent, 'args')).toContain(`--credentials=${agentVolumes.credentials.path}`);
    expect(list(agent, 'volumeMounts')).toContainEqual({
      name: 'credentials',
      mountPath: agentVolumes.credentials.path,
      readOnly: true,
    });
  });

  it('are not whole without their Service, their sidecar or their token', () => {
    const without = (one: KubernetesObject): string => danglingReferences(objects.filter((o) => o !== one)).join('\n');
    expect(without(find('Service', 'watch'))).toContain('no Service of the endpoint watch');
    expect(without(find('Deployment', 'watch'))).toContain('no pod in app-team with');
    expect(without(find('ServiceAccount', 'watch'))).toContain('no ServiceAccount watch');
    const changed = (path: string, change: (old: unknown) => unknown): string => {
      const deployment = find('StatefulSet', 'keeper');
      const wrong = replaced(deployment, path.split('.'), change);
      return danglingReferences(objects.map((one) => (one === deployment ? wrong : one))).join('\n');
    };
    expect(changed('spec.template.spec.containers', (old) => (old as unknown[]).slice(0, 1))).toContain(
      'no sidecar judge at the port 8090',
    );
    expect(changed('spec.template.spec.volumes', (old) => (old as unknown[]).slice(0, 2))).toContain(
      'no token for the endpoint desk',
    );
  });

  it('have their images made with the others', () => {
    const { images = [] } = expectMessages(sources, []);
    expect(images.map(({ path }) => path)).toContain('images/judge/Dockerfile');
  });
});
